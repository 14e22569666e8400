"""Forms of time: 申请延期、裁定、期限调整、期限复核."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import DayField, ScanField, StepForm, TextField


class AskExtensionForm(StepForm):
    """申请延期."""

    on_label = _("申请日期")
    until = DayField(label=_("申请延至"))
    reason = TextField(label=_("延期理由"), rows=3)

    def prepare(self) -> None:
        self.fields["until"].help_text = _("现在的办理期限是 %(on)s；最长自交办之日起%(most)s。") % {
            "on": self.record.due_on,
            "most": self.record.session.limit("answer_most"),
        }


class GrantExtensionForm(StepForm):
    """同意延期: with consent, and the proposer told."""

    on_label = _("裁定日期")
    consent = forms.CharField(label=_("交办机关同意的依据"), max_length=200, help_text=_("复函文号或日期。"))
    consent_scan = ScanField(label=_("同意函扫描件"), required=False)
    told_on = DayField(label=_("告知提出人日期"))
    comment = TextField(label=_("裁定意见"), required=False, rows=2)


class RefuseExtensionForm(StepForm):
    """不予延期."""

    on_label = _("裁定日期")
    comment = TextField(label=_("不予延期的理由"), rows=3)


class ChangeDueForm(StepForm):
    """期限调整."""

    due_on = DayField(label=_("新的期限"))
    reason = TextField(label=_("调整理由"), rows=2, help_text=_("写明依据；理由记入办理记录。"))

    def prepare(self) -> None:
        self.fields["due_on"].initial = self.record.clock_due_on


class RecountForm(StepForm):
    """期限复核: nothing to fill in but the day."""
