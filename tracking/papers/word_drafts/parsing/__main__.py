"""Run by itself, as a process with little memory: a Word file (.docx) on stdin becomes its paragraphs and tables as JSON on stdout.

A package may unpack to any size and its XML may nest as deep as it likes, so it is never the office's own process that
opens one. What is said: {"blocks": [{"text", "number"} or {"rows"}], "dropped": {what: [its words]}} or {"problem": why}.
A number is what Word counts by itself (一、): the level's pattern, and for each place in it the kind of figures and the count.
"""

import io
import json
import runpy
import sys
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path

from lxml import etree

LIMITS = Path(__file__).resolve().parents[3] / "ledger" / "parsing" / "limits.py"
MOST_BYTES = 60 * 1024 * 1024
"Bytes that one part may unpack to."
MOST_PARAGRAPHS = 5_000
MOST_QUOTED = 60
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SILENT = {"pPr", "rPr", "instrText", "delInstrText", "rt", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "Fallback"}
"Elements without words of the text; what only programs for old files read is said again elsewhere."
DROPPED = {
    "footnoteReference": "footnotes", "endnoteReference": "footnotes", "commentReference": "comments",
    "oMath": "formulas", "object": "objects", "sym": "symbols",
}  # fmt: skip


class NotOpened(Exception):
    """A file that is not read; its text is the reason: broken, password, large, macros, no text."""


def local(element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element, path: str) -> str:
    """The `val` of what lies below an element; empty where there is none."""
    found = element.find(path) if element is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


