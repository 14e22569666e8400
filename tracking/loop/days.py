"""The days of a part that somebody follows, one after another (逐日记录): with a word, without one, or a rest day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import groupby

from tracking.loop.following import words
from tracking.models import Assignment, Event, Following
from tracking.workdays import Calendar

MONTHS_SHOWN = 3
"Months that are shown at once; earlier ones are folded."
_DAY = timedelta(days=1)


class DayMark(Enum):
    """What a day was."""

    SAID = "said"
    SILENT = "silent"
    REST = "rest"
    TODAY = "today"
    "Not over yet, and without a word so far."


@dataclass(frozen=True, slots=True)
class FollowedDay:
    """One day, with what it was and, where nobody worked, why (国庆节)."""

    on: date
    mark: DayMark
    rest: str = ""


@dataclass(frozen=True, slots=True)
class FollowedMonth:
    """The days of one month."""

    first: date
    days: list[FollowedDay]


@dataclass(frozen=True, slots=True)
class FollowedDays:
    """All days of a part from the first on which somebody followed it, by month, the latest month first."""

    part: Assignment
    months: list[FollowedMonth]
    last: date | None
    "The last day with a word."

    def number(self, mark: DayMark) -> int:
        """How many days are so."""
        return sum(one.mark is mark for month in self.months for one in month.days)

    @property
    def said(self) -> int:
        """How many days have a word."""
        return self.number(DayMark.SAID)

    @property
    def silent(self) -> int:
        """How many working days have none."""
        return self.number(DayMark.SILENT)

    @property
    def shown(self) -> list[FollowedMonth]:
        """The latest months."""
        return self.months[:MONTHS_SHOWN]

    @property
    def earlier(self) -> list[FollowedMonth]:
        """The months before them."""
        return self.months[MONTHS_SHOWN:]


def days_with_a_word(part: Assignment, events: Iterable[Event]) -> set[date]:
    """The days on which there was a word on the part: a step of its unit, a talk or progress, a note of who follows it."""
    codes = set(words())
    said = {event.on for event in events if event.assignment_id == part.pk and event.what in codes}
    return said | {one.on for one in part.notes.all()} | {one.on for one in part.contacts.all()}


def followed_days(
    part: Assignment, followings: list[Following], events: Iterable[Event], calendar: Calendar, today: date
) -> FollowedDays | None:
    """The strip of the days (逐日记录); None where nobody ever followed the part, or begins only later."""
    if not followings:
        return None
    said = days_with_a_word(part, events)
    ends = [one.ended_on or part.closed_on or today for one in followings]
    first, last = min(one.from_on for one in followings), min(max(ends), today)
    days = [_day(on, said, calendar, today) for on in _from_to(first, last)]
    by_month = groupby(days, key=lambda one: one.on.replace(day=1))
    months = [FollowedMonth(month, list(of_month)) for month, of_month in by_month]
    return FollowedDays(part, months[::-1], max(said, default=None)) if months else None


def _from_to(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _day(on: date, said: set[date], calendar: Calendar, today: date) -> FollowedDay:
    if on in said:
        return FollowedDay(on, DayMark.SAID)
    if rest := calendar.name_of_rest(on):
        return FollowedDay(on, DayMark.REST, rest)
    return FollowedDay(on, DayMark.TODAY if on == today else DayMark.SILENT)
