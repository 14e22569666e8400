"""What is said of a text inside before it is public (审稿意见): a remark on one passage, its answers, and that it is closed.

Rows of their own: Wagtail's comments lie in the revision, which is signed and locked. Nothing that leaves the house reads them.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from tracking.models import Person


class RemarkQuerySet(models.QuerySet):
    """Remarks as the review page asks for them."""

    def open(self):
        """Those that nobody has closed."""
        return self.filter(closed_at=None)


class Remark(models.Model):
    """A remark of an editor or reviewer on a passage of a page."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("页面"))
    passage = models.CharField(_("哪一栏"), max_length=100)
    quote = models.TextField(_("原文"), blank=True)
    text = models.TextField(_("意见"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("提出时间"), default=timezone.now, editable=False)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("了结人")
    )
    closed_at = models.DateTimeField(_("了结时间"), null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("审稿意见")
        verbose_name_plural = _("审稿意见")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class RemarkAnswer(models.Model):
    """What was said to a remark."""

    remark = models.ForeignKey(Remark, models.CASCADE, related_name="answers", verbose_name=_("审稿意见"))
    text = models.TextField(_("回复"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("回复人"))
    at = models.DateTimeField(_("回复时间"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("意见回复")
        verbose_name_plural = _("意见回复")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
