"""The list of people (办理人员): those who decide and those who enter decisions, with their roles and accounts."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.admin.lists.kept import KeptAdmin, ListPermissions, column
from tracking.admin.lists.kept_form import KeptForm
from tracking.loop.engine.fields import NameField
from tracking.models import MailNotices, Membership, Person, Role, Unit
from tracking.models.powers import Power
from tracking.people import powers
from tracking.telling import sending
from tracking.versions import keep
from tracking.wording.local import local

ROLE_CHOICES = [(role.value, role.label) for role in Role if role not in {Role.PROPOSER, Role.UNIT_HANDLER}]


class PersonForm(KeptForm):
    """The form of a person, with roles and account."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("角色"), choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("承办单位经办"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("为哪些单位办理；可多选。"),
    )
    username = forms.CharField(
        label=gettext_lazy("登录账号"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("只在纸上签批的人不需要账号。"),
    )
    password = forms.CharField(
        label=gettext_lazy("初始密码"),
        required=False,
        widget=forms.PasswordInput,
        help_text=gettext_lazy("新账号须设置，至少 10 个字符；不改密码时留空。本人首次登录时须修改。"),
    )

    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, help_text=gettext_lazy("只用来发消息邮件，不公开。")
    )

    class Meta:
        model = Person
        fields = ["name", "post", "is_active", "mail_notices"]
        field_classes = {"name": NameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.own()
        self.fields["mail_notices"].required = False
        if not sending.sends_mail():
            self.fields["mail_notices"].help_text = _("本系统没有设置邮件服务器，现在不会发出邮件。")
        if not self.is_new:
            held = list(self.instance.memberships.all())
            self.fields["roles"].initial = [one.role for one in held if one.unit_id is None]
            self.fields["units"].initial = [one.unit_id for one in held if one.unit_id is not None]
            if self.instance.user_id:
                self.fields["username"].initial = self.instance.user.get_username()
                self.fields["email"].initial = self.instance.user.email

    def clean_mail_notices(self) -> str:
        """Keep the stored choice where the form was sent without one."""
        return self.cleaned_data["mail_notices"] or self.instance.mail_notices

    def clean_username(self) -> str:
        """Refuse the name of somebody else's account."""
        username = self.cleaned_data["username"].strip()
        taken = get_user_model().objects.filter(username=username).exclude(pk=self.instance.user_id)
        if username and taken.exists():
            raise ValidationError(_("这个账号已有人使用，请换一个。"))
        return username

    def clean(self):
        """Require a valid password for a new account and an address for mail; nobody gives themselves a role."""
        data = super().clean()
        self._clean_own_roles(data)
        password, username = data.get("password"), data.get("username")
        if data.get("mail_notices") != MailNotices.NONE and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("要收邮件，请填写邮箱。"))
        if username and not password and not self.instance.user_id:
            self.add_error("password", _("新账号须设置初始密码。"))
        if password:
            try:
                validate_password(password, self.instance.user)
            except ValidationError as error:
                self.add_error("password", error)
        if self.instance.user_id and not username and "username" not in self.errors:
            self.add_error("username", _("账号不能清空；停用请取消“在任”。"))
        return data

    def _clean_own_roles(self, data: dict) -> None:
        """Refuse that administrators give themselves a role, or take over an account that maintains the software."""
        if self.account.is_superuser or self.is_new:
            return
        if self.instance.user_id == self.account.pk and self._wanted(data) - set(self._held()):
            self.add_error("roles", _("不能给自己增加角色，请由另一位系统管理员办理。"))
        if self.instance.user is not None and self.instance.user.is_superuser:
            self.add_error("username", _("这是软件维护账号，只能由它自己修改。"))

    @staticmethod
    def _wanted(data: dict) -> set[tuple]:
        handled = {(Role.UNIT_HANDLER.value, unit) for unit in data.get("units") or ()}
        return {(role, None) for role in data.get("roles") or ()} | handled

    def _held(self) -> dict[tuple, Membership]:
        if self.is_new:
            return {}
        return {(one.role, one.unit): one for one in self.instance.memberships.select_related("unit")}

    def summary(self) -> str:
        """The summary of the event: also which roles are given and taken, and whether the password is set anew."""
        held, wanted = set(self._held()), self._wanted(self.cleaned_data)
        said = []
        for word, roles in ((_("授予"), wanted - held), (_("收回"), held - wanted)):
            if roles:
                named = sorted(f"{Role(role).label}{f'（{unit}）' if unit else ''}" for role, unit in roles)
                said.append(f"{word}{'、'.join(named)}")
        if self.cleaned_data["password"] and self.instance.user_id:
            said.append(_("重设密码"))
        return "；".join([super().summary(), *said])

    def save_parts(self, instance) -> None:
        """Save account, roles and groups; who gets an account or comes back needs earlier roles confirmed again."""
        is_back = instance.is_active and "is_active" in self.changed_data
        if self._save_account(instance) or is_back:
            powers.hold(instance, by=self.account)
        held, wanted = self._held(), self._wanted(self.cleaned_data)
        for key in held.keys() - wanted:
            permissions.revoke(held[key])
        for role, unit in wanted - held.keys():
            powers.give(Membership(person=instance, role=role, unit=unit), by=self.account, reason=_("授予角色"))
        permissions.join_groups(instance)

    def _save_account(self, instance) -> bool:
        """Save the account, and return whether the person has just got it."""
        username, password = self.cleaned_data["username"], self.cleaned_data["password"]
        if not username:
            return False
        user = instance.user or get_user_model()(username=username)
        user.username, user.first_name, user.is_active = username, instance.name, instance.is_active
        user.email = self.cleaned_data["email"]
        if password:
            user.set_password(password)
        user.save()
        if is_new := instance.user_id != user.pk:
            instance.user, instance.must_change_password = user, not instance.is_example
            keep(instance, user=self.account, reason=_("开通账号"))
        return is_new


def with_what_it_waits_for(power: Power) -> str:
    """A role as the list shows it, with what it waits for: 三审（待确认，可由示例副区长确认）."""
    if not power.is_waiting:
        return str(power)
    names = "、".join(powers.confirmers_of(power).values_list("name", flat=True)) or _("另一位系统管理员")
    return _("%(role)s（待确认，可由%(names)s确认）") % {"role": power, "names": names}


class PersonPermissions(ListPermissions):
    """Permissions of the list: administrators keep people and their roles."""

    def user_can_list(self, user):
        return permissions.may_administer(user)


class PersonAdmin(KeptAdmin):
    """The list of people (办理人员)."""

    model = Person
    base_url_path = "people"
    menu_icon = "user"
    form_class = PersonForm
    permission_helper_class = PersonPermissions
    list_display = ("name", "post", "roles", "account", "is_active")
    search_fields = ("name", "post", "user__username")
    intro = local("决定人登记在这里；在纸上签批的领导不需要账号，由{section}代录并附扫描件。")
    empty_text = gettext_lazy("还没有办理人员。")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").prefetch_related("memberships__unit")

    def links_for(self, user):
        """The link to the powers that wait for confirmation, for those who may confirm them."""
        return [(_("待确认的授权"), reverse("powers"), "check")]

    @column(gettext_lazy("角色"))
    def roles(self, person):
        """The column of roles, those that wait with who may confirm them."""
        return "、".join(with_what_it_waits_for(one) for one in person.memberships.all()) or "—"

    @column(gettext_lazy("账号"))
    def account(self, person):
        """The column of the account's name."""
        return person.user.get_username() if person.user_id else _("无（纸质签批）")
