"""Reading a workbook: where its header is, which column means what, and its rows with merged cells filled in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from tracking.ledger.columns import BY_KEY, JOINED, plain_heading
from tracking.ledger.continued import joined
from tracking.ledger.headers import find_header, names_of
from tracking.ledger.opening import Cell, Grid, Unreadable, grids_of, read_bytes, why_no_workbook
from tracking.ledger.text import text_of, unescaped

_TOTAL = re.compile(r"^(合计|总计|小计|共计|累计)")
_TAIL = re.compile(r"^(注|备注|说明|填表|填报|制表|审核|联系人|单位负责人|主要领导)[^、]{0,8}[:：]")
_HEADING_OF_ROWS = re.compile(r"^[(（]?[一二三四五六七八九十]+[)）、.．]")
_DAY = re.compile(r"((?:19|20)\d{2})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a cell, a row or a file: row as in Excel (None for the file), the header's name, the reason."""

    row: int | None
    column: str | None
    message: str
    sheet: str = ""
    "The worksheet, where the workbook has several."

    def as_json(self) -> dict:
        """The JSON form of `import_ledger --json`."""
        found = {"row": self.row, "column": self.column, "message": self.message}
        return found | {"sheet": self.sheet} if self.sheet else found


@dataclass(slots=True)
class Table:
    """One worksheet's header: what its columns are called here, and what stands above it."""

    name: str
    header_row: int
    headings: dict[str, str]
    "Key → heading as it stands in the file."
    unknown: list[str]
    kind_words: frozenset[str]
    "建议 or 提案, where title or worksheet name one of them."
    day: date | None
    "The day in the rows above the header (填报日期)."

    def heading(self, key: str) -> str:
        """What the file calls a column, or what we call it when the file has none."""
        return self.headings.get(key) or BY_KEY[key].heading


@dataclass(slots=True)
class Row:
    """One item's row: its number as in Excel, and its cells by column; blank ones left out."""

    table: Table
    number: int
    cells: dict[str, Cell]
    kind_words: frozenset[str]
    "建议 or 提案, where the heading of its section names one of them; else the table's."

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
    "Headings that mean no column of the ledger; their cells are not read."
    skipped: list[str] = field(default_factory=list)
    "Worksheets without a header, or hidden."
    errors: list[RowError] = field(default_factory=list)
    "What is wrong with the headers."


def read(source: str | Path | BinaryIO, name: str) -> Sheet:
    """Read a workbook of the ledger (交办清单、工作落实台账); raises Unreadable with a sentence when it is none."""
    data = read_bytes(source)
    grids, skipped = grids_of(data)
    grids = [joined(grid) for grid in grids]
    sheet = Sheet(name, sha256(data).hexdigest(), skipped=skipped)
    found = []
    for grid in grids:
        place = find_header(grid)
        if place is None:
            sheet.skipped.append(grid.name)
        else:
            found.append((grid, *place))
    if not found:
        if not any(grid.rows for grid in grids):
            raise Unreadable(_("工作簿里没有内容。"))
        if problem := why_no_workbook(data, name):
            raise Unreadable(problem)
        raise Unreadable(_("没有找到表头：表头须有“编号”“案由”等栏目，写在同一行或上下两行。"))
    for grid, first, last in found:
        _read_grid(sheet, grid, first, last, named=len(found) > 1)
    return sheet


