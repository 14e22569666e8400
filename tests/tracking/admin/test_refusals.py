"""A refused form says so in its title, is where the eyes and the reader go, and leads to each field that is wrong."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.tracking.admin.pages import form_of, logged_in, soup, typed
from tests.tracking.ledger.books import PLAIN, SIGNED_FOR, xlsx
from tracking import ledger
from tracking.admin.loop.waiting import ITEMS_SHOWN
from tracking.loop import take
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def test_the_summary_of_a_refused_step_leads_to_its_fields(office, clerk):
    record = office.make_record(Stage.SIGNED, origin="district")
    address = f"/admin/loop/{record.pk}/number/{record.assignments.get().pk}/"
    client = logged_in(clerk)
    sent = typed(soup(client.get(address)), form_of("number"))
    page = soup(client.post(address, sent | {"on": "2024-06-01", "doc_number": ""}))
    assert page.title.text.strip().startswith("有误：")
    refused = page.select_one(".refused[role=alert][tabindex='-1'][autofocus]")
    assert [link["href"] for link in refused.select("a")] == ["#number_doc_number"]
    assert page.select_one(refused.a["href"])

    day = timezone.localdate() + timedelta(days=9)
    page = soup(client.post(address, sent | {"on": f"{day}", "doc_number": "示政办函〔2024〕9号"}))
    refused = page.select_one(".refused")
    assert refused.a["href"] == "#number_on"
    assert f"成文日期 {day} 在将来" in refused.text


def test_a_page_that_is_not_refused_has_its_plain_title(clerk, record):
    assert "有误" not in soup(logged_in(clerk).get("/admin/loop/register/")).title.text


def test_see_all_leads_to_all(office, clerk):
    for _number in range(ITEMS_SHOWN + 2):
        office.register()
    client = logged_in(clerk)
    group = soup(client.get("/admin/")).select_one("#waiting-propose")
    assert len(group.select("li")) == ITEMS_SHOWN
    address = group.find("a", string=f"查看全部 {ITEMS_SHOWN + 2} 件")["href"]
    assert len(soup(client.get(f"/admin/{address}")).select("#waiting-propose li")) == ITEMS_SHOWN + 2


def test_what_was_ticked_is_exported_as_a_workbook_to_print(office, clerk):
    record = office.make_record(Stage.HANDLING, title="关于加强示例工作的建议" * 9)
    answer = logged_in(clerk).get(f"/admin/ledger/?selection=xlsx&record={record.pk}")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.column_dimensions["E"].width > 30
    assert sheet["A1"].font.name == "黑体"
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.freeze_panes) == ("$1:$1", "landscape", "A2")
    assert sheet.row_dimensions[2].height > 60
    assert sheet["E2"].value == record.title


def test_a_workbook_alone_is_marked_as_the_proof_until_a_step_moves_the_item(office, clerk, session):
    ledger.apply(ledger.plan(ledger.read(xlsx(PLAIN | SIGNED_FOR), "台账.xlsx"), session), clerk)
    record = session.records.get()
    file = f"/admin/ledger/inspect/{record.pk}/"
    assert soup(logged_in(clerk).get(file)).select_one(".summary__badges").find(string="台账补录")
    part = record.assignments.get()
    talk = {"phase": "before", "method": "face", "signature": record.signatures.first()}
    take("contact", part, account=office.handler_of(part.unit), summary="当面听取意见。", **talk)
    office.submit(part, on=timezone.localdate())
    assert not soup(logged_in(clerk).get(file)).select_one(".summary__badges").find(string="台账补录")
