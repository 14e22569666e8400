"""Titles that are about the same thing: which are alike, by which words, and how fast."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.wording.likeness import LEAST, Titles, shared_words

LEDGER = [
    "关于加快农村道路硬化的建议",
    "关于加强老旧小区加装电梯的提案",
    "关于完善托育服务的建议",
    "关于加强农村饮水安全的建议",
    "关于加强法治宣传的提案",
]
ALIKE = [
    ("关于硬化农村道路的建议", "关于加快农村道路硬化的建议", ("硬化", "农村", "道路")),
    ("关于支持老旧小区增设电梯的建议", "关于加强老旧小区加装电梯的提案", ("老旧", "小区", "电梯")),
    ("进一步完善托育服务", "关于完善托育服务的建议", None),
    ("关于加强法治宣传的提案", "关于加强法治宣传的提案", ("法治", "宣传")),
]


@pytest.mark.parametrize(("title", "found", "words"), ALIKE)
def test_the_same_thing_said_otherwise_is_found_with_its_words(title, found, words):
    first = Titles(LEDGER).like(title)[0]
    assert LEDGER[first.place] == found
    assert first.score >= LEAST
    assert words is None or first.shared == words
    assert all(word in found for word in first.shared)


@pytest.mark.parametrize("title", ["关于加强示例工作的建议", "关于推进牧区电商发展的提案", "", "关于建议", "的"])
def test_what_has_only_the_usual_words_in_common_is_not_alike(title):
    assert Titles(LEDGER).like(title) == []


def test_what_every_title_has_counts_for_nothing():
    assert shared_words("关于加强农村工作的建议", "关于加强校园工作的建议") == ()


def test_the_likest_come_first_and_no_more_than_asked_for():
    found = Titles([*LEDGER, *["关于农村道路硬化的提案"] * 9]).like("关于农村道路硬化的建议", most=3)
    assert len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_text_is_compared(title, titles):
    for one in Titles(titles).like(title, least=0):
        assert 0 <= one.score <= 100.001
        assert one.shared


def test_ten_thousand_titles_are_searched_in_a_moment():
    things = "农村 城镇 老旧 社区 校园 旅游 河道 牧区 县域 乡村".split()
    matters = (
        "道路 供水 托育 养老 电梯 停车 垃圾 医疗 教育 文化 防洪 电商 硬化 改造 治理 保障 培训 配套 宣传 照明".split()
    )
    titles = [f"关于加强{a}{b}{c}{n}的建议" for a in things for b in matters for c in matters for n in (1, 2, 3)][
        :10_000
    ]
    titles = Titles(titles)
    start = time.process_time()
    assert titles.like("关于硬化农村道路的建议")
    assert time.process_time() - start < 0.5
