"""What may only be added to (只增不改): refused here by whoever writes through the models, and by triggers in the database."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Appended(Exception):
    """Somebody tried to change or delete what may only be added to."""


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that reads, and refuses to change or delete; whose table has it, gets the triggers too."""

    def update(self, **kwargs):
        """Refused: what is written is never changed."""
        raise Appended(_("办理记录只增不改。"))

    def delete(self):
        """Refused: what is written is never deleted."""
        raise Appended(_("办理记录不能删除。"))


class AppendOnly(models.Model):
    """A row that is evidence: added once with the event that seals it, at its event's time, never changed or deleted."""

    at = models.DateTimeField(_("记录时间"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人")
    )
    event = models.OneToOneField("tracking.Event", models.PROTECT, related_name="+", verbose_name=_("办理记录"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Add the row; one that stands is never written again."""
        if not self._state.adding:
            raise Appended(_("审签记录只增不改。"))
        self.at = self.event.at
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        """Refused."""
        raise Appended(_("审签记录不能删除。"))
