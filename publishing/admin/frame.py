"""What every page of publishing in the admin has around it: who is let in, its title and crumbs, and a warning they share."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.admin import doors
from publishing.press.run import still_shows


def opened(view):
    """Let in only those who write, sign or record."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not doors.may_open(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def frame(title: str, *crumbs, icon: str = "doc-full") -> dict:
    """The context of Wagtail's slim header."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("首页")}]
    items += [{"url": url, "label": label} for label, url in crumbs]
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*items, {"url": "", "label": title}],
    }


def why_still_public(page: Page) -> str:
    """What is to be done at once where a page was taken down and its pressed files are there still; empty when not."""
    if not still_shows(page):
        return ""
    return _("撤稿已经生效，但公开页面还没有撤下，系统会自动再试；请立即通知管理员执行 huiyin press。")
