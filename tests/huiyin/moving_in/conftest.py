"""An installation whose first account has just logged in (刚装好的系统)."""

import contextlib
from datetime import UTC, datetime

import pytest
import time_machine

from huiyin.moving_in.first import open_first_account
from tests.tracking.admin.pages import logged_in
from tests.tracking.factories import kept
from tracking.models import Person


@pytest.fixture
def administrator(db):
    """The first account, its password changed."""
    open_first_account()
    person = Person.objects.get()
    person.must_change_password = False
    kept(person)
    return person.user


@pytest.fixture
def desk(administrator):
    """The administrator's browser."""
    return logged_in(administrator)


@pytest.fixture
def time_machine_at():
    """Set the clock to noon of a day."""
    with contextlib.ExitStack() as stack:
        yield lambda day: stack.enter_context(
            time_machine.travel(datetime(day.year, day.month, day.day, 4, tzinfo=UTC), tick=False)
        )
