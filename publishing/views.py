"""The portal's few live views: search (搜索), reads (浏览次数), and what is not pressed, for those who may see it."""

import mimetypes
import re
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page
from wagtail.views import serve

from publishing.finding.answering import Asked, answer
from publishing.finding.furniture import from_text, other_ways
from publishing.finding.reading import Finder, NoIndex
from publishing.models import ReadCount, ReaderToday
from publishing.permissions import may_see_files
from publishing.press.answers import ELDER, OUT_OF_ORDER, SEARCH
from publishing.press.headers import regret_headers
from publishing.press.render import in_elder_mode, print_with
from publishing.press.search_index import ELDER_FRAME, FRAME

MOST_READS = 500
"Reads that one address may add in a day, all pages together: a government's whole network may stand behind one."
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|fetch|scan|monitor|check|preview|curl|wget|python|java/|okhttp|go-http|headless|lighthouse",
    re.IGNORECASE,
)
"What search engines and programs call themselves."


@csrf_exempt  # refused as a method (405) is what only reads, whether or not it brings a token
@require_safe
def search(request, elder: bool = False):
    """Search what is public: in the index that the press left, so the database may be down."""
    finder = Finder.of(settings.PRESSED_DIR)
    asked = Asked({name: request.GET[name] for name in request.GET}, SEARCH)
    try:
        frame = from_text(finder.about(ELDER_FRAME if elder else FRAME))
        content = answer(finder, asked, ways=other_ways(frame))
    except NoIndex as problem:
        return _without_index(problem)
    address = asked.url(page=asked.page)
    other = address if elder else ELDER + address
    frame = replace(frame, title=content.title, search_query=content.query, switch_url=other)
    if elder:
        content = in_elder_mode(content, frozenset(hit.entry.url for hit in content.hits))
    return HttpResponse(print_with("publishing/search.html", frame, content))


def _without_index(problem: NoIndex) -> HttpResponse:
    """The pressed page that says that something can't be had for now; there is none where nothing is public."""
    try:
        body = Path(f"{settings.PRESSED_DIR}{OUT_OF_ORDER}index.html").read_bytes()
    except OSError:
        raise Http404 from problem
    return HttpResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=regret_headers())


@csrf_exempt
@never_cache
@require_POST
def read(request, page_id: int):
    """Count a read of a public page and answer its number; no cookie, one reader once a day, and no machine."""
    if not Page.objects.live().public().filter(pk=page_id).exists():
        raise Http404
    browser = request.headers.get("User-Agent", "")
    is_reader = _comes_from_here(request) and browser and not MACHINES.search(browser)
    if is_reader and ReaderToday.is_first(page_id, request.META.get("REMOTE_ADDR", ""), browser, MOST_READS):
        ReadCount.add_one(page_id)
    return JsonResponse({"reads": ReadCount.of(page_id)})


def _comes_from_here(request) -> bool:
    """Whether a page of this very portal sent it, as every browser says of what a script sends."""
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()


@csrf_exempt
@require_safe
def elder_page(request, path: str):
    """A page in elder mode (长者模式) where it is not pressed: the same answer as the page itself would give."""
    request.elder = True
    return serve(request, path)


@csrf_exempt
@never_cache
@require_safe
def unpublished_file(request, path: str):
    """An image or document of a draft, for those who write and review pages; the public gets pressed files only."""
    if not may_see_files(request.user):
        raise Http404
    try:
        with default_storage.open(path) as file:
            body = file.read()
    except (OSError, ValueError, SuspiciousFileOperation) as problem:
        raise Http404 from problem
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    shown = kind in {"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"}
    disposition = content_disposition_header(not shown, path.rpartition("/")[2])
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": disposition} if disposition else {})
