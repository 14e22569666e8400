"""Through the office: 审核、签发、报市政府办、正式行文. Drafter, reviewer and signer are three people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.models import (
    Assignment,
    CityResult,
    CityReview,
    DraftConsultation,
    Event,
    Person,
    Publicity,
    Reply,
    ReturnReason,
    Review,
    Role,
    Verdict,
)
from tracking.stages import ANSWERED, IN_REVIEW, Stage
from tracking.steps.engine import step
from tracking.steps.forms import (
    CityPassForm,
    CityReturnForm,
    ConsultationForm,
    ConsultForm,
    NumberForm,
    PassForm,
    PublicityForm,
    RefuseForm,
    ReportForm,
    ReturnAfterConsultationForm,
    ReturnForm,
    SignForm,
)
from tracking.steps.handling import is_answering, make_public, publicity_problems


def not_the_drafter(assignment: Assignment, *, decider=None) -> str:
    """Nobody reviews or signs what they drafted, in this round or an earlier one whose words live on in it."""
    if decider is None:
        return ""
    drafted = any(reply.drafted_by_id == decider.pk for reply in assignment.replies.all())
    if drafted or any(was_stood_in_for(decider, event) for event in done_by_others(decider, assignment, "submit")):
        return _("%(name)s是本稿的拟稿人，须由他人审核、签发。") % {"name": decider.name}
    return ""


def not_the_reviewer(assignment: Assignment, *, decider=None) -> str:
    """Nobody signs what they reviewed."""
    verdict = assignment.reply.verdict if assignment.reply else None
    if decider is None or verdict is None:
        return ""
    last = done_by_others(decider, assignment, "pass_review")[-1:]
    if verdict.decider_id == decider.pk or any(was_stood_in_for(decider, event) for event in last):
        return _("%(name)s审核了此稿，须由他人签发。") % {"name": decider.name}
    return ""


def done_by_others(person: Person, assignment: Assignment, code: str) -> list[Event]:
    """The takings of a step that may have been in this person's place: read only where they ever gave a delegation."""
    return list(assignment.events.filter(what=code)) if permissions.given_by(person) else []


def was_stood_in_for(person: Person, event: Event) -> bool:
    """Whether the event was decided in this person's place (代×××)."""
    return event.data.get("delegation") in permissions.given_by(person)


def goes_to_the_city(assignment: Assignment) -> bool:
    """Whether the city office reviews it: upper-level items, as the session says (会办意见 by setting)."""
    record = assignment.record
    if not assignment.is_answering or record.is_own or record.session.city_review == CityReview.NONE:
        return False
    return not record.is_joint or record.session.city_reviews_opinions


def is_with_the_city(assignment: Assignment) -> bool:
    """The city office has it or is to have it, whatever the session says by now."""
    return assignment.stage == Stage.REPORTED or goes_to_the_city(assignment)


def awaits_the_city(assignment: Assignment) -> bool:
    """Whether the city office has still to pass this round's letter before it goes out."""
    reply, review = assignment.reply, assignment.record.session.city_review
    if reply is None or reply.city_result == CityResult.PASSED or not goes_to_the_city(assignment):
        return False
    # A number that came in with a workbook proves what the session lets come before the number.
    return review == CityReview.AFTER_SEAL or reply.signed_on is not None


def answers_the_proposer(assignment: Assignment) -> bool:
    """主办、独办、分办: the letter goes to the proposer."""
    return assignment.is_answering and not assignment.record.is_joint


def after_submission(assignment: Assignment):
    """Not before the draft was handed in."""
    return (assignment.reply.submitted_on if assignment.reply else None), _("送审日期")


def after_review(assignment: Assignment):
    """Not before the review."""
    verdict = assignment.reply.verdict if assignment.reply else None
    return (verdict.on if verdict else None), _("审核日期")


def after_signing(assignment: Assignment):
    """Not before the leader signed and, where it is sealed already, the letter's date."""
    reply = assignment.reply
    if reply and reply.issued_on:
        return reply.issued_on, _("成文日期")
    return (reply.signed_on if reply else None), _("签发日期")


def after_report(assignment: Assignment):
    """Not before it was sent up."""
    return (assignment.reply.reported_on if assignment.reply else None), _("报送日期")


def after_clearance(assignment: Assignment):
    """Not before the signing and, where it is reviewed first, the city's word."""
    reply = assignment.reply
    if reply and reply.city_result_on:
        return reply.city_result_on, _("市政府办审核日期")
    return after_signing(assignment)


