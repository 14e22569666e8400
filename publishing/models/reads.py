"""How often a page was read (浏览次数)."""

import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
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


class ReaderToday(models.Model):
    """That somebody has read a page on a day (今天读过), so that they count once, whichever process answers them.

    Kept are keyed digests of address and browser, of which no address can be had back, and only for the day.
    """

    day = models.DateField(_("日期"))
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("页面"))
    reader = models.CharField(_("读者摘要"), max_length=32)
    address = models.CharField(_("地址摘要"), max_length=32)

    class Meta:
        verbose_name = _("今天读过")
        verbose_name_plural = _("今天读过")
        constraints = [models.UniqueConstraint(fields=["day", "page", "reader"], name="reader_once_a_day")]
        indexes = [models.Index(fields=["day", "address"], name="reads_of_an_address")]

    def __str__(self) -> str:
        return f"{self.day} {self.page_id}"

    @classmethod
    def is_first(cls, page_id: int, address: str, browser: str, most: int) -> bool:
        """Note a read of today; whether it is this reader's first, and its address has not added too many already."""
        day = timezone.localdate()
        if not cls.objects.filter(day=day).exists():
            cls.objects.filter(day__lt=day).delete()
        digests = {"reader": _digest(day, address, browser), "address": _digest(day, address)}
        if cls.objects.filter(day=day, address=digests["address"]).count() >= most:
            return False
        return cls.objects.get_or_create(day=day, page_id=page_id, reader=digests["reader"], defaults=digests)[1]


def _digest(*parts) -> str:
    said = "\n".join(map(str, parts)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:32]
