"""Reading a workbook: where its header is, which column means what, and its rows with merged cells filled in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from tracking.ledger.columns import BY_KEY, JOINED, plain_heading
from tracking.ledger.continued import joined
from tracking.ledger.faults import Fault
from tracking.ledger.headers import find_headers
from tracking.ledger.meanings import Question, questions_of, settle_columns, settle_row
from tracking.ledger.opening import Cell, Grid, Unreadable, grids_of, read_bytes, why_nothing
from tracking.ledger.tables import RowError, Table, kind_of_header, kind_words, nearest_kind, read_header
from tracking.ledger.text import text_of, unescaped

_TOTAL = re.compile(r"^(合计|总计|小计|共计|累计)")
_TAIL = re.compile(r"^(注|备注|说明|填表|填报|制表|审核|联系人|单位负责人|主要领导)[^、]{0,8}[:：]")
_HEADING_OF_ROWS = re.compile(r"^[(（]?[一二三四五六七八九十]+[)）、.．]")
_DAY = re.compile(r"((?:19|20)\d{2})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})")


@dataclass(slots=True)
class Row:
    """One item's row: its number as in Excel, and its cells by column; blank ones left out."""

    table: Table
    number: int
    cells: dict[str, Cell]
    kind_words: frozenset[str]
    "建议 or 提案, where the heading of its section names one of them; else the table's."
    is_faulty: bool = False
    "Whether a cell can't be read: that is reported, and the rest of the row is checked only once it is mended."

    def text(self, key: str) -> str:
        """A cell as text; empty when blank."""
        cell = self.cells.get(key)
        return cell if isinstance(cell, str) else text_of(cell)

    @property
    def sheet(self) -> str:
        """The worksheet's name, empty when the workbook has one only."""
        return self.table.name


@dataclass(slots=True)
class Sheet:
    """A workbook as read: its rows, the columns nobody knows, and what was left out."""

    name: str
    sha256: str
    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    "Headings that name no column of the ledger; their cells are not read."
    skipped: list[str] = field(default_factory=list)
    "Worksheets without a header, or hidden."
    errors: list[RowError] = field(default_factory=list)
    "What is wrong with the headers."
    questions: list[Question] = field(default_factory=list)
    "Unknown columns that hold days, people, units or a consent: the clerk must say what they are read as."
    faults: list[RowError] = field(default_factory=list)
    "Cells without a readable value."
    notes: list[RowError] = field(default_factory=list)
    "Cells that are left out; the import goes on."


def read(source: str | Path | BinaryIO, name: str, answers: Mapping[str, str] | None = None) -> Sheet:
    """Read a workbook of the ledger (交办清单、工作落实台账); raises Unreadable with a sentence when it is none.

    `answers` says of headings that nobody knows which column (by its key) they are read as, or "" for not read.
    """
    data = read_bytes(source)
    grids, skipped = grids_of(data)
    grids = [joined(grid) for grid in grids]
    sheet = Sheet(name, sha256(data).hexdigest(), skipped=skipped)
    found = []
    for grid in grids:
        if headers := find_headers(grid):
            found.append((grid, headers))
        else:
            sheet.skipped.append(grid.name)
    if not found:
        raise Unreadable(_why_no_table(grids, data, name))
    for grid, headers in found:
        _read_grid(sheet, grid, headers, answers or {}, named=len(found) > 1)
    return sheet


def _why_no_table(grids: list[Grid], data: bytes, name: str) -> str:
    """Why no table was found in a file that could be opened."""
    if not any(grid.rows for grid in grids):
        return _("工作簿里没有内容。")
    for grid in grids:
        for number, cells in grid.rows:
            if fault := next((cell for cell in cells if isinstance(cell, Fault) and cell.what == "bytes"), None):
                return _("没有找到表头；第%(row)s行%(why)s") % {"row": number + 1, "why": fault.sentence}
    return why_nothing(data, name) or _("没有找到表头：表头须有“编号”“案由”等栏目，写在同一行或上下两行。")


# The rows --------------------------------------------------------------------------------------
def _read_grid(
    sheet: Sheet, grid: Grid, headers: list[tuple[int, int, int]], answers: Mapping[str, str], *, named: bool
) -> None:
    """The tables of a worksheet; the nearest heading above a header tells the kind, else the worksheet or the header."""
    above, before, day = 0, frozenset[str](), None
    for first, last, end in headers:
        table, errors = read_header(grid, first, last, grid.name if named else "", answers)
        said = nearest_kind(grid, range(first - 1, above - 1, -1))
        own = kind_words([grid.name]) or kind_of_header(table)
        is_repeated = bool(sheet.tables) and sheet.tables[-1].columns == table.columns
        table.kind_words = said or (before or own if is_repeated else own or before)
        table.day = day = _day_among(grid.rows[above:first]) or day
        above_it = (text for _number, cells in grid.rows[above:first] for cell in cells if (text := text_of(cell)))
        table.above = tuple(one for one in (grid.name, *above_it) if one)
        settle_columns(table, grid, last, end)
        sheet.tables.append(table)
        sheet.errors += errors
        sheet.unknown += [one for _at, one in table.unknown if one not in sheet.unknown]
        sheet.questions += questions_of(table, grid, last, end, answers)
        rows, above = _rows(sheet, grid, last + 1, end, table)
        sheet.rows += rows
        before = rows[-1].kind_words if rows else table.kind_words


