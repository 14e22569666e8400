"""“件件有流程、条条有进展、事事有回音” as a check: each item is complete for where it stands, or is listed with what is missing.

Flow: the events lead to the stage of the item and of every part in a legal order, and the item's flat facts are those
that a recount comes to. Progress: once a draft is handed in there is a contact, and each request has its progress or
answer. Reply: what is answered has its letter, delivered to everybody, and what is closed its feedback or its ending.
What came in by 台账补录 is proven by the event that names file and row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from tracking.loop.engine.declaring import STEPS, Step
from tracking.loop.settling import facts_of_all
from tracking.models import Ask, Assignment, Delivery, Event, HandlingRecord, ProgressNote, Reply
from tracking.models.portions import portions
from tracking.stages import ANSWERED, APART, BEFORE_HAND_OVER, IN_REVIEW, Stage
from tracking.versions.kinds import BACKFILL

AT_ONCE = 1000
RECORD, PART = HandlingRecord._meta.label_lower, Assignment._meta.label_lower
Row = tuple[str, int]
"A model's label and a primary key."


@dataclass(frozen=True, slots=True)
class Missing:
    """An item and what it lacks, in a sentence."""

    record: HandlingRecord
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of a check: how many items were looked at, and what is missing where."""

    records: int
    missing: list[Missing]
    open: int = 0
    "How many items are open; these are complete for where they stand today."
    by_workbook: int = 0
    "How many items have their stage proven by a workbook alone (台账补录); nothing more than its row is asked of them."

    @property
    def complete(self) -> int:
        """How many items lack nothing."""
        return self.records - len({one.record.pk for one in self.missing})


def prove(records: QuerySet) -> Proof:
    """Check these items, with a fixed number of queries for every thousand."""
    keys = list(records.order_by("session", "kind", "origin", "number").values_list("pk", flat=True))
    missing: list[Missing] = []
    by_workbook: set[int] = set()
    for near in portions(keys, AT_ONCE):
        missing += _prove(near, by_workbook)
    return Proof(len(keys), missing, records.open().count(), len(by_workbook))


def _prove(keys: list[int], by_workbook: set[int]) -> Iterator[Missing]:
    """What these items lack; those that a workbook alone proves are added to the set."""
    records = _read(keys)
    facts = facts_of_all(records)
    stages = _stages_written(keys)
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(record__in=keys).order_by("number"):
        events[event.record_id].append(event)
    for record in records:
        walk = Walk(stages)
        sentences = [*walk.problems(events[record.pk]), *_where_it_stands(record, walk)]
        sentences += _other_facts(record, facts[record.pk])
        if walk.came_by_workbook:
            by_workbook.add(record.pk)
        elif record.stage not in APART:
            sentences += [*_progress(record), *_replies(record)]
        yield from (Missing(record, sentence) for sentence in sentences)


def _read(keys: list[int]) -> list[HandlingRecord]:
    replies = Reply.objects.order_by("round").prefetch_related(
        Prefetch("deliveries", Delivery.objects.select_related("feedback")), "ask_answers"
    )
    parts = Assignment.objects.standing().select_related("unit").order_by("duty", "pk")
    parts = parts.prefetch_related(Prefetch("replies", replies), "contacts")
    asks = Ask.objects.prefetch_related(Prefetch("notes", ProgressNote.objects.only("ask")), "answers")
    records = HandlingRecord.objects.filter(pk__in=keys).order_by("session", "kind", "origin", "number")
    return list(
        records.select_related("session").prefetch_related(
            Prefetch("assignments", parts), Prefetch("asks", asks), "signatures__proposer"
        )
    )


# 件件有流程 ------------------------------------------------------------------------------------
def _stages_written(keys: list[int]) -> dict[Row, tuple[int, str]]:
    """For each version of these items and parts (label, key): the row that it belongs to, and the stage that it wrote."""
    found: dict[Row, tuple[int, str]] = {}
    for label, history in (
        (RECORD, HandlingRecord.history.filter(id__in=keys)),
        (PART, Assignment.history.filter(record_id__in=keys)),
    ):
        for history_id, pk, stage in history.values_list("history_id", "id", "stage"):
            found[label, history_id] = (pk, stage)
    return found


