"""What a command is told by name: a session, an account; a name that nothing bears is a wrong use."""

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from tracking.models import Session

WRONG_USE = 2
"The exit code of a command that was used wrongly."


def session_named(code: str | None) -> Session:
    """The session of this code."""
    try:
        return Session.objects.of_code(code)
    except Session.DoesNotExist as problem:
        raise CommandError(str(problem), returncode=WRONG_USE) from None


def account_named(username: str | None):
    """The account in whose name something is entered; none for the system itself."""
    if username is None:
        return None
    account = get_user_model().objects.filter(username=username).first()
    if account is None:
        raise CommandError(f"没有账号“{username}”。", returncode=WRONG_USE)
    return account
