"""Reminding many items at once (批量催办) with one text; each item gets its own event, and all are reminded or none."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from tracking import permissions
from tracking.admin.frame import frame, key_in, ledger_crumb, shown
from tracking.admin.ledger.selection import address_of, in_list_order, list_address, list_filters, selected, too_many
from tracking.admin.loop.together import Reason, all_or_none, say_why
from tracking.loop import take, why_not_now
from tracking.loop.acts.supervising import supervise
from tracking.loop.engine.fields import DayField, TextField
from tracking.models import Assignment, HandlingRecord, SupervisionKind, Unit
from tracking.stages import OPEN

MOST_AT_ONCE = 500


class ReminderForm(forms.Form):
    """The form: the text and day of the reminder."""

    on = DayField(label=gettext_lazy("催办日期"))
    text = TextField(label=gettext_lazy("情况和要求"), rows=3)

    def __init__(self, data=None):
        first = {"on": timezone.localdate(), "text": _("请按办理期限抓紧办理，并及时登记办理进展和沟通情况。")}
        super().__init__(data, initial=first, label_suffix="")


@dataclass(slots=True)
class Reminder:
    """The reminder of one item: whom it goes to, or why it can't be sent."""

    record: HandlingRecord
    parts: list[Assignment]
    "The units' parts that are still open."
    version: int
    why_not: str = ""

    @property
    def unit(self) -> Unit | None:
        """The unit that is reminded, where only one still works on the item; None stands for all."""
        return self.parts[0].unit if len(self.parts) == 1 else None

    @property
    def addressed(self) -> str:
        """The reminded units, in words."""
        return "、".join(part.unit.name for part in self.parts)


class Reminders:
    """All chosen items with their reminders."""

    def __init__(self, records: list[HandlingRecord], account, data=None, carried=None):
        self.account, self.carried = account, carried
        self.form = ReminderForm(data)
        self.items = [self._item(record, data) for record in records]

    def _item(self, record: HandlingRecord, data) -> Reminder:
        shown = (data or {}).get(f"version{record.pk}", "")
        version = key_in(shown, otherwise=record.version)
        parts = [part for part in record.assignments.all() if part.stage in OPEN]
        item = Reminder(record, parts, version)
        if record.handed_over_on is None:
            item.why_not = _("还没有交办，没有可以催办的单位。")
        elif not parts:
            item.why_not = _("各承办单位都已办结，不需要催办。")
        else:
            item.why_not = why_not_now(supervise, record)
        return item

    @property
    def blocked(self) -> list[Reminder]:
        """The items that can't be reminded; while there are any, none is."""
        return [item for item in self.items if item.why_not]

    @property
    def without(self) -> str:
        """The address of the page without the items that can't be reminded; empty when none would be left."""
        rest = [item.record.pk for item in self.items if not item.why_not]
        return address_of("loop_remind_many", rest, self.carried)

    def take(self) -> bool:
        """Remind all items, or none; an item that was refused gets the reason."""
        if self.blocked or not self.form.is_valid():
            return False
        return all_or_none(self.items, [item.record.pk for item in self.items], self._take, self._refuse)

    def _take(self, item: Reminder) -> None:
        about = {"kind": SupervisionKind.REMINDER, "unit": item.unit, "version": item.version}
        take(supervise, item.record, account=self.account, **self.form.cleaned_data | about)

    def _refuse(self, item: Reminder, reason: Reason) -> None:
        if isinstance(reason, ValidationError):
            say_why(reason, self.form)
        else:
            item.why_not = str(reason)


class RemindView(View):
    """The page: who will be reminded of what, for the items chosen in the list."""

    def dispatch(self, request):
        """Open the page to supervisors, for items that they may see."""
        if not permissions.may_remind(request.user):
            raise PermissionDenied
        records = selected(request.POST if request.method == "POST" else request.GET, request.user)
        back = too_many(request, records.count(), MOST_AT_ONCE)
        if back is not None:
            return back
        units = Assignment.objects.select_related("unit").order_by("duty", "pk")
        self.records = in_list_order(records.prefetch_related(Prefetch("assignments", units)))
        return super().dispatch(request)

    def get(self, request):
        """Show what will happen to each item."""
        return self._page(Reminders(self.records, request.user, carried=request.GET))

    def post(self, request):
        """Remind all, or show why nothing was done."""
        reminders = Reminders(self.records, request.user, request.POST, request.GET)
        if not reminders.take():
            return self._page(reminders, refused=True)
        messages.success(request, _("已催办 %(n)s 件。") % {"n": len(reminders.items)})
        return redirect(list_address(request.GET))

    def _page(self, reminders: Reminders, refused: bool = False):
        address = f"{self.request.path}?{urlencode(list_filters(self.request.GET))}".rstrip("?")
        context = {"reminders": reminders, "address": address, "back": list_address(self.request.GET)}
        context |= frame(_("批量催办"), ledger_crumb(), icon="warning")
        return shown(self.request, "tracking/admin/remind.html", context, refused)
