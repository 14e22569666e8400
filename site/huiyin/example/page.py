"""换成我们县 in the admin of a demonstration: one form for the visitor's own place and units, and the panel that leads to it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin.ui.components import Component

from huiyin.example.living.renaming import MARK, Renamed, names_in, rename, why_not_rename
from huiyin.example.living.session import living_units
from tracking import permissions
from tracking.admin.frame import frame, only, shown
from tracking.loop import Refused
from tracking.models import OfficeSettings
from tracking.people import powers
from tracking.wording.place_words import PlaceLevel


class OurPlaceForm(forms.Form):
    """The place, what kind of place it is, and its units, one a line."""

    place = forms.CharField(
        label=gettext_lazy("地名"), max_length=20, validators=[RegexValidator(r"^[\u3400-\u9fff\u00b7]+$", gettext_lazy("地名只能用汉字，例如：示例县。"))],
        help_text=gettext_lazy("行政区划全称，例如：示例县、示例区。"),
    )  # fmt: skip
    level = forms.ChoiceField(
        label=gettext_lazy("级别"), choices=PlaceLevel.choices,
        help_text=gettext_lazy("决定页面和文书里怎样称呼本级的政府领导、人大和政协。"),
    )  # fmt: skip
    units = forms.CharField(
        label=gettext_lazy("承办单位"), required=False, strip=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("一行一个，可以从表格里整列复制；职能相同的对上号，其余按顺序。不填则只换地名。"),
    )  # fmt: skip

    def clean_units(self) -> list[str]:
        """The names, one by one."""
        return names_in(self.cleaned_data["units"])


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class OurPlaceView(View):
    """The page 换成我们县; there is none outside a demonstration."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Find nothing where this is no demonstration."""
        if why_not_rename():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form with the names as they are."""
        office = OfficeSettings.current()
        return self._page(OurPlaceForm(label_suffix="", initial={"place": office.place, "level": office.level}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Put the names in, or say which line is wrong; nothing is changed then."""
        form = OurPlaceForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(form, refused=True)
        said = form.cleaned_data
        try:
            done = rename(said["place"], said["level"], said["units"], account=request.user)
        except Refused as why:
            form.add_error("units", str(why))
            return self._page(form, refused=True)
        except ValidationError as why:
            form.add_error(None, why.messages)
            return self._page(form, refused=True)
        return self._page(form, done=done)

    def _page(self, form: OurPlaceForm, *, refused: bool = False, done: Renamed | None = None) -> HttpResponse:
        context = {"form": form, "done": done, "units": living_units(), "mark": MARK}
        title = frame(_("换成我们县"), icon="edit")
        return shown(self.request, "huiyin/our_place.html", context | title, refused=refused)


class DemonstrationPanel(Component):
    """The panel on an administrator's first page in a demonstration."""

    template_name = "huiyin/demonstration_panel.html"
    order = 20

    def get_context_data(self, parent_context: dict) -> dict:
        """Where names are put in, and whether a role waits for its confirmation."""
        return {
            "url": reverse("our_place"),
            "powers": reverse("powers"),
            "may_confirm": powers.may_confirm(parent_context["request"].user),
        }


def show_demonstration(request: HttpRequest, panels: list) -> None:
    """Put the panel on administrators' first page in a demonstration."""
    if permissions.may_administer(request.user) and not why_not_rename():
        panels.append(DemonstrationPanel())
