"""A file as grids of cells, before its cells are interpreted; or one sentence why it can't be read."""

from dataclasses import dataclass, field
from datetime import date

from tracking.ledger.faults import Fault

MOST_COLUMNS = 500
MOST_ROWS = 100_000

Cell = str | int | float | bool | date | Fault | None


class Unreadable(Exception):
    """A file from which no rows can be read; its text is a sentence in Chinese that says why and what to do."""


@dataclass(slots=True)
class Grid:
    """One worksheet as it lies in the file: rows by their number in Excel less one, and merged ranges."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    "First row, first column, last row, last column; all from 0."
