"""What an earlier release wrote is brought up to this one, verified, complete and pressed; or back to where it was."""

import io
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command

from publishing.press.files import PressedFolder
from tests.crash.installation import opened
from tests.publishing.press.doors import ask, free_port, wait_for
from tests.static_files import lay_static_files
from tests.thorough import times

ROOT = Path(__file__).resolve().parent.parent
OLD = [ROOT / "tests" / "old_databases" / f"{commit}.tar.gz" for commit in ("fe6db3d", "fbf557c")]
"The oldest first: it takes every migration since."
PAGES = ("/", "/xxgk/jytabl/", "/elder/")
"What is read all the while."


class Readers:
    """What readers were answered while something went on."""

    def __init__(self) -> None:
        self.asked = 0
        self.failed: list[tuple[str, int]] = []
        self.admin: set[int] = set()

    def ask(self, port: int, step: Iterator[int]) -> None:
        """Read every page once; each twentieth time, try the admin."""
        for path in PAGES:
            answer = ask(port, path)
            self.asked += 1
            if answer.status != 200:
                self.failed.append((path, answer.status))
        if next(step) % 20 == 0:
            self.admin.add(ask(port, "/admin/login/").status)


class Installation:
    """An office's data directory, and the commands run on it as an operator would."""

    def __init__(self, data: Path):
        self.data = data
        self.environment = os.environ | {
            "HUIYIN_DATA_DIR": str(data),
            "HUIYIN_SECRET_KEY": "for-tests-only-" + "0" * 50,
        }
        self.environment.pop("HUIYIN_DATABASE_URL", None)
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    @classmethod
    def unpacked(cls, packed: Path, folder: Path) -> "Installation":
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        lay_static_files(folder)
        return cls(folder)

    def try_to(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )

    def run(self, *command: str) -> dict:
        done = self.try_to(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in command else {}

    def lay_pages(self) -> None:
        """Public pages as an earlier release may have pressed them: the archive of an old database holds none."""
        for path in PAGES:
            page = self.data / "pressed" / path.strip("/") / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text("<!DOCTYPE html><title>原样</title>")

    @contextmanager
    def read(self):
        """Serve it, with two readers at the public pages all the while, who look into the admin now and then."""
        port, over, readers = free_port(), threading.Event(), Readers()
        command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
        with subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL) as serving:
            try:
                wait_for(port, seconds=180)

                def reads(step):
                    while not over.is_set():
                        readers.ask(port, step)
                        over.wait(0.05)

                threads = [
                    threading.Thread(target=reads, args=(step,)) for step in (itertools.count(), itertools.count(7))
                ]
                for thread in threads:
                    thread.start()
                try:
                    yield readers
                finally:
                    over.set()
                    for thread in threads:
                        thread.join()
            finally:
                serving.terminate()

    def state(self) -> tuple:
        """What must be the same after an upgrade that failed: schema, rows of the chain, and public files."""
        with closing(sqlite3.connect(self.data / "db.sqlite3")) as database:
            schema = sorted(database.execute("SELECT type, name, sql FROM sqlite_master"), key=str)
            chain = database.execute("SELECT number, digest FROM tracking_event ORDER BY number").fetchall()
        pages = {str(path): path.read_bytes() for path in (self.data / "pressed").rglob("*") if path.is_file()}
        return schema, chain, pages


@pytest.mark.parametrize("packed", OLD[: times(1, len(OLD))], ids=lambda path: path.name.split(".")[0])
def test_an_old_database_is_upgraded_verified_complete_and_pressed_and_no_reader_noticed(
    packed, tmp_path, django_db_blocker
):
    office = Installation.unpacked(packed, tmp_path / "office")
    office.lay_pages()
    with office.read() as readers:
        done = office.run("upgrade", "--json")
    assert done["events"] == 136
    assert done["pressed"] == len(PressedFolder(office.data / "pressed").paths()) > 50
    assert Path(done["backup"]).exists()
    assert readers.failed == []
    assert readers.asked > 100
    assert 503 in readers.admin
    for path in PAGES:
        assert "原样" not in (office.data / "pressed" / path.strip("/") / "index.html").read_text(encoding="utf-8")
    said = io.StringIO()
    with django_db_blocker.unblock(), opened(office.data):
        call_command("check_loop", session="2024", json=True, stdout=said)
    assert json.loads(said.getvalue())["missing"] == []


def test_an_upgrade_that_fails_halfway_is_back_where_it_was_and_no_reader_noticed(tmp_path):
    office = Installation.unpacked(OLD[0], tmp_path / "office")
    with closing(sqlite3.connect(office.data / "db.sqlite3")) as database:
        # What a later migration of the program makes is there already, so that migrate stops in the middle.
        database.execute("CREATE TABLE tracking_confirmation (id integer)")
        database.commit()
    office.lay_pages()
    before = office.state()
    with office.read() as readers:
        done = office.try_to("upgrade")
    assert done.returncode == 1
    assert "更新数据库没有成功" in done.stderr
    assert "已退回升级以前" in done.stderr
    assert (readers.failed, readers.asked > 100) == ([], True)
    assert office.state() == before
    assert not (office.data / "upgrading").exists()


def test_two_releases_at_least_are_kept():
    assert set(OLD) == set((ROOT / "tests" / "old_databases").glob("*.tar.gz"))
    assert len(OLD) >= 2
