"""Signatures on paper (纸质审签代录): a form is recorded once, each signature waits until somebody vouches for it.

The recorder types what stands on the paper; the decider confirms with one tap, or anybody else who neither wrote nor
recorded it compares the entry with the scan (复核). Only then does the level count as signed. An office of three may
choose that a signature nobody answered for goes out after one working day, and is called 未经复核 inside for good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import (
    Level,
    PaperAnswer,
    PaperForm,
    PaperPage,
    PaperSignature,
    PaperVerdict,
    SignOff,
    SignOffVerdict,
    Submission,
)
from publishing.review import kinds, telling
from publishing.review.acts import Refused, acting, event_of, fresh, lock_together, locked
from publishing.review.check_values import is_check_value_of
from publishing.review.levels import RECORDERS, has_part_in, why_not_decide, why_void
from publishing.review.signing import put_down
from tracking import permissions, versions
from tracking.loop import scans
from tracking.models import OfficeSettings, Person, PrivateFile, WorkdayOverride
from tracking.models.accounts import Account
from tracking.wording.local import localised

MOST_PAGES = 30
"Pages on one form: as many as fit on a sheet and are read in one sitting."


@dataclass(frozen=True, slots=True)
class Written:
    """One signature as it stands on the paper."""

    level: Level
    decider: Person
    on: date
    comment: str = ""


# 登记 --------------------------------------------------------------------------------------------
def why_not_record_form(submissions: Iterable[Submission], account: Account) -> str:
    """Why this account may not record a form for these pages; empty when it may."""
    recorder = permissions.person_of(account)
    if recorder is None or not permissions.has_any_role(recorder, RECORDERS):
        return localised("纸质审签由{section}经办或信息公开编辑代录。")
    wrote = [one for one in submissions if has_part_in(one, recorder)]
    if wrote and not OfficeSettings.current().is_small:
        return _("%(name)s参与了《%(page)s》的编写或送审，他人的纸质审签须由其他人代录。") % {
            "name": recorder.name,
            "page": wrote[0],
        }
    return ""


def record_form(
    scan: PrivateFile, pages: Iterable[tuple[Submission, str]], written: Iterable[Written], *, account: Account
) -> PaperForm:
    """Record a signed form once: its scan, each page with the check value typed from it, each signature."""
    pages, signatures = list(pages), list(written)
    with transaction.atomic():
        rows = {one.pk: locked(one.page) for one, _typed in sorted(pages, key=lambda pair: pair[0].page_id)}
        pages = [(fresh(one), typed.strip()) for one, typed in pages]
        if reason := _why_not(scan, pages, signatures, account):
            raise Refused(reason)
        names = "、".join(f"《{one}》" for one, _typed in pages)
        sealed = {"scan": scan.sha256, "pages": [one.pk for one, _typed in pages]}
        form = PaperForm.objects.create(
            scan=scan,
            sha256=scan.sha256,
            recorded_by=account,
            event=versions.append(
                what=kinds.PAPER_RECORDED, summary=names, account=account, on=timezone.localdate(), data=sealed,
            ),
        )  # fmt: skip
        for one, typed in pages:
            _page_on(form, one, rows[one.pk], typed, account)
        for signature in signatures:
            _signature_on(form, signature, account)
        telling.form_recorded(form)
    return form


def _page_on(form: PaperForm, submission: Submission, page: Page, typed: str, account: Account) -> None:
    PaperPage.objects.create(
        form=form, submission=submission, check_value=typed, recorded_by=account,
        event=event_of(
            kinds.PAPER_PAGE, page, account, None, submission.content_sha256,
            summary=_("：校验码%(value)s") % {"value": typed}, form=form.pk, submission=submission.pk, check=typed,
        ),
    )  # fmt: skip


def _signature_on(form: PaperForm, one: Written, account: Account) -> None:
    PaperSignature.objects.create(
        form=form, level=one.level, decider=one.decider, on=one.on, comment=one.comment, recorded_by=account,
        event=versions.append(
            what=kinds.PAPER_SIGNATURE, account=account, decider=one.decider, on=one.on,
            summary=_("%(form)s：%(level)s%(name)s") % {"form": form, "level": one.level.label, "name": one.decider},
            data={"form": form.pk, "level": one.level.value, "comment": one.comment},
        ),
    )  # fmt: skip


def _why_not(scan: PrivateFile, pages: list[tuple[Submission, str]], written: list[Written], account: Account) -> str:
    if not pages or not written:
        return _("请选择审核表上的页面，并至少登记一位审签人。")
    if len(pages) > MOST_PAGES or len({one.pk for one, _typed in pages}) < len(pages):
        return _("一张审核表最多登记%(most)s页，每页一次。") % {"most": MOST_PAGES}
    submissions = [one for one, _typed in pages]
    return (
        why_not_record_form(submissions, account)
        or scans.why_not_serve(scan, PaperForm)
        or next(filter(None, (why_not_page(one, typed) for one, typed in pages)), "")
        or next(filter(None, (_why_not_written(one, submissions, account) for one in written)), "")
        or _why_not_together(written)
    )


def why_not_page(submission: Submission, typed: str) -> str:
    """Why a page can't be entered with this check value; empty when it can."""
    page = {"page": submission}
    if not submission.is_open:
        return _("《%(page)s》不在审签中，不能登记；请从名单中去掉。") % page
    if reason := why_void(submission):
        return f"《{submission}》：{reason}"
    if not is_check_value_of(typed, submission.content_sha256):
        words = _(
            "《%(page)s》的校验码与送审稿不符：纸上签的可能是另一稿。请核对纸质件；文字改过的，须重新打印审核表签字。"
        )
        return words % page
    return ""


