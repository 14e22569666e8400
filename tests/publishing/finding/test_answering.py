"""What the search page says: words marked, extracts, ways to narrow and back, other orders, and what to do without a hit."""

from urllib.parse import parse_qs, urlsplit

import pytest

from publishing.finding.answering import A_PAGE, Asked, answer
from publishing.finding.extracts import extract, marked
from publishing.frame import Link
from tests.publishing.finding.pieces import index, piece, reply

WAYS = (Link("办理制度", "/jytabl/zd/"),)


@pytest.fixture
def ask(tmp_path):
    """`ask({"q": "道路"}, *pieces)`: the content of the page."""

    def asked(said, *pieces):
        return answer(index(tmp_path / "pressed", *pieces), Asked(said, "/search/"), WAYS)

    return asked


def text_of(stretches) -> str:
    return "".join(f"[{one.text}]" if one.is_found else one.text for one in stretches)


REPLIES = (
    reply(1, "关于学校道路的答复", "每年维修一次。", unit="区教育局", reply_class="A", topic="教育"),
    reply(
        2,
        "关于乡村道路的答复",
        "分批维修。",
        unit="区交通运输局",
        reply_class="B",
        kind="提案",
        year="2023",
        topic="交通",
    ),
    reply(3, "关于桥梁的答复", "道路与桥梁同时维修。", unit="区交通运输局", reply_class="A", topic="交通"),
)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("农村公路养护", ("公路",), "农村[公路]养护"),
        ("农村公路养护", ("公路", "路养"), "农村[公路]养护"),
        ("巴政函〔2024〕12号", ("巴政函2024 12号",), "[巴政函〔2024〕12号]"),
        ("推进５Ｇ网络", ("5g",), "推进[５Ｇ]网络"),
        ("扎西·次仁", ("扎西次仁",), "[扎西·次仁]"),
        ("扎西．次仁，等", ("扎西次仁",), "[扎西．次仁]，等"),
        ("湿地", ("濕地",), "[湿地]"),
        ("<b>学校</b>", ("学校",), "<b>[学校]</b>"),
        ("没有", ("别的",), "没有"),
        ("", ("别的",), ""),
    ],
)
def test_words_are_marked_as_they_stand_in_the_text(text, words, shown):
    assert text_of(marked(text, words)) == shown


def test_an_extract_is_where_most_of_the_words_stand_and_opens_with_a_sentence():
    text = "学校开学。" + "甲" * 300 + "。新建的学校道路已经维修。" + "乙" * 300
    assert text_of(extract(text, ("学校", "维修"))).startswith("…新建的[学校]道路已经[维修]。")
    assert text_of(extract("很短", ("没有",))) == "很短"


def test_an_answer_is_narrowed_by_each_dimension_and_widened_again(ask):
    content = ask({"q": "道路"}, *REPLIES)
    offered = {one.label: [(link.title, link.note) for link in one.choices] for one in content.dimensions}
    assert offered == {
        "年份": [("2024", "2"), ("2023", "1")],
        "类型": [("建议", "2"), ("提案", "1")],
        "承办单位": [("区交通运输局", "2"), ("区教育局", "1")],
        "答复类别": [("A类", "2"), ("B类", "1")],
        "主题": [("交通", "2"), ("教育", "1")],
    }
    for dimension in content.dimensions:
        for link in dimension.choices:
            said = {name: value for name, (value,) in parse_qs(urlsplit(link.url).query).items()}
            narrowed = ask(said, *REPLIES)
            assert narrowed.total == int(link.note), link
            assert [one.title for one in narrowed.chosen] == [link.title]
            assert narrowed.chosen[0].url == "/search/?q=%E9%81%93%E8%B7%AF"


def test_choices_alone_find_without_a_word(ask):
    content = ask({"dw": "区交通运输局", "lb": "A类"}, *REPLIES)
    assert [hit.entry.title for hit in content.hits] == ["关于桥梁的答复"]
    assert content.title == "按分类查找的结果"


def test_an_answer_is_in_order_of_fit_or_of_time(ask):
    by_fit = ask({"q": "道路"}, *REPLIES)
    assert [hit.entry.title for hit in by_fit.hits] == ["关于乡村道路的答复", "关于学校道路的答复", "关于桥梁的答复"]
    by_time = ask({"q": "道路", "px": "sj"}, *REPLIES)
    assert [hit.entry.title for hit in by_time.hits] == ["关于桥梁的答复", "关于乡村道路的答复", "关于学校道路的答复"]
    assert [one.current for one in by_time.orders] == [False, True]


def test_without_a_hit_what_is_spelt_nearly_so_is_offered_and_the_columns(ask):
    content = ask({"q": "交通运榆局"}, *REPLIES)
    assert "区交通运输局" in [one.title for one in content.suggestions]
    assert "区教育局" in [one.title for one in ask({"q": "巴宜区教育居"}, *REPLIES).suggestions]
    nothing = ask({"q": "彗星"}, *REPLIES)
    assert (nothing.total, nothing.hits, nothing.ways) == (0, (), WAYS)


def test_without_a_hit_among_what_was_chosen_the_whole_is_offered(ask):
    content = ask({"q": "桥梁", "nd": "2023"}, *REPLIES)
    assert [(one.title, one.note) for one in content.suggestions] == [("在全部内容中搜索“桥梁”", "1")]


def test_what_an_attachment_says_is_shown_as_such(ask):
    content = ask({"q": "幸福食堂"}, piece(1, "答复", "正文", files="鲁朗镇幸福食堂"))
    assert [(hit.in_files, text_of(hit.extract)) for hit in content.hits] == [(True, "鲁朗镇[幸福食堂]")]


def test_a_number_asked_for_is_shown_beside_its_piece(ask):
    content = ask({"q": "巴政函[2024]12号"}, piece(1, "答复", numbers="K1/2024-00001\n巴政函〔2024〕12号"))
    assert text_of(content.hits[0].numbers) == "[巴政函〔2024〕12号]"


def test_every_piece_stands_on_one_page_whatever_page_is_asked_for(ask):
    pieces = [piece(key, f"学校制度{key}", "维修" * (key % 3)) for key in range(1, 2 * A_PAGE + 4)]
    pages = [ask({"q": "学校", "page": page}, *pieces) for page in ("1", "2", "3")]
    keys = [hit.entry.url for page in pages for hit in page.hits]
    assert len(keys) == len(set(keys)) == len(pieces)
    assert [len(page.hits) for page in pages] == [A_PAGE, A_PAGE, 3]
    for page in ("0", "-3", "99", "x", "9" * 50, "²"):
        content = ask({"q": "学校", "page": page}, *pieces)
        assert content.hits, page
        assert content.pager.number in {1, 3}, page
