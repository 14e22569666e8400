"""The files of a page as screening reads them (附件筛查): each content once, whatever page shows it and however often."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.cache import cache
from django.utils.translation import gettext as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from publishing.contacts import contacts_of_office
from publishing.models import FileScreening
from publishing.review.screening.findings import PageFinding, as_json, from_json, kept
from publishing.review.statement import file_row, file_rows, file_sha256
from publishing.screening import Contacts, Kind, ScreenFinding
from publishing.screening.basis import A_DAY, basis_of
from publishing.screening.files import ScreenedFile, Unscreenable, screen_file
from tracking import outbox
from tracking.models import Job
from tracking.versions import canonical, sha256

KIND = "publishing.screening"
"The kind of jobs that read a large file."
LARGE = 1024 * 1024
PACKED = frozenset({".docx", ".xlsx", ".pptx", ".ofd"})
"Files that unpack to many times their size in words."
CLEANED = frozenset({Kind.LOCATION, Kind.METADATA, Kind.TRACES})
"Kinds that go when a file is made anew without its properties, whatever sort of file it is."


@dataclass(frozen=True, slots=True)
class FileOfPage:
    """An image or document that a page uses."""

    model: str
    row: AbstractDocument | AbstractImage
    sha256: str

    @property
    def name(self) -> str:
        """What its file is called."""
        return Path(self.row.file.name).name

    @property
    def called(self) -> str:
        """How its findings name it."""
        sort = _("图片") if isinstance(self.row, AbstractImage) else _("附件")
        return f"{sort}《{self.row.title}》"

    @property
    def is_long(self) -> bool:
        """Whether reading it may take longer than somebody waits for a page: a workbook of 130,000 cells takes half a minute."""
        try:
            return Path(self.name).suffix.lower() in PACKED and self.row.file.size > LARGE
        except FileNotFoundError:
            return False

    def data(self) -> bytes:
        """Its bytes; empty when they are gone."""
        try:
            with self.row.file.open("rb") as stream:
                return stream.read()
        except FileNotFoundError:
            return b""


def files_of(page: Page) -> list[FileOfPage]:
    """The files that a page uses, each with the digest of its bytes."""
    return [_file_of_page(model, row) for (model, _pk), row in file_rows(page).items()]


def _file_of_page(model: str, row: AbstractDocument | AbstractImage) -> FileOfPage:
    return FileOfPage(model, row, _digest(model, row))


def _digest(model: str, row: AbstractDocument | AbstractImage) -> str:
    """The digest of its bytes, which are read again only when the file's name, size or time is another."""
    try:
        storage = row.file.storage
        stamp = [row.file.name, storage.size(row.file.name), storage.get_modified_time(row.file.name).isoformat()]
    except FileNotFoundError:
        return ""
    key = f"screening:bytes:{sha256(canonical(stamp))}"
    if (found := cache.get(key)) is None:
        found = file_sha256(model, row.pk)
        cache.set(key, found, A_DAY)
    return found


def findings_in(files: Collection[FileOfPage], contacts: Contacts) -> list[PageFinding]:
    """What was found in the bytes of files; a content that was read before is not read again."""
    basis = basis_of(contacts)
    rows = FileScreening.objects.filter(basis=basis, sha256__in=[file.sha256 for file in files])
    known = {row.sha256: row.findings for row in rows}
    found = []
    for file in files:
        if file.sha256 not in known and file.is_long and outbox.has_worker():
            _leave_to_worker(file)
            found.append(_unread(file))
            continue
        if file.sha256 not in known:
            known[file.sha256] = _read_anew(file, basis, contacts)
        found += [replace(one, where=file.called + one.where) for one in from_json(known[file.sha256])]
    return found


def unread_files(page: Page) -> list[str]:
    """The titles of large files of a page that a worker still has to read; it is told of them."""
    files = [file for file in files_of(page) if file.is_long] if outbox.has_worker() else []
    if not files:
        return []
    basis = basis_of(contacts_of_office())
    known = FileScreening.objects.filter(basis=basis, sha256__in=[file.sha256 for file in files])
    digests = set(known.values_list("sha256", flat=True))
    waiting = [file for file in files if file.sha256 not in digests]
    for file in waiting:
        _leave_to_worker(file)
    return [file.row.title for file in waiting]


def _leave_to_worker(file: FileOfPage) -> None:
    key = f"{file.model}:{file.row.pk}"
    if not Job.objects.filter(kind=KIND, key=key).exists():
        outbox.put(KIND, key)


@outbox.handles(KIND)
def read_large(key: str, payloads: list[dict]) -> None:
    """Read a large file and keep what was found; one that is gone since, or was read meanwhile, needs nothing."""
    model, _colon, pk = key.partition(":")
    row = file_row(model, int(pk))
    if row is None:
        return
    file, contacts = _file_of_page(model, row), contacts_of_office()
    basis = basis_of(contacts)
    if not FileScreening.objects.filter(basis=basis, sha256=file.sha256).exists():
        _read_anew(file, basis, contacts)


def _unread(file: FileOfPage) -> PageFinding:
    words = _("较大，正在后台检查，请过一两分钟刷新再看；检查完以前不能送审。")
    finding = ScreenFinding(Kind.HIDDEN, "", 0, 0, message=words, where=file.called)
    return kept(finding, [file.sha256, None], False)


def _read_anew(file: FileOfPage, basis: str, contacts: Contacts) -> list[dict]:
    outcome, findings = read(file.data(), file.name, contacts)
    editable = outcome.editable if outcome is not None and outcome.can_mask else frozenset()
    found = as_json([_kept(one, file.sha256, one.passage in editable) for one in findings])
    if file.sha256:
        FileScreening.objects.update_or_create(sha256=file.sha256, defaults={"basis": basis, "findings": found})
    return found


def _kept(finding: ScreenFinding, digest: str, can_mask: bool) -> PageFinding:
    """A finding as it is kept; properties come off with a click of any file, though no mask stands for them."""
    row = kept(finding, [digest, finding.passage], can_mask)
    return replace(row, can_mask=True) if finding.kind in CLEANED else row


def key_of(finding: ScreenFinding, digest: str) -> str:
    """By what a finding is known in a file of this digest."""
    return _kept(finding, digest, False).key


def read(data: bytes, name: str, contacts: Contacts) -> tuple[ScreenedFile | None, tuple[ScreenFinding, ...]]:
    """Look into a file now; one that can't be looked into is itself a finding that somebody answers for."""
    try:
        outcome = screen_file(data, name, contacts=contacts)
    except Unscreenable as why:
        words = _("无法检查：%(why)s否则须由另一人核对并写明理由。") % {"why": why}
        return None, (ScreenFinding(Kind.HIDDEN, "", 0, 0, message=words),)
    return outcome, outcome.findings
