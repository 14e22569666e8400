"""What a second person answered for of the screening's findings (说明理由): added to, never changed or deleted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.models.signoff import Submission
from publishing.screening import Kind
from tracking.models import AppendOnly, Person, PrivateFile


class JustificationReason(models.TextChoices):
    """Why something that screening holds back may go out all the same."""

    OFFICE = "office", _("单位办公电话、公务邮箱，对外公布")
    BY_LAW = "by_law", _("依法应当公开的公务联系方式")
    CONSENT = "consent", _("本人已书面同意公开")
    DECLASSIFIED = "declassified", _("已解密，或不属于涉密、内部事项")
    QUOTED = "quoted", _("原文引用")
    READ = "read", _("已逐页阅读，没有不得公开的内容")
    MISTAKEN = "mistaken", _("误判（须写明）")
    OTHER = "other", _("其他（须写明）")


_R = JustificationReason
NEEDS_WORDS = frozenset({_R.MISTAKEN, _R.OTHER})
"Reasons that say nothing without words beside them."
_CONTACTS = (Kind.MOBILE, Kind.LANDLINE, Kind.DEPUTY, Kind.EMAIL, Kind.QQ, Kind.WECHAT, Kind.PLATE)
_PERSONS = (
    Kind.IDENTITY, Kind.BANK_CARD, Kind.PASSPORT, Kind.PERMIT, Kind.ADDRESS, Kind.MINOR, Kind.PATIENT,
)  # fmt: skip
REASONS: dict[Kind, tuple[JustificationReason, ...]] = (
    dict.fromkeys(Kind, (_R.MISTAKEN, _R.OTHER))
    | dict.fromkeys(_CONTACTS, (_R.OFFICE, _R.BY_LAW, _R.CONSENT, _R.MISTAKEN, _R.OTHER))
    | dict.fromkeys(_PERSONS, (_R.CONSENT, _R.MISTAKEN, _R.OTHER))
    | dict.fromkeys((Kind.SCAN, Kind.HIDDEN), (_R.READ, _R.OTHER))
    | {
        Kind.SECRECY: (_R.DECLASSIFIED, _R.MISTAKEN, _R.OTHER),
        Kind.TERM: (_R.QUOTED, _R.MISTAKEN, _R.OTHER),
    }
)
"The reasons that may be given for each kind of finding."


class Justification(AppendOnly):
    """A finding that a second person answered for: in this very text and its files, with a listed reason.

    What was found stands here masked, as the reviewer saw it; no personal data is copied into the history.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="justifications", verbose_name=_("送审"))
    content_sha256 = models.CharField(_("送审稿校验值"), max_length=64)
    finding = models.CharField(_("筛查结果校验值"), max_length=64)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    where = models.CharField(_("位置"), max_length=500)
    quote = models.TextField(_("内容（已遮盖）"), blank=True)
    reason = models.CharField(_("理由"), max_length=20, choices=JustificationReason.choices)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("纸质件扫描件")
    )

    class Meta:
        verbose_name = _("内容筛查说明")
        verbose_name_plural = _("内容筛查说明")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "finding"],
                name="justification_once",
                violation_error_message=_("这一处已经说明理由。"),
            ),
            models.CheckConstraint(
                condition=~Q(reason__in=["mistaken", "other"]) | ~Q(note=""),
                name="justification_explained",
                violation_error_message=_("选“误判”“其他”的，须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.where}{self.get_kind_display()}：{self.why}"

    @property
    def why(self) -> str:
        """The reason in words, with what was written beside it."""
        label = str(self.get_reason_display()).removesuffix(str(_("（须写明）")))
        return f"{label}：{self.note}" if self.note else label
