"""Strings of digits as people write long numbers (号码的写法): in one piece or in groups, with something between or not."""

import re
from collections.abc import Collection, Iterator

_BETWEEN = r"[\s.·/_~\-()\[\]]{0,4}"
"What people, programs and line ends put between the groups of a number; a comma parts amounts of money, not numbers."
_CHAIN = re.compile(rf"[0-9](?:{_BETWEEN}[0-9])*(?:{_BETWEEN}[Xx](?![A-Za-z0-9]))?")
_GROUP = re.compile("[0-9]+[Xx]?|[Xx]")
_LEAST = 5
"Chains of fewer characters hold no number that anybody looks for."
_LONG, _MOST_GROUPS = 60, 6
"A chain of more groups than this is a table: only windows of a few groups are numbers in it."
NUMERALS = dict(zip(map(ord, "〇零○一幺壹二贰三叁四肆五伍六陆七柒八捌九玖"), "0001112233445566778899", strict=True))
NUMERALS |= {ord("⓪"): "0"} | {ord("①") + place: str(place + 1) for place in range(9)}

Span = tuple[int, int]


class DigitString:
    """Neighbouring groups of digits read as one number; X may be the last of them. Places are the plain text's.

    `before` and `after` are what parts it from another group of digits beside it; None where there is none.
    """

    __slots__ = ("_plain", "_spans", "after", "before", "digits")

    def __init__(self, plain: str, spans: list[Span], before: str | None, after: str | None):
        self._plain, self._spans, self.before, self.after = plain, spans, before, after
        self.digits = "".join([plain[start:end] for start, end in spans]).upper()

    @property
    def start(self) -> int:
        """Where its first digit stands."""
        return self._spans[0][0]

    @property
    def end(self) -> int:
        """Where its last digit ends."""
        return self._spans[-1][1]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple([end - start for start, end in self._spans])

    @property
    def between(self) -> tuple[str, ...]:
        """What stands between its groups."""
        return tuple([self._plain[one[1] : two[0]] for one, two in zip(self._spans, self._spans[1:], strict=False)])

    @property
    def places(self) -> tuple[int, ...]:
        """Where each digit stands."""
        return tuple([place for start, end in self._spans for place in range(start, end)])

    def without(self, first: int) -> "DigitString":
        """The number behind so many digits of it, such as a country's code."""
        spans = list(self._spans)
        while first and first >= spans[0][1] - spans[0][0]:
            start, end = spans.pop(0)
            first -= end - start
        spans[0] = (spans[0][0] + first, spans[0][1])
        return DigitString(self._plain, spans, self.before, self.after)


class Digits:
    """All digits of a text that is spelt plainly, found once: in groups, and the groups in chains of neighbours."""

    def __init__(self, plain: str):
        self._plain = plain
        self._chains = [
            [group.span() for group in _GROUP.finditer(plain, *chain.span())]
            for chain in _CHAIN.finditer(plain)
            if chain.end() - chain.start() >= _LEAST
        ]

    def strings(self, lengths: Collection[int]) -> Iterator[DigitString]:
        """Every way to read neighbouring groups as one number of such a length."""
        least, longest = min(lengths), max(lengths)
        for groups in self._chains:
            if groups[-1][1] - groups[0][0] >= least:
                yield from self._windows(groups, lengths, longest)

    def _windows(self, groups: list[Span], lengths: Collection[int], longest: int) -> Iterator[DigitString]:
        most = longest if len(groups) <= _LONG else _MOST_GROUPS
        plain, count = self._plain, len(groups)
        for first in range(count):
            length = 0
            for last in range(first, min(first + most, count)):
                start, end = groups[last]
                length += end - start
                if length > longest:
                    break
                if length in lengths:
                    before = plain[groups[first - 1][1] : groups[first][0]] if first else None
                    after = plain[end : groups[last + 1][0]] if last + 1 < count else None
                    yield DigitString(plain, groups[first : last + 1], before, after)


class Numerals(Digits):
    """The same where at least one digit of a number is written as 三, 叁 or ③."""

    def __init__(self, plain: str, in_digits: str = ""):
        super().__init__(in_digits or plain.translate(NUMERALS))
        self._typed = plain
        self._chains = [chain for chain in self._chains if not plain[chain[0][0] : chain[-1][1]].isascii()]

    def strings(self, lengths: Collection[int]) -> Iterator[DigitString]:
        """Every such number of a length."""
        for one in super().strings(lengths):
            if not self._typed[one.start : one.end].isascii():
                yield one
