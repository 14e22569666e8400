"""One day's look at the ledger: its calendar, its people, and what concerns whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from tracking.models import Assignment, Event, HandlingRecord, NoticeKind, Role, Session, WorkdayOverride
from tracking.telling.staff import Staff
from tracking.time import attention
from tracking.time.attention import Attention
from tracking.workdays import Calendar

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Matter:
    """One item that concerns somebody on a day: in what, until when, and whom."""

    kind: NoticeKind
    record: HandlingRecord
    people: frozenset[int]
    on: date | None = None
    what: str = ""
    "What of the kind it is: who returned it, what was decided, whether it is to be reviewed or signed."


@dataclass
class Day:
    """One day's look at the ledger, at all items or at a single one."""

    day: date
    record: int | None = None
    new_parts: tuple[int, ...] = ()
    "Parts that the step just made, however their hand-over is dated."
    staff: Staff = field(init=False)

    def __post_init__(self) -> None:
        self.staff = Staff(self.day)

    @cached_property
    def calendar(self) -> Calendar:
        """The office's working days."""
        return WorkdayOverride.objects.calendar()

    @cached_property
    def conditions(self) -> dict[Attention, Q]:
        """What is late and what is close."""
        return attention.conditions(self.day, self.calendar, self.sessions)

    @cached_property
    def sessions(self) -> list[Session]:
        """Every session, with what says how close something is."""
        return list(Session.objects.only(*attention.OF_SESSIONS))

    @property
    def is_first_of_week(self) -> bool:
        """Whether it is the week's first working day, on which slow matters are told again."""
        monday = self.day - self.day.weekday() * DAY
        return self.day == self.calendar.nearest_workday(monday, DAY)

    def is_told(self, first: date, last: date) -> bool:
        """Every day from the first to the last, and once a week after that."""
        return first <= self.day and (self.day <= last or self.is_first_of_week)

    def narrowed(self, rows, path: str = "record"):
        """Rows of the one item looked at, or all."""
        return rows if self.record is None else rows.filter(**{path: self.record})

    def parts(self, *conditions: Q):
        """Units' parts whose clock runs, with their items."""
        return self.narrowed(attention.parts().filter(*conditions)).select_related("record").defer("record__text")

    def to_unit(
        self, kind: NoticeKind, part: Assignment, on: date | None = None, *roles: Role, what: str = ""
    ) -> Matter:
        """What concerns the part's unit, and holders of these roles beside it."""
        people = set(self.staff.by_unit[part.unit_id]).union(*(self.staff.by_role[role] for role in roles))
        return Matter(kind, part.record, frozenset(people), on, what)

    def to_office(
        self, kind: NoticeKind, record: HandlingRecord, role: Role, on: date | None = None, what: str = ""
    ) -> Matter:
        """What concerns one role of the office."""
        return Matter(kind, record, frozenset(self.staff.by_role[role]), on, what)

    def events(self, what: Iterable[str]):
        """The steps of these codes that were recorded on the day, latest first."""
        start = timezone.make_aware(datetime.combine(self.day, time.min))
        found = Event.objects.filter(what__in=what, at__gte=start, at__lt=start + DAY)
        return self.narrowed(found).order_by("-number")
