"""What the public templates promise: structure, words and furniture, on every page of the gallery."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup, Comment
from django.template.loader import render_to_string

from publishing.frame import Field, FigureTable, PublicStage
from publishing.templatetags.portal import day, drawn, mark_counted, moment, short_day
from tests.publishing.gallery import BOTH_MODES, CARDS, FIGURES, FRAME, REPLY, STAGES, SUMMARY, card, show

every_page = pytest.mark.parametrize(("name", "elder"), BOTH_MODES)
HAN = r"[\u3400-\u9fff]"


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def answer(**changes) -> BeautifulSoup:
    """A reply page whose content differs from the gallery's in this."""
    content = replace(REPLY, **changes)
    return soup(render_to_string("publishing/reply_notice.html", {"frame": FRAME, "content": content}))


def summary(**changes) -> BeautifulSoup:
    """A summary whose content differs from the gallery's in this."""
    content = replace(SUMMARY, **changes)
    return soup(render_to_string("publishing/annual_summary.html", {"frame": FRAME, "content": content}))


# Structure -------------------------------------------------------------------------------------


@every_page
def test_a_page_obeys_the_strictest_content_policy(name, elder):
    page = soup(show(name, elder=elder))
    assert not page.find_all("style")
    assert not [tag.name for tag in page.find_all(True) if "style" in tag.attrs]
    assert not [tag.name for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not [script for script in page.find_all("script") if not script.get("src") or script.string]
    fetched = [tag.get("src") for tag in page.find_all(["script", "img"])]
    fetched += [tag["href"] for tag in page.find_all("link") if "canonical" not in tag["rel"]]
    assert all(url.startswith("/static/") for url in fetched)


@every_page
def test_a_page_is_built_of_landmarks_and_nested_headings(name, elder):
    page = soup(show(name, elder=elder))
    assert page.html["lang"] == "zh-Hans"
    assert page.select_one("a.skip")["href"] == "#main"
    assert len(page.find_all("main", id="main")) == 1
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))
    landmarks = [nav["aria-label"] for nav in page.find_all("nav")]
    assert len(landmarks) == len(set(landmarks))


@every_page
def test_every_reference_leads_somewhere(name, elder):
    page = soup(show(name, elder=elder))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert all(link.get("href") for link in page.find_all("a"))
    assert all("alt" in image.attrs for image in page.find_all("img"))
    for tag in page.find_all(["a", "label"]):
        target = tag.get("for") or (tag["href"][1:] if tag.get("href", "").startswith("#") else "")
        assert not target or target in ids
    assert all(tag["aria-labelledby"] in ids for tag in page.find_all(attrs={"aria-labelledby": True}))
    assert all(link.get_text(strip=True) for link in page.find_all("a"))


@every_page
def test_words_are_set_in_full_width_punctuation(name, elder):
    page = soup(show(name, elder=elder))
    texts = [text for text in page.find_all(string=True) if not isinstance(text, Comment)]
    texts += [tag[name] for tag in page.find_all(True) for name in ("aria-label", "placeholder") if name in tag.attrs]
    assert not [text for text in texts if re.search(rf"{HAN}\s*[,;:!?()]\s*{HAN}", text)]
    assert not [text for text in texts if re.search(r"\s[，。：；！？）]", text)]


def test_nothing_that_is_typed_in_becomes_markup():
    attack = '<script>alert("1")</script>'
    page = answer(title=attack, letter=(attack,), proposer=attack)
    assert page.h1.get_text() == attack
    assert not [script for script in page.find_all("script") if script.string]
    page = soup(show("search", search_query='"><img src=x>'))
    assert page.select_one("#search-words")["value"] == '"><img src=x>'


# Furniture -------------------------------------------------------------------------------------


def test_a_demonstration_says_so_and_asks_not_to_be_indexed():
    page = soup(show("annual-summary"))
    assert page.select_one(".demonstration").get_text() == "演示数据·非政府网站"
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex,nofollow"
    page = soup(show("annual-summary", is_demonstration=False))
    assert not page.select(".demonstration")
    assert not page.find("meta", attrs={"name": "robots"})


