"""撤回、转办、并案: out of the ledger for good, and together with others."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.tracking.factories import make_scan, make_session
from tracking import figures
from tracking.loop import STEPS, Refused, take
from tracking.loop.settling import facts
from tracking.models import Ending, Event, HandlingRecord
from tracking.stages import OPEN, Stage

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 6)


def again(record) -> HandlingRecord:
    return HandlingRecord.objects.get(pk=record.pk)


# 撤回、转办 -----------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.ASSIGNED, Stage.HANDLING, Stage.ASKED])
def test_an_item_is_withdrawn_from_any_open_stage_and_counted_apart(make_record, clerk, session, stage):
    record = make_record(stage)
    event = take("withdraw", record, account=clerk, on=date(2024, 8, 1), letter=make_scan("撤回函.pdf"))
    record = again(record)
    assert (record.stage, record.ending, record.left_on) == (Stage.WITHDRAWN, Ending.WITHDRAWN, date(2024, 8, 1))
    assert {part.stage for part in record.assignments.all()} <= {Stage.WITHDRAWN}
    assert figures.count(session)["records"].numerator == 0
    assert "撤回函.pdf" in event.summary
    assert event.data["files"]


def test_a_withdrawal_needs_the_proposer_s_letter(record, clerk):
    form = STEPS["withdraw"].form
    found = form({"on": "2024-05-06"}, {}, step=STEPS["withdraw"], subject=record, account=clerk)
    assert "letter" in found.errors


def test_an_item_is_passed_on_with_where_to_and_why(record, clerk, unit_handler):
    take("transfer", record, account=clerk, on=DAY, to="市示例局", reason="属市级事权。", reply=make_scan("回函.pdf"))
    record = again(record)
    assert (record.stage, record.ending, record.left_to) == (Stage.TRANSFERRED, Ending.TRANSFERRED, "市示例局")
    with pytest.raises(Refused, match="现在是“已转办”"):
        take("note_progress", record.assignments.get(), account=unit_handler, text="继续办理。")
    with pytest.raises(Refused, match="现在是“已转办”"):
        take("withdraw", record, account=clerk, letter=make_scan())


def test_what_is_closed_or_gone_cannot_leave(make_record):
    assert STEPS["withdraw"].sources == STEPS["transfer"].sources == OPEN
    assert Stage.CLOSED not in OPEN


def test_a_supporting_opinion_that_was_given_stays_given(make_record, office, clerk, other_unit):
    record = make_record(Stage.HANDLING, support_units=[other_unit])
    support = record.assignments.get(unit=other_unit)
    office.sign_for(support)
    take("give_opinion", support, account=office.handler_of(other_unit), on=DAY, opinion="无意见。")
    take("withdraw", again(record), account=clerk, letter=make_scan())
    assert sorted(part.stage for part in record.assignments.all()) == [Stage.CLOSED, Stage.WITHDRAWN]


# 并案 -----------------------------------------------------------------------------------------
@pytest.fixture
def grouped(make_record, clerk):
    """Two items of one unit, handled together."""
    one, other = make_record(Stage.HANDLING), make_record(Stage.HANDLING)
    take("group_together", one, account=clerk, title="校车一案", others=[other])
    return again(one), again(other)


def test_items_handled_together_have_an_event_each(grouped):
    one, other = grouped
    assert one.group == other.group
    assert one.group.title == "校车一案"
    assert [record.events.filter(what="group_together").count() for record in grouped] == [1, 1]


def test_a_contact_noted_for_all_is_each_item_s_own(grouped, unit_handler):
    one, other = grouped
    talk = {"phase": "before", "method": "meeting", "summary": "一并座谈。", "signature": one.signatures.first()}
    take("contact", one.assignments.get(), account=unit_handler, on=DAY, together=True, **talk)
    for record in grouped:
        record = again(record)
        assert record.first_contact_on == DAY
        assert record.first_face_contact_on == facts(record)["first_face_contact_on"] == DAY
        assert Event.objects.filter(record=record, what="contact").count() == 1
    # Both were put forward by the same deputy, so each contact names that item's own signature.
    assert other.assignments.get().contacts.get().signature.record_id == other.pk


def test_progress_is_noted_on_all_only_when_asked(grouped, unit_handler):
    one, other = grouped
    take("note_progress", one.assignments.get(), account=unit_handler, on=DAY, text="只此一件。")
    take("note_progress", one.assignments.get(), account=unit_handler, on=DAY, text="各件都有。", together=True)
    assert [note.text for note in other.assignments.get().notes.all()] == ["各件都有。"]


def test_what_a_unit_notes_for_all_reaches_its_own_parts_alone(grouped, make_record, clerk, unit_handler, other_unit):
    third = make_record(Stage.HANDLING, units=[other_unit])
    take("group_together", grouped[0], account=clerk, title="校车一案", others=[third])
    take("note_progress", grouped[0].assignments.get(), account=unit_handler, on=DAY, text="各件都有。", together=True)
    assert not third.assignments.get().notes.exists()


def test_replies_stay_separate(grouped, office):
    office.move_on(grouped[0], Stage.CLOSED)
    assert again(grouped[1]).stage == Stage.HANDLING


def test_an_item_leaves_and_the_last_one_is_on_its_own(grouped, clerk, make_record):
    take("leave_group", grouped[0], account=clerk)
    assert [again(record).group for record in grouped] == [None, None]
    with pytest.raises(Refused, match="不适用于本件"):
        take("leave_group", grouped[1], account=clerk)


@pytest.mark.parametrize(("which", "sentence"), [("none", "请选择"), ("itself", "本届的其他"), ("taken", "已经并案")])
def test_who_may_be_grouped(grouped, make_record, clerk, which, sentence):
    record = make_record()
    others = {"none": [], "itself": [record], "taken": [grouped[0]]}[which]
    with pytest.raises(ValidationError, match=sentence):
        take("group_together", record, account=clerk, title="一案", others=others)


def test_items_of_another_session_are_not_grouped(make_record, clerk):
    other = make_record(session=make_session("2025"))
    with pytest.raises(ValidationError, match="本届的其他"):
        take("group_together", make_record(), account=clerk, title="一案", others=[other])
