"""Recounting due dates (期限复核) after a holiday was announced late or a limit changed: it proposes, a clerk confirms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tracking.loop.acts.closing import redo
from tracking.loop.acts.timing import change_due, move_the_date
from tracking.loop.engine.declaring import step
from tracking.models import (
    Assignment,
    DueBasis,
    Event,
    HandlingRecord,
    NoticeKind,
    Objection,
    Reply,
    Role,
    WorkdayOverride,
    every_session,
)
from tracking.models.reading import Along, read_when_looked_at, telling_what_is_there
from tracking.stages import BEFORE_HAND_OVER, UNANSWERED, Stage
from tracking.time.clocks import answer_clock, due_basis, opinion_limit, redo_clock, sign_for_limit_of
from tracking.wording import clauses
from tracking.workdays import Calendar

PLACE = 110


@dataclass(frozen=True, slots=True)
class DateDifference:
    """A stored date and the different one that a recount gives, each with the sentence that explains it."""

    record: HandlingRecord
    part: Assignment | None
    "The unit's part whose date it is; None for the item's own."
    field: str
    label: str
    old: date | None
    new: date
    old_explanation: str
    explanation: str

    def __str__(self) -> str:
        facts = {
            "what": f"{self.label}（{self.part.unit}）" if self.part is not None else self.label,
            "old": self.old or _("空"),
            "new": self.new,
            "why": self.explanation,
        }
        return _("%(what)s由%(old)s调整为%(new)s：%(why)s") % facts


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An item whose date can't be recounted because what it rests on (期限依据) is unknown, with the reason."""

    record: HandlingRecord
    because: str


def basis_of(record: HandlingRecord, calendar: Calendar) -> DueBasis | None:
    """What an item's due date rests on (期限依据): as noted or, on items older than that note, as it can be derived.

    The date was counted where today's working days, or those without the office's own holidays, come to the same one.
    """
    if record.due_basis:
        return DueBasis(record.due_basis)
    if record.due_on is None or record.handed_over_on is None:
        return DueBasis.COMPUTED
    if record.due_on == record.session.fixed_due_on and not record.is_joint:
        return DueBasis.FIXED
    handed_over_on = record.handed_over_on
    counts = (answer_clock(record, handed_over_on, calendar=one).on for one in (calendar, calendar.without_own))
    return DueBasis.COMPUTED if record.due_on in counts else None


def uncertainty(record: HandlingRecord, parts: Iterable[Assignment], basis: DueBasis | None) -> str:
    """Why an open item's date, with this basis, can't be recounted; empty when it can, or when people set it and it stands."""
    if not _is_counted(record):
        return ""
    if record.answered_on is None and basis is None:
        words = _(
            "办理期限%(due)s没有登记依据，也不是从%(start)s交办按本届时限算出的；请核对来文，需要改变的用“期限调整”。"
        )
        return words % {"due": record.due_on, "start": record.handed_over_on}
    unknown = [part.unit.name for part in _redone(parts) if part.redone_on is None]
    if unknown:
        words = _("%(units)s重新办理的决定日期没有办理记录；请核对，需要改变的用“期限调整”。")
        return words % {"units": "、".join(unknown)}
    return ""


def _is_counted(record: HandlingRecord) -> bool:
    """Whether an item's days run: it was handed over, and is not answered."""
    return record.handed_over_on is not None and record.stage in UNANSWERED


def differences(record: HandlingRecord, parts: Iterable[Assignment], calendar: Calendar) -> list[DateDifference]:
    """Where an open item's stored dates differ from a recount; dates that people fixed, extended or changed stand."""
    return _different(record, list(parts), basis_of(record, calendar), calendar)


def _different(
    record: HandlingRecord, parts: Sequence[Assignment], basis: DueBasis | None, calendar: Calendar
) -> list[DateDifference]:
    if not _is_counted(record):
        return []
    found = []
    due_on = record.due_on
    if record.answered_on is None and basis == DueBasis.COMPUTED:
        clock = answer_clock(record, record.handed_over_on, calendar=calendar)
        due_on, explained = clock.on, (record.due_because, clock.explanation)
        if clock.on != record.due_on:
            found.append(DateDifference(record, None, "due_on", _("办理期限"), record.due_on, clock.on, *explained))
        if clock.yellow_from != record.yellow_from:
            why = _("办理期限 %(due)s 前的工作日有变化。") % {"due": clock.on}
            yellow = (record.yellow_from, clock.yellow_from, "", why)
            found.append(DateDifference(record, None, "yellow_from", _("黄灯起始日"), *yellow))
    for part in parts:
        if part.stage == Stage.ASSIGNED:
            found += _of_part(record, part, due_on, calendar)
    return found + _of_redo(record, _redone(parts), calendar)


def _redone(parts: Iterable[Assignment]) -> list[Assignment]:
    """The parts that are in 重新办理, each with its own limit."""
    return [part for part in parts if part.is_answering and part.stage in UNANSWERED and part.was_answered]


