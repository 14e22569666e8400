"""Contacts with the proposer (沟通) and progress notes (办理进展)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.asks import Ask
from tracking.models.assignments import Assignment
from tracking.models.records import Signature
from tracking.models.versioned import Versioned


class ContactPhase(models.TextChoices):
    """When in the handling."""

    BEFORE = "before", _("办前")
    DURING = "during", _("办中")
    AFTER = "after", _("办后")


class ContactMethod(models.TextChoices):
    """How."""

    FACE = "face", _("当面走访")
    MEETING = "meeting", _("座谈会")
    PHONE = "phone", _("电话")
    LETTER = "letter", _("书面")
    ONLINE = "online", _("网络")

    @property
    def is_face_to_face(self) -> bool:
        """Whether it counts as 面商 in the narrow sense."""
        return self in {ContactMethod.FACE, ContactMethod.MEETING}


FACE_TO_FACE = [method for method in ContactMethod if method.is_face_to_face]


class Contact(Versioned):
    """A talk with a proposer (沟通): without one, a 主办 reply can't be submitted."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="contacts", verbose_name=_("分办"))
    signature = models.ForeignKey(
        Signature, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("沟通对象")
    )
    phase = models.CharField(_("阶段"), max_length=20, choices=ContactPhase.choices)
    method = models.CharField(_("方式"), max_length=20, choices=ContactMethod.choices)
    on = models.DateField(_("沟通日期"))
    summary = models.TextField(_("沟通情况"))

    class Meta:
        verbose_name = verbose_name_plural = _("沟通")
        ordering = ["assignment_id", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_phase_display()}{self.get_method_display()} {self.on:%Y-%m-%d}"


class ProgressNote(Versioned):
    """What was done on a day (办理进展), and what stands in the way."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="notes", verbose_name=_("分办"))
    on = models.DateField(_("日期"))
    text = models.TextField(_("进展情况"))
    difficulty = models.TextField(_("困难和问题"), blank=True)
    cleared_by = models.CharField(_("由谁协调解决"), max_length=100, blank=True)
    cleared_on = models.DateField(_("解决日期"), null=True, blank=True)
    ask = models.ForeignKey(
        Ask, models.SET_NULL, null=True, blank=True, related_name="notes", verbose_name=_("所提事项")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("办理进展")
        ordering = ["assignment_id", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.text[:30]}"
