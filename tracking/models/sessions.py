"""Sessions (届次): the yearly meetings items come from, with their time limits, labels and definitions as data."""

from collections.abc import Mapping
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.reading import read_once
from tracking.models.statements import ValuesByKeys
from tracking.models.versioned import Versioned
from tracking.wording.local import local
from tracking.workdays import Calendar, Limit, RestDayRule


class CityReview(models.TextChoices):
    """When the city office reviews replies to its items (报市政府办审核)."""

    BEFORE_SEAL = "before", _("正式行文之前")
    AFTER_SEAL = "after", _("正式行文之后、送达之前")
    NONE = "none", local("不报{upper_office}审核")


class OpinionLimit(models.TextChoices):
    """What the days of a 会办意见 are counted from."""

    FROM_HAND_OVER = "hand_over", _("自交办之日起")
    BEFORE_ANSWER = "before_answer", _("答复期限之前")


class CompletionDefinition(models.TextChoices):
    """What 办结率 counts."""

    ANSWERED = "answered", _("同办复率：已答复的承办件")
    CLASS_A = "class_a", _("A类：所提问题已解决或基本解决的承办件")


class SatisfactionDefinition(models.TextChoices):
    """What 满意率 counts as satisfied (R63)."""

    WITH_BASIC = "with_basic", _("满意和基本满意")
    STRICT = "strict", _("仅满意")


class FeedbackRound(models.TextChoices):
    """Which round's opinion 满意率 counts."""

    FINAL = "final", _("最终反馈")
    FIRST = "first", _("首次反馈")


class SatisfactionBasis(models.TextChoices):
    """What 满意率 is counted by."""

    ITEM = "item", _("按件（以领衔人的意见为准）")
    FORM = "form", _("按征询意见表（每份一计）")


class ContactDefinition(models.TextChoices):
    """What 面商率 counts as contact (R64)."""

    ANY = "any", _("任何方式的沟通")
    FACE = "face", _("仅当面沟通")


class OpinionForms(models.TextChoices):
    """How the proposers' opinion is asked for on paper (征询意见表), or that it is not."""

    ENCLOSED = "enclosed", local("承办单位随答复附送，填好后交回{section}")
    ASSEMBLY = "assembly", _("人大、政协印发，一式两份")
    SYSTEM = "system", _("在人大、政协的系统上评价，不印表")


def default_reply_classes() -> list[dict[str, str]]:
    """A to D with the usual labels (R29); a session may have 甲乙丙 or three classes."""
    return [
        {"code": "A", "label": "已解决或基本解决"},
        {"code": "B", "label": "正在解决或列入规划逐步解决"},
        {"code": "C", "label": "因条件限制待以后解决"},
        {"code": "D", "label": "留作参考"},
    ]


