"""导出所选 as a workbook that looks like the office's others: widths, heads, heights and page set-up."""

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracking.ledger.heights import height_of
from tracking.ledger.writing import ledger_styles
from tracking.wording import escaped

WIDTHS = {
    "session": 18, "origin": 8, "number": 7, "kind": 7, "title": 44, "first_signer": 16, "duty": 10, "units": 26,
    "stage": 18, "handed_over_on": 12, "due_on": 12, "light": 10, "reply_class": 10, "feedback": 12,
}  # fmt: skip


def write(heads: dict[str, str], rows: Iterable[dict], file: BinaryIO) -> None:
    """Write the rows, each a value a column, below their heads; read in portions, never all at once."""
    workbook = Workbook(write_only=True, iso_dates=True)
    styles = ledger_styles()
    for style in styles.values():
        workbook.add_named_style(style)
    sheet = workbook.create_sheet(title=_("承办件台账"))
    widths = [WIDTHS[key] for key in heads]
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    last = get_column_letter(len(widths))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = _("第 &P 页，共 &N 页")
    sheet.row_dimensions[1].height = 32
    sheet.append([_cell(sheet, head, styles["header"].name) for head in heads.values()])
    for number, row in enumerate(rows, start=2):
        values = list(row.values())
        sheet.row_dimensions[number].height = height_of(zip(values, widths, strict=True))
        sheet.append([_cell(sheet, one, styles["day" if isinstance(one, date) else "body"].name) for one in values])
    workbook.save(file)


def _cell(sheet, value, style: str) -> WriteOnlyCell:
    if not isinstance(value, int | date | None):
        value = escaped(str(value))
    cell = WriteOnlyCell(sheet, value)
    cell.style = style
    return cell
