"""A part of a package as XML: each paragraph, cell or property one passage, however many runs and elements its text is cut into.

Nothing is known of the format but which elements hold a paragraph together, so that no place is missed: text of
headers, comments, deletions, fields, text boxes, charts and properties is found as any other, and so are attributes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from passages import Edit, Read

_TOGETHER = {"p", "h", "si", "is", "comment", "definedName", "text", "TextObject", "c", "cell"}
"Elements whose text belongs together, though it is cut into runs."
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "line-break": "\n", "s": " ", "noBreakHyphen": "-"}
_DELETED, _INSERTED = {"del", "moveFrom", "deletion"}, {"ins", "moveTo", "insertion"}
_FIELD = "instrText"
_TRACES = _DELETED | _INSERTED
_HAN_OR_MAIL = re.compile("[\u3400-\u9fff@]|%40")
_NUMBER = re.compile(r"[0-9０-９](?:[\s\-]?[0-9０-９]){6,}")
_NAMING = {
    "name",
    "title",
    "descr",
    "alt",
    "author",
    "Target",
    "href",
    "tooltip",
    "content",
    "v",
    "val",
    "value",
    "userName",
    "displayName",
    "instr",
}
"Attributes that hold words or numbers for people; of others only those with Chinese or an @ are looked at."
_SHORTEST = 4
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_blank_text": False,
}


@dataclass
class TextRun:
    """A stretch of text in an element: its text, its tail or an attribute; signs that stand for elements have none."""

    text: str
    element: etree._Element | None = None
    at: str = "text"
    is_deleted: bool = False
    is_inserted: bool = False

    def put(self, text: str) -> None:
        """Change it in the tree."""
        self.text = text
        if self.element is None:
            return
        if self.at == "text":
            self.element.text = text
        elif self.at == "tail":
            self.element.tail = text
        else:
            self.element.set(self.at, text)


def parsed(content: bytes) -> etree._Element | None:
    """The part's root; None when it is no XML that can be read."""
    try:
        return etree.fromstring(content, etree.XMLParser(**_PARSER))
    except (etree.XMLSyntaxError, ValueError):
        return None


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def read_part(read: Read, root: etree._Element, where: str, labels: dict | None = None) -> None:
    """Add everything that a part says."""
    labels = labels or labels_of_tables(root)
    for owner, pieces in _passages(root):
        add(read, where, [one for one in pieces if not one.is_deleted], labels.get(owner))
        if any(one.is_deleted for one in pieces):
            before = "".join(one.text for one in pieces if not one.is_inserted)
            read.add(f"{where}（修订前的文字）", before, labels=labels.get(owner))
    read_attributes(read, root, where)
    for element in root.iter():
        if local(element) in _TRACES:
            read.note("traces", where, "修订")
        elif element.tag is etree.Comment:
            read.add(f"{where}（注释）", element.text or "", edit=editing([TextRun(element.text or "", element)]))


def labels_of_tables(root: etree._Element) -> dict[etree._Element, list[str]]:
    """What stands beside and over each paragraph of a table's cells, and in the line before a paragraph that ends with ：."""
    found: dict[etree._Element, list[str]] = {}
    for table in root.iter():
        if local(table) not in {"tbl", "table"}:
            continue
        rows = [[cell for cell in row if local(cell) in _CELLS] for row in table.iter() if local(row) in _ROWS]
        told = [[_said(cell) for cell in row] for row in rows]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                over = told[0][column] if number and column < len(told[0]) else ""
                beside = told[number][column - 1] if column else ""
                for paragraph in cell.iter():
                    found[paragraph] = [beside, over]
    last = ""
    for element in root.iter():
        if local(element) == "p" and element not in found:
            if last.endswith(("：", ":")):
                found[element] = [last]
            last = _said(element)
    return found


_ROWS, _CELLS = {"tr", "table-row"}, {"tc", "table-cell"}
_LONGEST_LABEL = 30


