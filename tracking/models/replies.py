"""Replies in rounds (答复), their reviews (审核) and their delivery to each signer (送达)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking.models.addresses import WebAddressField
from tracking.models.assignments import Assignment
from tracking.models.cosigning import CoSigning
from tracking.models.files import PrivateFile
from tracking.models.people import Person
from tracking.models.records import Publicity, Signature
from tracking.models.versioned import Versioned
from tracking.wording import doc_number_problem
from tracking.wording.local import local

if TYPE_CHECKING:
    from tracking.models.feedback import Feedback


def check_doc_number(number: str) -> None:
    """Refuse a 发文字号 that is not written like 巴政办函〔2024〕12号 (GB/T 9704)."""
    if problem := doc_number_problem(number):
        raise ValidationError(problem)


class ReplyKind(models.TextChoices):
    """What the letter is."""

    ANSWER = "answer", _("答复")
    OPINION = "opinion", _("会办意见")


class CityResult(models.TextChoices):
    """What the city office said of a reply."""

    PASSED = "passed", _("审核通过")
    RETURNED = "returned", _("退回")


class Reply(Versioned):
    """One round's letter to the proposer (答复), or to the lead unit (会办意见)."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="replies", verbose_name=_("分办"))
    round = models.PositiveSmallIntegerField(_("轮次"))
    kind = models.CharField(_("文种"), max_length=20, choices=ReplyKind.choices, default=ReplyKind.ANSWER)
    body = models.TextField(_("正文"), blank=True)
    reply_class = models.CharField(_("答复类别"), max_length=10, blank=True)
    promise = models.TextField(_("承诺事项"), blank=True)
    promise_due_on = models.DateField(_("承诺时限"), null=True, blank=True)
    promise_unit = models.CharField(_("承诺责任单位"), max_length=100, blank=True)
    publicity = models.CharField(_("公开属性"), max_length=20, choices=Publicity.choices, blank=True)
    publicity_reason = models.CharField(_("不公开的理由"), max_length=300, blank=True)
    public_summary = models.TextField(_("公开摘要"), blank=True)

    drafted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("拟稿人")
    )
    unit_head = models.CharField(_("单位负责人签字"), max_length=50, blank=True)
    unit_head_on = models.DateField(_("单位负责人签字日期"), null=True, blank=True)
    submitted_on = models.DateField(_("送审日期"), null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发人")
    )
    signed_on = models.DateField(_("签发日期"), null=True, blank=True)
    refused_because = models.CharField(_("不予签发的理由"), max_length=300, blank=True)
    reported_on = models.DateField(local("报{upper_office}日期"), null=True, blank=True)
    city_result = models.CharField(
        local("{upper_office}审核结果"), max_length=20, choices=CityResult.choices, blank=True
    )
    city_result_on = models.DateField(local("{upper_office}审核日期"), null=True, blank=True)
    city_comment = models.TextField(local("{upper_office}审核意见"), blank=True)
    cosigning = models.ForeignKey(
        CoSigning, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("会签稿")
    )
    doc_number = models.CharField(_("发文字号"), max_length=100, blank=True, validators=[check_doc_number])
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    sealed = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("用印件")
    )
    delivered_on = models.DateField(_("送达日期"), null=True, blank=True)
    copied_to = models.CharField(_("抄送"), max_length=200, blank=True)
    asked_on = models.DateField(_("征询日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    published_url = WebAddressField(_("公开网址"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("答复")
        ordering = ["assignment_id", "round"]
        indexes = [
            # The letters that promise something, few of all (承诺跟踪), in the order of their days.
            models.Index(fields=["promise_due_on"], name="reply_promised", condition=Q(promise_due_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "round"],
                name="reply_round_once",
                violation_error_message=_("同一轮次只能有一份答复。"),
            ),
            models.UniqueConstraint(
                fields=["doc_number"],
                condition=~Q(doc_number=""),
                name="reply_doc_number_once",
                violation_error_message=_("这个发文字号已经用过，请核对。"),
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1), name="reply_round_from_one", violation_error_message=_("轮次从 1 开始。")
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(delivered_on__gte=models.F("issued_on")),
                name="reply_delivered_after_issue",
                violation_error_message=_("送达日期不能早于成文日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(publicity__in=[Publicity.ON_REQUEST, Publicity.WITHHELD]) | ~Q(publicity_reason=""),
                name="reply_withheld_with_reason",
                violation_error_message=_("依申请公开、不予公开的，须写明法定理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · 第{self.round}轮{self.get_kind_display()}"

    @property
    def verdict(self) -> "Review | None":
        """The latest review of this round, or None."""
        return max(self.reviews.all(), key=lambda review: review.pk, default=None)

    @property
    def first_opinion(self) -> "Feedback | None":
        """The first signer's opinion of it, or None."""
        first = (delivery for delivery in self.deliveries.all() if delivery.signature.is_first)
        return next((delivery.feedback for delivery in first if hasattr(delivery, "feedback")), None)


class ReviewVerdict(models.TextChoices):
    """What a review came to."""

    PASSED = "passed", _("审核通过")
    RETURNED = "returned", _("退回重新办理")


class ReturnReason(models.TextChoices):
    """Why a reply is sent back (R20): what every office's list (退回原因) begins with, known by a code."""

    UNCLEAR = "unclear", _("答复不明确")
    NO_CONTACT = "no_contact", _("未与代表沟通")
    BAD_FORM = "bad_form", _("格式不规范")
    BAD_WORDING = "bad_wording", _("文字错误")
    BESIDE_THE_POINT = "beside_the_point", _("答非所问")
    OTHER = "other", _("其他")


class ReasonField(models.CharField):
    """A reason by its code or, where the office's own list has another, in words; both are shown as words."""

    def validate(self, value: Any, model_instance: Any) -> None:
        """Take any words: the list is the office's, and may have changed since."""


class Review(Versioned):
    """The office's look at one round under its three headings: 格式、文字、内容 (R19)."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="reviews", verbose_name=_("答复"))
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("审核人"))
    on = models.DateField(_("审核日期"))
    form_ok = models.BooleanField(_("格式合格"), default=True)
    wording_ok = models.BooleanField(_("文字合格"), default=True)
    content_ok = models.BooleanField(_("内容合格"), default=True)
    verdict = models.CharField(_("审核结果"), max_length=20, choices=ReviewVerdict.choices)
    reason = ReasonField(_("退回原因"), max_length=50, choices=ReturnReason.choices, blank=True)
    comment = models.TextField(_("审核意见"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("审核")
        ordering = ["reply_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict=ReviewVerdict.RETURNED) | Q(form_ok=True, wording_ok=True, content_ok=True),
                name="review_passes_all_headings",
                violation_error_message=_("格式、文字、内容都合格才能审核通过。"),
            ),
            models.CheckConstraint(
                condition=Q(verdict=ReviewVerdict.PASSED) | ~Q(reason=""),
                name="review_returned_with_reason",
                violation_error_message=_("退回重新办理须选择原因。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.on:%Y-%m-%d}"


class DraftConsultation(Versioned):
    """A draft shown to a signer before it is sealed (答复稿征求意见), who also says whether it may be published."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="consultations", verbose_name=_("答复"))
    signature = models.ForeignKey(Signature, models.PROTECT, related_name="+", verbose_name=_("提出人署名"))
    sent_on = models.DateField(_("征求日期"))
    answered_on = models.DateField(_("答复意见日期"), null=True, blank=True)
    opinion = models.TextField(_("对答复稿的意见"), blank=True)
    agrees_to_publish = models.BooleanField(_("同意公开"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("答复稿征求意见")
        ordering = ["reply_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "signature"],
                name="consultation_once",
                violation_error_message=_("这一稿已经征求过这位提出人的意见。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.signature.proposer} {self.sent_on:%Y-%m-%d}"


class DeliveryWay(models.TextChoices):
    """How a reply reached its signer."""

    POST = "post", _("寄送")
    IN_PERSON = "in_person", _("面交")
    SYSTEM = "system", _("系统上传")
    PASSED_ON = "passed_on", _("领衔人转复")


class Delivery(Versioned):
    """A reply reaching one signer (送达; R23)."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="deliveries", verbose_name=_("答复"))
    signature = models.ForeignKey(Signature, models.PROTECT, related_name="deliveries", verbose_name=_("提出人署名"))
    way = models.CharField(_("送达方式"), max_length=20, choices=DeliveryWay.choices)
    consent = models.BooleanField(_("联名人同意转复"), default=False)
    sent_on = models.DateField(_("送达日期"))
    form_scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("征询意见表扫描件")
    )
    reminded = models.PositiveSmallIntegerField(_("催请反馈次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("送达")
        ordering = ["reply_id", "signature__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "signature"],
                name="delivery_once",
                violation_error_message=_("这份答复已送达这位提出人。"),
            ),
            models.CheckConstraint(
                condition=~Q(way=DeliveryWay.PASSED_ON) | Q(consent=True),
                name="delivery_passed_on_with_consent",
                violation_error_message=_("领衔人转复须经联名人同意。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature} {self.get_way_display()}"
