"""Who is told of what on which day: by rule, once a day, to those concerned and nobody else."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from tests.tracking.factories import kept, make_account, make_person
from tests.tracking.test_attention import grow
from tracking import telling
from tracking.loop import STEPS, take
from tracking.models import (
    Assignment,
    Delegation,
    Extension,
    HandlingRecord,
    LookBack,
    Notice,
    NoticeKind,
    Objection,
    Person,
    Role,
)
from tracking.stages import Stage
from tracking.telling import Day, Staff, sending, tell

pytestmark = pytest.mark.django_db
MONDAY, SATURDAY = date(2024, 7, 8), date(2024, 7, 6)


@pytest.fixture
def everybody(office, supervisor, editor):
    """All roles that are told anything."""
    return office


def told(day: date, *kinds: NoticeKind) -> dict[str, set[str]]:
    """Kind → names of those told on a day."""
    found: dict[str, set[str]] = {}
    for matter in telling.matters(Day(day), kinds or tuple(telling.RULES)):
        names = Person.objects.filter(pk__in=matter.people).values_list("name", flat=True)
        found.setdefault(matter.kind.value, set()).update(names)
    return found


@pytest.mark.parametrize(
    ("stage", "day", "expected"),
    [
        (Stage.ASSIGNED, date(2024, 3, 29), {"assigned": {"示例承办"}}),
        (Stage.ASSIGNED, date(2024, 4, 1), {}),
        (Stage.ASSIGNED, date(2024, 4, 2), {"sign_for": {"示例承办"}}),
        (Stage.ASSIGNED, date(2024, 4, 8), {"sign_for": {"示例承办"}}),
        (Stage.HANDLING, date(2024, 6, 20), {}),
        (Stage.HANDLING, date(2024, 6, 28), {"due_soon": {"示例承办"}}),
        (Stage.HANDLING, MONDAY, {"overdue": {"示例承办", "示例督查"}}),
        (Stage.SUBMITTED, date(2024, 6, 3), {"review": {"示例审核"}}),
        (Stage.REVIEWED, date(2024, 6, 3), {"review": {"示例副区长"}}),
        (Stage.ASKED, date(2024, 7, 10), {"publish": {"示例编辑"}}),
        (Stage.ASKED, date(2024, 7, 12), {}),
        (Stage.ASKED, date(2024, 7, 15), {"unheard": {"示例经办"}, "publish": {"示例编辑"}}),
        (Stage.ASKED, date(2024, 7, 16), {}),
        (Stage.ASKED, date(2024, 7, 22), {"unheard": {"示例经办"}, "publish": {"示例编辑"}}),
        (Stage.CLOSED, date(2024, 7, 1), {}),
        (Stage.CLOSED, date(2024, 7, 8), {"publish": {"示例编辑"}}),
        (Stage.REGISTERED, MONDAY, {}),
    ],
)
def test_each_stage_and_day_tells_those_whose_turn_it_is(everybody, stage, day, expected):
    everybody.make_record(stage)
    assert told(day) == expected


def test_on_a_rest_day_nobody_is_told_that_something_still_waits(everybody):
    everybody.make_record(Stage.HANDLING)
    assert told(SATURDAY) == {}
    assert told(SATURDAY + timedelta(days=2)) != {}


def test_a_unit_is_never_told_of_another_s_item(everybody, other_handler, other_unit):
    everybody.make_record(Stage.ASSIGNED)
    everybody.make_record(Stage.HANDLING)
    everybody.make_record(Stage.ASSIGNED, units=[other_unit], title="另一单位的承办件")
    tell(Day(MONDAY))
    mine = Notice.objects.filter(person=other_handler.person)
    assert {notice.record.title for notice in mine} == {"另一单位的承办件"}


def test_what_came_back_is_told_on_the_day_it_was_recorded(everybody):
    with time_machine.travel("2024-06-05 10:00+08:00"):
        record = everybody.make_record(Stage.SUBMITTED)
        everybody.send_back(record.assignments.get(), on=date(2024, 6, 4))
    assert told(date(2024, 6, 5), NoticeKind.RETURNED) == {"returned": {"示例承办"}}
    assert told(date(2024, 6, 4), NoticeKind.RETURNED) == {}
    assert told(date(2024, 6, 6), NoticeKind.RETURNED) == {}


def test_steps_that_lead_back_are_known_by_where_they_lead():
    assert set(telling.returning_steps()) >= {"return_for_redo", "refuse_to_sign", "city_returns", "redo"}
    assert "sign_for" not in telling.returning_steps()


@pytest.mark.parametrize("model", [Objection, Extension])
def test_what_a_unit_asks_for_is_told_to_the_reviewers_until_it_is_decided(everybody, record, model):
    facts = {"until": date(2024, 9, 2)} if model is Extension else {}
    asked = model.objects.create(
        assignment=record.assignments.get(), on=date(2024, 4, 3), reason="不属本单位职责。", **facts
    )
    assert told(date(2024, 4, 3), NoticeKind.DECIDE) == {"decide": {"示例审核"}}
    asked.granted, asked.decided_on = False, date(2024, 4, 4)
    asked.save()
    assert told(date(2024, 4, 5), NoticeKind.DECIDE) == {}


@pytest.mark.parametrize(("named", "expected"), [(True, {"示例承办"}), (False, {"示例承办", "另例承办"})])
def test_a_reminder_is_told_to_the_unit_named_or_to_all(
    everybody, supervisor, other_handler, other_unit, named, expected
):
    record = everybody.make_record(Stage.HANDLING, support_units=[other_unit])
    unit = everybody.unit if named else None
    take("supervise", record, account=supervisor, on=date(2024, 5, 6), kind="reminder", unit=unit, text="请抓紧。")
    assert told(date(2024, 5, 6), NoticeKind.REMINDED) == {"reminded": expected}
    assert told(date(2024, 5, 7), NoticeKind.REMINDED) == {}


@pytest.mark.parametrize("named", [True, False])
def test_a_reminder_after_the_end_is_told_to_the_unit_that_is_to_answer(
    everybody, supervisor, other_handler, other_unit, named
):
    record = everybody.make_record(Stage.CLOSED)
    unit = everybody.unit if named else None
    take("supervise", record, account=supervisor, on=date(2024, 7, 8), kind="reminder", unit=unit, text="请说明。")
    assert told(date(2024, 7, 8), NoticeKind.REMINDED) == {"reminded": {"示例承办"}}


def test_a_site_visit_is_no_reminder(everybody, supervisor, record):
    take("supervise", record, account=supervisor, on=date(2024, 5, 6), kind="site_visit", text="已实地查看。")
    assert told(date(2024, 5, 6), NoticeKind.REMINDED) == {}


@pytest.fixture
def promise(everybody):
    """A closed item whose reply promises something by 31 December 2024."""
    record = everybody.make_record(Stage.HANDLING)
    part = record.assignments.get()
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=everybody.unit_handler, on=date(2024, 4, 20), **talk)
    letter = {"promise": "年内完成。", "promise_due_on": date(2024, 12, 31), "promise_unit": "区示例局"}
    head = {"unit_head": "示例局长", "unit_head_on": date(2024, 5, 20), "publicity": "full"}
    take(
        "submit",
        part,
        account=everybody.unit_handler,
        on=date(2024, 5, 20),
        body="正在推进。",
        reply_class="B",
        **letter,
        **head,
    )
    everybody.move_on(record, Stage.CLOSED)
    return part.reply


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        (date(2024, 12, 20), False),
        (date(2024, 12, 24), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 2), False),
        (date(2025, 1, 6), True),
    ],
)
def test_a_promise_is_told_when_it_comes_due_and_weekly_after(promise, day, is_told):
    assert told(day, NoticeKind.PROMISE) == ({"promise": {"示例承办", "示例督查"}} if is_told else {})


@pytest.mark.parametrize(
    ("result", "next_on", "is_told"),
    [("kept", None, False), ("under_way", date(2025, 3, 3), False), ("not_kept", None, True)],
)
def test_a_promise_seen_kept_or_put_off_is_told_no_more(promise, supervisor, result, next_on, is_told):
    kept(
        LookBack(
            reply=promise, by=supervisor.person, on=date(2025, 1, 3), result=result, text="已查看。", next_on=next_on
        )
    )
    assert bool(told(date(2025, 1, 6), NoticeKind.PROMISE)) is is_told


# People ----------------------------------------------------------------------------------------
def test_who_has_no_account_or_left_is_not_told(office):
    make_person("纸上领导", Role.LEADER)
    Person.objects.filter(pk=office.reviewer.person.pk).update(is_active=False)
    office.make_record(Stage.SUBMITTED)
    assert told(date(2024, 6, 3)) == {}


def test_the_district_leader_in_charge_is_told_and_not_the_others(office):
    make_person("另一副区长", Role.LEADER, login="another")
    office.make_record(Stage.REVIEWED)
    assert told(date(2024, 6, 3)) == {"review": {"示例副区长"}}


def test_without_a_leader_of_that_name_every_leader_is_told(office, other_unit):
    make_person("另一副区长", Role.LEADER, login="another")
    office.make_record(Stage.REVIEWED, units=[other_unit])
    assert told(date(2024, 6, 3)) == {"review": {"示例副区长", "另一副区长"}}


@pytest.mark.parametrize(
    ("day", "ended_on", "acts"),
    [
        (date(2024, 5, 31), None, False),
        (date(2024, 6, 3), None, True),
        (date(2024, 6, 7), None, True),
        (date(2024, 6, 11), None, False),
        (date(2024, 6, 5), date(2024, 6, 4), False),
    ],
)
def test_who_acts_for_another_is_told_for_those_days(office, day, ended_on, acts):
    deputy = make_person("示例代理", login="deputy")
    giver = office.reviewer.person
    span = {"from_on": date(2024, 6, 3), "to_on": date(2024, 6, 7), "ended_on": ended_on}
    kept(Delegation(giver=giver, receiver=deputy, role=Role.OFFICE_REVIEWER, agreed_by="示例领导", **span))
    assert (deputy.pk in Staff(day).by_role[Role.OFFICE_REVIEWER]) is acts


# Once ------------------------------------------------------------------------------------------
def test_run_again_and_again_it_writes_the_same_rows(everybody):
    for stage in (Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED, Stage.ASKED):
        everybody.make_record(stage)
    first = tell(Day(MONDAY))
    rows = list(Notice.objects.values_list("pk", "text", "at"))
    assert len(first) == len(rows) > 3
    for _run in range(30):
        assert tell(Day(MONDAY)) == []
    assert list(Notice.objects.values_list("pk", "text", "at")) == rows


def test_the_next_day_s_message_takes_the_place_of_the_unread_one(everybody):
    everybody.make_record(Stage.HANDLING)
    tell(Day(MONDAY))
    tell(Day(MONDAY + timedelta(days=1)))
    unread = Notice.objects.filter(read_at=None)
    assert set(unread.values_list("day", flat=True)) == {MONDAY + timedelta(days=1)}
    assert Notice.objects.count() == 2 * unread.count()


def test_an_earlier_day_run_late_leaves_newer_messages_unread(everybody):
    everybody.make_record(Stage.HANDLING)
    tell(Day(MONDAY + timedelta(days=1)))
    tell(Day(MONDAY))
    assert Notice.objects.filter(day=MONDAY + timedelta(days=1), read_at=None).exists()


def test_the_rules_take_as_many_queries_at_300_items_as_at_7(everybody, django_assert_num_queries):
    record = everybody.make_record(Stage.HANDLING)
    for _count in range(6):
        everybody.make_record(Stage.HANDLING)
    tell(Day(MONDAY))
    with django_assert_num_queries(21):
        tell(Day(MONDAY))
    grow(record, 300, [everybody.unit])
    assert len(tell(Day(MONDAY))) == 600
    with django_assert_num_queries(21):
        tell(Day(MONDAY))


def test_messages_hold_no_name_and_no_phone(everybody):
    title = "关于示例代表甲反映路灯问题（13800000000）的建议"
    for stage in (Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED, Stage.ASKED):
        everybody.make_record(stage, title=title, phone="13800000000", delegation="示例代表团")
    tell(Day(date(2024, 7, 15)))
    texts = "".join(Notice.objects.values_list("text", flat=True))
    assert "×××反映路灯问题" in texts
    assert "示例代表甲" not in texts
    assert "1380000" not in texts
    assert not any(name in texts for name in Person.objects.values_list("name", flat=True))


@pytest.mark.parametrize("kind", telling.RULES)
@pytest.mark.parametrize("on", [None, date(2024, 7, 1)])
def test_every_kind_has_its_sentence(kind, on):
    said = telling.words(kind, "第12号建议《示例工作》", on)
    assert said.startswith(f"【{kind.label}】第12号建议《示例工作》")
    assert said.endswith("。")
    assert "%(" not in said


def test_every_kind_has_its_rule():
    assert set(telling.RULES) == set(NoticeKind) - {NoticeKind.PAGE, NoticeKind.ACCOUNT, NoticeKind.HOUSE}


# At once ---------------------------------------------------------------------------------------
def notices_after(callbacks, code: str, subject, **how) -> set[tuple[str, str]]:
    Notice.objects.all().delete()
    with callbacks(execute=True):
        take(code, subject, **how)
    return set(Notice.objects.values_list("kind", "person__name"))


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_a_hand_over_is_told_to_its_units_at_once(everybody, callbacks, other_handler, other_unit):
    record = everybody.make_record(Stage.INSTRUCTED)
    told_now = notices_after(
        callbacks,
        "assign",
        record,
        account=everybody.clerk,
        on=date(2024, 3, 29),
        lead_units=[everybody.unit],
        support_units=[other_unit],
    )
    assert told_now == {("assigned", "示例承办"), ("assigned", "另例承办")}


def test_a_draft_is_told_to_the_reviewers_a_passed_one_to_the_leader_a_returned_one_to_the_unit(everybody, callbacks):
    part = everybody.make_record(Stage.SUBMITTED).assignments.get()
    back = {"account": everybody.reviewer, "on": date(2024, 6, 4), "reason": "unclear", "comment": "请写明时间。"}
    assert notices_after(callbacks, "return_for_redo", part, **back) == {("returned", "示例承办")}
    with callbacks(execute=True):
        Notice.objects.all().delete()
        everybody.submit(part, on=date(2024, 6, 5))
    assert set(Notice.objects.values_list("kind", "person__name")) == {("review", "示例审核")}
    passed = {"account": everybody.reviewer, "on": date(2024, 6, 6)}
    assert notices_after(callbacks, "pass_review", part, **passed) == {("review", "示例副区长")}


def test_a_note_of_progress_tells_nobody(everybody, callbacks, record):
    note = {"account": everybody.unit_handler, "on": date(2024, 4, 20), "text": "已现场查看。"}
    assert notices_after(callbacks, "note_progress", record.assignments.get(), **note) == set()


def test_the_timer_does_not_repeat_what_the_step_told(everybody, callbacks):
    with time_machine.travel("2024-03-29 10:00+08:00"):
        record = everybody.make_record(Stage.INSTRUCTED)
        notices_after(
            callbacks, "assign", record, account=everybody.clerk, on=date(2024, 3, 29), lead_units=[everybody.unit]
        )
        assert tell(Day(date(2024, 3, 29))) == []


def test_a_failing_message_never_stops_a_step(everybody, callbacks, monkeypatch, caplog):
    monkeypatch.setattr("tracking.telling.messages.words", lambda *args: 1 / 0)
    part = everybody.make_record(Stage.ASSIGNED).assignments.get()
    with callbacks(execute=True):
        everybody.sign_for(part)
        Assignment.objects.filter(pk=part.pk).get()
    record = everybody.make_record(Stage.INSTRUCTED)
    with callbacks(execute=True):
        take("assign", record, account=everybody.clerk, on=date(2024, 3, 29), lead_units=[everybody.unit])
    assert HandlingRecord.objects.get(pk=record.pk).stage == Stage.ASSIGNED
    assert "ZeroDivisionError" in caplog.text


def test_every_step_that_makes_somebody_s_turn_is_told(everybody):
    """A step that leads to review or back to the unit gives rise to a message, whoever adds it."""

    class Wrote:
        versions = ()

    for step in STEPS.values():
        kinds = telling.kinds_after(step, Wrote, ())
        assert (NoticeKind.REVIEW in kinds) is (step.target in {Stage.SUBMITTED, Stage.REVIEWED})


# The command -----------------------------------------------------------------------------------
def test_the_command_says_what_it_wrote_and_the_second_time_nothing(everybody, capsys):
    everybody.make_record(Stage.HANDLING)
    call_command("remind", "--day", "2024-07-08", "--json")
    first = json.loads(capsys.readouterr().out)
    assert first["kinds"] == {"overdue": 2}
    call_command("remind", "--day", "2024-07-08", "--json")
    assert json.loads(capsys.readouterr().out)["written"] == 0
    call_command("remind", "--day", "2024-07-08")
    assert "新提醒 0 条" in capsys.readouterr().out


def test_an_account_without_a_person_is_told_nothing(everybody):
    make_account("stranger")
    everybody.make_record(Stage.HANDLING)
    tell(Day(MONDAY))
    assert Notice.objects.filter(person__user__username="stranger").count() == 0


def test_a_message_about_no_item_leads_to_where_one_acts_and_goes_when_done(office, client):
    person = office.clerk.person
    for _again in range(2):
        telling.tell_people([person.pk], NoticeKind.PAGE, "《示例》待您确认。", subject="page:1", url="/admin/x/")
    assert [one.text for one in person.notices.all()] == ["【页面审签】《示例》待您确认。"]
    client.force_login(office.clerk)
    assert 'href="/admin/x/"' in client.get("/admin/notices/").content.decode()
    assert telling.retire("page:1") == 1
    assert not person.notices.filter(read_at=None).exists()


def test_a_message_about_no_item_is_pushed_nowhere(office, settings):
    settings.TRACKING_WEBHOOK_URL, settings.TRACKING_WEBHOOK_SECRET = "http://127.0.0.1:9/", "示例密钥"
    telling.tell_people([office.clerk.person.pk], NoticeKind.HOUSE, "示例。", subject="house")
    assert sending.push() == sending.Sent()
