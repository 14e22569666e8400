"""How Chinese text is cut for the index and for a query."""

import pytest

from publishing.finding.words import LONGEST_QUERY, Term, index_text, query_terms, query_words


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("学校维修", "学校 校维 维修 修"),
        ("校", "校"),
        ("学校，维修", "学校 校 维修 修"),
        ("第12号建议", "第 12 号建 建议 议"),
        ("Wi-Fi 与《目录》（A类）", "wi fi 与 目录 录 a 类"),
        ("二〇二四年", "二〇 〇二 二四 四年 年"),
        ("བོད་ལྗོངས", "བོད ལྗོངས"),
        ("，。“”！\x00\ud800", ""),
        ("", ""),
    ],
)
def test_the_index_keeps_pairs_of_characters(text, indexed):
    assert index_text(text) == indexed


@pytest.mark.parametrize(
    ("text", "same"), [("第１２号", "第12号"), ("ＷＩＦＩ", "wifi"), ("50㎡", "50m2"), ("Ａ类", "a类")]
)
def test_what_looks_alike_is_indexed_alike(text, same):
    assert index_text(text) == index_text(same)
    assert query_words(text) == query_words(same)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("学校维修", ["学校", "维修"]),
        ('学校"维修', ["学校", "维修"]),
        ("学校 维修 学校", ["学校", "维修"]),
        ("第１２号建议", ["第12号", "建议"]),
        ("2024年3月29日", ["2024年", "3月", "29日"]),
        ("318国道", ["318", "国道"]),
        ("wifi的学校", ["wifi", "的", "学校"]),
        ("-学校 NOT (维修)*", ["学校", "not", "维修"]),
        ("，。", []),
        ("", []),
    ],
)
def test_a_query_falls_into_words(query, words):
    assert query_words(query) == words


def test_a_number_is_sought_with_what_it_counts():
    assert query_terms("第12号") == [Term(("第", "12", "号"), prefix=True)]


def test_a_word_is_sought_as_pairs_that_follow_each_other():
    assert query_terms("巴宜镇") == [Term(("巴宜", "宜镇"))]


def test_a_single_character_is_the_beginning_of_a_pair():
    assert query_terms("校") == [Term(("校",), prefix=True)]


def test_only_the_last_word_of_what_is_being_typed_is_a_beginning():
    assert query_terms("hello wor", last_is_beginning=True) == [Term(("hello",)), Term(("wor",), prefix=True)]


def test_the_rest_of_an_endless_query_is_left_out():
    assert len(query_words("".join(chr(0x4E00 + n) for n in range(5000)))) <= LONGEST_QUERY


@pytest.mark.parametrize("name", ["扎西·次仁", "扎西•次仁", "扎西.次仁", "扎西˙次仁", "扎⻄\u200b次仁", "扎西﹒次仁"])
def test_a_name_is_indexed_and_sought_alike_whatever_its_dot(name):
    assert index_text(name) == index_text("扎西次仁")
    assert query_words(name) == query_words("扎西次仁")
