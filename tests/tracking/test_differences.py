"""Differences between two texts are readable and lose nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.wording.differences import GONE, NEW, SAME, Piece, differences


def side(pieces, kind):
    return "".join(piece.text for piece in pieces if piece.kind in {SAME, kind})


def test_equal_texts_differ_in_nothing():
    assert differences("已办结。", "已办结。") == [Piece(SAME, "已办结。")]


def test_a_reworded_sentence_shows_the_words_that_changed():
    pieces = differences("针对所提问题，正在积极推进。完毕。", "针对所提问题，正在加快推进。完毕。")
    assert Piece(GONE, "积极") in pieces
    assert Piece(NEW, "加快") in pieces


def test_a_sentence_put_in_its_place_is_shown_whole():
    pieces = differences("我们高度重视。谢谢。", "已完成12个小区划线，9月底前补齐器材。谢谢。")
    assert pieces == [
        Piece(GONE, "我们高度重视。"),
        Piece(NEW, "已完成12个小区划线，9月底前补齐器材。"),
        Piece(SAME, "谢谢。"),
    ]


@pytest.mark.parametrize(("old", "new"), [("", "新增。"), ("删去。", ""), ("", "")])
def test_an_empty_side_is_all_new_or_all_gone(old, new):
    assert side(differences(old, new), GONE) == old
    assert side(differences(old, new), NEW) == new


@settings(max_examples=60, deadline=None)
@given(st.text("甲乙丙丁，。；\n", max_size=40), st.text("甲乙丙丁，。；\n", max_size=40))
def test_both_texts_can_be_read_off_the_pieces(old, new):
    pieces = differences(old, new)
    assert side(pieces, GONE) == old
    assert side(pieces, NEW) == new
