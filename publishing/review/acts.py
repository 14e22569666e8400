"""What is done to a page under review (审签办理): 送审、审签、退回、撤回、签发、撤稿; each in one transaction."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from publishing.models import (
    Level,
    ReplyNoticePage,
    SignOff,
    Submission,
    TakeDown,
    Verdict,
    Withdrawal,
)
from publishing.models.reported import reported_notes
from publishing.narrating import PROMPT
from publishing.review import surface
from publishing.review.checking import check_page, why_unproven
from publishing.review.gate import carries_all
from publishing.review.levels import needed_levels, why_not_answer, why_not_record, why_not_sign, why_void
from publishing.review.pinning import pin
from publishing.review.reading import Passage, read
from publishing.review.statement import content_sha256, used_files
from tracking import permissions, versions
from tracking.models import Person, PrivateFile, Role
from tracking.steps import Refused as StepRefused
from tracking.steps import record_publication
from tracking.wording import mask_personal

ADDRESSES = {"slug", "migrated_url"}
"Fields whose digits are nobody's number."


class Refused(PermissionDenied):
    """Something that may not be done to a page now; its text is a sentence in Chinese that says why."""


# 送审 ------------------------------------------------------------------------------------------
def why_not_submit(page: Page, account) -> str:
    """Why this account may not hand the page in now; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_role(person, Role.EDITOR):
        return _("送审由信息公开编辑办理。")
    if Submission.objects.open().of(page).exists():
        return _("本页正在审签。")
    if page.alias_of_id is not None or page.latest_revision_id is None:
        return _("本页没有可送审的稿件，请先保存。")
    if page.live and page.live_revision_id == page.latest_revision_id:
        return _("已发布的就是最新的一稿，不需要送审。")
    draft = page.get_latest_revision_as_object()
    if draft.go_live_at or draft.expire_at:
        return _("不能定时发布或定时下线：签发即发布，撤稿须写明理由。请清空这两个时间后再送审。")
    if any(PROMPT in line for passage in read(draft) for line in passage.lines):
        return _("正文里还有“%(prompt)s……】”的提示，请补写或删去后再送审。") % {"prompt": PROMPT}
    if found := [one.label for one in read(draft) if one.name not in ADDRESSES and has_numbers_of_persons(one)]:
        words = _("“%(fields)s”里有手机号码或身份证号码（个人信息），请隐去中间各位（如 138****1234）后再送审。")
        return words % {"fields": "、".join(found)}
    return ""


def has_numbers_of_persons(passage: Passage) -> bool:
    """Whether a passage has a mobile or identity number that is not masked."""
    return any(mask_personal(line) != line for line in passage.lines)


def submit(page: Page, *, account, note: str = "") -> Submission:
    """Hand the latest revision in for signature (送审): its figures are pinned and checked, and nobody can change it.

    A text with contradictions may be handed in, so that its reviewer can let one stand with a reason; it is not signed.
    """
    with transaction.atomic():
        page = locked(page)
        if reason := why_not_submit(page, account):
            raise Refused(reason)
        surface.end(page, account)
        Page.objects.filter(pk=page.pk).update(locked=False, locked_by=None, locked_at=None)
        draft = page.get_latest_revision_as_object()
        if hasattr(draft, "pins"):
            draft.pins = pins_of(draft) | notes_of(draft)
        try:
            draft.full_clean()
        except ValidationError as problem:
            raise Refused(_in_words(draft, problem)) from problem
        revision = draft.save_revision(user=account, changed=False, clean=False)
        revision.refresh_from_db()  # the digest is over what is stored: times are texts there
        person = permissions.person_of(account)
        needed = needed_levels(draft)
        files = used_files(draft)
        digest = content_sha256(revision, files)
        checked = check_page(draft)
        submission = Submission.objects.create(
            page_id=page.pk,
            revision=revision,
            by=person,
            recorded_by=account,
            levels=list(needed.levels),
            levels_because=needed.because,
            content_sha256=digest,
            files=files,
            note=note,
            report=checked.as_json(),
            event=event_of(
                "page_submitted", _("送审"), page, account, person, digest,
                summary="、".join(str(level.label) for level in needed.levels), on=timezone.localdate(),
                checked=checked.verdict.name,
            ),
        )  # fmt: skip
        surface.begin(page, account)
    return submission


def pins_of(page: Page) -> dict:
    """What a page prints of the ledger besides facts, as it is now: figures, names of classes; empty for most."""
    if isinstance(page, ReplyNoticePage):
        return {"classes": page.record.session.reply_classes}
    session = getattr(page, "session", None)
    if session is None:
        return {}
    return pin(session, page.figure_keys, page.as_of, page.table_keys)


