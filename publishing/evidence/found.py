"""What was found in one text: its quantities, splits, shares and rates, read once for all rules."""

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from publishing.evidence import amounts, announced, chains, quantities, rates, shares, surroundings
from publishing.evidence.cells import Table, tables
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.rates import Rate
from publishing.evidence.reading import LONGEST, Reading
from publishing.evidence.splits import Split, Splits


class Found:
    """One text, read."""

    def __init__(self, text: str):
        self.reading = Reading(text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The quantities of the text, of every unit, with what the words around them say."""
        found = amounts.find(self.reading)
        surroundings.tell(self.reading, found)
        return found

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of a very long text was read."""
        return self.reading.is_cut or len(self.quantities) == quantities.MOST

    @property
    def read_to(self) -> int:
        """Where reading stopped, in the text as given."""
        if len(self.quantities) == quantities.MOST:
            return self.reading.span(self.quantities[-1].start, self.quantities[-1].end)[1]
        return min(len(self.reading.raw), LONGEST)

    @cached_property
    def bases(self) -> dict[int, str]:
        """The words of each share's base (占总数的 …), by the share's identity."""
        return shares.attach(self.quantities, self.reading.text)

    @cached_property
    def counts(self) -> list[Quantity]:
        """This year's counts of items, of people and of bodies."""
        units = COUNTED | {"人", "家"}
        return [one for one in self.quantities if one.unit in units and one.counts_now]

    @cached_property
    def splits(self) -> list[Split]:
        """The totals of the text with their parts."""
        _shares_first = self.bases
        splits = Splits(self.reading, self.quantities)
        announced.find(splits)
        chains.find(splits)
        return splits.found

    @cached_property
    def _split_of(self) -> dict[int, Split]:
        return {id(part): split for split in self.splits for part in split.parts}

    def split_of(self, part: Quantity) -> Split | None:
        """The split that a count is a part of; None for a count that is part of none."""
        return self._split_of.get(id(part))

    def before(self, place: int, most: int = 80) -> list[Quantity]:
        """The counts before a place in the text, nearest first, at most so many."""
        number = bisect_left(self.counts, place, key=lambda one: one.start)
        return self.counts[max(0, number - most) : number][::-1]

    @cached_property
    def _by_sentence(self) -> dict[int, list[Quantity]]:
        told: dict[int, list[Quantity]] = {}
        for one in self.counts:
            told.setdefault(one.sentence, []).append(one)
        return told

    def told_in(self, sentence: int) -> list[Quantity]:
        """The counts of one sentence."""
        return self._by_sentence.get(sentence, [])

    @cached_property
    def rates(self) -> list[Rate]:
        """The rates of the text: 办结率 and the like."""
        return rates.find(self.quantities, set(self.bases), self.reading.text)

    @cached_property
    def tables(self) -> list[Table]:
        """Tables in plain text, whose numbers stand without units."""
        return list(tables(self.reading.raw[:LONGEST]))

    @staticmethod
    def percentage(printed: Decimal) -> Quantity:
        """A table's percentage as a quantity, to be compared as one in a sentence is."""
        exponent = printed.as_tuple().exponent
        return Quantity(0, 0, printed, max(0, -exponent) if isinstance(exponent, int) else 0, "%", 0, -1)

    def finding(
        self,
        verdict: Verdict,
        rule: str,
        places: Sequence[tuple[int, int]],
        message: str,
        *,
        expected: str = "",
        found: str = "",
        definition: str = "",
        figure: str = "",
    ) -> Finding:
        """A finding that quotes from the first to the last of some places."""
        first, last = min(start for start, _end in places), max(end for _start, end in places)
        start, end = self.reading.span(first, last)
        return Finding(
            verdict, rule, self.reading.raw[start:end], start, end, message, expected, found, definition, figure
        )
