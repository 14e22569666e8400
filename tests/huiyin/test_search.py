"""Search in Chinese text, on whichever database the tests run."""

import random
import re

import pytest
from django.core.management import call_command
from django.core.paginator import Paginator
from django.db import connection
from django.urls import reverse
from modelsearch.backends.base import FilterFieldError
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry
from wagtail.search.query import MATCH_ALL, MATCH_NONE, And, Boost, Fuzzy, Or, Phrase, PlainText
from wagtail.search.utils import parse_query_string

from publishing.finding.words import index_text, query_words
from tracking import outbox
from tracking.models import Job

pytestmark = pytest.mark.django_db
Image = get_image_model()


def make_images(*texts):
    """Images with a title and perhaps a description, written and indexed in bulk."""
    pairs = [text if isinstance(text, tuple) else (text, "") for text in texts]
    Image.objects.bulk_create(
        Image(title=title, description=description, file="a.png", width=1, height=1) for title, description in pairs
    )
    images = list(Image.get_indexed_objects())
    get_search_backend().add_bulk(Image, images)
    return images


def titles(results):
    return [each.title for each in results]


def indexed_words(obj, column="title"):
    """The words of an object in the index, as either database keeps them."""
    stored = getattr(obj.index_entries.get(), column)
    return set(stored.split()) if connection.vendor == "sqlite" else set(re.findall(r"'([^']+)'", stored))


