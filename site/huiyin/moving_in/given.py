"""A setup file as it was filled in (填写的开办资料): values by sheet, row and entry, each still knowing its place."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from huiyin.moving_in.sheets import OFFICE, SHEETS, Entry, SetupSheet
from tracking.ledger.faults import Fault
from tracking.ledger.grid import Grid, Unreadable
from tracking.ledger.opening import grids_of
from tracking.wording import clean_line, read_date
from tracking.wording.local import speaking, words_here
from tracking.wording.place_words import PlaceWords, words_of

YES, NO = {"是", "有", "√", "true", "1", "yes"}, {"否", "无", "×", "false", "0", "no"}
_APART = re.compile(r"[、，,;；/\n]+")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a file: where it stands, and a sentence that says what to do."""

    sheet: str
    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        row = _("第%(row)s行") % {"row": self.row} if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        return "：".join(one for one in (f"{self.sheet}{row}{column}", self.message) if one)


@dataclass(slots=True)
class GivenRow:
    """One thing that the file says, with its place in the file."""

    sheet: SetupSheet
    row: int
    "The row's number in Excel; in a TOML file the place of its table, from 1."
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    "On a sheet that is filled in once each entry has a row of its own."
    is_faulty: bool = False
    "Whether something in it could not be read: it is told, and not looked at further."

    def trouble(self, key: str, message: str) -> Trouble:
        """A trouble with one of its entries."""
        entry = next((one for one in self.sheet.entries if one.key == key), None)
        return Trouble(self.sheet.name, self.places.get(key, self.row), entry.head if entry else "", message)


@dataclass(slots=True)
class Given:
    """All that a file says, and what could not be read in it."""

    rows: dict[str, list[GivenRow]] = field(default_factory=lambda: {one.key: [] for one in SHEETS})
    troubles: list[Trouble] = field(default_factory=list)

    def tell(self, row: GivenRow, key: str, message: str) -> None:
        """Note what could not be read in a row, once for each place: the row is not looked at further."""
        row.is_faulty = True
        trouble = row.trouble(key, message)
        if all(
            (one.sheet, one.row, one.column) != (trouble.sheet, trouble.row, trouble.column) for one in self.troubles
        ):
            self.troubles.append(trouble)

    def alone(self, sheet: SetupSheet) -> "Given":
        """What the file says on one of its sheets."""
        rows = {one.key: self.rows[one.key] if one is sheet else [] for one in SHEETS}
        return Given(rows, [one for one in self.troubles if one.sheet == sheet.name])

    def whole(self, sheet: SetupSheet) -> list[GivenRow]:
        """The rows of a sheet that could be read."""
        return [row for row in self.rows[sheet.key] if not row.is_faulty]

    def once(self, sheet: SetupSheet) -> GivenRow | None:
        """The one row of a sheet that is filled in once; None where it was left empty or could not be read."""
        return next(iter(self.whole(sheet)), None)


def read_setup(data: bytes, name: str) -> Given:
    """Read a workbook or, by its name's ending, a TOML file; raises Unreadable with a sentence for what is neither."""
    given = _read_toml(data) if name.lower().endswith(".toml") else _read_workbook(data)
    if not given.troubles and not any(given.rows.values()):
        raise Unreadable(_("什么也没有填写。"))
    return given


# Workbooks -------------------------------------------------------------------------------------
def _read_workbook(data: bytes) -> Given:
    given, known = Given(), {one.name: one for one in SHEETS}
    grids, _hidden = grids_of(data)
    grids = [one for one in grids if one.rows and one.name != "说明"]
    if not any(one.name in known for one in grids):
        names = "、".join(known)
        raise Unreadable(
            _("工作簿里没有开办资料的表（%(names)s）；模板可用 huiyin setup --template 生成。") % {"names": names}
        )
    office = next((one for one in grids if one.name == OFFICE.name), None)
    if office is not None:
        _read_once(given, OFFICE, office)
    with speaking(_words_said(given)):  # so that a county's file is told of 县直部门
        for grid in grids:
            if (sheet := known.get(grid.name)) is None:
                names = "、".join(known)
                given.troubles.append(
                    Trouble(grid.name, None, "", _("没有这张表；应为：%(names)s。") % {"names": names})
                )
            elif sheet.is_once and sheet is not OFFICE:
                _read_once(given, sheet, grid)
            elif not sheet.is_once:
                read_rows(given, sheet, grid)
    return given


def _words_said(given: Given) -> PlaceWords:
    """How the place calls its organs by the file itself, else as it is known."""
    office = given.once(OFFICE)
    said = office.values if office is not None else {}
    known = {key: said[key] for key in ("level", "above", "section") if key in said}
    return words_of(**known) if known else words_here.current()


def _words(cell: Any) -> str:
    return str(cell).strip() if cell is not None and not isinstance(cell, Fault) else ""


def _read_once(given: Given, sheet: SetupSheet, grid: Grid) -> None:
    row = GivenRow(sheet, grid.rows[0][0] + 1)
    for number, cells in grid.rows:
        head = _words(cells[0]).rstrip("*＊ ") if cells else ""
        entry = sheet.heads.get(head)
        if entry is not None and len(cells) > 1:
            row.places[entry.key] = number + 1
            _take(given, row, entry, cells[1])
        elif head and len(cells) > 1 and _words(cells[1]) and head not in {"项目", sheet.why}:
            given.troubles.append(Trouble(sheet.name, number + 1, head, _unknown(sheet)))
    if row.values:
        _require(given, row)
        given.rows[sheet.key].append(row)


