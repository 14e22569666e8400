"""A workbook that comes again: the same changes nothing, differences are listed and applied only when asked."""

from datetime import date

import pytest

from tests.tracking.ledger.books import ANSWERED, PLAIN, SIGNED_FOR
from tracking import ledger, versions
from tracking.loop import settling
from tracking.models import Assignment, Event, Proposer, Reply, Signature
from tracking.stages import Stage

FULL = (
    PLAIN
    | ANSWERED
    | {
        "联名人": "示例代表乙、示例代表丙",
        "代表团/界别": "甲代表团",
        "联系电话": 1001,
        "会办单位": "区教育局、市示例局",
        "会办意见收到时间": "区教育局：2024-04-20\n市示例局：2024-04-21",
        "办理进展": "正在办理\n分两步",
        "办理期限": "6月28日",
    }
)
KEY = {"编号": 1, "类别": "建议"}


def snapshot(session):
    return [list(model.objects.order_by("pk").values()) for model in versions.tracked_models().values()]


@pytest.mark.parametrize(
    "row", [PLAIN, PLAIN | SIGNED_FOR, FULL, FULL | {"主办单位": "市示例局", "会办单位": "区示例局"}]
)
def test_the_same_workbook_twice_changes_nothing(bring_in, plan, session, row):
    joint = row["主办单位"] == "市示例局"
    row = {
        name: value for name, value in row.items() if not joint or name not in (*list(ANSWERED)[7:], "会办意见收到时间")
    }
    assert bring_in(row, PLAIN | {"编号": 2})["created"] == 2
    before, events = snapshot(session), Event.objects.count()
    assert bring_in(row, PLAIN | {"编号": 2}, update=True) == {"created": 0, "updated": 0, "unchanged": 2, "errors": 0}
    assert snapshot(session) == before
    assert Event.objects.count() == events


def test_differences_are_listed_and_nothing_more(bring_in, plan, session):
    bring_in(FULL)
    made = plan(KEY | {"备注": "新备注", "案由": "关于另一件事的建议"})
    assert [(one.row, one.column, one.record, one.old, one.new) for one in made.updates] == [
        (2, "案由", "第1号建议", "关于加强示例工作的建议", "关于另一件事的建议"),
        (2, "备注", "第1号建议", "", "新备注"),
    ]
    assert made.summary(update=False) == {"created": 0, "updated": 0, "unchanged": 1, "errors": 0}
    assert made.summary() == {"created": 0, "updated": 1, "unchanged": 0, "errors": 0}
    ledger.apply(made, None)
    assert session.records.get().title == "关于加强示例工作的建议"


CHANGES = {
    "案由": "关于另一件事的建议",
    "备注": "新备注",
    "是否重点": "是",
    "督办领导": "示例副区长",
    "领衔代表(第一提案人)": "示例代表丁",
    "联系电话": "1002",
    "办理期限": "2024-05-31",
    "具体负责人": "另一经办人",
    "签收时间": date(2024, 4, 2),
    "沟通方式及时间": "电话 2024-05-12",
    "办理进展": "2024-05-30：全部完成",
    "答复文号": "示政办函〔2024〕13号",
    "答复时间": date(2024, 6, 4),
    "答复类别": "B",
    "反馈意见": "基本满意，希望继续",
    "是否公开": "不予公开（涉及商业秘密）",
    "公开网址": "https://www.example.gov.cn/1.html",
    "办结时间": date(2024, 6, 20),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_cell_is_applied_when_asked(bring_in, plan, session, clerk, column):
    bring_in(FULL)
    change = KEY | {column: CHANGES[column]}
    assert bring_in(change, update=True)["updated"] == 1
    assert plan(change).updates == []
    record = session.records.get()
    recounted = settling.facts(record)
    assert {name: getattr(record, name) for name in recounted} == recounted
    assert versions.verify().problems == []
    if column != "联系电话":
        event = Event.objects.filter(record=record).latest("number")
        assert event.what == "backfill"
        assert f"更新{column}" in event.summary


def test_a_blank_cell_says_nothing(bring_in, session):
    bring_in(FULL)
    before = snapshot(session)
    bring_in(dict.fromkeys(FULL, "") | KEY, update=True)
    bring_in(dict.fromkeys(FULL, "/") | KEY, update=True)
    assert snapshot(session) == before


def test_a_change_is_a_version_of_what_changed_alone(bring_in, session, clerk):
    bring_in(FULL)
    bring_in(KEY | {"备注": "新备注"}, update=True)
    record = session.records.get()
    assert [(one.remark, one.version) for one in record.history.order_by("history_id")] == [("", 1), ("新备注", 2)]
    assert Assignment.history.count() == Assignment.objects.count() == 2


def test_a_line_on_publicity_above_the_only_letter_is_no_round_of_its_own(bring_in, session):
    row = PLAIN | ANSWERED | {"不公开理由": "无\n无"}
    bring_in(row)
    before = snapshot(session)
    assert bring_in(row, update=True)["unchanged"] == 1
    assert snapshot(session) == before


def test_later_facts_move_an_imported_item_on(bring_in, session):
    bring_in(PLAIN)
    for facts, stage in ((SIGNED_FOR, Stage.HANDLING), (ANSWERED, Stage.FED_BACK)):
        bring_in(PLAIN | facts, update=True)
        assert session.records.get().stage == stage
    bring_in(PLAIN, update=True)
    assert session.records.get().stage == Stage.FED_BACK


def test_what_is_handled_in_the_system_is_not_moved_on_by_a_workbook(plan, make_record):
    make_record(Stage.HANDLING)
    (error,) = plan(KEY | {"答复文号": "示政办函〔2024〕1号", "答复时间": date(2024, 6, 1)}).errors
    assert "须逐步办理，不能由台账补录" in error.message


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ({"答复类别": "B"}, "已随答复审核"),
        ({"是否公开": "摘要公开"}, "已随答复审核"),
        ({"反馈意见": "不满意"}, "已在系统中登记"),
        ({"主办单位": "区教育局"}, "改派请在系统中办理"),
    ],
)
def test_what_others_decided_in_the_system_stands(plan, make_record, cell, message):
    make_record(Stage.FED_BACK)
    (error,) = plan(KEY | cell).errors
    assert message in error.message


