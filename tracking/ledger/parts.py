"""What a row says of the units' parts: the four fields, 签收, contacts, notes and joint opinions."""

import re
from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import models
from django.utils.translation import gettext as _

from tracking.ledger.cells import Misread, is_at_once, read_day, read_notes, read_talks
from tracking.ledger.columns import Place
from tracking.ledger.items import of_model
from tracking.ledger.opening import Cell
from tracking.ledger.overlay import Overlay
from tracking.ledger.text import one_line, text_of, tidy
from tracking.loop.bulk.backfill import PartFacts
from tracking.models import Assignment, Contact, ContactPhase, Partner, ProgressNote, Unit
from tracking.time.clocks import at_once_limit
from tracking.wording import is_full
from tracking.wording.local import localised
from tracking.wording.spreadsheets import CUT

PART_FIELDS = of_model(Assignment, Place.PART)
FOUR_FIELDS = ("department", "unit_leader", "handler")
_LABELLED = re.compile(r"^([^：:\n]{2,40})[：:]\s*(.*)$")


# Lines of a cell by unit -----------------------------------------------------------------------
def lines_by_unit(over: Overlay, key: str, units: Iterable[Unit]) -> list[tuple[Unit | None, Cell]]:
    """A cell's lines with the unit that each names (“区住建局：物业科”); None where it names none of the item's."""
    cell = over.cell(key)
    if not isinstance(cell, str) or ("：" not in cell and ":" not in cell):
        return [(None, line) for line in cell.split("\n")] if isinstance(cell, str) else [(None, cell)]
    by_name = {unit.name: unit for unit in units}
    found: list[tuple[Unit | None, Cell]] = []
    for line in cell.split("\n"):
        match = _LABELLED.match(line.strip())
        unit = by_name.get(match[1]) or over.context.units.find(match[1]) if match else None
        if match and unit is not None and unit.name in by_name:
            found.append((by_name[unit.name], match[2]))
        else:
            found.append((None, line))
    return found


def spread(
    over: Overlay, key: str, parts: list[PartFacts], others: Iterable[PartFacts] = ()
) -> list[tuple[PartFacts, list[Cell]]]:
    """A cell's values for each part: by the units its lines name; else one line a unit; else the same for all."""
    every = [*parts, *others]
    lines = lines_by_unit(over, key, [part.assignment.unit for part in every])
    if any(unit is not None for unit, _line in lines):
        by_unit: dict[str, list[Cell]] = {}
        last = ""
        for unit, line in lines:
            last = unit.name if unit is not None else last
            if last:
                by_unit.setdefault(last, []).append(line)
        return [(part, by_unit[name]) for part in every if (name := part.assignment.unit.name) in by_unit]
    values = [line for _unit, line in lines]
    if len(parts) > 1 and len(values) == len(parts):
        return [(part, [value]) for part, value in zip(parts, values, strict=True)]
    return [(part, values) for part in parts]


# The parts -------------------------------------------------------------------------------------
def lay_parts(over: Overlay) -> None:
    """The fields of each unit's part."""
    facts = over.facts
    leads = facts.answering
    supports = [part for part in facts.parts if part not in leads]
    for key, field in PART_FIELDS:
        if key not in over.row.cells:
            continue
        if key == "district_leader":
            _district_leader(over, leads, supports)
            continue
        for part, values in spread(over, key, leads, supports):
            if key == "part_due_on" and len(values) == 1 and is_at_once(values[0]):
                over.at_once.append(part)
            elif (value := _one(over, key, field, values)) is not None:
                over.put(key, part.assignment, field.name, value)


def _one(over: Overlay, key: str, field: models.Field, values: list[Cell]) -> date | str | None:
    values = [value for value in values if text_of(value)]
    if not values:
        return None
    if isinstance(field, models.DateField):
        if len(values) > 1:
            over.error(key, _("这里只能写一个日期；几个单位的，请写成“单位：日期”，一行一个单位。"))
            return None
        try:
            return read_day(values[0], over.year)
        except Misread as problem:
            over.error(key, str(problem))
            return None
    text = "、".join(one_line(text_of(value)) for value in values)
    if field.max_length and len(text) > field.max_length:
        over.error(key, _("超过 %(most)s 个字，请缩短。") % {"most": field.max_length})
        return None
    return text


def _district_leader(over: Overlay, leads: list[PartFacts], supports: list[PartFacts]) -> None:
    """责任领导: kept with the parts, or before the hand-over with what the row names."""
    facts = over.facts
    stored = any(part.assignment.pk for part in facts.parts)
    for part, values in spread(over, "district_leader", leads, supports):
        value = _one(over, "district_leader", Assignment._meta.get_field("district_leader"), values)
        if value and stored:
            over.put("district_leader", part.assignment, "district_leader", value)
        elif value:
            part.assignment.district_leader = str(value)
    value = over.row.text("district_leader")
    if not stored and value != facts.district_leader:
        over.differ("district_leader", facts.district_leader, value)
        facts.district_leader = value


def hand_over(over: Overlay) -> None:
    """Give the parts of an item that is handed over what follows from it, where the row does not say."""
    record = over.record
    if record.handed_over_on is None:
        return
    for part in over.facts.parts:
        own = part.assignment
        if own.pk is None:
            own.assigned_on = record.handed_over_on
        if part in over.at_once:
            limit = at_once_limit(record, own.assigned_on).on
            over.put("part_due_on", own, "due_on", min(limit, record.due_on or limit))
        if own.pk is None:
            own.sign_for_due_on = over.context.sign_for_by(record, own.assigned_on)
            own.due_on = own.due_on or record.due_on
            own.district_leader = own.district_leader or own.unit.district_leader
        _four_fields(over, part)


