"""Folders under private/ that live for a day or some (临时文件夹): what waits for somebody's answer, and for nobody else."""

import re
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from tracking.models.files import private_root

KEPT_SECONDS = 24 * 60 * 60
LONGER = {"lists-left": 7 * KEPT_SECONDS}
"Kinds that wait for somebody who may come next week: for how many seconds."
TOKEN = re.compile(r"[0-9a-f]{32}")


def begin(kind: str) -> tuple[str, Path]:
    """A new folder of this kind and its token; those that are too old are removed."""
    forget_old(kind)
    token = secrets.token_hex(16)
    folder = private_root() / kind / token
    folder.mkdir(parents=True, mode=0o700)
    return token, folder


def find(kind: str, token: str) -> Path | None:
    """The folder with this token; None where there is none."""
    folder = private_root() / kind / token
    return folder if TOKEN.fullmatch(token) and folder.is_dir() else None


def forget_old(kind: str) -> None:
    """Remove the folders of this kind that are older than a day, or than their kind is kept."""
    oldest = time.time() - LONGER.get(kind, KEPT_SECONDS)
    for folder in (private_root() / kind).glob("*/"):
        with suppress(FileNotFoundError):  # somebody else was removing it
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
