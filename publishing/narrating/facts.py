"""What the ledger knows of a session, to the end of a day: all that its prose may say."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

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
    Fulfilment,
    FulfilmentProgress,
    HandlingRecord,
    Publicity,
    Reply,
    Satisfaction,
    Session,
    Supervision,
    SupervisionKind,
)
from tracking.stages import APART
from tracking.wording import clean, mask_personal

MOST_ITEMS = 3
"Answered items that are told of by name: who listens to more of them has heard their like."
MOST_NAMED = 3
"Circulars, and items supervised, that are told of by name; and notes that are quoted of one item."
LONGEST = 90
"Characters that are quoted of a note; of a longer one its first sentences."
PUBLIC = Q(duty__in=ANSWERING_DUTIES, publicity__in=[one for one in Publicity if one.is_proactive])
"Items whose answer is public."


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An answered item whose answer is public, as prose names it."""

    title: str
    proposer: str
    answered_on: date
    class_label: str = ""
    talked: tuple[str, ...] = ()
    "How the proposer was talked to, the most frequent way first (座谈会、电话)."
    done: tuple[str, ...] = ()
    "What was done meanwhile, in the words of the unit's progress notes, each without its full stop."
    came: str = ""
    "What came of it last, in the unit's words (落实情况)."


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
    circular_titles: tuple[str, ...] = ()
    visited: tuple[str, ...] = ()
    "Titles of public items that were visited or supervised specially."
    contacts: int = 0
    face_contacts: int = 0
    asked: int = 0
    items: tuple[AnsweredItem, ...] = ()
    has_promises: bool = False
    open_promises: int = 0
    "Letters whose promise no entry of the unit says is done."

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
    done_by_then = Fulfilment.objects.filter(reply=OuterRef("pk"), progress=FulfilmentProgress.DONE, on__lte=as_of)
    circulars = Circular.objects.filter(session=session, on__lte=as_of).order_by("on", "pk")
    looked_at = (SupervisionKind.SITE_VISIT, SupervisionKind.SPECIAL)
    visits = Supervision.objects.filter(record__in=records.filter(PUBLIC), on__lte=as_of, kind__in=looked_at)
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
        circulars=circulars.count(),
        circular_titles=tuple(circulars.values_list("title", flat=True)[:MOST_NAMED]),
        visited=tuple(dict.fromkeys(visits.order_by("on", "pk").values_list("record__title", flat=True)))[:MOST_NAMED],
        unassigned=everything.exclude(stage__in=APART).exclude(pk__in=assigned.values("record")).count(),
        contacts=talked.total(),
        face_contacts=sum(talked[method] for method in FACE_TO_FACE),
        asked=records.filter(asked_on__lte=as_of).count(),
        items=tuple(_public_items(session, records, as_of)),
        has_promises=promises.exists(),
        open_promises=promises.exclude(Exists(done_by_then)).count(),
    )


def _public_items(session: Session, records: QuerySet[HandlingRecord], as_of: date) -> Iterator[AnsweredItem]:
    # What somebody who signed was not satisfied with is no good example.
    unsatisfied = Feedback.objects.filter(result=Satisfaction.UNSATISFIED, on__lte=as_of)
    # What could be settled or begun goes before what has to wait.
    waits = Case(When(reply_class__in=("C", "D"), then=1), default=0)
    found = records.filter(PUBLIC, answered_on__lte=as_of).order_by(waits, "-kind", "number")
    found = found.exclude(pk__in=unsatisfied.values("delivery__reply__assignment__record"))
    leading = Assignment.objects.standing().filter(duty=AssignmentDuty.LEAD)
    along = leading.prefetch_related("contacts", "notes", "replies__fulfilments")
    for record in found.prefetch_related("signatures__proposer", Prefetch("assignments", along))[:MOST_ITEMS]:
        signers = sorted(record.signatures.all(), key=lambda signature: signature.order)
        proposer = signers[0].proposer.styled if signers else ""
        label = session.class_label(record.reply_class)
        parts = list(record.assignments.all())
        ways = Counter(one.get_method_display() for part in parts for one in part.contacts.all() if one.on <= as_of)
        notes = sorted((one for part in parts for one in part.notes.all() if one.on <= as_of), key=lambda one: one.on)
        letters = (reply for part in parts for reply in part.replies.all())
        told = [one for reply in letters for one in reply.fulfilments.all() if one.on <= as_of]
        latest = max(told, key=lambda one: (one.on, one.pk), default=None)
        if record.answered_on is not None:
            yield AnsweredItem(
                record.title.strip("《》"),
                proposer,
                record.answered_on,
                label,
                talked=tuple(way for way, _n in ways.most_common()),
                done=tuple(dict.fromkeys(filter(None, (quoted(one.text) for one in notes))))[-MOST_NAMED:],
                came=quoted(latest.text) if latest is not None else "",
            )


def quoted(text: str) -> str:
    """A note of the ledger as prose can quote it: one line, masked, its first sentences, without the last full stop."""
    line = clean(mask_personal("".join(text.split()))).strip("，；。、：")
    if len(line) > LONGEST:
        ends = [place for mark in "。；" if (place := line.rfind(mark, 0, LONGEST)) > 0]
        line = line[: max(ends)] if ends else ""
    return re.sub("[。；]", "，", line)
