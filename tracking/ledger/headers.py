"""Where a grid's tables begin: each has a header of its own, in one row or two, and headings that mean columns."""

import re

from tracking.ledger.columns import COLUMNS, WEAK, key_of
from tracking.ledger.opening import Grid

_NUMBER = re.compile(r"\s*第?[0-9０-９][0-9０-９.\-/年月日号\s]*")
HEADER_WITHIN = 30
"How many rows, blank ones not counted, are searched for the first header."


def find_headers(grid: Grid) -> list[tuple[int, int, int]]:
    """Every table of a grid: the first and last place of its header among the rows, and where the next one begins."""
    start = next((place for place in range(min(HEADER_WITHIN, len(grid.rows))) if _header_at(grid, place)), None)
    if start is None:
        return []
    found = [_header_at(grid, start) or (start, start)]
    for place in range(found[0][1] + 1, len(grid.rows)):
        if place > found[-1][1] and _may_be_header(grid, place) and (header := _header_at(grid, place)):
            found.append(header)
    ends = [*(first for first, _last in found[1:]), len(grid.rows)]
    return [(first, last, end) for (first, last), end in zip(found, ends, strict=True)]


def _header_at(grid: Grid, place: int) -> tuple[int, int] | None:
    """The header that begins in this row, of two rows where both together name more columns than one; or None."""
    one = _keys(grid, place, place)
    below = both = frozenset[str]()
    if _may_be_lower_row(grid, place + 1):
        below, both = _keys(grid, place + 1, place + 1), _keys(grid, place, place + 1)
    for keys, last in ((both, place + 1), (one, place)):
        says_more = keys is one or len(keys) > max(len(one), len(below))
        if says_more and len(keys) >= 2 and keys & {"number", "title"}:
            return place, last
    return None


def _may_be_header(grid: Grid, place: int) -> bool:
    """Whether a row further down could be a header of its own: short texts, none of them a number, most of them headings."""
    cells = grid.rows[place][1]
    texts = [cell for cell in cells if cell not in ("", None)]
    if len(texts) < 2 or not all(isinstance(cell, str) and len(cell) <= 30 for cell in texts):
        return False
    if any(_NUMBER.fullmatch(str(cell)) for cell in texts):
        return False
    known = [None if cell in WEAK else key_of(str(cell)) for cell in texts if str(cell).strip()]
    return sum(key is not None for key in known) * 2 >= len(known)


def _keys(grid: Grid, first: int, last: int) -> frozenset[str]:
    return frozenset(key for key, _heading in names_of(grid, first, last) if key)


def _may_be_lower_row(grid: Grid, place: int) -> bool:
    """Whether a row could be a header's second one: texts, half of them headings, none of them an item's number."""
    if place >= len(grid.rows):
        return False
    texts = [cell for cell in grid.rows[place][1] if cell not in ("", None)]
    if not texts or not all(isinstance(cell, str) and len(cell) <= 30 for cell in texts):
        return False
    upper = _filled_right(grid, place - 1)
    cells = grid.rows[place][1]
    known = [
        None if cell in WEAK and not upper[at] else key_of(cell, upper[at])
        for at, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip()
    ]
    return sum(key is not None for key in known) * 2 >= len(known)


def _filled_right(grid: Grid, place: int) -> list[str]:
    """A row's texts with headings that span columns repeated below; as long as the widest row."""
    number, cells = grid.rows[place]
    width = max(len(row) for _number, row in grid.rows[place : place + 2])
    texts = [str(cell).strip() if isinstance(cell, str) else "" for cell in cells] + [""] * (width - len(cells))
    merged = [area for area in grid.merged if area[0] <= number <= area[2] and area[3] > area[1]]
    if merged:
        for _top, left, _bottom, right in merged:
            for at in range(left, min(right + 1, width)):
                texts[at] = texts[left]
        return texts
    if place + 1 < len(grid.rows):
        below = grid.rows[place + 1][1]
        for at in range(1, width):
            if not texts[at] and at < len(below) and below[at] not in ("", None):
                texts[at] = texts[at - 1]
    return texts


def names_of(grid: Grid, first: int, last: int) -> list[tuple[str | None, str]]:
    """Key and heading of every column, for a header of these rows; a lower heading that is a column's own name says all."""
    if first == last:
        cells = grid.rows[first][1]
        texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
        return [(key_of(text) if text else None, text) for text in texts]
    upper = _filled_right(grid, first)
    lower = [cell.strip() if isinstance(cell, str) else "" for cell in grid.rows[last][1]]
    lower += [""] * (len(upper) - len(lower))
    names: list[tuple[str | None, str]] = []
    for above, heading in zip(upper, lower, strict=False):
        says_all = bool(heading) and any(heading == column.heading for column in COLUMNS)
        shown = heading if says_all else " ".join(dict.fromkeys(text for text in (above, heading) if text))
        names.append((key_of(heading, above) if shown else None, shown))
    return names
