"""What a row says of the item itself: its own fields, who signed it, whose it is, and by when it is due."""

from collections.abc import Callable
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from tracking.ledger.cells import is_at_once, read_count, read_day, read_flag
from tracking.ledger.columns import COLUMNS, Place
from tracking.ledger.opening import Cell
from tracking.ledger.overlay import Overlay
from tracking.ledger.proposers import names_in
from tracking.ledger.stored import parts_named
from tracking.ledger.text import folded, one_line, text_of
from tracking.models import DueBasis, Duty, HandlingRecord, Partner, Proposer, Unit
from tracking.models.versioned import field_of
from tracking.time.clocks import due_basis
from tracking.wording import Names
from tracking.wording.local import localised


def of_model(model: type[models.Model], place: Place) -> list[tuple[str, models.Field]]:
    """The columns that are fields of a model: key and field."""
    return [(column.key, field_of(model, column.field)) for column in COLUMNS if column.place is place]


RECORD_FIELDS = [(key, field) for key, field in of_model(HandlingRecord, Place.RECORD) if key != "due_on"]


def read_text(over: Overlay, key: str, most: int | None, *, lines: bool = False) -> str:
    """A cell's text, no longer than its field."""
    text = over.row.text(key)
    text = text if lines else one_line(text)
    if most is not None and len(text) > most:
        over.error(key, _("超过 %(most)s 个字，请缩短。") % {"most": most})
    return text


def lay_record(over: Overlay) -> None:
    """The item's own fields."""
    cells = over.row.cells
    for key, field in RECORD_FIELDS:
        if key not in cells:
            continue
        value: object
        if isinstance(field, models.DateField):
            value = over.read(key, read_day, over.year)
        elif isinstance(field, models.BooleanField):
            value = over.read(key, lambda cell: read_flag(text_of(cell)))
        else:
            value = text = read_text(over, key, field.max_length, lines=isinstance(field, models.TextField))
            if key == "title" and text.startswith("《") and text.endswith("》") and text.count("《") == 1:
                value = text[1:-1]
        if value is not None:
            over.put(key, over.record, field.name, value)


# Signers ---------------------------------------------------------------------------------------
def lay_signers(over: Overlay) -> None:
    """First signer and co-signers, with “等5人” as the number of all."""
    facts, book = over.facts, over.context.proposers
    named = names_in(over.row.text("first"))
    others = names_in(over.row.text("co_signers"))
    delegation = read_text(over, "delegation", _most("delegation"))
    kind = over.record.kind
    if over.is_new and not named.names and not named.problem:
        if "first" in over.row.table.headings:
            over.error("first", _("没有领衔代表（第一提案人）。"))
        return
    for key, found in (("first", named), ("co_signers", others)):
        if found.problem:
            over.error(key, found.problem)
        elif found.remark:
            over.note(key, found.remark)
    if named.problem or others.problem:
        return
    for name in (*named.names, *others.names):
        if len(name) > _most("name"):
            over.error("first", _("姓名超过 %(most)s 个字：%(name)s。") % {"most": _most("name"), "name": name[:20]})
            return
    stored = facts.signers[0] if facts.signers else None
    name = named.names[0] if named.names else stored.name if stored else ""
    same = (
        stored is not None and _alike(stored.name, name) and (not delegation or _alike(stored.delegation, delegation))
    )
    if name and not same:
        if not delegation and len(book.named(kind, name)) > 1:
            over.error("first", _("有几位同名的“%(name)s”，请写明代表团或界别。") % {"name": name})
        first = book.find(kind, name, delegation)
        if stored is not None:
            key = "first" if not _alike(stored.name, name) else "delegation"
            over.differ(key, _signer(stored), _signer(first))
        facts.signers[:1] = [first]
    _co_signers(over, [one for one in dict.fromkeys((*named.names[1:], *others.names)) if one != name])
    _total(over, named, others)
    if facts.signers:
        _contact_data(over, facts.signers[0])


