"""Mobile and identity numbers however they are written; and the numbers of an office's texts that are nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.wording import mask_personal, personal_numbers

SEPARATORS = [
    "", " ", "-", ".", "\xa0", "　", "－", "–", "—", "  ", " - ", "\u200b", "\ufeff", "\u2060", "\n", "\r\n", "\x0b", "·", "•",
    "．", "/", "_", "\u2009", "\u2011", "−", "\u200e", "\xad", "\ufe0f", "——", "\t",
]  # fmt: skip


def mobile(last: str = "0000") -> str:
    """A number of the right shape that nobody can have."""
    return "13" + "0" * 5 + last


def identity(end: str = "00X") -> str:
    """Eighteen characters whose date of birth doesn't exist."""
    return "35" + "0" * 13 + end


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char in "0123456789X+-" else char for char in text)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("groups", [(3, 4, 4), (5, 6), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (4, 7), (6, 5)])
def test_a_mobile_number_is_masked_whatever_stands_between(separator, groups):
    number, written = mobile("1234"), []
    for size in groups:
        written.append(number[:size])
        number = number[size:]
    text = f"联系人手机{separator.join(written)}；谢谢"
    assert mask_personal(text) == "联系人手机130****1234；谢谢"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"电话{mobile()}，", "电话130****0000，"),
        (f"+86 {mobile()}", "+86 130****0000"),
        (f"+86-{mobile()}", "+86-130****0000"),
        (f"0086{mobile()}", "0086130****0000"),
        (f"（86）{mobile()}", "（86）130****0000"),
        (f"（+86）　{mobile()}", "（+86）　130****0000"),
        (f"86{mobile()}", "86130****0000"),
        (f"0{mobile()}", "0130****0000"),
        ("（130）0000-1234", "（130）****1234"),
        ("(130)00001234", "(130)****1234"),
        ("1 3 0 0 0 0 0 1 2 3 4", "130****1234"),
        ("1\u200b30\u200b000\ufeff012\u206034", "130****1234"),
        ("35\u200b0000000000\ufeff00000X", f"35{'*' * 13}00X"),
        ("一三〇〇〇〇〇一二三四", "一三〇****一二三四"),
        ("幺三零 零零零零 幺二三四", "幺三零****幺二三四"),
        ("壹叁零零零零零壹贰叁肆", "壹叁零****壹贰叁肆"),
        ("𝟏𝟑𝟎𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒", "𝟏𝟑𝟎****𝟏𝟐𝟑𝟒"),
        (wide(f"+86-{mobile('1234')}"), "＋８６－１３０****１２３４"),
        (f"{mobile()}、{mobile('1111')},{mobile('2222')}", "130****0000、130****1111,130****2222"),
        (f"微信{mobile()}@示例.example", "微信130****0000@示例.example"),
        (f"身份证号{identity()}。", f"身份证号35{'*' * 13}00X。"),
        (wide(identity()), "３５" + "*" * 13 + "００Ｘ"),
        (f"{identity('000')}和{mobile()}", f"35{'*' * 13}000和130****0000"),
        ("350000 00000000 000X", f"35{'*' * 13}00X"),
        ("350000-0000-0000-000x", f"35{'*' * 13}00x"),
        ("350000　0000　00　00　000X", f"35{'*' * 13}00X"),
        ("350000\u200b00000000\u200b000X", f"35{'*' * 13}00X"),
        ("350000000\n00000000X", "350000000\n00000000X"),
        ("3500 0000 0000 0000 00", f"35{'*' * 13}000"),
        ("350000\n00000000\n000X，住址略", f"35{'*' * 13}00X，住址略"),
        ("130一二34五六78", "130****五六78"),
        ("1️⃣3️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "130****5678\ufe0f\u20e3"),
        ("&#49;&#51;0 0000 &#x31;234", "130****1234"),
        ("手机：130,0000,1234", "手机：130****1234"),
        ("手机13O-oooo-1234", "手机13O-oooo-1234"),
        ("电话13 000 001 234", "电话130****1234"),
        ("https://example.org/call?tel=13000001234", "https://example.org/call?tel=130****1234"),
        ("三五〇〇〇〇一九九〇〇三〇七〇〇〇〇", "三五*************〇〇〇"),
        ("身份证350000 199003 0700 00", f"身份证35{'*' * 13}000"),
        ("350000900307000", f"35{'*' * 10}000"),
    ],
)
def test_mobile_and_identity_numbers_are_masked_however_they_are_written(text, masked):
    assert mask_personal(text) == masked
    assert mask_personal(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "建议2件，提案5件，办结率100%",
        "1" + "0" * 10,
        mobile() + "0",
        identity("000") + "0",
        "巴政办函〔2024〕12号，示政发〔2023〕138号",
        "联系电话：0894-5821234，传真0894 582 1234",
        "2024年8月5日，2024-08-05，2024.8.5 15:30:00",
        "总投资13800000000元，其中13900000000.50元已到位",
        "投资金额为13800000000，资金：13812345678",
        "完成投资13,800,000,000元",
        "惠及13800000000人次、13812345678平方米",
        "项目编号13812345678，流水号：13812345678，第13812345678号",
        "https://example.org/a/13800001234?id=13800001234 可查",
        "http://example.org/art/2024/8/5/art_13800001234.html",
        "www.example.org/13800001234",
        "130\n1200\n1500",
        "第一年\n150\n2023\n2024\n合计",
        "1978—2018年，1949-1978-2024",
        "130、1200、1500，150;2000;3000",
        "电话12345，热线12345678",
        "十三五、十四五期间，一三五七九",
        "二〇二四年一月三十日",
        "1、3、0、0、0、0、0、1、2、3、4",
        "GB/T 9704—2012，GB 13800-2012",
        "统一社会信用代码11542600MB0000000N",
        "邮编860000，人口139.1万",
        "项目代码2404-540402-13800000000",
        "编号350000000000000000",
        "350000901307000",
        "130,0000,1234",
        "比例13:27，得分139.5分，1391.23公里",
    ],
)  # fmt: skip
def test_the_numbers_of_an_offices_texts_are_nobodys(text):
    assert mask_personal(text) == text


@given(st.text("1390 -－\n年、X一三\u200b+（）", max_size=60))
def test_masking_twice_changes_nothing_more_and_only_digits_go(text):
    once = mask_personal(text)
    assert mask_personal(once) == once
    assert [char for char in once if char in "年、+"] == [char for char in text if char in "年、+"]


def test_a_number_is_told_with_its_place_in_the_text_as_given():
    text = f"甲：{mobile()[:3]}\u200b{mobile()[3:]}。"
    (one,) = personal_numbers(text)
    assert text[one.start : one.end] == f"{mobile()[:3]}\u200b{mobile()[3:]}"
