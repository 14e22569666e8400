"""What people decided about findings of the evidence check (放行、口径确认): added to, never changed or deleted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.models.signoff import Submission
from tracking.models import AppendOnly, AppendOnlyQuerySet, Person, PrivateFile, Session


class WaiverReason(models.TextChoices):
    """Why a contradiction may stand in a text."""

    QUOTED = "quoted", _("原文引用")
    UPPER = "upper", _("上级口径")
    HISTORICAL = "historical", _("历史数据")
    MISTAKEN = "mistaken", _("核对系统误报")
    OTHER = "other", _("其他（须写明）")


class Waiver(AppendOnly):
    """A contradiction that a reviewer let stand (放行): for this finding, in this very text, with a listed reason."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="waivers", verbose_name=_("送审"))
    content_sha256 = models.CharField(_("送审稿校验值"), max_length=64)
    finding = models.CharField(_("核对结果校验值"), max_length=64)
    rule = models.CharField(_("核对规则"), max_length=50)
    quote = models.TextField(_("原文"))
    message = models.TextField(_("核对意见"))
    expected = models.CharField(_("应为"), max_length=200, blank=True)
    found = models.CharField(_("文中"), max_length=200, blank=True)
    reason = models.CharField(_("放行理由"), max_length=20, choices=WaiverReason.choices)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("纸质件扫描件")
    )

    class Meta:
        verbose_name = _("放行")
        verbose_name_plural = _("放行")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "finding"],
                name="waiver_once",
                violation_error_message=_("这处矛盾已经放行。"),
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""),
                name="waiver_other_explained",
                violation_error_message=_("选“其他”的，须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.quote}”{self.why}"

    @property
    def why(self) -> str:
        """The reason in words, with what was written beside it."""
        label = _("其他") if self.reason == WaiverReason.OTHER else self.get_reason_display()
        return f"{label}：{self.note}" if self.note else str(label)


class DefinitionAnswerQuerySet(AppendOnlyQuerySet):
    """Answers, of which the last one on a definition counts."""

    def standing(self, session: Session) -> list["DefinitionAnswer"]:
        """The session's confirmed definitions, those taken back left out."""
        rows = self.filter(session=session).select_related("decider").order_by("pk")
        last = {one.definition: one for one in rows}
        return [one for one in last.values() if one.is_confirmed]


class DefinitionAnswer(AppendOnly):
    """A definition confirmed for a whole session (口径确认), or a confirmation taken back."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="+", verbose_name=_("届次"))
    definition = models.CharField(_("口径"), max_length=200)
    is_confirmed = models.BooleanField(_("确认"), default=True)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("确认人"))

    objects = DefinitionAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("口径确认")
        verbose_name_plural = _("口径确认")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.definition
