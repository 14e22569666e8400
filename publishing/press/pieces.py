"""The pieces (公开内容) of the portal: pages that carry every signature, in the words signed, with the ledger's facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.fields.files import FieldFile
from wagtail.models import Page, Revision

from publishing.frame import Entry, PublicPromise
from publishing.models import DISCLOSURE_TYPES, ReplyNoticePage
from publishing.opendata.rows import SignedAnswer
from tracking.models import Session

FROM_THE_ROW = (
    "id", "content_type_id", "path", "depth", "numchild", "url_path", "live", "draft_title", "locale_id",
    "translation_key", "owner_id", "live_revision_id", "latest_revision_id", "first_published_at", "last_published_at",
)  # fmt: skip
"What a signed text does not say of itself: its place in the tree and its true times."


@dataclass(frozen=True, slots=True)
class Piece:
    """A disclosed page that carries every signature, as signed, with its address and what others say of it: lists, feeds, tables."""

    page: Page
    path: str
    column: int
    entry: Entry
    places: dict[str, str]
    summary: str
    "What it is about, in a feed."
    promise: PublicPromise | None
    "What it promises and nobody signed as done."
    answer: SignedAnswer | None
    "What it says of the reply that it makes public; None for other pages."
    session: Session | None
    "The session that it is about."

    @classmethod
    def of(cls, page: Page, path: str, column: int) -> "Piece":
        """That of a page as it was signed, with its facts from the ledger."""
        answer = SignedAnswer.of(page) if page.answered_reply is not None else None
        return cls(
            page=page,
            path=path,
            column=column,
            entry=page.entry(path),
            places=page.places(),
            summary=summary_of(page),
            promise=page.open_promise(),
            answer=answer,
            session=page.about_session,
        )

    @property
    def order(self) -> tuple[datetime, int]:
        """Its place in a list: by publication, so that what is published next comes last."""
        return self.page.published_at, self.page.pk

    @property
    def changed_at(self) -> datetime:
        """When its words last changed for its readers."""
        return self.page.updated_at or self.page.published_at

    @property
    def is_kept(self) -> bool:
        """Whether it stands for what an earlier run proved."""
        return isinstance(self.page, KeptPage)

    @property
    def model(self) -> type[Page]:
        """The type of its page."""
        return ReplyNoticePage if self.is_kept else type(self.page)


class KeptPage:
    """A reply's page as an earlier run proved it, of which this is known; asked for anything else, it is read and proved anew."""

    counted_session = None
    pk: int
    title: str
    theme: str
    path: str
    url_path: str
    translation_key: str
    published_at: datetime
    updated_at: datetime | None

    def __init__(self, known: dict[str, Any], read: Callable[[int], Page]):
        self.__dict__ = known
        self._read = read

    def data_names(self) -> tuple[str, ...]:
        """A reply's page has no files of data beside it."""
        return ()

    def proved(self) -> Page:
        """The page in the words signed, read and proved now."""
        return self._read(self.pk)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.proved(), name)


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


def summary_of(page: Any) -> str:
    """What a piece is about: its editor's words, else its opening, else its title."""
    return page.search_description or opening(page.search_text()) or page.title


def opening(text: str, most: int = 120) -> str:
    """The first paragraph of a text, cut after a sentence where there is one in time."""
    text = next(iter(text.split("\n")), "").strip()
    if len(text) <= most:
        return text
    end = text.rfind("。", 0, most)
    return text[: end + 1] if end > most // 3 else text[: most - 1] + "…"
