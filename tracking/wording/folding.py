"""Folding (比对用的写法): one spelling for what a reader takes for the same, for searches and comparisons alone.

`folded` is never stored as a value and never shown: it has no spaces, no capitals, no middle dots and one width, and
brackets and dashes of every shape are alike.
"""

import re
import unicodedata
from functools import lru_cache

from tracking.wording.cleaning import clean
from tracking.wording.damage import DOTS
from tracking.wording.scripts import HAN

_ALIKE = {
    "〔【［〖[｛{": "(", "〕】］〗]｝}": ")", "—–―‒‑‐−－": "-", "“”„‟″「」『』": '"', "‘’‚‛′": "'", "〜∼": "~",
    "○◯": "〇", "戶": "户",
}  # fmt: skip
_SPELT = (
    {code: unicodedata.normalize("NFKC", chr(code)).lower() for code in range(0xFF01, 0xFF5F)}
    | {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    | {ord(char): one for chars, one in _ALIKE.items() for char in chars}
    | dict.fromkeys((*range(0x09, 0x0E), *range(0x1C, 0x21), 0x3000, *map(ord, f"{DOTS}·")))
)
"Foldings that most texts need; rarer characters are left to NFKC, which is several times slower."
SHORT = 20
"Names, headings and single characters come again and again: their folding is remembered."
_FULL_STOP = re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}])")


def folded(text: str) -> str:
    """A text in the one spelling that is compared: ５Ｇ is 5g, （ is (, 扎西 • 次仁, 扎西.次仁 and 扎西次仁 are the same."""
    return _folded_short(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    spelt = clean(text).translate(_SPELT)
    if not unicodedata.is_normalized("NFKC", spelt):
        spelt = unicodedata.normalize("NFKC", spelt).translate(_SPELT)
    if (small := spelt.casefold()) != spelt:
        spelt = unicodedata.normalize("NFKC", small).translate(_SPELT)
    return _FULL_STOP.sub("", unicodedata.normalize("NFKC", spelt))


_folded_short = lru_cache(maxsize=20_000)(_folded)


def find(text: str, sought: str) -> tuple[int, int] | None:
    """Where something stands in a text, however either is spelt: start and end in the text as given; None where it does not."""
    spelt, places = [], []
    for place, char in enumerate(text):
        for one in _folded_short(char):
            spelt.append(one)
            places.append(place)
    wanted = folded(sought)
    at = "".join(spelt).find(wanted) if wanted else -1
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None
