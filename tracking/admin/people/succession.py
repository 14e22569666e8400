"""Succession (人员交接): all open items of somebody who leaves go to a successor at once, with a list to print and sign."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import permissions, versions
from tracking.admin.frame import frame, key_in, only, shown
from tracking.admin.loop.step_forms import spread
from tracking.admin.loop.waiting import Waiting
from tracking.loop import Refused, Stale, take
from tracking.loop.acts.handling import hand_on
from tracking.loop.engine.fields import DayField, NameField
from tracking.models import Assignment, Event, Membership, Person, Role, Unit
from tracking.people import powers
from tracking.stages import BEFORE_HAND_OVER, OPEN
from tracking.versions import kinds
from tracking.wording.local import localised

OF_THE_DISTRICT = "0"
"Stands in an address instead of a unit, where a leader of the district or somebody of the office leaves."


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who leaves: a name in a unit, or among the office and the district's leaders."""

    unit: Unit | None
    name: str

    @property
    def key(self) -> str:
        """The key by which an address names it."""
        return f"{self.unit.pk if self.unit else OF_THE_DISTRICT}-{self.name}"

    def __str__(self) -> str:
        return f"{self.name}（{self.unit or localised('{section}、{leaders}')}）"

    @property
    def people(self):
        """The people of this name who hold a role in that unit, or in the office."""
        return Person.objects.filter(name=self.name, is_active=True, memberships__unit=self.unit).distinct()

    def parts(self, user):
        """The open parts of units that name this person, among those that the user may see."""
        found = open_parts(user)
        if self.unit is None:
            return found.filter(district_leader=self.name)
        return found.filter(Q(handler=self.name) | Q(unit_leader=self.name), unit=self.unit)


def open_parts(user):
    """The open parts of units that a user may see; units see their own."""
    found = permissions.scope(Assignment.objects.filter(stage__in=OPEN - BEFORE_HAND_OVER), user, "record__")
    if not permissions.sees_whole_ledger(user):
        found = found.filter(unit__in=permissions.units_of(user))
    return found.select_related("record__session", "unit").order_by("unit", "due_on", "pk")


def those_who_may_leave(user) -> list[Leaving]:
    """Everybody whom open parts name, and everybody who holds a role in the units that the user may act for."""
    whole = permissions.may_keep_lists(user)
    units = Unit.objects.own() if whole else Unit.objects.filter(pk__in=permissions.units_of(user))
    units = {unit.pk: unit for unit in units}
    named = set()
    # The stage comes first as in the index that holds all five: many parts name few people.
    told = open_parts(user).order_by().values_list("stage", "unit", "handler", "unit_leader", "district_leader")
    for _stage, unit, handler, unit_leader, district_leader in told.distinct():
        named |= {(unit, handler), (unit, unit_leader)}
        if whole:
            named.add((None, district_leader))
    held = Membership.objects.filter(person__is_active=True)
    held = held if whole else held.filter(unit__in=units)
    named |= set(held.exclude(role=Role.ADMIN).values_list("unit", "person__name"))
    known = [Leaving(units.get(unit), name) for unit, name in named if name and (unit is None or unit in units)]
    return sorted(known, key=lambda one: (one.unit is not None, str(one.unit or ""), one.name))


class SuccessionForm(forms.Form):
    """The form: who takes over, from which day, why, and whether roles go along."""

    coming = NameField(label=gettext_lazy("接收人"), max_length=50, widget=forms.TextInput(attrs={"list": "people"}))
    on = DayField(label=gettext_lazy("交接日期"), initial=timezone.localdate)
    reason = forms.CharField(
        label=gettext_lazy("交接原因"), max_length=200, help_text=gettext_lazy("例如：岗位调整、退休。")
    )
    with_roles = forms.BooleanField(
        label=gettext_lazy("移交人的角色一并交给接收人"),
        required=False,
        help_text=gettext_lazy(
            "接收人须已在“办理人员”中登记；移交人的角色随即收回，审核、签批类角色由另一人确认后对接收人生效。"
        ),
    )

    def __init__(self, leaving: Leaving, account, parts, data=None):
        super().__init__(data, label_suffix="")
        self.leaving, self.account, self.parts = leaving, account, list(parts)
        self.roles = list(roles_to_move(leaving, account))
        if not self.roles:
            del self.fields["with_roles"]
        self.versions = {part.pk: str(part.version) for part in self.parts}
        "The version of each part that the user saw; a form that is sent again keeps it."
        self.changed: list[tuple[Assignment, list[Event]]] = []

    def clean_coming(self) -> str:
        """Refuse the person who leaves as their own successor."""
        coming = self.cleaned_data["coming"].strip()
        if coming == self.leaving.name:
            raise ValidationError(_("接收人不能与移交人相同。"))
        return coming

    def clean(self) -> dict:
        """Where roles go along: require a successor who is one known person, and not the user."""
        data = super().clean()
        self.successor = None
        if data.get("with_roles") and data.get("coming"):
            known = list(Person.objects.filter(name=data["coming"], is_active=True)[:2])
            if len(known) != 1:
                self.add_error("coming", _("“办理人员”中没有这个人，或有同名的人，不能交接角色。"))
            elif known[0].user_id == self.account.pk:
                self.add_error("with_roles", _("不能给自己增加角色，请由他人办理。"))
            else:
                self.successor = known[0]
        return data

    def hand_on(self) -> list[Event]:
        """Pass on all parts and roles and return the events; or none, with the reasons on the form."""
        seen = {part.pk: self.data.get(f"version-{part.pk}") for part in self.parts}
        events = []
        with versions.chaining(part.record_id for part in self.parts):
            for part in self.parts:
                if seen[part.pk] is None:
                    self._somebody_was_quicker(part)
                    continue
                try:
                    events.append(self._hand_on(part, key_in(seen[part.pk], otherwise=-1)))
                except Stale:
                    self._somebody_was_quicker(part)
                except Refused as reason:
                    self.add_error(None, f"{part}：{reason}")
                except ValidationError as error:
                    spread(error, self)
            if not self.errors and self.successor is not None:
                events.append(self._move_roles())
            transaction.set_rollback(bool(self.errors))
        return [] if self.errors else events

    def _hand_on(self, part: Assignment, version: int) -> Event:
        data = self.cleaned_data
        return take(
            hand_on,
            part,
            account=self.account,
            on=data["on"],
            version=version,
            leaving=self.leaving.name,
            coming=data["coming"],
            reason=data["reason"],
        )

    def _somebody_was_quicker(self, part: Assignment) -> None:
        self.changed.append((part, list(part.events.order_by("-number")[:3])))
        self.add_error(None, _("已被他人更新：%(part)s在您打开之后有了新的办理。") % {"part": part})

    def _move_roles(self) -> Event:
        named = "、".join(str(one) for one in self.roles)
        summary = _("%(leaving)s → %(coming)s：%(roles)s；%(reason)s") % {
            "leaving": self.leaving.name,
            "coming": self.successor.name,
            "roles": named,
            "reason": self.cleaned_data["reason"],
        }
        with versions.chained(kinds.ROLES, account=self.account, summary=summary):
            for one in self.roles:
                role, unit = one.role, one.unit
                permissions.revoke(one)
                if not Membership.objects.filter(person=self.successor, role=role, unit=unit).exists():
                    new = Membership(person=self.successor, role=role, unit=unit)
                    powers.give(new, by=self.account, reason=_("交接角色"))
            permissions.join_groups(self.successor)
        return Event.objects.order_by("-number").first()


