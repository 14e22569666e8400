"""One table of a worksheet: what its columns mean, which of them nobody knows, and what its header says of the kind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tracking.ledger.columns import BY_KEY, JOINED, KEPT_WITH_HEADING, plain_heading
from tracking.ledger.faults import Fault
from tracking.ledger.grid import Cell, Grid
from tracking.ledger.headers import names_of
from tracking.ledger.text import text_of

_TELLING = frozenset({"number", "title", "first", "co_signers", "delegation", "text", "category", "collective"})
"Columns whose headings tell the kind: 建议编号、领衔代表 or 提案号、提案人."
_WORDS = {"建议": ("建议", "代表"), "提案": ("提案", "委员", "界别")}


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
    """One table's header: what its columns are called here, and what stands above it."""

    name: str
    header_row: int
    headings: dict[str, str] = field(default_factory=dict)
    "Key → heading as it stands in the file."
    columns: list[tuple[int, str, str]] = field(default_factory=list)
    "Place, key and label of every column that is read; a label is put before the cell's text."
    unknown: list[tuple[int, str]] = field(default_factory=list)
    "Place and heading of every column that is not."
    kind_words: frozenset[str] = frozenset()
    "建议 or 提案, where the nearest heading above, the worksheet or the header itself names one of them."
    day: date | None = None
    "The day in the rows above the header (填报日期)."
    above: tuple[str, ...] = ()
    "The worksheet's name, and what stands above the header: the list's title, 填报单位 and the like."

    def heading(self, key: str) -> str:
        """What the file calls a column, or what we call it when the file has none."""
        return self.headings.get(key) or BY_KEY[key].heading


def read_header(
    grid: Grid, first: int, last: int, name: str, answers: Mapping[str, str]
) -> tuple[Table, list[RowError]]:
    """The table whose header stands in these rows, and what is wrong with it.

    `answers` says of headings which column they are read as, or with "" that they are not read.
    """
    table = Table(name, header_row=grid.rows[last][0] + 1)
    errors = [
        RowError(grid.rows[place][0] + 1, column_letter(at), cell.sentence, name)
        for place in range(first, last + 1)
        for at, cell in enumerate(grid.rows[place][1])
        if isinstance(cell, Fault) and not cell.is_note
    ]
    for at, (key, shown) in enumerate(names_of(grid, first, last)):
        heading = plain_heading(shown)
        if not heading:
            continue
        key = answers.get(heading, key) or None
        if key is None:
            table.unknown.append((at, heading))
            continue
        label = heading if heading in KEPT_WITH_HEADING.get(key, ()) else ""
        table.columns.append((at, key, label))
        if key not in table.headings:
            table.headings[key] = heading
        elif key not in JOINED:
            told = {"one": heading, "other": table.headings[key]}
            message = _("“%(one)s”与“%(other)s”是同一项，请只保留一列。") % told
            errors.append(RowError(table.header_row, heading, message, name))
    return table, errors


def kind_words(texts: Iterable[str]) -> frozenset[str]:
    """建议 or 提案, when the texts name just one of them."""
    text = "".join(texts)
    found = frozenset(word for word in _WORDS if word in text)
    return found if len(found) == 1 else frozenset()


def nearest_kind(grid: Grid, places: Iterable[int]) -> frozenset[str]:
    """The kind that the nearest of these rows names (一、人大代表建议); a row that names both says nothing."""
    for place in places:
        if found := kind_words(text_of(cell) for cell in grid.rows[place][1]):
            return found
    return frozenset()


def kind_of_header(table: Table) -> frozenset[str]:
    """The kind that the headings tell where they speak of one only: 建议编号、领衔代表, or 提案号、提案人."""
    said = "".join(heading for key, heading in table.headings.items() if key in _TELLING).replace("代表团", "")
    found = frozenset(kind for kind, words in _WORDS.items() if any(word in said for word in words))
    return found if len(found) == 1 else frozenset()


def column_letter(at: int) -> str:
    """What Excel calls a column: A, B, … AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cells_below(grid: Grid, last: int, end: int, at: int) -> Iterator[Cell]:
    """The cells of a column below the header, blank ones left out."""
    for _number, cells in grid.rows[last + 1 : end]:
        if at < len(cells) and text_of(cells[at]):
            yield cells[at]
