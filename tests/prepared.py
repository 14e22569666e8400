"""States reached once and laid down again: the rows that a walk wrote in this process, inserted as they were.

Thirty steps and 774 queries lead to 办结; the 68 rows that they wrote are inserted in a few milliseconds. A state is
recognised by every row of the database; rows are laid down only where their walk began. Tests of the way itself walk
it: `with walking(): …`.
"""

import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from wagtail.models import Site

from tracking.models import Event
from tracking.outbox import has_worker
from tracking.versions import triggers
from tracking.wording.local import words_here

MANY = 200
"Events after which a state is some test's own: it is not looked for, nor kept."
WRITES = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
UNTOUCHED = {"auth.permission", "contenttypes.contenttype", "sessions.session"}
"Models whose rows no act of the office writes."
LOGGED_IN = "auth.user", "last_login"
"What everybody who logs in writes and no act follows from: a state is the same whoever logged in meanwhile."
_walks: ContextVar[bool] = ContextVar("walks", default=False)
_kept: dict[Hashable, "Kept"] = {}
_known: set[str] = set()
"The states that a kept walk began from or led to, the first of them being what the migrations leave; and those met twice."
_met: set[str] = set()
"Other states from which somebody walked: most are one test's own and never come again."
_migrated: dict["Table", dict[Any, tuple]] = {}
"Every row that the migrations leave."
_digests: dict["Table", str] = {}
"The digest of each table that acts of the office write, as the migrations leave it."


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database, with the place of its key among its columns, and whether acts of the office write it."""

    name: str
    key: str
    columns: tuple[str, ...]
    written: bool

    @property
    def place(self) -> int:
        """Where the key stands in a row."""
        return self.columns.index(self.key)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a walk wrote: rows by table, files by path below their root, what waits for the commit, what it returned."""

    added: dict[Table, list[tuple]]
    changed: dict[Table, list[tuple]]
    files: dict[str, dict[str, bytes]]
    waiting: list[tuple[Callable, bool]]
    result: Any
    rows: dict[Table, dict[Any, tuple]]
    "All rows of the tables that it wrote to, as it left them."
    digests: dict[Table, str]


@dataclass(slots=True)
class Seen:
    """What was seen of the database last: the rows of each table and their digest, but for tables written to since.

    Writing is seen by its statements, and so are savepoints: what is undone is again as it was seen before.
    """

    rows: dict[Table, dict[Any, tuple]] = field(default_factory=dict)
    digests: dict[Table, str] = field(default_factory=dict)
    savepoints: list[tuple[str, dict, dict]] = field(default_factory=list)

    def take_over(self, rows: dict, digests: dict) -> None:
        """Hold just this to be so."""
        self.rows, self.digests = dict(rows), dict(digests)

    def forget(self, name: str | None = None) -> None:
        """Whatever was seen of a table, or of all, may be so no more."""
        if name is None:
            self.take_over({}, {})
            return
        for table in [one for one in self.rows if one.name == name]:
            self.rows.pop(table)
            self.digests.pop(table, None)

    def release(self, savepoint: str) -> None:
        """The savepoint is no more, nor are those set since."""
        places = [place for place, (name, _rows, _digests) in enumerate(self.savepoints) if name == savepoint]
        del self.savepoints[places[-1] if places else len(self.savepoints) :]

    def go_back(self, savepoint: str) -> None:
        """All is as it was when the savepoint was set, which stays."""
        while self.savepoints and self.savepoints[-1][0] != savepoint:
            self.savepoints.pop()
        if self.savepoints:
            self.take_over(*self.savepoints[-1][1:])
        else:
            self.forget()


_seen = Seen()


@contextmanager
def walking():
    """Inside, every state is reached by its steps, for tests that are about them."""
    token = _walks.set(True)
    try:
        yield
    finally:
        _walks.reset(token)


def prepared(what: tuple, build: Callable[[], Any]) -> Any:
    """What `build` returns (rows, or a dataclass of rows), read anew; its rows are laid down where they were kept.

    `what` names the walk: its name and all that it depends on besides the state of the database, the place's words, the day, and a clock
    that was stopped; a clock that was set and runs on never shows the same moment. A state that no kept walk led to may be a test's
    own: what begins there is kept only when it is met again.
    """
    if _walks.get():
        return build()
    if Event.objects.count() > MANY:
        return build()
    rows, digests = _now()
    if (before := _state(digests)) not in _known:
        if before not in _met:
            _met.add(before)
            return build()
        _known.add(before)
    moment = time.time() if time_machine.escape_hatch.is_travelling() else timezone.localdate()
    key = (named(what), words_here.current(), before, moment, connection.in_atomic_block, has_worker())
    if (kept := _kept.get(key)) is not None:
        _lay(kept)
        _seen.rows |= kept.rows
        _seen.digests |= kept.digests
        return _found(kept.result)
    files, waiting = _files(), len(connection.run_on_commit)
    result = build()
    after, digests = _now()
    written = {table: now for table, now in after.items() if now != rows[table]}
    if not any(rows[table].keys() - now.keys() for table, now in written.items()):
        _kept[key] = Kept(
            {table: new for table, now in written.items() if (new := _added(rows[table], now))},
            {table: new for table, now in written.items() if (new := _changed(rows[table], now))},
            {root: {path: now[path] for path in now.keys() - files[root].keys()} for root, now in _files().items()},
            [(act, robust) for _savepoints, act, robust in connection.run_on_commit[waiting:]],
            named(result),
            written,
            {table: digests[table] for table in written},
        )
        _known.add(_state(digests))
    return _found(named(result))


