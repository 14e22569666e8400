"""Who follows an item from day to day (跟踪人), from when until when, and how often a word of it is waited for."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracking.models.assignments import Assignment
from tracking.models.people import Person
from tracking.models.versioned import Versioned


class Rhythm(models.TextChoices):
    """How often whoever follows an item is asked for a word (记录节奏); nobody is, unless somebody chose it."""

    NONE = "none", _("不提醒")
    DAILY = "daily", _("每个工作日")
    WEEKLY = "weekly", _("每周")
    ON_CHANGE = "on_change", _("有变化时")


class FollowingQuerySet(models.QuerySet["Following"]):
    """Who follows which item, as pages ask for it."""

    def current(self) -> Self:
        """Those that were not ended; an item that is closed keeps the last one."""
        return self.filter(ended_on=None)


class Following(Versioned):
    """One person who follows a unit's part of an item from day to day (跟踪人, 一人一事项), with a rhythm of its own."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="followings", verbose_name=_("分办"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="followings", verbose_name=_("跟踪人"))
    is_of_office = models.BooleanField(_("交办方人员"), default=False)
    rhythm = models.CharField(_("记录节奏"), max_length=20, choices=Rhythm.choices, default=Rhythm.NONE)
    rhythm_by_office = models.BooleanField(_("节奏由交办方确定"), default=False)
    from_on = models.DateField(_("开始跟踪日期"))
    ended_on = models.DateField(_("结束跟踪日期"), null=True, blank=True)
    ended_because = models.CharField(_("结束原因"), max_length=300, blank=True)

    objects = FollowingQuerySet.as_manager()
    said_on: date
    "The day of the last word on the part (`tracking.loop.following.read`)."
    is_held: bool
    "Whether the person still holds a role in which they can follow it."
    is_due: bool
    "Whether a word of it is waited for."
    is_left: bool
    "Whether somebody else is to be named."

    class Meta:
        verbose_name = verbose_name_plural = _("跟踪")
        ordering = ["assignment_id", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(ended_on__isnull=True),
                name="following_one_at_a_time",
                violation_error_message=_("本件已有跟踪人。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("from_on")),
                name="following_ends_after_it_began",
                violation_error_message=_("结束跟踪的日期不能早于开始的日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.get_rhythm_display()}）" if self.is_asked else self.person.name

    @property
    def is_asked(self) -> bool:
        """Whether a word is asked for at all."""
        return self.rhythm != Rhythm.NONE

    def end(self, on: date, because: str) -> "Following":
        """End it on a day and for a reason."""
        self.ended_on, self.ended_because = on, because
        return self
