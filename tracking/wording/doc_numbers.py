"""Document numbers (发文字号) as people write them, and what a series has used: the next one, gaps, doubles, running ones."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from tracking.wording.scripts import HAN

CODE = rf"[{HAN}]{{2,20}}"
"A 机关代字, as an expression."
_WRITTEN = re.compile(rf"({CODE})〔((?:19|20)[0-9]{{2}})〕([1-9][0-9]{{0,8}})号")


@dataclass(frozen=True, slots=True, order=True)
class DocNumber:
    """A document number in its three parts: 巴政办函, 2024, 12."""

    code: str
    year: int
    number: int

    def __str__(self) -> str:
        """The number as it stands on a paper (GB/T 9704): years in 六角括号, no leading zero, no 第."""
        return f"{self.code}〔{self.year}〕{self.number}号"


def parsed(text: str) -> DocNumber | None:
    """The parts of a document number; None for a text that is none."""
    found = _WRITTEN.fullmatch(text)
    return DocNumber(found[1], int(found[2]), int(found[3])) if found else None


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The numbers that a series has used, in any order; `first` is the number from which it is counted."""

    used: tuple[int, ...]
    first: int = 1

    @property
    def next(self) -> int:
        """The number after the last one; gaps are not filled by themselves, since a paper may stand behind each."""
        return max((*self.used, self.first - 1)) + 1

    @property
    def gaps(self) -> list[range]:
        """The numbers (空号) from the first to the last that nothing has, neighbours together."""
        edges = [self.first - 1, *sorted({one for one in self.used if one >= self.first})]
        return [range(one + 1, other) for one, other in pairwise(edges) if other > one + 1]

    @property
    def doubles(self) -> list[range]:
        """The numbers (重号) that more than one paper has."""
        several = sorted(number for number, times in Counter(self.used).items() if times > 1)
        return [range(number, number + 1) for number in several]

    def is_free(self, number: int) -> bool:
        """Whether nothing has this number yet."""
        return number not in self.used

    def skipped_by(self, number: int) -> list[range]:
        """The free numbers that would become gaps if this one were given next, neighbours together."""
        return [range(self.next, number)] if number > self.next else []

    def running(self, count: int) -> list[int]:
        """As many numbers after the last one, in a row, for papers numbered together (连续编号)."""
        return list(range(self.next, self.next + count))


def line_of(numbers: Iterable[DocNumber], code: str, year: int, first: int = 1) -> NumberLine:
    """What a series of this code and year has used, out of all numbers known."""
    return NumberLine(tuple(one.number for one in numbers if (one.code, one.year) == (code, year)), first)


def in_words(several: Collection[range], most: int = 10) -> str:
    """Numbers in words, neighbours together: “3至5、9号”; more than `most` ranges are cut short with how many numbers there are."""
    said = "、".join(f"{one[0]}至{one[-1]}" if len(one) > 1 else str(one[0]) for one in list(several)[:most])
    return f"{said}等{sum(map(len, several))}个号" if len(several) > most else f"{said}号"
