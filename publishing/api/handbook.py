"""The page that explains the interface (接口说明): OpenAPI in words, plain HTML without a script, and the description itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from publishing.api.catalogue import PressedPages
from publishing.api.described import openapi
from publishing.api.endpoints import shared
from publishing.press.headers import CONTENT_TYPES
from publishing.press.render import EMPTY_ENDS

DESCRIPTION = "/api/docs/openapi.json"
LIMITS = {
    "minimum": _("不小于 %s"),
    "maximum": _("不大于 %s"),
    "minLength": _("至少 %s 个字"),
    "maxLength": _("至多 %s 个字"),
    "default": _("不写时为 %s"),
}


@dataclass(frozen=True, slots=True)
class HandbookLine:
    """A parameter of an endpoint or a key of a row: its name, what it may be, whether it must be there, and what it says."""

    name: str
    kind: str
    is_always: bool
    about: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: its address, what it answers, what may be asked, and the statuses that it may have."""

    key: str
    path: str
    title: str
    about: str
    parameters: tuple[HandbookLine, ...]
    statuses: tuple[tuple[str, str], ...]
    shape: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer is made of: its keys, and an example where something of the kind is public."""

    key: str
    about: str
    keys: tuple[HandbookLine, ...]
    example: str


STATUSES = {
    "200": _("数据"),
    "400": _("有不认识的参数，或写了两次"),
    "404": _("没有这一行"),
    "405": _("只能用 GET、HEAD"),
    "422": _("参数的值不对"),
    "503": _("搜索暂时不能用"),
}


@csrf_exempt
@require_safe
def show_handbook(request: HttpRequest) -> HttpResponse:
    """/api/docs/: every endpoint with its parameters, answers and an example."""
    said = openapi()
    home = _home()
    context = {
        "site": home.get("site", {}),
        "base": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        "description_url": DESCRIPTION,
        "about": said["info"]["description"],
        "endpoints": [*_endpoints(said)],
        "shapes": [*_shapes(said)],
    }
    page = EMPTY_ENDS.sub("\n", render_to_string("publishing/api_handbook.html", context))
    return shared(request, HttpResponse(page))


@csrf_exempt
@require_safe
def show_description(request: HttpRequest) -> HttpResponse:
    """/api/docs/openapi.json."""
    body = json.dumps(openapi(), ensure_ascii=False, indent=2) + "\n"
    return shared(request, HttpResponse(body.encode(), content_type=CONTENT_TYPES["json"]))


def _home() -> dict[str, Any]:
    """The JSON of the home page; empty where nothing is pressed yet."""
    pages = PressedPages.current()
    now = pages.now()
    body = pages.body(now.rows[now.by_path["/"]]) if "/" in now.by_path else None
    return json.loads(body) if body is not None else {}


def _endpoints(said: dict[str, Any]) -> Iterator[Endpoint]:
    for path, methods in said["paths"].items():
        told = methods["get"]
        yield Endpoint(
            key=told["operationId"],
            path=path,
            title=told["summary"],
            about=told["description"],
            parameters=tuple(_line(one["name"], one["schema"], one["required"]) for one in told["parameters"]),
            statuses=tuple((code, str(STATUSES[code])) for code in sorted(told["responses"])),
            shape=_named(told["responses"]["200"]["content"]["application/json"]["schema"]),
        )


def _shapes(said: dict[str, Any]) -> Iterator[Shape]:
    for name, told in said["components"]["schemas"].items():
        keys = [_line(key, one, key in told.get("required", ())) for key, one in told.get("properties", {}).items()]
        examples = told.get("examples", [])
        example = json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
        yield Shape(name, told.get("description", ""), tuple(keys), example)


def _line(name: str, schema: dict[str, Any], is_always: bool) -> HandbookLine:
    limits = [str(words) % schema[key] for key, words in LIMITS.items() if key in schema]
    return HandbookLine(name, "，".join([_kind(schema), *limits]), is_always, schema.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(map(_kind, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    return str(schema.get("const") or schema.get("format") or schema.get("type") or _named(schema))


def _named(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").rpartition("/")[2]