def test_what_is_handled_in_the_system_may_be_corrected_in_its_words(bring_in, make_record, session):
    make_record(Stage.HANDLING)
    bring_in(KEY | {"备注": "新备注", "内容分类": "教育", "办理期限": "2024-06-01"}, update=True)
    record = session.records.get()
    assert (record.remark, record.due_on, record.stage) == ("新备注", date(2024, 6, 1), Stage.HANDLING)
    assert versions.verify().problems == []


def test_an_item_that_is_handled_anew_keeps_its_stage(bring_in, office, session):
    bring_in(PLAIN | ANSWERED | {"反馈意见": "不满意"})
    from tracking.loop import take

    take("redo", Assignment.objects.get(), account=office.reviewer, on=date(2024, 6, 20), reason="请重新办理。")
    bring_in(KEY | {"备注": "重办中", "反馈意见": "不满意"}, update=True)
    assert session.records.get().stage == Stage.HANDLING


def test_further_rounds_are_read_line_by_line(bring_in, session):
    row = (
        PLAIN
        | ANSWERED
        | {
            "答复文号": "示政办函〔2024〕12号\n示政办函〔2024〕30号",
            "答复时间": "2024-06-05\n2024-07-20",
            "送达时间": "2024-06-06\n2024-07-21",
            "征询时间": "2024-06-07\n2024-07-22",
            "反馈意见": "不满意\n满意",
            "反馈时间": "2024-06-14\n2024-07-30",
            "答复类别": "C\nA",
        }
    )
    bring_in(row)
    record = session.records.get()
    assert Reply.objects.count() == 2
    assert (record.feedback_first_result, record.feedback_result, record.reply_class) == (
        "unsatisfied",
        "satisfied",
        "A",
    )
    assert (record.answered_on, record.feedback_on) == (date(2024, 6, 5), date(2024, 7, 30))
    assert bring_in(row, update=True)["unchanged"] == 1
    assert bring_in(KEY | {"反馈意见": "满意"}, update=True)["unchanged"] == 1


def test_co_signers_may_change_until_the_answer_was_delivered(bring_in, plan, session):
    bring_in(PLAIN | {"联名人": "示例代表乙、示例代表丙"})
    bring_in(KEY | {"联名人": "示例代表丙、示例代表丁"}, update=True)
    signers = [one.proposer.name for one in Signature.objects.order_by("order")]
    assert signers == ["示例代表甲", "示例代表丙", "示例代表丁"]
    assert versions.verify().problems == []
    bring_in(PLAIN | ANSWERED, update=True)
    (error,) = plan(KEY | {"联名人": "示例代表戊"}).errors
    assert "联名人不能再由台账改动" in error.message


def test_a_telephone_belongs_to_the_person(bring_in, plan):
    bring_in(PLAIN | {"联系电话": "1001"})
    made = plan(PLAIN | {"编号": 2, "联系电话": "1002"})
    assert [(one.column, one.old, one.new) for one in made.updates] == [("联系电话", "1001", "1002")]
    ledger.apply(made, None)
    assert Proposer.objects.get().phone == "1001"
    bring_in(PLAIN | {"编号": 2, "联系电话": "1002"}, update=True)
    assert Proposer.objects.get().phone == "1002"
    assert versions.verify().problems == []
