"""Scopes (层次): what the words around each number make of it, and the tree of wholes and parts that 其中, brackets and marks build."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from publishing.evidence import vocabulary
from publishing.evidence.numbers import COUNTS, Number
from publishing.evidence.reading import Reading
from publishing.evidence.vocabulary import Tags, disjoint

_WORDS = vocabulary.words("scopes")
_STRENGTH = {"、": 1, ",": 2, ":": 2, ";": 3, "。": 4, "!": 4, "?": 4, "\n": 5}
_CLAUSE = re.compile("[,;:。!?\n…]")
_NAMES_APART = re.compile("[、,]|和|与|以?及")
_LAST = re.compile(
    r"(?:去年|上年|往年|上一年|前年|上届|上次会议)(?!度?[^,。;、]{0,4}(?:结转|遗留|续办|转入))|(?:比|较|与)(?:19|20)[0-9]{2}年|同期"
)
_FRAME = re.compile(
    r"截[至止]到?[^,。;]{1,14}?(?:底|末|日|月|前|目前|年|旬|今)|(?:19|20)[0-9]{2}年(?:度)?(?:[0-9]{1,2}[-~—至][0-9]{1,2}月)?"
    r"|[一二三四五六七八九十两几近]+年(?:来|间|以来)|前[一二三四五六七八九]年|本届|[0-9]{1,2}(?:[-~—至]+[0-9]{1,2})?月份?|今年|本年|全年"
)
_SCOPE = re.compile(
    r"([^,。;:!?\n0-9]{0,16}(?:建议|提案|议案|件|事项|工单|总数|项目))[^,。;:!?\n0-9]{0,3}(?<![集其当])中(?![央心国小学医])"
)
_SHOWN = 14
_HANDED_DOWN = frozenset({"kind", "duty", "class", "admission", "proposer", "key", "carried", "level"})
_DEEPEST = 4
"How deep wholes stand beneath wholes."
_FURTHEST = 60
_REACH = 200


@dataclass(eq=False, slots=True)
class Node:
    """A count with the counts that stand beneath it."""

    number: Number
    groups: list["Siblings"] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Siblings:
    """Counts side by side: behind 其中 or in a bracket beneath their owner, or the outermost ones of a text."""

    members: list[Node]
    owner: Node | None = None
    outer: "Siblings | None" = None
    how: str = ""
    "bracket, of (其中), with (含), beside (no word between); nothing for the outermost."
    scope: Tags | None = None
    loose: list["Siblings"] = field(default_factory=list)
    "Groups within it that stand beneath none of its members: 建议中主办8件."


def tell(reading: Reading, found: Sequence[Number]) -> None:
    """Fill in the sentence, bracket, words, role and time of each number."""
    text, brackets = reading.text, reading.brackets
    opened: list[tuple[int, int]] = []
    upcoming, before = 0, 0
    for one in found:
        while upcoming < len(brackets) and brackets[upcoming][0] < one.start:
            opened.append(brackets[upcoming])
            upcoming += 1
        opened = [pair for pair in opened if pair[1] >= one.start]
        one.bracket = opened[-1][0] if opened else -1
        one.sentence = reading.sentence(one.start)
        first = max(before, reading.sentence_span(one.sentence)[0], one.start - _REACH)
        one.gap = text[first : one.start]
        one.follows = bool(before) and first == before
        if text[one.start - 1 : one.start] == "(" and text[one.end : one.end + 1] == ")" and one.gap[:-1].strip("、,"):
            # 市级建议(16件)、市级提案(20件): the bracket holds the count of the words before it.
            one.bracket = opened[-2][0] if len(opened) > 1 else -1
            one.gap = one.gap[:-1]
        one.label = _label(text, first, one)
        one.after = _CLAUSE.split(text[one.end : one.end + _FURTHEST], 1)[0]
        before = one.end
    _name_in_turn(found)
    frame: re.Match | None = None
    looked_at = 0
    for place, one in enumerate(found):
        behind = found[place + 1] if place + 1 < len(found) else None
        if behind is not None and behind.bracket >= one.end:
            # 320件已完成(其中甲镇68件): the bracket ends what stands behind the number.
            one.after = one.after.partition("(")[0]
        following = behind.start - one.end if behind is not None else _FURTHEST
        is_cut = following <= len(one.after)
        one.after = one.after[: min(_SHOWN, max(0, following))]
        one.is_named_behind = (
            not is_cut
            and not vocabulary.unread(one.label)
            and not vocabulary.read(one.label)
            and not any(word in one.after for word in _WORDS["universal"])
        )
        words = _Words(one.unit, one.gap, one.follows, one.label, one.after, one.is_named_behind)
        one.tags, one.role, one.scope = _meaning(words)
        goes_on = place and one.follows and ";" not in one.gap and "今年" not in one.gap
        if goes_on and found[place - 1].role == "last" and not one.role:
            one.role = "last"
        first = max(reading.sentence_span(one.sentence)[0], one.start - _REACH)
        for told in _FRAME.finditer(text, max(first, looked_at), one.start):
            frame = told
        looked_at = one.start
        one.frame = frame[0] if frame and frame.start() >= first else ""


def _name_in_turn(found: Sequence[Number]) -> None:
    """主办和会办分别为236件、203件: each number gets the name that stands at its place."""
    for place, one in enumerate(found):
        before, _word, behind = one.label.rpartition("分别")
        names = [name for name in _NAMES_APART.split(before) if name]
        run = found[place : place + len(names)]
        if len(behind) > 4 or len(names) < 2 or len(run) < len(names):
            continue
        if all(other.follows for other in run[1:]):
            for name, other in zip(names, run, strict=True):
                other.label = name


def _label(text: str, first: int, one: Number) -> str:
    """The words of a number's own clause in front of it; a closed bracket in them tells more, not another name."""
    clause = _CLAUSE.split(one.gap)[-1]
    opening = clause.rfind("(")
    if opening >= 0 and ")" not in clause[opening:]:
        clause = clause[opening + 1 :]
    if one.follows and clause == one.gap and clause.endswith(_WORDS["joins"]):
        return ""
    return clause.lstrip("、)")