def test_each_page_offers_the_other_mode_and_search():
    normal, elder = soup(show("home")), soup(show("home", elder=True))
    assert normal.select_one(".switch").get_text() == "长者模式"
    assert elder.select_one(".switch").get_text() == "返回标准版"
    assert not normal.body.get("class")
    assert elder.body["class"] == ["elder"]
    assert not soup(show("home", switch_url="")).select(".switch")
    form = normal.find("form", role="search")
    assert (form["action"], form["method"], form.input["name"]) == ("/search/", "get", "q")


def test_the_readers_place_is_marked_in_menu_and_crumbs():
    page = soup(show("annual-summary"))
    assert page.select_one(".menu [aria-current]").get_text() == "总体情况"
    crumbs = page.find("nav", attrs={"aria-label": "当前位置"})
    assert [link["href"] for link in crumbs.find_all("a")] == ["/", "/xxgk/jytabl/", "/xxgk/jytabl/ztqk/"]
    assert crumbs.select_one("[aria-current=page]").get_text() == "正文"


def test_the_emblem_stands_only_where_it_is_set():
    assert not soup(show("home")).select(".masthead img")
    page = soup(show("home", is_demonstration=False, emblem_url="/static/emblem.png"))
    assert page.select_one(".masthead img")["src"] == "/static/emblem.png"


def test_head_tags_are_printed_as_given():
    page = soup(show("article", meta=(Field("ContentSource", '示例"来源"'), Field("PubDate", "2024-08-08 00:00"))))
    assert page.find("meta", attrs={"name": "ContentSource"})["content"] == '示例"来源"'
    assert page.find("meta", attrs={"name": "PubDate"})["content"] == "2024-08-08 00:00"
    assert page.title.get_text() == "人大代表建议、政协提案办理工作制度（示例） - 林芝市巴宜区人民政府"
    assert page.find("link", rel="canonical")["href"] == FRAME.canonical_url


def test_an_article_carries_its_furniture():
    page = soup(show("article"))
    facts = page.select_one(".furniture .facts").get_text("", strip=True)
    assert facts.startswith("来源：巴宜区人民政府办公室责任编辑：示例编辑甲")
    assert "发布时间：2025-11-20 10:30更新时间：2025-11-24 16:05" in facts
    assert "更正说明：第二条" in page.select_one(".notice").get_text()
    assert page.select_one("[data-reads]").get_text() == "1024"
    assert page.select_one("script[data-beacon]")["data-beacon"] == "/read/12/"
    assert not soup(show("article", beacon_url="")).select("script[data-beacon]")


def test_migrated_content_names_where_and_when_it_came_from():
    page = soup(show("annual-summary"))
    words = "本文原载林芝市巴宜区人民政府网站，于2025年11月20日迁入本站；发布时间为原载时间。"
    assert page.select_one(".notice").get_text() == words
    assert "发布时间：2024-08-08" in page.select_one(".facts").get_text("", strip=True)
    linked = summary(furniture=replace(SUMMARY.furniture, migrated_url="https://www.example.org/1.html"))
    assert linked.select_one(".notice a")["href"] == "https://www.example.org/1.html"


def test_printing_is_offered_by_script_only():
    assert soup(show("article")).select_one("button.print").has_attr("hidden")


# Pages -----------------------------------------------------------------------------------------


def test_a_figure_tells_how_it_is_counted():
    page = soup(show("annual-summary"))
    figure = page.select_one("#figure-completion_rate")
    assert figure.select_one(".figure__value").get_text() == "100%"
    proof = figure.select_one("details .proof").get_text(" ", strip=True)
    for words in ("已答复的承办件数除以应答复的承办件数。", "7 ÷ 7 = 100%", "2024年8月8日", "5 件，没有单独的"):
        assert words in proof
    assert [link["href"] for link in figure.select("a")] == ["/xxgk/jytabl/rdjy/2024-1/", "/xxgk/jytabl/zxta/2024-1/"]


def test_a_rate_of_nothing_is_a_dash():
    figure = soup(show("figures")).select_one("#figure-published_rate")
    assert figure.select_one(".figure__value").get_text() == "—"
    assert "没有应计的承办件，不计算比率。" in figure.select_one(".proof").get_text()