def notes_of(page: Page) -> dict:
    """The notes on figures of the page that were reported upwards with another number (上报口径); empty for most."""
    if getattr(page, "session", None) is None or not page.figure_keys:
        return {}
    notes = reported_notes(page.session, page.figure_keys)
    return {"reported": notes} if notes else {}


def _in_words(page: Page, problem: ValidationError) -> str:
    found = []
    for name, messages in problem.message_dict.items():
        label = "" if name == "__all__" else f"“{page._meta.get_field(name).verbose_name}”"
        found += [f"{label}{message}" for message in messages]
    return _("还不能送审：%(found)s") % {"found": "；".join(found)}


# 审签 ------------------------------------------------------------------------------------------
def sign(
    submission: Submission,
    level: Level,
    *,
    account,
    decider: Person | None = None,
    seen: str = "",
    comment: str = "",
    on: date | None = None,
    scan: PrivateFile | None = None,
) -> SignOff:
    """Sign one level (同意); the last level's signature publishes that very revision. `seen` is the digest shown."""
    return _decide(Verdict.AGREED, submission, level, account, decider, seen, comment, on, scan)


def reject(
    submission: Submission,
    level: Level,
    *,
    account,
    comment: str,
    decider: Person | None = None,
    seen: str = "",
    on: date | None = None,
    scan: PrivateFile | None = None,
) -> SignOff:
    """Send the page back to its editor (退回修改) with a reason; signatures given before count no more."""
    return _decide(Verdict.REJECTED, submission, level, account, decider, seen, comment, on, scan)


def _decide(verdict, submission, level, account, decider, seen, comment, on, scan) -> SignOff:
    comment, level = comment.strip(), Level(level)
    with transaction.atomic():
        page = locked(submission.page)
        submission = fresh(submission)
        decider = decider or permissions.person_of(account)
        if reason := _why_not(verdict, submission, level, account, decider, seen, comment, on, scan):
            raise Refused(reason)
        task_state = surface.waits_at(page, level)
        if task_state is None:
            raise Refused(_("审签流程已被改动，请撤回后重新送审。"))
        on = on or timezone.localdate()
        signoff = SignOff.objects.create(
            submission=submission,
            page_id=page.pk,
            revision_id=submission.revision_id,
            level=level,
            verdict=verdict,
            decider=decider,
            recorded_by=account,
            content_sha256=submission.content_sha256,
            comment=comment,
            on=on,
            scan=scan,
            event=event_of(
                "page_signed" if verdict == Verdict.AGREED else "page_rejected",
                f"{level.label}{verdict.label}", page, account, decider, submission.content_sha256,
                summary=comment, on=on, level=level.value, scan=scan.sha256 if scan else "",
            ),
        )  # fmt: skip
        if verdict == Verdict.AGREED:
            task_state.approve(user=account, comment=comment)
        else:
            task_state.reject(user=account, comment=comment)
    return signoff


def _why_not(verdict, submission, level, account, decider, seen, comment, on, scan) -> str:
    # A page whose words or figures went stale or clash can't be signed, but it can still be sent back.
    why_not = why_not_sign if verdict == Verdict.AGREED else why_not_answer
    if reason := why_not(submission, level, decider=decider, account=account, scan=scan):
        return reason
    if seen and seen != submission.content_sha256:
        return _("您看到的不是现在送审的这一稿，请刷新后再签。")
    if verdict == Verdict.REJECTED and not comment:
        return _("退回须写明理由。")
    if on is not None and on > timezone.localdate():
        return _("日期 %(on)s 在将来，请填写实际审签的日期。") % {"on": on}
    return ""


# 撤回 ------------------------------------------------------------------------------------------
def why_not_withdraw(submission: Submission, account) -> str:
    """Why this account may not take the submission back; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_role(person, Role.EDITOR):
        return _("撤回由信息公开编辑办理。")
    if not submission.is_open:
        return _("这次送审%(state)s，不能撤回。") % {"state": submission.get_state().label}
    return ""


def withdraw(submission: Submission, *, account, reason: str = "") -> Withdrawal:
    """Take a submission back (撤回): the page can be changed again, and the signatures given count no more."""
    with transaction.atomic():
        page = locked(submission.page)
        submission = fresh(submission)
        if sentence := why_not_withdraw(submission, account):
            raise Refused(sentence)
        withdrawal = _withdrawn(submission, page, account, reason.strip())
        surface.end(page, account)
    return withdrawal


def workflow_cancelled(page: Page, user) -> None:
    """Note a withdrawal that came by Wagtail's own door (取消流程), so that evidence and surface agree."""
    with transaction.atomic():
        submission = Submission.objects.open().of(locked(page)).first()
        if submission is not None:
            _withdrawn(submission, page, user, _("审签流程被取消。"))