# The rows --------------------------------------------------------------------------------------
def _read_grid(sheet: Sheet, grid: Grid, first: int, last: int, *, named: bool) -> None:
    names = names_of(grid, first, last)
    title_texts = [text_of(cell) for _number, cells in grid.rows[:first] for cell in cells]
    table = Table(
        name=grid.name if named else "",
        header_row=grid.rows[last][0] + 1,
        headings={},
        unknown=[plain_heading(heading) for key, heading in names if key is None and plain_heading(heading)],
        kind_words=_kind_words([grid.name, *title_texts]),
        day=_day_among(grid.rows[:first]),
    )
    sheet.tables.append(table)
    sheet.unknown += [one for one in table.unknown if one not in sheet.unknown]
    columns: list[tuple[int, str]] = []
    for at, (key, heading) in enumerate(names):
        if key is None:
            continue
        columns.append((at, key))
        heading = plain_heading(heading)
        if key not in table.headings:
            table.headings[key] = heading
        elif key not in JOINED:
            message = _("“%(one)s”与“%(other)s”是同一项，请只保留一列。") % {
                "one": heading,
                "other": table.headings[key],
            }
            sheet.errors.append(RowError(table.header_row, heading, message, table.name))
    sheet.rows += _rows(grid, last + 1, table, columns)


def _kind_words(texts: Iterable[str]) -> frozenset[str]:
    """建议 or 提案, when the texts name just one of them."""
    text = "".join(texts)
    found = frozenset(word for word in ("建议", "提案") if word in text)
    return found if len(found) == 1 else frozenset()


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


def _rows(grid: Grid, start: int, table: Table, columns: list[tuple[int, str]]) -> list[Row]:
    """The items' rows below the header: without totals, tails and headings of sections, cells merged downwards filled in."""
    header = [plain_heading(str(cell)) for cell in grid.rows[start - 1][1]]
    down, same_item = _merged_downwards(grid, table.header_row, columns)
    kind_words = table.kind_words
    found: list[Row] = []
    open_rows: dict[int, list[tuple[Row, set[str]]]] = {}
    for number, cells in grid.rows[start:]:
        texts = [text for cell in cells if (text := text_of(cell))]
        if not texts or [plain_heading(str(cell)) for cell in cells] == header:
            continue
        if _is_total(texts):
            continue
        values = _values(cells, columns)
        if len(texts) == 1 and "title" not in values:
            if _HEADING_OF_ROWS.match(texts[0]) or (_kind_words(texts) and not texts[0][0].isdigit()):
                kind_words = _kind_words(texts) or table.kind_words
                continue
            if set(values) <= {"serial"} or _TAIL.match(texts[0]):
                continue
        if _TAIL.match(texts[0]) and text_of(values.get("number")) in ("", texts[0]):
            continue
        own = set(values)
        for at, key in columns:
            if key not in values and (number, at) in down:
                values[key] = down[number, at]
        if set(values) <= {"serial"}:
            continue
        row = Row(table, number + 1, values, kind_words)
        if (item := same_item.get(number)) is not None:
            open_rows.setdefault(item, []).append((row, own))
            if len(open_rows[item]) > 1:
                continue
        found.append(row)
    for parts in open_rows.values():
        parts[0][0].cells = _together(parts)
    return found


def _is_total(texts: list[str]) -> bool:
    return any(_TOTAL.match(plain_heading(text)) for text in texts[:3] if len(text) <= 20)


def _values(cells: list[Cell], columns: list[tuple[int, str]]) -> dict[str, Cell]:
    values: dict[str, Cell] = {}
    for at, key in columns:
        cell = cells[at] if at < len(cells) else None
        text = text_of(cell)
        if not text:
            continue
        if key in values and key in JOINED:
            values[key] = f"{text_of(values[key])}{JOINED[key]}{text}"
        else:
            values.setdefault(key, unescaped(text) if isinstance(cell, str) else cell)
    return values


def _merged_downwards(grid: Grid, header_row: int, columns: list[tuple[int, str]]):
    """What merged cells put into the rows they run down to; and which rows are one item's, its number being merged."""
    by_number = dict(grid.rows)
    keys = dict(columns)
    down: dict[tuple[int, int], Cell] = {}
    same_item: dict[int, int] = {}
    for top, left, bottom, _right in grid.merged:
        if bottom == top or top < header_row or left not in keys:
            continue
        cells = by_number.get(top, [])
        value = cells[left] if left < len(cells) else None
        if not (text := text_of(value)):
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
