"""Statements put together once (语句): what every step asks and writes alike, row by row, is sent with other values each time.

Django puts each statement together anew, column by column; that took most of a step. What the database is asked, and what
it is given, is the same as Django's own statement.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Generic, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import query
from django.db.models.base import ModelState

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
    """A row that is made from what was read, and written, by what is put together once for each table.

    No signal tells of its making (`pre_init`, `post_init`): nothing listens to those of our rows.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        """A row as read, as Django makes it."""
        if len(values) != len(cls._meta.concrete_fields):
            return super().from_db(db, field_names, values, **how)
        row = cls.__new__(cls)
        row._state = state = ModelState()
        state.adding, state.db = False, db
        row.__dict__.update(zip(_names(cls), values, strict=True))
        return row

    def _save_table(  # type: ignore[override]  # of another Django
        self,
        raw: bool = False,  # noqa: FBT001, FBT002 - as Django calls it
        cls: type[models.Model] | None = None,
        force_insert: Any = False,  # noqa: FBT002
        force_update: bool = False,  # noqa: FBT001, FBT002
        using: str = DEFAULT_DB_ALIAS,
        update_fields: Any = None,
    ) -> bool:
        """Write the row, as Django does: a whole one by a statement that is kept ready; True where it stood there."""
        if cls is type(self) and not (raw or update_fields):
            is_new = bool(force_insert) or self.pk is None
            if is_new and not force_update and self._insert(using):
                return False
            if not is_new and not self._state.adding and self._update(using):
                return True
        django: Any = super()
        return bool(django._save_table(raw, cls, force_insert, force_update, using, update_fields))

    def _update(self, using: str) -> bool:
        """Whether the row stood there, and says now what this one does."""
        connection, columns = connections[using], _columns(type(self))
        values = self._prepared([*columns[1:], columns[0]], connection, is_new=False)
        if values is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_statement_of_update(connection.vendor, type(self)), values)
            return bool(cursor.rowcount > 0)

    def _insert(self, using: str) -> bool:
        """Whether it was inserted, with its key or the one that the database gave it."""
        connection, columns, is_keyed = connections[using], _columns(type(self)), self.pk is not None
        values = self._prepared(columns if is_keyed else columns[1:], connection, is_new=True)
        if values is None or (not is_keyed and type(self._meta.pk) not in WHOLE):
            return False
        with connection.cursor() as cursor:
            cursor.execute(_statement_of_insertion(connection.vendor, type(self), is_keyed), values)
            if not is_keyed:
                self.pk = cursor.fetchone()[0]
        return True

    def insert_alone(self) -> None:
        """Insert a new row without signals, as `bulk_create` does with many."""
        using = router.db_for_write(type(self), instance=self)
        self._save_table(cls=type(self), force_insert=True, using=using)
        self._state.adding, self._state.db = False, using

    def _prepared(
        self, columns: "Sequence[_Column]", connection: BaseDatabaseWrapper, *, is_new: bool
    ) -> list[Any] | None:
        """The values of these columns as the database takes them; None where one of them is for it to tell."""
        there, found = self.__dict__, []
        for one in columns:
            name = one.attname
            value = there[name] if name in there and not one.is_made else one.field.pre_save(self, is_new)
            if value is None or type(value) is one.kind:
                found.append(value)
            elif one.is_day and type(value) is date:
                found.append(connection.ops.adapt_datefield_value(value))
            elif hasattr(value, "resolve_expression"):
                return None
            else:
                found.append(one.field.get_db_prep_save(value, connection))
        return found


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is written: its field, where a row holds its value, and what of it needs no preparing."""

    field: models.Field
    attname: str
    kind: type | None
    "The type of values that the database takes as they are."
    is_day: bool
    is_made: bool
    "Whether the field makes its value as it is saved (a time, a file)."


@cache
def _columns(model: type[models.Model]) -> tuple[_Column, ...]:
    """The columns that are written, the key first."""
    fields: list[Any] = [one for one in model._meta.concrete_fields if not one.generated]
    fields.sort(key=lambda one: not one.primary_key)
    plain = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)
    return tuple(
        _Column(
            one,
            one.attname,
            AS_THEY_ARE.get(type(one)),
            type(one) is models.DateField,
            type(one).pre_save not in plain or getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False),
        )
        for one in fields
    )


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(one.attname for one in model._meta.concrete_fields)


@cache
def _statement_of_update(vendor: str, model: type[models.Model]) -> str:
    quote = _quoting(vendor)
    key, *others = (quote(str(one.field.column)) for one in _columns(model))
    changes = ", ".join(f"{one} = %s" for one in others)
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {key} = %s"  # noqa: S608 - our own names


@cache
def _statement_of_insertion(vendor: str, model: type[models.Model], is_keyed: bool) -> str:  # noqa: FBT001
    quote = _quoting(vendor)
    key, *others = (quote(str(one.field.column)) for one in _columns(model))
    written = [key, *others] if is_keyed else others
    marks, back = ", ".join(["%s"] * len(written)), "" if is_keyed else f" RETURNING {key}"
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(written)}) VALUES ({marks}){back}"  # noqa: S608


def _quoting(vendor: str) -> Callable[[str], str]:
    return next(one.ops.quote_name for one in connections.all() if one.vendor == vendor)


def _as_taken(field: models.Field, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database takes it."""
    kind = AS_THEY_ARE.get(type(field))
    if kind is not None and (value is None or type(value) is kind):
        return value
    return field.get_db_prep_save(value, connection)


