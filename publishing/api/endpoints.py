"""The endpoints of /api/v2/ (接口): Wagtail's router and views, answering from the catalogue of what is pressed."""

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from publishing.api import asking
from publishing.api.catalogue import PressedPages
from publishing.contract import shape
from publishing.contract.pages import API, SHAPES, keys_of
from publishing.finding.reading import Finder, NoIndex, Query
from publishing.press.answers import ELDER, Answers
from publishing.press.fates import OTHER_NAMES
from publishing.press.headers import ALLOWED, CONTENT_TYPES, FRESHNESS, RETRY_AFTER, sharing_headers
from publishing.press.previewing import NotShown, draft_behind

JSON = CONTENT_TYPES["json"]
PAGE_FIELDS = tuple(dict.fromkeys(key for model in SHAPES for key in keys_of(model)))
"Every key that some type of page has."
LISTED = (
    "id", "meta", "title", "html_path", "column", "year", "topic", "session", "kind", "number", "unit", "reply_class",
    "dates", "catalogue",
)  # fmt: skip
"What the list of pages says of each, as far as its type has it, where no other fields are asked for."


class Gone(Exception):
    """What is asked for was public and was taken down."""


class AsJson(BaseContentNegotiation):
    """JSON, whatever a client says that it accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first."""
        return renderers[0], renderers[0].media_type


class PressedEndpoint(BaseAPIViewSet):
    """What all endpoints share: nobody logs in, nothing is written, and every answer is JSON with its entity tag."""

    http_method_names = ["get", "head", "options"]
    authentication_classes: list = []
    permission_classes: list = []
    content_negotiation_class = AsJson
    renderer_classes = [JSONRenderer]
    model: Any
    called: str
    "Its part of the address; `name` is the router's own, and empty while it answers."

    def handle_exception(self, exc: Exception) -> HttpResponse:
        """Refusals and what is not there as {"message": …}, in Chinese."""
        if isinstance(exc, BadRequestError):
            return told(str(exc), 400)
        if isinstance(exc, Gone):
            return told(_("这项内容已经撤下，不再公开。"), 410)
        if isinstance(exc, Http404):
            return told(_("没有这项内容，可能已经移动或撤下。"), 404)
        if isinstance(exc, MethodNotAllowed):
            return only_read()
        if isinstance(exc, NoIndex):
            return search_is_down()
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Give an answer the entity tag of its bytes, or leave them out where the client has them already."""
        asked = cast(HttpRequest, getattr(request, "_request", request))
        return shared(asked, super().finalize_response(request, response, *args, **kwargs))

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a browser asks before it asks for something with headers of its own."""
        return may_be_read()

    def listing_view(self, request: Request) -> HttpResponse:
        """Refused where an endpoint has no list of its own."""
        raise Http404

    def item(self, pk: int) -> bytes | None:
        """One item's JSON; None where there is none of this number."""
        raise NotImplementedError

    def known_fields(self) -> Collection[str]:
        """The fields that an item may have."""
        raise NotImplementedError

    def there(self, pk: int) -> bytes:
        """One item's JSON; Gone where it was taken down, Http404 where there never was one, or nobody is to know."""
        body = self.item(pk)
        if body is None:
            raise Gone if pk in Answers.beside(Path(settings.PRESSED_DIR)).gone_numbers[self.called] else Http404
        return body

    def detail_view(self, request: Request, pk: int) -> HttpResponse:
        """One item: its bytes as they were pressed, or some of its fields."""
        asked = asking.read(request.GET, {"fields"})
        body = self.there(pk)
        if "fields" not in asked:
            return HttpResponse(body, content_type=JSON)
        said = json.loads(body)
        return answer(chosen(said, asking.fields(asked, self.known_fields(), said)))

    def find_view(self, request: Request) -> HttpResponse:
        """Lead to an item's own address, by its number."""
        asked = asking.read(request.GET, {"id", "fields"})
        if "id" not in asked:
            raise BadRequestError(_("请写明要找的 id。"))
        return self._lead_to(asking.number_given(asked, "id"), request)

    def _lead_to(self, pk: int, request: Request) -> HttpResponse:
        self.there(pk)
        kept = request.GET.copy()
        for name in ("id", "html_path"):
            kept.pop(name, None)
        query = f"?{kept.urlencode()}" if kept else ""
        return HttpResponseRedirect(f"{API}{self.called}/{pk}/{query}")


