"""Confirmations of decisions that a clerk recorded from paper (本人确认、他人复核); append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.appending import AppendOnly
from tracking.models.events import Decision
from tracking.models.people import Person


class Confirmation(AppendOnly):
    """One decision on paper confirmed (确认): by its decider, or by somebody else who compared it with the scan."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="confirmation", verbose_name=_("纸质决定"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("确认人"))

    class Meta:
        verbose_name = verbose_name_plural = _("纸质决定确认")

    def __str__(self) -> str:
        return self.words

    @property
    def is_own(self) -> bool:
        """Whether the decider said so in person."""
        return self.by_id == self.decision.decider_id

    @property
    def words(self) -> str:
        """The confirmation as the item's file words it."""
        return str(_("本人已确认") if self.is_own else _("%(name)s复核") % {"name": self.by.name})