class _Words(NamedTuple):
    """The words around a number, by which it is read."""

    unit: str
    gap: str
    follows: bool
    label: str
    after: str
    is_named_behind: bool


@lru_cache(maxsize=4096)
def _meaning(one: _Words) -> tuple[Tags, str, Tags | None]:
    """What is said of a number, its role, and the scope that 建议中 in front of it names."""
    tags = _tags(one)
    return tags, _role(one, tags), _scope(one)


def _tags(one: _Words) -> Tags:
    """What is said of a number: by its own clause, else by the clause before, and by the noun right behind it."""
    said = dict(vocabulary.read(_bare(one.label)))
    if len(said.get("class", ())) == 1:
        # 留作参考的(C类): the letter that the office wrote says which class it is.
        said["class"] = next((frozenset(each) for each in "ABCD" if f"({each}类)" in one.label), said["class"])
    if one.is_named_behind:
        said |= {family: values for family, values in vocabulary.read(one.after).items() if family != "topic"}
    if not said.keys() - {"act"}:
        clauses = [clause for clause in _CLAUSE.split(one.gap)[one.follows :] if clause and clause != one.label]
        for clause in reversed(clauses[-2:]):
            if told := vocabulary.read(_bare(clause), opens=True):
                said = {**told, **said}
                break
    noun = vocabulary.noun(one.after)
    if noun:
        said |= {f: v for f, v in vocabulary.read(_bare(one.label) + noun).items() if f == "kind"}
    for family, values in vocabulary.read(noun).items():
        said.setdefault(family, values)
    return said


def _bare(words: str) -> str:
    """A clause without what stands in its closed brackets."""
    return re.sub(r"\([^()]*\)", "", words)


