"""Rows inserted many at once (成批写入), several times quicker than bulk_create, which puts its statements together value by value."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def made(model: type[M], **values: object) -> M:
    """A new row with these values, each named by its column's attribute or field, several times quicker than the model itself makes it.

    Every other column is as a new row has it. Signals of making are not sent; nothing listens to them.
    """
    plain, own = _pattern(model)
    row = model.__new__(model)
    row.__dict__.update(plain)
    row._state = ModelState()
    for name, default in own:
        row.__dict__[name] = default()
    row.__dict__.update({name: value for name, value in values.items() if name in plain})
    for name in values.keys() - plain.keys():
        setattr(row, name, values[name])
    return row


@cache
def _pattern(model: type[models.Model]) -> tuple[dict[str, object], list[tuple[str, Callable[[], object]]]]:
    """What a new row holds, and the columns whose first value is made for each row."""
    fields = model._meta.concrete_fields
    row = model()
    plain = {name: value for name, value in row.__dict__.items() if name != "_state"}
    own = [(one.attname, one.get_default) for one in fields if one.has_default() and callable(one.default)]
    return plain, own


def insert(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Insert new rows that have their keys already, inside the caller's transaction."""
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    rows = list(values_of(fields, instances))
    table, columns = quote(model._meta.db_table), ", ".join(quote(str(one.column)) for one in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def values_of(fields: Iterable[models.Field], instances: Sequence[models.Model]) -> Iterable[tuple]:
    """The rows' values as the database takes them, one column after another."""
    return zip(*(_column(field, instances) for field in fields), strict=True)


def _column(field: models.Field, instances: Sequence[models.Model]) -> list:
    name = field.attname
    values = [getattr(instance, name) for instance in instances]
    if isinstance(field, models.ForeignKey):
        pairs = zip(values, instances, strict=True)
        return [_key_of(field, instance) if value is None else value for value, instance in pairs]
    if isinstance(field, models.CharField | models.TextField):
        return [value if type(value) is str or value is None else str(value) for value in values]
    if isinstance(field, models.IntegerField | models.BooleanField):
        return values
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        adapted = connection.ops.adapt_datefield_value
        return [adapted(value) for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _key_of(field: models.ForeignKey, instance: models.Model) -> object:
    """The value of a foreign key, also to a row that got its own key only in this batch."""
    other = field.get_cached_value(instance, default=None)
    if other is not None:
        setattr(instance, field.attname, other.pk)
    return other and other.pk
