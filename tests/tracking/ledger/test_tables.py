"""Where tables begin, what tells the kind, and the header rows of other systems: nothing that matters is thrown away."""

import io

import pytest

from tests.tracking.ledger.books import PLAIN, of_grid
from tracking import ledger
from tracking.models import HandlingRecord
from tracking.stages import Stage


def read(text: str, **options):
    return ledger.read(io.BytesIO(text.encode()), "列表.csv", **options)


TWO_TABLES = """2024年建议提案交办清单
一、人大代表建议
序号,编号,案由,领衔代表,来源层级,主办单位
1,1,关于甲事项的建议,张三,区,区教育局
二、政协提案
序号,编号,第一提案人,案由,来源层级,主办单位
1,1,李四,关于乙事项的提案,区,区教育局
"""


def test_a_later_header_begins_a_new_table_with_columns_of_its_own(plan):
    made = plan(io.BytesIO(TWO_TABLES.encode()), name="列表.csv")
    assert made.errors == []
    assert [(str(one.record.number_label), one.record.title) for one in made.creates] == [
        ("第1号建议", "关于甲事项的建议"),
        ("第1号提案", "关于乙事项的提案"),
    ]
    assert [one.entry.facts.signers[0].name for one in made.creates] == ["张三", "李四"]


def test_a_header_that_is_printed_on_every_page_keeps_the_kind_above_it():
    sheet = read(
        "附件：政协提案\n编号,案由,领衔代表\n1,关于甲的提案,张三\n编号,案由,领衔代表\n2,关于乙的提案,李四\n合计,2件,\n"
    )
    assert [(row.number, sorted(row.kind_words)) for row in sheet.rows] == [(3, ["提案"]), (5, ["提案"])]


def test_the_nearest_heading_above_tells_the_kind_when_the_title_names_both():
    sheet = read("2024年建议提案清单\n（二）政协提案\n填报日期：2024年3月1日\n编号,案由\n1,关于甲\n")
    assert sorted(sheet.rows[0].kind_words) == ["提案"]
    assert str(sheet.tables[0].day) == "2024-03-01"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("建议编号,建议标题,领衔代表", ["建议"]),
        ("编号,标题,领衔代表", ["建议"]),
        ("提案号,案由,提案人", ["提案"]),
        ("编号,案由,第一提案人,界别", ["提案"]),
        ("编号,案由,领衔代表(第一提案人),代表团/界别", []),
        ("建议提案编号,标题,代表(委员)姓名", []),
    ],
)
def test_the_headings_tell_the_kind_when_nothing_else_does(header, kind):
    assert sorted(read(f"{header}\n1,关于甲事项,张三\n").rows[0].kind_words) == kind


def test_a_category_under_the_heading_of_the_kind_is_the_category():
    sheet = read("提案号,类别,案由,第一提案人\n34,城建,关于甲事项的提案,张三\n35,教育,关于乙事项的提案,李四\n")
    assert [row.text("category") for row in sheet.rows] == ["城建", "教育"]
    assert [sorted(row.kind_words) for row in sheet.rows] == [["提案"], ["提案"]]
    assert read("编号,类别,案由\n1,提案,关于甲\n2,教育,关于乙\n").rows[1].text("kind") == "教育"


SYSTEMS = {
    "H1": "序号,选择,标题,领衔代表,类型,要求结办日期,主办单位,人数,状态,操作",
    "H2": "建议标题,领衔代表,提出人数,类型,提交状态,立案形式,开案案号,可否网上公开,可否联名提出,征求意见方式,是否会上,处理方式,提交日期,"
    "审查分类,办理方式,解决程度,主办单位",
    "H3": "标题,提出人,人数,审查分类,拟主办单位",
    "H4": "建议编号,题目,领衔代表,类型,要求结办日期,主办单位,办理类型",
    "H6": "流水号,提案序号,案由,提案分类,提案者性质,第一提案人,联名提案人,提案内容,备注,附件,是否同意公开,时间标识,提交时间,提案者意向主办单位,"
    "提案者意向会办单位",
    "H8": "序号,提案号,类别,案由,第一提案人,主办单位,会办单位,办理状态",
    "H9": "届次,案号,标题,领衔代表,主办单位,会办单位,类型,是否公开,办理情况,书面答复,满意度,建议状态,创建时间",
    "H11": "案由(并案链接),第一提案人,提案人数,提案类型,状态",
    "H12": "第一提案人,提案者类型,界别,专委会,联系手机,联名委员名单,集体提案单位,提案类别,案由,情况与问题,分析,建议,状态,退回原因,受理人,受理时间,"
    "受理意见,提交时间,附件",
    "H13": "案由,主办单位,会办单位,审查意见",
}
HARMLESS = set(
    "选择 状态 操作 提交状态 立案形式 可否联名提出 处理方式 提案者性质 附件 办理状态 届次 书面答复 建议状态 创建时间 提案者类型".split()
)


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_header_rows_of_real_systems_are_known(name):
    header = SYSTEMS[name].split(",")
    cells = [{"类型": "建议", "类别": "城建", "提案类型": "城建"}.get(one, "内容") for one in header]
    sheet = read(f"{SYSTEMS[name]}\n{','.join(cells)}\n")
    assert set(sheet.unknown) == HARMLESS & set(header)
    assert [question.heading for question in sheet.questions] in ([], ["序号"])
    assert sheet.errors == []


