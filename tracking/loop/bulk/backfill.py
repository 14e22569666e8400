"""台账补录 (backfill): what a workbook's rows prove, entered in bulk at the stage that they prove, one event a row.

Besides the engine this is the only writer of stages. It records no steps: no reviews, no signatures and no drafts, only the
facts that the row states, and one event that names file and row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking import versions
from tracking.loop.bulk.batch import Batch
from tracking.loop.settling import facts_of
from tracking.models import (
    Assignment,
    AssignmentDuty,
    Contact,
    Delivery,
    DeliveryWay,
    Event,
    Feedback,
    HandlingRecord,
    Partner,
    ProgressNote,
    Proposer,
    Reply,
    Session,
    Signature,
)
from tracking.models.inserting import made
from tracking.permissions import person_of
from tracking.signals import tell_of_import
from tracking.stages import APART, Stage
from tracking.versions.kinds import BACKFILL
from tracking.wording import split_units

OPENING = -1
"The owner of rows that come with the workbook as a whole, such as a new session or new units."


@dataclass(slots=True, eq=False)
class Answer:
    """One round's letter as a row proves it, with the first signer's opinion."""

    reply: Reply
    feedback: Feedback | None = None
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class PartFacts:
    """A unit's part with everything that a row says of it."""

    assignment: Assignment
    contacts: list[Contact] = field(default_factory=list)
    notes: list[ProgressNote] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ItemFacts:
    """An item with everything that the ledger's workbook can say of it: new, or as stored."""

    record: HandlingRecord
    signers: list[Proposer] = field(default_factory=list)
    "The first signer stands first."
    signatures: list[Signature] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    parts: list[PartFacts] = field(default_factory=list)
    "Units that have the item, or that a row names before it is handed over: those of the latter are not stored."
    last_round: dict[int, int] = field(default_factory=dict)
    "Primary key of an assignment → its last round, drafts included."
    district_leader: str = ""
    "责任领导 as a row names it before the item is handed over."

    @property
    def answering(self) -> list[PartFacts]:
        """The parts that answer (牵头)."""
        return [part for part in self.parts if part.assignment.duty == AssignmentDuty.LEAD]


@dataclass(slots=True, eq=False)
class Entry:
    """What one row brings: the facts as they are to be, and what the event says of it."""

    facts: ItemFacts
    summary: str
    data: dict
    touched: dict[int, object] = field(default_factory=dict)
    "Stored rows that get new values, by `id()`."
    proved: dict[int, Stage] = field(default_factory=dict)
    "Primary key of a stored assignment → the stage that its facts proved before."

    def put(self, row, name: str, value) -> None:
        """Set a field of a row; a stored row that changes is noted in `touched`."""
        if getattr(row, name) != value:
            setattr(row, name, value)
            if row.pk is not None:
                self.touched[id(row)] = row


# What facts prove ------------------------------------------------------------------------------
def proven_stage(facts: ItemFacts, part: PartFacts) -> Stage:
    """The stage of a unit's part that its facts prove."""
    own = part.assignment
    if own.duty == AssignmentDuty.SUPPORT:
        if own.signed_for_on is None:
            return Stage.ASSIGNED
        return Stage.CLOSED if own.opinion_on else Stage.HANDLING
    last = part.answers[-1] if part.answers else None
    if facts.record.is_joint and last is not None and last.reply.issued_on:
        return Stage.CLOSED
    if own.closed_on:
        return Stage.CLOSED
    if last is not None:
        proofs = {
            Stage.FED_BACK: last.feedback,
            Stage.ASKED: last.reply.asked_on,
            Stage.DELIVERED: last.reply.delivered_on,
            Stage.NUMBERED: last.reply.issued_on,
        }
        return next((stage for stage, proof in proofs.items() if proof), Stage.HANDLING)
    return Stage.HANDLING if own.signed_for_on else Stage.ASSIGNED


WISHED = "来文意向："
"How 拟办意见 begins where it only says whom the assembly or the proposer had in mind: the office has proposed nothing yet."


def wished_units(lead: str, support: str = "") -> str:
    """The units that a list of the assembly proposes (拟主办单位、意向会办单位), as the beginning of 拟办意见."""
    lead, support = ("、".join(split_units(names)) for names in (lead, support))
    parts = [str(_("%(units)s牵头") % {"units": lead})] if lead else []
    parts += [str(_("%(units)s配合") % {"units": support})] if support else []
    return WISHED + "，".join(parts) + "。"


def proven_before_hand_over(record: HandlingRecord) -> Stage:
    """The stage that the facts of an item before its hand-over prove."""
    if record.instruction:
        return Stage.INSTRUCTED
    is_wish = record.handling_proposal.startswith(WISHED) and record.proposed_on is None
    if record.handling_proposal and not is_wish:
        return Stage.PROPOSED if record.session.uses_instruction else Stage.INSTRUCTED
    return Stage.REGISTERED


def proven(facts: ItemFacts) -> Stage:
    """The item's stage that its facts prove."""
    if facts.record.handed_over_on is None:
        return proven_before_hand_over(facts.record)
    if not facts.answering:
        return Stage.REGISTERED
    return Stage.slowest(proven_stage(facts, part) for part in facts.answering)


