"""A row as it was when another was recorded (当时的版本), found by the numbers of events and not by their times."""

from django.db import models

from tracking.models import Event, HandlingRecord
from tracking.models.versioned import Versioned


def as_of_first(row: Versioned, other: Versioned, record: HandlingRecord) -> models.Model | None:
    """The version of a row that was current when another row of the same item was first recorded; None without one."""
    own = set(row.history.values_list("history_id", flat=True))
    first = [other._meta.label_lower, other.history.order_by("history_id").values_list("history_id", flat=True).first()]
    standing = None
    for written in Event.objects.filter(record=record).order_by("number").values_list("versions", flat=True):
        mine = (pk for label, pk in written if label == row._meta.label_lower and pk in own)
        standing = max(mine, default=standing)
        if first in written:
            return row.history.filter(history_id=standing).first()
    return None
