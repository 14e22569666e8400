"""`make bench`: what is fast, side by side with its limit in one run, as ratios. Nothing here is a test."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from tests.databases import template_beside
from tests.performance import results

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
POSTGRESQL_URL = "postgres://postgres@127.0.0.1:5432"
REDIS_URL = "redis://127.0.0.1:6379/8"
FOUND = "found.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A module of this folder whose `compare(results, folder)` measures one thing; where, and whether at a million too."""

    module: str
    on_both: bool = False
    at_a_million: bool = False


PARTS = {
    "pages": Part("pages"),
    "start": Part("start"),
    "lists": Part("lists", on_both=True, at_a_million=True),
    "admin": Part("admin"),
    "saving": Part("saving", on_both=True),
    "imports": Part("imports", on_both=True, at_a_million=True),
    "figures": Part("figures", on_both=True, at_a_million=True),
    "texts": Part("texts", on_both=True),
    "papers": Part("papers"),
    "api": Part("api"),
    "finding": Part("finding"),
    "press": Part("press"),
}


def main() -> int:
    """Make a throw-away installation for each database, compare what is asked for, tell it: 1 where a goal is missed or a part failed."""
    parser = argparse.ArgumentParser(prog="tests.performance.bench")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part alone")
    parser.add_argument("--million", action="store_true", help="the parts that grow, at a million records")
    parser.add_argument("--on", choices=(SQLITE, POSTGRESQL), help="in this database alone")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    wanted = [name for name, part in PARTS.items() if part.at_a_million or not asked.million]
    wanted = [name for name in wanted if not asked.only or name in asked.only]
    if asked.into:
        return _measure(asked.into, asked.on, wanted, is_million=asked.million)
    print("# huiyin bench\n\nMedians of interleaved rounds on this machine; read the ratios.", flush=True)
    found, is_whole = [], True
    for database in (SQLITE, POSTGRESQL) if asked.on is None else (asked.on,):
        parts = [name for name in wanted if database == SQLITE or PARTS[name].on_both]
        if parts and (database == SQLITE or _answers(POSTGRESQL_URL)):
            of_this, ended_well = _run(database, parts, is_million=asked.million)
            found += of_this
            is_whole = is_whole and ended_well
        elif parts:
            print("\nPostgreSQL does not answer at 127.0.0.1:5432: measured on SQLite alone.")
    results.tell(found, Path("bench.json"))
    return 1 if not is_whole or any(one.is_missed for one in found) else 0


def _answers(url: str) -> bool:
    at = urlsplit(url)
    try:
        socket.create_connection((at.hostname or "", at.port or 0), timeout=2).close()
    except OSError:
        return False
    return True


def _run(database: str, parts: list[str], *, is_million: bool) -> tuple[list[results.Result], bool]:
    """One process with an installation of its own: what it found, and whether every part of it ended well."""
    folder = Path(tempfile.mkdtemp(prefix="huiyin-bench-"))
    name = f"bench_{os.getpid()}"
    env = os.environ | {
        "HUIYIN_SECRET_KEY": "bench-" + "0" * 50,
        "HUIYIN_API": "1",
        "HUIYIN_DATA_DIR": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "huiyin.settings",
    }
    if database == POSTGRESQL:
        template = template_beside(f"{POSTGRESQL_URL}/postgres")
        _administer(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        env |= {"HUIYIN_DATABASE_URL": f"{POSTGRESQL_URL}/{name}", "HUIYIN_REDIS_URL": REDIS_URL}
    command = [sys.executable, "-m", "tests.performance.bench", "--on", database, "--into", str(folder)]
    command += [word for part in parts for word in ("--only", part)] + ["--million"] * is_million
    try:
        done = subprocess.run(command, env=env)
        return results.load(folder / FOUND), done.returncode == 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if database == POSTGRESQL:
            _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRESQL_URL}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def _measure(folder: Path, database: str, parts: list[str], *, is_million: bool) -> int:
    """Each part after the other: one that fails is told, and the others go on; 1 where one did."""
    import django

    django.setup()
    from django.core.management import call_command

    gathered = results.Results(database, is_million=is_million)
    results.save(folder / FOUND, gathered.found)
    call_command("load_example", seed_only=True, stdout=open(os.devnull, "w"))  # noqa: SIM115
    failed = 0
    for name in parts:
        gathered.part, since = name, time.monotonic()
        compare: Callable = import_module(f"tests.performance.{PARTS[name].module}").compare
        try:
            compare(gathered, folder)
        except Exception:
            traceback.print_exc()
            failed += 1
        print(f"\n({name} on {database}: {time.monotonic() - since:.0f} s)", flush=True)
        results.save(folder / FOUND, gathered.found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
