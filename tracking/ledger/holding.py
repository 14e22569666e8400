"""Whether a plan still holds (预览仍有效) when it is brought in: what is written is what the clerk saw, and all of it.

Planning takes longer than writing. It is done before anybody is kept waiting, and again where something that the plan
rests on was recorded meanwhile; under the lock it is only looked at whether it still holds.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracking.loop.engine.declaring import Stale
from tracking.models import ChainHead, Event
from tracking.models.locking import lock_items

TRIES = 3
"How often a plan is made anew without the lock; after that it is made under the lock, while others wait."
SHARED = frozenset(
    f"tracking.{name}" for name in ("session", "unit", "unitalias", "proposer", "signature", "reply", "workdayoverride")
)
"Models that every plan reads, whatever items it is about: names, letters' numbers, settings. A change there voids the plan."


class Planned(Protocol):
    """A plan as it was shown before anything is written: of a ledger's workbook, or of units' sheets."""

    seen: int
    errors: list
    about: set[int]
    "The stored items that it was made from."

    def said(self) -> tuple:
        """All that the plan shows to the one who confirms it."""


P = TypeVar("P", bound=Planned)


def bring_in(
    plan: P,
    write: Callable[[P], object],
    *,
    plan_again: Callable[[], P],
    writes: Callable[[P], Iterable[int]],
    lock: Callable[[], object] = lambda: None,
) -> P:
    """Write a plan in one transaction and return it as it was written, perhaps made anew.

    `writes` names the items that it writes, `lock` locks what comes before them. Raises Stale when it would not say
    the same now.
    """
    for turn in range(TRIES + 1):
        if turn < TRIES and not _holds(plan):
            plan = _made_anew(plan, plan_again)
        with _all_or_nothing():
            lock()
            lock_items(writes(plan))
            ChainHead.objects.lock()
            if turn == TRIES and not _holds(plan):
                plan = _made_anew(plan, plan_again)
            if _holds(plan):
                write(plan)
                break
    return plan


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction; raises Stale where somebody else entered the same in the meantime."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise Stale(_("导入期间台账又有了新的内容，没有导入。请重新预览后再导入。")) from problem


def _holds(plan: Planned) -> bool:
    """Whether nothing was recorded since that the plan rests on."""
    since = Event.objects.filter(number__gt=plan.seen).values_list("record_id", "versions")
    return all(
        record is not None and record not in plan.about and SHARED.isdisjoint(label for label, _version in versions)
        for record, versions in since
    )


def _made_anew(plan: P, plan_again: Callable[[], P]) -> P:
    again = plan_again()
    if again.errors or again.said() != plan.said():
        raise Stale(_("预览之后台账又有变动，没有导入。请重新预览后再导入。"))
    return again
