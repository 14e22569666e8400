"""Forms of supervision and publication: 督办、公开登记."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import DayField, StepForm, TextField, choices_of
from tracking.models import PromiseResult, Supervision, SupervisionKind, Unit, is_web_address


class SuperviseForm(StepForm):
    """督办."""

    kind = forms.ChoiceField(label=_("方式"), choices=SupervisionKind.choices)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("对象单位"), required=False)
    text = TextField(label=_("情况和要求"))

    def prepare(self) -> None:
        self.fields["unit"].queryset = Unit.objects.filter(assignments__in=self.record.assignments.standing())


class AnswerSupervisionForm(StepForm):
    """回复督办."""

    on_label = _("回复日期")
    supervision = forms.ModelChoiceField(Supervision.objects.none(), label=_("督办"), empty_label=None)
    answer = TextField(label=_("单位回复"), rows=3)

    def prepare(self) -> None:
        mine = [one.pk for one in self.record.supervisions.all() if one.awaits(self.subject)]
        self.fields["supervision"].queryset = Supervision.objects.filter(pk__in=mine)
        self.fields["supervision"].label_from_instance = lambda one: f"{one}：{one.text}"


class LayDownForm(StepForm):
    """督办销号."""

    on_label = _("销号日期")
    supervision = forms.ModelChoiceField(Supervision.objects.none(), label=_("督办"), empty_label=None)
    because = forms.CharField(label=_("销号理由"), max_length=300, help_text=_("例如：已在办结中一并答复。"))

    def prepare(self) -> None:
        self.fields["supervision"].queryset = self.record.supervisions.unanswered()
        self.fields["supervision"].label_from_instance = lambda one: f"{one}：{one.text}"


class LookBackForm(StepForm):
    """承诺回头看."""

    on_label = _("查看日期")
    result = forms.ChoiceField(label=_("兑现情况"), choices=choices_of(PromiseResult))
    text = TextField(label=_("情况"), rows=3)
    next_on = DayField(label=_("下次查看日期"), required=False, help_text=_("还没有兑现的须填写。"))


class AnswerAgainForm(StepForm):
    """再次答复."""

    on_label = _("再次答复日期")
    answer = TextField(label=_("再次答复内容"), rows=4)


class PublicationForm(StepForm):
    """公开登记."""

    on_label = _("公开日期")
    url = forms.URLField(label=_("公开网址"), max_length=500, assume_scheme="https", validators=[is_web_address])
