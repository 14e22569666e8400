"""The portal as one press run sees it (快照): structure, menu and every piece that may be public, read once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlparse

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction

from publishing.contract.files import documents_of
from publishing.frame import ColumnContent, Entry, Link, Picture
from publishing.models import (
    DISCLOSURE_TYPES,
    AnnualSummaryPage,
    ColumnKind,
    ColumnPage,
    PortalHomePage,
    PortalSettings,
    ReadCount,
    ReplyNoticePage,
    in_their_types,
)
from publishing.models.pictures import NotDrawn, PictureForm, forms_of, picture
from publishing.opendata.rows import SignedAnswer
from publishing.press import crew
from publishing.press.datasets import Datasets
from publishing.press.kept_pieces import KeptPieces, Line, PieceStore, line_of
from publishing.press.lists import (
    Listing,
    changed_pages,
    column_content,
    dimensions,
    listings,
    listings_of_group,
    slug_of,
    split,
)
from publishing.press.pieces import Piece, UsedFile, as_signed, bring_facts, opening
from publishing.review.gate import signed_revisions
from tracking.models import ChainHead, Kind, WorkdayOverride
from tracking.workdays import Calendar

SITE_MAP = "/map/"
"The page of every place of the portal (网站地图)."
NEWEST = 5
"How many entries the home page and a column of columns show of each column."
MOST_ANEW = 1000
"Where more replies than these are to be read anew, all are."


class OtherThanKept(Exception):
    """A page is not any more as an earlier run proved it, and nothing told of a change: everything has to be read."""


class Portal:
    """Everything that the pages of one run are rendered from; read when first asked for, then never again."""

    def __init__(self, home: PortalHomePage, portal_settings: PortalSettings, *, drafts: bool = False):
        self.home = home
        self.is_draft = drafts
        "It shows drafts to those inside, who see pictures where they are kept."
        self.processes = 1
        "How many processes share the reading of its pieces."
        self._forms: dict[int, list[PictureForm]] = {}
        self._documents: dict[int, list[AbstractDocument]] = {}
        self._below: dict[int, list[Piece]] = {}
        self._proved: dict[int, Page] = {}
        self.kept: KeptPieces | None = None
        "What an earlier run proved, where this one stands on it."
        self.store: PieceStore | None = None
        self._named: set[int] = set()
        self.chain: ChainHead | None = None
        "The end of the ledger's chain before anything was read."
        self.settings = portal_settings
        self.base_url = settings.WAGTAILADMIN_BASE_URL.rstrip("/")

    @classmethod
    def now(cls, *, drafts: bool = False) -> "Portal | None":
        """The portal as the database has it; None where no public home page stands at the default site's root, or none is public."""
        portal_settings = PortalSettings.current()
        if not (drafts or portal_settings.has_columns):
            return None  # the columns are for writing and signing alone (移交包)
        homes = PortalHomePage.objects.all() if drafts else PortalHomePage.objects.live()
        home = homes.filter(sites_rooted_here__is_default_site=True).first()
        if home is None:
            return None
        found = cls(home, portal_settings, drafts=drafts)
        return found if drafts or not home.path.startswith(found._closed) else None

    def let_go(self) -> None:
        """Hold nothing any more: its pieces hold the portal, and would stay until memory is collected, which takes longer."""
        self.__dict__.clear()

    # Structure ---------------------------------------------------------------------------------
    def path_of(self, page: Page) -> str:
        """A page's address on the portal, e.g. /xxgk/jytabl/."""
        return self.home.path_of(page.url_path)

    @cached_property
    def columns(self) -> dict[int, ColumnPage]:
        """The public columns in the order of the tree; one below a hidden column is hidden too."""
        found: dict[int, ColumnPage] = {}
        shown = {self.home.path}
        for column in ColumnPage.objects.live().descendant_of(self.home).order_by("path"):
            if column.path[: -Page.steplen] in shown and not column.path.startswith(self._closed):
                shown.add(column.path)
                found[column.pk] = column
        return found

    @cached_property
    def column_at(self) -> dict[str, ColumnPage]:
        """Columns by their place in the tree."""
        return {column.path: column for column in self.columns.values()}

    def parent(self, page: Page) -> ColumnPage | None:
        """The column that a page stands in."""
        return self.column_at.get(page.path[: -Page.steplen])

    def trail(self, page: Page) -> list[ColumnPage]:
        """The columns above a page, outermost first."""
        column = self.parent(page)
        return [] if column is None else [*self.trail(column), column]

    def children(self, page: Page) -> list[ColumnPage]:
        """The columns directly below a page."""
        return [column for column in self.columns.values() if column.path[: -Page.steplen] == page.path]

    def column_link(self, column: ColumnPage, note: str = "", current: bool = False) -> Link:
        """A column's title and address."""
        return Link(column.title, self.path_of(column), current, note)

    def menu(self, page: Page | None) -> tuple[Link, ...]:
        """The columns of the menu; the one that the page is in is marked."""
        here = page.path if page is not None else ""
        return tuple(
            self.column_link(column, current=here.startswith(column.path))
            for column in self.columns.values()
            if column.show_in_menus
        )

    # Pieces ------------------------------------------------------------------------------------
    @cached_property
    def pieces(self) -> dict[int, Piece]:
        """Every disclosed page that may be pressed, oldest first: live, in a public column, with every signature."""
        live = list(self._live_pages())
        if crew.may_share(self.processes, len(live)):
            shares = crew.shares(live, self.processes, together=lambda page: page.pk)
            pieces = [piece for found in crew.shared(self._signed_pieces, shares) for piece in found]
        else:
            pieces = self._signed_pieces(live)
        return in_order(pieces)

    def _signed_pieces(self, live: list[Page]) -> list[Piece]:
        """Those of these pages that the gate lets through."""
        revisions = signed_revisions(live)
        signed = [as_signed(page, revisions[page.pk]) for page in live if page.pk in revisions]
        bring_facts(signed)
        return [self.piece(words, column) for words in signed if (column := self.parent(words)) is not None]

    def _live_pages(self, replies: Collection[int] | None = None) -> Iterable[Page]:
        """The live pages in public columns; of replies these alone, where they are named."""
        pages = Page.objects.live().descendant_of(self.home).order_by("path")
        if replies is not None:
            pages = pages.filter(Q(replynoticepage=None) | Q(pk__in=replies))
        for page in in_their_types(pages, DISCLOSURE_TYPES):
            if self.parent(page) is not None and not page.path.startswith(self._closed):
                yield page

    @cached_property
    def _closed(self) -> tuple[str, ...]:
        """Where in the tree pages begin that some may not view: asked once for all types."""
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))

    # What an earlier run proved ----------------------------------------------------------------
    def recall(self, store: PieceStore, anew: Collection[int], *, trusts: bool = True) -> None:
        """Take the replies from what the last run kept, but for these pages and what happened since; all others are read and proved.

        Where nothing is kept, too much happened, or it is not trusted, everything is read; what was kept tells then at
        least what is otherwise now.
        """
        if (kept := store.read(self.proved, self.home.path_of)) is None:
            return
        named = kept.named_since()
        self.store, self.kept, self._named = store, kept, named or set()
        if named is None or not trusts:
            return
        pieces, due, known = [], set(), named.union(anew)
        rows = ReplyNoticePage.objects.live().descendant_of(self.home)
        for pk, path, url_path, revision in rows.values_list("pk", "path", "url_path", "live_revision_id"):
            one = kept.pieces.get(pk)
            column = self.column_at.get(path[: -Page.steplen])
            if column is None or path.startswith(self._closed):
                continue
            if one is not None and pk not in known and one.fits(path, url_path, revision, column.pk):
                pieces.append(one.piece)
            else:
                due.add(pk)
        if len(due) <= MOST_ANEW:
            pieces += self._signed_pieces(list(self._live_pages(due)))
            self.__dict__["pieces"] = in_order(pieces)

    def unread(self) -> "Portal":
        """The same portal with nothing read yet."""
        return Portal(self.home, self.settings, drafts=self.is_draft)

    def proved(self, pk: int) -> Page:
        """A page of which a piece is kept, in the words signed; raises OtherThanKept."""
        if pk not in self._proved:
            self.prove([pk])
        return self._proved[pk]

    def prove(self, keys: Collection[int]) -> None:
        """Read and prove pages of which pieces are kept, all at once; raises OtherThanKept where one is not as it was."""
        due = {key for key in keys if key not in self._proved}
        for piece in self._signed_pieces(list(ReplyNoticePage.objects.live().filter(pk__in=due)) if due else []):
            if self.kept is None or self._line(piece) != self.kept.lines[piece.page.pk]:
                raise OtherThanKept
            self._proved[piece.page.pk] = piece.page
        if due - self._proved.keys():
            raise OtherThanKept

    def lines(self) -> dict[int, Line]:
        """Every piece as it is kept for the next run."""
        known = self.kept.lines if self.kept is not None else {}
        return {pk: known[pk] if piece.is_kept else self._line(piece) for pk, piece in self.pieces.items()}

    def _line(self, piece: Piece) -> Line:
        stands_in = piece.model is ReplyNoticePage and not self.has_files(piece.page)
        return line_of(piece, revision=piece.page.live_revision_id, stands_in=stands_in)

    @cached_property
    def before(self) -> "Portal":
        """The same columns with the pieces of the last run; a piece that says what it said is the same object."""
        known, were = (self.kept.lines, self.kept.pieces) if self.kept is not None else ({}, {})
        found, now = Portal(self.home, self.settings), self.lines()
        same = {pk for pk, line in known.items() if now.get(pk) == line}
        pieces = [self.pieces[pk] if pk in same else one.piece for pk, one in were.items()]
        found.__dict__ |= {"columns": self.columns, "pieces": in_order(pieces)}
        return found

    @cached_property
    def changed(self) -> set[int]:
        """The pages that came, went or say something else of themselves than in the last run, and those that events name."""
        before, now = self.before.pieces, self.pieces
        return (self._named & now.keys()) | {
            pk for pk in before.keys() | now.keys() if before.get(pk) is not now.get(pk)
        }

    def changed_pieces(self) -> list[Piece]:
        """What changed, as it was and as it is."""
        return [one for portal in (self.before, self) for pk in self.changed if (one := portal.pieces.get(pk))]

    def shown_elsewhere(self) -> set[str]:
        """The pages of lists, and the neighbours on a theme, that show something else because of what changed."""
        found = {
            self.path_of(column) + segment
            for pk, column in self.columns.items()
            for segment in changed_pages(self.before.listings.get(pk, {}), self.listings.get(pk, {}))
        }
        changed = self.changed_pieces()
        for piece in changed:
            found |= {piece.path, *(self.path_of(column) for column in self.trail(piece.page))}
        for theme in {piece.page.theme for piece in changed if piece.answer is not None}:
            replies = self.replies_on.get(theme, [])
            found |= {one.path for one in replies if self.related(one.page) != self.before.related(one.page)}
        return found

    # One of them -------------------------------------------------------------------------------
    def piece(self, words: Page, column: ColumnPage) -> Piece:
        """A signed page with its address and places."""
        return Piece.of(words, self.path_of(words), column.pk)

    @cached_property
    def _by_type(self) -> dict[type[Page], list[Piece]]:
        found: dict[type[Page], list[Piece]] = defaultdict(list)
        for piece in self.pieces.values():
            found[piece.model].append(piece)
        return found

    def _of_type(self, model: type[Page]) -> list[Piece]:
        return self._by_type.get(model, [])

    @cached_property
    def by_column(self) -> dict[int, list[Piece]]:
        """The pieces of each column, oldest first."""
        found: dict[int, list[Piece]] = defaultdict(list)
        for piece in self.pieces.values():
            found[piece.column].append(piece)
        return found

    @cached_property
    def listings(self) -> dict[int, dict[str, Listing]]:
        """The lists of each column by the segment that opens their addresses; "" is the whole."""
        found = {pk: listings(self.by_column[pk]) for pk, column in self.columns.items() if self.has_list(column)}
        for pk, column in self.columns.items():
            if any(child.kind_answered for child in self.children(column)):
                pieces = list(reversed(self.below(column)))
                found[pk] = listings_of_group(pieces, with_promises=self.settings.show_open_promises)
        return found

    def segments(self, column: ColumnPage) -> list[str]:
        """The address of every page of a column's lists, below its own; "" is the column itself."""
        lists = self.listings.get(column.pk)
        return [segment for one in lists.values() for segment in one.segments()] if lists else [""]

    def list_paths(self, column: ColumnPage | None) -> set[str]:
        """The same as addresses of the portal."""
        return {self.path_of(column) + segment for segment in self.segments(column)} if column is not None else set()

    def place_in_lists(self, column: ColumnPage, listing: str) -> str:
        """Where in a column's lists an address leads: to a choice or an older page; empty for the column itself."""
        segment, number = split(listing)
        if segment:
            return self.listings[column.pk][segment].label
        return _("第%(number)s页") % {"number": number} if number is not None else ""

    def has_list(self, column: ColumnPage) -> bool:
        """Whether a column lists pieces of its own; a column of columns shows its children instead."""
        return column.kind != ColumnKind.GROUP

    @cached_property
    def changed_last(self) -> list[Piece]:
        """Every piece, those whose words changed last first."""
        return sorted(self.pieces.values(), key=lambda piece: (piece.changed_at, piece.page.pk), reverse=True)

    def columns_in(self, column: ColumnPage) -> set[int]:
        """The keys of a column and of all columns in it."""
        return {pk for pk, other in self.columns.items() if other.path.startswith(column.path)}

    def below(self, column: ColumnPage) -> list[Piece]:
        """The pieces of a column and of all columns in it, newest first."""
        if column.pk not in self._below:
            inside = self.columns_in(column)
            self._below[column.pk] = [piece for piece in reversed(self.pieces.values()) if piece.column in inside]
        return self._below[column.pk]

    def newest(self, columns: Iterable[ColumnPage]) -> tuple[tuple[Link, tuple[Entry, ...]], ...]:
        """Each column with its newest entries and how many there are."""
        found = []
        for column in columns:
            pieces = self.below(column)
            link = self.column_link(column, note=f"{len(pieces)} 篇" if pieces else "")
            found.append((link, tuple(piece.entry for piece in pieces[:NEWEST])))
        return tuple(found)

    @cached_property
    def files(self) -> dict[str, UsedFile]:
        """The images and documents that public pages use, by the path of their address; no others leave media/."""
        read = [piece.page for piece in self.pieces.values() if not piece.is_kept]  # those kept have none
        found = [UsedFile(one.file, page.pk) for page in read for one in self.documents_of(page)]
        pictures = {
            form.address: UsedFile(form.file, page.pk)
            for page in read
            for one in page.pictures()
            for form in self.forms_of(one["image"])
        }
        found += [UsedFile(one.file, self.home.pk) for one in self.settings.pictures()]
        return pictures | {unquote(urlparse(one.file.url).path): one for one in found}

    def documents_of(self, page: Page) -> list[AbstractDocument]:
        """The documents that a page offers or links to, looked for once."""
        if page.pk not in self._documents:
            self._documents[page.pk] = documents_of(page)
        return self._documents[page.pk]

    def has_files(self, page: Page) -> bool:
        """Whether files of media/ belong to a page."""
        return bool(self.documents_of(page) or page.pictures())

    def forms_of(self, image: AbstractImage) -> list[PictureForm]:
        """A picture in all its sizes, made or read once."""
        if image.pk not in self._forms:
            self._forms[image.pk] = forms_of(image)
        return self._forms[image.pk]

    def picture(self, value: Any) -> Picture:
        """A picture block of a body as its template prints it."""
        try:
            forms = self.forms_of(value["image"])
        except NotDrawn:
            if not self.is_draft:
                raise
            forms = []
        return picture(value, forms, is_draft=self.is_draft)

    # What pages ask of each other --------------------------------------------------------------
    def column(self, column: ColumnPage, listing: str = "") -> ColumnContent:
        """What a column's page shows: its children, or one page of one of its lists."""
        base, lists = self.path_of(column), self.listings.get(column.pk)
        if not self.has_list(column) and not listing:
            ways = dimensions(base, lists, "") if lists else ()
            return ColumnContent(
                column.title, column.description, children=self.newest(self.children(column)), dimensions=ways
            )
        return column_content(column, base, lists or listings([]), listing)

    def unit_path(self, page: ReplyNoticePage) -> str:
        """The page of a unit's public replies of both kinds; empty where there is none."""
        for column in self.trail(page):
            segment = f"dw/{slug_of('dw', page.unit)}/"
            if not self.has_list(column) and segment in self.listings.get(column.pk, {}):
                return self.path_of(column) + segment
        return ""

    @cached_property
    def calendar(self) -> Calendar:
        """Which days are worked."""
        return WorkdayOverride.objects.all().calendar()

    def columns_with_newest(self) -> tuple[tuple[Link, tuple[Entry, ...]], ...]:
        """The menu's columns with their newest entries, for the home page."""
        return self.newest(column for column in self.columns.values() if column.show_in_menus)

    def newest_counted(self) -> Page | None:
        """The newest page with figures that were signed: of the latest session, the last published."""
        counted = [one.page for one in self.pieces.values() if one.page.counted_session and one.page.pins]
        return max(counted, key=lambda page: (page.session.year, page.published_at, page.pk), default=None)

    def newest_summary(self) -> Entry | None:
        """The newest annual summary with its opening words."""
        newest = max(self._of_type(AnnualSummaryPage), key=lambda one: (one.page.session.year, one.order), default=None)
        if newest is None:
            return None
        words = newest.page.search_description or opening(newest.page.search_text())
        return Entry(newest.entry.title, newest.entry.url, newest.entry.on, summary=words)

    @cached_property
    def _answers(self) -> list[tuple[SignedAnswer, Piece]]:
        """The replies with their pieces, suggestions first, by number."""
        order = list(Kind.values)
        found = [(one.answer, one) for one in self.pieces.values() if one.answer is not None]
        return sorted(found, key=lambda pair: (order.index(pair[0].kind), pair[0].number, pair[1].order))

    @cached_property
    def public_records(self) -> dict[int, Link]:
        """Items with a public reply, by primary key, with the way to it."""
        return {
            answer.record: Link(one.entry.title, one.path, note=one.entry.kind)
            for answer, one in reversed(self._answers)
        }

    def replies_of(self, session_id: int) -> tuple[Entry, ...]:
        """The public replies of a session, suggestions first, by number."""
        return tuple(one.entry for answer, one in self._answers if answer.session == session_id)

    def related(self, page: ReplyNoticePage) -> tuple[Entry, ...]:
        """Other public replies on the same theme, those published next before and after it, the newest first.

        So a publication changes the pages of a few neighbours, however many there are on a theme.
        """
        replies = self.replies_on.get(page.theme, [])
        place = self._place_on.get(page.pk, len(replies))
        first = max(0, min(place - NEWEST // 2, len(replies) - NEWEST - 1))
        around = replies[first : first + NEWEST + 1]
        return tuple(one.entry for one in reversed(around) if one.page.pk != page.pk)[:NEWEST]

    @cached_property
    def replies_on(self) -> dict[str, list[Piece]]:
        """The replies on each theme, oldest first."""
        found: dict[str, list[Piece]] = defaultdict(list)
        for one in self._of_type(ReplyNoticePage):
            if one.page.theme:
                found[one.page.theme].append(one)
        return found

    @cached_property
    def _place_on(self) -> dict[int, int]:
        """Where each reply stands among those on its theme."""
        return {one.page.pk: place for found in self.replies_on.values() for place, one in enumerate(found)}

    @cached_property
    def _reads(self) -> dict[int, int]:
        return dict(ReadCount.objects.exclude(printed=0).values_list("page_id", "printed"))

    def reads(self, page_id: int) -> int:
        """浏览次数 as it is printed: the number last taken over, so that a read changes no file."""
        return self._reads.get(page_id, 0)

    @cached_property
    def datasets(self) -> Datasets:
        """The sessions of which there are tables (数据开放)."""
        return Datasets(self)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The address of every page of the portal, lists and the pages about tables included."""
        lists = (self.list_paths(column) for column in self.columns.values())
        pieces = (piece.path for piece in self.pieces.values())
        return frozenset({"/", SITE_MAP}.union(*lists, pieces, self.datasets.paths))


def in_order(pieces: Iterable[Piece]) -> dict[int, Piece]:
    """Pieces by key, oldest first."""
    return {piece.page.pk: piece for piece in sorted(pieces, key=lambda piece: piece.order)}
