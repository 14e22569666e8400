"""Asking the signers about a draft before its seal (答复稿征求意见), and deciding its publicity anew (公开属性调整)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.acts.reviewing import after_review, not_the_drafter, send_draft_back
from tracking.loop.acts.submitting import make_public, publicity_problems
from tracking.loop.editing import EditingForm, keep_edits
from tracking.loop.engine.declaring import never, step
from tracking.loop.engine.fields import StepForm, TextField
from tracking.models import Assignment, DraftConsultation, Publicity, Role, Signature
from tracking.stages import ANSWERED, IN_REVIEW, Stage
from tracking.wording.local import localised

PLACE = 90


def has_letter(assignment: Assignment) -> bool:
    """Whether the part has a letter to the proposer, or a draft of one."""
    return answers_the_proposer(assignment) and assignment.reply is not None


READ_BY_SIGNERS = frozenset({Stage.REVIEWED, Stage.SIGNED, Stage.REPORTED, Stage.CLEARED})
"The stages at which a draft may be shown to its signers: the office has passed it, and it has no seal yet."


def is_not_sealed(assignment: Assignment, *, decider=None) -> str:
    """Refuse to consult on a letter that is sealed: it is no draft any more."""
    return _("已经正式行文，不再征求对答复稿的意见。") if assignment.reply.doc_number else ""


def first_signer_is_to_be_asked(assignment: Assignment) -> bool:
    """Whether the session consults the first signer on drafts and this round's was not sent to them yet."""
    asked = any(one.signature.is_first for one in assignment.reply.consultations.all())
    return assignment.record.session.consults_drafts and not asked


def somebody_is_left(assignment: Assignment, *, decider=None) -> str:
    """Refuse to consult once every signer was shown this round's draft."""
    asked = {one.signature_id for one in assignment.reply.consultations.all()}
    left = any(signature.pk not in asked for signature in assignment.record.signatures.all())
    return "" if left else _("这一稿已经向每位提出人征求过意见。")


def somebody_was_asked(assignment: Assignment, *, decider=None) -> str:
    """Refuse to register an answer where no signer was asked, or all have answered."""
    waiting = any(one.answered_on is None for one in assignment.reply.consultations.all())
    return "" if waiting else _("没有等待答复的征求意见；请先“答复稿征求意见”。")


def somebody_answered(assignment: Assignment, *, decider=None) -> str:
    """Refuse to return the draft before the answer of a signer is registered."""
    answered = any(one.answered_on for one in assignment.reply.consultations.all())
    return "" if answered else _("还没有登记提出人对答复稿的意见，不能据此退回。")


def is_consulted(assignment: Assignment, *, decider=None) -> str:
    """Refuse the seal until the first signer has answered to the draft, where the session consults them."""
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
    """Refuse the seal of a public letter against a signer's wish, unless a reason is given (R93)."""
    reply = assignment.reply
    consultations = reply.consultations.all() if reply is not None else []
    against = [one.signature.proposer.name for one in consultations if one.agrees_to_publish is False]
    if against and Publicity(reply.publicity).is_proactive and not reply.publicity_reason:
        words = localised(
            "%(who)s不同意公开答复：请{section}审核先“公开属性调整”，改变公开属性，或写明仍然公开的理由。"
        )
        return words % {"who": "、".join(against)}
    return ""


class ConsultForm(StepForm):
    """答复稿征求意见."""

    signature = forms.ModelChoiceField(Signature.objects.none(), label=gettext_lazy("提出人"), empty_label=None)

    def prepare(self) -> None:
        asked = self.subject.reply.consultations.values("signature") if self.subject.reply else []
        self.fields["signature"].queryset = self.record.signatures.exclude(pk__in=asked).select_related("proposer")


@step(
    "答复稿征求意见",
    help="Send the reviewed draft to a signer before it is sealed (答复稿征求意见), who also says whether it may be public.",
    sources=READ_BY_SIGNERS,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER],
    form=ConsultForm,
    day=gettext_lazy("征求日期"),
    applies=has_letter,
    guards=[is_not_sealed, somebody_is_left],
    not_before=after_review,
    awaited=first_signer_is_to_be_asked,
)
def consult_draft(assignment, move, *, signature):
    if signature.record_id != assignment.record_id:
        raise ValidationError({"signature": _("%(name)s不是本件的提出人。") % {"name": signature.proposer}})
    move.keep(DraftConsultation(reply=assignment.reply, signature=signature, sent_on=move.on))
    return _("送%(who)s") % {"who": signature.proposer}


