"""Co-signature of a letter of several units (会签): the text that they were shown, and each unit's agreement."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracking.models.assignments import Assignment
from tracking.models.people import Unit
from tracking.models.versioned import Versioned


class CoSigning(Versioned):
    """A draft that goes round for co-signature (会签稿); another text is another one, and each unit agrees anew."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="cosignings", verbose_name=_("分办"))
    body = models.TextField(_("会签稿"))
    on = models.DateField(_("发起日期"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    ended_because = models.CharField(_("结束原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("会签稿")
        ordering = ["assignment_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(ended_on__isnull=True),
                name="cosigning_one_at_a_time",
                violation_error_message=_("本件已有会签稿正在会签。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.on:%Y-%m-%d}"

    @property
    def waiting(self) -> list["CoSignature"]:
        """The units that have not agreed yet."""
        return [one for one in self.signatures.all() if one.on is None]


class CoSignatureQuerySet(models.QuerySet["CoSignature"]):
    """Co-signatures as the first page asks for them."""

    def asked_of_part(self) -> Q:
        """Whether one is awaited of the unit whose part is asked about, as a condition on parts.

        Which items have one is found out once, step by step from those that are awaited; only their parts are asked about.
        """
        rounds = CoSigning.objects.filter(pk__in=self.filter(on=None).values("cosigning"), ended_on=None)
        records = Assignment.objects.filter(pk__in=rounds.values("assignment")).values("record")
        of_part = {"cosigning__assignment__record": OuterRef("record"), "unit": OuterRef("unit")}
        return Q(record__in=records) & Q(Exists(self.filter(on=None, cosigning__ended_on=None, **of_part)))


class CoSignature(Versioned):
    """One unit's agreement to that text (会签意见): who agreed for it, and when; without a day it is still awaited."""

    cosigning = models.ForeignKey(CoSigning, models.CASCADE, related_name="signatures", verbose_name=_("会签稿"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("会签单位"))
    by = models.CharField(_("会签人"), max_length=50, blank=True)
    on = models.DateField(_("会签日期"), null=True, blank=True)
    comment = models.CharField(_("会签意见"), max_length=300, blank=True)

    objects = CoSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("会签")
        ordering = ["cosigning_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cosigning", "unit"],
                name="cosignature_unit_once",
                violation_error_message=_("同一份会签稿，一个单位只会签一次。"),
            ),
            models.CheckConstraint(
                condition=Q(on__isnull=True) | ~Q(by=""),
                name="cosignature_with_name",
                violation_error_message=_("会签须写明会签人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.by}"
