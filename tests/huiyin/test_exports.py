"""Wagtail's own exports write whatever a page or an account is called."""

import io

import pytest
from openpyxl import load_workbook
from wagtail.models import Page

pytestmark = pytest.mark.django_db
AGING = "/admin/reports/aging-pages/?export="


@pytest.mark.parametrize("way", ["xlsx", "csv"])
def test_a_page_whose_title_has_stray_signs_or_begins_a_formula_breaks_no_report(client, superuser, way):
    client.force_login(superuser)
    Page.objects.filter(depth=2).update(title="=示例\x07\x0b页\ufffe", last_published_at="2024-01-01T00:00Z")
    response = client.get(AGING + way)
    assert response.status_code == 200
    if way == "xlsx":
        cells = [cell for row in load_workbook(io.BytesIO(response.getvalue())).active.values for cell in row]
    else:
        cells = response.getvalue().decode()
    assert any("'=示例\n页" in str(cell) for cell in ([cells] if way == "csv" else cells))
