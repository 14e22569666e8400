"""Tables as files (数据文件): CSV, XLSX and JSON, the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.opendata.rows import Row
from publishing.opendata.tables import DataTable
from publishing.tabulating import without_times
from tracking.wording import escaped

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

WIDTHS = {"string": 24, "integer": 10, "number": 10, "date": 14}
"How wide a column of each kind is in a workbook, in characters."
FIRST_SHEET = "xl/worksheets/sheet1.xml"
LONGEST = 32_767
"Characters that a cell holds."
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
DICTIONARY_WIDTHS = (20, 20, 10, 70)
FORMS = ("csv", "xlsx", "json")
"The suffixes of a table's files."
Cells = Sequence[Any]
"A row as the cells of a sheet hold it."


def forms_of(table: DataTable, rows: Iterable[Row]) -> dict[str, bytes]:
    """The table in every form, by its suffix."""
    keys = table.keys
    values = [[row[key] for key in keys] for row in rows]
    cells = [[_cell(value) for value in row] for row in values]
    return {"csv": as_csv(keys, cells), "xlsx": as_xlsx(table, cells), "json": as_json(keys, values)}


def as_csv(keys: Sequence[str], cells: Iterable[Cells]) -> bytes:
    """One line of keys, then one line a row; UTF-8 with a byte order mark, as Excel reads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(keys)
    writer.writerows(cells)
    return out.getvalue().encode("utf-8-sig")


def as_json(keys: Sequence[str], values: Iterable[Sequence[Any]]) -> bytes:
    """A list of objects; what is not known is null, a text that is not there is empty."""
    said = ",\n".join(f"  {{\n    {_encode(dict(zip(keys, row, strict=True)))[1:-1]}\n  }}" for row in values)
    return (f"[\n{said}\n]\n" if said else "[]\n").encode()


_encode = DjangoJSONEncoder(ensure_ascii=False, separators=(",\n    ", ": ")).encode
"A row; the encoder that indents by itself goes through each character in Python, ten times as slowly."


def as_xlsx(table: DataTable, cells: Iterable[Cells]) -> bytes:
    """A workbook: the rows on its first sheet, what the columns mean on its second."""
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(place) for place in range(1, len(table.keys) + 1)]
    more = "".join(_row(number, letters, row) for number, row in enumerate(cells, start=2))
    return without_times(_empty_book(table, get_language()), {FIRST_SHEET: more.encode()})


@cache
def _empty_book(table: DataTable, language: str | None) -> bytes:
    """A table's workbook without rows, in the language in which columns are explained now: the same for every session."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.key)
    for place, field in enumerate(table.fields, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[field.kind]
    sheet.freeze_panes = "A2"
    sheet.append(_bold(sheet, table.keys))
    words = book.create_sheet(_("字段说明"))
    for place, width in enumerate(DICTIONARY_WIDTHS, start=1):
        words.column_dimensions[get_column_letter(place)].width = width
    words.append(_bold(words, (_("字段"), _("名称"), _("类型"), _("说明"))))
    for field in table.fields:
        words.append([field.key, str(field.name), str(field.kind_name), field.explained()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(number: int, letters: Sequence[str], cells: Cells) -> str:
    """A row of the sheet, written as openpyxl does, which needs twenty times as long for it."""
    said = [_sheet_cell(f"{letter}{number}", cell) for letter, cell in zip(letters, cells, strict=True)]
    return f'<row r="{number}">{"".join(said)}</row>'


def _sheet_cell(place: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return f'<c r="{place}" t="n"><v>{value}</v></c>'
    said = escape(_NO_XML.sub("", value)[:LONGEST])
    kept = "" if said == said.strip() else ' xml:space="preserve"'
    return f'<c r="{place}" t="inlineStr">' + (f"<is><t{kept}>{said}</t></is></c>" if said else "</c>")


def _cell(value: Any) -> Any:
    """A value as a cell holds it: a day in figures, no text that a spreadsheet takes for a formula."""
    if isinstance(value, date):
        return value.isoformat()
    return escaped(value) if isinstance(value, str) else value


def _bold(sheet: Any, words: Iterable[str]) -> list[WriteOnlyCell]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = [WriteOnlyCell(sheet, word) for word in words]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells
