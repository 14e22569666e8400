"""What is typed finds what is stored, in whatever width, with or without dots and spaces, damaged or not."""

import pytest
from django.db import connection

from tests.tracking.admin.pages import logged_in, soup
from tests.tracking.factories import make_person, make_unit
from tracking.admin.ledger import filters
from tracking.admin.ledger.filters import found_by
from tracking.finding import index, search
from tracking.finding.tables import PAIRS
from tracking.models import HandlingRecord, Proposer, UnitAlias
from tracking.stages import Stage
from tracking.versions import keep

pytestmark = pytest.mark.django_db
TITLE = "关于加强物业管理，规范停车收费（示例）的建议：５Ｇ"


@pytest.fixture(params=["waits", "indexed", "frequent"])
def record(request, make_record, monkeypatch):
    """An item with full-width marks in its title, signed by somebody with a dot in the name, indexed or not yet."""
    record = make_record(Stage.REGISTERED)
    HandlingRecord.objects.filter(pk=record.pk).update(
        title=TITLE, text="原文第一句，（附件）推进５Ｇ网络；第二句。", incoming_number="示人大〔2024〕12号"
    )
    Proposer.objects.update(name="扎西·次仁")
    if request.param != "waits":
        assert index.catch_up() >= 1
    if request.param == "frequent":
        monkeypatch.setattr(search, "FEW", 0)
    return record


@pytest.mark.parametrize(
    "words",
    [
        TITLE,
        "关于加强物业管理,规范停车收费(示例)的建议:5G",
        "物业管理，", "（示例）", "(示例)", "５Ｇ", "5g", "物业 停车", "⼈⼤〔2024〕" , "示人大[2024]12号", "〔２０２４〕12号",
        "扎西·次仁", "扎西•次仁", "扎西.次仁", "扎西˙次仁", "扎西次仁", "扎 西", "次仁\u200b",
        "第一句,(附件)推进5G", "原文第一句，（附件）推进５Ｇ网络；", "第１号",
    ],
)  # fmt: skip
def test_an_item_is_found_however_the_words_are_typed(record, office, words):
    listed = soup(logged_in(office.clerk).get("/admin/ledger/", {"session": "all", "q": words}))
    assert TITLE in listed.get_text()


@pytest.mark.parametrize("words", ["物业管理、规范", "4G", "张三", "扎西·次", "第二句，", "示人大〔2023〕12号"])
def test_other_words_find_another_item_or_none(record, words):
    found = found_by(HandlingRecord.objects.all(), words).exists()
    assert found == (words == "扎西·次")


@pytest.mark.parametrize("stored", ["扎西˙次仁", "扎西﹒次仁", "扎西 • 次仁", "扎　西·次仁", "扎⻄·次\ufe0f仁"])
def test_a_name_that_came_in_before_names_were_cleaned_is_found(record, stored):
    Proposer.objects.update(name=stored)
    assert found_by(HandlingRecord.objects.all(), "扎西·次仁").get() == record
    index.catch_up()
    assert found_by(HandlingRecord.objects.all(), "扎西·次仁").get() == record
    assert Proposer.objects.all().named("扎西·次仁")[0].name == stored


@pytest.mark.parametrize("words", ["扎西•次仁", "扎西.次仁", "扎西次仁", "扎西·次仁", "代表团(示例)", "第１代表团"])
def test_a_proposer_is_found_in_the_list(record, office, words):
    Proposer.objects.update(delegation="第1代表团（示例）")
    assert "扎西·次仁" in soup(logged_in(office.clerk).get("/admin/proposers/", {"q": words})).get_text()


def test_people_and_units_are_found_in_their_lists(office, admin_user):
    make_person("卓玛·央宗")
    keep(UnitAlias(unit=make_unit("区教育局（示例）"), name="教体局"))
    assert "卓玛·央宗" in soup(logged_in(admin_user).get("/admin/people/", {"q": "卓玛央宗"})).get_text()
    listed = logged_in(office.clerk)
    for words in ("教育局(示例)", "教体⼀局"[:2] + "局", "区 教育局"):
        assert "区教育局（示例）" in soup(listed.get("/admin/units/", {"q": words})).get_text()
    assert "区教育局（示例）" not in soup(listed.get("/admin/units/", {"q": "水利局"})).get_text()


@pytest.mark.parametrize("words", ["（示例）", "示例"])
def test_a_search_asks_the_same_number_of_queries_whatever_is_found(make_record, django_assert_num_queries, words):
    make_record(Stage.REGISTERED)
    with django_assert_num_queries(3):
        list(found_by(HandlingRecord.objects.all(), words))
    index.catch_up()
    with django_assert_num_queries(3):
        list(found_by(HandlingRecord.objects.all(), words))


def test_what_changed_is_found_by_its_new_words_alone(make_record):
    record = make_record(Stage.REGISTERED)
    index.catch_up()
    for change in ({"title": "修建溜索改桥"}, {"number": 7351}):
        HandlingRecord.objects.filter(pk=record.pk).update(**change)
        word = str(next(iter(change.values())))
        for _time in ("waits", "indexed"):
            assert found_by(HandlingRecord.objects.all(), word).get() == record
            index.catch_up()
    HandlingRecord.objects.filter(pk=record.pk).update(title="另一个案由")
    for _time in ("waits", "indexed"):
        assert not found_by(HandlingRecord.objects.all(), "溜索").exists()
        assert index.catch_up() <= 1


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL's index gathers nothing that a statement writes out"
)
def test_items_that_are_indexed_together_are_written_out_together(make_record):
    index.catch_up()
    for _one in range(20):
        make_record(Stage.REGISTERED)
    with connection.cursor() as cursor:
        written = f"SELECT count(DISTINCT id >> 37) FROM {PAIRS}_data WHERE id >> 37 > 0"
        before = cursor.execute(written).fetchone()[0]
        index.catch_up()
        assert cursor.execute(written).fetchone()[0] == before + 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is told which table comes first")
def test_a_long_word_is_looked_up_in_the_index_before_any_text_is_read(make_record):
    for _one in range(30):
        make_record(Stage.REGISTERED)
    index.catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        sql, values = search.Search("物业管理费", "default")._by_index()
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on tracking_itempairs_of" in plan


def test_signs_of_the_database_s_own_language_are_searched_for_as_they_are(make_record):
    record = make_record(Stage.REGISTERED)
    HandlingRecord.objects.filter(pk=record.pk).update(title='达到100%的"覆盖_率"')
    index.catch_up()
    for words, is_found in {
        "100%": True,
        '"覆盖_率"': True,
        "10%": False,
        "覆盖x率": False,
        "%": True,
        "OR": False,
    }.items():
        assert found_by(HandlingRecord.objects.all(), words).filter(pk=record.pk).exists() is is_found, words


def test_of_a_search_that_finds_more_the_list_says_so_and_pages_through_the_first(make_record, office, monkeypatch):
    monkeypatch.setattr(search, "FEW", 1)
    monkeypatch.setattr(filters, "MOST_COUNTED", 2)
    for _one in range(3):
        make_record(Stage.REGISTERED)
    HandlingRecord.objects.update(title="同一个案由")
    for _time in ("waits", "indexed"):
        listed = soup(logged_in(office.clerk).get("/admin/ledger/", {"session": "all", "q": "案由"}))
        assert "共 2+ 件" in listed.get_text()
        assert len(listed.select("table.ledger tbody tr")) == 2
        index.catch_up()


def test_nothing_visible_finds_everything(record):
    assert found_by(HandlingRecord.objects.all(), " \u200b ").count() == 1
