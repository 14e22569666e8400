"""Forms of the ways out: 撤回、转办."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import ScanField, StepForm, TextField


class WithdrawForm(StepForm):
    """撤回."""

    on_label = _("撤回日期")
    letter = ScanField(label=_("提出人撤回函扫描件"))
    reason = TextField(label=_("说明"), required=False, rows=2)


class TransferForm(StepForm):
    """退回交办机关、转办."""

    on_label = _("退回或转办日期")
    to = forms.CharField(label=_("转办去向"), max_length=100, help_text=_("交办机关，或接办的单位。"))
    reason = TextField(label=_("理由"), rows=3)
    reply = ScanField(label=_("交办机关回函扫描件"), required=False)
