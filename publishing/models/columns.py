"""Columns (栏目): lists of what was disclosed, and columns of columns."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from publishing.addresses import why_no_slug
from publishing.frame import ColumnContent, Link
from publishing.models.public import PublicPage
from tracking.models import Kind

PAGE_SEGMENT = "p"
FEED_SEGMENT = "feed"
"Where a column's Atom feed (订阅源) lies below it."
DIMENSIONS = {"nd": _("年份"), "dw": _("承办单位"), "zt": _("主题"), "lb": _("答复类别")}
"The ways to narrow a list, by the segment that opens their addresses: nd/2024/, dw/…/, zt/…/, lb/…/."
PROMISES_SEGMENT = "cn"
"Where the list of promises that are still being kept (仍在落实的承诺) lies below the columns of answers."
OWN_SEGMENTS = frozenset({PAGE_SEGMENT, FEED_SEGMENT, PROMISES_SEGMENT, *DIMENSIONS})
"What lies below a column beside its pages: no page in it may have such an address."
RESERVED_SLUGS = {
    *OWN_SEGMENTS, "elder", "search", "read", "404", "410", "500",
    "admin", "api", "data", "feedback", "healthz", "map", "media", "metrics", "static",
}  # fmt: skip
"Addresses that lists and the program need for themselves."


class ColumnKind(models.TextChoices):
    """What a column holds."""

    GROUP = "group", _("栏目组")
    RULES = "zd", _("办理制度")
    OVERVIEW = "ztqk", _("总体情况")
    SUGGESTIONS = "rdjy", _("人大代表建议")
    PROPOSALS = "zxta", _("政协提案")


COLUMN_OF = {Kind.SUGGESTION: ColumnKind.SUGGESTIONS, Kind.PROPOSAL: ColumnKind.PROPOSALS}
"The column that holds the answers to each kind of item, and nothing else."
_KIND_OF = {column: kind for kind, column in COLUMN_OF.items()}


class ColumnPage(PublicPage, Page):
    """A column: its pieces, newest first and paged from the oldest; or its child columns with their newest."""

    kind = models.CharField(_("栏目类别"), max_length=10, choices=ColumnKind.choices, default=ColumnKind.GROUP)
    description = models.TextField(_("栏目说明"), blank=True)
    keywords = models.CharField(_("关键词"), max_length=200, blank=True, help_text=_("多个词用中文逗号隔开。"))

    template = "publishing/column.html"
    schema_type = "CollectionPage"
    prose = ("title", "description")
    parent_page_types = ["publishing.PortalHomePage", "publishing.ColumnPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("description"),
        FieldPanel("keywords"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("show_in_menus")]

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")

    def clean(self):
        """Refuse an address that a list needs for itself."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("这个网址是程序或列表自用的（如 admin、nd、p），请换一个。")})
        if problem := why_no_slug(self.slug):
            raise ValidationError({"slug": problem})

    def route(self, request, path_components):
        """Answer for the list's own paths (年、单位、主题、页) as well as for children."""
        if path_components and path_components[0] in {PAGE_SEGMENT, PROMISES_SEGMENT, *DIMENSIONS}:
            return RouteResult(self, kwargs={"listing": "/".join(path_components) + "/"})
        return super().route(request, path_components)

    @property
    def kind_answered(self) -> Kind | None:
        """The kind of item whose answers it holds alone; None for another column."""
        return _KIND_OF.get(self.kind)

    def column_in(self, portal) -> "ColumnPage":
        """Itself."""
        return self

    def crumbs(self, portal, listing: str = "") -> tuple[Link, ...]:
        """The way to the column and, in one of its narrower lists or older pages, to that."""
        way, here = self._way(portal), portal.place_in_lists(self, listing)
        if not here:
            return (*way, Link(self.title, "", current=True))
        return (*way, portal.column_link(self), Link(here, "", current=True))

    def content(self, portal, listing: str = "") -> ColumnContent:
        """The column's own list or one of its narrower ones, or the newest of its children."""
        return portal.column(self, listing)

    def search_text(self) -> str:
        """What the column holds, in the words of its editor."""
        return self.description
