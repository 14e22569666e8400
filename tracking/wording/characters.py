"""Characters of Chinese text: widths, spaces and punctuation (full-width in what we write, either in what we read)."""

import re
import unicodedata

from tracking.wording.cleaning import clean
from tracking.wording.scripts import HAN

_WIDENED = dict(zip(",:;()!?", "，：；（）！？", strict=True))
_HALF = re.compile("[,:;()!?]")
_MARKS = re.compile("[,:;()!?，：；（）！？]+")
_CHINESE = re.compile(
    rf"[{HAN}\u3001-\u3011\u3014-\u301b\u2014\u2018-\u201d\u2026\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
"Han characters and Chinese punctuation, without the marks that are written in either width."
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://[!-~]*[A-Za-z0-9/?&=#%_~-]")
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


def to_full_width_punctuation(text: str) -> str:
    """Half-width , : ; ( ) ! ? beside Chinese become full-width; numbers, addresses and Latin words keep theirs.

    Doing it twice changes nothing more: a mark is judged by the characters around it that are no marks, and brackets
    as a pair, so that one is never wide and the other narrow (R84).
    """
    addresses = {place for found in _ADDRESS.finditer(text) for place in range(*found.span())}
    beside = {
        place: (
            _is_chinese(text, run.start() - 1),
            _is_chinese(text, run.end()),
            _is_chinese(text, len(text[: run.start()].rstrip(" \t")) - 1),
        )
        for run in _MARKS.finditer(text)
        for place in range(*run.span())
    }
    partners = _partners(text)

    def widened(found: re.Match) -> str:
        place = found.start()
        if place in addresses:
            return found[0]
        if place in partners:
            first, last = sorted((place, partners[place]))
            wide = _is_chinese_pair(text, first, last, beside)
        else:
            before, after, before_blanks = beside[place]
            wide = before or (after and (found[0] != ")" or before_blanks))
        return _WIDENED[found[0]] if wide else found[0]

    return _HALF.sub(widened, text)


def _partners(text: str) -> dict[int, int]:
    """Place of each bracket → place of the one it pairs with, widths mixed or not."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for place, char in enumerate(text):
        if char in "(（":
            opened.append(place)
        elif char in ")）" and opened:
            partners[place] = opened.pop()
            partners[partners[place]] = place
    return partners


def _is_chinese_pair(text: str, first: int, last: int, beside: dict[int, tuple[bool, bool, bool]]) -> bool:
    """Do these two brackets belong to Chinese: by what is before, inside or, unless a word opens them, behind them?"""
    (before, inside_first, _first), (inside_last, behind, _last) = beside[first], beside[last]
    opens_a_word = first > 0 and not text[first - 1].isspace()
    half_done = text[first] == "（" or text[last] == "）"
    return half_done or before or inside_first or inside_last or (behind and not opens_a_word)


def _is_chinese(text: str, place: int) -> bool:
    return 0 <= place < len(text) and bool(_CHINESE.match(text[place]))


def half_width_between_han(text: str) -> list[tuple[int, int]]:
    """Where half-width punctuation stands between two Han characters: places (start, end), both characters included.

    Templates, letters and messages of ours must have none (R84).
    """
    return [found.span(1) for found in _HALF_BETWEEN_HAN.finditer(text)]
