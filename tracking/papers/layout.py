"""What papers look like (版式), said once for Word and PDF: four kinds of paper and the blocks that they are made of.

Words in a layout are Jinja templates over the fields of the paper: `{{ title }}`. Lengths are millimetres. The rules are those of
GB/T 9704-2012: a page of 22 lines of 28 characters, 156 mm wide and 225 mm high, 28 mm from the left and 37 mm from the top.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; one whose words come out empty is left out."""

    words: str
    align: Align = "justify"
    indent: bool = True
    bold: bool = False
    small: bool = False
    "Set as a note, in 小四号."


@dataclass(frozen=True, slots=True)
class AnnexTitle:
    """The title of an annex, set as the title of a paper is."""

    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's text (正文) as it stands: its paragraphs, and its tables, which are lines of cells parted by tabs."""

    field: str
    "Names the field, which holds what `wording.blocks_of` makes of the text."


@dataclass(frozen=True, slots=True)
class ListingColumn:
    """A column of a table: its head, what stands in it (a template over `row`), and its share of the width."""

    head: str
    words: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with a row for each entry of a field; its head is repeated on every page."""

    field: str
    columns: tuple[ListingColumn, ...]
    skips_empty: bool = False
    "Whether a column with nothing in any row is left out, and the others share its width."
    size: float = 12.0
    "Size of the type in points."


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form: a label, something filled in, or room to write by hand with what stands below it (签名、日期)."""

    words: str = ""
    span: int = 1
    is_label: bool = False
    sign: str = ""
    "What stands at its foot, flush right: the line to sign on."
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form; its height is the least, words make it grow."""

    cells: tuple[FormCell, ...]
    height: float = 10.0


def label(words: str) -> FormCell:
    """The name of a field in a form."""
    return FormCell(words, is_label=True)


def row(*parts: str | FormCell, columns: int = 4, height: float = 10.0) -> FormRow:
    """A row of a form: each field's name and what is filled in by turns; the last one takes the columns that are left."""
    cells = [part if isinstance(part, FormCell) else FormCell(part, is_label=not place % 2)
             for place, part in enumerate(parts)]  # fmt: skip
    taken = sum(cell.span for cell in cells[:-1])
    return FormRow((*cells[:-1], replace(cells[-1], span=columns - taken)), height)


@dataclass(frozen=True, slots=True)
class FormGrid:
    """A form of labels and fields; `widths` are the columns' shares of the width."""

    rows: tuple[FormRow, ...]
    widths: tuple[float, ...] = (22, 56, 22, 56)


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who the paper is from, and its date, flush right four characters from the edge: a line for each organ of the field."""

    organs: str = "organs"
    "Names the field, a list of names."
    date: str = "{{ date }}"


@dataclass(frozen=True, slots=True)
class Break:
    """A new page, upright or across; what stands below is an annex (附件)."""

    landscape: bool = False


Block = Text | AnnexTitle | Words | Listing | FormGrid | SignedBy | Break


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter (信函格式): the organ in red over a double line, its number flush right below, a second line at the foot."""

    organ: str = "{{ organ }}"
    number: str = "{{ number }}"
    marks: tuple[str, ...] = ()
    "Class and publicity (类别、公开属性), at the top right."
    title: str
    to: str = ""
    blocks: tuple[Block, ...]
    contact: str = ""
    "The note below the date in round brackets (附注): 承办人, 联系电话."
    copies: str = ""
    "Who gets a copy (抄送)."
    annexes: tuple[Block, ...] = ()
    "What follows on pages of its own, each annex begun by a `Break`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document under a red head (文件格式): ××人民政府办公室文件, its number centred, a red line, and the imprint (版记)."""

    organ: str = "{{ organ }}文件"
    number: str = "{{ number }}"
    marks: tuple[str, ...] = ()
    title: str
    to: str = ""
    blocks: tuple[Block, ...]
    contact: str = ""
    copies: str = ""
    issued_by: str = "{{ organ }}"
    issued_on: str = "{{ date }}印发"
    annexes: tuple[Block, ...] = ()
    "What follows the text, each annex begun by a `Break`; the imprint stands at the foot of the last page (7.3.7)."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """A form (表): no red head, no number; with a QR code where it comes back to the office."""

    title: str
    above: str = ""
    "A line above the form, for instance 填表单位 and 日期."
    blocks: tuple[Block, ...]
    landscape: bool = False
    copies: str = ""
    "Names a field: the whole form is laid out once for each of its entries (一式两份), which the words name as `copy`."


@dataclass(frozen=True, slots=True)
class At:
    """Words at a place of a pre-printed sheet, in a box of this size; places count from the sheet's top left corner."""

    x: float
    y: float
    width: float
    height: float
    words: str
    size: float = 12.0
    "Size of the type in points."
    label: str = ""
    "What the place is for: printed beside its box on the sheet by which the places are measured."


@dataclass(frozen=True, slots=True)
class PrePrinted:
    """A pre-printed sheet (红格纸) with what is printed onto it; the words stand as they are."""

    width: float
    height: float
    places: tuple[At, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overprint:
    """What is printed onto an office's own pre-printed sheet (套打): the places are the office's, not the layout's."""

    sheet: str = "sheet"
    "Names the field, which holds a `PrePrinted`."
    ruler: bool = False
    "Whether it also shows rulers and each place's box, on blank paper: held against the sheet, it tells what to move."


Layout = Letter | Document | FormSheet | Overprint


def parts_of(layout: Any) -> Iterator[Any]:
    """Every part of a layout, and every string of words in it; what a listing's columns say belongs to the listing."""
    if isinstance(layout, tuple):
        for one in layout:
            yield from parts_of(one)
    elif isinstance(layout, str):
        yield layout
    elif is_dataclass(layout):
        yield layout
        for one in fields(layout):
            if not isinstance(layout, Words | Listing) and not (isinstance(layout, SignedBy) and one.name == "organs"):
                yield from parts_of(getattr(layout, one.name))
