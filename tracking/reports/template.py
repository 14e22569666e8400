"""A process of its own with little memory: reads an office's template from stdin and writes the filled one to stdout.

A small file can say that a merged cell spans a whole sheet, or unpack to more than the machine holds; so it is never the
office's own process that opens one. What comes in is JSON: the template, the values by name, the rows of each list; what
goes out is JSON too: the workbook, or what is wrong with the template, for filling.py to say in words.
"""

import base64
import importlib
import io
import json
import re
import runpy
import sys
import zipfile
from copy import copy
from datetime import date
from pathlib import Path
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2]))
escaped = importlib.import_module("tracking.wording").escaped
put_back = runpy.run_path(str(HERE.with_name("drawings.py")))["put_back"]
limit = runpy.run_path(str(HERE.parents[1] / "ledger" / "parsing" / "limits.py"))["limit"]
MOST_CELLS = 100_000
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class Wrong(Exception):
    """What is wrong with a template, as filling.py is told it."""


def fill(template: bytes, values: dict, rows: dict) -> bytes:
    """The template with values and lists (columns, rows, what an empty one says) in it; raises Wrong."""
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        _count_cells(package)
        if lost := _would_be_lost(package):
            raise Wrong({"lost": lost})
    workbook = load_workbook(io.BytesIO(template), keep_links=False, rich_text=True)
    for sheet in workbook.worksheets:
        _plain_placeholders(sheet)
    if wrong := [one for sheet in workbook.worksheets for one in _mistakes(sheet, values, rows)]:
        raise Wrong({"wrong": wrong})
    if not any(PLACEHOLDER.search(cell.value) for sheet in workbook.worksheets for cell in _texts(sheet)):
        raise Wrong({"problem": "empty"})
    moves = {}
    for number, sheet in enumerate(workbook.worksheets):
        sheet._images, sheet._charts = [], []  # they are put back as they were, with everything else that is drawn
        moves[number] = [move for row in reversed(_pattern_rows(sheet)) for move in _repeat(sheet, row, rows)]
        for cell in _texts(sheet):
            _write(cell, values)
    out = io.BytesIO()
    workbook.save(out)
    return put_back(template, out.getvalue(), moves)


# Looking at the package --------------------------------------------------------------------------
def _count_cells(package: zipfile.ZipFile) -> None:
    """Read every sheet's cells past, and give up at one too many; a merged cell counts as all that it spans."""
    found = 0

    def started(name: str, attributes: dict) -> None:
        nonlocal found
        local = name.rpartition(":")[2]
        if local == "c":
            found += 1
        elif local == "mergeCell":
            span = CellRange(attributes.get("ref", "A1"))
            found += span.size["rows"] * span.size["columns"]
        if found > MOST_CELLS:
            raise Wrong({"problem": "cells"})

    for name in package.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            parser = expat.ParserCreate()
            parser.StartElementHandler = started
            with package.open(name) as sheet:
                parser.ParseFile(sheet)


_LOST_PARTS = {
    "xl/embeddings/": "ole",
    "xl/activeX/": "controls",
    "xl/ctrlProps/": "controls",
    "xl/slicers/": "slicers",
    "xl/timelines/": "slicers",
    "xl/threadedComments/": "threads",
}
_LOST_MARKS = {
    b"<oleObject": "ole",
    b"<control ": "controls",
    b"legacyDrawingHF": "header",
    b"<picture ": "background",
    b"dataValidations xmlns:xm": "validations",
    b"x14:dataValidations": "validations",
    b"x14:conditionalFormattings": "conditions",
    b"x14:sparklineGroups": "sparklines",
}
"What the library that writes workbooks does not know, by the parts and marks in which it lies."


def _would_be_lost(package: zipfile.ZipFile) -> list[str]:
    lost = [kind for name in package.namelist() for start, kind in _LOST_PARTS.items() if name.startswith(start)]
    for name in package.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            sheet = package.read(name)
            lost += [kind for mark, kind in _LOST_MARKS.items() if mark in sheet]
    return list(dict.fromkeys(lost))


# Cells and their placeholders --------------------------------------------------------------------
def _texts(sheet: Worksheet) -> list[Cell]:
    """The cells that hold text, formulas too."""
    return [cell for cell in list(sheet._cells.values()) if isinstance(cell.value, str)]


