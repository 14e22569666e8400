"""Items being handled (承办件): the rows of the ledger, each with the facts that figures count as columns of its own."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import LessThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking import stages
from tracking.models.addresses import WebAddressField
from tracking.models.files import PrivateFile
from tracking.models.groups import Group
from tracking.models.people import Proposer, Unit
from tracking.models.sessions import Session
from tracking.models.versioned import Versioned
from tracking.stages import Stage
from tracking.wording.local import local
from tracking.workdays import Light, light


class Kind(models.TextChoices):
    """A deputies' suggestion or a members' proposal (建议、提案)."""

    SUGGESTION = "suggestion", _("建议")
    PROPOSAL = "proposal", _("提案")

    @property
    def full_label(self) -> str:
        """人大代表建议 or 政协提案."""
        return str(_("人大代表建议") if self is Kind.SUGGESTION else _("政协提案"))


class Origin(models.TextChoices):
    """The level that the item comes from (来源层级：自治区、市、区; R2)."""

    REGION = "region", _("自治区")
    CITY = "city", local("{upper}")
    DISTRICT = "district", local("{own_origin}")


def usual_origin(session: Session) -> Origin:
    """Where a session's items come from if nobody says it: from the body above that hands them over, else from here."""
    return Origin.CITY if session.upper_name else Origin.DISTRICT


class Duty(models.TextChoices):
    """The duty that the handing body gave the district (主办、会办、分办、独办; R3)."""

    LEAD = "lead", _("主办")
    JOINT = "joint", _("会办")
    SEPARATE = "separate", _("分办")
    SOLE = "sole", _("独办")


ANSWERING_DUTIES = (Duty.LEAD, Duty.SOLE, Duty.SEPARATE)
"Duties under which the district answers the proposer in writing; 会办 ends with an opinion to the lead unit (R14)."


class Publicity(models.TextChoices):
    """How a reply may be published (公开属性; R91)."""

    FULL = "full", _("主动公开（全文）")
    SUMMARY = "summary", _("主动公开（摘要）")
    ON_REQUEST = "on_request", _("依申请公开")
    WITHHELD = "withheld", _("不予公开")

    @property
    def is_proactive(self) -> bool:
        """Whether the reply goes onto the portal."""
        return self in {Publicity.FULL, Publicity.SUMMARY}


class Satisfaction(models.TextChoices):
    """A proposer's verdict on one axis."""

    SATISFIED = "satisfied", _("满意")
    BASIC = "basic", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")

    @property
    def rank(self) -> int:
        """0 best, 2 worst."""
        return list(Satisfaction).index(self)


class DueBasis(models.TextChoices):
    """What an item's due date rests on (期限依据)."""

    COMPUTED = "computed", _("按届次时限计算")
    FIXED = "fixed", _("通知确定")
    EXTENDED = "extended", _("经同意延期")
    CHANGED = "changed", _("个别调整")


class Ending(models.TextChoices):
    """How an item that is closed or left the ledger ended, where it did not end with a satisfied proposer (办结方式)."""

    UNHEARD = "unheard", _("未反馈办结")
    STILL_UNSATISFIED = "still_unsatisfied", _("仍不满意")
    WITHDRAWN = "withdrawn", _("提出人撤回")
    TRANSFERRED = "transferred", _("退回交办机关、转办")


_REDO = Q(redo_due_on__isnull=False, answered_on__isnull=False)
"The running clock is a redo's own, since every unit has answered."


def clock_ends_before(day: date) -> Q:
    """The running clock has run out before this day: the answer's, or a redo's own."""
    return (_REDO & Q(redo_due_on__lt=day)) | (~_REDO & Q(due_on__lt=day))


IN_ORDER = ["-session", "-kind", "origin", "number", "id"]
"The order of the ledger list, where later sessions have higher keys; a session's proposals and suggestions by number."


class RecordQuerySet(models.QuerySet["HandlingRecord"]):
    """The ledger as the office asks for it; chainable."""

    def open(self) -> Self:
        """Items that are neither closed nor left."""
        return self.filter(stage__in=stages.OPEN)

    def unanswered(self) -> Self:
        """Items whose answer clock runs."""
        return self.filter(stage__in=stages.UNANSWERED)

    def overdue(self, today: date | None = None) -> Self:
        """Red: not answered and past its due date."""
        return self.unanswered().filter(clock_ends_before(today or timezone.localdate()))

    def due_soon(self, today: date | None = None) -> Self:
        """Yellow: not answered, due soon."""
        today = today or timezone.localdate()
        return self.unanswered().filter(yellow_from__lte=today).exclude(clock_ends_before(today))

    def with_lights(self, today: date) -> Self:
        """Those whose answer clock runs, each with the light that it shows, where that is red or yellow (`light_shown`)."""
        red, yellow = (Value(one.value) for one in (Light.RED, Light.YELLOW))
        ends_on = Case(When(_REDO, then=F("redo_due_on")), default=F("due_on"))
        shown = Case(When(LessThan(ends_on, today), then=red), When(yellow_from__lte=today, then=yellow))
        return self.unanswered().annotate(light_shown=shown)

    def answering(self) -> Self:
        """主办、独办、分办: those that answer the proposer."""
        return self.filter(duty__in=ANSWERING_DUTIES)


