"""A pressed folder laid down again, where the same portal was pressed before in this process: its bytes are the same.

A whole press renders, compresses and digests everything that can be read; who is about to change something of it needs
the outcome. Tests of the press itself press.
"""

import os
from pathlib import Path

from django.conf import settings

from publishing.press.run import press_all
from tests.prepared import prepared


def pressed_folder() -> Path:
    """The folder of pressed files, as `press_all` leaves it."""
    folder = Path(settings.PRESSED_DIR)
    if folder.exists():
        press_all()
        return folder
    said = tuple((name, repr(getattr(settings, name))) for name in sorted(dir(settings)) if "PUBLISHING" in name)
    files = prepared(("pressed", said), lambda: _pressed(folder))
    if not folder.exists():
        for name, body in files.items():
            file = Path(f"{folder}{name}")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
    return folder


def _pressed(folder: Path) -> dict[str, bytes]:
    """What a press left in the folder and beside it, by what comes after the folder's own name."""
    press_all()
    beside = [path for path in folder.parent.glob(f"{folder.name}.*") if path.is_file()]
    files = [*beside, *(path for path in folder.rglob("*") if path.is_file())]
    return {os.fspath(path).removeprefix(os.fspath(folder)): path.read_bytes() for path in files}
