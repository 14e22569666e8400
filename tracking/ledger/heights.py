"""How high a row of a workbook must be (行高) so that all its text is seen, whichever program opens it.

A row without a height is left to the program: Excel fits it when it opens the file, LibreOffice does not where cells are
merged, and fonts that stand in for 仿宋 are taller. So the height is written down, a little too much rather than too little.
"""

import unicodedata
from collections.abc import Iterable
from math import ceil

LINE, AROUND = 16.5, 5
"Points of a line at 11 pt in a tall font, and above and below the text."
LEAST, MOST = 20, 409
"Points of a row: what looks like one, and what Excel allows."


def width_of(text: str) -> int:
    """A text's width in the characters that column widths are counted in: a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def lines_of(text: object, width: float) -> int:
    """How many lines a cell's text takes in a column of this width."""
    room = max(2, width - 2)
    return sum(max(1, ceil(width_of(line) / room)) for line in str(text).split("\n"))


def height_of(cells: Iterable[tuple[object, float]]) -> float:
    """The height of a row, in points, by its cells and their columns' widths."""
    lines = max((lines_of(value, width) for value, width in cells if value not in (None, "")), default=1)
    return min(MOST, max(LEAST, lines * LINE + AROUND))
