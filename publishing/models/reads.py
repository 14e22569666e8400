"""How often a page was read (浏览次数)."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ReadCount(models.Model):
    """The reads of one page: counted by the beacon, and as the pressed file last took them over."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="+", verbose_name=_("页面"))
    count = models.PositiveBigIntegerField(_("浏览次数"), default=0)
    printed = models.PositiveBigIntegerField(_("页面上印出的次数"), default=0)

    class Meta:
        verbose_name = _("浏览次数")
        verbose_name_plural = _("浏览次数")

    def __str__(self) -> str:
        return f"{self.page_id}：{self.count}"

    @classmethod
    def add_one(cls, page_id: int) -> None:
        """Count one read."""
        if not cls.objects.filter(page_id=page_id).update(count=F("count") + 1):
            cls.objects.get_or_create(page_id=page_id)
            cls.objects.filter(page_id=page_id).update(count=F("count") + 1)

    @classmethod
    def of(cls, page_id: int) -> int:
        """The reads of a page."""
        return cls.objects.filter(page_id=page_id).values_list("count", flat=True).first() or 0
