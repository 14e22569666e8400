"""What a step asks of the database: as little as it can, and each thing once."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from simple_history.signals import post_create_historical_record

from tests.prepared import walking
from tests.tracking import factories
from tracking.loop import take
from tracking.models import Duty
from tracking.stages import Stage
from tracking.versions import verify
from tracking.versions.digests import values_as_written, values_of

pytestmark = pytest.mark.django_db

CEILING = 16
MORE = {"register": 20, "assign": 18, "submit": 18, "number": 18, "deliver": 19}
"Steps that ask more: those that write rows of several kinds, or more than one unit's, or look at several other rows."
LOCKS = {"number": 2}
"Where several write at a time the item is locked by a statement of its own; and the chain, before numbers are looked at."
WRITING = ("INSERT", "UPDATE", "DELETE")


def statements(queries: CaptureQueriesContext) -> list[str]:
    """What was asked, without the transaction's own beginning and end."""
    asked = [one["sql"] for one in queries.captured_queries]
    assert asked[0].startswith("SAVEPOINT")
    assert asked[-1].startswith("RELEASE")
    return asked[1:-1]


@pytest.fixture
def asked(monkeypatch):
    """The statements of each step that is taken, by its code."""
    assert get_resolver().url_patterns  # all is loaded that listens, as in a server
    found = {}

    def counted(which, subject=None, *, account, **data):
        subject = subject and type(subject).objects.get(pk=subject.pk)
        account = type(account).objects.get(pk=account.pk)
        with CaptureQueriesContext(connection) as queries:
            event = take(which, subject, account=account, **data)
        found[which] = statements(queries)
        return event

    monkeypatch.setattr(factories, "take", counted)
    return found


@pytest.mark.parametrize("duty", [Duty.LEAD, Duty.JOINT])
def test_a_step_asks_no_more_than_it_needs(office, asked, duty):
    with walking():
        office.make_record(Stage.CLOSED, duty=duty, support_units=[factories.make_unit("区另例局")])
    number = {which: len(statements) for which, statements in asked.items()}
    locks = dict.fromkeys(number, 1) | LOCKS if connection.features.has_select_for_update else {}
    most = {which: MORE.get(which, CEILING) + locks.get(which, 0) for which in number}
    assert {which: n for which, n in number.items() if n > most[which]} == {}
    assert len(number) >= 9


def test_a_step_needs_no_savepoint_and_reads_nothing_twice(office, asked):
    with walking():
        office.make_record(Stage.CLOSED)
    for which, several in asked.items():
        # To number a letter the chain is locked before numbers are looked at, and held already when the event is added.
        read = Counter(one for one in several if not one.startswith(WRITING) and not one.endswith("UPDATE"))
        assert [one for one, times in read.items() if times > 1] == [], which
        assert not any("SAVEPOINT" in one for one in several), which


def test_a_step_leaves_one_job_behind_and_none_for_an_index_that_nobody_reads(office, asked):
    with walking():
        office.make_record(Stage.CLOSED)
    jobs = {which: sum('INTO "tracking_job"' in one for one in several) for which, several in asked.items()}
    assert jobs == dict.fromkeys(asked, 1)


def test_a_version_is_sealed_as_it_is_written_and_stands_so_in_the_database(office):
    said = {}

    def note(instance, history_instance, **kwargs):
        said[instance._meta.label_lower, history_instance.history_id] = values_as_written(history_instance)

    post_create_historical_record.connect(note)
    try:
        with walking():
            office.make_record(Stage.CLOSED)
            office.make_record(Stage.CLOSED, duty=Duty.JOINT)
    finally:
        post_create_historical_record.disconnect(note)
    stored = values_of(list(said))
    assert {key: stored[key[0]][key[1]] for key in said} == said
    assert len(said) > 60
    assert verify().problems == []
