"""相似件: shown to the office at registration, at 拟办 and 交办, and before an import; a suggestion that nobody has to take."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tracking.admin.pages import logged_in, soup, text, typed
from tests.tracking.factories import PDF, make_session, make_unit
from tests.tracking.ledger.books import PLAIN, xlsx
from tracking.admin.ledger.like_items import SimilarItem, suggestion
from tracking.models import HandlingRecord, UnitKind
from tracking.stages import Stage

REGISTER = "/admin/loop/register/"
OLD = "关于加快农村道路硬化的建议"
NEW = "关于硬化农村道路的建议"


@pytest.fixture
def past(office, other_unit):
    """An item of an earlier year that 区另例局 had."""
    return office.make_record(Stage.CLOSED, title=OLD, session=make_session("2023"), units=[other_unit])


def section(response):
    return soup(response).select_one("[aria-labelledby=similar]")


def test_looking_for_like_items_keeps_what_was_typed_and_registers_nothing(clerk, past):
    browser = logged_in(clerk)
    facts = {"title": NEW, "number": "x1", "first_signer": "示例代表乙", "text": "原文" * 5000, "similar": "1"}
    scan = {"original": SimpleUploadedFile("原件.pdf", PDF)}
    response = browser.post(REGISTER, typed(soup(browser.get(REGISTER))) | facts | scan)
    said = section(response).get_text(" ", strip=True)
    assert OLD in said
    assert "相同词语：硬化、农村、道路" in said
    assert "区另例局办理过 1 件" in said.replace(" 区", "区").replace("局 办", "局办")
    form = typed(soup(response))
    assert (form["title"], form["number"], form["first_signer"]) == (NEW, "x1", "示例代表乙")
    assert form["text"] == "原文" * 5000
    assert "已上传“原件.pdf”" in text(response)
    assert not soup(response).select(".errorlist")
    assert HandlingRecord.objects.count() == 1


def test_looking_without_a_title_says_so(clerk, past):
    assert "请先填写案由" in text(logged_in(clerk).post(REGISTER, {"similar": "1"}))


def test_what_was_looked_up_can_then_be_registered(clerk, office, past):
    browser = logged_in(clerk)
    facts = {"title": NEW, "number": 9, "first_signer": "示例代表乙", "duty": "lead", "on": "2024-03-20"}
    form = typed(soup(browser.post(REGISTER, typed(soup(browser.get(REGISTER))) | facts | {"similar": "1"})))
    assert browser.post(REGISTER, form).status_code == 302
    assert HandlingRecord.objects.filter(number=9, title=NEW).exists()


@pytest.mark.parametrize(
    ("stage", "where"),
    [
        (Stage.REGISTERED, "/admin/ledger/inspect/{}/"),
        (Stage.REGISTERED, "/admin/loop/{}/propose/"),
        (Stage.INSTRUCTED, "/admin/loop/{}/assign/"),
        (Stage.REGISTERED, "/admin/loop/{}/hand-over/"),
    ],
)
def test_like_items_stand_where_the_unit_is_chosen(office, clerk, past, stage, where):
    record = office.make_record(stage, title=NEW)
    page = soup(logged_in(clerk).get(where.format(record.pk)))
    assert OLD in page.get_text()
    assert "区另例局" in page.get_text()
    assert f"2023年“两会”第{past.number}号建议" in page.get_text()
    assert not record.assignments.exists(), "a suggestion is never taken by itself"
    if "assign" in where:
        named = typed(page, "section[aria-labelledby=form-assign] form")["lead_units"]
        assert named == [str(office.unit.pk)], "what 拟办 named, not the unit of the item that is like it"


def test_an_item_is_not_like_itself_and_what_was_handed_over_shows_none(office, clerk, past):
    alone = office.make_record(title="关于发展牧区电商的建议")
    browser = logged_in(clerk)
    assert "没有案由相似的承办件" in section(browser.get(f"/admin/ledger/inspect/{alone.pk}/")).get_text()
    later = office.make_record(Stage.HANDLING, title=NEW)
    assert section(browser.get(f"/admin/ledger/inspect/{later.pk}/")) is None


def test_a_unit_is_never_shown_the_items_of_others(office, unit_handler, past):
    mine = office.make_record(Stage.HANDLING, title=NEW)
    assert OLD not in text(logged_in(unit_handler).get(f"/admin/ledger/inspect/{mine.pk}/"))


def test_looking_takes_no_more_queries_with_more_items(office, clerk, past):
    record = office.make_record(title=NEW)
    browser, taken = logged_in(clerk), []
    for _more in range(2):
        office.make_record(Stage.ASSIGNED, title=OLD)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/admin/ledger/inspect/{record.pk}/")
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_an_import_s_preview_names_likely_duplicates_of_the_ledger_and_the_workbook(clerk, session, office, past):
    browser = logged_in(clerk)
    rows = [
        PLAIN | {"案由": NEW},
        PLAIN | {"编号": 2, "案由": "关于农村道路硬化的建议"},
        PLAIN | {"编号": 3, "案由": "关于托育的建议"},
    ]
    file = SimpleUploadedFile("台账.xlsx", xlsx(*rows).getvalue())
    answer = browser.post(reverse("import_start"), {"session": session.pk, "workbook": file})
    cells = [
        row.select("td")[-1].get_text(" ", strip=True)
        for row in soup(browser.get(answer.url)).select("#creates-title ~ div tbody tr")
    ]
    assert OLD in cells[0]
    assert "2023年“两会”" in cells[0]
    assert "本簿第2行" in cells[1]
    assert cells[2] == "—"


def item(score: int, *units) -> SimilarItem:
    return SimilarItem("第1号建议", "题", score, ("题",), units=units)


def test_the_nearest_items_vote_with_their_likeness(db):
    first, second = make_unit("区甲局"), make_unit("区乙局")
    city, gone = make_unit("市丙局", kind=UnitKind.EXTERNAL), make_unit("区丁局", is_active=False)
    assert suggestion([item(60, first), item(60, first), item(100, second)]).unit == first
    assert suggestion([item(60, first), item(100, second)]).unit == second
    assert len(suggestion([item(60, first), item(60, first), item(100, second)]).reasons) == 2
    assert suggestion([item(100, city), item(100, gone)]) is None
    assert suggestion([item(90)]) is None
