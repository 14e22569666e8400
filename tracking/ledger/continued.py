"""Texts that are longer than a cell (超长文字): continued in further columns, and read back whole.

A spreadsheet cuts a cell off at 32,767 characters. So a column whose texts are longer is followed by columns called
原文（续）, 原文（续2）…, and whoever reads the workbook joins them before anything else.
"""

import re

from tracking.ledger.opening import Cell, Grid
from tracking.wording import of_cells

_CONTINUED = re.compile(r"^(.+?)[（(]续(\d*)[)）]$")


def heading_of(heading: str, piece: int) -> str:
    """What the column of a text's piece is called: its own heading, then 原文（续）, 原文（续2）…"""
    if piece == 0:
        return heading
    return f"{heading}（续{piece if piece > 1 else ''}）"


def joined(grid: Grid) -> Grid:
    """A worksheet with every continued text whole in the column where it begins; the others are left blank."""
    rows = list(grid.rows)
    columns: dict[int, int] = {}
    for place, (number, cells) in enumerate(rows):
        columns = _continued(cells) or columns
        if columns:
            rows[place] = (number, _joined(cells, columns))
    return Grid(grid.name, rows, grid.merged)


def _continued(cells: list[Cell]) -> dict[int, int]:
    """Of a header: the columns that continue another, each with the one where its texts begin."""
    places = {cell.strip(): at for at, cell in reversed(list(enumerate(cells))) if isinstance(cell, str)}
    found = {at: match[1].strip() for text, at in places.items() if (match := _CONTINUED.match(text))}
    return {at: places[heading] for at, heading in sorted(found.items()) if heading in places}


def _joined(cells: list[Cell], columns: dict[int, int]) -> list[Cell]:
    cells = list(cells)
    pieces: dict[int, list[str]] = {}
    for at, begins in columns.items():
        if at < len(cells):
            piece = cells[at]
            if isinstance(piece, str) and piece and not _CONTINUED.match(piece.strip()):
                pieces.setdefault(begins, []).append(piece)
            cells[at] = ""
    for begins, more in pieces.items():
        cells[begins] = str(cells[begins] or "") + of_cells(more)
    return cells
