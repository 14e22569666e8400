"""Forms of the way through the office: 审核、签发、报市政府办、正式行文."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import StepForm, TextField, choices_of
from tracking.loop.hints import hints_on
from tracking.models import Publicity, ReturnReason, Signature

AGREED = {"yes": True, "no": False, "": None}
"Whether a signer agrees to the publication, as the form says it."

UNTICKED = {"required": _("核对合格的，请打勾；不合格的，请退回重新办理。")}


class PassForm(StepForm):
    """审核通过: three headings (格式、文字、内容), each ticked by the reviewer who has looked at it."""

    on_label = _("审核日期")
    form_ok = forms.BooleanField(label=_("格式合格"), error_messages=UNTICKED)
    wording_ok = forms.BooleanField(label=_("文字合格"), error_messages=UNTICKED)
    content_ok = forms.BooleanField(label=_("内容合格"), error_messages=UNTICKED)
    publicity = forms.ChoiceField(label=_("公开属性"), choices=Publicity.choices)
    publicity_reason = forms.CharField(
        label=_("不公开的理由"), max_length=300, required=False, help_text=_("依申请公开、不予公开的，写明法定理由。")
    )
    public_summary = TextField(label=_("公开摘要"), required=False, rows=3, help_text=_("只公开摘要时填写。"))
    comment = TextField(label=_("审核意见"), required=False, rows=2)

    def prepare(self) -> None:
        for name in ("publicity", "publicity_reason", "public_summary"):
            if self.record.is_joint:
                del self.fields[name]
            elif self.subject.reply is not None:
                self.fields[name].initial = getattr(self.subject.reply, name)


class ReturnForm(StepForm):
    """退回重新办理."""

    on_label = _("审核日期")
    form_ok = forms.BooleanField(label=_("格式合格"), required=False)
    wording_ok = forms.BooleanField(label=_("文字合格"), required=False)
    content_ok = forms.BooleanField(label=_("内容合格"), required=False)
    reason = forms.ChoiceField(label=_("退回原因"), choices=choices_of(ReturnReason))
    taken = forms.MultipleChoiceField(
        label=_("采用自动提示"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选的提示写入具体要求。"),
    )
    comment = TextField(label=_("具体要求"), required=False, rows=3, help_text=_("写明哪里不合格、怎样改。"))

    def prepare(self) -> None:
        reply = self.subject.reply
        found = hints_on(reply, self.subject) if reply is not None else []
        self.fields["taken"].choices = [(hint.sentence, hint.sentence) for hint in found]
        if not found:
            del self.fields["taken"]

    def clean(self) -> dict:
        """What is to be put right is said: in the reviewer's words, or in those of the hints taken over."""
        data = super().clean()
        said = [data.get("comment", ""), *data.pop("taken", [])]
        data["comment"] = "\n".join(one for one in said if one)
        if not data["comment"]:
            self.add_error("comment", _("请写明哪里不合格、怎样改。"))
        return data


class SignForm(StepForm):
    """领导签发."""

    on_label = _("签发日期")


class RefuseForm(StepForm):
    """不予签发."""

    reason = TextField(label=_("理由"), rows=3)


class ReportForm(StepForm):
    """报市政府办审核."""

    on_label = _("报送日期")


class CityPassForm(StepForm):
    """市政府办审核通过."""

    on_label = _("审核日期")
    comment = TextField(label=_("市政府办审核意见"), required=False, rows=2)


class CityReturnForm(StepForm):
    """市政府办退回."""

    on_label = _("退回日期")
    comment = TextField(label=_("市政府办审核意见"), rows=3)


class ConsultForm(StepForm):
    """答复稿征求意见."""

    on_label = _("征求日期")
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("提出人"), empty_label=None)

    def prepare(self) -> None:
        asked = self.subject.reply.consultations.values("signature") if self.subject.reply else []
        self.fields["signature"].queryset = self.record.signatures.exclude(pk__in=asked).select_related("proposer")


class ConsultationForm(StepForm):
    """登记对答复稿的意见."""

    on_label = _("答复意见日期")
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("提出人"), empty_label=None)
    opinion = TextField(
        label=_("对答复稿的意见"), rows=3, help_text=_("没有意见的写“无意见”，到期没有答复的写“到期未答复”。")
    )
    agrees_to_publish = forms.TypedChoiceField(
        label=_("是否同意公开"),
        choices=[("", _("未说明")), ("yes", _("同意公开")), ("no", _("不同意公开"))],
        coerce=AGREED.get,
        empty_value=None,
        required=False,
    )

    def prepare(self) -> None:
        reply = self.subject.reply
        asked = reply.consultations.filter(answered_on=None).values("signature") if reply else []
        self.fields["signature"].queryset = self.record.signatures.filter(pk__in=asked).select_related("proposer")


class ReturnAfterConsultationForm(StepForm):
    """征求意见后退回."""

    on_label = _("退回日期")
    reason = forms.ChoiceField(label=_("退回原因"), choices=choices_of(ReturnReason))
    comment = TextField(label=_("具体要求"), rows=3, help_text=_("写明提出人的意见和怎样改。"))


class PublicityForm(StepForm):
    """公开属性调整."""

    on_label = _("决定日期")
    publicity = forms.ChoiceField(label=_("公开属性"), choices=Publicity.choices)
    publicity_reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        help_text=_("依申请公开、不予公开的，写明法定理由；提出人不同意而仍然公开的，写明为什么公开。"),
    )
    public_summary = TextField(label=_("公开摘要"), required=False, rows=3, help_text=_("只公开摘要时填写。"))

    def prepare(self) -> None:
        reply = self.subject.reply
        if reply is not None:
            self.fields["publicity"].initial = reply.publicity
            self.fields["public_summary"].initial = reply.public_summary


class NumberForm(StepForm):
    """正式行文."""

    on_label = _("成文日期")
    doc_number = forms.CharField(label=_("发文字号"), max_length=100, help_text=_("例如：巴政办函〔2024〕12号。"))
