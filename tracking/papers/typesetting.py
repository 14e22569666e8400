"""Laying a layout out as a Word template (Word 模板): its words stay Jinja templates, which docxtpl fills in.

The recipe is that of research for LibreOffice and Word alike: an exact pitch of 580 twips makes 22 lines a page, and characters
set closer by a quarter of a point make 28 a line.
"""

import io
import re
import zipfile
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from tracking.papers.layout import (
    AnnexTitle,
    Break,
    Document,
    FormGrid,
    FormRow,
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
ACROSS = (25, 22, 22, 20)
"The margins of an annex that lies across: top, left, right, bottom."
SKIPS_EMPTY = "空列不印"
"What a table's description says whose empty columns are taken out once it is filled in (`word.write_word`)."
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
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.top_margin, section.left_margin = Mm(top), Mm(left)
        section.right_margin, section.bottom_margin = Mm(right), Mm(bottom)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = element("docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "580")
        self.width = width - left - right
        self.margins = top, left, right, bottom

    def begin(self, landscape: bool) -> None:
        """A new page, upright as the first one or across; only one of another shape is a section of its own."""
        is_across = self.section.orientation == WD_ORIENT.LANDSCAPE
        if landscape == is_across:
            self.docx.add_page_break()
            return
        upright = self.upright if is_across else self.margins
        self.section = self.docx.add_section(WD_SECTION.NEW_PAGE)
        self.upright = upright
        self.page(*(ACROSS if landscape else upright), landscape)

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
                case AnnexTitle():
                    self.line(one.words, align="center", size=22, family=TITLE)
                    self.line()
                case Break():
                    self.begin(one.landscape)

    def text(self, one: Text) -> None:
        indent = 31.6 if one.indent and one.align in {"left", "justify"} else 0
        family = HEADING if one.bold else ""
        if one.small:
            self.note(one.words, align=one.align, indent=indent, family=family)
        else:
            self.line(one.words, align=one.align, indent=indent, family=family)

    def note(self, words: str, **looks: Any) -> None:
        """A paragraph in 小四号, its lines as close as the type needs."""
        form = self.line(words, size=12, **looks).paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.line_spacing, form.space_before, form.space_after = 1.1, Pt(4), Pt(4)

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
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        margins = element("tblCellMar")
        for side, room in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
            margins.append(element(side, w=room, type="dxa"))
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(self.width * share / total)
            for cell in column.cells:
                cell.width = column.width
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER

    def table(self, one: Listing) -> None:
        table = self.docx.add_table(rows=4, cols=len(one.columns))
        table.style = "Table Grid"
        table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
        table.rows[2]._tr.get_or_add_trPr().append(element("cantSplit"))
        self.line(f"{{%tr for row in {one.field} %}}", at=table.cell(1, 0).paragraphs[0])
        self.line("{%tr endfor %}", at=table.cell(3, 0).paragraphs[0])
        for number, column in enumerate(one.columns):
            head, body = (table.cell(row, number).paragraphs[0] for row in (0, 2))
            self.line(column.head, at=head, size=one.size, family=HEADING, align="center")
            self.line(column.words, at=body, size=one.size, align=column.align)
        self._loose(table)
        self._widths(table, [column.width for column in one.columns])
        if one.skips_empty:
            table._tbl.tblPr.append(element("tblDescription", val=SKIPS_EMPTY))

    def grid(self, one: FormGrid) -> None:
        """A form; a row with room to sign is two in Word, so that the line to sign on stands at the foot of the room."""
        table = self.docx.add_table(rows=sum(1 + _has_room(row) for row in one.rows), cols=len(one.widths))
        table.style = "Table Grid"
        self._widths(table, one.widths)
        number = 0
        for row in one.rows:
            foot = number + _has_room(row)
            table.rows[number].height = Mm(row.height - 8 * _has_room(row))
            if _has_room(row):
                table.rows[foot].height = Mm(8)
            place = 0
            for cell in row.cells:
                last = place + cell.span - 1
                if cell.sign:
                    words = table.cell(number, place).merge(table.cell(number, last))
                    sign = table.cell(foot, place).merge(table.cell(foot, last))
                    words.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
                    _open(words, "bottom")
                    _open(sign, "top")
                    self.line(cell.sign, at=sign.paragraphs[0], size=12, align="right")
                else:
                    words = table.cell(number, place).merge(table.cell(foot, last))
                align, family = ("center", HEADING) if cell.is_label else (cell.align, "")
                self.line(cell.words, at=words.paragraphs[0], size=12, family=family, align=align)
                place += cell.span
            number = foot + 1
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
        if isinstance(one, Letter):
            self.blocks(one.annexes)

    def sheet(self, one: FormSheet) -> None:
        self.page(18, 22, 22, 20, one.landscape)
        if one.copies:
            self.tag(f"for copy in {one.copies}")
        self._titled_with_code(one.title)
        if one.above:
            self.note(one.above)
        self.blocks(one.blocks)
        if one.copies:
            self.tag("if not loop.last")
            self.docx.add_page_break()
            self.tag("endif")
            self.tag("endfor")

    def _titled_with_code(self, title: str) -> None:
        """The title of a form, and the QR code at its right where there is one."""
        self.tag("if code")
        table = self.docx.add_table(rows=1, cols=3)
        self._widths(table, (22, self.width - 44, 22))
        self.line(title, at=table.cell(0, 1).paragraphs[0], align="center", size=20, family=TITLE)
        self.line("{{ code }}", at=table.cell(0, 2).paragraphs[0], align="right")
        self._loose(table)
        self.tag("else")
        self.line(title, align="center", size=20, family=TITLE)
        self.tag("endif")

    def saved(self) -> bytes:
        first = self.docx.element.body[0]
        if first.tag == qn("w:p") and not "".join(first.itertext()) and not first.findall(f".//{qn('w:br')}"):
            self.docx.element.body.remove(first)
        properties = self.docx.core_properties
        properties.author = properties.comments = properties.title = ""
        file = io.BytesIO()
        self.docx.save(file)
        return _steady(file.getvalue())


def _has_room(row: FormRow) -> bool:
    """Whether a cell of this row is room to write with a line to sign on."""
    return any(cell.sign for cell in row.cells)


def _open(cell: Any, side: str) -> None:
    """Take a cell's border off at one side."""
    borders = element("tcBorders")
    borders.append(element(side, val="nil"))
    cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign", "w:hideMark")


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
