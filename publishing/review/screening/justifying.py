"""What a second person answers for (说明理由): a finding may stand in this very text, with a listed reason that is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from publishing.models import NEEDS_WORDS, REASONS, Justification, JustificationReason, Submission
from publishing.review import kinds
from publishing.review.acts import Refused, kept
from publishing.review.letting_stand import taken_up, why_not_let_stand
from publishing.review.screening.findings import PageFinding
from publishing.review.screening.looking import looked_at
from publishing.review.screening.standing import justifications_of
from tracking.models import Person, PrivateFile
from tracking.models.accounts import Account
from tracking.wording import clip_title


def why_not_justify(
    submission: Submission, *, decider: Person | None, account: Account, scan: PrivateFile | None = None
) -> str:
    """Why this decider may not answer for a finding: only whose turn it is to sign, and no author of the text."""
    return why_not_let_stand(submission, _("再说明理由"), decider=decider, account=account, scan=scan)


def justify(
    submission: Submission,
    finding: str,
    *,
    account: Account,
    reason: str,
    note: str = "",
    decider: Person | None = None,
    scan: PrivateFile | None = None,
) -> Justification:
    """Answer for one finding in this very text (说明理由); kept with the approval, and gone with the text."""
    note = note.strip()
    with transaction.atomic():
        page, submission, decider = taken_up(submission, _("再说明理由"), decider=decider, account=account, scan=scan)
        found = _found(submission, finding)
        if reason not in REASONS[found.kind]:
            raise Refused(_("请选择“%(kind)s”可用的理由。") % {"kind": found.kind.label})
        if reason in NEEDS_WORDS and not note:
            raise Refused(_("选“误判”“其他”的，须写明理由。"))
        row = Justification(
            submission=submission,
            content_sha256=submission.content_sha256,
            finding=finding,
            kind=found.kind,
            where=clip_title(found.where, 500),
            quote=found.shown,
            reason=JustificationReason(reason),
            note=note,
            decider=decider,
            recorded_by=account,
            scan=scan,
        )
        summary = f"{row.where}{found.kind.label}{found.shown}：{row.why}"
        return kept(row, kinds.JUSTIFIED, page, decider=decider, summary=summary)


def _found(submission: Submission, key: str) -> PageFinding:
    found = next((one for one in looked_at(submission).findings if one.key == key), None)
    if found is None:
        raise Refused(_("这一稿里没有这一处，请刷新后再看。"))
    if not found.blocks:
        raise Refused(_("这一处只是提示，不须说明理由。"))
    if key in justifications_of(submission):
        raise Refused(_("这一处已经说明理由。"))
    return found
