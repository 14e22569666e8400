"""The clocks of an item (时限): which limit of its session applies, from which day, and when it turns yellow."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracking.models import (
    FACE_TO_FACE,
    Assignment,
    ContactDefinition,
    ContactMethod,
    DueBasis,
    HandlingRecord,
    OpinionLimit,
    Session,
    WorkdayOverride,
)
from tracking.workdays import Calendar, Due, due, due_ahead, yellow_from


@dataclass(frozen=True, slots=True)
class Clock:
    """When something is due, why, and from when it is close."""

    on: date
    explanation: str
    yellow_from: date


def _clock(record: HandlingRecord, found: Due, calendar: Calendar) -> Clock:
    return Clock(found.on, found.explanation, yellow_from(found.on, record.session.yellow_days, calendar))


def _counted(record: HandlingRecord, limit: str, start: date, calendar: Calendar | None, from_what: str) -> Due:
    """A limit of the item's session, counted from a day; the office's calendar is read where none is given."""
    calendar = calendar or WorkdayOverride.objects.calendar()
    session = record.session
    return due(start, session.limit(limit), calendar, rule=session.rest_rule, from_what=from_what)


def answer_clock(
    record: HandlingRecord, handed_over_on: date, fixed: date | None = None, calendar: Calendar | None = None
) -> Clock:
    """The answer's limit, counted from the hand-over (交办): 会办 items have that of an opinion, 即办 ones their own (R40)."""
    calendar = calendar or WorkdayOverride.objects.calendar()
    session = record.session
    if fixed is not None:
        found = due(handed_over_on, session.limit("answer"), calendar, fixed=fixed)
    elif record.is_at_once:
        found = at_once_limit(record, handed_over_on, calendar)
    elif record.is_joint:
        found = opinion_limit(record, handed_over_on, calendar)
    else:
        found = _answer_limit(record, handed_over_on, calendar)
    return _clock(record, found, calendar)


def at_once_limit(record: HandlingRecord, handed_over_on: date, calendar: Calendar | None = None) -> Due:
    """By when what is marked 即办 is done, counted from its hand-over, and why (R47)."""
    return _counted(record, "at_once", handed_over_on, calendar, _("交办"))


def _answer_limit(record: HandlingRecord, handed_over_on: date, calendar: Calendar) -> Due:
    """When the proposer is to be answered by the session: its months from the hand-over, or the notice's date."""
    session = record.session
    fixed = session.fixed_due_on
    return due(handed_over_on, session.limit("answer"), calendar, rule=session.rest_rule, fixed=fixed)


def due_basis(record: HandlingRecord) -> DueBasis:
    """What the answer's limit rests on at the hand-over: the notice's date, or the session's months or days."""
    is_fixed = record.session.fixed_due_on is not None and not record.is_joint and not record.is_at_once
    return DueBasis.FIXED if is_fixed else DueBasis.COMPUTED


def longest(record: HandlingRecord, handed_over_on: date) -> Due:
    """The last day to which an answer may be extended (延期后最长时限), counted from the first hand-over (R40)."""
    return _counted(record, "answer_most", handed_over_on, None, _("交办"))


def sign_for_limit(record: HandlingRecord, start: date, calendar: Calendar | None = None, *, anew: bool = False) -> Due:
    """By when a unit signs for an item (签收), and why; anew from the day on which its objection was refused (R42)."""
    return _counted(record, "sign_for", start, calendar, _("裁定不予退回") if anew else _("交办"))


def sign_for_limit_of(record: HandlingRecord, part: Assignment, calendar: Calendar) -> Due:
    """A part's own limit of signing: from its hand-over, or from the day on which its last objection was refused."""
    days = (one.decided_on for one in part.objections.all() if one.granted is False)
    refused = [day for day in days if day is not None]
    return sign_for_limit(record, max([part.assigned_on, *refused]), calendar, anew=bool(refused))


