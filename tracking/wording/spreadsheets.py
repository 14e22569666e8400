"""Text in spreadsheets (单元格文字): what a cell may hold, so that any stored text can be written and reads back as text."""

import re
from collections.abc import Iterable

from tracking.wording.cleaning import clean

MOST = 32_767
"Excel keeps no more characters in a cell, those beyond the basic plane (𠮷) counted twice."
CUT = "…（本格放不下，以下未完）"
"The mark at the end of a cell that holds only the beginning of a text."
_PIECE = 30_000
_EDGE = 16
"A cell within so many characters of the longest was probably cut off by another program."
_ESCAPED = re.compile("^'+[=+\\-@\t\r]")
_TO_ESCAPE = re.compile("^'*[=+\\-@\t\r]")


def escaped(text: str) -> str:
    """A text as a cell holds it: cleaned, no formula (one apostrophe before = + - @), and marked where it is cut off."""
    text = _guarded(clean(text))
    if _length(text) <= MOST:
        return text
    kept = text[: MOST - len(CUT)]
    while (more := _length(kept) + len(CUT) - MOST) > 0:
        kept = kept[: -((more + 1) // 2)]
    return kept + CUT


def in_cells(text: str) -> list[str]:
    """A text as the cells that hold all of it, one in nearly every case: pieces of like length, joined by `of_cells`."""
    text = clean(text)
    count = -(-_length(text) // _PIECE) or 1
    size = -(-len(text) // count) or 1
    pieces = [text[start : start + size] for start in range(0, len(text), size)] or [""]
    if any(_length(piece) > MOST - 1 for piece in pieces):
        pieces = [text[start : start + _PIECE // 2] for start in range(0, len(text), _PIECE // 2)]
    return [_guarded(piece) for piece in pieces]


def of_cells(cells: Iterable[str]) -> str:
    """The text whose pieces these cells are."""
    return "".join(unescaped(cell) for cell in cells)


def _guarded(text: str) -> str:
    return f"'{text}" if _TO_ESCAPE.match(text) else text


def unescaped(text: str) -> str:
    """The text that was escaped."""
    return text[1:] if _ESCAPED.match(text) else text


def is_cut_from(cell: str, text: str) -> bool:
    """Does a cell hold only the beginning of a text: by our mark, or because another program filled it to its limit?"""
    if cell.endswith(CUT):
        return text.startswith(cell.removesuffix(CUT))
    return is_full(cell) and len(text) > len(cell) and text.startswith(cell[:-_EDGE])


def is_full(cell: str) -> bool:
    """Is a cell as full as it can be, so that what it held may have been longer?"""
    return cell.endswith(CUT) or MOST - _EDGE <= _length(cell) <= MOST


def _length(text: str) -> int:
    return len(text) if len(text) <= MOST // 2 else len(text.encode("utf-16-le", "surrogatepass")) // 2
