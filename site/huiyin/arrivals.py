"""Requests to the admin that are broken or against a rule: answered in words where Wagtail's own pages would fail."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

ADMIN = "/admin/"
NUMBERS = {
    "wagtailadmin_choose_page": ("id", "parent_page_id", "target_pages[]"),
    "wagtailimages_chooser:": ("id",),
    "wagtaildocs_chooser:": ("id",),
    "wagtailadmin_api:": ("limit", "offset"),
}
"Beginnings of the names of Wagtail's pages → the parameters that these take for numbers unchecked."
MAY_BE_EMPTY = {"target_pages[]"}
_NUMBER = re.compile("[0-9]{1,9}")
_NUL = "\x00"


class AddressesOfTheAdmin(MiddlewareMixin):
    """Answers an impossible address with 400, and removes NUL, which no database takes, from all parameters."""

    def process_request(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = request.GET.copy()
            for name, values in list(request.GET.lists()):
                request.GET.setlist(name, [value.replace(_NUL, "") for value in values])

    def process_view(self, request, view, args, kwargs):
        """Check the parameters of a page of Wagtail's that must be numbers."""
        name = request.resolver_match.view_name or ""
        asked = [one for start, several in NUMBERS.items() if name.startswith(start) for one in several]
        values = [value for one in asked for value in request.GET.getlist(one) if value or one not in MAY_BE_EMPTY]
        if all(_NUMBER.fullmatch(value) for value in values):
            return None
        return bad_request(request, ValueError("no number"))


class FormsOfTheAdmin(MiddlewareMixin):
    """Answers a form of Wagtail's that fails: with 400 where parts are missing, with a sentence where a rule forbids it."""

    def process_exception(self, request, exception):
        """Answer forms posted to the admin alone; the same failure elsewhere is a fault of the program."""
        if request.method != "POST" or not request.path.startswith(ADMIN):
            return None
        match exception:
            case MultiValueDictKeyError():
                return bad_request(request, exception)
            case ProtectedError(protected_objects=objects) | RestrictedError(restricted_objects=objects):
                return _back(request, _still_needed(objects))
            case ValidationError(messages=sentences):
                return _back(request, _("没有保存：%(why)s") % {"why": "；".join(sentences)})
        return None


def _still_needed(objects) -> str:
    kinds = "、".join(sorted({str(one._meta.verbose_name) for one in objects}))
    return _("没有删除：仍被%(kinds)s引用。账号不再使用的，请停用；页面、图片和附件请先从引用处去掉。") % {
        "kinds": kinds
    }


def _back(request, sentence: str) -> HttpResponseRedirect:
    """Lead back to the page from which the form was sent, with a sentence why nothing was done."""
    messages.error(request, sentence)
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(came_from if is_ours else reverse("wagtailadmin_home"))
