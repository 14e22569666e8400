"""How a letter says with whom it was discussed (经商××局), written into what somebody has typed already."""

import pytest

from tracking.wording.consulted import with_consulted, with_opinion

OPENING = "现答复如下："


@pytest.mark.parametrize(
    ("body", "becomes"),
    [
        (
            "示例代表：\n您的建议收悉，现答复如下：\n一、已办。",
            "示例代表：\n您的建议收悉，经商甲局、乙局，现答复如下：\n一、已办。",
        ),
        ("您的提案收悉。现将办理情况答复如下：", "您的提案收悉。经商甲局、乙局，现将办理情况答复如下："),
        ("示例代表：\n一、已办。", "示例代表：\n经商甲局、乙局，现答复如下：\n一、已办。"),
        ("已办。", "经商甲局、乙局，现答复如下：\n已办。"),
        ("", "经商甲局、乙局，现答复如下：\n"),
    ],
)
def test_the_units_are_named_in_the_opening_and_once(body, becomes):
    found = with_consulted(body, ["甲局", "乙局"], OPENING)
    assert found == becomes
    assert with_consulted(found, ["甲局", "乙局"], OPENING) == becomes


def test_a_letter_without_consulted_units_stays_as_it_is():
    assert with_consulted("已办。", [], OPENING) == "已办。"


def test_an_opinion_is_the_last_paragraph_and_written_once():
    found = with_opinion("已办。\n", "甲局", " 已安排资金。\n")
    assert found == "已办。\n经商甲局，该单位意见：已安排资金。"
    assert with_opinion(found, "甲局", "已安排资金。") == found
    assert with_opinion("", "甲局", "无意见。") == "经商甲局，该单位意见：无意见。"
