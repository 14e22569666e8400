"""Whether a row keeps the conditions of its table (约束), told without asking the database wherever that is possible.

Django asks for each condition by a query between two savepoints, which was most of what a step asked the database. Nearly
all conditions compare fields of one row with plain values: that is done here, by the database's own rules for unknown
values. The database itself keeps every condition when the row is written.
"""

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from tracking.models.statements import stands

Truth = bool | None
"What a condition comes to; None where an unknown value leaves it open, which breaks no constraint."
SIMPLE = (str, bool, int, date, type(None))
LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
    "in": lambda value, allowed: value in allowed,
}


class Untold(Exception):  # noqa: N818 - no fault: the database is asked instead
    """A condition, or a value, about which only the database can say."""


def told(condition: models.Q, row: Mapping[str, Any], *, negated: bool = False) -> Truth:
    """What the condition comes to on this row, as in the database; raises Untold where only the database can say."""
    inside = negated ^ condition.negated
    found = [
        told(one, row, negated=inside) if isinstance(one, models.Q) else _compared(one, row, negated=inside)
        for one in condition.children
    ]
    match condition.connector:
        case models.Q.AND:
            whole = False if False in found else None if None in found else True
        case models.Q.OR:
            whole = True if True in found else None if None in found else False
        case _:
            raise Untold
    return whole if whole is None or not condition.negated else not whole


def _compared(one: Any, row: Mapping[str, Any], *, negated: bool) -> Truth:
    """One comparison of a field; within a negation Django's own queries take an unknown value for none that fits."""
    if not isinstance(one, tuple):
        raise Untold
    name, _mark, lookup = one[0].partition("__")
    value, other = _plain(row, name), one[1]
    if isinstance(other, models.F):
        other = _plain(row, other.name)  # type: ignore[attr-defined]  # left out by its stubs
    if lookup == "isnull":
        return (value is None) is other
    if lookup not in LOOKUPS and lookup:
        raise Untold
    if value is None or other is None:
        return False if negated else None
    among = other if lookup == "in" else [other]
    if not isinstance(among, list | tuple | set | frozenset) or not all(_alike(value, each) for each in among):
        raise Untold
    return LOOKUPS[lookup or "exact"](value, other)


def _plain(row: Mapping[str, Any], name: str) -> Any:
    if name not in row or not isinstance(row[name], SIMPLE) or isinstance(row[name], datetime):
        raise Untold
    return row[name]


def _alike(value: Any, other: Any) -> bool:
    """Whether Python compares the two as the database does: texts, numbers or days among themselves."""
    return any(isinstance(value, kind) and isinstance(other, kind) for kind in (str, int)) or (
        type(value) is date and type(other) is date
    )


class Conditions:
    """All check constraints of a table, of which the database is asked only about those that seem broken or can't be told."""

    def __init__(self, conditions: Sequence[models.CheckConstraint]):
        self.conditions = conditions

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError with the sentence of every condition that the row breaks."""
        row = row_of(instance, exclude or ())
        broken = []
        for one in self.conditions:
            if holds(one.condition, row):
                continue
            try:
                one.validate(model, instance, exclude=exclude, using=using)
            except ValidationError as error:
                broken.append(error)
        if broken:
            raise ValidationError(broken)


class UniqueWhere:
    """A uniqueness, perhaps among the rows that meet a condition: one query looks for another row with the same values.

    Django asks by a savepoint, a query and its release whether the condition is met and another row is there.
    """

    def __init__(self, constraint: models.UniqueConstraint):
        self.constraint = constraint

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError where another row has the same values."""
        one = self.constraint
        row = row_of(instance, exclude or ())
        if one.condition is not None and fails(one.condition, row):
            return
        met = one.condition is None or _known(one.condition, row, (True,))
        values = {name: row.get(name) for name in one.fields}
        # Without the condition more rows may be found than with it, never fewer.
        if met and None not in values.values() and not stands({model: instance.pk}, values, using=using):
            return
        one.validate(model, instance, exclude=exclude, using=using)


def row_of(instance: models.Model, exclude: Collection[str] = ()) -> dict[str, Any]:
    """The values of a row by the names of its fields and keys; without the fields left out, or not read yet."""
    there = instance.__dict__
    fields = [one for one in instance._meta.concrete_fields if one.name not in exclude and one.attname in there]
    return {name: there[one.attname] for one in fields for name in {one.name, one.attname}}


def holds(condition: Any, row: Mapping[str, Any]) -> bool:
    """Whether a condition is known to hold, or to be left open by an unknown value."""
    return _known(condition, row, (True, None))


def fails(condition: Any, row: Mapping[str, Any]) -> bool:
    """Whether a condition is known not to hold."""
    return _known(condition, row, (False,))


def _known(condition: Any, row: Mapping[str, Any], wanted: tuple[Truth, ...]) -> bool:
    if not isinstance(condition, models.Q):
        return False
    try:
        return told(condition, row) in wanted
    except Untold:
        return False