def _role(one: _Words, tags: Tags) -> str:
    label = one.label
    ending = label
    while ending.endswith(_WORDS["fillers"]):
        ending = ending[: -next(len(word) for word in _WORDS["fillers"] if ending.endswith(word))]
    if ending.endswith(_WORDS["changes"]):
        return "change"
    if _LAST.search(label):
        return "last"
    if "除" in one.gap[-12:] and "外" in one.after:
        return "except"
    if "占" in label and one.unit != "%":
        return "base"
    if "其中" in one.gap or one.gap.startswith("中") or _SCOPE.search(one.gap):
        return "of"
    if label.startswith(_WORDS["rest"]):
        return "rest"
    if any(word in one.gap for word in _WORDS["besides"]):
        return "besides"
    if label[-8:].startswith(_WORDS["with"]):
        return "with"
    if label.endswith("各"):
        return "each"
    is_sum = one.follows and any(word in label for word in _WORDS["together"])
    is_sum = is_sum or any(word in label for word in _WORDS["sums"]) or label.endswith(("共", "共有", "共为"))
    return "sum" if is_sum and not tags.keys() & {"topic", "class", "satisfaction"} else ""


def _scope(one: _Words) -> Tags | None:
    """What 建议中 or 立案提案中 in front of a number names as its whole."""
    told = _SCOPE.search(one.gap)
    return vocabulary.read(told[1]) or None if told else None


# 层次 --------------------------------------------------------------------------------------------
def groups(reading: Reading, found: Sequence[Number]) -> Iterator[Siblings]:
    """Every group of counts of one unit: the outermost, and those beneath owners."""
    for unit in dict.fromkeys(one.unit for one in found if one.unit in COUNTS):
        counts = [one for one in found if one.unit == unit and one.is_now]
        yield from _groups(reading, counts)


def _groups(reading: Reading, counts: Sequence[Number]) -> Iterator[Siblings]:
    outer = [one for one in counts if one.bracket < 0]
    inside: dict[int, list[Number]] = {}
    for one in counts:
        if one.bracket >= 0:
            inside.setdefault(one.bracket, []).append(one)
    top = Siblings([])
    nodes: dict[int, Node] = {}
    top.members = _siblings(reading.text, outer, top, nodes)
    around = {id(node): group for group in _beneath(top) for node in group.members}
    for opening, numbers in inside.items():
        owner = nodes.get(id(_owner(counts, opening)))
        group = Siblings([], owner, around.get(id(owner), top), "bracket")
        group.members = _siblings(reading.text, numbers, group, nodes)
        if group.owner is not None:
            group.owner.groups.append(group)
        _inherit(group)
        yield from _beneath(group)
    _inherit(top)
    yield from _beneath(top)


def _inherit(group: Siblings, beside: Number | None = None) -> None:
    """Let counts say what the wholes above them say: 建议30件,其中主办12件 are suggestions; `beside` stands before their owner."""
    above = group.owner.number.full or group.owner.number.tags if group.owner else group.scope or {}
    handed = {family: values for family, values in above.items() if family in _HANDED_DOWN}
    before: Number | None = None
    for node in group.members:
        one = node.number
        own = one.tags.get("kind", frozenset())
        goes_on = before is not None and before.sentence == one.sentence and one.mark <= 2
        one.full = handed | dict(one.tags)
        if before is not None and goes_on and not own and "kind" in before.full and one.tags:
            one.full = one.full | {"kind": before.full["kind"]}
        for inner in node.groups:
            _inherit(inner, before)
        before = one
    for inner in group.loose:
        _inherit(inner)
    if group.how in {"of", "beside"} and group.owner is not None and beside is not None:
        _unite(group, beside, group.owner.number)


def _unite(group: Siblings, beside: Number, owner: Number) -> None:
    """Tell parts behind 其中 that their whole may be the counts side by side before it, and not the last alone."""
    if disjoint(beside.tags, owner.tags):
        for node in group.members:
            node.number.union = beside.tags.get("kind", frozenset()) | owner.tags.get("kind", frozenset())


def _beneath(group: Siblings) -> Iterator[Siblings]:
    yield group
    for inner in [*group.loose, *(inner for node in group.members for inner in node.groups)]:
        if inner.how != "bracket":
            yield from _beneath(inner)


def _owner(counts: Sequence[Number], opening: int) -> Number | None:
    """The count right before a bracket."""
    place = bisect_right(counts, opening, key=attrgetter("end")) - 1
    return counts[place] if place >= 0 else None


