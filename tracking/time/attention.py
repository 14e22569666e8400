"""Units' parts that need attention (到期和逾期): late, due soon, not signed for, or without progress.

The conditions are written once over annotated parts, so that the table of counts, the ledger's filter behind each count
and the messages of the day agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils.translation import gettext_lazy as _

from tracking.models import (
    ANSWERING_DUTIES,
    Assignment,
    AssignmentDuty,
    Contact,
    Event,
    ProgressNote,
    Session,
    Unit,
    WorkdayOverride,
)
from tracking.stages import UNANSWERED, Stage
from tracking.time.clocks import meeting_methods, signed_for_before
from tracking.wording.local import local
from tracking.workdays import Calendar

OF_SESSIONS = ("yellow_days", "meeting_days", "rest_day_rule", "contact_definition")
"The fields of a session that the conditions need: its yellow days, and what its 见面时限 is counted by."
NONE = Q(pk__in=[])
"No part."
IDLE_WORKDAYS = 10
"Working days without any progress, unless TRACKING_IDLE_WORKDAYS says otherwise."


class Attention(TextChoices):
    """Why a unit's part needs attention; the first value stands for every part whose clock runs."""

    OPEN = "open", _("未答复")
    LATE = "late", _("逾期")
    SOON = "soon", _("临近期限")
    UNSIGNED = "unsigned", _("待签收")
    IDLE = "idle", _("久无进展")
    UNMET = "unmet", _("超时未见面")


class Grouping(TextChoices):
    """What the rows of the table are: units, district leaders or sessions."""

    UNIT = "unit", _("承办单位")
    LEADER = "leader", local("分管{leaders}")
    SESSION = "session", _("届次")

    @property
    def field(self) -> str:
        """The field of a part that tells its group."""
        return {"unit": "unit", "leader": "leader", "session": "record__session"}[self.value]


LEADER = Coalesce(NullIf("district_leader", Value("")), "unit__district_leader")
"The district leader of a part: its own, or else its unit's."
NO_LEADER = "—"
"Stands in the filter for parts without a district leader."


def idle_workdays() -> int:
    """After how many working days without progress an item stands still (久无进展)."""
    return getattr(settings, "TRACKING_IDLE_WORKDAYS", IDLE_WORKDAYS)


def _last_day_of(model: type[Event | ProgressNote | Contact]) -> Subquery:
    """The last day that rows of this model have for a part."""
    rows = model.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    return Subquery(rows.annotate(last=Max("on")).values("last"))


def parts() -> QuerySet:
    """Units' parts whose clock runs, each with the end of its clock, its last movement and its district leader."""
    redo = Q(record__redo_due_on__isnull=False, record__answered_on__isnull=False)
    return Assignment.objects.filter(stage__in=UNANSWERED).annotate(
        ends_on=Case(
            When(duty=AssignmentDuty.SUPPORT, then=Coalesce("due_on", "record__due_on")),
            When(redo, then="record__redo_due_on"),
            default="record__due_on",
        ),
        moved_on=Greatest(
            "assigned_on",
            Coalesce("signed_for_on", "assigned_on"),
            *(Coalesce(_last_day_of(model), "assigned_on") for model in (Event, ProgressNote, Contact)),
        ),
        leader=LEADER,
    )


def conditions(
    day: date, calendar: Calendar | None = None, sessions: Iterable[Session] | None = None
) -> dict[Attention, Q]:
    """What each kind of attention means on a day, over `parts`; sessions are read where none are given."""
    calendar = calendar or WorkdayOverride.objects.calendar()
    sessions = list(Session.objects.only(*OF_SESSIONS) if sessions is None else sessions)
    late = Q(ends_on__lt=day)
    close = Q(duty=AssignmentDuty.LEAD, record__yellow_from__lte=day)
    for session in sessions:
        soon = calendar.add_workdays(day, session.yellow_days)
        close |= Q(duty=AssignmentDuty.SUPPORT, record__session=session, ends_on__lte=soon)
    idle = Q(stage=Stage.HANDLING, moved_on__lte=calendar.add_workdays(day, -idle_workdays()))
    return {
        Attention.OPEN: Q(),
        Attention.LATE: late,
        Attention.SOON: close & ~late,
        Attention.UNSIGNED: Q(stage=Stage.ASSIGNED),
        Attention.IDLE: idle,
        Attention.UNMET: not_met(sessions, day, calendar),
    }


def not_met(sessions: Iterable[Session], day: date, calendar: Calendar) -> Q:
    """Parts that answer the proposer, whose 见面时限 is over on a day, and whose unit has met nobody yet."""
    found = NONE
    for session in sessions:
        if until := signed_for_before(session, day, calendar):
            met = Contact.objects.filter(assignment=OuterRef("pk"), method__in=meeting_methods(session))
            of_session = Q(record__session=session, duty=AssignmentDuty.LEAD, record__duty__in=ANSWERING_DUTIES)
            found |= of_session & Q(signed_for_on__lte=until) & Q(~Exists(met))
    return found


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One group of the table: its name, and how many of its items need attention, by kind."""

    key: str
    label: str
    counts: dict[Attention, int]


def table(by: Grouping, day: date, session: Session | None = None) -> list[AttentionRow]:
    """Counts of items by unit, leader or session, those with the most late items first; a constant number of queries."""
    found = parts()
    if session is not None:
        found = found.filter(record__session=session)
    meaning = conditions(day)
    names = {kind: f"n_{kind.value}" for kind in Attention}
    counted = {names[kind]: Count("record", distinct=True, filter=meaning[kind] or None) for kind in Attention}
    label = {Grouping.UNIT: "unit__name", Grouping.LEADER: "leader", Grouping.SESSION: "record__session__name"}[by]
    groups = found.annotate(group_key=F(by.field), group_label=F(label)).order_by()
    rows = [
        AttentionRow(
            str(one["group_key"] or ""), one["group_label"] or "", {kind: one[name] for kind, name in names.items()}
        )
        for one in groups.values("group_key", "group_label").annotate(**counted)
    ]
    urgent = [kind for kind in Attention if kind is not Attention.OPEN]
    return sorted(rows, key=lambda row: (*(-row.counts[kind] for kind in urgent), row.label))


def records_with(kind: Attention, day: date, *, units: Iterable[Unit] | None = None, leader: str = "") -> QuerySet:
    """Primary keys of the items that one count of the table stands for, for filtering the ledger."""
    found = parts().filter(conditions(day)[kind])
    if units is not None:
        found = found.filter(unit__in=units)
    if leader:
        found = found.filter(leader="" if leader == NO_LEADER else leader)
    return found.order_by().values("record")
