"""The closed loop: what each step needs, what it changes, and who may take it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, make_person, make_scan, make_session
from tracking.loop import STEPS, Refused, Stale, openings, take
from tracking.loop.acts.supervising import record_publication
from tracking.loop.settling import facts
from tracking.models import Assignment, Decision, Event, Feedback, HandlingRecord, Role, WorkdayOverride
from tracking.stages import APART, Stage

pytestmark = pytest.mark.django_db
BESIDE_THE_WAY = APART | {Stage.OBJECTED}
"Stages that an item which is answered and closed never comes to."


def part_of(record) -> Assignment:
    return Assignment.objects.answering().get(record=record)


def again(record) -> HandlingRecord:
    return HandlingRecord.objects.get(pk=record.pk)


def submission(on=date(2024, 5, 20), **changes):
    return {
        "on": on,
        "body": "已完成示例事项。",
        "reply_class": "A",
        "publicity": "full",
        "unit_head": "示例局长",
        "unit_head_on": on,
    } | changes


def test_an_item_is_answered_and_closed_through_every_stage(make_record, office):
    passed = []
    record = office.register()
    for stage in Stage:
        if stage in BESIDE_THE_WAY:
            continue
        record = office.move_on(record, stage)
        passed.append(record.stage)
    assert passed[-1] == Stage.CLOSED
    assert [event.label for event in record.events.all()] == [
        "收文登记", "拟办", "区领导批示", "交办", "签收", "登记沟通", "送审", "审核通过", "领导签发", "报市政府办审核",
        "市政府办审核通过", "正式行文", "送达", "征询意见", "登记反馈", "办结",
    ]  # fmt: skip
    assert (record.feedback_result, record.reply_class) == ("satisfied", "A")
    assert record.answered_on == HANDED_OVER_ON + timedelta(days=75)


def test_a_joint_item_ends_with_its_opinion_and_has_no_feedback_of_its_own(make_record, clerk):
    record = make_record(Stage.CLOSED, duty="joint")
    labels = {opening.step.code for opening in openings(record, clerk)}
    assert record.answered_on
    assert record.feedback_result == ""
    assert not labels & {"ask_opinion", "feed_back", "deliver", "number", "report"}


def test_an_own_item_of_the_district_skips_the_citys_review(make_record):
    record = make_record(Stage.CLOSED, origin="district")
    assert not record.events.filter(what="report").exists()


def test_a_reply_needs_a_contact_first(make_record, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    with pytest.raises(Refused, match="还没有与提出人沟通"):
        take("submit", part, account=unit_handler, **submission())


def test_a_reply_waits_for_the_supporting_unit_or_its_time_limit(make_record, unit_handler, other_unit, office):
    record = make_record(Stage.HANDLING, support_units=[other_unit], start=timezone.localdate() - timedelta(days=9))
    part = part_of(record)
    today = timezone.localdate()
    take("contact", part, account=unit_handler, on=today, phase="during", method="phone", summary="听取意见。")
    with pytest.raises(Refused, match="区另例局的意见还没有收到"):
        take("submit", part, account=unit_handler, **submission(on=today))
    support = record.assignments.get(unit=other_unit)
    office.sign_for(support, today)
    take("give_opinion", support, account=office.handler_of(other_unit), on=today, opinion="无不同意见。")
    take("submit", part, account=unit_handler, **submission(on=today))
    assert again(record).stage == Stage.SUBMITTED


def test_handling_begins_only_with_the_four_fields(make_record, unit_handler):
    part = part_of(make_record(Stage.ASSIGNED))
    with pytest.raises(ValidationError, match="签收时须填写具体部门、分管领导、具体负责人和办结时限"):
        take("sign_for", part, account=unit_handler, on=date(2024, 4, 1), department="", unit_leader="", handler="")


def test_a_department_that_nobody_named_is_not_the_unit_itself(make_record, unit_handler):
    """签收 began with the unit's own name as 具体部门, which says nothing and was sent off as it stood."""
    part = part_of(make_record(Stage.ASSIGNED))
    form = STEPS["sign_for"].form(step=STEPS["sign_for"], subject=part, account=unit_handler)
    assert not form["department"].value()
    assert "不填单位名称" in form["department"].help_text


def test_a_unit_may_not_set_itself_a_later_limit(make_record, unit_handler):
    part = part_of(make_record(Stage.ASSIGNED))
    four = {"department": "科", "unit_leader": "甲", "handler": "乙"}
    with pytest.raises(ValidationError, match="不能晚于本件的办理期限"):
        take("sign_for", part, account=unit_handler, on=date(2024, 4, 1), due_on=date(2024, 12, 1), **four)


