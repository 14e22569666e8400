"""What somebody with the database in hand would try: tables are written past their triggers, digests set to fit."""

from django.db import connection

from tracking import versions
from tracking.models import ChainHead, Event
from tracking.versions import triggers


def tamper(sql: str, *params) -> None:
    """Run a statement with the triggers off."""
    with triggers.disarmed(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def alter(row, **changes) -> None:
    """Change some columns of one row."""
    with triggers.disarmed():
        assert type(row)._base_manager.filter(pk=row.pk).update(**changes) == 1


def remove(row) -> None:
    """Delete one row, whatever refers to it."""
    with triggers.disarmed(), connection.constraint_checks_disabled():
        type(row)._base_manager.filter(pk=row.pk)._raw_delete(connection.alias)


def reseal(event: Event, **changes) -> Event:
    """Change an event, and its own digest to fit."""
    event = Event.objects.get(pk=event.pk)
    for name, value in changes.items():
        setattr(event, name, value)
    event.digest = versions.known_forms()[event.form].seal(event)
    alter(event, **changes, digest=event.digest)
    return event


def rechain(event: Event, last: int | None = None) -> None:
    """Set the events after this one to fit, up to a number, or to the end with the head."""
    for other in Event.objects.filter(number__gt=event.number).order_by("number"):
        if last is not None and other.number > last:
            return
        event = reseal(other, previous=event.digest)
    ChainHead.objects.update(digest=event.digest)
