"""An office's own template (上级统一表样): its {{ placeholders }} filled from the ledger, its looks kept.

A placeholder is a name and nothing more: it is looked up, never computed. A row with placeholders of a list, such as
{{ 未办结.案由 }}, is repeated for every row of that list; what stands below it moves down, merged cells too.
"""

import io
import re
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from tracking.ledger.opening import Unreadable, check_package
from tracking.reports.facts import COLUMNS, Report, Value, lists, placeholders
from tracking.wording import escaped
from tracking.workdays import in_full

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_CELLS = 100_000
MOST_NAMED = 10
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class Unfillable(Exception):
    """A template that can't be filled; its text says in Chinese what is wrong, in which sheet and cell."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A placeholder that means nothing, and where it stands."""

    sheet: str
    cell: str
    why: str


def fill(report: Report, template: bytes) -> bytes:
    """The office's template with the report's figures and lists in it; raises Unfillable."""
    workbook = _opened(template)
    values, rows = placeholders(report), lists(report)
    wrong = [one for sheet in workbook.worksheets for one in _wrong(sheet, values)]
    if wrong:
        raise Unfillable(_named(wrong))
    if not any(PLACEHOLDER.search(cell.value) for sheet in workbook.worksheets for cell in _texts(sheet)):
        raise Unfillable(_("模板里没有找到占位符，例如 {{承办件}}、{{办结率}}；请在要填的单元格里写上占位符。"))
    for sheet in workbook.worksheets:
        for number in reversed(_pattern_rows(sheet)):
            _repeat(sheet, number, rows)
        for cell in _texts(sheet):
            _write(cell, values)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


