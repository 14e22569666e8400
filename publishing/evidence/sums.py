"""合计: whether lists that leave nothing out make up a whole, judged by the least costly reading and others near it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import combinations, pairwise

from django.utils.translation import gettext as _

from publishing.evidence import closing, lists, weights, wholes
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.lists import List
from publishing.evidence.numbers import Number
from publishing.evidence.percent import agreement
from publishing.evidence.vocabulary import disjoint
from publishing.evidence.wholes import Whole

RULE = "合计"


@dataclass(frozen=True, slots=True)
class Sum:
    """One reading of a list: its parts, the whole, and the price."""

    parts: tuple[Number, ...]
    whole: Whole
    cost: float

    @property
    def added(self) -> Decimal:
        """The parts together."""
        return sum((one.amount for one in self.parts), Decimal(0))

    @property
    def told(self) -> list[Number]:
        """All its numbers."""
        return [*self.parts, *self.whole.numbers]

    @property
    def written(self) -> str:
        """The sum as a reader writes it."""
        return "＋".join(f"{one.amount:f}" for one in self.parts) + f"={self.added:f}"

    @property
    def is_a_slip(self) -> bool:
        """Whether one number changed by a slip mends it: one or ten more or less, or its digits in another order."""
        gap = self.whole.value - self.added
        mended = [(one.value, one.value + gap) for one in self.parts] + [(self.whole.value, self.added)]
        return abs(gap) in {1, 10} or any(sorted(f"{one:f}") == sorted(f"{other:f}") for one, other in mended)


def judge(found: Found) -> Iterator[Finding]:
    """One finding for each list that makes up a whole or fails to."""
    agreed: list[Sum] = []
    failed: list[tuple[List, Sum]] = []
    doubtful: list[Sum] = []
    for group in found.groups:
        held: dict[int, int] = {}
        for told in lists.find(group, held):
            if all(one.is_exact for one in told.parts):
                natural, fitting = _read(found, told)
                if fitting is not None:
                    agreed.append(fitting)
                    if fitting.cost < weights.NATURAL and [*fitting.parts] == told.parts:
                        held |= dict.fromkeys(range(told.first, told.last), told.last)
                    if told.reason and natural is not None and _is_doubtful(natural, fitting):
                        doubtful.append(natural)
                elif natural is not None:
                    failed.append((told, natural))
    yield from _above_their_whole(found)
    found.agreed = sorted(agreed, key=lambda one: one.cost)
    yield from _told(found)
    yield from _explained(found, failed)
    wholes_told = {id(number) for one in agreed for number in one.whole.numbers}
    for one in doubtful:
        if not wholes_told & set(map(id, one.whole.numbers)):
            yield _differs(found, Verdict.NOTE, one, "")


def _is_doubtful(natural: Sum, fitting: Sum) -> bool:
    """Whether a list is a slip away from the whole that it stands right behind, and makes up another only farther off."""
    is_farther = fitting.cost >= natural.cost + 0.5 and fitting.parts == natural.parts
    return is_farther and natural.cost <= weights.SKIPPED and len(natural.whole.numbers) == 1 and natural.is_a_slip


def _above_their_whole(found: Found) -> Iterator[Finding]:
    """A part that is more than the whole that it stands beneath, and than all before it: 建议3件（含重点建议5件）."""
    for group in filter(lambda group: group.members, found.groups):
        one = group.members[0].number
        if (
            group.owner is None
            or group.how == "beside"
            or not one.is_exact
            or disjoint(one.tags, group.owner.number.tags)
        ):
            continue
        whole = group.owner.number
        most = max(whole.value, sum((other.value for other in found.before(one, 12)), Decimal(0)))
        if len(group.members) == 1:
            found.compare([one], RULE)
        if whole.is_exact and one.value > most and one.role in {"of", "with"}:
            message = _("其中的%(part)s多于总数%(whole)s，请核对。") % {"part": one.printed, "whole": whole.printed}
            told = [whole, one]
            yield found.finding(Verdict.CLASH, RULE, told, message, expected=whole.printed, said=one.printed)


def _read(found: Found, told: List) -> tuple[Sum | None, Sum | None]:
    """The natural reading of a list, and the cheapest near it that holds."""
    parts, group = tuple(told.parts), told.group
    total = found.added(group, told.first, told.last)
    behind = group.members[told.last].number if told.last < len(group.members) else None
    is_right_behind = behind is not None and behind.mark == 2 and closing.is_bare_sum(behind)

    @cache
    def others() -> list[tuple[int, int, float]]:
        return [*lists.extents(group, told.first, told.last, weights.MARGIN)] if told.reason else []

    if behind is not None and (told.reason == "sum" or told.reason and is_right_behind):
        # 合计58件 behind its parts is of them, whatever else they may make up.
        candidates = [Whole(0, (behind,))]
    else:
        candidates = wholes.of(found, told, total, lambda: (found.added(group, *one[:2]) for one in others()))
    if not candidates:
        return None, None
    natural = Sum(parts, candidates[0], candidates[0].cost)
    if natural.cost <= weights.LIMIT and natural.whole.fits(total):
        return natural, natural
    most = min(weights.LIMIT, natural.cost + weights.MARGIN)
    best: Sum | None = None
    for first, last, price in [(told.first, told.last, 0.0), *others()]:
        added = found.added(group, first, last)
        for whole in candidates:
            cost = price + whole.cost
            if cost > most or best is not None and cost >= best.cost:
                break
            these = tuple(node.number for node in group.members[first:last]) if whole.fits(added) else ()
            if these and all(one.is_exact and one not in whole.numbers for one in these):
                best = Sum(these, whole, cost)
    return natural, best


def _told(found: Found) -> Iterator[Finding]:
    """The sums that agree; of two that share parts the cheaper one is told."""
    taken: set[int] = set()
    agrees = _("各项相加为%(sum)s件，与合计一致。")
    for one in found.agreed:
        found.compare(one.told, RULE)
        if taken.isdisjoint(map(id, one.parts)):
            taken.update(map(id, one.parts))
            added = f"{one.added:f}"
            mends = partial(found.balance, one.parts, one.whole.numbers)
            yield found.finding(
                Verdict.OK, RULE, one.told, agrees % {"sum": one.written}, expected=added, said=added, mends=mends
            )


def _explained(found: Found, failed: Sequence[tuple[List, Sum]]) -> Iterator[Finding]:
    """The lists that fail, but for those whose parts another list explains."""
    explained = {id(part) for one in found.agreed for part in one.parts}
    split = {(id(one.whole.numbers[0]), one.parts) for one in found.agreed}
    told_wholes = {id(number) for one in found.agreed for number in one.told}
    findings: list[tuple[Finding, set[int]]] = []
    for told, one in sorted(failed, key=lambda pair: (pair[1].cost, -len(pair[1].parts))):
        parts = {id(part) for part in one.parts}
        # 立案204件,经济类80件,社会类100件,其他24件: the first is told by the others.
        is_explained = parts <= explained or (id(one.parts[0]), one.parts[1:]) in split
        if told.reason == "sum":
            is_explained = id(one.whole.numbers[0]) in told_wholes
        if is_explained or one.cost >= weights.NATURAL or _are_shares_of_their_own(one):
            continue
        finding = _in_times(found, one) if _may_be_times(found, one) else _failed(found, told, one)
        if finding is not None:
            findings.append((finding, parts))
    taken: set[int] = set()
    for finding, parts in sorted(findings, key=lambda pair: pair[0].verdict is Verdict.NOTE):
        if not taken & parts:
            taken |= parts
            yield finding


def _failed(found: Found, told: List, one: Sum) -> Finding | None:
    """What is said of a list that does not make up its whole: accused for a reason, asked about where one slip mends it."""
    if _is_another_act(one):
        return None
    reason = told.reason or "sum"
    if reason == "sum" and not _is_sum_behind(one):
        reason = ""
    if not reason and _is_nearly(told, one):
        reason = "nearly"
    if (reason or _exceeds(told, one)) and _is_sure(found, told, one, reason):
        return _differs(found, Verdict.CLASH, one, reason)
    is_beneath = _is_owned(told) or one.cost <= weights.SKIPPED and _are_alike(one.parts)
    is_beneath = is_beneath or closing.divides(one.parts)
    return _differs(found, Verdict.NOTE, one, "") if is_beneath and one.is_a_slip else None


def _is_sure(found: Found, told: List, one: Sum, reason: str) -> bool:
    """Whether the whole of a list that fails is the one meant: the looser its reason, the nearer must it stand."""
    parts, whole = one.parts, one.whole
    ratio = float(one.added / max(whole.value, Decimal(1)))
    is_owned = told.group.owner is not None and told.group.how != "beside"
    if not is_owned and not one.is_a_slip and not 1 / weights.FAR <= ratio <= weights.FAR:
        return False
    if reason == "rest" and parts[0].role == "except" and whole.numbers[0].sentence == parts[0].sentence:
        # 75件建议中,除3件正在办理外,其余72件: of those right before it, and of no others.
        return one.cost == 0
    if reason == "rest":
        others = [other.value for other in [*found.before(parts[-1], 20), *found.behind(parts[-1], 6)]]
        rests = {sum((part.amount for part in parts[first:]), Decimal(0)) for first in range(len(parts))}
        return one.cost <= weights.SKIPPED and len(whole.numbers) == 1 and rests.isdisjoint(others)
    if not one.is_a_slip and (_lacks_individuals(parts, reason) or _are_of_some(one, reason)):
        return False
    if closing.divides(parts):
        return True
    if reason == "others":
        return one.cost <= weights.SENTENCE and any(near in whole.numbers for near in found.before(parts[0], 1))
    if closing.is_loose(reason):
        return one.cost <= weights.SENTENCE
    if reason in {"kind", "motions"} and one.cost > weights.SKIPPED:
        kinds = frozenset().union(*(part.tags["kind"] for part in parts))
        return any(kinds - {"motion"} <= number.tags.get("kind", frozenset()) for number in whole.numbers)
    return True


def _lacks_individuals(parts: Sequence[Number], reason: str) -> bool:
    """立案71件,委员联名14件,界别9件: those of single members may be left out, where no 集体 says that they are not."""
    return reason == "proposers" and not any(word in part.label for part in parts for word in ("集体", "党派", "团体"))


def _are_of_some(one: Sum, reason: str) -> bool:
    """其中得到解决的建议41件、提案38件: the first part says of all what their whole does not; a level, where they are far less."""
    if reason not in {"kind", "named"}:
        return False
    first, *others = (part.tags for part in one.parts)
    narrowing = {"class", "satisfaction"} | ({"level"} if one.added * 2 < one.whole.value else set())
    told = first.keys() & narrowing - one.whole.numbers[0].full.keys()
    return any(all(tags.get(family, first[family]) == first[family] for tags in others) for family in told)


def _is_another_act(one: Sum) -> bool:
    """收到议案8件、建议120件,共交办126件: what came in was not all handed over."""
    whole = one.whole.numbers[0]
    if any(_is_added(number) for number in one.told) and not _is_of_two(one):
        return True
    acts = {act for part in one.parts for act in part.tags.get("act", ())}
    return whole.start > one.parts[0].start and bool(acts) and whole.tags.get("act", acts) != acts


def _is_added(one: Number) -> bool:
    return any(word in one.gap for word in ("连同", "加上", "加之"))


def _is_of_two(one: Sum) -> bool:
    """其余33件转为建议,连同建议178件,共211件: the two before the sum are what is added."""
    first, *others = one.parts
    whole = one.whole.numbers[0]
    is_plain = len(others) == 1 and not _is_added(first) and others[0].sentence == first.sentence
    is_same = first.role == "rest" or first.tags.get("act") == whole.tags.get("act", "?")
    return is_plain and _is_added(others[0]) and is_same and whole.role == "sum"


def _is_sum_behind(one: Sum) -> bool:
    """Whether a whole behind its parts is told by 共计 alone, and nothing in the parts says that they are some of many."""
    (whole, *others) = one.whole.numbers
    if _is_of_two(one):
        return True
    if any(closing.is_bare_sum(part) for part in one.parts):
        return False
    if others or whole.start < one.parts[-1].start or whole.mark > 4 or not closing.is_bare_sum(whole):
        return False
    if whole.mark > 3 and whole.label.removeprefix("以上") not in {"共", "合计", "共计", "总计"}:
        return False
    some = (run for size in (2, 3) for run in combinations(one.parts, size))
    if any(sum(part.amount for part in run) == whole.value for run in some):
        return False
    told = any(
        disjoint(part.tags, whole.tags) or part.tags.keys() & {"progress", "admission"} - whole.tags.keys()
        for part in one.parts
    )
    is_whole = closing.counts_them(whole, one.parts) or not closing.is_open(one.parts) and _are_alike(one.parts)
    return not told and is_whole


def _is_nearly(told: List, one: Sum) -> bool:
    """Whether a slip parts a list from its whole, and a list that leaves something out would hardly come as near."""
    if one.cost > weights.SENTENCE or closing.is_open(one.parts) or not _is_all_of_its_row(told):
        return False
    if not _is_owned(told) and not _are_alike(one.parts):
        return False
    gap = one.whole.value - one.added
    slips = 2 if abs(gap) == 1 else 4 if abs(gap) == 10 else 5 + len(one.parts) if one.is_a_slip else 0
    chance = slips * (1 + one.cost / weights.SKIPPED) / float(max(one.whole.value, Decimal(1)))
    return 0 < chance <= (weights.CHANCE * 2 if len(one.parts) > 3 else weights.CHANCE)


def _is_owned(told: List) -> bool:
    """Whether the words before a list name what it is of: 其中, 立案提案中."""
    return told.group.owner is not None or told.group.scope is not None


def _is_all_of_its_row(told: List) -> bool:
    """Whether a list is all that stands beneath its whole, or between two marks stronger than its own."""
    members = told.group.members
    inside = max(node.number.mark for node in members[told.first + 1 : told.last]) if told.last - told.first > 1 else 0
    ends = told.last == len(members) or members[told.last].number.mark > max(inside, 2)
    return ends and (not told.first or members[told.first].number.mark >= inside)


def _exceeds(told: List, one: Sum) -> bool:
    """Whether parts that can't share items, as far as their words go, are more than their whole."""
    parts, group, excess = one.parts, told.group, one.added - one.whole.value
    if (
        one.whole.numbers[0].start > parts[0].start
        or excess <= 0
        or one.cost > weights.SKIPPED
        or closing.is_open(parts)
        or not closing.is_pure(parts)
    ):
        return False
    if _are_disjoint(parts):
        return True
    is_owned = group.owner is not None and one.whole.numbers[-1] is group.owner.number or group.scope is not None
    is_slight = excess <= max(Decimal(10), one.whole.value / 10)
    return (
        is_owned
        and group.how != "beside"
        and is_slight
        and len({part.label for part in parts}) == len(parts)
        and _are_alike(parts, group.owner.number.tags.keys() if group.owner else ())
    )


