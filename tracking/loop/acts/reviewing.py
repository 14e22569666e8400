"""Review and signature (审核、退回重新办理、签发). Drafter, reviewer and signer are three people (R21)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.loop.acts.handling import is_answering
from tracking.loop.acts.submitting import make_public, publicity_problems
from tracking.loop.editing import EditingForm, keep_edits
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import StepForm, TextField
from tracking.loop.hints import hints_on
from tracking.loop.screening import concerns_of
from tracking.loop.sending_back import SendBackForm, worded
from tracking.models import (
    Assignment,
    Event,
    OfficeSettings,
    Person,
    Publicity,
    Reply,
    Review,
    ReviewVerdict,
    Role,
)
from tracking.stages import Stage
from tracking.wording import clauses

PLACE = 70


def not_the_drafter(assignment: Assignment, *, decider=None) -> str:
    """Refuse review and signature by whoever drafted this round or an earlier one: its words live on."""
    if decider is None:
        return ""
    drafted = any(reply.drafted_by_id == decider.pk for reply in assignment.replies.all())
    if drafted or any(was_stood_in_for(decider, event) for event in done_by_others(decider, assignment, "submit")):
        return _("%(name)s是本稿的拟稿人，须由他人审核、签发。") % {"name": decider.name}
    return ""


def not_the_reviewer(assignment: Assignment, *, decider=None) -> str:
    """Refuse the signature of whoever reviewed; in a small office (小型办公室) the reviewer may sign, and the event says so."""
    verdict = assignment.reply.verdict if assignment.reply else None
    if decider is None or verdict is None:
        return ""
    last = done_by_others(decider, assignment, "pass_review")[-1:]
    is_reviewer = verdict.decider_id == decider.pk or any(was_stood_in_for(decider, event) for event in last)
    if is_reviewer and not OfficeSettings.current().is_small:
        return _("%(name)s审核了此稿，须由他人签发。") % {"name": decider.name}
    return ""


def not_the_recorder(assignment: Assignment, *, decider=None) -> str:
    """Refuse the signature of whoever recorded the review from paper: one person would have done both."""
    if decider is None or not permissions.has_role(decider, Role.OFFICE_CLERK):
        return ""
    review = assignment.events.filter(what=pass_review.code).select_related("decider").last()
    if review is not None and review.on_paper and review.account_id == decider.user_id:
        return _("%(name)s代录了此稿的审核，须由他人签发。") % {"name": decider.name}
    return ""


def done_by_others(person: Person, assignment: Assignment, code: str) -> list[Event]:
    """The part's events of a step, where this person ever gave a delegation (代理): others can't have acted for them."""
    return list(assignment.events.filter(what=code)) if permissions.given_by(person) else []


def was_stood_in_for(person: Person, event: Event) -> bool:
    """Whether the event was decided by a delegation of this person (代×××)."""
    return event.data.get("delegation") in permissions.given_by(person)


def after_submission(assignment: Assignment):
    """The earliest day: that on which the draft was sent in."""
    return (assignment.reply.submitted_on if assignment.reply else None), _("送审日期")


def after_review(assignment: Assignment):
    """The earliest day: that of the review."""
    verdict = assignment.reply.verdict if assignment.reply else None
    return (verdict.on if verdict else None), _("审核日期")


UNTICKED = {"required": gettext_lazy("核对合格的，请打勾；不合格的，请退回重新办理。")}


class PassForm(StepForm):
    """审核通过: three headings (格式、文字、内容), each ticked by the reviewer who has looked at it."""

    form_ok = forms.BooleanField(label=gettext_lazy("格式合格"), error_messages=UNTICKED)
    wording_ok = forms.BooleanField(label=gettext_lazy("文字合格"), error_messages=UNTICKED)
    content_ok = forms.BooleanField(label=gettext_lazy("内容合格"), error_messages=UNTICKED)
    publicity = forms.ChoiceField(label=gettext_lazy("公开属性"), choices=Publicity.choices)
    publicity_reason = forms.CharField(
        label=gettext_lazy("不公开的理由"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("依申请公开、不予公开的，写明法定理由。"),
    )
    public_summary = TextField(
        label=gettext_lazy("公开摘要"), required=False, rows=3, help_text=gettext_lazy("只公开摘要时填写。")
    )
    comment = TextField(label=gettext_lazy("审核意见"), required=False, rows=2)

    def prepare(self) -> None:
        for name in ("publicity", "publicity_reason", "public_summary"):
            if self.record.is_joint:
                del self.fields[name]
            elif self.subject.reply is not None:
                self.fields[name].initial = getattr(self.subject.reply, name)


@step(
    "审核通过",
    help="Pass the draft under its three headings (格式、文字、内容), together with its publicity (公开属性).",
    sources=[Stage.SUBMITTED],
    target=Stage.REVIEWED,
    role=Role.OFFICE_REVIEWER,
    form=PassForm,
    day=gettext_lazy("审核日期"),
    applies=is_answering,
    guards=[not_the_drafter],
    not_before=after_submission,
    vouched_for=True,
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
            verdict=ReviewVerdict.PASSED,
            comment=comment,
        )
    )
    label = _("公开属性：%(label)s") % {"label": Publicity(reply.publicity).label} if reply.publicity else ""
    return clauses(_("格式、文字、内容均合格"), label, comment)


class ReturnForm(EditingForm):
    """退回重新办理."""

    form_ok = forms.BooleanField(label=gettext_lazy("格式合格"), required=False)
    wording_ok = forms.BooleanField(label=gettext_lazy("文字合格"), required=False)
    content_ok = forms.BooleanField(label=gettext_lazy("内容合格"), required=False)
    taken = forms.MultipleChoiceField(
        label=gettext_lazy("采用自动提示和筛查结果"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("勾选的写入具体要求。"),
    )
    comment = TextField(
        label=gettext_lazy("具体要求"), required=False, rows=3, help_text=gettext_lazy("写明哪里不合格、怎样改。")
    )

    field_order = ("on", "version", "form_ok", "wording_ok", "content_ok", "reason", "taken", "comment")

    def prepare(self) -> None:
        super().prepare()
        reply = self.subject.reply
        said = [one.sentence for one in hints_on(reply, self.subject)] if reply is not None else []
        if reply is not None:
            found = concerns_of(reply, reply.ask_answers.select_related("ask"))
            said += [one.sentence for one in found if not one.is_own]
        self.fields["taken"].choices = [(one, one) for one in dict.fromkeys(said)]
        if not said:
            del self.fields["taken"]

    def clean(self) -> dict:
        """Require what is to be put right: the reviewer's words, hints taken over, or the office's own edits."""
        said = [self.cleaned_data.get("comment", ""), *self.cleaned_data.pop("taken", [])]
        self.cleaned_data["comment"] = "\n".join(one for one in said if one)
        data = super().clean()
        if not data.get("comment") and not data.get("edited") and not self.has_error("comment"):
            self.add_error("comment", _("请写明哪里不合格、怎样改。"))
        return data


@step(
    "退回重新办理",
    help="Send the draft back to the unit (退回重新办理) with the reason; the next draft is a new round.",
    sources=[Stage.SUBMITTED],
    target=Stage.HANDLING,
    role=Role.OFFICE_REVIEWER,
    form=ReturnForm,
    day=gettext_lazy("审核日期"),
    applies=is_answering,
    guards=[not_the_drafter],
    not_before=after_submission,
    opposite_of=pass_review,
)
def return_for_redo(
    assignment,
    move,
    *,
    reason,
    comment="",
    form_ok=True,
    wording_ok=True,
    content_ok=False,
    edited="",
    edited_file=None,
    edited_left_out="",
):
    headings = {"form_ok": form_ok, "wording_ok": wording_ok, "content_ok": content_ok}
    said = send_draft_back(assignment.reply, move, reason, comment, **headings)
    return said + keep_edits(assignment.reply, move, edited, edited_file, edited_left_out)


def send_draft_back(reply: Reply, move, reason: str, comment: str, **headings: bool) -> str:
    """Keep the verdict that returns a round to the unit; the event's sentence."""
    move.data["reason"] = reason
    verdict = {"verdict": ReviewVerdict.RETURNED, "reason": reason, "comment": comment}
    move.keep(Review(reply=reply, decider=move.decider, on=move.on, **headings, **verdict))
    return worded(reason, comment)


