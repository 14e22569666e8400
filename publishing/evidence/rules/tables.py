"""表格: tables whose rows are lines of text, without units: do rows and columns add up to their 合计?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.reading import LONGEST

RULE = "表格"
_CELL = re.compile(r"[^\s|｜]+")
_NUMBER = re.compile("[0-9０-９]{1,7}(?:件|项)?")
_WHOLE = re.compile("(?:合|总|共|小)计(?:件数|数)?(?:[（(]件[)）])?")
_WIDEST = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and where they stand in the text as given."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> int | None:
        """Its number, where it holds nothing else."""
        return int(self.text.rstrip("件项")) if _NUMBER.fullmatch(self.text) else None


def judge(found: Found) -> Iterator[Finding]:
    """One finding for each row and column of a table that claims to be added up."""
    for heads, rows in _tables(found.reading.raw[:LONGEST]):
        yield from _across(found, heads, rows)
        yield from _down(found, rows)


def _tables(raw: str) -> Iterator[tuple[list[Cell], list[list[Cell]]]]:
    """Header and rows: lines of one label and as many cells as the header, one below the other."""
    heads: list[Cell] = []
    rows: list[list[Cell]] = []
    place = 0
    for line in [*raw.splitlines(keepends=True), ""]:
        cells = [Cell(one[0], place + one.start(), place + one.end()) for one in _CELL.finditer(line)][: _WIDEST + 1]
        place += len(line)
        if line and all(set(cell.text) <= set("-—:+=") for cell in cells):
            continue
        if len(cells) == len(heads) > 2 and cells[0].value is None and cells[1].value is not None:
            rows.append(cells)
            continue
        if len(rows) > 1:
            yield heads, rows
        heads, rows = (cells if 2 < len(cells) <= _WIDEST else []), []


def _across(found: Found, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Iterator[Finding]:
    """主办 52, 会办 46, 合计 98: columns that exclude each other against their total."""
    whole = next((place for place, head in enumerate(heads) if place and _WHOLE.fullmatch(head.text)), 0)
    parts = [place for place in range(1, len(heads)) if place != whole]
    if not whole or len(parts) < 2:
        return
    named = [words.says(heads[place].text) for place in parts]
    if all(words.disjoint(one, other) for one, other in combinations(named, 2)):
        for row in rows:
            yield from _added(found, [row[place] for place in parts], row[whole])


def _down(found: Found, rows: Sequence[Sequence[Cell]]) -> Iterator[Finding]:
    """The last row, 合计, against the rows above it; rows of units may share items."""
    *parts, whole = rows
    named = [words.says(row[0].text) for row in parts]
    if len(parts) < 2 or not _WHOLE.fullmatch(whole[0].text):
        return
    if all(words.disjoint(one, other) for one, other in combinations(named, 2)):
        for place in range(1, len(whole)):
            yield from _added(found, [row[place] for row in parts], whole[place])


def _added(found: Found, parts: Sequence[Cell], whole: Cell) -> Iterator[Finding]:
    values = [one.value for one in parts]
    if whole.value is None or any(value is None for value in values):
        return
    numbers = [value for value in values if value is not None]
    added = sum(numbers)
    agreed = added == whole.value
    said = {"sum": "＋".join(map(str, numbers)) + f"={added}", "total": whole.value}
    message = _("各项相加为%(sum)s，与合计一致。") if agreed else _("各项相加为%(sum)s，与合计%(total)s不符，请核对。")
    verdict = Verdict.OK if agreed else Verdict.CLASH
    quote = found.reading.raw[whole.start : whole.end]
    yield Finding(verdict, RULE, quote, whole.start, whole.end, message % said, str(added), str(whole.value))
