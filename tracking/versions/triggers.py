"""Triggers that make tables append-only (只增不改): UPDATE and DELETE become IntegrityErrors in the database itself.

Guarded is every table whose model has an `AppendOnlyQuerySet`, and every table of versions (history). The triggers are
laid after each migrate: Django rebuilds tables on SQLite, and a rebuilt table has lost its own. They keep slips and the
product's own code from rewriting what was written; whoever holds the database can take them off, which is why the chain
is checked (`verify_history`), and why it misses them.

What must change such a table says so by `disarmed`: a restore, a data migration, a test that empties the database or
tries what a tamperer would. Nothing else does.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalChanges

from tracking.models import AppendOnlyQuerySet
from tracking.models.versioned import field_of
from tracking.wording.labels import Label

REFUSED = _("这张表只增不改。")
NAME = "append_only"
SQLITE = {
    "update": "BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, {refused}); END",
    "delete": "BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, {refused}); END",
    "insert": "BEFORE INSERT ON {table} WHEN {taken} BEGIN SELECT RAISE(ABORT, {refused}); END",
}
"SQLite's triggers by act; INSERT has one too, since INSERT OR REPLACE removes a row without firing that of DELETE."
POSTGRESQL = {
    "row": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    "table": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION {refused} USING ERRCODE = 'restrict_violation'; END $$"
)
THERE = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname LIKE %s AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)",
}


def guarded_models() -> list[type[models.Model]]:
    """Every model whose table is append-only."""
    return [model for model in apps.get_models() if model._meta.managed and _is_added_to(model)]


def _is_added_to(model: type[models.Model]) -> bool:
    return issubclass(model, HistoricalChanges) or isinstance(model._default_manager.none(), AppendOnlyQuerySet)


def unguarded(using: str = DEFAULT_DB_ALIAS) -> list[type[models.Model]]:
    """Guarded models whose table lacks a trigger."""
    there = _there(using)
    return [model for model in guarded_models() if any(one not in there for one in _triggers(model, using))]


def arm(using: str = DEFAULT_DB_ALIAS, only: Iterable[type[models.Model]] | None = None) -> None:
    """Lay the triggers that are not there yet, on every guarded table or on some."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    there = _there(using)
    if connection.vendor == "postgresql":
        connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION.format(function=NAME, refused=_quoted(REFUSED)))
        for model in guarded_models() if only is None else only:
            for (table, name), what in _triggers(model, using).items():
                if table in tables and (table, name) not in there:
                    cursor.execute(f"CREATE TRIGGER {connection.ops.quote_name(name)} {what}")


def disarm(using: str = DEFAULT_DB_ALIAS, only: Iterable[type[models.Model]] | None = None) -> None:
    """Drop the triggers; the caller must `arm` again. Prefer `disarmed`."""
    connection = connections[using]
    quote = connection.ops.quote_name
    there = _there(using)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table of which keys are still to be checked keeps its triggers
    with connection.cursor() as cursor:
        for model in guarded_models() if only is None else only:
            for table, name in _triggers(model, using):
                if (table, name) in there:
                    on = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {quote(name)}{on}")


@contextmanager
def disarmed(*only: type[models.Model], using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Drop the triggers of these models, or of all, inside the block: for a restore, a data migration, a test that tampers."""
    disarm(using, only or None)
    try:
        yield
    finally:
        arm(using, only or None)


def after_migrate(sender: object, using: str, **kwargs: object) -> None:
    """Lay the triggers once the tables are there."""
    arm(using)


def _there(using: str) -> set[tuple[str, str]]:
    """The triggers that stand, by table and name."""
    with connections[using].cursor() as cursor:
        cursor.execute(THERE[connections[using].vendor], [f"{NAME}%"])
        return {(table, name) for table, name in cursor.fetchall()}


def _triggers(model: type[models.Model], using: str) -> dict[tuple[str, str], str]:
    """The triggers of a table, by table and name, as they are laid."""
    connection = connections[using]
    table = model._meta.db_table
    parts = {"table": connection.ops.quote_name(table), "refused": _quoted(REFUSED), "function": NAME}
    if connection.vendor == "postgresql":
        return {(table, f"{NAME}_{act}"): what.format(**parts) for act, what in POSTGRESQL.items()}
    parts["taken"] = _taken(model, connection.ops.quote_name)
    return {(table, f"{NAME}_{act}_{table}"): what.format(**parts) for act, what in SQLITE.items()}


def _taken(model: type[models.Model], quote: Callable[[str], str]) -> str:
    """Whether a row that is put in would take the place of one that is there: by its key, or what else is unique."""
    unique = [[field.column] for field in model._meta.concrete_fields if field.unique]
    unique += [
        [field_of(model, name).column for name in one.fields]
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.condition is None and one.fields
    ]
    same = (" AND ".join(f"{quote(one)} = NEW.{quote(one)}" for one in map(str, columns)) for columns in unique)
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {quote(model._meta.db_table)} WHERE {one})"  # noqa: S608 - names of our own tables
        for one in same
    )


def _quoted(words: Label) -> str:
    return "'" + str(words).replace("'", "''") + "'"
