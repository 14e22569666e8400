"""What the pages beside the ledger read as it grows: counted in steps of SQLite, which grow with the rows that it looks at."""

import copy

import pytest
from django.urls import reverse

from publishing.admin import desk
from publishing.drafting import sessions_to_sum_up
from tests.tracking.admin.pages import logged_in
from tests.tracking.admin.test_paging import copies, steps_taken
from tests.tracking.factories import make_session
from tracking.admin.imports.unit_sheets import units_of
from tracking.models import Assignment, HandlingRecord
from tracking.stages import Stage

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
