"""Items, replies, figures and search under /api/v1/ (数据接口), described by OpenAPI: the rows of the open tables, as pressed."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from wagtail.api.v2.utils import BadRequestError

from publishing.api import asking, shapes
from publishing.api.catalogue import PressedPages
from publishing.api.endpoints import found_pages, may_be_read, only_read, search_is_down, shared, told
from publishing.api.tables import PressedTables, Row
from publishing.finding.reading import NoIndex
from publishing.press.headers import READING

VERSION = "1"
BASE = "/api/v1/"
TAGS = {
    "items": gettext_lazy("建议提案"),
    "replies": gettext_lazy("答复"),
    "figures": gettext_lazy("办理数据"),
    "search": gettext_lazy("搜索"),
}
REFUSALS: dict[Any, Any] = {
    400: shapes.Told,
    405: shapes.Told,
    422: shapes.Told,
}
"What every endpoint may answer besides what is asked: unknown parameters, other methods than GET, wrong values."


class ChineseJson(BaseRenderer):
    """JSON in which Chinese can be read."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """As the other endpoints write it."""
        return (json.dumps(data, ensure_ascii=False) + "\n").encode()


api = NinjaAPI(
    title="建议提案办理结果公开数据接口",
    version=VERSION,
    description=(
        "公开的建议、提案、答复和办理数据，与网站所印的相同；不需要密钥，只供读取。"
        "Public suggestions, proposals, replies and figures, as the portal prints them; no key, read only."
    ),
    urls_namespace="api_v1",
    docs_url=None,
    openapi_url=None,
    renderer=ChineseJson(),
)


@api.exception_handler(ValidationError)
def _wrong_value(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return told("".join(map(shapes.refused, problem.errors)), 422)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return told(str(problem), problem.status_code)


@api.exception_handler(BadRequestError)
def _asked_wrongly(request: HttpRequest, problem: BadRequestError) -> HttpResponse:
    return told(str(problem), 400)


@api.exception_handler(NoIndex)
def _without_index(request: HttpRequest, problem: NoIndex) -> HttpResponse:
    return search_is_down()


def _only(known: type[Schema] | None) -> Callable:
    """A decorator: refuses parameters that the endpoint does not know, and one that is given twice."""
    fields = known.model_fields if known is not None else {}
    names = {field.alias or name for name, field in fields.items()}

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            asking.refuse_others(request.GET, names)
            return view(request, *args, **kwargs)

        return asked

    return decorate


# Answers --------------------------------------------------------------------------------------
def _part(rows: Sequence[Row], asked: shapes.PartOfList) -> dict[str, Any]:
    there = rows[asked.offset : asked.offset + asked.limit]
    return {"meta": {"total_count": len(rows)}, "items": there}


def _narrowed(table: str, wanted: Mapping[str, Any]) -> Sequence[Row]:
    equal = {key: value for key, value in wanted.items() if value is not None}
    return PressedTables.current().now().rows[table].narrowed(equal)


def _one(table: str, number: int) -> Row:
    row = PressedTables.current().now().row(table, number)
    if row is None:
        raise HttpError(404, _("没有这一行；序号见列表里的 id。"))
    return row


Number = Path(..., ge=1, le=shapes.LARGEST, description="序号（id）。")


@api.get(
    "sessions/", response={200: shapes.Sessions, **REFUSALS}, tags=["items"], summary="届次", operation_id="sessions"
)
@_only(None)
def sessions(request: HttpRequest) -> dict[str, Any]:
    """有公开数据的届次，新的在前。The sessions with public data, the newest first."""
    return {"items": list(PressedTables.current().now().sessions)}


@api.get("items/", response={200: shapes.Items, **REFUSALS}, tags=["items"], summary="建议提案", operation_id="items")
@_only(shapes.OfItems)
def items(request: HttpRequest, asked: Query[shapes.OfItems]) -> dict[str, Any]:
    """公开了答复的建议、提案，一件一行。Suggestions and proposals of which a reply is or was public."""
    wanted = asked.model_dump(exclude={"limit", "offset"})
    return _part(_narrowed("items", wanted), asked)


@api.get(
    "items/{number}/", response={200: shapes.ItemRow, 404: shapes.Told, **REFUSALS}, tags=["items"],
    summary="一件建议提案", operation_id="item",
)  # fmt: skip
@_only(None)
def item(request: HttpRequest, number: int = Number) -> Row:
    """一件建议或提案；它的答复用 replies/?item=序号。One of them; its replies: replies/?item=ID."""
    return _one("items", number)


@api.get(
    "replies/", response={200: shapes.Replies, **REFUSALS}, tags=["replies"], summary="答复", operation_id="replies"
)
@_only(shapes.OfReplies)
def replies(request: HttpRequest, asked: Query[shapes.OfReplies]) -> dict[str, Any]:
    """公开的答复，一份一行；撤下的仍留一行。Public replies; one that was taken down keeps a row without its words."""
    wanted = asked.model_dump(exclude={"limit", "offset"})
    return _part(_narrowed("replies", wanted), asked)


@api.get(
    "replies/{number}/", response={200: shapes.ReplyRow, 404: shapes.Told, **REFUSALS}, tags=["replies"],
    summary="一份答复", operation_id="reply",
)  # fmt: skip
@_only(None)
def reply(request: HttpRequest, number: int = Number) -> Row:
    """一份答复；全文在它的网址加 index.json。One reply; its words lie at its `url` + index.json."""
    return _one("replies", number)


@api.get(
    "figures/", response={200: shapes.Figures, **REFUSALS}, tags=["figures"], summary="办理数据", operation_id="figures"
)
@_only(shapes.OfFigures)
def figures(request: HttpRequest, asked: Query[shapes.OfFigures]) -> dict[str, Any]:
    """办理数据，一项一行，与公开页面所印相同。Figures with numerator, denominator and definition, as printed."""
    wanted = asked.model_dump(exclude={"limit", "offset"})
    return _part(_narrowed("figures", wanted), asked)


@api.get(
    "search/", response={200: shapes.FoundPages, 503: shapes.Told, **REFUSALS}, tags=["search"],
    summary="搜索", operation_id="search",
)  # fmt: skip
@_only(shapes.OfSearch)
def search(request: HttpRequest, asked: Query[shapes.OfSearch]) -> dict[str, Any]:
    """在公开的页面里找词，最相关的在前。Pages with these words, the best first; numbers in any bracket, Traditional characters too."""
    known = PressedPages.current().now().rows
    words = " ".join(asked.q.replace("\x00", "").split())
    if not words:
        return {"meta": {"total_count": 0}, "items": []}
    found = [known[key] for key in found_pages(words, asked.operator) if key in known]
    there = found[asked.offset : asked.offset + asked.limit]
    shown = [
        {
            "id": row.id, "type": row.type, "title": row.title, "html_path": row.html_path, "year": row.year,
            "unit": row.unit, "published": row.published,
        }
        for row in there
    ]  # fmt: skip
    return {"meta": {"total_count": len(found)}, "items": shown}


# Addresses ------------------------------------------------------------------------------------
def _for_reading(view: Callable) -> Callable:
    """An endpoint as all of the interface answer: for reading only, with an entity tag, readable for other front ends."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return shared(request, may_be_read())
        if request.method not in READING:
            return shared(request, only_read())
        request.method = "GET"
        return shared(request, view(request, *args, **kwargs))

    asked.csrf_exempt = True  # type: ignore[attr-defined]
    return asked


def urls() -> list[URLPattern]:
    """The endpoints, each for reading only."""
    patterns, _app, _namespace = api.urls
    endpoints = [one for one in patterns if isinstance(one, URLPattern) and one.name != "api-root"]
    return [path(str(one.pattern), _for_reading(cast(Callable, one.callback)), name=one.name) for one in endpoints]


# The description ------------------------------------------------------------------------------
def openapi() -> dict[str, Any]:
    """The interface as OpenAPI 3.1, with examples of what is public now."""
    said: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=BASE)))
    said["tags"] = [{"name": name, "description": str(label)} for name, label in TAGS.items()]
    said["servers"] = [{"url": settings.WAGTAILADMIN_BASE_URL.rstrip("/")}]
    for methods in said["paths"].values():
        for parameter in methods["get"]["parameters"]:
            parameter["schema"] = _without_null(parameter["schema"])
    rows = PressedTables.current().now().rows
    for shape, table in shapes.ROWS.items():
        if there := rows[table].rows:
            said["components"]["schemas"][shape]["examples"] = [there[0]]
    return said


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out, but has a value where it is given."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return {**kinds[0], **{key: value for key, value in schema.items() if key != "anyOf"}} if kinds else schema
