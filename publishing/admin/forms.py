"""What the review page asks (审签表单): a decision, its reason, and for a decision on paper who, when and the scan."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from publishing.models import Cause, JustificationReason, Level, OrderWay, SignOffVerdict, WaiverReason
from tracking import permissions
from tracking.loop.engine.fields import DayField, ScanField
from tracking.models import Role

SCANS = _("PDF、JPG 或 PNG，不超过 20 MB。")


class PlainForm(forms.Form):
    """A form whose labels carry no colon."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def ask_decider(self, people, label: str) -> None:
        """Ask who decided on paper."""
        self.fields["decider"] = forms.ModelChoiceField(people, label=label, empty_label="———")

    def ask_scan(self, help_text: str = "") -> None:
        """Ask for the scan of the paper."""
        self.fields["scan"] = ScanField(label=_("纸质件扫描件"), help_text=help_text)


class DecideForm(PlainForm):
    """同意 or 退回修改 of one level; on paper, the decider, the day and the scan as well."""

    verdict = forms.ChoiceField(choices=SignOffVerdict.choices, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("意见"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回的，须写明理由。"),
    )

    def __init__(self, *args, level: Level, on_paper: bool = False, **kwargs):
        self.level, self.on_paper = level, on_paper
        super().__init__(*args, **kwargs)
        if on_paper:
            self.ask_decider(level.signers(), _("审签人"))
            self.fields["on"] = DayField(label=_("审签日期"), initial=timezone.localdate)
            self.ask_scan(SCANS)
            self.fields["comment"].label = _("签批原话")

    def clean(self):
        """Refuse a rejection without a reason."""
        data = super().clean()
        if data.get("verdict") == SignOffVerdict.REJECTED and not data.get("comment", "").strip():
            self.add_error("comment", _("退回须写明理由。"))
        return data

    def decision(self) -> dict:
        """The cleaned data as the arguments of `review.sign` and `review.reject`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "verdict"}


class MomentField(forms.DateTimeField):
    """A day and time that may be left out, chosen with the browser's own means."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"required": False, "widget": widget} | kwargs)


class SubmitForm(PlainForm):
    """送审, with the moments of publication and of its end where these are planned."""

    note = forms.CharField(label=_("送审说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    publish_at = MomentField(
        label=_("发布时间"), help_text=_("不填的，最后一级签完即发布。到时间还没签完的，签完即发布。")
    )
    expire_at = MomentField(label=_("到期撤下"), help_text=_("不填的，一直公开。"))


class SetForm(SubmitForm):
    """成套送审: which pages, and what the set is called."""

    title = forms.CharField(label=_("套名"), max_length=100, error_messages={"required": _("请填写套名。")})
    pages = forms.ModelMultipleChoiceField(
        Page.objects.none(),
        label=_("哪些页面"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请选择页面，至少两页。"),
            "invalid_choice": _("所选页面已不能送审，请刷新后再选。"),
        },
    )
    field_order = ("title", "pages", "note", "publish_at", "expire_at")

    def __init__(self, *args, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pages"].queryset = pages
        self.fields["pages"].label_from_instance = lambda page: page.draft_title


class SetDecideForm(PlainForm):
    """同意 of a whole set, or 退回修改 by one of its pages."""

    verdict = forms.ChoiceField(choices=SignOffVerdict.choices)
    seen = forms.CharField(max_length=64)
    page = forms.IntegerField(required=False)
    comment = forms.CharField(required=False)


class WithdrawForm(PlainForm):
    """撤回."""

    reason = forms.CharField(label=_("撤回理由"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CauseField(forms.ChoiceField):
    """撤稿原因, by which the address answers; who does not say has no secret to keep."""

    def __init__(self):
        super().__init__(
            label=_("撤稿原因"),
            choices=Cause.choices,
            initial=Cause.CONTENT,
            required=False,
            help_text=_("涉密或涉个人隐私的，网址以后只答“页面不存在”；其他的答“内容已不再公开”。"),
        )

    def clean(self, value):
        """The cause; where none was sent, that of an ordinary take-down."""
        return super().clean(value) or Cause.CONTENT


class TakeDownForm(PlainForm):
    """撤稿 and 紧急撤稿; recorded for somebody else, with the decider and the scan."""

    is_urgent = forms.BooleanField(label=_("紧急撤稿（先撤下，手续后补）"), required=False)
    cause = CauseField()
    reason = forms.CharField(
        label=_("撤稿理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("撤稿须写明理由。")},
    )

    def __init__(self, *args, on_paper: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if on_paper:
            self.ask_decider(permissions.holders(Role.FINAL_REVIEWER), _("决定人"))
            self.ask_scan()


class OrderForm(PlainForm):
    """What the person on duty writes down of a call: who, when, how, why; nothing to upload."""

    ordered_by = forms.CharField(label=_("指令人"), max_length=100, help_text=_("姓名、职务，例如：示例甲（副区长）。"))
    ordered_at = forms.DateTimeField(
        label=_("指令时间"),
        initial=timezone.now,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    way = forms.ChoiceField(label=_("方式"), choices=OrderWay.choices)
    cause = CauseField()
    reason = forms.CharField(
        label=_("撤稿理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("撤稿须写明理由。")},
    )


class AnswerForm(PlainForm):
    """What lets one finding stand: its reason and words; on paper, the decider and the scan as well."""

    finding = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args, level: Level, on_paper: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if on_paper:
            self.ask_decider(level.signers(), _("审签人"))
            self.ask_scan(SCANS)

    @property
    def problem(self) -> str:
        """What is wrong, in one sentence."""
        found = []
        for name, errors in self.errors.items():
            label = self.fields[name].label if name in self.fields else ""
            found += [f"{label}：{error}" if label else error for error in errors]
        return "".join(found)


class WaiveForm(AnswerForm):
    """放行 of one contradiction, its reason by the button pressed."""

    reason = forms.ChoiceField(choices=WaiverReason.choices, error_messages={"required": _("请选择放行的理由。")})


class JustifyForm(AnswerForm):
    """说明理由 of one finding of the screening."""

    reason = forms.ChoiceField(choices=JustificationReason.choices, error_messages={"required": _("请选择理由。")})


class MaskForm(PlainForm):
    """遮盖 of one finding in a draft, or of all that can be masked."""

    finding = forms.CharField(max_length=64, required=False)

    def keys(self) -> list[str]:
        """The finding named; none means all."""
        return [self.cleaned_data["finding"]] if self.cleaned_data["finding"] else []


class DefinitionForm(PlainForm):
    """口径确认, or its withdrawal."""

    definition = forms.CharField(max_length=200)
    confirm = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False)
