"""The page of powers that wait (待确认的授权), on which a second person confirms or refuses them or enters a letter."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from tracking.admin.frame import frame, key_in, only, shown
from tracking.loop import Refused
from tracking.loop.engine.fields import ScanField
from tracking.models import Delegation, Membership
from tracking.models.powers import Power
from tracking.people import powers

KINDS = {"role": Membership, "delegation": Delegation}


class LetterForm(forms.Form):
    """The form on which the scan of a letter of authority (授权书) is uploaded."""

    scan = ScanField(label=gettext_lazy("授权书扫描件"), help_text=gettext_lazy("PDF、JPG 或 PNG，不超过 20 MB。"))


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A power that waits, with the reasons why this user may not confirm it or enter a letter."""

    power: Power
    kind: str
    what: str
    confirmers: str
    why_not_confirm: str
    why_no_letter: str
    form: LetterForm

    @property
    def key(self) -> str:
        """The key by which its buttons name it."""
        return f"{self.kind}-{self.power.pk}"


@method_decorator(only(powers.may_confirm), name="dispatch")
class PowersView(View):
    """The page; whoever may confirm powers sees all that wait."""

    def get(self, request):
        """Show the list."""
        return self._page()

    def post(self, request):
        """Confirm or refuse a power or enter its letter; where that may not be done, show the list with the reason."""
        power = self._asked_for()
        if power is None:
            return self._page(_("这项授权已被收回，或者没有这一项。"))
        try:
            said = self._act(power)
        except Refused as reason:
            return self._page(str(reason))
        messages.success(request, said)
        return redirect("powers")

    def _asked_for(self) -> Power | None:
        kind, _dash, key = self.request.POST.get("power", "").partition("-")
        return KINDS[kind].objects.filter(pk=key_in(key)).first() if kind in KINDS else None

    def _act(self, power: Power) -> str:
        """Do what the button says, and return the message."""
        account = self.request.user
        match self.request.POST.get("act"):
            case "confirm":
                powers.confirm(power, account=account)
                return _("已确认，现在生效。")
            case "refuse":
                powers.refuse(power, account=account, reason=self.request.POST.get("reason", ""))
                return _("已收回，并告知授予人和本人。")
            case "letter":
                if reason := powers.why_may_not_enter_letter(power, account):
                    raise Refused(reason)
                form = LetterForm(self.request.POST, self.request.FILES)
                if not form.is_valid():
                    raise Refused(" ".join(form.errors.get("scan", [])))
                at = timezone.localtime(powers.enter_letter(power, account=account, scan=form.cleaned_data["scan"]))
                return _("授权书已录入，并告知全部可以确认的人；无人不同意的，%(at)s起生效。") % {
                    "at": at.strftime("%Y-%m-%d %H:%M")
                }
        raise Refused(_("请选择确认、不同意或录入授权书。"))

    def _rows(self) -> list[PowerRow]:
        user = self.request.user
        kinds = {model: kind for kind, model in KINDS.items()}
        return [
            PowerRow(
                power=power,
                kind=kinds[type(power)],
                what=powers.named(power),
                confirmers="、".join(powers.confirmers_of(power).values_list("name", flat=True)),
                why_not_confirm=powers.why_may_not_confirm(power, user),
                why_no_letter=powers.why_may_not_enter_letter(power, user),
                form=LetterForm(prefix=None, auto_id=f"id_{kinds[type(power)]}_{power.pk}_%s"),
            )
            for power in powers.waiting()
        ]

    def _page(self, refused: str = ""):
        context = {"rows": self._rows(), "refused": refused, "hours": powers.HOURS}
        context |= frame(_("待确认的授权"), icon="check")
        return shown(self.request, "tracking/admin/powers.html", context, bool(refused))