class HandlingRecord(Versioned):
    """An item being handled (承办件; R4)."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="records", verbose_name=_("届次"))
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    origin = models.CharField(_("来源层级"), max_length=20, choices=Origin.choices, default=Origin.CITY)
    number = models.PositiveIntegerField(_("编号"))
    duty = models.CharField(_("承办方式"), max_length=20, choices=Duty.choices)
    title = models.CharField(_("案由"), max_length=200)
    text = models.TextField(_("原文"), blank=True)
    topic = models.CharField(_("主题"), max_length=100, blank=True)
    category = models.CharField(_("内容分类"), max_length=50, blank=True)
    proposers = models.ManyToManyField(Proposer, through="Signature", related_name="records", verbose_name=_("提出人"))
    signers_total = models.PositiveSmallIntegerField(
        _("提出人总数"), null=True, blank=True, help_text=_("来文只写“等5人”时填写总数。")
    )
    lead_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=local("{upper_lead}"),
        help_text=_("会办件填写，会办意见报送给它。"),
    )
    incoming_number = models.CharField(_("来文号"), max_length=100, blank=True)
    received_on = models.DateField(_("收文日期"), null=True, blank=True)
    original = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原件")
    )
    is_key = models.BooleanField(_("重点件"), default=False)
    is_at_once = models.BooleanField(_("即办"), default=False, help_text=_("自交办之日起按届次的即办时限计算期限。"))
    supervising_leader = models.CharField(_("督办领导"), max_length=50, blank=True)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("并案")
    )
    remark = models.TextField(_("备注"), blank=True)
    not_closed_because = models.CharField(_("未办结原因"), max_length=200, blank=True)
    is_example = models.BooleanField(_("示例数据"), default=False)

    handling_proposal = models.TextField(_("拟办意见"), blank=True)
    proposed_on = models.DateField(_("拟办日期"), null=True, blank=True)
    instruction = models.TextField(_("批示"), blank=True)
    instructed_on = models.DateField(_("批示日期"), null=True, blank=True)

    # Written by steps only; editable so that history words their changes, and kept off every panel.
    stage = models.CharField(_("环节"), max_length=20, choices=Stage.choices, default=Stage.REGISTERED)
    handed_over_on = models.DateField(_("交办日期"), null=True, blank=True)
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    redo_due_on = models.DateField(_("重新办理期限"), null=True, blank=True)
    yellow_from = models.DateField(_("黄灯起始日"), null=True, blank=True)
    due_because = models.CharField(_("期限说明"), max_length=300, blank=True)
    due_basis = models.CharField(_("期限依据"), max_length=20, choices=DueBasis.choices, blank=True)
    signed_for_on = models.DateField(_("签收日期"), null=True, blank=True)
    first_contact_on = models.DateField(_("首次沟通日期"), null=True, blank=True)
    first_face_contact_on = models.DateField(_("首次面商日期"), null=True, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    delivered_on = models.DateField(_("送达日期"), null=True, blank=True)
    reply_class = models.CharField(_("答复类别"), max_length=10, blank=True)
    publicity = models.CharField(_("公开属性"), max_length=20, choices=Publicity.choices, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    published_url = WebAddressField(_("公开网址"), max_length=500, blank=True)
    asked_on = models.DateField(_("征询日期"), null=True, blank=True)
    feedback_on = models.DateField(_("反馈日期"), null=True, blank=True)
    feedback_result = models.CharField(_("反馈意见"), max_length=20, choices=Satisfaction.choices, blank=True)
    feedback_first_on = models.DateField(_("首次反馈日期"), null=True, blank=True)
    feedback_first_result = models.CharField(_("首次反馈意见"), max_length=20, choices=Satisfaction.choices, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    ending = models.CharField(_("办结方式"), max_length=20, choices=Ending.choices, blank=True)
    left_on = models.DateField(_("撤回或转办日期"), null=True, blank=True)
    left_to = models.CharField(_("转办去向"), max_length=100, blank=True)

    is_counted = True
    objects = RecordQuerySet.as_manager()
    firsts: "list[Signature]"
    "The first signature alone, where a query fetched it beside the item."

    class Meta:
        verbose_name = _("承办件")
        verbose_name_plural = _("承办件台账")
        ordering = ["-session__year", "kind", "origin", "number"]
        indexes = [
            models.Index(fields=["session", "stage"], name="record_session_stage"),
            # All that a light is told from (逾期、临近): they are counted, and the first of them found, without an item's row.
            models.Index(
                fields=["stage", "due_on", "redo_due_on", "answered_on", "yellow_from"], name="record_stage_clock"
            ),
            # The order of the ledger list, of all sessions and narrowed: a page of a large ledger reads its own rows alone.
            models.Index(fields=IN_ORDER, name="record_in_order"),
            models.Index(fields=["stage", *IN_ORDER], name="record_stage_in_order"),
            models.Index(fields=["duty", *IN_ORDER], name="record_duty_in_order"),
            models.Index(fields=["reply_class", *IN_ORDER], name="record_class_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind", "origin", "number"],
                name="record_number_once",
                violation_error_message=_("本届同一来源的这一类别已有这个编号，请核对编号。"),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="record_number_from_one",
                violation_error_message=_("编号应从 1 开始。"),
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="record_has_title", violation_error_message=_("案由不能为空。")
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=False)
                | Q(stage__in=stages.in_order(stages.BEFORE_HAND_OVER | stages.APART)),
                name="record_handed_over_before_units",
                violation_error_message=_("交办之后的承办件必须有交办日期。"),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True)
                | Q(handed_over_on__isnull=True)
                | Q(answered_on__gte=models.F("handed_over_on")),
                name="record_answered_after_hand_over",
                violation_error_message=_("答复日期不能早于交办日期。"),
            ),
            models.CheckConstraint(
                condition=Q(feedback_on__isnull=True, feedback_result="")
                | (Q(feedback_on__isnull=False) & ~Q(feedback_result="")),
                name="record_feedback_with_day",
                violation_error_message=_("反馈意见和反馈日期应同时填写。"),
            ),
            models.CheckConstraint(
                condition=~Q(duty=Duty.JOINT) | Q(feedback_result=""),
                name="record_joint_without_feedback",
                violation_error_message=local("会办件由{upper_lead}统一征询意见，本级不登记满意度。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_label} {self.title}"

    @property
    def number_label(self) -> str:
        """As an office says it: 第12号建议."""
        return f"第{self.number}号{self.get_kind_display()}"

    @property
    def is_own(self) -> bool:
        """Whether it comes from the district's own meetings, so that the city does not review it."""
        return self.origin == Origin.DISTRICT

    @property
    def handing_body(self) -> str:
        """Who handed the item to the district (交办机关): the office above or, for one of its own, the assembly's side."""
        if not self.is_own:
            return self.session.upper_name
        return str(local("{congress}常委会办公室") if self.kind == Kind.SUGGESTION else local("{cppcc}提案委员会"))

    @property
    def is_joint(self) -> bool:
        """Whether the district only gives an opinion (会办)."""
        return self.duty == Duty.JOINT

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage in stages.OPEN

    @property
    def clock_due_on(self) -> date | None:
        """When the running clock ends: the answer's limit, or a redo's own once every unit has answered."""
        return (self.redo_due_on if self.answered_on else None) or self.due_on

    def light_on(self, today: date) -> Light:
        """Green, yellow, red, done, or apart (撤回、转办) on this day."""
        if self.stage in stages.APART:
            return Light.APART
        if self.stage not in stages.UNANSWERED:
            return Light.DONE
        if self.clock_due_on is None:
            return Light.GREEN
        return light(today, self.clock_due_on, self.yellow_from or self.clock_due_on)


