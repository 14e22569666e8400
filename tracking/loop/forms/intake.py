"""Forms from the incoming letter to the hand-over: 收文登记、拟办、批示、交办、修改信息."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import DayField, NameField, ScanField, StepForm, TextField
from tracking.models import Duty, HandlingRecord, Kind, Origin, Session, Unit
from tracking.stages import Stage
from tracking.time.clocks import answer_clock
from tracking.wording import split_names
from tracking.workdays import Calendar, in_full


def due_field() -> DayField:
    """The deadline that the handing body set (办理期限)."""
    return DayField(
        label=_("办理期限"),
        required=False,
        help_text=_("来文确定了期限的填写，交办时保留；不填则交办时按届次的时限计算。"),
    )


def at_once_field() -> forms.BooleanField:
    """The mark of what is to be done at once (即办)."""
    return forms.BooleanField(label=_("即办"), required=False, help_text=_("期限自交办之日起按届次的即办时限计算。"))


class RegisterForm(StepForm):
    """收文登记."""

    on_label = _("收文日期")
    session = forms.ModelChoiceField(Session.objects.all(), label=_("届次"), empty_label=None)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    origin = forms.ChoiceField(label=_("来源层级"), choices=Origin.choices, initial=Origin.CITY)
    number = forms.IntegerField(label=_("编号"), min_value=1)
    duty = forms.ChoiceField(label=_("承办方式"), choices=Duty.choices)
    title = forms.CharField(label=_("案由"), max_length=200)
    text = TextField(label=_("原文"), rows=8, required=False)
    incoming_number = forms.CharField(label=_("来文号"), max_length=100, required=False)
    original = ScanField(label=_("原件扫描件"), required=False)
    first_signer = NameField(label=_("领衔人"), max_length=100, help_text=_("领衔代表或第一提案人的姓名。"))
    delegation = forms.CharField(label=_("代表团或界别"), max_length=100, required=False)
    post = forms.CharField(label=_("单位及职务"), max_length=200, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=50, required=False, help_text=_("仅供办理联系，不公开。"))
    co_signers = forms.CharField(label=_("联名人"), required=False, help_text=_("多人用顿号隔开。"))
    lead_unit = forms.ModelChoiceField(
        Unit.objects.filter(kind="external"),
        label=_("市主办单位"),
        required=False,
        help_text=_("会办件须填写，会办意见报送给它。"),
    )
    due_on = due_field()
    is_at_once = at_once_field()
    topic = forms.CharField(label=_("主题"), max_length=100, required=False)
    category = forms.CharField(label=_("内容分类"), max_length=50, required=False)
    is_key = forms.BooleanField(label=_("重点件"), required=False)
    supervising_leader = forms.CharField(label=_("督办领导"), max_length=50, required=False)

    def clean_first_signer(self) -> str:
        """One person or body, read as a workbook's cell is; the others are co-signers."""
        found = split_names(self.cleaned_data["first_signer"])
        if found.problem:
            raise ValidationError(found.problem)
        if len(found.names) > 1:
            others = {"first": found.names[0], "others": "、".join(found.names[1:])}
            raise ValidationError(_("领衔人只填一位（%(first)s）；%(others)s请填在“联名人”中。") % others)
        return found.names[0] if found.names else self.cleaned_data["first_signer"]

    def clean_co_signers(self) -> list[str]:
        """Names, one by one."""
        text = self.cleaned_data["co_signers"]
        found = split_names(text)
        if found.problem:
            raise forms.ValidationError(found.problem)
        return list(found.names)

    def clean(self) -> dict:
        """会办 needs the unit that the opinion goes to."""
        data = super().clean()
        if data.get("duty") == Duty.JOINT and not data.get("lead_unit"):
            self.add_error("lead_unit", _("会办件须填写市主办单位。"))
        return data


class ProposeForm(StepForm):
    """拟办."""

    on_label = _("拟办日期")
    handling_proposal = TextField(label=_("拟办意见"))

    def prepare(self) -> None:
        self.fields["handling_proposal"].initial = self.subject.handling_proposal


class InstructForm(StepForm):
    """批示."""

    on_label = _("批示日期")
    instruction = TextField(label=_("批示"), rows=3)

    def prepare(self) -> None:
        if not self.on_paper:
            self.fields["instruction"].initial = _("同意拟办意见。")


