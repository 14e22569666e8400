"""Random people take random steps on items of every duty, and nothing they do or are refused breaks the ledger.

A walk is some hundred moves: right and wrong people, stand-ins, papers with and without their scan, days in the past and
in the future, forms filled in well and badly. There are 400 moves in a run of the suite, 200 on PostgreSQL, and
five times as many by `make thorough`; HUIYIN_TEST_WALK says how many. A walk that fails prints its moves and what became of each.

What a move may break is looked at after the move: that a refused one left no row changed, that a taken one led where it may,
with its events at the chain's end, and that every item it wrote agrees with its parts and its events. The items it did
not write are unchanged, which their version numbers say; all of them are counted anew every so often and at the end.
"""

import os
import re
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.thorough import times
from tests.tracking.factories import kept, make_account, make_office, make_person, make_scan, make_unit
from tests.tracking.walking import answers, recount
from tracking import figures, permissions, versions
from tracking.loop import STEPS, Refused, take, what_first
from tracking.loop.bulk.proving import prove
from tracking.loop.settling import facts_of_all
from tracking.models import (
    Assignment,
    Delegation,
    Duty,
    Event,
    Feedback,
    FeedbackSource,
    HandlingRecord,
    Partner,
    Reply,
    ReviewVerdict,
    Role,
)
from tracking.stages import APART, BEFORE_HAND_OVER, Stage

