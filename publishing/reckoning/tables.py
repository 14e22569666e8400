"""表格: tables in plain text, a line a row or a line a cell; their rows, columns and shares must agree with 合计."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, FoundFigure, Verdict
from publishing.evidence.reading import LONGEST, NOTHING
from publishing.reckoning import rates, vocabulary
from publishing.reckoning.numbers import Number
from publishing.reckoning.percent import agreement, is_near, written

RULE = "表格"
_CELL = re.compile(r"[^\s|｜]+")
_NUMBER = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,4})?[%件项]?")
_WHOLE = ("合计", "总计", "共计", "小计")
_SHARE_HEADS = ("占比", "比例", "比重", "百分比", "占总数")
_WIDEST, _LONGEST_CELL, _FEWEST_ROWS = 30, 16, 3
_WIDTHS = (3, 4, 5, 2)
"Numbers of columns to try for a table whose cells stand one below the other; two fit almost anything, so they come last."
_HIDDEN = {ord(char): None for char in NOTHING} | dict(
    zip(map(ord, "０１２３４５６７８９．％（）"), "0123456789.%()", strict=True)
)


@dataclass(frozen=True, slots=True)
class PlainCell:
    """One cell: its words, and where they stand in the text as given."""

    text: str
    start: int
    end: int

    @property
    def number(self) -> Decimal | None:
        """Its number; None where it holds anything else."""
        return Decimal(self.text.rstrip("件项%")) if _NUMBER.fullmatch(self.text) else None

    @property
    def is_whole(self) -> bool:
        """Whether it names a total."""
        return self.text.startswith(_WHOLE)

    @property
    def is_share(self) -> bool:
        """Whether it heads shares."""
        return any(word in self.text for word in _SHARE_HEADS)


@dataclass(frozen=True, slots=True)
class PlainTable:
    """One table: its header and its rows."""

    heads: list[PlainCell]
    rows: list[list[PlainCell]]
    caption: str

    def column_of_counts(self, place: int) -> int:
        """The column of counts that a column of shares belongs to; 0 where there is none."""
        return next((column for column in range(place - 1, 0, -1) if not self.heads[column].is_share), 0)

    def whole_of(self, column: int) -> Decimal | None:
        """The number of a column in the row 合计."""
        return next((row[column].number for row in self.rows if row[0].is_whole), None)

    @property
    def parts(self) -> list[list[PlainCell]]:
        """The rows above 合计."""
        return [row for row in self.rows if not row[0].is_whole]


def find(raw: str) -> list[PlainTable]:
    """Every table of a text."""
    return [*_lying(raw[:LONGEST]), *_standing(raw[:LONGEST])]


def _lying(raw: str) -> Iterator[PlainTable]:
    """Tables whose rows are lines of text: a label and as many cells as the header has."""
    heads: list[PlainCell] = []
    rows: list[list[PlainCell]] = []
    place, above = 0, ""
    for line in [*raw.splitlines(keepends=True), ""]:
        cells = [
            PlainCell(one[0].translate(_HIDDEN), place + one.start(), place + one.end())
            for one in _CELL.finditer(line[:2000])
        ][: _WIDEST + 1]
        place += len(line)
        if line and all(set(cell.text) <= set("-—:+=") for cell in cells):
            continue
        if len(cells) == len(heads) > 2 and cells[0].number is None and cells[1].number is not None:
            rows.append(cells)
            continue
        if len(rows) > 1:
            yield PlainTable(heads, rows, above)
        above = "" if rows else "".join(cell.text for cell in heads)[:60]
        heads, rows = (cells if 2 < len(cells) <= _WIDEST else []), []


def _standing(raw: str) -> Iterator[PlainTable]:
    """Tables whose cells are lines of text, as copied out of a page: 类别, 件数, 占比, A类, 114, 68.7, B类, 43, …"""
    run: list[PlainCell] = []
    place, caption = 0, ""
    for line in [*raw.splitlines(keepends=True), "。"]:
        said = "".join(line[:200].split()).translate(_HIDDEN)
        if 0 < len(said) <= _LONGEST_CELL and not set(said) & set("。,，;；!！?？"):
            start = place + len(line) - len(line.lstrip())
            run.append(PlainCell(said, start, place + len(line.rstrip())))
        elif said:
            yield from _stacked(run, caption)
            run, caption = [], said[:60]
        place += len(line)


def _stacked(cells: Sequence[PlainCell], caption: str) -> Iterator[PlainTable]:
    for first in range(min(len(cells), 6)):
        for width in _WIDTHS:
            heads, rows = list(cells[first : first + width]), []
            if any(cell.number is not None for cell in heads):
                continue
            for place in range(first + width, len(cells) - width + 1, width):
                row = list(cells[place : place + width])
                if row[0].number is not None or any(cell.number is None for cell in row[1:]):
                    break
                rows.append(row)
            if len(rows) >= _FEWEST_ROWS:
                yield PlainTable(heads, rows, caption)
                return


def counts(tables: Sequence[PlainTable]) -> Iterator[tuple[str, PlainCell]]:
    """The cells that count items, with the words of their row and column."""
    for table in tables:
        if vocabulary.read(
            table.caption + "".join(cell.text for cell in [*table.heads, *(row[0] for row in table.rows)])
        ):
            for row in table.rows:
                for head, cell in zip(table.heads[1:], row[1:], strict=True):
                    if cell.number is not None and not head.is_share and "." not in cell.text and "%" not in cell.text:
                        yield f"{row[0].text}{head.text}", cell


def figure(label: str, cell: PlainCell) -> FoundFigure:
    """A cell as a figure of the report."""
    return FoundFigure(label, int(cell.number or 0), "件", cell.text, cell.start, cell.end)


def judge(raw: str, tables: Sequence[PlainTable]) -> Iterator[Finding]:
    """Judge each row, column and share of the tables that claims to be added up."""
    for table in tables:
        for told in _added(table):
            yield _sum(raw, *told)
        for cell, n, d, made_up in _percentages(table):
            yield from _share(raw, cell, n, d, made_up)


def _added(table: PlainTable) -> Iterator[tuple[list[PlainCell], PlainCell]]:
    """Parts and their whole: the columns of each row, the rows of each column."""
    whole = next((place for place, head in enumerate(table.heads) if place and head.is_whole), 0)
    columns = [place for place in range(1, len(table.heads)) if place != whole and not table.heads[place].is_share]
    if whole and len(columns) > 1 and _are_apart([table.heads[place] for place in columns]):
        yield from (([row[place] for place in columns], row[whole]) for row in table.rows)
    last = table.rows[-1]
    if last[0].is_whole and len(table.rows) > 2 and not _are_units(table):
        for place in range(1, len(last)):
            if not table.heads[place].text.endswith(("率", "度")):
                yield [row[place] for row in table.rows[:-1]], last[place]


def _are_units(table: PlainTable) -> bool:
    """Whether the rows are units, which share items."""
    return sum(row[0].text.endswith(("局", "办", "委", "镇", "乡", "街道", "中心", "公司")) for row in table.rows) > 1


def _are_apart(cells: Sequence[PlainCell]) -> bool:
    return all(
        vocabulary.disjoint(one, other)
        for one, other in combinations([vocabulary.read(cell.text) for cell in cells], 2)
    )


def _percentages(table: PlainTable) -> Iterator[tuple[PlainCell, Decimal, Decimal, bool]]:
    """Shares and rates with their n and d, and whether the column's shares were made to add up to 100."""
    for place, head in enumerate(table.heads):
        if head.is_share and (column := table.column_of_counts(place)):
            pairs = [(row[place], row[column].number) for row in table.parts]
            base = table.whole_of(column) or sum((n for _cell, n in pairs if n is not None), Decimal(0))
            fitting = sum(bool(n is not None and agreement(n, base, _printed(cell))) for cell, n in pairs)
            if table.whole_of(column) is None and fitting * 2 <= len(pairs):
                continue
            made_up = sum(cell.number or 0 for cell, _n in pairs) == 100 and all(
                n is not None and is_near(n, base, _printed(cell)) for cell, n in pairs
            )
            yield from ((cell, n, base, made_up) for cell, n in pairs if n is not None)
    said = [vocabulary.read(head.text) for head in table.heads]
    bases = [
        place
        for place, one in enumerate(said)
        if place and one.get("act", frozenset()) & {"handled", "received"} and len(one) == 1
    ]
    done = [
        place
        for place, one in enumerate(said)
        if one.get("progress") == {"done"} and "率" not in table.heads[place].text
    ]
    for place, head in enumerate(table.heads):
        if len(bases) == len(done) == 1 and rates.canonical(head.text) in {"办结率", "办复率"}:
            for row in table.rows:
                n, d = row[done[0]].number, row[bases[0]].number
                if n is not None and d:
                    yield row[place], n, d, False


