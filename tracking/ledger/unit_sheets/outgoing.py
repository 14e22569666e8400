"""Writing a unit's sheet (承办单位回填表): its open items, everything locked but what the unit is asked for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.ledger.heights import height_of
from tracking.ledger.text import escaped, tidy
from tracking.ledger.unit_sheets.layout import HEADINGS, OPEN, SHEET_COLUMNS, RowMark, SheetMark, digests
from tracking.ledger.writing import Value
from tracking.loop.bulk.planned import planned_classes
from tracking.models import Assignment, ContactMethod, Session, Signature, Unit
from tracking.stages import OPEN as OPEN_STAGES
from tracking.wording import clip_title
from tracking.wording.local import localised

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

TITLE_ROW, ABOUT_ROW, HEADER_ROW = 1, 2, 3
NOT_ASKED = "不适用"
"Stands in the class column of a part that answers no proposer; read back as blank."
WHOLE_WIDTH = sum(column.width for column in SHEET_COLUMNS[:-1])
OPEN_HEIGHT = 54
"Points of a row in which a unit is to write, three lines or so."
KNOWN_LENGTH = 60
"Characters shown of the last note and of the last contact."
LIST_LENGTH = 250
"Characters of the longest list of choices that a spreadsheet takes."
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(slots=True)
class OpenItems:
    """A unit's open parts of one session, with what its sheet says of them."""

    session: Session
    unit: Unit
    parts: list[Assignment] = field(default_factory=list)
    planned: dict[int, str] = field(default_factory=dict)


def open_items(session: Session, units: Iterable[Unit] | None = None) -> list[OpenItems]:
    """Every unit that has open items in a session, in the order of the list of units; a fixed number of queries."""
    parts = Assignment.objects.filter(record__session=session, stage__in=OPEN_STAGES)
    if units is not None:
        parts = parts.filter(unit__in=units)
    signatures = Signature.objects.filter(order=1).select_related("proposer")
    parts = (
        parts.select_related("record", "unit")
        .defer("record__text", "record__handling_proposal", "record__instruction", "record__remark")
        .prefetch_related("contacts", "notes", Prefetch("record__signatures", signatures, to_attr="firsts"))
        .order_by("unit__kind", "unit__name", "-record__kind", "record__origin", "record__number", "pk")
    )
    found: dict[int, OpenItems] = {}
    listed = list(parts)
    planned = planned_classes(listed)
    for part in listed:
        part.record.session = session
        items = found.setdefault(part.unit_id, OpenItems(session, part.unit, planned=planned))
        items.parts.append(part)
    return list(found.values())


def file_name(items: OpenItems) -> str:
    """What a unit's workbook is called: 区示例局-承办单位回填表-2024.xlsx."""
    named = {"unit": items.unit.name, "session": items.session.code}
    return _NOT_IN_A_NAME.sub("", _("%(unit)s-承办单位回填表-%(session)s.xlsx") % named)


def write_zip(sheets: Iterable[OpenItems], file: str | Path | BinaryIO) -> int:
    """Write all units' workbooks into one package; how many."""
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for items in sheets:
            content = io.BytesIO()
            write_sheet(items, content)
            package.writestr(file_name(items), content.getvalue())
            count += 1
    return count


def write_sheet(items: OpenItems, file: str | Path | BinaryIO) -> int:
    """Write a unit's workbook to a file; how many items there are."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from tracking.ledger import looks

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("承办单位回填表")
    styles = looks.styled(workbook, fillable=True)
    _head(sheet, items, styles)
    for place, part in enumerate(items.parts, start=1):
        _row(sheet, HEADER_ROW + place, cells_of(part, place), items.planned.get(part.pk, ""), part, styles)
    last = HEADER_ROW + len(items.parts)
    _choices(sheet, items, last)
    _protect(sheet)
    looks.print_as_list(sheet, looks.A4, head=f"{HEADER_ROW}:{HEADER_ROW}")
    sheet.print_area = f"A1:{get_column_letter(len(SHEET_COLUMNS) - 1)}{last}"
    workbook.properties.title = sheet.cell(TITLE_ROW, 1).value
    workbook.properties.creator = escaped(items.session.name)
    workbook.save(file)
    return len(items.parts)


# One item's cells ------------------------------------------------------------------------------
def cells_of(part: Assignment, serial: int) -> dict[str, Value]:
    """What the locked columns say of a unit's part; no telephone number of anybody."""
    record = part.record
    first = record.firsts[0].proposer if record.firsts else None
    cells: dict[str, Value] = {
        "serial": serial,
        "number": record.number,
        "kind": str(record.get_kind_display()),
        "origin": str(record.get_origin_display()),
        "title": record.title,
        "first": first.name if first else "",
        "duty": _("%(duty)s（会办件）") % {"duty": part.get_duty_display()}
        if record.is_joint
        else part.get_duty_display(),
        "due_on": part.due_on or record.clock_due_on,
        "department": part.department,
        "handler": part.handler,
        "stage": str(part.get_stage_display()),
        "known": _known(part),
    }
    return {key: escaped(tidy(value)) if isinstance(value, str) else value for key, value in cells.items()}


def _known(part: Assignment) -> str:
    """The last note and the last contact, shown so that the unit does not report them again."""
    lines = []
    if notes := list(part.notes.all()):
        lines.append(
            _("进展%(day)s：%(text)s") % {"day": notes[-1].on, "text": clip_title(notes[-1].text, KNOWN_LENGTH)}
        )
    if contacts := list(part.contacts.all()):
        last = contacts[-1]
        said = {"day": last.on, "method": last.get_method_display(), "n": len(contacts)}
        lines.append(_("沟通%(n)s次，最近%(day)s%(method)s") % said)
    return "\n".join(lines)


