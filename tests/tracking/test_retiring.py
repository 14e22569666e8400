"""What a unit is told of decisions, who sent what back, and when a message is over: its act done, or somebody else's."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.tracking.factories import make_person
from tracking import permissions
from tracking.loop import take
from tracking.models import HandlingRecord, Notice, Role
from tracking.stages import Stage
from tracking.telling import Day, retire_done, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(django_capture_on_commit_callbacks):
    """`act("sign", part, …)`: a step, with all that follows it."""

    def taken(code: str, subject, **how):
        with django_capture_on_commit_callbacks(execute=True):
            return take(code, subject, **how)

    return taken


def unread(person, *kinds: str) -> list[str]:
    found = Notice.objects.filter(person=person, read_at=None).order_by("pk")
    return list((found.filter(kind__in=kinds) if kinds else found).values_list("text", flat=True))


def objected(office, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=timezone.localdate())
    part = record.assignments.get()
    take("object_to", part, account=office.unit_handler, reason="不属职责。", proposed_unit=other_unit)
    part.refresh_from_db()
    return part


# Told ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("code", "said"), [("grant_objection", "同意退回"), ("refuse_objection", "不予退回")])
def test_the_unit_is_told_how_its_objection_was_decided(office, other_unit, act, code, said):
    act(code, objected(office, other_unit), account=office.reviewer, comment="已核。")
    [text] = unread(office.unit_handler.person, "decided")
    assert text.endswith(f"的申请已裁定：{said}。")


@pytest.mark.parametrize("granted", [True, False])
def test_the_unit_is_told_how_its_extension_was_decided(office, act, granted):
    record = office.make_record(Stage.HANDLING, start=timezone.localdate() - timedelta(days=20))
    part = record.assignments.get()
    until = record.due_on + timedelta(days=10)
    take("ask_extension", part, account=office.unit_handler, until=until, reason="须现场勘查。")
    if granted:
        facts = {"consent": "示例函", "told_on": timezone.localdate()}
        act("grant_extension", part, account=office.reviewer, **facts)
    else:
        act("refuse_extension", part, account=office.reviewer, comment="理由不足。")
    [text] = unread(office.unit_handler.person, "decided")
    assert ("同意延期，办理期限" if granted else "不予延期。") in text


def test_every_unit_is_told_of_another_date(office, other_unit, other_handler, clerk, act):
    start = timezone.localdate() - timedelta(days=5)
    record = office.make_record(Stage.ASSIGNED, start=start, support_units=[other_unit])
    act("change_due", record, account=clerk, due_on=record.due_on - timedelta(days=40), reason="市里要求提前。")
    for handler in (office.unit_handler, other_handler):
        [text] = unread(handler.person, "new_due")
        assert "期限已调整为" in text


def test_a_message_says_who_sent_the_draft_back(office, act):
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    act("return_for_redo", part, account=office.reviewer, reason="unclear", comment="请写明时间。")
    assert "已退回承办单位（退回重新办理）" in unread(office.unit_handler.person, "returned")[0]
    part = office.make_record(Stage.REVIEWED).assignments.get()
    act("refuse_to_sign", part, account=office.leader, reason="请补充数据。")
    assert "已退回承办单位（不予签发）" in unread(office.unit_handler.person, "returned")[1]


def test_to_be_reviewed_and_to_be_signed_are_told_apart(office, act):
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    tell(Day(timezone.localdate(), part.record_id), ["review"])
    assert unread(office.reviewer.person)[0].startswith("【待审核】")
    act("pass_review", part, account=office.reviewer)
    assert unread(office.leader.person)[0].startswith("【待签发】")


def test_what_is_decided_twice_in_a_day_is_told_as_it_stands(office, act):
    record = office.make_record(Stage.HANDLING, start=timezone.localdate() - timedelta(days=20))
    for n in (2, 1):
        record.refresh_from_db()
        changed = record.due_on - timedelta(days=10 * n)
        Notice.objects.update(read_at=timezone.now())
        act("change_due", record, account=office.clerk, due_on=changed, reason="来文要求。")
    [text] = unread(office.unit_handler.person, "new_due")
    record.refresh_from_db()
    assert f"{record.due_on.month}月{record.due_on.day}日" in text


# Over ------------------------------------------------------------------------------------------
def test_a_hand_over_is_no_news_once_it_is_signed_for(office, act):
    start = timezone.localdate()
    record = office.make_record(Stage.INSTRUCTED, start=start)
    act("assign", record, account=office.clerk, on=start, lead_units=[office.unit])
    assert len(unread(office.unit_handler.person)) == 1
    four = {"department": "综合科", "unit_leader": "示例领导", "handler": "示例经办人"}
    act("sign_for", record.assignments.get(), account=office.unit_handler, on=start, **four)
    assert unread(office.unit_handler.person) == []


def test_a_reviewer_s_message_is_over_once_somebody_reviewed(office, act):
    colleague = make_person("示例审核二", Role.OFFICE_REVIEWER, login="reviewer2")
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    tell(Day(timezone.localdate(), part.record_id), ["review"])
    assert unread(colleague)
    act("pass_review", part, account=office.reviewer)
    assert unread(colleague) == []
    assert unread(office.leader.person)


def test_a_unit_that_gave_the_item_back_is_asked_for_nothing_any_more(office, other_unit, act):
    part = objected(office, other_unit)
    tell(Day(part.sign_for_due_on, part.record_id), ["decide"])
    person = office.unit_handler.person
    Notice.objects.create(person=person, record=part.record, kind="sign_for", day=date(2024, 4, 1), text="待签收")
    act("grant_objection", part, account=office.reviewer)
    assert unread(person, "sign_for") == []
    assert unread(office.reviewer.person) == []


def test_who_lost_the_role_is_asked_for_nothing_any_more(office):
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    colleague = make_person("示例审核二", Role.OFFICE_REVIEWER, login="reviewer2")
    tell(Day(timezone.localdate(), part.record_id), ["review"])
    permissions.revoke(colleague.memberships.get())
    call_command("remind")
    assert unread(colleague) == []
    assert unread(office.reviewer.person)


def test_a_return_waits_until_the_next_draft_is_in(office, act):
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    act("return_for_redo", part, account=office.reviewer, reason="unclear", comment="请写明时间。")
    retire_done(Day(timezone.localdate()))
    assert unread(office.unit_handler.person, "returned")
    facts = {"reply_class": "A", "publicity": "full", "unit_head": "示例局长", "unit_head_on": timezone.localdate()}
    part.refresh_from_db()
    act("submit", part, account=office.unit_handler, body="已补充完成时间。", **facts)
    assert unread(office.unit_handler.person, "returned") == []


def test_what_is_published_reminds_no_editor(office, editor, act):
    record = office.make_record(Stage.DELIVERED)
    Notice.objects.create(
        person=editor.person,
        record=record,
        kind="publish",
        day=date(2024, 7, 1),
        text="的答复应于2024年7月12日前公开。",
    )
    retire_done(Day(timezone.localdate()))
    assert unread(editor.person)
    act("publication", record.assignments.get(), account=editor, url="https://example.org/1")
    assert unread(editor.person) == []
    assert HandlingRecord.objects.get(pk=record.pk).published_on


def test_the_timer_ends_messages_in_as_many_queries_at_one_item_as_at_seven(office, django_assert_max_num_queries):
    def stale(n: int) -> None:
        for _count in range(n):
            record = office.make_record(Stage.HANDLING)
            Notice.objects.create(
                person=office.unit_handler.person, record=record, kind="assigned", day=date(2024, 3, 29), text="已交办"
            )

    for n in (1, 6):
        stale(n)
        with django_assert_max_num_queries(8):
            assert retire_done(Day(timezone.localdate())) == n