@step(
    "领导签发",
    help="Sign the letter (政府领导签发).",
    sources=[Stage.REVIEWED],
    target=Stage.SIGNED,
    role=Role.LEADER,
    day=gettext_lazy("签发日期"),
    applies=is_answering,
    guards=[not_the_drafter, not_the_reviewer, not_the_recorder],
    not_before=after_review,
    vouched_for=True,
)
def sign(assignment, move):
    reply = assignment.reply
    reply.signed_by, reply.signed_on = move.decider, move.on
    move.keep(reply)
    said = _("第%(round)s轮%(kind)s") % {"round": reply.round, "kind": reply.get_kind_display()}
    is_reviewer = reply.verdict is not None and reply.verdict.decider_id == move.decider.pk
    return _("%(said)s；审核、签发为同一人（小型办公室）") % {"said": said} if is_reviewer else said


@step(
    "不予签发",
    help="Refuse the signature with a reason (不予签发): back to the unit, a new round.",
    sources=[Stage.REVIEWED],
    target=Stage.HANDLING,
    role=Role.LEADER,
    form=SendBackForm,
    applies=is_answering,
    not_before=after_review,
    opposite_of=sign,
)
def refuse_to_sign(assignment, move, *, reason, comment=""):
    reply = assignment.reply
    move.data["reason"] = reason
    reply.refused_because = worded(reason, comment)
    move.keep(reply)
    return reply.refused_because
