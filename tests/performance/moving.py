"""`make moving`: an office moves from SQLite to PostgreSQL and back by portable backups; its figures and its history stay.

Compared are every figure of every session, number and head of the chain, and what `verify_history` finds. TO names the
server; on it a database is made and dropped again. Exit 1 where anything differs.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import dj_database_url


def main() -> int:
    """Make an office, move it there and back, compare at each halt."""
    parser = argparse.ArgumentParser(prog="tests.performance.moving")
    parser.add_argument("--to", default="postgres://postgres@127.0.0.1:5432")
    wanted = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "HUIYIN_DEBUG": "1", "HUIYIN_DATABASE_URL": ""}
    import django

    django.setup()
    from huiyin.keeping.databases import PostgreSQL
    from huiyin.keeping.place import Place

    folder = Path(tempfile.mkdtemp(prefix="huiyin-moving-"))
    name = f"huiyin_moving_{os.getpid()}"
    server = Place(folder / "postgresql", dj_database_url.parse(f"{wanted.to}/{name}"), is_throw_away=True)
    sqlite = {"ENGINE": "django.db.backends.sqlite3"}
    halts = [
        Place(folder / "office", sqlite | {"NAME": str(folder / "office" / "db.sqlite3")}, is_throw_away=True),
        server,
        Place(folder / "back", sqlite | {"NAME": str(folder / "back" / "db.sqlite3")}, is_throw_away=True),
    ]
    try:
        _make(halts[0].data)
        PostgreSQL(server)._create(name)
        first = _told(halts[0])
        print(f"sqlite: {first['figures']} figures in {len(first['sessions'])} sessions, {first['chain'][0]} events")
        wrong = list(first["problems"])
        for place, following in zip(halts, halts[1:], strict=False):
            following.data.mkdir()
            took = _moved(place, following, folder / f"{following.data.name}.zip")
            told = _told(following)
            same = told == first
            print(f"→ {following.data.name}: {took}; {'equal' if same else 'DIFFERENT'}")
            wrong += [] if same else [f"{following.data.name}: {key}" for key in first if told[key] != first[key]]
        print("\n".join(wrong) or "every figure, the chain and what verify_history finds are equal")
        return 1 if wrong else 0
    finally:
        _dropped(PostgreSQL(server))
        shutil.rmtree(folder, ignore_errors=True)


def _dropped(database) -> None:
    """Drop the database, and the empty one that the restore kept aside."""
    with database._server() as server:
        names = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{database.name}%"]
        ).fetchall()
    for (name,) in names:
        database._drop(name)


def _make(folder: Path) -> None:
    """An office with items at every stage and a portal, and a second session that a workbook brought."""
    import io

    from tests.crash.installation import migrated, opened
    from tests.house import make_house
    from tests.performance.imports import workbook
    from tests.tracking.factories import make_unit
    from tracking import ledger
    from tracking.models import Session

    with opened(migrated(folder)):
        house = make_house()
        for place in range(40):
            make_unit(f"区压测{place}局")
        session = Session(code="2091", name="压测第一届", year=2091)
        plan = ledger.plan(ledger.read(io.BytesIO(workbook(200)), "台账.xlsx"), session)
        ledger.apply(plan, house.newsroom.office.clerk)


def _moved(place, to, target: Path) -> str:
    """Back one place up for any database and restore it in another; how long it took."""
    begun = time.monotonic()
    answer = place.run("backup", "--portable", str(target), "--json")
    assert answer.code == 0, answer.complaints
    between = time.monotonic()
    answer = to.run("restore", str(target), "--yes", "--json")
    assert (answer.code, answer.said["problems"]) == (0, []), answer.complaints
    size = target.stat().st_size / 1024 / 1024
    return f"backup {between - begun:.1f} s, {size:.1f} MB, restored in {time.monotonic() - between:.1f} s"


def _told(place) -> dict:
    """What a place says of itself: every figure of every session, the chain, and what is wrong with its history."""
    from huiyin.keeping.databases import database_of, head_of

    history = place.run("verify_history", "--json").said
    code = "from tracking.models import Session; print('=' + ','.join(Session.objects.order_by('pk').values_list('code', flat=True)))"
    sessions = _printed(place, code).split(",")
    found = {one: place.run("figures", "--session", one, "--json").said["figures"] for one in sessions}
    items = database_of(place).contents().items
    return {
        "sessions": found,
        "figures": sum(map(len, found.values())),
        "chain": head_of(place),
        "items": items,
        "events": history["events"],
        "problems": history["problems"],
    }


def _printed(place, code: str) -> str:
    """The line that a piece of Python prints in a place, after its equals sign."""
    import subprocess

    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "huiyin.settings", "HUIYIN_DATA_DIR": str(place.data), "HUIYIN_DATABASE_URL": place.url,
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "huiyin", "shell", "--no-imports", "-c", code],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return next(line for line in done.stdout.splitlines() if line.startswith("="))[1:]


if __name__ == "__main__":
    sys.exit(main())