@step(
    "审核通过",
    sources=[Stage.SUBMITTED],
    target=Stage.REVIEWED,
    role=Role.OFFICE_REVIEWER,
    form=PassForm,
    applies=is_answering,
    guards=[not_the_drafter],
    not_before=after_submission,
)
def pass_review(
    assignment,
    move,
    *,
    form_ok=True,
    wording_ok=True,
    content_ok=True,
    publicity="",
    publicity_reason="",
    public_summary="",
    comment="",
):
    """Pass the draft under its three headings (格式、文字、内容), together with its publicity (公开属性)."""
    reply = assignment.reply
    if reply.publicity:
        proposed = reply.publicity, reply.publicity_reason, reply.public_summary
        reason, summary = publicity_reason or reply.publicity_reason, public_summary or reply.public_summary
        make_public(reply, publicity or reply.publicity, reason, summary)
        if problems := publicity_problems(reply):
            raise ValidationError(problems)
        if proposed != (reply.publicity, reply.publicity_reason, reply.public_summary):
            move.keep(reply)
    move.keep(
        Review(
            reply=reply,
            decider=move.decider,
            on=move.on,
            form_ok=form_ok,
            wording_ok=wording_ok,
            content_ok=content_ok,
            verdict=Verdict.PASSED,
            comment=comment,
        )
    )
    label = _("公开属性：%(label)s") % {"label": Publicity(reply.publicity).label} if reply.publicity else ""
    return "；".join(part for part in (_("格式、文字、内容均合格"), label, comment) if part)


@step(
    "退回重新办理",
    sources=[Stage.SUBMITTED],
    target=Stage.HANDLING,
    role=Role.OFFICE_REVIEWER,
    form=ReturnForm,
    applies=is_answering,
    guards=[not_the_drafter],
    not_before=after_submission,
)
def return_for_redo(assignment, move, *, reason, comment, form_ok=True, wording_ok=True, content_ok=False):
    """Send the draft back to the unit (退回重新办理) with the reason; the next draft is a new round."""
    headings = {"form_ok": form_ok, "wording_ok": wording_ok, "content_ok": content_ok}
    return _send_back(assignment.reply, move, reason, comment, **headings)


def _send_back(reply: Reply, move, reason: str, comment: str, **headings: bool) -> str:
    """Keep the verdict that a round goes back to the unit, and word it."""
    verdict = {"verdict": Verdict.RETURNED, "reason": reason, "comment": comment}
    move.keep(Review(reply=reply, decider=move.decider, on=move.on, **headings, **verdict))
    return f"{ReturnReason(reason).label}：{comment}"


@step(
    "领导签发",
    sources=[Stage.REVIEWED],
    target=Stage.SIGNED,
    role=Role.LEADER,
    form=SignForm,
    applies=is_answering,
    guards=[not_the_drafter, not_the_reviewer],
    not_before=after_review,
)
def sign(assignment, move):
    """Sign the letter (政府领导签发)."""
    reply = assignment.reply
    reply.signed_by, reply.signed_on = move.decider, move.on
    move.keep(reply)
    return _("第%(round)s轮%(kind)s") % {"round": reply.round, "kind": reply.get_kind_display()}


@step(
    "不予签发",
    sources=[Stage.REVIEWED],
    target=Stage.HANDLING,
    role=Role.LEADER,
    form=RefuseForm,
    applies=is_answering,
    not_before=after_review,
)
def refuse_to_sign(assignment, move, *, reason):
    """Refuse the signature with a reason (不予签发): back to the unit, a new round."""
    reply = assignment.reply
    reply.refused_because = reason
    move.keep(reply)
    return reason


def comes_before_the_seal(assignment: Assignment, *, decider=None) -> str:
    """The city reviews before or after the seal, as the session says."""
    after = assignment.record.session.city_review == CityReview.AFTER_SEAL and not assignment.record.is_joint
    if after and assignment.stage == Stage.SIGNED:
        return _("本届先正式行文，再报市政府办审核。")
    if assignment.stage == Stage.NUMBERED and not awaits_the_city(assignment):
        return _("已经正式行文，不再报市政府办审核。")
    return ""


@step(
    "报市政府办审核",
    sources=[Stage.SIGNED, Stage.NUMBERED],
    target=Stage.REPORTED,
    role=Role.OFFICE_CLERK,
    form=ReportForm,
    applies=goes_to_the_city,
    guards=[comes_before_the_seal],
    not_before=after_signing,
)
def report(assignment, move):
    """Send the signed draft up (统一报市政府办公室建议提案与信息科审核)."""
    reply = assignment.reply
    reply.reported_on = move.on
    move.keep(reply)
    return str(assignment.record.session.upper_name)


