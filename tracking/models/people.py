"""Units (承办单位), the people who decide and record, and proposers (代表、委员)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking.models.powers import Power
from tracking.models.versioned import Versioned
from tracking.wording import folded
from tracking.wording.local import local


class UnitKind(models.TextChoices):
    """What sort of unit it is."""

    OFFICE = "office", _("政府办公室")
    DEPARTMENT = "department", local("{own_units}")
    TOWNSHIP = "township", _("乡镇、街道")
    EXTERNAL = "external", local("{upper_level}或其他外部单位")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as the office asks for them."""

    def own(self) -> Self:
        """The district's own units, which items can be handed to."""
        return self.exclude(kind=UnitKind.EXTERNAL)

    def by_any_name(self) -> dict[str, "Unit"]:
        """A mapping from every name and alias (区住建局) to its unit, in two queries."""
        units = {unit.pk: unit for unit in self}
        names: dict[str, Unit] = {unit.name: unit for unit in units.values()}
        for alias in UnitAlias.objects.filter(unit__in=list(units)):
            names.setdefault(alias.name, units[alias.unit_id])
        return names


class Unit(Versioned):
    """A unit that handles items (承办单位); external ones belong to the city and have no accounts."""

    name = models.CharField(
        _("单位名称"), max_length=100, unique=True, error_messages={"unique": _("已有同名单位，请勿重复登记。")}
    )
    kind = models.CharField(_("类别"), max_length=20, choices=UnitKind.choices, default=UnitKind.DEPARTMENT)
    head = models.CharField(
        _("主要负责人"), max_length=50, blank=True, help_text=_("答复、退回申请一般由其签字；送审时自动填入。")
    )
    district_leader = models.CharField(local("分管{leaders}"), max_length=50, blank=True)
    office_line = models.CharField(
        _("办公电话"),
        max_length=200,
        blank=True,
        help_text=_("对外公布的固定电话或公务邮箱，几个之间用顿号分开；公开内容里有这些号码的不作提示。"),
    )
    uses_sheets = models.BooleanField(
        _("不登录系统，用回填表"), default=False, help_text=local("由{section}导出承办单位回填表，填好后导入。")
    )
    is_active = models.BooleanField(_("在用"), default=True)
    is_example = models.BooleanField(_("示例数据"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("承办单位")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_external(self) -> bool:
        """Whether the clerk registers its letters for it (市级单位; R7)."""
        return self.kind == UnitKind.EXTERNAL


class UnitAlias(Versioned):
    """Another name by which workbooks call a unit (简称), e.g. 区住建局 (R72)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name=_("单位"))
    name = models.CharField(
        _("简称"), max_length=100, unique=True, error_messages={"unique": _("这个简称已属于另一个单位。")}
    )

    class Meta:
        verbose_name = verbose_name_plural = _("单位简称")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """The roles of the office, of a unit and of the portal (R32); what each may do is said by permissions.py and the steps."""

    OFFICE_CLERK = "office_clerk", local("{section}经办")
    OFFICE_REVIEWER = "office_reviewer", local("{section}审核")
    LEADER = "leader", local("{leaders}")
    UNIT_HANDLER = "unit_handler", _("承办单位经办")
    SUPERVISOR = "supervisor", local("{supervisors}")
    PROPOSER = "proposer", _("代表、委员")
    EDITOR = "editor", _("信息公开编辑")
    FIRST_REVIEWER = "first_reviewer", _("一审")
    SECOND_REVIEWER = "second_reviewer", _("二审")
    FINAL_REVIEWER = "final_reviewer", _("三审")
    DUTY_OFFICER = "duty_officer", _("值班撤稿人")
    ADMIN = "admin", _("系统管理员")

    @property
    def is_of_a_unit(self) -> bool:
        """Whether the role is held in one unit and sees that unit's items only."""
        return self is Role.UNIT_HANDLER

    @property
    def sees_the_ledger(self) -> bool:
        """Whether the role sees every record."""
        return self in {Role.OFFICE_CLERK, Role.OFFICE_REVIEWER, Role.LEADER, Role.SUPERVISOR}

    @property
    def needs_a_second_person(self) -> bool:
        """Whether giving it takes two people: who holds it signs, or could have others sign (授权须确认)."""
        return self in {
            Role.LEADER, Role.OFFICE_REVIEWER, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER,
            Role.ADMIN,
        }  # fmt: skip

    @property
    def may_decide_on_paper(self) -> bool:
        """Whether a clerk may record this role's decision with its scan (纸质签批代录、代签收; R30, R31)."""
        return self in {Role.LEADER, Role.OFFICE_REVIEWER, Role.UNIT_HANDLER}


class MailNotices(models.TextChoices):
    """Whether a person's messages also go out by e-mail (消息邮件)."""

    NONE = "none", _("不发邮件")
    AT_ONCE = "at_once", _("随时发送")
    DIGEST = "digest", _("每日汇总")


class Person(Versioned):
    """Somebody of the office or a unit who decides (决定人); with or without an account of their own."""

    name = models.CharField(_("姓名"), max_length=50)
    post = models.CharField(_("职务"), max_length=100, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("账号"),
        help_text=_("在纸上签批、不登录系统的人不需要账号。"),
    )
    mail_notices = models.CharField(_("消息邮件"), max_length=20, choices=MailNotices.choices, default=MailNotices.NONE)
    is_active = models.BooleanField(_("在任"), default=True)
    is_example = models.BooleanField(_("示例数据"), default=False)
    must_change_password = models.BooleanField(
        _("须修改密码"), default=False, help_text=_("密码由他人设置，首次登录时须修改；此前什么也不能办理。")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("办理人员")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）" if self.post else self.name


class Membership(Power):
    """A role that a person holds, in a unit where the role is one of a unit."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("人员"))
    role = models.CharField(
        _("角色"), max_length=20, choices=[choice for choice in Role.choices if choice[0] != Role.PROPOSER]
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("所在单位")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("角色")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                name="membership_once_in_a_unit",
                violation_error_message=_("这个人在这个单位已有这个角色。"),
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(unit__isnull=True),
                name="membership_once",
                violation_error_message=_("这个人已有这个角色。"),
            ),
            models.CheckConstraint(
                condition=Q(role=Role.UNIT_HANDLER, unit__isnull=False)
                | (~Q(role=Role.UNIT_HANDLER) & Q(unit__isnull=True)),
                name="membership_unit_fits_role",
                violation_error_message=_("“承办单位经办”须指明所在单位，其他角色不填单位。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}" if self.unit_id else self.get_role_display()

    @property
    def holder(self) -> Person:
        """Who receives the power."""
        return self.person


class ProposerKind(models.TextChoices):
    """Deputies make suggestions, members make proposals; never 政协代表, never 政协建议."""

    DEPUTY = "deputy", _("代表")
    MEMBER = "member", _("委员")
    COLLECTIVE = "collective", _("集体")


class ProposerQuerySet(models.QuerySet["Proposer"]):
    """Proposers as the office asks for them."""

    def named(self, name: str) -> list["Proposer"]:
        """Proposers of exactly this name; without any, those whose name reads the same (扎西次仁, 扎西˙次仁)."""
        found: list[Proposer] = list(self.filter(name=name))
        if found:
            return found
        sought = folded(name)
        return list(self.filter(pk__in=[pk for pk, known in self.values_list("pk", "name") if folded(known) == sought]))


class Proposer(Versioned):
    """Who put an item forward (代表、委员或集体提案者); contact data never reaches the public side."""

    kind = models.CharField(_("身份"), max_length=20, choices=ProposerKind.choices)
    name = models.CharField(_("姓名或名称"), max_length=100)
    delegation = models.CharField(_("代表团或界别"), max_length=100, blank=True)
    post = models.CharField(_("单位及职务"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=50, blank=True, help_text=_("仅供办理联系，不公开。"))
    is_example = models.BooleanField(_("示例数据"), default=False)

    objects = ProposerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("提出人")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "delegation"],
                name="proposer_once",
                violation_error_message=_("同一代表团或界别已有同名的提出人。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def styled(self) -> str:
        """The name with its form of address, e.g. 示例代表甲代表, as letters open."""
        return self.name if self.kind == ProposerKind.COLLECTIVE else f"{self.name}{self.get_kind_display()}"
