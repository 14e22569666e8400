"""Every change is a version, every step an event, and tampering shows."""

import json

import pytest

from tests.tracking.factories import kept, make_unit
from tests.tracking.tampering import tamper
from tracking import versions
from tracking.loop import take
from tracking.models import Appended, Event, HandlingRecord, SealForm
from tracking.stages import Stage
from tracking.versions import digest_forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(make_record):
    return make_record(Stage.CLOSED)


def messages() -> str:
    return " ".join(problem.message for problem in versions.verify().problems)


def test_a_whole_loop_verifies(closed):
    found = versions.verify()
    assert (found.ok, found.events) == (True, Event.objects.count())
    assert found.versions > 20


def test_an_event_cannot_be_changed_or_deleted(closed):
    event = Event.objects.last()
    for attempt in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(label="别的")):
        with pytest.raises(Appended):
            attempt()


def test_a_changed_event_shows(closed):
    tamper("UPDATE tracking_event SET summary = %s WHERE number = 5", "改过")
    assert "办理记录的内容与校验值不符" in messages()


def test_a_removed_last_event_shows(closed):
    tamper("DELETE FROM tracking_event WHERE number = %s", Event.objects.count())
    assert "链尾与最后一条办理记录不符" in messages()


def test_a_changed_version_shows(closed):
    tamper("UPDATE tracking_historicalhandlingrecord SET title = %s", "改过")
    assert "版本被改动或缺失" in messages()


def test_a_row_changed_behind_the_ledger_shows(closed):
    HandlingRecord.objects.update(title="改过")
    assert "现值与最后版本不符（案由）" in messages()


def test_a_version_outside_the_chain_shows(office):
    office.unit.name = "区改名局"
    office.unit.save()
    assert "不在办理记录中" in messages()


def test_a_row_deleted_behind_the_ledger_shows(office):
    unit = make_unit("区将删局")
    tamper("DELETE FROM tracking_unit WHERE id = %s", unit.pk)
    assert "被删除而没有版本" in messages()


def test_a_version_carries_its_user_and_reason(closed, leader):
    version = closed.history.filter(history_change_reason="区领导批示").first()
    assert version.history_user == leader


def test_changes_are_worded_for_the_office(make_record, clerk):
    record = make_record()
    take("correct", record, account=clerk, topic="示例主题", is_key=True)
    newer, older = HandlingRecord.history.filter(id=record.pk)[:2]
    assert {(one.label, one.old, one.new) for one in versions.changes(newer, older)} == {
        ("主题", "空", "示例主题"),
        ("重点件", "否", "是"),
    }


def test_stages_and_units_are_worded_by_their_labels(make_record):
    record = make_record(Stage.PROPOSED)
    newer, older = HandlingRecord.history.filter(id=record.pk)[:2]
    stage = next(one for one in versions.changes(newer, older) if one.label == "环节")
    assert (stage.old, stage.new) == ("已收文，待拟办", "已拟办，待批示")


def test_a_bulk_act_takes_the_chain_once(office, django_assert_max_num_queries):
    drafts = [versions.EventDraft(what="backfill") for _place in range(50)]
    with django_assert_max_num_queries(8):
        versions.append_all(drafts, account=office.clerk)
    assert versions.verify().ok


def test_an_edit_that_writes_nothing_adds_no_event(office):
    before = Event.objects.count()
    with versions.chained("list", "修改名录", account=office.clerk):
        pass
    assert Event.objects.count() == before


def test_a_failed_edit_leaves_neither_version_nor_event(office):
    before = Event.objects.count()
    unit = office.unit
    unit.name = ""
    with pytest.raises(Exception, match="name"):
        kept(unit)
    assert Event.objects.count() == before


@pytest.fixture
def last_version(closed) -> tuple[str, dict]:
    """The label of an item and the row of its last version."""
    return "tracking.handlingrecord", HandlingRecord.history.order_by("history_id").values().last()


def digest(form, label: str, row: dict) -> str:
    return form.digest([(label, 1)], {label: {1: row}})


def test_a_column_that_a_later_release_adds_breaks_no_seal(last_version):
    label, row = last_version
    for form in versions.known_forms().values():
        sealed = digest(form, label, row)
        assert digest(form, label, row | {"later_words": "默认", "later_yes": True, "later_number": 1}) == sealed


def test_any_column_changed_is_found_whatever_the_form(last_version):
    label, row = last_version
    for form in versions.known_forms().values():
        for name in form.columns[label]:
            value = row[name]
            other = "别的" if value != "别的" else "另一"
            assert digest(form, label, row | {name: other}) != digest(form, label, row), name


def test_the_newest_form_tells_every_value_from_every_other(last_version):
    label, row = last_version
    form = versions.current_form()
    assert len({digest(form, label, row | {"is_key": one}) for one in (True, False, None, "", 0.5)}) == 5


def test_no_is_an_answer_where_it_may_be_unknown():
    label = "tracking.draftconsultation"
    for form in versions.known_forms().values():
        no, unknown = (digest(form, label, {"history_id": 1, "agrees_to_publish": one}) for one in (False, None))
        assert no != unknown


def test_columns_added_after_a_form_make_a_form_of_their_own(closed):
    newest = SealForm.objects.last()
    before = newest.columns | {"tracking.unit": [one for one in newest.columns["tracking.unit"] if one != "name"]}
    tamper("UPDATE tracking_sealform SET columns = %s WHERE number = %s", json.dumps(before), newest.pk)
    noted = digest_forms.note_form("default")
    assert (noted.number, noted.columns) == (newest.number + 1, newest.columns)
    assert digest_forms.note_form("default") == noted


def test_a_renamed_column_is_still_found_by_what_was_sealed(last_version, monkeypatch):
    label, row = last_version
    form = versions.current_form()
    sealed = digest(form, label, row)
    now = {("heading" if name == "title" else name): value for name, value in row.items()}
    assert digest(form, label, now) != sealed
    monkeypatch.setitem(digest_forms.RENAMED, label, {"title": "heading"})
    assert digest(form, label, now) == sealed
    assert digest(form, label, now | {"heading": "改过"}) != sealed


def test_no_column_that_was_ever_sealed_is_missing():
    now = digest_forms.columns_now()
    for form in versions.known_forms().values():
        for label, columns in form.columns.items():
            assert {digest_forms.RENAMED.get(label, {}).get(name, name) for name in columns} <= set(now[label])


def test_an_event_of_an_unknown_or_older_form_shows(closed):
    tamper("UPDATE tracking_event SET form = 99 WHERE number = 5")
    assert "校验方式99不明" in messages()
    tamper("UPDATE tracking_event SET form = 1 WHERE number = 5")
    assert "校验方式比前面的办理记录旧" in messages()
