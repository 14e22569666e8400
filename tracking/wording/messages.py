"""How a message that leaves the system names an item (微信提醒): by number, short title and date, without personal data (R74)."""

import re
from collections.abc import Iterable

from tracking.wording.characters import normalise
from tracking.wording.personal import without_personal
from tracking.wording.titles import clip_title, strip_boilerplate

SHORT = 20
"Characters of a title in a message."
HIDDEN = "×××"
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_LONG_NUMBER = re.compile(r"\d{7,}")


def name_item(number_label: str, title: str, hidden: Iterable[str] = ()) -> str:
    """第12号建议《加强示例工作》: a title cut short, in which no phone number and none of the hidden names is left."""
    return f"{number_label}《{clip_title(strip_boilerplate(without_people(title, hidden)), SHORT)}》"


def without_people(text: str, hidden: Iterable[str] = ()) -> str:
    """A text without phone numbers, identity numbers and these people's names."""
    found = without_personal(normalise(text), HIDDEN)
    for pattern in (_LANDLINE, _LONG_NUMBER):
        found = pattern.sub(HIDDEN, found)
    for name in sorted({normalise(one) for one in hidden}, key=len, reverse=True):
        if len(name) > 1:
            found = found.replace(name, HIDDEN)
    return found