def _siblings(text: str, numbers: Sequence[Number], group: Siblings, nodes: dict[int, Node]) -> list[Node]:
    """Read counts side by side; those behind 其中, 含 or right behind a whole stand beneath it."""
    for before, one in zip(numbers, numbers[1:], strict=False):
        one.mark = _mark(text, before.end, one.start)
    if numbers:
        numbers[0].mark = 5
    return _parse(numbers, 0, len(numbers), group, nodes)


def _parse(
    numbers: Sequence[Number],
    place: int,
    end: int,
    group: Siblings,
    nodes: dict[int, Node],
    first: Node | None = None,
    depth: int = 0,
) -> list[Node]:
    members: list[Node] = []
    if first is not None:
        members, place = [first], place + 1
    while place < end:
        one = numbers[place]
        how = _opens(numbers, place) if depth < _DEEPEST and (members or one.scope is not None) else ""
        if not how:
            members.append(nodes.setdefault(id(one), Node(one)))
            place += 1
            continue
        owner = members[-1] if members and (one.scope is None or _names_before(one)) else None
        if owner is not None and group.loose and group.loose[-1].members[0].number.start > owner.number.start:
            # 立案提案中,委员…件;集体…件。其中,经济…件: both speak of what was named.
            owner, one.scope = None, group.loose[-1].scope
        stop = _region(numbers, place, end, owner)
        inner = Siblings([], owner, group, how, one.scope)
        first = nodes.setdefault(id(one), Node(one))
        inner.members = _parse(numbers, place, stop, inner, nodes, first, depth + 1)
        (owner.groups if owner else group.loose).append(inner)
        place = stop
    return members


def _names_before(one: Number) -> bool:
    """Whether 中 stands right behind a number: 52件建议中."""
    return one.follows and not _CLAUSE.search(one.gap.partition("中")[0])


def _opens(numbers: Sequence[Number], place: int) -> str:
    one, before = numbers[place], numbers[place - 1] if place else None
    if one.role in {"of", "with"}:
        return one.role
    if before is None or one.role:
        return ""
    if not one.mark and not disjoint(before.tags, one.tags):
        return "beside"
    told = one.tags.keys() & {"duty", "progress"}
    is_within = "kind" in before.tags and "key" not in before.tags
    # 建议19件,主办15件、协办4件;提案…: the duties are those of the kind before them.
    return "beside" if is_within and one.mark == 2 and told and not told & before.tags.keys() else ""


def _region(numbers: Sequence[Number], place: int, end: int, owner: Node | None, depth: int = 0) -> int:
    """Where the counts beneath an owner end."""
    opener, inner = numbers[place], 0
    is_wide = opener.mark >= 3 or opener.gap.endswith(":") or ":" in opener.gap[-len(opener.label) - 1 :]
    next_place = place + 1
    while next_place < end:
        one = numbers[next_place]
        before = numbers[next_place - 1]
        goes_on = not inner and _is_alike(before, one)
        if one.mark >= 5 or one.role in {"sum", "except", "base"} or one.role == "besides" and one.mark > 2:
            break
        if one.mark == 4 and not (goes_on or inner == 4):
            break
        if one.mark == 3 and (inner < 3 if inner else not (is_wide or goes_on)):
            break
        if owner is not None and disjoint(one.tags, owner.number.tags) and not disjoint(opener.tags, owner.number.tags):
            break
        if depth < _DEEPEST and _opens(numbers, next_place):
            next_place = _region(numbers, next_place, end, None, depth + 1)
            continue
        inner = max(inner, one.mark)
        next_place += 1
    return next_place


def _is_alike(one: Number, other: Number) -> bool:
    """Whether two counts are told in the same way: by different values of one family."""
    shared = (
        one.tags.keys()
        & other.tags.keys()
        & {"class", "satisfaction", "topic", "duty", "progress", "proposer", "admission", "meeting"}
    )
    return any(not one.tags[family] & other.tags[family] for family in shared)


def _mark(text: str, start: int, end: int) -> int:
    """The strongest mark between two counts, brackets left out."""
    strongest = depth = 0
    for char in text[start:end]:
        depth += (char == "(") - (char == ")")
        if depth <= 0 and char in _STRENGTH and _STRENGTH[char] > strongest:
            strongest = _STRENGTH[char]
    if not strongest and any(word in text[start:end] for word in ("和", "与", "及")):
        return 1
    return strongest
