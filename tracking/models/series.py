"""Series of document numbers (发文字号序列): organ × purpose × year, and the numbers that other papers than letters were given."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracking.models.appending import AppendOnlyQuerySet
from tracking.models.versioned import Versioned
from tracking.wording.doc_numbers import CODE, DocNumber


class SeriesPurpose(models.TextChoices):
    """What sort of paper a series numbers."""

    ANSWER = "answer", _("答复函")
    OPINION = "opinion", _("会办意见")
    HAND_OVER = "hand_over", _("交办通知")
    FORWARD = "forward", _("转办函")
    SENDING = "sending", _("报送函")
    CIRCULAR = "circular", _("通报")
    REPORT = "report", _("报告")
    OTHER = "other", _("其他")


class NumberedBy(models.TextChoices):
    """Who counts a series on: this system, or somebody outside of it, whose numbers are typed in."""

    OUTSIDE = "outside", _("OA或文书编号，本系统登记")
    HERE = "here", _("本系统编号")


class SeriesQuerySet(models.QuerySet["DocSeries"]):
    """Series as steps and papers ask for them."""

    def counted_here(self, purpose: str, year: int) -> Self:
        """Those of a purpose and a year whose next number this system proposes."""
        return self.filter(purpose=purpose, year=year, kept_by=NumberedBy.HERE)


class DocSeries(Versioned):
    """A series of document numbers (发文字号): 巴政办函 for 答复函 in 2024; series of one code and year share their numbers."""

    code = models.CharField(
        _("机关代字"),
        max_length=20,
        validators=[RegexValidator(rf"\A{CODE}\Z", _("机关代字只写汉字，例如：巴政办函。"))],
        help_text=_("发文字号中年份前面的部分，例如：巴政办函。"),
    )
    organ = models.CharField(_("发文机关"), max_length=100, help_text=_("例如：巴宜区人民政府办公室。"))
    purpose = models.CharField(_("用途"), max_length=20, choices=SeriesPurpose.choices)
    year = models.PositiveSmallIntegerField(
        _("年份"), validators=[MinValueValidator(1990), MaxValueValidator(2099)], help_text=_("写四位年份。")
    )
    kept_by = models.CharField(
        _("编号方式"), max_length=20, choices=NumberedBy.choices, default=NumberedBy.OUTSIDE,
        help_text=_("本系统编号的，办理时自动给出下一个号，并指出空号；由OA或文书编号的，只查重号。"),
    )  # fmt: skip
    first = models.PositiveIntegerField(
        _("起编号"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("由本系统编的第一个号；年中启用的，写启用时的下一个号，此前的号不算空号。"),
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("发文字号序列")
        ordering = ["-year", "code", "purpose"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "purpose", "year"],
                name="series_once",
                violation_error_message=_("这个机关代字、用途和年份的序列已经登记。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕（{self.get_purpose_display()}）"

    def clean(self) -> None:
        """Refuse another code or year once numbers of the series were given: they would belong to nothing."""
        before = DocSeries.objects.filter(pk=self.pk).first()
        if before is not None and (before.code, before.year) != (self.code, self.year) and self.given.exists():
            raise ValidationError(_now("这个序列已有用号登记，机关代字和年份不能再改；请另登记一个序列。"))

    @property
    def is_counted_here(self) -> bool:
        """Whether this system proposes the next number."""
        return self.kept_by == NumberedBy.HERE

    def written(self, number: int) -> str:
        """A number of this series as it stands on a paper."""
        return str(DocNumber(self.code, self.year, number))


class GivenNumber(Versioned):
    """A number that a paper without a letter's row was given (用号登记): 交办通知、通报 …, or one that was voided (作废)."""

    series = models.ForeignKey(DocSeries, models.PROTECT, related_name="given", verbose_name=_("发文字号序列"))
    number = models.PositiveIntegerField(_("序号"), validators=[MinValueValidator(1)])
    doc_number = models.CharField(
        _("发文字号"), max_length=100, unique=True, error_messages={"unique": _("这个发文字号已经登记过用途。")}
    )
    what = models.CharField(_("用于"), max_length=200, help_text=_("文件标题；没有用掉的号写“作废”和原因。"))
    on = models.DateField(_("日期"))
    by = models.CharField(_("登记人"), max_length=100)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("用号登记")
        ordering = ["series_id", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what=""),
                name="given_number_for_something",
                violation_error_message=_("请写明这个号用于什么文件。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.doc_number} {self.what}"
