"""A message for WeChat names number, short title and date, and never a person or a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.wording import name_item, without_people

HAN = st.text(alphabet="关于加强示例工作建议提案的区乡路灯校园医院", max_size=40)
NAME = st.text(alphabet="示例甲乙丙丁戊己庚辛", min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("label", "title", "hidden", "expected"),
    [
        ("第12号建议", "关于加强示例工作的建议", (), "第12号建议《示例工作》"),
        ("第3号提案", "关于示例代表甲反映的路灯问题的提案", ("示例代表甲",), "第3号提案《×××反映的路灯问题》"),
        ("第3号提案", "关于示例代表甲乙反映的问题", ("示例代表甲", "示例代表甲乙"), "第3号提案《×××反映的问题》"),
        ("第4号建议", "关于路灯的建议（电话13800000000）", (), "第4号建议《路灯的建议（电话×××）》"),
        ("第5号建议", "关于校门口路灯，联系0894-0000000", (), "第5号建议《校门口路灯，联系×××》"),
        ("第6号建议", "关于2024年农村道路的建议", (), "第6号建议《2024年农村道路》"),
    ],
)
def test_an_item_is_named_by_number_and_short_title(label, title, hidden, expected):
    assert name_item(label, title, hidden) == expected


def test_a_long_title_is_cut():
    named = name_item("第7号建议", "关于" + "农村公路养护资金保障" * 5 + "的建议")
    assert len(named) == len("第7号建议《》") + 20
    assert named.endswith("…》")


@given(before=HAN, name=NAME, after=HAN, phone=st.integers(13_000_000_000, 19_999_999_999).map(str))
def test_whatever_the_title_no_name_and_no_phone_gets_in(before, name, after, phone):
    for title in (
        before + name + after + phone,
        phone + name + before,
        f"{before}{phone[:3]} {phone[3:7]} {phone[7:]}",
    ):
        said = name_item("第1号建议", title, [name])
        assert name not in said
        assert phone not in said.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    "number", ["13800000000", "138 0000 0000", "１３８００００００００", "110101199003070000", "0894-0000000"]
)
def test_numbers_by_which_somebody_is_reached_are_left_out(number):
    assert without_people(f"请联系{number}。") == "请联系×××。"
