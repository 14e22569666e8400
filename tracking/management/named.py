"""Reading the options of commands: a session, an account, a day; a value that names none is refused with a sentence."""

from argparse import ArgumentTypeError
from datetime import date, datetime, time

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.utils import timezone

from tracking.models import Session

WRONG_USE = 2
"The exit code of a command that was used wrongly."
YEARS = range(1950, 2101)
"The years in which a day may lie: working days outside of them can't be counted."


def session_named(code: str | None) -> Session:
    """The session with this code."""
    try:
        return Session.objects.of_code(code)
    except Session.DoesNotExist as problem:
        raise CommandError(str(problem), returncode=WRONG_USE) from None


def day(text: str) -> date:
    """A day of the command line, such as 2024-08-08."""
    try:
        found = date.fromisoformat(text)
    except ValueError as problem:
        raise ArgumentTypeError(f"日期“{text}”应写成 2024-06-03 这样") from problem
    if found.year not in YEARS:
        raise ArgumentTypeError(f"日期“{text}”应在 {YEARS.start} 年到 {YEARS.stop - 1} 年之间")
    return found


def moment(text: str) -> datetime:
    """A moment of the command line: an ISO time, or a day, meaning its end."""
    if len(text) == len("2024-08-08"):
        return timezone.make_aware(datetime.combine(day(text), time.max))
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise ArgumentTypeError(f"时点“{text}”应写成 2024-06-03 或 2024-06-03T17:30 这样") from problem
    day(text[: len("2024-08-08")])
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def account_named(username: str | None):
    """The account in whose name the command enters things; None where no name is given, for the system itself."""
    if username is None:
        return None
    account = get_user_model().objects.filter(username=username).first()
    if account is None:
        raise CommandError(f"没有账号“{username}”。", returncode=WRONG_USE)
    return account
