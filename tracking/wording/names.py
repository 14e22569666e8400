"""The dots and spaces of a name, however it was set in a column or typed."""

import re

from tracking.wording.characters import normalise
from tracking.wording.damage import DOTS
from tracking.wording.scripts import HAN

_DOT = re.compile(rf"\s*[·{DOTS}]\s*|(?<=[{HAN}])\s*[.。●]\s*(?=[{HAN}])")
_SPACE_IN_HAN = re.compile(rf"(?<=[{HAN}·])\s+(?=[{HAN}·])")


def with_middle_dots(name: str) -> str:
    """A text in one width with every middle dot of a name written as ·, and no spaces around it."""
    return _DOT.sub("·", normalise(name))


def without_padding(text: str) -> str:
    """A text without spaces between Han characters."""
    return _SPACE_IN_HAN.sub("", text)
