"""Writing the ledger (工作落实台账) as a workbook to work and print with, which reads back to the same items."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.ledger.cells import Talk, write_note, write_talk
from tracking.ledger.columns import ALWAYS_WRITTEN, COLUMNS, IMPORT_ONLY, Column, Place
from tracking.ledger.continued import heading_of
from tracking.ledger.heights import height_of
from tracking.ledger.overlay import said
from tracking.ledger.stored import facts_in_turn
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
from tracking.models.advancing import advancing
from tracking.wording import in_cells, says_nothing
from tracking.wording.labels import Label
from tracking.workdays import in_full

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | date | None
Row = dict[str, list[Value]]
HEADER_ROW = 3
ROOM = 200
"Rows below the last item that offer the same lists to choose from."
NOTHING = "—"
"Stands for a round that has nothing in this column."


def write(session: Session, file: str | Path | BinaryIO) -> int:
    """Write the session's ledger to a file; how many items there are.

    However many there are, no more than some hundred are in memory: their cells wait in a file of their own until it is
    known which columns the workbook has.
    """
    widest: dict[str, int] = {}
    number = 0
    with TemporaryFile() as waiting:
        for facts in facts_in_turn(session):
            row = _in_pieces(cells_of(facts))
            number += 1
            for key, pieces in row.items():
                widest[key] = max(widest.get(key, 0), len(pieces))
            pickle.dump(row, waiting)
        columns = [
            column
            for column in COLUMNS
            if column.key in ALWAYS_WRITTEN or (column.key not in IMPORT_ONLY and column.key in widest)
        ]
        waiting.seek(0)
        rows = (pickle.load(waiting) for _row in range(number))  # noqa: S301 - written by us, a moment ago
        pieces_of = [(one, piece) for one in columns for piece in range(widest.get(one.key, 1))]
        _fill(file, session, pieces_of, advancing(rows, _("写出"), number), number)
    return number


def _in_pieces(cells: dict[str, Value]) -> Row:
    """An item's cells with every text in as many pieces as it needs cells; one in nearly every case."""
    return {key: list[Value](in_cells(value)) if isinstance(value, str) else [value] for key, value in cells.items()}


def write_template(session: Session, file: str | Path | BinaryIO) -> None:
    """Write an empty workbook of the usual columns to fill in (空白模板)."""
    columns = [(column, 0) for column in COLUMNS if column.key in ALWAYS_WRITTEN]
    _fill(file, session, columns, [], 0)


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
def _fill(
    file: str | Path | BinaryIO, session: Session, laid: list[tuple[Column, int]], rows: Iterable[Row], number: int
) -> None:
    """Write so many rows under these columns, each with the piece of a text that it holds, one row after the other."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    from tracking.ledger import looks

    workbook = Workbook(write_only=True)
    styles = looks.styled(workbook)
    sheet = workbook.create_sheet(_("工作落实台账"))
    last = get_column_letter(len(laid))
    title = escaped(_("%(session)s建议提案工作落实台账") % {"session": session.name})
    looks.set_widths(sheet, [column.width for column, _piece in laid])
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    looks.print_as_list(sheet, looks.A3, head=f"1:{HEADER_ROW}", wide=2)
    sheet.print_title_cols = "A:B"
    sheet.print_options.gridLines = True
    looks_like = {key: _styled(sheet, name) for key, name in styles.items()}

    def cell(value: Value, key: str) -> Cell:
        made = WriteOnlyCell(sheet, value)
        made._style = looks_like[key]
        return made

    def line(at: int, cells: list[Cell | None], height: float) -> None:
        sheet.row_dimensions[at].height = height
        sheet.append(cells)
        del sheet.row_dimensions[at]

    today = timezone.localdate()
    about = {"n": number, "year": today.year, "month": today.month, "day": today.day}
    line(1, [cell(title, "title")], 30)
    sheet.append([cell(_("导出日期：%(year)s年%(month)s月%(day)s日　共%(n)s件") % about, "about")])
    line(HEADER_ROW, [cell(heading_of(column.heading, piece), "header") for column, piece in laid], 32)
    for serial, row in enumerate(rows, start=1):
        row["serial"] = [serial]
        values = [(one[piece] if piece < len(one := row.get(column.key, ())) else None) for column, piece in laid]
        cells = [
            value if value is None else cell(value, "day" if isinstance(value, date) else "body") for value in values
        ]
        seen = ((value, column.width) for value, (column, _piece) in zip(values, laid, strict=True))
        line(HEADER_ROW + serial, cells, height_of(seen))
    for at in (1, 2):
        sheet.merged_cells.add(f"A{at}:{last}{at}")
    _choices(sheet, session, [column for column, _piece in laid], HEADER_ROW + number + ROOM)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{HEADER_ROW + number}"
    workbook.properties.title = title
    workbook.properties.creator = escaped(session.name)
    sheet.close()  # before the file is opened, which may fail
    workbook.save(file)


def _styled(sheet: WriteOnlyWorksheet, name: str) -> StyleArray:
    """How the workbook keeps the look of a named style."""
    from openpyxl.cell import WriteOnlyCell

    pattern = WriteOnlyCell(sheet)
    pattern.style = name
    return pattern._style


def _choices(sheet: WriteOnlyWorksheet, session: Session, columns: list[Column], last: int) -> None:
    """Lists to choose from, where a cell has one of a few words."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

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
            sheet.data_validations.append(validation)
