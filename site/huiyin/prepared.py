"""A prepared database (预制的空数据库): migrated already, so that a first start on SQLite is a matter of seconds.

It is used only where each migration in it is still, byte for byte, what the program brings along, under the same Django
and Wagtail; what has been added since is migrated on top. `make prepared` makes it anew.
"""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.apps import apps

HERE = Path(__file__).parent
DATABASE, CONTENTS = HERE / "prepared.sqlite3.gz", HERE / "prepared.json"


def migrations() -> dict[str, str]:
    """Every migration of every app, each with the digest of its file."""
    return {
        f"{config.label}.{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()
        for config in apps.get_app_configs()
        for path in sorted((Path(config.path) / "migrations").glob("[0-9]*.py"))
    }


def versions() -> dict[str, str]:
    """What runs the migrations."""
    return {name: version(name) for name in ("Django", "wagtail")}


def fits() -> bool:
    """Whether the prepared database is an earlier or the present state of this very program."""
    if not (DATABASE.exists() and CONTENTS.exists()):
        return False
    contents = json.loads(CONTENTS.read_text(encoding="utf-8"))
    return contents["versions"] == versions() and contents["migrations"].items() <= migrations().items()


def lay(connection) -> bool:
    """Fill an empty SQLite database with the prepared one; whether it was."""
    if connection.vendor != "sqlite" or connection.introspection.table_names() or not fits():
        return False
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder) / "prepared.sqlite3"
        with gzip.open(DATABASE) as packed, unpacked.open("wb") as file:
            shutil.copyfileobj(packed, file)
        source = sqlite3.connect(unpacked)
        try:
            source.backup(connection.connection)
        finally:
            source.close()
    return True


def prepare() -> None:
    """Migrate an empty database from the first migration to the last, and keep it with the list of what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"HUIYIN_DATA_DIR": folder, "HUIYIN_DATABASE_URL": "", "HUIYIN_DEBUG": "1"}
        command = [sys.executable, "-m", "django", "migrate", "--from-scratch", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True)
        small = Path(folder) / "small.sqlite3"
        database = sqlite3.connect(Path(folder) / "db.sqlite3")
        database.execute("VACUUM INTO ?", [str(small)])
        database.close()
        DATABASE.write_bytes(gzip.compress(small.read_bytes(), mtime=0))
    contents = {"versions": versions(), "migrations": migrations()}
    CONTENTS.write_text(json.dumps(contents, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
    django.setup()
    prepare()
