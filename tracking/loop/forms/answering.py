"""Forms to the proposer and back: 送达、征询、反馈、办结、重新办理."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import DayField, ScanField, StepForm, TextField, choices_of
from tracking.models import ContactMethod, DeliveryWay, FeedbackSource, Satisfaction, Signature, new_token


class DeliverForm(StepForm):
    """送达."""

    on_label = _("送达日期")
    way = forms.ChoiceField(label=_("送达方式"), choices=[c for c in DeliveryWay.choices if c[0] != "passed_on"])
    agreed = forms.ModelMultipleChoiceField(
        Signature.objects.none(),
        label=_("同意由领衔人转复的联名人"),
        required=False,
        help_text=_("须经联名人本人同意；没有勾选的，直接向本人送达。"),
    )
    copied_to = forms.CharField(label=_("抄送"), max_length=200, required=False)

    def prepare(self) -> None:
        co_signers = self.record.signatures.filter(order__gt=1).select_related("proposer")
        self.fields["agreed"].queryset = co_signers
        if not co_signers:
            del self.fields["agreed"]


class SendOpinionForm(StepForm):
    """报送会办意见."""

    on_label = _("报送日期")
    doc_number = forms.CharField(label=_("发文字号"), max_length=100, required=False)
    copied_to = forms.CharField(label=_("抄送"), max_length=200, required=False)

    def prepare(self) -> None:
        self.fields["copied_to"].initial = self.record.session.upper_name


class AskForm(StepForm):
    """征询意见."""

    on_label = _("征询日期")


class FeedbackForm(StepForm):
    """意见反馈."""

    on_label = _("反馈日期")
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("提出人"), empty_label=None)
    attitude = forms.ChoiceField(label=_("对办理态度"), choices=choices_of(Satisfaction), required=False)
    result = forms.ChoiceField(label=_("对办理结果"), choices=choices_of(Satisfaction))
    opinion = TextField(label=_("具体意见"), required=False, rows=3)
    source = forms.ChoiceField(
        label=_("来源"), choices=[choice for choice in FeedbackSource.choices if choice[0] in {"paper", "assembly"}]
    )
    form_scan = ScanField(label=_("征询意见表扫描件"), required=False, help_text=_("代录纸质征询意见表须上传。"))

    def prepare(self) -> None:
        self.fields["signature"].queryset = still_out(self)

    def clean(self) -> dict:
        """Paper needs its scan: uploaded here, or carried in by the unit before."""
        data = super().clean()
        if data.get("source") == FeedbackSource.PAPER and not data.get("form_scan") and "form_scan" not in self.errors:
            carried = self.subject.reply.deliveries.filter(signature=data.get("signature"), form_scan__isnull=False)
            if not carried.exists():
                self.add_error("form_scan", _("代录纸质征询意见表须上传扫描件。"))
        return data


class CarryFormForm(StepForm):
    """上传征询意见表: the scan alone, never the opinion."""

    on_label = _("收到日期")
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("提出人"), empty_label=None)
    form_scan = ScanField(label=_("征询意见表扫描件"), help_text=_("提出人填写并签名的原件；意见由政府办审看后登记。"))

    def prepare(self) -> None:
        self.fields["signature"].queryset = still_out(self)


class IssueLinkForm(StepForm):
    """发出一次性链接."""

    on_label = _("发出日期")
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("提出人"), empty_label=None)

    def prepare(self) -> None:
        self.fields["signature"].queryset = still_out(self)

    def moves(self) -> dict:
        """With a token that exists here alone until the slip is printed."""
        self.token = new_token()
        return super().moves() | {"token": self.token}


class ReceiveFeedbackForm(StepForm):
    """登记市主办单位转来意见."""

    on_label = _("收到日期")
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("提出人"), empty_label=None)
    attitude = forms.ChoiceField(label=_("对办理态度"), choices=choices_of(Satisfaction), required=False)
    result = forms.ChoiceField(label=_("对办理结果"), choices=choices_of(Satisfaction))
    opinion = TextField(label=_("具体意见"), required=False, rows=3)
    letter = ScanField(label=_("来函扫描件"), required=False)

    def prepare(self) -> None:
        told = self.record.signatures.filter(deliveries__feedback__isnull=False)
        self.fields["signature"].queryset = self.record.signatures.exclude(pk__in=told.values("pk"))


def still_out(form: StepForm):
    """The signers who have the latest letter and whose opinion is not in."""
    return form.record.signatures.filter(deliveries__reply=form.subject.reply, deliveries__feedback=None)


class CloseForm(StepForm):
    """办结."""

    on_label = _("办结日期")


class UrgeForm(StepForm):
    """催请反馈."""

    on_label = _("催请日期")
    way = forms.ChoiceField(label=_("催请方式"), choices=ContactMethod.choices, initial=ContactMethod.PHONE)


class CloseUnheardForm(StepForm):
    """未反馈办结."""

    on_label = _("办结日期")


class CloseUnsatisfiedForm(StepForm):
    """仍不满意办结."""

    on_label = _("办结日期")
    reported_to = forms.CharField(label=_("报告的交办机关"), max_length=100)
    reported_on = DayField(label=_("报告日期"))

    def prepare(self) -> None:
        self.fields["reported_to"].initial = self.record.handing_body


class RedoForm(StepForm):
    """重新办理."""

    reason = TextField(label=_("重新办理的要求"), rows=3)
