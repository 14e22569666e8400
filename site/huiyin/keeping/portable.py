"""Rows for a database of any kind (可移植备份): JSON lines by model, keys kept, moments with their microseconds.

Django's own JSON encoder cuts microseconds, and with them every digest of the chain. Left out are sessions, which end,
and the search index, which is built anew.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils.encoding import is_protected_type

from huiyin.keeping.databases import NOT_THERE, contents
from huiyin.keeping.manifest import Contents
from huiyin.keeping.packing import Packer
from huiyin.keeping.place import Place
from huiyin.keeping.troubles import Trouble
from tracking.versions import triggers

LEFT_OUT = {"sessions", "wagtailsearch", "modelsearch"}
FOLDER = "rows"
AT_ONCE = 500
"How many rows are read or put in at a time."
LOADING = "loading"
"The name under which Django knows the database that is being filled."


def tables() -> list[type[models.Model]]:
    """Every model whose rows are taken along."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT
        and not model._meta.required_db_vendor
    ]


# Writing ---------------------------------------------------------------------------------------
def write(packer: Packer) -> Contents:
    """Add the rows of every model to a backup, all as they are at one moment; what the database then held."""
    with _at_one_moment():
        if "tracking_chainhead" not in connection.introspection.table_names():
            raise Trouble(NOT_THERE)
        found = contents(_answered)
        for model in tables():
            lines = packer.folder / "rows.jsonl"
            with lines.open("w", encoding="utf-8") as file:
                for row in rows_of(model):
                    file.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")
            with lines.open("rb") as file:
                packer.add(_member(model), file, pack=True)
    return found


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """Read the database as it is now, however long it takes, and keep nobody from writing meanwhile."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own transactions lock writers out at once
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def rows_of(model: type[models.Model]) -> Iterator[dict]:
    """The rows of one table, a dict each: of a page type only the columns of its own."""
    fields = model._meta.local_concrete_fields
    query = model._base_manager.order_by("pk").only(*(field.name for field in fields))
    for row in query.iterator(chunk_size=AT_ONCE):
        yield {field.attname: _told(field, row) for field in fields}


def _told(field: models.Field, row: models.Model) -> object:
    value = field.value_from_object(row)
    return value if is_protected_type(value) else field.value_to_string(row)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()  # a moment with its microseconds and its zone
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no plain form")


def _member(model: type[models.Model]) -> str:
    return f"{FOLDER}/{model._meta.label_lower}.jsonl"


def _answered(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


# Loading ---------------------------------------------------------------------------------------
def load(place: Place, folder: Path) -> None:
    """Fill a throw-away place's migrated database with the rows of a backup that was unpacked into a folder."""
    connections.databases[LOADING] = connections.databases[DEFAULT_DB_ALIAS] | {
        "ENGINE": place.database["ENGINE"], "NAME": place.database["NAME"], "CONN_MAX_AGE": 0,
    }  # fmt: skip
    try:
        with transaction.atomic(using=LOADING), triggers.disarmed(using=LOADING):
            with connections[LOADING].constraint_checks_disabled():
                _empty()
                for model in tables():
                    with (folder / _member(model)).open(encoding="utf-8") as lines:
                        _put_in(model, lines)
            connections[LOADING].check_constraints()
        _count_on()
    finally:
        connections[LOADING].close()
        del connections[LOADING]
        del connections.databases[LOADING]


def _empty() -> None:
    """Take out what the migrations themselves put in: keys are kept, so nothing may be there."""
    with connections[LOADING].cursor() as cursor:
        for model in reversed(tables()):
            cursor.execute(f"DELETE FROM {connections[LOADING].ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _put_in(model: type[models.Model], lines: Iterable[str]) -> None:
    """Insert rows as they were: no default, signal or moment of today's gets into them, for no model is made of them."""
    fields = model._meta.local_concrete_fields
    readers = {field.attname: partial(_read, field) for field in fields}
    insert = partial(model._base_manager._insert, fields=fields, using=LOADING, raw=True)
    waiting: list[SimpleNamespace] = []
    most = max(connections[LOADING].ops.bulk_batch_size(fields, [None] * AT_ONCE), 1)
    for line in lines:
        waiting.append(SimpleNamespace(**{name: readers[name](value) for name, value in json.loads(line).items()}))
        if len(waiting) >= most:
            insert(waiting)
            waiting = []
    if waiting:
        insert(waiting)


def _read(field: models.Field, value: object) -> object:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)


def _count_on() -> None:
    """Let the next keys follow the highest that are there."""
    with connections[LOADING].cursor() as cursor:
        for statement in connections[LOADING].ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
