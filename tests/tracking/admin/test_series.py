"""The list of series of document numbers (发文字号序列): who keeps it, what it shows, and how a number is noted."""

from datetime import date

import pytest
from django.urls import reverse

from tests.tracking.admin.pages import is_denied
from tests.tracking.factories import HANDED_OVER_ON, kept
from tracking import versions
from tracking.loop import take
from tracking.loop.numbering import give
from tracking.models import DocSeries, GivenNumber
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def url(act: str, *args) -> str:
    return reverse(f"series_modeladmin_{act}", args=args)


def facts(**changes) -> dict:
    plain = {"code": "示政办函", "organ": "示例区人民政府办公室", "purpose": "answer", "year": 2024, "kept_by": "here"}
    return plain | {"first": 1} | changes


@pytest.fixture
def series(office) -> DocSeries:
    """示政办函〔2024〕, counted here."""
    return kept(DocSeries(**facts()))


def test_a_clerk_enters_a_series_and_an_administrator_changes_it(client, clerk, admin_user):
    client.force_login(clerk)
    assert client.post(url("create"), facts()).status_code == 302
    series = DocSeries.objects.get()
    client.force_login(admin_user)
    client.post(url("edit", series.pk), facts(first=12, seen_version=series.version))
    series.refresh_from_db()
    assert series.first == 12
    assert series.history.count() == 2
    assert versions.verify().ok


def test_a_series_is_entered_once(client, clerk, series):
    client.force_login(clerk)
    page = client.post(url("create"), facts()).content.decode()
    assert "这个机关代字、用途和年份的序列已经登记" in page


def test_those_who_keep_no_lists_open_no_series(client, reviewer, unit_handler, series):
    for account in (reviewer, unit_handler):
        client.force_login(account)
        assert is_denied(client.get(url("edit", series.pk)))


def test_the_page_shows_what_was_numbered_with_gaps_and_the_next_number(client, clerk, make_record, series):
    part = make_record(Stage.SIGNED, origin="district").assignments.get()
    take("number", part, account=clerk, on=date(2024, 6, 20), doc_number="示政办函〔2024〕2号")
    give(series, 4, "关于转办示例事项的函", on=HANDED_OVER_ON, account=clerk)
    client.force_login(clerk)
    page = client.get(url("edit", series.pk)).content.decode()
    for said in ("示政办函〔2024〕5号", "1、3号没有用到", "关于转办示例事项的函", "第1号建议的答复（区示例局）"):
        assert said in page
    assert reverse("ledger_modeladmin_inspect", args=[part.record_id]) in page
    row = client.get(url("index")).content.decode()
    assert "1、3号" in row


def test_an_administrator_is_led_to_no_item(client, admin_user, clerk, make_record, series):
    part = make_record(Stage.SIGNED, origin="district").assignments.get()
    take("number", part, account=clerk, on=date(2024, 6, 20), doc_number="示政办函〔2024〕1号")
    client.force_login(admin_user)
    page = client.get(url("edit", series.pk)).content.decode()
    assert "第1号建议的答复" in page
    assert reverse("ledger_modeladmin_inspect", args=[part.record_id]) not in page
    assert part.record.title not in page


def test_a_number_is_noted_on_the_page_and_a_used_one_refused_with_what_was_typed(client, clerk, series):
    client.force_login(clerk)
    sent = {"give": "1", "number": "3", "what": "督查通报第1期", "on": "2024-06-03"}
    assert client.post(url("edit", series.pk), sent).status_code == 302
    assert str(GivenNumber.objects.get()) == "示政办函〔2024〕3号 督查通报第1期"
    page = client.post(url("edit", series.pk), sent | {"what": "督查通报第2期"}).content.decode()
    assert "示政办函〔2024〕3号已用于督查通报第1期，请核对。下一个号是示政办函〔2024〕4号。" in page
    assert "督查通报第2期" in page
    assert GivenNumber.objects.count() == 1
    assert versions.verify().ok


@pytest.mark.parametrize("wrong", [{"number": ""}, {"number": "0"}, {"what": ""}, {"on": "2999-01-01"}, {"on": "六月"}])
def test_a_number_is_not_noted_without_what_and_when(client, clerk, series, wrong):
    client.force_login(clerk)
    sent = {"give": "1", "number": "3", "what": "通报", "on": "2024-06-03"} | wrong
    assert "没有登记" in client.post(url("edit", series.pk), sent).content.decode()
    assert not GivenNumber.objects.exists()


def test_a_series_counted_outside_names_no_gaps_and_proposes_nothing(client, clerk):
    series = kept(DocSeries(**facts(kept_by="outside")))
    give(series, 9, "通报", on=HANDED_OVER_ON, account=clerk)
    client.force_login(clerk)
    page = client.get(url("edit", series.pk)).content.decode()
    assert "没有用到" not in page
    assert "下一个号：" not in page


def test_a_series_with_given_numbers_is_not_deleted(client, clerk, series):
    client.force_login(clerk)
    give(series, 1, "通报", on=HANDED_OVER_ON, account=clerk)
    assert url("delete", series.pk) not in client.get(url("edit", series.pk)).content.decode()
    assert is_denied(client.post(url("delete", series.pk)))
    assert DocSeries.objects.exists()


def test_the_list_asks_as_many_questions_for_many_series(client, clerk, django_assert_max_num_queries):
    client.force_login(clerk)
    for year in range(2010, 2026):
        kept(DocSeries(**facts(year=year)))
    with django_assert_max_num_queries(28):
        client.get(url("index"))
