"""Where the header is, which column means what, and which rows are items: everything offices do to a table."""

from datetime import date
from pathlib import Path

import pytest

from tests.tracking.ledger.books import HAND_OVER_LIST, LEDGER, csv_bytes, of_grid, xlsx
from tracking import ledger
from tracking.ledger.columns import COLUMNS, key_of
from tracking.ledger.headers import names_of
from tracking.ledger.opening import Grid
from tracking.ledger.text import escaped, text_of, unescaped

HEADER = ["序号", "编号", "类别", "案由", "主办单位"]
ROW = [1, "012", "建议", "关于示例的建议", "区示例局"]


def read(*grids, **options):
    return ledger.read(of_grid(*grids, **options), "台账.xlsx")


def cells(sheet):
    return [row.cells for row in sheet.rows]


def test_every_column_of_the_two_lists_is_known():
    assert [name for name in {*HAND_OVER_LIST, *LEDGER} if key_of(name) is None] == []


def test_no_heading_means_two_columns():
    names = [name for column in COLUMNS for name in {column.heading, *column.also.split()}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("heading", "above", "key"),
    [
        ("编 号", "", "number"),
        ("领衔代表（第一提案人）", "", "first"),
        ("领衔代表\n(第一提案人)", "", "first"),
        ("办理期限（2024年）", "", "due_on"),
        ("*案由", "", "title"),
        ("文号", "答复", "doc_number"),
        ("时间", "答复情况", "issued_on"),
        ("时间", "签收", "signed_for_on"),
        ("类别", "答复", "reply_class"),
        ("类别", "", "kind"),
        ("主办", "承办单位", "main_units"),
        ("名称", "主办单位", "main_units"),
        ("联系人", "主办单位", None),
        ("姓名", "领衔代表", "first"),
        ("联系电话", "领衔代表", "phone"),
        ("方式", "沟通方式及时间", "contacts"),
        ("时间", "沟通方式及时间", "contacts"),
        ("星座", "", None),
    ],
)
def test_a_heading_means_a_column_however_it_is_written(heading, above, key):
    assert key_of(heading, above) == key


def test_title_and_date_rows_above_the_header_are_passed_over():
    title = ["示例区2024年建议提案交办清单"]
    about = ["填报单位：示例区人民政府办公室", None, None, None, "2024年3月25日"]
    sheet = read([title, about, HEADER, ROW], merge=["A1:E1", "A2:D2"])
    assert cells(sheet) == [
        {"serial": 1.0, "number": "012", "kind": "建议", "title": "关于示例的建议", "main_units": "区示例局"}
    ]
    assert sheet.tables[0].day == date(2024, 3, 25)
    assert sheet.rows[0].number == 4


def test_a_header_may_take_two_rows():
    upper = ["序号", "编号", "案由", "承办单位", None, "答复", None, None]
    lower = [None, None, None, "主办", "会办", "文号", "时间", "类别"]
    row = [1, 12, "关于示例的建议", "区示例局", "区教育局", "示政办函〔2024〕1号", date(2024, 6, 5), "A"]
    merge = ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:H1"]
    expected = {"serial", "number", "title", "main_units", "joint_units", "doc_number", "issued_on", "reply_class"}
    for options in ({"merge": merge}, {}):
        sheet = read([upper, lower, row], **options)
        assert set(sheet.rows[0].cells) == expected
    assert sheet.tables[0].headings["doc_number"] == "答复文号"


def test_the_first_item_is_not_taken_for_a_second_header_row():
    sheet = read([["编号", "案由"], ["第1号", "主题"], [2, "关于示例的建议"]])
    assert [row.number for row in sheet.rows] == [2, 3]


def test_a_column_of_a_two_row_header_is_called_by_its_lower_heading():
    grid = Grid("", [(0, ["编号", "案由", "承办单位", ""]), (1, ["", "", "主办单位", "会办单位"])])
    assert [heading for _key, heading in names_of(grid, 0, 1)] == ["编号", "案由", "主办单位", "会办单位"]


def test_merged_cells_run_down_their_column():
    rows = [HEADER, [1, 1, "建议", "甲", "区示例局"], [2, 2, None, "乙", None], [3, 3, None, "丙", "区教育局"]]
    sheet = read(rows, merge=["C2:C4", "E2:E3"])
    assert [one["kind"] for one in cells(sheet)] == ["建议"] * 3
    assert [one["main_units"] for one in cells(sheet)] == ["区示例局", "区示例局", "区教育局"]


