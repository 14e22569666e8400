"""Views of the project itself: whether it is well, and what is shown where nothing is."""

import sys
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpResponse, HttpResponseNotFound, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found
from django.views.defaults import server_error as plain_server_error

from huiyin.middleware import ADMIN
from publishing.press.answers import NOT_FOUND, message_of
from tracking import outbox
from tracking.models.locking import is_busy
from tracking.storing import StoreTrouble


@csrf_exempt
@never_cache
@require_safe
def healthz(request):
    """Say whether the database answers and is ours: 200 when so, 503 when not; and what follows commits and is not done.

    Jobs that wait or failed are no reason to take the site out of service, so they change numbers, never the status.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        jobs = outbox.state()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "unreachable"}, status=503)
    return JsonResponse({"ok": True, "jobs": jobs})


def not_found(request, exception):
    """Show the pressed page for 404, with masthead and menu, in the reader's mode; before the first press, the bare template."""
    page = message_of(NOT_FOUND, request.path)
    try:
        return HttpResponseNotFound(Path(f"{settings.PRESSED_DIR}{page}index.html").read_bytes())
    except FileNotFoundError:
        return page_not_found(request, exception)


def server_error(request):
    """Answer what nobody foresaw; in the admin, a database busy for too long or a store of files that is silent is 503 and keeps what was typed."""
    if request.path.startswith(ADMIN):
        problem = sys.exc_info()[1]
        if is_busy(problem):
            return busy(request)
        if isinstance(problem, StoreTrouble):
            return busy(request, "files_unreachable.html")
    return plain_server_error(request)


def busy(request, page: str = "busy.html"):
    """Say that nothing was saved, and offer to hand in again what was typed; files have to be chosen again."""
    context = _again(request)
    answer = HttpResponse(render_to_string(page, context), status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = "10"
    answer["Cache-Control"] = "no-store"
    return answer


def _again(request) -> dict:
    """What a page takes that offers to hand in again what was typed; nothing of a form that holds a password."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    secret = any("password" in name for name, _value in typed)
    return {
        "action": request.get_full_path(),
        "token": get_token(request),
        "typed": [] if secret else [pair for pair in typed if pair[0] != "csrfmiddlewaretoken"],
        "files": [] if secret else [(name, one.name) for name, ones in request.FILES.lists() for one in ones],
    }


def outdated(request, reason=""):
    """Refuse a form whose mark against forgery is of another sitting; one of our own pages in the admin is offered again.

    Whoever logs in in another window gets a new mark, and what was typed before would be lost with the old one. A form
    that another site sent is only refused: a browser says where a form comes from, and a site can't say otherwise.
    """
    context = _again(request) if request.path.startswith(ADMIN) and _is_from_here(request) else {}
    if "application/json" in request.headers.get("Accept", ""):
        words = _("打开这一页之后您重新登录过，刚才的改动还没有存上。请点“暂存”。")
        return JsonResponse({"words": words}, status=HTTPStatus.FORBIDDEN)
    template = "outdated.html" if context.get("typed") else "403_csrf.html"
    answer = HttpResponse(render_to_string(template, context), status=HTTPStatus.FORBIDDEN)
    answer["Cache-Control"] = "no-store"
    return answer


def _is_from_here(request) -> bool:
    """Whether a form was sent from a page of this site, as the browser says itself."""
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    came_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(came_from) and url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
