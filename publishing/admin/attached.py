"""The files of a text under review (图片和附件): each with a link by which its reviewer opens and reads it (已逐页阅读)."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.permissions import may_see_files
from publishing.review.screening.files import FileOfPage, files_of
from tracking.models.accounts import Account


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file: what it is called, its kind, its size in bytes, and its address, where the account may open it and it is there."""

    called: str
    kind: str
    size: int
    url: str


def attached(page: Page, account: Account) -> list[AttachedFile]:
    """The files that a page uses, in the order in which they are signed."""
    may_open = may_see_files(account)
    return [_attached(file, may_open) for file in files_of(page)]


def _attached(file: FileOfPage, may_open: bool) -> AttachedFile:
    kind = Path(file.name).suffix.lstrip(".").upper()
    if not file.sha256:
        return AttachedFile(file.called + _("（文件不见了）"), kind, 0, "")
    return AttachedFile(file.called, kind, file.row.file.size, file.row.file.url if may_open else "")
