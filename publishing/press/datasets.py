"""Which sessions have tables (数据集), and what of each is or was public, as one press run sees it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from publishing.contract.pages import Surroundings
from publishing.models import PublicAddress, ReplyNoticePage
from publishing.opendata.licences import LICENCES
from publishing.opendata.package import NAMES, DataPackage, Publisher
from publishing.opendata.rows import LeftReply, PublicFigures, PublicReply, PublicSession, SignedAnswer
from publishing.press.pieces import Piece
from tracking.models import Session

DATA = "/data/"
"The page of the sessions, with the dictionary; each session's tables lie below it."


class PiecesThere(Surroundings, Protocol):
    """A portal with its pieces."""

    @property
    def pieces(self) -> dict[int, Piece]:
        """Every piece by its key."""


class Datasets:
    """The sessions of which anything is or was public, each with its package of tables."""

    def __init__(self, portal: PiecesThere):
        self.portal = portal
        self._packages: dict[str, DataPackage] = {}

    @cached_property
    def sessions(self) -> dict[str, Session]:
        """The sessions by the address of their tables, the newest first."""
        told = [one.session for one in self.portal.pieces.values()] + [page.about_session for page in self._left]
        found = {session.pk: session for session in told if session is not None}
        ordered = sorted(found.values(), key=lambda session: (-session.year, session.code))
        return {path_of(session): session for session in ordered}

    @property
    def paths(self) -> frozenset[str]:
        """The addresses of the pages about them."""
        return frozenset({DATA, *self.sessions})

    def package(self, path: str) -> DataPackage:
        """The tables of the session at an address; put together when first asked for, after the run wrote down what left."""
        if path not in self._packages:
            self._packages[path] = DataPackage(self._known(self.sessions[path]), path, self.publisher)
        return self._packages[path]

    def count(self, path: str) -> int:
        """How many public replies stand in the tables at an address."""
        return sum(one.answer is not None for one in self._by_session[self.sessions[path].pk])

    def touched(self, pages: Iterable, sessions: Iterable[int] = ()) -> set[str]:
        """The addresses of what tells of the sessions that these pages are or were about, and of these."""
        told: set[int] = set(sessions).union(*(page.sessions_told() for page in pages))
        found = {path: session for path, session in self.sessions.items() if session.pk in told}
        files = {path + name for path in found for name in NAMES}
        return {DATA, *found, *files} if told else set()

    @property
    def publisher(self) -> Publisher:
        """Who publishes the tables, and on which terms."""
        portal = self.portal
        licence = LICENCES.get(settings.PUBLISHING_DATA_LICENCE)
        return Publisher(str(portal.settings.name), portal.base_url, licence, portal.settings.is_demonstration)

    # What of each is public, and what was --------------------------------------------------------
    @cached_property
    def _left(self) -> list[ReplyNoticePage]:
        """The replies that could be read once and cannot now, but for those of which even that is not told."""
        addresses = PublicAddress.objects
        once = set(addresses.own().distinct().values_list("page", flat=True)) - self.portal.pieces.keys()
        pages = ReplyNoticePage.objects.filter(pk__in=once).exclude(pk__in=addresses.hidden_pages())
        return list(pages.select_related("reply__assignment__record__session").order_by("pk"))

    @cached_property
    def _left_at(self) -> dict[int, datetime | None]:
        return PublicAddress.objects.ever_public([page.pk for page in self._left])

    @cached_property
    def _by_session(self) -> dict[int, list[Piece]]:
        found: dict[int, list[Piece]] = defaultdict(list)
        for piece in self.portal.pieces.values():
            if piece.session is not None:
                found[piece.session.pk].append(piece)
        return found

    def _numbers(self, session: Session) -> dict[int, int]:
        """The number of each item in its table: the key of the first of its replies that was ever public."""
        own = PublicAddress.objects.own()
        ever = ReplyNoticePage.objects.filter(pk__in=own, reply__assignment__record__session=session)
        now = [(one.answer.record, one.answer.page) for one in self._by_session[session.pk] if one.answer]
        found: dict[int, int] = {}
        for record, pk in (*ever.values_list("reply__assignment__record", "pk"), *now):
            found[record] = min(pk, found.get(record, pk))
        return found

    def _known(self, session: Session) -> PublicSession:
        pieces = self._by_session[session.pk]
        replies = tuple(self._reply(one, one.answer) for one in pieces if one.answer is not None)
        left = tuple(self._gone(page) for page in self._left if page.record.session_id == session.pk)
        return PublicSession(session, replies, left, self._figures(pieces), self._numbers(session))

    def _reply(self, piece: Piece, answer: SignedAnswer) -> PublicReply:
        portal = self.portal
        return PublicReply(answer, portal.base_url + piece.path, portal.settings.index_number(answer.serial))

    def _gone(self, page: ReplyNoticePage) -> LeftReply:
        at = self._left_at.get(page.pk)
        return LeftReply(page, timezone.localtime(at).date() if at else None)

    def _figures(self, pieces: Iterable[Piece]) -> PublicFigures | None:
        """Those of the page that prints the most of them; of two alike, the one published last."""
        counted = [one for one in pieces if one.page.counted_session and one.page.pins]
        if not counted:
            return None
        best = max(counted, key=lambda one: (len(one.page.figure_keys), one.order))
        return PublicFigures(best.page.figures_told(self.portal), self.portal.base_url + best.path)


def path_of(session: Session) -> str:
    """The address of a session's tables."""
    return f"{DATA}{session.code}/"