def test_figures_in_a_sentence_are_marked_where_a_card_proves_them():
    words = mark_counted("建议2件，提案12件，2.2件，办结率100%，<b>会办5件</b>", CARDS)
    assert words.count("counted-figure") == 3
    for marked in ("2件", "100%", "5件"):
        assert f'<span class="counted-figure">{marked}</span>' in words
    assert "&lt;b&gt;" in words
    assert mark_counted("1件 & 2件", ()) == "1件 &amp; 2件"


@pytest.mark.parametrize(
    ("state", "words"), [("done", "已完成"), ("now", "进行中"), ("to-come", "尚未开始"), ("not-applicable", "不适用")]
)
def test_a_stage_says_its_state_in_words(state, words):
    page = answer(stages=(PublicStage("征询意见", state, note="示例说明"),))
    stage = page.select_one(".stages__stage")
    assert stage.select_one(".stages__state").get_text() == words
    assert stage.select_one(".stages__note").get_text() == "示例说明"
    assert (stage.get("aria-current") == "step") == (state == "now")


def test_the_progress_line_has_the_days_it_may_show():
    page = answer(stages=STAGES)
    stages = page.select("ol.stages__line > li")
    assert [stage.select_one(".stages__label").get_text() for stage in stages] == [one.label for one in STAGES]
    assert [stage.time["datetime"] for stage in stages if stage.time] == ["2024-03-29", "2024-07-05"]


def test_a_reply_says_its_class_in_words_and_letter():
    assert answer().select_one(".badge--done").get_text() == "A类 已解决或基本解决"
    later = answer(reply_class="B", reply_class_label="正在解决或列入规划逐步解决").select_one(".badge")
    assert later["class"] == ["badge"]
    assert not answer(reply_class="").select(".facts--answer .badge")


def test_a_summary_of_a_letter_is_not_called_the_letter():
    assert answer().find(id="letter-title").get_text() == "复函全文"
    assert answer(publicity="主动公开（摘要）").find(id="letter-title").get_text() == "答复摘要"


def test_only_a_salutation_stands_flush():
    page = answer(letter=("示例委员甲：", "您提出的提案收悉，现答复如下：", "已办理。"))
    assert [line.get("class") for line in page.select(".letter p")] == [["letter__to"], None, None]


def test_a_list_leads_to_newer_and_older_pages():
    front, older = soup(show("column")), soup(show("column-older"))
    assert [link.get_text() for link in front.select(".pager a[rel]")] == ["较早的"]
    assert [link.get_text() for link in older.select(".pager a[rel]")] == ["较新的", "较早的"]
    assert front.select_one(".pager [aria-current]")["href"] == "/xxgk/jytabl/zxta/"
    assert front.select_one(".count").get_text() == "共 302 篇"
    assert not older.select(".count")


def test_dimensions_are_links_with_counts():
    page = soup(show("column"))
    choice = page.select_one("#dimensions .choice[aria-current]")
    assert (choice["href"], choice.get_text(" ")) == ("/xxgk/jytabl/zxta/nd/2024/", "2024 1")


def test_an_empty_place_says_so():
    assert soup(show("column-empty")).select_one(".empty").get_text() == "暂无内容。"
    assert "请换一个词" in soup(show("search-none")).select_one(".empty").get_text()
    assert "请在页首的搜索框中输入" in soup(show("search-start")).select_one(".empty").get_text()


def test_search_results_are_never_indexed():
    page = soup(show("search", is_demonstration=False))
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert "未找到完全匹配" in page.select_one(".notice").get_text()


def test_a_table_of_counts_is_drawn_beside_itself():
    kinds, units, classes, topics = soup(show("figures")).select("figure.counts")
    chart = kinds.select_one(".chart[role=img]")
    assert chart["aria-label"] == "按类别统计图：人大代表建议：2件，2件；政协提案：5件，4件。"
    assert [word.get_text() for word in chart.select(".chart__number")] == ["承办2", "已答复2", "承办5", "已答复4"]
    assert [bar["width"] for bar in chart.select("rect")] == ["40.0%", "40.0%", "100.0%", "80.0%"]
    assert [cell.get_text() for cell in kinds.select("thead th")] == ["类别", "承办（件）", "已答复（件）"]
    assert [row.get_text(" ", strip=True) for row in kinds.select("tbody tr")] == ["人大代表建议 2 2", "政协提案 5 4"]
    assert len(units.select(".chart__label")) == 15
    assert len(units.select("tbody tr")) == 16
    assert "其余 1 项见统计表" in units.get_text()
    assert [row.get_text(" ", strip=True) for row in classes.select("tbody tr")] == [
        "A类 已解决或基本解决 2 66.7%",
        "B类 1 33.3%",
    ]
    assert topics.svg is None
    assert "没有可统计的承办件。" in topics.get_text()