class Signature(Versioned):
    """A proposer's name under an item: first signer (领衔) or co-signer (联名; R5)."""

    record = models.ForeignKey(HandlingRecord, models.CASCADE, related_name="signatures", verbose_name=_("承办件"))
    proposer = models.ForeignKey(Proposer, models.PROTECT, related_name="signatures", verbose_name=_("提出人"))
    order = models.PositiveSmallIntegerField(_("次序"), help_text=_("1 为领衔，其余为联名。"))

    class Meta:
        verbose_name = verbose_name_plural = _("提出人署名")
        ordering = ["record_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "order"],
                name="signature_order_once",
                violation_error_message=_("同一件的署名次序不能重复。"),
            ),
            models.UniqueConstraint(
                fields=["record", "proposer"],
                name="signature_person_once",
                violation_error_message=_("同一人在一件上只能署名一次。"),
            ),
            models.CheckConstraint(
                condition=Q(order__gte=1), name="signature_from_one", violation_error_message=_("署名次序从 1 开始。")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposer}（{_('领衔') if self.order == 1 else _('联名')}）"

    @property
    def is_first(self) -> bool:
        """Whether it is the first signer's (领衔)."""
        return self.order == 1


class Partner(Versioned):
    """An outside unit that gives its opinion on a lead item (市级会办单位); the clerk registers its letters."""

    record = models.ForeignKey(HandlingRecord, models.CASCADE, related_name="partners", verbose_name=_("承办件"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("会办单位"))
    due_on = models.DateField(_("会办意见期限"), null=True, blank=True)
    opinion = models.TextField(_("会办意见"), blank=True)
    opinion_on = models.DateField(_("会办意见收到日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("外部会办单位")
        ordering = ["record_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "unit"],
                name="partner_once",
                violation_error_message=_("同一件的会办单位不能重复。"),
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)
