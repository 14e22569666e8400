"""A unit's Word file as the text of a letter: nothing of its words is lost silently, nothing of its form is printed twice."""

import pytest

from tests.tracking.factories import PDF
from tests.tracking.papers.made_letters import FOOT, HEAD, LETTER, bomb, letter, numbered, with_leavings, with_macros
from tracking.papers.word_drafts import NotRead, read_word
from tracking.papers.wording import blocks_of
from tracking.wording.letter_parts import taken_apart


def test_a_letter_s_paragraphs_come_in_as_they_are():
    assert read_word("答复.docx", letter(*LETTER)).text == "\n".join(LETTER)


def test_head_title_organ_day_and_copies_are_the_paper_s_and_are_named():
    found = read_word("答复.docx", letter(*LETTER, head=HEAD, foot=FOOT))
    assert found.text == "\n".join([*LETTER, "（联系人：示例经办人）"])
    above, below = found.dropped
    assert "关于第1号建议的答复" in above
    assert "2024年5月8日" in below
    assert "抄送：区人大常委会办公室。" in below


def test_a_table_comes_in_as_the_paper_sets_tables():
    table = [("小区", "车位"), ("示例一区", "100"), ("示例二区", "200")]
    text = read_word("答复.docx", letter(*LETTER, table=table)).text
    assert [one["rows"] for one in blocks_of(text) if "rows" in one] == [[list(row) for row in table]]


def test_numbers_that_word_counts_are_written_out():
    text = read_word("答复.docx", numbered()).text
    assert text.split("\n")[2:] == ["一、进展", "（1）已开工。", "（2）已验收。", "二、打算", "（1）年底投用。"]


def test_what_is_left_out_is_named_and_changes_are_read_as_accepted():
    found = read_word("答复.docx", with_leavings())
    assert "已完成全部示例事项。" in found.text
    assert "部分" not in found.text
    assert "不给人看" not in found.text
    told = "\n".join(found.dropped)
    for words in ("图片1处", "文本框1处没有读入：“框里的话”", "脚注、尾注1处", "批注1处", "按已删去读入：“部分”", "按已增加读入：“全部”",
                  "隐藏的文字1处", "页眉、页脚没有读入：“内部资料”"):  # fmt: skip
        assert words in told


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("答复.docx", b"", "文件是空的"),
        ("答复.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "另存为"),
        ("答复.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "另存为"),
        ("答复.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
        ("答复.pdf", PDF, "PDF 不能读入"),
        ("答复.txt", "答复".encode(), "只能读入 Word 文件"),
        ("答复.docx", letter(*LETTER)[:2000], "只能读入 Word 文件"),
        ("答复.docm", letter(*LETTER), "文件带有宏"),
        ("答复.docx", with_macros(), "文件带有宏"),
        ("答复.docx", letter(""), "没有文字"),
        ("答复.docx", bomb(), "展开后过大"),
    ],
)
def test_what_can_not_be_read_is_refused_with_what_to_do(name, content, words):
    with pytest.raises(NotRead, match=words):
        read_word(name, content)


def test_a_letter_without_any_head_or_foot_stays_whole():
    lines = ["我局高度重视，已办理完毕。", "谢谢。"]
    assert taken_apart(lines).text == lines


def test_a_day_in_the_last_sentence_is_no_day_of_signing():
    lines = [LETTER[0], "工程将于下列日期竣工：", "2024年12月31日前完成。"]
    assert taken_apart(lines).text == lines
