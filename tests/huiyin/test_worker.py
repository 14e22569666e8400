"""What was left to be done is done by a worker, and by a server that starts, in processes of their own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests import databases
from tests.publishing.press.doors import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90


@pytest.fixture
def left_to_do(tmp_path) -> Path:
    """An installation in which a process that is no more had taken up a job."""
    shutil.copyfile(databases.template_file(), tmp_path / "db.sqlite3")
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO tracking_job (kind, key, payload, created, attempts, leased_until, leased_by, error) VALUES "
            "('tracking.telling.sending', '', '{}', '2024-01-01', 1, '2024-01-01', 'elsewhere/boot/1/1', '')"
        )
    return tmp_path


def jobs(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute("SELECT count(*) FROM tracking_job").fetchone()[0]


@pytest.mark.parametrize("command", ["worker", "serve"])
def test_a_job_that_was_left_is_done_and_the_process_ends_when_told_to(left_to_do, command):
    port = free_port()
    options = {"worker": ["--interval", "0.1"], "serve": ["--workers", "1", "--port", str(port)]}[command]
    own = {
        "DJANGO_SETTINGS_MODULE": "huiyin.settings",
        "HUIYIN_DATA_DIR": str(left_to_do),
        "HUIYIN_DEBUG": "1",
        "HUIYIN_DATABASE_URL": "",
        "HUIYIN_TASKS": "worker",
    }
    assert jobs(left_to_do) == 1
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", command, *options], env=os.environ | own, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE
        while jobs(left_to_do) and time.monotonic() < until:
            assert process.poll() is None
            time.sleep(0.1)
        assert jobs(left_to_do) == 0
        if command == "serve":
            wait_for(port)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
