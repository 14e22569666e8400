"""Co-signature (会签) of a letter of several units, by letter and off until its unit asks: each agrees to the text before 送审."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.handling import is_answering, is_supporting
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import NameField, StepForm, TextField
from tracking.models import Assignment, CoSignature, CoSigning, Role, Unit
from tracking.stages import APART, Stage

PLACE = 58


def supporting(assignment: Assignment) -> list[Unit]:
    """The units that support the item, which may be asked to co-sign its letter."""
    parts = assignment.record.assignments.all()
    return [one.unit for one in parts if is_supporting(one) and one.stage not in APART]


def awaited_from(assignment: Assignment) -> list[CoSignature]:
    """The co-signatures that a supporting unit is asked for while the letter's unit still works on it."""
    going_round = [
        one.cosigning
        for one in assignment.record.assignments.all()
        if one.is_answering and one.stage == Stage.HANDLING and one.cosigning is not None
    ]
    return [one for draft in going_round for one in draft.waiting if one.unit_id == assignment.unit_id]


def has_supporting(assignment: Assignment) -> bool:
    """Whether the letter can be one of several units: its unit answers, and others of the district support it."""
    return is_answering(assignment) and bool(supporting(assignment))


def went_round(assignment: Assignment) -> bool:
    """Whether a draft of this part's letter was ever sent round for co-signature."""
    return is_answering(assignment) and bool(assignment.cosignings.all())


def was_asked(assignment: Assignment) -> bool:
    """Whether the supporting unit was ever asked to co-sign a letter of the item."""
    if not is_supporting(assignment):
        return False
    drafts = [draft for one in assignment.record.assignments.all() for draft in one.cosignings.all()]
    return any(one.unit_id == assignment.unit_id for draft in drafts for one in draft.signatures.all())


def goes_round(assignment: Assignment, *, decider=None) -> str:
    """Refuse to call off what does not go round."""
    return "" if assignment.cosigning is not None else _("本件没有正在会签的稿子。")


def is_asked(assignment: Assignment, *, decider=None) -> str:
    """Refuse a co-signature that nobody asked for, or that was given."""
    return "" if awaited_from(assignment) else _("本单位没有等待会签的稿子。")


def is_cosigned(assignment: Assignment, *, decider=None) -> str:
    """Refuse a draft while a unit that was asked to co-sign has not agreed."""
    draft = assignment.cosigning
    waiting = draft.waiting if draft is not None else []
    if not waiting:
        return ""
    units = "、".join(str(one.unit) for one in waiting)
    return _("%(units)s还没有会签，不能送审；不再会签的，先“取消会签”。") % {"units": units}


def cosigned_text_problem(assignment: Assignment, body: str) -> str:
    """Why this text can't be sent in: it is not the one that the units agreed to; empty when it is, or none was asked."""
    draft = assignment.cosigning
    if draft is None or draft.body == body:
        return ""
    units = "、".join(str(one.unit) for one in draft.signatures.all())
    words = _("正文与%(units)s会签的稿子不同，改动后须重新会签：请用“发起会签”换稿，或改回会签稿。")
    return words % {"units": units}


class AskToCosignForm(StepForm):
    """发起会签: the text, and who is to agree to it."""

    body = TextField(label=gettext_lazy("会签稿"), rows=14)
    units = forms.ModelMultipleChoiceField(Unit.objects.none(), label=gettext_lazy("会签单位"))
    intro = gettext_lazy(
        "只有需要几个单位联合答复的才用会签；只是征求过意见的，在送审时写明“经商××局”即可。正文改动后须重新会签。"
    )

    def prepare(self) -> None:
        units = supporting(self.subject)
        self.fields["units"].queryset = Unit.objects.filter(pk__in=[one.pk for one in units])
        draft, last = self.subject.cosigning, self.subject.reply
        self.fields["units"].initial = [one.unit_id for one in draft.signatures.all()] if draft else units
        self.fields["body"].initial = draft.body if draft else last.body if last else ""


