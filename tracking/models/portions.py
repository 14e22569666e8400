"""Long lists in portions (分批) that one query takes: databases bound the parameters of a statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

MOST = 500
"Rows of a portion, unless told otherwise: far below SQLite's and PostgreSQL's bounds."

T = TypeVar("T")


def portions(rows: Sequence[T], most: int = MOST) -> Iterator[Sequence[T]]:
    """The rows in their order, so many at a time; nothing for an empty list."""
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
