"""Two texts compared paragraph by paragraph: aligned, moved ones told, changed words marked, nothing lost."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.wording.differences import GONE, NEW, SAME, Piece
from tracking.wording.paragraphs import AWAY, CHANGED, MOVED, compared

OPENING = "示例代表甲代表：\n您提出的《关于加强示例工作的建议》（第12号）收悉。现答复如下："
FIRST = "一、已完成12个小区的停车位划线工作，增加停车位300个。"
SECOND = "二、与示例公司签订管理协议，九月底前投入使用。"
THANKS = "感谢您对我区工作的关心和支持。"


def words(pieces) -> str:
    return "".join(one.text for one in pieces)


def kinds(old: str, new: str) -> list[str]:
    return [one.kind for one in compared(old, new).paragraphs]


def test_blanks_and_empty_lines_are_no_difference():
    found = compared("　　已办结。\n\n谢谢。", "已办结。\r\n谢谢。")
    assert found.is_same
    assert found.in_words == "没有改动"


def test_a_reworded_paragraph_stands_beside_what_it_was():
    old, new = f"{OPENING}\n{FIRST}\n{THANKS}", f"{OPENING}\n{FIRST.replace('12个', '15个')}\n{THANKS}"
    found = compared(old, new)
    assert [one.kind for one in found.paragraphs] == [SAME, SAME, CHANGED, SAME]
    changed = found.paragraphs[2]
    assert (changed.old_number, changed.new_number) == (3, 3)
    assert Piece(GONE, "12") in changed.old_side
    assert Piece(NEW, "15") in changed.new_side


def test_a_number_changes_as_a_whole_and_not_by_a_digit():
    found = compared("占应办理件数的98.12％，比上年提高。", "占应办理件数的98.62％，比上年提高。")
    assert Piece(GONE, "98.12％") in found.paragraphs[0].pieces


def test_a_paragraph_put_elsewhere_is_told_at_both_places_and_is_neither_new_nor_gone():
    found = compared(f"{OPENING}\n{FIRST}\n{SECOND}\n{THANKS}", f"{OPENING}\n{SECOND}\n{THANKS}\n{FIRST}")
    assert sorted(one.kind for one in found.paragraphs if one.kind != SAME) == [AWAY, MOVED]
    labels = {one.kind: one.label for one in found.paragraphs}
    assert labels[MOVED].startswith("由第")
    assert labels[AWAY].startswith("移到第")
    assert found.in_words == "移动1段"


def test_words_changed_in_a_moved_paragraph_are_marked_too():
    found = compared(f"{FIRST}\n{SECOND}\n{THANKS}", f"{SECOND}\n{THANKS}\n{FIRST.replace('300', '320')}")
    moved = next(one for one in found.paragraphs if one.kind == MOVED)
    assert Piece(NEW, "320") in moved.new_side


def test_a_short_line_that_is_found_elsewhere_was_not_moved():
    assert AWAY not in kinds(f"一、进展\n{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}\n一、进展")


def test_what_went_stands_before_what_came_in_its_place():
    assert kinds(f"{OPENING}\n我们高度重视。\n{THANKS}", f"{OPENING}\n{SECOND}\n{THANKS}") == [
        SAME,
        SAME,
        GONE,
        NEW,
        SAME,
    ]


def test_a_text_beside_nothing_is_all_new():
    found = compared("", f"{FIRST}\n{SECOND}")
    assert [one.kind for one in found.paragraphs] == [NEW, NEW]
    assert found.in_words == "新增2段"
    assert compared("", "").is_same


def test_two_hundred_rewritten_paragraphs_are_compared_at_once():
    old = [
        f"第{n}项工作已由区第{n * 7}局完成，投入资金{n * 13}万元，惠及群众{n * 31}户，群众反映良好。"
        for n in range(200)
    ]
    new = [one.replace("完成", "基本完成").replace("群众反映", "各方反映") for one in [*old[100:], *old[:100]]]
    start = time.process_time()
    found = compared("\n".join(old), "\n".join(new))
    assert time.process_time() - start < 6
    assert not {GONE, NEW} & {one.kind for one in found.paragraphs}


LINES = st.lists(st.sampled_from([FIRST, SECOND, THANKS, "一、进展", FIRST.replace("12", "13"), "谢谢。"]), max_size=7)


@settings(max_examples=80, deadline=None)
@given(LINES, LINES)
def test_both_texts_can_be_read_off_the_sides(old, new):
    found = compared("\n".join(old), "\n".join(new)).paragraphs
    before = sorted((one.old_number, words(one.old_side)) for one in found if one.old_side)
    after = [(one.new_number, words(one.new_side)) for one in found if one.new_side]
    assert [text for _number, text in before] == old
    assert [text for _number, text in after] == new
