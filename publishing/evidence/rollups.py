"""交叉合计: whether what is told of all together is the sum of what is told of each: 主办13件 … 建议（主办5件），提案（主办8件）."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, takewhile
from operator import attrgetter

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import ITEMS, Number
from publishing.evidence.scopes import Node, Siblings
from publishing.evidence.vocabulary import Tags, disjoint

RULE = "交叉合计"
_TOLD = frozenset({"duty", "class", "satisfaction", "progress"})
_SENTENCES = 2
_sentence = attrgetter("sentence")


def judge(found: Found) -> Iterator[Finding]:
    """One finding for each count that others of the same words make up, each beneath a whole of its own."""
    of_all: dict[tuple, list[Number]] = defaultdict(list)
    for one in found.counts:
        if len(one.full.get("kind", ())) != 1 and "level" not in one.full and (key := _key(one)):
            of_all[key].append(one)
    for row in _rows(found):
        owners = [group.owner for group in row if group.owner]
        first, last = row[0].members[0].number, row[-1].members[-1].number
        beside = [node for group in row if group.outer for node in _between(group.outer.members, first, last)]
        if any(
            not node.groups and node not in owners and len(node.number.tags.get("kind", ())) == 1 for node in beside
        ):
            # 市建议7件,其中主办5件…;区建议10件,均为主办: a row that is not split itself has such items, too.
            continue
        by_words: dict[tuple, list[Number]] = defaultdict(list)
        for group in row:
            for node in group.members:
                if key := _key(node.number):
                    by_words[key].append(node.number)
        for key, parts in by_words.items():
            near = _near(of_all[key], first.sentence - _SENTENCES, last.sentence + _SENTENCES)
            inside = {id(node.number) for group in row for node in group.members}
            yield from _across(found, key, parts, [one for one in near if id(one) not in inside])


def _rows(found: Found) -> Iterator[list[Siblings]]:
    """Neighbouring groups whose wholes exclude each other: those beneath 建议 and beneath 提案."""
    row: list[Siblings] = []
    groups = [group for group in found.groups if group.how and group.members and _whole(group)]
    for group in sorted(groups, key=lambda one: one.members[0].number.start):
        near = row and group.members[0].number.sentence - row[-1].members[0].number.sentence <= 1
        if not near or not all(disjoint(_whole(group), _whole(other)) for other in row):
            if len(row) > 1:
                yield row
            row = []
        row.append(group)
    if len(row) > 1:
        yield row


def _whole(group: Siblings) -> Tags:
    """What the whole of a group says of kind and level."""
    said = group.owner.number.full if group.owner else group.scope or {}
    return {family: values for family, values in said.items() if family in {"kind", "level"} and len(values) == 1}


def _between(members: Sequence[Node], first: Number, last: Number) -> Iterator[Node]:
    """The counts of a row that stand behind one, up to the end of another's sentence."""
    behind = islice(members, bisect_right(members, first.start, key=lambda node: node.number.start), None)
    return takewhile(lambda node: node.number.sentence <= last.sentence, behind)


def _near(told: Sequence[Number], first: int, last: int) -> Sequence[Number]:
    """The counts that stand in some sentences."""
    start, end = bisect_left(told, first, key=_sentence), bisect_right(told, last, key=_sentence)
    return told[start:end]


def _key(one: Number) -> tuple:
    """The words that several counts share: their duty, class or satisfaction and nothing else."""
    told = {family: values for family, values in one.tags.items() if family not in {"act", "kind", "level"}}
    is_plain = one.unit in ITEMS and one.is_exact and one.role in {"", "of", "sum"} and told.keys() <= _TOLD
    return (
        (one.unit, *sorted((family, tuple(sorted(values))) for family, values in told.items()))
        if told and is_plain
        else ()
    )


def _across(found: Found, key: tuple, parts: Sequence[Number], near: Sequence[Number]) -> Iterator[Finding]:
    added = sum((one.value for one in parts), Decimal(0))
    for one in [one for one in near if one.value == added or one.role == "sum"] or near[:1]:
        if one.value != added and (len(parts) < 2 or one.value < max(part.value for part in parts)):
            return
        message = (
            _("各类相加为%(sum)s，与此处%(total)s一致。")
            if one.value == added
            else _("各类相加为%(sum)s，此处为%(total)s，请核对。")
        )
        said = {"sum": "＋".join(f"{part.value:f}" for part in parts) + f"={added:f}{one.unit}", "total": one.printed}
        found.compare(parts, RULE)
        verdict = Verdict.OK if one.value == added else Verdict.CLASH
        yield found.finding(verdict, RULE, [one], message % said, expected=f"{added:f}{one.unit}", said=one.printed)
