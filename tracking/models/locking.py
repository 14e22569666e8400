"""The order in which rows are locked (加锁次序): units or a session, then items by their keys, then the chain's head.

Who acts on several items locks all of them before writing anything, so that two people wait in turn and never for each
other. A lock never keeps out rows that merely refer to the locked one: their foreign keys are checked at the commit,
when the chain's head is held already.
"""

from collections.abc import Iterable

from django.db import OperationalError, connections, router
from django.db.models import QuerySet

from tracking.models import HandlingRecord
from tracking.models.portions import portions


def locked(rows: QuerySet, *, of: tuple[str, ...] = ()) -> QuerySet:
    """The same rows, locked for writing until the end of the transaction (SQLite lets one writer in at a time).

    `of` says which, where others are read along with them: ("self",).
    """
    return rows.select_for_update(no_key=True, of=of)


def lock_items(keys: Iterable[int]) -> None:
    """Lock these items in the one order; where only one writes at a time (SQLite) nothing is to be locked."""
    if not connections[router.db_for_write(HandlingRecord)].features.has_select_for_update:
        return
    for near in portions(sorted(set(keys))):
        list(locked(HandlingRecord.objects.filter(pk__in=near)).order_by("pk").values_list("pk"))


def is_busy(error: BaseException | None) -> bool:
    """Whether an error means that the database was busy for too long: the same request may succeed when tried again."""
    states = {"55P03", "40P01", "40001"}  # lock not available, deadlock, serialization failure
    state = getattr(error.__cause__, "sqlstate", "") if error is not None else ""
    return isinstance(error, OperationalError) and (state in states or "is locked" in str(error))
