"""What Wagtail's pages for moving and copying say where a page's own rules forbid it: a sentence, and the way back."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from publishing.placing import why_not_copy, why_not_under
from tracking.admin.frame import key_in


def before_move(request, page, destination):
    """A move past the rules is refused where it is asked for, and not when its last button is pressed."""
    if reason := why_not_under(page.specific, destination):
        messages.error(request, reason)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


def before_add(request, parent_page, page_class):
    """A page asked for by address below a column that holds none of its type."""
    if reason := page_class.why_not_added(parent_page.specific):
        messages.error(request, reason)
        return redirect("wagtailadmin_explore", parent_page.pk)
    return None


def before_copy(request, page):
    """A copy past the rules, as another's alias, or to a place that is not there."""
    if request.method != "POST":
        return None
    if reason := _why_not_copied(request.POST, page.specific):
        messages.error(request, reason)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _why_not_copied(posted, page) -> str:
    if posted.get("alias"):
        return _("这里没有别名页：同一篇内容只有一个页面、一次审签。请改为复制，或在正文里写明链接。")
    parent = Page.objects.filter(pk=key_in(posted.get("new_parent_page", ""))).first()
    if parent is None:
        return _("请选择复制到哪个栏目之下。")
    return why_not_copy(page, parent)
