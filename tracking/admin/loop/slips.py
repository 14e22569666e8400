"""代签收: a clerk enters a unit's signed slip (签收单) for all items that it has not signed for, all at once or none."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.admin.frame import frame, shown
from tracking.admin.imports.previews import ClerksView, imports_crumb
from tracking.admin.imports.unit_sheets import sheets_crumb
from tracking.admin.loop.step_forms import kept_scans, scans_to_keep
from tracking.admin.loop.together import all_or_none, say_why
from tracking.loop import take
from tracking.loop.acts.handling import sign_for
from tracking.loop.engine.fields import DayField
from tracking.models import Assignment, Unit
from tracking.stages import Stage


class SlipItem(forms.Form):
    """One item on the slip: whether it is signed for, and its own department, handler and date where they differ."""

    ticked = forms.BooleanField(label=gettext_lazy("签收"), required=False, initial=True)
    department = forms.CharField(label=gettext_lazy("本件具体部门"), max_length=100, required=False)
    handler = forms.CharField(label=gettext_lazy("本件具体负责人"), max_length=50, required=False)
    due_on = DayField(label=gettext_lazy("办结时限"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, part: Assignment, data=None):
        super().__init__(data, prefix=f"part{part.pk}", label_suffix="", initial={"version": part.version})
        self.part = part


class Slip:
    """A unit's signed slip (签收单): decider, scan and the four fields of 签收 once, for all of its items."""

    def __init__(self, unit: Unit, parts: list[Assignment], account, data=None, files=None):
        self.unit, self.account = unit, account
        scan = kept_scans(data, account).get("slip-scan")
        self.shared = sign_for.form(
            data,
            files,
            step=sign_for,
            subject=parts[0],
            account=account,
            on_paper=True,
            prefix="slip",
            initial={"scan": scan} if scan else {},
        )
        for name in ("due_on", "version"):
            del self.shared.fields[name]
        self.shared.fields["department"].help_text = _("某件不同的，在下面该件填写；不填的与此相同。")
        self.items = [SlipItem(part, data) for part in parts]

    @property
    def kept(self) -> dict:
        """The scan that came up with a slip that was refused."""
        return scans_to_keep(self.shared, self.account)

    def take(self) -> int:
        """Sign for every ticked item, or for none, with the reasons at the items that were refused; how many were signed for."""
        if not all([self.shared.is_valid(), *(item.is_valid() for item in self.items)]):
            return 0
        ticked = [item for item in self.items if item.cleaned_data["ticked"]]
        if not ticked:
            self.shared.add_error(None, _("请至少勾选一件。"))
        records = [item.part.record_id for item in ticked]
        is_done = all_or_none(ticked, records, self._take, lambda item, reason: say_why(reason, item))
        return len(ticked) if is_done else 0

    def _take(self, item: SlipItem) -> None:
        own = {name: item.cleaned_data[name] for name in ("department", "handler") if item.cleaned_data[name]}
        more = {"version": item.cleaned_data["version"], "due_on": item.cleaned_data["due_on"]}
        take(sign_for, item.part, account=self.account, **self.shared.cleaned_data | own | more)


class SlipView(ClerksView):
    """The page of 代签收 for one unit."""

    def get(self, request, unit_id: int):
        """Show the slip to fill in."""
        unit, parts = self._find(unit_id)
        if not parts:
            messages.warning(request, _("%(unit)s没有待签收的承办件。") % {"unit": unit})
            return redirect("import_sheets")
        return self._page(Slip(unit, parts, request.user))

    def post(self, request, unit_id: int):
        """Sign for all of them, or none."""
        unit, parts = self._find(unit_id)
        wanted = {name.removeprefix("part").split("-")[0] for name in request.POST if name.startswith("part")}
        parts = [part for part in parts if str(part.pk) in wanted]
        if not parts:
            messages.warning(request, _("所列的承办件都已签收，没有再办理。"))
            return redirect("import_sheets")
        slip = Slip(unit, parts, request.user, request.POST, request.FILES)
        if not (count := slip.take()):
            return self._page(slip, refused=True)
        messages.success(request, _("已代%(unit)s签收 %(n)s 件。") % {"unit": unit, "n": count})
        return redirect("import_sheets")

    def _find(self, unit_id: int) -> tuple[Unit, list[Assignment]]:
        unit = get_object_or_404(Unit.objects.own(), pk=unit_id)
        parts = Assignment.objects.filter(unit=unit, stage=Stage.ASSIGNED).select_related("record__session", "unit")
        visible = permissions.scope(parts, self.request.user, "record__")
        return unit, list(visible.order_by("record__kind", "record__origin", "record__number"))

    def _page(self, slip: Slip, refused: bool = False):
        context = {"slip": slip}
        context |= frame(_("代签收"), imports_crumb(), sheets_crumb(), icon="tasks")
        return shown(self.request, "tracking/admin/imports/slip.html", context, refused)
