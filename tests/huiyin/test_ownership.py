"""What an office keeps is its own: under the widest umask nobody else reads the database, the files and the keys."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OPENS = """
import os; os.umask(0)
import django; django.setup()
from django.db import connection
connection.cursor().execute("CREATE TABLE IF NOT EXISTS kept (number)")
connection.cursor().execute("INSERT INTO kept VALUES (1)")
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.save("documents/draft.txt", ContentFile(b"draft"))
print(*sorted(os.listdir(os.environ["HUIYIN_DATA_DIR"])))
"""


def open_in(folder: Path) -> list[str]:
    """Open the database of a data directory in a process of its own; what lies there while it is open."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "huiyin.settings",
        "HUIYIN_DATA_DIR": str(folder),
        "HUIYIN_DATABASE_URL": "",
        "HUIYIN_DEBUG": "1",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", OPENS], env=environment, check=True, capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout.split()


def others_may(path: Path) -> int:
    """What the owner's group and everybody else may do with a path."""
    return stat.S_IMODE(path.stat().st_mode) & 0o077


@pytest.mark.parametrize("was_there", [False, True], ids=["new", "an older release's"])
def test_database_files_and_keys_are_their_owners_alone(tmp_path, was_there):
    folder = tmp_path / "data"
    if was_there:
        for name in ("private", "media", "keys"):
            (folder / name).mkdir(parents=True)
            (folder / name).chmod(0o755)
        (folder / "db.sqlite3").touch()
        (folder / "db.sqlite3").chmod(0o644)
    names = open_in(folder)
    assert {"db.sqlite3", "db.sqlite3-wal", "private", "media", "keys"} <= set(names)
    assert {name: others_may(folder / name) for name in os.listdir(folder)} == dict.fromkeys(os.listdir(folder), 0)


def test_the_pressed_folder_stays_readable_for_a_web_server(tmp_path):
    folder = tmp_path / "data"
    open_in(folder)
    assert others_may(folder) & 0o011 == 0o011
    from publishing.press.files import PressedFolder

    PressedFolder(folder / "pressed").replace_all([("/", b"<!DOCTYPE html>")])
    assert others_may(folder / "pressed") & 0o055 == 0o055
    assert others_may(folder / "pressed" / "index.html") & 0o044 == 0o044
