"""Folders under private/ that live for a day or some (临时文件夹): what waits for somebody's answer, and for nobody else.

They lie where scans lie, so that whichever server is asked next finds them.
"""

import json
import re
import secrets
import time
from dataclasses import dataclass
from datetime import datetime

from tracking import storing

KEPT_SECONDS = 24 * 60 * 60
LONGER = {"lists-left": 7 * KEPT_SECONDS}
"Kinds that wait for somebody who may come next week: for how many seconds."
TOKEN = re.compile(r"[0-9a-f]{32}")
ABOUT = "about.json"
"The file that says what the others are, written before them and removed after them; without it a folder is not there."


@dataclass(frozen=True, slots=True)
class DayFolder:
    """One such folder: its kind, and the token that finds it."""

    kind: str
    token: str

    @property
    def place(self) -> str:
        """Its name among the private files."""
        return f"{self.kind}/{self.token}"

    @property
    def about(self) -> dict | None:
        """What was said of it; None where it is not there."""
        try:
            return json.loads(self.read(ABOUT))
        except FileNotFoundError:
            return None

    def say(self, about: dict) -> None:
        """Say what it is, instead of what was said before."""
        self.write(ABOUT, json.dumps(about).encode())

    def read(self, name: str) -> bytes:
        """The bytes of a file in it; FileNotFoundError where there is none."""
        return storing.read(f"{self.place}/{name}")

    def write(self, name: str, content: bytes) -> None:
        """Write a file into it, whole."""
        storing.put(f"{self.place}/{name}", content)

    def names(self) -> set[str]:
        """The files in it."""
        return {path.rpartition("/")[2] for path in storing.everything(storing.private_files(), self.place)}

    def said_at(self) -> datetime | None:
        """When it was last said what it is; None where it is not there."""
        try:
            return storing.private_files().get_modified_time(f"{self.place}/{ABOUT}")
        except FileNotFoundError:
            return None

    def forget(self) -> None:
        """Remove it with all its files."""
        files = storing.private_files()
        for name in sorted(self.names(), key=lambda name: name == ABOUT):
            files.delete(f"{self.place}/{name}")
        files.delete(self.place)


def begin(kind: str) -> DayFolder:
    """A new folder of this kind, of which it is to be said first what it is; those that are too old are removed."""
    forget_old(kind)
    return DayFolder(kind, secrets.token_hex(16))


def find(kind: str, token: str) -> DayFolder | None:
    """The folder with this token; None where there is none."""
    folder = DayFolder(kind, token)
    return folder if TOKEN.fullmatch(token) and folder.said_at() is not None else None


def all_of(kind: str) -> list[DayFolder]:
    """All folders of this kind."""
    tokens = {path.split("/")[1] for path in storing.everything(storing.private_files(), kind)}
    return [DayFolder(kind, token) for token in sorted(tokens) if TOKEN.fullmatch(token)]


def forget_old(kind: str) -> None:
    """Remove the folders of this kind that are older than a day, or than their kind is kept."""
    oldest = time.time() - LONGER.get(kind, KEPT_SECONDS)
    for folder in all_of(kind):
        said_at = folder.said_at()
        if said_at is None or said_at.timestamp() < oldest:
            folder.forget()
