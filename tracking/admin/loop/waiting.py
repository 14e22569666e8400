"""What waits for a person (我的待办): the next moves that are theirs, read in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from tracking import permissions
from tracking.admin.batches.declared import BATCHES, MOST_AT_ONCE, batch_url
from tracking.admin.frame import record_url, step_url
from tracking.admin.ledger.dossier import COSIGNINGS
from tracking.admin.ledger.selection import address_of
from tracking.loop import STEPS, Step, promises, what_first, why_not_now
from tracking.loop.acts.intake import assign, propose
from tracking.loop.acts.supervising import publication
from tracking.loop.engine.asking import may_record
from tracking.loop.rounds import came_back_because
from tracking.models import (
    Assignment,
    CoSignature,
    Delivery,
    DraftConsultation,
    HandlingRecord,
    Partner,
    Person,
    Publicity,
    Role,
    Session,
    Supervision,
    WorkdayOverride,
    every_session,
)
from tracking.models.reading import Along, hold, read_when_looked_at
from tracking.stages import ANSWERED, APART, BEFORE_HAND_OVER, OPEN, UNANSWERED
from tracking.time.clocks import publication_limit
from tracking.time.running import Running, running
from tracking.workdays import Calendar

ITEMS_SHOWN = 8
MOST_READ = 400
"How many open items are read for one first page, the most urgent first."
OF_PART = {
    "replies": Along(
        then={
            "reviews": Along(),
            "look_backs": Along(),
            "deliveries": Along(Delivery.objects.select_related("signature", "feedback")),
            "consultations": Along(DraftConsultation.objects.select_related("signature__proposer")),
        }
    ),
    "contacts": Along(),
    "cosignings": Along(then=COSIGNINGS),
    "objections": Along(),
    "extensions": Along(),
}
"What the conditions of the next moves look at in a unit's part."
OF_RECORD = {
    "partners": Along(Partner.objects.select_related("unit")),
    "signatures": Along(),
    "supervisions": Along(),
}
"What they look at in the item."


@dataclass(frozen=True, eq=False)
class WaitingSubject:
    """One subject that waits for a step; what a page says of it is found out when it is looked at, for most are only counted."""

    step: Step
    subject: HandlingRecord | Assignment
    why_not: str
    "What is missing before the step can be taken; empty when it is open."
    on_paper: bool
    calendar: Calendar

    @property
    def part(self) -> Assignment | None:
        """The unit's part, where the step is of one."""
        return self.subject if isinstance(self.subject, Assignment) else None

    @property
    def record(self) -> HandlingRecord:
        """The item."""
        return self.subject.record if isinstance(self.subject, Assignment) else self.subject

    @property
    def part_id(self) -> int | None:
        """The key of the unit's part."""
        return self.part.pk if self.part is not None else None

    @property
    def unit(self) -> str:
        """The unit's name, where the step is of its part."""
        return self.part.unit.name if self.part is not None else ""

    @cached_property
    def url(self) -> str:
        """Where to go on: the step's page, that of the step to be taken before it, or the item's file."""
        first = what_first(self.step, self.subject) if self.why_not else None
        if first is not None:
            return step_url(first, self.subject)
        return record_url(self.record) if self.why_not else step_url(self.step, self.subject, on_paper=self.on_paper)

    @cached_property
    def publish_by(self) -> date | None:
        """The last day to publish the letter, where the step is 公开登记."""
        if self.part is None or self.step is not publication or not (delivered_on := self.part.reply.delivered_on):
            return None
        return publication_limit(self.record, delivered_on, self.calendar).on

    @cached_property
    def clock(self) -> Running | None:
        """The limit that runs for the unit's part: for signing, for its opinion, or for the answer."""
        return running(self.part, timezone.localdate(), self.calendar) if self.part is not None else None

    @cached_property
    def came_back(self) -> str:
        """Why the last draft was returned, where the unit is to write a new one."""
        return came_back_because(self.part) if self.part is not None and self.step.role.is_of_a_unit else ""

    @property
    def due_on(self) -> date | None:
        """The limit that is shown: the publication's, the part's own, or the item's."""
        if self.publish_by is not None or self.clock is not None:
            return self.publish_by or self.clock.on
        return self.record.clock_due_on if self.record.stage in UNANSWERED else None


