"""A row compared with its item (逐栏比对): differences, errors, and facts to be written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from tracking.ledger.cells import Misread
from tracking.ledger.handlers import Handling, UnitBook
from tracking.ledger.opening import Cell
from tracking.ledger.proposers import ProposerBook
from tracking.ledger.reading import Row, RowError
from tracking.ledger.text import one_line, tidy
from tracking.loop.bulk.backfill import Entry, ItemFacts, PartFacts
from tracking.models import HandlingRecord, Proposer, Session
from tracking.models.versioned import field_of
from tracking.time.clocks import Clock, answer_clock, sign_for_clock
from tracking.wording import is_cut_from, is_full, said_unknown
from tracking.wording.differences import abridged

T = TypeVar("T")


def said(instance: models.Model, name: str, value: object) -> str:
    """A field's value as a workbook says it."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    choices = dict(field_of(instance, name).flatchoices)
    return str(choices.get(value, value))


def _spellings(instance: models.Model, name: str, stored: str) -> set[str]:
    """The ways in which a cell may hold a stored text: cleaned, and on one line where the field has one line."""
    text = tidy(stored)
    is_one_line = not isinstance(instance._meta.get_field(name), models.TextField)
    return {text, one_line(text)} if is_one_line else {text}


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that says something else than the ledger."""

    row: int
    column: str
    record: str
    "The item, as 第12号建议."
    old: str
    new: str
    sheet: str = ""

    @property
    def shown(self) -> tuple[str, str]:
        """Both values as a list shows them: long texts from where they part."""
        return abridged(self.old, self.new)

    def as_json(self) -> dict:
        """The JSON form of `import_ledger --json`."""
        found = {"row": self.row, "column": self.column, "record": self.record, "old": self.old, "new": self.new}
        return found | {"sheet": self.sheet} if self.sheet else found


@dataclass(slots=True)
class ContactData:
    """Telephone and post of the people who signed: one of each a person, whatever rows name them."""

    changed: list[tuple[Proposer, str, str]] = field(default_factory=list)
    "Stored people with new data: person, field, value."
    _said: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)

    def say(self, over: "Overlay", key: str, person: Proposer, value: str) -> None:
        """Take a person's telephone or post from a row; another row with a different one is an error."""
        before = self._said.setdefault((id(person), key), (value, over.row.number))
        if before[0] != value:
            why = _("同一提出人在第%(row)s行写的是“%(other)s”，请核对。")
            over.error(key, why % {"row": before[1], "other": before[0]})
        elif person.pk is None:
            setattr(person, key, value)
        elif tidy(getattr(person, key)) != value and (person, key, value) not in self.changed:
            over.differ(key, getattr(person, key), value, of_person=True)
            self.changed.append((person, key, value))


def _sentences() -> dict[str, str]:
    """Sentences that many rows need, translated once."""
    return {
        "meeting": _("交办日期未载，按交办会日期%(day)s计"),
        "earliest": _("交办日期未载，按本行最早的日期%(day)s计"),
        "delivered": _("送达日期未载，按答复日期%(day)s计"),
        "published": _("公开时间未载，按%(day)s已公开计"),
        "fed_back": _("反馈日期未载，按%(day)s计"),
        "noted": _("办理进展没有写日期，按%(day)s计"),
        "listed": _("台账所列期限为%(day)s。"),
    }


