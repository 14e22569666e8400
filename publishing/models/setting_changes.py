"""Changes of settings (设置变更): what was proposed, from what to what, and what 三审 said to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models import AppendOnly, Person


class Subject(models.TextChoices):
    """Which settings a change is about."""

    PORTAL = "portal", _("门户设置")
    OFFICE = "office", _("办公室设置")


class SettingsChange(AppendOnly):
    """A proposed change of settings: the fields that differ, with their old and new values."""

    subject = models.CharField(_("设置"), max_length=10, choices=Subject.choices)
    before = models.JSONField(_("原值"))
    after = models.JSONField(_("新值"))
    reason = models.CharField(_("变更理由"), max_length=200, blank=True)
    needs_agreement = models.BooleanField(_("须经三审"), default=True)

    class Meta:
        verbose_name = _("设置变更")
        verbose_name_plural = _("设置变更")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_subject_display())

    @property
    def is_open(self) -> bool:
        """Whether it waits for 三审."""
        return self.needs_agreement and not hasattr(self, "answer")


class SettingsAnswer(AppendOnly):
    """What 三审 decided on a change: it holds from then on, or never."""

    change = models.OneToOneField(SettingsChange, models.PROTECT, related_name="answer", verbose_name=_("设置变更"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("审定人"))
    is_agreed = models.BooleanField(_("同意"))
    comment = models.CharField(_("意见"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("设置变更审定")
        verbose_name_plural = _("设置变更审定")
