"""Workbooks waiting to be confirmed (待导入的工作簿): kept under private/, for their uploader alone or left for the clerks."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracking.admin import day_folders
from tracking.models.files import private_root

KIND = "imports"
LEFT = "lists-left"
"The kind of folder of lists that an administrator left for the clerks, who may come days later."


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
    kind: str = ""
    "The only kind of items that is to be imported from it; empty for both."
    duties: dict[str, str] = field(default_factory=dict)
    "How units that a cell names together share an item: the cell's text → duty."
    for_clerks: bool = False
    "Whether it waits for any of the clerks: an administrator moved in with it and may not import."

    @property
    def folder(self) -> Path:
        """The folder of its files, which no address serves."""
        return private_root() / (LEFT if self.for_clerks else KIND) / self.token

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


def keep(name: str, content: bytes, *, session: int | None, account: int, **settled) -> Upload:
    """Store a workbook until it is confirmed, with what is settled about it; uploads older than a day are removed."""
    token, _folder = day_folders.begin(LEFT if settled.get("for_clerks") else KIND)
    upload = Upload(token, _short(name), session, account, **settled)
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
    """The upload with this token, if this account made it or it waits for the clerks; else None."""
    folder = day_folders.find(KIND, token) or day_folders.find(LEFT, token)
    upload = _read(folder) if folder is not None else None
    return upload if upload is not None and (upload.for_clerks or upload.account == account) else None


def waiting_for_clerks() -> list[Upload]:
    """The workbooks that an administrator left for the clerks to import, the newest first."""
    day_folders.forget_old(LEFT)
    folders = sorted(
        (private_root() / LEFT).glob("*/about.json"), key=lambda one: (one.stat().st_mtime, one), reverse=True
    )
    found = [_read(one.parent) for one in folders]
    return [one for one in found if one is not None and one.for_clerks]


def _read(folder: Path) -> Upload | None:
    try:
        return Upload(**json.loads((folder / "about.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
