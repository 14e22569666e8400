"""Jobs that must follow a commit (后续事项), written in the transaction that causes them so that none is lost."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking.models.statements import WrittenRow

LEASE = timedelta(minutes=30)
"How long a job stays leased to the process that took it up; on the same machine the lease ends with the process."
PAUSES = tuple(timedelta(seconds=one) for one in (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600))
"Pauses before a failed job is tried again; after the last of them that one is repeated."
LONGEST_PAUSE = PAUSES[-1]


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs as the outbox asks for them."""

    def due(self) -> Self:
        """Jobs whose time has come, leased or not; a time further off than any pause comes from a clock that was set back."""
        now = timezone.now()
        return self.filter(models.Q(due=None) | models.Q(due__lte=now) | models.Q(due__gt=now + 2 * LONGEST_PAUSE))

    def free(self, too: models.Q | None = None) -> Self:
        """Jobs without a lease or with one that has run out; and, of those leased, these too.

        A lease that ends later than a lease can last comes from a clock that was set back, and counts as run out.
        """
        now = timezone.now()
        over = models.Q(leased_until__lt=now) | models.Q(leased_until__gt=now + 2 * LEASE)
        return self.filter(models.Q(leased_until=None) | over | (too or models.Q(pk=None)))

    def here(self) -> Self:
        """Jobs that this server may do: those for any, and its own."""
        return self.filter(server__in={"", getattr(settings, "TRACKING_SERVER", "")})

    def failed(self) -> Self:
        """Jobs that were tried and did not succeed."""
        return self.exclude(error="")


class Job(WrittenRow):
    """One thing to be done after a commit, until it is done; jobs of one kind and key are done together."""

    kind = models.CharField(_("事项"), max_length=100)
    key = models.CharField(_("对象"), max_length=200, blank=True)
    server = models.CharField(_("由哪台服务器办"), max_length=60, blank=True, db_default="")
    "The server that alone can do it, since it is about its own files; empty: any."
    payload = models.JSONField(_("内容"), default=dict)
    created = models.DateTimeField(_("写入时间"), default=timezone.now)
    due = models.DateTimeField(_("何时再试"), null=True, blank=True)
    "When a failed job is tried again; a job that has not failed is due at once and has none."
    attempts = models.PositiveIntegerField(_("已试次数"), default=0)
    leased_until = models.DateTimeField(_("办理中至"), null=True, blank=True)
    leased_by = models.CharField(_("办理的进程"), max_length=200, blank=True)
    error = models.TextField(_("未成的原因"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("后续事项")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()
