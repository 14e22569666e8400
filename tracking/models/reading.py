"""What many rows of one page ask alike (办公室设置、下一个号): read once while the page is put together; by a step, the office's settings alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db.models import Exists, ManyToOneRel, Model, OuterRef, Prefetch, QuerySet, prefetch_related_objects

Asked = ParamSpec("Asked")
Read = TypeVar("Read")
_held: ContextVar[tuple[tuple[Callable, ...], dict[Any, Any]] | None] = ContextVar("held", default=None)


@contextmanager
def reading_once(*which: Callable) -> Iterator[None]:
    """Let what is marked with `read_once`, or of it these alone, be read once for all rows of a page; it may not be written meanwhile."""
    token = _held.set((which, {}))
    try:
        yield
    finally:
        _held.reset(token)


def read_once(read: Callable[Asked, Read]) -> Callable[Asked, Read]:
    """Mark a reading function: within `reading_once` the same question is answered from memory."""

    @wraps(read)
    def once(*args: Asked.args, **named: Asked.kwargs) -> Read:
        which, held = _held.get() or ((), None)
        if held is None or (which and once not in which):
            return read(*args, **named)
        key = (read, args, tuple(named.items()))
        if key not in held:
            held[key] = read(*args, **named)
        found: Read = held[key]
        return found

    return once


@dataclass(frozen=True, slots=True)
class Along:
    """Rows that belong to others (单位的答复、沟通): how they are read, and what belongs to them in turn."""

    rows: QuerySet | Callable[[], QuerySet] | None = None
    "How they are read, or what says it at the time of reading; None: as they are."
    then: "Mapping[str, Along]" = field(default_factory=dict)


class _Together(dict[str, Any]):
    """What belongs to a row, by its name there: looked at in one row for the first time, it is read for all rows of the page."""

    def __init__(self, rows: Sequence[Model], belonging: Mapping[str, Along]):
        super().__init__()
        self.rows, self.belonging = rows, belonging

    def __missing__(self, name: str) -> Any:
        along = self.belonging[name]
        if not any(getattr(row, f"any_{name}", True) for row in self.rows):
            for row in self.rows:
                hold(row, name, [])
            return self[name]
        rows = along.rows() if callable(along.rows) else along.rows
        if rows is None:
            model = cast(type[Model], self.rows[0]._meta.get_field(name).related_model)
            rows = model._default_manager.all()
        _read_along(self.rows, name, rows)
        if along.then:
            read_when_looked_at([one for row in self.rows for one in getattr(row, name).all()], along.then)
        return self[name]


def read_when_looked_at(rows: Sequence[Model], belonging: Mapping[str, Along]) -> None:
    """Let what belongs to these rows be read for all of them in one query, once somebody looks at it in any of them.

    A row that these point to (the text of a co-signature) has to be read with them; what belongs to it is then read likewise.
    """
    for row in rows:
        row.__dict__["_prefetched_objects_cache"] = _Together(rows, belonging)
    for name, along in belonging.items() if rows else ():
        if rows[0]._meta.get_field(name).many_to_one:
            read_when_looked_at([one for row in rows if (one := getattr(row, name)) is not None], along.then)


def telling_what_is_there(rows: QuerySet, names: Iterable[str], *, of: str = "") -> QuerySet:
    """The same rows, each with whether there is anything of these names (`any_notes`), so that nothing is asked for where none is.

    `of` says whose names they are, where it is not the row itself: what the row's item has, say.
    """
    model, found = rows.model, {}
    if of:
        model = model._meta.get_field(of).related_model
    for name in names:
        relation = model._meta.get_field(name)
        if isinstance(relation, ManyToOneRel):
            own = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef(of or "pk")})
            found[f"any_{name}"] = Exists(own)
    return rows.annotate(**found)


def hold(row: Model, name: str, several: Sequence[Model], *, back: str = "") -> None:
    """Let what belongs to a row be these rows, which were read already; `back` is how they name the row that they belong to."""
    for one in several if back else ():
        setattr(one, back, row)
    relation = row._meta.get_field(name)
    if isinstance(relation, ManyToOneRel):
        _hold(row, name, several, relation.related_model._default_manager.all(), relation.field.name)
        return
    found = getattr(row, name).all()
    found._result_cache, found._prefetch_done = list(several), True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def _hold(row: Model, name: str, several: Sequence[Model], rows: Any, key: str) -> None:
    found = rows._chain()
    # Applied only where the rows are asked for otherwise: Django's own way builds the condition for each row at once.
    found._deferred_filter = False, (), {key: row}
    found._result_cache, found._prefetch_done = list(several), True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def _read_along(rows: Sequence[Model], name: str, read: QuerySet) -> None:
    """Read what belongs to these rows, in one query."""
    relation = rows[0]._meta.get_field(name)
    if not isinstance(relation, ManyToOneRel) or relation.field.target_field.name != rows[0]._meta.pk.name:
        prefetch_related_objects(rows, Prefetch(name, read))
        return
    key, own = relation.field, {row.pk: row for row in rows}
    of_row: dict[Any, list[Model]] = {}
    for one in read.filter(**{f"{key.name}__in": own.keys()}):
        of_row.setdefault(getattr(one, key.attname), []).append(one)
        if not key.is_cached(one):
            setattr(one, key.name, own[getattr(one, key.attname)])
    again = relation.related_model._default_manager.all()
    for row in rows:
        _hold(row, name, of_row.get(row.pk, ()), again, key.name)
