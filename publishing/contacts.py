"""Whose a telephone or mailbox is (公务联系方式、代表委员联系方式), as the ledger and the portal's settings know it."""

from publishing.models import PortalSettings
from publishing.screening import Contacts
from tracking.models import Proposer, Unit
from tracking.models.reading import read_once


@read_once
def contacts_of_office() -> Contacts:
    """What screening lets pass, the lines of units and of the portal itself, and what it never does: what deputies left."""
    offices = {*Unit.objects.exclude(office_line="").values_list("office_line", flat=True)}
    offices |= {PortalSettings.current().telephone} - {""}
    return Contacts(frozenset(offices), frozenset(Proposer.objects.exclude(phone="").values_list("phone", flat=True)))
