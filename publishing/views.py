"""The portal's few live views: search (搜索), reads (浏览次数), and what is not pressed, for those who may see it."""

import mimetypes
import re
from dataclasses import replace
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page
from wagtail.views import serve

from publishing.frame import Field, Link, Pager, SearchContent
from publishing.models import ReadCount, ReaderToday
from publishing.permissions import may_see_files
from publishing.press.answers import ELDER
from publishing.press.portal import Portal
from publishing.press.render import SEARCH, furnished, in_elder_mode, print_with
from tracking.wording import find

LONGEST_QUERY = 100
A_PAGE = 20
MOST_READS = 500
"Reads that one address may add in a day, all pages together: a government's whole network may stand behind one."
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|fetch|scan|monitor|check|preview|curl|wget|python|java/|okhttp|go-http|headless|lighthouse",
    re.IGNORECASE,
)
"What search engines and programs call themselves."
AROUND = 40
"Characters of an extract on either side of the word found."


@csrf_exempt  # refused as a method (405) is what only reads, whether or not it brings a token
@require_safe
def search(request, elder: bool = False):
    """Search what is public: all words, or, when nothing has them all, some (未找到完全匹配)."""
    portal = Portal.now()
    if portal is None:
        raise Http404
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    content = results(portal, query, request.GET.get("page", "1"))
    address = f"{SEARCH}?{request.GET.urlencode()}" if request.GET else SEARCH
    shared = furnished(portal, None, SEARCH)
    described = Field("Description", _("搜索%(name)s公开的复函、总结和制度。") % {"name": portal.settings.name})
    frame = replace(
        shared,
        meta=(*shared.meta, described),
        title=content.title,
        search_query=query,
        switch_url=ELDER + address,
        crumbs=(Link(_("首页"), "/"), Link(_("搜索"), "", current=True)),
    )
    if elder:
        frame = replace(in_elder_mode(frame, portal.paths), elder=True, switch_url=address)
        content = in_elder_mode(content, portal.paths)
    return HttpResponse(print_with("publishing/search.html", frame, content))


def all_or_any(queryset, query):
    """What has all words of a query, or, when nothing has them all, any of them; and whether it fell back to that.

    The queryset must already be narrowed to what its reader may see (`.live().public()`), or the count says too much.
    """
    results = queryset.search(query, operator="and")
    if results.count():
        return results, False
    nearby = queryset.search(query, operator="or")
    return nearby, bool(nearby.count())


def results(portal: Portal, query: str, page: str) -> SearchContent:
    """One page of what was found, each with an extract around the first word found."""
    if not query:
        return SearchContent(title=_("搜索"), query="")
    public = Page.objects.filter(pk__in=portal.pieces)
    found, fell_back = all_or_any(public, query)
    pages = Paginator(found, A_PAGE)
    here = pages.get_page(page)
    pieces = [portal.pieces[one.pk] for one in here]
    return SearchContent(
        title=_("搜索“%(query)s”的结果") % {"query": query},
        query=query,
        entries=tuple(replace(one.entry, summary=extract(one.page.search_text(), query)) for one in pieces),
        total=pages.count,
        pager=_pager(query, here) if pages.num_pages > 1 else None,
        fell_back=fell_back,
    )


def extract(text: str, query: str) -> str:
    """The words around the first place where the query, or a part of it, stands; else the opening."""
    text = " ".join(text.split())
    parts = [query, *query.split(), *(query[start : start + 2] for start in range(len(query) - 1))]
    at = next((place[0] for part in parts if (place := find(text, part))), 0)
    start, end = max(0, at - AROUND), at + 2 * AROUND
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _pager(query: str, here) -> Pager:
    def url(number: int) -> str:
        return f"{SEARCH}?{QueryDict.fromkeys(['q'], query).urlencode()}&page={number}"

    numbers = here.paginator.get_elided_page_range(here.number, on_each_side=2, on_ends=1)
    return Pager(
        number=here.number,
        total=here.paginator.num_pages,
        previous_url=url(here.previous_page_number()) if here.has_previous() else "",
        next_url=url(here.next_page_number()) if here.has_next() else "",
        pages=tuple(
            Link(str(number), url(number) if isinstance(number, int) else "", number == here.number)
            for number in numbers
        ),
    )


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
