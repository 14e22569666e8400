"""The office's own sheets (报表): 办理情况汇总表, 未办结清单 and B类跟踪表 as workbooks to print and send."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from tracking.figures import FIGURES, share
from tracking.reports.facts import Report, Value
from tracking.wording import escaped
from tracking.workdays import in_full

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


OPEN_COLUMNS = {
    "序号": 6, "编号": 12, "类别": 14, "案由": 40, "提出人": 12, "承办方式": 10, "承办单位": 22, "具体负责人": 12,
    "交办日期": 12, "办理期限": 12, "是否超期": 10, "环节": 18, "未办结原因": 30,
}  # fmt: skip
PROMISE_COLUMNS = {
    "序号": 6, "编号": 12, "案由": 36, "承办单位": 20, "答复文号": 20, "答复日期": 12, "承诺事项": 36, "承诺时限": 12,
    "承诺责任单位": 20, "回头看日期": 12, "兑现情况": 12, "情况": 30, "再次答复日期": 12,
}  # fmt: skip
"Columns with their widths in characters."


def write_summary(report: Report, file: BinaryIO) -> None:
    """办理情况汇总表: every figure with its proof, then the counts by each dimension."""
    from openpyxl.styles import Font

    from tracking.ledger.looks import FONT

    workbook, sheet = _opened(report, _("办理情况汇总表"), columns=4)
    row = _table(sheet, 4, [_("指标"), _("数值"), _("分子/分母"), _("口径")], _figure_rows(report))
    for group in report.groups.values():
        head = [group.header[0], *(f"{name}（{group.measure}）" for name in group.header[1:])]
        rows = [[label, *numbers] for label, numbers in group.rows]
        if len(group.header) == 2:
            total = sum(numbers[0] for _label, numbers in group.rows)
            head, rows = [*head, _("占比")], [[*one, share(one[1], total)] for one in rows]
        sheet.cell(row + 1, 1, group.caption).font = Font(FONT, 14, bold=True)
        row = _table(sheet, row + 2, head, rows)
    _finish(report, sheet, row, widths=[34, 16, 16, 70])
    workbook.save(file)


def write_open_items(report: Report, file: BinaryIO) -> None:
    """未办结清单: every item that is not 办结, with its unit, its due date and why."""
    _write_list(report, _("未办结清单"), OPEN_COLUMNS, report.open_items, file)


def write_promises(report: Report, file: BinaryIO) -> None:
    """B类跟踪表: what was promised, until when, by whom, and what came of it."""
    title = _("%(code)s类答复跟踪表") % {"code": second_class(report)}
    _write_list(report, title, PROMISE_COLUMNS, report.promises, file)


def second_class(report: Report) -> str:
    """The session's word for the class that promises (B, 乙)."""
    return report.session.reply_classes[1]["code"] if len(report.session.reply_classes) > 1 else "B"


def _figure_rows(report: Report) -> list[list[Value]]:
    rows = []
    for key, count in report.counts.items():
        if FIGURES[key].applies(report.session):
            of = "" if count.denominator is None else f"{count.numerator}/{count.denominator}"
            unit = "" if count.value is None else count.unit
            printed = count.numerator if count.denominator is None else f"{count.printed}{unit}"
            label = f"{count.label}（{count.unit}）" if count.denominator is None else count.label
            rows.append([label, printed, of, count.definition])
    return rows


def _write_list(report: Report, title: str, columns: dict[str, int], rows: list[dict], file: BinaryIO) -> None:
    workbook, sheet = _opened(report, title, columns=len(columns))
    sheet.page_setup.orientation = "landscape"
    found = [[row[name] for name in columns] for row in rows]
    last = _table(sheet, 4, list(columns), found)
    if not found:
        sheet.cell(last, 1, _("没有应列入的承办件。"))
        last += 1
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    _finish(report, sheet, last, widths=list(columns.values()))
    workbook.save(file)


# Layout ------------------------------------------------------------------------------------------
def _opened(report: Report, title: str, *, columns: int) -> tuple[Workbook, Worksheet]:
    """A workbook with its title and what it rests on, across all columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from tracking.ledger.looks import CENTRED, FONT

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row, text, font in (
        (1, f"{report.session.name}{title}", Font(FONT, 18, bold=True)),
        (2, str(report.basis), Font(FONT, 11)),
    ):
        sheet.cell(row, 1, escaped(text)).font = font
        sheet.cell(row, 1).alignment = CENTRED
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        sheet.row_dimensions[row].height = 30
    return workbook, sheet


def _table(sheet: Worksheet, top: int, head: list[str], rows: list[list[Value]]) -> int:
    """Write a table from this row on; the row below it."""
    from openpyxl.styles import Border, Font, Side

    from tracking.ledger.looks import DAY, FONT, WRAPPED

    edge = Border(*[Side(style="thin")] * 4)
    for number, cells in enumerate([head, *rows], start=top):
        for place, value in enumerate(cells, start=1):
            cell = sheet.cell(number, place, _safe(value))
            cell.font = Font(FONT, 12, bold=number == top)
            cell.border = edge
            cell.alignment = WRAPPED
            if isinstance(value, date):
                cell.number_format = DAY
    return top + len(rows) + 1


def _safe(value: Value) -> Value:
    return escaped(value) if isinstance(value, str) else value


def _finish(report: Report, sheet: Worksheet, row: int, *, widths: list[int]) -> None:
    """End a sheet: the line for 填报人 and 审核人, and the page set-up for printing."""
    from openpyxl.styles import Font

    from tracking.ledger.looks import A4, FONT, fit_to_page, set_widths

    signed = report.signed
    named = {"filled_by": signed.filled_by, "reviewed_by": signed.reviewed_by, "on": in_full(signed.on)}
    words = _("填报人：%(filled_by)s　审核人：%(reviewed_by)s　填报日期：%(on)s") % named
    sheet.cell(row + 1, 1, escaped(words)).font = Font(FONT, 12)
    set_widths(sheet, widths)
    fit_to_page(sheet, A4)
