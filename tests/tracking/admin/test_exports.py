"""A spreadsheet that somebody downloads runs nothing that somebody else wrote, whichever list it comes from."""

import csv
import io

import pytest
from openpyxl import load_workbook
from wagtail.log_actions import log
from wagtail.models import Page

from tests.tracking.admin.pages import logged_in
from tracking.wording import escaped

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://example.org","看")'


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x"])
def test_a_text_that_would_be_a_formula_is_escaped(value):
    assert escaped(value) == f"'{value}"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wagtail_s_own_exports_write_no_formula(superuser, kind):
    page = Page.get_first_root_node().add_child(instance=Page(title=FORMULA, slug="evil", live=True))
    log(page, "wagtail.create", user=superuser)
    answer = logged_in(superuser).get(f"/admin/reports/site-history/?export={kind}")
    content = b"".join(answer)
    answer.close()
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert any(FORMULA in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
