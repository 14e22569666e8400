"""Pieces on the platform above (上级平台): where and when each was published there, and what a look at it found."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from publishing.models.signoff import Submission
from tracking.models import AppendOnly, AppendOnlyQuerySet, WebAddressField


class UpperPublicationQuerySet(AppendOnlyQuerySet):
    """The rows as lists and take-downs ask for them."""

    def newest(self):
        """The last row of each page: where it stands on the platform now, and which text."""
        last = self.model._base_manager.order_by().values("page").annotate(last=models.Max("pk")).values("last")
        return self.filter(pk__in=last).order_by("pk")


class UpperPublication(AppendOnly):
    """A signed text published on the platform above (上级平台发布): the address, time and 索引号 that it got there.

    Entered anew where the text was signed anew, or where the address was wrong or changed; the last row holds.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name=_("页面"))
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+", verbose_name=_("签发的文稿"))
    content_sha256 = models.CharField(_("文稿校验值"), max_length=64)
    platform = models.CharField(_("平台"), max_length=100)
    url = WebAddressField(_("网址"), max_length=500)
    published_at = models.DateTimeField(_("平台发布时间"))
    index_number = models.CharField(_("平台索引号"), max_length=100, blank=True)
    came_from = models.CharField(_("登记来源"), max_length=150, blank=True)

    objects = UpperPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("上级平台发布")
        verbose_name_plural = _("上级平台发布")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.url

    @property
    def when(self) -> str:
        """The time of publication as the platform gave it; a day alone where it gave no more."""
        return moment_in_words(self.published_at)


def moment_in_words(at: datetime) -> str:
    """A moment to the minute, or its day where it is midnight: a platform that shows no more was entered so."""
    here = timezone.localtime(at)
    return f"{here:%Y-%m-%d}" if (here.hour, here.minute) == (0, 0) else f"{here:%Y-%m-%d %H:%M}"


class Sighting(models.TextChoices):
    """What a look at an address found."""

    SAME = "same", _("在，内容相符")
    DIFFERS = "differs", _("内容不符")
    GONE = "gone", _("打不开")
    SILENT = "silent", _("没有应答")


class UpperLook(models.Model):
    """The last look at an address on the platform (网址核查): kept until the next one, no evidence of anything."""

    publication = models.OneToOneField(
        UpperPublication, models.CASCADE, related_name="look", primary_key=True, verbose_name=_("上级平台发布")
    )
    at = models.DateTimeField(_("核查时间"))
    found = models.CharField(_("核查结果"), max_length=10, choices=Sighting.choices)
    detail = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("上级平台网址核查")
        verbose_name_plural = _("上级平台网址核查")

    def __str__(self) -> str:
        return f"{self.publication} {self.get_found_display()}"