def _are_alike(parts: Sequence[Number], handed: Iterable[str] = ()) -> bool:
    """Whether neighbours leave each other out, or are told by the same families of words."""
    left = {"act", "kind", "level", *handed}
    return all(
        disjoint(one.tags, other.tags) or one.tags.keys() - left == other.tags.keys() - left
        for one, other in pairwise(parts)
    )


def _are_disjoint(parts: Sequence[Number]) -> bool:
    return all(disjoint(one.tags, other.tags) for one, other in pairwise(parts))


def _are_shares_of_their_own(one: Sum) -> bool:
    """Whether parts have shares of what they add up to, and the count before them stands too far to be meant."""
    shares = [(part.value, part.share) for part in one.parts if part.share is not None]
    if one.cost <= weights.SKIPPED or len(shares) < len(one.parts) or one.added > one.whole.value:
        return False
    fitting = sum(bool(agreement(n, one.whole.value, share)) for n, share in shares)
    return all(agreement(n, one.added, share) for n, share in shares) and fitting * 2 < len(shares)


def _may_be_times(found: Found, one: Sum) -> bool:
    """Whether parts are more than their whole, and all their shares are shares of their own sum alone."""
    if len(one.parts) < 3 or one.whole.value >= one.added:
        return False

    def fitting(base: Decimal) -> int:
        return sum(part.share is not None and bool(agreement(part.value, base, part.share)) for part in one.parts)

    others = [one.whole.value, *(other.value for other in found.before(one.parts[0], 12))]
    return fitting(one.added) == len(one.parts) and not any(fitting(other) * 2 > len(one.parts) for other in others)


def _in_times(found: Found, one: Sum) -> Finding:
    """Parts that are more than the whole, with shares of their own sum: they may be counted in 件次."""
    message = _("各项相加为%(sum)s，不等于%(total)s，但各项占比都以%(added)s为分母：各项可能按件次统计，请确认口径。")
    said = {"sum": one.written, "total": one.whole.numbers[0].printed, "added": f"{one.added:f}"}
    value = f"{one.whole.value:f}"
    definition = "counted_in_times"
    return found.finding(
        Verdict.DEF, RULE, one.told, message % said, expected=said["added"], said=value, definition=definition
    )


def _differs(found: Found, verdict: Verdict, one: Sum, reason: str) -> Finding:
    unit = one.parts[0].unit
    total = f"{one.whole.value:f}{unit}"
    message = _("各项相加为%(sum)s%(unit)s，与合计%(total)s不符，请核对。")
    message = message % {"sum": one.written, "unit": unit, "total": total} + closing.sentence(reason)
    mends = partial(found.balance, one.parts, one.whole.numbers)
    return found.finding(verdict, RULE, one.told, message, expected=f"{one.added:f}{unit}", said=total, mends=mends)