def named(value: Any) -> Hashable:
    """A value that can be compared and kept: rows by model and key, within lists, dicts and dataclasses too."""
    if isinstance(value, models.Model):
        return _Row(type(value), value.pk)
    if is_dataclass(value) and not isinstance(value, type):
        return _Fields(type(value), tuple((one.name, named(getattr(value, one.name))) for one in fields(value)))
    if isinstance(value, dict):
        return _Pairs(tuple((key, named(one)) for key, one in value.items()))
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return tuple(named(one) for one in value)
    return value


@dataclass(frozen=True, slots=True)
class _Row:
    model: type[models.Model]
    pk: Any


@dataclass(frozen=True, slots=True)
class _Fields:
    kind: type
    values: tuple


@dataclass(frozen=True, slots=True)
class _Pairs:
    values: tuple


def _found(result: Any) -> Any:
    """The result with its rows read anew, all of one model in one query."""
    wanted: dict[type[models.Model], set] = defaultdict(set)
    _each(result, lambda row: wanted[row.model].add(row.pk))
    read = {model: model._default_manager.in_bulk(keys) for model, keys in wanted.items()}
    return _each(result, lambda row: read[row.model][row.pk])


def _each(result: Any, put: Callable[[_Row], Any]) -> Any:
    match result:
        case _Row():
            return put(result)
        case _Fields(kind, values):
            return kind(**{name: _each(one, put) for name, one in values})
        case _Pairs(values):
            return {key: _each(one, put) for key, one in values}
        case _:
            return result


# What was seen last --------------------------------------------------------------------------------
def at_rest() -> None:
    """Between two tests: the database is as the migrations left it, or as the module's own fixture did."""
    if not connection.in_atomic_block:
        _seen.savepoints.clear()
        _seen.take_over({table: rows for table, rows in _migrated.items() if table.written}, _digests)


def _look_at_writing(execute, sql, params, many, context):
    """Every statement comes by here: what it writes to, or undoes, is to be read anew."""
    match sql.split(maxsplit=1):
        case ["SELECT", *_]:
            pass
        case ["RELEASE", name]:
            _seen.release(name.removeprefix("SAVEPOINT "))
        case ["SAVEPOINT", name]:
            _seen.savepoints.append((name, dict(_seen.rows), dict(_seen.digests)))
        case ["ROLLBACK", to] if to.startswith("TO SAVEPOINT "):
            _seen.go_back(to.removeprefix("TO SAVEPOINT "))
        case _:
            written = WRITES.match(sql)
            _seen.forget(written[1] if written else None)
    return execute(sql, params, many, context)


def _now() -> tuple[dict[Table, dict[Any, tuple]], dict[Table, str]]:
    """Every row as it is now, and each table's digest; outside of a transaction others write too, and all is read."""
    if not connection.in_atomic_block:
        _seen.forget()
    missing = [table for table in _tables(connection.vendor) if table.written and table not in _seen.rows]
    _seen.rows |= _rows(missing)
    for table in _seen.rows.keys() - _seen.digests.keys():
        _seen.digests[table] = _digest(_seen.rows[table])
    return dict(_seen.rows), dict(_seen.digests)


# What the migrations leave -----------------------------------------------------------------------
def remember() -> None:
    """Before the first test: keep every row, as the first state of all, and from then on look out for what is written."""
    connection.execute_wrappers.append(_look_at_writing)
    undo = connection.rollback
    connection.rollback = lambda: (_seen.forget(), undo())[1]
    _migrated.update(_rows(_tables(connection.vendor)))
    _digests.update({table: _digest(rows) for table, rows in _migrated.items() if table.written})
    _known.add(_state(_digests))


