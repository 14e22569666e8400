"""What publishing adds to Wagtail's page editor: 送审 and the way to the review page; what it takes away: 发布."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets.button import Button

from publishing import review
from publishing.admin import doors
from publishing.admin.acting import acted
from publishing.evidence import Verdict
from publishing.models import as_public
from publishing.review.checking import answered_for

TAKEN_AWAY = {
    "action-publish",
    "action-unpublish",
    "action-submit",
    "action-restart-workflow",
    "action-cancel-workflow",
}
"Wagtail's own ways to the public side; they would be refused anyway."


class HandInMenuItem(ActionMenuItem):
    """送审: save, then hand in."""

    name = "action-hand-in"
    label = gettext_lazy("保存并送审")
    icon_name = "upload"
    order = 20


class ReviewMenuItem(ActionMenuItem):
    """审签页: where the page is read, signed, withdrawn and taken down."""

    name = "action-review"
    label = gettext_lazy("打开审签页")
    icon_name = "tasks"
    order = 30

    def get_url(self, parent_context):
        """The review page of this page."""
        return reverse("publishing_review", args=[parent_context["page"].pk])


def action_menu(menu_items: list, context: dict) -> list:
    """The editor's buttons: Wagtail's but for those taken away, and ours."""
    kept = [item for item in menu_items if item.name not in TAKEN_AWAY]
    page, user = context.get("page"), context["request"].user
    may_hand_in = doors.may_draft(user) and not context.get("locked_for_user")
    if may_hand_in and context["view"] in {"create", "edit"}:
        kept.append(HandInMenuItem())
    if page is not None and page.latest_revision_id and context["view"] == "edit" and doors.may_open(user):
        # A locked page has no button but this one: let it be the first.
        kept.insert(0 if context.get("locked_for_user") else len(kept), ReviewMenuItem())
    return kept


def hand_in(request, page):
    """Hand the page in that was just saved, when 保存并送审 was pressed; stay in the editor when it is refused."""
    if "action-hand-in" not in request.POST:
        return None
    if acted(request, lambda: review.submit(page, account=request.user), _("已送审，审签期间本页锁定。")) is None:
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect("publishing_review", page.pk)


def mask(request, page):
    """Put masks into what was just saved, when a button of the screening was pressed; stay in the editor."""
    if not (pressed := request.POST.get("action-mask")):
        return None
    keys = [] if pressed == "all" else [pressed]
    acted(request, lambda: review.mask(page, account=request.user, keys=keys), masked_in_words)
    return redirect("wagtailadmin_pages:edit", page.pk)


def masked_in_words(number: int) -> str:
    """What came of masking."""
    return _("已遮盖 %(number)s 处，存为新的一稿；请再看一遍还有没有须处理的。") % {"number": number}


def tell_findings(request, page) -> None:
    """Say at a glance what was found in the words just saved; an autosave is not told."""
    if not as_public(page).is_disclosed or not request.accepts("text/html"):
        return
    draft = page.get_latest_revision_as_object()
    if (blocking := len(review.look_through(draft).blocking)) and "action-mask" not in request.POST:
        words = _("内容筛查：✕ 须处理%(number)s处，见“内容筛查”一栏。")
        messages.warning(request, words % {"number": blocking})
    checked = review.check_page(draft).answered(answered_for(draft))
    is_empty = checked.verdict is Verdict.NONE and page.must_tell_figures
    if checked.verdict in {Verdict.CLASH, Verdict.DEF} or is_empty:
        words = _("数据核对：%(mark)s %(word)s，见“数据核对”一栏。")
        messages.warning(request, words % {"mark": checked.mark, "word": checked.word})


def listing_buttons(page, user):
    """审签, for pages that have a revision."""
    if page.latest_revision_id and doors.may_open(user):
        yield Button(_("审签页"), reverse("publishing_review", args=[page.pk]), icon_name="tasks", priority=15)
