"""Items on one subject that are handled together and answered separately (并案)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.sessions import Session
from tracking.models.versioned import Versioned


class Group(Versioned):
    """Several items handled together (并案办理): contacts and progress are noted once, each item has its own reply."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="groups", verbose_name=_("届次"))
    title = models.CharField(_("并案事由"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("并案")
        ordering = ["-session__year", "pk"]

    def __str__(self) -> str:
        return self.title