def test_another_units_handler_may_not_sign_for_it(make_record, other_handler):
    with pytest.raises(Refused, match="区示例局的承办人员"):
        take(
            "sign_for",
            part_of(make_record(Stage.ASSIGNED)),
            account=other_handler,
            department="科",
            unit_leader="甲",
            handler="乙",
        )


def test_nobody_reviews_what_they_drafted(make_record, office, unit_handler):
    from tracking.permissions import grant

    record = make_record(Stage.SUBMITTED)
    grant(unit_handler.person, Role.OFFICE_REVIEWER)
    with pytest.raises(Refused, match="本稿的拟稿人"):
        take("pass_review", part_of(record), account=unit_handler, on=date(2024, 6, 1))


def test_nobody_signs_what_they_reviewed(make_record, office, reviewer):
    from tracking.permissions import grant

    record = make_record(Stage.REVIEWED)
    grant(reviewer.person, Role.LEADER)
    with pytest.raises(Refused, match="审核了此稿，须由他人签发"):
        take("sign", part_of(record), account=reviewer, on=date(2024, 6, 10))


def test_a_paper_signature_is_compared_by_its_decider(make_record, office, clerk, reviewer):
    from tracking.permissions import grant

    record = make_record(Stage.REVIEWED)
    grant(reviewer.person, Role.LEADER)
    with pytest.raises(Refused, match="审核了此稿"):
        take("sign", part_of(record), account=clerk, decider=reviewer.person, scan=make_scan(), on=date(2024, 6, 10))


def test_a_superuser_takes_no_step(make_record, superuser):
    with pytest.raises(Refused, match="没有对应的办理人员"):
        take("propose", make_record(), account=superuser, handling_proposal="拟办。")


def test_an_administrator_takes_no_step(make_record, admin_user):
    with pytest.raises(Refused, match="这一步由政府办经办办理"):
        take("propose", make_record(), account=admin_user, handling_proposal="拟办。")


def test_a_clerk_records_a_leaders_word_on_paper_with_its_scan(make_record, clerk, office):
    record = make_record(Stage.PROPOSED)
    boss = make_person("示例纸上领导", Role.LEADER)
    on = date(2024, 3, 29)
    with pytest.raises(Refused, match="须上传扫描件"):
        take("instruct", record, account=clerk, decider=boss, on=on, instruction="同意。")
    event = take(
        "instruct", record, account=clerk, decider=boss, on=on, instruction="同意。", scan=make_scan(), wording="同意。"
    )
    decision = Decision.objects.get(event=event)
    assert (event.decider_name, event.account_name) == ("示例纸上领导", "示例经办")
    assert (decision.decider, decision.recorded_by, decision.wording) == (boss, clerk, "同意。")
    assert event.on_paper


def test_only_a_clerk_records_for_others(make_record, leader, office):
    boss = make_person("示例纸上领导", Role.LEADER)
    with pytest.raises(Refused, match="只有政府办经办可以代录"):
        take(
            "instruct",
            make_record(Stage.PROPOSED),
            account=leader,
            decider=boss,
            instruction="同意。",
            scan=make_scan(),
        )


def test_a_decider_must_hold_the_role(make_record, clerk):
    nobody = make_person("示例无职")
    with pytest.raises(Refused, match="这一步由区领导办理"):
        take(
            "instruct",
            make_record(Stage.PROPOSED),
            account=clerk,
            decider=nobody,
            instruction="同意。",
            scan=make_scan(),
        )


def test_a_step_out_of_order_is_refused_with_both_names(make_record, clerk):
    with pytest.raises(Refused, match="现在是“已收文，待拟办”，还不能“交办”"):
        take("assign", make_record(), account=clerk, lead_units=[])


def test_a_day_in_the_future_is_refused(make_record, clerk):
    with pytest.raises(Refused, match="在将来"):
        take(
            "propose", make_record(), account=clerk, on=timezone.localdate() + timedelta(days=1), handling_proposal="拟"
        )


def test_a_day_before_the_step_before_is_refused(make_record, unit_handler):
    part = part_of(make_record(Stage.ASSIGNED))
    with pytest.raises(Refused, match="早于交办日期"):
        take(
            "sign_for", part, account=unit_handler, on=date(2024, 3, 1), department="科", unit_leader="甲", handler="乙"
        )


def test_the_second_of_two_people_is_told_and_changes_nothing(make_record, clerk):
    record = make_record()
    seen = record.version
    take("correct", record, account=clerk, title="新的案由")
    with pytest.raises(Stale, match="已被他人更新"):
        take("correct", record, account=clerk, version=seen, title="另一个案由")
    assert again(record).title == "新的案由"


