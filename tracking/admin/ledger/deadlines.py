"""The dates by which something is due on an item's file (期限说明), each with one sentence that explains it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracking.loop.acts.closing import redo
from tracking.loop.acts.recounting import recount_due
from tracking.loop.acts.timing import change_due
from tracking.models import Assignment, Event, HandlingRecord, Publicity
from tracking.stages import APART, UNANSWERED, Stage
from tracking.time.clocks import (
    meeting_limit,
    meeting_methods,
    objection_limit,
    opinion_limit,
    publication_limit,
    sign_for_limit_of,
)
from tracking.workdays import Calendar, Due


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something is due, for whom, and the sentence that explains it."""

    label: str
    unit: str
    on: date
    explanation: str


def limits_of(
    record: HandlingRecord, parts: Iterable[Assignment], events: Iterable[Event], calendar: Calendar
) -> list[Deadline]:
    """The open deadlines of an item, in the order of the loop; `events` are given latest first."""
    parts = [part for part in parts if part.stage not in APART]
    if record.handed_over_on is None or record.stage in APART:
        return []
    found = []
    for part in parts:
        if part.stage == Stage.ASSIGNED:
            found += _until_signed_for(record, part, calendar)
        if part.signed_for_on is not None and part.stage in UNANSWERED and not _has_met(record, part):
            counted = meeting_limit(record.session, part.signed_for_on, calendar)
            found += [_limit(_("见面时限"), part, counted.on, counted, "")] if counted is not None else []
        if not part.is_answering and part.opinion_on is None and part.due_on is not None:
            counted = opinion_limit(record, part.assigned_on, calendar)
            other = _("按本件的办理期限，或单位签收时填写的办结时限。")
            found.append(_limit(_("配合意见期限"), part, part.due_on, counted, other))
    if record.due_on is not None and record.stage in UNANSWERED and record.answered_on is None:
        found.append(Deadline(_("办理期限"), "", record.due_on, record.due_because or _("台账登记的期限。")))
    if record.redo_due_on is not None and record.stage in UNANSWERED:
        why = redo_because(record, events) or _("台账登记的期限。")
        found.append(Deadline(_("重新办理期限"), "", record.redo_due_on, why))
    for part in parts:
        reply = part.reply if part.is_answering and not record.is_joint else None
        waits = reply is not None and reply.delivered_on and reply.published_on is None
        if waits and Publicity(reply.publicity or Publicity.WITHHELD).is_proactive:
            counted = publication_limit(record, reply.delivered_on, calendar)
            found.append(_limit(_("公开期限"), part, counted.on, counted, ""))
    return found


def _has_met(record: HandlingRecord, part: Assignment) -> bool:
    """Whether the unit has met the proposer or need not: supporting units and 会办 items have no such deadline."""
    if record.is_joint or not part.is_answering:
        return True
    methods = meeting_methods(record.session)
    return any(one.method in methods for one in part.contacts.all())


def redo_because(record: HandlingRecord, events: Iterable[Event]) -> str:
    """The sentence that explains the redo's deadline: the decision to redo, a confirmed recount, or a change's reason."""
    for event in events:
        if event.what == change_due.code:
            return event.summary
        if event.what == recount_due.code and "redo_because" in event.data:
            return event.data["redo_because"]
        if event.what == redo.code and event.assignment is not None and event.assignment.due_on == record.redo_due_on:
            return event.data.get("because", "")
    return ""


def _until_signed_for(record: HandlingRecord, part: Assignment, calendar: Calendar) -> list[Deadline]:
    """The deadlines for signing for a part and, unless an objection was decided already, for objecting to it."""
    found = []
    if part.sign_for_due_on is not None:
        counted = sign_for_limit_of(record, part, calendar)
        other = _("交办时按当时的工作日计算；此后工作日有变化，须经“期限复核”确认。")
        found.append(_limit(_("签收期限"), part, part.sign_for_due_on, counted, other))
    if not any(one.granted is not None for one in part.objections.all()):
        counted = objection_limit(record, part.assigned_on, calendar)
        found.append(_limit(_("申请退回时限"), part, counted.on, counted, ""))
    return found


def _limit(label: str, part: Assignment, on: date, counted: Due, otherwise: str) -> Deadline:
    """A stored date as a deadline, explained by its count, or by `otherwise` where the count now gives another date."""
    return Deadline(label, part.unit.name, on, counted.explanation if on == counted.on else otherwise)
