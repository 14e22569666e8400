"""One cell: how offices write it, what the ledger keeps, and what can't be read."""

from datetime import date

import pytest

from tracking.ledger.cells import (
    Misread,
    Talk,
    read_class,
    read_day,
    read_doc_number,
    read_duty,
    read_flag,
    read_kind,
    read_notes,
    read_number,
    read_opinion,
    read_origin,
    read_publicity,
    read_talks,
    read_url,
    write_note,
    write_talk,
)
from tracking.models import ContactMethod, ContactPhase, Session


@pytest.mark.parametrize("cell", [12, 12.0, "012", "12号", "第12号", "１２", "第12号建议", "提案第 12 号", "十二"])
def test_numbers_as_offices_write_them(cell):
    assert read_number(cell).number == 12


@pytest.mark.parametrize(
    "cell", ["十号楼", "12-1", 0, -3, 1.5, 10**12, "建议", float("nan"), float("inf"), True, date(2024, 1, 1)]
)
def test_what_is_no_number(cell):
    with pytest.raises(Misread):
        read_number(cell)


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (read_kind, "建议", "suggestion"),
        (read_kind, "人大代表建议", "suggestion"),
        (read_kind, "政协提案", "proposal"),
        (read_origin, "市级", "city"),
        (read_origin, "自治区", "region"),
        (read_origin, "本级", "district"),
        (read_duty, "协办", "joint"),
        (read_duty, "主办（牵头）", "lead"),
        (read_duty, "独办件", "sole"),
        (read_flag, "√", True),
        (read_flag, "否", False),
        (read_doc_number, "巴政办函[2024]012号", "巴政办函〔2024〕12号"),
        (read_doc_number, "巴政办函（2024） 第12号", "巴政办函〔2024〕12号"),
        (read_publicity, "是", ("full", "")),
        (read_publicity, "主动公开(摘要)", ("summary", "")),
        (read_publicity, "不予公开（涉及商业秘密）", ("withheld", "涉及商业秘密")),
        (read_opinion, "基本满意", ("basic", "")),
        (read_opinion, "满意，建议继续推进", ("satisfied", "建议继续推进")),
        (read_opinion, "尚未反馈", None),
        (read_url, " https://www.example.gov.cn/a.html ", "https://www.example.gov.cn/a.html"),
    ],
)
def test_words_as_offices_write_them(reader, text, value):
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_kind, "议案"),
        (read_kind, "建议提案"),
        (read_origin, "村"),
        (read_duty, "督办"),
        (read_flag, "也许"),
        (read_doc_number, "十二"),
        (read_publicity, "随便"),
        (read_opinion, "满意度低"),
        (read_opinion, "比较好"),
        (read_url, "www.example.gov.cn"),
        (read_url, "javascript:alert(1)"),
    ],
)
def test_words_that_nobody_can_read(reader, text):
    with pytest.raises(Misread):
        reader(text)


@pytest.mark.parametrize(
    "text", ["A", "a类", "Ａ", "A 已解决或基本解决", "A类（已解决）", "已解决", "已解决或基本解决"]
)
def test_a_class_by_code_or_label(text):
    assert read_class(text, Session()) == "A"


@pytest.mark.parametrize("text", ["E", "解决", "AB", "A正在解决"])
def test_a_class_that_the_session_does_not_have(text):
    with pytest.raises(Misread, match="A、B、C、D"):
        read_class(text, Session())


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 8, 5),
        45509,
        45509.0,
        "45509",
        "8月5日前",
        "2024.8.5",
        "2024年8月5日",
        "２０２４年８月５日",
        "20240805",
    ],
)
def test_days_as_offices_write_them(cell):
    assert read_day(cell, 2024) == date(2024, 8, 5)


@pytest.mark.parametrize(
    "cell", ["八月", "2024年13月1日", "2月30日", 3, 10**20, float("nan"), float("inf"), True, "即办", "近期"]
)
def test_what_is_no_day(cell):
    with pytest.raises(Misread):
        read_day(cell, 2024)


@pytest.mark.parametrize(
    ("text", "talks"),
    [
        ("电话 5月10日", [(date(2024, 5, 10), "phone", None, "电话 5月10日")]),
        (
            "2024.5.10当面走访，听取意见；反映良好",
            [(date(2024, 5, 10), "face", None, "2024.5.10当面走访，听取意见；反映良好")],
        ),
        (
            "办前电话 3月30日：了解诉求\n办后 2024年7月1日 座谈会：通报结果",
            [(date(2024, 3, 30), "phone", "before", "了解诉求"), (date(2024, 7, 1), "meeting", "after", "通报结果")],
        ),
    ],
)
def test_contacts_in_a_cell(text, talks):
    assert [(one.on, one.method, one.phase, one.summary) for one in read_talks(text, 2024)] == talks


@pytest.mark.parametrize(("text", "what"), [("电话沟通", "没有写明沟通日期"), ("5月10日已沟通", "没有写明沟通方式")])
def test_a_contact_needs_its_day_and_its_way(text, what):
    with pytest.raises(Misread, match=what):
        read_talks(text, 2024)


@pytest.mark.parametrize("method", list(ContactMethod))
@pytest.mark.parametrize("phase", list(ContactPhase))
@pytest.mark.parametrize("summary", ["听取意见", "5月10日电话；说好6月1日座谈", "甲：乙\n2024-05-11 丙"])
def test_a_contact_that_was_written_reads_back(method, phase, summary):
    line = write_talk(Talk(date(2024, 5, 10), method, phase, summary))
    (talk,) = read_talks(line, 2024)
    assert (talk.on, talk.method, talk.phase) == (date(2024, 5, 10), method, phase)
    assert write_talk(talk) == line


def test_notes_begin_with_a_day_each():
    text = "5月10日：召开协调会\n会上明确分工\n2024年6月1日 完工\n无日期的后续"
    assert read_notes(text, 2024, lambda day: True) == [
        (date(2024, 5, 10), "召开协调会\n会上明确分工"),
        (date(2024, 6, 1), "完工\n无日期的后续"),
    ]


def test_a_day_on_which_the_unit_did_not_have_the_item_begins_no_note():
    text = "2019年5月10日起已有规划。"
    assert read_notes(text, 2024, lambda day: day.year == 2024) == [(None, text)]


@pytest.mark.parametrize("text", ["完工", "一\n二", "先\n2024-06-01：后\n　缩进", "2024-06-01 又一日"])
def test_a_note_that_was_written_reads_back(text):
    assert read_notes(write_note(date(2024, 5, 10), text), 2024, lambda day: True) == [(date(2024, 5, 10), text)]