# Asking whether ------------------------------------------------------------------------------
def stands(tables: dict[type[models.Model], Any], values: dict[str, Any], *, using: str) -> bool:
    """Whether a row with these values, none of them unknown, stands in one of the tables, besides the one with the key named there."""
    connection, parts, given = connections[using], [], []
    for model, but in tables.items():
        fields: list[Any] = [model._meta.get_field(name) for name in values]
        parts.append(_look_up(connection.vendor, model, tuple(one.column for one in fields), but is not None))
        given += [_as_taken(one, value, connection) for one, value in zip(fields, values.values(), strict=True)]
        given += [but] if but is not None else []
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} LIMIT 1", given)
        return cursor.fetchone() is not None


@cache
def _look_up(vendor: str, model: type[models.Model], columns: tuple[str, ...], is_there: bool) -> str:  # noqa: FBT001
    quote = _quoting(vendor)
    conditions = [f"{quote(one)} = %s" for one in columns]
    if is_there:
        conditions.append(f"NOT {quote(str(model._meta.pk.column))} = %s")
    return f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {' AND '.join(conditions)}"  # noqa: S608


# Asking ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Statement:
    """A question in the words of one database."""

    text: str
    values: tuple[Any, ...]
    places: tuple[int | None, ...]
    "For each value which of the keys stands in its place; None: it stays."
    converters: list[tuple[int, list[Callable], Any]]

    def answers(self, keys: Sequence[int], using: str) -> Iterator[list[Any]]:
        """What it says for these keys, row by row."""
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
            yield row


@dataclass(frozen=True, slots=True)
class _Making:
    """How rows of a model are made of an answer."""

    model: type[models.Model]
    names: list[str]
    start: int
    end: int
    along: list[Any]
    "What makes the rows that are read along, as Django's own queries do."
    noted: dict[str, int]

    def row(self, said: list[Any], using: str) -> models.Model:
        """The row that was read, with what was read along."""
        made = self.model.from_db(using, self.names, said[self.start : self.end])
        for one in self.along:
            one.populate(said, made)
        for name, place in self.noted.items():
            setattr(made, name, said[place])
        return made


Q = TypeVar("Q")
Keys = int | Sequence[int]


class _KeptReady(Generic[Q]):
    """What is asked by keys again and again: `rows` puts the question for these keys together.

    A key is one number or several; it is a question of its own for each number of keys.
    """

    def __init__(self, model: type[models.Model], rows: Callable[..., models.QuerySet]):
        self._model, self._rows = model, rows
        self._ready: dict[tuple, tuple[_Statement, Q]] = {}

    def _for(self, keys: Sequence[Keys]) -> tuple[Iterator[list[Any]], Q, str] | None:
        """The answers for these keys, read now; None where nothing is asked for."""
        counts = tuple(None if isinstance(one, int) else len(one) for one in keys)
        if 0 in counts:
            return None
        using = router.db_for_read(self._model)
        if (using, counts) not in self._ready:
            self._ready[using, counts] = self._put_together(using, counts)
        statement, making = self._ready[using, counts]
        flat = [key for one in keys for key in ((one,) if isinstance(one, int) else one)]
        return statement.answers(flat, using), making, using

    def _put_together(self, using: str, counts: tuple[int | None, ...]) -> tuple[_Statement, Q]:
        marks, keys = MARK, []
        for count in counts:
            keys.append(marks if count is None else list(range(marks, marks + count)))
            marks += 1 if count is None else count
        compiler = self._rows(*keys).using(using).query.get_compiler(using=using)
        text, values = compiler.as_sql()
        places = tuple(int(one) - MARK if isinstance(one, int) and MARK <= one < marks else None for one in values)
        found = compiler.get_converters([one[0] for one in compiler.select])
        converters = [(place, list(several), expression) for place, (several, expression) in found.items()]
        return _Statement(text, tuple(values), places, converters), self._making(compiler, using)

    def _making(self, compiler: Any, using: str) -> Q:
        raise NotImplementedError


class ValuesByKeys(_KeptReady[None]):
    """Values of rows, as a queryset's `values_list` asks for them."""

    def __call__(self, *keys: Keys) -> list[list[Any]]:
        """The values for these keys, read now."""
        found = self._for(keys)
        return list(found[0]) if found is not None else []

    def _making(self, compiler: Any, using: str) -> None:
        return None


class ByKeys(_KeptReady[_Making], Generic[M]):
    """Rows of a model, with those that the queryset selects along and what it notes of each."""

    _model: type[M]

    def __init__(self, model: type[M], rows: Callable[..., "models.QuerySet[M]"]):
        super().__init__(model, rows)

    def __call__(self, *keys: Keys) -> list[M]:
        """The rows for these keys, read now."""
        found = self._for(keys)
        if found is None:
            return []
        answers, making, using = found
        return [making.row(one, using) for one in answers]  # type: ignore[misc]

    def one(self, *keys: Keys) -> M:
        """The one row for these keys; raises DoesNotExist of its model."""
        found = self(*keys)
        if not found:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]
        return found[0]

    def _making(self, compiler: Any, using: str) -> _Making:
        chosen = compiler.klass_info["select_fields"]
        start, end = chosen[0], chosen[-1] + 1
        columns = compiler.select
        return _Making(
            self._model,
            [one[0].target.attname for one in columns[start:end]],
            start,
            end,
            query.get_related_populators(compiler.klass_info, columns, using),  # type: ignore[call-arg]  # of another Django
            dict(compiler.annotation_col_map or {}),
        )
