"""What is given to a person and takes effect when a second person confirms it (授权): roles, and acting for another."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking.models.versioned import Versioned

HOURS = 24
"After which a power that nobody confirmed takes effect by its letter of authority (授权书), everybody having been told."


def in_effect(prefix: str = "") -> Q:
    """Holding now: nobody need confirm it, somebody did, or its letter has lain open long enough."""
    by_letter = timezone.now() - timedelta(hours=HOURS)
    return Q(**{f"{prefix}waits_since": None}) | Q(**{f"{prefix}letter_at__lte": by_letter})


class PowerQuerySet(models.QuerySet):
    """Powers as permissions ask for them."""

    def in_effect(self):
        """Those that hold now."""
        return self.filter(in_effect())

    def waiting(self):
        """Those that wait for a second person (待确认)."""
        return self.exclude(in_effect())


class Power(Versioned):
    """A power with who gave it, and what it waits for; without a mark it holds, as all did before there were any."""

    waits_since = models.DateTimeField(_("待确认自"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授予账号")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认账号")
    )
    letter = models.ForeignKey(
        "tracking.PrivateFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授权书")
    )
    letter_at = models.DateTimeField(_("授权书录入时间"), null=True, blank=True)

    objects = PowerQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def effective_at(self):
        """When its letter makes it hold, should nobody confirm it before; None without a letter."""
        return self.letter_at + timedelta(hours=HOURS) if self.letter_at else None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a second person (待确认)."""
        return self.waits_since is not None and not (self.letter_at and self.effective_at <= timezone.now())
