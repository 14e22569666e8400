"""Bringing a signed page before the public and taking it down again (签发、公开登记、撤稿)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, WorkflowState

from publishing.models import Cause, PortalSettings, ReplyNoticePage, Submission, TakeDown
from publishing.review import addresses, kinds
from publishing.review.acts import Refused, event_of, kept, locked
from publishing.review.gate import carries_all
from publishing.review.levels import why_not_publish, why_not_record
from tracking import permissions
from tracking.loop import Refused as StepRefused
from tracking.loop.acts.supervising import record_publication
from tracking.models import Person, PrivateFile, Role
from tracking.models.accounts import Account
from tracking.versions.evidence import plain


# 签发 --------------------------------------------------------------------------------------------
def publish_signed_revision(workflow_state: WorkflowState, user: Account | None = None) -> None:
    """Publish the very revision that was signed (签发): what Wagtail calls when its workflow has come to its end."""
    page = workflow_state.content_object.specific
    submission = Submission.objects.complete().of(page).select_related("revision__content_type").first()
    if submission is None or not carries_all(submission):
        raise Refused(_("签署不全，不能公开。"))
    if reason := why_not_publish(submission):
        raise Refused(reason)
    submission.revision.publish(user=user, skip_permission_checks=True)
    final = submission.agreed()[-1]
    is_public_here = PortalSettings.current().has_columns
    first, last = Page.objects.values_list("first_published_at", "last_published_at").get(pk=page.pk)
    event = event_of(
        kinds.PUBLISHED, page, user, final.decider, submission.content_sha256,
        summary=submission.revision.object_str, on=timezone.localdate(),
        revision=submission.revision_id, first=plain(first), last=plain(last), here=is_public_here,
    )  # fmt: skip
    if not is_public_here:  # it is public once the platform above published it: `publishing.review.upper`
        return
    addresses.note_published(page, event)
    page = submission.revision.as_object()
    if page.answered_reply is not None:
        register_publication(page, account=user)


def register_publication(page: ReplyNoticePage, *, account: Account | None) -> None:
    """Enter in the ledger where and when a reply was published (公开登记); a migrated one by its first publication."""
    on = timezone.localtime(page.migrated_at).date() if page.migrated else timezone.localdate()
    here = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + page.get_url_parts()[2]
    url = page.migrated_url if page.migrated and page.migrated_url else here
    try:
        record_publication(page.reply, on=on, url=url, account=account)
    except StepRefused as problem:
        raise Refused(_("公开登记未成，暂不能公开：%(why)s") % {"why": problem}) from problem


# 撤稿 --------------------------------------------------------------------------------------------
def why_not_away(page: Page) -> str:
    """Why a page can't be taken down by anybody now; empty when it can."""
    if not page.live:
        return _("本页没有公开，不需要撤稿。")
    if page.get_descendants().live().exists():
        return _("本页下还有公开的页面，请先撤下它们。")
    return ""


def why_not_take_down(page: Page, *, decider: Person | None, account: Account, scan: PrivateFile | None = None) -> str:
    """Why this person may not take the page down through this account; empty when they may."""
    if reason := why_not_away(page):
        return reason
    if decider is None or not permissions.has_role(decider, Role.FINAL_REVIEWER):
        return _("撤稿由三审决定。")
    return why_not_record(decider, account, scan)


def take_down(
    page: Page,
    *,
    account: Account,
    reason: str,
    decider: Person | None = None,
    cause: str = Cause.CONTENT,
    is_urgent: bool = False,
    scan: PrivateFile | None = None,
) -> TakeDown:
    """Take a live page off the portal (撤稿、紧急撤稿), with a reason that is kept (R95)."""
    reason = reason.strip()
    with transaction.atomic():
        page = locked(page)
        decider = decider or permissions.person_of(account)
        sentence = why_not_take_down(page, decider=decider, account=account, scan=scan)
        if sentence or decider is None:
            raise Refused(sentence)
        if not reason:
            raise Refused(_("撤稿须写明理由。"))
        return put_away(
            page, account=account, decider=decider, reason=reason, cause=cause, is_urgent=is_urgent, scan=scan
        )


def put_away(
    page: Page,
    *,
    account: Account | None,
    decider: Person,
    reason: str,
    is_urgent: bool,
    summary: str = "",
    **more: Any,
) -> TakeDown:
    """Write a take-down and unpublish the page, which is locked; who may was asked by the caller."""
    label = _("紧急撤稿") if is_urgent else ""
    row = TakeDown(
        page_id=page.pk,
        revision_id=page.live_revision_id,
        is_urgent=is_urgent,
        decider=decider,
        recorded_by=account,
        reason=reason,
        **more,
    )
    summary, today = summary or reason, timezone.localdate()
    kept(row, kinds.TAKEN_DOWN, page, decider=decider, label=label, summary=summary, on=today)
    UnpublishPageAction(page, user=account).execute(skip_permission_checks=True)
    addresses.note_taken_down(page, row)
    return row
