"""Lists (列): counts side by side that may be the parts of a whole, found by their marks first and by their words second."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publishing.evidence import closing, weights
from publishing.evidence.numbers import Number
from publishing.evidence.scopes import Node, Siblings

LONGEST = 400
_SUMMED = 12
"Parts of one list that are added up."
_APART = frozenset({"except", "base"})
"What stands outside a list: 除…外, and the base of a share."
_MAIN, _LESSER = frozenset({"lead"}), frozenset({"sole", "separate", "information"})
"Duties that may be told within others: 主办20件、会办10件,其中独办8件."
_BEFORE, _BEHIND = 2, 4
"How many parts may be left out at either end of a list."


@dataclass(frozen=True, slots=True)
class List:
    """Some counts of a group in a row, and why they leave nothing out, if they do."""

    group: Siblings
    first: int
    last: int
    reason: str

    @property
    def parts(self) -> list[Number]:
        """The counts."""
        return [node.number for node in self.group.members[self.first : self.last]]


def find(group: Siblings, held: Mapping[int, int]) -> Iterator[List]:
    """The lists of one group: between marks of each strength, without a whole in front of or behind them, and by the words of one family."""
    seen: set[tuple[int, int]] = set()
    for place, node in enumerate(group.members):
        if closing.is_bare_sum(node.number) and (first := _all_before(group.members, place)) < place - 1:
            yield List(group, first, place, "sum")
        if node.number.amount != node.number.value:
            yield List(group, place, place + 1, closing.reason([node.number], group))
        elif group.how == "bracket" and len(group.members) == 1 and closing.is_as_its_neighbours([node.number], group):
            yield List(group, 0, 1, "neighbours")
    for first, last in [*_by_family(group.members), *_by_marks(group.members)]:
        if last - first > 1 and (first, last) not in seen and last - first <= LONGEST:
            if held.get(first, 0) >= last:
                continue
            seen.add((first, last))
            yield List(group, first, last, closing.reason([node.number for node in group.members[first:last]], group))


def _all_before(members: Sequence[Node], place: int) -> int:
    """Where the counts begin that a sum behind them may be of: those of its paragraph, back to the sum before it."""
    first = place
    while first and place - first < _SUMMED and members[first].number.mark < 5:
        before = members[first - 1].number
        if before.role in _APART or before.role == "sum" and closing.is_bare_sum(before):
            break
        first -= 1
    return first


def _by_family(members: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Neighbours that name different values of one family: 主办9件,会办13件."""
    told = {family for node in members for family in node.number.tags}
    for family in filter(told.__contains__, closing.FAMILIES):
        first, said = 0, set[str]()
        for place, node in enumerate(members):
            values = node.number.tags.get(family, frozenset())
            if (
                not values
                or values & said
                or node.number.role in {"besides", *_APART}
                or place
                and node.number.mark == 5
            ):
                yield first, place
                is_member = values and node.number.role not in _APART
                first, said = (place, set(values)) if is_member else (place + 1, set())
            else:
                said |= values
        yield first, len(members)


def _by_marks(members: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Neighbours that no stronger mark parts than those between them, whole and without their first or last."""
    for strength in (1, 2, 3, 4):
        first = 0
        for place in range(len(members) + 1):
            is_apart = place < len(members) and members[place].number.role in _APART
            if place < len(members) and members[place].number.mark <= strength and not is_apart:
                continue
            if strength < 4 or _are_told_alike(members[first:place]):
                yield first, place
                yield first + 1, place
                if place and "rest" not in members[place - 1].number.tags:
                    yield first, place - 1
            first = place + is_apart
            if is_apart and place + 1 < len(members) and members[place + 1].number.role == "rest":
                yield place, place + 2


def _are_told_alike(members: Sequence[Node]) -> bool:
    """Whether counts of several sentences are told by one family of words."""
    families = [set(node.number.tags) - {"act", "kind", "level"} for node in members]
    return bool(families and families[0]) and all(one == families[0] for one in families)


def extents(group: Siblings, first: int, last: int, most: float) -> Iterator[tuple[int, int, float]]:
    """Other extents of a list with their prices, none dearer than `most`: ends left out, the nearest ones taken in."""
    members = group.members
    if most >= weights.OPTIONAL and last < len(members) and closing.is_bare_sum(members[last].number):
        for start in range(first + 1, last - 1):
            yield start, last, weights.OPTIONAL
    if most >= weights.SKIPPED:
        for start, end in _runs_around(members, first, last):
            yield start, end, weights.SKIPPED
    least = last if "rest" in members[last - 1].number.tags else last - _BEHIND
    starts = _moved(members, first, range(max(0, first - _BEFORE), min(first + _BEFORE, last - 2) + 1), most)
    ends = _moved(members, last, range(max(2, least), min(len(members), last + _BEHIND) + 1), most)
    for start, begun in starts:
        for end, price in ends:
            if begun + price <= most and end > start + 1 and (start, end) != (first, last):
                yield start, end, begun + price


def _runs_around(members: Sequence[Node], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The longer rows that a list stands in, between marks of each strength: 省级主办1件,会办3件;市级主办5件,会办2件."""
    for strength in (1, 2, 3):
        start, end = first, last
        while start > 0 and members[start].number.mark <= strength and first - start < LONGEST:
            start -= 1
        while end < len(members) and members[end].number.mark <= strength and end - last < LONGEST:
            end += 1
        for begin in (start, start + 1):
            if begin <= first and (begin, end) != (first, last):
                yield begin, end


def _moved(members: Sequence[Node], natural: int, places: range, most: float) -> list[tuple[int, float]]:
    """Where an end of a list may be moved to, in the order of the text, with the price of each: none dearer than `most`."""
    told = [(natural, 0.0)] if natural in places else []
    price = 0.0
    for place in range(natural, places.stop - 1):
        if (price := price + _left_out(members, place)) > most:
            break
        told.append((place + 1, price))
    price = 0.0
    for place in range(natural - 1, places.start - 1, -1):
        if (price := price + _left_out(members, place)) > most:
            break
        told.append((place, price))
    return sorted(told)


def _left_out(members: Sequence[Node], place: int) -> float:
    """The price of a count that is left out or taken in, less where its words are of another kind."""
    one = members[place].number
    beside = members[place - 1 if place else place + 1].number if len(members) > 1 else one
    families, others = (each.tags.keys() - {"act", "kind", "level"} for each in (one, beside))
    is_other = (
        "key" in one.tags
        or one.role in {"besides", "with"}
        or families != others
        or one.tags.get("duty", _MAIN) <= _LESSER
    )
    return weights.OPTIONAL if is_other else weights.CUT
