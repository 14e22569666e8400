"""Delegations (委托代理、代×××): one person acts for another for some days; once entered they can only be ended earlier."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking.models.people import Person, Role, Unit
from tracking.models.powers import Power
from tracking.models.versioned import field_of

UNDELEGATED = (Role.PROPOSER, Role.ADMIN, Role.DUTY_OFFICER)
"Roles that nobody may pass on."


class Delegation(Power):
    """One person acts for another for some days (代×××): in which role, until when, and who agreed."""

    giver = models.ForeignKey(Person, models.PROTECT, related_name="delegations_given", verbose_name=_("委托人"))
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="delegations_held", verbose_name=_("代理人"))
    role = models.CharField(
        _("角色"), max_length=20, choices=[choice for choice in Role.choices if choice[0] not in UNDELEGATED]
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在单位"))
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"))
    agreed_by = models.CharField(_("同意人"), max_length=100)
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    ended_on = models.DateField(_("提前终止日期"), null=True, blank=True)

    ENTERED = ("giver", "receiver", "role", "unit", "from_on", "to_on", "agreed_by", "reason")
    "Fields that never change after a delegation was entered."

    class Meta:
        verbose_name = verbose_name_plural = _("委托代理")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")),
                name="delegation_ends_after_start",
                violation_error_message=_("代理的截止日期不能早于起始日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("receiver")),
                name="delegation_to_another",
                violation_error_message=_("不能委托给自己。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receiver.name}{_('代')}{self.giver.name}"

    @property
    def holder(self) -> Person:
        """Who receives the power."""
        return self.receiver

    def clean(self) -> None:
        """Refuse any change of a stored delegation but an earlier end: events decided under it refer to its other fields."""
        super().clean()
        stood = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if stood is None:
            return
        keys = {name: field_of(self, name).attname for name in self.ENTERED}
        if changed := [name for name, key in keys.items() if getattr(self, key) != getattr(stood, key)]:
            raise ValidationError(dict.fromkeys(changed, _("登记后不能更改；要结束代理，请填写提前终止日期。")))
        if self.ended_on != stood.ended_on:
            self._clean_end(self.ended_on, stood.ended_on)

    def _clean_end(self, ended_on: date | None, stood: date | None) -> None:
        today = timezone.localdate()
        if ended_on is None or (stood is not None and (stood <= today or ended_on > stood)):
            raise ValidationError({"ended_on": _("提前终止的日期已经登记，只能再提前，不能推后或取消。")})
        if ended_on < today:
            raise ValidationError({"ended_on": _("终止日期不能早于今天：已经办理的事项不能事后变成无权。")})
        if ended_on > self.to_on:
            raise ValidationError({"ended_on": _("终止日期不能晚于代理的截止日期。")})

    @property
    def both(self) -> str:
        """How an event names who decided and for whom, e.g. 示例副职（副区长，代示例区长）."""
        where = f"{self.receiver.post}，" if self.receiver.post else ""
        return f"{self.receiver.name}（{where}{_('代')}{self.giver.name}）"
