"""Append-only tables (只增不改): the models refuse to change or delete a row, and triggers of the database do so too."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Appended(Exception):
    """A row of an append-only table was to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that refuses update and delete; every table whose model uses it gets the triggers (tracking/appending.py)."""

    def update(self, **kwargs: object) -> NoReturn:
        """Refuse: rows are never changed."""
        raise Appended(_("办理记录只增不改。"))

    def delete(self) -> NoReturn:
        """Refuse: rows are never deleted."""
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new row; refuse to save one that is stored already."""
        if not self._state.adding:
            raise Appended(_("审签记录只增不改。"))
        self.at = self.event.at
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse: rows are never deleted."""
        raise Appended(_("审签记录不能删除。"))