@pytest.fixture
def make_page(django_capture_on_commit_callbacks):
    def make(title, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return Page.objects.get(depth=1).add_child(title=title, **fields)

    return make


@pytest.fixture
def corpus():
    """300 texts, alike enough that words meet, stand apart and cross boundaries."""
    draw = random.Random(20240325)
    places = ["巴宜镇", "鲁朗镇", "学校周边", "八一大桥", "农牧区", "小学校门口", "318国道", "养老院", "公路沿线"]
    matters = ["道路维修", "学校维修", "饮水安全", "公厕改造", "维修资金", "校车接送", "人大代表之家", "垃圾清运"]
    openings = ["关于", "关于加快", "请加强", "解决", "“十四五”期间"]
    closings = ["的建议", "的提案", "问题", "，并建立长效机制", "（第12号）", "；第112号"]

    def text():
        return "".join(draw.choice(parts) for parts in (openings, places, matters, closings))

    return make_images(*((text(), text()) for _ in range(300)))


QUERIES = [
    *["学校维修", "维修学校", "学校", "校", "镇", "道路", "巴宜镇", "巴宜镇学校维修", "人大代表", "校周边", "周边道路"],
    *[
        "关于加快学校维修的建议",
        '学校"维修',
        "学校，维修",
        "（第１２号）",
        "第112号 校车",
        "国道 饮水",
        "不存在",
        "宜镇鲁",
    ],
]


def test_search_finds_what_reading_every_text_for_every_word_finds(corpus):
    for query in QUERIES:
        words = query_words(query)
        read = {image.pk for image in corpus if all(word in image.title + "\n" + image.description for word in words)}
        results = Image.objects.search(query)
        assert {image.pk for image in results} == read, query
        assert results.count() == len(read), query


def test_any_word_finds_what_reading_for_any_word_finds(corpus):
    words = ["鲁朗镇", "校车"]
    read = {image.pk for image in corpus if any(word in image.title + image.description for word in words)}
    assert {image.pk for image in Image.objects.search(" ".join(words), operator="or")} == read


def test_words_that_stand_apart_are_found(make_page):
    page = make_page("学校周边道路维修")
    make_page("学校周边绿化")
    for query in ("学校维修", "维修学校", '学校"维修', "校", "学校  维修？"):
        assert page in list(Page.objects.search(query)), query
    assert titles(Page.objects.search("学校维修")) == ["学校周边道路维修"]


def test_a_saved_object_is_found_and_a_deleted_one_is_not(make_page, django_capture_on_commit_callbacks):
    page = make_page("农牧区饮水安全")
    assert titles(Page.objects.search("饮水")) == ["农牧区饮水安全"]
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "农牧区公厕改造"
        page.save()
    assert titles(Page.objects.search("饮水")) == []
    assert titles(Page.objects.search("公厕")) == ["农牧区公厕改造"]
    page.delete()
    assert titles(Page.objects.search("公厕")) == []
    assert not IndexEntry.objects.filter(object_id=str(page.pk)).exists()


def test_what_a_killed_process_did_not_index_is_indexed_by_the_timer():
    Page.objects.get(depth=1).add_child(title="农牧区饮水安全")  # the commit that this test never makes
    assert titles(Page.objects.search("饮水")) == []
    call_command("settle")
    assert titles(Page.objects.search("饮水")) == ["农牧区饮水安全"]
    assert not Job.objects.exists()


def test_what_is_gone_by_the_time_that_it_is_to_be_indexed_is_no_failure():
    Page.objects.get(depth=1).add_child(title="农牧区饮水安全").delete()
    assert outbox.settle().failed == 0
    assert titles(Page.objects.search("饮水")) == []


def test_indexing_twice_gives_the_same_index():
    (image,) = make_images(("学校周边道路维修", "巴宜镇"))
    image.tags.add("饮水安全")
    get_search_backend().add(image)
    once = image.index_entries.values().get()
    for _ in range(3):
        get_search_backend().add(Image.objects.get())
    call_command("wagtail_update_index", verbosity=0)
    assert image.index_entries.values().get() == once
    assert indexed_words(image) == set(index_text("学校周边道路维修").split())
    assert indexed_words(image, "body") == set(index_text("巴宜镇 饮水安全").split())
    if connection.vendor == "postgresql":
        assert once["title_text"] == "学校周边道路维修"


NASTY = [
    *[
        '"',
        "'",
        '学校"',
        "a'b\\",
        "*",
        "(",
        "学校 AND",
        "NEAR(",
        "{title}:校",
        "%s",
        "\x00",
        ":*",
        "-",
        "|&!<->",
        "，",
        "　",
    ],
    *["校" * 5000, " ".join(map(str, range(999)))],
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_breaks_a_search(text):
    make_images("学校维修")
    for results in (
        Image.objects.search(text),
        Image.objects.search(text, operator="or"),
        Image.objects.search(text, fields=["title", "description"], order_by_relevance=False),
        Image.objects.autocomplete(text),
        Image.objects.search(Phrase(text)),
        Image.objects.search(parse_query_string(text)[1]),
    ):
        assert results.count() == len(list(results[:5]))


def test_without_a_word_nothing_is_found():
    make_images("学校维修")
    for query in ("", " ", "，。", '""', PlainText("？"), Phrase("！"), And([PlainText("-")]), ~PlainText("，")):
        assert list(Image.objects.search(query)) == []
        assert Image.objects.search(query, order_by_relevance=False).count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Phrase("学校周边"), {"学校周边道路维修"}),
        (Phrase("周边学校"), set()),
        (PlainText("学校") & PlainText("绿化"), {"学校绿化"}),
        (PlainText("道路") | Phrase("绿化"), {"学校周边道路维修", "学校绿化"}),
        (PlainText("道路 绿化", operator="or"), {"学校周边道路维修", "学校绿化"}),
        (PlainText("学校") & ~PlainText("道路"), {"学校绿化"}),
        (~Or([PlainText("道路"), PlainText("河道")]), {"学校绿化"}),
        (PlainText("河道") | ~PlainText("学校"), {"河道治理"}),
        (And([PlainText("，"), PlainText("河道")]), {"河道治理"}),
        (And([MATCH_ALL, PlainText("河道")]), {"河道治理"}),
        (Boost(PlainText("河道"), 2), {"河道治理"}),
        (MATCH_ALL, {"学校周边道路维修", "学校绿化", "河道治理"}),
        (MATCH_NONE, set()),
    ],
)
def test_queries_may_be_combined(query, found):
    make_images("学校周边道路维修", "学校绿化", "河道治理")
    assert set(titles(Image.objects.search(query))) == found
    assert Image.objects.search(query).count() == len(found)


def test_fuzzy_search_reads_the_plain_text():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    make_images("wheelchair ramp", "河道治理")
    assert titles(Image.objects.search(Fuzzy("wheelchair"))) == ["wheelchair ramp"]


def test_a_word_in_the_title_counts_more_than_in_the_text():
    make_images(("绿化", "学校，学校，学校"), ("学校", "绿化"), ("公厕", "学校"))
    assert titles(Image.objects.search("学校"))[0] == "学校"


def test_equal_results_come_newest_first_on_every_page():
    images = make_images(*["学校维修"] * 25)
    results = Image.objects.search("学校")
    assert [image.pk for image in results] == sorted((image.pk for image in images), reverse=True)
    paged = [image.pk for page in Paginator(Image.objects.search("学校"), 10) for image in page]
    assert paged == [image.pk for image in results]


