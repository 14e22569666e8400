"""Forms of the office's lists: every save a version with its reason, and a stale form never overwrites."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import circulars, figures, permissions, sending
from tracking.models import (
    Circular,
    Delegation,
    MailNotices,
    Membership,
    Person,
    Proposer,
    ReportedFigure,
    Role,
    Session,
    Unit,
    UnitAlias,
    WorkdayOverride,
)
from tracking.versions import keep, worded

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class KeptForm(forms.ModelForm):
    """A form whose hidden version number tells when somebody else saved first (已被他人更新)."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        self.label_suffix = ""
        self.conflicts: list[tuple[str, str, str]] = []
        self.fields["seen_version"].initial = self.instance.version
        self._version_now = self.instance.version
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    @property
    def is_new(self) -> bool:
        """Whether it enters something rather than changing it."""
        return self.instance.pk is None

    def summary(self) -> str:
        """What the chain of events says of this save."""
        return f"{self._meta.model._meta.verbose_name}：{self.instance}"

    def clean(self):
        """Compare versions before anything is written; both values of every field that differs are listed."""
        data = super().clean()
        if not self.is_new and data.get("seen_version") != self._version_now:
            self._show_both(data)
            raise ValidationError(_("已被他人更新：您打开之后，别人保存了新的内容。请对照下面的差异，修改后再次保存。"))
        return data

    def _show_both(self, data: dict) -> None:
        """List every field that differs, and let the form be sent again for the version that stands now."""
        current = self._meta.model._default_manager.get(pk=self.instance.pk)
        as_it_stands = type(self)(instance=current, account=self.account)
        for name, field in self.fields.items():
            if name not in data or name in NOT_COMPARED:
                continue
            now, typed = (in_words(field, current, name, one) for one in (as_it_stands.value_of(name), data[name]))
            if now != typed:
                self.conflicts.append((str(field.label), now, typed))
        self.data = self.data.copy()
        self.data["seen_version"] = self._version_now

    def value_of(self, name: str):
        """What a field of this form shows of the row, before anybody types."""
        if name in self._meta.fields:
            return getattr(self.instance, name)
        return self.fields[name].clean(self.get_initial_for_field(self.fields[name], name))

    def save(self, commit=True):
        """Keep the row as a version, then what belongs to it."""
        instance = super().save(commit=False)
        keep(instance, user=self.account, reason=_("登记") if self.is_new else _("修改"))
        self.save_parts(instance)
        return instance

    def save_parts(self, instance) -> None:
        """Save what hangs on the row; subclasses say what."""


NOT_COMPARED = ("seen_version", "password")
"What says nothing of the row, or must not be shown."


def in_words(field: forms.Field, instance, name: str, value) -> str:
    """A value of a form, in words: the row's own fields as its versions word them, others by their choices."""
    if isinstance(field, ReplyClassesField):
        return field.prepare_value(value)
    if isinstance(value, list | models.QuerySet):
        labels = dict(getattr(field, "choices", ())) if isinstance(value, list) else {}
        return "、".join(str(labels.get(one, one)) for one in value) or _("空")
    if hasattr(value, "pk"):
        return str(value)
    if name not in {one.name for one in instance._meta.fields}:
        return str(value or "") or _("空")
    return worded(type(instance), name, value)