MOVES = int(os.environ.get("HUIYIN_TEST_WALK") or (1 if connection.vendor == "sqlite" else 0.5) * times(400, 2000))
MOVES_A_WALK = min(MOVES, 400)
"Long enough for items to come to their ends, and to be heard late."
ALL_ITEMS_EVERY = 25
PROVEN_EVERY = 6
PROVEN_AT_ONCE = {Stage.SUBMITTED, Stage.DELIVERED, Stage.FED_BACK, Stage.CLOSED}
LONG = 2000
"From so many moves on nearly every kind of step must have been taken, and refused."
START = datetime(2024, 3, 29, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ITEMS = (Duty.LEAD, Duty.SOLE, Duty.SEPARATE, Duty.JOINT)
LATE_REQUEST = r"第\d+项“.+”没有进展，也没有答复。"
"The one thing that may be missing: a request that was listed when the draft was already in."
ONWARD = [step for step in STEPS.values() if step.subject != "new" and not step.aside and step.target]
BESIDE = [step for step in STEPS.values() if step.subject != "new" and step not in ONWARD]


class House:
    """The office and everybody who tries something: two units, a stand-in, somebody with two hats, a superuser."""

    def __init__(self):
        self.office = make_office()
        self.units = [self.office.unit, make_unit("区另例局"), make_unit("区第三局")]
        deputy = make_person("示例副职", login="deputy", post="副职")
        two_hats = make_person("示例两职", Role.UNIT_HANDLER, self.office.unit, login="two-hats")
        with versions.chained("example", "准备", account=None):
            permissions.grant(two_hats, Role.OFFICE_REVIEWER)
            permissions.grant(two_hats, Role.LEADER)
        kept(
            Delegation(
                giver=self.office.leader.person,
                receiver=deputy,
                role=Role.LEADER,
                from_on=START.date(),
                to_on=START.date() + timedelta(days=60),
                agreed_by="示例区长",
            )
        )
        self.by_role = {
            Role.OFFICE_CLERK: [self.office.clerk],
            Role.OFFICE_REVIEWER: [self.office.reviewer, two_hats.user],
            Role.LEADER: [self.office.leader, deputy.user, two_hats.user],
            Role.SUPERVISOR: [make_person("示例督查", Role.SUPERVISOR, login="supervisor").user],
            Role.EDITOR: [make_person("示例编辑", Role.EDITOR, login="editor").user],
            Role.FINAL_REVIEWER: [make_person("示例三审", Role.FINAL_REVIEWER, login="final").user],
            Role.ADMIN: [make_person("示例管理", Role.ADMIN, login="administrator").user],
            None: [make_account("root", is_superuser=True), make_person("示例无职", login="nobody").user],
        }
        self.two_hats = two_hats.user
        self.handlers = {unit.pk: self.office.handler_of(unit) for unit in self.units}
        self.everybody = [*(one for some in self.by_role.values() for one in some), *self.handlers.values()]

    def enter(self) -> None:
        """One item of each duty, of the city's and of the district's, with two signers and a unit of the city's."""
        for duty in ITEMS:
            origin = "city" if duty in {Duty.LEAD, Duty.JOINT} else "district"
            signers = {"first_signer": "示例代表甲", "co_signers": ["示例代表乙"]}
            record = self.office.register(duty=duty, origin=origin, **signers)
            kept(Partner(record=record, unit=self.office.lead_unit, due_on=START.date() + timedelta(days=30)))

    def somebody_for(self, step, subject, chance: Random):
        """Usually one who may take the step, sometimes anybody."""
        if chance.random() < 0.08:
            return chance.choice(self.everybody)
        role = chance.choice([role for role in step.roles if role != Role.PROPOSER])
        if role == Role.UNIT_HANDLER:
            own = self.handlers[subject.unit_id]
            return self.two_hats if subject.unit_id == self.office.unit.pk and chance.random() < 0.1 else own
        return chance.choice(self.by_role[role])


class Loop(RuleBasedStateMachine):
    """The ledger under whatever people try; what must hold is checked after each move, taken or refused."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.today = self.clock.__enter__()
        self.moves, self.known = 0, Event.objects.count()
        self.rows: dict = {}
        self.wrote: set[str] = set()
        "The models of which the last move wrote versions."
        self.to_prove: set[int] = set()

    @initialize(seed=st.integers(0, 2**48))
    def items_come_in(self, seed):
        """The house and its items; what people try follows from one number, so that no walk is cut short for its data."""
        self.seed = seed
        self.house = House()
        self.house.enter()
        self.known, self.rows = Event.objects.count(), self._rows()

    @rule()
    def somebody_tries_something(self):
        """One move: who, which step, on which item, what they enter, on what day, perhaps on paper."""
        self.moves += 1
        chance = Random(f"{self.seed} {self.moves}")
        self.today.shift(timedelta(days=chance.choice([0, 0, 0, 1, 1, 4])))
        subject, step = self._what(chance)
        account, decider, scan = self.house.somebody_for(step, subject, chance), None, None
        if step.role.may_decide_on_paper and chance.random() < 0.1:
            account, decider = self.house.office.clerk, account.person if hasattr(account, "person") else None
            scan = make_scan() if chance.random() < 0.8 else None
        on = timezone.localdate() + timedelta(days=chance.choice([0] * 16 + [-1, -9, 1]))
        before, taken, refused = self.rows, False, ""
        try:
            given = answers(step.code, subject, chance)
            event = take(step, subject, account=account, decider=decider, scan=scan, on=on, **given)
            taken = True
        except (Refused, ValidationError) as no:
            refused = str(no)
        note(f"{on} {subject!s} {step.code}: {'taken' if taken else refused}")
        STATISTICS[step.code][taken] += 1
        self.wrote = {label for label, _version in event.versions} if taken else set()
        self.rows = self._rows()
        if taken:
            written = self._check_moves(step, subject, event, before)
            assert self._changed(before) <= written, "an item changed that no event names"
            self._check_written(written, step)
        else:
            assert self.rows == before, "a refused step changed something"
            assert Event.objects.count() == self.known, "a refused step left an event"
        if self.moves % ALL_ITEMS_EVERY == 0:
            self._check_items()

    def _what(self, chance: Random):
        """An item or a part of one, and a step: mostly one of its stage."""
        records = list(HandlingRecord.objects.order_by("pk"))
        going = [record for record in records if record.stage not in APART | {Stage.CLOSED}] or records
        record = chance.choice(going if chance.random() < 0.9 else records)
        parts = list(Assignment.objects.select_related("record__session", "unit").filter(record=record))
        kind = chance.random()
        pool = ONWARD if kind < 0.62 else BESIDE
        pairs = [
            (subject, step)
            for step in pool
            for subject in (parts if step.is_of_assignment else [record])
            if kind > 0.95 or subject.stage in step.sources
        ]
        chance.shuffle(pairs)
        leaving = {code for code in ("withdraw", "transfer") if chance.random() < 0.9}
        # The first of a shuffled row that fits is as likely as any other, and the rest need not be asked.
        fitting = (pair for pair in pairs if pair[1].code not in leaving and (kind > 0.95 or pair[1].applies(pair[0])))
        subject, step = next(fitting, (record, STEPS["correct"]))
        if chance.random() < 0.7:
            # Most people read what is missing, and see to that first.
            step = what_first(step, subject) or step
        return subject, step

    def _rows(self) -> dict:
        """Every item and every part: its stage, its version and the item that it belongs to."""
        items = {(True, pk): facts for pk, *facts in HandlingRecord.objects.values_list("pk", "stage", "version", "pk")}
        parts = Assignment.objects.values_list("pk", "stage", "version", "record")
        return items | {(False, pk): facts for pk, *facts in parts}

    def _changed(self, before: dict) -> set[int]:
        """The items that have another version than before, themselves or a part of theirs."""
        return {facts[2] for row, facts in self.rows.items() if facts != before.get(row)}

    def _check_moves(self, step, subject, event, before) -> set[int]:
        """The subject went where its step says; each move has its event, at the chain's end. Items that these name."""
        row = (isinstance(subject, HandlingRecord), subject.pk)
        was, now = before[row][0], self.rows[row][0]
        follows_its_parts = row[0] and step.target is None
        if was != now and not follows_its_parts:
            assert was in step.sources
            assert now in {step.target, *step.branches}
        added = list(Event.objects.filter(number__gt=self.known).values_list("number", "what", "record"))
        numbers = [number for number, _what, _record in sorted(added)]
        assert added
        assert numbers == list(range(self.known + 1, self.known + len(added) + 1))
        assert Event.objects.count() == numbers[-1]
        assert {what for _number, what, _record in added} == {step.code}
        assert event.number in numbers
        self.known = numbers[-1]
        return {record for _number, _what, record in added}

    def _check_written(self, written: set[int], step) -> None:
        """The items that a move wrote agree with their parts; their events are proven soon.

        At once where a later move could make up for what is missing: a draft without its talk, a letter without its
        deliveries, an end without its opinion. The way itself stands in the events, whenever it is read.
        """
        self.to_prove |= written
        if PROVEN_AT_ONCE & {step.target, *step.branches} or self.moves % PROVEN_EVERY == 0:
            self._check_loop(HandlingRecord.objects.filter(pk__in=self.to_prove))
            self.to_prove = set()
        else:
            self._check_items(written)

    def _check_items(self, keys: set[int] | None = None) -> None:
        """Every item's stage and flat facts are what its parts come to."""
        records = HandlingRecord.objects.prefetch_related("assignments")
        records = list(records if keys is None else records.filter(pk__in=keys))
        found = facts_of_all(records)
        for record in records:
            assert {name: getattr(record, name) for name in found[record.pk]} == found[record.pk]
            leading = [part.stage for part in record.assignments.all() if part.is_answering]
            leading = [stage for stage in leading if stage != Stage.REASSIGNED]
            if record.stage not in APART | BEFORE_HAND_OVER:
                assert record.stage == Stage.slowest(leading)

    def _check_loop(self, records) -> None:
        """The events of these items lead there."""
        missing = [one.what for one in prove(records).missing]
        assert [sentence for sentence in missing if not re.fullmatch(LATE_REQUEST, sentence)] == []

    @invariant()
    def no_pair_of_eyes_is_two(self):
        """Drafter, reviewer and signer of a letter are three people, whoever stands in for whom."""
        if not self.wrote & {"tracking.reply", "tracking.review"}:
            return
        for reply in Reply.objects.exclude(signed_by=None).defer("body").prefetch_related("reviews"):
            passed = [review for review in reply.reviews.all() if review.verdict == ReviewVerdict.PASSED][-1]
            assert len({reply.drafted_by_id, passed.decider_id, reply.signed_by_id}) == 3

    @invariant()
    def no_unit_speaks_for_a_proposer(self):
        """Opinions came in through the office's hands or a link."""
        if "tracking.feedback" not in self.wrote:
            return
        who = Event.objects.filter(what__in=["feed_back", "feed_back_late"]).values_list("account", flat=True)
        assert set(who) <= {self.house.office.clerk.pk}
        assert set(Feedback.objects.values_list("source", flat=True)) <= {
            FeedbackSource.PAPER,
            FeedbackSource.ASSEMBLY,
            FeedbackSource.LEAD_UNIT,
        }

    def teardown(self):
        """At the end of a walk: the chain with every version in it, and the figures against a count by hand."""
        try:
            if hasattr(self, "house"):
                self._check_items()
                self._check_loop(HandlingRecord.objects.all())
                assert versions.verify().problems == []
                session = self.house.office.session
                by_hand = recount(session)
                counts = figures.count(session, keys=by_hand)
                assert {key: (one.numerator, one.denominator) for key, one in counts.items()} == by_hand
                TAKEN.append(self.moves)
        finally:
            self.clock.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)


STATISTICS = {code: {True: 0, False: 0} for code in STEPS}
"Step → how often it was taken and refused in all walks."
TAKEN: list[int] = []


@pytest.mark.django_db
def test_nothing_that_people_try_breaks_the_ledger():
    walks = settings(
        max_examples=max(1, MOVES // MOVES_A_WALK),
        stateful_step_count=MOVES_A_WALK,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        # The same walk every time, but for those who ask for a longer one.
        derandomize="HUIYIN_TEST_WALK" not in os.environ,
        # A shrunk walk takes minutes to find; the moves that were made say as much.
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(Loop, settings=walks)
    assert sum(TAKEN) >= MOVES // 3, "the walks were cut short"
    taken = [code for code, found in STATISTICS.items() if found[True]]
    refused = [code for code, found in STATISTICS.items() if found[False]]
    assert min(len(taken), len(refused)) > (25 if MOVES >= LONG else 15), STATISTICS
