"""Which item a row is about: by kind, level and number within the session, and whether the ledger knows it already."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from tracking.ledger.cells import Misread, read_kind, read_number, read_origin
from tracking.ledger.reading import Row, RowError, Sheet
from tracking.ledger.stored import facts_of_session
from tracking.loop.bulk.backfill import ItemFacts
from tracking.models import Kind, Origin, Session, usual_origin
from tracking.wording import ItemNumber

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identified:
    """A row with what tells its item."""

    row: Row
    kind: Kind
    origin: Origin | None
    "None where the row does not say."
    number: int
    notes: tuple[RowError, ...] = ()
    "How the number was read, where more was written with it."


def error_at(row: Row, key: str, message: str) -> RowError:
    """A finding in a row's column."""
    return RowError(row.number, row.table.heading(key), message, row.sheet)


def kind_told(row: Row) -> Kind | None:
    """建议 or 提案, as far as the row, its number or what stands above it tells; None where nobody can know."""
    said = ""
    if "number" in row.cells:
        try:
            said = read_number(row.cells["number"]).word
        except Misread:
            said = ""
    try:
        return _kind(row, said)
    except Misread:
        return None


def leave_out_others(sheet: Sheet, only: Kind) -> int:
    """Keep the rows of one kind, and say how many of the other are left out.

    Rows that do not tell stay, to be asked about; where no row of the list tells, all are of this kind.
    """
    told = [kind_told(row) for row in sheet.rows]
    if not any(told):
        for row in sheet.rows:
            row.kind_words = frozenset({str(only.label)})
        return 0
    seen = len(sheet.rows)
    sheet.rows = [row for row, kind in zip(sheet.rows, told, strict=True) if kind in (only, None)]
    return seen - len(sheet.rows)


def identified(sheet: Sheet, session: Session) -> tuple[list[Identified], list[RowError]]:
    """Match the rows with items of a session; rows without a clear item, or with one twice, are errors."""
    errors = [
        RowError(table.header_row, "编号", _("没有“编号”列，不知道是哪一件。"), table.name)
        for table in sheet.tables
        if "number" not in table.headings and "serial" not in table.headings
    ]
    found: dict[tuple, Identified] = {}
    for row in sheet.rows:
        if "number" not in row.table.headings or row.is_faulty:
            continue
        one, wrong = _identify(row, session.year)
        errors += wrong
        if one is None:
            continue
        before = found.setdefault((one.kind, one.origin or usual_origin(session), one.number), one)
        if before is not one:
            errors.append(comes_twice(one, before.row))
    return list(found.values()), errors


def comes_twice(one: Identified, before: Row) -> RowError:
    """The finding that another row is about the same item."""
    where = {"sheet": before.sheet, "row": before.number, "kind": one.kind.label, "number": one.number}
    why = _("与%(sheet)s第%(row)s行是同一件（%(kind)s第%(number)s号），编号重复。")
    return error_at(one.row, "number", why % where)


def _identify(row: Row, year: int) -> tuple[Identified | None, list[RowError]]:
    errors: list[RowError] = []

    def read(key: str, reader: Callable[[], T]) -> T | None:
        try:
            return reader()
        except Misread as problem:
            errors.append(error_at(row, key, str(problem)))
            return None

    number = read("number", lambda: _number(row, year))
    kind = read("kind", lambda: _kind(row, number.word if number else ""))
    origin = read("origin", lambda: read_origin(row.text("origin")) if "origin" in row.cells else None)
    if number is None or kind is None or errors:
        return None, errors
    notes: tuple[RowError, ...] = ()
    if number.cut:
        said = {"text": row.text("number"), "label": f"第{number.number}号{kind.label}"}
        notes = (error_at(row, "number", _("“%(text)s”按%(label)s读取，请核对。") % said),)
    return Identified(row, kind, origin, number.number, notes), []


def _number(row: Row, year: int) -> ItemNumber:
    if "number" not in row.cells:
        raise Misread(_("没有编号。"))
    found = read_number(row.cells["number"])
    if found.year not in (None, year):
        said = {"text": row.text("number"), "year": year}
        raise Misread(_("编号“%(text)s”里的年份不是本届的%(year)s年，请核对；确属本届的请只写编号。") % said)
    return found


def _kind(row: Row, said: str) -> Kind:
    """建议 or 提案: by its column, its number (提案第3号), the section's heading, or the workbook's title."""
    if "kind" in row.cells:
        kind = read_kind(row.text("kind"))
        if said and read_kind(said) != kind:
            told = {"said": said, "kind": kind.label}
            raise Misread(_("编号写的是%(said)s，类别却是%(kind)s，请核对。") % told)
        return kind
    words = [said] if said else sorted(row.kind_words)
    if len(words) != 1:
        raise Misread(_("没有写明是建议还是提案。"))
    return read_kind(words[0])


class StoredItems:
    """The session's items by what identifies them; without a level, a number that only one item has will do."""

    def __init__(self, session: Session, numbers: Iterable[int]):
        self.items = facts_of_session(session, numbers)
        self._usual = usual_origin(session)
        self._exact: dict[tuple, ItemFacts] = {}
        self._by_number: dict[tuple, list[ItemFacts]] = defaultdict(list)
        for facts in self.items:
            record = facts.record
            self._exact[record.kind, record.origin, record.number] = facts
            self._by_number[record.kind, record.number].append(facts)

    def find(self, one: Identified) -> ItemFacts | None:
        """The stored item that a row is about, or None."""
        if one.origin is not None:
            return self._exact.get((one.kind, one.origin, one.number))
        alike = self._by_number.get((one.kind, one.number), [])
        return alike[0] if len(alike) == 1 else self._exact.get((one.kind, self._usual, one.number))
