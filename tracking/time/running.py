"""The clock that runs for a unit's part (在走的时限): for signing, for its opinion, for the answer, or for a redo.

`running` tells it for a part that was read, `parts` for lists and counts in the database; a test holds them equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from tracking.models import Assignment, AssignmentDuty, HandlingRecord, Session, Unit, WorkdayOverride
from tracking.stages import UNANSWERED, Stage
from tracking.time import attention
from tracking.workdays import Calendar, Light

SIGN_SOON = 1
"Working days before the limit of signing from which it is close."


@dataclass(frozen=True, slots=True)
class Running:
    """What a unit has to do next by a day, and how close that day is."""

    label: str
    on: date
    light: Light


def running(part: Assignment, today: date, calendar: Calendar) -> Running | None:
    """The clock that runs for a part on a day; None when none does."""
    record = part.record
    if part.stage not in UNANSWERED:
        return None
    on: date | None
    close_from: date | None
    if part.stage == Stage.ASSIGNED and part.sign_for_due_on is not None:
        label, on, close_from = _("签收期限"), part.sign_for_due_on, calendar.add_workdays(today, SIGN_SOON)
    elif not part.is_answering:
        close_from = calendar.add_workdays(today, record.session.yellow_days)
        label, on = _("配合意见期限"), part.due_on or record.due_on
    else:
        label = _("重新办理期限") if record.redo_due_on and record.answered_on else _("办理期限")
        on = record.clock_due_on
        close_from = on if record.yellow_from and record.yellow_from <= today else None
    if on is None:
        return None
    if on < today:
        return Running(label, on, Light.RED)
    return Running(label, on, Light.YELLOW if close_from is not None and on <= close_from else Light.GREEN)


def parts() -> QuerySet:
    """Units' parts whose clock runs, each with its end (`runs_until`)."""
    signing = Q(stage=Stage.ASSIGNED, sign_for_due_on__isnull=False)
    return attention.parts().annotate(runs_until=Case(When(signing, then=F("sign_for_due_on")), default=F("ends_on")))


def shows(light: Light, today: date, calendar: Calendar | None = None) -> Q:
    """The parts of `parts` that show red, yellow or green on a day."""
    calendar = calendar or WorkdayOverride.objects.calendar()
    late = Q(runs_until__lt=today)
    if light is Light.RED:
        return late
    signing = Q(stage=Stage.ASSIGNED, sign_for_due_on__isnull=False)
    close = signing & Q(runs_until__lte=calendar.add_workdays(today, SIGN_SOON))
    close |= ~signing & Q(duty=AssignmentDuty.LEAD, record__yellow_from__lte=today)
    for session in Session.objects.only("yellow_days"):
        soon = calendar.add_workdays(today, session.yellow_days)
        close |= ~signing & Q(duty=AssignmentDuty.SUPPORT, record__session=session, runs_until__lte=soon)
    return close & ~late if light is Light.YELLOW else Q(runs_until__isnull=False) & ~late & ~close


def with_lights(today: date, calendar: Calendar | None = None) -> QuerySet:
    """The parts of `parts`, each with the light that it shows on a day, where that is red or yellow (`light_shown`)."""
    lights = [When(shows(one, today, calendar), then=Value(one.value)) for one in (Light.RED, Light.YELLOW)]
    return parts().annotate(light_shown=Case(*lights))


def records_showing(light: Light, units: Iterable[Unit], today: date) -> QuerySet:
    """The items of which a part of these units shows this light on a day; for 已完成 those whose parts all ended."""
    if light is Light.DONE:
        mine = Assignment.objects.standing().filter(unit__in=units)
        return HandlingRecord.objects.filter(pk__in=mine.values("record")).exclude(
            pk__in=mine.filter(stage__in=UNANSWERED).values("record")
        )
    found = parts().filter(shows(light, today), unit__in=units)
    return HandlingRecord.objects.filter(pk__in=found.order_by().values("record"))