def test_a_returned_draft_becomes_a_new_round(make_record, office, unit_handler):
    record = make_record(Stage.SUBMITTED)
    office.send_back(part_of(record))
    assert again(record).stage == Stage.HANDLING
    take("submit", part_of(record), account=unit_handler, **submission(on=date(2024, 6, 3)))
    assert [reply.round for reply in part_of(record).replies.all()] == [1, 2]


def test_a_review_that_fails_a_heading_cannot_pass(make_record, reviewer):
    with pytest.raises(ValidationError, match="格式、文字、内容都合格才能审核通过"):
        take(
            "pass_review",
            part_of(make_record(Stage.SUBMITTED)),
            account=reviewer,
            on=date(2024, 6, 1),
            wording_ok=False,
        )


def test_a_leader_may_refuse_with_a_reason(make_record, leader):
    record = make_record(Stage.REVIEWED)
    take("refuse_to_sign", part_of(record), account=leader, on=date(2024, 6, 4), reason="请补充时间表。")
    assert again(record).stage == Stage.HANDLING


def test_the_city_may_return_it(make_record, clerk):
    record = make_record(Stage.REPORTED)
    take("city_returns", part_of(record), account=clerk, on=date(2024, 6, 10), comment="请补充。")
    assert again(record).stage == Stage.HANDLING


def test_no_number_before_the_citys_word(make_record, clerk):
    with pytest.raises(Refused, match="须先报市政府办审核"):
        take(
            "number",
            part_of(make_record(Stage.SIGNED)),
            account=clerk,
            on=date(2024, 6, 5),
            doc_number="示政办函〔2024〕1号",
        )


def test_where_the_city_reviews_after_the_seal_the_number_comes_first(office, make_record, clerk):
    session = make_session("2025", city_review="after")
    part = part_of(make_record(Stage.SIGNED, session=session))
    with pytest.raises(Refused, match="先正式行文"):
        take("report", part, account=clerk, on=date(2024, 6, 5))
    take("number", part, account=clerk, on=date(2024, 6, 5), doc_number="示政办函〔2024〕1号")
    with pytest.raises(Refused, match="通过后再送达"):
        take("deliver", part, account=clerk, on=date(2024, 6, 6))
    take("report", part, account=clerk, on=date(2024, 6, 6))
    take("city_passes", part, account=clerk, on=date(2024, 6, 7))
    take("deliver", part, account=clerk, on=date(2024, 6, 8))
    assert part_of(part.record).stage == Stage.DELIVERED


@pytest.mark.parametrize("number", ["示政办函[2024]1号", "示政办函〔2024〕01号", "示政办函〔2024〕第1号"])
def test_a_badly_written_number_is_refused(make_record, clerk, number):
    with pytest.raises(ValidationError):
        take("number", part_of(make_record(Stage.CLEARED)), account=clerk, on=date(2024, 6, 15), doc_number=number)


def test_feedback_on_paper_needs_its_scan(make_record, clerk):
    record = make_record(Stage.ASKED)
    opinion = {"signature": record.signatures.get(), "result": "satisfied", "source": "paper"}
    with pytest.raises(ValidationError, match="须上传扫描件"):
        take("feed_back", part_of(record), account=clerk, on=date(2024, 6, 20), **opinion)


def test_a_unit_cannot_enter_feedback(make_record, unit_handler):
    record = make_record(Stage.ASKED)
    opinion = {"signature": record.signatures.get(), "result": "satisfied", "source": "assembly"}
    with pytest.raises(Refused, match="这一步由政府办经办办理"):
        take("feed_back", part_of(record), account=unit_handler, on=date(2024, 6, 20), **opinion)
    assert not Feedback.objects.exists()


def test_dissatisfaction_is_handled_anew_with_its_own_clock(make_record, clerk, reviewer):
    record = make_record(Stage.ASKED)
    signature = record.signatures.get()
    on = date(2024, 6, 24)
    take(
        "feed_back", part_of(record), account=clerk, on=on, signature=signature, result="unsatisfied", source="assembly"
    )
    with pytest.raises(Refused, match="须重新办理"):
        take("close", part_of(record), account=clerk, on=on)
    take("redo", part_of(record), account=reviewer, on=on, reason="请当面沟通后重新答复。")
    record = again(record)
    assert (record.stage, record.redo_due_on) == (Stage.HANDLING, date(2024, 7, 24))
    assert record.feedback_first_result == "unsatisfied"


