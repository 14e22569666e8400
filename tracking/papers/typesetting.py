"""Laying a layout out as a Word template (Word 模板): its words stay Jinja templates, which docxtpl fills in.

The same recipe serves Word and LibreOffice: an exact pitch of 580 twips makes 22 lines a page, and characters set closer by a
quarter of a point make 28 a line. Both stand the words of an exact line on four fifths of its height, 3.2 mm lower than the top
of 三号 type would have them; the upper margin is smaller by that, so that a ruler finds the standard's 37 mm. There
is no grid (文档网格): exact lines need none, and LibreOffice moves the text of a page that is no whole number of lines high.
"""

import io
import re
import zipfile
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
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
from tracking.papers.lines import DOCUMENT_MARK, LETTER_MARK, MOST_COPIES

BODY, TITLE, HEADING, SECOND, NUMBER = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
OTHER_NAMES = {BODY: "仿宋", TITLE: "方正小标宋_GBK", SECOND: "楷体", HEADING: "SimHei", NUMBER: "SimSun"}
"What programs look for where a type is not installed under the first name."
RED = RGBColor(0xD7, 0x00, 0x0F)
PITCH = Twips(580)
ACROSS = (25, 22, 22, 20)
"The margins of an annex that lies across: top, left, right, bottom."
SKIPS_EMPTY = "空列不印"
"What a table's description says whose empty columns are taken out once it is filled in (`word.write_word`)."
OPTIONAL = "空则省略"
"The style of paragraphs that are left out where their words come out empty (`word.write_word`)."
ADVANCE = 15.75
"Points from one character of 三号 to the next."
INK, BELOW_INK = 0.85, 0.12
"How far the ink of Han type goes above and below its baseline, as shares of its size."
SHORT_END = 84
"Characters of a last paragraph that goes over to the next page with the signature, rather than leave it alone there."
IMPRINT = 24.0
"The height in points of a line of the imprint."
MARKS_PITCH = 17.0
"The height in points of the line of class and publicity above the mark."
STANDS = 0.8
"The share of an exact line's height that is above its baseline."
LOWER = 9.12
"Points by which an exact line of 29 pt stands lower than 三号 type at its top."
LETTER_TOP = 56.7
"Points from the page's top to a letter's head: 20 mm."
AFTER_SNAP = (
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:textAlignment",
    "w:outlineLvl",
    "w:rPr",
    "w:sectPr",
)
"What stands behind snapToGrid among a paragraph's properties."
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
        style.element.rPr.append(element("szCs", val=32))
        style.element.rPr.append(element("lang", val="zh-CN", eastAsia="zh-CN", bidi="bo-CN"))
        form = style.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
        form.space_before = form.space_after = Pt(0)
        form.widow_control = False
        properties = style.element.get_or_add_pPr()
        for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN"):
            properties.insert_element_before(element(name, val=0), "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
        optional = self.docx.styles.add_style(OPTIONAL, WD_STYLE_TYPE.PARAGRAPH)
        optional.base_style = style
        self.section = self.docx.sections[0]
        self.end: Any = None

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
        for grid in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(grid)
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
        self.section.different_first_page_header_footer = False
        self.section.footer_distance = Mm(5 if landscape else 15)
        self._end_section()
        self.upright = upright
        self.page(*(ACROSS if landscape else upright), landscape)

    def line(self, words: str = "", *, align: str = "left", size: float = 0, family: str = "", indent: float = 0,
             red: bool = False, at: Any = None, pitch: float = 0, optional: bool = False) -> Any:  # fmt: skip
        """A paragraph; `at` is one that is there already, `pitch` its exact height in points, `optional` leaves it out when empty."""
        paragraph = at if at is not None else self.docx.add_paragraph()
        if optional:
            paragraph.style = OPTIONAL
        paragraph.alignment = ALIGNS[align]
        paragraph.paragraph_format.first_line_indent = Pt(indent) if indent else None
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(element("snapToGrid", val=0), *AFTER_SNAP)
        if pitch:
            paragraph.paragraph_format.line_spacing = Twips(round(pitch * 20))
        for number, part in enumerate(words.split("\n")):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(part)
            self._typed(run, size, family, red)
        return paragraph

    def _typed(self, run: Any, size: float = 0, family: str = "", red: bool = False) -> None:
        properties = run._r.get_or_add_rPr()
        if family:
            self._face(properties, family)
        if red:
            run.font.color.rgb = RED
        if size:
            run.font.size = Pt(size)
            # Tibetan is a complex script, which has a size of its own.
            properties.insert_element_before(element("szCs", val=round(size * 2)), "w:highlight", "w:u", "w:lang")
        if not size or size == 16:
            properties.insert_element_before(
                element("spacing", val=-5), "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"
            )

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
                    self.signed(one)
                case AnnexTitle():
                    self.line(one.words, align="center", size=22, family=TITLE, pitch=36)
                    self.line()
                case Break():
                    self.begin(one.landscape)

    def signed(self, one: SignedBy) -> None:
        """Who it is from: one organ centred over the date, several in rows that leave room for their seals."""
        self.line().paragraph_format.keep_with_next = True
        self.tag(f"if {one.organs}|length == 1")
        organ = self.line(f"{{{{ {one.organs}[0] }}}}", align="center")
        organ.paragraph_format.left_indent = Pt(13.5 * ADVANCE)
        organ.paragraph_format.keep_with_next = True
        self.tag("else")
        table = self.docx.add_table(rows=6, cols=3)
        rows = ("{%tr for row in (" + one.organs + "|in_rows)[:-1] %}", "row", "{%tr endfor %}",
                "{%tr for row in (" + one.organs + "|in_rows)[-1:] %}", "row", "{%tr endfor %}")  # fmt: skip
        for number, words in enumerate(rows):
            if words != "row":
                self.line(words, at=table.cell(number, 0).paragraphs[0])
                continue
            for column, cell in enumerate(("{%tc for one in row %}", "{{ one }}", "{%tc endfor %}")):
                found = self.line(cell, at=table.cell(number, column).paragraphs[0], align="center")
                found.paragraph_format.keep_with_next = True
            table.rows[number].height = PITCH * (5 if number == 1 else 1)
        self._width(table)
        margins = element("tblCellMar")
        margins.extend(element(side, w=0, type="dxa") for side in ("left", "right"))
        table._tbl.tblPr.append(margins)
        self.tag("endif")
        date = self.line(one.date, align="right", optional=True)
        date.paragraph_format.right_indent = Pt(4 * ADVANCE)
        # The note below goes along: neither of them stands on a page alone.
        date.paragraph_format.keep_with_next = True

    def text(self, one: Text) -> None:
        indent = 2 * ADVANCE if one.indent and one.align in {"left", "justify"} else 0
        family = HEADING if one.bold else ""
        if one.small:
            self.note(one.words, align=one.align, indent=indent, family=family, optional=True)
        else:
            self.line(one.words, align=one.align, indent=indent, family=family, optional=True)

    def note(self, words: str, **looks: Any) -> None:
        """A paragraph in 小四号, its lines as close as the type needs."""
        form = self.line(words, size=12, **looks).paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.line_spacing, form.space_before, form.space_after = 1.1, Pt(4), Pt(4)

    def words(self, one: Words) -> None:
        self.tag(f"for block in {one.field}")
        self.tag("if block.rows is defined")
        table = self.docx.add_table(rows=4, cols=3)
        table.style = "Table Grid"
        table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
        for row, words in ((1, "{%tr for row in block.rows[1:] %}"), (3, "{%tr endfor %}")):
            self.line(words, at=table.cell(row, 0).paragraphs[0])
        for row, cells in ((0, "block.rows[0]"), (2, "row")):
            looped = ("{%tc for cell in " + cells + " %}", "{{ cell }}", "{%tc endfor %}")
            for column, words in enumerate(looped):
                family = HEADING if row == 0 else ""
                align = "left" if row else "center"
                self.line(words, at=table.cell(row, column).paragraphs[0], size=12, family=family, align=align)
        self._loose(table)
        self._width(table, 5.4)
        lines = {
            "elif block.flush": {"align": "justify"},
            "elif block.level == 1": {"align": "justify", "indent": 2 * ADVANCE, "family": HEADING},
            "elif block.level == 2": {"align": "justify", "indent": 2 * ADVANCE, "family": SECOND},
            f"elif loop.last and block.text|length <= {SHORT_END}": {"align": "justify", "indent": 2 * ADVANCE},
            "else": {"align": "justify", "indent": 2 * ADVANCE},
        }
        for condition, looks in lines.items():
            self.tag(condition)
            line = self.line("{{ block.text|trim }}", **looks)
            # No signature stands on a page without text; a long paragraph would take too much over to it.
            line.paragraph_format.keep_with_next = True if "last" in condition or "level" in condition else None
        self.tag("endif")
        self.tag("endfor")

    def _width(self, table: Any, inset: float = 0) -> None:
        """A table as wide as the text; `inset` is the room in points left and right in its cells."""
        properties = table._tbl.tblPr
        for old in [*properties.findall(qn("w:tblW")), *properties.findall(qn("w:tblInd"))]:
            properties.remove(old)
        properties.insert(1, element("tblW", w=round(self.width / 25.4 * 1440), type="dxa"))
        properties.insert(2, element("tblInd", w=round(inset * 20), type="dxa"))

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
        self._width(table, 5.4)
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

    def standard_page(self) -> None:
        """The page of the standard: 22 lines of 28 characters."""
        self.page(37 - LOWER / 72 * 25.4, 28, 26, 35)

    def _bordered(self, paragraph: Any, side: str, eighths: int, space: float = 0) -> None:
        """A red line above or below a paragraph; the space between is in points."""
        borders = element("pBdr")
        borders.append(element(side, val="single", sz=eighths, space=round(space), color=str(RED)))
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:overflowPunct", *("w:snapToGrid", *AFTER_SNAP)
        )

    def mark(self, organ: str, ladder: Any, where: Any, above: float) -> tuple[Any, ...]:
        """The red mark in the size that fits, `above` points of room over its type: a paragraph for each size of the ladder."""
        made = []
        for rung, (_most, size) in enumerate(ladder):
            self.line(f"{{%p {'elif' if rung else 'if'} mark_rung == {rung} %}}", at=where())
            pitch = (INK * size + above) / STANDS
            one = self.line(organ, at=where(), align="center", size=size, family=TITLE, red=True, pitch=pitch)
            made.append((one, size, pitch))
        self.line("{%p endif %}", at=where())
        return tuple(made)

    def page_numbers(self, section: Any) -> None:
        """“— 2 —” 7 mm below the text, one character from the outer edge: right on odd pages, left on even ones."""
        self.docx.settings.odd_and_even_pages_header_footer = True
        section.footer_distance = Mm(15)
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            paragraph = self.line("— ", at=footer.paragraphs[0], align=align, size=14, family=NUMBER, pitch=20)
            for kind in ("begin", None, "end"):
                run = paragraph.add_run()
                self._typed(run, 14, NUMBER)
                if kind:
                    run._r.append(element("fldChar", fldCharType=kind))
                else:
                    code = element("instrText")
                    code.text = "PAGE"
                    run._r.append(code)
            self._typed(run := paragraph.add_run(" —"), 14, NUMBER)
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
            paragraph.style = self.docx.styles["Normal"]
            self.line(at=footer.add_paragraph(), pitch=20.5)

    def letter(self, one: Letter) -> None:
        self.standard_page()
        section = self.section
        section.different_first_page_header_footer = True
        section.header_distance = Pt(LETTER_TOP)
        self.page_numbers(section)
        header = section.first_page_header
        header.is_linked_to_previous = False
        marks = self.line("{{ marks }}", at=header.paragraphs[0], align="right", family=HEADING, pitch=MARKS_PITCH)
        marks.style = self.docx.styles["Normal"]
        above = 30 / 25.4 * 72 - LETTER_TOP - MARKS_PITCH
        for mark, size, pitch in self.mark(one.organ, LETTER_MARK, header.add_paragraph, above):
            self._wide(mark)
            space = BELOW_INK * size + 4 / 25.4 * 72 - (1 - STANDS) * pitch
            self._bordered(mark, "bottom", 12, space)
        second = self._wide(self.line(at=header.add_paragraph(), size=1, pitch=1.7))
        self._bordered(second, "bottom", 4)
        footer = section.first_page_footer
        footer.is_linked_to_previous = False
        first = self._wide(self.line(at=footer.paragraphs[0], size=1, pitch=1.7))
        first.style = self.docx.styles["Normal"]
        self._bordered(first, "top", 4)
        self._bordered(self._wide(self.line(at=footer.add_paragraph(), size=1, pitch=14.2 + 1.5)), "top", 12)
        number = (16 * 7 / 8 + 14.08) / STANDS
        self.line("{% if draft %}（稿）{% else %}{{ number }}{% endif %}" if one.number == "{{ number }}" else one.number,
                  align="right", pitch=number)  # fmt: skip
        self._titled(one)
        self._closed(one)
        self._copied(one.copies)
        self.blocks(one.annexes)

    @staticmethod
    def _wide(paragraph: Any) -> Any:
        """A paragraph of the head or foot, 170 mm wide."""
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(-8), Mm(-6)
        return paragraph

    def document(self, one: Document) -> None:
        self.standard_page()
        self.page_numbers(self.section)
        self.line("{{ marks }}", family=HEADING)
        # The mark stands 35 mm below the text's top, which is `LOWER` points below the page's.
        above = 2.0
        for _blank in range(2):
            self.line(pitch=(35 / 25.4 * 72 + LOWER - 29 - above) / 2)
        self.mark(one.organ, DOCUMENT_MARK, self.docx.add_paragraph, above)
        self.line()
        self.line()
        number = self.line("{% if draft %}（稿）{% else %}{{ number }}{% endif %}", align="center")
        self._bordered(number, "bottom", 12, 4 / 25.4 * 72 + 1.92 - 5.8)
        self._titled(one, blank=24.5)
        self._closed(one)
        self.blocks(one.annexes)
        breaks = [part.landscape for part in one.annexes if isinstance(part, Break)]
        if breaks and breaks[-1]:
            self.begin(landscape=False)  # the imprint needs an upright page
        self._imprint(one)

    def _titled(self, one: Letter | Document, blank: float = 29) -> None:
        for _blank in range(2):
            self.line(pitch=blank)
        self.line(
            "{% filter in_lines %}" + one.title + "{% endfilter %}", align="center", size=22, family=TITLE, pitch=36
        )
        self.line()
        if one.to:
            self.line(one.to, optional=True)
        self.blocks(one.blocks)

    def _closed(self, one: Letter | Document) -> None:
        if one.contact:
            self.line("{% if " + one.contact.strip("{} ") + " %}（" + one.contact + "）{% endif %}"
                      if one.contact.startswith("{{") else f"（{one.contact}）", indent=2 * ADVANCE, optional=True)  # fmt: skip

    def _framed(self, paragraph: Any, **where: Any) -> None:
        """Take a paragraph out of the text to a place at the foot of the page."""
        frame = element("framePr", w=8845, hSpace=0, wrap="notBeside", hAnchor="margin", xAlign="left", **where)
        paragraph._p.get_or_add_pPr().insert_element_before(
            frame, "w:widowControl", "w:pBdr", "w:tabs", "w:overflowPunct", "w:snapToGrid", *AFTER_SNAP
        )
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)

    def _end(self) -> None:
        """The last paragraph of the main text, too low to be seen: what stands at its foot hangs on it."""
        self.end = self.line(size=1, pitch=1)

    def _copied(self, words: str) -> None:
        if not words:
            return
        self._framed(self.line(words, size=14, pitch=IMPRINT, optional=True), vAnchor="margin", yAlign="bottom")
        self._end()

    def _end_section(self) -> None:
        """The section ends with the main text's last paragraph, not with an empty line below it."""
        empty = self.docx.element.body[-2]
        if self.end is not None and self.end._p.getnext() is empty:
            self.end._p.get_or_add_pPr().append(empty.pPr.find(qn("w:sectPr")))
            self.docx.element.body.remove(empty)

    def _imprint(self, one: Document) -> None:
        """The imprint (版记) at the foot of the text's last page, between lines of 0.35 mm; its last line is the text's lower edge."""
        if one.copies:
            for count in range(1, MOST_COPIES + 1):
                # A frame of its own: in one frame LibreOffice knows no line between two rows.
                self.tag(f"{'elif' if count > 1 else 'if'} copies_lines == {count}")
                row = self.line(one.copies, size=14, pitch=IMPRINT)
                self._ruled(row, top=8)
                top = 262 / 25.4 * 1440 - (count + 1) * IMPRINT * 20
                self._framed(row, vAnchor="page", y=round(top), h=round(count * IMPRINT * 20), hRule="exact")
            self.tag("endif")
        last = self.line(f"{one.issued_by}\t{{% if not draft %}}{one.issued_on}{{% endif %}}", size=14, pitch=IMPRINT)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        self._ruled(last, top=6 if one.copies else 8, bottom=8)
        self._framed(last, vAnchor="margin", yAlign="bottom")
        self._end()

    @staticmethod
    def _ruled(paragraph: Any, **eighths: int) -> None:
        """Black lines above and below a paragraph, in eighths of a point."""
        borders = element("pBdr")
        borders.extend(element(side, val="single", sz=size, space=0, color="000000") for side, size in eighths.items())
        paragraph._p.pPr.insert_element_before(
            borders, "w:shd", "w:tabs", "w:overflowPunct", "w:snapToGrid", *AFTER_SNAP
        )

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
        self._name_fonts()
        file = io.BytesIO()
        self.docx.save(file)
        return _steady(file.getvalue())

    def _name_fonts(self) -> None:
        """Say in the table of fonts what to look for where a type is absent, and that all but 黑体 are serif."""
        part = next(one for one in self.docx.part.package.iter_parts() if one.partname == "/word/fontTable.xml")
        names = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
            f'<w:family w:val="{"swiss" if name == HEADING else "roman"}"/><w:pitch w:val="variable"/></w:font>'
            for name, other in OTHER_NAMES.items()
        )
        part._blob = part.blob.replace(b"</w:fonts>", names.encode() + b"</w:fonts>")


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
