"""Who vouched for a decision that a clerk recorded from paper (本人确认、他人复核): added to, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.events import Appended, AppendOnlyQuerySet, Decision, Event
from tracking.models.people import Person


class Confirmation(models.Model):
    """One decision on paper confirmed (确认): by its decider, or by somebody else who compared it with the scan."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="confirmation", verbose_name=_("纸质决定"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("确认人"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人")
    )
    at = models.DateTimeField(_("记录时间"), auto_now_add=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+", verbose_name=_("办理记录"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("纸质决定确认")
        verbose_name_plural = _("纸质决定确认")

    def __str__(self) -> str:
        return self.words

    def save(self, *args, **kwargs):
        """Add the row; one that stands is never written again."""
        if not self._state.adding:
            raise Appended(_("办理记录只增不改。"))
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        """Refused."""
        raise Appended(_("办理记录不能删除。"))

    @property
    def is_own(self) -> bool:
        """Whether the decider said so in person."""
        return self.by_id == self.decision.decider_id

    @property
    def words(self) -> str:
        """How the file says it."""
        return str(_("本人已确认") if self.is_own else _("%(name)s复核") % {"name": self.by.name})
