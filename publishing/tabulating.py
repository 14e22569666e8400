"""A page's figures as files (数据下载): CSV, XLSX and JSON, the same bytes for the same figures."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from publishing.frame import FigureCard, FiguresContent, FigureTable
from tracking.wording import escaped
from tracking.workdays import in_full

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Row = list[str | int]
SAME_DAY = (1980, 1, 1, 0, 0, 0)
WIDTHS = (26, 12, 10, 10, 10, 60)


def _head(content: FiguresContent) -> list[Row]:
    """What the file is about."""
    day = content.as_of
    counted_to = in_full(day) if day else ""
    return [[content.title], [_("届次"), content.session_name], [_("数据截至"), counted_to]]


def _figure_rows(content: FiguresContent) -> list[Row]:
    head: Row = [_("指标"), _("数值"), _("单位"), _("分子"), _("分母"), _("口径")]
    return [head, *(_figure_row(card) for card in content.figures)]


def _figure_row(card: FigureCard) -> Row:
    share = ["", ""] if card.denominator is None else [card.numerator, card.denominator]
    number = card.numerator if card.denominator is None else card.value
    return [card.label, number, card.unit, *share, card.definition]


def _table_rows(table: FigureTable) -> list[Row]:
    measured = [f"{name}（{table.measure}）" for name in table.header[1:]]
    rows: list[Row] = [[label, *numbers] for label, numbers in table.rows]
    return [[table.header[0], *measured], *rows]


def _safe(row: Row) -> Row:
    """A row in which no spreadsheet takes a text for a formula."""
    return [escaped(cell) if isinstance(cell, str) else cell for cell in row]


def as_csv(content: FiguresContent) -> bytes:
    """One sheet of everything, one part below the other, in UTF-8 with a byte order mark, as Excel reads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    tables: list[list[Row]] = [[[table.caption], *_table_rows(table)] for table in content.tables]
    parts = [_head(content), _figure_rows(content), *tables]
    for place, rows in enumerate(parts):
        if place:
            writer.writerow([])
        writer.writerows(_safe(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(content: FiguresContent) -> bytes:
    """The same for programs: one object."""
    found = {
        "title": content.title,
        "session": content.session_name,
        "as_of": content.as_of.isoformat() if content.as_of else None,
        "figures": {card.key: _figure_json(card) for card in content.figures},
        "tables": {
            table.key: {
                "caption": table.caption,
                "header": list(table.header),
                "measure": table.measure,
                "rows": [[label, *numbers] for label, numbers in table.rows],
            }
            for table in content.tables
        },
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _figure_json(card: FigureCard) -> dict:
    """A figure with its proof; a rate of nothing has no value."""
    found: dict[str, object] = {
        "label": card.label,
        "value": card.number,
        "unit": card.unit,
        "definition": card.definition,
    }
    if card.denominator is not None:
        found |= {"numerator": card.numerator, "denominator": card.denominator, "measure": card.measure}
    return found


def as_xlsx(content: FiguresContent) -> bytes:
    """A workbook: the figures on its first sheet, each table on one of its own."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("指标")
    rows = [*_head(content), [], *_figure_rows(content)]
    _fill(sheet, rows, heads={1, len(_head(content)) + 2}, widths=WIDTHS)
    for table in content.tables:
        _fill(workbook.create_sheet(table.caption), _table_rows(table), heads={1}, widths=(40, 16, 16))
    out = io.BytesIO()
    workbook.save(out)
    return without_times(out.getvalue())


def _fill(sheet: Worksheet, rows: list[Row], *, heads: set[int], widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(_safe(row), start=1):
            there = sheet.cell(number, place, cell)
            there.alignment = Alignment(wrap_text=isinstance(cell, str), vertical="top")
            if number in heads:
                there.font = Font(bold=True)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def without_times(data: bytes, rows: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """The same package without the hour at which it was made, so that pressing it again changes nothing.

    `rows`: more rows of a sheet, by its name in the package, as XML.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            body = made.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"<dcterms:(\w+)[^>]*>[^<]*</dcterms:\w+>", b"", body)
            if name in rows:
                body = body.replace(b"</sheetData>", rows[name] + b"</sheetData>", 1)
            kept.writestr(zipfile.ZipInfo(name, SAME_DAY), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


WRITERS: dict[str, Callable[[FiguresContent], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}
"How each file is written, by its suffix."
