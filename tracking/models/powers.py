"""Powers (授权): roles and delegations that take effect when a second person confirms them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking.models.versioned import Versioned

HOURS = 24
"Hours after which an unconfirmed power takes effect by its letter of authority (授权书), once everybody was told."


def in_effect(prefix: str = "") -> Q:
    """The condition that a power is in effect: it needs no confirmation, was confirmed, or its letter is old enough."""
    by_letter = timezone.now() - timedelta(hours=HOURS)
    return Q(**{f"{prefix}waits_since": None}) | Q(**{f"{prefix}letter_at__lte": by_letter})


class PowerQuerySet(models.QuerySet):
    """Powers as permissions ask for them."""

    def in_effect(self) -> Self:
        """Those that hold now."""
        return self.filter(in_effect())

    def waiting(self) -> Self:
        """Those that wait for a second person (待确认)."""
        return self.exclude(in_effect())


class Power(Versioned):
    """A power with who gave it and whether it waits for a confirmation; one without that mark is in effect."""

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
    def effective_at(self) -> datetime | None:
        """When the power takes effect by its letter if nobody confirms it before; None without a letter."""
        return self.letter_at + timedelta(hours=HOURS) if self.letter_at else None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a second person (待确认)."""
        by_letter = self.effective_at
        return self.waits_since is not None and (by_letter is None or by_letter > timezone.now())
