"""Reminder sheets of units (催办) on screen; issuing them; and the list of acts of supervision."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.widgets.button import HeaderButton

from tracking import permissions
from tracking.admin.frame import frame, key_in
from tracking.admin.ledger.filters import EVERY_SESSION
from tracking.admin.supervising.attention import chosen_session, session_choices
from tracking.loop import Refused
from tracking.models import Role, Supervision, SupervisionKind
from tracking.telling import reminder_sheets
from tracking.time.attention import NO_LEADER, Grouping

ROWS_PER_PAGE = 50


class DemandForm(forms.Form):
    """The form of a demand that is added to every reminder issued."""

    demand = forms.CharField(
        label=gettext_lazy("补充要求"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("可不填；写在每件的督办记录里，不要写个人信息。"),
    )


class ReminderSheetsView(View):
    """The page of the sheets of all units, or of one."""

    def dispatch(self, request, *args, **kwargs):
        """Open the page to those who see the whole ledger; supervisors alone issue sheets."""
        if not permissions.sees_whole_ledger(request.user):
            raise PermissionDenied
        self.sessions, self.session = chosen_session(request)
        self.code = self.session.code if self.session is not None else EVERY_SESSION
        self.unit = key_in(request.GET.get("unit", ""))
        self.leader = request.GET.get("leader") or None
        "The leader whose units are shown; None for all."
        self.by = Grouping.LEADER if request.GET.get("by") == Grouping.LEADER else Grouping.UNIT
        self.kind = request.GET.get("kind", "")
        "The kind of the acts listed; empty for all."
        self.day = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Show what each unit has open, with a text to copy, and below the acts of supervision."""
        return self._page(DemandForm())

    def post(self, request):
        """Issue the sheets shown: all or none."""
        if not permissions.has_role(request.user, Role.SUPERVISOR):
            raise PermissionDenied
        form = DemandForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            events = reminder_sheets.issue(
                self.day,
                account=request.user,
                demand=form.cleaned_data["demand"],
                **self._shown,
            )
        except Refused as why:
            messages.error(request, _("没有催办任何一件：%(why)s") % {"why": why})
        except ValidationError as problem:
            messages.error(request, _("没有催办任何一件：%(why)s") % {"why": "；".join(problem.messages)})
        else:
            if events:
                messages.success(request, _("已催办 %(n)s 件，逐件记入办理记录。") % {"n": len(events)})
            else:
                messages.info(request, _("今天已经催办过，没有重复登记。"))
        return redirect(f"{reverse('supervision_sheets')}?{self._query()}")

    @property
    def _shown(self) -> dict:
        """Which items are on the page."""
        leader = "" if self.leader == NO_LEADER else self.leader
        return {"session": self.session, "unit": self.unit, "leader": leader}

    def _query(self, **changes) -> str:
        asked = {"session": self.code, "unit": self.unit, "leader": self.leader}
        asked |= {"by": self.by.value} if self.by is Grouping.LEADER else {}
        return urlencode({name: value for name, value in (asked | changes).items() if value})

    def _page(self, form):
        groups = reminder_sheets.by_leader(self.day, **self._shown) if self.by is Grouping.LEADER else []
        sheets = [sheet for group in groups for sheet in group.sheets]
        if self.by is not Grouping.LEADER:
            sheets = reminder_sheets.sheets(self.day, **self._shown)
        acts, kinds = self._acts()
        context = {
            "form": form,
            "groups": [(f"?{self._query(leader=one.leader or NO_LEADER)}", one) for one in groups],
            "sheets": sheets,
            "units": sorted({sheet.unit.pk for sheet in sheets}),
            "by_leader": self.by is Grouping.LEADER,
            "groupings": [
                {"url": f"?{self._query(by=one.value, leader=None)}", "label": one.label, "selected": one == self.by}
                for one in (Grouping.UNIT, Grouping.LEADER)
            ],
            "sessions": session_choices(
                self.sessions, self.session, **({"by": self.by.value} if self.by is Grouping.LEADER else {})
            ),
            "one_unit": self.unit is not None,
            "is_part": self.unit is not None or self.leader is not None,
            "all_url": f"?{self._query(unit=None, leader=None)}",
            "query": self._query(),
            "session_code": self.code,
            "to_issue": sum(len(sheet.to_issue) for sheet in sheets),
            "may_issue": permissions.has_role(self.request.user, Role.SUPERVISOR),
            "unit": self.unit,
            "acts": acts,
            "acts_address": f"?{self._query(kind=self.kind)}",
            "kinds": kinds,
        }
        due = HeaderButton(_("到期和逾期"), url=f"{reverse('supervision_due')}?session={self.code}", icon_name="time")
        return render(
            self.request,
            "tracking/admin/supervising/sheets.html",
            context | frame(_("催办"), icon="mail", buttons=[due]),
        )

    def _acts(self):
        """The acts of supervision, the latest first; of the chosen kind alone, where one is chosen."""
        acts = Supervision.objects.select_related("record", "unit", "by")
        if self.session is not None:
            acts = acts.filter(record__session=self.session)
        if self.unit is not None:
            acts = acts.filter(unit=self.unit)
        if self.leader is not None:
            acts = acts.filter(unit__district_leader="" if self.leader == NO_LEADER else self.leader)
        if self.kind in SupervisionKind.values:
            acts = acts.filter(kind=self.kind)
        choices = [("", _("全部")), *SupervisionKind.choices]
        links = [
            {"url": f"?{self._query(kind=value)}#acts", "label": label, "selected": value == self.kind}
            for value, label in choices
        ]
        page = Paginator(acts.defer("record__text"), ROWS_PER_PAGE).get_page(self.request.GET.get("p"))
        return page, links