def _printed(cell: PlainCell) -> Number:
    places = len(cell.text.rstrip("%").partition(".")[2])
    return Number(0, 0, cell.number or Decimal(0), places, "%")


def _sum(raw: str, parts: Sequence[PlainCell], whole: PlainCell) -> Finding:
    values = [one.number or Decimal(0) for one in parts]
    added, total = sum(values, Decimal(0)), whole.number or Decimal(0)
    # Shares are rounded one by one: a half of the last place may be lost with each.
    loose = (
        Decimal(len(values)).scaleb(-max(len(one.text.rstrip("%").partition(".")[2]) for one in parts))
        if any("." in one.text or "%" in one.text for one in parts)
        else 0
    )
    agrees = abs(added - total) <= loose
    said = {"sum": "＋".join(f"{value:f}" for value in values) + f"={added:f}", "total": f"{total:f}"}
    message = _("各项相加为%(sum)s，与合计一致。") if agrees else _("各项相加为%(sum)s，与合计%(total)s不符，请核对。")
    return _said(raw, whole, Verdict.OK if agrees else Verdict.CLASH, message % said, f"{added:f}")


def _share(raw: str, cell: PlainCell, n: Decimal, d: Decimal, made_up: bool) -> Iterator[Finding]:
    if cell.number is None or n > d or not d:
        return
    printed = _printed(cell)
    how, right = agreement(n, d, printed), written(n, d, printed)
    said = {"n": f"{n:f}", "d": f"{d:f}", "right": right, "share": cell.text}
    if how == "OK":
        yield _said(raw, cell, Verdict.OK, _("占%(d)s的比例一致。") % said, right)
    elif how or made_up:
        message = _("%(n)s占%(d)s应为%(right)s，表中%(share)s是舍去尾数或为使各项凑成100%%得到的，建议四舍五入。")
        yield _said(raw, cell, Verdict.TRUNC, message % said, right)
    else:
        yield _said(raw, cell, Verdict.CLASH, _("%(n)s占%(d)s应为%(right)s，表中为%(share)s，请核对。") % said, right)


def _said(raw: str, cell: PlainCell, verdict: Verdict, message: str, right: str) -> Finding:
    quote = raw[cell.start : cell.end]
    return Finding(verdict, RULE, quote, cell.start, cell.end, message, right, quote)
