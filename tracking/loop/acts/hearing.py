"""The proposer's opinion on the reply (意见反馈): by which ways it comes in, and what follows from it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.delivering import after_asking, unheard
from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import AmongField, ScanField, StepForm, TextField, choices_of
from tracking.models import (
    Assignment,
    Delivery,
    Feedback,
    FeedbackSource,
    HandlingRecord,
    Role,
    Satisfaction,
)
from tracking.stages import Stage
from tracking.time.clocks import redo_clock

PLACE = 130


def is_dissatisfied(assignment: Assignment) -> bool:
    """Whether the first signer is not satisfied with the latest letter."""
    opinion = assignment.first_opinion
    return opinion is not None and opinion.result == Satisfaction.UNSATISFIED


def was_redone(assignment: Assignment) -> bool:
    """Whether the latest letter is the outcome of a 重新办理: on an earlier one the first signer was 不满意."""
    earlier = sorted(assignment.replies.all(), key=lambda reply: reply.round)[:-1]
    opinions = [reply.first_opinion for reply in earlier]
    return any(one is not None and one.result == Satisfaction.UNSATISFIED for one in opinions)


class SignerForm(StepForm):
    """A form about one signer: offers those who got the latest letter and have given no opinion on it."""

    signature = AmongField(label=gettext_lazy("提出人"))

    def prepare(self) -> None:
        self.fields["signature"].offer([one.signature for one in unheard(self.subject)])


class FeedbackForm(SignerForm):
    """意见反馈."""

    attitude = forms.ChoiceField(label=gettext_lazy("对办理态度"), choices=choices_of(Satisfaction), required=False)
    result = forms.ChoiceField(label=gettext_lazy("对办理结果"), choices=choices_of(Satisfaction))
    opinion = TextField(label=gettext_lazy("具体意见"), required=False, rows=3)
    source = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[choice for choice in FeedbackSource.choices if choice[0] in {"paper", "assembly"}],
    )
    form_scan = ScanField(
        label=gettext_lazy("征询意见表扫描件"), required=False, help_text=gettext_lazy("代录纸质征询意见表须上传。")
    )

    def clean(self) -> dict:
        """Require the scan of a paper form, unless the unit brought it in before (上传征询意见表)."""
        data = super().clean()
        if data.get("source") == FeedbackSource.PAPER and not data.get("form_scan") and "form_scan" not in self.errors:
            carried = self.subject.reply.deliveries.filter(signature=data.get("signature"), form_scan__isnull=False)
            if not carried.exists():
                self.add_error("form_scan", _("代录纸质征询意见表须上传扫描件。"))
        return data


@step(
    "登记反馈",
    help="Register a signer's opinion (意见反馈) with its source; a unit can never enter one.",
    sources=[Stage.ASKED, Stage.FED_BACK],
    role=Role.OFFICE_CLERK,
    other_roles=[Role.PROPOSER],
    form=FeedbackForm,
    day=gettext_lazy("反馈日期"),
    applies=answers_the_proposer,
    not_before=after_asking,
    branches=[Stage.FED_BACK],
    awaited=lambda assignment: assignment.stage == Stage.ASKED,
)
def feed_back(assignment, move, *, signature, result, source, attitude="", opinion="", form_scan=None):
    given = opinion_comes_in(assignment, move, signature, source, attitude, result, opinion, form_scan)
    if move.link is not None:
        move.link.used_at = timezone.now()
        move.keep(move.link)
    if given.delivery.signature.is_first:
        move.target = Stage.FED_BACK
    return what_was_said(assignment, move, given)


def opinion_comes_in(assignment: Assignment, move, signature, source, attitude, result, opinion, form_scan) -> Feedback:
    """Keep a signer's opinion on the latest letter, with the scan that came with it or that the unit brought in before."""
    delivery = next((one for one in assignment.reply.deliveries.all() if one.signature_id == signature.pk), None)
    if delivery is None:
        raise ValidationError({"signature": _("这份答复没有送达这位提出人。")})
    if problem := source_problem(move, delivery, source):
        raise ValidationError({"source": problem})
    if source == FeedbackSource.PAPER and form_scan is None and delivery.form_scan is not None:
        form_scan = delivery.form_scan
        move.files.append(form_scan)
    move.data["source"] = str(source)
    return move.keep(
        Feedback(
            delivery=delivery,
            attitude=attitude,
            result=result,
            opinion=opinion,
            on=move.on,
            source=source,
            scan=form_scan,
        )
    )


def what_was_said(assignment: Assignment, move, given: Feedback) -> str:
    """The event's sentence: who said what, and the source; for a first signer who is 不满意 also what follows."""
    said = _("%(who)s：%(result)s（%(source)s）") % {
        "who": given.delivery.signature.proposer,
        "result": Satisfaction(given.result).label,
        "source": FeedbackSource(given.source).label,
    }
    if given.delivery.signature.is_first and given.result == Satisfaction.UNSATISFIED:
        move.data["hint"] = _what_follows(assignment, move.on)
        said = f"{said}。{move.data['hint']}"
    return said


def _what_follows(assignment: Assignment, on) -> str:
    """What a first signer's 不满意 leads to: 重新办理 or, after one, 仍不满意办结 (R24)."""
    if was_redone(assignment):
        return _("领衔人再次反馈“不满意”，请“仍不满意办结”并报交办机关。")
    return redo_hint(assignment.record, on)


def source_problem(move, delivery: Delivery, source: str) -> str:
    """Why an opinion from this source can't be entered by this way (account or link); empty when it can (R33)."""
    if move.link is not None:
        fits = source == FeedbackSource.LINK and move.link.delivery_id == delivery.pk
        return "" if fits else _("一次性链接只能反馈链接本人的意见。")
    if source not in {FeedbackSource.PAPER, FeedbackSource.ASSEMBLY}:
        return _("请从“征询意见表（代录）”“人大、政协系统”中选择来源。")
    return ""


def redo_hint(record: HandlingRecord, on) -> str:
    """The sentence that 重新办理 follows, and its limit if it is decided on this day."""
    return _("须重新办理：%(on)s启动的，限%(due)s前重新答复。") % {
        "on": f"{on:%Y-%m-%d}",
        "due": f"{redo_clock(record, on).on:%Y-%m-%d}",
    }
