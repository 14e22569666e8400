"""A cell as text, and text as a cell: what offices and spreadsheets put around the words."""

import re
from functools import lru_cache

from tracking.ledger.opening import Cell
from tracking.wording import clean, escaped, folded, says_nothing, unescaped

__all__ = ["escaped", "folded", "one_line", "text_of", "tidy", "unescaped"]

_NOT_APPLICABLE = frozenset({"不适用", "N/A", "n/a"})
_REMEMBERED = 20
"Up to how many characters a cell's text is remembered: kinds, names and units come in every row."
_SHORT = 3
"Characters of the longest way to say “nothing” (不适用); a longer text is never looked at for that."


def text_of(cell: Cell) -> str:
    """A cell as text: cleaned, whole numbers without a fraction, days as 2024-03-29, blank and “/” as nothing."""
    if isinstance(cell, str):
        return _text_of_short(cell) if len(cell) <= _REMEMBERED else _text_of(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


def _text_of(cell: str) -> str:
    text = tidy(cell)
    return "" if len(text) <= _SHORT and (text in _NOT_APPLICABLE or says_nothing(text)) else text


_text_of_short = lru_cache(maxsize=20_000)(_text_of)


def tidy(text: str) -> str:
    """A stored text as a cell would hold it."""
    return clean(text).strip()


def one_line(text: str) -> str:
    """A text broken by hand over several lines, in one."""
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", "", text).strip()
