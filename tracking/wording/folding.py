"""Folding (比对用的写法): one spelling for what a reader takes for the same, for searches and comparisons alone.

`folded` is never stored as a value and never shown: it has no spaces, no capitals, no middle dots and one width, and
brackets and dashes of every shape are alike.
"""

import re
import unicodedata

from tracking.wording.cleaning import clean
from tracking.wording.damage import DOTS
from tracking.wording.scripts import HAN

_WHITE = dict.fromkeys((*range(0x09, 0x0E), *range(0x1C, 0x21), 0x3000))
_DOTS = dict.fromkeys(map(ord, f"{DOTS}·"))
_ALIKE = {
    "〔【［〖[｛{": "(", "〕】］〗]｝}": ")", "—–―‒‑‐−－": "-", "“”„‟″「」『』": '"', "‘’‚‛′": "'", "〜∼": "~",
    "○◯": "〇", "戶": "户",
}  # fmt: skip
_UNSPACED = str.maketrans({**_WHITE, **_DOTS})
_ONE_SHAPE = str.maketrans({**_WHITE, **{char: one for chars, one in _ALIKE.items() for char in chars}})
_FULL_STOP = re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}])")


def folded(text: str) -> str:
    """A text in the one spelling that is compared: ５Ｇ is 5g, （ is (, 扎西 • 次仁, 扎西.次仁 and 扎西次仁 are the same."""
    spelt = unicodedata.normalize("NFKC", clean(text).translate(_UNSPACED)).casefold()
    spelt = unicodedata.normalize("NFKC", spelt.translate(_ONE_SHAPE))
    return _FULL_STOP.sub("", spelt)
