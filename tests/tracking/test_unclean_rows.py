"""Rows that came in before texts were cleaned break no writer: workbooks, lists, sheets of units, reports, pages."""

import csv
import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from tests.tracking.admin.pages import logged_in, text
from tracking import ledger, reports
from tracking.ledger.unit_sheets.outgoing import open_items, write_sheet, write_zip
from tracking.models import Assignment, Contact, HandlingRecord, ProgressNote, Proposer, Session, Unit
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
STRAY = "\x07\x0b\x1f\x7f\ufffe\uffff"
"What no workbook takes; no database of ours keeps U+0000 or half a character."
TITLE = "关于加强示例工作的建议\n二"
SIGNED = reports.Signed(f"示例{STRAY}填报", "示例审核", date(2024, 8, 9))


@pytest.fixture
def unclean(make_record):
    """An item in the hands of a unit, every text of which has stray signs in it."""
    record = make_record(Stage.HANDLING)
    for model in (Session, Unit, Proposer, HandlingRecord, Assignment, Contact, ProgressNote):
        for field in model._meta.concrete_fields:
            if field.get_internal_type() in {"CharField", "TextField"} and not field.choices and field.name != "code":
                for pk, value in model.objects.exclude(**{field.name: ""}).values_list("pk", field.name):
                    model.objects.filter(pk=pk).update(**{field.name: f"{value}{STRAY}二"})
    record.refresh_from_db()
    assert STRAY in record.title
    return record


def rows_of(content) -> list[list]:
    return [list(row) for row in load_workbook(content).active.iter_rows(values_only=True)]


def test_the_ledger_is_exported_and_comes_back_without_a_difference(unclean):
    file = io.BytesIO()
    ledger.write(unclean.session, file)
    file.seek(0)
    assert "关于加强示例工作的建议二" in {cell for row in rows_of(file) for cell in row}
    file.seek(0)
    made = ledger.plan(ledger.read(file, "台账.xlsx"), unclean.session)
    assert (made.errors, made.updates, made.unchanged) == ([], [], 1)


@pytest.mark.parametrize("way", ["export", "selection"])
def test_the_list_is_downloaded_as_a_workbook_and_as_csv(unclean, office, way):
    address = f"/admin/ledger/?session=all&{way}="
    client = logged_in(office.clerk)
    workbook = client.get(address + "xlsx" + f"&record={unclean.pk}")
    assert workbook.status_code == 200
    assert TITLE in {cell for row in rows_of(io.BytesIO(workbook.getvalue())) for cell in row}
    table = client.get(address + "csv" + f"&record={unclean.pk}").getvalue().decode("utf-8-sig")
    assert TITLE in {cell for row in csv.reader(io.StringIO(table)) for cell in row}


def test_a_units_sheet_is_written_alone_and_in_a_package(unclean):
    (items,) = open_items(unclean.session)
    file, package = io.BytesIO(), io.BytesIO()
    assert write_sheet(items, file) == 1
    assert write_zip([items], package) == 1
    assert TITLE in {cell for row in rows_of(file) for cell in row}
    assert zipfile.ZipFile(package).testzip() is None


def test_reports_and_templates_are_written(unclean):
    report = reports.Report(unclean.session, date(2024, 8, 8), SIGNED)
    for write in (reports.write_summary, reports.write_open_items, reports.write_promises):
        file = io.BytesIO()
        write(report, file)
        assert any("示例\n填报" in str(cell) for row in rows_of(file) for cell in row)
    template, out = Workbook(), io.BytesIO()
    template.active.append(["{{ 届次 }}", "填报：{{ 填报人 }}"])
    template.active.append(["{{ 未办结.案由 }}", "{{ 未办结.承办单位 }}"])
    template.save(out)
    assert TITLE in {cell for row in rows_of(io.BytesIO(reports.fill(report, out.getvalue()))) for cell in row}


@pytest.mark.parametrize(
    "where", ["/admin/ledger/inspect/{}/", "/admin/ledger/?session=all", "/admin/loop/{}/correct/"]
)
def test_the_pages_show_the_item(unclean, office, where):
    assert "关于加强示例工作的建议" in text(logged_in(office.clerk).get(where.format(unclean.pk)))
