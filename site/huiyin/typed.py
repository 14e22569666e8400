"""What people typed is never lost (填写的内容不丢失): a form that arrives too late is kept, and filled in again after the login.

Kept is one form a browser, in its session on the server, without files and passwords; it is shown to the account that
last worked in this browser and to nobody else, and it is never sent by itself.
"""

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ADMIN = "/admin/"
KEPT = "typed"
"The key of the session."
WHO = "huiyin_who"
"The cookie that says, signed, whose browser it is."
REMEMBERED = 12 * 60 * 60
"Seconds for which a browser is somebody's, and a form kept."
MOST_CHARACTERS = 400_000
NOT_KEPT = ("csrfmiddlewaretoken", "kept_scan", "slips")
"Fields that are no writing of anybody: a slip holds a password for one login."
OPEN_TO_STRANGERS = {"wagtailadmin_login", "wagtailadmin_logout"}


class TypedForms(MiddlewareMixin):
    """Keeps what arrives at the admin too late."""

    def process_response(self, request, response):
        if request.path.startswith(ADMIN) and request.user.is_authenticated:
            _remember(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        """After Django looked at the token against forgery: a form of somebody whose session has ended is kept."""
        sent_by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        if request.method == "GET":
            request.typed_again = _for_this_page(request)
        if request.method != "POST" or not request.path.startswith(ADMIN) or sent_by_script:
            return None
        if request.user.is_authenticated:
            _forget(request)
            return None
        if request.resolver_match.view_name in OPEN_TO_STRANGERS or not (who := _whose(request)):
            return None
        page = _page_of(request)
        if _keep(request, who, page):
            messages.info(request, _("登录已超时。您填写的内容已经保留，登录后会放回表单，核对后再提交。"))
            page += "#typed"
        return HttpResponseRedirect(f"{reverse('wagtailadmin_login')}?next={quote(page)}")


@never_cache
@require_safe
def typed(request):
    """What this account had typed before it had to log in again, for the page on which it was typed."""
    kept = request.session.get(KEPT) if request.user.is_authenticated else None
    if kept is None or kept["who"] != request.user.pk:
        return JsonResponse({}, status=HTTPStatus.NOT_FOUND)
    files = "、".join(kept["files"])
    return JsonResponse(
        {
            "page": kept["page"],
            "action": kept["action"],
            "fields": kept["fields"],
            "words": _("登录超时前填写的内容已放回表单，还没有提交。请核对后再提交。"),
            "files": _("附件须重新选择：%(files)s。") % {"files": files} if files else "",
            "lost": _("没有能放回表单的内容（可以复制）"),
        }
    )


def _for_this_page(request) -> dict | None:
    """The form that this account had typed on this page before its session ended; a page without script fills it in itself."""
    if not request.path.startswith(ADMIN) or not request.user.is_authenticated:
        return None
    kept = request.session.get(KEPT)
    return kept if kept and (kept["who"], kept["page"]) == (request.user.pk, request.get_full_path()) else None


def _remember(request, response) -> None:
    """Mark the browser as this account's."""
    if _whose(request) != request.user.pk:
        value = signing.dumps(request.user.pk, salt=WHO)
        response.set_cookie(
            WHO,
            value,
            max_age=REMEMBERED,
            path=ADMIN,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _whose(request) -> int | None:
    """The account that last worked in this browser."""
    try:
        return signing.loads(request.COOKIES.get(WHO, ""), salt=WHO, max_age=REMEMBERED)
    except signing.BadSignature:
        return None


def _keep(request, who: int, page: str) -> bool:
    """Keep the form in the stranger's session, which the login carries on; no more than an office can have typed."""
    fields = _typed(request)
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        return False
    request.session[KEPT] = {
        "who": who,
        "page": page,
        "action": request.path,
        "fields": fields,
        "files": _files(request),
    }
    return True


def _forget(request) -> None:
    """What was kept is let go once its page is sent again, or somebody else works here."""
    kept = request.session.get(KEPT)
    if kept is not None and (kept["who"] != request.user.pk or _page_of(request) == kept["page"]):
        del request.session[KEPT]


def _typed(request) -> dict[str, list[str]]:
    return {
        name: values for name, values in request.POST.lists() if name not in NOT_KEPT and "password" not in name.lower()
    }


def _files(request) -> list[str]:
    return [file.name for _name, files in request.FILES.lists() for file in files]


def _page_of(request) -> str:
    """The page on which the form stood, with its query: where it was sent from, if that is ours; or where it went."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        place = urlsplit(came_from)
        if place.path.startswith(ADMIN) and place.path != reverse("wagtailadmin_login"):
            return f"{place.path}?{place.query}" if place.query else place.path
    return request.get_full_path()
