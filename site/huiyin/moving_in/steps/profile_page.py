"""分工方式: how far duties are kept apart, with what each way gives up; the same setting as in 办公室设置."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.steps.frames import step_frame
from publishing.models.setting_changes import Subject
from publishing.review import settings_changes
from publishing.review.acts import Refused
from tracking import permissions
from tracking.admin.frame import only, shown
from tracking.models import OfficeSettings, Profile
from tracking.versions import chained, keep, kinds


class ProfileForm(forms.Form):
    """The form: which way, and why where 三审 has to agree."""

    profile = forms.ChoiceField(label=gettext_lazy("分工方式"), choices=Profile.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("变更理由"), max_length=200, required=False)


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class ProfileView(View):
    """The page 分工方式 of 开始使用."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Both ways, with what they give up."""
        return self._page(ProfileForm(initial={"profile": OfficeSettings.current().profile}, label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Choose one, or propose it."""
        form = ProfileForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(form, refused=True)
        wanted, current = form.cleaned_data["profile"], OfficeSettings.current()
        waits = False
        try:
            if wanted != current.profile:
                change = settings_changes.propose(
                    Subject.OFFICE, {"profile": wanted}, account=request.user, reason=form.cleaned_data["why"]
                )
                waits = change.is_open
            elif current._state.adding:
                with chained(
                    kinds.LIST, _("开办"), account=request.user, summary=_("分工方式：%(way)s") % {"way": current}
                ):
                    keep(current, user=request.user, reason=_("开办"))
        except Refused as why:
            form.add_error(None, str(why))
            return self._page(form, refused=True)
        messages.success(request, _("已提出，由另一位三审同意后生效。") if waits else _("已保存。"))
        return redirect("moving_in_profile")

    def _page(self, form: ProfileForm, *, refused: bool = False) -> HttpResponse:
        context = {
            "form": form,
            "ways": [(one.label, one.gives_up) for one in Profile],
            "needs_agreement": settings_changes.needs_agreement(),
        }
        return shown(self.request, "huiyin/steps/profile.html", context | step_frame("profile"), refused=refused)
