"""Percentages (百分数) and 占比: what a printed one may be n and d of, and whether every share agrees with its count and the whole around it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache, partial
from itertools import groupby, pairwise, takewhile

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from publishing.evidence import vocabulary, weights, wholes
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Mend, Verdict
from publishing.evidence.lists import List
from publishing.evidence.numbers import COUNTS, Number
from publishing.evidence.reading import last
from publishing.evidence.vocabulary import disjoint
from publishing.evidence.wholes import Whole

RULE = "占比"
_SHARE = re.compile(r"占(?P<base>[^占,。;]{0,20}?)(?:的?比[例重]?)?(?:分别)?(?:为|达到?|约|近|超过?|的|[:,])*$")
_CARRIED = "[,、(和及与;:约为占比分别均各共件个只仅数量的)]"
_WORDS = vocabulary.words("shares")
_FAR, _IN_A_ROW = 24, 12
"Counts before a share that may be its base; shares told one behind the other."
_WHOLE_SHARES = (Decimal("98.8"), Decimal("101.2"))
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


def bases(found: Found, counts: Sequence[Number]) -> list[Whole]:
    """What counts side by side may be counted of, the most natural first."""
    first, last = (found.place_of[id(one)] for one in (counts[0], counts[-1]))
    told = wholes.of(found, List(found.group_of[id(counts[0])], first, last + 1, ""))
    return [one for one in told if all(number.is_exact for number in one.numbers)]


def chosen(printed: Number, readings: Iterable[Quotient]) -> tuple[Verdict, Quotient] | None:
    """How a percentage is judged, and by which reading: of those nearly as natural as the first, the one that it agrees with."""
    told = sorted((one for one in readings if one.d), key=lambda one: one.cost)
    if not told:
        return None
    near = [(agreement(one.n, one.d, printed), one) for one in told if one.cost <= told[0].cost + weights.MARGIN]
    # What agrees before what is cut off, and the usual definition before another.
    for how, one in sorted(near, key=lambda pair: (pair[0] != "OK", bool(pair[1].definition))):
        if how:
            return Verdict.DEF if one.definition else Verdict[how], one
    return Verdict.CLASH, next((one for one in told if not one.definition), told[0])


# 哪个数占多少 --------------------------------------------------------------------------------------
def attach(found: Found) -> None:
    """Give every count the share that is printed with it, and keep the words of its base."""
    for place, one in enumerate(found.numbers):
        if one.unit != "%" or id(one) in found.bases:
            continue
        told, before = _SHARE.search(one.gap), found.numbers[place - 1]
        is_free = one.follows and before.unit in COUNTS
        base, shares = told["base"] if told else "", [one]
        if is_free and before.role == "base" or told and "分别" in one.gap:
            # 分别承办32件、21件,占总数143件的22.4%、14.7%
            following = found.numbers[place + 1 : place + _IN_A_ROW]
            shares += takewhile(lambda other: other.unit == "%" and not other.gap.strip(_CARRIED), following)
        if is_free and before.role == "base":
            found.told_bases |= {id(share): before for share in shares}
        elif told is None and not (is_free and one.gap.endswith("(")):
            continue
        found.bases |= {id(share): base for share in shares}
        # 城建类30件,教育类最多,占40%: words before 占 say what else has the share.
        if len(shares) > 1 or is_free and not (told and last(one.gap[: told.start()]).strip(_CARRIED)):
            _attach(found, shares)


def _attach(found: Found, shares: Sequence[Number]) -> None:
    """Give as many shares in a row to as many counts before them."""
    near = found.beside(shares[0], _FAR)
    counts = [one for one in near if one.unit in COUNTS and one.sentence == shares[0].sentence and one.role != "base"]
    if len(shares) > 1:
        counts = [one for one in counts if one.role != "sum"]
    if len(counts) >= len(shares):
        for counted, share in zip(counts[: len(shares)][::-1], shares, strict=True):
            counted.share = share


# 占多少的几成 --------------------------------------------------------------------------------------
def judge(found: Found) -> Iterator[Finding]:
    """One finding for each share that has a count and a whole."""
    for group in found.groups:
        told = [node.number for node in group.members]
        for has_share, row in groupby(told, key=lambda one: one.share is not None):
            counts = [one for one in row if not _is_elsewhere(found, one)] if has_share else []
            for each in [[one] for one in counts] if _are_of_their_own(counts) else [counts] if counts else []:
                yield from _in_row(found, each)
    yield from _alone(found)


def _are_of_their_own(counts: Sequence[Number]) -> bool:
    """Whether each count has a whole of its own: A类建议150件、A类提案270件,分别占75%、90%."""
    told = [{family: values for family, values in one.tags.items() if family not in {"act", "kind"}} for one in counts]
    return len(counts) > 1 and all(one == told[0] for one in told)


def _is_elsewhere(found: Found, one: Number) -> bool:
    """Whether a share is of something that the text does not count."""
    base = found.bases.get(id(one.share), "")
    return bool(base) and one.unit != "人" and any(word in base for word in _WORDS["elsewhere"])


def _in_row(found: Found, counts: Sequence[Number]) -> Iterator[Finding]:
    """Judge neighbours by the base that most of them agree with."""
    if not (wholes := _bases(found, counts)):
        return
    pairs = [(one, one.share) for one in counts if one.share is not None]

    def agreed(whole: Whole) -> int:
        return sum(bool(agreement(one.value, whole.value, share)) for one, share in pairs)

    base = max(wholes, key=lambda whole: (agreed(whole), -whole.cost))
    agreeing = agreed(base)
    # Shares may be moved by one in the last place so that they add up to 100.
    made_up = sum(share.value for _one, share in pairs) == HUNDRED and all(
        is_near(one.value, base.value, share) for one, share in pairs
    )
    for one, share in pairs:
        if how := agreement(one.value, base.value, share):
            verdict = Verdict[how]
        elif made_up:
            verdict = Verdict.TRUNC
        elif len(pairs) == 1 and (together := _together(found, one, share, wholes)):
            found.compare(together, RULE)
            continue
        else:
            words = found.bases.get(id(share), "")
            dearest = weights.LIMIT if any(word in words for word in _WORDS["of_all"]) else weights.APART
            # 15件是代表在座谈中提出的,占总数的30%: clauses between a count and its share may tell of another.
            is_away = share.gap.partition("占")[0].strip(_CARRIED) or vocabulary.unread(words)
            is_certain = (agreeing > 1 or base.cost < dearest) and not is_away
            verdict = Verdict.CLASH if is_certain else Verdict.NOTE
        yield judged(found, RULE, [one, share], verdict, "占比", Quotient(0, (one,), base.numbers), share)


def _bases(found: Found, counts: Sequence[Number]) -> list[Whole]:
    """The wholes that counts side by side may be shares of, the most natural first."""
    if (told := found.told_bases.get(id(counts[0].share))) is not None:
        return [Whole(0, (told,))]
    for one in found.sums_of.get(id(counts[0]), ()):
        if [*one.parts] == [*counts] and all(
            count.share and agreement(count.value, one.whole.value, count.share) == "OK" for count in counts
        ):
            # The shares are of what the counts make up: to look for anything else would take longest of all.
            return [one.whole]
    wholes = bases(found, counts)
    wholes += [Whole(one.cost, one.parts) for count in counts for one in found.sums_of.get(id(count), ())]
    if len(counts) > 1:
        shares = sum((one.share.value for one in counts if one.share), Decimal(0))
        is_whole = _WHOLE_SHARES[0] <= shares <= _WHOLE_SHARES[1]
        wholes.append(Whole(weights.NATURAL if is_whole else weights.LIMIT, tuple(counts)))
    far = [one for one in found.before(counts[0], _FAR) if one.is_exact and one.share is None]
    wholes += [Whole(weights.LIMIT, (one,)) for one in far]
    # 建议78件,重点建议80件,占总数的10.3%: where nothing is as large, what is less is the base all the same.
    most = max(one.value for one in counts)
    wholes = [one for one in wholes if one.value >= most] or [one for one in wholes if one.value]
    return sorted(wholes, key=lambda one: one.cost)


def _together(found: Found, one: Number, share: Number, wholes: Sequence[Whole]) -> list[Number]:
    """The counts that one share is the share of: 交通类15件、教育类9件、医疗类6件,三类占总数60件的50%."""
    told = [one]
    for other in found.before(one, 8):
        told.append(other)
        added = sum((each.value for each in told), Decimal(0))
        if any(agreement(added, whole.value, share) for whole in wholes):
            return [*told, share]
    return []


# 没有件数的占比 --------------------------------------------------------------------------------------
def _alone(found: Found) -> Iterator[Finding]:
    """Judge shares without counts that claim to be whole: they make 100, each rounded by half of its last place."""
    with_counts = {id(one.share) for one in found.numbers if one.share is not None}
    now = [one for one in found.numbers if one.is_now]
    for is_alone, told in groupby(now, key=lambda one: id(one) in found.bases and id(one) not in with_counts):
        row = list(told)
        if is_alone and len(row) > 2:
            yield from _whole(found, row)


def _whole(found: Found, row: Sequence[Number]) -> Iterator[Finding]:
    added = sum((one.value for one in row), Decimal(0))
    loose = sum((Decimal(5).scaleb(-one.places - 1) for one in row), Decimal(0))
    is_whole = _WHOLE_SHARES[0] <= added <= _WHOLE_SHARES[1]
    is_cut_off = HUNDRED - 2 * loose <= added < HUNDRED
    if abs(added - HUNDRED) <= loose:
        found.compare(row, RULE)
    elif (
        is_whole or is_cut_off or added > HUNDRED and all(disjoint(one.tags, also.tags) for one, also in pairwise(row))
    ):
        message = _("各项占比相加为%(sum)s%%，不是100%%，请核对。") % {"sum": f"{added:f}"}
        verdict = Verdict.NOTE if is_cut_off else Verdict.CLASH
        yield found.finding(verdict, RULE, row, message, expected="100%", said=f"{added:f}%")
