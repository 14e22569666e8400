"""How a page of publishing in the admin does an act and says what came of it."""

from collections.abc import Callable
from typing import TypeVar

from wagtail.admin import messages

from publishing.review import Refused

R = TypeVar("R")


def acted(request, act: Callable[[], R], done: str | Callable[[R], str], *, but: Callable[[], str] = str) -> R | None:
    """Do one act and say what came of it, or `but` what did not; None where it was refused, with the reason said."""
    try:
        made = act()
    except Refused as reason:
        messages.error(request, str(reason))
        return None
    if what_did_not := but():
        messages.warning(request, what_did_not)
    else:
        messages.success(request, done(made) if callable(done) else done)
    return made
