"""The setup file to fill in (开办资料模板): a workbook with a sheet for each part, or the same as TOML."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from huiyin.moving_in.sheets import SHEETS, Entry, SetupSheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 200
"Rows of a table that are laid out to be filled in."


def workbook_template() -> bytes:
    """An empty workbook: each sheet says at its head why it asks, and beside each entry what to write."""
    from openpyxl import Workbook

    from tracking.ledger.looks import styled

    workbook = Workbook()
    styles = styled(workbook, fillable=True)
    workbook.remove(workbook.worksheets[0])
    for sheet in SHEETS:
        lay = _lay_once if sheet.is_once else _lay_rows
        lay(workbook.create_sheet(sheet.name), sheet, styles)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _marked(entry: Entry) -> str:
    return entry.head + ("*" if entry.is_required else "")


def _hint(entry: Entry) -> str:
    known = _("可填：%(known)s。") % {"known": "、".join(entry.labels)} if entry.labels else ""
    return " ".join(str(one) for one in (entry.help, known) if one)


def _put(page: Worksheet, row: int, column: int, words: str, style: str) -> None:
    cell = page.cell(row, column, words)
    cell.style = style


def _lay_once(page: Worksheet, sheet: SetupSheet, styles: dict[str, str]) -> None:
    from tracking.ledger.looks import set_widths

    _put(page, 1, 1, str(sheet.why), styles["about"])
    for column, head in enumerate((_("项目"), _("填写"), _("说明")), start=1):
        _put(page, 2, column, head, styles["header"])
    for row, entry in enumerate(sheet.entries, start=3):
        _put(page, row, 1, _marked(entry), styles["body"])
        _put(page, row, 2, "", styles["open_body"])
        _put(page, row, 3, _hint(entry), styles["body"])
        _offer(page, entry, f"B{row}")
    set_widths(page, (22, 46, 70))
    page.freeze_panes = "A3"


def _lay_rows(page: Worksheet, sheet: SetupSheet, styles: dict[str, str]) -> None:
    from tracking.ledger.looks import set_widths

    _put(page, 1, 1, str(sheet.why), styles["about"])
    for column, entry in enumerate(sheet.entries, start=1):
        _put(page, 2, column, _marked(entry), styles["header"])
        letter = page.cell(2, column).column_letter
        _offer(page, entry, f"{letter}3:{letter}{ROWS}")
    set_widths(page, [24 if entry.what in {"words", "names", "choices"} else 16 for entry in sheet.entries])
    page.freeze_panes = "A3"


def _offer(page: Worksheet, entry: Entry, cells: str) -> None:
    """Offer what may be chosen, and say what to write when the cell is entered; other words are judged by the command."""
    from openpyxl.worksheet.datavalidation import DataValidation

    labels = [_("是"), _("否")] if entry.what == "yes" else list(entry.labels) if entry.what == "choice" else []
    hint = _hint(entry)
    if not labels and not hint:
        return
    offer = DataValidation(type="list", formula1='"' + ",".join(labels) + '"') if labels else DataValidation()
    offer.showErrorMessage, offer.showInputMessage = False, bool(hint)
    offer.promptTitle, offer.prompt = entry.head[:32], hint[:250]
    offer.add(cells)
    page.add_data_validation(offer)


def toml_template() -> str:
    """The same as a TOML file in which every entry is commented out."""
    lines: list[str] = []
    for sheet in SHEETS:
        lines += [f"# {sheet.name}：{sheet.why}", f"[{sheet.key}]" if sheet.is_once else f"# [[{sheet.key}]]"]
        lines += [f"# {one.key} = {_shape(one)}  # {_marked(one)} {_hint(one)}".rstrip() for one in sheet.entries]
        lines.append("")
    return "\n".join(lines)


def _shape(entry: Entry) -> str:
    return {"yes": "true", "number": "1", "day": "2026-01-31", "names": '["", ""]', "choices": '["", ""]'}.get(
        entry.what, '""'
    )
