"""一并办理、批量交办: with one form a clerk takes 拟办、批示 (of the leader, from paper) and 交办 for one item or many."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from tracking import permissions, versions
from tracking.admin.frame import frame, ledger_crumb, record_crumb, record_url, shown
from tracking.admin.ledger.like_items import Proposed, proposed_units
from tracking.admin.ledger.selection import address_of, in_list_order, list_address, selected, too_many
from tracking.admin.loop.step_forms import NOTHING, KeptScan, dress, kept_scans, scans_to_keep
from tracking.admin.loop.together import Reason, all_or_none, say_why
from tracking.loop import Stale, Step, take, why_not_now
from tracking.loop.acts.intake import assign, deadlines, instruct, propose
from tracking.loop.engine.fields import DayField
from tracking.models import Duty, HandlingRecord, Role, Unit, WorkdayOverride
from tracking.models.reading import reading_once
from tracking.stages import BEFORE_HAND_OVER, Stage
from tracking.workdays import Calendar

MOST_AT_ONCE = 100


class DayOfHandOver(forms.Form):
    """交办日期, the same for all items, and the leading unit of those for which none is chosen."""

    on = DayField(label=gettext_lazy("交办日期"))
    lead_unit = forms.ModelChoiceField(
        Unit.objects.own().filter(is_active=True),
        label=gettext_lazy("共同的牵头单位"),
        required=False,
        empty_label=NOTHING,
        help_text=gettext_lazy("只用于下面没有选牵头单位的承办件。"),
    )


class HandOverItem:
    """One item of the hand-over: its form of units, filled with proposed ones and the reason why."""

    def __init__(self, record: HandlingRecord, account, data, proposed: Proposed):
        self.record, self.proposed = record, proposed
        self.changes: list[versions.FieldChange] = []
        "Fields that somebody else changed since the form was opened."
        self.deadline = ""
        "The date that came with the item and the one that the limits give, below its fields."
        self.form = assign.form(
            data,
            step=assign,
            subject=record,
            account=account,
            prefix=f"item{record.pk}",
            auto_id="id_%s",
            initial=proposed.initial,
        )
        del self.form.fields["on"]
        if record.duty != Duty.SEPARATE:
            self.form.fields["lead_units"].help_text = ""
        dress(self.form)

    def tell_deadline(self, day: date, calendar: Calendar) -> None:
        """Show the date that came with the item beside what the limits give for this day of hand-over."""
        if not self.is_handed_on:
            self.form.fields["due_on"].help_text = ""
            self.deadline = deadlines(self.record, day, calendar)

    def refuse(self, reason: Reason) -> None:
        """Show why this item was refused; where somebody else changed it meanwhile, with what they changed."""
        if isinstance(reason, Stale):
            self._show_both(reason)
        else:
            say_why(reason, self.form)

    def _show_both(self, stale: Stale) -> None:
        """Show what somebody else changed, and let the form be sent again for the current version."""
        fresh = HandlingRecord.objects.select_related("session").get(pk=self.record.pk)
        opened = fresh.history.filter(version=self.form.cleaned_data["version"]).first()
        self.changes = versions.changes(fresh.history.first(), opened) if opened is not None else []
        self.form.add_error(None, str(stale))
        self.form.data = self.form.data.copy()
        self.form.data[self.form.add_prefix("version")] = fresh.version
        self.record = fresh

    @property
    def is_handed_on(self) -> bool:
        """Whether it was handed over before, and its clock runs."""
        return self.record.handed_over_on is not None

    @property
    def done_already(self) -> str:
        """The step that was taken before (已拟办、已批示); empty when none was."""
        return {Stage.PROPOSED: _("已拟办"), Stage.INSTRUCTED: _("已批示")}.get(self.record.stage, "")


class HandOver:
    """The whole form: proposal, instruction and day once for all, and the units item by item."""

    def __init__(self, records: list[HandlingRecord], account, data=None, files=None):
        self.account = account
        data = with_common_unit(data, records)
        proposed = proposed_units(records, account)
        with reading_once():
            self.items = [HandOverItem(record, account, data, proposed[record.pk]) for record in records]
        self.kept_before = kept_scans(data, account)
        to_propose = [one for one in records if one.stage == Stage.REGISTERED]
        to_instruct = [
            one
            for one in records
            if one.stage == Stage.PROPOSED or (one.stage == Stage.REGISTERED and one.session.uses_instruction)
        ]
        self.propose = self._form(propose, to_propose, data)
        self.instruct = self._form(instruct, to_instruct, data, files)
        self.day = DayOfHandOver(data, prefix="assign", label_suffix="")
        self._prefill(records)

    def _form(self, step: Step, records: list, data, files=None):
        if not records:
            return None
        initial = {"scan": scan} if (scan := self.kept_before.get(f"{step.code}-scan")) else {}
        form = step.form(
            data,
            files,
            step=step,
            subject=records[0],
            account=self.account,
            on_paper=step is instruct,
            prefix=step.code,
            initial=initial,
        )
        del form.fields["version"]
        for name in ("wording", "lead_units", "support_units"):
            form.fields.pop(name, None)
        return form

    def _prefill(self, records: list[HandlingRecord]) -> None:
        """The day of the session's hand-over meeting where it fits, else today; and the usual proposal."""
        met = records[0].session.handed_over_on
        first = all(one.handed_over_on is None for one in records)
        fits = met is not None and first and all(one.received_on is None or one.received_on <= met for one in records)
        day = met if fits else timezone.localdate()
        for form in (self.propose, self.instruct, self.day):
            if form is not None:
                form.fields["on"].initial = day
        calendar = WorkdayOverride.objects.calendar()
        for item in self.items:
            item.tell_deadline(day, calendar)
        if self.propose is not None:
            self.propose.fields["handling_proposal"].initial = _("拟请下列承办单位按交办要求办理，按期答复。")

    @property
    def shared(self) -> list[forms.Form]:
        """The forms that are filled in once for all, in the order of the loop."""
        return [form for form in (self.propose, self.instruct, self.day) if form is not None]

    @property
    def kept(self) -> dict[str, KeptScan]:
        """The scan that came up with a form that was refused."""
        return scans_to_keep(self.instruct, self.account) if self.instruct is not None else {}

    def take(self) -> bool:
        """Take the three steps for every item, all or none; the reasons stand at the items that were refused."""
        checked = [form.is_valid() for form in (*self.shared, *(item.form for item in self.items))]
        if not all(checked):
            return False
        return all_or_none(self.items, [item.record.pk for item in self.items], self._take, HandOverItem.refuse)

    def _take(self, item: HandOverItem) -> None:
        units = dict(item.form.cleaned_data)
        version = units.pop("version")
        record = item.record
        if record.stage == Stage.REGISTERED:
            event = take(propose, record, account=self.account, version=version, **self.propose.cleaned_data)
            record, version = HandlingRecord.objects.get(pk=event.record_id), None
        if record.stage == Stage.PROPOSED:
            event = take(instruct, record, account=self.account, version=version, **self.instruct.cleaned_data)
            record, version = HandlingRecord.objects.get(pk=event.record_id), None
        take(assign, record, account=self.account, version=version, on=self.day.cleaned_data["on"], **units)


