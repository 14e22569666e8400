"""The class with which a unit means to answer (拟答复类别): filled in on its sheet before it drafts, and kept in that event."""

from collections.abc import Iterable

from tracking.loop.engine.declaring import codes
from tracking.models import Assignment, Event
from tracking.models.portions import portions
from tracking.stages import Stage
from tracking.versions.kinds import FILL_IN


def planned_classes(assignments: Iterable[Assignment]) -> dict[int, str]:
    """Primary key of each part → the class last planned for its next draft; a draft that was handed in ends it."""
    keys = [one.pk for one in assignments]
    found: dict[int, str] = {}
    handing_in = codes(lambda step: step.target == Stage.SUBMITTED)
    for near in portions(keys):
        events = Event.objects.filter(assignment__in=near, what__in=[FILL_IN, *handing_in])
        for key, what, data in events.order_by("number").values_list("assignment_id", "what", "data"):
            if what in handing_in:
                found.pop(key, None)
            elif code := data.get("reply_class"):
                found[key] = code
    return found
