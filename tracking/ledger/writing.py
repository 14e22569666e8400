"""Writing the ledger (工作落实台账) as a workbook to work and print with, which reads back to the same items."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tracking.ledger import looks
from tracking.ledger.cells import Talk, write_note, write_talk
from tracking.ledger.columns import ALWAYS_WRITTEN, COLUMNS, IMPORT_ONLY, Column, Place
from tracking.ledger.continued import heading_of
from tracking.ledger.heights import height_of
from tracking.ledger.overlay import said
from tracking.ledger.stored import facts_of_session
from tracking.ledger.text import escaped, one_line, tidy
from tracking.loop.bulk.backfill import Answer, ItemFacts, PartFacts
from tracking.models import (
    ContactMethod,
    ContactPhase,
    DueBasis,
    Duty,
    HandlingRecord,
    Origin,
    Proposer,
    Publicity,
    Satisfaction,
    Session,
    Unit,
)
from tracking.wording import in_cells, says_nothing
from tracking.wording.labels import Label
from tracking.workdays import in_full

Value = str | int | date | None
Row = dict[str, list[Value]]
HEADER_ROW = 3
ROOM = 200
"Rows below the last item that offer the same lists to choose from."
NOTHING = "—"
"Stands for a round that has nothing in this column."


def write(session: Session, file: str | Path | BinaryIO) -> int:
    """Write the session's ledger to a file; how many items there are."""
    rows = [cells_of(facts) for facts in facts_of_session(session)]
    columns = [
        column
        for column in COLUMNS
        if column.key in ALWAYS_WRITTEN or (column.key not in IMPORT_ONLY and any(row.get(column.key) for row in rows))
    ]
    workbook = Workbook()
    _fill(workbook, session, columns, [_in_pieces(row) for row in rows])
    workbook.save(file)
    return len(rows)


def _in_pieces(cells: dict[str, Value]) -> Row:
    """An item's cells with every text in as many pieces as it needs cells; one in nearly every case."""
    return {key: list[Value](in_cells(value)) if isinstance(value, str) else [value] for key, value in cells.items()}


def write_template(session: Session, file: str | Path | BinaryIO) -> None:
    """Write an empty workbook of the usual columns to fill in (空白模板)."""
    workbook = Workbook()
    _fill(workbook, session, [column for column in COLUMNS if column.key in ALWAYS_WRITTEN], [])
    workbook.save(file)


# One item's cells ------------------------------------------------------------------------------
def cells_of(facts: ItemFacts) -> dict[str, Value]:
    """What the workbook says of an item, by column; readers of the same cells find the same facts."""
    record = facts.record
    cells: dict[str, Value] = {
        "number": record.number,
        "kind": str(record.get_kind_display()),
        "origin": str(record.get_origin_display()),
        "duty": str(record.get_duty_display()),
        **_signer_cells(facts),
        **_unit_cells(facts),
    }
    for column in COLUMNS:
        match column.place:
            case Place.RECORD:
                cells[column.key] = _deadline(record) if column.key == "due_on" else _plain(record, column.field)
            case Place.PART:
                cells[column.key] = _part_cell(facts, column)
            case Place.REPLY:
                cells[column.key] = _rounds_cell(facts, partial(_of_letter, name=column.field))
            case Place.FEEDBACK:
                cells[column.key] = _rounds_cell(facts, partial(_of_opinion, name=column.field))
    if facts.district_leader:
        cells["district_leader"] = facts.district_leader
    cells["contacts"] = _lines(facts, _contact_lines)
    cells["notes"] = _lines(facts, lambda part: [write_note(one.on, tidy(one.text)) for one in part.notes])
    cells["opinion_on"] = _opinion_cell(facts, "opinion_on")
    cells["opinion"] = _opinion_cell(facts, "opinion")
    return {key: value for key, value in cells.items() if value not in (None, "") and not _empty(value)}


def _empty(value: Value) -> bool:
    return isinstance(value, str) and says_nothing(value)