def test_results_can_be_sliced_and_ordered_otherwise():
    make_images("学校丙", "学校甲", "学校乙", "河道")
    results = Image.objects.search("学校", order_by="title")
    assert titles(results) == sorted(["学校丙", "学校甲", "学校乙"])
    assert titles(results[1:3]) == titles(results)[1:]
    assert results[0].title == titles(results)[0]
    assert titles(Image.objects.order_by("-title").search("学校", order_by_relevance=False)) == titles(results)[::-1]
    assert titles(Image.objects.search("学校", order_by_relevance=False)) == ["学校乙", "学校甲", "学校丙"]
    assert Image.objects.search("学校")[1:].count() == 2
    assert Image.objects.search("学校")[5:].count() == 0


def test_the_score_falls_along_the_results():
    make_images(("学校", ""), ("学校周边道路及桥梁维修", ""), ("河道", "学校"))
    results = Image.objects.search("学校").annotate_score("score")
    scores = [image.score for image in results]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    by_title = Image.objects.search("学校", order_by="title").annotate_score("score")
    assert {image.title: image.score for image in by_title} == {image.title: image.score for image in results}


def test_search_can_be_limited_to_fields():
    make_images(("学校", "河道"), ("河道", "学校"), ("绿化", "绿化"))
    both = {"学校", "河道"}
    for fields, found in [(["title"], {"学校"}), (["description"], {"河道"}), (["title", "description"], both)]:
        assert set(titles(Image.objects.search("学校", fields=fields))) == found
        assert set(titles(Image.objects.search("学校 绿化", fields=fields, operator="or"))) == {*found, "绿化"}
    assert list(Image.objects.search("学校", fields=[])) == []


def test_a_word_counts_in_another_field_only_where_it_stands():
    make_images(("学校", "河道"), ("绿化", "河道 学校"))
    assert titles(Image.objects.search("学校 河道", fields=["description"])) == ["绿化"]


def test_what_is_typed_so_far_is_completed():
    make_images("学校 wheelchair ramp", "校车")
    for typed in ("学", "学校", "whe", "学校 wheelc", "wheelchair RAM"):
        assert titles(Image.objects.autocomplete(typed)) == ["学校 wheelchair ramp"], typed
    assert titles(Image.objects.autocomplete("wheelc ramp")) == []
    assert titles(Image.objects.search("wheelc")) == []
    assert titles(Image.objects.autocomplete("学", fields=["title"])) == ["学校 wheelchair ramp"]


def test_a_queryset_stays_what_it_was(make_page):
    make_page("学校甲")
    make_page("学校乙", live=False)
    assert titles(Page.objects.live().public().search("学校")) == ["学校甲"]
    assert Page.objects.live().public().search("学校").count() == 1
    assert Page.objects.none().search("学校").count() == 0
    assert titles(Page.objects.live().specific().search("学校")) == ["学校甲"]
    with pytest.raises(FilterFieldError):
        Page.objects.filter(seo_title="").search("学校")


def test_results_can_be_counted_by_field(make_page):
    make_page("学校甲")
    make_page("学校乙", live=False)
    make_page("河道", live=False)
    assert Page.objects.search("学校").facet("live") == {True: 1, False: 1}


def test_a_search_is_two_queries(corpus, django_assert_max_num_queries):
    list(Image.objects.search("学校")[:1])
    with django_assert_max_num_queries(2):
        list(Image.objects.search("学校维修")[:20])
    with django_assert_max_num_queries(1):
        Image.objects.search("学校维修").count()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a trap of SQLite's planner")
def test_the_full_text_table_is_asked_once_not_for_every_row():
    make_images("学校维修")
    hits = Image.objects.search("学校").query_compiler.hits().order_by().values("object_pk")
    assert "VIRTUAL TABLE INDEX 0:M" in hits.explain()


def test_the_editors_search_finds_chinese(make_page, client, superuser):
    client.force_login(superuser)
    make_page("学校周边道路维修", slug="road")
    for url in (reverse("wagtailadmin_pages:search"), reverse("wagtailadmin_choose_page_search")):
        for query in ("学校维修", '学校"维修', "学"):
            assert "学校周边道路维修" in client.get(url, {"q": query}).content.decode()