def test_the_first_round_and_the_final_opinion_are_both_kept(make_record, clerk, reviewer, office):
    record = make_record(Stage.ASKED)
    signature, on = record.signatures.get(), date(2024, 6, 24)
    take(
        "feed_back", part_of(record), account=clerk, on=on, signature=signature, result="unsatisfied", source="assembly"
    )
    take("redo", part_of(record), account=reviewer, on=on, reason="重新答复。")
    part = part_of(record)
    take("submit", part, account=office.unit_handler, **submission(on=date(2024, 7, 1)))
    take("pass_review", part, account=reviewer, on=date(2024, 7, 2))
    take("sign", part, account=office.leader, on=date(2024, 7, 3))
    take("report", part, account=clerk, on=date(2024, 7, 3))
    take("city_passes", part, account=clerk, on=date(2024, 7, 4))
    take("number", part, account=clerk, on=date(2024, 7, 5), doc_number="示政办函〔2024〕99号")
    take("deliver", part, account=clerk, on=date(2024, 7, 5))
    take("ask_opinion", part, account=clerk, on=date(2024, 7, 5))
    take("feed_back", part, account=clerk, on=date(2024, 7, 9), signature=signature, result="basic", source="assembly")
    take("close", part, account=clerk, on=date(2024, 7, 9))
    record = again(record)
    assert (record.feedback_first_result, record.feedback_result) == ("unsatisfied", "basic")
    assert record.answered_on == HANDED_OVER_ON + timedelta(days=75), "the first answer's date stays"


def test_separate_units_answer_separately_and_the_item_stands_at_the_slowest(make_record, other_unit, office):
    record = make_record(Stage.HANDLING, duty="separate", units=[office.unit, other_unit])
    fast, slow = record.assignments.order_by("pk")
    while Assignment.objects.get(pk=fast.pk).stage != Stage.FED_BACK:
        office.advance(fast)
    record = again(record)
    assert (record.stage, record.answered_on, record.feedback_result) == (Stage.HANDLING, None, "")
    assert Assignment.objects.get(pk=slow.pk).stage == Stage.HANDLING


def test_only_separate_items_have_several_leading_units(make_record, clerk, office, other_unit):
    with pytest.raises(ValidationError, match="只有分办件可以有多个牵头单位"):
        take(
            "assign",
            make_record(Stage.INSTRUCTED),
            account=clerk,
            on=HANDED_OVER_ON,
            lead_units=[office.unit, other_unit],
        )


def test_a_unit_cannot_both_lead_and_support(make_record, clerk, office):
    with pytest.raises(ValidationError, match="不能既牵头又配合"):
        take(
            "assign",
            make_record(Stage.INSTRUCTED),
            account=clerk,
            on=HANDED_OVER_ON,
            lead_units=[office.unit],
            support_units=[office.unit],
        )


def test_an_answer_is_due_after_three_months_and_an_opinion_after_thirty_days(make_record):
    assert make_record(Stage.ASSIGNED).due_on == date(2024, 6, 28), "29 June is a Saturday"
    assert make_record(Stage.ASSIGNED, duty="joint").due_on == date(2024, 4, 28), "a Sunday that was worked"


def test_the_offices_own_holidays_move_a_limit(make_record):
    WorkdayOverride.objects.create(day=date(2024, 6, 28), is_workday=False, name="示例节")
    assert make_record(Stage.ASSIGNED).due_on == date(2024, 6, 27)


def test_a_date_fixed_by_the_notice_goes_before(make_record, office):
    session = make_session("2026", fixed_due_on=date(2024, 5, 31))
    assert make_record(Stage.ASSIGNED, session=session).due_on == date(2024, 5, 31)


def test_a_publication_is_noted_once_it_is_answered(make_record, editor):
    record = make_record(Stage.CLOSED)
    reply = part_of(record).reply
    record_publication(reply, on=date(2024, 8, 8), url="https://example.org/1", account=editor)
    assert again(record).published_on == date(2024, 8, 8)


def test_a_greyed_step_says_why(make_record, reviewer):
    reasons = {opening.step.code: opening.why_not for opening in openings(make_record(Stage.HANDLING), reviewer)}
    assert reasons["pass_review"] == "现在是“办理中”，还不能“审核通过”。"


def test_a_unit_sees_no_steps_of_anothers_item(make_record, other_handler):
    assert openings(make_record(Stage.ASSIGNED), other_handler) == []


def test_flat_facts_equal_a_recount_at_every_stage(make_record, office):
    record = office.register()
    for stage in Stage:
        if stage in BESIDE_THE_WAY:
            continue
        record = office.move_on(record, stage)
        assert {name: getattr(record, name) for name in facts(record)} == facts(record)


def test_a_refused_step_leaves_no_trace(make_record, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    before = Event.objects.count(), part.version
    with pytest.raises(Refused):
        take("submit", part, account=unit_handler, **submission())
    part.refresh_from_db()
    assert (Event.objects.count(), part.version) == before


@pytest.mark.parametrize("code", sorted(STEPS))
def test_every_step_says_what_it_is_for(code):
    step = STEPS[code]
    assert step.label
    assert step.help.endswith(".")
    assert step.target is None or step.subject == "new" or step.target not in step.sources
