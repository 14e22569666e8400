"""What an earlier release wrote is migrated, verified, complete and pressed by this one."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from publishing.press.answers import Answers

ROOT = Path(__file__).resolve().parent.parent
OLD = sorted((ROOT / "tests" / "old_databases").glob("*.tar.gz"))


class Installation:
    """An office's data directory, and the commands run on it as an operator would."""

    def __init__(self, data: Path):
        self.environment = os.environ | {
            "HUIYIN_DATA_DIR": str(data),
            "HUIYIN_SECRET_KEY": "for-tests-only-" + "0" * 50,
        }
        self.environment.pop("HUIYIN_DATABASE_URL", None)
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, *command: str) -> dict:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in command else {}


@pytest.mark.parametrize("packed", OLD, ids=lambda path: path.name.split(".")[0])
def test_an_old_database_is_migrated_verified_complete_and_pressed(packed, tmp_path):
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    office = Installation(tmp_path)
    office.run("migrate", "--verbosity", "0")
    found = office.run("verify_history", "--json")
    assert (found["problems"], found["events"]) == ([], 136)
    assert office.run("check_loop", "--session", "2024", "--json")["missing"] == []
    run = office.run("press", "--all", "--json")
    assert (run["unsigned"], run["addresses"]) == ([], 54)
    assert any(path.startswith("/xxgk/jytabl/zd/") for path in Answers.beside(tmp_path / "pressed").gone), (
        "taken down then"
    )


def test_two_releases_at_least_are_kept():
    assert {path.name for path in OLD} >= {"fe6db3d.tar.gz", "fbf557c.tar.gz"}
