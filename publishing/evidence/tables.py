"""表格: tables in plain text, a line a row or a line a cell; their rows, columns and shares must agree with 合计."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby, islice

from django.utils.translation import gettext as _

from publishing.evidence import rates, vocabulary
from publishing.evidence.judging import Finding, FoundFigure, Verdict
from publishing.evidence.numbers import Number
from publishing.evidence.reading import LONGEST, one_width
from publishing.evidence.shares import agreement, is_near, sentence

RULE = "表格"
_WORDS = vocabulary.words("tables")
_BLANK = dict.fromkeys(map(ord, "|｜"), " ")
_WIDEST, _LONGEST_CELL, _FEWEST_ROWS, _READ = 30, 16, 3, 60
_WIDTHS = (3, 4, 5, 2)
"Numbers of columns to try for a table whose cells stand one below the other; two fit almost anything, so they come last."


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, where they stand in the text as given, and its number; None where it holds anything else."""

    text: str
    start: int
    end: int

    @property
    def number(self) -> Number | None:
        """The number that it is."""
        said = self.text.rstrip("%件项")
        if len(said) > 12 or not said.isascii() or not said.replace(".", "", 1).isdigit():
            return None
        return Number(self.start, self.end, Decimal(said), len(said.partition(".")[2]), "%")

    @property
    def value(self) -> Decimal:
        """How many it tells."""
        return self.number.value if self.number else Decimal(0)

    def says(self, kind: str) -> bool:
        """Whether it names a whole or a share."""
        return any(word in self.text for word in _WORDS[kind])


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its header and its rows."""

    heads: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    caption: str

    def column(self, family: str, *values: str) -> int:
        """The only column that names something and is no rate; 0 where none does, or several."""
        said = [vocabulary.read(head.text).get(family, frozenset()) for head in self.heads]
        told = [n for n, head in enumerate(self.heads) if n and "率" not in head.text and said[n].intersection(values)]
        return told[0] if len(told) == 1 else 0


# 认出表格 ------------------------------------------------------------------------------------------
def find(raw: str) -> list[Table]:
    """Every table of a text."""
    lines = list(_lines(raw[:LONGEST]))
    return [*_lying(lines), *_standing(lines)]


def _lines(raw: str) -> Iterator[list[Cell]]:
    """The cells of every line that holds more than rules."""
    place = 0
    for line in raw.splitlines(keepends=True):
        words, start, cells = line.translate(_BLANK).split()[: _WIDEST + 1], 0, list[Cell]()
        for word in words:
            start = line.index(word, start)
            cells.append(Cell(one_width(word[:_READ]), place + start, place + start + len(word)))
            start += len(word)
        if any(set(cell.text) - set("-—:+=") for cell in cells):
            yield cells
        place += len(line)


def _lying(lines: Sequence[list[Cell]]) -> Iterator[Table]:
    """Tables whose rows are lines of text: a label and as many cells as the header has."""
    heads, rows, above = list[Cell](), list[list[Cell]](), ""
    for cells in [*lines, []]:
        if len(cells) == len(heads) > 2 and cells[0].number is None and cells[1].number is not None:
            rows.append(cells)
            continue
        if len(rows) > 1:
            yield Table(heads, rows, above)
        above = _words(heads)
        heads, rows = (cells if len(cells) <= _WIDEST else []), []


def _standing(lines: Sequence[list[Cell]]) -> Iterator[Table]:
    """Tables whose cells are lines of text, as copied out of a page: 类别, 件数, 占比, A类, 114, 68.7, B类, 43, …"""
    caption = ""
    for is_run, run in groupby(lines, key=_is_cell):
        told = [Cell(_words(cells), cells[0].start, cells[-1].end) for cells in run]
        if is_run:
            yield from islice(_stacked(told, caption), 1)
        caption = told[-1].text[:60]


def _is_cell(cells: Sequence[Cell]) -> bool:
    said = _words(cells)
    return len(said) <= _LONGEST_CELL and not set(said) & set("。,;!?")


def _stacked(cells: Sequence[Cell], caption: str) -> Iterator[Table]:
    for first in range(min(len(cells), 6)):
        for width in _WIDTHS:
            heads, rows = cells[first : first + width], list[Sequence[Cell]]()
            for place in range(first + width, len(cells) - width + 1, width):
                label, *numbers = row = cells[place : place + width]
                if label.number is not None or any(cell.number is None for cell in numbers):
                    break
                rows.append(row)
            if len(rows) >= _FEWEST_ROWS:
                yield Table(heads, rows, caption)


def _words(cells: Iterable[Cell]) -> str:
    return "".join(cell.text for cell in cells)


def counts(tables: Sequence[Table]) -> Iterator[FoundFigure]:
    """The cells that count items, as figures of the report, with the words of their row and column."""
    for table in tables:
        if not vocabulary.read(table.caption + _words([*table.heads, *(row[0] for row in table.rows)])):
            continue
        for label, *cells in table.rows:
            for head, cell in zip(table.heads[1:], cells, strict=True):
                if cell.number is not None and not head.says("share") and cell.text.isdigit():
                    name = f"{label.text}{head.text}"
                    yield FoundFigure(name, int(cell.value), "件", cell.text, cell.start, cell.end)


# 核对 --------------------------------------------------------------------------------------------
def judge(raw: str, tables: Sequence[Table]) -> Iterator[Finding]:
    """Judge each row, column and share of the tables that claims to be added up."""
    for table in tables:
        for parts, whole in _added(table):
            yield _sum(raw, parts, whole)
        for cell, n, d, made_up in _percentages(table):
            if cell.number is not None and n <= d:
                verdict = Verdict[agreement(n, d, cell.number) or ("TRUNC" if made_up else "CLASH")]
                message, right, _value = sentence(verdict, "占比", n, d, cell.number)
                yield _said(raw, cell, verdict, message, right)


def _added(table: Table) -> Iterator[tuple[list[Cell], Cell]]:
    """Parts and their whole: the columns of each row, the rows of each column."""
    whole = next((place for place, head in enumerate(table.heads) if place and head.says("whole")), 0)
    columns = [n for n, head in enumerate(table.heads) if n not in {0, whole} and not head.says("share")]
    said = [vocabulary.read(table.heads[place].text) for place in columns]
    if whole and all(vocabulary.disjoint(one, other) for one, other in combinations(said, 2)):
        yield from (([row[place] for place in columns], row[whole]) for row in table.rows)
    *rows, bottom = table.rows
    # Units share items, so their rows add up to nothing.
    units = [row for row in rows if row[0].text.endswith(_WORDS["unit"])]
    if bottom[0].says("whole") and len(units) < 2:
        for place, head in list(enumerate(table.heads))[1:]:
            if not head.text.endswith(("率", "度")):
                yield [row[place] for row in rows], bottom[place]


def _percentages(table: Table) -> Iterator[tuple[Cell, Decimal, Decimal, bool]]:
    """Shares and rates with their n and d, and whether the column's shares were made to add up to 100."""
    done, base = table.column("progress", "done"), table.column("act", "handled", "received")
    for place, head in list(enumerate(table.heads))[2:]:
        if head.says("share"):
            pairs = [(row[place], row[place - 1].value) for row in table.rows if not row[0].says("whole")]
            told = next((row[place - 1].value for row in table.rows if row[0].says("whole")), Decimal(0))
            whole = told or sum((n for _cell, n in pairs), Decimal(0))
            fitting = sum(bool(cell.number and agreement(n, whole, cell.number)) for cell, n in pairs)
            made_up = all(cell.number is not None and is_near(n, whole, cell.number) for cell, n in pairs)
            if told or fitting * 2 > len(pairs):
                yield from ((cell, n, whole, made_up) for cell, n in pairs)
        elif done and base and rates.canonical(head.text) in {"办结率", "办复率"}:
            yield from ((row[place], row[done].value, row[base].value, False) for row in table.rows)


def _sum(raw: str, parts: Sequence[Cell], whole: Cell) -> Finding:
    added = sum((one.value for one in parts), Decimal(0))
    places = max(one.number.places if one.number else 0 for one in parts)
    # Shares are rounded one by one: a half of the last place may be lost with each.
    is_rounded = places or any("%" in one.text for one in parts)
    agrees = abs(added - whole.value) <= (Decimal(5 * len(parts)).scaleb(-places - 1) if is_rounded else 0)
    said = {"sum": "＋".join(f"{one.value:f}" for one in parts) + f"={added:f}", "total": f"{whole.value:f}"}
    verdict, message = Verdict.CLASH, _("各项相加为%(sum)s，与合计%(total)s不符，请核对。")
    if agrees:
        verdict, message = Verdict.OK, _("各项相加为%(sum)s，与合计一致。")
    return _said(raw, whole, verdict, message % said, f"{added:f}", parts)


def _said(raw: str, cell: Cell, verdict: Verdict, message: str, right: str, parts: Sequence[Cell] = ()) -> Finding:
    quote, places = raw[cell.start : cell.end], tuple((one.start, one.end) for one in [*parts, cell])
    return Finding(verdict, RULE, quote, cell.start, cell.end, message, right, quote, places=places)
