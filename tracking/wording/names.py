"""A person's name as the ledger keeps it, however it was set in a column or typed."""

import re

from tracking.wording.characters import normalise
from tracking.wording.damage import DOTS
from tracking.wording.scripts import HAN

_DOT = re.compile(rf"\s*[·{DOTS}]\s*|(?<=[{HAN}])\s*[.。●]\s*(?=[{HAN}])")
_SPACE_IN_HAN = re.compile(rf"(?<=[{HAN}·])\s+(?=[{HAN}·])")


def clean_name(name: str) -> str:
    """A person's name without the spaces that set it in a column (张　　三), its middle dot written as ·, whatever was typed."""
    return without_padding(with_middle_dots(name)).strip("· ")


def with_middle_dots(name: str) -> str:
    """A text in one width with every middle dot of a name written as ·, and no spaces around it."""
    return _DOT.sub("·", normalise(name))


def without_padding(text: str) -> str:
    """A text without spaces between Han characters."""
    return _SPACE_IN_HAN.sub("", text)
