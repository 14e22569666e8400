"""Characters of Chinese text: widths, spaces, and half-width punctuation, which is pointed out and left as typed."""

import re
import unicodedata

from tracking.wording.cleaning import clean
from tracking.wording.scripts import HAN

_HALF_BETWEEN_HAN = re.compile(rf"(?=([{HAN}][ \t]*[,:;()!?]+[ \t]*[{HAN}]))")
_KEPT = "！（），：；？［］｛｝～"
_NARROWED = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT}
_NOTHING = {"", "无", "暂无", "-", "--", "—", "——", "/", "\\", "、"}


def normalise(text: str) -> str:
    """A cleaned text with one width for digits, Latin letters and spaces, its white space collapsed to one space.

    Full-width digits come in every ledger (R71); Chinese punctuation, ①, … and
    《 are left alone.
    """
    return " ".join(clean(text).translate(_NARROWED).split())


def says_nothing(text: str) -> bool:
    """Does a cell only say that there is nothing in it (空、无、/、—)?"""
    return normalise(text) in _NOTHING


def half_width_between_han(text: str) -> list[tuple[int, int]]:
    """Where half-width punctuation stands between two Han characters: places (start, end), both characters included.

    Templates, letters and messages of ours must have none (R84).
    """
    return [found.span(1) for found in _HALF_BETWEEN_HAN.finditer(text)]
