"""What stands where on a page of a PDF, in millimetres from its top left corner: lines of characters, and red lines."""

import ctypes
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Character:
    """A character: its origin and the box of its ink."""

    text: str
    x: float
    baseline: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Row:
    """Characters on one baseline, from left to right."""

    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """What it says, without blanks."""
        return "".join(one.text for one in self.characters)

    @property
    def baseline(self) -> float:
        return self.characters[0].baseline

    @property
    def left(self) -> float:
        return min(one.left for one in self.characters)

    @property
    def right(self) -> float:
        return max(one.right for one in self.characters)

    @property
    def top(self) -> float:
        return min(one.top for one in self.characters)

    @property
    def bottom(self) -> float:
        return max(one.bottom for one in self.characters)

    @property
    def advances(self) -> list[float]:
        """From one Han character to the next."""
        pairs = zip(self.characters, self.characters[1:], strict=False)
        return [after.x - one.x for one, after in pairs if "一" <= one.text <= "龥" and "一" <= after.text <= "龥"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line drawn on the page."""

    left: float
    right: float
    top: float
    bottom: float


class Page:
    """A page as it was set."""

    def __init__(self, page: pypdfium2.PdfPage):
        self.page = page
        self.width, self.height = (one * MM for one in page.get_size())

    @cached_property
    def characters(self) -> list[Character]:
        text = self.page.get_textpage()
        found = []
        high = 0
        for place in range(text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text, place)
            if code <= 32 or code in {0x3000, 0xFFFE}:
                continue
            if 0xD800 <= code < 0xDC00:
                high = code - 0xD800
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + (high << 10) + code - 0xDC00
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(text, place, x, y)
            left, bottom, right, top = (one * MM for one in text.get_charbox(place))
            height = self.height
            found.append(
                Character(chr(code), x.value * MM, height - y.value * MM, left, right, height - top, height - bottom)
            )
        return found

    @cached_property
    def rows(self) -> list[Row]:
        """Its lines from top to bottom."""
        lines: list[list[Character]] = []
        for one in sorted(self.characters, key=lambda char: (char.baseline, char.x)):
            if lines and abs(lines[-1][0].baseline - one.baseline) < 0.6:
                lines[-1].append(one)
            else:
                lines.append([one])
        return [Row(tuple(sorted(line, key=lambda char: char.x))) for line in lines]

    def row(self, words: str) -> Row:
        """The first line that holds these words."""
        return next(one for one in self.rows if words in one.text)

    @cached_property
    def rules(self) -> list[Rule]:
        """Long flat lines, whatever they are drawn with, from top to bottom."""
        found = []
        for one in self.page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=5):
            left, bottom, right, top = (side * MM for side in one.get_bounds())
            if right - left > 100 and top - bottom < 2:
                if width := _stroke(one):
                    # The bounds of a line that is drawn go its whole width beyond it, on every side.
                    left, right, bottom, top = left + width, right - width, bottom + width / 2, top - width / 2
                found.append(Rule(left, right, self.height - top, self.height - bottom))
        return sorted(set(found), key=lambda rule: rule.top)


def _stroke(path: pypdfium2.PdfObject) -> float:
    """The width of the pen that draws a path, in millimetres; 0 where it is filled."""
    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    return width.value * MM if stroke.value else 0.0


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of a PDF."""
    return [Page(one) for one in pypdfium2.PdfDocument(pdf)]


def median_advance(page: Page) -> float:
    """From one Han character of the text to the next, in the middle."""
    return median(one for row in page.rows for one in row.advances if len(row.characters) > 20)
