"""Figures as of a day and as known at a moment equal a naive replay of history, whatever was recorded when."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.prepared import walking
from tests.thorough import share
from tests.tracking.factories import make_session, make_unit
from tests.tracking.replay import Replay, half_up
from tracking import figures
from tracking.models import (
    Assignment,
    Delivery,
    Ending,
    Event,
    Feedback,
    HandlingRecord,
    Proposer,
    Reply,
    Session,
    Signature,
)
from tracking.stages import APART, Stage
from tracking.versions.triggers import disarmed

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2024, 1, 1)
MOMENTS = 40
"How many different moments things are recorded at: few, so that many share one."


class Year:
    """A year of a session's ledger as chance has it: rows, their corrections, deletions, and changes of definitions."""

    def __init__(self, seed: int):
        self.chance = Random(seed)
        self.session = make_session(satisfaction_basis=self.chance.choice(["item", "form"]))
        with disarmed(Session.history.model):
            Session.history.filter(id=self.session.pk).update(history_date=self.moment())
        self.units = [make_unit(f"区示例{name}局") for name in "甲乙丙"]
        self.signers = [Proposer.objects.create(name=f"示例代表{name}", kind="deputy") for name in "甲乙"]
        for number in range(1, self.chance.randint(2, 5)):
            self.item(number)
        for _change in range(self.chance.randint(0, 3)):
            self.redefine()

    def day(self) -> date:
        """A day of the year."""
        return NEW_YEAR + timedelta(days=self.chance.randrange(366))

    def moment(self) -> datetime:
        """One of the few moments at which things are recorded."""
        noon = datetime(2024, 1, 1, 12, tzinfo=UTC)
        return noon + timedelta(days=366 * self.chance.randrange(MOMENTS) // MOMENTS)

    def maybe(self, *values):
        """One of these, or nothing."""
        return self.chance.choice([None, *values])

    def keep(self, row) -> None:
        """Record a version, checked by the database alone."""
        row._history_date = self.moment()
        row.save()

    def item(self, number: int) -> None:
        """An item with its parts, replies and opinions, corrected a few times, or struck out."""
        record = HandlingRecord(
            session=self.session,
            kind=self.chance.choice(["suggestion", "proposal"]),
            origin=self.chance.choice(["region", "city", "district"]),
            duty=self.chance.choice(["lead", "joint", "separate", "sole"]),
            number=number,
            title="关于示例工作的建议",
        )
        for _version in range(self.chance.randint(1, 4)):
            self.change(record)
            self.keep(record)
        if self.chance.random() < 0.15:
            record._history_date = self.moment()
            record.delete()
            return
        signatures = [
            Signature.objects.create(record=record, proposer=proposer, order=order)
            for order, proposer in enumerate(self.signers[: self.chance.randint(1, 2)], start=1)
        ]
        for unit in self.chance.sample(self.units, self.chance.randint(1, 3)):
            self.part(record, unit, signatures)

    def change(self, record: HandlingRecord) -> None:
        """Facts as anybody may have entered them, as far as the table's own rules allow."""
        record.handed_over_on = self.day()
        record.stage = self.chance.choice([Stage.HANDLING, Stage.DELIVERED, Stage.CLOSED, *sorted(APART)])
        record.left_on = self.maybe(self.day()) if record.stage in APART else None
        record.answered_on = self.maybe(record.handed_over_on + timedelta(days=self.chance.randrange(120)))
        record.due_on = self.maybe(self.day())
        record.is_key = self.chance.random() < 0.3
        record.first_contact_on, record.first_face_contact_on = self.maybe(self.day()), self.maybe(self.day())
        record.reply_class = self.chance.choice(["", "A", "B", "C", "D"])
        record.publicity = self.chance.choice(["", "full", "summary", "withheld"])
        record.published_on, record.closed_on = self.maybe(self.day()), self.maybe(self.day())
        record.ending = self.chance.choice(["", *Ending.values])
        for name in ("feedback", "feedback_first"):
            on = self.maybe(self.day()) if record.duty != "joint" else None
            result = self.chance.choice(["satisfied", "basic", "unsatisfied"]) if on else ""
            setattr(record, f"{name}_on", on)
            setattr(record, f"{name}_result", result)

    def part(self, record: HandlingRecord, unit, signatures: list[Signature]) -> None:
        """A unit's part, given to it and perhaps taken away again, with up to two rounds of opinions."""
        part = Assignment(record=record, unit=unit, assigned_on=self.day())
        for _version in range(self.chance.randint(1, 2)):
            part.duty = self.chance.choice(["lead", "lead", "support"])
            part.stage = self.chance.choice([Stage.ASSIGNED, Stage.ASSIGNED, Stage.REASSIGNED])
            self.keep(part)
        for number in range(1, self.chance.randint(1, 3)):
            reply = Reply.objects.create(assignment=part, round=number)
            for signature in signatures:
                delivery = Delivery.objects.create(reply=reply, signature=signature, way="post", sent_on=self.day())
                self.opinion(delivery)

    def opinion(self, delivery: Delivery) -> None:
        """A form, perhaps corrected, perhaps struck out."""
        form = Feedback(delivery=delivery, on=self.day(), source=self.chance.choice(["assembly", "link", "imported"]))
        for _version in range(self.chance.randint(0, 2)):
            form.result = self.chance.choice(["satisfied", "basic", "unsatisfied"])
            self.keep(form)
        if form.pk and self.chance.random() < 0.15:
            form._history_date = self.moment()
            form.delete()

    def redefine(self) -> None:
        """Another definition, from that moment on."""
        session = Session.objects.get(pk=self.session.pk)
        session.completion_definition = self.chance.choice(["answered", "class_a"])
        session.satisfaction_definition = self.chance.choice(["with_basic", "strict"])
        session.satisfaction_round = self.chance.choice(["final", "first"])
        session.satisfaction_basis = self.chance.choice(["item", "form"])
        session.contact_definition = self.chance.choice(["any", "face"])
        session.off_ledger_count = self.chance.randrange(3)
        self.keep(session)


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(day, datetime.max.time()))


