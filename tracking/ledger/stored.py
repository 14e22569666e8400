"""What the ledger holds of its items, as a workbook can say it: for comparing with a row, and for writing one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from tracking.loop.acts.intake import propose
from tracking.loop.bulk.backfill import Answer, ItemFacts, PartFacts
from tracking.models import (
    Assignment,
    AssignmentDuty,
    Delivery,
    Event,
    HandlingRecord,
    Partner,
    Reply,
    Session,
    Signature,
    Unit,
)
from tracking.models.advancing import advancing
from tracking.models.inserting import made
from tracking.models.portions import portions
from tracking.versions.kinds import BACKFILL

MOST_NUMBERS = 500
"Up to how many items only those are read; for more the session's whole ledger is read."


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """The units that a workbook, or 拟办 after it, named for an item before it was handed over: a suggestion, not an assignment."""

    leads: list[Unit]
    supports: list[Unit]
    district_leader: str = ""
    is_proposed: bool = False
    "Whether 拟办 named them."


def named_units(records: Iterable[HandlingRecord]) -> dict[int, NamedUnits]:
    """What workbooks and proposals named for these items, the later word last, by primary key; kept in their events."""
    keys = [record.pk for record in records]
    said: dict[int, dict] = {}
    for near in portions(keys):
        events = Event.objects.filter(what__in=(BACKFILL, propose.code), record__in=near).order_by("number")
        for record, what, data in events.values_list("record_id", "what", "data"):
            if "units" in data:
                said[record] = said.get(record, {}) | data["units"] | {"is_proposed": what == propose.code}
    units = Unit.objects.in_bulk({pk for one in said.values() for pk in one["lead"] + one["support"]})
    return {
        record: NamedUnits(
            [units[pk] for pk in one["lead"] if pk in units],
            [units[pk] for pk in one["support"] if pk in units],
            one.get("district_leader", ""),
            one["is_proposed"],
        )
        for record, one in said.items()
    }


def parts_named(record: HandlingRecord, leads: Iterable[Unit], supports: Iterable[Unit]) -> list[PartFacts]:
    """Parts of units that a row names; stored once the item is handed over."""
    duties = ((AssignmentDuty.LEAD, leads), (AssignmentDuty.SUPPORT, supports))
    return [
        PartFacts(made(Assignment, record=record, unit=unit, duty=duty)) for duty, units in duties for unit in units
    ]


def facts_of_session(
    session: Session, numbers: Iterable[int] | None = None, *, handed_over: bool = False
) -> list[ItemFacts]:
    """The session's items, or those with these numbers or handed over already, with all their parts; a fixed number of queries."""
    if session.pk is None:
        return []
    records = session.records.order_by("kind", "origin", "number")
    if numbers is not None and len(wanted := set(numbers)) <= MOST_NUMBERS:
        records = records.filter(number__in=wanted)
    if handed_over:
        records = records.filter(handed_over_on__isnull=False)
    return _loaded(records)


def facts_in_turn(session: Session) -> Iterator[ItemFacts]:
    """All the session's items in their order, read some hundred at a time: for who needs one after the other."""
    keys = list(session.records.order_by("kind", "origin", "number").values_list("pk", flat=True))
    several = (
        _loaded(session.records.filter(pk__in=near).order_by("kind", "origin", "number")) for near in portions(keys)
    )
    yield from advancing(chain.from_iterable(several), _("读取"), len(keys))


def _loaded(records: QuerySet) -> list[ItemFacts]:
    """Items with all their parts."""
    loaded = list(
        records.select_related("session", "lead_unit").prefetch_related(
            Prefetch("signatures", Signature.objects.select_related("proposer").order_by("order")),
            Prefetch("partners", Partner.objects.select_related("unit")),
            Prefetch("assignments", Assignment.objects.standing().select_related("unit")),
            "assignments__contacts",
            "assignments__notes",
            Prefetch("assignments__replies", Reply.objects.order_by("round")),
            Prefetch(
                "assignments__replies__deliveries",
                Delivery.objects.select_related("feedback").order_by("signature__order"),
            ),
        )
    )
    waiting = [record for record in loaded if record.handed_over_on is None]
    named = named_units(waiting)
    return [_facts(record, named.get(record.pk)) for record in loaded]


def _facts(record: HandlingRecord, named: NamedUnits | None) -> ItemFacts:
    signatures = list(record.signatures.all())
    facts = ItemFacts(
        record, [one.proposer for one in signatures], signatures=signatures, partners=list(record.partners.all())
    )
    if named is not None:
        facts.parts, facts.district_leader = parts_named(record, named.leads, named.supports), named.district_leader
    for assignment in record.assignments.all():
        assignment.record = record
        replies = list(assignment.replies.all())
        facts.last_round[assignment.pk] = max((reply.round for reply in replies), default=0)
        part = PartFacts(assignment, list(assignment.contacts.all()), list(assignment.notes.all()))
        part.answers = [_answer(reply, facts) for reply in replies if reply.issued_on]
        facts.parts.append(part)
    return facts


def _answer(reply: Reply, facts: ItemFacts) -> Answer:
    """A sealed letter; the opinion that counts is the first signer's."""
    deliveries = list(reply.deliveries.all())
    first = facts.signatures[0].pk if facts.signatures else None
    to_first = next((one for one in deliveries if one.signature_id == first), None)
    return Answer(reply, getattr(to_first, "feedback", None), deliveries)