def _withdrawn(submission: Submission, page: Page, account, reason: str) -> Withdrawal:
    person = permissions.person_of(account)
    event = event_of("page_withdrawn", _("撤回送审"), page, account, person, submission.content_sha256, summary=reason)
    return Withdrawal.objects.create(submission=submission, by=person, recorded_by=account, reason=reason, event=event)


# 签发 ------------------------------------------------------------------------------------------
def publish_signed_revision(workflow_state, user=None) -> None:
    """Publish the very revision that was signed (签发): what Wagtail calls when its workflow has come to its end."""
    page = workflow_state.content_object.specific
    submission = Submission.objects.complete().of(page).select_related("revision__content_type").first()
    if submission is None or not carries_all(submission):
        raise Refused(_("签署不全，不能公开。"))
    if reason := why_void(submission) or why_unproven(submission):
        raise Refused(reason)
    submission.revision.publish(user=user, skip_permission_checks=True)
    final = submission.agreed()[-1]
    event_of(
        "page_published", _("签发公开"), page, user, final.decider, submission.content_sha256,
        summary=submission.revision.object_str, on=timezone.localdate(),
    )  # fmt: skip
    page = submission.revision.as_object()
    if isinstance(page, ReplyNoticePage) and page.reply is not None:
        register_publication(page, account=user)


def register_publication(page: ReplyNoticePage, *, account) -> None:
    """Enter in the ledger where and when a reply was published (公开登记); a migrated one by its first publication."""
    on = timezone.localtime(page.migrated_at).date() if page.migrated else timezone.localdate()
    here = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + page.get_url_parts()[2]
    url = page.migrated_url if page.migrated and page.migrated_url else here
    try:
        record_publication(page.reply, on=on, url=url, account=account)
    except StepRefused as problem:
        raise Refused(_("公开登记未成，暂不能公开：%(why)s") % {"why": problem}) from problem


# 撤稿 ------------------------------------------------------------------------------------------
def why_not_take_down(page: Page, *, decider: Person | None, account, scan: PrivateFile | None = None) -> str:
    """Why this person may not take the page down through this account; empty when they may."""
    if not page.live:
        return _("本页没有公开，不需要撤稿。")
    if page.get_descendants().live().exists():
        return _("本页下还有公开的页面，请先撤下它们。")
    if decider is None or not permissions.has_role(decider, Role.FINAL_REVIEWER):
        return _("撤稿由三审决定。")
    return why_not_record(decider, account, scan)


def take_down(
    page: Page,
    *,
    account,
    reason: str,
    decider: Person | None = None,
    is_urgent: bool = False,
    scan: PrivateFile | None = None,
) -> TakeDown:
    """Take a live page off the portal (撤稿、紧急撤稿), with a reason that is kept."""
    reason = reason.strip()
    with transaction.atomic():
        page = locked(page)
        decider = decider or permissions.person_of(account)
        if sentence := why_not_take_down(page, decider=decider, account=account, scan=scan):
            raise Refused(sentence)
        if not reason:
            raise Refused(_("撤稿须写明理由。"))
        label = _("紧急撤稿") if is_urgent else _("撤稿")
        row = TakeDown.objects.create(
            page_id=page.pk,
            revision_id=page.live_revision_id,
            is_urgent=is_urgent,
            decider=decider,
            recorded_by=account,
            reason=reason,
            scan=scan,
            event=event_of(
                "page_taken_down", label, page, account, decider, "", summary=reason, on=timezone.localdate()
            ),
        )
        UnpublishPageAction(page, user=account).execute(skip_permission_checks=True)
    return row


# What every act does -----------------------------------------------------------------------------
def locked(page: Page) -> Page:
    """The page as it stands, its row locked first, so that two acts on one page wait in turn."""
    return Page.objects.select_for_update().get(pk=page.pk).specific


def fresh(submission: Submission) -> Submission:
    """The submission as it stands, once its page is locked."""
    return Submission.objects.select_related("page", "revision__content_type", "by").get(pk=submission.pk)


def event_of(what, label, page, account, decider, digest, *, summary="", on=None, **more):
    """One link of the chain for one act; the page, its digest and what else binds it stand in its details."""
    record = page.reply.assignment.record if isinstance(page, ReplyNoticePage) and page.reply else None
    title = f"《{page.get_latest_revision().object_str if page.latest_revision_id else page.title}》"
    return versions.append(
        what=what,
        label=label,
        summary=f"{title}{summary}",
        on=on,
        account=account,
        decider=decider,
        record=record,
        data={"page": page.pk, "sha256": digest} | more,
    )