def _why_not_written(one: Written, submissions: list[Submission], account: Account) -> str:
    if one.decider == permissions.person_of(account):
        return _("%(name)s是代录人，本人的审签请在审签页上直接签署。") % {"name": one.decider.name}
    if one.on > timezone.localdate():
        return _("日期 %(on)s 在将来，请填写实际审签的日期。") % {"on": one.on}
    bearing = [submission for submission in submissions if one.level in submission.needed]
    if not bearing:
        return _("所列页面都不须%(level)s。") % {"level": one.level.label}
    for submission in bearing:
        handed_in = timezone.localdate(submission.at)
        if one.on < handed_in:
            words = _("%(level)s日期 %(on)s 早于《%(page)s》送审之日 %(day)s：审核表在送审后才能打印，请核对。")
            return words % {"level": one.level.label, "on": one.on, "page": submission, "day": handed_in}
        if any(signed.level == one.level for signed in submission.agreed()):
            return _("《%(page)s》的%(level)s已经签过。") % {"page": submission, "level": one.level.label}
        if reason := why_not_decide(submission, one.level, one.decider):
            return f"《{submission}》：{reason}"
    return ""


def _why_not_together(written: list[Written]) -> str:
    if len({one.level for one in written}) < len(written):
        return _("审核表上一个审级只登记一位审签人。")
    if len({one.decider.pk for one in written}) < len(written):
        return _("各审级须由不同的人审签。")
    return ""


# 确认和复核 ---------------------------------------------------------------------------------------
def why_not_vouch(signature: PaperSignature, account: Account) -> str:
    """Why this account may not say whether a signature on paper is true; empty when it may."""
    person = permissions.person_of(account)
    if person is None:
        return _("这个账号没有对应的办理人员，不能确认。")
    if hasattr(signature, "answer"):
        return _("这处签名已有结论：%(words)s。") % {"words": signature.answer.words}
    if person.pk == signature.decider_id:
        return ""
    if person.user_id == signature.form.recorded_by_id:
        return _("登记人不能复核自己的登记。")
    if any(has_part_in(one.submission, person) for one in pages_of(signature.form)):
        return _("%(name)s参与了所列页面的编写或送审，须由他人复核。") % {"name": person.name}
    return ""