def test_a_two_row_header_gives_the_unit_to_the_person_and_the_wish_to_the_proposal(bring_in, session):
    upper = ["序号", "建议编号", "提建议人", None, "建议标题", "拟主办单位", "备注"]
    lower = [None, None, "单位", "姓名", None, None, None]
    grid = of_grid([upper, lower, [1, 104, "八一镇", "示例甲", "关于修路的建议", "区住建局", None]], merge=["C1:D1"])
    bring_in(grid)
    record = session.records.get()
    first = record.signatures.get().proposer
    assert (first.name, first.post) == ("示例甲", "八一镇")
    assert record.handling_proposal == "来文意向：区住建局牵头。"
    assert (record.stage, record.assignments.count(), record.duty) == (Stage.REGISTERED, 0, "lead")


def test_units_that_the_assembly_wishes_for_are_never_handed_the_item(bring_in, session):
    row = {
        "提案序号": 33,
        "案由": "关于修路的提案",
        "第一提案人": "示例甲",
        "提案者意向主办单位": "区住建局",
        "提案者意向会办单位": "区教育局",
    }
    row |= {
        "是否同意公开": "否",
        "时间标识": "会间",
        "提交时间": "2024/03/01 10:00:00",
        "流水号": "w1201",
        "提案分类": "城建",
    }
    bring_in(row)
    record = session.records.get()
    assert record.handling_proposal == "来文意向：区住建局牵头，区教育局配合。"
    assert "是否同意公开：否" in record.remark
    assert (record.kind, record.category, record.assignments.count()) == ("proposal", "城建", 0)
    assert bring_in(row)["unchanged"] == 1


def test_the_deadline_the_duty_and_the_number_of_signers_of_another_system_come_in(bring_in, session):
    bring_in(
        {"建议编号": 102, "题目": "关于修路的建议", "领衔代表": "示例甲", "类型": "建议", "要求结办日期": "2024-08-05"}
        | {"主办单位": "区住建局", "办理类型": "主办", "人数": 3, "审查分类": "城建"}
    )
    record = session.records.get()
    assert (str(record.due_on), record.duty, record.signers_total, record.category) == ("2024-08-05", "lead", 3, "城建")


def test_a_body_that_proposes_takes_the_place_of_the_first_signer(plan):
    made = plan(
        {"提案号": 1, "案由": "关于甲的提案", "第一提案人": None, "集体提案单位": "民盟县委会", "主办单位": "区教育局"},
        {
            "提案号": 2,
            "案由": "关于乙的提案",
            "第一提案人": "张三",
            "集体提案单位": "民盟县委会",
            "主办单位": "区教育局",
        },
    )
    assert made.errors == []
    named = [[one.name for one in change.entry.facts.signers] for change in made.creates]
    assert named == [["民盟县委会"], ["张三", "民盟县委会"]]


@pytest.mark.parametrize(
    ("heading", "cell", "what"),
    [
        ("某某时间", "近日", "day"), ("某列", "2024-03-01", "day"), ("经手科室", "一科", "units"), ("某列", "区某某局", "units"),
        ("联络员姓名", "甲", "people"), ("某列", "张小三", "people"), ("是否同意", "是", "consent"), ("某列", "不同意公开", "consent"),
    ],
)  # fmt: skip
def test_an_unknown_column_that_must_not_be_lost_stops_the_file_and_asks(plan, heading, cell, what):
    made = plan(PLAIN | {heading: cell})
    assert [(error.row, error.column) for error in made.errors] == [(1, heading)]
    assert made.sheet.questions[0].what == what
    assert "读作哪一栏或不读" in made.errors[0].message


@pytest.mark.parametrize(("heading", "cell"), [("心情", "好"), ("某列", "安全"), ("某某时间", None), ("人数上限", "5")])
def test_a_column_that_holds_nothing_of_the_kind_is_only_named(plan, heading, cell):
    made = plan(PLAIN | {heading: cell})
    assert (made.errors, made.sheet.unknown) == ([], [heading])


def test_what_somebody_says_of_an_unknown_column_is_followed():
    text = "编号,案由,最后日子,经手科室\n1,关于甲的建议,2024-08-05,一科\n"
    sheet = read(text, answers={"最后日子": "due_on", "经手科室": ""})
    assert (sheet.questions, sheet.unknown) == ([], ["经手科室"])
    assert sheet.rows[0].text("due_on") == "2024-08-05"


def test_the_serial_number_is_the_items_own_only_when_somebody_says_so(plan, bring_in):
    row = {"序号": 7, "标题": "关于甲的建议", "领衔代表": "示例甲", "主办单位": "区住建局"}
    (error,) = plan(row).errors
    assert (error.column, "读作“编号”" in error.message) == ("序号", True)
    assert not HandlingRecord.objects.exists()
    assert read("序号,标题\n7,关于甲的建议\n", answers={"序号": "number"}).rows[0].text("number") == "7"


@pytest.mark.parametrize(
    ("cell", "key"), [("A", "reply_class"), ("已解决", "reply_class"), ("满意", "result"), ("工程已完工", None)]
)
def test_what_an_outcome_is_shows_in_its_cells(cell, key):
    sheet = read(f"编号,案由,办理结果\n1,关于甲的建议,{cell}\n")
    assert sheet.rows[0].text(key) == cell if key else sheet.unknown == ["办理结果"]
