"""合计: whether lists that leave nothing out make up a whole, judged by the least costly reading and others near it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import closing, lists, vocabulary, weights, wholes
from publishing.reckoning.found import ReadText
from publishing.reckoning.lists import List
from publishing.reckoning.numbers import Number
from publishing.reckoning.percent import agreement
from publishing.reckoning.scopes import Siblings
from publishing.reckoning.vocabulary import disjoint
from publishing.reckoning.wholes import Whole

RULE = "合计"


@dataclass(frozen=True, slots=True)
class Sum:
    """One reading of a list: its parts, the whole, whether they agree, and the price."""

    parts: tuple[Number, ...]
    whole: Whole
    cost: float

    @property
    def added(self) -> Decimal:
        """The parts together."""
        return _added(self.parts)


def judge(found: ReadText) -> Iterator[Finding]:
    """One finding for each list that makes up a whole or fails to."""
    agreed: list[Sum] = []
    failed: list[tuple[List, Sum]] = []
    taken = _taken(found)
    for group in found.groups:
        for told in lists.find(group):
            if not all(one.is_exact for one in told.parts):
                continue
            natural, fitting = _read(found, told, taken)
            if fitting is not None:
                agreed.append(fitting)
            elif natural is not None:
                failed.append((told, natural))
    yield from _above_their_whole(found)
    found.agreed = sorted(agreed, key=lambda one: one.cost)
    yield from _told(found, found.agreed)
    yield from _explained(found, failed)


def _above_their_whole(found: ReadText) -> Iterator[Finding]:
    """A part that is more than the whole that it stands beneath: 建议3件（含重点建议5件）."""
    for group in found.groups:
        owner = group.owner.number if group.owner else None
        if (
            owner is None
            or not owner.is_exact
            or group.how == "beside"
            or len(group.members) > 1
            or group.members[0].number.mark > 3
            and group.how != "bracket"
        ):
            continue
        for one in (node.number for node in group.members):
            if one.is_exact and not disjoint(one.tags, owner.tags):
                found.compare([one], RULE)
                if one.value > owner.value and one.role in {"of", "with"}:
                    message = _("其中的%(part)s多于总数%(whole)s，请核对。") % {
                        "part": one.printed,
                        "whole": owner.printed,
                    }
                    yield found.finding(
                        Verdict.CLASH, RULE, [owner, one], message, expected=owner.printed, said=one.printed
                    )


def _taken(found: ReadText) -> dict[tuple[int, str], int]:
    """The counts that lists right beneath them make up, by the lists' reason: no other such list has them as its whole."""
    taken = {}
    for group in found.groups:
        owner = group.owner.number if group.owner else None
        for told in lists.find(group) if owner is not None else ():
            if (
                owner is not None
                and told.reason
                and all(one.is_exact for one in told.parts)
                and owner.fits(_added(told.parts))
            ):
                taken[(id(owner), told.reason)] = id(group)
    return taken


def _read(found: ReadText, told: List, taken: dict[tuple[int, str], int]) -> tuple[Sum | None, Sum | None]:
    """The natural reading of a list, and the cheapest near it that holds."""
    candidates = [
        Whole(one.cost + weights.APART, one.numbers)
        if taken.get((id(one.numbers[0]), told.reason), id(told.group)) != id(told.group) and len(one.numbers) == 1
        else one
        for one in wholes.of(found, told)
    ]
    candidates.sort(key=lambda one: one.cost)
    parts = tuple(told.parts)
    if not candidates:
        return None, None
    natural = Sum(parts, candidates[0], candidates[0].cost)
    most = min(weights.LIMIT, natural.cost + weights.MARGIN)
    best: Sum | None = None
    members = told.group.members
    others = lists.extents(told.group, told.first, told.last) if told.reason else ()
    for first, last, price in [(told.first, told.last, 0.0), *others]:
        these = parts if not price else tuple(node.number for node in members[first:last])
        if not all(one.is_exact for one in these):
            continue
        added = _added(these)
        for whole in candidates:
            cost = price + whole.cost
            if cost > most or best is not None and cost >= best.cost:
                break
            if whole.fits(added) and not any(one is part for one in whole.numbers for part in these):
                best = Sum(these, whole, cost)
    return natural, best


