"""The portal's settings (门户设置): who publishes, what the furniture says, and what local practice allows."""

import re
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from publishing.frame import Field
from publishing.models.signoff import Submission
from tracking.models import WebAddressField


class ReviewLevels(models.IntegerChoices):
    """How many levels of review a page passes; with two, no third is shown as signed (R94)."""

    THREE = 3, _("三审")
    TWO = 2, _("两审（人员不足三人时使用，公开检查会提示）")


class Outlet(models.TextChoices):
    """Where an office's pages reach the public (公开渠道)."""

    OWN = "own", _("本系统的公开栏目")
    PACKAGE = "package", _("只在省统一平台公开（移交包），本系统的栏目不对外")
    BOTH = "both", _("两处都公开")


ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch?code=%s"
REPORT_ERRORS = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=%s"
"Where the registers of sites and the nation's page for faults of government sites are looked up."
MARK_SIZE = "max-320x120"
"Pixels in which a mark at the foot is shown."


def _picture(label) -> models.ForeignKey:
    """A picture that an administrator chooses, or none."""
    return models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=label
    )


class PortalSettings(BaseSiteSetting):
    """What one portal says of itself and how it works; a demonstration carries no marks, whatever is filled in (R102).

    It is no setting registered with Wagtail, whose page would let one person alone change it: see
    `publishing.review.settings_changes`.
    """

    name = models.CharField(
        _("网站名称"), max_length=100, default=_("人民政府"), help_text=_("规范全称，例如：林芝市巴宜区人民政府。")
    )
    tagline = models.CharField(_("副标题"), max_length=100, blank=True, default=_("政府信息公开 · 建议提案办理"))
    is_demonstration = models.BooleanField(
        _("演示网站"),
        default=True,
        help_text=_("每页标明“演示数据·非政府网站”，不许搜索引擎收录，不显示国徽、网站标识码和备案号。"),
    )
    outlet = models.CharField(
        _("公开渠道"),
        max_length=10,
        choices=Outlet.choices,
        default=Outlet.OWN,
        help_text=_(
            "只在省统一平台公开的，本系统的栏目只用来起草和审签，不对外：签发后制作移交包，在那里发布并登记网址以后，才算公开。"
        ),
    )
    platform = models.CharField(
        _("统一平台"),
        max_length=40,
        blank=True,
        help_text=_("移交包按哪个平台的栏目和字段制作；对照表见 huiyin handover --platforms，可以自己写一份。"),
    )
    agency_code = models.CharField(
        _("机构代码"), max_length=20, blank=True, help_text=_("索引号的前半部分；没有填写时索引号只印年份和流水号。")
    )
    emblem = _picture(_("国徽图形"))
    site_code = models.CharField(
        _("网站标识码"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{10}$", _("网站标识码为 10 位数字或字母。"))],
    )
    icp_number = models.CharField(_("ICP备案号"), max_length=50, blank=True)
    police_number = models.CharField(_("公安备案号"), max_length=50, blank=True)
    police_mark = _picture(_("公安备案图标"))
    party_mark_url = WebAddressField(_("党政机关网站标识链接"), blank=True)
    party_mark = _picture(_("党政机关网站标识图形"))
    report_errors_url = WebAddressField(
        _("“我为政府网站找错”链接"), blank=True, help_text=_("留空时按网站标识码链接到全国统一的监督举报平台。")
    )
    report_errors_mark = _picture(_("“我为政府网站找错”图形"))
    organiser = models.CharField(_("主办单位"), max_length=100, blank=True)
    operator = models.CharField(_("承办单位"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=50, blank=True, help_text=_("对外公布的办公电话。"))
    levels_of_review = models.PositiveSmallIntegerField(
        _("审签级数"), choices=ReviewLevels.choices, default=ReviewLevels.THREE
    )
    separate_secrecy_review = models.BooleanField(
        _("单独进行保密审查"), default=False, help_text=_("不勾选时，保密审查由三审一并负责。")
    )
    show_satisfaction = models.BooleanField(
        _("公开满意度"), default=False, help_text=_("在答复页的“意见反馈”环节显示领衔人的评价。")
    )

    show_request_text = models.BooleanField(
        _("公开建议提案原文"),
        default=False,
        help_text=_("在答复页显示建议、提案的原文；每件还须登记提出人同意公开的依据。"),
    )
    show_open_promises = models.BooleanField(
        _("公开仍在落实的承诺"), default=False, help_text=_("在建议提案办理栏目下列出已经承诺、还没有落实的事项。")
    )

    select_related = ["site", "emblem", "police_mark", "party_mark", "report_errors_mark"]

    class Meta:
        verbose_name = _("门户设置")
        verbose_name_plural = _("门户设置")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save together with the job that presses every page anew, or not at all."""
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse to open or close the columns where pieces are signed already: their addresses and times are the public's."""
        super().clean()
        before = type(self).objects.filter(pk=self.pk).first()
        if before is None or before.has_columns == self.has_columns:
            return
        count = Submission.objects.complete().filter(page__live=True).values("page").distinct().count()
        if not count:
            return
        if before.has_columns:
            words = _(
                "本系统的栏目里已公开%(n)s篇，不能改为只在省统一平台公开：原有网址都会打不开。请选“两处都公开”，或先逐篇撤稿。"
            )
        else:
            words = _(
                "已有%(n)s篇只在省统一平台公开，不能直接转到本系统的栏目：发布时间会与平台上的不同。请先撤稿，再作为“迁移内容”重新送审。"
            )
        raise ValidationError({"outlet": words % {"n": count}})

    @classmethod
    def current(cls) -> "PortalSettings":
        """The settings of the one portal, the default site's; its own words as plain text, also those that nobody typed yet."""
        found = cls.base_queryset().filter(site__is_default_site=True).first()
        if found is None:
            found = cls(site=Site.objects.filter(is_default_site=True).first())
        found.name, found.tagline = str(found.name), str(found.tagline)
        return found

    @property
    def has_columns(self) -> bool:
        """Whether pages are public on this system's own columns."""
        return self.outlet != Outlet.PACKAGE

    @property
    def is_handed_over(self) -> bool:
        """Whether pages are to be published on the platform above as well, or there alone (移交包)."""
        return self.outlet != Outlet.OWN

    @property
    def domain(self) -> str:
        """The portal's host, as SiteDomain names it."""
        return urlparse(settings.WAGTAILADMIN_BASE_URL).hostname or ""

    def index_number(self, number: str) -> str:
        """A page's 索引号 in full: 机构代码/年-流水号."""
        return f"{self.agency_code}/{number}" if self.agency_code else number

    def emblem_rendition(self):
        """The emblem at the masthead's size; None on a demonstration."""
        if self.is_demonstration or self.emblem is None:
            return None
        return self.emblem.get_rendition("max-112x112")

    def footer(self) -> tuple[Field, ...]:
        """The footer's fields, those that are filled in; official marks only on a real site."""
        fields = [
            Field(str(_("主办单位")), self.organiser),
            Field(str(_("承办单位")), self.operator),
            Field(str(_("地址")), self.address),
            Field(str(_("联系电话")), self.telephone),
        ]
        if not self.is_demonstration:
            police = POLICE_REGISTER % "".join(re.findall("[0-9]", self.police_number))
            report = self.report_errors_url or (REPORT_ERRORS % self.site_code if self.site_code else "")
            fields += [
                Field(str(_("网站标识码")), self.site_code),
                _mark(str(_("党政机关网站标识")), self.party_mark_url, self.party_mark),
                _mark(str(_("我为政府网站找错")), report, self.report_errors_mark),
            ]
            if self.icp_number:
                fields.append(Field(str(_("ICP备案号")), self.icp_number, ICP_REGISTER))
            if self.police_number:
                fields.append(_mark(str(_("公安备案号")), police, self.police_mark, self.police_number))
        return tuple(field for field in fields if field.value or field.url)

    def pictures(self) -> list:
        """Every picture that the frame of a page shows, at the size in which it does."""
        if self.is_demonstration:
            return []
        marks = (self.party_mark, self.report_errors_mark, self.police_mark)
        emblem = self.emblem_rendition()
        return [*([emblem] if emblem else []), *(one.get_rendition(MARK_SIZE) for one in marks if one is not None)]


def _mark(title: str, url: str, image, value: str = "") -> Field:
    """A line of the footer with the picture that the office has of it."""
    if image is None:
        return Field(title, value, url)
    shown = image.get_rendition(MARK_SIZE)
    return Field(title, value, url, shown.url, shown.width, shown.height)