def read_rows(given: Given, sheet: SetupSheet, grid: Grid) -> None:
    """Read the rows of a table below its heads into what is given."""
    header = next((one for one in grid.rows if sum(_head(cell) in sheet.heads for cell in one[1]) >= 2), None)
    if header is None:
        heads = "、".join(sheet.heads)
        given.troubles.append(Trouble(sheet.name, None, "", _("没有找到表头；应有：%(heads)s。") % {"heads": heads}))
        return
    columns = {}
    for at, cell in enumerate(header[1]):
        head = _head(cell)
        if head in sheet.heads:
            columns[at] = sheet.heads[head]
        elif head:
            given.troubles.append(Trouble(sheet.name, header[0] + 1, head, _unknown(sheet)))
    for number, cells in grid.rows:
        if number > header[0] and any(_words(cell) or isinstance(cell, Fault) for cell in cells):
            row = GivenRow(sheet, number + 1)
            for at, entry in columns.items():
                if at < len(cells):
                    _take(given, row, entry, cells[at])
            if row.values:
                _require(given, row)
                given.rows[sheet.key].append(row)


def _head(cell: Any) -> str:
    return re.sub(r"\s", "", _words(cell)).rstrip("*＊")


def _unknown(sheet: SetupSheet) -> str:
    return _("没有这一项；应为：%(heads)s。") % {"heads": "、".join(sheet.heads)}


def _require(given: Given, row: GivenRow) -> None:
    for entry in row.sheet.entries:
        if entry.is_required and not row.values.get(entry.key):
            given.tell(row, entry.key, _("必须填写。"))


def _take(given: Given, row: GivenRow, entry: Entry, cell: Any) -> None:
    if isinstance(cell, Fault):
        given.tell(row, entry.key, cell.sentence)
        return
    if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
        return
    try:
        row.values[entry.key] = value_of(entry, cell)
    except ValueError as why:
        given.tell(row, entry.key, str(why))


# Values ----------------------------------------------------------------------------------------
def value_of(entry: Entry, cell: Any) -> Any:
    """What a cell means for this entry; raises ValueError with a sentence that says what to write."""
    if entry.what not in {"names", "choices"} and isinstance(cell, list | dict):
        raise ValueError(_("这里只写一个值。"))
    words = f"{cell:g}" if isinstance(cell, float) else clean_line(str(cell)).strip()
    match entry.what:
        case "day":
            return read_date(cell)
        case "number":
            if not re.fullmatch(r"\d{1,6}", words):
                raise ValueError(_("“%(words)s”应写成整数。") % {"words": words})
            return int(words)
        case "yes":
            if words.lower() not in YES | NO:
                raise ValueError(_("“%(words)s”应写“是”或“否”。") % {"words": words})
            return words.lower() in YES
        case "names":
            return _names(cell)
        case "choice":
            return _choice(entry, words)
        case "choices":
            return [_choice(entry, one) for one in _names(cell)]
    return words


def _names(cell: Any) -> list[str]:
    given: Iterable[Any] = cell if isinstance(cell, list) else _APART.split(str(cell))
    if not all(isinstance(one, str) for one in given):
        raise ValueError(_('应写成几个名称，例如 ["甲", "乙"]。'))
    names = (clean_line(one).strip() for one in given)
    return list(dict.fromkeys(one for one in names if one))


def _choice(entry: Entry, words: str) -> str:
    found = entry.labels.get(words) or next((value for value in entry.labels.values() if value == words), None)
    found = found or entry.every_label.get(words)
    if found is None:
        known = "、".join(entry.labels)
        raise ValueError(_("没有“%(words)s”；应为：%(known)s。") % {"words": words, "known": known})
    return found


# TOML ------------------------------------------------------------------------------------------
def _read_toml(data: bytes) -> Given:
    try:
        told = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise Unreadable(_("文件不是 UTF-8 编码；请另存为 UTF-8 后再用。")) from problem
    except tomllib.TOMLDecodeError as problem:
        raise Unreadable(_("文件不是正确的 TOML：%(why)s。") % {"why": problem}) from problem
    except RecursionError as problem:
        raise Unreadable(_("文件里一层套一层太多，不是开办资料。")) from problem
    given, known = Given(), {one.key: one for one in SHEETS}
    for key, content in told.items():
        if (sheet := known.get(key)) is None:
            names = "、".join(known)
            given.troubles.append(Trouble(key, None, "", _("没有这一段；应为：%(names)s。") % {"names": names}))
            continue
        for number, table in _tables(given, sheet, content):
            row, entries = GivenRow(sheet, number), {one.key: one for one in sheet.entries}
            for name, value in table.items():
                if (entry := entries.get(name)) is None:
                    message = _("没有这一项；应为：%(names)s。") % {"names": "、".join(entries)}
                    given.troubles.append(Trouble(sheet.name, number, name, message))
                else:
                    _take(given, row, entry, value)
            if row.values or not sheet.is_once:
                _require(given, row)
                given.rows[sheet.key].append(row)
    return given


def _tables(given: Given, sheet: SetupSheet, content: Any) -> Iterator[tuple[int, dict]]:
    fits = isinstance(content, dict) if sheet.is_once else isinstance(content, list)
    tables = [content] if sheet.is_once else content
    if not fits or not all(isinstance(one, dict) for one in tables):
        shape = f"[{sheet.key}]" if sheet.is_once else f"[[{sheet.key}]]"
        given.troubles.append(Trouble(sheet.name, None, "", _("应写成 %(shape)s。") % {"shape": shape}))
        return
    yield from enumerate(tables, start=1)