@step(
    "发起会签",
    help="Ask supporting units to co-sign the draft of a letter of several units (会签); with another text, each is asked anew.",
    sources=[Stage.HANDLING],
    role=Role.UNIT_HANDLER,
    form=AskToCosignForm,
    day=gettext_lazy("发起日期"),
    applies=has_supporting,
    not_before=lambda assignment: (assignment.signed_for_on, _("签收日期")),
)
def ask_to_cosign(assignment, move, *, body, units):
    if not units:
        raise ValidationError({"units": _("请选择会签单位；不需要会签的，直接送审。")})
    known = {one.pk for one in supporting(assignment)}
    if strange := [str(one) for one in units if one.pk not in known]:
        raise ValidationError({"units": _("%(units)s不是本件的配合单位。") % {"units": "、".join(strange)}})
    before = assignment.cosigning
    agreed = {}
    if before is not None:
        if before.body == body and {one.unit_id for one in before.signatures.all()} == {one.pk for one in units}:
            raise ValidationError({"body": _("会签稿和会签单位都没有改动，不需要重新发起。")})
        agreed = {one.unit_id: one for one in before.signatures.all() if one.on and before.body == body}
        before.ended_on, before.ended_because = move.on, _("换稿重新会签") if before.body != body else _("会签单位有变")
        move.keep(before)
    draft = move.keep(CoSigning(assignment=assignment, body=body, on=move.on))
    for unit in units:
        kept = agreed.get(unit.pk)
        facts = {"by": kept.by, "on": kept.on, "comment": kept.comment} if kept else {}
        move.keep(CoSignature(cosigning=draft, unit=unit, **facts))
    return "、".join(str(one) for one in units)


class CallOffForm(StepForm):
    """取消会签."""

    reason = forms.CharField(label=gettext_lazy("取消的理由"), max_length=300)


@step(
    "取消会签",
    help="Call off the co-signature of a letter (取消会签), which its unit then signs alone.",
    sources=[Stage.HANDLING],
    role=Role.UNIT_HANDLER,
    form=CallOffForm,
    day=gettext_lazy("取消日期"),
    applies=went_round,
    guards=[goes_round],
    not_before=lambda assignment: (assignment.cosigning.on if assignment.cosigning else None, _("发起会签日期")),
    turns_back=True,
)
def call_off_cosigning(assignment, move, *, reason):
    draft = assignment.cosigning
    draft.ended_on, draft.ended_because = move.on, reason
    move.keep(draft)
    return reason


class CosignForm(StepForm):
    """会签: the text that is agreed to stands above; who agrees for the unit."""

    cosignature = forms.ModelChoiceField(
        CoSignature.objects.none(),
        label=gettext_lazy("会签稿"),
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("会签稿已更换或取消，请刷新后看过新的稿子再会签。")},
    )
    by = NameField(label=gettext_lazy("会签人"), max_length=50, help_text=gettext_lazy("代表本单位同意的负责人。"))
    comment = forms.CharField(label=gettext_lazy("会签意见"), max_length=300, required=False)
    intro = gettext_lazy("同意下面的稿子才会签；有不同意见的，先与牵头单位商量，由其换稿后再会签。")

    def prepare(self) -> None:
        asked = awaited_from(self.subject)
        self.fields["cosignature"].queryset = CoSignature.objects.filter(pk__in=[one.pk for one in asked])
        self.fields["by"].initial = self.subject.unit.head
        if len(asked) == 1:
            self.fields["cosignature"].widget = forms.HiddenInput()
            self.fields["cosignature"].initial = asked[0].pk
        self.read_first = [
            (_("%(unit)s的会签稿") % {"unit": one.cosigning.assignment.unit}, one.cosigning.body) for one in asked
        ]


def after_it_went_round(assignment: Assignment):
    """The earliest day: that on which the draft was sent round."""
    return min((one.cosigning.on for one in awaited_from(assignment)), default=None), _("发起会签日期")


@step(
    "会签",
    help="Agree for a supporting unit to the draft of a letter of several units (会签): who agrees, and when.",
    sources=[Stage.HANDLING, Stage.CLOSED],
    role=Role.UNIT_HANDLER,
    form=CosignForm,
    day=gettext_lazy("会签日期"),
    applies=was_asked,
    guards=[is_asked],
    not_before=after_it_went_round,
    awaited=lambda assignment: bool(awaited_from(assignment)),
)
def cosign(assignment, move, *, by, cosignature, comment=""):
    found = next((one for one in awaited_from(assignment) if one.pk == cosignature.pk), None)
    if found is None:
        raise ValidationError({"cosignature": _("会签稿已更换或取消，请刷新后看过新的稿子再会签。")})
    if move.on < found.cosigning.on:
        raise ValidationError({"on": _("会签日期不能早于发起会签日期 %(on)s。") % {"on": found.cosigning.on}})
    found.by, found.on, found.comment = by, move.on, comment
    move.keep(found)
    said = _("%(by)s同意%(unit)s的会签稿") % {"by": by, "unit": found.cosigning.assignment.unit}
    return f"{said}：{comment}" if comment else said
