"""Chinese text as people type it: punctuation, names, numbers, dates, terms and personal data."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.wording import (
    Names,
    Severity,
    chinese_number,
    clip_title,
    decimal_number,
    doc_number_problem,
    half_width_between_han,
    is_at_once,
    item_number,
    normalise,
    read_date,
    says_nothing,
    split_names,
    split_units,
    strip_boilerplate,
    terms,
    to_chinese,
    unbalanced_brackets,
)

EXAMPLE_PARAGRAPH = (
    "巴宜区高度重视人大政协建议提案的办理工作,坚持高质量办理每一件人大政协代表建议提案,今年,巴宜区共承办人大代表建议2件,"
    "市政协提案建议5件,办结率100%,满意率100%。截至目前,已解决各学校(园)信息化设施设备专业维修人员短缺的问题。"
)


def test_half_width_marks_between_han_are_found_with_their_neighbours():
    text = "一,二: 三（四），五(5)六。a,b"
    assert [text[start:end] for start, end in half_width_between_han(text)] == ["一,二", "二: 三"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("　第１２号　ＡＢ ", "第12号 AB"),
        ("满意率：１００％", "满意率：100%"),
        ("《示例》（一）①…", "《示例》（一）①…"),
        ("一\u200b二\ufeff\n\t三\xa0四", "一二 三 四"),
    ],
)
def test_digits_letters_and_spaces_get_one_width_and_chinese_marks_stay(text, expected):
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "nothing"), [("", 1), (" 无 ", 1), ("/", 1), ("——", 1), ("　", 1), ("无锡", 0), ("0", 0)]
)
def test_some_cells_only_say_that_there_is_nothing(text, nothing):
    assert says_nothing(text) == bool(nothing)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　　三", "张三"),
        ("示例•甲", "示例·甲"),
        ("示例 ‧ 甲", "示例·甲"),
        ("示例.甲", "示例·甲"),
        ("示例．甲", "示例·甲"),
        ("示例・乙·甲", "示例·乙·甲"),
        ("Example A. Person", "Example A. Person"),
    ],
)
def test_a_name_loses_the_spaces_of_its_column_and_keeps_one_kind_of_dot(typed, name):
    assert split_names(typed).names == (name,)


@pytest.mark.parametrize(
    ("cell", "names", "others"),
    [
        ("示例甲、示例乙，示例丙,示例丁；示例戊;示例己/示例庚\n示例辛", "甲乙丙丁戊己庚辛", None),
        ("示例甲、示例乙等5人", "甲乙", 3),
        ("示例甲等 ５ 名委员", "甲", 4),
        ("示例甲（等五人）", "甲", 4),
        ("示例甲、示例乙,等十二位代表", "甲乙", 10),
        ("示例甲、示例乙共2人", "甲乙", 0),
        ("示例甲、示例乙、示例丙等2人", "甲乙丙", 0),
        ("示例甲等", "甲", None),
        ("等5人", "", 5),
        ("无", "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_names_and_the_number_it_announces(cell, names, others):
    assert split_names(cell) == Names(tuple(f"示例{one}" for one in names), others)


def test_names_keep_their_dots_and_a_short_one_may_end_like_and_others():
    assert split_names("示例•甲、李等").names == ("示例·甲", "李等")


def test_a_number_of_persons_that_cannot_be_read_stays_visible():
    assert split_names("示例甲等百百人").names == ("示例甲等百百人",)


def test_named_and_unnamed_persons_make_the_total():
    assert split_names("示例甲、示例乙等5人").total == 5
    assert split_names("示例甲、示例乙").total == 2


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("区住建局、区教育局", ("区住建局", "区教育局")),
        ("区住建局，区教育局,区水利局；区民政局;区卫健委/布久乡\r\n区人社局", (
            "区住建局", "区教育局", "区水利局", "区民政局", "区卫健委", "布久乡", "区人社局",
        )),
        ("区住建局（区人防办、区征收办）、区教育局", ("区住建局（区人防办、区征收办）", "区教育局")),
        ("区　住建局、、区住建局、", ("区住建局",)),
        ("/", ()),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_units(cell, units):
    assert split_units(cell) == units


@pytest.mark.parametrize(
    "typed",
    [
        "12",
        "012",
        "12号",
        "第12号",
        "１２",
        "第０12号",
        "第 12 号",
        "12.0",
        12,
        12.0,
        "十二",
        "第十二号",
        "编号12",
        "〇一二",
    ],
)
def test_an_items_number_is_read_however_it_is_typed(typed):
    assert item_number(typed) == 12


@pytest.mark.parametrize("typed", [None, "", "　", "无", "—"])
def test_an_empty_cell_has_no_number(typed):
    assert item_number(typed) is None


@pytest.mark.parametrize(
    "typed", ["A12", "12-1", "0", 0, -3, 12.5, "12.5", float("nan"), float("inf"), True, "第号", "待定"]
)
def test_what_is_no_number_is_refused_in_a_sentence(typed):
    with pytest.raises(ValueError, match="^“.*”不是编号，请写成 12 这样的数字。$"):
        item_number(typed)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三", 123), ("两", 2), ("〇", 0), ("零", 0), ("十", 10), ("十一", 11), ("二十", 20),
        ("廿一", 21), ("卅", 30),
        ("一百零五", 105), ("一百一十", 110), ("一千〇五十", 1050), ("两千零二十四", 2024), ("一万零五百", 10500),
        ("三亿二千万", 320000000),
        ("〇一二", 12), ("二〇二四", 2024), ("二零二四", 2024), ("贰拾伍", 25), ("12", 12), ("１２", 12),
        ("3万", 30000), ("五 十", 50),
    ],
)  # fmt: skip
def test_a_numeral_has_a_value(text, value):
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "一百五", "一万五", "十百", "甲", "一百零", "万", "百", "二三十", "一" * 40])
def test_what_is_no_numeral_or_may_be_misread_is_refused(text):
    with pytest.raises(ValueError, match="不是一个数。$"):
        chinese_number(text)


@pytest.mark.parametrize("n", range(1, 100))
def test_numbers_of_headings_read_back(n):
    assert chinese_number(to_chinese(n)) == n


def test_numbers_of_headings_are_the_usual_ones():
    assert [to_chinese(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
    with pytest.raises(ValueError, match="1到99"):
        to_chinese(100)


@pytest.mark.parametrize(
    "typed",
    [
        date(2024, 8, 5), datetime(2024, 8, 5, 9, 30), 45509, 45509.0, 45509.75, "45509", 20240805, 20240805.0,
        "20240805",
        "2024.8.5", "2024-8-5", "2024/8/5", "2024-08-05", "2024．8．5", "２０２４年８月５日", " 2024 年 8 月 5 日 ",
        "2024年8月5日", "2024年8月5日前", "2024年8月5号之前", "2024年8月5日（星期一）前",
        "2024-08-05 00:00:00", "2024-08-05T00:00:00",
        "二〇二四年八月五日",
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_typed(typed):
    assert read_date(typed) == date(2024, 8, 5)


@pytest.mark.parametrize("typed", ["8月5日", "8月5日前", "08月05日以前", "八月五日", "８月５号"])
def test_a_date_without_a_year_takes_the_one_it_is_given(typed):
    assert read_date(typed, year=2024) == date(2024, 8, 5)
    with pytest.raises(ValueError, match=f"^“{typed}”没有写年份，请写成 2024-08-05 这样的形式。$"):
        read_date(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "8月32日", "2024-02-30", "2024年13月1日", "2024.8", 2024.8, 2024, 12, -1, True, float("nan"), "24.8.5",
        "0024-08-05", "尽快", "20241301", "2024年8月",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_to_write(typed):
    with pytest.raises(ValueError, match="^“.+”不是一个日期，请写成 2024-08-05 这样的形式。$"):
        read_date(typed, year=2024)


def test_the_refusal_quotes_what_was_typed():
    with pytest.raises(ValueError, match="^“8月32日”不是一个日期"):
        read_date("8月32日", year=2024)


@given(st.dates(date(1980, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back_from_each_form(day):
    forms = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日前",
    ]
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert {read_date(form) for form in [*forms, serial, float(serial)]} == {day}


@pytest.mark.parametrize(
    ("cell", "at_once"),
    [("即办", 1), ("即 办", 1), ("即办即结", 1), ("立即办理", 1), ("2024-08-05", 0), ("", 0), (45509, 0)],
)
def test_what_is_to_be_done_at_once_has_no_date_but_is_told_apart(cell, at_once):
    assert is_at_once(cell) == bool(at_once)
    if at_once:
        assert read_date(cell) is None


@pytest.mark.parametrize("cell", [None, "", "无", "/"])
def test_an_empty_cell_has_no_date(cell):
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("title", "n", "clipped"),
    [("示例标题", 4, "示例标题"), ("示例标题", 3, "示例…"), ("示例《标题》", 4, "示例…"), ("示例", 1, "…")],
)
def test_a_long_title_is_clipped_to_its_length(title, n, clipped):
    assert clip_title(title, n) == clipped


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("关于加快实施巴宜区布久乡孜热村升级改造项目的建议", "巴宜区布久乡孜热村升级改造项目"),
        ("《关于林芝县乡学校配备多媒体一体机电脑专业维修人员的建议》", "林芝县乡学校配备多媒体一体机电脑专业维修人员"),
        ("关于进一步加强示例工作的提案（第12号）", "示例工作"),
        ("关于示例事项的意见建议", "示例事项"),
        ("关于示例事项的建议提案的答复", "示例事项"),
        ("关于规范示例市场提案", "规范示例市场"),
        ("关于公开征求意见", "公开征求意见"),
        ("示例养老服务体系", "示例养老服务体系"),
        ("关于建议", "关于建议"),
        ("关于加强", "加强"),
    ],
)
def test_a_title_without_its_boilerplate_is_what_it_is_about(title, about):
    assert strip_boilerplate(title) == about


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("并将情况反馈给政协代表,回复率为100%", [("政协代表", Severity.CLASH)]),
        ("(二)政协建议2件", [("政协建议", Severity.CLASH)]),
        ("人大代表建议和政协建议", [("政协建议", Severity.CLASH)]),
        ("人大代表、政协代表", [("政协代表", Severity.CLASH)]),
        ("人大政协代表建议提案", []),
        ("市人大、市政协代表建议", []),
        ("人大建议、政协提案", []),
        ("政协常委会提出政协建议案", []),
        ("接待政协代表团", []),
        ("截止目前,已办结", [("截止目前", Severity.NOTE)]),
        ("截止到目前", [("截止到目前", Severity.NOTE)]),
        ("截至目前,已办结", []),
        ("人大代表提案3件", [("人大代表提案", Severity.NOTE)]),
        ("关于《政协代表履职办法》和“政协建议”一词", []),
        ("一个孤立的《后面,反馈给政协代表", [("政协代表", Severity.CLASH)]),
        ("政协建议与政协代表", [("政协建议", Severity.CLASH), ("政协代表", Severity.CLASH)]),
        (EXAMPLE_PARAGRAPH, []),
    ],
)
def test_only_wrong_names_for_deputies_and_members_clash(text, found):
    assert [(term.quote, term.severity) for term in terms(text)] == found
    assert all(text[term.start : term.end] == term.quote and term.message.endswith("。") for term in terms(text))


@pytest.mark.parametrize(
    ("text", "lone"),
    [
        ("提出《关于示例的建议", [(2, "“《”后面缺少“》”。")]),
        ("提出关于示例的建议》", [(9, "“》”前面缺少“《”。")]),
        ("《一》《二《三》", [(3, "“《”后面缺少“》”。")]),
        ("（一)和(二）", []),
        ("《一（二》三", [(2, "“（”后面缺少“）”。")]),
        ("“两会”〔2024〕（园）", []),
        ("〔2024号", [(0, "“〔”后面缺少“〕”。")]),
        ("1）建议\n 2)提案", []),
        ("办结）建议", [(2, "“）”前面缺少“（”。")]),
        (EXAMPLE_PARAGRAPH, []),
    ],
)
def test_a_bracket_without_its_other_half_is_noted(text, lone):
    assert [(term.start, term.message) for term in unbalanced_brackets(text)] == lone


@given(st.text("《》（）()“”〔〕字1\n", max_size=40))
def test_without_the_lone_brackets_a_text_is_balanced(text):
    lone = {term.start for term in unbalanced_brackets(text)}
    rest = "".join("字" if place in lone else char for place, char in enumerate(text))
    assert unbalanced_brackets(rest) == []


@pytest.mark.parametrize("number", ["巴政办函〔2024〕12号", "林政办〔2023〕1号"])
def test_a_proper_doc_number_has_no_problem(number):
    assert doc_number_problem(number) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("巴政办函[2024]12号", "发文字号的年份要用六角括号〔〕"),
        ("巴政办函（2024）12号", "发文字号的年份要用六角括号〔〕"),
        ("巴政办函〔2024〕第12号", "发文字号的序号前不加“第”"),
        ("巴政办函〔2024〕012号", "发文字号的序号不编虚位，前面不加0"),
        ("巴政办函〔2024〕 12号", "发文字号中不要空格"),
        ("巴政办函〔２０２４〕12号", "发文字号中的数字用半角"),
        ("巴政办函〔2024〕12", "发文字号要以“号”结尾"),
        ("〔2024〕12号", "“〔2024〕12号”不是发文字号"),
        ("", "“”不是发文字号"),
    ],
)
def test_a_wrong_doc_number_is_told_what_is_wrong(number, problem):
    assert doc_number_problem(number) == f"{problem}，请写成 巴政办函〔2024〕12号 这样的形式。"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,009", "1009"),
        ("９１.４", "91.4"),
        ("1.2万", "12000"),
        ("七十二点二", "72.2"),
        ("九十九点〇五", "99.05"),
        ("四千二百八十七", "4287"),
        ("十", "10"),
        ("两", "2"),
    ],
)
def test_a_number_of_prose_is_read_with_its_decimals(text, value):
    assert str(decimal_number(text)) == value


@pytest.mark.parametrize("text", ["", "点五", "百百", "一百五", "3.", "abc", "1.2.3"])
def test_what_is_no_number_of_prose_is_none(text):
    assert decimal_number(text) is None
