"""Units' parts in items (分办、交办): each goes through the closed loop by itself."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking import stages
from tracking.models.people import Unit
from tracking.models.records import HandlingRecord
from tracking.models.versioned import Versioned
from tracking.stages import Stage
from tracking.wording.local import local

if TYPE_CHECKING:
    from tracking.models.cosigning import CoSigning
    from tracking.models.feedback import Feedback
    from tracking.models.following import Following
    from tracking.models.replies import Reply


class AssignmentDuty(models.TextChoices):
    """Whether a unit leads or supports (牵头、配合; R3)."""

    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Units' parts as the office asks for them."""

    def answering(self) -> Self:
        """Those whose unit writes the reply (牵头), and whose stages make the record's."""
        return self.filter(duty=AssignmentDuty.LEAD)

    def open(self) -> Self:
        """Not finished yet."""
        return self.filter(stage__in=stages.OPEN)

    def standing(self) -> Self:
        """Those that were not given to another unit (改派)."""
        return self.exclude(stage=Stage.REASSIGNED)


class Assignment(Versioned):
    """A unit's part in an item, with its four fields (R13): 具体部门、分管领导、具体负责人、办结时限."""

    record = models.ForeignKey(HandlingRecord, models.CASCADE, related_name="assignments", verbose_name=_("承办件"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("承办单位"))
    duty = models.CharField(_("分工"), max_length=20, choices=AssignmentDuty.choices, default=AssignmentDuty.LEAD)
    department = models.CharField(_("具体部门"), max_length=100, blank=True)
    district_leader = models.CharField(local("分管{leaders}"), max_length=50, blank=True)
    unit_leader = models.CharField(_("分管领导"), max_length=50, blank=True, help_text=_("单位分管负责人。"))
    handler = models.CharField(_("具体负责人"), max_length=50, blank=True)
    due_on = models.DateField(_("办结时限"), null=True, blank=True)

    # Written by steps only.
    stage = models.CharField(_("环节"), max_length=20, choices=Stage.choices, default=Stage.ASSIGNED)
    assigned_on = models.DateField(_("交办日期"))
    sign_for_due_on = models.DateField(_("签收期限"), null=True, blank=True)
    signed_for_on = models.DateField(_("签收日期"), null=True, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    opinion = models.TextField(_("配合意见"), blank=True)
    opinion_on = models.DateField(_("配合意见日期"), null=True, blank=True)

    is_counted = True
    objects = AssignmentQuerySet.as_manager()
    redone_on: date | None
    was_answered: bool
    was_changed: bool
    "What a recount reads beside the part (`tracking.loop.acts.recounting`)."

    class Meta:
        verbose_name = verbose_name_plural = _("分办")
        ordering = ["record_id", "duty", "pk"]
        indexes = [
            # Whom open parts name, how many there are, and which are the most urgent, without their rows (人员交接、首页).
            models.Index(
                fields=["stage", "unit", "handler", "unit_leader", "district_leader", "due_on", "record"],
                name="assignment_stage_named",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "unit"],
                name="assignment_unit_once",
                violation_error_message=_("同一件不能两次交给同一个单位。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=stages.in_order(stages.NOT_SIGNED_FOR))
                | Q(stage__in=stages.in_order(stages.APART))
                | (
                    ~Q(department="")
                    & ~Q(unit_leader="")
                    & ~Q(handler="")
                    & Q(due_on__isnull=False)
                    & Q(signed_for_on__isnull=False)
                ),
                name="assignment_four_fields",
                violation_error_message=_("签收时须填写具体部门、分管领导、具体负责人和办结时限。"),
            ),
            models.CheckConstraint(
                condition=Q(signed_for_on__isnull=True) | Q(signed_for_on__gte=models.F("assigned_on")),
                name="assignment_signed_for_after",
                violation_error_message=_("签收日期不能早于交办日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record.number_label} · {self.unit}"

    @property
    def is_answering(self) -> bool:
        """Whether this unit writes the reply or opinion (牵头)."""
        return self.duty == AssignmentDuty.LEAD

    @property
    def is_talked_about(self) -> bool:
        """Whether a contact with a proposer is registered; known along with a part that a step moves."""
        known: bool | None = self.__dict__.get("any_contacts")
        return self.contacts.exists() if known is None else known

    @property
    def is_alone(self) -> bool:
        """Whether it is known that the item has no other part, as along with a part that a step moves."""
        return self.__dict__.get("any_others") is False

    @property
    def asked_for(self) -> bool:
        """Whether the unit ever asked the office to take it back, or for more time."""
        return bool(self.objections.all() or self.extensions.all())

    @property
    def reply(self) -> "Reply | None":
        """The latest round's reply, or None."""
        return max(self.replies.all(), key=lambda reply: reply.round, default=None)

    @property
    def cosigning(self) -> "CoSigning | None":
        """The draft that goes round for co-signature (会签) or was agreed to, until it is called off or another one replaces it."""
        return next((one for one in self.cosignings.all() if one.ended_on is None), None)

    @property
    def following(self) -> "Following | None":
        """Who follows the part from day to day (跟踪人), or followed it last before it closed; None where nobody was named."""
        return next((one for one in self.followings.all() if one.ended_on is None), None)

    @property
    def first_opinion(self) -> "Feedback | None":
        """The first signer's opinion of the latest letter, or None."""
        return self.reply.first_opinion if self.reply else None
