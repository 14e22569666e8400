"""设置: the portal's and the office's own rules, changed by a proposal that 三审 agrees to."""

from functools import partial
from http import HTTPStatus

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.images.widgets import AdminImageChooser

from publishing.admin import doors
from publishing.admin.acting import acted
from publishing.handover import platforms
from publishing.models import PortalSettings, SettingsChange
from publishing.models.setting_changes import Subject
from publishing.review import on_call, settings_changes
from tracking import permissions
from tracking.admin.frame import frame, only
from tracking.models import OfficeSettings, Profile, WorkingWay

CHANGES_SHOWN = 20
GROUPS = (
    (gettext_lazy("网站"), ("name", "tagline", "outlet", "platform", "is_demonstration", "agency_code")),
    (
        gettext_lazy("标识和备案（演示网站不显示）"),
        (
            "emblem",
            "site_code",
            "icp_number",
            "police_number",
            "police_mark",
            "party_mark_url",
            "party_mark",
            "report_errors_url",
            "report_errors_mark",
        ),
    ),
    (gettext_lazy("页脚"), ("organiser", "operator", "address", "telephone")),
    (
        gettext_lazy("审签和公开范围"),
        (
            "levels_of_review",
            "separate_secrecy_review",
            "show_satisfaction",
            "show_request_text",
            "show_open_promises",
        ),
    ),
)
"The portal's settings as they are laid out; a field that is named in no group stands at the end."


class ChangeForm(forms.ModelForm):
    """Settings as somebody would have them, and why."""

    why = forms.CharField(label=gettext_lazy("变更理由"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class PortalForm(ChangeForm):
    """门户设置."""

    subject = Subject.PORTAL
    prefix = "portal"

    class Meta:
        model = PortalSettings
        fields = settings_changes.FIELDS[Subject.PORTAL]
        widgets = dict.fromkeys(("emblem", "police_mark", "party_mark", "report_errors_mark"), AdminImageChooser)
        field_classes = dict.fromkeys(
            ("party_mark_url", "report_errors_url"), partial(forms.URLField, assume_scheme="https")
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(one.code, one.name) for one in platforms.platforms()]
        asked = self.fields["platform"]
        self.fields["platform"] = forms.ChoiceField(
            choices=[("", _("没有选定")), *known],
            label=asked.label,
            help_text=_("移交包按哪个平台的栏目和次序制作。"),
            required=False,
        )

    @property
    def groups(self) -> list:
        """The fields under their headings."""
        grouped = {name for _label, names in GROUPS for name in names}
        rest = [name for name in self._meta.fields if name not in grouped]
        found = [(label, [self[name] for name in names]) for label, names in GROUPS]
        return [*found, *([(_("其他"), [self[name] for name in rest])] if rest else [])]


class OfficeForm(ChangeForm):
    """办公室设置."""

    subject = Subject.OFFICE
    prefix = "office"

    class Meta:
        model = OfficeSettings
        fields = tuple(name for name in settings_changes.FIELDS[Subject.OFFICE] if name not in settings_changes.WORDS)
        widgets = {"profile": forms.RadioSelect, "way": forms.RadioSelect}


class PlaceForm(ChangeForm):
    """地名与称谓: what the place is, and so how its organs and leaders are called."""

    subject = Subject.OFFICE
    prefix = "place"

    class Meta:
        model = OfficeSettings
        fields = ("place", "level", "leaders_word", "section", "above", "upper_office_word")

    @property
    def groups(self) -> list:
        """The fields under their headings."""
        return [
            (_("本级"), [self[name] for name in ("place", "level", "leaders_word", "section")]),
            (_("上级"), [self[name] for name in ("above", "upper_office_word")]),
        ]


FORMS = (PortalForm, OfficeForm, PlaceForm)


@require_http_methods(["GET", "POST"])
@only(doors.may_see_settings)
def show_settings(request):
    """What holds now, what is proposed, and a form to propose other settings."""
    posted = next((one for one in FORMS if one.prefix in request.POST), None) if request.method == "POST" else None
    if posted is None:
        return _page(request)
    form = posted(request.POST, instance=settings_changes.model_of(posted.subject).current())
    if form.is_valid():
        wanted = settings_changes.values_of(posted.subject, form.instance)
        why = form.cleaned_data["why"]
        acted(
            request,
            lambda: settings_changes.propose(posted.subject, wanted, account=request.user, reason=why),
            lambda change: _("已提出，由另一位三审同意后生效。") if change.is_open else _("已保存，现已生效。"),
        )
        return redirect("publishing_settings")
    return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(request, refused: ChangeForm | None = None, status: int = HTTPStatus.OK):
    shown = {one.prefix: one(instance=settings_changes.model_of(one.subject).current()) for one in FORMS}
    if refused is not None:
        shown[refused.prefix] = refused
    changes = SettingsChange.objects.select_related("recorded_by__person", "answer__by")[:CHANGES_SHOWN]
    context = frame(_("设置"), icon="cog") | {
        "portal_form": shown["portal"],
        "office_form": shown["office"],
        "place_form": shown["place"],
        "profiles": list(Profile),
        "ways": list(WorkingWay),
        "open_changes": [
            (one, settings_changes.in_words(one), settings_changes.why_not_answer(one, request.user))
            for one in settings_changes.open_changes()
        ],
        "changes": [(one, settings_changes.in_words(one)) for one in changes if not one.is_open],
        "may_propose": not settings_changes.why_not_propose(request.user),
        "needs_agreement": settings_changes.needs_agreement(),
        "duty_warning": on_call.too_few_on_duty(),
        "person": permissions.person_of(request.user),
    }
    return render(request, "publishing/admin/settings.html", context, status=status)


@require_POST
@only(doors.may_see_settings)
def answer_change(request, change_id: int):
    """同意 or 不同意 of 三审."""
    change = get_object_or_404(SettingsChange, pk=change_id)
    verdict = request.POST.get("verdict")
    if verdict not in {"agreed", "refused"}:
        messages.error(request, _("请选择“同意”或“不同意”。"))
        return redirect("publishing_settings")
    comment = request.POST.get("comment", "")[:200]
    is_agreed = verdict == "agreed"
    acted(
        request,
        lambda: settings_changes.answer(change, account=request.user, is_agreed=is_agreed, comment=comment),
        _("已同意，现已生效。") if is_agreed else _("已退回提出人。"),
    )
    return redirect("publishing_settings")
