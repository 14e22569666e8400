"""Names of persons and units as they stand in a cell of a ledger (domain.md §5)."""

import re
from dataclasses import dataclass
from itertools import pairwise

from tracking.wording.characters import normalise, says_nothing
from tracking.wording.damage import DOTS
from tracking.wording.numerals import chinese_number
from tracking.wording.scripts import HAN

_SEPARATORS = "、，,;；/／\r\n\v\f\x85\u2028\u2029"
_DOT = re.compile(rf"\s*[·{DOTS}]\s*|(?<=[{HAN}])\s*[.。●]\s*(?=[{HAN}])")
_SPACE_IN_HAN = re.compile(rf"(?<=[{HAN}·])\s+(?=[{HAN}·])")
_TOTAL = re.compile(
    r"[（(]?(?:等\s*共?|共)\s*([0-9０-９〇零一二三四五六七八九十百两]+)\s*[人名位][^、，,;；（()）]{0,6}[)）]?\s*$"
)
_AND_MORE = re.compile(rf"(?<=[{HAN}]{{2}})[（(]?等[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Names:
    """The persons a cell names (联名人), and how many more it announces without naming them."""

    names: tuple[str, ...]
    others: int | None = None
    "Persons announced beyond the named ones (张三等5人: four others); None where no number is given."

    @property
    def total(self) -> int:
        """Named and unnamed persons together."""
        return len(self.names) + (self.others or 0)


def clean_name(name: str) -> str:
    """A person's name without the spaces that set it in a column (张　　三), its middle dot written as ·, whatever was typed."""
    name = _DOT.sub("·", normalise(name))
    return _SPACE_IN_HAN.sub("", name).strip("· ")


def split_names(text: str) -> Names:
    """The names in one cell, separated by 、 ， , ； ; / or a line break, with “等5人” understood as the total."""
    listed, total = _announced(text)
    parts = [] if says_nothing(listed) else _parts(listed)
    names = tuple(name for part in parts if (name := clean_name(part)))
    return Names(names, None if total is None else max(0, total - len(names)))


def _announced(text: str) -> tuple[str, int | None]:
    """A cell without its closing “等5人” or “等”, and the number of persons it announces."""
    if found := _TOTAL.search(text):
        try:
            return text[: found.start()], chinese_number(found[1])
        except ValueError:
            return text, None
    return _AND_MORE.sub("", text), None


def split_units(text: str) -> tuple[str, ...]:
    """The units in one cell, in their order and each once; separators inside brackets don't separate."""
    parts = [] if says_nothing(text) else _parts(text)
    units = (_SPACE_IN_HAN.sub("", normalise(part)) for part in parts)
    return tuple(dict.fromkeys(unit for unit in units if not says_nothing(unit)))


def _parts(text: str) -> list[str]:
    """A cell cut at its separators, but not inside brackets."""
    cuts, depth = [-1], 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char in "（(") - (char in ")）"))
        if char in _SEPARATORS and not depth:
            cuts.append(place)
    return [text[before + 1 : cut] for before, cut in pairwise([*cuts, len(text)])]
