"""Looking a whole page through (全页筛查): its texts, the titles and names of its files, and what is inside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.contacts import contacts_of_office
from publishing.models import Submission
from publishing.review.screening.files import FileOfPage, files_of, findings_in
from publishing.review.screening.findings import PageFinding, as_json, from_json, kept
from publishing.review.screening.texts import texts_of
from publishing.screening import Contacts
from publishing.screening.basis import A_DAY, basis_of
from publishing.screening.passages import LabelledText, screen_passages
from tracking.versions import canonical, sha256


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found on a page, in the order of its text, its files last."""

    findings: tuple[PageFinding, ...] = ()

    @property
    def blocking(self) -> list[PageFinding]:
        """What keeps it from being published until it is masked or answered for (须处理)."""
        return [one for one in self.findings if one.blocks]

    @property
    def asking(self) -> list[PageFinding]:
        """What somebody should look at (请核对)."""
        return [one for one in self.findings if not one.blocks]

    @property
    def maskable(self) -> list[PageFinding]:
        """What a click can mask."""
        return [one for one in self.findings if one.can_mask]

    def as_json(self) -> dict:
        """As it is kept with a submission."""
        return {"findings": as_json(self.findings)}

    @classmethod
    def from_json(cls, kept: dict) -> "Looked":
        """As it was kept."""
        return cls(tuple(from_json(kept["findings"])))


def look_through(page: Page) -> Looked:
    """Everything that may not go out of a page as it stands; words and files looked through before are not read again."""
    contacts = contacts_of_office()
    files = files_of(page)
    return Looked((*_in_words(page, files, contacts), *findings_in(files, contacts)))


def looked_at(submission: Submission) -> Looked:
    """What was found when a text was handed in; in one handed in before that was kept, what is found now."""
    if submission.screening:
        return Looked.from_json(submission.screening)
    return look_through(submission.revision.as_object())


def _in_words(page: Page, files: Sequence[FileOfPage], contacts: Contacts) -> list[PageFinding]:
    passages = passages_of(page, files)
    said = [[one.where, one.text, one.label, one.is_editable] for one in passages]
    key = f"screening:words:{sha256(canonical([basis_of(contacts), said]))}"
    if (rows := cache.get(key)) is None:
        found = screen_passages(passages, contacts)
        rows = as_json([kept(one, one.passage, passages[one.passage or 0].is_editable) for one in found])
        cache.set(key, rows, A_DAY)
    return from_json(rows)


def passages_of(page: Page, files: Sequence[FileOfPage]) -> list[LabelledText]:
    """Every text that goes out with a page: its own, then the title and name of each file."""
    return [*(text.passage for text in texts_of(page)), *(one for file in files for one in names_of(file))]


def names_of(file: FileOfPage) -> tuple[LabelledText, LabelledText]:
    """A file's title and name, both of which readers see."""
    return LabelledText(file.called + _("的标题"), file.row.title), LabelledText(file.called + _("的文件名"), file.name)
