"""What the rules of messages read on one day (当天情况): the calendar, who holds which office, parts and events."""

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
    """One item about which people are told on a day: what of the kind it is, until when, and whom."""

    kind: NoticeKind
    record: HandlingRecord
    people: frozenset[int]
    on: date | None = None
    what: str = ""
    "Which case of the kind it is: who returned it, what was decided, whether it is to be reviewed or signed."


@dataclass
class Day:
    """What the rules read on a day, of all items or of a single one."""

    day: date
    record: int | None = None
    new_parts: tuple[int, ...] = ()
    "Parts that the step has just made: told of whatever the date of their hand-over."
    staff: Staff = field(init=False)

    def __post_init__(self) -> None:
        self.staff = Staff(self.day)

    @cached_property
    def calendar(self) -> Calendar:
        """The office's working days."""
        return WorkdayOverride.objects.calendar()

    @cached_property
    def conditions(self) -> dict[Attention, Q]:
        """The conditions of `attention` for the day: what is late and what is due soon."""
        return attention.conditions(self.day, self.calendar, self.sessions)

    @cached_property
    def sessions(self) -> list[Session]:
        """Every session, with the fields that the conditions need."""
        return list(Session.objects.only(*attention.OF_SESSIONS))

    @property
    def is_first_of_week(self) -> bool:
        """Whether it is the week's first working day, on which slow matters are told again."""
        monday = self.day - self.day.weekday() * DAY
        return self.day == self.calendar.nearest_workday(monday, DAY)

    def is_told(self, first: date, last: date) -> bool:
        """Whether to tell today: every day from the first to the last, and once a week after that."""
        return first <= self.day and (self.day <= last or self.is_first_of_week)

    def narrowed(self, rows, path: str = "record"):
        """These rows, narrowed to the one item where only one is looked at."""
        return rows if self.record is None else rows.filter(**{path: self.record})

    def parts(self, *conditions: Q):
        """Units' parts whose clock runs, with their items."""
        return self.narrowed(attention.parts().filter(*conditions)).select_related("record").defer("record__text")

    def to_unit(
        self, kind: NoticeKind, part: Assignment, on: date | None = None, *roles: Role, what: str = ""
    ) -> Matter:
        """A matter for the part's unit, and for holders of these roles."""
        people = set(self.staff.by_unit[part.unit_id]).union(*(self.staff.by_role[role] for role in roles))
        return Matter(kind, part.record, frozenset(people), on, what)

    def to_office(
        self, kind: NoticeKind, record: HandlingRecord, role: Role, on: date | None = None, what: str = ""
    ) -> Matter:
        """A matter for the holders of one role of the office."""
        return Matter(kind, record, frozenset(self.staff.by_role[role]), on, what)

    def events(self, what: Iterable[str]):
        """The steps of these codes that were recorded on the day, latest first."""
        start = timezone.make_aware(datetime.combine(self.day, time.min))
        found = Event.objects.filter(what__in=what, at__gte=start, at__lt=start + DAY)
        return self.narrowed(found).order_by("-number")
