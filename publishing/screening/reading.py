"""A text as screening reads it: in its plainest spelling, without blanks (`dense`), and with the words around a place."""

import re
from collections.abc import Collection, Iterator
from functools import cached_property

from tracking.wording.digit_strings import NUMERALS, Digits, DigitString, Numerals
from tracking.wording.plain import Plain

_ENDS = re.compile(r"[。！!？?]|\n\s*\n|(?<=[^\n：:])\n(?=[^\n]{12})")
_BEFORE = 40


class ScreenedText:
    """One text, read once for every kind."""

    def __init__(self, raw: str):
        self.plain = Plain(raw)
        self.raw, self.text = raw, self.plain.text

    @cached_property
    def in_digits(self) -> str:
        """The plain text with Chinese numerals as digits, place by place."""
        return self.text.translate(NUMERALS)

    @cached_property
    def _digits(self) -> tuple[Digits, Numerals]:
        return Digits(self.text), Numerals(self.text, self.in_digits)

    def strings(self, lengths: Collection[int]) -> Iterator[DigitString]:
        """Every string of digits of such a length, written in digits or in numerals."""
        for digits in self._digits:
            yield from digits.strings(lengths)

    @cached_property
    def _kept(self) -> list[int]:
        return [place for place, char in enumerate(self.text) if char != " "]

    @cached_property
    def dense(self) -> str:
        """The plain text without blanks; line breaks stay."""
        return self.text.replace(" ", "")

    def from_dense(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the plain text of what stands there in the dense one."""
        return self._kept[start], self._kept[end - 1] + 1

    def before(self, start: int, most: int = _BEFORE) -> str:
        """What the same sentence says before a place, without blanks; the words of a line above count as its label."""
        head = self.text[max(0, start - most) : start]
        ends = list(_ENDS.finditer(head))
        return (head[ends[-1].end() :] if ends else head).replace(" ", "")

    def quote(self, start: int, end: int) -> tuple[str, int, int]:
        """The words as typed, with start and end in the text as given, for a place in the plain text."""
        first, last = self.plain.span(start, end)
        return self.raw[first:last], first, last