class ReplyClassesField(forms.CharField):
    """Reply classes as lines, one a class: “A 已解决或基本解决”."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{one['code']} {one['label']}" for one in value)
        return value

    def to_python(self, value):
        found = []
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            code, _space, label = line.strip().partition(" ")
            if not label.strip():
                raise ValidationError(_("“%(line)s”缺少名称，请写成“A 已解决或基本解决”。") % {"line": line})
            found.append({"code": code, "label": label.strip()})
        return found

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != data


class SessionForm(KeptForm):
    """届次."""

    reply_classes = ReplyClassesField(
        label=gettext_lazy("答复类别"), help_text=gettext_lazy("每行一类：代码、空格、名称。")
    )

    class Meta:
        model = Session
        fields = [
            "code", "name", "year", "upper_name", "notice_on", "notice_title", "handed_over_on", "fixed_due_on",
            "sign_for_days", "objection_days", "opinion_days", "answer_months", "answer_months_most", "redo_months",
            "publish_days", "unheard_days", "unheard_reminders", "yellow_days", "rest_day_rule", "uses_instruction",
            "city_review", "city_reviews_opinions", "consults_drafts", "reply_classes", "completion_definition",
            "satisfaction_definition", "satisfaction_round", "satisfaction_basis", "contact_definition",
            "off_ledger_count",
        ]  # fmt: skip


class UnitForm(KeptForm):
    """承办单位, with its other names."""

    aliases = forms.CharField(
        label=gettext_lazy("简称"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个；导入台账时按名称和简称识别单位。"),
    )

    class Meta:
        model = Unit
        fields = ["name", "kind", "district_leader", "uses_sheets", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_new:
            self.fields["aliases"].initial = "\n".join(alias.name for alias in self.instance.aliases.all())

    def clean_aliases(self) -> list[str]:
        """Names that no other unit has."""
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()))
        for name in names:
            other = UnitAlias.objects.filter(name=name).exclude(unit=self.instance.pk).select_related("unit").first()
            taken = other.unit if other else Unit.objects.filter(name=name).exclude(pk=self.instance.pk).first()
            if taken:
                raise ValidationError(_("“%(name)s”已是%(unit)s的名称。") % {"name": name, "unit": taken})
        return names

    def save_parts(self, instance) -> None:
        """Add and remove names; those that stay keep their versions."""
        wanted = self.cleaned_data["aliases"]
        for alias in instance.aliases.exclude(name__in=wanted):
            alias.delete()
        known = set(instance.aliases.values_list("name", flat=True))
        for name in wanted:
            if name not in known:
                keep(UnitAlias(unit=instance, name=name), user=self.account, reason=_("简称"))


ROLE_CHOICES = [(role.value, role.label) for role in Role if role not in {Role.PROPOSER, Role.UNIT_HANDLER}]


class PersonForm(KeptForm):
    """办理人员, with roles and account."""

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
        help_text=gettext_lazy("新账号须设置，至少 10 个字符；不改密码时留空。"),
    )

    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, help_text=gettext_lazy("只用来发消息邮件，不公开。")
    )

    class Meta:
        model = Person
        fields = ["name", "post", "is_active", "mail_notices"]

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
        """As it was where the form says nothing."""
        return self.cleaned_data["mail_notices"] or self.instance.mail_notices

    def clean_username(self) -> str:
        """Somebody else's account is refused."""
        username = self.cleaned_data["username"].strip()
        taken = get_user_model().objects.filter(username=username).exclude(pk=self.instance.user_id)
        if username and taken.exists():
            raise ValidationError(_("这个账号已有人使用，请换一个。"))
        return username

    def clean(self):
        """A new account needs a password that passes the rules; nobody gives themselves a role they lack."""
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
        """Who keeps the list takes no office by it, and gets no hold of an account that maintains the software."""
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
        """Which roles come and go, and whether the password is set anew: what a change of powers is noticed by."""
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
        """Account first, then roles, then the groups that follow from them."""
        self._save_account(instance)
        held, wanted = self._held(), self._wanted(self.cleaned_data)
        for key in held.keys() - wanted:
            permissions.revoke(held[key])
        for role, unit in wanted - held.keys():
            keep(Membership(person=instance, role=role, unit=unit), user=self.account, reason=_("授予角色"))
        permissions.join_groups(instance)

    def _save_account(self, instance) -> None:
        username, password = self.cleaned_data["username"], self.cleaned_data["password"]
        if not username:
            return
        user = instance.user or get_user_model()(username=username)
        user.username, user.first_name, user.is_active = username, instance.name, instance.is_active
        user.email = self.cleaned_data["email"]
        if password:
            user.set_password(password)
        user.save()
        if instance.user_id != user.pk:
            instance.user = user
            keep(instance, user=self.account, reason=_("开通账号"))


class ProposerForm(KeptForm):
    """提出人."""

    class Meta:
        model = Proposer
        fields = ["kind", "name", "delegation", "post", "phone"]


class WorkdayOverrideForm(KeptForm):
    """地方节假日."""

    class Meta:
        model = WorkdayOverride
        fields = ["day", "is_workday", "name", "source"]


DELEGATED = [(role.value, role.label) for role in permissions.DELEGATED]


class DelegationForm(KeptForm):
    """委托代理: who acts for whom, in which role, from when to when, and who agreed."""

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
            for name in ("giver", "receiver", "role", "unit", "from_on"):
                self.fields[name].disabled = True

    def clean(self):
        """Nobody passes on what they do not hold, passes it on twice, or enters it for themselves."""
        data = super().clean()
        giver, receiver, role = data.get("giver"), data.get("receiver"), data.get("role")
        if not (giver and receiver and role) or not self.is_new:
            return data
        unit = data.get("unit")
        if (role == Role.UNIT_HANDLER) != (unit is not None):
            self.add_error("unit", _("“承办单位经办”须选择单位，其他角色不选。"))
            return data
        if not giver.memberships.filter(role=role, unit=unit).exists():
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

    def save_parts(self, instance) -> None:
        """Let the receiver's account through the admin's door."""
        permissions.join_groups(instance.receiver)


class CircularForm(KeptForm):
    """通报: its figures are frozen when it is first saved."""

    class Meta:
        model = Circular
        fields = ["session", "title", "on", "body"]

    def save(self, commit=True):
        """Freeze the figures of its day."""
        if self.is_new:
            self.instance.as_of = self.cleaned_data["on"]
            self.instance.figures = circulars.freeze(self.cleaned_data["session"], self.instance.as_of)
        return super().save(commit)


class ReportedFigureForm(KeptForm):
    """上报口径: a figure of the registry, as it was reported."""

    figure = forms.ChoiceField(
        label=gettext_lazy("指标"), choices=lambda: [(one.key, one.label) for one in figures.FIGURES.values()]
    )

    class Meta:
        model = ReportedFigure
        fields = ["session", "figure", "value", "on", "to", "reason"]

    def clean(self):
        """What was reported was reported by now; a rate is no more than 100."""
        data = super().clean()
        figure, value, on = figures.FIGURES.get(data.get("figure")), data.get("value"), data.get("on")
        if on is not None and on > timezone.localdate():
            self.add_error("on", _("上报日期 %(on)s 在将来，请填写实际上报的日期。") % {"on": on})
        if value is not None and value < 0:
            self.add_error("value", _("上报数值不能是负数。"))
        if figure is not None and value is not None and figure.denominator is not None and value > 100:
            self.add_error("value", _("“%(label)s”是百分比，不能超过 100。") % {"label": figure.label})
        return data
