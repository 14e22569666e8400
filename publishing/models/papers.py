"""Signatures on paper (纸质审签): one 审核表 recorded once, the pages and signatures it bears, and who vouched for each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.signoff import Level, Submission
from tracking.models import AppendOnly, Person, PrivateFile


class PaperForm(AppendOnly):
    """A signed 信息发布审核表, recorded by its scan once; the scan serves nothing else."""

    scan = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("纸质件扫描件"))
    sha256 = models.CharField(
        _("扫描件校验值"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("这份审核表已经登记过。")},
    )

    scan_serves_alone = True

    class Meta:
        verbose_name = _("信息发布审核表")
        verbose_name_plural = _("信息发布审核表")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}{self.pk}"


class PaperPage(AppendOnly):
    """A page that the form bears: the text handed in, and the check value that was typed from the paper."""

    form = models.ForeignKey(PaperForm, models.PROTECT, related_name="pages", verbose_name=_("审核表"))
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="papers", verbose_name=_("送审"))
    check_value = models.CharField(_("纸质件上的校验码"), max_length=20)

    class Meta:
        verbose_name = _("审核表所列页面")
        verbose_name_plural = _("审核表所列页面")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "submission"],
                name="paper_page_once",
                violation_error_message=_("审核表上已有这一页。"),
            )
        ]


class PaperSignature(AppendOnly):
    """A signature that the form bears: whose, for which level, of which day."""

    form = models.ForeignKey(PaperForm, models.PROTECT, related_name="signatures", verbose_name=_("审核表"))
    level = models.CharField(_("审级"), max_length=10, choices=Level.choices)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("审签人"))
    on = models.DateField(_("审签日期"))
    comment = models.TextField(_("签批原话"), blank=True)

    class Meta:
        verbose_name = _("纸质签名")
        verbose_name_plural = _("纸质签名")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "level"],
                name="paper_level_once",
                violation_error_message=_("审核表上一个审级只登记一位审签人。"),
            ),
            models.UniqueConstraint(
                fields=["form", "decider"],
                name="paper_different_deciders",
                violation_error_message=_("各审级须由不同的人审签。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}（{self.decider.name}）"

    @property
    def proof(self) -> str:
        """What it rests on once it counts, in words."""
        answer = getattr(self, "answer", None)
        return answer.words if answer is not None else str(_("未经复核"))

    @property
    def standing(self) -> str:
        """What it is worth so far, in words: shown wherever the signature is."""
        return self.proof if hasattr(self, "answer") or self.signoffs.all() else str(_("待确认"))


class PaperVerdict(models.TextChoices):
    """What somebody says of a signature on paper."""

    TRUE = "true", _("属实")
    FALSE = "false", _("不属实")


class PaperAnswer(AppendOnly):
    """A signature on paper vouched for or denied: by its decider, or by somebody else who looked at the scan (复核)."""

    signature = models.OneToOneField(PaperSignature, models.PROTECT, related_name="answer", verbose_name=_("纸质签名"))
    verdict = models.CharField(_("确认意见"), max_length=10, choices=PaperVerdict.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("确认人"))

    class Meta:
        verbose_name = _("纸质签名确认")
        verbose_name_plural = _("纸质签名确认")

    def __str__(self) -> str:
        return self.words

    @property
    def is_true(self) -> bool:
        """Whether the signature was vouched for."""
        return self.verdict == PaperVerdict.TRUE

    @property
    def words(self) -> str:
        """本人已确认, 示例甲复核, or that somebody denied it."""
        if self.by_id == self.signature.decider_id:
            return str(_("本人已确认") if self.is_true else _("本人否认"))
        words = _("%(name)s复核") if self.is_true else _("%(name)s复核：与扫描件不符")
        return words % {"name": self.by.name}