@step(
    "市政府办审核通过",
    sources=[Stage.REPORTED],
    target=Stage.CLEARED,
    role=Role.OFFICE_CLERK,
    form=CityPassForm,
    applies=is_with_the_city,
    not_before=after_report,
)
def city_passes(assignment, move, *, comment=""):
    """Register that the city office passed it (市政府办审核通过)."""
    return _city_said(assignment.reply, move, CityResult.PASSED, comment)


@step(
    "市政府办退回",
    sources=[Stage.REPORTED],
    target=Stage.HANDLING,
    role=Role.OFFICE_CLERK,
    form=CityReturnForm,
    applies=is_with_the_city,
    not_before=after_report,
)
def city_returns(assignment, move, *, comment):
    """Register that the city office returned it (市政府办退回): back to the unit, a new round; its number is free again."""
    reply = assignment.reply
    void = reply.doc_number
    reply.doc_number, reply.issued_on = "", None
    said = _city_said(reply, move, CityResult.RETURNED, comment)
    if not void:
        return said
    move.data["void"] = void
    return _("%(said)s（原编%(number)s作废，可重新使用）") % {"said": said, "number": void}


def _city_said(reply: Reply, move, result: CityResult, comment: str) -> str:
    reply.city_result, reply.city_result_on, reply.city_comment = result, move.on, comment
    move.keep(reply)
    return comment or str(result.label)


def is_cleared(assignment: Assignment, *, decider=None) -> str:
    """What the city reviews before the seal gets no number before it has passed."""
    before = assignment.record.session.city_review == CityReview.BEFORE_SEAL
    if assignment.stage == Stage.SIGNED and before and goes_to_the_city(assignment):
        return _("须先报市政府办审核，通过后再行文。")
    if assignment.stage == Stage.CLEARED and assignment.reply and assignment.reply.doc_number:
        return _("已经正式行文，请送达。")
    return ""


# 答复稿征求意见 --------------------------------------------------------------------------------
def has_letter(assignment: Assignment) -> bool:
    """There is a letter to the proposer, or a draft of one."""
    return answers_the_proposer(assignment) and assignment.reply is not None


READ_BY_SIGNERS = frozenset({Stage.REVIEWED, Stage.SIGNED, Stage.REPORTED, Stage.CLEARED})
"A draft that the office has passed and that has no seal yet may be shown to its signers."


def is_not_sealed(assignment: Assignment, *, decider=None) -> str:
    """Once it is sealed it is no draft any more."""
    return _("已经正式行文，不再征求对答复稿的意见。") if assignment.reply.doc_number else ""


def somebody_is_left(assignment: Assignment, *, decider=None) -> str:
    """Each signer is shown a round's draft once."""
    asked = {one.signature_id for one in assignment.reply.consultations.all()}
    left = any(signature.pk not in asked for signature in assignment.record.signatures.all())
    return "" if left else _("这一稿已经向每位提出人征求过意见。")


def somebody_was_asked(assignment: Assignment, *, decider=None) -> str:
    """Only what was sent can be answered."""
    waiting = any(one.answered_on is None for one in assignment.reply.consultations.all())
    return "" if waiting else _("没有等待答复的征求意见；请先“答复稿征求意见”。")


def somebody_answered(assignment: Assignment, *, decider=None) -> str:
    """A draft goes back because of what a signer said of it."""
    answered = any(one.answered_on for one in assignment.reply.consultations.all())
    return "" if answered else _("还没有登记提出人对答复稿的意见，不能据此退回。")


def is_consulted(assignment: Assignment, *, decider=None) -> str:
    """Where the session says so, the first signer has answered to the draft before it is sealed."""
    if assignment.reply is None or not assignment.record.session.consults_drafts:
        return ""
    first = next((one for one in assignment.reply.consultations.all() if one.signature.is_first), None)
    if first is None:
        return _("本届行文前须征求领衔人对答复稿的意见，这一稿还没有征求。")
    if first.answered_on is None:
        said = {"on": first.sent_on, "who": first.signature.proposer}
        return _("已于%(on)s就答复稿征求%(who)s的意见，还没有登记答复。") % said
    return ""


def publicity_is_settled(assignment: Assignment, *, decider=None) -> str:
    """Who does not agree to the publication is passed over only with a reason."""
    reply = assignment.reply
    consultations = reply.consultations.all() if reply is not None else []
    against = [one.signature.proposer.name for one in consultations if one.agrees_to_publish is False]
    if against and Publicity(reply.publicity).is_proactive and not reply.publicity_reason:
        words = _("%(who)s不同意公开答复：请政府办审核先“公开属性调整”，改变公开属性，或写明仍然公开的理由。")
        return words % {"who": "、".join(against)}
    return ""


