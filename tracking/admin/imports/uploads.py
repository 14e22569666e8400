"""Workbooks waiting to be confirmed (待导入的工作簿): kept under private/, for their uploader alone or left for the clerks."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

from tracking.admin import day_folders
from tracking.admin.day_folders import DayFolder

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
    def folder(self) -> DayFolder:
        """The folder of its files, which no address serves."""
        return DayFolder(LEFT if self.for_clerks else KIND, self.token)

    @property
    def content(self) -> bytes:
        """The bytes of the workbook as it was uploaded."""
        return self.folder.read("workbook")

    @property
    def file(self) -> BytesIO:
        """The workbook as it was uploaded, to be read from its beginning."""
        return BytesIO(self.content)

    @property
    def files(self) -> list[tuple[str, BytesIO]]:
        """The workbooks with their names, where there are several."""
        return [(name, BytesIO(self.folder.read(f"sheet-{place}"))) for place, name in enumerate(self.names)]

    def answer(self, answers: dict[str, str]) -> None:
        """Keep how unknown columns are to be read, for the next preview."""
        self.answers.update(answers)
        self.write()

    def write(self) -> None:
        """Store these facts beside the files."""
        self.folder.say(asdict(self))

    def tell(self, what: str, done: int, number: int) -> None:
        """Note how far its import has come, outside of the transaction, for the page that waits."""
        words = _("已%(what)s %(done)s / %(number)s 行…")
        said = words % {"what": what, "done": f"{done:,}", "number": f"{number:,}"}
        self.folder.write("progress", said.encode())

    @property
    def progress(self) -> str:
        """How far its import has come, in words; empty where it has not begun."""
        try:
            return self.folder.read("progress").decode()
        except FileNotFoundError:
            return ""

    def forget(self) -> None:
        """Remove its files, after importing or when it has grown old."""
        self.folder.forget()


def keep(name: str, content: bytes, *, session: int | None, account: int, **settled) -> Upload:
    """Store a workbook until it is confirmed, with what is settled about it; uploads older than a day are removed."""
    folder = day_folders.begin(LEFT if settled.get("for_clerks") else KIND)
    upload = Upload(folder.token, _short(name), session, account, **settled)
    upload.write()
    folder.write("workbook", content)
    return upload


def keep_several(files: Iterable[tuple[str, bytes]], *, account: int) -> Upload:
    """Store units' workbooks, name and content, until they are confirmed together."""
    files = [(_short(name), content) for name, content in files]
    names = tuple(name for name, _content in files)
    folder = day_folders.begin(KIND)
    upload = Upload(folder.token, "、".join(names)[:200], None, account, names)
    upload.write()
    for place, (_name, content) in enumerate(files):
        folder.write(f"sheet-{place}", content)
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
    said = [(at, one.token, one) for one in day_folders.all_of(LEFT) if (at := one.said_at()) is not None]
    found = [_read(one) for _at, _token, one in sorted(said, key=lambda each: each[:2], reverse=True)]
    return [one for one in found if one is not None and one.for_clerks]


def _read(folder: DayFolder) -> Upload | None:
    about = folder.about
    return Upload(**about) if about is not None else None
