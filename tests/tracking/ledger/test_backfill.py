"""台账补录: a row enters at the stage that its facts prove, and the loop goes on from there."""

from datetime import date

import pytest

from tests.tracking.ledger.books import ANSWERED, PLAIN, SIGNED_FOR
from tracking import ledger, versions
from tracking.loop import settling, take
from tracking.models import Assignment, Delivery, Event, Feedback, HandlingRecord, Reply, Review
from tracking.stages import Stage

JOINT = {"主办单位": "市示例局", "会办单位": "区示例局"}


@pytest.mark.parametrize(
    ("row", "stage"),
    [
        ({}, Stage.REGISTERED),
        ({"拟办意见": "拟由区示例局办理"}, Stage.PROPOSED),
        ({"拟办意见": "拟由区示例局办理", "批示": "同意"}, Stage.INSTRUCTED),
        ({"交办日期": date(2024, 3, 29)}, Stage.ASSIGNED),
        ({"交办日期": date(2024, 3, 29), "具体部门": "综合科"}, Stage.ASSIGNED),
        (SIGNED_FOR, Stage.HANDLING),
        ({**SIGNED_FOR, "办理进展": "正在办理"}, Stage.HANDLING),
        (ANSWERED | {"送达时间": None, "征询时间": None, "反馈意见": None, "反馈时间": None}, Stage.NUMBERED),
        (ANSWERED | {"征询时间": None, "反馈意见": None, "反馈时间": None}, Stage.DELIVERED),
        (ANSWERED | {"反馈意见": None, "反馈时间": None}, Stage.ASKED),
        (ANSWERED, Stage.FED_BACK),
        (ANSWERED | {"办结时间": date(2024, 6, 17)}, Stage.CLOSED),
        (JOINT, Stage.REGISTERED),
        (SIGNED_FOR | JOINT, Stage.HANDLING),
        (SIGNED_FOR | JOINT | {"答复时间": date(2024, 4, 22)}, Stage.CLOSED),
    ],
)
def test_a_row_enters_at_the_stage_that_it_proves(bring_in, session, row, stage):
    bring_in(PLAIN | row)
    record = session.records.get()
    assert record.stage == stage
    recounted = settling.facts(record)
    assert {name: getattr(record, name) for name in recounted} == recounted
    assert versions.verify().problems == []


def test_nobody_is_made_to_have_taken_a_step(bring_in, session, clerk):
    bring_in(PLAIN | ANSWERED)
    assert not Review.objects.exists()
    reply = Reply.objects.get()
    assert (reply.drafted_by, reply.signed_by, reply.submitted_on, reply.signed_on) == (None, None, None, None)
    assert Feedback.objects.get().source == "imported"
    event = Event.objects.get(record=session.records.get())
    assert (event.what, event.label, event.decider) == ("backfill", "台账补录", clerk.person)
    assert (event.data["file"], event.data["row"]) == ("台账.xlsx", 2)
    assert "台账.xlsx" in event.summary
    assert "第2行" in event.summary


def test_every_row_written_is_a_version_with_user_and_reason(bring_in, session, clerk):
    bring_in(PLAIN | ANSWERED)
    version = session.records.get().history.get()
    assert (version.history_user, version.history_change_reason) == (clerk, "台账补录：台账.xlsx")


def test_the_loop_goes_on_from_there(bring_in, session, office):
    bring_in(PLAIN | ANSWERED | {"反馈意见": None, "反馈时间": None, "联名人": "示例代表乙"})
    record = session.records.get()
    part = Assignment.objects.get()
    assert Delivery.objects.count() == 2
    for signature in record.signatures.order_by("-order"):
        take(
            "feed_back",
            part,
            account=office.clerk,
            on=date(2024, 6, 20),
            signature=signature,
            result="satisfied",
            source="assembly",
        )
    take("close", part, account=office.clerk, on=date(2024, 6, 21))
    assert HandlingRecord.objects.get().stage == Stage.CLOSED


def test_a_dissatisfied_proposer_s_item_can_be_handled_anew(bring_in, session, office):
    bring_in(PLAIN | ANSWERED | {"反馈意见": "不满意"})
    part = Assignment.objects.get()
    take("redo", part, account=office.reviewer, on=date(2024, 6, 20), reason="请重新办理。")
    office.move_on(session.records.get(), Stage.CLOSED, start=date(2024, 6, 20))
    assert list(Reply.objects.order_by("round").values_list("round", flat=True)) == [1, 2]


def test_an_item_that_only_came_in_goes_through_the_steps(bring_in, session, office):
    bring_in(PLAIN | {"收文日期": date(2024, 3, 20)})
    assert office.move_on(session.records.get(), Stage.CLOSED).stage == Stage.CLOSED


def test_separate_units_have_a_part_each(bring_in, session):
    row = (
        PLAIN
        | SIGNED_FOR
        | {
            "主办单位": None,
            "分办单位": "区示例局、区教育局",
            "具体负责人": "区示例局：示例经办人\n区教育局：另例经办人",
            "签收时间": "区示例局：2024-04-01\n区教育局：2024-04-02",
            "答复文号": "区示例局：示政办函〔2024〕12号",
            "答复时间": "区示例局：2024-06-05",
        }
    )
    bring_in(row)
    record = session.records.get()
    assert record.duty == "separate"
    parts = {part.unit.name: part for part in record.assignments.select_related("unit")}
    assert parts["区教育局"].handler == "另例经办人"
    assert (parts["区示例局"].stage, parts["区教育局"].stage) == (Stage.DELIVERED, Stage.HANDLING)
    assert (record.stage, record.signed_for_on, record.answered_on) == (Stage.HANDLING, date(2024, 4, 2), None)
    recounted = settling.facts(record)
    assert {name: getattr(record, name) for name in recounted} == recounted


def test_many_rows_take_few_queries(plan, clerk, django_assert_max_num_queries):
    rows = [PLAIN | ANSWERED | {"编号": number, "答复文号": f"示政办函〔2024〕{number}号"} for number in range(1, 201)]
    with django_assert_max_num_queries(40):
        made = plan(*rows)
    with django_assert_max_num_queries(90):
        ledger.apply(made, clerk)
    with django_assert_max_num_queries(50):
        assert plan(*rows).unchanged == 200
