"""What was found in a file (附件筛查结果), kept by its content, so that a large one is read once and not on each view."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileScreening(models.Model):
    """The findings in one file, masked; a cache, which may be emptied at any time.

    `basis` stands for what they were found with, the program and the known telephones; with another one they are found anew.
    """

    sha256 = models.CharField(_("文件校验值"), max_length=64, primary_key=True)
    basis = models.CharField(_("筛查依据校验值"), max_length=64)
    findings = models.JSONField(_("筛查结果"), default=list)

    class Meta:
        verbose_name = _("附件筛查结果")
        verbose_name_plural = _("附件筛查结果")

    def __str__(self) -> str:
        return self.sha256
