"""Tables in a web page, or in Excel's XML of 2003, which other systems name .xls or .xlsx: read as plain grids.

Only the text of cells is taken; nothing of a page is run, fetched or drawn.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST_ROWS, MOST_COLUMNS, MOST_TABLES = 100_001, 501, 200
_ROWS = {"tr", "row"}
_CELLS = {"td", "th", "cell"}
_BREAKS = {"br", "p", "div", "li"}
_UNREAD = {"script", "style", "title", "option", "noscript"}


class TooLarge(Exception):
    """The page holds a table that is larger than any ledger."""


@dataclass
class _Table:
    """One table while it is read."""

    name: str
    rows: list[list] = field(default_factory=list)
    merged: list[list[int]] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)
    "Columns that a cell further up still covers, and for how many rows."
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    picture: bool = False

    def begin_row(self, index: int = 0) -> None:
        """A row begins; what cells further up cover is passed over."""
        self.end_cell()
        while index and len(self.rows) < min(index - 1, MOST_ROWS):
            self.rows.append([])
        if len(self.rows) >= MOST_ROWS:
            raise TooLarge
        self.below = {at: left - 1 for at, left in self.below.items() if left > 1}
        self.rows.append([])

    def begin_cell(self, columns: int, rows: int, index: int = 0) -> None:
        """A cell begins at the next column that is free."""
        self.end_cell()
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        while len(row) < index - 1 or len(row) in self.below:
            row.append("")
            if len(row) > MOST_COLUMNS:
                raise TooLarge
        self.cell, self.picture = [], False
        self.span = (min(max(columns, 1), MOST_COLUMNS), min(max(rows, 1), 10_000))

    def end_cell(self) -> None:
        """A cell ends; it may cover further columns and rows."""
        if self.cell is None:
            return
        row, (columns, rows) = self.rows[-1], self.span
        text = re.sub(r"[ \t\r\f]*\n\s*", "\n", re.sub(r"[ \t\r\f]+", " ", "".join(self.cell))).strip()
        place, at = len(self.rows) - 1, len(row)
        columns = max(1, min(columns, MOST_COLUMNS - at))
        row += [{"fault": "picture", "text": ""} if self.picture and not text else text] + [""] * (columns - 1)
        if len(row) > MOST_COLUMNS:
            raise TooLarge
        if columns > 1 or rows > 1:
            self.merged.append([place, at, place + rows - 1, at + columns - 1])
        if rows > 1:
            self.below |= dict.fromkeys(range(at, at + columns), rows)
        self.cell = None

    def as_grid(self) -> dict:
        """The table as JSON holds it; a range that runs past the last row ends with it."""
        self.end_cell()
        last = len(self.rows) - 1
        rows = [[number, cells] for number, cells in enumerate(self.rows) if any(cell != "" for cell in cells)]
        merged = [[top, left, min(bottom, last), right] for top, left, bottom, right in self.merged]
        return {"name": self.name, "visible": True, "rows": rows, "merged": merged}


class _Page(HTMLParser):
    """A page's tables, those inside others by themselves."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Table] = []
        self.open: list[_Table] = []
        self.unread: list[str] = []
        self.name = ""
        self.above: list[str] = []
        self.caption: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """Begin a table, a row or a cell, or note what is inside one."""
        tag, said = tag.rpartition(":")[2], {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag in _UNREAD and not (tag == "option" and "selected" in said):
            self.unread.append(tag)
        elif tag == "worksheet":
            self.name = said.get("name", "")
        elif tag == "table":
            if len(self.found) >= MOST_TABLES:
                raise TooLarge
            table = _Table(self.name or " ".join(self.above[-3:])[:60])
            self.open.append(table)
            self.found.append(table)
        elif tag == "caption":
            self.caption = []
        elif self.open and tag in _ROWS:
            self.open[-1].begin_row(_number(said.get("index")))
        elif self.open and tag in _CELLS:
            columns = _number(said.get("colspan")) or _number(said.get("mergeacross")) + 1
            rows = _number(said.get("rowspan")) or _number(said.get("mergedown")) + 1
            self.open[-1].begin_cell(columns, rows, _number(said.get("index")))
        elif self.open and self.open[-1].cell is not None:
            if tag in _BREAKS:
                self.open[-1].cell.append("\n")
            elif tag == "img":
                self.open[-1].picture = True
            elif tag == "input" and said.get("type", "text").lower() == "text":
                self.open[-1].cell.append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """End the table, row or cell that was begun."""
        tag = tag.rpartition(":")[2]
        if tag == "select":
            self.unread = [one for one in self.unread if one != "option"]
        elif tag in self.unread:
            del self.unread[self.unread.index(tag) :]
        elif tag == "caption" and self.caption is not None:
            if self.open:
                self.open[-1].name = "".join(self.caption).strip()[:60]
            self.caption = None
        elif self.open and tag in _CELLS:
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self.open.pop().end_cell()

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell, of a caption, or above a table."""
        if self.unread:
            return
        if self.caption is not None:
            self.caption.append(data)
        elif not self.open:
            if text := data.strip():
                self.above.append(text[:60])
        elif self.open[-1].cell is not None:
            self.open[-1].cell.append(data.replace("\n", " "))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


def grids_of_page(text: str) -> dict:
    """The tables of a page, each a worksheet; {"problem": …} where there is none, or one that no office has."""
    page = _Page()
    try:
        page.feed(text)
        page.close()
    except TooLarge:
        return {"problem": "large"}
    grids = [table.as_grid() for table in page.found]
    if not any(grid["rows"] for grid in grids):
        return {"problem": "no table"}
    return {"sheets": grids, "broken": []}
