"""合计: whether lists that leave nothing out make up a whole, judged by the least costly reading and others near it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import islice, pairwise, takewhile
from operator import attrgetter

from django.utils.translation import gettext as _

from publishing.evidence import lists, weights, wholes
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.lists import List
from publishing.evidence.numbers import ITEMS, Number, slips
from publishing.evidence.scopes import Node, Siblings
from publishing.evidence.shares import agreement
from publishing.evidence.vocabulary import Tags, disjoint
from publishing.evidence.wholes import Whole

RULE, ACROSS = "合计", "交叉合计"
_TOLD = frozenset({"duty", "class", "satisfaction", "progress"})
_SENTENCES = 2
_sentence = attrgetter("sentence")


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
        return self.added in slips(self.whole.value) or any(one.value + gap in slips(one.value) for one in self.parts)


def judge(found: Found) -> Iterator[Finding]:
    """One finding for each list that makes up a whole or fails to."""
    agreed: list[Sum] = []
    failed: list[tuple[List, Sum]] = []
    doubtful: list[Sum] = []
    for group in found.groups:
        held: dict[int, int] = {}
        for told in lists.find(group, held):
            natural, fitting = _read(found, told) if all(one.is_exact for one in told.parts) else (None, None)
            if natural is None:
                continue
            if fitting is None:
                failed.append((told, natural))
                continue
            agreed.append(fitting)
            if fitting.cost < weights.NATURAL and [*fitting.parts] == told.parts:
                held |= dict.fromkeys(range(told.first, told.last), told.last)
            if told.reason and natural.is_a_slip and fitting.cost >= natural.cost + 0.5:
                doubtful.append(natural)
    yield from _above_their_whole(found)
    found.agreed = sorted(agreed, key=lambda one: one.cost)
    yield from _told(found)
    yield from _explained(found, failed)
    yield from _of_all(found)
    wholes_told = {id(number) for one in agreed for number in one.whole.numbers}
    for one in doubtful:
        # A slip away from the whole that it stands right behind, it makes up another only farther off.
        if wholes_told.isdisjoint(map(id, one.whole.numbers)):
            yield _differs(found, Verdict.NOTE, one, "")


def _above_their_whole(found: Found) -> Iterator[Finding]:
    """A part that is more than the whole that it stands beneath, and than all before it: 建议3件（含重点建议5件）."""
    for group in found.groups:
        if group.owner is None or group.how == "beside" or not group.members:
            continue
        one, whole = group.members[0].number, group.owner.number
        most = max(whole.value, sum((other.value for other in found.before(one, 12)), Decimal(0)))
        if len(group.members) == 1:
            found.compare([one], RULE)
        if one.value > most:
            message = _("其中的%(part)s多于总数%(whole)s，请核对。") % {"part": one.printed, "whole": whole.printed}
            told = [whole, one]
            yield found.finding(Verdict.CLASH, RULE, told, message, expected=whole.printed, said=one.printed)


def _read(found: Found, told: List) -> tuple[Sum | None, Sum | None]:
    """The natural reading of a list, and the cheapest near it that holds."""
    parts, group = tuple(told.parts), told.group
    total = found.added(group, told.first, told.last)
    behind = group.members[told.last].number if told.last < len(group.members) else None
    is_right_behind = behind is not None and behind.mark == 2 and lists.is_bare_sum(behind)

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
    for first, last, price in [(told.first, told.last, 0.0), *others()]:
        added = found.added(group, first, last)
        for whole in candidates:
            if price + whole.cost > most:
                break
            if whole.fits(added):
                these = tuple(node.number for node in group.members[first:last])
                return natural, Sum(these, whole, price + whole.cost)
    return natural, None


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
    is_beneath = told.group.owner is not None or one.cost <= weights.SKIPPED
    return _differs(found, Verdict.NOTE, one, "") if is_beneath and one.is_a_slip else None


def _is_sure(found: Found, told: List, one: Sum, reason: str) -> bool:
    """Whether the whole of a list that fails is the one meant: the looser its reason, the nearer must it stand."""
    parts, whole = one.parts, one.whole
    ratio = float(one.added / max(whole.value, Decimal(1)))
    if told.group.owner is None and not one.is_a_slip and not 1 / weights.FAR <= ratio <= weights.FAR:
        return False
    if reason == "rest":
        # 75件建议中,除3件正在办理外,其余72件: of those right before it, and of no others.
        others = {other.value for other in [*found.before(parts[-1], 20), *found.behind(parts[-1], 6)]}
        return one.cost == 0 and (parts[0].role == "except" or others.isdisjoint({one.added, parts[-1].amount}))
    # 立案71件,委员联名14件,界别9件: those of single members may be left out.
    if not one.is_a_slip and (reason == "proposers" or _are_of_some(one, reason)):
        return False
    if lists.divides(parts):
        return True
    if lists.is_loose(reason):
        return one.cost <= weights.SENTENCE
    if reason in {"kind", "motions"} and one.cost > weights.SKIPPED:
        kinds = frozenset().union(*(part.tags["kind"] for part in parts))
        return any(kinds - {"motion"} <= number.tags.get("kind", frozenset()) for number in whole.numbers)
    return True


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
    is_same = first.role == "rest" or first.tags.get("act") == one.whole.numbers[0].tags.get("act", "?")
    return len(others) == 1 and _is_added(others[0]) and is_same


def _is_sum_behind(one: Sum) -> bool:
    """Whether a whole behind its parts is told by 共计 alone, and nothing in the parts says that they are some of many."""
    whole = one.whole.numbers[0]
    if _is_of_two(one):
        return True
    is_behind = whole.start > one.parts[-1].start and lists.is_bare_sum(whole)
    is_behind = is_behind and not any(lists.is_bare_sum(part) for part in one.parts)
    return is_behind and (lists.counts_them(whole, one.parts) or not lists.is_open(one.parts) and _are_alike(one.parts))


def _is_nearly(told: List, one: Sum) -> bool:
    """Whether a slip parts a list from its whole, and a list that leaves something out would hardly come as near."""
    if lists.is_open(one.parts) or not _is_all_of_its_row(told):
        return False
    if told.group.owner is None and not _are_alike(one.parts):
        return False
    gap = one.whole.value - one.added
    slips = 2 if abs(gap) == 1 else 4 if abs(gap) == 10 else 5 + len(one.parts) if one.is_a_slip else 0
    chance = slips * (1 + one.cost / weights.SKIPPED) / float(max(one.whole.value, Decimal(1)))
    return 0 < chance <= (weights.CHANCE * 2 if len(one.parts) > 3 else weights.CHANCE)


def _is_all_of_its_row(told: List) -> bool:
    """Whether a list goes on up to the end of its row, or to a mark stronger than its own."""
    members = told.group.members
    inside = max((node.number.mark for node in members[told.first + 1 : told.last]), default=0)
    return told.last == len(members) or members[told.last].number.mark > max(inside, 2)


def _exceeds(told: List, one: Sum) -> bool:
    """Whether parts that can't share items, as far as their words go, are more than their whole."""
    parts, owner = one.parts, told.group.owner
    if one.added <= one.whole.value or one.cost > weights.SKIPPED or lists.is_open(parts):
        return False
    is_apart = owner and told.group.how != "beside" and _are_alike(parts, owner.number.tags.keys())
    return lists.is_pure(parts) and (bool(is_apart) or all(disjoint(a.tags, b.tags) for a, b in pairwise(parts)))


