"""跟踪人: one person follows an item from day to day; who may name whom, when a word is waited for, and how it ends."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tests.tracking.factories import HANDED_OVER_ON, kept, make_person
from tracking import permissions, versions
from tracking.loop import STEPS, Refused, following, openings, take
from tracking.models import Assignment, Event, Following, HandlingRecord, Person, Rhythm, Role, WorkdayOverride
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
SIGNED = HANDED_OVER_ON + timedelta(days=3)
"A Monday: 1 April 2024."
WEEKDAYS = [date(2024, 4, day) for day in (8, 9, 10, 11, 12)]


def part_of(record: HandlingRecord) -> Assignment:
    return Assignment.objects.get(record=record)


def name(record: HandlingRecord, account, person: Person, rhythm: str = "none", on: date = SIGNED, **more) -> Event:
    return take("name_follower", part_of(record), account=account, on=on, person=person, rhythm=rhythm, **more)


def asked(person: Person, day: date) -> list[int]:
    """The items of which a word of this person is due on a day."""
    found = following.followings(day, WorkdayOverride.objects.calendar()).filter(following.asked_of(person))
    return list(found.values_list("assignment__record", flat=True))


@pytest.fixture
def handler(unit_handler) -> Person:
    return unit_handler.person


@pytest.fixture
def colleague(unit) -> Person:
    return make_person("示例同事", Role.UNIT_HANDLER, unit, login="colleague")


# Naming ----------------------------------------------------------------------------------------
def test_the_office_names_somebody_of_the_unit_and_the_event_says_who_and_how_often(record, clerk, handler):
    event = name(record, clerk, handler, "daily")
    now = part_of(record).following
    assert (now.person, now.rhythm, now.is_of_office, now.from_on) == (handler, Rhythm.DAILY, False, SIGNED)
    assert (event.label, event.summary) == ("确定跟踪人", f"{handler.name}，每个工作日")
    assert versions.verify().ok


def test_nobody_is_reminded_unless_somebody_chose_a_rhythm(record, unit_handler, handler):
    take("name_follower", part_of(record), account=unit_handler, on=SIGNED, person=handler)
    assert part_of(record).following.rhythm == Rhythm.NONE
    assert asked(handler, date(2024, 6, 28)) == []


def test_who_followed_it_from_when_to_when_stays_known(record, clerk, handler, colleague):
    name(record, clerk, handler, on=SIGNED)
    event = name(record, clerk, colleague, "weekly", on=WEEKDAYS[0], because="岗位调整。")
    rows = [(one.person, one.from_on, one.ended_on, one.ended_because) for one in part_of(record).followings.all()]
    assert rows == [(handler, SIGNED, WEEKDAYS[0], "岗位调整。"), (colleague, WEEKDAYS[0], None, "")]
    assert event.summary == f"{handler.name} → 示例同事，每周；岗位调整。"


def test_nobody_begins_before_the_one_before_did(record, clerk, handler, colleague):
    name(record, clerk, handler, on=WEEKDAYS[0])
    with pytest.raises(Refused, match="早于开始跟踪日期"):
        name(record, clerk, colleague, on=SIGNED)


def test_the_same_once_more_is_refused_and_another_rhythm_is_no_other_following(record, clerk, handler):
    name(record, clerk, handler)
    with pytest.raises(ValidationError, match="都没有改动"):
        name(record, clerk, handler)
    name(record, clerk, handler, "weekly")
    assert Following.objects.get().rhythm == Rhythm.WEEKLY


@pytest.mark.parametrize("who", ["supervisor", "reviewer", "clerk"])
def test_somebody_of_the_office_may_follow_it_too(request, record, clerk, who):
    person = request.getfixturevalue(who).person
    name(record, clerk, person)
    assert part_of(record).following.is_of_office


@pytest.mark.parametrize("who", ["leader", "editor", "other_handler", "admin_user"])
def test_nobody_else_can_be_named(request, record, clerk, who):
    person = request.getfixturevalue(who).person
    with pytest.raises(ValidationError, match="不是区示例局的承办人员"):
        name(record, clerk, person)


def test_who_left_can_t_be_named(record, clerk, colleague):
    colleague.is_active = False
    kept(colleague)
    with pytest.raises(ValidationError, match="不是区示例局的承办人员"):
        name(record, clerk, colleague)


def test_who_has_no_account_follows_without_being_asked(record, clerk, unit):
    on_paper = make_person("示例无账号", Role.UNIT_HANDLER, unit)
    with pytest.raises(ValidationError, match="没有账号"):
        name(record, clerk, on_paper, "daily")
    name(record, clerk, on_paper)


@pytest.mark.parametrize("who", ["leader", "editor", "other_handler", "admin_user", "superuser"])
def test_who_may_not_name_anybody(request, record, handler, who):
    with pytest.raises(Refused):
        name(record, request.getfixturevalue(who), handler)
    assert not Following.objects.exists()


def test_a_unit_names_its_own_people_alone(record, unit_handler, colleague, supervisor):
    name(record, unit_handler, colleague)
    with pytest.raises(ValidationError, match="不是区示例局的承办人员"):
        name(record, unit_handler, supervisor.person)


def test_a_unit_does_not_replace_whom_the_office_sent(record, unit_handler, supervisor, colleague):
    name(record, supervisor, supervisor.person, "weekly")
    with pytest.raises(Refused, match="由政府办更换"):
        name(record, unit_handler, colleague)
    with pytest.raises(Refused, match="由政府办更换"):
        take("release_follower", part_of(record), account=unit_handler, on=SIGNED, because="不需要。")


def test_a_unit_puts_a_colleague_in_place_and_the_rhythm_that_the_office_chose_stays(
    record, clerk, unit_handler, handler, colleague
):
    name(record, clerk, handler, "daily")
    with pytest.raises(ValidationError, match="本单位不能更改"):
        name(record, unit_handler, colleague, "none")
    with pytest.raises(ValidationError, match="不能取消"):
        take("release_follower", part_of(record), account=unit_handler, on=SIGNED, because="不需要。")
    name(record, unit_handler, colleague, "")
    now = part_of(record).following
    assert (now.person, now.rhythm, now.rhythm_by_office) == (colleague, Rhythm.DAILY, True)


def test_supporting_units_parts_are_followed_by_nobody(make_record, other_unit, clerk):
    record = make_record(Stage.HANDLING, support_units=[other_unit])
    support = record.assignments.get(unit=other_unit)
    offered = {one.step.code for one in openings(record, clerk) if one.subject == support}
    assert "name_follower" not in offered


def test_before_the_hand_over_and_after_the_end_nobody_is_named(make_record, clerk, handler):
    assert not any(one.step.code == "name_follower" for one in openings(make_record(Stage.INSTRUCTED), clerk))
    with pytest.raises(Refused, match="还不能“确定跟踪人”"):
        name(make_record(Stage.CLOSED), clerk, handler, on=date(2024, 12, 2))


# A word ----------------------------------------------------------------------------------------
def test_each_working_day_a_word_is_waited_for_until_there_is_one(record, clerk, unit_handler, handler):
    name(record, clerk, handler, "daily")
    assert asked(handler, SIGNED) == []
    assert asked(handler, SIGNED + timedelta(days=1)) == [record.pk]
    take("note_progress", part_of(record), account=unit_handler, on=WEEKDAYS[0], text="已踏勘。")
    assert asked(handler, WEEKDAYS[0]) == []
    assert asked(handler, WEEKDAYS[1]) == [record.pk]


def test_on_a_rest_day_nobody_is_asked_for_a_word_of_it(record, clerk, unit_handler, handler):
    name(record, clerk, handler, "daily")
    take("note_progress", part_of(record), account=unit_handler, on=WEEKDAYS[4], text="已踏勘。")
    saturday = WEEKDAYS[4] + timedelta(days=1)
    assert asked(handler, saturday) == []
    assert asked(handler, saturday + timedelta(days=2)) == [record.pk]
    kept(WorkdayOverride(day=saturday + timedelta(days=2), is_workday=False, name="雪顿节", source="示例通知"))
    assert asked(handler, saturday + timedelta(days=2)) == []


def test_each_week_is_five_working_days_since_the_last_word(record, clerk, unit_handler, handler):
    name(record, clerk, handler, "weekly")
    take(
        "contact", part_of(record), account=unit_handler, on=WEEKDAYS[2], phase="before", method="phone", summary="问。"
    )
    assert asked(handler, WEEKDAYS[2] + timedelta(days=6)) == []
    assert asked(handler, WEEKDAYS[2] + timedelta(days=7)) == [record.pk]


def test_on_change_a_word_is_waited_for_after_others_changed_the_matter_alone(record, clerk, unit_handler, handler):
    name(record, clerk, handler, "on_change")
    day = WEEKDAYS[3]
    assert asked(handler, day) == []
    take("change_due", record, account=clerk, on=day, due_on=date(2024, 6, 20), reason="另有安排。")
    assert asked(handler, day) == [record.pk]
    take("note_progress", part_of(record), account=unit_handler, on=day, text="已按新期限安排。")
    assert asked(handler, day) == []


def test_while_the_letter_is_with_the_office_nobody_is_asked(make_record, clerk, handler):
    record = make_record(Stage.SUBMITTED)
    name(record, clerk, handler, "daily", on=date(2024, 6, 3))
    assert asked(handler, date(2024, 6, 28)) == []


def test_the_unit_s_note_of_the_day_is_its_progress_and_the_office_s_is_a_note_of_its_own(
    record, clerk, supervisor, unit_handler
):
    name(record, clerk, supervisor.person, "daily")
    event = take("follow_up", part_of(record), account=supervisor, on=WEEKDAYS[0], text="现场看过，路基已完成。")
    assert (event.label, event.summary) == ("跟踪记录", "现场看过，路基已完成。")
    assert not part_of(record).notes.exists()
    assert asked(supervisor.person, WEEKDAYS[0]) == []
    with pytest.raises(Refused):
        take("follow_up", part_of(record), account=unit_handler, on=WEEKDAYS[0], text="代记。")


def test_the_office_notes_nothing_where_the_unit_follows_itself(record, clerk, supervisor, handler):
    name(record, clerk, handler)
    with pytest.raises(Refused, match="不适用"):
        take("follow_up", part_of(record), account=supervisor, on=WEEKDAYS[0], text="看过。")


def test_who_stands_in_for_them_is_asked_in_their_place(record, clerk, handler, unit, colleague):
    from tracking.models import Delegation

    name(record, clerk, handler, "daily")
    days = {"from_on": date(2024, 4, 1), "to_on": date(2024, 4, 30)}
    lent = Delegation(giver=handler, receiver=colleague, role="unit_handler", unit=unit, agreed_by="示例局长", **days)
    kept(lent)
    with time_machine.travel("2024-04-10 09:00+08:00"):
        assert asked(Person.objects.get(pk=colleague.pk), date(2024, 4, 10)) == [record.pk]


# The end ---------------------------------------------------------------------------------------
def test_with_the_item_s_end_nobody_is_asked_and_who_followed_it_stays_named(office, record, clerk, handler):
    name(record, clerk, handler, "daily")
    record = office.move_on(record, Stage.CLOSED)
    assert part_of(record).following.person == handler
    assert asked(handler, date(2024, 12, 2)) == []
    assert not following.left().exists()


def test_a_part_that_is_given_back_is_followed_by_nobody_any_more(
    make_record, reviewer, unit_handler, clerk, other_unit, handler
):
    with time_machine.travel("2024-03-30 10:00+08:00"):
        record = make_record(Stage.ASSIGNED)
        name(record, unit_handler, handler, on=date(2024, 3, 30))
        why = {"reason": "不属本单位职责。", "proposed_unit": other_unit}
        take("object_to", part_of(record), account=unit_handler, on=date(2024, 3, 30), **why)
        take("grant_objection", part_of(record), account=reviewer, on=date(2024, 3, 30), comment="同意。")
    ended = Following.objects.get()
    assert (ended.ended_on, ended.ended_because) == (date(2024, 3, 30), "同意区示例局退回本件。")


def test_a_withdrawn_item_is_followed_by_nobody_any_more(record, clerk, handler):
    from tests.tracking.factories import make_scan

    name(record, clerk, handler, on=WEEKDAYS[2])
    take("withdraw", record, account=clerk, on=WEEKDAYS[0], letter=make_scan("撤回函.pdf"))
    ended = Following.objects.get()
    assert (ended.ended_on, ended.ended_because) == (WEEKDAYS[2], "本件已撤回。")


def test_with_the_hand_over_the_successor_follows_it_in_the_same_rhythm(record, clerk, handler, colleague):
    name(record, clerk, handler, "weekly")
    event = take(
        "hand_on", part_of(record), account=clerk, on=WEEKDAYS[0],
        leaving=handler.name, coming=colleague.name, reason="岗位调整。",
    )  # fmt: skip
    now = part_of(record).following
    assert (now.person, now.rhythm, now.rhythm_by_office, now.from_on) == (colleague, "weekly", True, WEEKDAYS[0])
    assert event.summary == f"跟踪人：{handler.name} → 示例同事；岗位调整。"


def test_a_successor_who_is_not_known_leaves_it_to_be_named_anew(record, clerk, handler):
    name(record, clerk, handler)
    event = take(
        "hand_on", part_of(record), account=clerk, on=WEEKDAYS[0],
        leaving=handler.name, coming="示例新人", reason="岗位调整。",
    )  # fmt: skip
    assert part_of(record).following is None
    assert "须另行确定" in event.summary
    assert event.summary.endswith("岗位调整。")


def test_who_left_office_or_lost_the_role_is_told_as_gone_and_is_asked_no_more(record, clerk, colleague):
    name(record, clerk, colleague, "daily")
    assert not following.left().exists()
    permissions.revoke(colleague.memberships.get())
    assert [one.person for one in following.left()] == [colleague]
    assert asked(Person.objects.get(pk=colleague.pk), WEEKDAYS[4]) == []


def test_what_counts_as_a_word_and_as_a_change_is_told_by_the_steps():
    assert {"note_progress", "contact", "sign_for", "submit", "follow_up"} <= set(following.words())
    assert not {"name_follower", "release_follower", "supervise", "assign"} & set(following.words())
    assert {"return_for_redo", "change_due", "refuse_extension", "list_asks"} <= set(following.changes())
    assert not {"name_follower", "follow_up", "supervise", "note_progress"} & set(following.changes())
    assert set(following.words()) | set(following.changes()) <= STEPS.keys()
