"""Reading units' sheets as they come back (回填表): whose they are, and which cells were filled in; merging.py checks them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from tracking.ledger.faults import Fault
from tracking.ledger.opening import Cell, Grid, Unreadable, grids_of, is_packed, read_bytes, why_nothing
from tracking.ledger.text import folded, text_of, unescaped
from tracking.ledger.unit_sheets.layout import HEADINGS, OPEN, SHEET_COLUMNS, RowMark, SheetMark

MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """What is wrong with a cell, a row or a file, or why a row is left out: file, row as in Excel, column, reason."""

    file: str
    row: int | None
    column: str | None
    message: str

    def as_json(self) -> dict:
        """The JSON form of `import_sheets --json`."""
        return {"file": self.file, "row": self.row, "column": self.column, "message": self.message}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in Excel, its mark, and its cells by key."""

    number: int
    mark: RowMark | None
    cells: dict[str, Cell]

    def text(self, key: str) -> str:
        """A cell's text."""
        return unescaped(text_of(self.cells.get(key)))

    @property
    def is_filled(self) -> bool:
        """Whether the unit wrote anything into it."""
        return any(self.text(column.key) for column in OPEN)


@dataclass(slots=True)
class UnitSheet:
    """One worksheet of one unit."""

    file: str
    sha256: str
    mark: SheetMark
    rows: list[SheetRow] = field(default_factory=list)
    notes: list[SheetFinding] = field(default_factory=list)
    "Cells that are left out, and why; the import goes on."


def read_sheets(files: Iterable[tuple[str, str | Path | BinaryIO]]) -> tuple[list[UnitSheet], list[SheetFinding]]:
    """The sheets in these files (name and content), each file once, and what can't be read."""
    sheets: list[UnitSheet] = []
    findings: list[SheetFinding] = []
    seen: set[str] = set()
    for place, (name, source) in enumerate(files):
        if place >= MOST_FILES:
            why = _("一次最多导入%(most)s个文件，请分几次导入。") % {"most": MOST_FILES}
            findings.append(SheetFinding(name, None, None, why))
            break
        try:
            data = read_bytes(source)
            digest = sha256(data).hexdigest()
            if digest in seen:
                continue
            seen.add(digest)
            if not is_packed(data):
                raise Unreadable(_no_workbook(data, name))
            grids, _hidden = grids_of(data)
            found = [one for grid in grids if (one := _sheet(grid, name, digest, findings)) is not None]
        except Unreadable as problem:
            findings.append(SheetFinding(name, None, None, str(problem)))
            continue
        if not found and not any(one.file == name for one in findings):
            why = why_nothing(data, name) or _(
                "不是本系统导出的承办单位回填表，或者隐藏的“识别码”列被删改；请重新导出，把内容填到新表上。"
            )
            findings.append(SheetFinding(name, None, None, why))
        sheets += found
    return sheets, findings


def _no_workbook(data: bytes, name: str) -> str:
    """Why plain text (.csv), in which locks, days and the hidden column are gone, is no sheet of a unit."""
    if not name.lower().endswith(".csv") and (why := why_nothing(data, name)):
        return why
    return _("这是 CSV 或普通文字，不是回填表的工作簿；请在导出的 .xlsx 上填写，保存为 .xlsx 后发回。")


def _sheet(grid: Grid, name: str, digest: str, findings: list[SheetFinding]) -> UnitSheet | None:
    """A worksheet whose header bears our mark."""
    header = next(
        (
            (place, at, mark)
            for place, (_number, cells) in enumerate(grid.rows)
            for at, cell in enumerate(cells)
            if (mark := SheetMark.read(cell)) is not None
        ),
        None,
    )
    if header is None:
        return None
    place, mark_at, mark = header
    header_row, headings = grid.rows[place]
    columns = {folded(text_of(cell)): at for at, cell in enumerate(headings)}
    places = {"mark": mark_at}
    for column in SHEET_COLUMNS[:-1]:
        heading = str(column.heading)
        if folded(heading) not in columns:
            why = _("没有“%(heading)s”列：请勿删改表头，请重新导出。") % {"heading": heading}
            findings.append(SheetFinding(name, header_row + 1, heading, why))
        else:
            places[column.key] = columns[folded(heading)]
    if len(places) < len(SHEET_COLUMNS):
        return None
    sheet = UnitSheet(name, digest, mark)
    for number, cells in grid.rows[place + 1 :]:
        named = {key: cells[at] for key, at in places.items() if at < len(cells)}
        row = SheetRow(number + 1, RowMark.read(named.pop("mark", None)), named)
        if row.mark is not None or row.is_filled or row.text("number"):
            findings += _faults(sheet, row)
            sheet.rows.append(row)
    return sheet


def _faults(sheet: UnitSheet, row: SheetRow) -> list[SheetFinding]:
    """The cells of a row whose value nobody can know, as errors; a picture is a note, and its cell a blank one."""
    errors: list[SheetFinding] = []
    for key, cell in row.cells.items():
        if isinstance(cell, Fault):
            finding = SheetFinding(sheet.file, row.number, heading(key), cell.sentence)
            (sheet.notes if cell.is_note else errors).append(finding)
    return errors


def heading(key: str) -> str:
    """What a column is called."""
    return str(HEADINGS[key])
