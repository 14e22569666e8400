"""Forms of objections and of handing a part to another unit: 申请退回、裁定、增加承办单位."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import StepForm, TextField
from tracking.loop.forms.intake import again_field, ask_why_again
from tracking.models import AssignmentDuty, Duty, Unit


class ObjectForm(StepForm):
    """申请退回: reason and whose it is."""

    on_label = _("申请日期")
    reason = TextField(label=_("申请理由"), rows=4, help_text=_("写明职责依据，例如“三定”规定。"))
    proposed_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("建议承办单位"))

    def prepare(self) -> None:
        own = Unit.objects.own().filter(is_active=True)
        self.fields["proposed_unit"].queryset = own.exclude(pk=self.subject.unit_id)


class GrantObjectionForm(StepForm):
    """同意退回."""

    on_label = _("裁定日期")
    comment = TextField(label=_("裁定意见"), required=False, rows=2)


class RefuseObjectionForm(StepForm):
    """不予退回."""

    on_label = _("裁定日期")
    comment = TextField(label=_("不予退回的理由"), rows=3)


class AddUnitForm(StepForm):
    """增加承办单位."""

    on_label = _("交办日期")
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("承办单位"))
    duty = forms.ChoiceField(label=_("分工"), choices=AssignmentDuty.choices)
    again_because = again_field()

    def prepare(self) -> None:
        own = Unit.objects.own().filter(is_active=True)
        self.fields["unit"].queryset = own.exclude(assignments__in=self.record.assignments.standing())
        ask_why_again(self)
        if self.record.duty != Duty.SEPARATE:
            self.fields["duty"].choices = [(AssignmentDuty.SUPPORT.value, AssignmentDuty.SUPPORT.label)]
