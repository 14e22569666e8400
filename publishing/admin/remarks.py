"""审稿意见 in the admin: said, answered and closed on the review page."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from publishing.admin.acting import acted
from publishing.admin.doors import opened
from publishing.models import PublicPage, Remark
from publishing.review import remarks


def _back(page_id: int, mark: str = "signing-remarks"):
    answer = redirect("publishing_review", page_id)
    answer["Location"] += f"#{mark}"
    return answer


@require_POST
@opened
def say(request, page_id):
    """Say something of a passage."""
    page = get_object_or_404(Page, pk=page_id, latest_revision__isnull=False).specific
    if isinstance(page, PublicPage):
        place, text = request.POST.get("place", ""), request.POST.get("text", "")
        done = _("意见已记下，编辑和审签人都看得到。")
        acted(request, lambda: remarks.remark(page, account=request.user, place=place, text=text), done)
    return _back(page_id)


@require_POST
@opened
def answer(request, remark_id):
    """Answer one."""
    one, text = get_object_or_404(Remark, pk=remark_id), request.POST.get("text", "")
    acted(request, lambda: remarks.answer(one, account=request.user, text=text), _("已回复。"))
    return _back(one.page_id, f"remark-{one.pk}")


@require_POST
@opened
def close(request, remark_id):
    """Close one."""
    one = get_object_or_404(Remark, pk=remark_id)
    acted(request, lambda: remarks.close(one, account=request.user), _("这条意见已了结。"))
    return _back(one.page_id)
