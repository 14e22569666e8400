"""Whether a plan still holds (预览仍有效) when it is brought in: nothing comes into the ledger unseen, nor by halves."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracking.locking import lock_items
from tracking.models import ChainHead
from tracking.steps.declaring import Stale


class Planned(Protocol):
    """What was shown before anything is written: a workbook's plan, or that of units' sheets."""

    seen: int
    errors: list

    def said(self) -> tuple:
        """All that the plan shows to the one who confirms it."""


P = TypeVar("P", bound=Planned)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """One transaction; raises Stale where somebody else entered the same in the meantime."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise Stale(_("导入期间台账又有了新的内容，没有导入。请重新预览后再导入。")) from problem


def still_holding(plan: P, records: Iterable[int], plan_again: Callable[[], P]) -> P:
    """Lock the items that a plan is about, then the chain; the plan, made anew where anything was recorded since.

    Raises Stale when it would not say the same now.
    """
    lock_items(records)
    if ChainHead.objects.lock().number == plan.seen:
        return plan
    again = plan_again()
    if again.errors or again.said() != plan.said():
        raise Stale(_("预览之后台账又有变动，没有导入。请重新预览后再导入。"))
    return again