class SendBackProposalForm(StepForm):
    """退回拟办."""

    on_label = _("退回日期")
    reason = TextField(label=_("退回理由"), rows=3)


def again_field() -> forms.CharField:
    """Why a unit gets what it gave back (再次交办): asked where there is such a unit."""
    return forms.CharField(label=_("再次交办的理由"), max_length=300, required=False)


def ask_why_again(form: StepForm) -> None:
    """Name the units that gave the item back, or leave the question out where there are none."""
    gone = [part.unit.name for part in form.record.assignments.select_related("unit") if part.stage == Stage.REASSIGNED]
    if gone:
        words = _("%(units)s已申请退回并获同意；确需再次交给它时填写，例如领导批示。")
        form.fields["again_because"].help_text = words % {"units": "、".join(gone)}
    else:
        del form.fields["again_because"]


def deadlines(record: HandlingRecord, handed_over_on: date, calendar: Calendar | None = None) -> str:
    """The date that came with an item and the one that the limits would give (办理期限), before it is handed over."""
    counted, listed = answer_clock(record, handed_over_on, calendar=calendar), record.due_on
    by_limits = gettext("按届次时限：%(why)s") % {"why": counted.explanation}
    if listed is None:
        return by_limits + gettext("不填则按此计算，填写时不能晚于它。")
    if listed <= counted.on:
        words = gettext("来文的办理期限是%(day)s，交办时保留，不能改晚。")
    else:
        words = gettext("来文的办理期限是%(day)s，晚于按届次时限计算的日期，请改填不晚于它的日期。")
    return words % {"day": in_full(listed)} + by_limits


class AssignForm(StepForm):
    """分办、交办."""

    on_label = _("交办日期")
    lead_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("牵头单位"), help_text=_("分办件可选多个，各自答复；其他件选一个。")
    )
    support_units = forms.ModelMultipleChoiceField(Unit.objects.none(), label=_("配合单位"), required=False)
    again_because = again_field()
    due_on = DayField(label=_("办理期限"), required=False)

    def prepare(self) -> None:
        units = Unit.objects.own().filter(is_active=True).exclude(assignments__in=self.record.assignments.standing())
        ask_why_again(self)
        self.fields["lead_units"].queryset = self.fields["support_units"].queryset = units
        if self.record.handed_over_on is not None:
            # Handed on after an objection: the answer clock of the first hand-over runs on.
            del self.fields["due_on"]
            return
        met, decided = self.record.session.handed_over_on, self.record.instructed_on or self.record.proposed_on
        if met and (decided is None or decided <= met):
            self.fields["on"].initial = met
        self._show_deadline()

    def _show_deadline(self) -> None:
        """The date that came with the item stands in the field, and what the limits would give beside it."""
        self.fields["due_on"].initial = self.record.due_on
        # Counting asks for the office's working days: only where a page shows this sentence.
        day = self.fields["on"].initial
        say = lazy(lambda: deadlines(self.record, day() if callable(day) else day), str)
        self.fields["due_on"].help_text = say()


class CorrectForm(StepForm):
    """修改承办件信息."""

    title = forms.CharField(label=_("案由"), max_length=200)
    text = TextField(label=_("原文"), required=False, rows=8)
    topic = forms.CharField(label=_("主题"), max_length=100, required=False)
    category = forms.CharField(label=_("内容分类"), max_length=50, required=False)
    incoming_number = forms.CharField(label=_("来文号"), max_length=100, required=False)
    is_key = forms.BooleanField(label=_("重点件"), required=False)
    supervising_leader = forms.CharField(label=_("督办领导"), max_length=50, required=False)
    due_on = due_field()
    is_at_once = at_once_field()
    remark = TextField(label=_("备注"), required=False, rows=2)
    not_closed_because = forms.CharField(label=_("未办结原因"), max_length=200, required=False)

    def prepare(self) -> None:
        if self.record.handed_over_on is not None:
            # The clock runs: from here on the date is moved by 期限调整 and 延期.
            del self.fields["due_on"], self.fields["is_at_once"]
        for name in self.fields.keys() - {"on", "version", "decider", "wording", "scan"}:
            self.fields[name].initial = getattr(self.subject, name)
