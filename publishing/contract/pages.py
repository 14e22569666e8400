"""From a page to its JSON (页面 → 数据): a function of the signed revision, the facts of the loop and the portal's settings.

The same content is given to the page's template (`publishing.frame`), so that neither says more than the other. Left out
is what depends on other pages or on the day: 浏览次数, related replies, the items behind a figure.
"""

import json
from functools import singledispatch
from typing import Any, Protocol, cast

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page

from publishing.contract import files, shape, words
from publishing.contract.words import day, figures, moment
from publishing.frame import FiguresContent, HomeContent, ReplyContent, SummaryContent
from publishing.models import (
    AnnualSummaryPage,
    ArticlePage,
    ColumnPage,
    FiguresPage,
    PortalHomePage,
    PortalSettings,
    ReplyNoticePage,
)

NAME = "index.json"
"What the file is called that lies beside a page."
API = "/api/v2/"
PAGES = f"{API}pages/"
SHAPES: dict[type[Page], type] = {
    PortalHomePage: shape.HomeData,
    ColumnPage: shape.ColumnData,
    ReplyNoticePage: shape.ReplyData,
    AnnualSummaryPage: shape.SummaryData,
    FiguresPage: shape.FiguresData,
    ArticlePage: shape.ArticleData,
}
"The keys of each type of page."
CATALOGUE = tuple(shape.CatalogueData.__annotations__)


class Surroundings(Protocol):
    """What a page's JSON needs of the portal that it stands in."""

    settings: PortalSettings
    base_url: str

    def path_of(self, page: Page) -> str:
        """A page's address."""

    def parent(self, page: Page) -> ColumnPage | None:
        """The column that it stands in."""

    def children(self, page: Page) -> list[ColumnPage]:
        """The columns directly below it."""

    def below(self, column: ColumnPage) -> list:
        """The pieces of a column and of all columns in it."""


def keys_of(model: type[Page]) -> tuple[str, ...]:
    """The keys of a type's JSON, in their order."""
    return tuple(SHAPES[model].__annotations__)


def contract(page: Any, content: Any, portal: Surroundings) -> dict[str, Any]:
    """All that a page says, by the keys of its type and in their order; `content` is what its template is given."""
    found: dict[str, Any] = {**_common(page, portal)}
    if page.is_disclosed:
        found |= _piece(page, content)
    found |= own_part(page, content, portal)
    keys = keys_of(type(page))
    if found.keys() != set(keys):
        raise TypeError(f"{type(page).__name__} says {sorted(found.keys() ^ set(keys))} otherwise than declared")
    return {key: found[key] for key in keys}


def as_bytes(said: Any) -> bytes:
    """Data as it lies in its file, the same bytes for the same data; words of settings that nobody saved yet are lazy ones."""
    return (json.dumps(said, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder) + "\n").encode()


def detail_path(pk: int) -> str:
    """Where a page's JSON is found by its number."""
    return f"{PAGES}{pk}/"


def place(page: Page, portal: Surroundings) -> shape.PlaceData:
    """A page as another one names it."""
    return {"id": page.pk, "title": page.title, "html_path": portal.path_of(page)}


def _common(page: Any, portal: Surroundings) -> shape.PageData:
    path, column = portal.path_of(page), portal.parent(page)
    return {
        "contract": shape.VERSION,
        "id": page.pk,
        "meta": {
            "type": page._meta.label,
            "detail_url": portal.base_url + detail_path(page.pk),
            "html_url": portal.base_url + path,
            "slug": page.slug,
            "first_published_at": moment(page.first_published_at),
        },
        "title": page.title,
        "html_path": path,
        "column": place(column, portal) if column is not None else None,
        "description": page.search_description,
    }


def _piece(page: Any, content: ReplyContent | SummaryContent | FiguresContent) -> dict[str, Any]:
    """What every disclosed piece says, besides what every page does."""
    furniture, offered = content.furniture, page.documents()
    catalogue = {key: field.value for key, field in zip(CATALOGUE, content.catalogue, strict=True)}
    return {
        "year": page.year_of_record,
        "topic": page.theme,
        "dates": {
            "published": moment(furniture.published),
            "updated": moment(furniture.updated),
            "came_in": moment(furniture.came_in),
        },
        "catalogue": cast(shape.CatalogueData, catalogue),
        "furniture": {
            "source": furniture.source,
            "editor": furniture.editor,
            "correction": furniture.correction,
            "migrated_source": furniture.migrated_source,
            "migrated_url": furniture.migrated_url,
        },
        "attachments": [files.document(one) for one in offered],
        "linked_documents": [files.document(one) for one in files.linked_documents(page, offered)],
    }


# What each type says for itself ----------------------------------------------------------------
@singledispatch
def own_part(page: Page, content: Any, portal: Surroundings) -> dict[str, Any]:
    """The part of a page's JSON that its type alone has."""
    raise TypeError(f"no contract for {type(page).__name__}")


@own_part.register
def _reply(page: ReplyNoticePage, content: ReplyContent, portal: Surroundings) -> dict[str, Any]:
    return {
        "session": page.record.session.code,
        "kind": page.record.kind,
        "number": page.record.number,
        "proposer": content.proposer,
        "unit": content.unit,
        "reply_class": content.reply_class,
        "reply_class_label": content.reply_class_label,
        "extent": page.extent,
        "stages": [words.stage(one) for one in content.stages],
        "next_step": content.next_step,
        **words.paragraphs(content.letter),
        "item": content.item,
        "request": list(content.request),
        "assembly_url": content.assembly_url,
        "points": [words.point(one) for one in content.points],
        "promise": words.promise(content.promise),
        "outcomes": [words.outcome(one) for one in content.outcomes],
        "outcome": list(content.outcome),
    }


@own_part.register
def _article(page: ArticlePage, content: SummaryContent, portal: Surroundings) -> dict[str, Any]:
    return {**words.words(content.body)}


@own_part.register
def _summary(page: AnnualSummaryPage, content: SummaryContent, portal: Surroundings) -> dict[str, Any]:
    return {"session": page.session.code, "figures": figures(content.cards), **words.words(content.body)}


@own_part.register
def _figures(page: FiguresPage, content: FiguresContent, portal: Surroundings) -> dict[str, Any]:
    base = portal.path_of(page)
    return {
        "session": page.session.code,
        "as_of": day(content.as_of),
        "sections": [{"title": title, "figures": figures(cards)} for title, cards in content.sections],
        "tables": [words.table(one) for one in content.tables],
        "files": [files.made(content.title, base + name, page.data_file(name, content)) for name in page.data_names()],
    }


@own_part.register
def _column(page: ColumnPage, content: Any, portal: Surroundings) -> dict[str, Any]:
    return {
        "description": page.description,
        "kind": page.kind,
        "keywords": page.keywords,
        "total": len(portal.below(page)),
        "children": [place(one, portal) for one in portal.children(page)],
    }


@own_part.register
def _home(page: PortalHomePage, content: HomeContent, portal: Surroundings) -> dict[str, Any]:
    settings = portal.settings
    emblem = settings.emblem_rendition()
    return {
        "intro": content.intro,
        "site": {
            "name": str(settings.name),
            "tagline": str(settings.tagline),
            "is_demonstration": settings.is_demonstration,
            "emblem": files.image(settings.emblem, emblem) if emblem else None,
            "footer": [{"label": one.label, "value": one.value, "url": one.url} for one in settings.footer()],
        },
        "session_name": content.session_name,
        "figures": figures(content.figures),
        "columns": [place(one, portal) for one in portal.children(page)],
    }
