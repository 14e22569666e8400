"""What was done once for several items (一次座谈会、一次调研): rows stand with every item, occasions are counted once."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet

from tracking.models import ContactMethod


def talks(contacts: QuerySet) -> Counter[str]:
    """How many talks these contacts stand for, by way: a unit's 座谈会 of a day, and the same words of a day, are one."""
    rows = contacts.order_by().values_list("assignment__unit", "on", "method", "summary")
    return Counter(method for _unit, _on, method, _what in {_talk(*row) for row in rows})


def _talk(unit: int, on: date, method: str, summary: str) -> tuple:
    return unit, on, method, "" if method == ContactMethod.MEETING else summary.strip()


def acts(supervisions: QuerySet) -> Counter[str]:
    """How many acts of supervision these stand for, by kind: the same words to one unit on one day are one act."""
    rows = supervisions.order_by().values_list("kind", "on", "unit", "text", "by")
    return Counter(kind for kind, *_rest in set(rows))