def _told(found: ReadText, agreed: Sequence[Sum]) -> Iterator[Finding]:
    """The sums that agree; of two that share parts the cheaper one is told."""
    taken: set[int] = set()
    for one in agreed:
        found.compare([*one.parts, *one.whole.numbers], RULE)
        if any(id(part) in taken for part in one.parts):
            continue
        taken |= {id(part) for part in one.parts}
        message = _("各项相加为%(sum)s件，与合计一致。") % {"sum": _written(one.parts)}
        yield found.finding(
            Verdict.OK,
            RULE,
            [*one.parts, *one.whole.numbers],
            message,
            expected=f"{one.added:f}",
            said=f"{one.added:f}",
        )


def _explained(found: ReadText, failed: Sequence[tuple[List, Sum]]) -> Iterator[Finding]:
    """The lists that fail, but for those whose parts another list explains."""
    explained = {id(part): one for one in found.agreed for part in one.parts}
    accused: set[int] = set()
    asked: set[int] = set()
    for told, natural in sorted(failed, key=lambda pair: (pair[1].cost, -len(pair[1].parts))):
        parts = natural.parts
        if any(id(part) in accused for part in parts):
            continue
        if all(id(part) in explained for part in parts) or natural.cost >= weights.NATURAL:
            continue
        whole = natural.whole
        reason = told.reason or ("sum" if _is_bare_sum(whole, parts) else "")
        excess = natural.added - whole.value
        limit = excess if _are_disjoint(parts) else max(Decimal(10), whole.value / 10)
        exceeds = 0 < excess <= limit and _leave_each_other_out(parts, told.group, whole)
        if _are_shares_of_their_own(natural):
            continue
        if (
            len(parts) > 2
            and max(one.value for one in parts) <= whole.value < natural.added
            and not any(one.share and agreement(one.value, whole.value, one.share) for one in parts)
            and all(one.share and agreement(one.value, natural.added, one.share) for one in parts)
        ):
            accused |= {id(part) for part in parts}
            yield _in_times(found, natural)
            continue
        if not _is_sure(found, natural, reason, divided=closing.divides(parts)):
            continue
        if not (reason or exceeds):
            loose = max(1, weights.CLOSE * float(whole.value))
            is_near = abs(natural.added - whole.value) <= loose and told.group.owner is not None
            if is_near and not any(id(part) in asked for part in parts):
                asked |= {id(part) for part in parts}
                yield _differs(found, Verdict.NOTE, natural, "")
            continue
        accused |= {id(part) for part in parts}
        yield _differs(found, Verdict.CLASH, natural, reason)


def _is_sure(found: ReadText, one: Sum, reason: str, *, divided: bool) -> bool:
    """Whether the whole of a list that fails is the one meant: the looser its reason, the nearer must it stand."""
    parts, whole = one.parts, one.whole
    if reason == "rest":
        return (
            len(parts) == 2
            and one.cost <= weights.SKIPPED
            and len(whole.numbers) == 1
            and not _rests_on_others(found, parts)
        )
    if reason == "sum" and any(part.role == "sum" for part in parts):
        return False
    if reason in closing.LOOSE:
        return one.cost <= weights.SENTENCE or divided
    if reason in closing.OF_KINDS and one.cost > weights.SKIPPED:
        kinds = frozenset().union(*(part.tags["kind"] for part in parts))
        return any(kinds - {"motion"} <= number.tags.get("kind", frozenset()) for number in whole.numbers)
    return True