@dataclass(frozen=True, slots=True)
class Blocked:
    """An item that can't be handed over, and why."""

    record: HandlingRecord
    why_not: str


def with_common_unit(data, records: list[HandlingRecord]):
    """The form's data, with the common leading unit (共同的牵头单位) put in where an item has none."""
    if data is None or not (common := data.get("assign-lead_unit")):
        return data
    data = data.copy()
    for record in records:
        name = f"item{record.pk}-lead_units"
        if not any(data.getlist(name)):
            data.setlist(name, [common])
    return data


class HandOverView(View):
    """The page, for the item in the address or for those ticked in the list."""

    def dispatch(self, request, record_id: int | None = None):
        """Let in clerks alone, and take items that were not handed over yet."""
        if not permissions.has_role(request.user, Role.OFFICE_CLERK):
            raise PermissionDenied
        if record_id:
            found = permissions.visible_records(request.user).filter(pk=record_id)
            if not found:
                raise PermissionDenied
        else:
            found = selected(request.GET, request.user)
            if found.count() > MOST_AT_ONCE:
                return too_many(request, found.count(), MOST_AT_ONCE)
        found = in_list_order(found.prefetch_related("assignments__unit"))
        self.records = [record for record in found if record.stage in BEFORE_HAND_OVER]
        self.blocked = [Blocked(one, why_not_now(assign, one)) for one in found if one not in self.records]
        if not self.records:
            closed = _("所选的承办件都已交办，请重新选择待交办的承办件。")
            messages.warning(request, closed if found else _("请先在台账中勾选承办件。"))
            return redirect(record_url(found[0]) if record_id else list_address(request.GET))
        self.single = self.records[0] if record_id else None
        if self.blocked:
            return self._name_blocked()
        return super().dispatch(request)

    def _name_blocked(self):
        """Do nothing while an item is among them that was handed over already; name each of those with its reason."""
        keys = [record.pk for record in self.records]
        without = address_of("loop_hand_over_many", keys, self.request.GET)
        context = {"blocked": self.blocked, "without": without, "back": list_address(self.request.GET)}
        context |= frame(_("一并办理"), ledger_crumb(), icon="tasks")
        return shown(self.request, "tracking/admin/blocked.html", context, refused=self.request.method != "GET")

    def get(self, request):
        """Show the form."""
        return self._page(HandOver(self.records, request.user))

    def post(self, request):
        """Take all three steps for all items, or none."""
        form = HandOver(self.records, request.user, request.POST, request.FILES)
        if not form.take():
            return self._page(form, refused=True)
        messages.success(request, _("%(n)s 件已拟办、批示并交办。") % {"n": len(self.records)})
        return redirect(record_url(self.single) if self.single else list_address(request.GET))

    def _page(self, form: HandOver, refused: bool = False):
        crumbs = [ledger_crumb(), *([record_crumb(self.single)] if self.single else [])]
        keys = [one.pk for one in self.records]
        address = self.request.path if self.single else address_of("loop_hand_over_many", keys, self.request.GET)
        context = {"hand_over": form, "address": address, "back": list_address(self.request.GET)}
        context |= frame(_("一并办理"), *crumbs, icon="tasks")
        return shown(self.request, "tracking/admin/hand_over.html", context, refused)
