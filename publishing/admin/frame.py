"""What pages of publishing in the admin share: who is let in, and the warning that a page taken down is still public."""

from functools import wraps

from django.core.exceptions import PermissionDenied
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


def why_still_public(page: Page) -> str:
    """What is to be done at once where a page was taken down and its pressed files are there still; empty when not."""
    if not still_shows(page):
        return ""
    return _("撤稿已经生效，但公开页面还没有撤下，系统会自动再试；请立即通知管理员执行 huiyin press。")