# Opening -----------------------------------------------------------------------------------------
def _opened(template: bytes):
    """The workbook, once its package was looked at; macros and links to other files stay behind."""
    if not template.startswith(b"PK"):
        raise Unfillable(_("模板须是 .xlsx 工作簿；旧的 .xls 请先用 Excel 或 WPS 另存为 .xlsx。"))
    if len(template) > MOST_BYTES:
        raise Unfillable(_("模板超过 %(most)s MB，请只留表样后再上传。") % {"most": MOST_BYTES // 2**20})
    try:
        check_package(template, most_unpacked=MOST_UNPACKED)
        workbook = load_workbook(io.BytesIO(template), keep_links=False)
    except Unreadable as why:
        raise Unfillable(str(why)) from why
    except Exception as problem:  # the reader fails in many ways on broken files
        raise Unfillable(_("模板不是能打开的工作簿，可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx。")) from problem
    if sum(len(sheet._cells) for sheet in workbook.worksheets) > MOST_CELLS:
        raise Unfillable(_("模板的单元格过多，请只留表样后再上传。"))
    return workbook


def _texts(sheet: Worksheet) -> list[Cell]:
    """The cells that hold text, formulas too."""
    return [cell for cell in list(sheet._cells.values()) if isinstance(cell.value, str)]


# What is wrong -------------------------------------------------------------------------------------
def _wrong(sheet: Worksheet, values: dict[str, Value]) -> list[Wrong]:
    found = []
    for cell in _texts(sheet):
        names = PLACEHOLDER.findall(cell.value)
        why = ""
        if names and cell.data_type == "f":
            why = _("公式里不能有占位符")
        elif unknown := [name for name in names if not _is_known(name, values)]:
            why = _("不认识的占位符：%(names)s") % {"names": "、".join(f"{{{{{name}}}}}" for name in unknown)}
        elif len({name.partition(".")[0] for name in names if "." in name}) > 1:
            why = _("一行只能用一个清单的占位符")
        if why:
            found.append(Wrong(sheet.title, cell.coordinate, why))
    mixed = [number for number in _pattern_rows(sheet) if len(_lists_of(sheet, number)) > 1]
    found += [Wrong(sheet.title, f"{number}:{number}", _("一行只能用一个清单的占位符")) for number in mixed]
    return found


def _is_known(name: str, values: dict[str, Value]) -> bool:
    listed, dot, column = name.partition(".")
    return column in COLUMNS.get(listed, ()) if dot else name in values


def _named(wrong: list[Wrong]) -> str:
    told = "；".join(
        _("工作表“%(sheet)s”%(cell)s：%(why)s") % {"sheet": one.sheet, "cell": one.cell, "why": one.why}
        for one in wrong[:MOST_NAMED]
    )
    more = _("；另有 %(more)s 处") % {"more": len(wrong) - MOST_NAMED} if len(wrong) > MOST_NAMED else ""
    return _("模板没有填写，请改正后重新上传：%(told)s%(more)s。") % {"told": told, "more": more}


# Rows of a list ------------------------------------------------------------------------------------
def _lists_of(sheet: Worksheet, number: int) -> set[str]:
    """The lists whose placeholders stand in this row."""
    names = (name for cell in _texts(sheet) if cell.row == number for name in PLACEHOLDER.findall(cell.value))
    return {name.partition(".")[0] for name in names if "." in name}


def _pattern_rows(sheet: Worksheet) -> list[int]:
    """The rows that are repeated, from the top."""
    rows = {cell.row for cell in _texts(sheet) for name in PLACEHOLDER.findall(cell.value) if "." in name}
    return sorted(rows)


def _repeat(sheet: Worksheet, number: int, rows: dict[str, list[dict[str, Value]]]) -> None:
    """Write a pattern row once for every row of its list; without any, one row that says so."""
    (listed,) = _lists_of(sheet, number)
    found = rows[listed]
    width = sheet.max_column
    pattern = [sheet.cell(number, place) for place in range(1, width + 1)]
    texts = [cell.value for cell in pattern]
    _make_room(sheet, number, len(found) - 1)
    for offset, row in enumerate(found):
        for cell, text in zip(pattern, texts, strict=True):
            _copy_row_cell(
                sheet, cell, number + offset, text, {f"{listed}.{name}": value for name, value in row.items()}
            )
    if not found:
        told = False
        for cell, text in zip(pattern, texts, strict=True):
            if isinstance(cell, Cell) and isinstance(text, str) and PLACEHOLDER.search(text):
                cell.value, told = (None if told else _("无")), True


def _copy_row_cell(sheet: Worksheet, cell: Cell, number: int, text, values: dict[str, Value]) -> None:
    if isinstance(cell, MergedCell):
        return
    there = sheet.cell(number, cell.column)
    if isinstance(there, MergedCell):
        return
    there._style = copy(cell._style)
    there.value = text
    if isinstance(text, str):
        _write(there, values)


def _make_room(sheet: Worksheet, number: int, more: int) -> None:
    """Move everything below a row down by so many rows, with its merged cells and heights."""
    if more <= 0:
        return
    merged = [CellRange(one.coord) for one in sheet.merged_cells.ranges]
    below = [one for one in merged if one.min_row > number]
    across = [one for one in merged if one.min_row == one.max_row == number]
    for one in below:
        sheet.unmerge_cells(one.coord)
    heights = {row: one.height for row, one in sheet.row_dimensions.items() if row > number and one.height}
    last = max(sheet.max_row, number)
    if last > number:
        sheet.move_range(f"A{number + 1}:{sheet.cell(last, sheet.max_column).coordinate}", rows=more, translate=True)
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + more].height = height
    for one in below:
        one.shift(row_shift=more)
        sheet.merge_cells(one.coord)
    for offset in range(1, more + 1):
        sheet.row_dimensions[number + offset].height = sheet.row_dimensions[number].height
        for one in across:
            copied = CellRange(one.coord)
            copied.shift(row_shift=offset)
            sheet.merge_cells(copied.coord)


# A cell --------------------------------------------------------------------------------------------
def _write(cell: Cell, values: dict[str, Value]) -> None:
    """Put values in the place of a cell's placeholders; a number or day alone stays one, so that it can be summed."""
    names = PLACEHOLDER.findall(cell.value)
    if not names or any(name not in values for name in names):
        return
    if PLACEHOLDER.fullmatch(cell.value.strip()):
        value = values[names[0]]
        if isinstance(value, date) and cell.number_format == "General":
            cell.number_format = "yyyy-mm-dd"
        cell.value = escaped(value) if isinstance(value, str) else value
    else:
        cell.value = escaped(PLACEHOLDER.sub(lambda found: _in_words(values[found[1]]), cell.value))


def _in_words(value: Value) -> str:
    if value is None:
        return ""
    return in_full(value) if isinstance(value, date) else str(value)
