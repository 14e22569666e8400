"""What is only added to is guarded by the database itself, on SQLite and on PostgreSQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.tracking.factories import make_scan
from tracking import versions
from tracking.loop import take
from tracking.models import Decision, Event, HandlingRecord, SealForm
from tracking.stages import Stage
from tracking.versions import triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(make_record, office):
    """One row of each guarded table of the ledger that has any."""
    part = make_record(Stage.REVIEWED).assignments.get()
    paper = {"account": office.clerk, "decider": office.leader.person, "scan": make_scan(), "on": part.events.last().on}
    take("sign", part, **paper)
    return [row for model in triggers.guarded_models() if (row := model._base_manager.first()) is not None]


def refused(act) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_events_versions_and_evidence_are_guarded():
    labels = {model._meta.label for model in triggers.guarded_models()}
    assert labels >= {"tracking.Event", "tracking.Decision", "tracking.SealForm", "tracking.HistoricalHandlingRecord"}
    assert labels >= {f"publishing.{name}" for name in ("Submission", "SignOff", "Withdrawal", "TakeDown", "Waiver")}
    assert triggers.unguarded() == []


def test_no_row_is_changed_or_deleted_past_the_models(written):
    assert {type(row) for row in written} >= {Event, Decision, SealForm, HandlingRecord.history.model}
    for row in written:
        rows = type(row)._base_manager.filter(pk=row.pk)
        column = next(field.attname for field in row._meta.concrete_fields if not field.primary_key)
        refused(lambda rows=rows, column=column, row=row: rows.update(**{column: getattr(row, column)}))
        refused(lambda rows=rows: rows._raw_delete(connection.alias))
    assert versions.verify().ok


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a way past the trigger of DELETE that SQLite has")
def test_no_row_takes_another_s_place(written):
    for row in written:
        table, key = connection.ops.quote_name(row._meta.db_table), row._meta.pk.column
        with connection.cursor() as cursor:
            refused(
                lambda cursor=cursor, table=table, key=key, row=row: cursor.execute(
                    f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = %s", [row.pk]
                )
            )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
def test_no_table_is_emptied_at_once(written):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL empties no table with rows still to be checked
        refused(lambda: cursor.execute("TRUNCATE tracking_decision, tracking_event CASCADE"))


def test_what_must_write_says_so_and_the_guard_stands_again(written):
    event = Event.objects.last()
    with triggers.disarmed(Event):
        assert triggers.unguarded() == [Event]
        Event._base_manager.filter(pk=event.pk).update(summary=event.summary)
    assert triggers.unguarded() == []
    refused(lambda: Event._base_manager.filter(pk=event.pk).update(summary="改过"))


def test_a_guard_taken_off_is_found_and_laid_again_by_migrate(written):
    triggers.disarm(only=[Decision])
    assert "纸质决定的表没有只增不改的触发器。" in [one.message for one in versions.verify().problems]
    triggers.after_migrate(None, using=connection.alias)
    assert versions.verify().ok


def test_migrating_again_lays_nothing_twice(written):
    triggers.after_migrate(None, using=connection.alias)
    assert triggers.unguarded() == []