def _of_redo(record: HandlingRecord, parts: list[Assignment], calendar: Calendar) -> list[DateDifference]:
    """The limits of a 重新办理: each unit's, and the item's, which is the nearest of them; none where a 期限调整 followed."""
    begun = {part.pk: part.redone_on for part in parts if part.redone_on is not None and not part.was_changed}
    if not parts or len(begun) < len(parts):
        return []
    found, counted_then = [], _("按决定重新办理时的工作日计算。")
    clocks = {pk: redo_clock(record, redone_on, calendar) for pk, redone_on in begun.items()}
    for part in parts:
        clock = clocks[part.pk]
        if part.due_on != clock.on:
            dates = (part.due_on, clock.on, counted_then, clock.explanation)
            found.append(DateDifference(record, part, "due_on", _("办结时限（重新办理）"), *dates))
    nearest = min(clocks.values(), key=lambda clock: clock.on)
    if record.redo_due_on != nearest.on:
        dates = (record.redo_due_on, nearest.on, counted_then, nearest.explanation)
        found.append(DateDifference(record, None, "redo_due_on", _("重新办理期限"), *dates))
    if record.answered_on is not None and record.yellow_from != nearest.yellow_from:
        why = _("重新办理期限 %(due)s 前的工作日有变化。") % {"due": nearest.on}
        yellow = (record.yellow_from, nearest.yellow_from, "", why)
        found.append(DateDifference(record, None, "yellow_from", _("黄灯起始日"), *yellow))
    return found


def _of_part(record: HandlingRecord, part: Assignment, due_on: date | None, calendar: Calendar) -> list[DateDifference]:
    """The dates of a part before it is signed for; afterwards the unit itself has set them."""
    found = []
    limit = sign_for_limit_of(record, part, calendar)
    counted_then = _("按当时的工作日计算。")
    if part.sign_for_due_on not in (None, limit.on):
        dates = (part.sign_for_due_on, limit.on, counted_then, limit.explanation)
        found.append(DateDifference(record, part, "sign_for_due_on", _("签收期限"), *dates))
    if not part.is_answering and part.due_on is not None and due_on is not None:
        opinion = opinion_limit(record, part.assigned_on, calendar, due_on)
        if part.due_on != min(opinion.on, due_on):
            why = opinion.explanation if opinion.on <= due_on else _("不晚于本件的办理期限 %(due)s。") % {"due": due_on}
            dates = (part.due_on, min(opinion.on, due_on), counted_then, why)
            found.append(DateDifference(record, part, "due_on", _("配合意见期限"), *dates))
    return found


def differences_of(record: HandlingRecord) -> list[DateDifference]:
    """The differences of one item; of one whose days no longer run nothing is read."""
    if not _is_counted(record):
        return []
    parts = list(_parts().filter(record=record))
    read_when_looked_at(parts, OF_PART)
    return differences(record, parts, WorkdayOverride.objects.calendar())


def recount_all(start: int = 0, most: int | None = None) -> tuple[list[DateDifference], list[Uncertain], int | None]:
    """Recount open items, all or so many from a place on: the dates that differ, the items that can't be recounted.

    Last the place from which to go on; None where these were the last. A fixed number of queries.
    """
    calendar = WorkdayOverride.objects.calendar()
    # That an item was handed over its stage says, and so an index has all that puts them in order.
    found_first = HandlingRecord.objects.filter(stage__in=UNANSWERED - BEFORE_HAND_OVER)
    order = ("-session__year", "-session_id", "kind", "origin", "number")
    if most is not None:
        keys = found_first.order_by(*order).values("pk")[start : start + most + 1]
        found_first = HandlingRecord.objects.filter(pk__in=keys)
    looked_at = list(found_first.order_by(*order))
    sessions = {one.pk: one for one in every_session()}
    for record in looked_at:
        record.session = sessions[record.session_id]
    read_when_looked_at(looked_at, {"assignments": Along(_parts, then=OF_PART)})
    is_more = most is not None and len(looked_at) > most
    found, uncertain = [], []
    for record in looked_at[:most]:
        parts, basis = record.assignments.all(), basis_of(record, calendar)
        found += _different(record, parts, basis, calendar)
        if because := uncertainty(record, parts, basis):
            uncertain.append(Uncertain(record, because))
    return found, uncertain, start + most if is_more and most is not None else None


def all_differences() -> list[DateDifference]:
    """The differences of every open item."""
    return recount_all()[0]


OF_PART = {"objections": Along(Objection.objects.filter(granted__isnull=False))}
"What the limit of signing is counted from, where a part is not signed for."


def _parts() -> QuerySet[Assignment]:
    """Standing parts with what their dates are counted from: the day of the 重新办理, a 期限调整 since."""
    redone = Event.objects.filter(assignment=OuterRef("pk"), what=redo.code).order_by("-number")
    since = Event.objects.filter(record=OuterRef("record"), what=change_due.code, number__gt=OuterRef("redone_at"))
    answered = Reply.objects.filter(assignment=OuterRef("pk"), delivered_on__isnull=False)
    parts = Assignment.objects.standing().select_related("unit").order_by("duty", "pk")
    parts = parts.annotate(
        redone_on=Subquery(redone.values("on")[:1]),
        redone_at=Subquery(redone.values("number")[:1]),
        was_answered=Exists(answered),
    )
    return telling_what_is_there(parts.annotate(was_changed=Exists(since)), OF_PART)


def has_other_dates(record: HandlingRecord) -> bool:
    """Whether a recount with today's working days comes to other dates than those stored."""
    return bool(differences_of(record))


@step(
    "期限复核",
    help="Confirm the dates to which a recount with today's working days comes (期限复核): the item takes them.",
    subject="record",
    sources=UNANSWERED,
    role=Role.OFFICE_CLERK,
    applies=has_other_dates,
    tells=NoticeKind.NEW_DUE,
)
def recount_due(record, move):
    found = differences_of(record)
    for one in found:
        if one.part is not None:
            part = record.assignments.get(pk=one.part.pk)
            setattr(part, one.field, one.new)
            move.keep(part)
        elif one.field == "due_on":
            move_the_date(record, move, one.new)
            record.due_because, record.due_basis = one.explanation, due_basis(record)
        elif one.field == "redo_due_on":
            record.redo_due_on = one.new
            move.data["redo_because"] = one.explanation
        else:
            record.yellow_from = one.new
    return clauses(*(str(one) for one in found))