def _are_alike(parts: Sequence[Number], handed: Iterable[str] = ()) -> bool:
    """Whether neighbours leave each other out, or are told by the same families of words."""
    left = {"act", "kind", "level", *handed}
    return all(
        disjoint(one.tags, other.tags) or one.tags.keys() - left == other.tags.keys() - left
        for one, other in pairwise(parts)
    )


def _are_shares_of_their_own(one: Sum) -> bool:
    """Whether parts have shares of what they add up to, and the count before them stands too far to be meant."""
    shares = [(part.value, part.share) for part in one.parts if part.share is not None]
    fitting = sum(bool(agreement(n, one.whole.value, share)) for n, share in shares)
    is_far = one.cost > weights.SKIPPED and len(shares) == len(one.parts) and one.added <= one.whole.value
    return is_far and fitting * 2 < len(shares) and all(agreement(n, one.added, share) for n, share in shares)


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
    message = message % {"sum": one.written, "unit": unit, "total": total} + lists.sentence(reason)
    mends = partial(found.balance, one.parts, one.whole.numbers)
    return found.finding(verdict, RULE, one.told, message, expected=f"{one.added:f}{unit}", said=total, mends=mends)


# 交叉合计 -----------------------------------------------------------------------------------------
def _of_all(found: Found) -> Iterator[Finding]:
    """One finding for each count that others of the same words make up, each beneath a whole of its own."""
    of_all: dict[tuple, list[Number]] = defaultdict(list)
    for one in found.counts:
        if len(one.full.get("kind", ())) != 1 and "level" not in one.full and (key := _words(one)):
            of_all[key].append(one)
    for row in _rows(found):
        first, last = row[0].members[0].number, row[-1].members[-1].number
        beside = [node for group in row if group.outer for node in _between(group.outer.members, first, last)]
        owners = [group.owner for group in row]
        if any(not node.groups and node not in owners for node in beside):
            # 市建议7件,其中主办5件…;区建议10件,均为主办: a row that is not split itself has such items, too.
            continue
        by_words: dict[tuple, list[Number]] = defaultdict(list)
        for node in (node for group in row for node in group.members):
            by_words[_words(node.number)].append(node.number)
        for key, parts in by_words.items():
            near = _in_sentences(of_all[key], first.sentence - _SENTENCES, last.sentence + _SENTENCES) if key else ()
            yield from _across(found, parts, near)


