"""Percentages (百分数): a printed one is n of d; what both may be, each reading at its price, and which reading decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from publishing.evidence.judging import Verdict
from publishing.reckoning import weights, wholes
from publishing.reckoning.found import ReadText
from publishing.reckoning.lists import List
from publishing.reckoning.numbers import Number

HUNDRED = Decimal(100)


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

    def agreement(self, printed: Number) -> str:
        """How the percentage agrees with it."""
        return agreement(self.n, self.d, printed)


def agreement(n: Decimal, d: Decimal, printed: Number) -> str:
    """How a printed percentage agrees with n/d: OK, TRUNC (its last places were cut off) or nothing at all."""
    if d <= 0 or n > d:
        return ""
    exact = n * 100 / d
    if not printed.is_exact:
        return "OK" if printed.fits(exact) else ""
    if rounded(exact, printed.places) == printed.value:
        return "OK"
    return "TRUNC" if exact.quantize(Decimal(1).scaleb(-printed.places), ROUND_DOWN) == printed.value else ""


def is_near(n: Decimal, d: Decimal, printed: Number) -> bool:
    """Whether it is off by no more than one in its last place."""
    return d > 0 and abs(rounded(n * 100 / d, printed.places) - printed.value) <= Decimal(1).scaleb(-printed.places)


def rounded(exact: Decimal, places: int) -> Decimal:
    """A number rounded half up to so many decimals."""
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def written(n: Decimal, d: Decimal, printed: Number) -> str:
    """The percentage that n/d makes, as it should be printed."""
    return f"{rounded(n * 100 / d, printed.places):f}%" if d else "—"


def may_be_whole(d: Decimal, printed: Number) -> bool:
    """Whether any whole number of d makes the printed percentage."""
    if not printed.is_exact or d <= 0:
        return True
    near = (printed.value * d / 100).to_integral_value(ROUND_DOWN)
    return any(agreement(near + step, d, printed) for step in (-1, 0, 1, 2) if near + step >= 0)


def bases(found: ReadText, counts: Sequence[Number]) -> list[wholes.Whole]:
    """What counts side by side may be counted of, the most natural first."""
    group = found.group_of[id(counts[0])]
    places = [place for place, node in enumerate(group.members) if any(node.number is one for one in counts)]
    told = wholes.of(found, List(group, places[0], places[-1] + 1, ""))
    return [one for one in told if all(number.is_exact for number in one.numbers)]


def chosen(printed: Number, readings: Iterable[Quotient]) -> tuple[Verdict, Quotient] | None:
    """How a percentage is judged, and by which reading: of those nearly as natural as the first, the one that it agrees with."""
    told = [one for one in readings if one.d and (one.n <= one.d or one.cost <= weights.SKIPPED)]
    told.sort(key=lambda one: one.cost)
    if not told:
        return None
    most = told[0].cost + weights.MARGIN
    near = [(one.agreement(printed), one) for one in told if one.cost <= most]
    for how, needs_definition, verdict in (
        ("OK", False, Verdict.OK),
        ("OK", True, Verdict.DEF),
        ("TRUNC", False, Verdict.TRUNC),
        ("TRUNC", True, Verdict.DEF),
    ):
        for agreed, one in near:
            if agreed == how and bool(one.definition) is needs_definition:
                return verdict, one
    return Verdict.CLASH, next((one for one in told if not one.definition), told[0])