def _day_among(rows: Iterable[tuple[int, list[Cell]]]) -> date | None:
    for _number, cells in rows:
        for cell in cells:
            if isinstance(cell, date):
                return cell
            if isinstance(cell, str) and (match := _DAY.search(cell)):
                try:
                    return date(*map(int, match.groups()))
                except ValueError:
                    continue
    return None


def _rows(sheet: Sheet, grid: Grid, start: int, end: int, table: Table) -> tuple[list[Row], int]:
    """The items' rows below a header, and the place behind the last of them.

    Totals, tails and headings of sections are no items; cells merged downwards are filled in.
    """
    down, same_item = _merged_downwards(grid, table)
    said = table.kind_words
    found: list[Row] = []
    behind = start
    open_rows: dict[int, list[tuple[Row, set[str]]]] = {}
    for place in range(start, end):
        number, cells = grid.rows[place]
        texts = [text for cell in cells if (text := text_of(cell))]
        if not texts or _is_total(texts):
            continue
        values, faults = _values(cells, table)
        if len(texts) == 1 and "title" not in values:
            if _HEADING_OF_ROWS.match(texts[0]) or (kind_words(texts) and not texts[0][0].isdigit()):
                said = kind_words(texts) or table.kind_words
                continue
            if set(values) <= {"serial"} or _TAIL.match(texts[0]):
                continue
        if _TAIL.match(texts[0]) and text_of(values.get("number")) in ("", texts[0]):
            continue
        own = set(values)
        for at, key, _label in table.columns:
            if key not in values and (number, at) in down:
                values[key] = down[number, at]
        if set(values) <= {"serial"} and not faults:
            continue
        settle_row(values)
        row = Row(table, number + 1, values, said, bool(_say_faults(sheet, table, number + 1, faults)))
        behind = place + 1
        if (item := same_item.get(number)) is not None:
            open_rows.setdefault(item, []).append((row, own))
            if len(open_rows[item]) > 1:
                continue
        found.append(row)
    for parts in open_rows.values():
        parts[0][0].cells = _together(parts)
        parts[0][0].is_faulty = any(row.is_faulty for row, _own in parts)
    return found, behind


def _say_faults(sheet: Sheet, table: Table, row: int, faults: list[tuple[str, Fault]]) -> list[RowError]:
    """Name the cells of a row that can't be read; those that keep the row out."""
    stopping: list[RowError] = []
    for key, fault in faults:
        finding = RowError(row, table.heading(key), fault.sentence, table.name)
        (sheet.notes if fault.is_note else stopping).append(finding)
    sheet.faults += stopping
    return stopping


def _is_total(texts: list[str]) -> bool:
    return any(_TOTAL.match(plain_heading(text)) for text in texts[:3] if len(text) <= 20)


def _values(cells: list[Cell], table: Table) -> tuple[dict[str, Cell], list[tuple[str, Fault]]]:
    """A row's cells by column, blank ones left out, and those whose value nobody can know."""
    values: dict[str, Cell] = {}
    faults: list[tuple[str, Fault]] = []
    for at, key, label in table.columns:
        cell = cells[at] if at < len(cells) else None
        if isinstance(cell, Fault):
            faults.append((key, cell))
            continue
        text = text_of(cell)
        if not text:
            continue
        if label:
            cell = text = f"{label}：{text}"
        if key in values and key in JOINED:
            values[key] = f"{text_of(values[key])}{JOINED[key]}{text}"
        else:
            values.setdefault(key, unescaped(text) if isinstance(cell, str) else cell)
    return values, faults


def _merged_downwards(grid: Grid, table: Table) -> tuple[dict[tuple[int, int], Cell], dict[int, int]]:
    """What merged cells put into the rows they run down to; and which rows are one item's, its number being merged."""
    by_number = dict(grid.rows)
    keys = {at: key for at, key, _label in table.columns}
    down: dict[tuple[int, int], Cell] = {}
    same_item: dict[int, int] = {}
    for top, left, bottom, _right in grid.merged:
        if bottom == top or top < table.header_row or left not in keys:
            continue
        cells = by_number.get(top, [])
        value = cells[left] if left < len(cells) else None
        if not (text := text_of(value)) or isinstance(value, Fault):
            continue
        value = unescaped(text) if isinstance(value, str) else value
        for number in range(top, min(bottom, top + 10_000) + 1):
            if keys[left] == "number":
                same_item[number] = top
            if number > top and keys[left] not in {"serial"}:
                down[number, left] = value
    return down, same_item


def _together(parts: list[tuple[Row, set[str]]]) -> dict[str, Cell]:
    """The cells of an item that takes several rows: different ones one under another, with the unit of their row."""
    unit_keys = ("units", "separate_units", "main_units", "joint_units")
    rows = [row.cells for row, _own in parts]
    varying = next((key for key in unit_keys if len({text_of(cells.get(key)) for cells in rows}) > 1), None)
    together: dict[str, Cell] = {}
    for key in dict.fromkeys(key for cells in rows for key in cells):
        lines: list[Cell] = []
        for cells, (_row, own) in zip(rows, parts, strict=True):
            cell = cells.get(key)
            if not text_of(cell):
                continue
            if BY_KEY[key].place.value in {"part", "reply", "feedback"} and varying and key in own and varying in own:
                lines.append(f"{text_of(cells[varying])}：{text_of(cell)}")
            elif cell not in lines:
                lines.append(cell)
        together[key] = lines[0] if len(lines) == 1 else "\n".join(text_of(line) for line in lines)
    return together