def _alike(stored: str, said: str) -> bool:
    return folded(stored) == folded(said)


def _most(name: str) -> int:
    return field_of(Proposer, name).max_length or 0


def _signer(proposer: Proposer) -> str:
    return f"{proposer.name}（{proposer.delegation}）" if proposer.delegation else proposer.name


def _co_signers(over: Overlay, names: list[str]) -> None:
    facts = over.facts
    before = [one.name for one in facts.signers[1:]]
    if not names or [folded(name) for name in names] == [folded(name) for name in before]:
        return
    if any(answer.deliveries for part in facts.parts for answer in part.answers) or any(
        contact.signature_id for part in facts.parts for contact in part.contacts
    ):
        over.error("co_signers", _("本件已与提出人沟通或已送达答复，联名人不能再由台账改动。"))
        return
    over.differ("co_signers", "、".join(before), "、".join(names))
    facts.signers[1:] = [over.context.proposers.find(over.record.kind, name) for name in names]


def _total(over: Overlay, named: Names, others: Names) -> None:
    """How many signed altogether, where the row announces more than it names."""
    total: int | None
    if named.others:
        total = len(over.facts.signers) + named.others
    elif others.others:
        total = 1 + others.total
    elif "signers_count" in over.row.cells:
        total = over.read("signers_count", read_count)
        if total is None or total <= len(over.facts.signers):
            return
    else:
        return
    if total > 32767:
        over.error("co_signers", _("提出人总数“%(total)s”不对，请核对。") % {"total": total})
    else:
        over.put("co_signers" if others.others else "first", over.record, "signers_total", total)


def _contact_data(over: Overlay, first: Proposer) -> None:
    """The first signer's telephone and post: the person's, whatever item they are named on."""
    for key in ("phone", "post"):
        if value := read_text(over, key, _most(key)):
            over.context.people.say(over, key, first, value)


# Units -----------------------------------------------------------------------------------------
def lay_units(over: Overlay) -> None:
    """Duty, the city's lead unit, outside units asked for their opinion, and the units of ours that have a part."""
    handling, record, facts = over.handling, over.record, over.facts
    for key, message in handling.problems:
        over.error(key, message)
    for key, message in handling.remarks:
        over.note(key, message)
    if handling.left_out:
        names = "、".join(handling.left_out)
        over.note(
            "joint_units",
            localised("会办件里{upper}里的其他会办单位（%(names)s）不由本级办理，没有登记。") % {"names": names},
        )
    if handling.duty is not None and handling.duty != record.duty:
        _new_duty(over)
    if handling.lead_unit is not None and handling.lead_unit != record.lead_unit:
        over.differ("main_units", record.lead_unit or "", handling.lead_unit)
        over.entry.put(record, "lead_unit", handling.lead_unit)
    if record.is_joint and record.lead_unit is None and over.is_new:
        over.error("main_units", localised("会办件须写明{upper_lead}，会办意见要报送给它。"))
    asked = {partner.unit.name for partner in facts.partners}
    for unit in handling.partners:
        if unit.name not in asked:
            over.differ("joint_units", "", unit.name)
            facts.partners.append(Partner(record=record, unit=unit))
    _parts(over)


def _new_duty(over: Overlay) -> None:
    record, duty = over.record, over.handling.duty
    if record.handed_over_on is not None and Duty.JOINT in (duty, record.duty):
        over.error("duty", _("本件已交办，不能在会办与主办、独办、分办之间改动。"))
    over.put("duty", record, "duty", duty)


