"""What came of an answer (落实情况): dated entries of the unit that answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.replies import Reply
from tracking.models.versioned import Versioned


class FulfilmentProgress(models.TextChoices):
    """How far what was answered or promised has come."""

    UNDER_WAY = "under_way", _("正在落实")
    DONE = "done", _("已落实")


class Fulfilment(Versioned):
    """What the unit did on what its letter said or promised (落实情况): a page shows it once it is signed for there."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="fulfilments", verbose_name=_("答复"))
    on = models.DateField(_("日期"))
    progress = models.CharField(_("进度"), max_length=20, choices=FulfilmentProgress.choices)
    text = models.TextField(_("落实情况"))

    class Meta:
        verbose_name = verbose_name_plural = _("落实情况")
        ordering = ["reply_id", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_progress_display()} {self.on:%Y-%m-%d}"