class Walk:
    """The way of one item through its events, by the versions that each of them wrote."""

    def __init__(self, written: dict[Row, tuple[int, str]]):
        self.written = written
        self.stages: dict[Row, str] = {}
        self.came_by_workbook = False
        "The stage where the item stands is the one that a workbook's row proved."

    def problems(self, events: Iterable[Event]) -> Iterator[str]:
        """The moves among these events that no declared step allows, each as a sentence."""
        for event in events:
            moved = {}
            for label, version in event.versions:
                if (found := self.written.get((label, version))) is not None:
                    moved[label, found[0]] = found[1]
            moved = {row: stage for row, stage in moved.items() if self.stages.get(row) != stage}
            for row, after in moved.items():
                if not self._is_legal(event, row, self.stages.get(row), after):
                    before = self.stages.get(row)
                    yield _("第%(number)s条“%(step)s”从“%(before)s”到“%(after)s”，不合流程。") % {
                        "number": event.number,
                        "step": event.label,
                        "before": Stage(before).label if before else _("空"),
                        "after": Stage(after).label,
                    }
            if moved:
                self.came_by_workbook = event.what == BACKFILL
            self.stages |= moved

    def _is_legal(self, event: Event, row: Row, before: str | None, after: str) -> bool:
        """Whether this event may have moved this row so; an item follows its parts, and is compared with them at its end."""
        declared: Step | None = STEPS.get(event.what)
        if declared is None:
            return event.what == BACKFILL
        label, own = row[0], PART if declared.is_of_assignment else RECORD
        if label == PART and (before is None or (own == RECORD and after == Stage.ASSIGNED)):
            # A part is handed over once; a second time only to the unit that gave it back.
            return own == RECORD and after == Stage.ASSIGNED and before in {None, Stage.REASSIGNED}
        if label == RECORD and (own == PART or declared.target is None):
            # The item follows its parts.
            return True
        leads_to = {declared.target, *declared.branches} - {None}
        fits = not leads_to or after in leads_to
        return fits and (label != own or before is None or before in declared.sources)


def _where_it_stands(record: HandlingRecord, walk: Walk) -> Iterator[str]:
    """The item and those of its parts that do not stand where their events led them."""
    if not walk.stages:
        yield _("没有办理记录。")
        return
    with_units = record.stage not in BEFORE_HAND_OVER | APART
    if with_units and not _answering(record):
        yield _("没有承办单位。")
    rows = [((RECORD, record.pk), record.stage, str(record.number_label))]
    rows += [((PART, part.pk), part.stage, str(part.unit)) for part in record.assignments.all()]
    for row, stage, name in rows:
        if walk.stages.get(row) != stage:
            yield _("%(name)s的环节“%(stage)s”没有办理记录为据。") % {"name": name, "stage": Stage(stage).label}


def _other_facts(record: HandlingRecord, facts: dict) -> Iterator[str]:
    """The flat facts that differ from a recount of the parts."""
    other = [name for name, value in facts.items() if getattr(record, name) != value]
    if other:
        names = "、".join(str(HandlingRecord._meta.get_field(name).verbose_name) for name in other)
        yield _("%(facts)s与各承办单位的办理情况不符。") % {"facts": names}


# 条条有进展 ------------------------------------------------------------------------------------
def _answering(record: HandlingRecord) -> list[Assignment]:
    return [part for part in record.assignments.all() if part.is_answering]


def _progress(record: HandlingRecord) -> Iterator[str]:
    """What is missing once a draft was sent in: a contact with the proposer, and of each request its progress or answer."""
    handed_in = [part for part in _answering(record) if part.stage in IN_REVIEW | ANSWERED]
    if not handed_in:
        return
    if not record.is_joint:
        for part in handed_in:
            if not part.contacts.all():
                yield _("%(unit)s没有与提出人沟通的登记。") % {"unit": part.unit}
    for ask in record.asks.all():
        if not ask.notes.all() and not ask.answers.all():
            yield _("第%(number)s项“%(text)s”没有进展，也没有答复。") % {"number": ask.number, "text": ask.text}


# 事事有回音 ------------------------------------------------------------------------------------
def _replies(record: HandlingRecord) -> Iterator[str]:
    """What is missing in letters: the draft in review, the delivered letter once answered, the opinion once closed."""
    for part in record.assignments.all():
        if not part.is_answering:
            if part.stage == Stage.CLOSED and part.opinion_on is None:
                yield _("%(unit)s没有配合意见。") % {"unit": part.unit}
            continue
        reply = part.reply
        if part.stage in IN_REVIEW | ANSWERED and reply is None:
            yield _("%(unit)s没有答复稿。") % {"unit": part.unit}
        elif part.stage in ANSWERED:
            yield from _letter(record, part, reply)


def _letter(record: HandlingRecord, part: Assignment, reply: Reply) -> Iterator[str]:
    if reply.issued_on is None or reply.delivered_on is None:
        yield _("%(unit)s的答复没有成文或送达。") % {"unit": part.unit}
        return
    if record.is_joint:
        return
    deliveries = {delivery.signature_id: delivery for delivery in reply.deliveries.all()}
    for signature in record.signatures.all():
        if signature.pk not in deliveries:
            yield _("%(unit)s的答复没有送达%(name)s。") % {"unit": part.unit, "name": signature.proposer}
    first = next((deliveries.get(one.pk) for one in record.signatures.all() if one.is_first), None)
    heard = first is not None and hasattr(first, "feedback")
    if part.stage == Stage.CLOSED and not heard and not record.ending:
        yield _("%(unit)s的答复没有意见反馈。") % {"unit": part.unit}
