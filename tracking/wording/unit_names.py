"""The units that a cell of a ledger names (主办单位、会办单位), and the part that the cell gives each of them."""

import re
from dataclasses import dataclass

from tracking.wording.characters import normalise, says_nothing
from tracking.wording.listed import bare, parts
from tracking.wording.names import without_padding

_ROLES = "牵头|主办|主责|主要承办|会办|协办|配合|协助|参与|分办|独办|承办|责任"
_ROLE_LABEL = re.compile(rf"^({_ROLES})(?:单位|部门)?\s*[:：]\s*")
_ROLE_BRACKETED = re.compile(rf"\s*[（(]\s*({_ROLES})(?:单位|部门)?\s*[)）]\s*")
_ROLE_BEHIND = re.compile(r"(?<=.{3})(牵头|配合|主办|会办|协办)$")
_LEADING = frozenset({"牵头", "主办", "主责", "主要承办"})
_SUPPORTING = frozenset({"会办", "协办", "配合", "协助", "参与"})
_UNIT_END = re.compile(
    r"(局|委|办|部|厅|院|会|站|所|队|社|馆|处|校|镇|乡|团|中心|公司|集团|街道|政府|银行|医院|电视台|气象台|分局|管委会|联|场|村|社区)([（(][^()（）]*[)）])?$"
)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as a cell names it, and the part that the cell gives it (区教育局（牵头）)."""

    name: str
    leads: bool = False
    supports: bool = False
    cut: str = ""
    "Text that stood around the name and was cut off."


def units_in(text: str) -> tuple[UnitName, ...]:
    """The units in one cell, in their order and each once; a word for their part is understood and cut off."""
    found: dict[str, UnitName] = {}
    role = ""
    for piece in [] if says_nothing(text) else parts(text):
        plain, marks = bare(normalise(piece))
        if label := _ROLE_LABEL.match(plain):
            role, plain, marks = label[1], plain[label.end() :], f"{marks}{label[0].strip()}"
        for name in _units_apart(plain):
            own, rest = role, name
            if match := _ROLE_BRACKETED.search(rest) or _ROLE_BEHIND.search(rest):
                own, rest = match[1], (rest[: match.start()] + rest[match.end() :]).strip()
            cut = marks + (match[0].strip() if match else "")
            rest = without_padding(rest) if not _is_several(rest) else rest
            if not says_nothing(rest):
                found.setdefault(rest, UnitName(rest, own in _LEADING, own in _SUPPORTING, cut))
    return tuple(found.values())


def split_units(text: str) -> tuple[str, ...]:
    """The names of the units in one cell, in their order and each once."""
    return tuple(one.name for one in units_in(text))


def _units_apart(text: str) -> list[str]:
    """Cut at spaces, 和, 及 and 与 where whole units stand on both sides: 区教育局 区民政局, but not 区文化和旅游局."""
    for match in re.finditer(r"\s*(?:以及|和|及|与|暨)\s*|\s+", text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if _is_unit(left) and all(_is_unit(one) for one in _units_apart(right)):
            return [left, *_units_apart(right)]
    return [text]


def _is_unit(text: str) -> bool:
    plain = _ROLE_BEHIND.sub("", _ROLE_BRACKETED.sub("", text))
    return len(plain) >= 3 and bool(_UNIT_END.search(plain))


def _is_several(text: str) -> bool:
    """Whether a name with spaces may be several units, so that a message should show where the spaces are."""
    return any(len(one) >= 3 for one in text.split()[:-1])
