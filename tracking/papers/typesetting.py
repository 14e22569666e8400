"""Laying a layout out as a Word template (Word 模板): its words stay Jinja templates, which docxtpl fills in.

The recipe is that of research for LibreOffice and Word alike: an exact pitch of 580 twips makes 22 lines a page, and characters
set closer by a quarter of a point make 28 a line.
"""

import io
import re
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from tracking.papers.layout import (
    Break,
    Document,
    FormGrid,
    FormSheet,
    Layout,
    Letter,
    Listing,
    Overprint,
    SignedBy,
    Text,
    Words,
)

BODY, TITLE, HEADING = "仿宋_GB2312", "方正小标宋简体", "黑体"
RED = RGBColor(0xD7, 0x00, 0x0F)
PITCH = Twips(580)
ALIGNS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def element(name: str, **attributes: Any) -> Any:
    """An element of WordprocessingML with attributes of its own namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def build_template(layout: Layout) -> bytes:
    """The Word template of a layout; the same layout gives the same bytes."""
    writer = _Writer()
    match layout:
        case Letter():
            writer.letter(layout)
        case Document():
            writer.document(layout)
        case FormSheet():
            writer.sheet(layout)
        case Overprint():
            raise TypeError("what is printed onto a sheet has no Word template")
    return writer.saved()


class _Writer:
    """One template being laid out."""

    def __init__(self) -> None:
        self.docx = docx.Document()
        style = self.docx.styles["Normal"]
        style.font.size = Pt(16)
        self._face(style.element.get_or_add_rPr(), BODY)
        form = style.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
        form.space_before = form.space_after = Pt(0)
        self.section = self.docx.sections[0]

    @staticmethod
    def _face(properties: Any, family: str) -> None:
        fonts = properties.find(qn("w:rFonts"))
        if fonts is None:
            fonts = element("rFonts")
            properties.insert(0, fonts)
        for key in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{key}"), family)

    def page(self, top: float, left: float, right: float, bottom: float, landscape: bool = False) -> None:
        section = self.section
        width, height = (297, 210) if landscape else (210, 297)
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.left_margin = Mm(top), Mm(left)
        section.right_margin, section.bottom_margin = Mm(right), Mm(bottom)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = element("docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "580")
        self.width = width - left - right

    def line(self, words: str = "", *, align: str = "left", size: float = 0, family: str = "", indent: float = 0,
             red: bool = False, at: Any = None) -> Any:  # fmt: skip
        paragraph = at if at is not None else self.docx.add_paragraph()
        paragraph.alignment = ALIGNS[align]
        paragraph.paragraph_format.first_line_indent = Pt(indent) if indent else None
        properties = paragraph._p.get_or_add_pPr()
        properties.append(element("snapToGrid", val=0))
        for number, part in enumerate(words.split("\n")):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(part)
            if size:
                run.font.size = Pt(size)
            if family:
                self._face(run._r.get_or_add_rPr(), family)
            if red:
                run.font.color.rgb = RED
            if not size or size == 16:
                run._r.get_or_add_rPr().append(element("spacing", val=-5))
        return paragraph

    def tag(self, words: str) -> None:
        """A paragraph that docxtpl takes out: a loop or a condition around whole paragraphs."""
        self.line("{%p " + words + " %}")

    def blocks(self, blocks: Any) -> None:
        for one in blocks:
            match one:
                case Text():
                    self.text(one)
                case Words():
                    self.words(one)
                case Listing():
                    self.table(one)
                case FormGrid():
                    self.grid(one)
                case SignedBy():
                    self.line()
                    self.tag(f"for one in {one.organs}")
                    self.line("{{ one }}", align="right").paragraph_format.right_indent = Pt(64)
                    self.tag("endfor")
                    self.line(one.date, align="right").paragraph_format.right_indent = Pt(64)
                case Break():
                    self.docx.add_page_break()

    def text(self, one: Text) -> None:
        indent = 31.6 if one.indent and one.align in {"left", "justify"} else 0
        family = HEADING if one.bold else ""
        self.line(one.words, align=one.align, indent=indent, family=family, size=12 if one.small else 0)

    def words(self, one: Words) -> None:
        self.tag(f"for block in {one.field}")
        self.tag("if block.rows is defined")
        table = self.docx.add_table(rows=3, cols=3)
        table.style = "Table Grid"
        for row, words in enumerate(("{%tr for row in block.rows %}", "", "{%tr endfor %}")):
            if words:
                self.line(words, at=table.cell(row, 0).paragraphs[0])
        for column, words in enumerate(("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")):
            self.line(words, at=table.cell(1, column).paragraphs[0], size=12)
        self.tag("else")
        self.line("{{ block.text }}", align="justify", indent=31.6)
        self.tag("endif")
        self.tag("endfor")

    def _widths(self, table: Any, shares: Any) -> None:
        total = sum(shares)
        table.autofit = False
        for column, share in zip(table.columns, shares, strict=True):
            for cell in column.cells:
                cell.width = Mm(self.width * share / total)

    def table(self, one: Listing) -> None:
        table = self.docx.add_table(rows=4, cols=len(one.columns))
        table.style = "Table Grid"
        table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
        self.line(f"{{%tr for row in {one.field} %}}", at=table.cell(1, 0).paragraphs[0])
        self.line("{%tr endfor %}", at=table.cell(3, 0).paragraphs[0])
        for number, column in enumerate(one.columns):
            self.line(column.head, at=table.cell(0, number).paragraphs[0], size=12, family=HEADING, align="center")
            self.line(column.words, at=table.cell(2, number).paragraphs[0], size=12, align=column.align)
        self._loose(table)
        self._widths(table, [column.width for column in one.columns])

    def grid(self, one: FormGrid) -> None:
        table = self.docx.add_table(rows=len(one.rows), cols=len(one.widths))
        table.style = "Table Grid"
        self._widths(table, one.widths)
        for number, row in enumerate(one.rows):
            table.rows[number].height = Mm(row.height)
            place = 0
            for cell in row.cells:
                found = table.cell(number, place)
                if cell.span > 1:
                    found = found.merge(table.cell(number, place + cell.span - 1))
                align = "center" if cell.is_label else cell.align
                self.line(
                    cell.words, at=found.paragraphs[0], size=12, family=HEADING if cell.is_label else "", align=align
                )
                if cell.sign:
                    self.line(cell.sign, at=found.add_paragraph(), size=12, align="right")
                place += cell.span
        self._loose(table)

    def _loose(self, table: Any) -> None:
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
                    paragraph.paragraph_format.line_spacing = 1.1

    def letter(self, one: Letter) -> None:
        self.page(37, 28, 26, 35)
        self.line(one.organ, align="center", size=30, family=TITLE, red=True)
        self.line(one.number, align="right")
        if one.marks:
            self.line("　".join(one.marks), size=14, family=HEADING)
        self._titled(one)
        self._closed(one)

    def document(self, one: Document) -> None:
        self.page(37, 28, 26, 35)
        for _blank in range(3):
            self.line()
        self.line(one.organ, align="center", size=36, family=TITLE, red=True)
        self.line(one.number, align="center")
        self._titled(one)
        self._closed(one)
        self.line(one.issued_by + "　　" + one.issued_on, size=14)
        self.blocks(one.annexes)

    def _titled(self, one: Letter | Document) -> None:
        self.line()
        self.line(one.title, align="center", size=22, family=TITLE)
        self.line()
        if one.to:
            self.line(one.to)
        self.blocks(one.blocks)

    def _closed(self, one: Letter | Document) -> None:
        if one.contact:
            self.line(f"（{one.contact}）", indent=31.6)
        if one.copies:
            self.line()
            self.line(one.copies, size=14)

    def sheet(self, one: FormSheet) -> None:
        self.page(25, 22, 22, 20, one.landscape)
        self.line(one.title, align="center", size=22, family=TITLE)
        if one.above:
            self.line(one.above, size=14)
        self.blocks(one.blocks)

    def saved(self) -> bytes:
        first = self.docx.element.body[0]
        if first.tag == qn("w:p") and not "".join(first.itertext()) and not first.findall(f".//{qn('w:br')}"):
            self.docx.element.body.remove(first)
        properties = self.docx.core_properties
        properties.author = properties.comments = properties.title = ""
        file = io.BytesIO()
        self.docx.save(file)
        return _steady(file.getvalue())


def _steady(data: bytes) -> bytes:
    """The same package with no times in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            content = given.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
