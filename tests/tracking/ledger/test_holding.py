"""A plan is made while nobody waits, and comes in only while what it rests on is as it was."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.tracking.factories import HANDED_OVER_ON, make_unit
from tests.tracking.ledger.books import PLAIN
from tracking import ledger, versions
from tracking.ledger import applying, holding
from tracking.loop import Stale, take
from tracking.models import HandlingRecord, Unit


@pytest.fixture
def planned_again(monkeypatch):
    """In how many transactions each further plan was made."""
    made, plan_again = [], applying.plan_again

    def noting(*what):
        made.append(len(connection.savepoint_ids))
        return plan_again(*what)

    monkeypatch.setattr(applying, "plan_again", noting)
    return made


def note(office, record, text="正在办理"):
    part = record.assignments.get()
    take("note_progress", part, account=office.unit_handler, on=HANDED_OVER_ON + timedelta(days=9), text=text)


def test_what_others_do_meanwhile_to_other_items_makes_no_plan_anew(plan, office, clerk, planned_again):
    other = office.make_record("handling", number=40)
    made = plan(*(PLAIN | {"编号": number} for number in range(1, 10)))
    note(office, other)
    assert ledger.apply(made, clerk)["created"] == 9
    assert planned_again == []
    assert versions.verify().ok


def test_a_plan_about_an_item_that_moved_on_is_made_anew_before_anybody_waits(plan, office, clerk, planned_again):
    record = office.make_record("handling", number=1)
    made = plan({"编号": 1, "类别": "建议", "备注": "新备注"})
    note(office, record)
    assert ledger.apply(made, clerk, update=True)["updated"] == 1
    assert planned_again == [0]
    assert HandlingRecord.objects.get().remark == "新备注"


def test_a_plan_that_would_say_something_else_now_is_stale(plan, office, clerk):
    made = plan(PLAIN)
    office.register(number=1)
    with pytest.raises(Stale, match="重新预览"):
        ledger.apply(made, clerk)
    assert HandlingRecord.objects.count() == 1


def test_a_new_unit_or_name_is_what_every_plan_rests_on(plan, clerk, planned_again):
    made = plan(PLAIN)
    make_unit("区又一局")
    assert ledger.apply(made, clerk)["created"] == 1
    assert planned_again == [0]
    assert Unit.objects.filter(name="区又一局").exists()


def test_where_others_never_rest_the_plan_is_made_once_while_they_wait(plan, office, clerk, monkeypatch):
    record = office.make_record("handling", number=1)
    made = plan({"编号": 1, "类别": "建议", "备注": "新备注"})
    places, plan_again, lock_items = [], applying.plan_again, holding.lock_items

    def others_are_quicker(keys):
        if len(places) <= holding.TRIES:
            note(office, record, f"第{len(places)}次")
        return lock_items(keys)

    def noting(*what):
        places.append(len(connection.savepoint_ids))
        return plan_again(*what)

    monkeypatch.setattr(holding, "lock_items", others_are_quicker)
    monkeypatch.setattr(applying, "plan_again", noting)
    assert ledger.apply(made, clerk, update=True)["updated"] == 1
    assert places[-1] == 1
    assert set(places[:-1]) == {0}
    assert HandlingRecord.objects.get().remark == "新备注"
    assert versions.verify().ok
