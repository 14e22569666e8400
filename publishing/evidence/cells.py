"""Tables in plain text (表格): a header and rows of one label and as many numbers, a line a row, or a line a cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from publishing.evidence import words
from publishing.evidence.reading import NOTHING

WHOLE = re.compile("(?:合|总|共|小)计(?:件数|数)?(?:[（(]件[)）])?")
_SHOWS_NOTHING = dict.fromkeys(map(ord, NOTHING))
_CELL = re.compile(r"[^\s|｜]+")
_NUMBER = re.compile("[0-9０-９]{1,7}(?:件|项)?")
_SHARE = re.compile(r"[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,4})?[%％]?")
_SHARE_HEAD = re.compile(
    "(?:所?占)?(?:比例?|比重|百分比|占比)(?:[（(](?:%|％|占总数)?[)）])?|占(?:总数|合计)(?:的?比[例重])?(?:[（(][%％][)）])?"
)
_OF_ITEMS = re.compile("件|建议|提案|议案|主办|会办|协办|满意|[A-DＡ-Ｄ甲乙丙丁]类")
_WIDEST = 30
_WIDTHS = (3, 4, 5, 2)
"Numbers of columns to try for a table whose cells stand one below the other; two fit almost anything, so they come last."
_FEWEST_ROWS = 3
_LONGEST_CELL = 16
_SENTENCE = re.compile("[。，,；;！!？?]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and where they stand in the text as given."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> int | None:
        """Its number; None where it holds anything else."""
        return int(self.text.rstrip("件项")) if _NUMBER.fullmatch(self.text) else None

    @property
    def share(self) -> Decimal | None:
        """Its percentage, with or without the sign; None where it holds anything else."""
        return Decimal(self.text.rstrip("%％").replace("．", ".")) if _SHARE.fullmatch(self.text) else None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its header, its rows, and the line above it."""

    heads: list[Cell]
    rows: list[list[Cell]]
    caption: str

    @property
    def share_columns(self) -> list[int]:
        """The columns of shares (占比) that have a column of counts before them."""
        named = [place for place, head in enumerate(self.heads) if place > 1 and _SHARE_HEAD.fullmatch(head.text)]
        return [place for place in named if self.counts_before(place)]

    def counts_before(self, place: int) -> int:
        """The column of counts that a column of shares belongs to: the nearest before it; 0 where there is none."""
        for column in range(place - 1, 0, -1):
            if not _SHARE_HEAD.fullmatch(self.heads[column].text):
                return column if all(row[column].value is not None for row in self.rows) else 0
        return 0

    def whole_of(self, column: int) -> int | None:
        """The number of a column in the row 合计; None without such a row."""
        return next((row[column].value for row in self.rows if WHOLE.fullmatch(row[0].text)), None)

    @property
    def counted(self) -> list[tuple[str, Cell]]:
        """The cells that count items, with the words of their row and column; none in a table of other things."""
        said = self.caption + "".join(cell.text for cell in [*self.heads, *(row[0] for row in self.rows)])
        if not _OF_ITEMS.search(said):
            return []
        shares = set(self.share_columns)
        return [
            (f"{row[0].text}{head.text}", cell)
            for row in self.rows
            for place, (head, cell) in enumerate(zip(self.heads, row, strict=True))
            if place and place not in shares and cell.value is not None and not words.is_unit(head.text)
        ]


def tables(raw: str) -> Iterator[Table]:
    """Every table of a text, whether its rows or its cells stand on lines of their own."""
    yield from _lying(raw)
    yield from _standing(raw)


def _lying(raw: str) -> Iterator[Table]:
    """Find tables whose rows are lines of text: a label and as many cells as the header has."""
    heads: list[Cell] = []
    rows: list[list[Cell]] = []
    place, above, caption = 0, "", ""
    for line in [*raw.splitlines(keepends=True), ""]:
        cells = [
            Cell(one[0].translate(_SHOWS_NOTHING), place + one.start(), place + one.end())
            for one in _CELL.finditer(line)
        ][: _WIDEST + 1]
        place += len(line)
        if line and all(set(cell.text) <= set("-—:+=") for cell in cells):
            continue
        if len(cells) == len(heads) > 2 and cells[0].value is None and cells[1].value is not None:
            rows.append(cells)
            continue
        if len(rows) > 1:
            yield Table(heads, rows, caption)
        heads, rows = (cells if 2 < len(cells) <= _WIDEST else []), []
        caption, above = above, line.strip()[:60]


def _standing(raw: str) -> Iterator[Table]:
    """Find tables whose cells are lines of text, as copied out of a page: 类别, 件数, 占比, A类, 114, 68.7, B类, 43, …"""
    run: list[Cell] = []
    place, caption = 0, ""
    for line in [*raw.splitlines(keepends=True), "。"]:
        said = "".join(line.split()).translate(_SHOWS_NOTHING)
        if 0 < len(said) <= _LONGEST_CELL and not _SENTENCE.search(said):
            start = place + len(line) - len(line.lstrip())
            run.append(Cell(said, start, place + len(line.rstrip())))
        elif said:
            yield from _stacked(run, caption)
            run, caption = [], said[:60]
        place += len(line)


def _stacked(cells: list[Cell], caption: str) -> Iterator[Table]:
    """Find the table in a run of cells: a caption perhaps, a header, and rows enough to tell that it is one."""
    for first in range(min(len(cells), 6)):
        for width in _WIDTHS:
            heads, rows = cells[first : first + width], []
            if any(cell.share is not None for cell in heads):
                continue
            for place in range(first + width, len(cells) - width + 1, width):
                label, *numbers = cells[place : place + width]
                if label.share is not None or any(cell.share is None for cell in numbers) or numbers[0].value is None:
                    break
                rows.append([label, *numbers])
            if len(rows) >= _FEWEST_ROWS:
                yield Table(heads, rows, caption)
                return