def test_a_table_folds_what_is_zero_and_draws_no_single_bar():
    nothing = FigureTable("按月份", ("月份", "交办"), (("2024年3月", (0,)),))
    assert not drawn(nothing).strips
    one = FigureTable("按来源", ("来源", "承办"), (("市", (7,)), ("区", (0,))))
    alike = FigureTable("按主题", ("主题", "承办"), (("教育", (1,)), ("水利", (1,))))
    assert [table.is_drawn for table in (nothing, one, alike)] == [False, False, False]
    content = replace(FIGURES, tables=(one,))
    table = soup(render_to_string("publishing/figures.html", {"frame": FRAME, "content": content})).select_one(
        ".counts"
    )
    assert table.svg is None
    assert [row.th.get_text() for row in table.select("tbody tr")] == ["市"]
    assert "为 0 的：区。" in table.get_text()


def test_bars_that_are_alike_in_every_row_are_drawn_once():
    drawing = drawn(FigureTable("按类别", ("类别", "承办", "已答复"), (("建议", (2, 2)), ("提案", (5, 5)))))
    assert [[bar.words for bar in strip.bars] for strip in drawing.strips] == [["2"], ["5"]]
    assert drawing.alike == "承办、已答复"


def test_a_label_of_a_drawing_is_never_cut():
    long = "县乡学校配备多媒体一体机电脑专业人员的配备维修"
    drawing = drawn(FigureTable("按主题", ("主题", "承办"), ((long, (3,)), ("教育", (1,)))))
    assert drawing.strips[0].label == long


def test_the_figures_of_a_session_lead_with_what_matters_and_fold_what_is_nothing():
    page = soup(show("figures"))
    assert [card["id"] for card in page.select(".answered .figure")] == [
        f"figure-{key}" for key in ("suggestions", "proposals", "completion_rate", "satisfaction_rate")
    ]
    assert {card["id"] for card in page.select(".counted--folded .figure")} == {
        "figure-lead", "figure-joint", "figure-published_rate",
    }  # fmt: skip
    assert page.select_one("section .figures--rows .figure")["id"] == "figure-on_time_rate"
    assert "公开率" not in page.select_one(".print-key").get_text()


def test_a_figure_says_what_its_share_is_of():
    forms = card("satisfaction_rate", "满意率", "99", "%", "收回的征询意见表份数。", (196, 198))
    content = replace(FIGURES, sections=(("反馈", (replace(forms, measure="份"),)),))
    page = soup(render_to_string("publishing/figures.html", {"frame": FRAME, "content": content}))
    assert page.select_one(".figure__share").get_text() == "196/198\xa0份"


@pytest.mark.parametrize(
    ("template", "heading"),
    [
        ("400.html", "提交的内容不完整，没有保存"),
        ("403_csrf.html", "页面已过期，没有保存"),
        ("404.html", "页面不存在"),
        ("500.html", "暂时无法访问"),
    ],
)
def test_an_error_page_needs_nothing(template, heading):
    for context in ({}, {"frame": None, "content": None}):
        page = soup(render_to_string(template, context))
        assert page.h1.get_text() == heading
        assert heading.startswith(page.title.get_text())
        assert page.main.a["href"] == "/"


def test_days_and_moments_are_written_as_an_office_does():
    evening = datetime(2024, 8, 8, 16, 30, tzinfo=UTC)
    assert day(date(2024, 8, 8)) == '<time datetime="2024-08-08">2024年8月8日</time>'
    assert day(evening) == '<time datetime="2024-08-09">2024年8月9日</time>'
    assert short_day(evening) == '<time datetime="2024-08-09">2024-08-09</time>'
    assert moment(evening) == '<time datetime="2024-08-09T00:30+08:00">2024-08-09 00:30</time>'
    assert moment(datetime(2024, 8, 7, 16, tzinfo=UTC)) == short_day(date(2024, 8, 8))
    assert [day(None), short_day(None), moment(None)] == ["", "", ""]