class PagesEndpoint(PressedEndpoint):
    """/api/v2/pages/: every public page."""

    called = "pages"
    model = Page

    def known_fields(self) -> Collection[str]:
        """Those of any type."""
        return PAGE_FIELDS

    def item(self, pk: int) -> bytes | None:
        """The page's index.json."""
        catalogue = PressedPages.current()
        row = catalogue.now().rows.get(pk)
        return catalogue.body(row) if row is not None else None

    def listing_view(self, request: Request) -> HttpResponse:
        """A part of the pages that are asked for, and how many there are."""
        asked = asking.read(request.GET, {*asking.PAGING, *asking.SEARCHING, *asking.FILTERS})
        part, (key, downwards) = asking.part(asked), asking.order(asked, asking.ORDERS)
        wanted = asking.fields(asked, PAGE_FIELDS, LISTED)
        words, operator = asking.search(asked)
        catalogue = PressedPages.current()
        rows = asking.found(asked, catalogue.now(), key, downwards)
        if words:
            known = {row.id: row for row in rows}
            rows = [known[key] for key in found_pages(words, operator) if key in known]
        total = len(rows)
        rows = rows[part.offset : part.offset + part.limit]
        bodies = (catalogue.body(row) for row in rows)
        items = [chosen(json.loads(body), wanted) for body in bodies if body is not None]
        return answer({"meta": {"total_count": total}, "items": items})

    def find_view(self, request: Request) -> HttpResponse:
        """Lead to a page's JSON by its number or by the address of its HTML."""
        asked = asking.read(request.GET, {"id", "html_path", "fields"})
        if ("id" in asked) == ("html_path" in asked):
            raise BadRequestError(_("请写明要找的 html_path 或 id，二者选一。"))
        if "id" in asked:
            return self._lead_to(asking.number_given(asked, "id"), request)
        path, known = asking.path_given(asked), PressedPages.current().now().by_path
        left = Answers.beside(Path(settings.PRESSED_DIR))
        pk = known.get(path) or known.get(left.moved.get(path, ""))
        if pk is None and path in left.gone:
            raise Gone
        if pk is None:
            raise Http404
        return self._lead_to(pk, request)


def found_pages(words: str, operator: str) -> list[int]:
    """The numbers of the public pages that have all words or any, the best first, from the index that the press left."""
    finder = Finder.of(settings.PRESSED_DIR)
    return finder.keys(Query(words, any_word=operator == "or"))


class FilesEndpoint(PressedEndpoint):
    """A list of files that public pages use."""

    keys: tuple[str, ...]
    orders = ("id", "title")

    def known_fields(self) -> Collection[str]:
        """Those of such a file."""
        return self.keys

    def found(self) -> Mapping[int, dict]:
        """The files by number."""
        raise NotImplementedError

    def item(self, pk: int) -> bytes | None:
        """What pages say of the file."""
        found = self.found().get(pk)
        return _bytes(found) if found is not None else None

    def listing_view(self, request: Request) -> HttpResponse:
        """A part of the files, and how many there are."""
        asked = asking.read(request.GET, asking.PAGING)
        part, (key, downwards) = asking.part(asked), asking.order(asked, self.orders)
        wanted = asking.fields(asked, self.keys, self.keys)
        rows = sorted(self.found().values(), key=lambda one: one[key], reverse=downwards)
        items = [chosen(one, wanted) for one in rows[part.offset : part.offset + part.limit]]
        return answer({"meta": {"total_count": len(rows)}, "items": items})


class DocumentsEndpoint(FilesEndpoint):
    """/api/v2/documents/: the uploaded files that public pages offer or link to, with the numbers of those pages."""

    called = "documents"
    model = get_document_model()
    keys = (*shape.DocumentData.__annotations__, "pages")

    def found(self) -> Mapping[int, dict]:
        """As the pages say."""
        return PressedPages.current().now().documents


