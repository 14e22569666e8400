"""What stands in the way of an import: every finding by row, column and reason, and nothing is written."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.tracking.factories import kept
from tests.tracking.ledger.books import ANSWERED, PLAIN, SIGNED_FOR, of_grid, xlsx
from tracking import ledger
from tracking.loop import Stale
from tracking.loop.numbering import give
from tracking.models import DocSeries, Event, HandlingRecord, Origin, Proposer, Reply, Unit
from tracking.stages import Stage
from tracking.wording.doc_numbers import parsed

FUTURE = date.today() + timedelta(days=30)
SEPARATE = ANSWERED | {"主办单位": None, "分办单位": "区示例局、区教育局"}


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ({"编号": "十号楼"}, "编号", "不是编号"),
        ({"编号": None}, "编号", "没有编号"),
        ({"类别": "议案"}, "类别", "不是建议或提案"),
        ({"类别": None}, "类别", "没有写明是建议还是提案"),
        ({"来源层级": "村"}, "来源层级", "应为自治区、市或区"),
        ({"承办方式": "督办"}, "承办方式", "应为主办、会办、分办或独办"),
        ({"案由": None}, "案由", "没有案由"),
        ({"案由": "长" * 201}, "案由", "超过 200 个字"),
        ({"领衔代表(第一提案人)": None}, "领衔代表(第一提案人)", "没有领衔代表"),
        ({"联系电话": "1" * 51}, "联系电话", "超过 50 个字"),
        ({"主办单位": "区住建委"}, "主办单位", "没有登记单位“区住建委”。相近的有：区住建局"),
        ({"主办单位": None}, "承办方式", "看不出本级怎样承办"),
        ({"承办方式": "会办"}, "主办单位", "会办件须写明市主办单位"),
        ({"办理期限": "近期"}, "办理期限", "不是一个日期"),
        ({"交办日期": date(2024, 3, 29), "办理期限": date(2024, 3, 1)}, "办理期限", "早于"),
        ({"收文日期": FUTURE}, "收文日期", "在将来"),
        ({"收文日期": date(2024, 4, 1), "交办日期": date(2024, 3, 29)}, "交办日期", "早于“收文日期”"),
        ({"交办日期": date(2024, 3, 29), "主办单位": "区人民政府"}, "主办单位", "须写明本级的承办单位"),
        (SIGNED_FOR | {"签收时间": date(2024, 3, 1)}, "签收时间", "早于“交办日期”"),
        (SIGNED_FOR | {"具体部门": None}, "具体部门", "须填写这一项"),
        (SIGNED_FOR | {"分管领导": None}, "分管领导", "须填写这一项"),
        (SIGNED_FOR | {"具体负责人": None}, "具体负责人", "须填写这一项"),
        (SIGNED_FOR | {"签收时间": None, "办理进展": "正在办理"}, "签收时间", "须填写这一项"),
        (SIGNED_FOR | {"沟通方式及时间": "已沟通"}, "沟通方式及时间", "没有写明沟通日期"),
        (SIGNED_FOR | {"沟通方式及时间": "电话 2024-03-01"}, "沟通方式及时间", "早于“交办日期”"),
        (SIGNED_FOR | {"会办意见收到时间": date(2024, 4, 20)}, "会办意见收到时间", "没有配合单位"),
        (SIGNED_FOR | {"答复文号": "示政办函〔2024〕12号"}, "答复时间", "有“答复文号”而没有答复时间"),
        (SIGNED_FOR | {"反馈意见": "满意"}, "答复时间", "有“反馈意见”而没有答复时间"),
        (SIGNED_FOR | {"办结时间": date(2024, 6, 1)}, "办结时间", "没有答复时间"),
        (ANSWERED | {"答复文号": "12"}, "答复文号", "发文字号"),
        (ANSWERED | {"答复时间": date(2024, 3, 30)}, "答复时间", "早于“签收时间”"),
        (ANSWERED | {"送达时间": date(2024, 6, 1)}, "送达时间", "早于“答复时间”"),
        (ANSWERED | {"反馈时间": date(2024, 6, 1)}, "反馈时间", "早于“征询时间”"),
        (ANSWERED | {"反馈意见": "一般"}, "反馈意见", "应为满意、基本满意或不满意"),
        (ANSWERED | {"反馈意见": None}, "反馈意见", "没有反馈意见"),
        (ANSWERED | {"答复类别": "Z"}, "答复类别", "不在本届的类别"),
        (ANSWERED | {"是否公开": "否"}, "是否公开", "须写明理由"),
        (
            ANSWERED | {"是否公开": "不公开（涉密）", "公开网址": "https://a.example/"},
            "是否公开",
            "不能有公开时间和网址",
        ),
        (ANSWERED | {"公开网址": "www.example"}, "公开网址", "网址"),
        (ANSWERED | {"公开时间": date(2024, 5, 1)}, "公开时间", "早于“送达时间”"),
        (ANSWERED | {"主办单位": "市示例局", "会办单位": "区示例局"}, "反馈意见", "本级没有这一项"),
        (SEPARATE, "答复文号", "与第2行重复"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(plan, row, column, message):
    errors = plan(PLAIN | row).errors
    found = [error for error in errors if error.column == column and message in error.message]
    assert found, errors
    assert {error.row for error in errors} == {2}


def test_an_item_may_not_come_twice(plan):
    (error,) = plan(PLAIN, PLAIN | {"编号": "第01号"}).errors
    assert (error.row, error.column) == (3, "编号")
    assert "与第2行是同一件" in error.message


def test_the_same_number_of_the_other_kind_or_level_is_another_item(plan):
    rows = [PLAIN, PLAIN | {"类别": "提案"}, PLAIN | {"来源层级": "区"}]
    assert plan(*rows).summary() == {"created": 3, "updated": 0, "unchanged": 0, "errors": 0}


def test_two_letters_may_not_bear_one_number(plan, bring_in):
    (error,) = plan(PLAIN | ANSWERED, PLAIN | ANSWERED | {"编号": 2}).errors
    assert (error.row, error.column) == (3, "答复文号")
    bring_in(PLAIN | ANSWERED)
    (error,) = plan(PLAIN | ANSWERED | {"编号": 2}).errors
    assert "已用于另一件" in error.message


def test_a_letter_may_not_bear_the_number_of_another_paper(plan, bring_in):
    bring_in(PLAIN | ANSWERED)
    held = parsed(Reply.objects.exclude(doc_number="").get().doc_number)
    facts = {"organ": "示例区人民政府办公室", "purpose": "answer", "year": held.year}
    give(kept(DocSeries(code=held.code, **facts)), held.number + 1, "转办函", on=date(2024, 6, 3), account=None)
    assert plan(PLAIN | ANSWERED).errors == []
    (error,) = plan(
        PLAIN | ANSWERED | {"编号": 2, "答复文号": held.code + f"〔{held.year}〕{held.number + 1}号"}
    ).errors
    assert error.column == "答复文号"
    assert "已登记用于“转办函”" in error.message


def test_a_column_that_is_missing_altogether_is_said_once(plan):
    rows = [{"编号": number, "类别": "建议", "主办单位": "区示例局"} for number in range(1, 4)]
    errors = plan(*rows).errors
    assert [(error.row, error.column) for error in errors] == [(1, "案由"), (1, "领衔代表(第一提案人)")]


def test_a_workbook_without_numbers_says_so(plan):
    (error,) = plan({"案由": "关于示例的建议", "类别": "建议"}).errors
    assert (error.row, error.column, error.message) == (1, "编号", "没有“编号”列，不知道是哪一件。")


def test_errors_of_several_worksheets_name_theirs(session, units):
    grid = [["编号", "案由", "领衔人", "主办单位"], ["x", "甲", "乙", "区示例局"]]
    sheet = ledger.read(of_grid(grid, grid, names=["建议", "提案"]), "台账.xlsx")
    errors = ledger.plan(sheet, session).errors
    assert [error.as_json()["sheet"] for error in errors] == ["建议", "提案"]


def test_people_of_one_name_are_told_apart_by_their_delegation(plan, bring_in):
    bring_in(PLAIN | {"代表团/界别": "甲代表团"}, PLAIN | {"编号": 2, "代表团/界别": "乙代表团"})
    assert Proposer.objects.count() == 2
    (error,) = plan(PLAIN | {"编号": 3}).errors
    assert "几位同名" in error.message


def test_a_co_signer_is_the_person_who_leads_another_item(bring_in):
    first = PLAIN | {"领衔代表(第一提案人)": "示例代表乙", "联名人": "示例代表甲"}
    bring_in(first, PLAIN | {"编号": 2, "代表团/界别": "甲代表团"})
    assert Proposer.objects.filter(name="示例代表甲").count() == 1


def test_one_person_has_one_telephone(plan):
    errors = plan(PLAIN | {"联系电话": "1001"}, PLAIN | {"编号": 2, "联系电话": "1002"}).errors
    assert [(error.row, error.column) for error in errors] == [(3, "联系电话")]


def test_bodies_are_collective_proposers(bring_in, session):
    bring_in(PLAIN | {"类别": "提案", "领衔代表(第一提案人)": "民盟示例市委"})
    assert session.records.get().proposers.get().kind == "collective"


def test_units_of_the_city_come_in_with_the_sheet(plan, bring_in):
    row = PLAIN | {"主办单位": "示例市水利局", "会办单位": "区示例局"}
    assert [unit.name for unit in plan(row).new_units] == ["示例市水利局"]
    assert not Unit.objects.filter(name="示例市水利局").exists()
    bring_in(row)
    assert Unit.objects.get(name="示例市水利局").is_external
    assert HandlingRecord.objects.get().lead_unit.name == "示例市水利局"


def test_a_plan_writes_nothing(plan):
    before = Event.objects.count()
    assert plan(PLAIN | ANSWERED).summary()["created"] == 1
    assert (HandlingRecord.objects.count(), Proposer.objects.count(), Event.objects.count()) == (0, 0, before)


def test_a_plan_with_errors_is_not_brought_in(plan, clerk):
    made = plan(PLAIN, PLAIN | {"编号": 2, "案由": None})
    with pytest.raises(ValueError, match="1处错误"):
        ledger.apply(made, clerk)
    assert HandlingRecord.objects.count() == 0


@pytest.mark.parametrize("role", ["reviewer", "leader", "unit_handler", "supervisor", "admin_user", "superuser"])
def test_only_the_office_s_clerk_imports(plan, role, request):
    with pytest.raises(PermissionDenied):
        ledger.apply(plan(PLAIN), request.getfixturevalue(role))


def test_what_changed_since_the_preview_is_not_brought_in_unseen(plan, clerk, office):
    made = plan(PLAIN)
    office.register(number=1)
    with pytest.raises(Stale, match="重新预览"):
        ledger.apply(made, clerk)
    assert HandlingRecord.objects.count() == 1


def test_what_others_did_meanwhile_elsewhere_does_no_harm(plan, clerk, office):
    made = plan(PLAIN)
    office.register(number=99)
    assert ledger.apply(made, clerk)["created"] == 1


def test_a_plan_is_brought_in_once(plan, clerk):
    made = plan(PLAIN)
    ledger.apply(made, clerk)
    with pytest.raises(Stale):
        ledger.apply(made, clerk)


def test_due_days_follow_the_row_or_the_session(bring_in, session):
    handed = {"交办日期": date(2024, 3, 29)}
    bring_in(
        PLAIN | handed,
        PLAIN | handed | {"编号": 2, "办理期限": "5月31日前"},
        PLAIN | handed | {"编号": 3, "办理期限": "即办"},
        PLAIN | handed | {"编号": 4, "主办单位": "市示例局", "会办单位": "区示例局"},
    )
    records = {record.number: record for record in session.records.all()}
    assert [records[number].due_on for number in (1, 2, 3, 4)] == [
        date(2024, 6, 28),
        date(2024, 5, 31),
        date(2024, 4, 8),
        date(2024, 4, 28),
    ]
    assert all(record.yellow_from and record.due_because for record in records.values())
    assert records[1].assignments.get().due_on == date(2024, 6, 28)


def test_at_once_for_a_unit_begins_with_its_hand_over(bring_in, session):
    for _turn in range(2):
        bring_in(PLAIN | SIGNED_FOR | {"办结时限": "即办"}, update=True)
        assert session.records.get().assignments.get().due_on == date(2024, 4, 8)


def test_the_day_of_the_meeting_hands_over_what_shows_that_it_was(bring_in, session):
    session.handed_over_on = date(2024, 3, 29)
    session.save()
    bring_in(PLAIN | SIGNED_FOR | {"交办日期": None}, PLAIN | {"编号": 2})
    signed, listed = session.records.order_by("number")
    assert (signed.handed_over_on, signed.stage) == (date(2024, 3, 29), Stage.HANDLING)
    assert (listed.handed_over_on, listed.stage) == (None, Stage.REGISTERED)
    assert signed.events.get().data["assumed"] == ["交办日期未载，按交办会日期2024-03-29计"]


def test_units_named_before_the_hand_over_are_remembered(bring_in, session, units):
    bring_in(PLAIN | {"会办单位": "区教育局", "责任领导": "示例副区长"})
    record = session.records.get()
    named = ledger.named_units([record])[record.pk]
    assert [unit.name for unit in named.leads + named.supports] == ["区示例局", "区教育局"]
    assert named.district_leader == "示例副区长"


def test_signers_beyond_the_named_are_counted(bring_in, session):
    bring_in(
        PLAIN | {"联名人": "示例代表乙、张　三等5人"}, PLAIN | {"编号": 2, "领衔代表(第一提案人)": "示例代表甲等3人"}
    )
    first, second = session.records.order_by("number")
    assert (first.signers_total, second.signers_total) == (6, 3)
    assert [one.proposer.name for one in first.signatures.order_by("order")] == ["示例代表甲", "示例代表乙", "张三"]


@pytest.mark.parametrize(("upper", "origin"), [("示例州人民政府办公室", Origin.CITY), ("", Origin.DISTRICT)])
def test_a_list_that_names_no_level_is_the_places_own_where_nobody_above_hands_over(session, units, upper, origin):
    session.upper_name = upper
    kept(session)
    row = {key: value for key, value in PLAIN.items() if key != "来源层级"}
    made = ledger.plan(ledger.read(xlsx(row), "清单.xlsx"), session)
    assert [one.record.origin for one in made.creates] == [origin]
