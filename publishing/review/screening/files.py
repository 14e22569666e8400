"""The files of a page as screening reads them (附件筛查): each content once, whatever page shows it and however often."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache as once
from pathlib import Path

from django.core.cache import cache
from django.utils.translation import gettext as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from publishing import screening
from publishing.models import FileScreening
from publishing.review.screening.findings import PageFinding, as_json, from_json, kept
from publishing.review.statement import file_keys, file_row, file_sha256
from publishing.screening import Contacts, Kind, ScreenFinding
from publishing.screening.files import ScreenedFile, Unscreenable, screen_file
from tracking.versions import canonical, sha256

A_DAY = 24 * 60 * 60
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

    def data(self) -> bytes:
        """Its bytes; empty when they are gone."""
        try:
            with self.row.file.open("rb") as stream:
                return stream.read()
        except FileNotFoundError:
            return b""


def files_of(page: Page) -> list[FileOfPage]:
    """The files that a page uses, each with the digest of its bytes."""
    rows = [(model, file_row(model, pk)) for model, pk in file_keys(page)]
    return [FileOfPage(model, row, _digest(model, row)) for model, row in rows if row is not None]


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


@once
def _program() -> str:
    """The digest of the screening itself: with other rules, files are read anew."""
    parts = sorted(path for path in Path(screening.__file__).parent.rglob("*") if path.suffix in {".py", ".toml"})
    return sha256("".join(path.read_text(encoding="utf-8") for path in parts))


def basis_of(contacts: Contacts) -> str:
    """What findings are found with, in one digest: the program and the telephones known."""
    return sha256(canonical([_program(), sorted(contacts.offices), sorted(contacts.deputies)]))


def findings_in(files: Collection[FileOfPage], contacts: Contacts) -> list[PageFinding]:
    """What was found in the bytes of files; a content that was read before is not read again."""
    basis = basis_of(contacts)
    rows = FileScreening.objects.filter(basis=basis, sha256__in=[file.sha256 for file in files])
    known = {row.sha256: row.findings for row in rows}
    found = []
    for file in files:
        if file.sha256 not in known:
            known[file.sha256] = _read_anew(file, basis, contacts)
        found += [replace(one, where=file.called + one.where) for one in from_json(known[file.sha256])]
    return found


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
