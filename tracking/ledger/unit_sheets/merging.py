"""Merging units' sheets (回填表导入): what they bring, what was changed that is locked, and what is too late; then all or nothing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.ledger.cells import Misread, read_class, read_day, read_method, read_notes
from tracking.ledger.holding import bring_in
from tracking.ledger.text import text_of, tidy, unescaped
from tracking.ledger.unit_sheets.incoming import SheetFinding, SheetRow, UnitSheet, heading
from tracking.ledger.unit_sheets.layout import COMPARED, OPEN, RowMark, digests
from tracking.ledger.unit_sheets.outgoing import answers_with_a_class, cells_of
from tracking.loop import Step, why_not_now
from tracking.loop.acts.handling import contact, note_progress
from tracking.loop.bulk.batch import uncollected
from tracking.loop.bulk.filling import Filled, fill_in
from tracking.loop.bulk.planned import planned_classes
from tracking.loop.engine.asking import day_problem
from tracking.models import (
    Assignment,
    ChainHead,
    Contact,
    ContactPhase,
    Event,
    HandlingRecord,
    ProgressNote,
    Signature,
    Unit,
)
from tracking.models.accounts import Account
from tracking.models.portions import portions
from tracking.stages import ANSWERED, Stage
from tracking.versions.kinds import FILL_IN
from tracking.wording import clip_title, mask_personal
from tracking.wording.local import localised

T = TypeVar("T")
BEFORE_THE_DRAFT = frozenset({Stage.ASSIGNED, Stage.HANDLING})
"Stages at which a unit may still plan a class; later the draft names it."
_TALK = ("talk_on", "talk_method", "talk")
_DATED = re.compile(r"^\s*((?:19|20)\d{2})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?\s*[:：]")


@dataclass(slots=True)
class MergePlan:
    """What importing these sheets would do, and what stands in its way; nothing is written yet."""

    sheets: list[UnitSheet]
    seen: int
    "The chain's last number when the plan was made."
    about: set[int] = field(default_factory=set)
    "The stored items that it was made from, by their keys."
    errors: list[SheetFinding] = field(default_factory=list)
    skipped: list[SheetFinding] = field(default_factory=list)
    "Rows that are left out because their item has moved on; the import goes on."
    notes: list[SheetFinding] = field(default_factory=list)
    "What is worth a look before it is brought in: telephone and identity numbers in a text."
    rows: list[Filled] = field(default_factory=list)
    unchanged: int = 0

    def summary(self) -> dict[str, int]:
        """How many notes and contacts would be entered, classes planned, and how many of either are known already."""
        return {
            "created": sum(len(one.notes) + len(one.contacts) for one in self.rows),
            "updated": sum(bool(one.planned_class) for one in self.rows),
            "unchanged": self.unchanged,
            "errors": len(self.errors),
        }

    @property
    def by_unit(self) -> list[tuple[Unit, list[Filled]]]:
        """The rows that bring something, unit by unit in the order of the files."""
        found: dict[int, tuple[Unit, list[Filled]]] = {}
        for one in self.rows:
            found.setdefault(one.assignment.unit_id, (one.assignment.unit, []))[1].append(one)
        return list(found.values())

    def said(self) -> tuple:
        """All that the plan shows to the one who confirms it."""
        rows = [(one.file, one.row, one.summary) for one in self.rows]
        return rows, self.errors, [*self.skipped, *self.notes], self.unchanged


@dataclass(slots=True)
class _Known:
    """What the ledger holds of the parts that the sheets name."""

    parts: dict[int, Assignment] = field(default_factory=dict)
    planned: dict[int, str] = field(default_factory=dict)
    filled: set[tuple[int, str]] = field(default_factory=set)
    "Part and digest of every file that brought something to it before."


def plan_merge(sheets: list[UnitSheet], findings: Iterable[SheetFinding] = ()) -> MergePlan:
    """Check every row of these sheets against the ledger and against each other; a fixed number of queries a set."""
    made = MergePlan(sheets, ChainHead.objects.now().number, errors=list(findings))
    known = _known({row.mark.assignment for sheet in sheets for row in sheet.rows if row.mark is not None})
    made.about = {part.record_id for part in known.parts.values()}
    taken: dict[int, _Merging] = {}
    for sheet in sheets:
        made.skipped += sheet.notes
        for row in sheet.rows:
            _take(made, known, sheet, row, taken)
    return made


def _take(made: MergePlan, known: _Known, sheet: UnitSheet, row: SheetRow, taken: "dict[int, _Merging]") -> None:
    """Check a row if it is one of the sheet's; otherwise say why it is not."""
    part = known.parts.get(row.mark.assignment) if row.mark is not None else None
    if row.mark is None:
        why = _("这一行没有识别码，不是导出的承办件；请勿增加行，没有列出的件请另行导出。")
    elif part is None:
        why = _("系统中没有这一行的承办件；请重新导出回填表。")
    elif part.unit_id != sheet.mark.unit or part.record.session_id != sheet.mark.session:
        where = {"unit": part.unit, "session": part.record.session}
        why = _("这一行是%(unit)s在%(session)s的承办件，不属于本表；请勿在表间复制整行。") % where
    else:
        _Merging(made, known, sheet, row, part, row.mark).take(taken)
        return
    made.errors.append(SheetFinding(sheet.file, row.number, None, why))