def _parts(over: Overlay) -> None:
    """The units that lead and support: stored only once the item is handed over, and not changed here after that."""
    facts, handling = over.facts, over.handling
    leads = [part.assignment.unit for part in facts.answering]
    supports = [part.assignment.unit for part in facts.parts if part not in facts.answering]
    new_leads, new_supports = handling.leads or leads, handling.supports or supports
    if _same(new_leads, leads) and _same(new_supports, supports):
        return
    key = _unit_key(over)
    if any(part.assignment.pk for part in facts.parts):
        over.error(
            key,
            _("本件已交给%(old)s，台账写的是%(new)s；改派请在系统中办理。")
            % {"old": _names(leads + supports), "new": _names(new_leads + new_supports)},
        )
        return
    over.differ(key, _names(leads + supports), _names(new_leads + new_supports))
    facts.parts = parts_named(over.record, new_leads, [unit for unit in new_supports if unit not in new_leads])


def _unit_key(over: Overlay) -> str:
    """The column in which the row names our units."""
    own = "joint_units" if over.record.is_joint else "main_units"
    keys = ("units", own, "separate_units", "sole_units", "main_units", "joint_units", "support_units")
    return next((key for key in keys if key in over.row.cells), own)


def _same(one: list[Unit], other: list[Unit]) -> bool:
    return {unit.pk for unit in one} == {unit.pk for unit in other}


def _names(units: list[Unit]) -> str:
    return "、".join(unit.name for unit in units)


# Hand-over and due day ------------------------------------------------------------------------
def lay_hand_over(over: Overlay, *, later: Callable[[], date | None], proves_more: bool) -> None:
    """The day of hand-over, where the row or what it says of later things proves one."""
    record, session = over.record, over.context.session
    if record.handed_over_on is None:
        if proves_more:
            day = session.handed_over_on or later()
            if day is None:
                over.error("handed_over_on", _("本行写有签收以后的内容，须有“交办日期”，或在届次中填写交办会日期。"))
                return
            over.assume("meeting" if session.handed_over_on else "earliest", day)
            over.entry.put(record, "handed_over_on", day)
        elif "units" in over.row.cells and session.handed_over_on and over.facts.answering:
            over.assume("meeting", session.handed_over_on)
            over.entry.put(record, "handed_over_on", session.handed_over_on)
    if record.handed_over_on is not None and not over.facts.answering and not over.handling.problems:
        over.error(_unit_key(over), _("本件已交办，须写明本级的承办单位。"))


def lay_due_day(over: Overlay) -> None:
    """By when the item is due: as the row says, or as the session's limits make it."""
    record, context = over.record, over.context
    start = record.handed_over_on or record.received_on or context.session.handed_over_on
    cell: Cell = over.cell("due_on")
    if cell is not None and is_at_once(cell):
        _at_once(over)
    elif cell is not None:
        day = over.read("due_on", read_day, over.year)
        if day is not None and start is not None and day < start:
            over.error("due_on", _("办理期限%(due)s早于%(start)s，请核对。") % {"due": day, "start": start})
        elif day is not None:
            _due(over, day, start or day, context.sentence("listed", day))
    if record.handed_over_on is not None and record.due_on is None:
        clock = context.clock(record, record.handed_over_on)
        over.entry.put(record, "due_on", clock.on)
        over.entry.put(record, "due_because", clock.explanation)
        over.entry.put(record, "yellow_from", clock.yellow_from)
        over.entry.put(record, "due_basis", due_basis(record))


def _at_once(over: Overlay) -> None:
    """“即办” is a mark; its clock begins with the hand-over."""
    record = over.record
    was_at_once = record.is_at_once
    over.put("due_on", record, "is_at_once", True)
    if not was_at_once and record.due_on is not None and record.due_basis not in (DueBasis.EXTENDED, DueBasis.CHANGED):
        for field, nothing in (("due_on", None), ("due_because", ""), ("yellow_from", None), ("due_basis", "")):
            over.entry.put(record, field, nothing)


def _due(over: Overlay, day: date, start: date, because: str) -> None:
    if over.put("due_on", over.record, "due_on", day):
        over.entry.put(over.record, "due_because", because)
        over.entry.put(over.record, "yellow_from", over.context.clock(over.record, start, day).yellow_from)
        over.entry.put(over.record, "due_basis", DueBasis.FIXED)
