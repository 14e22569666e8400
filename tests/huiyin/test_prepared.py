"""A first start on SQLite: what the prepared database becomes is what migrating from the first migration makes."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from huiyin import prepared

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'"
ROWS = ("django_content_type", "auth_permission", "wagtailcore_page", "wagtailcore_site", "django_migrations")


def schema(database) -> set:
    return set(database.execute(SCHEMA).fetchall())


def rows(database) -> dict[str, int]:
    return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ROWS}


@pytest.mark.django_db
def test_a_database_begun_with_the_prepared_one_is_as_if_migrated_from_scratch(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the prepared database is one of SQLite's")
    environment = os.environ | {
        "HUIYIN_DATA_DIR": str(tmp_path),
        "HUIYIN_DATABASE_URL": "",
        "HUIYIN_SECRET_KEY": "x" * 60,
    }
    environment["DJANGO_SETTINGS_MODULE"] = "huiyin.settings"
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], env=environment, check=True)
    laid = sqlite3.connect(tmp_path / "db.sqlite3")
    with connection.cursor() as cursor:
        scratch = cursor.connection
        assert schema(laid) == schema(scratch)
        assert rows(laid) == rows(scratch)
    laid.close()


def test_the_prepared_database_holds_only_migrations_that_the_program_brings_along():
    assert prepared.fits()


@pytest.mark.parametrize("change", ["another file", "an unknown migration", "another Django"])
def test_it_is_left_alone_where_anything_differs(tmp_path, monkeypatch, change):
    contents = json.loads(prepared.CONTENTS.read_text())
    first = next(iter(contents["migrations"]))
    match change:
        case "another file":
            contents["migrations"][first] = "0" * 64
        case "an unknown migration":
            contents["migrations"]["tracking.9999_nothing"] = "0" * 64
        case "another Django":
            contents["versions"]["Django"] = "1.0"
    changed = tmp_path / "prepared.json"
    changed.write_text(json.dumps(contents))
    monkeypatch.setattr(prepared, "CONTENTS", changed)
    assert not prepared.fits()


def test_nobody_s_data_is_in_it(tmp_path):
    unpacked = tmp_path / "db.sqlite3"
    unpacked.write_bytes(gzip.decompress(prepared.DATABASE.read_bytes()))
    database = sqlite3.connect(unpacked)
    for table in ("auth_user", "django_session", "tracking_event", "tracking_person"):
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    database.close()


@pytest.mark.django_db
def test_a_database_with_tables_is_never_overwritten():
    assert not prepared.lay(connection)


def test_what_was_confirmed_is_flushed_and_pages_are_read_without_a_copy_of_each(tmp_path, settings):
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as base:
        base.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
        asked = ("journal_mode", "synchronous", "mmap_size")
        assert [base.execute(f"PRAGMA {one}").fetchone()[0] for one in asked] == ["wal", 2, 1 << 30]
