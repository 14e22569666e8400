"""Forms of digests (校验方式): one row for each time that the ledger's columns or the digest rule changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.appending import AppendOnlyQuerySet

BEFORE_FORMS = 1
"The number of the form by which everything is checked that was sealed before forms had numbers."


class SealForm(models.Model):
    """A rule for digests, with the columns that versions had when it came up: what it sealed is checked by it for ever."""

    number = models.PositiveSmallIntegerField(_("编号"), primary_key=True)
    rule = models.PositiveSmallIntegerField(_("规则"))
    columns = models.JSONField(_("所含字段"), help_text=_("按模型列出其版本的字段。"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("校验方式")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)
