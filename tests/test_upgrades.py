"""What an earlier release wrote is brought up to this one, verified, complete and pressed; or back to where it was."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.publishing.press.doors import ask, free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
OLD = sorted((ROOT / "tests" / "old_databases").glob("*.tar.gz"))


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
        return cls(folder)

    def try_to(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )

    def run(self, *command: str) -> dict:
        done = self.try_to(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in command else {}

    @contextmanager
    def read(self):
        """Serve it, with two readers at the pressed pages all the while; what went wrong for them."""
        port, over, wrong, times = free_port(), threading.Event(), [], [0]
        command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
        with subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL) as serving:
            try:
                wait_for(port, seconds=180)  # static files are collected first

                def reads():
                    while not over.is_set():
                        for path in ("/", "/xxgk/jytabl/", "/elder/"):
                            answer = ask(port, path)
                            times[0] += 1
                            if answer.status != 200:
                                wrong.append((path, answer.status))
                        shut.append(ask(port, "/admin/login/").status)
                        over.wait(0.05)

                shut: list[int] = []
                readers = [threading.Thread(target=reads) for _reader in range(2)]
                for reader in readers:
                    reader.start()
                try:
                    yield wrong, shut
                finally:
                    over.set()
                    for reader in readers:
                        reader.join()
                assert times[0] > 20
            finally:
                serving.terminate()

    def state(self) -> tuple:
        """What must be the same after an upgrade that failed: schema, rows of the chain, and public files."""
        with closing(sqlite3.connect(self.data / "db.sqlite3")) as database:
            schema = sorted(database.execute("SELECT type, name, sql FROM sqlite_master"), key=str)
            chain = database.execute("SELECT number, digest FROM tracking_event ORDER BY number").fetchall()
        pages = {str(path): path.read_bytes() for path in (self.data / "pressed").rglob("*") if path.is_file()}
        return schema, chain, pages


@pytest.mark.parametrize("packed", OLD, ids=lambda path: path.name.split(".")[0])
def test_an_old_database_is_upgraded_verified_complete_and_pressed(packed, tmp_path):
    office = Installation.unpacked(packed, tmp_path)
    done = office.run("upgrade", "--json")
    assert (done["events"], done["pressed"]) == (136, 54)
    assert Path(done["backup"]).exists()
    assert office.run("check_loop", "--session", "2024", "--json")["missing"] == []
    with office.read() as (wrong, shut):
        again = office.run("upgrade", "--json")
    assert (again["events"], again["pressed"], wrong) == (136, 54, [])
    assert set(shut) == {200, 503}


def test_an_upgrade_that_fails_halfway_is_back_where_it_was_and_no_reader_noticed(tmp_path):
    office = Installation.unpacked(OLD[0], tmp_path / "office")
    with closing(sqlite3.connect(office.data / "db.sqlite3")) as database:
        # What a later migration of the program makes is there already, so that migrate stops in the middle.
        database.execute("CREATE TABLE tracking_confirmation (id integer)")
        database.commit()
    (office.data / "pressed" / "xxgk" / "jytabl").mkdir(parents=True)
    for path in ("", "xxgk/jytabl", "elder"):
        page = office.data / "pressed" / path / "index.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text("<!DOCTYPE html><title>原样</title>")
    before = office.state()
    with office.read() as (wrong, _shut):
        done = office.try_to("upgrade")
    assert done.returncode == 1
    assert "更新数据库没有成功" in done.stderr
    assert "已退回升级以前" in done.stderr
    assert wrong == []
    assert office.state() == before
    assert not (office.data / "upgrading").exists()


def test_two_releases_at_least_are_kept():
    assert {path.name for path in OLD} >= {"fe6db3d.tar.gz", "fbf557c.tar.gz"}
