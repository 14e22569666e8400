"""Counting occasions (一次座谈会、一次调研): one talk or visit about several items is noted on each and counted once."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet

from tracking.models import ContactMethod


def talks(contacts: QuerySet) -> Counter[str]:
    """How many talks these contacts were, by way: a unit's 座谈会 of one day is one, and so are contacts of one day in the same words."""
    rows = contacts.order_by().values_list("assignment__unit", "on", "method", "summary")
    return Counter(method for _unit, _on, method, _what in {_talk(*row) for row in rows})


def _talk(unit: int, on: date, method: str, summary: str) -> tuple:
    return unit, on, method, "" if method == ContactMethod.MEETING else summary.strip()


def acts(supervisions: QuerySet) -> Counter[str]:
    """How many acts of supervision these were, by kind: the same words to one unit on one day are one act."""
    rows = supervisions.order_by().values_list("kind", "on", "unit", "text", "by")
    return Counter(kind for kind, *_rest in set(rows))
