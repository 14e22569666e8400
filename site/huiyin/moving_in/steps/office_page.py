"""机关: the office's full name, and what the place is, by which its leaders and the office above it are called everywhere."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.steps.frames import step_frame
from huiyin.moving_in.unit_guesses import place_among
from publishing.models.setting_changes import Subject
from publishing.review import settings_changes
from publishing.review.acts import Refused
from tracking import permissions
from tracking.admin.frame import only, shown
from tracking.models import OfficeSettings, Unit, UnitKind
from tracking.versions import chained, keep, kinds
from tracking.wording import clean_line
from tracking.wording.place_words import PlaceLevel, PlaceWords

PLACE = ("place", "level", "above", "leaders_word", "upper_office_word", "section")


class OfficeForm(forms.ModelForm):
    """The office and its place."""

    name = forms.CharField(
        label=gettext_lazy("政府办公室全称"),
        max_length=100,
        help_text=gettext_lazy("印在通知、信函的抬头和落款，例如：示例县人民政府办公室。"),
    )

    class Meta:
        model = OfficeSettings
        fields = PLACE

    field_order = ("name", *PLACE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_name(self) -> str:
        """The name in one line."""
        return clean_line(self.cleaned_data["name"]).strip()


def _office() -> Unit | None:
    return Unit.objects.filter(kind=UnitKind.OFFICE).order_by("pk").first()


def _begun(current: OfficeSettings) -> dict[str, str]:
    """What the form begins with: what is entered; of a place not named yet, what its units' names tell, to be looked over."""
    office = _office()
    begun = {"name": office.name if office is not None else ""}
    if not current.place and (place := place_among([begun["name"]], Unit.objects.by_any_name())):
        begun["place"] = place
        if current.level == PlaceLevel.DISTRICT:
            endings = sorted(PlaceLevel.choices, key=lambda one: -len(one[1]))
            begun["level"] = next(
                (value for value, label in endings if place.endswith(str(label))), PlaceLevel.DISTRICT
            )
    return begun


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class OfficeView(View):
    """The page 机关 of 开始使用."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is entered, and the words that follow from it."""
        current = OfficeSettings.current()
        return self._page(OfficeForm(instance=current, initial=_begun(current)), current.words)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the name and the place, both or neither."""
        form = OfficeForm(request.POST, instance=OfficeSettings.current())
        if not form.is_valid():
            return self._page(form, OfficeSettings.current().words, refused=True)
        try:
            with transaction.atomic():
                self._save(form)
        except (Refused, ValidationError) as why:
            form.add_error(None, getattr(why, "messages", None) or str(why))
            return self._page(form, OfficeSettings.current().words, refused=True)
        messages.success(request, _("已保存。"))
        return redirect("moving_in_office")

    def _save(self, form: OfficeForm) -> None:
        user, name = self.request.user, form.cleaned_data["name"]
        office = _office() or Unit(kind=UnitKind.OFFICE)
        if office.name != name:
            office.name = name
            with chained(kinds.LIST, _("修改名录"), account=user, summary=_("机关：%(name)s") % {"name": name}):
                keep(office, user=user, reason=_("开办"))
        wanted = {key: str(form.cleaned_data[key]) for key in PLACE}
        current = OfficeSettings.current()
        if any(getattr(current, key) != value for key, value in wanted.items()):
            settings_changes.propose(Subject.OFFICE, wanted, account=user, reason=_("开办"))

    def _page(self, form: OfficeForm, words: PlaceWords, *, refused: bool = False) -> HttpResponse:
        context = {
            "form": form,
            "words": [
                (_("批示、签发的领导"), words.leaders),
                (_("本级政府办"), words.office),
                (_("本级人大、政协"), f"{words.congress}、{words.cppcc}"),
                (_("本级部门"), words.own_units),
                (_("交来承办件的上级"), words.upper_office),
                (_("上级人大、政协"), f"{words.upper_congress}、{words.upper_cppcc}"),
                (_("经办、审核的科室"), words.section),
                (_("督办的科室"), words.supervisors),
            ],
        }
        return shown(self.request, "huiyin/steps/office.html", context | step_frame("office"), refused=refused)
