"""What copying, typing and other programs do to a text, mended once; and the one spelling that is compared."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracking.wording import (
    clean,
    clean_line,
    find,
    folded,
    normalise,
    said_unknown,
    split_names,
    unknown_characters,
)

ANY_TEXT = st.text(
    st.characters()
    | st.sampled_from(
        "\u200b\u200c\u200d\u0301\x0b\r\n_x0B7⼈•·˙.﹒‧ 　（\ue816\ufe0f\ud842\udfb7张三م\u1820\u180b甲A1"
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("came", "meant"),
    [
        ("关于\x0b示例", "关于\n示例"),
        ("一\r\n二\r三\x0c四\x85五\u2028六\u2029七", "一\n二\n三\n四\n五\n六\n七"),
        ("一_x000D_\n二_x000B_三_x000a_四", "一\n二\n三\n四"),
        ("一_x0007_二_xFFFE_", "一二"),
        ("一_x00_x0007_07_二_x005F_", "一二_x005F_"),
        ("关\x00于\x07示\x1f例\x7f\x90", "关于示例"),
        ("2024\x1e015号，示\x1e例", "2024-015号，示例"),
        ("关\u200b于\ufeff示\u2060例\u200e\u200f\u202a\u202c\u2066\u2069\xad", "关于示例"),
        ("关\ufe0f于\ufe00示\U000e0100例\U000e0041", "关于示例"),
        ("关于\ufffe\uffff\U0001ffff\ufdd0示例", "关于示例"),
        ("\ud842\udfb7野家\ud842", "𠮷野家"),
        ("关于\xa0示\u2003例\u3164", "关于 示 例 "),
        ("⼈⺠⼤会⺟亲⻓⽅⾒⾯㇐", "人民大会母亲长方見面一"),
        ("⽤⼾", "用户"),
        ("\uf900\ufa0e\U0002f800", "豈\ufa0e丽"),
        ("示例\ue5e5一\ue816\ue864\ue7c7", "示例\u3000一𠂇龻ḿ"),
        ("\uf0b7甲\uf06c乙\uf0fe\uf0a3", "•甲●乙☑□"),
        ("ﬁnal ﺋﯘﻳﻐﯘﺭ", "final ئۇيغۇر"),
        ("（一）︵二︶︽三︾﹕﹔﹐｡､", "（一）（二）《三》：；，。、"),
        ("扎西•次仁、卓玛‧央宗、买买提﹒艾力、阿依˙古丽", "扎西·次仁、卓玛·央宗、买买提·艾力、阿依·古丽"),
        ("13800\u201100000", "13800-00000"),
    ],
)
def test_what_copying_has_damaged_is_mended(came, meant):
    assert clean(came) == meant


@pytest.mark.parametrize(
    "written",
    [
        "　　关于加强物业管理，规范停车收费的建议（示例）：“一”？！；《二》〔2024〕【三】～…—",
        "５Ｇ网络，１００％",
        "①②③㎡℃№Ⅷ㈠½²￥·",
        "𠮷𬸚㐂䶮龶〇彧燊",
        "བཀྲ་ཤིས་བདེ་ལེགས།༼༽",
        "ئۇيغۇر ئاپتونوم رايونى، نە\u200cم",
        "ᠮᠣᠩᠭᠣᠯ\u180eᠤ\u180b",
        "क्\u200dष",
        "👨\u200d👩\u200d👧",
        "•第一\n•第二\n\t制表",
        "甲 • 乙，一•2",
        "Ａ.Ｂ 3.14 第1.2条",
        "snake_x_case _xyz_ _x4e2d_",
    ],
)
def test_what_somebody_may_have_meant_stays_as_it_is(written):
    assert clean(written) == written


@given(ANY_TEXT)
@example("_x00_x0007_07_")
@example("م\u200b\u200c\u0301")
@example("甲\u200c•乙")
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT)
@example("e \u0301")
@example("ͅ.甲")
@example("甲.\u200b.乙")
def test_folding_twice_changes_nothing_more_nor_does_cleaning_before_it(text):
    assert folded(folded(text)) == folded(text)
    assert folded(clean(text)) == folded(text)


@given(st.text(st.characters(categories=["L", "N"]), max_size=30))
def test_cleaning_loses_no_letter_and_no_digit(text):
    gone = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    assert len(clean(text).replace(" ", "")) >= len(
        unicodedata.normalize("NFC", text.translate(dict.fromkeys(map(ord, gone))))
    )


@given(ANY_TEXT)
def test_a_cleaned_text_has_nothing_that_a_database_or_a_workbook_refuses(text):
    for char in clean(text):
        assert unicodedata.category(char) not in {"Cs", "Cc"} or char in "\n\t"
        assert ord(char) & 0xFFFE != 0xFFFE
    assert "\n" not in clean_line(text)


@pytest.mark.parametrize(
    ("came", "meant"),
    [
        ("关于\x0b示例\n 事项的建议 ", "关于示例事项的建议"),
        ("\u200b 5G\nnetwork 建设\n2期", "5G network 建设2期"),
        ("关于　示例", "关于　示例"),
        ("\n", ""),
    ],
)
def test_a_title_broken_over_lines_is_one_line(came, meant):
    assert clean_line(came) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "扎西·次仁", "扎西•次仁", "扎西˙次仁", "扎西﹒次仁", "扎西‧次仁", "扎西∙次仁", "扎西・次仁", "扎西･次仁", "扎西⋅次仁",
        "扎西.次仁", "扎西．次仁", "扎西。次仁", "扎西●次仁", "扎西 · 次仁", "扎西　•　次仁", "扎西 . 次仁", "\ufeff扎西·\u200b次仁\xa0",
        "扎⻄·次仁", "扎西·次\ufe0f仁",
    ],
)  # fmt: skip
def test_one_person_has_one_name_whatever_the_dot(typed):
    assert split_names(typed).names == ("扎西·次仁",)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("５Ｇ", "关于推进5G网络建设的建议"),
        ("5g", "关于推进５Ｇ网络建设的建议"),
        ("物业管理，规范停车（示例）", "关于加强物业管理,规范停车(示例)的建议"),
        ("物业管理,规范停车(示例)", "关于加强物业管理，规范停车（示例）的建议"),
        ("扎西次仁", "扎西·次仁"),
        ("扎西 • 次仁", "扎西·次仁"),
        ("扎西.次仁", "扎西˙次仁"),
        ("张三", "张　　三"),
        ("巴政办函[2024]12号", "巴政办函〔2024〕12号"),
        ("⽤户", "用户"),
        ("二○二四", "二〇二四"),
        ("2024-015", "２０２４—０１５"),
        ("“两会”", '关于"两会"的建议'),
        ("示例事项", "示例\u200b事\n项"),
        ("ئۇيغۇر", "ﺋﯘﻳﻐﯘﺭ"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_folded_alike(typed, stored):
    assert folded(typed) in folded(stored)


@pytest.mark.parametrize(
    ("one", "other"), [("1.5万", "15万"), ("3月", "3日"), ("张三", "张三丰"), ("甲，乙", "甲、乙")]
)
def test_what_is_not_the_same_stays_apart(one, other):
    assert folded(one) != folded(other)


def test_a_sign_that_no_other_computer_shows_is_asked_about_with_its_place():
    text = clean("关于示例村\ue123道路\ufffd和\ue123的建议")
    assert unknown_characters(text) == ("\ue123", "\ufffd")
    assert said_unknown(text) == (
        "“关于示例村\ue123道路\ufffd和\ue123的”处有别的电脑不能显示的字符（U+E123、U+FFFD），请核对，改用通用字符。"
    )
    assert said_unknown("𠮷𬸚①") is None


def test_a_cell_of_one_width_is_clean_as_well():
    assert normalise("第\u2028１２\x00号　⼈") == "第 12号 人"


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("推进５Ｇ网络（一期）", "5g网络(一期)", "５Ｇ网络（一期）"),
        ("由扎西·次仁等提出", "扎西次仁", "扎西·次仁"),
        ("关于示例\n 事项的", "示例事项", "示例\n 事项"),
        ("关于示例", "别的", None),
        ("关于示例", " ", None),
    ],
)
def test_a_place_is_found_in_the_text_as_it_was_given(text, sought, found):
    place = find(text, sought)
    assert (text[slice(*place)] if place else None) == found
