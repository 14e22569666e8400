"""Workbooks waiting to be confirmed (待导入的工作簿): kept under private/, for their uploader alone."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracking.admin import day_folders
from tracking.models.files import private_root

KIND = "imports"


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
        return private_root() / KIND / self.token

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
    token, _folder = day_folders.begin(KIND)
    upload = Upload(token, _short(name), session, account)
    upload.write()
    upload.file.write_bytes(content)
    return upload


def keep_several(files: Iterable[tuple[str, bytes]], *, account: int) -> Upload:
    """Store units' workbooks, name and content, until they are confirmed together."""
    files = [(_short(name), content) for name, content in files]
    names = tuple(name for name, _content in files)
    token, _folder = day_folders.begin(KIND)
    upload = Upload(token, "、".join(names)[:200], None, account, names)
    upload.write()
    for (_name, path), (_same, content) in zip(upload.files, files, strict=True):
        path.write_bytes(content)
    return upload


def _short(name: str) -> str:
    return Path(name).name[:200]


def find(token: str, *, account: int) -> Upload | None:
    """The upload with this token, if this account made it; else None."""
    folder = day_folders.find(KIND, token)
    if folder is None or not (folder / "about.json").exists():
        return None
    upload = Upload(**json.loads((folder / "about.json").read_text(encoding="utf-8")))
    return upload if upload.account == account else None
