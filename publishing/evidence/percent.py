"""Percentages (百分数): a printed one is n of d; what both may be, each reading at its price, and which reading decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache, partial

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from publishing.evidence import weights, wholes
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Mend, Verdict
from publishing.evidence.lists import List
from publishing.evidence.numbers import Number

HUNDRED = Decimal(100)
_MOST = 200
"Values of one number that are tried; a whole of which 5% are told may be any of hundreds."
_AGREES = _("%(name)s%(value)s与%(n)s/%(d)s一致。")
_CUT_OFF = _("%(n)s/%(d)s应为%(right)s，文中%(name)s%(value)s是舍去尾数或为使各项凑成100%%得到的，建议四舍五入。")
_DIFFERS = _("按%(n)s/%(d)s计算，%(name)s应为%(right)s，文中为%(value)s，请核对。")


@dataclass(frozen=True, slots=True)
class Quotient:
    """One reading of a percentage: the counts that are n and d, the price, and the definition that it takes, if not the usual."""

    cost: float
    parts: tuple[Number, ...]
    whole: tuple[Number, ...]
    definition: str = ""

    @property
    def n(self) -> Decimal:
        """What is counted."""
        return sum((one.value for one in self.parts), Decimal(0))

    @property
    def d(self) -> Decimal:
        """What it is counted of."""
        return sum((one.value for one in self.whole), Decimal(0))

    def mends(self, found: Found, printed: Number) -> Iterator[Mend]:
        """What n, d and the percentage may each be so that they agree."""
        n, d, share = self.n, self.d, max(printed.value, Decimal(1)) / HUNDRED
        yield found.mend(printed, [rounded(n * HUNDRED / d, printed.places), printed.value])
        if len(self.parts) == 1:
            yield found.mend(self.parts[0], (k for k in _around(d * share, d) if agreement(k, d, printed)))
        if len(self.whole) == 1:
            yield found.mend(self.whole[0], (k for k in _around(n / share, n) if agreement(n, k, printed)))


def _around(number: Decimal, other: Decimal) -> Iterator[Decimal]:
    """The whole numbers around one, as far as the percentage of another may be rounded."""
    reach = min(_MOST, int(max(number, other) / 50) + 2)
    yield from map(Decimal, range(max(0, int(number) - reach), int(number) + reach))


def agreement(n: Decimal, d: Decimal, printed: Number) -> str:
    """How a printed percentage agrees with n/d: OK, TRUNC (its last places were cut off) or nothing at all."""
    if d <= 0 or n > d:
        return ""
    exact = n * 100 / d
    if printed.fits(rounded(exact, printed.places) if printed.is_exact else exact):
        return "OK"
    is_cut_off = printed.is_exact and rounded(exact, printed.places, ROUND_DOWN) == printed.value
    return "TRUNC" if is_cut_off else ""


def is_near(n: Decimal, d: Decimal, printed: Number) -> bool:
    """Whether it is off by no more than one in its last place."""
    return d > 0 and abs(rounded(n * 100 / d, printed.places) - printed.value) <= _last_place(printed.places)


def rounded(exact: Decimal, places: int, how: str = ROUND_HALF_UP) -> Decimal:
    """A number rounded to so many decimals, half up."""
    return exact.quantize(_last_place(places), how)


@cache
def _last_place(places: int) -> Decimal:
    """One in the last of so many decimals."""
    return Decimal(1).scaleb(-places)


def written(n: Decimal, d: Decimal, printed: Number) -> str:
    """The percentage that n/d makes, as it should be printed."""
    return f"{rounded(n * 100 / d, printed.places):f}%" if d else "—"


def judged(
    found: Found, rule: str, told: Sequence[Number], verdict: Verdict, name: str, one: Quotient, printed: Number
) -> Finding:
    """The finding on a percentage beside the reading that decided."""
    if verdict is not Verdict.NOTE:
        found.compare([*one.parts, *one.whole], rule)
    message, right, value = sentence(verdict, name, one.n, one.d, printed)
    mends = partial(one.mends, found, printed)
    return found.finding(verdict, rule, told, message, expected=right, said=value, mends=mends)


def sentence(verdict: Verdict, name: str, n: Decimal, d: Decimal, printed: Number) -> tuple[str, str, str]:
    """What is said of a percentage beside its n and d, what it should be, and what it is."""
    right, value = written(n, d, printed), f"{printed.value:f}%"
    words = {"name": name, "value": value, "n": f"{n:f}", "d": f"{d:f}", "right": right}
    return _message(verdict, get_language()) % words, right, value


@cache
def _message(verdict: Verdict, _language: str) -> str:
    """The sentence of a verdict in the language of the reader."""
    return str({Verdict.OK: _AGREES, Verdict.TRUNC: _CUT_OFF}.get(verdict, _DIFFERS))


def may_be_whole(d: Decimal, printed: Number) -> bool:
    """Whether any whole number of d makes the printed percentage."""
    return any(agreement(k, d, printed) for k in _around(printed.value * d / HUNDRED, d))


def bases(found: Found, counts: Sequence[Number]) -> list[wholes.Whole]:
    """What counts side by side may be counted of, the most natural first."""
    first, last = (found.place_of[id(one)] for one in (counts[0], counts[-1]))
    told = wholes.of(found, List(found.group_of[id(counts[0])], first, last + 1, ""))
    return [one for one in told if all(number.is_exact for number in one.numbers)]


def chosen(printed: Number, readings: Iterable[Quotient]) -> tuple[Verdict, Quotient] | None:
    """How a percentage is judged, and by which reading: of those nearly as natural as the first, the one that it agrees with."""
    told = [one for one in readings if one.d and (one.n <= one.d or one.cost <= weights.SKIPPED)]
    told.sort(key=lambda one: one.cost)
    if not told:
        return None
    near = [(agreement(one.n, one.d, printed), one) for one in told if one.cost <= told[0].cost + weights.MARGIN]
    # What agrees before what is cut off, and the usual definition before another.
    for how, one in sorted(near, key=lambda pair: (pair[0] != "OK", bool(pair[1].definition))):
        if how:
            return Verdict.DEF if one.definition else Verdict[how], one
    return Verdict.CLASH, next((one for one in told if not one.definition), told[0])
