"""The body of a piece for the platform's editor (正文): plain HTML of a few tags, and the same words as a Word file.

Neither has the title or 发文字号, which go into fields of their own. Both are made of the very blocks that the portal's
page prints, in the words that were signed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from publishing.frame import Block, FigureCard, FiguresContent, Picture, ReplyContent, SummaryContent

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from lxml import html as markup

TAGS = frozenset({"p", "h2", "h3", "table", "caption", "thead", "tbody", "tr", "th", "td", "strong"})
"All tags that 正文.html has: what platforms' editors keep when a text is put in."
_STRONG = frozenset({"b", "strong"})
_FONT, _HEADING_FONT = "仿宋", "黑体"
_WIDTH = 150
"Millimetres of a table."
_SIZE = 14
"Points of the body: 四号, the largest that platforms take."
HERE_A_PICTURE = "【此处插图："
Content = ReplyContent | SummaryContent | FiguresContent


# HTML --------------------------------------------------------------------------------------------
def as_html(content: Content) -> str:
    """The body as plain HTML, one block a line."""
    return "\n".join(_html(one) for one in blocks_of(content)) + "\n"


def blocks_of(content: Content) -> Iterator[Block]:
    """What a page prints of words, figures and tables below its title, in its order."""
    if isinstance(content, ReplyContent):
        yield from (Block("paragraph", line) for line in content.letter)
        if content.promise is not None:
            yield Block("heading", str(_("承诺事项")))
            yield from (Block("paragraph", line) for line in content.promise.text)
            if by := "，".join(filter(None, (content.promise.unit, _by_when(content.promise.due_on)))):
                yield Block("paragraph", f"{by}。")
        if content.outcome or content.outcomes:
            yield Block("heading", str(_("落实情况")))
            for one in content.outcomes:
                day = date_format(one.on, "Y年n月j日") if one.on else ""
                said = (day, one.unit, f"（{one.label}）：", "".join(one.text))
                yield Block("paragraph", "".join(said))
            yield from (Block("paragraph", line) for line in content.outcome)
    elif isinstance(content, SummaryContent):
        if content.cards:
            yield Block("figures", str(_("主要数据")), content.cards)
            yield from _counted_to(content.cards)
        yield from content.body
    else:
        for title, cards in content.sections:
            yield Block("heading", title)
            yield Block("figures", figures=cards)
        yield from _counted_to(tuple(card for _title, cards in content.sections for card in cards))
        yield from (Block("table", table=table) for table in content.tables)


def _by_when(on: date | None) -> str:
    return _("%(day)s前完成") % {"day": date_format(on, "Y年n月j日")} if on else ""


def _html(block: Block) -> SafeString:
    if block.grid is not None:
        return _table(block.grid.caption, block.grid.header, block.grid.rows)
    if block.table is not None:
        return _table(block.table.caption, block.table.header, ((label, *row) for label, row in block.table.rows))
    if block.picture is not None:
        return _place_of_picture(block.picture)
    if block.kind == "figures":
        return _figures(block.figures, block.text)
    if block.kind == "html":
        return mark_safe("\n".join(_rich(block.text)))  # noqa: S308 (made below of escaped words and known tags)
    tag = {"heading": "h2", "subheading": "h3"}.get(block.kind, "p")
    return format_html("<{}>{}</{}>", mark_safe(tag), block.text, mark_safe(tag))  # noqa: S308 (one of three tags)


def _place_of_picture(shown: Picture) -> SafeString:
    """Where a picture of 图片/ belongs, with its words: platforms take pictures by their own button."""
    caption = f"，图题：{shown.caption}" if shown.caption else ""
    return format_html("<p>{}{}{}】</p>", HERE_A_PICTURE, shown.alt, caption)


def is_place_of_picture(line: str) -> bool:
    """Whether a line only says where a picture belongs: on the platform the picture itself stands there."""
    return line.startswith(HERE_A_PICTURE)


def _counted_to(cards: Sequence[FigureCard]) -> Iterator[Block]:
    """The day up to which figures are counted, as the portal prints it beside them."""
    if days := {card.as_of for card in cards if card.as_of is not None}:
        yield Block(
            "paragraph", _("数据由办理台账逐件统计，截至%(day)s。") % {"day": date_format(max(days), "Y年n月j日")}
        )


def _figures(cards: Iterable[FigureCard], caption: str = "") -> SafeString:
    """Figures as a table: what each is called, its value, and how it is counted."""
    rows = ((card.label, f"{card.value}{card.unit}", card.definition) for card in cards)
    return _table(caption, (_("指标"), _("数值"), _("怎么算")), rows)


def _table(caption: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> SafeString:
    return format_html(
        "<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        format_html("<caption>{}</caption>", caption) if caption else "",
        format_html_join("", "<th>{}</th>", ((one,) for one in header)),
        format_html_join(
            "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in row)),) for row in rows)
        ),
    )


def _rich(text: str) -> Iterator[str]:
    """Rich text as paragraphs: emphasis stays, items of a list get their mark, links leave their words."""
    from lxml import html as markup

    for part in markup.fragments_fromstring(text):
        if isinstance(part, str):
            if part.strip():
                yield format_html("<p>{}</p>", part.strip())
            continue
        if part.tag in {"ul", "ol"}:
            for place, item in enumerate(part.iterchildren("li"), start=1):
                mark = f"{place}. " if part.tag == "ol" else "· "
                yield format_html("<p>{}{}</p>", mark, mark_safe(_inline(item)))  # noqa: S308 (escaped by _inline)
        elif (words := _inline(part)).strip():
            yield format_html("<p>{}</p>", mark_safe(words))  # noqa: S308 (escaped by _inline)


def _inline(element: markup.HtmlElement) -> str:
    """The words of an element; nothing of it but emphasis."""
    found = [format_html("{}", element.text or "")]
    for child in element:
        inside = mark_safe(_inline(child))  # noqa: S308 (escaped by this very function)
        found.append(format_html("<strong>{}</strong>", inside) if child.tag in _STRONG else inside)
        found.append(format_html("{}", child.tail or ""))
    return "".join(found)


# Word --------------------------------------------------------------------------------------------
def as_word(html: str, *, title: str, author: str) -> bytes:
    """The same body as a Word file (.docx) that its editor may copy from: 仿宋四号, headings, tables."""
    from docx import Document
    from docx.shared import Pt
    from lxml import html as markup

    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, author, ""
    _set_type(document.styles["Normal"], _FONT, _SIZE)
    for level in (1, 2):
        _set_type(document.styles[f"Heading {level}"], _HEADING_FONT, _SIZE)
    for element in markup.fragments_fromstring(html, no_leading_text=True):
        if element.tag == "table":
            _word_table(document, element)
        elif element.tag in {"h2", "h3"}:
            document.add_heading(element.text_content(), level=1 if element.tag == "h2" else 2)
        else:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Pt(2 * _SIZE)
            _runs(paragraph, element)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_type(style: Any, name: str, size: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _runs(paragraph: Paragraph, element: markup.HtmlElement, *, bold: bool = False) -> None:
    if element.text:
        paragraph.add_run(element.text).bold = bold or None
    for child in element:
        _runs(paragraph, child, bold=bold or child.tag == "strong")
        if child.tail:
            paragraph.add_run(child.tail).bold = bold or None


def _word_table(document: Any, element: markup.HtmlElement) -> None:
    from docx.shared import Mm

    caption = element.findtext("caption") or ""
    if caption:
        document.add_paragraph().add_run(caption).bold = True
    rows = [[cell.text_content() for cell in row] for row in element.iter("tr")]
    table = document.add_table(rows=len(rows), cols=max(len(row) for row in rows))
    table.style, table.autofit = "Table Grid", False
    longest = [max(len(row[at]) for row in rows if at < len(row)) for at in range(len(table.columns))]
    shares = [min(max(one, 4), 24) for one in longest]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(_WIDTH * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width
    for cells, row in zip(rows, table.rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=False):
            cell.text = words


def plain(html: str) -> str:
    """The words of the body, a line a paragraph or row: to be copied where an editor takes no HTML, and to be compared."""
    from lxml import html as markup

    lines = []
    for element in markup.fragments_fromstring(html, no_leading_text=True):
        if element.tag == "table":
            lines += [element.findtext("caption") or ""]
            lines += ["\t".join(cell.text_content() for cell in row) for row in element.iter("tr")]
        else:
            lines.append(element.text_content())
    return "\n".join(line for line in lines if line.strip())
