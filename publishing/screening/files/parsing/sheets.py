"""The cells of a workbook (.xlsx) as passages: each text once, with the cells where it stands, its column's head and its row's."""

import re
from decimal import Decimal, InvalidOperation
from posixpath import dirname, join, normpath

from lxml import etree
from passages import Edit, Read
from xml_parts import TextRun, editing, local, parsed, read_attributes

_COLUMN = re.compile("[A-Z]+")
_DIGIT = re.compile(r"\d")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
"What a format of numbers prints as it stands."
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|$)")
_FEWEST_FIGURES = 3
_MOST_NAMED, _LONGEST_LABEL = 3, 20


class Sheets:
    """The worksheets of a package, with the shared texts that their cells refer to."""

    def __init__(self, roots: dict[str, etree._Element]):
        self._roots = roots
        shared = roots.get("xl/sharedstrings.xml")
        self._texts = list(shared.iterchildren("{*}si")) if shared is not None else []
        self._said = ["".join(one.text for one in _pieces(text)) for text in self._texts]

    @property
    def parts(self) -> set[str]:
        """The parts that are read as cells, so that they need not be walked through."""
        return {path for _name, path in self._named()} | ({"xl/sharedstrings.xml"} if self._texts else set())

    def _named(self) -> list[tuple[str, str]]:
        book, rels = self._roots.get("xl/workbook.xml"), self._roots.get("xl/_rels/workbook.xml.rels")
        if book is None or rels is None:
            return []
        targets = {one.get("Id"): one.get("Target", "") for one in rels if isinstance(one.tag, str)}
        found = []
        for sheet in book.iter():
            if local(sheet) != "sheet":
                continue
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join(dirname("xl/workbook.xml"), target))
            hidden = "" if sheet.get("state", "visible") == "visible" else "隐藏的"
            if path.lower() in self._roots:
                found.append((f"{hidden}工作表“{sheet.get('name', '')}”", path.lower()))
        return found

    def read(self, read: Read, where: str) -> None:
        """Add every cell's text, every shared text that no cell shows, and what sheets say outside their cells."""
        used: dict[int, list[tuple[str, list[str]]]] = {}
        if _shows_more(self._roots.get("xl/styles.xml")):
            read.note("hidden", f"{where}工作簿（数字格式）")
        for name, path in self._named():
            name, root = f"{where}{name}", self._roots[path]
            heads: dict[str, str] = {}
            row, beside = "", ""
            for cell in root.iter("{*}c"):
                text, shared = self._told(cell)
                place = cell.get("r", "")
                column = (_COLUMN.match(place) or [""])[0]
                if place[len(column) :] != row:
                    row, beside = place[len(column) :], ""
                labels = [beside, heads.get(column, "")]
                is_words = 0 < len(text) < _LONGEST_LABEL and not _DIGIT.search(text)
                if is_words and column not in heads:
                    heads[column] = text
                beside = text if is_words else ""
                if shared is not None:
                    used.setdefault(shared, []).append((f"{name}{place}", labels))
                elif text:
                    read.add(f"{name}{place}", text, labels=labels, edit=_edit_cell(cell, text))
                formula = next(cell.iterchildren("{*}f"), None)
                if formula is not None and formula.text:
                    read.add(f"{name}{place}（公式）", formula.text, edit=editing([TextRun(formula.text, formula)]))
            read_attributes(read, root, name)
            for one in root.iter(*(f"{{*}}{tag}" for tag in _OUTSIDE)):
                if one.text:
                    read.add(f"{name}（{_OUTSIDE[local(one)]}）", one.text, edit=editing([TextRun(one.text, one)]))
        for number, element in enumerate(self._texts):
            places = used.get(number, [])
            told = "、".join(place for place, _labels in places[:_MOST_NAMED]) or f"{where}工作簿里没有显示的文字"
            told += f"等{len(places)}处" if len(places) > _MOST_NAMED else ""
            labels = list(dict.fromkeys(label for _place, around in places[:_MOST_NAMED] for label in around if label))
            read.add(told, self._said[number], labels=labels, edit=editing(_pieces(element)))

    def _told(self, cell: etree._Element) -> tuple[str, int | None]:
        """A cell's text, and the number of the shared text that it shows."""
        value = next(cell.iterchildren("{*}v"), None)
        text = (value.text or "") if value is not None else ""
        if cell.get("t") == "s" and text.strip().isdigit():
            number = int(text)
            if number < len(self._texts):
                return self._said[number], number
            return "", None
        if cell.get("t") == "inlineStr":
            return "".join(one.text for one in _pieces(cell)), None
        return (_plain_number(text) if cell.get("t", "n") == "n" else text), None


def _shows_more(styles: etree._Element | None) -> bool:
    """Whether a format of numbers brings figures of its own, so that cells show others than they hold (a year apart)."""
    told = [one.get("formatCode", "") for one in styles.iter("{*}numFmt")] if styles is not None else []
    said = ("".join("".join(one) for one in _LITERAL.findall(code)) for code in told)
    return any(len(re.sub(r"\D", "", _YEAR.sub("", one))) >= _FEWEST_FIGURES for one in said)


_OUTSIDE = {
    **dict.fromkeys("oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter".split(), "页眉页脚"),
    **dict.fromkeys("formula1 formula2".split(), "数据验证"),
}


def _pieces(element: etree._Element) -> list[TextRun]:
    return [TextRun(one.text, one) for one in element.iter("{*}t") if one.text and local(one.getparent()) != "rPh"]


def _plain_number(text: str) -> str:
    """A number as a person reads it: 1.3812345678E10 is 13812345678."""
    if "E" not in text.upper():
        return text.removesuffix(".0")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return f"{value:f}" if abs(value.adjusted()) < 25 else text


def _edit_cell(cell: etree._Element, text: str) -> Edit:
    """The editor of a cell with a value of its own: it becomes a text, and its formula goes."""
    told = [text]

    def edit(start: int, end: int, instead: str) -> None:
        told[0] = told[0][:start] + instead + told[0][end:]
        space = cell.tag.rpartition("}")[0] + "}" if "}" in cell.tag else ""
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{space}is"), f"{space}t").text = told[0]

    return edit


def roots_of(parts: list[tuple[str, bytes]]) -> dict[str, etree._Element]:
    """The parts that are XML, by their names without capitals; of twins, the last."""
    return {name.lower(): root for name, content in parts if (root := parsed(content)) is not None}