@dataclass(slots=True)
class WaitingStep:
    """All that waits for one step, or for the two answers to one question."""

    code: str
    "The code of the step for which the group is named."
    labels: list[str] = field(default_factory=list)
    items: list[WaitingSubject] = field(default_factory=list)
    on_paper: bool = False
    "Whether they wait for others, whose decisions on paper can be recorded."
    is_whole: bool = False
    "Whether the page lists all of them and not the first few."
    records: set[int] = field(default_factory=set)
    "The keys of their items."

    @property
    def shown(self) -> list[WaitingSubject]:
        """The items that the page lists."""
        return self.items if self.is_whole else self.items[:ITEMS_SHOWN]

    @property
    def label(self) -> str:
        """The step's name."""
        return " / ".join(self.labels)

    @property
    def together(self) -> "OnOnePage | None":
        """The page on which those that can go now go together (这20件一起办); None where there are not several, or no such page."""
        if self.code in INTAKE:
            keys = [item.record.pk for item in self.items if not item.why_not][:MOST_AT_ONCE]
            return OnOnePage(len(keys), address_of("loop_hand_over_many", keys)) if len(keys) > 1 else None
        keys = [item.part_id for item in self.items if not item.why_not and item.part_id][:MOST_AT_ONCE]
        batch = BATCHES.get(self.code)
        if batch is None or len(keys) < 2 or (batch.step.role.is_of_a_unit if self.on_paper else batch.closed()):
            return None
        return OnOnePage(len(keys), batch_url(self.code, keys, {"paper": "1"} if self.on_paper else None))


def is_next_move(subject: HandlingRecord | Assignment, step: Step) -> bool:
    """Whether the step is somebody's next move on this subject, be everything there for it or not."""
    return step.applies(subject) and step.is_next(subject)


INTAKE = (propose.code, assign.code)
"The steps that a clerk takes on one page until an item is handed over (一并办理)."