def check_reply_classes(classes: object) -> None:
    """Validate reply classes: a non-empty list of distinct codes with labels."""
    found = classes if isinstance(classes, list) else []
    fits = found and all(isinstance(one, dict) and one.get("code") and one.get("label") for one in found)
    if not fits or len({one["code"] for one in found}) != len(found):
        raise ValidationError(_("答复类别应为不重复的“代码、名称”列表，例如 A 已解决或基本解决。"))


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions as the office asks for them."""

    def current(self) -> "Session | None":
        """The session whose items are being handled: the latest year."""
        return self.order_by("-year", "-pk").first()

    def before(self, session: "Session") -> "Session | None":
        """The session of an earlier year; where that year has several, the one whose code ends alike (2025rd for 2026rd)."""
        earlier = list(self.filter(year__lt=session.year).order_by("-year", "-pk"))
        last = [one for one in earlier if one.year == earlier[0].year]
        alike = (one for one in last if one.code.strip("0123456789") == session.code.strip("0123456789"))
        return next(alike, last[0] if last else None)

    def of_code(self, code: str | None) -> "Session":
        """The session of this code; raises Session.DoesNotExist with a sentence that names those that there are."""
        found = self.filter(code=code).first()
        if found is None:
            known = "、".join(self.values_list("code", flat=True)) or _("（还没有届次）")
            raise Session.DoesNotExist(
                _("没有届次“%(code)s”。已有：%(known)s。") % {"code": code or "", "known": known}
            )
        return found


LIMITS: Mapping[str, tuple[str, Literal["workdays", "days", "months"]]] = {
    "sign_for": ("sign_for_days", "workdays"),
    "objection": ("objection_days", "workdays"),
    "opinion": ("opinion_days", "days"),
    "at_once": ("at_once_days", "workdays"),
    "meeting": ("meeting_days", "days"),
    "answer": ("answer_months", "months"),
    "answer_most": ("answer_months_most", "months"),
    "redo": ("redo_months", "months"),
    "publish": ("publish_days", "workdays"),
    "unheard": ("unheard_days", "workdays"),
}
"A session's time limits by name: the field of each, and what it is counted in."


class Session(Versioned):
    """A yearly meeting (届次), e.g. 巴宜区2024年“两会”, with every local practice as its setting."""

    code = models.CharField(
        _("届次代码"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Za-z-]+$", _("届次代码只能用数字、字母和连字符，例如 2024。"))],
        error_messages={"unique": _("已有这个届次代码，请换一个。")},
        help_text=_("命令和导出文件用它指明届次，例如 2024。"),
    )
    name = models.CharField(_("届次名称"), max_length=100, help_text=_("例如：巴宜区2024年“两会”。"))
    year = models.PositiveSmallIntegerField(_("年份"), validators=[MinValueValidator(1980), MaxValueValidator(2100)])
    upper_name = models.CharField(
        _("交办机关"),
        max_length=100,
        blank=True,
        help_text=_("交来承办件的上级机关，例如：林芝市人民政府办公室。"),
    )
    notice_on = models.DateField(_("办理通知日期"), null=True, blank=True)
    notice_title = models.CharField(_("办理通知标题"), max_length=200, blank=True)
    handed_over_on = models.DateField(_("交办会日期"), null=True, blank=True, help_text=_("办理期限由此起算。"))
    fixed_due_on = models.DateField(
        _("通知确定的答复期限"), null=True, blank=True, help_text=_("填写后以此日期为准，不再按月计算。")
    )

    sign_for_days = models.PositiveSmallIntegerField(_("签收时限（工作日）"), default=3)
    objection_days = models.PositiveSmallIntegerField(_("申请退回时限（工作日）"), default=5)
    opinion_days = models.PositiveSmallIntegerField(_("会办意见时限（天）"), default=30)
    opinion_counted = models.CharField(
        _("会办意见时限起算"), max_length=20, choices=OpinionLimit.choices, default=OpinionLimit.FROM_HAND_OVER
    )
    at_once_days = models.PositiveSmallIntegerField(
        _("即办时限（工作日）"), default=5, help_text=_("标为“即办”的承办件，自交办之日起计算。")
    )
    meeting_days = models.PositiveSmallIntegerField(
        _("见面时限（天）"), null=True, blank=True, help_text=_("签收后多少天内须与提出人沟通；不填写则不作要求。")
    )
    answer_months = models.PositiveSmallIntegerField(_("答复时限（月）"), default=3)
    answer_months_most = models.PositiveSmallIntegerField(_("延期后最长时限（月）"), default=6)
    redo_months = models.PositiveSmallIntegerField(_("重新办理时限（月）"), default=1)
    publish_days = models.PositiveSmallIntegerField(_("公开时限（工作日）"), default=20)
    unheard_days = models.PositiveSmallIntegerField(_("未反馈办结时限（工作日）"), default=20)
    unheard_reminders = models.PositiveSmallIntegerField(_("未反馈办结前催请次数"), default=2)
    yellow_days = models.PositiveSmallIntegerField(_("黄灯提前量（工作日）"), default=5)
    rest_day_rule = models.CharField(
        _("期限遇休息日"),
        max_length=10,
        choices=[(rule.value, rule.label) for rule in RestDayRule],
        default=RestDayRule.BEFORE.value,
    )

    uses_instruction = models.BooleanField(local("经{leaders}批示"), default=True)
    city_review = models.CharField(
        local("{upper_office}审核"), max_length=10, choices=CityReview.choices, default=CityReview.BEFORE_SEAL
    )
    consults_drafts = models.BooleanField(
        _("行文前须征求答复稿意见"), default=False, help_text=_("勾选后，未征求提出人对答复稿意见的不能正式行文。")
    )
    city_reviews_opinions = models.BooleanField(local("会办意见也报{upper_office}审核"), default=False)

    suggestion_forms = models.CharField(
        _("建议的征询意见表"), max_length=20, choices=OpinionForms.choices, default=OpinionForms.ENCLOSED
    )
    proposal_forms = models.CharField(
        _("提案的征询意见表"), max_length=20, choices=OpinionForms.choices, default=OpinionForms.ENCLOSED
    )

    reply_classes = models.JSONField(_("答复类别"), default=default_reply_classes, validators=[check_reply_classes])
    completion_definition = models.CharField(
        _("办结率口径"),
        max_length=20,
        choices=CompletionDefinition.choices,
        default=CompletionDefinition.ANSWERED,
    )
    satisfaction_definition = models.CharField(
        _("满意率口径"),
        max_length=20,
        choices=SatisfactionDefinition.choices,
        default=SatisfactionDefinition.WITH_BASIC,
    )
    satisfaction_round = models.CharField(
        _("满意率取值"), max_length=10, choices=FeedbackRound.choices, default=FeedbackRound.FINAL
    )
    satisfaction_basis = models.CharField(
        _("满意率计数单位"), max_length=10, choices=SatisfactionBasis.choices, default=SatisfactionBasis.ITEM
    )
    contact_definition = models.CharField(
        _("面商率口径"), max_length=10, choices=ContactDefinition.choices, default=ContactDefinition.ANY
    )
    off_ledger_count = models.PositiveIntegerField(
        _("另册件数"), default=0, help_text=_("涉密件只在纸质另册登记，这里只填件数，单独统计。")
    )
    is_example = models.BooleanField(_("示例数据"), default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("届次")
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return self.name

    def class_label(self, code: str) -> str:
        """The printed meaning of a reply class, e.g. A → 已解决或基本解决; empty for none."""
        return next((one["label"] for one in self.reply_classes if one["code"] == code), "")

    def class_choices(self) -> list[tuple[str, str]]:
        """Form choices of the reply class."""
        return [(one["code"], f"{one['code']}类 {one['label']}") for one in self.reply_classes]

    def opinion_forms(self, kind: str) -> OpinionForms:
        """How the proposers of items of this kind are asked for their opinion."""
        return OpinionForms(self.suggestion_forms if kind == "suggestion" else self.proposal_forms)

    @property
    def rest_rule(self) -> RestDayRule:
        """The rule for a limit that ends on a rest day."""
        return RestDayRule(self.rest_day_rule)

    def limit(self, name: str) -> Limit:
        """A time limit by its name; one that the session does not have (见面时限) is of nothing."""
        field, unit = LIMITS[name]
        return Limit(getattr(self, field) or 0, unit)


@read_once
def every_session() -> list[Session]:
    """All sessions, the latest first: a few rows, which the items of a page share."""
    return list(Session.objects.all())


class WorkdayOverrideQuerySet(models.QuerySet["WorkdayOverride"]):
    """The office's own working days."""

    def calendar(self) -> Calendar:
        """The State Council's calendar with the office's own days on top (藏历新年、雪顿节)."""
        return _calendar()


class WorkdayOverride(Versioned):
    """A day that the office works or rests by its own arrangement (地方节假日、调休; R50)."""

    day = models.DateField(_("日期"), unique=True, error_messages={"unique": _("这一天已经登记过，请修改原来的登记。")})
    is_workday = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("名称"), max_length=50, help_text=_("例如：雪顿节、藏历新年、调休上班。"))
    source = models.CharField(_("依据"), max_length=200, blank=True, help_text=_("放假通知的文号或名称。"))

    objects = WorkdayOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("地方节假日")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


@read_once
def _calendar() -> Calendar:
    return Calendar({day: (is_workday, name) for day, is_workday, name in _own_days()})


_own_days = ValuesByKeys(
    WorkdayOverride, lambda: WorkdayOverride.objects.order_by().values_list("day", "is_workday", "name")
)
