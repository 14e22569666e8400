"""The list of delegations (委托代理): who acts for whom, in which role, from when to when."""

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.admin.lists.kept import KeptAdmin, ListPermissions, column
from tracking.admin.lists.kept_form import KeptForm
from tracking.models import Delegation, Person, Role, Unit
from tracking.people import powers
from tracking.wording.local import local

DELEGATED = [(role.value, role.label) for role in permissions.DELEGATED]


class DelegationForm(KeptForm):
    """The form of a delegation: who acts for whom, in which role, from when to when, and who agreed."""

    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=DELEGATED)

    class Meta:
        model = Delegation
        fields = ["giver", "receiver", "role", "unit", "from_on", "to_on", "agreed_by", "reason", "ended_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        active = Person.objects.filter(is_active=True)
        self.fields["giver"].queryset = self.fields["receiver"].queryset = active
        self.fields["unit"].queryset = Unit.objects.own()
        self.fields["unit"].help_text = _("“承办单位经办”须选择单位，其他角色不选。")
        self.fields["ended_on"].help_text = _("提前结束的，从这一天起不再代理。")
        if self.is_new:
            del self.fields["ended_on"]
        else:
            # What was decided under it names these: they stay; only its end may come sooner.
            for name in Delegation.ENTERED:
                self.fields[name].disabled = True

    def clean(self):
        """Refuse a role that the giver does not hold, one already delegated, and a delegation to whoever enters it."""
        data = super().clean()
        giver, receiver, role = data.get("giver"), data.get("receiver"), data.get("role")
        if not (giver and receiver and role) or not self.is_new:
            return data
        unit = data.get("unit")
        if (role == Role.UNIT_HANDLER) != (unit is not None):
            self.add_error("unit", _("“承办单位经办”须选择单位，其他角色不选。"))
            return data
        if not giver.memberships.in_effect().filter(role=role, unit=unit).exists():
            self.add_error("giver", _("%(name)s没有这个角色，不能委托他人。") % {"name": giver.name})
        if giver == receiver:
            self.add_error("receiver", _("不能委托给自己。"))
        elif receiver.memberships.filter(role=role, unit=unit).exists():
            self.add_error("receiver", _("%(name)s本来就有这个角色，不需要委托。") % {"name": receiver.name})
        if receiver.user_id == self.account.pk:
            self.add_error("receiver", _("不能给自己登记代理，请由另一位经办人或系统管理员登记。"))
        if data.get("from_on") and data.get("to_on"):
            days = Q(from_on__lte=data["to_on"], to_on__gte=data["from_on"], ended_on=None)
            if Delegation.objects.filter(days, receiver=receiver, role=role, unit=unit).exists():
                self.add_error("receiver", _("%(name)s在这些天已代理同一角色。") % {"name": receiver.name})
        return data

    def save(self, commit=True):
        """Save it with who entered it, and whether a second person must confirm it."""
        if is_new := self.is_new:
            powers.mark(self.instance, by=self.account)
        instance = super().save(commit)
        if is_new:
            powers.tell_of(instance)
        return instance

    def save_parts(self, instance) -> None:
        """Give the receiver's account access to the admin."""
        permissions.join_groups(instance.receiver)


class DelegationPermissions(ListPermissions):
    """Permissions of the list; a delegation is never deleted, since decisions may rest on it."""

    def user_can_delete_obj(self, user, obj):
        return False


class DelegationAdmin(KeptAdmin):
    """The list of delegations (委托代理)."""

    model = Delegation
    base_url_path = "delegations"
    menu_icon = "user"
    form_class = DelegationForm
    permission_helper_class = DelegationPermissions
    list_display = ("giver", "receiver", "role", "unit", "from_on", "to_on", "agreed_by", "standing")
    list_select_related = ("giver", "receiver", "unit")
    search_fields = ("giver__name", "receiver__name")
    intro = local(
        "代理期间，代理人可以按这个角色办理，办理记录同时写明两人；不能再转委托，拟稿、审核、签发仍须是不同的人。"
        "登记后只能提前终止，不能更改或延长；代理审核、签批的，由另一位系统管理员、{leaders}或三审确认后生效。"
    )
    empty_text = gettext_lazy("没有登记委托代理。领导或经办人外出时，在这里登记由谁代理、从哪天到哪天、谁同意的。")

    def get_queryset(self, request):
        running = permissions.running_delegations().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(runs=Exists(running))

    @column(gettext_lazy("现在"))
    def standing(self, delegation):
        """The column that says whether the delegation holds today."""
        if delegation.runs:
            return _("代理中")
        if delegation.ended_on:
            return _("已提前终止")
        if delegation.is_waiting:
            return _("待确认")
        return _("未到期") if delegation.from_on > timezone.localdate() else _("不生效")
