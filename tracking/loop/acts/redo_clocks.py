"""The limits of a 重新办理: each unit that is at it has its own, and the item shows the nearest."""

from django.db.models import QuerySet

from tracking.models import Assignment, HandlingRecord
from tracking.models.statements import ByKeys
from tracking.stages import UNANSWERED
from tracking.time.clocks import yellow_day


def others_at_redo(assignment: Assignment) -> list[Assignment]:
    """The other units that have answered before and are handling it anew."""
    return [] if assignment.is_alone else _at_redo(assignment.record_id, assignment.pk)


def _others(item: int, part: int) -> QuerySet[Assignment]:
    others = Assignment.objects.answering().filter(record=item).exclude(pk=part)
    return others.filter(stage__in=UNANSWERED, replies__delivered_on__isnull=False).distinct()


_at_redo = ByKeys(Assignment, _others)


def keep_redo_clock(record: HandlingRecord, move, *, others: list[Assignment], own=None) -> None:
    """Write the nearest of the units' limits onto the item, and its yellow light where every unit has answered once."""
    limits = [part.due_on for part in others] + ([own] if own else [])
    if not limits:
        return
    record.redo_due_on = min(limits)
    if _all_have_answered(record):
        record.yellow_from = yellow_day(record, record.redo_due_on)
    move.keep(record)


def _all_have_answered(record: HandlingRecord) -> bool:
    """Whether a letter of every unit was delivered, so that the first answer's limit no longer runs."""
    standing = record.assignments.answering().standing()
    return not standing.exclude(replies__delivered_on__isnull=False).exists()
