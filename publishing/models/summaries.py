"""The annual summary (工作总结) and a session's figures (办理数据)."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from publishing.frame import Download, FigureCard, FiguresContent, FigureTable, SummaryContent
from publishing.models.articles import blocks_of, plain_text
from publishing.models.blocks import BodyBlock, CardsBlock
from publishing.models.counted import CountedMixin, default_cards
from publishing.models.disclosure import size_in_words
from publishing.models.panels import CountedPanel, EvidencePanel, ScreeningPanel
from publishing.models.pictures import pictures_in
from publishing.public_figures import LEADING, PUBLIC, SECTIONS, TABLED, public_figures
from publishing.tabulating import WRITERS
from tracking.figures import GROUPS

Printed = FigureCard | FigureTable


def by_key(printed: Iterable[Printed]) -> dict[str, Printed]:
    """What a page prints, by figure or dimension: counted once, however many blocks show it."""
    return {one.key: one for one in printed}


def chosen(printed: dict[str, Printed], keys: Iterable[str]) -> tuple[Printed, ...]:
    """Those that a block or heading names, as far as they may be printed."""
    return tuple(printed[key] for key in keys if key in printed)


class AnnualSummaryPage(CountedMixin, Page):
    """A year's summary (年度工作总结): its words, its figures, and the replies published with it."""

    cards = StreamField(CardsBlock(required=False), blank=True, default=default_cards, verbose_name=_("开头的数据"))
    body = StreamField(BodyBlock(required=False), blank=True, default=list, verbose_name=_("正文"))

    template = "publishing/annual_summary.html"
    schema_type = "Report"
    genre = "报告"
    prose = ("title", "body", "correction")
    details = CountedMixin.details | {"cards"}
    must_tell_figures = True
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types = []
    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_panels = [
        FieldPanel("title", classname="title"),
        MultiFieldPanel(
            [FieldPanel("session"), FieldPanel("as_of"), CountedPanel(), FieldPanel("cards")], heading=_("数据")
        ),
        FieldPanel("body"),
        EvidencePanel(),
        ScreeningPanel(),
        *CountedMixin.catalogue_panels,
    ]

    class Meta:
        verbose_name = _("年度总结")
        verbose_name_plural = _("年度总结")

    @property
    def figure_keys(self) -> tuple[str, ...]:
        """The figures at its head and in its body, each once."""
        keys = [block.value for block in self.cards]
        for block in self.body:
            if block.block_type == "figures":
                keys += block.value
        return tuple(dict.fromkeys(key for key in keys if key in PUBLIC))

    @property
    def table_keys(self) -> tuple[str, ...]:
        """The dimensions of the tables in its body, each once."""
        keys = (block.value for block in self.body if block.block_type == "table")
        return tuple(dict.fromkeys(key for key in keys if key in GROUPS))

    def content(self, portal, listing: str = "") -> SummaryContent:
        """Cards, body, and the session's replies beside it."""
        counted = by_key(self.figure_cards(self.figure_keys, portal))
        tabled = by_key(self.figure_tables(self.table_keys))
        cards = chosen(counted, (block.value for block in self.cards))
        return SummaryContent(
            title=self.title,
            furniture=self.furniture(portal),
            catalogue=self.catalogue(portal),
            cards=cards,
            cards_note=_cards_note(self.counted_to) if cards else "",
            body=blocks_of(self.body, portal, lambda keys: chosen(counted, keys), lambda keys: chosen(tabled, keys)),
            replies=portal.replies_of(self.session_id),
            downloads=self.downloads(),
        )

    def predecessor(self) -> "AnnualSummaryPage | None":
        """The summary published for the year before."""
        if not self.session_id:
            return None
        return type(self).objects.live().filter(session__year=self.session.year - 1).order_by("pk").last()

    def pictures(self) -> list:
        """Those of its body."""
        return pictures_in(self.body)

    def search_text(self) -> str:
        """The words of its body."""
        return plain_text(self.body)

    def words_sought(self) -> str:
        """The same with its headings."""
        return plain_text(self.body, headings=True)


class FiguresPage(CountedMixin, Page):
    """A session's figures (办理数据): every figure with its definition, and the counts as tables and drawings."""

    template = "publishing/figures.html"
    schema_type = "Dataset"
    genre = "数据"
    prose = ("title", "correction")
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types = []
    table_keys = tuple(GROUPS)
    content_panels = [
        FieldPanel("title", classname="title"),
        MultiFieldPanel([FieldPanel("session"), FieldPanel("as_of"), CountedPanel()], heading=_("数据")),
        *CountedMixin.catalogue_panels,
    ]

    class Meta:
        verbose_name = _("办理数据")
        verbose_name_plural = _("办理数据")

    @property
    def figure_keys(self) -> tuple[str, ...]:
        """All that a page may print."""
        return tuple(public_figures(self.session))

    def content(self, portal, listing: str = "") -> FiguresContent:
        """Every figure under its heading, counts by every dimension, and both as files."""
        content = self.numbers(portal)
        base = portal.path_of(self)
        files = tuple(
            Download(
                str(_("办理数据")),
                f"{base}{name}",
                name.rpartition(".")[2].upper(),
                size_in_words(len(self.data_file(name, content))),
            )
            for name in self.data_names()
        )
        return replace(content, downloads=(*files, *self.downloads()))

    def numbers(self, portal) -> FiguresContent:
        """What the page says, without the files that say it too."""
        counted = by_key(self.figure_cards([key for _title, keys in SECTIONS for key in keys], portal))
        headed = ((str(title), chosen(counted, keys)) for title, keys in SECTIONS)
        return FiguresContent(
            title=self.title,
            furniture=self.furniture(portal),
            catalogue=self.catalogue(portal),
            session_name=self.session_name,
            as_of=self.counted_to,
            sections=tuple((title, cards) for title, cards in headed if cards),
            tables=self.figure_tables(self.table_keys),
            leading=LEADING,
            tabled=TABLED,
        )

    def figures_told(self, portal) -> tuple[FigureCard, ...]:
        """In the order in which the page has them."""
        return self.numbers(portal).figures

    def data_names(self) -> tuple[str, ...]:
        """The names of its files, which lie next to the page."""
        return tuple(f"{self.slug}.{suffix}" for suffix in WRITERS)

    def data_file(self, name: str, content: FiguresContent) -> bytes:
        """One of them: the same bytes for the same figures."""
        return WRITERS[name.rpartition(".")[2]](content)

    def route(self, request, path_components):
        """Answer for its files too."""
        if len(path_components) == 1 and path_components[0] in self.data_names():
            return RouteResult(self, kwargs={"data": path_components[0]})
        return super().route(request, path_components)


def _cards_note(day) -> str:
    words = _(
        "数据由办理台账逐件统计，截至%(year)s年%(month)s月%(day)s日。点开“怎么算”，可见每项数字的口径和所计的承办件。"
    )
    return words % {"year": day.year, "month": day.month, "day": day.day}
