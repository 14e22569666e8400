"""The seam (接缝): what other apps may listen to. Tracking sends, and knows nobody who listens.

What is told is a job of the outbox, written in the transaction that it tells of: it is sent after the commit, at least
once, and again where a receiver failed. Receivers are therefore acts that may be done twice.
"""

from collections.abc import Iterable

from django.db import models
from django.dispatch import Signal

from tracking import outbox
from tracking.models import Job
from tracking.models.outbox import JobQuerySet

# A step was taken and its transaction has committed: sender=Step, record=HandlingRecord, event=Event.
step_taken = Signal()

# An event is being added while the clock stands before an earlier one's time: sender=ChainHead, now, last=that time.
clock_stands_back = Signal()

# Records came in from a workbook and the transaction has committed: sender=Session, records=list of primary keys.
ledger_imported = Signal()

# The timer runs for a day (huiyin remind): what is due by the day is done now, again without harm: day=date.
day_began = Signal()

# The timer runs, each few minutes (huiyin settle): what was planned for a moment is done now, again without harm. What a
# receiver did and what it could not do is told in sentences: told=list, failed=list.
timer_ran = Signal()

STEP_TAKEN, LEDGER_IMPORTED = "tracking.step_taken", "tracking.ledger_imported"
"The kinds of the jobs that send them."


def tell_of_step(event: models.Model) -> None:
    """Have `step_taken` sent for this event, once its transaction stands."""
    outbox.put(STEP_TAKEN, str(event.pk))


def untold(events: Iterable[models.Model]) -> JobQuerySet:
    """The jobs that are still to send `step_taken` for these events."""
    return Job.objects.filter(kind=STEP_TAKEN, key__in=[str(event.pk) for event in events])


def tell_of_import(session: models.Model, records: Iterable[int]) -> None:
    """Have `ledger_imported` sent for these items of a session, once the transaction stands."""
    outbox.put(LEDGER_IMPORTED, str(session.pk), {"records": list(records)})