def counted(session: Session, as_of: date | None, known_on: datetime | None) -> dict:
    """Every figure's value, as the registry counts it."""
    return {key: one.value for key, one in figures.count(session, as_of, known_on).items()}


@settings(max_examples=1, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_day_of_a_year_counts_as_a_naive_replay_does(seed):
    with transaction.atomic():
        session = Session.objects.get(pk=Year(seed).session.pk)
        replay = Replay(session)
        for offset in share(range(-1, 367), 46, seed):
            day = NEW_YEAR + timedelta(days=offset)
            found, expected = counted(session, day, end_of(day)), replay.values(day, end_of(day))
            assert {key: (found[key], expected[key]) for key in expected if found[key] != expected[key]} == {}
        connection.set_rollback(True)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32), days=st.lists(st.integers(0, 366), min_size=6, max_size=6))
@example(seed=5115528, days=[300, 18, 0, 0, 0, 0])
def test_any_day_as_known_on_any_other_counts_as_a_naive_replay_does(seed, days):
    with transaction.atomic():
        session = Session.objects.get(pk=Year(seed).session.pk)
        replay = Replay(session)
        for as_of, known_on in zip(days[::2], days[1::2], strict=True):
            day = NEW_YEAR + timedelta(days=as_of)
            # The last day stands for today: what is known now.
            moment = end_of(NEW_YEAR + timedelta(days=known_on)) if known_on < 366 else None
            found, expected = counted(session, day, moment), replay.values(day, moment)
            assert {key: (found[key], expected[key]) for key in expected if found[key] != expected[key]} == {}
            rows = dict(figures.group("unit", figures.Snapshot(session, day, moment)).rows)
            assert rows == replay.by_unit(day, moment)
        connection.set_rollback(True)


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32), day=st.integers(0, 366))
def test_groups_and_records_agree_with_the_figures(seed, day):
    with transaction.atomic():
        session = Session.objects.get(pk=Year(seed).session.pk)
        snapshot = figures.Snapshot(session, NEW_YEAR + timedelta(days=day), end_of(NEW_YEAR + timedelta(days=day)))
        counts, members = figures.counts(snapshot), figures.members(snapshot)
        for key, one in counts.items():
            basis = figures.FIGURES[key].basis(snapshot.definitions)
            if basis is figures.Basis.ITEMS:
                assert len(members[f"{key}__n"]) == one.numerator, key
                assert one.denominator is None or len(members[f"{key}__d"]) == one.denominator, key
        for key in ("kind", "duty", "origin", "topic", "month"):
            rows = figures.group(key, snapshot).rows
            assert sum(row[0] for _label, row in rows) == counts["records"].numerator, key
            assert sum(row[1] for _label, row in rows) == counts["answered"].numerator, key
        units = figures.group("unit", snapshot).rows
        assert sum(row[0] for _label, row in units) == counts["assignments"].numerator
        classes = figures.group("class", snapshot).rows
        assert sum(row[0] for _label, row in classes) == counts["class_a_share"].denominator
        connection.set_rollback(True)


def test_all_ties_of_one_moment_are_told_apart_by_the_order_of_recording(make_record, session):
    record = make_record(Stage.CLOSED)
    moment = timezone.now()
    for model in (HandlingRecord, Assignment, Feedback, Session):
        with disarmed(model.history.model):
            model.history.all().update(history_date=moment)
    assert counted(session, None, moment) == counted(session, None, None)
    earlier = counted(session, None, moment - timedelta(microseconds=1))
    assert set(earlier.values()) <= {0, None}
    found = figures.members(figures.Snapshot(session, known_on=moment), ["completion_rate"])
    assert found["completion_rate__n"] == [record.pk]


def test_what_was_being_written_at_the_moment_of_a_pin_stays_out_of_it(make_record, session):
    make_record(Stage.ASSIGNED)
    moment, chain = timezone.now(), Event.objects.order_by("number").last().number
    with walking():  # rows laid down again would bear the times of an earlier walk
        make_record(Stage.ASSIGNED)
    # As on a database where another hand was writing: dated before the pin, bound to the chain after it.
    with disarmed(HandlingRecord.history.model):
        HandlingRecord.history.filter(history_date__gt=moment).update(history_date=moment)
    by_moment = figures.Snapshot(session, known_on=moment)
    by_chain = figures.Snapshot(session, known_on=moment, chain=chain)
    assert [figures.counts(one)["records"].value for one in (by_moment, by_chain)] == [1, 1]
    assert by_moment.last_event == by_chain.last_event == chain


def test_the_replay_rounds_half_up_in_whole_numbers():
    assert [half_up(33, 52), half_up(1, 8), half_up(1, 16), half_up(2, 3), half_up(0, 0)] == [
        63.5,
        12.5,
        6.3,
        66.7,
        None,
    ]
