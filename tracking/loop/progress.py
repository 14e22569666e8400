"""The line of an item's six phases (闭环进度): done, under way or to come; computed from the item alone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracking.models import HandlingRecord
from tracking.stages import APART, Phase, Stage
from tracking.wording.local import localised
from tracking.workdays import Calendar

DONE, NOW, TO_COME, NOT_APPLICABLE = "done", "now", "to-come", "not-applicable"


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the six phases of an item: its state, its day, and a few words about it."""

    label: str
    state: str
    on: date | None = None
    note: str = ""


def progress(record: HandlingRecord, calendar: Calendar, *, contacts: int | None = None) -> list[Mark]:
    """The six phases of an item, each with its day and the working days since the one before."""
    days = {
        Phase.HAND_OVER: record.handed_over_on,
        Phase.SIGN_FOR: record.signed_for_on,
        Phase.HANDLE: None,
        Phase.REPLY: record.delivered_on,
        Phase.ASK: record.asked_on,
        Phase.FEEDBACK: record.feedback_on,
    }
    marks, before = [], None
    for phase in Phase:
        state = _state(record, phase, days)
        on = days[phase] if state == DONE else None
        note = _note(record, phase, state, contacts)
        if on is not None:
            taken = calendar.workdays_between(before, on) if before is not None else 0
            if taken and not note:
                note = _("用时 %(n)s 个工作日") % {"n": taken}
            before = on
        marks.append(Mark(str(phase.label), state, on, note))
    return marks


def _state(record: HandlingRecord, phase: Phase, days: dict) -> str:
    if record.is_joint and phase in {Phase.ASK, Phase.FEEDBACK}:
        return NOT_APPLICABLE
    if record.stage in APART:
        return DONE if days[phase] else NOT_APPLICABLE
    now = Stage(record.stage).phase.position
    if record.stage == Stage.CLOSED or phase.position < now:
        return DONE
    return NOW if phase.position == now else TO_COME


def _note(record: HandlingRecord, phase: Phase, state: str, contacts: int | None) -> str:
    if state == NOW:
        return str(Stage(record.stage).label)
    if state == NOT_APPLICABLE:
        return localised("由{upper_lead}统一征询") if record.is_joint and phase == Phase.ASK else ""
    if phase == Phase.HANDLE and state == DONE and contacts:
        return _("沟通 %(n)s 次") % {"n": contacts}
    return ""