def flat_facts(facts: ItemFacts) -> dict:
    """The item's flat facts as they follow from these parts: what `settling.facts` will count once they are stored."""
    if facts.record.handed_over_on is None:
        return {}
    answering = [(part.assignment, [(one.reply, one.feedback) for one in part.answers]) for part in facts.answering]
    contacts = [(contact.on, contact.method) for part in facts.parts for contact in part.contacts]
    return facts_of(facts.record, answering, contacts)


# Writing ---------------------------------------------------------------------------------------
def backfill(
    session: Session,
    entries: list[Entry],
    *,
    account,
    reason: str,
    opening: versions.EventDraft,
    newcomers: Iterable = (),
    people: Iterable[Proposer] = (),
) -> list[Event]:
    """Write all entries with their versions and events, inside the caller's transaction.

    The opening event names what comes with them: a new session, new units and proposers, and people whose telephone
    or post changed.
    """
    batch = Batch(account, reason)
    batch.add(OPENING, *newcomers)
    batch.change(OPENING, *people)
    for owner, entry in enumerate(entries):
        _stage(entry)
        _gather(batch, owner, entry)
    written = batch.write()
    decider = person_of(account) if account is not None else None
    today = timezone.localdate()
    drafts = [
        versions.EventDraft(
            what=BACKFILL,
            summary=entry.summary,
            on=today,
            record_id=entry.facts.record.pk,
            decider=decider,
            data=entry.data | {"stage": str(entry.facts.record.stage)},
            versions=tuple(written[owner]),
        )
        for owner, entry in enumerate(entries)
    ]
    if written[OPENING]:
        drafts.insert(0, replace(opening, versions=tuple(written[OPENING]), on=today, decider=decider))
    events = versions.append_all(drafts, account=account, said=batch.said)
    if keys := [entry.facts.record.pk for entry in entries]:
        tell_of_import(session, keys)
    return events


def _stage(entry: Entry) -> None:
    """Give the parts and the item the stages that are proven, never an earlier one, and the item its flat facts."""
    facts = entry.facts
    record = facts.record
    if record.stage in APART:
        return
    if record.handed_over_on is None:
        entry.put(record, "stage", max(Stage(record.stage), proven_before_hand_over(record), key=lambda one: one.rank))
        return
    for part in facts.parts:
        own = part.assignment
        if entry.proved.get(own.pk) == proven_stage(facts, part):
            continue
        stage = max(Stage(own.stage), proven_stage(facts, part), key=lambda one: one.rank)
        entry.put(own, "stage", stage)
        if stage == Stage.CLOSED and own.closed_on is None:
            last = part.answers[-1].reply.issued_on if part.answers else None
            entry.put(own, "closed_on", last or own.opinion_on)
    for name, value in flat_facts(facts).items():
        entry.put(record, name, value)


def _gather(batch: Batch, owner: int, entry: Entry) -> None:
    """Hand every new and every changed row of an entry to the batch."""
    facts = entry.facts
    new = [] if facts.record.pk else [facts.record]
    _signatures(batch, owner, entry, new)
    new += [partner for partner in facts.partners if partner.pk is None]
    for part in facts.parts if facts.record.handed_over_on else []:
        new += [] if part.assignment.pk else [part.assignment]
        new += [row for row in (*part.contacts, *part.notes) if row.pk is None]
        for answer in part.answers:
            _letter(facts, answer, new)
    batch.add(owner, *new)
    batch.change(owner, *entry.touched.values())


def _signatures(batch: Batch, owner: int, entry: Entry, new: list) -> None:
    """Add the signatures in the order of the signers; where the co-signers changed, theirs are removed and added anew."""
    facts = entry.facts
    if facts.signatures:
        first, *others = facts.signatures
        if first.proposer != facts.signers[0]:
            first.proposer = facts.signers[0]
            entry.touched[id(first)] = first
        if [one.proposer for one in others] != facts.signers[1:]:
            batch.remove(owner, *others)
            facts.signatures = [first]
    signed = len(facts.signatures)
    for order, proposer in enumerate(facts.signers[signed:], start=signed + 1):
        signature = made(Signature, record=facts.record, proposer=proposer, order=order)
        facts.signatures.append(signature)
        new.append(signature)


def _letter(facts: ItemFacts, answer: Answer, new: list) -> None:
    """Add a round's letter, with a delivery to every signer once it was delivered, and the first signer's opinion."""
    reply = answer.reply
    if reply.pk is None:
        new.append(reply)
    if reply.delivered_on and not facts.record.is_joint and not answer.deliveries:
        for signature in facts.signatures:
            delivery = Delivery(reply=reply, signature=signature, way=DeliveryWay.POST, sent_on=reply.delivered_on)
            answer.deliveries.append(delivery)
            new.append(delivery)
    if answer.feedback is not None and answer.feedback.pk is None:
        answer.feedback.delivery = answer.deliveries[0]
        new.append(answer.feedback)
