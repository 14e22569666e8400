"""What a session handed to its units (交办的各件), read once for all papers of a batch: forty papers cost the queries of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from tracking.ledger.stored import facts_of_session
from tracking.ledger.writing import cells_of
from tracking.loop.bulk.backfill import ItemFacts
from tracking.models import (
    Assignment,
    Duty,
    GivenNumber,
    HandlingRecord,
    Kind,
    Session,
    Supervision,
    SupervisionKind,
    Unit,
    WorkdayOverride,
)
from tracking.papers.facts import office
from tracking.stages import APART
from tracking.telling.reminder_sheets import ReminderSheet, sheets
from tracking.time import clocks

NO_OFFICE = "发文机关是政府办公室：请先在“承办单位”名录登记，类别选“政府办公室”。"
"Why a paper that the office issues can't be made."


@dataclass(frozen=True, slots=True)
class Limits:
    """The days on which the limits of a session end, counted from its hand-over (交办)."""

    sign_for: date
    objection: date
    opinion: date
    answer: date
    answer_most: date


class HandedOver:
    """The items of a session that units handle, and what several papers say of them; each fact is read when first asked for."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def of(cls, session: Session) -> "HandedOver":
        """What this very instance of a session handed over: its papers on one page share what was read."""
        return session.__dict__.setdefault("_handed_over", cls(session))

    @cached_property
    def items(self) -> list[ItemFacts]:
        """The items that units have, in the order of their numbers; those that left the ledger (撤回、转办) are not among them."""
        found = facts_of_session(self.session, handed_over=True)
        return [one for one in found if one.parts and is_handed_over(one.record)]

    @cached_property
    def cells(self) -> dict[int, dict]:
        """What the ledger's workbook says of each item, by its key: the columns of the 交办清单."""
        return {one.record.pk: cells_of(one) for one in self.items}

    @cached_property
    def parts(self) -> dict[int, list[Assignment]]:
        """The parts of each unit, by its key."""
        found: dict[int, list[Assignment]] = {}
        for one in self.items:
            for part in one.parts:
                found.setdefault(part.assignment.unit_id, []).append(part.assignment)
        return found

    def parts_of(self, unit: Unit) -> list[Assignment]:
        """The parts that a unit has."""
        return self.parts.get(unit.pk, [])

    def items_of(self, unit: Unit) -> list[ItemFacts]:
        """The items of which a unit has a part."""
        mine = {part.record_id for part in self.parts_of(unit)}
        return [one for one in self.items if one.record.pk in mine]

    @cached_property
    def units(self) -> list[Unit]:
        """The units that have a part, by kind and name."""
        found = {part.assignment.unit_id: part.assignment.unit for one in self.items for part in one.parts}
        return sorted(found.values(), key=lambda unit: (unit.kind, unit.name))

    @cached_property
    def day(self) -> date | None:
        """The day of the hand-over, where there is one: that of the meeting (交办会), or of all items alike."""
        days = {one.record.handed_over_on for one in self.items}
        return self.session.handed_over_on or (days.pop() if len(days) == 1 else None)

    @cached_property
    def calendar(self):
        """The office's working days."""
        return WorkdayOverride.objects.calendar()

    @cached_property
    def limits(self) -> Limits | None:
        """When the limits end; None where the items were handed over on several days."""
        if self.day is None:
            return None
        lead = HandlingRecord(session=self.session, duty=Duty.LEAD)
        joint = HandlingRecord(session=self.session, duty=Duty.JOINT)
        return Limits(
            clocks.sign_for_limit(lead, self.day, self.calendar).on,
            clocks.objection_limit(lead, self.day, self.calendar).on,
            clocks.opinion_limit(joint, self.day, self.calendar).on,
            clocks.answer_clock(lead, self.day, calendar=self.calendar).on,
            clocks.longest(lead, self.day).on,
        )

    def due_on(self, part: Assignment) -> date | None:
        """By when a unit ends its part: the answer's limit or, for what only supports, that of its opinion (配合意见)."""
        if part.is_answering:
            return part.record.clock_due_on
        counted = clocks.opinion_limit(part.record, part.assigned_on, self.calendar).on
        return part.due_on or min(counted, part.record.due_on or counted)

    @cached_property
    def office(self) -> Unit | None:
        """The government's office (政府办公室)."""
        return office()

    @property
    def office_name(self) -> str:
        """Its name; empty while no such unit is entered."""
        return self.office.name if self.office else ""

    @cached_property
    def _numbers(self) -> list[GivenNumber]:
        years = {self.session.year, self.session.year + 1}
        return list(GivenNumber.objects.filter(series__year__in=years).select_related("series"))

    def number_of(self, purpose: str, title: str) -> GivenNumber | None:
        """The number (用号登记) that a paper of this purpose and title was given."""
        sought = title.strip("《》")
        fits = (one for one in self._numbers if one.series.purpose == purpose and one.what.strip("《》") == sought)
        return next(fits, None)

    @cached_property
    def reminders(self) -> dict[int, ReminderSheet]:
        """What each unit is reminded of today (催办), by its key; items whose next move is not the unit's are left out."""
        found = {sheet.unit.pk: sheet for sheet in sheets(timezone.localdate(), session=self.session)}
        return {pk: sheet for pk, sheet in found.items() if sheet.due}

    @cached_property
    def reminded(self) -> dict[tuple[int, int | None], Supervision]:
        """The reminders of this day, by item and unit."""
        acts = Supervision.objects.filter(
            record__session=self.session, kind=SupervisionKind.REMINDER, on=timezone.localdate()
        )
        return {(one.record_id, one.unit_id): one for one in acts.order_by("pk")}


def is_handed_over(record: HandlingRecord) -> bool:
    """Whether the item was handed over and has not left the ledger."""
    return record.handed_over_on is not None and record.stage not in APART


def counted(records: Iterable[HandlingRecord]) -> str:
    """Items counted by kind, as notices say it: 建议2件、提案5件."""
    kinds = [record.kind for record in records]
    said = [f"{kind.label}{kinds.count(kind)}件" for kind in Kind if kind in kinds]
    return "、".join(said) or "建议、提案0件"


def addressed(records: Iterable[HandlingRecord]) -> str:
    """Who put these items forward, in one word: 代表 for suggestions, 委员 for proposals, 代表、委员 for both."""
    kinds = {record.kind for record in records}
    words = {Kind.SUGGESTION: "代表", Kind.PROPOSAL: "委员"}
    return "、".join(word for kind, word in words.items() if kind in kinds) or "代表、委员"
