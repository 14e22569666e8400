"""Who the reader is; and what depends on the path: the content security policy and the doors of the admin."""

import logging
from http import HTTPStatus
from time import perf_counter, time

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_denied

from huiyin import logs, proxies
from huiyin.codes.pages import BEFORE_THE_CODE, where_to_show
from huiyin.codes.required import is_lacking
from huiyin.doors import WHOLE, is_open
from tracking import permissions

logger = logging.getLogger("huiyin.requests")
ADMIN = "/admin/"
BEHIND_THE_LOGIN = (ADMIN, settings.MEDIA_URL)
"Where an account is needed: the admin, and the files of drafts."
ACTED = "acted"
"In the session: when a person last did something, in seconds."
EVERY = 60
"Seconds after which that time is written again, so that not every request saves the session."
BY_ITSELF = {"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"}
"Pages that an open editor asks for by itself, without anybody at the keyboard."
BEFORE_THE_PASSWORD = {
    "own_password", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
}  # fmt: skip
"All that is open to an account whose password somebody else set."
BULK = "wagtail_bulk_action"
"Wagtail's one address for acts on many things; the kind of thing stands in it."


class ReadersAddress(MiddlewareMixin):
    """Puts the reader's own address, and whether they came by https, where everything looks for it (see proxies)."""

    def process_request(self, request):
        peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        if proxies.believed(peer, settings.PROXIES):
            request.META["REMOTE_ADDR"] = proxies.reader(peer, forwarded, settings.PROXIES)
            if (scheme := request.META.get("HTTP_X_FORWARDED_PROTO", "").strip()) in {"http", "https"}:
                request.META["wsgi.url_scheme"] = scheme


class NamedRequests(MiddlewareMixin):
    """Gives each request a number (请求编号): the reader sees it in a header, and every line of the log bears it."""

    def process_request(self, request):
        """Take over the number that one's own proxy gave, or give one."""
        peer, named = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_REQUEST_ID", "")
        request.began = perf_counter()
        request.number = logs.begin_request(named if proxies.believed(peer, settings.PROXIES) else "")

    def process_response(self, request, response):
        """Say it to the reader, and note the request without what was asked or sent in it."""
        response["X-Request-ID"] = request.number
        taken = {
            "method": request.method, "path": request.path, "status": response.status_code,
            "ms": round((perf_counter() - request.began) * 1000),
        }  # fmt: skip
        logger.info("request", extra=taken)
        return response


class PolicyByPath(CSPMiddleware):
    """django-csp's middleware, with the admin's policy for the admin's own pages."""

    def process_response(self, request, response):
        if request.path.startswith(ADMIN):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)


class IdleSessions(MiddlewareMixin):
    """Ends a session in which nobody did anything for a while (闲置退出); what a page asks by itself keeps none alive."""

    def process_view(self, request, view, args, kwargs):
        """Log out who stayed away too long; the view then sends them to the login, and from there back."""
        if not request.path.startswith(BEHIND_THE_LOGIN) or not request.user.is_authenticated:
            return
        now, acted = int(time()), request.session.get(ACTED)
        if acted is not None and now - acted > settings.IDLE_MINUTES * 60:
            logout(request)
            words = _("您已有 %(minutes)s 分钟没有操作，为了安全已自动退出；请重新登录，将回到原来的页面。")
            messages.warning(request, words % {"minutes": settings.IDLE_MINUTES})
        elif acted is None or (abs(now - acted) >= EVERY and request.resolver_match.view_name not in BY_ITSELF):
            request.session[ACTED] = now


def note_login(sender, request, **kwargs) -> None:
    """Begin to count with the login; receives user_logged_in."""
    request.session[ACTED] = int(time())


class AllowedMethods(MiddlewareMixin):
    """Answers outside the admin which methods an address has (OPTIONS): what its view says when it refuses one."""

    def process_response(self, request, response):
        """A refusal names OPTIONS too; a question for the methods is answered with them and nothing else."""
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.path.startswith(ADMIN):
            return response
        allowed = [*filter(None, response.get("Allow", "").split(", "))]
        allow = ", ".join(dict.fromkeys([*allowed, "OPTIONS"]))
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": allow})
        response["Allow"] = allow
        return response


class DoorsOfTheAdmin(MiddlewareMixin):
    """Turns away from Wagtail's own pages whoever has no business there (see doors), and asks for a code first (see codes)."""

    def process_view(self, request, view, args, kwargs):
        """Strangers pass: every view of the admin sends them to the login itself."""
        if not request.path.startswith(BEHIND_THE_LOGIN) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if is_lacking(request) and match.view_name not in BEFORE_THE_CODE:
            return redirect(where_to_show(request))
        if permissions.must_change_password(request.user) and match.view_name not in BEFORE_THE_PASSWORD:
            return redirect("own_password")
        if not request.path.startswith(ADMIN):
            return None
        kind = match.kwargs.get("app_label", "") if match.view_name == BULK else ""
        return None if is_open(request.user, match.view_name, kind) else permission_denied(request)


class WholeChanges(MiddlewareMixin):
    """Lets some of Wagtail's own pages save and leave their jobs in one transaction (see doors); the last that sees a view."""

    def process_view(self, request, view, args, kwargs):
        """The answer of such a page to a form; of all others nothing is said."""
        if request.method != "POST" or not request.resolver_match.view_name.startswith(WHOLE):
            return None
        return transaction.atomic(view)(request, *args, **kwargs)
