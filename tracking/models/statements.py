"""Statements put together once (语句): what every step asks and writes alike, row by row, is sent with other values each time.

Django puts each statement together anew, column by column; that took most of a step. What the database is asked, and what
it is given, is the same as Django's own statement.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import query

M = TypeVar("M", bound=models.Model)
MARK = 2_000_000_000
"Where the keys stand in a statement is seen by these numbers and the next ones, which no key reaches."
WHOLE = {
    models.AutoField,
    models.BigAutoField,
    models.BigIntegerField,
    models.ForeignKey,
    models.IntegerField,
    models.OneToOneField,
    models.PositiveBigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.SmallIntegerField,
}
AS_THEY_ARE: dict[type[models.Field], type] = {
    **dict.fromkeys(WHOLE, int),
    models.BooleanField: bool,
    models.CharField: str,
    models.TextField: str,
}
"By kind of column, the type of values that the database takes as they are."


# Writing ---------------------------------------------------------------------------------------
class WrittenRow(models.Model):
    """A row whose statements of writing are put together once for each table."""

    class Meta:
        abstract = True

    def _do_update(  # type: ignore[override]  # of another Django
        self,
        base_qs: models.QuerySet,
        using: str,
        pk_val: Any,
        values: Sequence[tuple[models.Field, None, Any]],
        update_fields: Any,
        forced_update: bool,  # noqa: FBT001 - as Django calls it
    ) -> bool:
        """Update the row, as Django does for one that is saved; True where it was there."""
        fields = tuple(one for one, _model, _value in values)
        is_known = values and not self._meta.select_on_save and _is_plain(fields)
        if not is_known or any(hasattr(value, "resolve_expression") for _field, _model, value in values):
            django: Any = super()
            return bool(django._do_update(base_qs, using, pk_val, values, update_fields, forced_update))
        connection = connections[using]
        statement = _update(connection.vendor, type(self), tuple(field.column for field in fields))
        given = [_as_taken(field, value, connection) for field, _model, value in values]
        with connection.cursor() as cursor:
            cursor.execute(statement, [*given, _as_taken(self._meta.pk, pk_val, connection)])
            return bool(cursor.rowcount > 0)

    def _do_insert(
        self,
        manager: models.Manager,
        using: str,
        fields: Sequence[models.Field],
        returning_fields: Sequence[models.Field],
        raw: bool,  # noqa: FBT001 - as Django calls it
    ) -> list[tuple]:
        """Insert the row, as Django does for one that is saved; the key that the database gave it."""
        values = [getattr(self, one.attname) if raw else one.pre_save(self, True) for one in fields]  # noqa: FBT003
        is_known = _is_plain(tuple(fields)) and all(type(one) in WHOLE for one in returning_fields)
        if not is_known or any(hasattr(value, "resolve_expression") for value in values):
            django: Any = super()
            return list(django._do_insert(manager, using, fields, returning_fields, raw))
        connection = connections[using]
        columns = tuple(one.column for one in fields)
        statement = _insertion(connection.vendor, type(self), columns, tuple(one.column for one in returning_fields))
        given = [_as_taken(field, value, connection) for field, value in zip(fields, values, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return [tuple(cursor.fetchone())] if returning_fields else []

    def insert_alone(self) -> None:
        """Insert a new row that has its key already, without signals, as `bulk_create` does with many."""
        using = router.db_for_write(type(self), instance=self)
        self._do_insert(type(self)._base_manager, using, self._meta.local_concrete_fields, [], raw=False)
        self._state.adding, self._state.db = False, using


@cache
def _update(vendor: str, model: type[models.Model], columns: tuple[str, ...]) -> str:
    quote = _quoting(vendor)
    changes = ", ".join(f"{quote(one)} = %s" for one in columns)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {key} = %s"  # noqa: S608 - our own names


@cache
def _insertion(vendor: str, model: type[models.Model], columns: tuple[str, ...], returned: tuple[str, ...]) -> str:
    quote = _quoting(vendor)
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(map(quote, columns))
    back = f" RETURNING {', '.join(map(quote, returned))}" if returned else ""
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks}){back}"  # noqa: S608 - our own names


def _quoting(vendor: str) -> Callable[[str], str]:
    return next(one.ops.quote_name for one in connections.all() if one.vendor == vendor)


@cache
def _is_plain(fields: tuple[models.Field, ...]) -> bool:
    """Whether each of these columns is written as a plain value."""
    return not any(hasattr(one, "get_placeholder") for one in fields)


def _as_taken(field: models.Field, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database takes it."""
    kind = AS_THEY_ARE.get(type(field))
    if kind is not None and (value is None or type(value) is kind):
        return value
    return field.get_db_prep_save(value, connection)