class ImagesEndpoint(FilesEndpoint):
    """/api/v2/images/: the pictures that public pages show."""

    called = "images"
    model = get_image_model()
    keys = tuple(shape.ImageData.__annotations__)

    def found(self) -> Mapping[int, dict]:
        """As the pages say."""
        return PressedPages.current().now().images


ENDPOINTS: tuple[type[PressedEndpoint], ...] = (PagesEndpoint, DocumentsEndpoint, ImagesEndpoint)


@csrf_exempt
@require_safe
def redirects(request: HttpRequest) -> HttpResponse:
    """/api/v2/redirects/: what became of addresses that were once public, as the last press run left it.

    What was taken down for secrecy or privacy is not among them: such an address answers as if it had never been.
    """
    try:
        asked = asking.read(request.GET, {"limit", "offset"})
        part = asking.part(asked)
    except BadRequestError as problem:
        return shared(request, told(str(problem), 400))
    left = Answers.beside(Path(settings.PRESSED_DIR))
    moved = {path: to for path, to in left.moved.items() if to not in OTHER_NAMES}  # those names were never addresses
    rows: dict[str, dict[str, Any]] = {path: {"status": 301, "target": to} for path, to in moved.items()}
    rows |= {path: {"status": 410, "target": None} for path in left.gone}
    wanted = [path for path in sorted(rows) if not path.startswith(f"{ELDER}/")]
    items = [{"path": path, **rows[path]} for path in wanted[part.offset : part.offset + part.limit]]
    return shared(request, answer({"meta": {"total_count": len(wanted)}, "items": items}))


@csrf_exempt
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """/api/v2/preview/: a draft for another front end, to whom a token shows it; kept by nobody on the way."""
    try:
        asked = asking.read(request.GET, {"token"})
        if "token" not in asked:
            raise BadRequestError(_("请写明 token；在后台的审签页取得。"))
        response = HttpResponse(draft_behind(asked["token"]), content_type=JSON)
    except BadRequestError as problem:
        response = told(str(problem), 400)
    except NotShown as problem:
        response = told(str(problem), 403)
    response["Cache-Control"] = "no-store"
    return _readable(request, response)


@csrf_exempt
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """/api/v2/: what there is to be asked."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    found = {endpoint.called: f"{base}{API}{endpoint.called}/" for endpoint in ENDPOINTS}
    return shared(request, answer({"contract": shape.VERSION, **found, "redirects": f"{base}{API}redirects/"}))


# Answers --------------------------------------------------------------------------------------
def chosen(said: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    """The fields wanted, as far as there are, in their order."""
    return {key: value for key, value in said.items() if key in wanted}


def answer(said: Any, status: int = 200) -> HttpResponse:
    """Data as an answer."""
    return HttpResponse(_bytes(said), status=status, content_type=JSON)


def told(message: str, status: int, **headers: str) -> HttpResponse:
    """Why there is nothing, in a sentence."""
    response = answer({"message": message}, status)
    for name, value in headers.items():
        response[name] = value
    return response


def only_read() -> HttpResponse:
    """Refuses what would write."""
    return told(_("数据接口只供读取，只能用 GET。"), 405, Allow=ALLOWED)


def may_be_read() -> HttpResponse:
    """What a browser is told before it asks for something with headers of its own."""
    allowed = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "If-None-Match"}
    return HttpResponse(status=204, headers={"Allow": ALLOWED, **allowed})


def search_is_down() -> HttpResponse:
    """There is no index to be read: it is just being made, or could not be written."""
    words = _("搜索暂时不能用，请稍后再试；其他数据不受影响。")
    return told(words, 503, **{"Retry-After": RETRY_AFTER})


def _bytes(said: Any) -> bytes:
    return (json.dumps(said, ensure_ascii=False) + "\n").encode()


def shared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer with its entity tag, not to be kept unasked, and readable for the other front ends that may."""
    response.headers.setdefault("Cache-Control", FRESHNESS)
    if response.status_code == 200:
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        response = cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))
    return _readable(request, response)


def _readable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer that the other front ends may read which may."""
    for name, value in sharing_headers(request.headers.get("Origin", ""), settings.PUBLISHING_API_ORIGINS).items():
        response[name] = value
    return response
