"""A database that is migrated once and then copied: every process of the suite starts with one that is ready.

Migrating all of Wagtail takes a minute on a small machine. The template is made anew when any migration changes.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(tempfile.gettempdir())
"Where templates are kept for later runs, even if the files of a run lie in memory."
TEMPLATE = "huiyin_tests_template"
PREPARING = "A template database for the tests is being migrated: about a minute, once until a migration changes."
_open: list[sqlite3.Connection] = []
"A database in memory lives as long as somebody is connected to it."


LAID_AFTER = ("tracking/finding/tables.py", "tracking/versions/triggers.py", "tracking/versions/digest_forms.py")
"What the program lays down after its migrations."


def migrations() -> set[str]:
    """What the template depends on, a line each: every migration of every app, what is laid after them, and the versions that run them."""
    found = {f"{name} {version(name)}" for name in ("Django", "wagtail", "django-simple-history")}
    for config in apps.get_app_configs():
        for path in (Path(config.path) / "migrations").glob("*.py"):
            found.add(f"{config.label} {path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    for name in LAID_AFTER:
        found.add(f"{name} {hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}")
    return found


def fingerprint() -> str:
    """One short digest over all migrations."""
    return hashlib.sha256("\n".join(sorted(migrations())).encode()).hexdigest()[:16]


def ready(connection, say: Callable[[str], None]) -> None:
    """Before Django makes its test database: see that it starts as a copy of the template; `say` what takes time."""
    settings = connection.settings_dict
    with _alone(connection.vendor):
        if connection.vendor == "sqlite":
            _copy_into_memory(template_file(say), connection.creation._get_test_db_name())
        else:
            settings["TEST"]["TEMPLATE"] = _template_database(connection, say)


@contextmanager
def _alone(vendor: str):
    """One process at a time with each kind of database: neither waits until the other's is migrated."""
    with (FOLDER / f"{TEMPLATE}-{vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment(url: str) -> dict[str, str]:
    """For a process of ours with this database."""
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    return os.environ | {"HUIYIN_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": path}


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--from-scratch", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=_environment(url), check=True)


def template_file(say: Callable[[str], None] = print) -> Path:
    """The migrated SQLite database that others are copied from; made where there is none yet."""
    path = FOLDER / f"{TEMPLATE}-{fingerprint()}.sqlite3"
    if not path.exists():
        say(PREPARING)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.unlink(missing_ok=True)
        if (earlier := _nearest_template()) is not None:
            shutil.copyfile(earlier, partial)
        _migrate(f"sqlite:///{partial}")
        _list_migrations()
        partial.replace(path)
    return path


def _list_migrations() -> None:
    """Keep which migrations a template of this fingerprint has."""
    (FOLDER / f"{TEMPLATE}-{fingerprint()}.txt").write_text("\n".join(sorted(migrations())))


def is_earlier(marked: str | None) -> bool:
    """Whether every migration of the template that is marked so is still there as it was: what came since is run on top."""
    listed = FOLDER / f"{TEMPLATE}-{marked}.txt"
    return listed.exists() and set(listed.read_text().splitlines()) <= migrations()


def _nearest_template() -> Path | None:
    """The template with the most migrations of which none is unknown here: only what came since is run on its copy."""
    wanted, found = migrations(), {}
    for path in FOLDER.glob(f"{TEMPLATE}-*.txt"):
        had = set(path.read_text().splitlines())
        if had <= wanted and (database := path.with_suffix(".sqlite3")).exists():
            found[database] = len(had)
    return max(found, key=found.get, default=None)


def _copy_into_memory(template: Path, name: str) -> None:
    source = sqlite3.connect(f"file:{template}?mode=ro", uri=True)
    target = sqlite3.connect(name, uri=True)
    source.backup(target)
    source.close()
    _open.append(target)


def _template_database(connection, say: Callable[[str], None]) -> str:
    """The template of this database among the cluster's; a comment on it says which migrations it has."""
    marked, template = fingerprint(), f"{TEMPLATE}_{connection.settings_dict['NAME']}"
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with connection._nodb_cursor() as cursor:
        cursor.execute(asked, [template])
        (found,) = cursor.fetchone() or (None,)
        if found == marked:
            return template
        say(PREPARING)
        if is_earlier(found):
            cursor.execute(f'COMMENT ON DATABASE "{template}" IS NULL')  # should this process be stopped halfway
        else:
            cursor.execute(f'DROP DATABASE IF EXISTS "{template}"')
            cursor.execute(f'CREATE DATABASE "{template}"')
    url = urlsplit(os.environ["HUIYIN_DATABASE_URL"])
    _migrate(url._replace(path=f"/{template}").geturl())
    _list_migrations()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{marked}'")
    return template


def template_beside(url: str) -> str:
    """For a program that has not set up Django: the name of the migrated template in the cluster of this PostgreSQL database."""
    command = [sys.executable, "-m", "tests.databases"]
    told = subprocess.run(command, cwd=ROOT, env=_environment(url), check=True, stdout=subprocess.PIPE, text=True)
    return told.stdout.strip()


def _to_stderr(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _tell_template() -> None:
    import django
    from django.db import connection

    django.setup()
    with _alone(connection.vendor):
        name = _template_database(connection, _to_stderr)
    sys.stdout.write(name)


if __name__ == "__main__":
    _tell_template()
