"""The pieces (公开内容) of the portal: pages that carry every signature, in the words signed, with the ledger's facts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.fields.files import FieldFile
from wagtail.models import Page, Revision

from publishing.frame import Entry
from publishing.models import DISCLOSURE_TYPES

FROM_THE_ROW = (
    "id", "content_type_id", "path", "depth", "numchild", "url_path", "live", "draft_title", "locale_id",
    "translation_key", "owner_id", "live_revision_id", "latest_revision_id", "first_published_at", "last_published_at",
)  # fmt: skip
"What a signed text does not say of itself: its place in the tree and its true times."


@dataclass(frozen=True, slots=True)
class Piece:
    """A disclosed page that carries every signature, as signed, with its address and its line in a list."""

    page: Page
    path: str
    column: int
    entry: Entry
    places: dict[str, str]

    @property
    def order(self) -> tuple[datetime, int]:
        """Its place in a list: by publication, so that what is published next comes last."""
        return self.page.published_at, self.page.pk


def as_signed(page: Page, revision: Revision) -> Page:
    """The page with the words of the revision that carries every signature."""
    words = type(page).from_serializable_data(revision.content, check_fks=False)
    for name in FROM_THE_ROW:
        setattr(words, name, getattr(page, name))
    words.counts_live = False
    return words


def bring_facts(pages: list[Page]) -> None:
    """Give each page the rows of the ledger that it speaks of, a few queries for all."""
    for model in DISCLOSURE_TYPES:
        model.bring_facts([page for page in pages if type(page) is model])


@dataclass(frozen=True, slots=True)
class UsedFile:
    """An image or document that leaves media/, and the key of a page that uses it."""

    file: FieldFile
    page: int
