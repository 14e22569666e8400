"""The opinions that a reply waits for (配合意见、会办意见), for the item's file."""

from dataclasses import dataclass
from datetime import date

from tracking.loop.acts.submitting import read_units_along
from tracking.models import AssignmentDuty, Duty, HandlingRecord
from tracking.stages import Stage


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion: of which unit, due when, and its text once it was given."""

    unit: str
    duty: str
    due_on: date | None
    on: date | None
    text: str
    part: int | None = None
    "The key of the supporting unit's part; none for an outside unit."


def opinions_of(record: HandlingRecord) -> list[Opinion]:
    """Every opinion that 送审 waits for, of the district's supporting units and of outside ones (市级会办单位)."""
    read_units_along(record)
    inside = [
        Opinion(part.unit.name, str(part.get_duty_display()), part.due_on, part.opinion_on, part.opinion, part.pk)
        for part in record.assignments.all()
        if part.duty == AssignmentDuty.SUPPORT and part.stage != Stage.REASSIGNED
    ]
    outside = [
        Opinion(one.unit.name, str(Duty.JOINT.label), one.due_on, one.opinion_on, one.opinion)
        for one in record.partners.all()
    ]
    return inside + outside
