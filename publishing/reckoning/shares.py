"""占比: whether every share agrees with its count and the whole that the others are shares of."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import vocabulary, weights, wholes
from publishing.reckoning.found import ReadText
from publishing.reckoning.lists import List
from publishing.reckoning.numbers import COUNTS, Number
from publishing.reckoning.percent import agreement, is_near, written
from publishing.reckoning.scopes import Siblings
from publishing.reckoning.vocabulary import disjoint

RULE = "占比"
_SHARE = re.compile(
    r"(?P<before>[^占]*)占(?P<base>[^占,。;]{0,20}?)(?:的?比[例重]?)?(?:分别)?(?:为|达到?|约|近|超过?|的|[:,])*$"
)
_BESIDE = re.compile(r"[,、(和及与;约为占比分别]*")
_CARRIER = re.compile(r"[,、()的分别约均各共件个只仅数量]*")
_OF_ALL = ("总数", "总量", "全部", "总件数", "总的")
_ELSEWHERE = (
    "全市",
    "全省",
    "全国",
    "全县",
    "全区",
    "全州",
    "委员总",
    "代表总",
    "人数",
    "委员的",
    "代表的",
    "委员人",
    "人大代表总",
)
"Words of a base that the text does not tell."
_FAR = 24
"Counts before a share that may be its base."
_WHOLE_SHARES = (Decimal("98.8"), Decimal("101.2"))


def attach(found: ReadText) -> None:
    """Give every count the share that is printed with it, and keep the words of its base."""
    found.bases = {}
    for place, one in enumerate(found.numbers):
        if one.unit != "%" or not one.is_now or id(one) in found.bases:
            continue
        told = _SHARE.search(one.gap)
        before = found.numbers[place - 1] if place else None
        is_beside = before is not None and before.sentence == one.sentence and one.follows and before.unit in COUNTS
        if before is not None and before.role == "base" and one.gap == "的" and place > 1:
            _attach_row(found, place, "", before)
            continue
        if told is None:
            if is_beside and before is not None and _is_bracketed(found.reading.text, one) and before.share is None:
                before.share = one
                found.bases[id(one)] = ""
            continue
        if vocabulary.ends_in_rate(told["base"]):
            continue
        found.bases[id(one)] = told["base"]
        if "分别" in one.gap:
            _attach_row(found, place, told["base"])
        elif before is not None and is_beside and before.share is None and not _CARRIER.sub("", told["before"]):
            owner = _before_bracket(found, before) if told["before"].startswith(")") else before
            owner.share = one


def _is_bracketed(text: str, one: Number) -> bool:
    return text[one.start - 1] == "(" and len(one.gap) <= 3 and text.startswith(")", one.end)


def _before_bracket(found: ReadText, one: Number) -> Number:
    """1267件(其中大会建议1231件、闭会建议36件),占…: the share of what stands before the bracket."""
    return next((other for other in found.before(one, 12) if other.end <= one.bracket), one)


def _attach_row(found: ReadText, place: int, base: str, told_base: Number | None = None) -> None:
    """Give as many shares in a row to as many counts before them: 建议8754件,提案4868件,分别占95.6%、97.3%."""
    row = [found.numbers[place]]
    for one in found.numbers[place + 1 : place + 12]:
        if one.unit != "%" or _BESIDE.fullmatch(one.gap) is None:
            break
        row.append(one)
    counts = [
        one
        for one in found.beside(row[0], 24)
        if one.unit in COUNTS and one.sentence == row[0].sentence and one.role not in {"sum", "base"}
    ]
    for share in row:
        found.bases[id(share)] = base
        if told_base is not None:
            found.told_bases[id(share)] = told_base
    if len(counts) >= len(row) and (len(row) > 1 or told_base is not None):
        for counted, share in zip(counts[: len(row)][::-1], row, strict=True):
            counted.share = share


def judge(found: ReadText) -> Iterator[Finding]:
    """One finding for each share that has a count and a whole."""
    for group in found.groups:
        for row in _rows(group):
            yield from _row(found, group, *row)
    yield from _alone(found)


def _rows(group: Siblings) -> Iterator[tuple[int, int]]:
    """Neighbours with shares, one or more; a count without one, or the end of a paragraph, parts them."""
    first = 0
    for place, node in enumerate([*group.members, None]):
        parts_ = node is None or node.number.share is None or place > first and node.number.mark == 5
        if parts_ and place > first:
            yield first, place
        if parts_:
            first = place + 1 if node is None or node.number.share is None else place


def _row(found: ReadText, group: Siblings, first: int, last: int) -> Iterator[Finding]:
    told = List(group, first, last, "")
    counts = [one for one in told.parts if not _is_elsewhere(found, one)]
    if not counts:
        return
    bases = _bases(found, told, counts)
    best = max(bases, key=lambda pair: (sum(_fits(one, pair[1]) for one in counts), -pair[0]), default=None)
    if best is None:
        yield from _above_all(found, counts)
        return
    cost, base = best
    agreed = [one for one in counts if _fits(one, base)]
    made_up = _is_made_up(counts, base)
    for one in counts:
        verdict = _agreement(one, base)
        near = [
            other
            for price, other in bases
            if _agreement(one, other) == "OK" and price <= weights.NATURAL + weights.MARGIN
        ]
        if verdict == "OK" or not verdict and len(agreed) * 2 <= len(counts) and near and len(agreed) < 3:
            yield _said(found, one, Verdict.OK, base if verdict else near[0], _("%(share)s与%(n)s占%(d)s的比例一致。"))
        elif verdict or made_up:
            message = _("%(n)s占%(d)s应为%(right)s，文中%(share)s是舍去尾数或为使各项凑成100%%得到的，建议四舍五入。")
            yield _said(found, one, Verdict.TRUNC, base, message)
        elif last - first == 1 and (together := _together(group, first, [other for _price, other in bases])):
            found.compare([*together, *([one.share] if one.share else [])], RULE)
        elif vocabulary.unread(found.bases.get(id(one.share), "")):
            continue
        elif _is_certain(found, one, cost, len(agreed)):
            yield _said(found, one, Verdict.CLASH, base, _("%(n)s占%(d)s应为%(right)s，文中为%(share)s，请核对。"))


def _above_all(found: ReadText, counts: Sequence[Number]) -> Iterator[Finding]:
    """A share of all whose count is more than every one before it: 建议78件,重点建议80件,占总数的10.3%."""
    (one, *others) = counts
    before = [other for other in found.before(one, 3) if other.sentence == one.sentence]
    is_of_all = any(word in found.bases.get(id(one.share), "") for word in _OF_ALL)
    if before and is_of_all and not others and max(other.value for other in before) < one.value:
        base = max(other.value for other in before)
        yield _said(found, one, Verdict.CLASH, base, _("%(n)s多于总数%(d)s，占比%(share)s也不相符，请核对。"))


def _is_certain(found: ReadText, one: Number, cost: float, agreed: int) -> bool:
    """Whether a share that fits no base is wrong: others beside it fit theirs, or its words say that it is of all."""
    base = found.bases.get(id(one.share), "")
    if agreed > 1 or cost <= weights.SENTENCE:
        return True
    return bool(agreed) and cost < weights.APART or cost < weights.LIMIT and any(word in base for word in _OF_ALL)


def _together(group: Siblings, place: int, bases: Sequence[Decimal]) -> list[Number]:
    """The counts that one share is the share of: 交通类15件、教育类9件、医疗类6件,三类占总数60件的50%."""
    share = group.members[place].number.share
    for first in range(place - 1, max(-1, place - 8), -1):
        told = [node.number for node in group.members[first : place + 1]]
        added = sum((one.value for one in told), Decimal(0))
        if share is not None and any(agreement(added, base, share) for base in bases):
            return told
    return []


def _bases(found: ReadText, told: List, counts: Sequence[Number]) -> list[tuple[float, Decimal]]:
    """The wholes that these may be shares of, the most natural first."""
    told_base = found.told_bases.get(id(counts[0].share))
    if told_base is not None:
        return [(0, told_base.value)]
    found_ = [(one.cost, one.value) for one in wholes.of(found, told) if all(number.is_exact for number in one.numbers)]
    found_ += [(one.cost, one.added) for count in counts for one in found.sums_of.get(id(count), ())]
    shares = [one.share.value for one in counts if one.share is not None]
    if len(shares) == len(told.parts) > 1 and _WHOLE_SHARES[0] <= sum(shares) <= _WHOLE_SHARES[1]:
        found_.append((weights.NATURAL, sum((one.value for one in counts), Decimal(0))))
    if len(counts) > 1:
        found_.append((weights.LIMIT, sum((one.value for one in counts), Decimal(0))))
    far = [one for one in found.before(counts[0], _FAR) if one.is_exact and one.bracket < 0 and one.share is None]
    found_ += [(weights.LIMIT, one.value) for one in far]
    return sorted((cost, value) for cost, value in found_ if value > 0 and all(one.value <= value for one in counts))


def _agreement(one: Number, base: Decimal) -> str:
    return agreement(one.value, base, one.share) if one.share is not None else ""


def _fits(one: Number, base: Decimal) -> bool:
    return one.share is not None and bool(agreement(one.value, base, one.share))


def _is_elsewhere(found: ReadText, one: Number) -> bool:
    """Whether a share is of something that the text does not count."""
    base = found.bases.get(id(one.share), "")
    if one.unit == "人" or id(one.share) in found.told_bases:
        return False
    return any(word in base for word in _ELSEWHERE)


def _is_made_up(counts: Sequence[Number], base: Decimal) -> bool:
    """Whether shares were moved by one in the last place so that they add up to 100."""
    shares = [one.share for one in counts]
    if (
        any(share is None or not share.is_exact for share in shares)
        or sum(share.value for share in shares if share) != 100
    ):
        return False
    return all(is_near(one.value, base, one.share) for one in counts if one.share)


def _alone(found: ReadText) -> Iterator[Finding]:
    """Judge shares without counts that claim to be whole: they make 100."""
    row: list[Number] = []
    for one in [*(number for number in found.numbers if number.is_now), None]:
        is_next = (
            one is not None
            and one.unit == "%"
            and id(one) in found.bases
            and not any(n.share is one for n in found.beside(one, 2))
        )
        if one is not None and is_next and (not row or one.sentence - row[-1].sentence <= 1 and "其中" not in one.gap):
            row.append(one)
            continue
        if len(row) > 2:
            added = sum((each.value for each in row), Decimal(0))
            loose = sum((Decimal(1).scaleb(-each.places) for each in row), Decimal(0))
            if abs(added - 100) <= loose:
                found.compare(row, RULE)
            elif (
                _WHOLE_SHARES[0] <= added <= _WHOLE_SHARES[1]
                or added > 100
                and all(disjoint(one.tags, other.tags) for one, other in pairwise(row))
            ):
                message = _("各项占比相加为%(sum)s%%，不是100%%，请核对。") % {"sum": f"{added:f}"}
                yield found.finding(Verdict.CLASH, RULE, row, message, expected="100%", said=f"{added:f}%")
        row = [one] if one is not None and is_next else []


def _said(found: ReadText, one: Number, verdict: Verdict, base: Decimal, message: str) -> Finding:
    share = one.share or one
    right = written(one.value, base, share)
    said = {"n": one.printed, "d": f"{base:f}{one.unit}", "right": right, "share": f"{share.value:f}%"}
    return found.finding(verdict, RULE, [one, share], message % said, expected=right, said=said["share"])
