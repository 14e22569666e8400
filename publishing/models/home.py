"""The portal's home page (首页)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from publishing.frame import HomeContent, Link
from publishing.models.blocks import CardsBlock
from publishing.models.counted import default_cards
from publishing.models.public import PublicPage, in_their_types


class PortalHomePage(PublicPage, Page):
    """What the district answered this year, and where to find it; its figures are those last signed."""

    intro = models.TextField(_("导语"), blank=True)
    cards = StreamField(CardsBlock(required=False), blank=True, default=default_cards, verbose_name=_("首页数据"))

    template = "publishing/home.html"
    schema_type = "WebSite"
    prose = ("title", "intro")
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["publishing.ColumnPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("cards")]
    promote_panels = [FieldPanel("slug")]

    class Meta:
        verbose_name = _("门户首页")
        verbose_name_plural = _("门户首页")

    def path_of(self, url_path: str) -> str:
        """The address on the portal of a page below this one, from Wagtail's path of it."""
        return "/" + url_path.removeprefix(self.url_path)

    def route(self, request, path_components):
        """The page at an address, looked for at one go instead of from level to level, each of which asks twice."""
        ways = ["/".join(path_components[:end]) for end in range(1, len(path_components) + 1)]
        there = Page.objects.filter(url_path__in=[f"{self.url_path}{way}/" for way in ways]).order_by("depth")
        own = [model for model in get_page_models() if issubclass(model, PublicPage)]
        depth, found = self.depth, None
        for page in in_their_types(there, own):
            if page.depth != depth + 1:
                break
            depth, found = page.depth, page
        if found is None:
            return super().route(request, path_components)
        return found.route(request, path_components[depth - self.depth :])

    def crumbs(self, portal, listing: str = "") -> tuple[Link, ...]:
        """Nothing: the reader is at the start."""
        return ()

    def search_text(self) -> str:
        """Its opening words."""
        return self.intro

    def why_fixed(self) -> str:
        """Why it stays where it is: it is the root of the portal."""
        return str(_("门户首页是全站的根，不能移动或复制到别处。"))

    def content(self, portal, listing: str = "") -> HomeContent:
        """The newest figures that were signed, the newest summary, and each column with its newest entries."""
        counted = portal.newest_counted()
        summary = portal.newest_summary()
        return HomeContent(
            title=self.title,
            intro=self.intro,
            session_name=counted.session_name if counted else "",
            figures=counted.figure_cards([block.value for block in self.cards], portal) if counted else (),
            summary=summary,
            columns=portal.columns_with_newest(),
        )