class WordPackage:
    """The parts of a Word file that are read."""

    def __init__(self, data: bytes):
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = {one.filename.lstrip("/"): one for one in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as problem:
            raise NotOpened("broken") from problem
        if any(one.flag_bits & 1 for one in self.names.values()):
            raise NotOpened("password")
        if any("vbaproject" in one.lower() for one in self.names):
            raise NotOpened("macros")
        if "word/document.xml" not in self.names:
            raise NotOpened("broken")

    def root(self, name: str):
        """A part as a tree; None where there is none. What a package says of its sizes is not believed."""
        if name not in self.names:
            return None
        try:
            with self._zip.open(self.names[name]) as file:
                content = file.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as problem:
            raise NotOpened("broken") from problem
        if len(content) > MOST_BYTES:
            raise NotOpened("large")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as problem:
            raise NotOpened("broken") from problem


class Numbering:
    """The counters of numbered paragraphs, as Word keeps them."""

    def __init__(self, root, styles):
        self._levels, self._lists, self._counts = {}, {}, defaultdict(dict)
        self._of_style = {}
        for one in root.iter(f"{W}abstractNum") if root is not None else ():
            key = one.get(f"{W}abstractNumId")
            for level in one.iter(f"{W}lvl"):
                self._levels[key, int(level.get(f"{W}ilvl", "0"))] = (
                    value(level, f"{W}numFmt") or "decimal", value(level, f"{W}lvlText"), int(value(level, f"{W}start") or 1)
                )  # fmt: skip
        for one in root.iter(f"{W}num") if root is not None else ():
            self._lists[one.get(f"{W}numId")] = value(one, f"{W}abstractNumId")
        for one in styles.iter(f"{W}style") if styles is not None else ():
            if (found := one.find(f"{W}pPr/{W}numPr")) is not None:
                self._of_style[one.get(f"{W}styleId")] = found

    def next(self, paragraph):
        """The number of this paragraph, counted on; None where it has none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        found = own if own is not None else self._of_style.get(value(paragraph, f"{W}pPr/{W}pStyle"))
        if found is None:
            return None
        key, level = value(found, f"{W}numId"), int(value(found, f"{W}ilvl") or 0)
        which = self._lists.get(key)
        if which is None or (which, level) not in self._levels:
            return None
        counts = self._counts[which]
        counts[level] = counts.get(level, self._levels[which, level][2] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        places = [
            [self._levels[which, one][0], counts.get(one, self._levels[which, one][2])]
            for one in range(level + 1)
            if (which, one) in self._levels
        ]
        return [self._levels[which, level][1], places]


class WordReading:
    """A document while it is read: its blocks, and what of it is left out."""

    def __init__(self, package: WordPackage):
        self.blocks, self.dropped = [], defaultdict(list)
        self._numbering = Numbering(package.root("word/numbering.xml"), package.root("word/styles.xml"))
        body = package.root("word/document.xml").find(f"{W}body")
        if body is None:
            raise NotOpened("broken")
        self._read(body)
        for name in package.names:
            if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
                words = self._plain(package.root(name))
                if words:
                    self._drop("headers", words)

    def _drop(self, what: str, words: str = "") -> None:
        self.dropped[what].append(words[:MOST_QUOTED])

    @staticmethod
    def _plain(element) -> str:
        return "".join(one.text or "" for one in element.iter(f"{W}t")).strip()

    def _read(self, parent) -> None:
        for one in parent:
            match local(one):
                case "p":
                    self._add(one)
                case "tbl":
                    self._table(one)
                case "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo":
                    self._read(one)
                case "del" | "moveFrom":
                    self._gone(one)

    def _add(self, paragraph) -> None:
        words: list[str] = []
        number = self._numbering.next(paragraph)
        self._walk(paragraph, words)
        self.blocks.append({"text": "".join(words), "number": number})
        if len(self.blocks) > MOST_PARAGRAPHS:
            raise NotOpened("large")

    def _gone(self, element) -> None:
        words = "".join(one.text or "" for one in element.iter(f"{W}delText", f"{W}t"))
        if words.strip():
            self._drop("deletions", words)

    def _walk(self, element, words: list[str]) -> None:
        for one in element:
            name = local(one)
            if name in SILENT:
                continue
            if name == "t":
                words.append(one.text or "")
            elif name in {"tab", "ptab"}:
                words.append("\u3000")
            elif name == "br" and one.get(f"{W}type") not in {"page", "column"} or name == "cr":
                words.append("\n")
            elif name == "noBreakHyphen":
                words.append("-")
            elif name in {"del", "moveFrom"}:
                self._gone(one)
            elif name in {"drawing", "pict"} or one.tag == f"{MC}AlternateContent":
                boxes = list(one.iter(f"{W}txbxContent"))
                self._drop("boxes" if boxes else "pictures", self._plain(boxes[0]) if boxes else "")
            elif name in DROPPED:
                self._drop(DROPPED[name])
            elif name == "r" and one.find(f"{W}rPr/{W}vanish") is not None:
                if hidden := self._plain(one):
                    self._drop("hidden", hidden)
            else:
                if name in {"ins", "moveTo"}:
                    self._drop("insertions", self._plain(one))
                self._walk(one, words)

    def _table(self, table) -> None:
        rows = []
        for row in table.iter(f"{W}tr"):
            cells: list[str] = []
            for cell in row.iter(f"{W}tc"):
                said = []
                for paragraph in cell.iter(f"{W}p"):
                    words: list[str] = []
                    self._walk(paragraph, words)
                    said.append("".join(words).strip())
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                cells.append("" if goes_on else "\u3000".join(filter(None, said)))
                cells += [""] * (int(value(cell, f"{W}tcPr/{W}gridSpan") or 1) - 1)
            rows.append(cells)
            if len(rows) > MOST_PARAGRAPHS:
                raise NotOpened("large")
        self.blocks.append({"rows": rows})


def answer(given: bytes) -> dict:
    """What the process answers."""
    try:
        read = WordReading(WordPackage(given))
        if not any(one.get("rows") or one["text"].strip() for one in read.blocks):
            raise NotOpened("no text")
        return {"blocks": read.blocks, "dropped": read.dropped}
    except NotOpened as why:
        return {"problem": str(why)}
    except Exception:
        # Whatever a library stumbles over in a file from outside, the file is not to be relied on.
        return {"problem": "broken"}


if __name__ == "__main__":
    runpy.run_path(str(LIMITS))["limit"]()
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)
