"""Whose a telephone or mailbox is (公务联系方式、代表委员联系方式), as the ledger and the portal's settings know it."""

from django.db.models import F, QuerySet, Value

from publishing.models import PortalSettings
from publishing.screening import Contacts
from tracking.models import Proposer, Unit
from tracking.models.reading import read_once

OFFICE, DEPUTY = "office", "deputy"


@read_once
def contacts_of_office() -> Contacts:
    """What screening lets pass, the lines of units and of the portal itself, and what it never does: what deputies left."""
    lines = _told(OFFICE, Unit.objects.all(), "office_line").union(
        _told(OFFICE, PortalSettings.objects.filter(site__is_default_site=True), "telephone"),
        _told(DEPUTY, Proposer.objects.all(), "phone"),
    )
    found: dict[str, set[str]] = {OFFICE: set(), DEPUTY: set()}
    for whose, line in lines:
        found[whose].add(line)
    return Contacts(frozenset(found[OFFICE]), frozenset(found[DEPUTY]))


def _told(whose: str, rows: QuerySet, name: str) -> QuerySet:
    return rows.exclude(**{name: ""}).order_by().values_list(Value(whose), F(name))