def _deadline(record: HandlingRecord) -> Value:
    """办理期限, as the mark that it is (即办) where the date follows from the mark; the date stands behind it."""
    if not record.is_at_once or record.due_basis not in ("", DueBasis.COMPUTED):
        return _plain(record, "due_on")
    return _("即办（%(day)s前）") % {"day": in_full(record.due_on)} if record.due_on else _("即办")


def _plain(instance: models.Model, name: str) -> Value:
    value = getattr(instance, name)
    if isinstance(value, date):
        return value
    words = tidy(said(instance, name, value))
    return words if isinstance(instance._meta.get_field(name), models.TextField) else one_line(words)


def _name(one: Unit | Proposer) -> str:
    """A unit's or a person's name as a cell lists it: on one line, whatever came in before texts were cleaned."""
    return one_line(tidy(one.name))


def _signer_cells(facts: ItemFacts) -> dict[str, Value]:
    if not facts.signers:
        return {}
    first, *others = facts.signers
    names, total = "、".join(_name(one) for one in others), facts.record.signers_total or 0
    more = total > len(facts.signers)
    return {
        "first": _name(first)
        if others or not more
        else _("%(name)s等%(total)s人") % {"name": _name(first), "total": total},
        "co_signers": _("%(names)s等%(total)s人") % {"names": names, "total": total - 1} if others and more else names,
        "delegation": first.delegation,
        "phone": first.phone,
        "post": first.post,
    }


def _unit_cells(facts: ItemFacts) -> dict[str, Value]:
    leads = [_name(part.assignment.unit) for part in facts.answering]
    supports = [_name(part.assignment.unit) for part in facts.parts if part not in facts.answering]
    joint = supports + [_name(partner.unit) for partner in facts.partners]
    upper = [_name(facts.record.lead_unit)] if facts.record.lead_unit else []
    match facts.record.duty:
        case Duty.JOINT:
            named = {"main_units": upper, "joint_units": leads + supports}
        case Duty.SEPARATE:
            named = {"main_units": upper, "separate_units": leads, "joint_units": joint}
        case _:
            named = {"main_units": leads, "joint_units": joint, "city_unit": upper}
    return {key: "、".join(names) for key, names in named.items()}


def _by_unit(facts: ItemFacts, values: list[tuple[PartFacts, list[Value]]], *, alike: bool = True) -> Value:
    """One cell for the values of several units: as they are when only one unit answers, else one line a unit."""
    values = [(part, of_part) for part, of_part in values if any(of_part)]
    if not values:
        return None
    leads = facts.answering
    only_leads = all(part in leads for part, _values in values)
    same = alike and len(values) == len(leads) and len({tuple(of_part) for _part, of_part in values}) == 1
    if only_leads and (len(leads) == 1 or same):
        of_part = values[0][1]
        return of_part[0] if len(of_part) == 1 else "\n".join(str(one or NOTHING) for one in of_part)
    lines = [f"{_name(part.assignment.unit)}：{one or NOTHING}" for part, of_part in values for one in of_part]
    return "\n".join(lines)


def _part_cell(facts: ItemFacts, column: Column) -> Value:
    return _by_unit(facts, [(part, [_plain(part.assignment, column.field)]) for part in _parts(facts)])


def _parts(facts: ItemFacts) -> list[PartFacts]:
    """The parts, those that answer first."""
    return [*facts.answering, *(part for part in facts.parts if part not in facts.answering)]


def _rounds_cell(facts: ItemFacts, of: Callable[[Answer], Value]) -> Value:
    values = [(part, [of(answer) for answer in part.answers]) for part in facts.answering]
    return _by_unit(facts, values, alike=False)


def _of_letter(answer: Answer, name: str) -> Value:
    reply = answer.reply
    if name == "publicity":
        return str(Publicity(reply.publicity).label) if reply.publicity else None
    return _plain(reply, name)


def _of_opinion(answer: Answer, name: str) -> Value:
    feedback = answer.feedback
    if feedback is None:
        return None
    if name == "result" and feedback.opinion:
        return f"{Satisfaction(feedback.result).label}，{one_line(tidy(feedback.opinion))}"
    return _plain(feedback, name)


