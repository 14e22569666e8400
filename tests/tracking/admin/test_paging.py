"""A page of the ledger list costs its own rows: wherever the items stand, and in whatever order their sessions were entered."""

import copy
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.tracking.factories import make_session
from tracking.admin.ledger import filters, paging
from tracking.admin.ledger.filters import LedgerFilters
from tracking.admin.ledger.paging import ONE_SESSION, LedgerListing
from tracking.finding import index, search
from tracking.models import HandlingRecord
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
WORDS = "农村饮水"


def copies(record: HandlingRecord, session, count: int, title: str = "另一个案由") -> None:
    """So many items of a session like this one."""
    rows = []
    for number in range(1000, 1000 + count):
        one = copy.copy(record)
        one.pk, one.session, one.number, one.title = None, session, number, title
        one.kind = "proposal" if number % 3 else "suggestion"
        rows.append(one)
    HandlingRecord.objects.bulk_create(rows)


def listing(user, **said) -> LedgerListing:
    """What the list shows of all sessions, or as its address says."""
    data = QueryDict(mutable=True)
    data.update({"session": "all"} | said)
    narrowed = LedgerFilters(data, user=user)
    return LedgerListing(narrowed.apply(HandlingRecord.objects.all()), narrowed)


@contextmanager
def steps_taken():
    """How many hundreds of its own steps SQLite takes meanwhile: they grow with the rows that it looks at."""
    steps = SimpleNamespace(count=0)

    def count() -> int:
        steps.count += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 100)
    try:
        yield steps
    finally:
        connection.connection.set_progress_handler(None, 0)


@pytest.fixture
def few(monkeypatch):
    """What counts as many, as a walk and as a session with many hits, for ledgers of some hundred items."""
    monkeypatch.setattr(search, "FEW", 10)
    monkeypatch.setattr(filters, "MOST_COUNTED", 10)
    monkeypatch.setattr(paging, "MANY", 5)
    monkeypatch.setattr(paging, "MOST_WALKED", 20)


def in_order(rows) -> list[int]:
    """The keys of all of these in the order of the list, by sorting."""
    return list(rows.order_by("-session__year", "-session_id", *ONE_SESSION).values_list("pk", flat=True))


@pytest.mark.parametrize("words", [WORDS, "饮水"])
def test_a_frequent_word_of_old_sessions_is_found_without_going_through_the_later_ones(make_record, office, few, words):
    record = make_record(Stage.REGISTERED)
    copies(record, office.session, 30, f"{WORDS}工程")
    taken = []
    for year in range(2030, 2036):
        copies(record, make_session(str(year)), 200)
        index.catch_up()
        shown = listing(office.clerk, q=words)
        with steps_taken() as steps:
            assert shown.is_more
            keys = shown.keys(0, 8)
        assert keys == in_order(HandlingRecord.objects.filter(title__contains=WORDS))[:8]
        taken.append(steps.count)
    # Six times as many items that have not the word: some steps deeper into an index, and none for each item.
    assert taken[-1] < taken[0] * 1.5, taken


@pytest.mark.parametrize("newer", [0, 15, 40])
@pytest.mark.parametrize("many", [0, 5, 1000])
@pytest.mark.parametrize("is_indexed", [True, False])
def test_hits_stand_in_the_list_s_order_however_they_were_met(
    make_record, office, few, monkeypatch, newer, many, is_indexed
):
    monkeypatch.setattr(paging, "MANY", many)
    record = make_record(Stage.REGISTERED)
    copies(record, office.session, 9, f"{WORDS}工程")
    for year in (2031, 2030):
        copies(record, make_session(str(year)), newer)
    copies(record, make_session("2027"), 3, "水饮村农")
    copies(record, make_session("2026"), 4, f"改善{WORDS}")
    index.catch_up()
    if not is_indexed:
        HandlingRecord.objects.filter(title__startswith="改善", number=1001).update(title="不再提起")
        HandlingRecord.objects.filter(session__code="2027", number=1001).update(title=f"又说{WORDS}")
    for words in (WORDS, "农村"):
        shown = listing(office.clerk, q=words)
        every = in_order(HandlingRecord.objects.filter(title__contains=WORDS))
        assert shown.keys(0, 8) == every[:8]
        assert shown.keys(4, 10) == every[4:10]
        narrow = listing(office.clerk, q=words, session=office.session.code)
        assert narrow.keys(0, narrow.counted) == [
            pk for pk in every if pk in set(narrow.found.values_list("pk", flat=True))
        ]


@pytest.mark.parametrize("years", [(2028, 2026, 2030, 2029, 2027), (2030, 2029, 2028, 2027, 2026)])
def test_sessions_entered_out_of_the_order_of_their_years_stand_in_it(make_record, office, years):
    record = make_record(Stage.REGISTERED)
    for year, count in zip(years, (1, 12, 0, 7, 4), strict=True):
        copies(record, make_session(str(year)), count)
    every = in_order(HandlingRecord.objects.all())
    shown = listing(office.clerk)
    assert (shown.is_by_session, shown.counted) == (True, len(every))
    for start in range(len(every)):
        for end in range(start + 1, len(every) + 1):
            with CaptureQueriesContext(connection) as taken:
                assert shown.keys(start, end) == every[start:end]
            assert len(taken) <= 3
    assert listing(office.clerk, stage="closed").keys(0, 0) == []


def test_no_session_s_rows_are_sorted_with_another_s(make_record, office):
    record = make_record(Stage.REGISTERED)
    for year in (2028, 2026):
        copies(record, make_session(str(year)), 30)
    shown = listing(office.clerk)
    assert shown.counted == 61
    with CaptureQueriesContext(connection) as taken:
        shown.keys(10, 20)
    [asked] = taken
    assert 'session_id" = ' in asked["sql"]
    assert "year" not in asked["sql"]
