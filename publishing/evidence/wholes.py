"""Wholes (总数): the counts that a list may be the parts of, each with what it costs to read it so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain, combinations
from math import inf

from publishing.evidence import lists, weights
from publishing.evidence.found import Found
from publishing.evidence.lists import List
from publishing.evidence.numbers import Number
from publishing.evidence.scopes import Node, Siblings
from publishing.evidence.vocabulary import EXCLUSIVE, disjoint

_SINGLES, _BEHIND, _PAIRED, _SENTENCES, _BESIDE = 12, 6, 8, 3, 5
_SAY_NOTHING = frozenset({"act", "kind", "level", "admission", "progress", "meeting"})
"Families that may narrow a whole without being said of its parts: 已办复的20件,其中主办…"
_OF_ANSWERS = frozenset({"class", "satisfaction", "progress", "publicity"})
"Families that tell how items fared, which those who only assist are not asked."


class Whole:
    """One count, or several together, that a list may make up; `value` is how many there are."""

    __slots__ = ("cost", "numbers", "value")

    def __init__(self, cost: float, numbers: tuple[Number, ...]):
        self.cost, self.numbers = cost, numbers
        self.value = numbers[0].value if len(numbers) == 1 else sum((one.value for one in numbers), Decimal(0))

    def fits(self, value: Decimal) -> bool:
        """Whether it may be this value."""
        if len(self.numbers) == 1:
            return self.numbers[0].fits(value)
        low = sum((one.value if one.low is None else one.low for one in self.numbers), Decimal(0))
        high = sum((one.value if one.high is None else one.high for one in self.numbers), Decimal(0))
        return low <= value <= high


def of(
    found: Found, told: List, total: Decimal | None = None, others: Callable[[], Iterable[Decimal]] = tuple
) -> list[Whole]:
    """The wholes that a list may make up, the most natural first.

    `total` is what its parts make, added up, and `others` tells what they make where it is read shorter or longer. With them
    only such wholes are told beside the most natural one that make one of them, and none where the total makes the first.
    """
    return _Search(found, told, total, others).wholes()


class _Search:
    """What a list says, by which every count near it is priced."""

    def __init__(self, found: Found, told: List, total: Decimal | None, others: Callable[[], Iterable[Decimal]]):
        self.found, self.told, self.group, self.parts = found, told, told.group, told.parts
        self.first = self.parts[0]
        self.owner = told.group.owner.number if told.group.owner else None
        self.inside = {id(one) for one in _within(told.group.members[told.first : told.last])}
        self.prices: dict[tuple[int, bool], float] = {}
        self.total, self.others = total, others
        self.least, self.dearest = inf, weights.LIMIT + 1
        "The price of the cheapest so far, and the highest that is looked at."
        self.largest = max(one.amount for one in self.parts)
        self.beside = told.group.members[told.first - 1].number if told.first else None
        said = {frozenset(part.tags.items()): part.tags for part in self.parts}
        self.said = list(said.values())
        self.families = {family for tags in self.said for family in tags}
        self.of_answers = sum(bool(_OF_ANSWERS & tags.keys()) for tags in self.said)
        self.excluding = {
            (family, values) for tags in self.said for family, values in tags.items() if family in EXCLUSIVE
        }
        self.known = _SAY_NOTHING | self.families | (told.group.scope or {}).keys()
        if self.of_answers:
            self.known |= {"duty"}
        self.known_beside = self.known | {"duty", "level", "carried"}
        if self.of_answers == len(self.said):
            self.known_beside |= {"key"}
        self.of_all = self._said_of_all()
        self.of_first = self._said_by_the_first()
        self.divides = bool(told.reason) and lists.divides(self.parts)

    def wholes(self) -> list[Whole]:
        """All of them by their price; pairs that stand apart only where the cheapest is not what was added up.

        Where it is known what was added up, those dearer than the cheapest by more than the margin are left out.
        """
        singles: dict[int, tuple[float, Number]] = {}
        for cost, one in chain(self._before(), self._behind(), self._heads()):
            if id(one) not in singles or cost < singles[id(one)][0]:
                singles[id(one)] = cost, one
                if self.total is not None and cost < self.least and cost <= self.dearest:
                    whole = self._lessened(Whole(cost, (one,)))
                    if not whole.cost and whole.fits(self.total):
                        return [whole]
                    self.least = min(self.least, whole.cost)
                    self.dearest = min(self.dearest, self.least + weights.MARGIN)
        apart = [Whole(cost, (one,)) for cost, one in singles.values() if cost <= self.dearest]
        told = [self._lessened(one) for one in chain(apart, self._side_by_side())]
        cheapest = min(told, key=lambda one: one.cost, default=None)
        if cheapest is None or self.total is not None and cheapest.fits(self.total):
            return [cheapest] if cheapest else []
        told += map(self._lessened, self._pairs(apart, cheapest.cost))
        return sorted((one for one in told if one.cost <= weights.LIMIT + 1), key=lambda one: one.cost)

    def _lessened(self, whole: Whole) -> Whole:
        """A whole with the price of being less than the largest part."""
        if whole.value >= self.largest or self._is_near(whole.numbers):
            return whole
        price = weights.SMALLER if whole.value * 2 >= self.largest else weights.APART
        return Whole(whole.cost + price, whole.numbers)

    def _is_worth_it(self, one: Number, cost: float) -> bool:
        """Whether a count is to be priced that costs so much by its place alone: it may be the cheapest, or what was added up."""
        if cost > self.dearest:
            return False
        return self.total is None or cost <= self.least or one.value == self.total or one.value in self.made_otherwise

    @cached_property
    def made_otherwise(self) -> frozenset[Decimal]:
        """What the parts make where the list is read shorter or longer."""
        return frozenset(self.others())

    # 价 ------------------------------------------------------------------------------------------
    def _price(self, one: Number, *, is_beside: bool = False) -> float:
        """What the words of a whole and its parts cost."""
        key = id(one), is_beside
        if key not in self.prices:
            self.prices[key] = self._priced(one, is_beside=is_beside)
        return self.prices[key]

    def _priced(self, one: Number, *, is_beside: bool) -> float:
        cost = 0.0
        if any(family in one.tags and values.isdisjoint(one.tags[family]) for family, values in self.excluding):
            cost += weights.APART
        if one is not self.owner:
            known = self.known_beside if is_beside else self.known
            narrowing = [family for family in one.tags if family not in known]
            if one.tags.get("proposer") == {"member"}:
                narrowing = [family for family in narrowing if family != "proposer"]
            is_elsewhere = one.bracket >= 0
            cost += weights.APART * (
                is_elsewhere + _other_time(one, self.first if one.start < self.first.start else self.parts[-1])
            )
            cost += weights.NARROW * (bool(narrowing) + (not self.of_all <= one.full.keys()))
        if not self.of_first <= one.full.keys():
            cost += weights.NARROW
        return cost

    def _said_by_the_first(self) -> set[str]:
        """建议主办18件、会办12件: what the first part alone names, both are of."""
        others = {family for part in self.parts[1:] for family in part.tags}
        said = self.first.tags
        if len(self.parts) == 1 or "duty" not in said:
            return set()
        return {family for family in {"kind", "level", "meeting"} - others if len(said.get(family, ())) == 1}

    def _said_of_all(self) -> set[str]:
        """What all parts name with one value makes them parts of a part: 重点建议1件,重点提案1件."""
        if len(self.parts) == 1:
            return set()
        return {
            family
            for family in self.first.tags.keys() - {"act", "kind", "level", "admission"}
            if all(tags.get(family) == self.first.tags[family] for tags in self.said)
        }

    def _is_near(self, numbers: Sequence[Number]) -> bool:
        """Whether a count is so clearly the whole that even one less than a part is: behind 其中 and 合计, or right before its parts."""
        (one, *others) = numbers
        if not others and self.group.scope and not self._unnamed(one):
            return True
        if others or self.first.mark > 3 and self.group.how != "bracket":
            return False
        if one is self.owner:
            return True
        most = max(part.value for part in self.parts)
        return one is self.beside and self.first.mark == 2 and one.value * 2 >= most

    def _unnamed(self, one: Number) -> float:
        """The price of a count that 立案提案中 in front of a list does not name."""
        scope = self.group.scope or {}
        return 0 if all(one.full.get(family) == values for family, values in scope.items()) else weights.NOT_OWNER

    # 处 ------------------------------------------------------------------------------------------
    def _before(self) -> Iterator[tuple[float, Number]]:
        skipped, around, outer = 0, set(), self.group
        while outer is not None:
            around.add(id(outer))
            outer = outer.outer  # type: ignore[assignment]
        is_beside_whole = 1 < self.first.mark < 4 or not self.first.mark
        is_beside_whole = is_beside_whole and not self.divides and not self._is_like_its_parts()
        for one in self.found.before(self.first, _SINGLES):
            away = self.first.sentence - one.sentence
            if away > _SENTENCES and one is not self.owner:
                break
            is_nested = id(self.found.group_of.get(id(one))) not in around
            is_next = not skipped and self.group.how == "of" and not self.told.first
            far, cost = weights.SKIPPED * skipped, 0.0
            if one is self.owner:
                cost = weights.NOT_OWNER if self.told.first else 0.0
            elif self.group.scope is not None and self.owner is None and one is not self.beside:
                unnamed = self._unnamed(one)
                cost = unnamed + far if unnamed else 0.0
            elif one is not self.beside or not is_beside_whole:
                cost = (
                    far
                    + weights.SENTENCE * max(0, away) / (1 + self.divides)
                    + (weights.NESTED if is_nested and skipped else 0)
                )
                if self.owner is not None:
                    cost += weights.NOT_OWNER
            if self._is_worth_it(one, cost):
                cost += self._price(one, is_beside=is_next or one is self.beside and is_beside_whole)
                yield cost, one
            else:
                yield inf, one
            skipped += not is_nested

    def _is_like_its_parts(self) -> bool:
        """Whether the count before a list is told as its parts are, so that all are parts: 党派22件,团体9件,界别13件."""
        families = [one.tags.keys() - {"act", "kind", "level"} for one in (self.beside, self.first) if one]
        return self.told.first == 1 and families[0] == families[-1] and self.owner is not None

    def _behind(self) -> Iterator[tuple[float, Number]]:
        last, skipped = self.parts[-1], 0
        for one in self.found.behind(last, _BEHIND):
            if id(one) in self.inside:
                continue
            away = one.sentence - last.sentence
            if away > 1:
                break
            is_owned = self.owner is not None
            cost = weights.SENTENCE * away + weights.SKIPPED * skipped
            cost += weights.BEHIND * (one.role != "sum") + weights.NOT_OWNER * is_owned
            yield cost + self._price(one) if self._is_worth_it(one, cost) else inf, one
            skipped += 1

    def _heads(self) -> Iterator[tuple[float, Number]]:
        """The first count of the paragraph, and of the text; what is divided by kinds (从内容看) is all that was told first."""
        head = weights.DIVIDED if self.divides else weights.HEAD
        owned = weights.NOT_OWNER if self.owner else 0
        for one in self.found.heads(self.first) if head + owned <= self.dearest else ():
            if self._is_worth_it(one, head + owned):
                yield self._price(one) + head + owned, one

    def _side_by_side(self) -> Iterator[Whole]:
        """The owner with the counts before it in its row: 建议19件、提案27件,其中…"""
        last, group = self.beside, self.group
        if last is None and self.owner is not None and group.outer is not None:
            last, group = self.owner, group.outer
        place = self.told.first - 1 if last is self.beside else self._place_in(group, last)
        together: tuple[Number, ...] = (group.members[place].number,) if place > 0 else ()
        for first in range(place - 1, max(-1, place - _BESIDE), -1):
            node = group.members[first]
            is_split = last is self.owner and node.groups
            one, *others = (node.number, *together)
            if is_split or one.sentence != others[-1].sentence or not all(disjoint(one.tags, o.tags) for o in others):
                # 建议45件(主办17件、会办28件),提案38件(主办…): each has parts of its own.
                break
            together = (one, *together)
            yield Whole(max(map(self._price, together)) + weights.TOGETHER, together)

    def _place_in(self, group: Siblings, one: Number | None) -> int:
        """Where a count stands in a group; -1 where it does not."""
        place = self.found.place_of.get(id(one), -1)
        return place if self.found.group_of.get(id(one)) is group else -1

    def _pairs(self, singles: list[Whole], least: float) -> Iterator[Whole]:
        """Two counts that exclude each other, as one whole, where that is not too dear beside the cheapest."""
        most = min(weights.LIMIT + 1, least + weights.MARGIN) - weights.PAIR
        near = sorted((one for one in singles if one.cost <= most), key=lambda one: one.cost)[:_PAIRED]
        for one, other in combinations(near, 2):
            (mine,), (its,) = one.numbers, other.numbers
            if disjoint(mine.tags, its.tags):
                yield Whole(other.cost + weights.PAIR, (mine, its))


def _within(nodes: Sequence[Node]) -> Iterator[Number]:
    """The counts of some nodes and all beneath them."""
    for node in nodes:
        yield node.number
        for group in node.groups:
            yield from _within(group.members)


def _other_time(one: Number, other: Number) -> bool:
    """Whether two counts are of different times: of other years, or 截至11月 in one sentence with another."""
    if not one.frame or not other.frame or one.frame == other.frame:
        return False
    is_alike = one.frame.startswith("截") == other.frame.startswith("截")
    return one.is_of_another_year(other) or one.sentence == other.sentence and is_alike