def as_migrated() -> None:
    """After a test that worked without a transaction: whatever rows differ from what the migrations leave are put back."""
    now = _rows(_tables(connection.vendor))
    differ = {table: rows for table, rows in now.items() if rows != _migrated[table]}
    guarded = [model for model in triggers.guarded_models() if model._meta.db_table in {one.name for one in differ}]
    with transaction.atomic(), triggers.disarmed(*guarded) if guarded else nullcontext(), connection.cursor() as cursor:
        for table, rows in differ.items():
            gone = [pk for pk, row in rows.items() if _migrated[table].get(pk) != row]
            cursor.executemany(f'DELETE FROM "{table.name}" WHERE "{table.key}" = %s', [(pk,) for pk in gone])
            back = [row for pk, row in _migrated[table].items() if rows.get(pk) != row]
            _insert(cursor, table, back)
    Site.clear_site_root_paths_cache()


# The database ----------------------------------------------------------------------------------
@cache
def _tables(vendor: str) -> tuple[Table, ...]:
    """Every table that rows of the office lie in; a search index that the database keeps itself is none."""
    with connection.cursor() as cursor:
        there = {one.name for one in connection.introspection.get_table_list(cursor) if one.type == "t"}
        if vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
            there -= {name for (name,) in cursor.fetchall()}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.db_table in there:
            told = (one for one in meta.local_concrete_fields if (meta.label_lower, one.name) != LOGGED_IN)
            columns = tuple(one.column for one in told)
            written = meta.label_lower not in UNTOUCHED
            found[meta.db_table] = Table(meta.db_table, meta.pk.column, columns, written)
    return tuple(found.values())


def _rows(tables: Collection[Table]) -> dict[Table, dict[Any, tuple]]:
    """Every row of these tables, by its key."""
    if not tables:
        return {}
    asked = " UNION ALL ".join(f'SELECT EXISTS (SELECT 1 FROM "{one.name}")' for one in tables)
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [bool(row[0]) for row in cursor.fetchall()]
        for table, is_filled in zip(tables, filled, strict=True):
            rows = ()
            if is_filled:
                cursor.execute(f'SELECT {_listed(table)} FROM "{table.name}"')
                rows = cursor.fetchall()
            found[table] = {row[table.place]: tuple(row) for row in rows}
    return found


def _digest(rows: dict[Any, tuple]) -> str:
    """One digest over the rows of a table; none where there are none."""
    return hashlib.sha256("\n".join(sorted(map(repr, rows.values()))).encode()).hexdigest() if rows else ""


def _state(digests: dict[Table, str]) -> str:
    """One digest over those of all tables: what a walk began from."""
    plain = sorted((table.name, digest) for table, digest in digests.items() if digest)
    return hashlib.sha256(repr(plain).encode()).hexdigest()


def _added(before: dict, after: dict) -> list[tuple]:
    return [row for pk, row in after.items() if pk not in before]


def _changed(before: dict, after: dict) -> list[tuple]:
    return [row for pk, row in after.items() if pk in before and before[pk] != row]


def _listed(table: Table) -> str:
    return ", ".join(f'"{column}"' for column in table.columns)


def _lay(kept: Kept) -> None:
    """Insert and change the rows as they were, and see that the next row gets the next key.

    In one transaction: a row may come before the one that it refers to.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.added.items():
            _insert(cursor, table, rows)
        for table, rows in kept.changed.items():
            set_all = ", ".join(f'"{column}" = %s' for column in table.columns)
            for row in rows:
                cursor.execute(
                    f'UPDATE "{table.name}" SET {set_all} WHERE "{table.key}" = %s', [*row, row[table.place]]
                )
        if connection.vendor == "postgresql":
            _move_sequences(cursor, list(kept.added))
    for root, files in kept.files.items():
        for path, body in files.items():
            file = Path(getattr(settings, root)) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
    for act, robust in kept.waiting:
        transaction.on_commit(act, robust=robust)
    Site.clear_site_root_paths_cache()


def _insert(cursor, table: Table, rows: list[tuple]) -> None:
    one = f"({', '.join(['%s'] * len(table.columns))})"
    for start in range(0, len(rows), 50):
        near = rows[start : start + 50]
        values = [value for row in near for value in row]
        cursor.execute(f'INSERT INTO "{table.name}" ({_listed(table)}) VALUES {", ".join([one] * len(near))}', values)


def _move_sequences(cursor, tables: list[Table]) -> None:
    asked = ", ".join(
        f"""setval(pg_get_serial_sequence('"{one.name}"', '{one.key}'), (SELECT MAX("{one.key}") FROM "{one.name}"))"""
        for one in tables
        if _is_counted(one)
    )
    if asked:
        cursor.execute(f"SELECT {asked}")


@cache
def _is_counted(table: Table) -> bool:
    """Whether PostgreSQL gives the table's keys from a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key])
        return cursor.fetchone()[0] is not None


# Files -----------------------------------------------------------------------------------------
def _files() -> dict[str, dict[str, bytes]]:
    """What lies below the folders of scans and of media, by the setting that names them."""
    return {name: _below(Path(getattr(settings, name))) for name in ("PRIVATE_ROOT", "MEDIA_ROOT")}


def _below(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file()) if root.exists() else ()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
