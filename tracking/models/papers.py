"""Papers that never change again (定稿文书), kept by content; and the Word templates that an office made itself (文书模板)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.appending import AppendOnlyQuerySet
from tracking.models.files import PrivateFile
from tracking.models.records import HandlingRecord
from tracking.models.versioned import Versioned


class KeptPaper(models.Model):
    """A paper as it was first made after 正式行文; whoever asks for it later gets these bytes."""

    paper = models.CharField(_("文书代码"), max_length=50)
    subject = models.CharField(_("对象"), max_length=60, help_text=_("种类和主键，例如 letter:12。"))
    form = models.CharField(_("格式"), max_length=10)
    file = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    record = models.ForeignKey(
        HandlingRecord, models.PROTECT, null=True, related_name="kept_papers", verbose_name=_("承办件")
    )
    text_sha256 = models.CharField(_("正文校验值"), max_length=64, blank=True)
    kept_at = models.DateTimeField(_("存档时间"), auto_now_add=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("定稿文书")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "subject", "form"],
                name="kept_paper_once",
                violation_error_message=_("这份文书已经定稿存档。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.subject}"


class PaperTemplate(Versioned):
    """An office's own Word template of a paper (本地模板); without one the built-in template is used."""

    paper = models.CharField(_("文书代码"), max_length=50, unique=True)
    file = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("模板文件"))

    class Meta:
        verbose_name = verbose_name_plural = _("文书模板")
        ordering = ["paper"]

    def __str__(self) -> str:
        return f"{self.paper}（{self.file}）"
