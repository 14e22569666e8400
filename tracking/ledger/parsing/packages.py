"""A packed workbook (.xlsx, .ods) read part by part: faulty cells, pictures, and what would make the parser fail."""

import re
import zipfile
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from open_documents import faults_in_document
from sheet_cells import faults_in, mended_sheet

_LOOK = re.compile(rb"""\st=["'](?!s["']|n["']|str["']|inlineStr["']|b["']|d["'])|<(?:\w+:)?f[\s/>]""")
"Marks of formulas, errors and cells of an unknown type: only a sheet that has one is read cell by cell, which is slow."


class Package:
    """The parts of a workbook by their names, which are compared without capitals (as the standard of such packages says)."""

    def __init__(self, data: bytes):
        self._zip = zipfile.ZipFile(BytesIO(data))
        self._names = {_plain(name).lower(): name for name in self._zip.namelist() if not name.endswith("/")}
        self.is_mended = False

    @classmethod
    def of(cls, data: bytes) -> "Package | None":
        """The package of a file that is one; None for workbooks of another form (.xls, .xlsb)."""
        if not data.startswith(b"PK"):
            return None
        try:
            package = cls(data)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            return None
        return package if {"xl/workbook.xml", "content.xml"} & package._names.keys() else None

    def part(self, name: str) -> bytes:
        """A part's content; empty when there is none, or when it can't be unpacked."""
        found = self._names.get(name.lower())
        try:
            return self._zip.read(found) if found else b""
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError):
            return b""

    def _related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: the reference's id, its kind, and the name of the part meant."""
        rels = _elements(self.part(join(dirname(name), "_rels", f"{name.rpartition('/')[2]}.rels")))
        found = {}
        for one in rels:
            target = _plain(one.get("Target", ""))
            absolute = one.get("Target", "").startswith(("/", "\\"))
            path = target if absolute else normpath(join(dirname(name), target))
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], path)
        return found

    def _sheets(self) -> dict[str, str]:
        """Every worksheet's name and the name of its part."""
        related = self._related("xl/workbook.xml")
        found = {}
        for one in _elements(self.part("xl/workbook.xml"), "sheet"):
            reference = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
            if reference in related:
                found[one.get("name", "")] = related[reference][1]
        return found

    def faults(self) -> dict[str, dict[tuple[int, int], list[str]]]:
        """The cells of every worksheet that hold an error, a formula nobody computed, or a picture; by row and column."""
        found = faults_in_document(self.part("content.xml"))
        for name, path in self._sheets().items():
            xml = self.part(path)
            if self.is_mended:
                cells = faults_in(xml, self._strings())
            else:
                cells = faults_in(xml) if _LOOK.search(xml) else {}
            found[name] = {place: ["float", ""] for place in self._pictures(path)} | cells
        return found

    def _pictures(self, path: str) -> list[tuple[int, int]]:
        """The cells on which pictures lie."""
        drawings = [target for kind, target in self._related(path).values() if kind == "drawing"]
        found = []
        for drawing in drawings:
            for anchor in _elements(self.part(drawing)):
                if not any(_tag(one) == "pic" for one in anchor.iter()):
                    continue
                start = next((one for one in anchor if _tag(one) == "from"), None)
                said = {_tag(one): one.text or "" for one in start} if start is not None else {}
                row, column = said.get("row", ""), said.get("col", "")
                if row.isdigit() and column.isdigit() and int(row) < 100_000 and int(column) < 500:
                    found.append((int(row), int(column)))
        return found

    def mended(self) -> bytes:
        """The workbook with plain names, without cells that the parser can't read; `faults` names these from now on."""
        self.is_mended = True
        sheets = {path.lower() for path in self._sheets().values()}
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for plain, name in self._names.items():
                content = self.part(plain)
                if plain in sheets:
                    content = mended_sheet(content, self._strings())
                elif plain in {"xl/styles.xml", "xl/theme/theme1.xml"} and not _is_whole(content):
                    continue
                package.writestr(_plain(name), content)
        return file.getvalue()

    def _strings(self) -> int:
        """How many shared texts there are."""
        return len(_elements(self.part("xl/sharedStrings.xml"), "si"))


def _plain(name: str) -> str:
    """A part's name with slashes only, and none before it."""
    return name.replace("\\", "/").lstrip("/")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _elements(xml: bytes, tag: str = "") -> list[ElementTree.Element]:
    """A part's elements below its root, or all of one name; none when the part can't be read."""
    try:
        root = ElementTree.fromstring(xml) if xml else None  # noqa: S314 - in a process with little memory
    except ElementTree.ParseError:
        return []
    if root is None:
        return []
    return [one for one in root.iter() if _tag(one) == tag] if tag else list(root)


def _is_whole(xml: bytes) -> bool:
    try:
        ElementTree.fromstring(xml)  # noqa: S314 - in a process with little memory
    except ElementTree.ParseError:
        return False
    return True