def _said(element: etree._Element) -> str:
    """The words of a cell or paragraph, if they are short enough for a label."""
    words = "".join(element.itertext()).strip()
    return words if len(words) <= _LONGEST_LABEL else ""


def without_deletions(root: etree._Element) -> None:
    """Take out what tracked changes deleted, and the names of those who changed and commented."""
    for element in list(root.iter()):
        if local(element) in _DELETED and element.getparent() is not None and len(element):
            parent, tail = element.getparent(), element.tail
            if tail and not tail.isspace():
                before = element.getprevious()
                if before is not None:
                    before.tail = (before.tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
            parent.remove(element)
        for name in element.attrib if isinstance(element.tag, str) else ():
            if name.rpartition("}")[2] in {
                "author",
                "initials",
                "userName",
                "userId",
                "displayName",
                "providerId",
                "lastEditedBy",
            }:
                element.set(name, _NOBODY)


_NOBODY = "作者"


def add(read: Read, where: str, pieces: list[TextRun], labels: list[str] | None = None) -> None:
    """Add one passage made of pieces."""
    read.add(where, "".join(one.text for one in pieces), labels=labels, edit=editing(pieces))


def editing(pieces: list[TextRun]) -> Edit:
    """The editor of a passage: the new text goes into the first piece concerned, the rest of the quote is taken out."""

    def edit(start: int, end: int, text: str) -> None:
        place = 0
        for one in list(pieces):
            first, last = max(start - place, 0), min(end - place, len(one.text))
            place += len(one.text)
            if first < last:
                one.put(one.text[:first] + text + one.text[last:])
                text = ""

    return edit


def _passages(root: etree._Element) -> Iterator[tuple[etree._Element, list[TextRun]]]:
    """The pieces of each passage, with the element that holds them together; fields (instrText) apart."""
    found: list[tuple[etree._Element, list[TextRun]]] = []
    fields: dict[int, list[TextRun]] = {}

    def alone(element: etree._Element) -> list[TextRun]:
        found.append((element, []))
        return found[-1][1]

    def walk(element: etree._Element, group: list[TextRun] | None, deleted: bool, inserted: bool) -> None:
        name = local(element)
        if not name:
            return
        deleted, inserted = deleted or name in _DELETED, inserted or name in _INSERTED
        if name in _BREAKS and group is not None and not element.text:
            group.append(TextRun(_BREAKS[name], None, "", deleted, inserted))
        if name in _TOGETHER:
            group = alone(element)
        if _says(element.text, name):
            if name == _FIELD and group is not None:
                pieces = fields.setdefault(id(group), [])
            else:
                pieces = alone(element) if group is None else group
            pieces.append(TextRun(element.text, element, "text", deleted, inserted))
        for child in element:
            walk(child, group, deleted, inserted)
            if _says(child.tail):
                (alone(element) if group is None else group).append(
                    TextRun(child.tail, child, "tail", deleted, inserted)
                )

    walk(root, None, False, False)
    yield from ((element, pieces) for element, pieces in found if pieces)
    yield from ((root, pieces) for pieces in fields.values())


def _says(text: str | None, name: str = "") -> bool:
    """Whether it is text; blanks that only lay out the XML are none, but those of a run are."""
    return bool(text) and (name in {"t", "delText", "TextCode"} or not text.isspace())


def read_attributes(read: Read, root: etree._Element, where: str) -> None:
    """Add the attributes of a part that hold words, numbers or addresses for people."""
    told = ((one, name, value) for one in root.iter() if isinstance(one.tag, str) for name, value in one.attrib.items())
    for element, name, value in told:
        short = name.rpartition("}")[2]
        if len(value) < _SHORTEST:
            continue
        if (
            _HAN_OR_MAIL.search(value)
            or (short in _NAMING and _NUMBER.search(value))
            or value.startswith(("tel:", "mailto:"))
        ):
            read.add(f"{where}（属性）", value, edit=editing([TextRun(value, element, name)]))
