"""The proposers' opinions (意见反馈), on two axes and with their source."""

import hashlib
import secrets
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking.models.files import PrivateFile
from tracking.models.records import Satisfaction
from tracking.models.replies import Delivery
from tracking.models.versioned import Versioned
from tracking.wording.local import local

TOKEN_BYTES = 32


def new_token() -> str:
    """A new token of 256 random bits for a one-time link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """The SHA-256 digest under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


class FeedbackSource(models.TextChoices):
    """Where the opinion came from; a unit can never enter one."""

    PAPER = "paper", _("征询意见表（代录）")
    ASSEMBLY = "assembly", _("人大、政协系统")
    LEAD_UNIT = "lead_unit", local("{upper_lead}转来")
    LINK = "link", _("一次性链接")
    IMPORTED = "imported", _("台账补录")


class FeedbackLink(Versioned):
    """A one-time address at which a signer gives an opinion without an account; only the token's digest is kept."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="links", verbose_name=_("送达"))
    token_sha256 = models.CharField(_("令牌校验值"), max_length=64, unique=True)
    issued_on = models.DateField(_("发出日期"))
    expires_on = models.DateField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    revoked_on = models.DateField(_("作废日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("一次性链接")
        ordering = ["delivery_id", "pk"]

    def __str__(self) -> str:
        return f"{self.delivery.signature.proposer} {self.issued_on:%Y-%m-%d}"

    def is_over(self, today: date) -> bool:
        """Whether the link is void: used, revoked or past its last day."""
        return self.used_at is not None or self.revoked_on is not None or today > self.expires_on


class Feedback(Versioned):
    """One signer's opinion of one reply: 办理态度 and 办理结果 (R34)."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="feedback", verbose_name=_("送达"))
    attitude = models.CharField(_("对办理态度"), max_length=20, choices=Satisfaction.choices, blank=True)
    result = models.CharField(_("对办理结果"), max_length=20, choices=Satisfaction.choices)
    opinion = models.TextField(_("具体意见"), blank=True)
    on = models.DateField(_("反馈日期"))
    source = models.CharField(_("来源"), max_length=20, choices=FeedbackSource.choices)
    scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("征询意见表扫描件")
    )

    is_counted = True

    class Meta:
        verbose_name = verbose_name_plural = _("意见反馈")
        ordering = ["delivery_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=FeedbackSource.PAPER) | Q(scan__isnull=False),
                name="feedback_paper_with_scan",
                violation_error_message=_("代录纸质征询意见表须上传扫描件。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.on:%Y-%m-%d}"
