"""A block pasted from Excel (粘贴的表格): rows by line, cells by tabulator, read as a sheet of the setup file is."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from huiyin.moving_in.given import Given, read_rows
from huiyin.moving_in.sheets import SetupSheet
from tracking.ledger.grid import MOST_COLUMNS, MOST_ROWS, Grid, Unreadable

NAME = "粘贴.tsv"
"The name under which a pasted block waits to be confirmed; its ending says how it is read."


def read_pasted(text: str, sheet: SetupSheet) -> Given:
    """What a pasted block says; without a line of heads its columns are those of the sheet, in their order.

    Raises Unreadable with a sentence where nothing was pasted, or nothing that Excel would paste.
    """
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\x00", "")), delimiter="\t"))
    except csv.Error as problem:
        raise Unreadable(_("粘贴的内容读不出行和列：请在 Excel、WPS 里整块选中，复制后再粘贴。")) from problem
    rows = [(number, [*cells]) for number, cells in enumerate(lines) if any(one.strip() for one in cells)]
    if not rows:
        raise Unreadable(_("什么也没有填写。"))
    if len(rows) > MOST_ROWS or max(len(cells) for _number, cells in rows) > MOST_COLUMNS:
        raise Unreadable(_("粘贴的内容太多，请分几次粘贴。"))
    if not any(cell.strip().rstrip("*＊") in sheet.heads for cell in rows[0][1]):
        rows.insert(0, (-1, [one.head for one in sheet.entries]))
    given = Given()
    read_rows(given, sheet, Grid(sheet.name, rows))
    if not given.troubles and not given.rows[sheet.key]:
        raise Unreadable(_("只有表头，没有内容。"))
    return given


def as_pasted(sheet: SetupSheet, rows: Iterable[Sequence[str]]) -> str:
    """Rows that were typed one by one, as the block that Excel would have pasted."""
    block = io.StringIO()
    writer = csv.writer(block, delimiter="\t", lineterminator="\n")
    writer.writerow([one.head for one in sheet.entries])
    writer.writerows([" ".join(cell.split()) for cell in row] for row in rows)
    return block.getvalue()