# Asking whether ------------------------------------------------------------------------------
def stands(model: type[models.Model], values: dict[str, Any], *, but: Any, using: str) -> bool:
    """Whether a row with these values, none of them unknown, stands in the table, besides the one with this key."""
    connection = connections[using]
    fields: list[Any] = [model._meta.get_field(name) for name in values]
    statement = _look_up(connection.vendor, model, tuple(one.column for one in fields), but is not None)
    pairs = zip(fields, values.values(), strict=True)
    given = [_as_taken(field, value, connection) for field, value in pairs]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, but] if but is not None else given)
        return cursor.fetchone() is not None


@cache
def _look_up(vendor: str, model: type[models.Model], columns: tuple[str, ...], is_there: bool) -> str:  # noqa: FBT001
    quote = _quoting(vendor)
    conditions = [f"{quote(one)} = %s" for one in columns]
    if is_there:
        conditions.append(f"NOT {quote(str(model._meta.pk.column))} = %s")
    return f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {' AND '.join(conditions)} LIMIT 1"  # noqa: S608


# Asking ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Statement:
    """A question in the words of one database, and how rows are made of its answer."""

    text: str
    values: tuple[Any, ...]
    places: tuple[int | None, ...]
    "For each value which of the keys stands in its place; None: it stays."
    model: type[models.Model]
    names: list[str]
    start: int
    end: int
    along: list[Any]
    "What makes the rows that are read along, as Django's own queries do."
    noted: dict[str, int]
    converters: list[tuple[int, list[Callable], Any]]

    def rows(self, keys: Sequence[int], using: str) -> Iterator[models.Model]:
        """The rows for these keys."""
        connection = connections[using]
        pairs = zip(self.values, self.places, strict=True)
        given = [value if place is None else type(value)(keys[place]) for value, place in pairs]
        with connection.cursor() as cursor:
            cursor.execute(self.text, given)
            answer = cursor.fetchall()
        for read in answer:
            row = list(read)
            for place, converters, expression in self.converters:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            made = self.model.from_db(using, self.names, row[self.start : self.end])
            for one in self.along:
                one.populate(row, made)
            for name, place in self.noted.items():
                setattr(made, name, row[place])
            yield made


class ByKeys(Generic[M]):
    """Rows that are asked for by keys again and again: `rows` puts the question for these keys together.

    A key is one number or several; it is a question of its own for each number of keys.
    """

    def __init__(self, model: type[M], rows: Callable[..., "models.QuerySet[M]"]):
        self._model, self._rows = model, rows
        self._statements: dict[tuple, _Statement] = {}

    def __call__(self, *keys: int | Sequence[int]) -> list[M]:
        """The rows for these keys, read now."""
        counts = tuple(None if isinstance(one, int) else len(one) for one in keys)
        if 0 in counts:
            return []
        using = router.db_for_read(self._model)
        statement = self._statements.get((using, counts))
        if statement is None:
            statement = self._statements[using, counts] = self._put_together(using, counts)
        flat = [key for one in keys for key in ((one,) if isinstance(one, int) else one)]
        return list(statement.rows(flat, using))  # type: ignore[arg-type]

    def one(self, *keys: int | Sequence[int]) -> M:
        """The one row for these keys; raises DoesNotExist of its model."""
        found = self(*keys)
        if not found:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]
        return found[0]

    def _put_together(self, using: str, counts: tuple[int | None, ...]) -> _Statement:
        marks, keys = MARK, []
        for count in counts:
            keys.append(marks if count is None else list(range(marks, marks + count)))
            marks += 1 if count is None else count
        compiler = self._rows(*keys).using(using).query.get_compiler(using=using)
        text, values = compiler.as_sql()
        places = tuple(int(one) - MARK if isinstance(one, int) and MARK <= one < marks else None for one in values)
        chosen = compiler.klass_info["select_fields"]
        start, end = chosen[0], chosen[-1] + 1
        columns = compiler.select
        converters = compiler.get_converters([one[0] for one in columns])
        return _Statement(
            text,
            tuple(values),
            places,
            self._model,
            [one[0].target.attname for one in columns[start:end]],
            start,
            end,
            query.get_related_populators(compiler.klass_info, columns, using),  # type: ignore[call-arg]  # of another Django
            dict(compiler.annotation_col_map or {}),
            [(place, list(found), expression) for place, (found, expression) in converters.items()],
        )
