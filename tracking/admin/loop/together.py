"""Steps taken on many items at once: on all or on none, with the reasons at those that were refused."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from tracking import versions
from tracking.admin.loop.step_forms import say_refused, spread
from tracking.loop import Refused

T = TypeVar("T")
Reason = Refused | ValidationError


def all_or_none(
    items: Iterable[T], records: Iterable[int], take: Callable[[T], object], refused: Callable[[T, Reason], None]
) -> bool:
    """Take every item's steps, with records and chain locked first; where one is refused, undo all and show why."""
    is_undone = False
    with versions.chaining(records):
        for item in items:
            try:
                take(item)
            except (Refused, ValidationError) as reason:
                refused(item, reason)
                is_undone = True
        transaction.set_rollback(is_undone)
    return not is_undone


def say_why(reason: Reason, form: forms.Form) -> None:
    """Show a step's refusal above the form, or its errors at their fields."""
    if isinstance(reason, ValidationError):
        spread(reason, form)
    else:
        say_refused(reason, form)
