"""Circulars in the admin (通报): drafting one from the ledger, and its frozen figures beside the form."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from tracking import permissions
from tracking.admin.frame import frame, only, shown
from tracking.figures import FIGURES
from tracking.loop.engine.fields import DayField, SessionField
from tracking.models import Circular
from tracking.reports import circulars
from tracking.versions import chained, keep, kinds


class DraftForm(forms.Form):
    """The form: for which session, to which day."""

    session = SessionField()
    on = DayField(label=gettext_lazy("数据截至"), help_text=gettext_lazy("不能晚于今天；数据在起草时定格。"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["on"].initial = timezone.localdate

    def clean_on(self):
        """Refuse a day in the future."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("日期 %(on)s 在将来，请填写今天或以前的日期。") % {"on": day})
        return day


def crumb() -> tuple[str, str]:
    """The crumb that leads back to the list."""
    return _("通报"), reverse("circulars_modeladmin_index")


@method_decorator(only(permissions.may_supervise), name="dispatch")
class DraftView(View):
    """The page that drafts a circular (起草通报)."""

    def get(self, request):
        """Show the form."""
        return self._page(DraftForm())

    def post(self, request):
        """Draft the circular, save it with an event of the chain, and open it for editing."""
        form = DraftForm(request.POST)
        if not form.is_valid():
            return self._page(form, refused=True)
        circular = circulars.draft(form.cleaned_data["session"], form.cleaned_data["on"])
        summary = _("通报：%(what)s") % {"what": circular}
        with chained(kinds.LIST, _("起草通报"), account=request.user, summary=summary):
            keep(circular, user=request.user, reason=_("起草"))
        messages.success(request, _("已按台账起草，数据已定格；请核对、修改正文后保存。"))
        return redirect("circulars_modeladmin_edit", circular.pk)

    def _page(self, form, refused: bool = False):
        context = {"form": form, "index_url": crumb()[1]} | frame(_("起草通报"), crumb(), icon="clipboard-list")
        return shown(self.request, "tracking/admin/supervising/draft_circular.html", context, refused)


def frozen(circular: Circular) -> dict:
    """The fixed figures as a page shows them: label, value and definition of each, and the event and moment of counting."""
    found = circular.figures or {}
    counts = found.get("counts", {})
    # PostgreSQL keeps JSON in an order of its own.
    in_order = [counts[key] for key in FIGURES if key in counts] + [counts[key] for key in counts if key not in FIGURES]
    rows = [
        {
            "label": one["label"],
            "value": "—" if one["value"] is None else f"{one['value']:g}{one['unit']}",
            "share": f"{one['numerator']}/{one['denominator']}" if "denominator" in one else "",
            "definition": one["definition"],
        }
        for one in in_order
    ]
    moment = parse_datetime(found["counted_at"]) if found.get("counted_at") else None
    return {"rows": rows, "number": found.get("chain_number"), "at": moment}
