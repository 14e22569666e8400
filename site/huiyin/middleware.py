"""What depends on the path: the content security policy, and the doors of the admin."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from wagtail.admin.auth import permission_denied

from huiyin.doors import is_open

ADMIN = "/admin/"


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
