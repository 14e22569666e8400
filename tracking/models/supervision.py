"""Supervision (督办) and circulars (通报)."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.assignments import Assignment
from tracking.models.people import Person, Unit
from tracking.models.records import HandlingRecord
from tracking.models.replies import Reply
from tracking.models.sessions import Session
from tracking.models.versioned import Versioned
from tracking.stages import Stage


class SupervisionKind(models.TextChoices):
    """What was done to move things on (R27)."""

    REMINDER = "reminder", _("催办")
    SITE_VISIT = "site_visit", _("实地调研")
    SPECIAL = "special", _("专项督办")
    LOOK_BACK = "look_back", _("回头看")


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Acts of supervision as units and supervisors ask for them."""

    def unanswered(self) -> Self:
        """Acts of supervision that are neither answered nor laid down (销号)."""
        return self.filter(answer="", laid_down_on=None)


class Supervision(Versioned):
    """One act of supervision on an item (督查督办)."""

    record = models.ForeignKey(HandlingRecord, models.CASCADE, related_name="supervisions", verbose_name=_("承办件"))
    kind = models.CharField(_("方式"), max_length=20, choices=SupervisionKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对象单位"))
    on = models.DateField(_("日期"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("督办人"))
    text = models.TextField(_("情况和要求"))
    answer = models.TextField(_("单位回复"), blank=True)
    answered_on = models.DateField(_("回复日期"), null=True, blank=True)
    laid_down_on = models.DateField(_("销号日期"), null=True, blank=True)
    laid_down_because = models.CharField(_("销号理由"), max_length=300, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办")
        verbose_name_plural = _("督查督办")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"

    def awaits(self, assignment: Assignment) -> bool:
        """Whether this part's unit is still to answer it: the unit named or, where none is named, the one that leads alone."""
        if not self.is_unanswered:
            return False
        if self.unit_id is None:
            parts = [part for part in assignment.record.assignments.all() if part.stage != Stage.REASSIGNED]
            return [part.pk for part in parts if part.is_answering] == [assignment.pk]
        return self.unit_id == assignment.unit_id

    @property
    def is_unanswered(self) -> bool:
        """Neither answered nor laid down (销号)."""
        return not self.answer and self.laid_down_on is None

    def lay_down(self, on: date, because: str) -> "Supervision":
        """Lay it down without an answer (销号), on a day and for a reason."""
        self.laid_down_on, self.laid_down_because = on, because
        return self


class PromiseResult(models.TextChoices):
    """What a look back found of a promise."""

    KEPT = "kept", _("已兑现")
    UNDER_WAY = "under_way", _("正在推进")
    NOT_KEPT = "not_kept", _("未兑现")


class LookBack(Versioned):
    """A look back (回头看) at what a B reply promised; once it is kept, the proposer is answered again."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="look_backs", verbose_name=_("答复"))
    on = models.DateField(_("日期"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("查看人"))
    result = models.CharField(_("兑现情况"), max_length=20, choices=PromiseResult.choices)
    text = models.TextField(_("情况"))
    next_on = models.DateField(_("下次查看日期"), null=True, blank=True)
    answered_again_on = models.DateField(_("再次答复日期"), null=True, blank=True)
    answer = models.TextField(_("再次答复内容"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("回头看")
        ordering = ["reply_id", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.on:%Y-%m-%d}"


class Circular(Versioned):
    """An internal circular on progress and satisfaction (通报), with its figures frozen when issued."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="circulars", verbose_name=_("届次"))
    title = models.CharField(_("标题"), max_length=200)
    on = models.DateField(_("日期"))
    body = models.TextField(_("正文"))
    figures = models.JSONField(_("当日数据"), default=dict, blank=True)
    as_of = models.DateField(_("数据截至"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通报")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title
