"""An installation of its own in a folder: its database, files and pressed pages, copied for every trial."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import override_settings

from tests import databases

DATABASE = "db.sqlite3"


def migrated(folder: Path) -> Path:
    """A folder with a database that is migrated and empty."""
    folder.mkdir(parents=True)
    shutil.copyfile(databases.template_file(), folder / DATABASE)
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("PRAGMA journal_mode=WAL")
    return folder


def copied(folder: Path, to: Path) -> Path:
    """The same installation in another folder, nobody having its database open."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Work in this installation, with a connection of one's own; closed at the end.

    The connection of the tests is put aside: one to a database in memory can't be closed, and would be written to instead.
    """
    connections.close_all()
    cache.clear()
    aside = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(folder / DATABASE)
    places = {name: folder / name for name in ("private", "media", "pressed", "static")}
    for place in (places["private"], places["media"], places["static"]):
        place.mkdir(exist_ok=True)
    roots = {
        "DATA_DIR": folder,
        "PRIVATE_ROOT": places["private"],
        "MEDIA_ROOT": places["media"],
        "PRESSED_DIR": places["pressed"],
        "STATIC_ROOT": places["static"],
    }
    with override_settings(**roots):
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = before
            connections[DEFAULT_DB_ALIAS] = aside
