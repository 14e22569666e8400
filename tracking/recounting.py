"""Due dates counted anew (期限复核) when a holiday is announced late or a limit changed: a proposal, never a change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from tracking.clocks import answer_clock, opinion_limit, sign_for_limit_of
from tracking.models import Assignment, DueBasis, HandlingRecord, Objection, WorkdayOverride
from tracking.stages import UNANSWERED, Stage
from tracking.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored date that a recount does not come to, with the sentence that explains each."""

    record: HandlingRecord
    part: Assignment | None
    "The unit's part whose date it is; None for the item's own."
    field: str
    label: str
    old: date | None
    new: date
    old_explanation: str
    explanation: str

    def __str__(self) -> str:
        facts = {
            "what": f"{self.label}（{self.part.unit}）" if self.part is not None else self.label,
            "old": self.old or _("空"),
            "new": self.new,
            "why": self.explanation,
        }
        return _("%(what)s由%(old)s调整为%(new)s：%(why)s") % facts


def differences(record: HandlingRecord, parts: Iterable[Assignment], calendar: Calendar) -> list[Difference]:
    """Where an open item's stored dates differ from a recount; dates that people fixed, extended or changed stand."""
    if record.handed_over_on is None or record.answered_on is not None or record.stage not in UNANSWERED:
        return []
    found = []
    due_on = record.due_on
    if record.due_basis == DueBasis.COMPUTED:
        clock = answer_clock(record, record.handed_over_on, calendar=calendar)
        due_on, explained = clock.on, (record.due_because, clock.explanation)
        if clock.on != record.due_on:
            found.append(Difference(record, None, "due_on", _("办理期限"), record.due_on, clock.on, *explained))
        if clock.yellow_from != record.yellow_from:
            why = _("办理期限 %(due)s 前的工作日有变化。") % {"due": clock.on}
            yellow = (record.yellow_from, clock.yellow_from, "", why)
            found.append(Difference(record, None, "yellow_from", _("黄灯起始日"), *yellow))
    for part in parts:
        if part.stage == Stage.ASSIGNED:
            found += _of_part(record, part, due_on, calendar)
    return found


def _of_part(record: HandlingRecord, part: Assignment, due_on: date | None, calendar: Calendar) -> list[Difference]:
    """The dates of a part that nobody has signed for: after that they are the unit's own word."""
    found = []
    limit = sign_for_limit_of(record, part, calendar)
    counted_then = _("按当时的工作日计算。")
    if part.sign_for_due_on not in (None, limit.on):
        dates = (part.sign_for_due_on, limit.on, counted_then, limit.explanation)
        found.append(Difference(record, part, "sign_for_due_on", _("签收期限"), *dates))
    if not part.is_answering and part.due_on is not None and due_on is not None:
        opinion = opinion_limit(record, part.assigned_on, calendar)
        if part.due_on != min(opinion.on, due_on):
            why = opinion.explanation if opinion.on <= due_on else _("不晚于本件的办理期限 %(due)s。") % {"due": due_on}
            dates = (part.due_on, min(opinion.on, due_on), counted_then, why)
            found.append(Difference(record, part, "due_on", _("配合意见期限"), *dates))
    return found


def differences_of(record: HandlingRecord) -> list[Difference]:
    """The differences of one item, as it is stored."""
    return differences(record, _parts().filter(record=record), WorkdayOverride.objects.calendar())


def all_differences() -> list[Difference]:
    """The differences of every open item, in a fixed number of queries."""
    calendar = WorkdayOverride.objects.calendar()
    records = HandlingRecord.objects.unanswered().filter(handed_over_on__isnull=False, answered_on=None)
    records = records.select_related("session").order_by("session", "kind", "origin", "number")
    records = records.prefetch_related(Prefetch("assignments", _parts()))
    return [one for record in records for one in differences(record, record.assignments.all(), calendar)]


def _parts():
    """Standing parts with what their dates are counted from."""
    decided = Objection.objects.filter(granted__isnull=False)
    parts = Assignment.objects.standing().select_related("unit").order_by("duty", "pk")
    return parts.prefetch_related(Prefetch("objections", decided))
