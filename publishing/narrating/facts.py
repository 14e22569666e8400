"""What the ledger knows of a session, to the end of a day: all that its prose may say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from tracking import figures
from tracking.figures.occasions import acts, talks
from tracking.models import (
    ANSWERING_DUTIES,
    FACE_TO_FACE,
    Assignment,
    AssignmentDuty,
    Circular,
    Contact,
    Feedback,
    HandlingRecord,
    Publicity,
    Reply,
    Satisfaction,
    Session,
    Supervision,
    SupervisionKind,
)
from tracking.stages import APART

MOST_ITEMS = 5
"Answered items that are told of by name."


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An answered item whose answer is public, as prose names it."""

    title: str
    proposer: str
    answered_on: date
    class_label: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of a session, to the end of a day."""

    session: Session
    as_of: date
    counts: Mapping[str, figures.Count]
    apart: int = 0
    topics: tuple[str, ...] = ()
    units: int = 0
    unassigned: int = 0
    "Items that no unit answers for: not handed over yet, or given back and not handed on."
    proposed: int = 0
    instructed: int = 0
    key_items: int = 0
    has_four_fields: bool = False
    signed_for: int = 0
    letters: int = 0
    passed: int = 0
    signed: int = 0
    reported: int = 0
    supervision: Mapping[SupervisionKind, int] = field(default_factory=dict)
    circulars: int = 0
    contacts: int = 0
    face_contacts: int = 0
    asked: int = 0
    items: tuple[AnsweredItem, ...] = ()
    has_promises: bool = False

    def n(self, key: str) -> int:
        """A figure's count."""
        return self.counts[key].numerator

    @property
    def total(self) -> int:
        """All items handed over."""
        return self.n("records")

    @property
    def unanswered(self) -> int:
        """Those still being handled."""
        return self.total - self.n("answered")

    @property
    def all_on_time(self) -> bool:
        """Whether everything was answered within its limit."""
        return bool(self.total) and self.total == self.n("answered") == self.counts["on_time_rate"].numerator


def known(session: Session, as_of: date) -> Known:
    """Gather what the ledger knows of a session, to the end of a day."""
    everything = HandlingRecord.objects.filter(session=session)
    records = everything.exclude(stage__in=APART).filter(handed_over_on__lte=as_of)
    parts = Assignment.objects.standing().filter(record__in=records)
    letters = Reply.objects.filter(
        assignment__record__in=records, assignment__duty=AssignmentDuty.LEAD, delivered_on__lte=as_of
    )
    whole = parts.exclude(department="").exclude(unit_leader="").exclude(handler="").exclude(due_on=None)
    done = acts(Supervision.objects.filter(record__in=records, on__lte=as_of))
    talked = talks(Contact.objects.filter(assignment__in=parts, on__lte=as_of))
    assigned = parts.filter(duty=AssignmentDuty.LEAD, assigned_on__lte=as_of)
    topics = records.exclude(topic="").order_by("-kind", "number").values_list("topic", flat=True)
    promises = letters.filter(assignment__record__duty__in=ANSWERING_DUTIES).exclude(promise="")
    return Known(
        session,
        as_of,
        figures.count(session, as_of),
        apart=everything.filter(stage__in=APART).count(),
        topics=tuple(dict.fromkeys(topics)),
        units=parts.filter(assigned_on__lte=as_of).values("unit").distinct().count(),
        proposed=records.filter(proposed_on__lte=as_of).count(),
        instructed=records.filter(instructed_on__lte=as_of).count(),
        key_items=records.filter(is_key=True).exclude(supervising_leader="").count(),
        has_four_fields=parts.exists() and whole.count() == parts.count(),
        signed_for=records.filter(signed_for_on__lte=as_of).count(),
        letters=letters.count(),
        passed=letters.filter(reviews__verdict="passed").distinct().count(),
        signed=letters.filter(signed_on__lte=as_of).count(),
        reported=letters.filter(reported_on__lte=as_of).count(),
        supervision={kind: done[kind] for kind in SupervisionKind if kind in done},
        circulars=Circular.objects.filter(session=session, on__lte=as_of).count(),
        unassigned=everything.exclude(stage__in=APART).exclude(pk__in=assigned.values("record")).count(),
        contacts=talked.total(),
        face_contacts=sum(talked[method] for method in FACE_TO_FACE),
        asked=records.filter(asked_on__lte=as_of).count(),
        items=tuple(_public_items(session, records, as_of)),
        has_promises=promises.exists(),
    )


def _public_items(session: Session, records: QuerySet[HandlingRecord], as_of: date) -> Iterator[AnsweredItem]:
    public = Q(duty__in=ANSWERING_DUTIES, publicity__in=[one for one in Publicity if one.is_proactive])
    # What somebody who signed was not satisfied with is no good example.
    unsatisfied = Feedback.objects.filter(result=Satisfaction.UNSATISFIED, on__lte=as_of)
    found = records.filter(public, answered_on__lte=as_of).order_by("-kind", "number")
    found = found.exclude(pk__in=unsatisfied.values("delivery__reply__assignment__record"))
    for record in found.prefetch_related("signatures__proposer")[:MOST_ITEMS]:
        signers = sorted(record.signatures.all(), key=lambda signature: signature.order)
        proposer = signers[0].proposer.styled if signers else ""
        label = session.class_label(record.reply_class)
        if record.answered_on is not None:
            yield AnsweredItem(record.title.strip("《》"), proposer, record.answered_on, label)
