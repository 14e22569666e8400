"""Cleaning (清理): a text as the office meant it, whatever door it came in by.

`clean` is for every text that comes in (forms, workbooks, unit sheets, pages). It mends only what copying and typing
have damaged (damage.py): what a writer may have meant stays as it is, so full-width punctuation and digits, ①, ㎡, the
spaces that begin a paragraph, rare characters, Tibetan and Uyghur are kept. Cleaning twice changes nothing more.
For comparing and searching there is `folded` (folding.py), for a person's name `split_names` (persons.py), for a text of
one line `clean_line`, and for a short cell of one width `normalise` (characters.py).
`unknown_characters` and `said_unknown` find what a cleaned text still holds that other computers can't show.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracking.wording.damage import BREAKS, DOTS, MENDED, NOTHING, PRIVATE_USE, SPACES
from tracking.wording.scripts import HAN, JOINING

_TABLE = MENDED | SPACES | BREAKS | NOTHING
_JOINERS = "\u200c\u200d\u180b-\u180f"
"Joiners and Mongolian variants: a part of the letters they follow, and otherwise nothing."


def _class_of(codes: Iterable[int]) -> str:
    """Characters as ranges, for use inside a character class."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_SUSPECT = re.compile(f"[{_class_of(_TABLE)}{_JOINERS}{re.escape(DOTS)}]|_x")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ESCAPED = re.compile("_x(00(?:[01][0-9A-Fa-f]|7[Ff]|[89][0-9A-Fa-f]|[Aa]0)|20(?:0[BbEeFf]|2[89])|[Ff][Ff][Ff][EFef])_")
"How a workbook spells a character that it may not hold, e.g. _x000B_."
_LOOSE_JOINER = re.compile(f"(?<![{JOINING}])[{_JOINERS}]+")
_HYPHEN = re.compile("(?<=[0-9A-Za-z])\x1e(?=[0-9A-Za-z])")
"Word's hyphen that keeps a line together."
_DOT_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])[{re.escape(DOTS)}](?=[{HAN}])")
_BREAK = re.compile(r"[ \t\u3000]*\n\s*")
_LATIN = re.compile("[!-~\u00c0-\u02af]")
_UNKNOWN = re.compile(f"[{PRIVATE_USE}\ufffd]")


def clean(text: str) -> str:
    """A text without the damage of copying; every line break is \\n, what shows nothing is gone.

    Private-use characters with a known meaning are replaced, others stay and are told by `unknown_characters`.
    """
    if not _SUSPECT.search(text):
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    text = _mended(_PAIR.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text))
    while _ESCAPED.search(text):
        text = _mended(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    text = unicodedata.normalize("NFC", _LOOSE_JOINER.sub("", text))
    return _DOT_BETWEEN_HAN.sub("·", text)


def _mended(text: str) -> str:
    return _HYPHEN.sub("-", text).replace("\r\n", "\n").translate(_TABLE)


def clean_line(text: str) -> str:
    """A text of one line (案由、来文号、单位): a line break inside is nothing, or a space between Latin words and numbers."""
    return _BREAK.sub(_joined, clean(text).strip())


def _joined(found: re.Match) -> str:
    text, (start, end) = found.string, found.span()
    return " " if _LATIN.match(text, start - 1) and _LATIN.match(text, end) else ""


def unknown_characters(text: str) -> tuple[str, ...]:
    """Characters of a cleaned text that no other computer can show, each once: private-use ones, and what was unreadable before (�)."""
    return tuple(dict.fromkeys(_UNKNOWN.findall(text)))


def said_unknown(text: str) -> str | None:
    """The sentence that points out such characters; None where there are none."""
    if not (odd := unknown_characters(text)):
        return None
    place = text.index(odd[0])
    around = text[max(0, place - 6) : place + 7].replace("\n", " ")
    codes = "、".join(f"U+{ord(char):04X}" for char in odd[:5])
    return _("“%(around)s”处有别的电脑不能显示的字符（%(codes)s），请核对，改用通用字符。") % {
        "around": around,
        "codes": codes,
    }
