"""移交清单: the pieces of a package in a workbook, which goes out with it and comes back with what the platform gave.

It comes back whole or not at all: what is wrong is told by row and column, and nothing is entered until all is right. A
list exported by the platform itself is read too, where it has titles and addresses: its rows are known by their titles.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.handover.packing import Parcel
from publishing.models import DISCLOSURE_TYPES
from publishing.review import upper
from publishing.review.upper import Given, ListRefused
from tracking.ledger.faults import Fault
from tracking.ledger.opening import Cell, Grid, Unreadable, grids_of, read_bytes, why_nothing
from tracking.ledger.text import escaped, folded, one_line, text_of, unescaped
from tracking.models import is_web_address
from tracking.models.accounts import Account
from tracking.wording import read_date

NAME = "移交清单.xlsx"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("本系统编号", "编号"),
    "title": ("标题", "名称", "信息标题", "文章标题"),
    "column": ("栏目路径",),
    "folder": ("文件夹",),
    "url": ("网址", "链接", "公开网址", "访问地址", "URL"),
    "at": ("平台发布时间", "发布时间", "发布日期"),
    "index": ("平台索引号", "索引号"),
}
"The columns by key: our heading, and what platforms call theirs."
WIDTHS = {"number": 12, "title": 50, "column": 40, "folder": 30, "url": 60, "at": 20, "index": 26}
_NEEDED = ("url", "at")
_SEARCHED = 20
"Rows in which the heading is looked for."


def heading(key: str) -> str:
    """What our list calls a column."""
    return COLUMNS[key][0]


# Going out ---------------------------------------------------------------------------------------
def write(pieces: Iterable[Parcel]) -> bytes:
    """The list that goes with a package; the last three columns are for the platform's editor."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("移交清单")
    sheet.append([heading(key) for key in COLUMNS])
    for piece in pieces:
        path = next((one.value for one in piece.fields if one.key == "column_path"), "")
        sheet.append([piece.page.pk, escaped(piece.page.title), escaped(path), escaped(piece.folder), "", "", ""])
    for letter, width in zip("ABCDEFG", WIDTHS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row[1:]:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


# Coming back -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a list: where it is (row as in Excel, column by its heading), and why."""

    row: int | None
    column: str
    why: str

    def __str__(self) -> str:
        place = _("第%(row)s行") % {"row": self.row} if self.row is not None else ""
        place += _("“%(column)s”栏") % {"column": self.column} if self.column else ""
        return f"{place}：{self.why}" if place else self.why

    def as_json(self) -> dict:
        """For other programs."""
        return {"row": self.row, "column": self.column, "message": self.why}


@dataclass(frozen=True, slots=True)
class ReturnedList:
    """A list as it was read: what is to be entered, the row of each, what is wrong, and how many rows are still blank."""

    given: list[Given]
    rows: list[int]
    problems: list[Problem]
    blank: int = 0


def read(source: str | Path | BinaryIO, name: str) -> ReturnedList:
    """Read a list that came back; nothing is entered."""
    try:
        data = read_bytes(source)
        grids, _hidden = grids_of(data, moments=True)
    except Unreadable as problem:
        return ReturnedList([], [], [Problem(None, "", str(problem))])
    for grid in grids:
        if (found := _header(grid)) is not None:
            return _read(grid, *found, name)
    why = why_nothing(data, name) or _("没有找到表头：要有“网址”和“平台发布时间”两栏，还要有“本系统编号”或“标题”。")
    return ReturnedList([], [], [Problem(None, "", why)])


def enter(returned: ReturnedList, *, account: Account, platform: str) -> int:
    """Enter all of a list or nothing; what is refused is told by its row (ListRefused.problems as Problem)."""
    if not returned.problems:
        try:
            return len(upper.enter_list(returned.given, account=account, platform=platform))
        except ListRefused as why:
            returned.problems.extend(Problem(returned.rows[place], "", said) for place, said in why.problems)
    return 0


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The place of the heading among the rows, and the columns known in it."""
    names = {folded(name).upper(): key for key, many in COLUMNS.items() for name in many}
    for place, (_number, cells) in enumerate(grid.rows[:_SEARCHED]):
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            key = names.get(folded(text_of(cell)).upper()) if not isinstance(cell, Fault) else None
            if key is not None:
                found.setdefault(key, at)
        if {*_NEEDED} <= found.keys() and found.keys() & {"number", "title"}:
            return place, found
    return None


def _read(grid: Grid, header: int, columns: Mapping[str, int], name: str) -> ReturnedList:
    known = _Known()
    found = ReturnedList([], [], [])
    blank = 0
    for number, cells in grid.rows[header + 1 :]:
        row = _Row(number + 1, cells, columns)
        if not any(row.text(key) for key in ("number", "title", "url", "at", "index")):
            continue
        if not row.text("url") and not row.text("at"):
            blank += 1
            continue
        given = row.given(known, f"{name} 第{row.number}行"[-150:])
        found.problems.extend(row.problems)
        if given is not None:
            found.given.append(given)
            found.rows.append(row.number)
    _find_doubles(found)
    if not found.given and not found.problems:
        found.problems.append(Problem(None, "", _("清单里没有填写网址和平台发布时间的行，没有可以登记的。")))
    return ReturnedList(found.given, found.rows, sorted(found.problems, key=lambda one: one.row or 0), blank)


def _find_doubles(found: ReturnedList) -> None:
    """Two rows of one piece, or with one address."""
    for what, key in (("url", lambda one: one.url), ("number", lambda one: one.page.pk)):
        first: dict[object, int] = {}
        for given, row in zip(found.given, found.rows, strict=True):
            earlier = first.setdefault(key(given), row)
            if earlier != row:
                why = _("与第%(row)s行相同。") % {"row": earlier}
                found.problems.append(Problem(row, heading(what), why))


class _Known:
    """The pages that a row may be about, by number and by title."""

    def __init__(self) -> None:
        pages = [page for model in DISCLOSURE_TYPES for page in model.objects.order_by("pk")]
        self.by_number: dict[str, Page] = {str(page.pk): page for page in pages}
        self.by_title: dict[str, list[Page]] = {}
        for page in pages:
            self.by_title.setdefault(folded(page.title), []).append(page)


class _Row:
    """One row as it is read."""

    def __init__(self, number: int, cells: list[Cell], columns: Mapping[str, int]):
        self.number = number
        self.problems: list[Problem] = []
        self._cells = {key: cells[at] if at < len(cells) else None for key, at in columns.items()}
        self._heads = columns

    def text(self, key: str) -> str:
        """A cell's words."""
        cell = self._cells.get(key)
        return unescaped(one_line(text_of(cell))) if not isinstance(cell, Fault) else str(cell)

    def refuse(self, key: str, why: str) -> None:
        """Something is wrong with this cell."""
        self.problems.append(Problem(self.number, heading(key), why))

    def given(self, known: _Known, came_from: str) -> Given | None:
        """What the row says; None where anything is wrong with it."""
        for key, cell in self._cells.items():
            if isinstance(cell, Fault) and not cell.is_note:
                self.refuse(key, cell.sentence)
        page, url, at = self._page(known), self._url(), self._at()
        index = self.text("index")
        if len(index) > 100:
            self.refuse("index", _("索引号超过100字。"))
        if self.problems or page is None or at is None:
            return None
        return Given(page, url, at, index, came_from)

    def _page(self, known: _Known) -> Page | None:
        number, title = self.text("number").removesuffix(".0"), self.text("title")
        if number:
            page = known.by_number.get(number)
            if page is None:
                self.refuse("number", _("没有编号为“%(number)s”的稿件。") % {"number": number[:20]})
            elif title and folded(title) != folded(page.title):
                words = _("编号%(number)s是《%(title)s》，与这一行的标题不同。")
                self.refuse("title", words % {"number": number, "title": page.title})
            return page
        if not title:
            self.refuse("title", _("没有编号也没有标题，不知道是哪一篇。"))
            return None
        found = known.by_title.get(folded(title), [])
        if len(found) == 1:
            return found[0]
        words = _("有%(n)s篇同名的稿件，请填写本系统编号。") if found else _("没有标题是“%(title)s”的稿件。")
        self.refuse("title", words % {"n": len(found), "title": title[:60]})
        return None

    def _url(self) -> str:
        url = self.text("url")
        if not url:
            self.refuse("url", _("有发布时间，没有网址。"))
            return url
        try:
            is_web_address(url)
        except ValidationError as problem:
            self.refuse("url", "".join(problem.messages))
        if len(url) > 500:
            self.refuse("url", _("网址超过500字。"))
        return url

    def _at(self) -> datetime | None:
        text = self.text("at")
        if not text:
            self.refuse("at", _("有网址，没有平台发布时间。"))
            return None
        try:
            return read_moment(self._cells["at"] if not isinstance(self._cells["at"], str) else text)
        except ValueError as problem:
            self.refuse("at", str(problem))
            return None


def read_moment(cell: Cell) -> datetime:
    """A moment as platforms show it: 2024-08-08 10:30, 2024年8月8日 10:30:05, a day alone, a cell of Excel."""
    if isinstance(cell, datetime):
        return timezone.make_aware(cell.replace(tzinfo=None))
    text = text_of(cell).replace("：", ":")
    day = read_date(cell if not isinstance(cell, str) else text)
    if day is None:
        raise ValueError(_("“%(text)s”不是时间，请写成 2024-08-08 10:30 这样。") % {"text": text[:20]})
    clock = _clock(text) if isinstance(cell, str) else time()
    return timezone.make_aware(datetime.combine(day, clock))


def _clock(text: str) -> time:
    """The time of day at the end of a text; midnight where there is none."""
    tail = text.replace("T", " ").split()[-1]
    if ":" not in tail:
        return time()
    try:
        hour, minute, *_seconds = (int(one) for one in tail.split(".")[0].split(":"))
        return time(hour, minute)
    except ValueError as problem:
        raise ValueError(_("“%(text)s”里的时刻不对，请写成 2024-08-08 10:30 这样。") % {"text": text[:20]}) from problem
