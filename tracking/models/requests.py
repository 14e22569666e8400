"""What a unit asks the office for: to take an item back (申请退回), or for more time (申请延期)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking.models.assignments import Assignment
from tracking.models.files import PrivateFile
from tracking.models.people import Person, Unit
from tracking.models.versioned import Versioned


class Objection(Versioned):
    """A unit says that an item is not its business (申请退回): reason, and the unit whose it is."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="objections", verbose_name=_("分办"))
    on = models.DateField(_("申请日期"))
    reason = models.TextField(_("申请理由"))
    proposed_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("建议承办单位")
    )
    unit_head = models.CharField(_("单位主要负责人签字"), max_length=50, blank=True)
    granted = models.BooleanField(_("同意退回"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("裁定人")
    )
    decided_on = models.DateField(_("裁定日期"), null=True, blank=True)
    comment = models.TextField(_("裁定意见"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("申请退回")
        ordering = ["assignment_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(granted__isnull=True),
                name="objection_one_at_a_time",
                violation_error_message=_("上一次申请还没有裁定。"),
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_on__isnull=True)
                | Q(granted__isnull=False, decided_on__isnull=False),
                name="objection_decided_with_day",
                violation_error_message=_("裁定须有日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('申请退回')} {self.on:%Y-%m-%d}"


class Extension(Versioned):
    """A unit asks for more time (申请延期): granted with the handing body's consent, and told to the proposer."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions", verbose_name=_("分办"))
    on = models.DateField(_("申请日期"))
    until = models.DateField(_("申请延至"))
    reason = models.TextField(_("延期理由"))
    granted = models.BooleanField(_("同意延期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("裁定人")
    )
    decided_on = models.DateField(_("裁定日期"), null=True, blank=True)
    comment = models.TextField(_("裁定意见"), blank=True)
    consent = models.CharField(_("交办机关同意的依据"), max_length=200, blank=True, help_text=_("复函文号或日期。"))
    consent_scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("同意函扫描件")
    )
    told_on = models.DateField(_("告知提出人日期"), null=True, blank=True)
    due_before = models.DateField(_("原办理期限"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("申请延期")
        ordering = ["assignment_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(granted__isnull=True),
                name="extension_one_at_a_time",
                violation_error_message=_("上一次延期申请还没有裁定。"),
            ),
            models.CheckConstraint(
                condition=~Q(granted=True) | (~Q(consent="") & Q(told_on__isnull=False, decided_on__isnull=False)),
                name="extension_with_consent",
                violation_error_message=_("同意延期须写明交办机关同意的依据和告知提出人的日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('申请延期至')} {self.until:%Y-%m-%d}"
