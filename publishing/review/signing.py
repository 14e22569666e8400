"""Signing a page or sending it back (审签、退回), level by level; the last signature publishes it."""

from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import Level, PaperSignature, SignOff, SignOffVerdict, Submission
from publishing.review import kinds, surface
from publishing.review.acts import Refused, fresh, kept, lock_together
from publishing.review.levels import why_not_agreed, why_not_answer, why_not_in_person, why_not_level, why_not_sign
from publishing.review.releasing import publish_when_ready
from publishing.review.submitting import take_back_others
from publishing.review.telling import tell_returned
from tracking import permissions
from tracking.models import Person, PrivateFile
from tracking.models.accounts import Account


def decide(
    verdict: SignOffVerdict,
    submission: Submission,
    level: Level,
    *,
    account: Account,
    decider: Person | None = None,
    seen: str = "",
    comment: str = "",
    on: date | None = None,
    scan: PrivateFile | None = None,
) -> SignOff:
    """Sign one level (同意), or send the page back with a reason (退回修改), after which signatures given count no more.

    The last level's signature publishes that very revision. `seen` is the digest of the text that was shown.
    """
    comment, level = comment.strip(), Level(level)
    with transaction.atomic():
        lock_together(submission)
        submission = fresh(submission)
        decider = decider or permissions.person_of(account)
        if verdict == SignOffVerdict.AGREED:
            reason = _why_not_alone(submission)
            reason = reason or why_not_sign(submission, level, decider=decider, account=account, scan=scan)
            reason = reason or why_not_in_person(decider, account)
        else:  # a page whose words or figures went stale or clash can't be signed, but it can still be sent back
            reason = why_not_answer(submission, level, decider=decider, account=account, scan=scan)
        reason = reason or _why_not(verdict, submission, seen, comment, on)
        if reason or decider is None:
            raise Refused(reason)
        return put_down(verdict, submission, level, account=account, decider=decider, comment=comment, on=on, scan=scan)


sign, reject = partial(decide, SignOffVerdict.AGREED), partial(decide, SignOffVerdict.REJECTED)


def put_down(
    verdict: SignOffVerdict,
    submission: Submission,
    level: Level,
    *,
    account: Account | None,
    decider: Person,
    comment: str = "",
    on: date | None = None,
    scan: PrivateFile | None = None,
    paper: PaperSignature | None = None,
) -> SignOff:
    """Write one decision down and move the workflow; the page is locked, and who may decide was asked by the caller.

    What holds for the text and the decider is asked once more: a signature on paper comes to count later.
    """
    page = submission.page.specific
    reason = why_not_level(submission, level, decider)
    if verdict == SignOffVerdict.AGREED:
        reason = reason or why_not_agreed(submission)
    if reason:
        raise Refused(reason)
    task_state = surface.waits_at(page, level)
    if task_state is None:
        raise Refused(_("审签流程已被改动，请撤回后重新送审。"))
    on = on or timezone.localdate()
    signoff = SignOff(
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
        paper=paper,
    )
    what = kinds.SIGNED if verdict == SignOffVerdict.AGREED else kinds.REJECTED
    label = f"{level.label}{verdict.label}"
    summary = f"{comment}{_in_words(paper)}"
    kept(signoff, what, page, decider=decider, label=label, summary=summary, on=on)
    if verdict == SignOffVerdict.REJECTED:
        task_state.reject(user=account, comment=comment)
        tell_returned(signoff, page)
        words = _("同套的《%(page)s》被%(level)s退回。")
        take_back_others(submission, account, words % {"page": submission, "level": level.label})
    elif submission.release is None or fresh(submission).next_level is not None:
        task_state.approve(user=account, comment=comment)
    else:  # its workflow stays open, and the page locked, until all of it is signed and its moment has come
        publish_when_ready(submission.release, account)
    return signoff


def _why_not_alone(submission: Submission) -> str:
    """Why one page can't be signed by itself: it belongs to a set, which is signed as one."""
    if submission.release is None or not submission.release.is_set:
        return ""
    return _("这一页随“%(set)s”成套送审，请在成套审签页上一并签署。") % {"set": submission.release}


def _in_words(paper: PaperSignature | None) -> str:
    return _("（纸质审签，%(standing)s）") % {"standing": paper.proof} if paper is not None else ""


def _why_not(verdict: SignOffVerdict, submission: Submission, seen: str, comment: str, on: date | None) -> str:
    if seen and seen != submission.content_sha256:
        return _("您看到的不是现在送审的这一稿，请刷新后再签。")
    if verdict == SignOffVerdict.REJECTED and not comment:
        return _("退回须写明理由。")
    if on is not None and on > timezone.localdate():
        return _("日期 %(on)s 在将来，请填写实际审签的日期。") % {"on": on}
    return ""
