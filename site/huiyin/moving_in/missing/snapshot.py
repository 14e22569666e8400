"""The office as the checks look at it (办公室现状): read once, so that every check asks the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from publishing.models import PortalHomePage, PortalSettings
from tracking import permissions
from tracking.models import (
    Delegation,
    HandlingRecord,
    Membership,
    OfficeSettings,
    Person,
    Role,
    Session,
    Unit,
    UnitKind,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is entered: units, roles, sessions, the portal, and whether there are items yet."""

    today: date
    rules: OfficeSettings
    office: Unit | None
    "The government's office itself."
    units: list[Unit]
    "The units that items are handed to."
    given: list[Membership]
    "Every role of people in office, those that wait for a second person too."
    delegations: list[Delegation]
    sessions: list[Session]
    portal: PortalSettings
    has_portal: bool
    items: int

    @classmethod
    def now(cls) -> "Snapshot":
        """The office as it is today."""
        own = list(Unit.objects.own().filter(is_active=True))
        given = Membership.objects.filter(person__is_active=True).select_related("person__user", "unit")
        return cls(
            today=timezone.localdate(),
            rules=OfficeSettings.current(),
            office=next((one for one in own if one.kind == UnitKind.OFFICE), None),
            units=[one for one in own if one.kind != UnitKind.OFFICE],
            given=list(given.order_by("pk")),
            delegations=list(permissions.running_delegations()),
            sessions=list(Session.objects.all()),
            portal=PortalSettings.current(),
            has_portal=PortalHomePage.objects.exists(),
            items=HandlingRecord.objects.count(),
        )

    def held(self, *roles: Role) -> list[Membership]:
        """The roles of these sorts that hold today."""
        return [one for one in self.given if not one.is_waiting and Role(one.role) in roles]

    def holders(self, *roles: Role) -> dict[int, Person]:
        """The people who hold one of these roles today, by their keys."""
        return {one.person_id: one.person for one in self.held(*roles)}

    def unheld(self, roles: Iterable[Role]) -> list[Role]:
        """Those of these roles that nobody holds."""
        held = {Role(one.role) for one in self.given if not one.is_waiting}
        return [role for role in roles if role not in held]


def can_log_in(person: Person) -> bool:
    """Whether somebody has an account that opens."""
    return person.user is not None and person.user.is_active


def listed(names: Iterable[str], most: int = 5) -> str:
    """Some names, and how many there are where they are more."""
    found = list(names)
    shown = "、".join(found[:most])
    return f"{shown}等{len(found)}个" if len(found) > most else shown