def _rows(found: Found) -> Iterator[list[Siblings]]:
    """Neighbouring groups whose wholes exclude each other: those beneath 建议 and beneath 提案."""
    row: list[Siblings] = []
    groups = [group for group in found.groups if group.how and group.members and _said_of_whole(group)]
    for group in sorted(groups, key=lambda one: one.members[0].number.start):
        near = row and group.members[0].number.sentence - row[-1].members[0].number.sentence <= 1
        if not near or not all(disjoint(_said_of_whole(group), _said_of_whole(other)) for other in row):
            if len(row) > 1:
                yield row
            row = []
        row.append(group)
    if len(row) > 1:
        yield row


def _said_of_whole(group: Siblings) -> Tags:
    """What the whole of a group says of kind and level."""
    said = group.owner.number.full if group.owner else group.scope or {}
    return {family: values for family, values in said.items() if family in {"kind", "level"} and len(values) == 1}


def _between(members: Sequence[Node], first: Number, last: Number) -> Iterator[Node]:
    """The counts of a row that stand behind one, up to the end of another's sentence."""
    behind = islice(members, bisect_right(members, first.start, key=lambda node: node.number.start), None)
    return takewhile(lambda node: node.number.sentence <= last.sentence, behind)


def _in_sentences(told: Sequence[Number], first: int, last: int) -> Sequence[Number]:
    """The counts that stand in some sentences."""
    start, end = bisect_left(told, first, key=_sentence), bisect_right(told, last, key=_sentence)
    return told[start:end]


def _words(one: Number) -> tuple:
    """The words that several counts share: their duty, class or satisfaction and nothing else."""
    told = {family: values for family, values in one.tags.items() if family not in {"act", "kind", "level"}}
    is_plain = one.unit in ITEMS and one.is_exact and one.role in {"", "of", "sum"} and told.keys() <= _TOLD
    return (one.unit, *sorted((f, *sorted(values)) for f, values in told.items())) if told and is_plain else ()


def _across(found: Found, parts: Sequence[Number], near: Sequence[Number]) -> Iterator[Finding]:
    added = sum((one.value for one in parts), Decimal(0))
    for one in [one for one in near if one.value == added or one.role == "sum"] or near[:1]:
        verdict, message = Verdict.OK, _("各类相加为%(sum)s，与此处%(total)s一致。")
        if one.value != added:
            if len(parts) < 2:
                return
            verdict, message = Verdict.CLASH, _("各类相加为%(sum)s，此处为%(total)s，请核对。")
        said = {"sum": "＋".join(f"{part.value:f}" for part in parts) + f"={added:f}{one.unit}", "total": one.printed}
        found.compare(parts, ACROSS)
        yield found.finding(verdict, ACROSS, [one], message % said, expected=f"{added:f}{one.unit}", said=one.printed)
