"""Workbooks waiting to be confirmed (待导入的工作簿): kept under private/, for their uploader alone."""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracking.models.files import private_root

KEPT_SECONDS = 24 * 60 * 60
TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload: a ledger's workbook for a session, or several sheets of units, which name their session themselves."""

    token: str
    name: str
    session: int | None
    account: int
    names: tuple[str, ...] = ()
    "The names of the files, where there are several."
    answers: dict[str, str] = field(default_factory=dict)
    "How the uploader wants unknown columns to be read: heading → key of a column, or “” for not at all."

    @property
    def folder(self) -> Path:
        """The folder of its files, which no address serves."""
        return _root() / self.token

    @property
    def file(self) -> Path:
        """The workbook as it was uploaded."""
        return self.folder / "workbook"

    @property
    def files(self) -> list[tuple[str, Path]]:
        """The workbooks with their names, where there are several."""
        return [(name, self.folder / f"sheet-{place}") for place, name in enumerate(self.names)]

    def answer(self, answers: dict[str, str]) -> None:
        """Keep how unknown columns are to be read, for the next preview."""
        self.answers.update(answers)
        self.write()

    def write(self) -> None:
        """Store these facts beside the files."""
        (self.folder / "about.json").write_text(json.dumps(asdict(self)), encoding="utf-8")

    def forget(self) -> None:
        """Remove its files, after importing or when it has grown old."""
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(name: str, content: bytes, *, session: int, account: int) -> Upload:
    """Store a workbook until it is confirmed, and remove uploads older than a day."""
    upload = _begin(Upload(secrets.token_hex(16), _short(name), session, account))
    upload.file.write_bytes(content)
    return upload


def keep_several(files: Iterable[tuple[str, bytes]], *, account: int) -> Upload:
    """Store units' workbooks, name and content, until they are confirmed together."""
    files = [(_short(name), content) for name, content in files]
    names = tuple(name for name, _content in files)
    upload = _begin(Upload(secrets.token_hex(16), "、".join(names)[:200], None, account, names))
    for (_name, path), (_same, content) in zip(upload.files, files, strict=True):
        path.write_bytes(content)
    return upload


def _short(name: str) -> str:
    return Path(name).name[:200]


def _begin(upload: Upload) -> Upload:
    """Make the folder of an upload, and remove uploads older than a day."""
    _forget_old()
    upload.folder.mkdir(parents=True, mode=0o700)
    upload.write()
    return upload


def find(token: str, *, account: int) -> Upload | None:
    """The upload with this token, if this account made it; else None."""
    about = _root() / token / "about.json"
    if not TOKEN.fullmatch(token) or not about.exists():
        return None
    upload = Upload(**json.loads(about.read_text(encoding="utf-8")))
    return upload if upload.account == account else None


def _root() -> Path:
    return private_root() / "imports"


def _forget_old() -> None:
    for folder in _root().glob("*/"):
        if folder.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