@dataclass(slots=True, eq=False)
class Context:
    """What is the same for all rows of one plan."""

    session: Session
    units: UnitBook
    proposers: ProposerBook
    today: date
    people: ContactData = field(default_factory=ContactData)
    worked: set[int] = field(default_factory=set)
    "Primary keys of items that are handled in the system: steps were taken on them here."
    _clocks: dict[tuple, Clock] = field(default_factory=dict)
    _sign_for: dict[date, date] = field(default_factory=dict)
    _sentences: dict[str, str] = field(default_factory=_sentences)

    def clock(self, record: HandlingRecord, start: date, fixed: date | None = None) -> Clock:
        """The answer's limit of an item, reckoned once for all that have the same."""
        key = (record.is_joint, record.is_at_once, start, fixed)
        if key not in self._clocks:
            self._clocks[key] = answer_clock(record, start, fixed=fixed)
        return self._clocks[key]

    def sentence(self, what: str, day: date) -> str:
        """A sentence about a day that was taken from elsewhere."""
        return self._sentences[what] % {"day": day}

    def sign_for_by(self, record: HandlingRecord, assigned_on: date) -> date:
        """By when units sign for what is handed over on a day."""
        if assigned_on not in self._sign_for:
            self._sign_for[assigned_on] = sign_for_clock(record, assigned_on)
        return self._sign_for[assigned_on]


@dataclass(slots=True, eq=False)
class Overlay:
    """One row and the item it is about."""

    row: Row
    entry: Entry
    context: Context
    handling: Handling
    is_new: bool
    errors: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)
    differences: list[CellDifference] = field(default_factory=list)
    at_once: list[PartFacts] = field(default_factory=list)
    "Parts to be finished at once (办结时限“即办”)."
    assumed: list[str] = field(default_factory=list)
    "What the row does not say and was taken from elsewhere, in sentences."

    @property
    def facts(self) -> ItemFacts:
        """The item with its parts."""
        return self.entry.facts

    @property
    def record(self) -> HandlingRecord:
        """The item."""
        return self.entry.facts.record

    @property
    def year(self) -> int:
        """The year that days without one are in."""
        return self.context.session.year

    def cell(self, key: str) -> Cell:
        """The row's cell; None when blank."""
        return self.row.cells.get(key)

    def error(self, key: str, message: str) -> None:
        """Report an error in a column: the workbook is not brought in."""
        self.errors.append(RowError(self.row.number, self.row.table.heading(key), str(message), self.row.sheet))

    def note(self, key: str, message: str) -> None:
        """Report something that is worth knowing and does not stop the import."""
        self.notes.append(RowError(self.row.number, self.row.table.heading(key), str(message), self.row.sheet))

    def differ(self, key: str, old: object, new: object, *, of_person: bool = False) -> None:
        """Note a difference, when the item, or the person who signed it, is stored already."""
        if of_person or not self.is_new:
            heading = self.row.table.heading(key)
            label = self.record.number_label
            self.differences.append(CellDifference(self.row.number, heading, label, str(old), str(new), self.row.sheet))

    def assume(self, what: str, day: date) -> None:
        """Say that a day which the row does not give was taken from elsewhere."""
        self.assumed.append(self.context.sentence(what, day))

    def read(self, key: str, reader: Callable[..., T], *args: object) -> T | None:
        """A cell's value; None when it is blank, or can't be read, which is an error of its own."""
        cell = self.cell(key)
        if cell is None:
            return None
        try:
            return reader(cell, *args)
        except Misread as problem:
            self.error(key, str(problem))
            return None

    def _ask_about(self, key: str, text: str) -> None:
        """Note a new text that may be cut off, or holds characters that other computers don't show."""
        if is_full(text):
            self.note(key, _("这一格已经放满，后面的文字可能没有导出，请核对。"))
        if words := said_unknown(text):
            self.note(key, words)

    def put(self, key: str, instance: models.Model, name: str, value: object) -> bool:
        """Give a field its value; a difference where a stored row has another. Whether anything changed."""
        old = getattr(instance, name)
        if old == value:
            return False
        if not self.is_new:
            if isinstance(value, str) and isinstance(old, str):
                if value in _spellings(instance, name, old):
                    return False
                if is_cut_from(value, tidy(old)):
                    self.note(key, _("这一格只放下了开头，台账里的全文没有改动。"))
                    return False
            self.differ(key, said(instance, name, old), said(instance, name, value))
        if isinstance(value, str):
            self._ask_about(key, value)
        self.entry.put(instance, name, value)
        return True
