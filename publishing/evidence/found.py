"""What was found in one text: its numbers and their tree, and what each figure was compared with."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, islice

from publishing.evidence import numbers, scopes
from publishing.evidence.judging import Finding, Mend, Verdict
from publishing.evidence.numbers import Number
from publishing.evidence.reading import LONGEST, Reading
from publishing.evidence.scopes import Siblings


class Found:
    """One text, read."""

    def __init__(self, text: str):
        self.reading = Reading(text)
        self.numbers = list(islice(numbers.find(self.reading), numbers.MOST))
        scopes.tell(self.reading, self.numbers)
        is_full = len(self.numbers) == numbers.MOST
        self.is_cut, self.read_to = is_full or len(text) > LONGEST, min(len(text), LONGEST)
        "Whether only the beginning of a very long text was read, and where reading stopped in the text as given."
        if is_full:
            self.read_to = self.reading.span(self.numbers[-1].start, self.numbers[-1].end)[1]
        self.bases: dict[int, str] = {}
        "The words of each share's base (占总数的…), by the share's identity."
        self.told_bases: dict[int, Number] = {}
        "The base that stands in a share's own words: 占全县承办总数158件的21.6%."
        self.agreed: list = []
        "The sums that agree, the most natural first."
        self.compared: dict[int, list[str]] = defaultdict(list)
        "What each number agreed or disagreed with, by its identity."

    @cached_property
    def counts(self) -> list[Number]:
        """This year's counts, in the order of the text."""
        return [one for one in self.numbers if one.unit in numbers.COUNTS and one.is_now]

    @cached_property
    def by_unit(self) -> dict[str, list[Number]]:
        """This year's counts by their unit."""
        told: dict[str, list[Number]] = defaultdict(list)
        for one in self.counts:
            told[one.unit].append(one)
        return told

    @cached_property
    def values(self) -> set[Decimal]:
        """What this year's counts amount to."""
        return {one.value for one in self.counts}

    @cached_property
    def groups(self) -> list[Siblings]:
        """Every group of counts, outer ones before those beneath them."""
        return list(scopes.groups(self.reading, self.numbers))

    @cached_property
    def group_of(self) -> dict[int, Siblings]:
        """The group that each count stands in, by the count's identity."""
        return {id(node.number): group for group in self.groups for node in group.members}

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The place of each count in its group, by the count's identity."""
        return {id(node.number): place for group in self.groups for place, node in enumerate(group.members)}

    @cached_property
    def _rank(self) -> dict[int, int]:
        """The place of each count among those of its unit, by the count's identity."""
        return {id(one): place for told in self.by_unit.values() for place, one in enumerate(told)}

    @cached_property
    def _up_to(self) -> dict[int, list[Decimal]]:
        """All counts of a group together up to each place, by the group's identity."""
        return {
            id(group): [*accumulate((node.number.amount for node in group.members), initial=Decimal(0))]
            for group in self.groups
        }

    def added(self, group: Siblings, first: int, last: int) -> Decimal:
        """The counts of a group from one place to another, added up."""
        told = self._up_to[id(group)]
        return told[last] - told[first]

    @cached_property
    def sums_of(self) -> dict[int, list]:
        """The sums that agree of each part, by the part's identity; asked for when all are known."""
        told: dict[int, list] = defaultdict(list)
        for one in self.agreed:
            for part in one.parts:
                told[id(part)].append(one)
        return told

    def heads(self, one: Number) -> list[Number]:
        """The first count of the unit before one in its paragraph, and in the text."""
        told = self.by_unit[one.unit]
        first = _place(told, self.reading.text.rfind("\n", 0, one.start))
        return [other for other in dict.fromkeys(told[first : first + 1] + told[:1]) if other.start < one.start]

    def before(self, one: Number, most: int) -> list[Number]:
        """The counts of the same unit before one, nearest first."""
        told, place = self.by_unit[one.unit], self._rank.get(id(one))
        return _before(told, one, most) if place is None else told[max(0, place - most) : place][::-1]

    def behind(self, one: Number, most: int) -> list[Number]:
        """The counts of the same unit behind one, nearest first."""
        told, place = self.by_unit[one.unit], self._rank.get(id(one))
        first = _place(told, one.end) if place is None else place + 1
        return told[first : first + most]

    def beside(self, one: Number, most: int = 12) -> list[Number]:
        """The numbers of every unit before one, nearest first."""
        return _before(self.numbers, one, most)

    def behind_all(self, start: int, end: int) -> list[Number]:
        """The counts of every unit between two places."""
        place = _place(self.counts, start)
        return [other for other in self.counts[place : place + 12] if other.start < end]

    def compare(self, told: Iterable[Number], with_what: str) -> None:
        """Keep what some numbers were compared with."""
        for one in told:
            if with_what not in self.compared[id(one)]:
                self.compared[id(one)].append(with_what)

    def mend(self, one: Number, values: Iterable[Decimal]) -> Mend:
        """A number with all values that would do."""
        start, end = self.reading.span(one.start, one.end)
        return Mend(start, end, one.printed, one.unit, frozenset(value for value in values if value >= 0))

    def balance(self, left: Sequence[Number], right: Sequence[Number]) -> Iterable[Mend]:
        """What each number must be so that two sides are equal."""
        missing = sum((one.value for one in right), Decimal(0)) - sum((one.amount for one in left), Decimal(0))
        told = [*((one, one.value + missing) for one in left), *((one, one.value - missing) for one in right)]
        return tuple(self.mend(one, [value]) for one, value in told if one.amount == one.value)

    def finding(
        self,
        verdict: Verdict,
        rule: str,
        told: Iterable[Number],
        message: str,
        *,
        expected: str = "",
        said: str = "",
        definition: str = "",
        figure: str = "",
        mends: Callable[[], Iterable[Mend]] = tuple,
    ) -> Finding:
        """A finding that quotes from the first to the last of some numbers, which count as compared."""
        places = list(told)
        if verdict is not Verdict.NOTE:
            self.compare(places, rule)
        spans = tuple(sorted({self.reading.span(one.start, one.end) for one in places}))
        start, end = spans[0][0], max(last for _first, last in spans)
        quote = self.reading.raw[start:end]
        return Finding(verdict, rule, quote, start, end, message, expected, said, definition, figure, spans, mends)


def _place(told: Sequence[Number], start: int) -> int:
    """Where the numbers begin that start at a place of the text or behind it."""
    return bisect_left(told, start, key=lambda other: other.start)


def _before(told: Sequence[Number], one: Number, most: int) -> list[Number]:
    place = _place(told, one.start)
    return list(told[max(0, place - most) : place][::-1])