AGREED = {"yes": True, "no": False, "": None}
"The form's choices for whether a signer agrees to the publication, with their values."


class ConsultationForm(StepForm):
    """登记对答复稿的意见."""

    signature = forms.ModelChoiceField(Signature.objects.none(), label=gettext_lazy("提出人"), empty_label=None)
    opinion = TextField(
        label=gettext_lazy("对答复稿的意见"),
        rows=3,
        help_text=gettext_lazy("没有意见的写“无意见”，到期没有答复的写“到期未答复”。"),
    )
    agrees_to_publish = forms.TypedChoiceField(
        label=gettext_lazy("是否同意公开"),
        choices=[("", gettext_lazy("未说明")), ("yes", gettext_lazy("同意公开")), ("no", gettext_lazy("不同意公开"))],
        coerce=AGREED.get,
        empty_value=None,
        required=False,
    )

    def prepare(self) -> None:
        reply = self.subject.reply
        asked = reply.consultations.filter(answered_on=None).values("signature") if reply else []
        self.fields["signature"].queryset = self.record.signatures.filter(pk__in=asked).select_related("proposer")


@step(
    "登记对答复稿的意见",
    help="Register what a signer said of the draft, and whether they agree to its publication (是否同意公开).",
    sources=READ_BY_SIGNERS,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER],
    form=ConsultationForm,
    day=gettext_lazy("答复意见日期"),
    applies=has_letter,
    guards=[somebody_was_asked],
    not_before=after_review,
    awaited=lambda assignment: not somebody_was_asked(assignment),
)
def record_consultation(assignment, move, *, signature, opinion, agrees_to_publish=None):
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
    """The earliest day: that of the last answer of a signer to the draft."""
    answered = [one.answered_on for one in assignment.reply.consultations.all() if one.answered_on]
    return max(answered, default=None), _("对答复稿的意见的日期")


class ReturnAfterConsultationForm(EditingForm):
    """征求意见后退回."""

    comment = TextField(label=gettext_lazy("具体要求"), rows=3, help_text=gettext_lazy("写明提出人的意见和怎样改。"))


@step(
    "征求意见后退回",
    help="Send a draft back to the unit because of a signer's answer to it (征求意见后退回): a new round.",
    sources=READ_BY_SIGNERS - {Stage.REPORTED},
    target=Stage.HANDLING,
    role=Role.OFFICE_REVIEWER,
    form=ReturnAfterConsultationForm,
    day=gettext_lazy("退回日期"),
    applies=has_letter,
    guards=[not_the_drafter, is_not_sealed, somebody_answered],
    not_before=after_consultation,
    awaited=never,
    turns_back=True,
)
def return_after_consultation(assignment, move, *, reason, comment, edited="", edited_file=None, edited_left_out=""):
    said = send_draft_back(assignment.reply, move, reason, comment, content_ok=False)
    return said + keep_edits(assignment.reply, move, edited, edited_file, edited_left_out)


def is_not_published(assignment: Assignment, *, decider=None) -> str:
    """Refuse to change the publicity of a published letter: it has to be taken down first."""
    reply = assignment.reply
    if reply.published_on:
        words = _("答复已于%(on)s公开，不能再调整公开属性；需要撤下的，请由信息公开编辑先撤稿。")
        return words % {"on": reply.published_on}
    return ""


class PublicityForm(StepForm):
    """公开属性调整."""

    publicity = forms.ChoiceField(label=gettext_lazy("公开属性"), choices=Publicity.choices)
    publicity_reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=300,
        help_text=gettext_lazy("依申请公开、不予公开的，写明法定理由；提出人不同意而仍然公开的，写明为什么公开。"),
    )
    public_summary = TextField(
        label=gettext_lazy("公开摘要"), required=False, rows=3, help_text=gettext_lazy("只公开摘要时填写。")
    )

    def prepare(self) -> None:
        reply = self.subject.reply
        if reply is not None:
            self.fields["publicity"].initial = reply.publicity
            self.fields["public_summary"].initial = reply.public_summary


@step(
    "公开属性调整",
    help="Decide the publicity of a passed draft or letter anew, always with a reason (公开属性调整).",
    sources=(IN_REVIEW | ANSWERED) - {Stage.SUBMITTED},
    role=Role.OFFICE_REVIEWER,
    form=PublicityForm,
    day=gettext_lazy("决定日期"),
    applies=has_letter,
    guards=[not_the_drafter, is_not_published],
    not_before=after_review,
)
def set_publicity(assignment, move, *, publicity, publicity_reason, public_summary=""):
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
