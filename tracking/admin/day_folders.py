"""Folders under private/ that live for a day (临时文件夹): what waits for somebody's answer, and for nobody else."""

import re
import secrets
import shutil
import time
from pathlib import Path

from tracking.models.files import private_root

KEPT_SECONDS = 24 * 60 * 60
TOKEN = re.compile(r"[0-9a-f]{32}")


def begin(kind: str) -> tuple[str, Path]:
    """A new folder of this kind and its token; those older than a day are removed."""
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
    """Remove the folders of this kind that are older than a day."""
    for folder in (private_root() / kind).glob("*/"):
        if folder.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