@dataclass(frozen=True, slots=True)
class OnOnePage:
    """The page on which several items go together, and how many it is opened with."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Moves:
    """The next moves from a stage: all, those that are a person's own, and others' that they may record from paper."""

    every: list[Step]
    mine: list[Step]
    others: list[Step]


class Waiting:
    """The next moves of a user or person; for clerks also those of others that can be recorded from paper."""

    def __init__(self, user):
        self.person = user if isinstance(user, Person) else permissions.person_of(user)
        self.mine: dict[str, WaitingStep] = {}
        self.on_paper: dict[str, WaitingStep] = {}
        self.is_cut = False
        self._known: dict[tuple[bool, str, int | None], Moves] = {}
        if self.person is not None:
            for subject in [*self._records(), *self._parts()]:
                self._sort(subject)
            if publication.code in self.mine:
                self.mine[publication.code].items.sort(key=lambda one: one.publish_by or date.max)

    @property
    def count(self) -> int:
        """How many moves wait for the person."""
        return sum(len(group.items) for group in self.mine.values())

    # Reading -----------------------------------------------------------------------------------
    def _records(self) -> list[HandlingRecord]:
        if not permissions.roles_of(self.person) & {Role.OFFICE_CLERK, Role.LEADER}:
            return []
        found = HandlingRecord.objects.filter(stage__in=BEFORE_HAND_OVER)
        first = found.order_by("received_on", "pk")
        whole = HandlingRecord.objects.filter(pk__in=first.values("pk")[: MOST_READ + 1])
        return self._cut(self._with_sessions(list(whole.order_by(*first.query.order_by))))

    def _parts(self) -> list[Assignment]:
        if permissions.sees_the_inside(self.person):
            # Of themselves each of the two is led by an index; “open, or closed and …” by none.
            either = [self._most_urgent(Q(stage__in=OPEN)), self._most_urgent(self._asked_after_the_end())]
        else:
            unpublished = Q(record__publicity__in=[one for one in Publicity if one.is_proactive])
            either = [self._most_urgent(Q(stage__in=ANSWERED, record__published_on=None) & unpublished)]
        # The keys are sorted and cut first, then the wide rows read, with the other units' parts of the same items.
        items, is_found = Q(), Q()
        for found in either:
            items |= Q(record__in=found.values("record")[: MOST_READ + 1])
            is_found |= Q(Exists(found.order_by().filter(pk=OuterRef("pk"))))
        whole = Assignment.objects.filter(items).annotate(is_found=is_found)
        every = list(whole.select_related("record", "unit").order_by(*either[0].query.order_by))
        records = {one.record_id: one.record for one in every}
        self._with_sessions(list(records.values()))
        read_when_looked_at(list(records.values()), OF_RECORD)
        read_when_looked_at(every, OF_PART)
        of_record = defaultdict(list)
        for one in sorted(every, key=lambda one: (one.duty, one.pk)):
            one.record = records[one.record_id]
            of_record[one.record_id].append(one)
        for pk, record in records.items():
            hold(record, "assignments", of_record[pk])
        # Those that were found beyond the cut stand behind it here too.
        return self._cut([one for one in every if one.is_found])

    def _asked_after_the_end(self) -> Q:
        """The condition of the parts of which something is asked when they are closed, too."""
        # An act of supervision waits for its unit after the end of the item.
        asked = Q(record__in=Supervision.objects.unanswered().values("record"))
        # So does a letter that it is to co-sign, once its own opinion is given.
        asked |= CoSignature.objects.asked_of_part()
        # And a promise that is due, for those who look back.
        if Role.SUPERVISOR in permissions.roles_of(self.person):
            due = promises.due(promises.promises(), self._today)
            asked |= Q(pk__in=due.values("assignment"))
        return asked & ~Q(stage__in=APART)

    def _most_urgent(self, wanted: Q) -> QuerySet[Assignment]:
        """Parts that the person may see, those first that have not been answered, by their own day or, before they are signed for, the item's."""
        found = permissions.scope(Assignment.objects.filter(wanted), self.person, "record__")
        if not permissions.sees_whole_ledger(self.person) and (units := permissions.units_of(self.person)):
            found = found.filter(unit__in=units)
        answered_last = Case(When(stage__in=ANSWERED, then=Value(1)), default=Value(0), output_field=IntegerField())
        # The item is looked at where the part has no day alone: all else that is sorted stands in an index.
        of_item = HandlingRecord.objects.filter(pk=OuterRef("record"))
        day = Coalesce("due_on", Subquery(of_item.values(day=Coalesce("redo_due_on", "due_on"))))
        return found.order_by(answered_last, day, "pk")

    def _with_sessions(self, records: list[HandlingRecord]) -> list[HandlingRecord]:
        """The items with their sessions, which they share."""
        for one in records:
            one.session = self._sessions[one.session_id]
        return records

    @cached_property
    def _sessions(self) -> dict[int, Session]:
        return {one.pk: one for one in every_session()}

    def _cut(self, rows: list) -> list:
        """The most urgent of these rows, of which one more was read than is looked at."""
        self.is_cut = self.is_cut or len(rows) > MOST_READ
        return rows[:MOST_READ]

    # Sorting -----------------------------------------------------------------------------------
    def _sort(self, subject) -> None:
        """Sort a subject into the groups of its next moves: the person's own, and those that they may record from paper."""
        moves = self._moves(subject)
        for step in filter(partial(is_next_move, subject), moves.mine):
            why_not = why_not_now(step, subject, self.person)
            if not why_not or not any(
                is_next_move(subject, one) and not why_not_now(one, subject) for one in moves.every
            ):
                self._put(self.mine, step, subject, why_not)
        for step in filter(partial(is_next_move, subject), moves.others):
            if not why_not_now(step, subject):
                self._put(self.on_paper, step, subject, "", on_paper=True)

    def _moves(self, subject: HandlingRecord | Assignment) -> "Moves":
        """The steps from where a subject stands, as the person has them: alike for every unit that is none of theirs."""
        is_part = isinstance(subject, Assignment)
        unit = subject.unit if is_part else None
        key = (is_part, subject.stage, subject.unit_id if is_part and subject.unit_id in self._units else None)
        if key not in self._known:
            every = [one for one in STEPS.values() if one.leads_on and one.is_of_assignment == is_part]
            every = [one for one in every if subject.stage in one.sources]
            mine = [one for one in every if permissions.has_role(self.person, one.role, unit)]
            others = [one for one in every if one not in mine and may_record(one, self.person)]
            self._known[key] = Moves(every, mine, others)
        return self._known[key]

    @cached_property
    def _units(self) -> set[int | None]:
        return {one.unit_id for one in permissions.standings(self.person)}

    def _put(
        self, groups: dict[str, WaitingStep], step: Step, subject, why_not: str, *, on_paper: bool = False
    ) -> None:
        code = step.question.code
        group = groups.setdefault(code, WaitingStep(code, on_paper=on_paper))
        if str(step.label) not in group.labels:
            group.labels.append(str(step.label))
        key = subject.record_id if isinstance(subject, Assignment) else subject.pk
        if step is not step.question and key in group.records:
            return
        group.records.add(key)
        group.items.append(WaitingSubject(step, subject, why_not, on_paper, self.calendar))

    @cached_property
    def _today(self) -> date:
        return timezone.localdate()

    @cached_property
    def calendar(self) -> Calendar:
        """The office's working days."""
        return WorkdayOverride.objects.calendar()
