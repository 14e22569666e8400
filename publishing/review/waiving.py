"""What people decide about findings (放行、口径确认): each an event of the chain, with who decided and why."""

from django.db import transaction
from django.utils.translation import gettext as _

from publishing.evidence import Finding, Verdict
from publishing.models import DefinitionAnswer, Submission, Waiver, WaiverReason
from publishing.permissions import WRITERS
from publishing.review import kinds
from publishing.review.acts import Refused, kept
from publishing.review.checking import checked_of, fingerprint, waivers_of
from publishing.review.letting_stand import taken_up, why_not_let_stand
from tracking import permissions, versions
from tracking.models import Person, PrivateFile, Role, Session
from tracking.models.accounts import Account
from tracking.versions import evidence
from tracking.wording.local import localised


# 放行 ------------------------------------------------------------------------------------------
def why_not_waive(
    submission: Submission, *, decider: Person | None, account: Account, scan: PrivateFile | None = None
) -> str:
    """Why this decider may not let a contradiction stand: only whose turn it is to sign, and no author of the text."""
    return why_not_let_stand(submission, _("放行"), decider=decider, account=account, scan=scan)


def waive(
    submission: Submission,
    finding: str,
    *,
    account: Account,
    reason: str,
    note: str = "",
    decider: Person | None = None,
    scan: PrivateFile | None = None,
) -> Waiver:
    """Let one contradiction stand in this very text (放行), with a listed reason; kept with the approval."""
    note = note.strip()
    with transaction.atomic():
        page, submission, decider = taken_up(submission, _("放行"), decider=decider, account=account, scan=scan)
        if reason not in WaiverReason.values:
            raise Refused(_("请选择放行的理由。"))
        if reason == WaiverReason.OTHER and not note:
            raise Refused(_("选“其他”的，须写明理由。"))
        clash = _clash(submission, finding)
        label = WaiverReason(reason).label
        row = Waiver(
            submission=submission,
            content_sha256=submission.content_sha256,
            finding=finding,
            rule=clash.rule,
            quote=clash.quote,
            message=clash.message,
            expected=clash.expected,
            found=clash.found,
            reason=reason,
            note=note,
            decider=decider,
            recorded_by=account,
            scan=scan,
        )
        summary = f"“{clash.quote}”{label}{f'：{note}' if note else ''}"
        return kept(row, kinds.WAIVED, page, decider=decider, summary=summary)


def _clash(submission: Submission, finding: str) -> Finding:
    clash = next((one for one in checked_of(submission).of(Verdict.CLASH) if fingerprint(one) == finding), None)
    if clash is None:
        raise Refused(_("这一稿里没有这处矛盾，请刷新后再看。"))
    if finding in waivers_of(submission):
        raise Refused(_("这处矛盾已经放行。"))
    return clash


# 口径确认 --------------------------------------------------------------------------------------
def why_not_answer_definition(account: Account) -> str:
    """Why this account may not confirm a definition (口径) for a session; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.roles_of(person) & {*WRITERS, Role.OFFICE_CLERK}:
        return localised("口径由信息公开编辑、审签人或{section}经办确认。")
    return ""


def answer_definition(session: Session, definition: str, *, account: Account, confirm: bool = True) -> DefinitionAnswer:
    """Confirm a definition for a whole session (口径确认), or take the confirmation back."""
    definition = definition.strip()
    with transaction.atomic():
        session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
        if reason := why_not_answer_definition(account):
            raise Refused(reason)
        stands = definition in {one.definition for one in DefinitionAnswer.objects.standing(session)}
        if not definition or stands == confirm:
            raise Refused(_("这一口径已经确认。") if stands else _("没有可以确认或撤销的口径，请刷新后再看。"))
        person = permissions.person_of(account)
        row = DefinitionAnswer(
            session=session, definition=definition, is_confirmed=confirm, decider=person, recorded_by=account
        )
        return evidence.keep(
            row,
            lambda said: versions.append(
                what=kinds.DEFINITION_CONFIRMED if confirm else kinds.DEFINITION_TAKEN_BACK,
                summary=f"{session.name}：{definition}",
                account=account,
                decider=person,
                data=said,
            ),
        )
