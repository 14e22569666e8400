"""The exported list as a workbook that looks like the office's others: widths, headings, heights and page set-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from tracking.ledger.heights import height_of
from tracking.wording import escaped

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

WIDTHS = {
    "session": 18, "origin": 8, "number": 7, "kind": 7, "title": 44, "first_signer": 16, "duty": 10, "units": 26,
    "stage": 18, "handed_over_on": 12, "due_on": 12, "light": 10, "reply_class": 10, "feedback": 12,
    "followers": 12, "said_on": 12,
}  # fmt: skip


def write(heads: dict[str, str], rows: Iterable[dict], file: BinaryIO) -> None:
    """Write headings and rows; the rows may be an iterator that reads in portions."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from tracking.ledger import looks

    workbook = Workbook(write_only=True, iso_dates=True)
    styles = looks.styled(workbook)
    sheet = workbook.create_sheet(title=_("承办件台账"))
    widths = [WIDTHS[key] for key in heads]
    looks.set_widths(sheet, widths)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}1"
    looks.print_as_list(sheet, looks.A3, head="1:1")
    sheet.row_dimensions[1].height = 32
    sheet.append([_cell(sheet, head, styles["header"]) for head in heads.values()])
    for number, row in enumerate(rows, start=2):
        values = list(row.values())
        sheet.row_dimensions[number].height = height_of(zip(values, widths, strict=True))
        sheet.append([_cell(sheet, one, styles["day" if isinstance(one, date) else "body"]) for one in values])
    workbook.save(file)


def _cell(sheet, value, style: str) -> WriteOnlyCell:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, int | date | None):
        value = escaped(str(value))
    cell = WriteOnlyCell(sheet, value)
    cell.style = style
    return cell
