"""届次: the sessions of a year in one go, the same as last year's or after a pattern; details are then on each one's page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.steps.frames import step_frame
from tracking import permissions
from tracking.admin.frame import only, shown
from tracking.models import OfficeSettings, Session, Unit, UnitKind
from tracking.models.session_patterns import PATTERNS, REPLY_CLASSES, following
from tracking.versions import chained, keep, kinds

OFFICE_ENDINGS = ("人民政府办公室", "政府办公室")
"What follows the place's name in the office's full name."
MEETINGS = {
    "one": ((gettext_lazy("%(place)s%(year)s年“两会”"), ""),),
    "two": (
        (gettext_lazy("%(place)s%(year)s年人大会议"), "rd"),
        (gettext_lazy("%(place)s%(year)s年政协会议"), "zx"),
    ),
}
"By the choice of one session or two: each one's name, and what its code ends with."


class NewSessionsForm(forms.Form):
    """What is asked of a year's sessions before they are there."""

    place = forms.CharField(
        label=gettext_lazy("地名"),
        max_length=30,
        help_text=gettext_lazy("届次名称以它开头，例如：示例县2026年“两会”。"),
    )
    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=1980, max_value=2100)
    meetings = forms.ChoiceField(
        label=gettext_lazy("人大、政协"),
        choices=[
            ("two", gettext_lazy("分为两届：人大的建议、政协的提案各有时限和口径")),
            ("one", gettext_lazy("合为一届：建议、提案一起交办，时限相同")),
        ],
        widget=forms.RadioSelect,
    )
    pattern = forms.ChoiceField(
        label=gettext_lazy("时限"),
        choices=[(key, f"{one.label}：{one.rule}") for key, one in PATTERNS.items()],
        widget=forms.RadioSelect,
    )
    classes = forms.ChoiceField(
        label=gettext_lazy("答复类别"),
        choices=[(key, label) for key, (label, _classes) in REPLY_CLASSES.items()],
        widget=forms.RadioSelect,
    )
    upper_name = forms.CharField(
        label=gettext_lazy("交办机关"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("交来承办件的上级机关；只办本级的不填。"),
    )
    handed_over_on = forms.DateField(
        label=gettext_lazy("交办会日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("办理期限由此起算；还没有定的以后再填。"),
    )

    def sessions(self) -> list[Session]:
        """The sessions as they would be registered; raises ValidationError where one of them can't be."""
        said = self.cleaned_data
        shared = dict(PATTERNS[said["pattern"]].values) | {
            "year": said["year"],
            "upper_name": said["upper_name"],
            "handed_over_on": said["handed_over_on"],
            "reply_classes": REPLY_CLASSES[said["classes"]][1],
        }
        return [
            Session(name=str(name) % said, code=f"{said['year']}{ending}", **shared)
            for name, ending in MEETINGS[said["meetings"]]
        ]


def _place() -> str:
    if place := OfficeSettings.current().place:
        return place
    office = Unit.objects.filter(kind=UnitKind.OFFICE).order_by("pk").first()
    name = office.name if office is not None else ""
    return next((name.removesuffix(ending) for ending in OFFICE_ENDINGS if name.endswith(ending)), "")


def _last_year() -> list[Session]:
    """The sessions of the latest year."""
    sessions = list(Session.objects.filter(is_example=False).order_by("year", "pk"))
    return [one for one in sessions if one.year == sessions[-1].year]


def _begun() -> dict:
    return {
        "place": _place(), "year": timezone.localdate().year, "meetings": "two", "pattern": "usual", "classes": "usual",
    }  # fmt: skip


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class SessionsView(View):
    """The page 届次 of 开始使用."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is there, and a form for what is not."""
        return self._page(NewSessionsForm(initial=_begun(), label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Register the sessions of a year."""
        if "same" in request.POST:
            new = [Session(**following(one)) for one in _last_year()]
            return self._register(new, NewSessionsForm(initial=_begun(), label_suffix=""))
        form = NewSessionsForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(form, refused=True)
        return self._register(form.sessions(), form)

    def _register(self, sessions: list[Session], form: NewSessionsForm) -> HttpResponse:
        """Enter all of them or none."""
        user = self.request.user
        names = "、".join(one.name for one in sessions)
        try:
            with chained(kinds.LIST, _("登记名录"), account=user, summary=_("届次：%(names)s") % {"names": names}):
                for one in sessions:
                    keep(one, user=user, reason=_("登记"))
        except ValidationError as problem:
            return self._page(form, refused=True, sentences=problem.messages)
        if sessions:
            messages.success(self.request, _("已登记：%(names)s。请逐项核对日期和时限。") % {"names": names})
        return redirect("moving_in_sessions")

    def _page(
        self, form: NewSessionsForm, *, refused: bool = False, sentences: list[str] | None = None
    ) -> HttpResponse:
        last = _last_year()
        context = {
            "form": form,
            "sentences": sentences or [],
            "last": last,
            "next_year": last[0].year + 1 if last else None,
            "sessions": list(Session.objects.order_by("-year", "pk")),
        }
        return shown(self.request, "huiyin/steps/sessions.html", context | step_frame("sessions"), refused=refused)
