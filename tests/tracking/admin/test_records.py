"""承办件台账: twelve columns, filters, search, order and export, always within the user's own rows."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.tracking.admin.pages import is_denied, logged_in, soup, text
from tests.tracking.factories import make_session
from tracking.models import Duty, Kind
from tracking.stages import Stage

URL = "/admin/ledger/"
HEADS = [
    "编号",
    "类别",
    "案由",
    "领衔",
    "承办方式",
    "承办单位",
    "环节",
    "交办日期",
    "办理期限",
    "灯",
    "答复类别",
    "反馈意见",
]


def titles(response) -> list[str]:
    return [link.text for link in soup(response).select("td.ledger__title a")]


def listed(user, query: str = "") -> list[str]:
    return titles(logged_in(user).get(f"{URL}?{query}"))


def test_the_list_has_the_twelve_columns_of_the_ledger(clerk, record):
    page = soup(logged_in(clerk).get(URL))
    assert [head.text.strip() for head in page.select("th") if head.text.strip()] == HEADS
    row = [" ".join(cell.text.split()) for cell in page.select("tbody td")][-12:]
    assert row[:8] == [
        "1", "建议", record.title, "示例代表甲", "主办", "区示例局", "办理中", "2024-03-29"
    ]  # fmt: skip
    assert row[9] == "逾期"


def test_a_light_is_told_by_shape_and_word(clerk, record):
    light = soup(logged_in(clerk).get(URL)).select_one(".light")
    assert light.text.strip() == "逾期"
    assert light.select_one(".light__shape[aria-hidden]")


def test_several_signers_are_counted_beside_the_first(clerk, make_record):
    make_record(co_signers=["示例代表乙", "示例代表丙"])
    assert "示例代表甲等3人" in text(logged_in(clerk).get(URL))


@pytest.fixture
def ledger(office, other_unit):
    """Four items that differ in everything that can be filtered."""
    soon = timezone.localdate() - timedelta(days=5)
    office.make_record(Stage.HANDLING, title="关于甲的建议", text="原文提到托育")
    office.make_record(Stage.ASSIGNED, title="关于乙的提案", kind=Kind.PROPOSAL, units=[other_unit], start=soon)
    office.make_record(
        Stage.CLOSED, title="关于丙的提案", kind=Kind.PROPOSAL, duty=Duty.JOINT, first_signer="示例委员乙"
    )
    office.make_record(Stage.CLOSED, title="关于丁的建议", origin="district", number=88)
    return office


NARROWED = [
    ("", ["关于甲的建议", "关于丁的建议", "关于乙的提案", "关于丙的提案"]),
    ("kind=proposal", ["关于乙的提案", "关于丙的提案"]),
    ("duty=joint", ["关于丙的提案"]),
    ("stage=handling", ["关于甲的建议"]),
    ("light=red", ["关于甲的建议"]),
    ("light=green", ["关于乙的提案"]),
    ("light=yellow", []),
    ("light=done", ["关于丁的建议", "关于丙的提案"]),
    ("reply_class=A", ["关于丁的建议"]),
    ("session=2024", ["关于甲的建议", "关于丁的建议", "关于乙的提案", "关于丙的提案"]),
    ("session=all&kind=suggestion&stage=closed", ["关于丁的建议"]),
    ("kind=nonsense&stage=1", ["关于甲的建议", "关于丁的建议", "关于乙的提案", "关于丙的提案"]),
    ("q=托育", ["关于甲的建议"]),
    ("q=委员乙", ["关于丙的提案"]),
    ("q=第８８号", ["关于丁的建议"]),
    ("q=关于 丁", ["关于丁的建议"]),
    ('q=" OR 1', []),
    ("o=title", ["关于丁的建议", "关于丙的提案", "关于乙的提案", "关于甲的建议"]),
    ("o=-stage", ["关于丁的建议", "关于丙的提案", "关于甲的建议", "关于乙的提案"]),
    ("o=nonsense", ["关于甲的建议", "关于丁的建议", "关于乙的提案", "关于丙的提案"]),
    ("p=99", ["关于甲的建议", "关于丁的建议", "关于乙的提案", "关于丙的提案"]),
]


def test_filters_search_and_order(ledger):
    for query, found in NARROWED:
        shown = listed(ledger.clerk, query)
        if query.startswith("o=title"):
            shown, found = sorted(shown), sorted(found)
        assert shown == found, query


def test_the_unit_filter_finds_every_part_of_a_unit(ledger, other_unit):
    assert listed(ledger.clerk, f"unit={other_unit.pk}") == ["关于乙的提案"]


def test_a_unit_finds_its_own_rows_alone_by_list_search_filter_and_export(ledger, other_handler, unit):
    assert listed(other_handler) == ["关于乙的提案"]
    for query in ("q=甲", "kind=suggestion", f"unit={unit.pk}", "session=all"):
        assert set(listed(other_handler, query)) <= {"关于乙的提案"}, query
    page = soup(logged_in(other_handler).get(URL))
    assert unit.name not in page.select_one("form.filters").text
    assert "关于甲" not in exported_text(other_handler)


def test_an_editor_finds_what_is_answered(ledger, editor):
    assert listed(editor) == ["关于丁的建议", "关于丙的提案"]


def exported(user, query="") -> list[list]:
    response = logged_in(user).get(f"{URL}?export=xlsx&{query}")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def exported_text(user, query="") -> str:
    response = logged_in(user).get(f"{URL}?export=csv&{query}")
    assert response["Content-Type"].startswith("text/csv")
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_the_export_has_the_list_s_rows_and_columns(ledger):
    head, *rows = exported(ledger.clerk, "kind=suggestion")
    assert head == ["届次", "来源层级", *HEADS, "跟踪人", "最近记录"]
    assert [row[4] for row in rows] == ["关于甲的建议", "关于丁的建议"]
    assert rows[0][9] == date(2024, 3, 29)
    assert "关于丁的建议" in exported_text(ledger.clerk, "stage=closed")
    assert "关于甲的建议" not in exported_text(ledger.clerk, "stage=closed")


def test_a_csv_opens_as_chinese_in_a_spreadsheet(ledger):
    response = logged_in(ledger.clerk).get(f"{URL}?export=csv")
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
    assert "filename*=utf-8''" in response["Content-Disposition"]


def test_the_export_escapes_formulas(clerk, make_record):
    make_record(title="=1+1的建议")
    assert exported(clerk)[1][4] == "'=1+1的建议"
    assert ",'=1+1的建议," in exported_text(clerk)


def test_an_empty_ledger_says_what_to_do_next(clerk, unit_handler):
    assert "收文登记" in soup(logged_in(clerk).get(URL)).select_one(".empty").text
    assert "现在没有交给您" in soup(logged_in(unit_handler).get(URL)).select_one(".empty").text


def test_a_filter_without_rows_offers_to_clear_it(clerk, record):
    assert "清除筛选" in soup(logged_in(clerk).get(f"{URL}?kind=proposal")).select_one(".empty").text


def test_the_list_takes_no_more_queries_with_more_rows(clerk, make_record):
    client = logged_in(clerk)
    taken = []
    for _more in range(2):
        make_record(Stage.ASSIGNED, co_signers=["示例代表乙"])
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        taken.append(len(queries))
    own = [query for query in queries.captured_queries if 'FROM "tracking_' in query["sql"]]
    assert taken[0] == taken[1]
    assert len(own) <= 9, "person, roles, delegations, messages, sessions, units, count, rows, parts"
    assert taken[1] <= 19, "the rest is Wagtail's frame: session, account, permissions, menu"


def test_every_page_has_its_rows_in_order_from_either_end(clerk, make_record, monkeypatch):
    monkeypatch.setattr("tracking.admin.ledger.records.ROWS_PER_PAGE", 2)
    for number in range(1, 6):
        make_record(number=number, title=f"第{number}件")
    shown = [listed(clerk, f"p={page}") for page in (1, 2, 3)]
    assert shown == [["第1件", "第2件"], ["第3件", "第4件"], ["第5件"]]
    assert listed(clerk, "p=3&o=-number") == ["第1件"]
    assert listed(clerk, "p=2&o=due_on") == ["第3件", "第4件"]


def test_one_form_stands_around_the_listing(clerk, make_record):
    record = make_record()
    page = soup(logged_in(clerk).get(URL))
    form = page.select_one("form[data-selection]")
    assert form.select_one("table.ledger")
    assert form["action"] == reverse("loop_many")
    assert [box["value"] for box in form.select("input[name=record]")] == [str(record.pk)]


def test_every_row_can_be_ticked_and_acts_stand_there_for_those_who_may(
    clerk, supervisor, unit_handler, editor, record
):
    labels = {
        clerk: ["一并办理所选", "导出所选（Excel）", "CSV"],
        supervisor: ["一并办理所选", "批量催办", "导出所选（Excel）", "CSV"],
        unit_handler: ["一并办理所选", "导出所选（Excel）", "CSV"],
    }
    for user, acts in labels.items():
        page = soup(logged_in(user).get(URL))
        assert [box["value"] for box in page.select("input[name=record]")] == [str(record.pk)]
        assert [button.text for button in page.select(".ledger-bar__act button")] == acts


def test_modeladmin_s_own_forms_are_open_to_nobody(record, clerk, reviewer, unit_handler, admin_user, superuser):
    for user in (clerk, reviewer, unit_handler, admin_user, superuser):
        client = logged_in(user)
        for address in ("create/", f"edit/{record.pk}/", f"delete/{record.pk}/"):
            assert is_denied(client.get(URL + address)), (user, address)
            assert is_denied(client.post(URL + address, {"title": "改"})), (user, address)
    record.refresh_from_db()
    assert record.title == "关于加强示例工作的建议"


def test_an_address_that_leads_nowhere_is_not_found(clerk):
    client = logged_in(clerk)
    for address in ("inspect/x/", "history/-1/", "inspect/0/", "history/99999999999999999999/", "inspect/1/2/"):
        assert client.get(URL + address).status_code == 404, address


def test_an_unknown_session_shows_the_latest(clerk, record):
    page = soup(logged_in(clerk).get(f"{URL}?session=1949"))
    assert page.select_one("select[name=session] option[selected]")["value"] == "2024"


def test_who_opens_the_list(request, record):
    opens = ["clerk", "reviewer", "leader", "supervisor", "unit_handler", "other_handler", "editor"]
    for role in [*opens, "admin_user", "superuser"]:
        client = logged_in(request.getfixturevalue(role))
        for query in ("", "?export=xlsx", "?export=csv"):
            response = client.get(URL + query)
            assert is_denied(response) is (role not in opens), (role, query)
            assert response.status_code == (200 if role in opens else 302), (role, query)


def test_a_visitor_is_sent_to_the_login(client, db):
    assert client.get(URL).url.startswith("/admin/login/")


def test_of_a_years_two_sessions_the_list_opens_with_the_one_that_has_items(clerk, record):
    make_session(f"{record.session.code}zx", year=record.session.year)
    assert listed(clerk) == [record.title]
    make_session("2099")
    assert listed(clerk) == []
