"""When the portal is inspected (定时自查): once a day by the timer, and when somebody asks for it."""

from datetime import date

from django.utils import timezone

from publishing.inspection import inspect
from publishing.inspection.keeping import Kept, keep, kept
from tracking import outbox

KIND = "publishing.inspection"
"The kind of the job that inspects the portal."


def inspect_and_keep() -> Kept | None:
    """Inspect the portal as of today and keep what was found; None where there is no portal yet."""
    inspected = inspect()
    return keep(inspected, timezone.localdate()) if inspected is not None else None


def inspect_soon() -> None:
    """Inspect once the transaction stands, by a worker where one runs."""
    outbox.put(KIND)


@outbox.handles(KIND)
def inspect_what_waits(key: str, payloads: list[dict]) -> None:
    """The job of the outbox: one inspection for all who asked."""
    inspect_and_keep()


def day_began(sender, day: date, **kwargs) -> None:
    """Once a day, by `huiyin remind`; run again on the same day, it changes nothing."""
    at = kept().at
    if at is None or timezone.localtime(at).date() != timezone.localdate():
        inspect_and_keep()
