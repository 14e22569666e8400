"""The days of the living session: working days counted back from the day that it is made for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracking.models import WorkdayOverride
from tracking.workdays import Calendar

_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Days before and after the day that counts as today, all of them worked."""

    today: date
    calendar: Calendar = field(default_factory=WorkdayOverride.objects.calendar)

    def ago(self, days: int) -> date:
        """The working day so many days ago, or the last one before it."""
        return self.calendar.nearest_workday(self.today - days * _ONE, -_ONE)

    def ahead(self, workdays: int) -> date:
        """So many working days from today; before today where the number is negative."""
        return self.calendar.add_workdays(self.today, workdays)

    def whose_end_is_next(self, end_of: Callable[[date], date], first: int, last: int) -> date:
        """Of the working days so many days ago, the one whose limit ends soonest after today."""
        found = [day for day in map(self.ago, range(first, last)) if end_of(day) > self.today]
        return min(found, key=lambda day: (end_of(day), day))
