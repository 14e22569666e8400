"""The receivers of messages on a day: holders of roles, people of units, and those who act for them (代理)."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from tracking.models import Delegation, Membership, Role


class Staff:
    """Who holds an office on a day, and who acts for them (代理): people with an account, by role and by unit."""

    def __init__(self, day: date):
        self.by_role: dict[str, set[int]] = defaultdict(set)
        self.by_unit: dict[int, set[int]] = defaultdict(set)
        self.leaders: dict[str, set[int]] = defaultdict(set)
        able = {"is_active": True, "user__is_active": True}
        holding = Membership.objects.in_effect().filter(**{f"person__{name}": value for name, value in able.items()})
        acting = (
            Delegation.objects.in_effect()
            .filter(from_on__lte=day, to_on__gte=day)
            .filter(
                Q(ended_on=None) | Q(ended_on__gt=day), **{f"receiver__{name}": value for name, value in able.items()}
            )
        )
        for role, unit, person, name in [
            *holding.values_list("role", "unit", "person", "person__name"),
            *acting.values_list("role", "unit", "receiver", "giver__name"),
        ]:
            if unit is not None:
                self.by_unit[unit].add(person)
            else:
                self.by_role[role].add(person)
            if role == Role.LEADER:
                self.leaders[name].add(person)

    def in_charge(self, leader: str) -> set[int]:
        """The district leader of this name; all of them where none is called so."""
        return self.leaders.get(leader) or self.by_role[Role.LEADER]
