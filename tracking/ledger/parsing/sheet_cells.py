"""One worksheet's XML, cell by cell: which cells hold no readable value, and the sheet with broken cells made blank."""

import re
from collections.abc import Callable
from xml.parsers import expat

_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_KNOWN = {"s", "n", "str", "inlineStr", "b", "d", "e", ""}
_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*")
_CELL = re.compile(rb"<((?:\w+:)?c)(\s[^>]*?)?(?:/>|>(.*?)</\1>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</(?:\w+:)?v>")
_ATTRIBUTE = re.compile(rb"""\b(r|t)\s*=\s*["']([^"']*)["']""")
_LOOSE = re.compile(
    rb"<(?:\w+:)?dimension[^>]*/?>|<(?:\w+:)?mergeCell\s[^>]*ref=[\"'](?![A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7}[\"'])[^>]*/>"
)
"The stated extent of a sheet, and merged ranges that name no cells: left out, since the parser stumbles over both."

Faults = dict[tuple[int, int], list[str]]


class _Cells:
    """What a pass through a sheet finds."""

    def __init__(self, strings: int | None):
        self.strings = strings
        self.faults: Faults = {}
        self.row, self.column = -1, -1
        self.kind, self.rich = "", False
        self.formula: str | None = None
        self.value: str | None = None
        self._texts: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A row, a cell, its formula or its value begins."""
        tag = tag.rpartition(":")[2]
        if tag == "row":
            said = attributes.get("r", "")
            self.row = int(said) - 1 if said.isdigit() else self.row + 1
            self.column = -1
        elif tag == "c":
            self.column += 1
            if found := _ADDRESS.fullmatch(attributes.get("r", "")):
                self.column, self.row = _column(found[1]), int(found[2]) - 1
            self.kind, self.rich = attributes.get("t", ""), "vm" in attributes
            self.formula = self.value = None
        elif tag in ("f", "v"):
            self._texts = []

    def text(self, text: str) -> None:
        """Characters of a formula or value."""
        if self._texts is not None:
            self._texts.append(text)

    def end(self, tag: str) -> None:
        """A formula, a value or a cell ends."""
        tag = tag.rpartition(":")[2]
        if tag in ("f", "v") and self._texts is not None:
            said, self._texts = "".join(self._texts), None
            if tag == "f":
                self.formula = said
            else:
                self.value = said
        elif tag == "c" and (fault := self._fault()) is not None and self.row >= 0:
            self.faults[self.row, self.column] = fault

    def _fault(self) -> list[str] | None:
        value = (self.value or "").strip()
        if self.formula is not None and "DISPIMG" in self.formula.upper():
            return ["picture", ""]
        if self.kind == "e":
            return ["picture", ""] if self.rich and value == "#VALUE!" else ["error", value or "#N/A"]
        if self.formula is not None and not value and self.kind != "str":
            return ["formula", ""]
        return None if _is_readable(self.kind, value, self.strings) else ["broken", value[:40]]


def _is_readable(kind: str, value: str, strings: int | None) -> bool:
    """Whether the parser can make anything of a cell of this type with this value."""
    if kind == "s":
        return strings is None or (value.isdecimal() and int(value) < strings)
    if kind in ("", "n"):
        return not value or bool(_NUMBER.fullmatch(value))
    return kind in _KNOWN


def pass_over(xml: bytes, start: Callable, text: Callable, end: Callable) -> None:
    """Tell where tags begin, texts stand and tags end in a document, as far as it is well formed."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        pass


def faults_in(xml: bytes, strings: int | None = None) -> Faults:
    """Errors, formulas without a result, pictures in cells and broken values, by row and column from 0.

    With the number of shared texts given, a cell that refers to none of them is broken, too.
    """
    cells = _Cells(strings)
    pass_over(xml, cells.start, cells.text, cells.end)
    return cells.faults


def mended_sheet(xml: bytes, strings: int) -> bytes:
    """A sheet in which the cells that the parser can't read are blank."""

    def mended(match: re.Match) -> bytes:
        said = dict(_ATTRIBUTE.findall(match[2] or b""))
        kind, address = said.get(b"t", b"").decode("ascii", "replace"), said.get(b"r", b"A1")
        found = _VALUE.search(match[3] or b"")
        value = found[1].decode("utf-8", "replace").strip() if found else ""
        if not re.fullmatch(rb"[A-Z]{1,3}[0-9]{1,7}", address):
            return b""
        if kind != "e" and _is_readable(kind, value, strings):
            return match[0]
        return b"<" + match[1] + (b' r="' + address + b'"/>' if b"r" in said else b"/>")

    return _CELL.sub(mended, _LOOSE.sub(b"", xml))


def _column(letters: str) -> int:
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
