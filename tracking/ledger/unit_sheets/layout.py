"""The columns of a unit's sheet (回填表), and the marks in its hidden column by which it is recognised when it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.core import signing
from django.utils.translation import gettext_lazy as _

from tracking.ledger.opening import Cell
from tracking.ledger.text import text_of, unescaped
from tracking.wording.labels import Label


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: what it is called and how wide it is."""

    key: str
    heading: Label
    width: int


LOCKED = (
    SheetColumn("serial", _("序号"), 5),
    SheetColumn("number", _("编号"), 6),
    SheetColumn("kind", _("类别"), 6),
    SheetColumn("origin", _("来源层级"), 6),
    SheetColumn("title", _("案由"), 26),
    SheetColumn("first", _("领衔代表(第一提案人)"), 11),
    SheetColumn("duty", _("分工"), 8),
    SheetColumn("due_on", _("办理期限"), 11),
    SheetColumn("department", _("具体部门"), 9),
    SheetColumn("handler", _("具体负责人"), 9),
    SheetColumn("stage", _("环节"), 10),
    SheetColumn("known", _("已登记情况"), 24),
)
"Columns in which the office describes an item; locked."
OPEN = (
    SheetColumn("progress", _("办理进展"), 30),
    SheetColumn("talk_on", _("沟通日期"), 11),
    SheetColumn("talk_method", _("沟通方式"), 10),
    SheetColumn("talk", _("沟通情况"), 24),
    SheetColumn("planned_class", _("拟答复类别"), 13),
)
"What the unit fills in, and all that is read back."
MARK = SheetColumn("mark", _("识别码"), 3)
"The hidden column."
SHEET_COLUMNS = (*LOCKED, *OPEN, MARK)
HEADINGS = {column.key: column.heading for column in SHEET_COLUMNS}
COMPARED = tuple(column.key for column in LOCKED if column.key != "serial")
"Locked cells that must come back as they went out."

_SHEET, _ROW = "tracking.unit_sheets.sheet", "tracking.unit_sheets.row"
_SHORTEST = 40
"Characters of the shortest signed mark; a shorter cell holds none."


@dataclass(frozen=True, slots=True)
class SheetMark:
    """Whose sheet it is: session and unit, and the day it went out."""

    session: int
    unit: int
    on: str

    def signed(self) -> str:
        """As it stands in the hidden column's header."""
        return signing.Signer(salt=_SHEET).sign_object([self.session, self.unit, self.on])

    @classmethod
    def read(cls, cell: Cell) -> "SheetMark | None":
        """The mark in a cell; None for anything that is not one of ours."""
        found = _signed(_SHEET, cell)
        return cls(*found) if found else None


@dataclass(frozen=True, slots=True)
class RowMark:
    """Which part a row is about, and how its locked cells went out."""

    assignment: int
    version: int
    digests: tuple[str, ...]
    planned_class: str = ""
    "What stood in the class column already; left as it is, it says nothing new."

    def signed(self) -> str:
        """As it stands in the row's hidden cell."""
        return signing.Signer(salt=_ROW).sign_object(
            [self.assignment, self.version, list(self.digests), self.planned_class]
        )

    @classmethod
    def read(cls, cell: Cell) -> "RowMark | None":
        """The mark in a cell; None for anything that is not one of ours."""
        found = _signed(_ROW, cell)
        return cls(found[0], found[1], tuple(found[2]), found[3]) if found else None


def _signed(salt: str, cell: Cell) -> list | None:
    if not isinstance(cell, str) or len(cell) < _SHORTEST or ":" not in cell:
        return None
    try:
        return signing.Signer(salt=salt).unsign_object(cell.strip())
    except signing.BadSignature:
        return None


def digests(cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """The locked cells of a row, each as a short digest of what a spreadsheet gives back for it."""
    return tuple(sha256(unescaped(text_of(cells.get(key))).encode()).hexdigest()[:8] for key in COMPARED)