def _four_fields(over: Overlay, part: PartFacts) -> None:
    """Demand the day of 签收 and the four fields (R13) of a part that is further on than 签收."""
    own = part.assignment
    moved_on = own.signed_for_on or own.closed_on or part.contacts or part.notes or part.answers
    if not moved_on:
        return
    missing = [key for key in FOUR_FIELDS if not getattr(own, key)]
    missing += [] if own.signed_for_on else ["signed_for_on"]
    for key in missing:
        named = _("（%(unit)s）") % {"unit": own.unit} if len(over.facts.parts) > 1 else ""
        over.error(key, _("已签收、办理或答复的件须填写这一项%(unit)s。") % {"unit": named})


# Contacts and notes ----------------------------------------------------------------------------
def _texts_by_part(over: Overlay, key: str) -> list[tuple[PartFacts, str]]:
    """A text for each part whose unit the lines name; all for the first leading part when they name none."""
    parts = [*over.facts.answering, *(part for part in over.facts.parts if part not in over.facts.answering)]
    if not parts:
        return []
    lines = lines_by_unit(over, key, [part.assignment.unit for part in parts])
    by_unit: dict[str, list[str]] = {}
    last = parts[0].assignment.unit.name
    for unit, line in lines:
        last = unit.name if unit is not None else last
        by_unit.setdefault(last, []).append(line if isinstance(line, str) else text_of(line))
    return [(part, "\n".join(by_unit[name])) for part in parts if (name := part.assignment.unit.name) in by_unit]


def lay_contacts(over: Overlay) -> None:
    """Contacts with the proposer; those known already by day and way are not entered again."""
    if "contacts" not in over.row.cells:
        return
    for part, text in _texts_by_part(over, "contacts"):
        try:
            talks = read_talks(text, over.year)
        except Misread as problem:
            over.error("contacts", str(problem))
            continue
        for talk in talks:
            if any(
                (one.on, one.method) == (talk.on, talk.method) and talk.phase in (None, one.phase)
                for one in part.contacts
            ):
                continue
            if not over.is_new:
                over.differ("contacts", "", f"{talk.on} {talk.method.label}")
            phase = talk.phase or ContactPhase.DURING
            new = Contact(assignment=part.assignment, on=talk.on, method=talk.method, phase=phase, summary=talk.summary)
            part.contacts.append(new)


def lay_notes(over: Overlay) -> None:
    """Progress notes; those known already by their text are not entered again."""
    if "notes" not in over.row.cells:
        return
    if is_cut := is_full(over.row.text("notes")):
        over.note("notes", _("这一格已经放满，后面的进展可能没有导出，请核对。"))
    for part, text in _texts_by_part(over, "notes"):
        for on, words in read_notes(text, over.year, partial(_fits, over, part)):
            known = (one for one in part.notes if on in (None, one.on))
            if any(_is_same_note(tidy(one.text), words, is_cut) for one in known):
                continue
            over.differ("notes", "", words)
            new = ProgressNote(assignment=part.assignment, text=words)
            if on is not None:
                new.on = on
            part.notes.append(new)


def _is_same_note(stored: str, words: str, is_cut: bool) -> bool:
    """Whether a note is known already; in a cell that was cut off, its beginning is enough."""
    return stored == words or is_cut and stored.startswith(words.removesuffix(CUT))


def _fits(over: Overlay, part: PartFacts, day: date) -> bool:
    """Whether a day in a note's text is one on which the unit had the item."""
    start = part.assignment.signed_for_on
    return day <= over.context.today and (start is None or day >= start)


def day_the_notes(over: Overlay) -> None:
    """Notes without a day get the workbook's own, or the last one that the row proves."""
    for part in over.facts.parts:
        undated = [note for note in part.notes if note.on is None]
        if not undated:
            continue
        start = part.assignment.signed_for_on
        of_book = over.row.table.day
        if of_book is not None and _fits(over, part, of_book):
            day: date | None = of_book
        else:
            day = max((one.on for one in part.contacts), default=start)
            day = max(day, start) if day and start else day
        if day is not None:
            for note in undated:
                note.on = day
            over.assume("noted", day)


# Joint opinions --------------------------------------------------------------------------------
def lay_opinions(over: Overlay) -> None:
    """The opinions of supporting and outside units (会办意见): when they came in, and their words."""
    keys = [key for key in ("opinion_on", "opinion") if key in over.row.cells]
    if not keys:
        return
    facts = over.facts
    givers: dict[str, Assignment | Partner] = {
        part.assignment.unit.name: part.assignment for part in facts.parts if part not in facts.answering
    }
    givers |= {partner.unit.name: partner for partner in facts.partners}
    if not givers:
        why = localised(
            "本件没有配合单位或{upper_level}会办单位，不能有会办意见；会办件报送意见的日期请写在“答复时间”。"
        )
        over.error(keys[0], why)
        return
    for key in keys:
        lines = lines_by_unit(over, key, [giver.unit for giver in givers.values()])
        texts: dict[str, list[Cell]] = {}
        names = list(givers)
        for unit, line in lines:
            names = [unit.name] if unit is not None else names
            for name in names:
                texts.setdefault(name, []).append(line)
        for name, values in texts.items():
            _opinion(over, key, givers[name], values)


def _opinion(over: Overlay, key: str, giver: Assignment | Partner, values: list[Cell]) -> None:
    field = giver._meta.get_field(key)
    if isinstance(field, models.DateField):
        value = _one(over, key, field, values)
    else:
        value = "\n".join(text_of(one) for one in values).strip()
    if value:
        over.put(key, giver, key, value)
