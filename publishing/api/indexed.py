"""Rows that are found by what they say (索引), without going through all of them for every answer.

Groups and orders are made when they are first asked for, and are kept as long as the rows: until the next press run.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


class Indexed(Generic[Row]):
    """Rows in one order; `read` tells what a row says under a key."""

    def __init__(self, rows: Sequence[Row], read: Callable[[Row, str], Any]):
        self.rows = rows
        self._read = read
        self._groups: dict[str, dict[Any, list[Row]]] = {}
        self._orders: dict[tuple[str, bool], Indexed[Row]] = {}

    def narrowed(self, equal: Mapping[str, Any], *tests: Callable[[Row], bool]) -> Sequence[Row]:
        """The rows that say all these values and pass all tests, in their order; not to be changed."""
        smallest, *others = sorted(equal, key=lambda key: len(self._group(key, equal[key]))) or [""]
        rows = self._group(smallest, equal[smallest]) if smallest else self.rows
        read = self._read
        for key in others:
            value = equal[key]
            rows = [row for row in rows if read(row, key) == value]
        for test in tests:
            rows = [row for row in rows if test(row)]
        return rows

    def ordered(self, key: str, downwards: bool = False) -> "Indexed[Row]":
        """The same rows by a key; those alike as they stood, those that say nothing last."""
        if (found := self._orders.get((key, downwards))) is None:
            having = [row for row in self.rows if self._read(row, key) not in (None, "")]
            having.sort(key=lambda row: self._read(row, key), reverse=downwards)
            rest = [row for row in self.rows if self._read(row, key) in (None, "")]
            found = self._orders[key, downwards] = Indexed([*having, *rest], self._read)
        return found

    def _group(self, key: str, value: Any) -> Sequence[Row]:
        if (groups := self._groups.get(key)) is None:
            groups = defaultdict(list)
            for row in self.rows:
                groups[self._read(row, key)].append(row)
            self._groups[key] = groups = dict(groups)
        return groups.get(value, [])