def _lines(facts: ItemFacts, of: Callable[[PartFacts], list[str]]) -> Value:
    """A cell of lines, the unit's name before each where several units have some."""
    lines = [(part, line) for part in _parts(facts) for line in of(part)]
    named = len(facts.answering) != 1 or any(part not in facts.answering for part, _line in lines)
    return "\n".join(f"{_name(part.assignment.unit)}：{line}" if named else line for part, line in lines)


def _contact_lines(part: PartFacts) -> list[str]:
    return [
        write_talk(Talk(one.on, ContactMethod(one.method), ContactPhase(one.phase), one.summary))
        for one in part.contacts
    ]


def _opinion_cell(facts: ItemFacts, name: str) -> Value:
    givers = [part.assignment for part in facts.parts if part not in facts.answering] + list(facts.partners)
    values = [(_name(giver.unit), _plain(giver, name)) for giver in givers]
    if len(values) == 1:
        return values[0][1]
    return "\n".join(f"{unit}：{value}" for unit, value in values if value)


# The workbook ----------------------------------------------------------------------------------
def _fill(workbook: Workbook, session: Session, columns: list[Column], rows: list[Row]) -> None:
    styles = looks.styled(workbook)
    sheet = workbook.active
    sheet.title = _("工作落实台账")
    laid = [
        (column, piece)
        for column in columns
        for piece in range(max([1, *(len(row.get(column.key, ())) for row in rows)]))
    ]
    last = get_column_letter(len(laid))
    sheet["A1"], sheet["A1"].style = (
        escaped(_("%(session)s建议提案工作落实台账") % {"session": session.name}),
        styles["title"],
    )
    sheet.merge_cells(f"A1:{last}1")
    today = timezone.localdate()
    about = {"n": len(rows), "year": today.year, "month": today.month, "day": today.day}
    sheet["A2"] = _("导出日期：%(year)s年%(month)s月%(day)s日　共%(n)s件") % about
    sheet["A2"].style = styles["about"]
    sheet.merge_cells(f"A2:{last}2")
    for at, (column, piece) in enumerate(laid, start=1):
        cell = sheet.cell(HEADER_ROW, at, heading_of(column.heading, piece))
        cell.style = styles["header"]
    looks.set_widths(sheet, [column.width for column, _piece in laid])
    for number, row in enumerate(rows, start=1):
        for at, (column, piece) in enumerate(laid, start=1):
            pieces = [number] if column.key == "serial" else row.get(column.key, [])
            if piece >= len(pieces):
                continue
            value = pieces[piece]
            cell = sheet.cell(HEADER_ROW + number, at, value)
            cell.style = styles["day" if isinstance(value, date) else "body"]
        seen = ((piece, column.width) for column in columns for piece in row.get(column.key, []))
        sheet.row_dimensions[HEADER_ROW + number].height = height_of(seen)
    _choices(sheet, session, [column for column, _piece in laid], HEADER_ROW + len(rows) + ROOM)
    sheet.row_dimensions[1].height = 30
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 3)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{HEADER_ROW + len(rows)}"
    looks.print_as_list(sheet, looks.A3, head=f"1:{HEADER_ROW}", wide=2)
    sheet.print_title_cols = "A:B"
    sheet.print_options.gridLines = True
    workbook.properties.title = sheet["A1"].value
    workbook.properties.creator = escaped(session.name)


def _choices(sheet: Worksheet, session: Session, columns: list[Column], last: int) -> None:
    """Lists to choose from, where a cell has one of a few words."""
    lists: dict[str, Iterable[Label]] = {
        "kind": ("建议", "提案"),
        "origin": Origin.labels,
        "duty": Duty.labels,
        "is_key": ("是", "否"),
        "reply_class": [one["code"] for one in session.reply_classes],
        "publicity": Publicity.labels,
        "attitude": Satisfaction.labels,
    }
    for at, column in enumerate(columns, start=1):
        if column.key in lists:
            words = ",".join(str(word) for word in lists[column.key])
            validation = DataValidation("list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
            validation.add(f"{get_column_letter(at)}{HEADER_ROW + 1}:{get_column_letter(at)}{last}")
            sheet.add_data_validation(validation)
