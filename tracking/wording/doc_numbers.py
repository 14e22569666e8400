"""Document numbers (发文字号) as people write them, and what a series has used: the next one, gaps, doubles, running ones."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

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
    def gaps(self) -> list[int]:
        """The numbers (空号) from the first to the last that nothing has."""
        return sorted(set(range(self.first, self.next)) - set(self.used))

    @property
    def doubles(self) -> list[int]:
        """The numbers (重号) that more than one paper has."""
        return sorted(number for number, times in Counter(self.used).items() if times > 1)

    def is_free(self, number: int) -> bool:
        """Whether nothing has this number yet."""
        return number not in self.used

    def skipped_by(self, number: int) -> list[int]:
        """The free numbers that would become gaps if this one were given next."""
        return list(range(self.next, number))

    def running(self, count: int) -> list[int]:
        """As many numbers after the last one, in a row, for papers numbered together (连续编号)."""
        return list(range(self.next, self.next + count))


def line_of(numbers: Iterable[DocNumber], code: str, year: int, first: int = 1) -> NumberLine:
    """What a series of this code and year has used, out of all numbers known."""
    return NumberLine(tuple(one.number for one in numbers if (one.code, one.year) == (code, year)), first)


def in_ranges(numbers: Collection[int], most: int = 10) -> str:
    """Numbers in words, neighbours together: “3至5、8号”; more than `most` ranges are cut short with how many there are."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    said = "、".join("至".join(map(str, one)) for one in ranges[:most])
    return f"{said}等{len(numbers)}个号" if len(ranges) > most else f"{said}号"
