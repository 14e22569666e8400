"""A text in its plainest spelling (去掉花样的写法), with the way back to every place as it was typed.

Signs that show nothing are left out; digits of every script, Latin letters, dashes and blanks are of one kind each; an
entity of HTML is the character that it stands for. Chinese characters and line breaks stay.
"""

import re
import unicodedata
from bisect import bisect_right
from html import unescape
from urllib.parse import unquote

_LEFT_OUT = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]+|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|commat|period|num);|%(?:20|2[BbDd]|40)"
)
"Signs that show nothing, entities of HTML, and what stands for a blank, +, - and @ in addresses."
_DOTS = "·•‧∙・﹒⋅･"
_LINES = "\n\r\v\f\x85\u2028\u2029"


class _Spelling(dict[int, str]):
    """How each character is spelt; learnt when it is first met, since there are more than a million."""

    def __missing__(self, code: int) -> str:
        self[code] = one = _plainest(chr(code))
        return one


def _plainest(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char in _LINES:
        return "\n"
    if char in _DOTS:
        return "·"
    category = unicodedata.category(char)
    if category == "Pd" or char in "−⁃":
        return "-"
    if category in {"Zs", "Cc"} or char in "\u2800\u3164":
        return " "
    plain = unicodedata.normalize("NFKC", char)
    is_latin = len(plain) == 1 and plain.isascii()
    return plain if is_latin else char


_SPELLING = _Spelling()


class Plain:
    """A text as given (`raw`) and in its plainest spelling (`text`)."""

    def __init__(self, raw: str):
        self.raw = raw
        self._starts, self._moved = [0], [0]
        self._ends: dict[int, int] = {}
        kept, last, length = [], 0, 0
        for found in _LEFT_OUT.finditer(raw):
            kept.append(raw[last : found.start()])
            length += found.start() - last
            shown = unquote(unescape(found[0])) if found[0].startswith(("&", "%")) else ""
            if len(shown) == 1 and not _LEFT_OUT.fullmatch(shown):
                kept.append(shown)
                self._ends[length] = found.end()
                length += 1
            last = found.end()
            self._starts.append(length)
            self._moved.append(last - length)
        self.text = "".join([*kept, raw[last:]]).translate(_SPELLING)

    def place(self, at: int) -> int:
        """Where a character of the plain text stands in the text as given."""
        return at + self._moved[bisect_right(self._starts, at) - 1]

    def typed(self, at: int) -> str:
        """A character of the plain text as it was typed: in its own width; an entity of HTML as what it stands for."""
        return self.text[at] if at in self._ends else self.raw[self.place(at)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the text as given."""
        return self.place(start), self._ends.get(end - 1, self.place(end - 1) + 1)
