"""Figures as they were reported upwards (上报口径): shown beside the counted ones, which they never replace."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.sessions import Session
from tracking.models.versioned import Versioned


class ReportedFigure(Versioned):
    """A figure as it was reported to the handing body (上报口径), with the reason why it differs from the count."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="reported_figures", verbose_name=_("届次"))
    figure = models.CharField(_("指标"), max_length=50, help_text=_("登记表中的指标，例如满意率。"))
    value = models.DecimalField(_("上报数值"), max_digits=9, decimal_places=2)
    on = models.DateField(_("上报日期"))
    to = models.CharField(_("报送单位"), max_length=100, blank=True)
    reason = models.CharField(_("与统计数不同的原因"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("上报口径")
        ordering = ["session", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "figure"],
                name="reported_figure_once",
                violation_error_message=_("这一届的这个指标已经登记过上报口径，请修改原来的登记。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="reported_figure_with_reason",
                violation_error_message=_("请写明与统计数不同的原因。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.code} {self.figure} {self.value:g}"