def _known(keys: set[int]) -> _Known:
    known = _Known()
    records: dict[int, HandlingRecord] = {}
    for near in portions(sorted(keys)):
        parts = Assignment.objects.filter(pk__in=near).select_related("unit", "record__session")
        signatures = Signature.objects.filter(order=1).select_related("proposer")
        firsts = Prefetch("record__signatures", signatures, to_attr="firsts")
        for part in parts.prefetch_related("contacts", "notes", firsts):
            part.record = records.setdefault(part.record_id, part.record)
            known.parts[part.pk] = part
        events = Event.objects.filter(assignment__in=near, what=FILL_IN).values_list("assignment_id", "data")
        known.filled |= {(key, data["sha256"]) for key, data in events}
    known.planned = planned_classes(known.parts.values())
    return known


class _Merging:
    """Checks one row against the ledger and the other sheets."""

    def __init__(
        self, made: MergePlan, known: _Known, sheet: UnitSheet, row: SheetRow, part: Assignment, mark: RowMark
    ):
        # A row of its own: a sheet may be planned again, and must say the same then.
        self.made, self.known, self.sheet, self.row = made, known, sheet, replace(row, cells=dict(row.cells))
        self.part, self.mark = part, mark
        self.bad = False

    def error(self, key: str, message: str) -> None:
        """Report an error: nothing of any file is brought in."""
        self.made.errors.append(SheetFinding(self.sheet.file, self.row.number, heading(key), str(message)))
        self.bad = True

    def skip(self, key: str, message: str) -> None:
        """Leave the row out because it comes too late or too early; the rest is brought in."""
        said = _("%(record)s：%(why)s这一格没有导入。") % {"record": self.part.record.number_label, "why": message}
        self.made.skipped.append(SheetFinding(self.sheet.file, self.row.number, heading(key), said))

    def take(self, taken: "dict[int, _Merging]") -> None:
        """Put the row where it belongs: errors, left out, known already, or to be brought in."""
        self._compare_locked()
        if (before := taken.setdefault(self.part.pk, self)) is not self:
            self._agree_with(before)
        if self.bad:
            return
        self._point_out_numbers()
        new = Filled(self.part, self.sheet.file, self.sheet.sha256, self.row.number)
        self._notes(new)
        self._contact(new)
        self._class(new)
        if new and not self.bad:
            self.made.rows.append(new)

    def _compare_locked(self) -> None:
        """The locked cells are as they went out; where one is not, what stood there is said as far as it is known."""
        there = cells_of(self.part, 0)
        of_now = digests(there)
        compared = zip(COMPARED, self.mark.digests, digests(self.row.cells), of_now, strict=False)
        for key, was, now, in_ledger in compared:
            if was == now:
                continue
            words = {"now": self.row.text(key), "was": unescaped(text_of(there.get(key))) or _("空")}
            if was == in_ledger:
                why = _("锁定的栏目被改动：原为“%(was)s”，现为“%(now)s”；请恢复原样，或者重新导出后再填。")
            else:
                why = _(
                    "锁定的栏目被改动：现为“%(now)s”，台账现在是“%(was)s”（导出后台账也有变动）；请重新导出后再填。"
                )
            self.error(key, why % words)

    def _agree_with(self, before: "_Merging") -> None:
        """Combine two copies of one row: what both hold comes in once, what one alone holds comes in, and a difference is an error."""
        where = {"file": before.sheet.file, "row": before.row.number}
        for column in OPEN:
            mine, other = (tidy(one.row.text(column.key)) for one in (self, before))
            if mine and mine == other:
                self.row.cells.pop(column.key)
                if column.key not in _TALK[:2]:
                    self.made.unchanged += 1
            elif mine and other:
                words = _("与《%(file)s》第%(row)s行是同一件，两处写得不同（那里是“%(other)s”）；请核对后只保留一处。")
                self.error(column.key, words % (where | {"other": clip_title(other, 30)}))

    def _point_out_numbers(self) -> None:
        """Point out telephone and identity numbers in a note, which is brought in all the same."""
        for key in ("progress", "talk"):
            text = tidy(self.row.text(key))
            if mask_personal(text) != text:
                words = _("%(record)s：文字中像有电话或身份证号码，导入前请核对，确不需要的请删去。")
                said = words % {"record": self.part.record.number_label}
                self.made.notes.append(SheetFinding(self.sheet.file, self.row.number, heading(key), said))

    # What the unit filled in -------------------------------------------------------------------
    def _notes(self, new: Filled) -> None:
        text = tidy(self.row.text("progress"))
        if not text:
            return
        year, today = self.part.record.session.year, timezone.localdate()
        for line in text.split("\n"):
            if match := _DATED.match(line):
                try:
                    day = date(*(int(one) for one in match.groups()))
                except ValueError:
                    self.error("progress", _("“%(text)s”不是一个日期，请核对。") % {"text": match[0].strip(" :：")})
                    return
                if (why := day_problem(note_progress, self.part, day)) and not self._why_not(note_progress):
                    self.error("progress", why)
                    return
        start = self.part.signed_for_on or self.part.assigned_on
        for on, words in read_notes(text, year, lambda day: start <= day <= today):
            if any(tidy(one.text) == words and on in (None, one.on) for one in (*self.part.notes.all(), *new.notes)):
                self.made.unchanged += 1
            elif why := self._why_not(note_progress):
                self.skip("progress", why)
            else:
                new.notes.append(ProgressNote(assignment=self.part, on=on or today, text=words))

    def _contact(self, new: Filled) -> None:
        said = {key: self.row.text(key) for key in _TALK}
        if not any(said.values()):
            return
        for key in _TALK:
            if not said[key]:
                self.error(key, _("沟通的日期、方式和情况应同时填写。"))
                return
        on = self._read("talk_on", read_day, self.row.cells["talk_on"], self.part.record.session.year)
        method = self._read("talk_method", read_method, said["talk_method"])
        if on is None or method is None:
            return
        text = tidy(said["talk"])
        if any((one.on, one.method, tidy(one.summary)) == (on, method, text) for one in self.part.contacts.all()):
            self.made.unchanged += 1
        elif why := self._why_not(contact):
            self.skip("talk", why)
        elif why := day_problem(contact, self.part, on):
            self.error("talk_on", why)
        else:
            new.contacts.append(
                Contact(assignment=self.part, on=on, method=method, phase=self._phase(on), summary=text)
            )

    def _phase(self, on: date) -> ContactPhase:
        """办前 until the unit signed for it, 办后 once it has answered."""
        if self.part.signed_for_on is None or on < self.part.signed_for_on:
            return ContactPhase.BEFORE
        answered = self.part.record.delivered_on
        return (
            ContactPhase.AFTER if self.part.stage in ANSWERED and answered and on >= answered else ContactPhase.DURING
        )

    def _class(self, new: Filled) -> None:
        text = self.row.text("planned_class")
        if not text or text == self.mark.planned_class:
            return
        if not answers_with_a_class(self.part):
            self.error("planned_class", _("本件由他方答复，不填拟答复类别，请清空这一格。"))
            return
        code = self._read("planned_class", read_class, text, self.part.record.session)
        if code is None:
            return
        if code == self.known.planned.get(self.part.pk) or (self.part.pk, self.sheet.sha256) in self.known.filled:
            self.made.unchanged += 1
        elif self.part.stage not in BEFORE_THE_DRAFT:
            now = {"now": self.part.get_stage_display()}
            self.skip("planned_class", _("现在是“%(now)s”，答复类别以送审稿为准，") % now)
        else:
            new.planned_class = code

    def _why_not(self, step: Step) -> str:
        return why_not_now(step, self.part)

    def _read(self, key: str, reader: Callable[..., T], *args: object) -> T | None:
        try:
            return reader(*args)
        except Misread as problem:
            self.error(key, str(problem))
            return None


# Bringing in -----------------------------------------------------------------------------------
@uncollected()
def merge(plan: MergePlan, account: Account | None = None) -> dict[str, int]:
    """Bring in what a plan found, all of it or nothing; without an account the command line is at work.

    Raises PermissionDenied for anybody but the office's clerks, ValueError for a plan with errors, and Stale when the
    ledger has changed so that the plan no longer holds.
    """
    if account is not None and not permissions.may_enter(account):
        raise PermissionDenied(localised("导入回填表由{section}经办办理。"))
    if plan.errors:
        raise ValueError(_("回填表里还有%(n)s处错误，不能导入。") % {"n": len(plan.errors)})
    done = bring_in(
        plan,
        lambda plan: plan.rows and fill_in(plan.rows, account=account),
        plan_again=lambda: plan_merge(plan.sheets),
        writes=lambda plan: {one.record.pk for one in plan.rows},
    )
    return done.summary()