def roles_to_move(leaving: Leaving, account) -> list[Membership]:
    """The roles that this account may pass on: administrators any but their own (系统管理员), clerks those of units."""
    people = list(leaving.people[:2])
    if len(people) != 1:
        return []
    held = Membership.objects.filter(person=people[0], unit=leaving.unit).select_related("unit", "person")
    if permissions.may_administer(account):
        return list(held.exclude(role=Role.ADMIN))
    return list(held.filter(role=Role.UNIT_HANDLER)) if permissions.may_keep_lists(account) else []


class SuccessionView(View):
    """The page: choose who leaves, see their items and roles, pass them on."""

    def dispatch(self, request):
        """Open the page to clerks and administrators, and to units for their own people."""
        if not permissions.may_hand_on(request.user):
            raise PermissionDenied
        self.choices = those_who_may_leave(request.user)
        wanted = request.GET.get("leaving", "")
        self.leaving = next((one for one in self.choices if one.key == wanted), None)
        return super().dispatch(request)

    def get(self, request):
        """Show the form."""
        return self._page(self._form())

    def post(self, request):
        """Pass everything on, or nothing."""
        form = self._form(request.POST)
        if form is None:
            return redirect("hand_on")
        events = form.hand_on() if form.is_valid() else []
        if not events:
            if form.is_valid():
                form.add_error(None, _("没有可以交接的承办件或角色。"))
            return self._page(form, refused=True)
        messages.success(request, _("已交接 %(n)s 件。") % {"n": sum(one.what == hand_on.code for one in events)})
        query = {"first": events[0].number, "last": events[-1].number}
        return redirect(f"{reverse('hand_on_list')}?{urlencode(query)}")

    def _form(self, data=None) -> SuccessionForm | None:
        if self.leaving is None:
            return None
        takes_steps = permissions.has_role(self.request.user, Role.OFFICE_CLERK) or permissions.units_of(
            self.request.user
        )
        parts = self.leaving.parts(self.request.user) if takes_steps else ()
        return SuccessionForm(self.leaving, self.request.user, parts, data)

    def _page(self, form: SuccessionForm | None, refused: bool = False):
        person = self.leaving.people.first() if self.leaving else None
        waiting = Waiting(person).mine.values() if person is not None else []
        context = {
            "choices": self.choices,
            "leaving": self.leaving,
            "form": form,
            "parts": [(part, form.versions[part.pk]) for part in form.parts] if form else [],
            "waiting": waiting,
            "known": Person.objects.filter(is_active=True, memberships__unit=self.leaving.unit).distinct()
            if self.leaving
            else [],
            "address": self.request.get_full_path(),
        }
        context |= frame(_("人员交接"), icon="group")
        return shown(self.request, "tracking/admin/hand_on.html", context, refused)


@never_cache
@require_safe
@only(permissions.may_hand_on)
def handed_on(request):
    """The list of what one succession passed on (交接清单), to print and sign."""
    first, last = (request.GET.get(name, "") for name in ("first", "last"))
    between = (key_in(first, otherwise=0), key_in(last, otherwise=0))
    found = Event.objects.filter(what=hand_on.code, number__range=between, account=request.user)
    events = list(found.select_related("record__session", "assignment__unit").order_by("number"))
    roles = Event.objects.filter(what=kinds.ROLES, number__range=between, account=request.user)
    one = events[0] if events else None
    context = {"title": _("交接清单"), "events": events, "roles": roles, "first": one, "address": reverse("hand_on")}
    return render(request, "tracking/papers/handed_on.html", context)
