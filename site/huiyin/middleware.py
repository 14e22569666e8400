"""Who the reader is; and what depends on the path: content security policy, doors of the admin, forms in part."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request
from wagtail.admin.auth import permission_denied

from huiyin import proxies
from huiyin.doors import is_open

ADMIN = "/admin/"


class ReadersAddress:
    """Puts the reader's own address, and whether they came by https, where everything looks for it (see proxies)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        if proxies.believed(peer, settings.PROXIES):
            request.META["REMOTE_ADDR"] = proxies.reader(peer, forwarded, settings.PROXIES)
            if (scheme := request.META.get("HTTP_X_FORWARDED_PROTO", "").strip()) in {"http", "https"}:
                request.META["wsgi.url_scheme"] = scheme
        return self.get_response(request)


class PolicyByPath(CSPMiddleware):
    """django-csp's middleware, with the admin's policy for the admin's own pages."""

    def process_response(self, request, response):
        if request.path.startswith(ADMIN):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)


class DoorsOfTheAdmin:
    """Turns away from Wagtail's own pages whoever has no business there (see doors)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Strangers pass: every view of the admin sends them to the login itself."""
        if not request.path.startswith(ADMIN) or not request.user.is_authenticated:
            return None
        return None if is_open(request.user, request.resolver_match.view_name) else permission_denied(request)


class FormsOfTheAdmin:
    """Answers a form that arrives without its own parts with 400 and what to do, where Wagtail's blocks would fail."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Only for what was posted to the admin: a key that is missing elsewhere is a fault of ours."""
        missing = request.method == "POST" and isinstance(exception, MultiValueDictKeyError)
        return bad_request(request, exception) if missing and request.path.startswith(ADMIN) else None