def answers_with_a_class(part: Assignment) -> bool:
    """Whether the unit's letter has a class: it answers a proposer."""
    return part.is_answering and not part.record.is_joint


# The workbook ----------------------------------------------------------------------------------
def _head(sheet: Worksheet, items: OpenItems, styles: dict[str, str]) -> None:
    from openpyxl.utils import get_column_letter

    from tracking.ledger import looks

    today = timezone.localdate()
    last = get_column_letter(len(SHEET_COLUMNS) - 1)
    about = {"unit": items.unit.name, "session": items.session.name}
    lines = {
        TITLE_ROW: (_("%(session)s建议提案承办单位回填表（%(unit)s）") % about, "title", 30),
        ABOUT_ROW: (told := explanation(items, today), "about", height_of([(told, WHOLE_WIDTH)])),
    }
    for row, (text, style, height) in lines.items():
        sheet.cell(row, 1, escaped(text)).style = styles[style]
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.row_dimensions[row].height = height
    sheet.cell(ABOUT_ROW, 1).alignment = looks.WRAPPED
    for at, column in enumerate(SHEET_COLUMNS, start=1):
        sheet.cell(HEADER_ROW, at, str(column.heading)).style = styles["header"]
    looks.set_widths(sheet, [column.width for column in SHEET_COLUMNS])
    mark = SheetMark(items.session.pk, items.unit.pk, today.isoformat())
    sheet.cell(HEADER_ROW, len(SHEET_COLUMNS), mark.signed())
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.column_dimensions[get_column_letter(len(SHEET_COLUMNS))].hidden = True
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 6)


def explanation(items: OpenItems, today: date) -> str:
    """How the sheet is filled in (填表说明)."""
    lines = [
        _(
            "填表说明：1. 只填黄色各栏（办理进展、沟通、拟答复类别），其他各栏已锁定，请勿改动，请勿增加行；没有新情况的件不填。"
        ),
        _("2. 办理进展可写几条，每条另起一行，以日期开头，如“2024-05-20：已完成现场勘查”；不写日期的，按导入当天计。"),
        _("3. 每次沟通须同时填写日期、方式和情况，情况中不写电话、住址等个人信息。拟答复类别只是预告，以送审稿为准。"),
        localised("4. 填好后原样发回{section}，由{section}导入；已导入的内容不会重复登记。不得填写涉密内容。"),
        _("导出日期：%(day)s　共%(n)s件") % {"day": f"{today:%Y-%m-%d}", "n": len(items.parts)},
    ]
    return "\n".join(lines)


def _row(
    sheet: Worksheet,
    number: int,
    cells: dict[str, Value],
    planned: str,
    part: Assignment,
    styles: dict[str, str],
) -> None:
    seen = [(cells.get(column.key), column.width) for column in SHEET_COLUMNS]
    # Room to write in, too.
    sheet.row_dimensions[number].height = max(height_of(seen), OPEN_HEIGHT)
    open_keys = {column.key for column in OPEN}
    for at, column in enumerate(SHEET_COLUMNS, start=1):
        if column.key == "mark":
            sheet.cell(number, at, RowMark(part.pk, part.version, digests(cells), planned).signed())
        elif column.key == "planned_class" and not answers_with_a_class(part):
            sheet.cell(number, at, NOT_ASKED).style = styles["day"]
        elif column.key in open_keys:
            cell = sheet.cell(number, at, planned or None if column.key == "planned_class" else None)
            cell.style = styles["open_day" if column.key == "talk_on" else "open_body"]
        else:
            value = cells.get(column.key)
            cell = sheet.cell(number, at, value)
            cell.style = styles["day" if isinstance(value, date) else "body"]


def _choices(sheet: Worksheet, items: OpenItems, last: int) -> None:
    """Lists to choose from and a day that is a day, each with a sentence for what is not."""
    from openpyxl.worksheet.datavalidation import DataValidation

    classes = [f"{one['code']} {one['label']}" for one in items.session.reply_classes]
    if len(",".join(classes)) > LIST_LENGTH or any(sign in text for text in classes for sign in ',"'):
        classes = [one["code"] for one in items.session.reply_classes]
    lists = {"talk_method": [str(label) for label in ContactMethod.labels], "planned_class": classes}
    for key, words in lists.items():
        _validate(
            sheet,
            key,
            last,
            DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True),
            _("请从下拉列表中选择。"),
        )
    day = DataValidation("date", operator="greaterThan", formula1="DATE(2000,1,1)", allow_blank=True)
    _validate(sheet, "talk_on", last, day, _("请写成 2024-05-10 这样的日期。"))


def _validate(sheet: Worksheet, key: str, last: int, validation: DataValidation, sentence: str) -> None:
    from openpyxl.utils import get_column_letter

    at = get_column_letter([column.key for column in SHEET_COLUMNS].index(key) + 1)
    validation.showErrorMessage = True
    validation.errorTitle, validation.error = str(HEADINGS[key]), sentence
    validation.add(f"{at}{HEADER_ROW + 1}:{at}{max(last, HEADER_ROW + 1)}")
    sheet.add_data_validation(validation)


def _protect(sheet: Worksheet) -> None:
    """Locked without a password: it keeps hands off by mistake; the marks tell what was changed on purpose."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