def vouch(signature: PaperSignature, *, account: Account, is_true: bool) -> PaperAnswer:
    """Confirm a signature on paper (确认、复核), or deny it; what it completes is signed at once."""
    with transaction.atomic():
        PaperForm.objects.select_for_update().get(pk=signature.form_id)
        signature = PaperSignature.objects.select_related("form", "decider").get(pk=signature.pk)
        if reason := why_not_vouch(signature, account):
            raise Refused(reason)
        person = acting(account)
        verdict = PaperVerdict.TRUE if is_true else PaperVerdict.FALSE
        is_own = person.pk == signature.decider_id
        answer = PaperAnswer.objects.create(
            signature=signature, verdict=verdict, by=person, recorded_by=account,
            event=versions.append(
                what=kinds.PAPER_VOUCHED if is_true else kinds.PAPER_DENIED,
                label="" if is_own else _("复核纸质签名"),
                summary=f"{signature.form}：{signature}{verdict.label}",
                account=account, decider=person,
                data={"signature": signature.pk, "form": signature.form_id, "verdict": verdict.value},
            ),
        )  # fmt: skip
        telling.signature_answered(signature, answer)
        settle(signature.form)
    return answer


def pages_of(form: PaperForm) -> list[PaperPage]:
    """The pages of a form with their texts."""
    rows = form.pages.select_related("submission__page", "submission__revision__content_type", "submission__by")
    return list(rows.prefetch_related("submission__signoffs__decider"))


# 生效 --------------------------------------------------------------------------------------------
def goes_out_on(form: PaperForm) -> date:
    """The last day on which an office of three waits for an answer: one whole working day after the entry."""
    return WorkdayOverride.objects.calendar().add_workdays(timezone.localdate(form.at), 1)


def counts(signature: PaperSignature) -> bool:
    """Whether a signature on paper counts: vouched for or, in an office of three, unanswered for a working day."""
    if hasattr(signature, "answer"):
        return signature.answer.is_true
    return OfficeSettings.current().is_small and timezone.localdate() > goes_out_on(signature.form)


def settle(form: PaperForm) -> dict[Submission, str]:
    """Sign what the form's signatures complete, level by level; the pages that can't be signed now, with the reason."""
    ready = {one.level: one for one in form.signatures.select_related("decider", "form", "answer") if counts(one)}
    stuck: dict[Submission, str] = {}
    for bearing in pages_of(form):
        try:
            _settle_page(bearing.submission, ready)
        except Refused as reason:
            stuck[bearing.submission] = str(reason)
    return stuck


def _settle_page(submission: Submission, ready: dict[str, PaperSignature]) -> None:
    with transaction.atomic():
        lock_together(submission)
        while (level := (now := fresh(submission)).next_level) and now.is_open and (signature := ready.get(level)):
            put_down(
                SignOffVerdict.AGREED, now, level, account=signature.form.recorded_by, decider=signature.decider,
                comment=signature.comment, on=signature.on, scan=signature.form.scan, paper=signature,
            )  # fmt: skip


def unsettled() -> list[PaperForm]:
    """The forms with a page still under review, the oldest first: what the timer looks at."""
    waiting = PaperPage.objects.filter(submission__in=Submission.objects.open())
    rows = PaperForm.objects.filter(pk__in=waiting.values("form")).select_related("scan", "recorded_by__person")
    return list(rows.order_by("pk"))


def unanswered() -> list[PaperSignature]:
    """Signatures on paper that wait for somebody's word, or that went out without one; moot ones left out."""
    rows = PaperSignature.objects.filter(answer=None).select_related("form__recorded_by__person", "decider")
    counted = SignOff.objects.filter(paper__isnull=False).values("paper")
    waiting = PaperPage.objects.filter(submission__in=Submission.objects.open()).values("form")
    return list(rows.filter(Q(pk__in=counted) | Q(form__in=waiting)).order_by("pk"))
