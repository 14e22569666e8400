"""The tables of the index and the triggers that note changed items: laid after each migrate, like the append-only triggers.

They belong to the database as an index does: no model stands for them, a portable backup leaves them out, and a copy of
the database has them. Wherever one of the triggers is missing, every item is noted to be indexed anew.
"""

from django.db import DEFAULT_DB_ALIAS, connections

from tracking.models import HandlingRecord, Proposer, Signature

WORDS, WAITING, PAIRS = "tracking_itemwords", "tracking_itemstoindex", "tracking_itempairs"
"The folded words of each item with their parts; the items that wait to be indexed; SQLite's full-text table."
RECORD, SIGNATURE, PROPOSER = (model._meta.db_table for model in (HandlingRecord, Signature, Proposer))
CHANGED = ("title", "incoming_number", "text", "number")
"The columns of an item whose change is noted."
NAME = "item_words_"
_TABLES = (
    f"CREATE TABLE IF NOT EXISTS {WORDS} (record_id {{key}} NOT NULL PRIMARY KEY, words text NOT NULL, parts text NOT NULL)",
    f"CREATE TABLE IF NOT EXISTS {WAITING} (record_id {{key}} NOT NULL PRIMARY KEY)",
)
_KEY = {"sqlite": "integer", "postgresql": "bigint"}
PARTS_OF = "item_parts"
"PostgreSQL's function from an item's parts, as they are kept, to an array."
_INDEXES = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {PAIRS} USING fts5(parts, content='{WORDS}', "
        "content_rowid='record_id', detail=none, columnsize=0, tokenize='ascii')"
    ],
    # To take two thousand parts from each other costs as much as a thousand plain comparisons. A function of our own can
    # say so: told by string_to_array alone, PostgreSQL takes every item's apart where it should look into the index.
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {PARTS_OF}(text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE "
        "COST 2000 AS $$ BEGIN RETURN string_to_array($1, ' '); END $$",
        f"CREATE INDEX IF NOT EXISTS {PAIRS}_of ON {WORDS} USING gin ({PARTS_OF}(parts)) WITH (fastupdate = off)",
        f"DROP INDEX IF EXISTS {PAIRS}",
    ],
}
_ALL = f"INSERT INTO {WAITING} (record_id) SELECT id FROM {RECORD} WHERE true ON CONFLICT DO NOTHING"
THERE = {
    "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{NAME}%'",
    "postgresql": "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    f"WHERE t.tgname LIKE '{NAME}%' AND NOT t.tgisinternal AND pg_table_is_visible(c.oid)",
}


def lay(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make what is missing of the tables and triggers; items are noted to be indexed where anything was."""
    connection = connections[using]
    if connection.vendor not in THERE or RECORD not in (there := connection.introspection.table_names()):
        return
    if not {SIGNATURE, PROPOSER} <= set(there):
        return
    triggers = _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()
    with connection.cursor() as cursor:
        cursor.execute(THERE[connection.vendor])
        laid = {name for (name,) in cursor.fetchall()}
        for statement in (*_TABLES, *_INDEXES[connection.vendor]):
            cursor.execute(statement.format(key=_KEY[connection.vendor]))
        if triggers.keys() <= laid:
            return
        for name, statements in triggers.items():
            if name not in laid:
                for statement in statements:
                    cursor.execute(statement)
        cursor.execute(_ALL)


def after_migrate(sender: object, using: str, **kwargs: object) -> None:
    """Lay them once the ledger's own tables are there."""
    lay(using)


def _of_sqlite() -> dict[str, list[str]]:
    """SQLite's triggers by name."""
    changed = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in CHANGED)
    note = f"INSERT INTO {WAITING} (record_id) {{}} ON CONFLICT DO NOTHING;"
    new, old = note.format("VALUES (NEW.id)"), f"DELETE FROM {WORDS} WHERE record_id = OLD.id;"
    signed, unsigned = (note.format(f"VALUES ({one}.record_id)") for one in ("NEW", "OLD"))
    named = note.format(f"SELECT record_id FROM {SIGNATURE} WHERE proposer_id = NEW.id")
    done = f"DELETE FROM {WAITING} WHERE record_id = OLD.id;"
    put = f"INSERT INTO {PAIRS} (rowid, parts) VALUES (NEW.record_id, NEW.parts);"
    take = f"INSERT INTO {PAIRS} ({PAIRS}, rowid, parts) VALUES ('delete', OLD.record_id, OLD.parts);"
    when = {
        "added": (RECORD, "INSERT", new),
        "changed": (RECORD, f"UPDATE OF {', '.join(CHANGED)}", new, f"WHEN {changed}"),
        "removed": (RECORD, "DELETE", old + done),
        "signed": (SIGNATURE, "INSERT", signed),
        "signed_by": (SIGNATURE, "UPDATE OF record_id, proposer_id", signed + unsigned),
        "unsigned": (SIGNATURE, "DELETE", unsigned),
        "renamed": (PROPOSER, "UPDATE OF name", named, "WHEN OLD.name IS NOT NEW.name"),
        "put": (WORDS, "INSERT", put),
        "taken": (WORDS, "DELETE", take),
        "put_anew": (WORDS, "UPDATE", take + put),
    }
    return {
        NAME + name: [f"CREATE TRIGGER {NAME}{name} AFTER {act} ON {table} {' '.join(if_)} BEGIN {does} END"]
        for name, (table, act, does, *if_) in when.items()
    }


def _of_postgresql() -> dict[str, list[str]]:
    """PostgreSQL's triggers by name, each with its function; many rows put in at once are noted by one statement."""
    changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in CHANGED)
    note = f"INSERT INTO {WAITING} (record_id) {{}} ON CONFLICT DO NOTHING;"
    both = note.format("VALUES (NEW.record_id), (OLD.record_id)")
    named = note.format(f"SELECT record_id FROM {SIGNATURE} WHERE proposer_id = NEW.id")
    gone = "".join(f"DELETE FROM {one} WHERE record_id IN (SELECT id FROM gone);" for one in (WORDS, WAITING))
    every, each = "FOR EACH STATEMENT", "FOR EACH ROW"
    new, old = f"REFERENCING NEW TABLE AS came {every}", f"REFERENCING OLD TABLE AS gone {every}"
    empty = f"TRUNCATE {WORDS}, {WAITING};"
    when = {
        "added": (RECORD, "INSERT", new, note.format("SELECT id FROM came")),
        "changed": (RECORD, "UPDATE", f"{each} WHEN ({changed})", note.format("VALUES (NEW.id)")),
        "removed": (RECORD, "DELETE", old, gone),
        "emptied": (RECORD, "TRUNCATE", every, empty),
        "signed": (SIGNATURE, "INSERT", new, note.format("SELECT DISTINCT record_id FROM came")),
        "signed_by": (SIGNATURE, "UPDATE", f"{each} WHEN (OLD.proposer_id <> NEW.proposer_id)", both),
        "unsigned": (SIGNATURE, "DELETE", old, note.format("SELECT DISTINCT record_id FROM gone")),
        "renamed": (PROPOSER, "UPDATE", f"{each} WHEN (OLD.name IS DISTINCT FROM NEW.name)", named),
    }
    return {
        NAME + name: [
            f"CREATE OR REPLACE FUNCTION {NAME}{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {does} RETURN NULL; END $$",
            f"CREATE TRIGGER {NAME}{name} AFTER {act} ON {table} {how} EXECUTE FUNCTION {NAME}{name}()",
        ]
        for name, (table, act, how, does) in when.items()
    }