def _plain_placeholders(sheet: Worksheet) -> None:
    """A placeholder of which a part is bold is still one; other words keep their looks."""
    for cell in list(sheet._cells.values()):
        if isinstance(cell.value, CellRichText) and "{{" in str(cell.value):
            cell.value = str(cell.value)


def _mistakes(sheet: Worksheet, values: dict, rows: dict) -> list[list]:
    """The template's mistakes, each as sheet, cell, kind of mistake and the names concerned."""
    found = []
    for cell in _texts(sheet):
        names = PLACEHOLDER.findall(cell.value)
        unknown = [name for name in names if not _is_known(name, values, rows)]
        if names and cell.data_type == "f":
            found.append([sheet.title, cell.coordinate, "formula", []])
        elif unknown:
            found.append([sheet.title, cell.coordinate, "unknown", unknown])
        elif len({name.partition(".")[0] for name in names if "." in name}) > 1:
            found.append([sheet.title, cell.coordinate, "mixed", []])
    mixed = [number for number in _pattern_rows(sheet) if len(_lists_of(sheet, number)) > 1]
    return found + [[sheet.title, f"{number}:{number}", "mixed", []] for number in mixed]


def _is_known(name: str, values: dict, rows: dict) -> bool:
    listed, dot, column = name.partition(".")
    return column in rows["columns"].get(listed, ()) if dot else name in values


def _write(cell: Cell, values: dict) -> None:
    """Put values in the place of a cell's placeholders; a number or day alone stays one, so that it can be summed."""
    names = PLACEHOLDER.findall(cell.value)
    if not names or any(name not in values for name in names):
        return
    if PLACEHOLDER.fullmatch(cell.value.strip()):
        value = _value(values[names[0]])
        if isinstance(value, date) and cell.number_format == "General":
            cell.number_format = "yyyy-mm-dd"
        cell.value = escaped(value) if isinstance(value, str) else value
    else:
        cell.value = escaped(PLACEHOLDER.sub(lambda found: values[found[1]]["words"], cell.value))


def _value(one: dict):
    return date.fromisoformat(one["day"]) if "day" in one else one["value"]


# Rows of a list ------------------------------------------------------------------------------------
def _lists_of(sheet: Worksheet, number: int) -> set[str]:
    """The lists whose placeholders stand in this row."""
    names = (name for cell in _texts(sheet) if cell.row == number for name in PLACEHOLDER.findall(cell.value))
    return {name.partition(".")[0] for name in names if "." in name}


def _pattern_rows(sheet: Worksheet) -> list[int]:
    """The rows that are repeated, from the top."""
    rows = {cell.row for cell in _texts(sheet) for name in PLACEHOLDER.findall(cell.value) if "." in name}
    return sorted(rows)


def _repeat(sheet: Worksheet, number: int, rows: dict) -> list[tuple[int, int]]:
    """Write a pattern row once for every row of its list; without any, one row that says so. Answers what moved."""
    (listed,) = _lists_of(sheet, number)
    found = rows["rows"][listed]
    pattern = [sheet.cell(number, place) for place in range(1, sheet.max_column + 1)]
    texts = [cell.value for cell in pattern]
    _make_room(sheet, number, len(found) - 1)
    for offset, row in enumerate(found):
        named = {f"{listed}.{name}": value for name, value in row.items()}
        for cell, text in zip(pattern, texts, strict=True):
            _copy_row_cell(sheet, cell, number + offset, text, named)
    if not found:
        told = False
        for cell, text in zip(pattern, texts, strict=True):
            if isinstance(cell, Cell) and isinstance(text, str) and PLACEHOLDER.search(text):
                cell.value, told = (None if told else rows["nothing"]), True
    return [(number, len(found) - 1)] if len(found) > 1 else []


def _copy_row_cell(sheet: Worksheet, cell: Cell, number: int, text, values: dict) -> None:
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


def answer(asked: dict) -> dict:
    """The JSON answer for the process that asked: the filled workbook, or what is wrong."""
    try:
        filled = fill(base64.b64decode(asked["template"]), asked["values"], asked["lists"])
    except Wrong as wrong:
        return wrong.args[0]
    except MemoryError:
        raise
    except Exception:  # the reader fails in many ways on broken files
        return {"problem": "broken"}
    return {"filled": base64.b64encode(filled).decode()}


if __name__ == "__main__":
    limit()
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