@step(
    "答复稿征求意见",
    sources=READ_BY_SIGNERS,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER],
    form=ConsultForm,
    applies=has_letter,
    guards=[is_not_sealed, somebody_is_left],
    not_before=after_review,
)
def consult_draft(assignment, move, *, signature):
    """Send the reviewed draft to a signer before it is sealed (答复稿征求意见), who also says whether it may be public."""
    if signature.record_id != assignment.record_id:
        raise ValidationError({"signature": _("%(name)s不是本件的提出人。") % {"name": signature.proposer}})
    move.keep(DraftConsultation(reply=assignment.reply, signature=signature, sent_on=move.on))
    return _("送%(who)s") % {"who": signature.proposer}


@step(
    "登记对答复稿的意见",
    sources=READ_BY_SIGNERS,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER],
    form=ConsultationForm,
    applies=has_letter,
    guards=[somebody_was_asked],
    not_before=after_review,
)
def record_consultation(assignment, move, *, signature, opinion, agrees_to_publish=None):
    """Register what a signer said of the draft, and whether they agree to its publication (是否同意公开)."""
    asked = assignment.reply.consultations.filter(signature=signature, answered_on=None).first()
    if asked is None:
        raise ValidationError({"signature": _("没有等待%(name)s答复的征求意见。") % {"name": signature.proposer}})
    if move.on < asked.sent_on:
        raise ValidationError({"on": _("不能早于征求日期 %(on)s。") % {"on": asked.sent_on}})
    asked.answered_on, asked.opinion, asked.agrees_to_publish = move.on, opinion, agrees_to_publish
    move.keep(asked)
    agreed = {True: _("同意公开"), False: _("不同意公开"), None: _("未说明是否同意公开")}[agrees_to_publish]
    return _("%(who)s：%(opinion)s（%(agreed)s）") % {
        "who": signature.proposer,
        "opinion": opinion,
        "agreed": agreed,
    }


def after_consultation(assignment: Assignment):
    """Not before the last of the signers' opinions on the draft."""
    answered = [one.answered_on for one in assignment.reply.consultations.all() if one.answered_on]
    return max(answered, default=None), _("对答复稿的意见的日期")


@step(
    "征求意见后退回",
    sources=READ_BY_SIGNERS - {Stage.REPORTED},
    target=Stage.HANDLING,
    role=Role.OFFICE_REVIEWER,
    form=ReturnAfterConsultationForm,
    applies=has_letter,
    guards=[not_the_drafter, is_not_sealed, somebody_answered],
    not_before=after_consultation,
)
def return_after_consultation(assignment, move, *, reason, comment):
    """Send a draft back to the unit because of what a signer said of it (征求意见后退回): a new round."""
    return _send_back(assignment.reply, move, reason, comment, content_ok=False)


def is_not_published(assignment: Assignment, *, decider=None) -> str:
    """What is public already is taken down, not re-labelled."""
    reply = assignment.reply
    if reply.published_on:
        words = _("答复已于%(on)s公开，不能再调整公开属性；需要撤下的，请由信息公开编辑先撤稿。")
        return words % {"on": reply.published_on}
    return ""


@step(
    "公开属性调整",
    sources=(IN_REVIEW | ANSWERED) - {Stage.SUBMITTED},
    role=Role.OFFICE_REVIEWER,
    form=PublicityForm,
    applies=has_letter,
    guards=[not_the_drafter, is_not_published],
    not_before=after_review,
)
def set_publicity(assignment, move, *, publicity, publicity_reason, public_summary=""):
    """Decide the publicity of a passed draft or letter anew, always with a reason (公开属性调整)."""
    reply = assignment.reply
    before = reply.get_publicity_display()
    make_public(reply, publicity, publicity_reason, public_summary)
    reply.publicity_reason = publicity_reason
    if problems := publicity_problems(reply):
        raise ValidationError(problems)
    move.keep(reply)
    return _("%(before)s→%(after)s：%(reason)s") % {
        "before": before,
        "after": reply.get_publicity_display(),
        "reason": publicity_reason,
    }


# 正式行文 --------------------------------------------------------------------------------------
@step(
    "正式行文",
    sources=[Stage.SIGNED, Stage.CLEARED],
    target=Stage.NUMBERED,
    role=Role.OFFICE_CLERK,
    form=NumberForm,
    applies=answers_the_proposer,
    guards=[is_cleared, is_consulted, publicity_is_settled],
    not_before=after_clearance,
)
def number(assignment, move, *, doc_number):
    """Give the letter its number and seal (编号、用印); the answer clock stops at its date (成文日期)."""
    reply = assignment.reply
    reply.doc_number, reply.issued_on = doc_number, move.on
    move.keep(reply)
    return doc_number
