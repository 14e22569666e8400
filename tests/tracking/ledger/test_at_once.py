"""An import beside others at work, on a real PostgreSQL: nothing comes in twice, and nobody waits for ever."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.tracking.factories import HANDED_OVER_ON
from tests.tracking.ledger.books import PLAIN
from tests.tracking.test_at_the_same_time import at_once, refused
from tracking import ledger, versions
from tracking.loop import take
from tracking.models import Event, HandlingRecord
from tracking.stages import Stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_the_same_workbook_twice_at_once_comes_in_once(plan, clerk):
    plans = [plan(*(PLAIN | {"编号": number} for number in range(1, 40))) for _turn in range(3)]
    found = at_once(*[lambda made=made: ledger.apply(made, clerk) for made in plans])
    assert len(refused(found)) == 2
    assert HandlingRecord.objects.count() == 39
    assert versions.verify().ok


def test_an_import_and_a_step_on_the_same_item_do_not_lose_each_other(plan, clerk, make_record, office):
    record = make_record(Stage.HANDLING)
    part = record.assignments.get()
    made = plan({"编号": 1, "类别": "建议", "备注": "新备注"})
    note = {"account": office.unit_handler, "on": HANDED_OVER_ON + timedelta(days=9), "text": "正在办理"}
    found = at_once(
        lambda: ledger.apply(made, clerk, update=True),
        lambda: take("note_progress", part, **note),
    )
    assert refused(found) == []
    assert HandlingRecord.objects.get().remark == "新备注"
    assert part.notes.count() == 1
    assert versions.verify().ok


def test_an_import_and_an_entry_of_the_same_number_make_one_item(plan, clerk, office):
    made = plan(PLAIN)
    found = at_once(lambda: ledger.apply(made, clerk), lambda: office.register(number=1))
    assert sum(isinstance(one, Exception) for one in found) == 1
    assert HandlingRecord.objects.count() == 1
    assert Event.objects.exclude(record=None).count() == 1
    assert versions.verify().ok
