"""What is late, close, not signed for or standing still: by unit, leader and session, and never another unit's delay."""

from datetime import date, timedelta

import pytest

from tests.tracking.factories import HANDED_OVER_ON, make_session, make_unit
from tracking.loop import take
from tracking.models import Assignment, HandlingRecord
from tracking.stages import Stage
from tracking.time import attention
from tracking.time.attention import Attention, Grouping

pytestmark = pytest.mark.django_db
BEFORE, CLOSE, OVER = date(2024, 4, 8), date(2024, 6, 26), date(2024, 7, 8)


def kinds_of(record, day: date) -> set[Attention]:
    meaning = attention.conditions(day)
    urgent = [kind for kind in Attention if kind is not Attention.OPEN]
    return {kind for kind in urgent if attention.parts().filter(meaning[kind], record=record).exists()}


@pytest.mark.parametrize(
    ("stage", "day", "expected"),
    [
        (Stage.ASSIGNED, BEFORE, {Attention.UNSIGNED}),
        (Stage.ASSIGNED, OVER, {Attention.UNSIGNED, Attention.LATE}),
        (Stage.HANDLING, BEFORE, set()),
        (Stage.HANDLING, date(2024, 5, 20), {Attention.IDLE}),
        (Stage.HANDLING, CLOSE, {Attention.SOON, Attention.IDLE}),
        (Stage.HANDLING, date(2024, 6, 28), {Attention.SOON, Attention.IDLE}),
        (Stage.HANDLING, OVER, {Attention.LATE, Attention.IDLE}),
        (Stage.SUBMITTED, CLOSE, {Attention.SOON}),
        (Stage.SUBMITTED, OVER, {Attention.LATE}),
        (Stage.DELIVERED, OVER, set()),
        (Stage.CLOSED, OVER, set()),
        (Stage.REGISTERED, OVER, set()),
    ],
)
def test_each_part_needs_the_attention_that_its_stage_and_day_say(make_record, stage, day, expected):
    assert kinds_of(make_record(stage), day) == expected


def test_the_last_day_is_not_late_and_the_next_is(record):
    limit = HandlingRecord.objects.get(pk=record.pk).due_on
    assert Attention.LATE not in kinds_of(record, limit)
    assert Attention.LATE in kinds_of(record, limit + timedelta(days=1))


def test_progress_ends_the_standstill(record, office):
    day = date(2024, 5, 20)
    assert Attention.IDLE in kinds_of(record, day)
    take(
        "note_progress",
        record.assignments.get(),
        account=office.unit_handler,
        on=date(2024, 5, 16),
        text="已现场查看。",
    )
    assert Attention.IDLE not in kinds_of(record, day)


def test_how_many_days_are_a_standstill_is_a_setting(record, settings):
    settings.TRACKING_IDLE_WORKDAYS = 60
    assert Attention.IDLE not in kinds_of(record, date(2024, 5, 20))


def test_a_unit_that_has_done_its_part_is_not_late_with_the_others(office, other_unit):
    record = office.make_record(Stage.HANDLING, support_units=[other_unit])
    support = record.assignments.get(unit=other_unit)
    office.sign_for(support)
    take("give_opinion", support, account=office.handler_of(other_unit), on=date(2024, 4, 15), opinion="无不同意见。")
    rows = {row.label: row.counts[Attention.LATE] for row in attention.table(Grouping.UNIT, OVER)}
    assert rows == {"区示例局": 1}


def test_a_supporting_unit_is_late_by_its_own_limit(office, other_unit):
    record = office.make_record(Stage.HANDLING, support_units=[other_unit])
    limit = record.assignments.get(unit=other_unit).due_on
    assert limit < record.due_on
    rows = {row.label: row.counts for row in attention.table(Grouping.UNIT, limit + timedelta(days=1))}
    assert rows["区另例局"][Attention.LATE] == 1
    assert rows["区示例局"][Attention.LATE] == 0


def test_a_redo_has_its_own_clock(office):
    record = office.make_record(Stage.ASKED)
    opinion = {"result": "unsatisfied", "source": "assembly", "signature": record.signatures.get()}
    part = record.assignments.get()
    take("feed_back", part, account=office.clerk, on=date(2024, 6, 25), **opinion)
    take("redo", part, account=office.reviewer, on=date(2024, 6, 26), reason="请补充。")
    assert Attention.LATE not in kinds_of(record, OVER)
    assert Attention.LATE in kinds_of(record, date(2024, 7, 29))


def test_the_table_is_put_together_by_unit_leader_and_session(office, other_unit):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.ASSIGNED, units=[other_unit])
    later = make_session("2025")
    office.make_record(Stage.HANDLING, session=later, start=date(2025, 3, 28))
    by_unit = {
        row.label: (row.counts[Attention.OPEN], row.counts[Attention.LATE])
        for row in attention.table(Grouping.UNIT, OVER)
    }
    assert by_unit == {"区示例局": (2, 1), "区另例局": (1, 1)}
    by_leader = {row.label: row.counts[Attention.OPEN] for row in attention.table(Grouping.LEADER, OVER)}
    assert by_leader == {"示例副区长": 2, "": 1}
    by_session = {row.label: row.counts[Attention.OPEN] for row in attention.table(Grouping.SESSION, OVER)}
    assert by_session == {office.session.name: 2, later.name: 1}
    assert [row.counts[Attention.OPEN] for row in attention.table(Grouping.UNIT, OVER, later)] == [1]


def test_counting_takes_as_many_queries_at_300_items_as_at_7(office, django_assert_num_queries):
    units = [make_unit(f"区第{place}局") for place in range(40)]
    record = office.make_record(Stage.HANDLING)
    for _count in range(7):
        office.make_record(Stage.HANDLING)
    with django_assert_num_queries(3):
        attention.table(Grouping.UNIT, OVER)
    grow(record, 300, units)
    with django_assert_num_queries(3):
        rows = attention.table(Grouping.UNIT, OVER)
    assert len(rows) == 41
    assert sum(row.counts[Attention.LATE] for row in rows) == 308


def grow(record, count: int, units) -> None:
    """So many copies of an item, quicker than by steps, for counting queries."""
    part = record.assignments.get()
    first = HandlingRecord.objects.count() + 1000
    copies = [HandlingRecord(**{**plain(record), "number": first + place, "id": None}) for place in range(count)]
    HandlingRecord.objects.bulk_create(copies)
    Assignment.objects.bulk_create(
        Assignment(**{**plain(part), "id": None, "record_id": copy.pk, "unit_id": units[place % len(units)].pk})
        for place, copy in enumerate(copies)
    )


def plain(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_first_movement_is_the_hand_over(make_record):
    part = attention.parts().get(record=make_record(Stage.ASSIGNED))
    assert part.moved_on == HANDED_OVER_ON
