"""The servers that answer readers together (各台服务器): each keeps public files of its own, and so has jobs of its own."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}"
"How a server may be called."


class Server(models.Model):
    """One of several servers on one database; where there is only one it needs no name and no row."""

    name = models.CharField(
        _("名称"), max_length=60, unique=True, validators=[RegexValidator(rf"^{NAME}\Z", _("名称只能用字母、数字、点、横线。"))]
    )  # fmt: skip
    seen = models.DateTimeField(_("最近在线"), default=timezone.now)
    is_shut = models.BooleanField(_("后台已关闭，等待升级"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("服务器")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