def _is_bare_sum(whole: Whole, parts: Sequence[Number]) -> bool:
    """Whether a whole behind its parts is told by 共计 alone."""
    (one, *others) = whole.numbers
    if others or one.role != "sum" or one.start < parts[-1].start or closing.is_open(parts):
        return False
    if any(part.tags.keys() & {"progress", "admission"} - one.tags.keys() for part in parts):
        return False
    is_plain = not one.tags.keys() - {"act", "kind"} and len(one.tags.get("kind", ())) != 1
    return is_plain and not vocabulary.unread(one.label) and one.mark <= 3


def _are_shares_of_their_own(one: Sum) -> bool:
    """Whether parts have shares of what they add up to, and the count before them stands too far to be meant."""
    shares = [(part.value, part.share) for part in one.parts if part.share is not None]
    if one.cost <= weights.SKIPPED or len(shares) < len(one.parts) or one.added > one.whole.value:
        return False
    fitting = sum(bool(agreement(n, one.whole.value, share)) for n, share in shares)
    return all(agreement(n, one.added, share) for n, share in shares) and fitting * 2 < len(shares)


def _rests_on_others(found: ReadText, parts: Sequence[Number]) -> bool:
    """Whether 其余 is what some other count leaves, with some of the parts before it."""
    told = [one.value for one in [*found.before(parts[-1], 20), *found.behind(parts[-1], 6)]]
    sums = {_added(parts[first:]) for first in range(len(parts))}
    return any(value in sums for value in told)


def _in_times(found: ReadText, one: Sum) -> Finding:
    """Parts that are more than the whole, with shares of their own sum: they may be counted in 件次."""
    message = _("各项相加为%(sum)s，不等于%(total)s，但各项占比都以%(added)s为分母：各项可能按件次统计，请确认口径。")
    said = {"sum": _written(one.parts), "total": one.whole.numbers[0].printed, "added": f"{one.added:f}"}
    told = [*one.parts, *one.whole.numbers]
    return found.finding(
        Verdict.DEF,
        RULE,
        told,
        message % said,
        expected=f"{one.added:f}",
        said=f"{one.whole.value:f}",
        definition="counted_in_times",
    )


def _leave_each_other_out(parts: Sequence[Number], group: Siblings, whole: Whole) -> bool:
    """Whether parts can't share items, as far as their words go: told by different values, or in the same way by other names."""
    is_owned = group.owner is not None and any(one is group.owner.number for one in whole.numbers)
    is_named = group.owner is None and group.scope is not None
    if not (
        is_owned and (group.how != "beside" or _are_disjoint(parts)) or is_named and whole.cost <= weights.SKIPPED
    ) and not (
        whole.cost <= weights.SKIPPED and all("satisfaction" in one.tags for one in parts) and _are_disjoint(parts)
    ):
        return False
    if closing.is_open(parts) or not closing.is_pure(parts) or len({one.label for one in parts}) < len(parts):
        return False
    handed = group.owner.number.tags.keys() if group.owner else set()
    families = [one.tags.keys() - {"act", "kind", "level"} - handed for one in parts]
    return all(
        disjoint(one.tags, other.tags) or told == also
        for one, other, told, also in zip(parts, parts[1:], families, families[1:], strict=False)
    )


def _are_disjoint(parts: Sequence[Number]) -> bool:
    return all(disjoint(one.tags, other.tags) for one, other in pairwise(parts))


def _differs(found: ReadText, verdict: Verdict, one: Sum, reason: str) -> Finding:
    unit = one.parts[0].unit
    said = {"sum": _written(one.parts), "unit": unit, "total": f"{one.whole.value:f}{unit}"}
    message = _("各项相加为%(sum)s%(unit)s，与合计%(total)s不符，请核对。") % said
    told = [*one.parts, *one.whole.numbers]
    return found.finding(
        verdict,
        RULE,
        told,
        message + closing.sentence(reason),
        expected=f"{one.added:f}{unit}",
        said=f"{one.whole.value:f}{unit}",
    )


def _added(parts: Sequence[Number]) -> Decimal:
    return sum((one.amount for one in parts), Decimal(0))


def _written(parts: Sequence[Number]) -> str:
    return "＋".join(f"{one.amount:f}" for one in parts) + f"={_added(parts):f}"
