"""The open tables of every session as they were pressed (已印制的数据表): read from their files, without asking the database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import getitem
from pathlib import Path
from typing import Any

from django.conf import settings

from publishing.api.indexed import Indexed
from publishing.api.latest import OfTheLastRun
from publishing.opendata.tables import TABLES
from publishing.press.imprint import Imprint

FOLDER = "data/"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows as one press run left them: of every session, the newest first."""

    rows: Mapping[str, Indexed[Row]] = field(default_factory=lambda: {table.key: _indexed([]) for table in TABLES})
    "By the table's key."
    sessions: tuple[str, ...] = ()
    "Their codes, the newest first."

    def row(self, table: str, number: int) -> Row | None:
        """The row of this number (`id`); None where there is none."""
        return next(iter(self.rows[table].narrowed({"id": number})), None)


class PressedTables(OfTheLastRun[Tables]):
    """The tables below /data/ of one pressed folder."""

    @classmethod
    def current(cls) -> "PressedTables":
        """Those of the portal."""
        return _of(Path(settings.PRESSED_DIR))

    def read(self, before: Tables) -> Tables:
        """All rows of every session."""
        names = {name for name in Imprint.of(self.root).files if name.startswith(FOLDER)}
        codes = sorted({name.split("/")[1] for name in names if name.count("/") > 1}, reverse=True)
        return Tables(
            {
                table.key: _indexed([row for code in codes for row in self._rows(f"{code}/{table.key}.json")])
                for table in TABLES
            },
            tuple(codes),
        )

    def _rows(self, name: str) -> list[Row]:
        try:
            return json.loads((self.root / FOLDER / name).read_bytes())
        except OSError:  # taken away since, by a run that goes on now
            return []


def _indexed(rows: list[Row]) -> Indexed[Row]:
    return Indexed(rows, getitem)


@cache
def _of(root: Path) -> PressedTables:
    return PressedTables(root, Tables())