def sign_for_clock(record: HandlingRecord, assigned_on: date, calendar: Calendar | None = None) -> date:
    """By when a unit signs for an item (签收)."""
    return sign_for_limit(record, assigned_on, calendar).on


def objection_limit(record: HandlingRecord, assigned_on: date, calendar: Calendar | None = None) -> Due:
    """Until when a unit may object (申请退回时限), and why (R43)."""
    return _counted(record, "objection", assigned_on, calendar, _("交办"))


def opinion_limit(
    record: HandlingRecord, assigned_on: date, calendar: Calendar | None = None, answer_due_on: date | None = None
) -> Due:
    """By when an opinion is given (会办意见、配合意见), and why: days from the hand-over, or before the answer is due (R44).

    The answer's date is the item's own (or the one given) and, on a 会办 item, the session's. Where that many days before
    it the part was not yet handed over, the opinion is due with the answer itself.
    """
    calendar = calendar or WorkdayOverride.objects.calendar()
    session = record.session
    if session.opinion_counted == OpinionLimit.FROM_HAND_OVER:
        return _counted(record, "opinion", assigned_on, calendar, _("交办"))
    known = answer_due_on or (None if record.is_joint else record.due_on)
    answer = known or _answer_limit(record, assigned_on, calendar).on
    return due_ahead(answer, session.opinion_days, assigned_on, calendar)


def opinion_due(record: HandlingRecord, assigned_on: date, calendar: Calendar | None = None) -> date:
    """By when a supporting unit gives its opinion (配合意见): after that the reply waits for it no longer."""
    counted = opinion_limit(record, assigned_on, calendar).on
    return min(counted, record.due_on or counted)


def meeting_limit(session: Session, signed_for_on: date, calendar: Calendar) -> Due | None:
    """By when a unit meets the proposer (见面时限), counted from its signing, and why; None where the session has none (R45)."""
    if not session.meeting_days:
        return None
    limit = session.limit("meeting")
    return due(signed_for_on, limit, calendar, rule=session.rest_rule, from_what=_("签收"))


def signed_for_before(session: Session, day: date, calendar: Calendar) -> date | None:
    """The last day of signing whose 见面时限 is over on this day: every earlier one is over too."""
    signed = day - timedelta(days=session.meeting_days or 0)
    limit = meeting_limit(session, signed, calendar)
    while limit is not None and limit.on < day:
        signed += timedelta(days=1)
        limit = meeting_limit(session, signed, calendar)
    while limit is not None and limit.on >= day:
        signed -= timedelta(days=1)
        limit = meeting_limit(session, signed, calendar)
    return signed if limit is not None else None


def meeting_methods(session: Session) -> frozenset[str]:
    """The ways of contact that meet the 见面时限: those that the session's 面商率 counts."""
    return frozenset(FACE_TO_FACE if session.contact_definition == ContactDefinition.FACE else ContactMethod.values)


def publication_limit(record: HandlingRecord, delivered_on: date, calendar: Calendar | None = None) -> Due:
    """By when a reply is published (公开时限): the clock starts at its delivery (送达; R53, R90)."""
    return _counted(record, "publish", delivered_on, calendar, _("送达"))


def redo_clock(record: HandlingRecord, decided_on: date, calendar: Calendar | None = None) -> Clock:
    """The limit of a redo (重新办理), counted from the day it was decided (R46)."""
    calendar = calendar or WorkdayOverride.objects.calendar()
    return _clock(record, _counted(record, "redo", decided_on, calendar, _("决定重新办理")), calendar)


def yellow_day(record: HandlingRecord, due_on: date, calendar: Calendar | None = None) -> date:
    """The day from which a due date that was set by hand is yellow (黄灯起始日)."""
    return yellow_from(due_on, record.session.yellow_days, calendar or WorkdayOverride.objects.calendar())


def unheard_limit(record: HandlingRecord, asked_on: date) -> Due:
    """Until when a proposer who was asked may be waited for; after it the item may end without an opinion (未反馈办结)."""
    return _counted(record, "unheard", asked_on, None, _("征询意见"))