def test_an_item_may_take_several_rows_with_a_unit_each():
    header = ["编号", "类别", "案由", "分办单位", "具体负责人"]
    rows = [
        header,
        [1, "建议", "甲", "区示例局", "某甲"],
        [None, None, None, "区教育局", "某乙"],
        [2, "建议", "乙", "区示例局", "丙"],
    ]
    sheet = read(rows, merge=["A2:A3", "B2:B3", "C2:C3"])
    assert [row.number for row in sheet.rows] == [2, 4]
    assert sheet.rows[0].cells["separate_units"] == "区示例局\n区教育局"
    assert sheet.rows[0].cells["handler"] == "区示例局：某甲\n区教育局：某乙"


@pytest.mark.parametrize(
    "line",
    [
        ["合计", None, None, "1件", None],
        ["合 计", 1],
        ["小计：1件"],
        ["注：编号以市里为准。"],
        ["填表人：某甲", None, None, "审核人：某乙"],
        [None, None, None, None, None],
        [2],
        HEADER,
    ],
)
def test_what_is_no_item_is_passed_over(line):
    assert len(read([HEADER, ROW, line]).rows) == 1


def test_a_row_without_number_but_with_a_title_is_an_item():
    assert len(read([HEADER, ROW, [2, None, "建议", "关于另例的建议", None]]).rows) == 2


def test_headings_of_sections_tell_the_kind():
    header = ["编号", "案由"]
    sheet = read([header, ["一、人大代表建议（1件）"], [1, "甲"], ["二、政协提案（1件）"], [1, "乙"]])
    assert [sorted(row.kind_words) for row in sheet.rows] == [["建议"], ["提案"]]


def test_several_worksheets_are_read_with_their_names():
    sheet = read([HEADER, ROW], [HEADER, ROW], [["说明"], ["请先看这里"]], names=["建议", "提案", "说明"])
    assert [(row.sheet, row.number, sorted(row.kind_words)) for row in sheet.rows] == [
        ("建议", 2, ["建议"]),
        ("提案", 2, ["提案"]),
    ]
    assert sheet.skipped == ["说明"]


def test_unknown_columns_are_listed_and_not_read():
    sheet = read([[*HEADER, "心情"], [*ROW, "好"]])
    assert sheet.unknown == ["心情"]
    assert "好" not in sheet.rows[0].cells.values()


def test_two_columns_of_one_meaning_are_an_error_at_the_header():
    sheet = read([[*HEADER, "主办部门"], [*ROW, "区教育局"]])
    assert [(error.row, error.column) for error in sheet.errors] == [(1, "主办部门")]


def test_two_columns_of_remarks_are_read_as_one():
    assert read([[*HEADER, "备注", "备注"], [*ROW, "甲", "乙"]]).rows[0].cells["remark"] == "甲；乙"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"),
        (True, "是"),
        (date(2024, 3, 29), "2024-03-29"),
        (" / ", ""),
        ("—", ""),
        ("不适用", ""),
        ("甲\r\n乙\x07", "甲\n乙"),
        (None, ""),
    ],
)
def test_a_cell_as_text(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@甲", "'=1+1", "''@", "'引号", "平常"])
def test_what_is_escaped_for_spreadsheets_comes_back(text):
    assert escaped(text)[0] not in "=+-@"
    assert unescaped(escaped(text)) == text


def test_rows_of_a_csv_without_merged_cells_are_read_too():
    sheet = ledger.read(csv_bytes({"编号": "1", "案由": "甲"}, encoding="gb18030"), "台账.csv")
    assert cells(sheet) == [{"number": "1", "title": "甲"}]


def test_a_header_far_down_is_none():
    with pytest.raises(ledger.Unreadable, match="没有找到表头"):
        ledger.read(xlsx({"编号": 1, "案由": "甲"}, above=[["空话"]] * 40), "台账.xlsx")


def test_every_column_is_documented():
    docs = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "ledger.md").read_text(encoding="utf-8")
    assert [column.heading for column in COLUMNS if f"\n| {column.heading} |" not in docs] == []
