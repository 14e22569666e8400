"""What follows a take-down (撤稿善后): the paper that comes after a call, and the copies that lie elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.signoff import TakeDown
from tracking.models import AppendOnly, PrivateFile


class Place(models.TextChoices):
    """Where copies of a page may still lie after it was taken down here."""

    PLATFORM = "platform", _("统一平台")
    BUNDLE = "bundle", _("静态包（挂在现有网站下的副本）")
    FEED = "feed", _("订阅源")
    INDEX = "index", _("搜索引擎和站内检索")


class TakeDownPaper(AppendOnly):
    """The written order that followed an order by call (补办手续): its scan."""

    take_down = models.OneToOneField(TakeDown, models.PROTECT, related_name="paper", verbose_name=_("撤稿"))
    scan = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("撤稿手续扫描件"))

    class Meta:
        verbose_name = _("撤稿手续")
        verbose_name_plural = _("撤稿手续")


class CopyCleared(AppendOnly):
    """One place seen to (副本已处理): taken away there, or found not to have it."""

    take_down = models.ForeignKey(TakeDown, models.PROTECT, related_name="copies", verbose_name=_("撤稿"))
    place = models.CharField(_("副本所在"), max_length=10, choices=Place.choices)
    address = models.CharField(
        _("网址"), max_length=500, blank=True, help_text=_("在统一平台上的那一个网址；其他各处不填。")
    )
    note = models.CharField(_("怎样处理的"), max_length=200)

    class Meta:
        verbose_name = _("副本处理")
        verbose_name_plural = _("副本处理")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["take_down", "place", "address"],
                name="copy_cleared_once",
                violation_error_message=_("这一处已经登记过。"),
            )
        ]
