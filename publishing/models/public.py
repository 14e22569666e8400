"""What every public page has in common: what it says of itself to the press, to its reviewers and to the tree."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, PageViewRestriction

from publishing.frame import Field, FigureCard, Link
from tracking.models import Kind, Reply, Session


class PublicPage:
    """A page of the portal (mixed into Wagtail's Page): the answers that hold unless its type gives others.

    The press alone renders and serves it: see `publishing.press.serving`.
    """

    serve: Callable[..., HttpResponse]
    serve_preview: Callable[..., HttpResponse]

    settings_panels = []
    preview_modes = [("", gettext_lazy("标准版")), ("elder", gettext_lazy("长者模式"))]
    default_preview_mode = ""

    schema_type = "WebPage"
    "What schema.org calls it."
    is_disclosed = False
    "Whether it is a piece of disclosed information, pressed only with every signature and counted when it is read."
    prose: tuple[str, ...] = ("title",)
    "Its text fields that are words for the reader, in the order in which a reader meets them; others are details."
    must_tell_figures = False
    "Whether it can't be signed without a figure in its words."
    counted_session: Session | None = None
    "The session whose figures it prints."
    about_session: Session | None = None
    "The session that it is about."
    answered_reply: Reply | None = None
    "The reply that it makes public."
    kind_answered: Kind | None = None
    "Of a column that holds answers alone: to suggestions or to proposals."

    def get_url_parts(self, *args, **kwargs):
        """Wagtail's parts of the address, with the portal's own public address in front (WAGTAILADMIN_BASE_URL)."""
        parts = super().get_url_parts(*args, **kwargs)
        return parts and (parts[0], settings.WAGTAILADMIN_BASE_URL, parts[2])

    def with_content_json(self, content):
        """A revision's words, with the page's own first publication: no text can claim an earlier one."""
        page = super().with_content_json(content)
        page.first_published_at = self.first_published_at
        return page

    def get_view_restrictions(self):
        """Wagtail's answer by one question instead of two: the portal has no pages that stand for others (aliases)."""
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=above)

    # What the press asks -----------------------------------------------------------------------
    def content(self, portal, listing: str = ""):
        """What the template is given: one of the …Content classes of `publishing.frame`."""
        raise NotImplementedError

    def column_in(self, portal):
        """The column that it stands in; of a column, itself."""
        return portal.parent(self)

    def crumbs(self, portal, listing: str = "") -> tuple[Link, ...]:
        """The reader's place (当前位置), from the home page down."""
        return (*self._way(portal), Link(_("正文"), "", current=True))

    def _way(self, portal) -> tuple[Link, ...]:
        return (Link(_("首页"), "/"), *(portal.column_link(column) for column in portal.trail(self)))

    def own_tags(self, url: str) -> list[Field]:
        """Its own head tags, besides those of the site and of its column."""
        return []

    def data_names(self) -> tuple[str, ...]:
        """The names of the files that lie next to it and say the same (数据下载)."""
        return ()

    def figures_told(self, portal) -> tuple[FigureCard, ...]:
        """Every figure that it prints."""
        return ()

    def search_text(self) -> str:
        """The page's words, plain, to be read in an extract."""
        return self.search_description

    # What a reader may look for ----------------------------------------------------------------
    @property
    def kind_sought(self) -> str:
        """What readers call it when they narrow a search: 建议, 提案, or the name of its type."""
        return str(self._meta.verbose_name)

    def words_sought(self) -> str:
        """Its words, those of headings included."""
        return self.search_text()

    def numbers_sought(self) -> list[str]:
        """The numbers under which it is known, besides its index number."""
        return []

    def facts_sought(self) -> list[str]:
        """What it says of itself besides its words."""
        return []

    # What its review asks ----------------------------------------------------------------------
    def reported(self) -> dict[str, str]:
        """The notes on its figures that were reported upwards with another number (上报口径)."""
        return {}

    def words_to_pin(self) -> dict:
        """The ledger's own words that it prints, to be kept as they are when it is handed in."""
        return {}

    def predecessor(self) -> Page | None:
        """The published page with whose words its own are compared, so that none is copied unchanged."""
        return None

    def was_reviewed_with_its_publicity(self) -> bool:
        """Whether the office has passed these very words for publication already (复文与公开同步审查)."""
        return False

    # Where it may stand ------------------------------------------------------------------------
    def why_fixed(self) -> str:
        """Why it stays where it is; empty when it may be moved."""
        return ""

    def why_single(self) -> str:
        """Why there is no copy of it; empty when it may be copied."""
        return self.why_fixed()

    def why_not_in(self, column: Page) -> str:
        """Why it may not stand in a column that takes pages of its type; empty when it may."""
        return self.why_not_added(column)

    @classmethod
    def why_not_added(cls, column: Page) -> str:
        """Why no new page of this type may be added to a column; empty when it may."""
        return ""


def as_public(page: Page) -> PublicPage:
    """The page as one of the portal's; Wagtail's own stock page says nothing of itself, and is taken for a plain one."""
    return page if isinstance(page, PublicPage) else PublicPage()


def in_their_types(pages: QuerySet[Page], models: Iterable[type[Page]]) -> Iterator[Page]:
    """These pages as their own types, read by one question for all types; pages of other types are left out."""
    names = [model._meta.get_field("page_ptr").remote_field.get_accessor_name() for model in models]
    for page in pages.select_related(*names):
        yield from (own for name in names if (own := getattr(page, name, None)) is not None)
