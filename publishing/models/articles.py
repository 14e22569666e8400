"""Articles (办理制度、通报), and how the body of an article or summary becomes blocks that a template can print."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html, get_text_for_indexing
from wagtail.search import index

from publishing.frame import Block, FigureCard, FigureTable, SummaryContent, WordTable
from publishing.models.blocks import ArticleBlock, lines_of_table, words_of_picture
from publishing.models.disclosure import DisclosureMixin
from publishing.models.panels import EvidencePanel, ScreeningPanel
from publishing.models.pictures import pictures_in


def blocks_of(
    body,
    portal,
    cards: Callable[[list[str]], tuple[FigureCard, ...]] = lambda keys: (),
    tables: Callable[[list[str]], tuple[FigureTable, ...]] = lambda keys: (),
) -> tuple[Block, ...]:
    """The body as plain blocks: a paragraph for every line, rich text as HTML, figures as cards and tables."""
    found: list[Block] = []
    for part in body:
        if part.block_type in {"heading", "subheading"}:
            found.append(Block(part.block_type, part.value))
        elif part.block_type == "paragraph":
            found += [Block("paragraph", line) for line in paragraphs(part.value)]
        elif part.block_type == "rich":
            found.append(Block("html", expand_db_html(part.value.source)))
        elif part.block_type == "figures":
            found.append(Block("figures", figures=cards(list(part.value))))
        elif part.block_type == "table":
            found += [Block("table", table=table) for table in tables([part.value])]
        elif part.block_type == "grid":
            found.append(Block("grid", grid=word_table(part.value)))
        elif part.block_type == "picture" and part.value["image"] is not None:
            found.append(Block("picture", picture=portal.picture(part.value)))
    return tuple(found)


def word_table(table) -> WordTable:
    """A typed table as the template prints it."""
    rows = tuple(tuple(str(one) for one in row["values"]) for row in table.row_data)
    return WordTable(table.caption, tuple(column["heading"] for column in table.columns), rows)


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's paragraphs: its lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def plain_text(body, *, headings: bool = False) -> str:
    """The sentences of a body, without figures and marks; without its headings unless they are wanted."""
    words = []
    for part in body:
        if headings and part.block_type in {"heading", "subheading"}:
            words.append(part.value)
        elif part.block_type == "rich":
            words.append(get_text_for_indexing(part.value.source))
        elif part.block_type == "paragraph":
            words.append(part.value)
        elif part.block_type == "grid":
            words += lines_of_table(part.value)
        elif part.block_type == "picture":
            words += words_of_picture(part.value)
    return "\n".join(words)


class ArticlePage(DisclosureMixin, Page):
    """A rule or circular (办理制度、通报): words, tables of words and attachments."""

    body = StreamField(ArticleBlock(required=False), blank=True, default=list, verbose_name=_("正文"))

    template = "publishing/article.html"
    prose = ("title", "body", "correction")
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types = []
    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_panels = [
        FieldPanel("title", classname="title"),
        FieldPanel("body"),
        EvidencePanel(),
        ScreeningPanel(),
        *DisclosureMixin.catalogue_panels,
    ]

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = _("文章")

    def content(self, portal, listing: str = "") -> SummaryContent:
        """Its words."""
        return SummaryContent(
            title=self.title,
            furniture=self.furniture(portal),
            catalogue=self.catalogue(portal),
            body=blocks_of(self.body, portal),
            downloads=self.downloads(),
        )

    def pictures(self) -> list:
        """Those of its body."""
        return pictures_in(self.body)

    def search_text(self) -> str:
        """The words of its body."""
        return plain_text(self.body)

    def words_sought(self) -> str:
        """The same with its headings."""
        return plain_text(self.body, headings=True)
