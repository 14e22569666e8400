"""What the pages beside the ledger read as it grows: counted in steps of SQLite, which grow with the rows that it looks at."""

import copy
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publishing.admin import desk
from publishing.drafting import sessions_to_sum_up
from tests.tracking.admin.pages import logged_in
from tests.tracking.admin.test_paging import copies, steps_taken
from tests.tracking.factories import make_session
from tracking.admin.imports.unit_sheets import units_of
from tracking.admin.loop.waiting import Waiting
from tracking.admin.people.succession import those_who_may_leave
from tracking.loop import promises
from tracking.loop.acts.recounting import recount_all
from tracking.models import Assignment, HandlingRecord, Reply
from tracking.stages import OPEN, Stage
from tracking.workdays import Light

pytestmark = pytest.mark.django_db
MANY = 400


def with_parts(record: HandlingRecord, session, count: int = MANY) -> None:
    """So many items of a session like this one, each with a part like its first."""
    copies(record, session, count)
    part = record.assignments.get()
    parts = []
    for of_record in HandlingRecord.objects.filter(session=session).exclude(pk=record.pk):
        one = copy.copy(part)
        one.pk, one.record = None, of_record
        parts.append(one)
    Assignment.objects.bulk_create(parts)


def steps_of(ask) -> int:
    """The hundreds of steps that SQLite takes to answer."""
    with steps_taken() as steps:
        ask()
    return steps.count


def test_the_sheets_of_a_session_are_counted_without_the_parts_of_others(make_record, office):
    record = make_record(Stage.HANDLING)
    before = steps_of(lambda: units_of(office.session))
    with_parts(record, make_session("2031"))
    assert units_of(office.session) == [(office.unit, 1, 0)]
    assert steps_of(lambda: units_of(office.session)) <= before + 2


def test_a_session_counts_as_handed_over_by_its_first_item(make_record):
    record = make_record(Stage.HANDLING)
    before = steps_of(desk.sessions), steps_of(lambda: list(sessions_to_sum_up()))
    session = make_session("2031")
    copies(record, session, MANY)
    assert desk.sessions()[0] == session
    assert steps_of(desk.sessions) <= before[0] + 2
    assert steps_of(lambda: list(sessions_to_sum_up())) <= before[1] + 2


def test_the_items_of_sessions_are_counted_in_an_index_for_their_export(make_record, clerk):
    browser, page = logged_in(clerk), reverse("import_start")
    record = make_record(Stage.HANDLING)
    browser.get(page)
    before = steps_of(lambda: browser.get(page))
    session = make_session("2031")
    copies(record, session, MANY)
    assert steps_of(lambda: browser.get(page)) - before <= MANY * 12 / 100
    assert f"<td>{MANY}</td>" in browser.get(page).content.decode()


def test_whom_open_parts_name_is_found_without_the_parts_that_are_closed(make_record, clerk):
    make_record(Stage.HANDLING)
    record = make_record(Stage.CLOSED)
    named = those_who_may_leave(clerk)
    before = steps_of(lambda: those_who_may_leave(clerk))
    with_parts(record, make_session("2031"))
    assert those_who_may_leave(clerk) == named
    assert steps_of(lambda: those_who_may_leave(clerk)) <= before + 2


def test_promises_are_found_without_the_letters_that_promise_nothing(make_record):
    record = make_record(Stage.CLOSED)
    before = steps_of(promises.promises().count)
    with_parts(record, make_session("2031"))
    letter = Reply.objects.get(assignment__record=record)
    letters = []
    for part in Assignment.objects.exclude(record=record):
        one = copy.copy(letter)
        one.pk, one.assignment, one.doc_number = None, part, ""
        letters.append(one)
    Reply.objects.bulk_create(letters)
    assert steps_of(promises.promises().count) <= before + 2


def test_closed_parts_cost_the_first_page_nothing(make_record, clerk):
    record = make_record(Stage.CLOSED)
    Waiting(clerk)
    before = steps_of(lambda: Waiting(clerk))
    with_parts(record, make_session("2031"))
    assert steps_of(lambda: Waiting(clerk)) <= before + 2


def test_the_most_urgent_parts_are_found_in_an_index_without_their_rows(make_record, clerk):
    make_record(Stage.HANDLING)
    plan = Waiting(clerk)._most_urgent(Q(stage__in=OPEN)).values("record")[:8].explain()
    assert "assignment_stage_named" in plan
    assert "COVERING" in plan


def test_a_part_that_is_not_signed_for_stands_by_the_day_of_its_item(office):
    later, sooner = (office.make_record(Stage.ASSIGNED, start=date(2026, month, 1)) for month in (3, 2))
    signed = office.make_record(Stage.HANDLING, start=date(2026, 1, 5))
    Assignment.objects.filter(record=signed).update(due_on=(sooner.due_on + timedelta(days=1)))
    found = Waiting(office.clerk)._most_urgent(Q(stage__in=OPEN))
    assert [one.record for one in found] == [sooner, signed, later]


def test_what_is_late_is_counted_and_found_in_an_index_without_the_items_rows(make_record, clerk):
    make_record(Stage.HANDLING)
    late = HandlingRecord.objects.with_lights(timezone.localdate()).order_by()
    plan = late.filter(light_shown=Light.RED.value).order_by("due_on", "pk").values("pk")[:8].explain()
    assert "record_stage_clock" in plan
    assert "COVERING" in plan or connection.vendor != "sqlite"


def test_a_recount_finds_its_page_of_items_in_an_index(make_record):
    make_record(Stage.HANDLING)
    with CaptureQueriesContext(connection) as asked:
        recount_all(0, 400)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[1]['sql']}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "COVERING INDEX record_stage_in_order" in plan
