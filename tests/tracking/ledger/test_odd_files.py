"""Files of other systems and other codes: read where they hold a table, and refused naming the trouble that is there."""

import io

import pytest

from tests.tracking.ledger.books import PLAIN, csv_bytes
from tracking import ledger

LINES = [
    "编号,类别,案由,领衔代表,主办单位",
    "1,建议,关于示例事项的建议,示例代表甲,区示例局",
    "2,建议,关于另例事项的建议,示例代表乙,区示例局",
]
TEXT = "\r\n".join(LINES) + "\r\n"


def read(data: bytes | str, name="台账.csv"):
    return ledger.read(io.BytesIO(data.encode() if isinstance(data, str) else data), name)


def titles(sheet):
    return [row.text("title") for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_text_is_read_with_its_mark_and_without(encoding):
    assert len(titles(read(TEXT.encode(encoding)))) == 2


@pytest.mark.parametrize(("encoding", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_one_cell_in_another_code_is_named_by_its_row_and_column(encoding, other):
    data = TEXT.encode(encoding).replace("示例代表乙".encode(encoding), b"\xff" + "示例".encode(other) + b"\xff")
    sheet = read(data)
    assert [(one.row, one.column) for one in sheet.faults] == [(3, "领衔代表")]
    assert f"文件是{encoding.upper()}编码" in sheet.faults[0].message
    assert len(sheet.rows) == 2


def test_an_odd_byte_in_the_header_is_named_with_its_row():
    with pytest.raises(ledger.Unreadable, match="第1行有不能识别的字符"):
        read(TEXT.encode().replace("编号".encode(), b"1\xff\xfe").replace("案由".encode(), b"\xff\xff"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_that_is_cut_inside_a_character_is_not_another_format(encoding):
    data = TEXT.encode(encoding)
    with pytest.raises(ledger.Unreadable, match="第3行的一个字中间断开"):
        read(data[: data.rfind("区示例局".encode(encoding)) + 1])


def test_traditional_chinese_in_big5_is_told_by_name():
    with pytest.raises(ledger.Unreadable, match="Big5"):
        read("編號,類別,案由\r\n1,建議,關於修路的建議\r\n".encode("big5"))


def test_a_stray_control_character_makes_no_file_unreadable():
    assert len(read(TEXT.replace("另例", "另\x01例")).rows) == 2


PAGE = """<html><head><meta http-equiv="Content-Type" content="textml; charset=UTF-8"><title>建议目录</title><style>td{}</style></head>
<body><table border="1"><caption>某县代表建议目录</caption><thead><tr><th rowspan="2">序号</th><th rowspan="2">建议编号</th>
<th colspan="2">提建议人</th><th rowspan="2">建议标题</th><th rowspan="2">主办单位</th></tr><tr><th>单位</th><th>姓名</th></tr></thead>
<tbody><tr><td>1</td><td>106</td><td rowspan="2">某镇</td><td>示例甲</td><td>关于修路&amp;<br>架桥的建议</td><td>区示例局</td></tr>
<tr><td>2</td><td>107<td>示例乙<td>关于建房的建议<td>区示例局<script>alert(1)</script></table></body></html>"""


@pytest.mark.parametrize("name", ["目录.xls", "目录.xlsx", "目录.html"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_of_a_web_page_is_read_whatever_it_is_named(name, encoding):
    sheet = read(PAGE.encode(encoding), name)
    assert titles(sheet) == ["关于修路&\n架桥的建议", "关于建房的建议"]
    assert [row.text("number") for row in sheet.rows] == ["106", "107"]
    assert [(row.text("post"), row.text("first")) for row in sheet.rows] == [("某镇", "示例甲"), ("某镇", "示例乙")]
    assert [sorted(row.kind_words) for row in sheet.rows] == [["建议"], ["建议"]]
    assert sheet.rows[1].text("main_units") == "区示例局"


def test_a_table_inside_a_table_is_one_of_its_own():
    inner = "<table><tr><td>编号<td>案由<tr><td>1<td>关于示例的建议</table>"
    assert titles(read(f"<table><tr><td>菜单<td>{inner}</table>", "列表.xls")) == ["关于示例的建议"]


def test_a_table_that_claims_a_million_columns_harms_nobody():
    sheet = read("<table><tr><td>编号<td>案由<tr><td>1<td>甲<td colspan=999999 rowspan=999999>x</table>", "a.xls")
    assert titles(sheet) == ["甲"]
    with pytest.raises(ledger.Unreadable, match="过大"):
        read("<table><tr>" + "<td>x" * 600 + "</table>", "a.xls")


def test_a_picture_in_a_web_pages_cell_is_noted():
    sheet = read("<table><tr><td>编号<td>案由<td>备注<tr><td>1<td>关于示例的建议<td><img src='x'></table>", "a.xls")
    assert [(one.row, one.column) for one in sheet.notes] == [(2, "备注")]


def test_a_workbook_in_the_xml_of_excel_2003_is_read():
    row = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in ("编号", "案由"))
    item = '<Cell ss:Index="1"><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="String">关于示例的提案</Data></Cell>'
    page = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="政协提案">'
        f'<Table><Row>{row}</Row><Row ss:Index="4">{item}</Row></Table></Worksheet></Workbook>'
    )
    (one,) = read(page, "提案.xls").rows
    assert (one.number, one.text("title"), sorted(one.kind_words)) == (4, "关于示例的提案", ["提案"])


def test_a_csv_in_any_code_still_counts_its_rows():
    assert [row.number for row in ledger.read(csv_bytes(PLAIN, PLAIN, encoding="utf-16"), "a.csv").rows] == [2, 3]
