"""Refuses on Wagtail's pages for moving, adding and copying what a page's own rules forbid, with a sentence and the way back."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from publishing.placing import why_not_copy, why_not_moved, why_not_under
from tracking.admin.frame import key_in


def before_move(request, page, destination):
    """Refuse a move against the rules as soon as it is asked for, not only at its last button."""
    if reason := why_not_under(page.specific, destination) or why_not_moved(page):
        messages.error(request, reason)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


def before_add(request, parent_page, page_class):
    """Refuse a new page below a column that holds none of its type, where its address is typed by hand."""
    if reason := page_class.why_not_added(parent_page.specific):
        messages.error(request, reason)
        return redirect("wagtailadmin_explore", parent_page.pk)
    return None


def before_copy(request, page):
    """Refuse a copy against the rules, an alias, or a copy to a place that does not exist."""
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
