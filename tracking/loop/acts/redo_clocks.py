"""The clocks of a 重新办理: an item runs with the units that are at it, each with its own limit."""

from tracking.models import Assignment, HandlingRecord
from tracking.stages import UNANSWERED
from tracking.time.clocks import yellow_day


def others_at_redo(assignment: Assignment) -> list[Assignment]:
    """The other units that have answered before and are handling it anew."""
    others = assignment.record.assignments.answering().exclude(pk=assignment.pk)
    again = others.filter(stage__in=UNANSWERED, replies__delivered_on__isnull=False)
    return list(again.distinct())


def keep_redo_clock(record: HandlingRecord, move, *, others: list[Assignment], own=None) -> None:
    """Each unit has its own redo limit as its 办结时限; the item shows the nearest of those that run (分办)."""
    limits = [part.due_on for part in others] + ([own] if own else [])
    if not limits:
        return
    record.redo_due_on = min(limits)
    if _all_have_answered(record):
        record.yellow_from = yellow_day(record, record.redo_due_on)
    move.keep(record)


def _all_have_answered(record: HandlingRecord) -> bool:
    """Whether the answer's own clock has stopped: every unit's letter was delivered once."""
    standing = record.assignments.answering().standing()
    return not standing.exclude(replies__delivered_on__isnull=False).exists()
