"""Wholes (总数): the counts that a list may be the parts of, each with what it costs to read it so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from publishing.reckoning import closing, vocabulary, weights
from publishing.reckoning.closing import FAMILIES
from publishing.reckoning.found import ReadText
from publishing.reckoning.lists import List
from publishing.reckoning.numbers import Number
from publishing.reckoning.scopes import Node
from publishing.reckoning.vocabulary import disjoint

_SINGLES, _BEHIND, _PAIRED, _SENTENCES, _BESIDE = 12, 6, 8, 3, 5
_SAY_NOTHING = frozenset({"act", "kind", "level", "admission", "progress", "meeting"})
_OF_ANSWERS = frozenset({"class", "satisfaction", "progress", "publicity"})
"Families that tell how items fared, which those who only assist are not asked."
"Families that may narrow a whole without being said of its parts: 已办复的20件,其中主办…"


@dataclass(frozen=True, slots=True)
class Whole:
    """One count, or several together, that a list may make up."""

    cost: float
    numbers: tuple[Number, ...]

    @property
    def value(self) -> Decimal:
        """How many there are."""
        return sum((one.value for one in self.numbers), Decimal(0))

    def fits(self, value: Decimal) -> bool:
        """Whether it may be this value."""
        if len(self.numbers) == 1:
            return self.numbers[0].fits(value)
        low = sum((one.value if one.low is None else one.low for one in self.numbers), Decimal(0))
        high = sum((one.value if one.high is None else one.high for one in self.numbers), Decimal(0))
        return low <= value <= high


def of(found: ReadText, told: List) -> list[Whole]:
    """The wholes that a list may make up, the most natural first."""
    parts = told.parts
    inside = {id(one) for one in _within(told.group.members[told.first : told.last])}
    singles = [*_before(found, told, parts, inside), *_behind(found, told, parts, inside)]
    most = max(one.amount for one in parts)
    singles = _cheapest([*singles, *_heads(found, told, parts, inside)])
    if _has_a_subject(told, parts):
        first = parts[0].sentence
        singles = [
            one if one.numbers[0].sentence == first else Whole(one.cost + weights.NARROW, one.numbers)
            for one in singles
        ]
    wholes = [
        one if one.value >= most or _is_near(one, told, parts) else Whole(one.cost + weights.APART, one.numbers)
        for one in [*singles, *_side_by_side(found, told, parts), *_pairs(singles)]
    ]
    return sorted((one for one in wholes if one.cost <= weights.LIMIT + 1), key=lambda one: one.cost)


def _cheapest(told: Sequence[Whole]) -> list[Whole]:
    """Each count once, at its lowest price."""
    best: dict[int, Whole] = {}
    for one in told:
        known = best.setdefault(id(one.numbers[0]), one)
        if one.cost < known.cost:
            best[id(one.numbers[0])] = one
    return list(best.values())


def _is_near(one: Whole, told: List, parts: Sequence[Number]) -> bool:
    """Whether a count is so clearly the whole that even one less than a part is: behind 其中 and 合计, or right before its parts."""
    (whole, *others) = one.numbers
    if others or parts[0].mark > 3 and told.group.how != "bracket":
        return False
    if (
        told.group.owner is not None
        and whole is told.group.owner.number
        or whole.role == "sum"
        and whole.start > parts[-1].start
    ):
        return True
    most = max(part.value for part in parts)
    is_before = bool(told.first) and whole is told.group.members[told.first - 1].number
    return is_before and parts[0].mark == 2 and whole.value * 2 >= most


def _is_named(one: Number, told: List) -> bool:
    """Whether 立案提案中 in front of a list names a count."""
    scope = {family: values for family, values in (told.group.scope or {}).items() if family != "act"}
    return bool(scope) and told.group.owner is None and all(one.full.get(f) == values for f, values in scope.items())


def _has_a_subject(told: List, parts: Sequence[Number]) -> bool:
    """Whether a list stands beneath nothing and opens with words of its own: 市教育局主办12件、会办3件."""
    return (
        told.group.owner is None
        and told.group.scope is None
        and told.reason in FAMILIES
        and bool(vocabulary.unread(parts[0].label))
    )


def _within(nodes: Sequence[Node]) -> Iterator[Number]:
    """The counts of some nodes and all beneath them."""
    for node in nodes:
        yield node.number
        for group in node.groups:
            yield from _within(group.members)


def _before(found: ReadText, told: List, parts: Sequence[Number], inside: set[int]) -> Iterator[Whole]:
    group, skipped = told.group, 0
    owner = group.owner.number if group.owner else None
    beside = group.members[told.first - 1].number if told.first else None
    if parts[0].mark > 3 or parts[0].mark == 1 or closing.divides(parts):
        beside = None
    around, outer = set(), told.group.outer
    around.add(id(told.group))
    while outer is not None:
        around.add(id(outer))
        outer = outer.outer
    for one in found.before(parts[0], _SINGLES):
        if id(one) in inside:
            continue
        if parts[0].mark == 1 and told.first and one is group.members[told.first - 1].number:
            # 629件和483件,占…: what stands beside a part is no whole.
            continue
        is_nested = id(found.group_of.get(id(one))) not in around
        away = parts[0].sentence - one.sentence
        if away > _SENTENCES and one is not owner:
            break
        cost = _price(one, told, parts)
        if one is owner:
            yield Whole(cost + (weights.NOT_OWNER if told.first else 0), (one,))
        elif beside is not None and one is beside:
            yield Whole(_price(one, told, parts, is_beside=True), (one,))
        elif group.scope is not None and owner is None:
            yield Whole(cost + (0 if _is_named(one, told) else weights.NOT_OWNER + weights.SKIPPED * skipped), (one,))
        else:
            away_cost = (
                weights.SKIPPED * skipped + weights.SENTENCE * max(0, away) + (weights.NESTED if is_nested else 0)
            )
            yield Whole(cost + away_cost + (weights.NOT_OWNER if owner is not None else 0), (one,))
        skipped += not is_nested


def _heads(found: ReadText, told: List, parts: Sequence[Number], inside: set[int]) -> Iterator[Whole]:
    """The first count of the paragraph, and of the text; what is divided by kinds (从内容看) is all that was told first."""
    divided = bool(told.reason) and any(word in parts[0].gap for word in closing.DIVIDES)
    head = weights.DIVIDED if divided else weights.HEAD
    for one in found.heads(parts[0]):
        if id(one) not in inside:
            yield Whole(_price(one, told, parts) + head + (weights.NOT_OWNER if told.group.owner else 0), (one,))


def _behind(found: ReadText, told: List, parts: Sequence[Number], inside: set[int]) -> Iterator[Whole]:
    skipped = 0
    for one in found.behind(parts[-1], _BEHIND):
        if id(one) in inside or one.bracket >= 0 and one.bracket != parts[0].bracket:
            continue
        away = one.sentence - parts[-1].sentence
        if away > 1:
            break
        cost = _price(one, told, parts) + weights.SENTENCE * away + weights.SKIPPED * skipped
        is_owned = told.group.owner is not None and told.group.how != "beside"
        yield Whole(
            cost + (0 if one.role == "sum" else weights.BEHIND) + (weights.NOT_OWNER if is_owned else 0), (one,)
        )
        skipped += 1


def _price(one: Number, told: List, parts: Sequence[Number], *, is_beside: bool = False) -> float:
    """What the words of a whole and its parts cost."""
    cost = 0.0
    is_owner = told.group.owner is not None and one is told.group.owner.number
    if not is_owner and one.bracket >= 0 and one.bracket != parts[0].bracket:
        cost += weights.APART
    if any(disjoint(one.tags, part.tags) for part in parts) or not is_owner and _other_time(one, parts[0]):
        cost += weights.APART
    narrowing = one.tags.keys() - _SAY_NOTHING - {family for part in parts for family in part.tags}
    if any(_OF_ANSWERS & part.tags.keys() for part in parts):
        narrowing -= {"duty"}
    if is_beside:
        narrowing -= {"duty", "level", "carried"}
        narrowing -= {"key"} if all(_OF_ANSWERS & part.tags.keys() for part in parts) else set()
    if one.tags.get("proposer") == {"member"}:
        narrowing -= {"proposer"}
    if told.group.scope is not None:
        narrowing -= told.group.scope.keys()
    if narrowing and not is_owner:
        cost += weights.NARROW
    if not is_owner and (not one.is_exact or any(family not in one.full for family in _said_of_all(parts))):
        cost += weights.NARROW
    if one.role in {"with", "besides", "except", "base"}:
        cost += weights.NOT_OWNER
    return cost


def _said_of_all(parts: Sequence[Number]) -> set[str]:
    """The families that all parts name with one value, which makes them parts of a part: 重点建议1件,重点提案1件."""
    first = parts[0].tags
    return {
        family
        for family, values in first.items()
        if family not in {"act", "kind", "level", "admission"} and len(parts) > 1
        if all(part.tags.get(family) == values for part in parts)
    }


def _other_time(one: Number, other: Number) -> bool:
    if not one.frame or not other.frame or one.frame == other.frame:
        return False
    years = one.frame[:4], other.frame[:4]
    if all(year.isdigit() for year in years):
        return years[0] != years[1]
    return one.sentence == other.sentence and one.frame.startswith("截") == other.frame.startswith("截")


def _side_by_side(found: ReadText, told: List, parts: Sequence[Number]) -> Iterator[Whole]:
    """The owner with the counts before it in its row: 建议19件、提案27件,其中…"""
    group = told.group
    if told.first:
        row, place = [node.number for node in group.members], told.first - 1
    elif group.owner is not None and group.outer is not None and group.how != "bracket":
        row = [node.number for node in group.outer.members]
        place = next((n for n, one in enumerate(row) if one is group.owner.number), -1)
    else:
        return
    for first in range(place - 1, max(-1, place - _BESIDE), -1):
        together = tuple(row[first : place + 1])
        if together[0].sentence != together[-1].sentence or any(
            not disjoint(one, other) for one, other in combinations([n.tags for n in together], 2)
        ):
            break
        cost = max(_price(one, told, parts) for one in together)
        yield Whole(cost + weights.TOGETHER, together)


def _pairs(singles: Sequence[Whole]) -> Iterator[Whole]:
    """Two counts that exclude each other, as one whole."""
    for one, other in combinations(sorted(singles, key=lambda one: one.cost)[:_PAIRED], 2):
        (first,), (second,) = one.numbers, other.numbers
        if disjoint(first.tags, second.tags):
            yield Whole(max(one.cost, other.cost) + weights.PAIR, (first, second))
