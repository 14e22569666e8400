"""回填 (fill in): what units wrote on their sheets, entered in bulk, one event a row that names file and row.

A sheet moves no item on: it brings progress notes, contacts, and the class that the unit means to answer with.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import versions
from tracking.loop.bulk.batch import Batch
from tracking.models import Assignment, Contact, ContactMethod, Event, HandlingRecord, ProgressNote
from tracking.permissions import person_of
from tracking.signals import tell_of_import
from tracking.versions.kinds import FILL_IN, kind_of
from tracking.wording import clauses


@dataclass(slots=True, eq=False)
class Filled:
    """What one row of a unit's sheet brings to its part."""

    assignment: Assignment
    file: str
    sha256: str
    row: int
    notes: list[ProgressNote] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    planned_class: str = ""
    "拟答复类别; empty where the row says nothing new of it."

    def __bool__(self) -> bool:
        return bool(self.notes or self.contacts or self.planned_class)

    @property
    def record(self) -> HandlingRecord:
        """The item of the part."""
        return self.assignment.record

    @property
    def summary(self) -> str:
        """The event's sentence."""
        said = [
            _("据%(unit)s《%(file)s》第%(row)s行") % {"unit": self.assignment.unit, "file": self.file, "row": self.row}
        ]
        said += [_("办理进展：%(text)s") % {"text": note.text} for note in self.notes]
        said += [
            _("%(day)s%(method)s：%(text)s") % {"day": one.on, "method": one.get_method_display(), "text": one.summary}
            for one in self.contacts
        ]
        if self.planned_class:
            said.append(_("拟答复类别：%(code)s") % {"code": self.planned_class})
        return clauses(*said)

    @property
    def data(self) -> dict:
        """The event's data; the planned class in it is the first value of the form of 送审."""
        found = {"file": self.file, "sha256": self.sha256, "row": self.row}
        return found | ({"reply_class": self.planned_class} if self.planned_class else {})


def fill_in(rows: Iterable[Filled], *, account) -> list[Event]:
    """Write all rows with their versions and events, inside the caller's transaction."""
    rows = list(rows)
    batch = Batch(account, str(kind_of(FILL_IN).label))
    for owner, one in enumerate(rows):
        batch.add(owner, *one.notes, *one.contacts)
        if _meet(one):
            batch.change(owner, one.record)
    written = batch.write()
    decider = person_of(account) if account is not None else None
    today = timezone.localdate()
    drafts = [
        versions.EventDraft(
            what=FILL_IN,
            summary=one.summary,
            on=today,
            record_id=one.assignment.record_id,
            assignment_id=one.assignment.pk,
            decider=decider,
            data=one.data,
            versions=tuple(written[owner]),
        )
        for owner, one in enumerate(rows)
    ]
    events = versions.append_all(drafts, account=account)
    for session in {one.record.session for one in rows}:
        tell_of_import(session, [one.record.pk for one in rows if one.record.session_id == session.pk])
    return events


def _meet(row: Filled) -> bool:
    """Set the item's days of first contact, as `settling` counts them; whether that changed it."""
    record = row.record
    before = record.first_contact_on, record.first_face_contact_on
    for one in row.contacts:
        record.first_contact_on = min(record.first_contact_on or one.on, one.on)
        if ContactMethod(one.method).is_face_to_face:
            record.first_face_contact_on = min(record.first_face_contact_on or one.on, one.on)
    return before != (record.first_contact_on, record.first_face_contact_on)
