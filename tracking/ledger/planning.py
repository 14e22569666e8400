"""What importing a workbook would do (预览): every row checked against the others and the ledger, in sets, and nothing written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.ledger.cells import Misread, read_duty
from tracking.ledger.columns import BY_KEY
from tracking.ledger.handlers import UnitBook, who_handles
from tracking.ledger.identifying import (
    Identified,
    StoredItems,
    comes_twice,
    error_at,
    identified,
    leave_out_others,
)
from tracking.ledger.laying import lay
from tracking.ledger.overlay import CellDifference, Context, Overlay
from tracking.ledger.proposers import ProposerBook, names_in
from tracking.ledger.reading import Row, RowError, Sheet
from tracking.ledger.session_names import kind_of_session
from tracking.loop import codes
from tracking.loop.bulk.backfill import Entry, ItemFacts, proven, proven_stage
from tracking.loop.bulk.batch import uncollected
from tracking.models import (
    ChainHead,
    Duty,
    Event,
    GivenNumber,
    HandlingRecord,
    Kind,
    Proposer,
    Reply,
    Session,
    Unit,
    usual_origin,
)
from tracking.models.advancing import advancing
from tracking.models.inserting import made
from tracking.models.portions import portions
from tracking.stages import Stage

NEEDED = ("title", "first")
"What a new item's row must have, besides number and kind."
SAYING_WHOSE = frozenset({"duty", "main_units", "joint_units", "separate_units", "sole_units", "city_unit", "units"})
"Columns that name the units which handle an item."


@dataclass(slots=True, eq=False)
class RowChange:
    """One row that brings something: a new item, or differences to a stored one."""

    row: int
    sheet: str
    entry: Entry
    differences: list[CellDifference]
    assumed: list[str]

    @property
    def record(self) -> HandlingRecord:
        """The item as it would be."""
        return self.entry.facts.record

    @property
    def stage(self) -> Stage:
        """The stage that the row proves."""
        return proven(self.entry.facts)


@dataclass(slots=True)
class Plan:
    """What an import would do, and what stands in its way; nothing is written yet."""

    sheet: Sheet
    session: Session
    seen: int
    "The chain's last number when the plan was made."
    only: Kind | None = None
    "The kind that is brought in, where the other kind's rows belong to another session."
    about: set[int] = field(default_factory=set)
    "The stored items that it was made from, by their keys."
    errors: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)
    "Worth knowing; the import goes on."
    creates: list[RowChange] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    "Rows of stored items with differences."
    updates: list[CellDifference] = field(default_factory=list)
    unchanged: int = 0
    contact_data: list[tuple[Proposer, str, str]] = field(default_factory=list)
    "Stored people with a new telephone or post: person, field, value."

    @property
    def new_units(self) -> list[Unit]:
        """Units of the city that the workbook names and nobody registered yet."""
        rows = [change.entry.facts for change in (*self.creates, *self.changes)]
        named = [facts.record.lead_unit for facts in rows if facts.record.lead_unit is not None]
        named += [partner.unit for facts in rows for partner in facts.partners]
        return list({id(unit): unit for unit in named if unit.pk is None}.values())

    @property
    def new_proposers(self) -> list[Proposer]:
        """People whom the workbook names and nobody registered yet."""
        named = [one for change in (*self.creates, *self.changes) for one in change.entry.facts.signers]
        return list({id(one): one for one in named if one.pk is None}.values())

    def said(self) -> tuple:
        """All that the plan shows to the one who confirms it."""
        creates = [(one.sheet, one.row, one.record.number_label, one.stage) for one in self.creates]
        return creates, self.updates, self.unchanged

    def summary(self, *, update: bool = True) -> dict[str, int]:
        """How many items would be created, updated and left unchanged, and how many errors there are."""
        changed = len({(one.sheet, one.row) for one in self.updates} - {(one.sheet, one.row) for one in self.creates})
        stored = self.unchanged + len(self.changes)
        updated = changed if update else 0
        return {
            "created": len(self.creates),
            "updated": updated,
            "unchanged": stored - updated,
            "errors": len(self.errors),
        }


@uncollected()
def plan(sheet: Sheet, session: Session, only: Kind | None = None) -> Plan:
    """Check a workbook against itself and the session's ledger; a session that is not stored yet is an empty one.

    With `only` the rows of the other kind are left out: they belong to another session.
    """
    asked = [question.as_error() for question in sheet.questions]
    made = Plan(sheet, session, ChainHead.objects.now().number, only, errors=[*sheet.errors, *asked, *sheet.faults])
    made.notes += sheet.notes
    if sheet.errors:
        return made
    left_out = leave_out_others(sheet, only) if only else 0
    rows, errors = identified(sheet, session)
    made.errors += errors
    made.notes += _about_kinds(session, rows, only, left_out)
    made.notes += [note for one in rows for note in one.notes]
    numbers = {one.number for one in rows}
    stored = StoredItems(session, numbers)
    names = [name for one in rows for key in ("first", "co_signers") for name in _names(one.row, key)]
    context = Context(session, UnitBook(session), ProposerBook(session, names), timezone.localdate())
    context.worked = _worked(session)
    made.about = {facts.record.pk for facts in stored.items if facts.record.number in numbers}
    for facts in stored.items:
        facts.signers = [context.proposers.same(one) for one in facts.signers]
    _meet_first_signers(context, rows)
    overlays = _laid(made, context, stored, rows)
    _check_doc_numbers(made, overlays)
    phrases = _Phrases()
    for over in overlays:
        _take(made, over, phrases)
    made.contact_data = context.people.changed
    made.errors.sort(key=lambda error: ([table.name for table in sheet.tables].index(error.sheet), error.row or 0))
    return made


def _about_kinds(session: Session, rows: list[Identified], only: Kind | None, left_out: int) -> list[RowError]:
    """What the clerk should know of kinds: how many rows of the other are left out, and that a session seems the wrong one."""
    notes = []
    if only and left_out:
        said = {"only": only.label, "n": left_out}
        notes.append(RowError(None, None, _("这次只导入%(only)s；清单里的另一类有%(n)s件，没有读取。") % said))
    of_session = kind_of_session(session.name)
    strange = sum(1 for one in rows if one.kind != of_session) if of_session else 0
    if of_session and strange:
        said = {"session": session.name, "kind": of_session.full_label, "n": strange}
        words = _("“%(session)s”看来只办%(kind)s，清单里却有%(n)s件另一类，请核对届次；分开导入时，请选“只导入”。")
        notes.append(RowError(None, None, words % said))
    return notes


def _names(row: Row, key: str) -> Iterable[str]:
    return names_in(row.text(key)).names if key in row.cells else ()


def _worked(session: Session) -> set[int]:
    """The items that are handled in the system by now, and no longer kept in the workbook."""
    if session.pk is None:
        return set()
    handling = codes(lambda step: not step.leaves_to_workbook)
    return set(Event.objects.filter(record__session=session, what__in=handling).values_list("record_id", flat=True))


# Laying the rows over the items ----------------------------------------------------------------
def _meet_first_signers(context: Context, rows: list[Identified]) -> None:
    """Meet everybody with a delegation first, so that a co-signer without one is the same person."""
    for one in rows:
        delegation = one.row.text("delegation")[:100]
        if delegation and (names := list(_names(one.row, "first"))) and len(names[0]) <= 100:
            context.proposers.find(one.kind, names[0], delegation)


def _laid(made: Plan, context: Context, stored: StoredItems, rows: list[Identified]) -> list[Overlay]:
    """Every row over its item."""
    overlays = []
    lacking: set[tuple[str, str]] = set()
    taken: dict[int, Row] = {}
    for one in advancing(rows, _("检查"), len(rows)):
        row, facts = one.row, stored.find(one)
        if facts is not None and taken.setdefault(facts.record.pk, row) is not row:
            made.errors.append(comes_twice(one, taken[facts.record.pk]))
            continue
        is_new = facts is None
        try:
            duty = read_duty(row.text("duty")) if "duty" in row.cells else None
        except Misread as problem:
            made.errors.append(error_at(row, "duty", str(problem)))
            continue
        handling = who_handles(row.cells, context.units, duty or (None if facts is None else facts.record.duty))
        if facts is None:
            facts = ItemFacts(_new_record(made.session, one, handling.duty))
        elif not row.cells.keys() & SAYING_WHOSE:
            handling.problems.clear()
        over = Overlay(row, Entry(facts, "", {}), context, handling, is_new)
        over.entry.proved = {part.assignment.pk: proven_stage(facts, part) for part in facts.parts}
        if is_new:
            _check_needed(made, over, lacking)
        lay(over)
        overlays.append(over)
    return overlays


def _new_record(session: Session, one: Identified, duty: Duty | None) -> HandlingRecord:
    return made(
        HandlingRecord,
        session=session,
        kind=one.kind,
        origin=one.origin or usual_origin(session),
        number=one.number,
        duty=duty or "",
        is_example=session.is_example,
    )


def _check_needed(made: Plan, over: Overlay, lacking: set[tuple[str, str]]) -> None:
    """A new item has a title and a first signer; a column that is missing altogether is said once."""
    table = over.row.table
    for key in NEEDED:
        if key in over.row.cells:
            continue
        if key in table.headings:
            if key == "title":
                over.error(key, _("没有案由。"))
        elif (table.name, key) not in lacking:
            lacking.add((table.name, key))
            heading = BY_KEY[key].heading
            made.errors.append(
                RowError(table.header_row, heading, _("没有“%(heading)s”列。") % {"heading": heading}, table.name)
            )


def _check_doc_numbers(made: Plan, overlays: list[Overlay]) -> None:
    """No two letters bear the same number, in the workbook or in the ledger."""
    named: dict[str, list[tuple[Overlay, Reply]]] = defaultdict(list)
    for over in overlays:
        if "doc_number" in over.row.cells:
            for part in over.facts.parts:
                for answer in part.answers:
                    if answer.reply.doc_number:
                        named[answer.reply.doc_number].append((over, answer.reply))
    for number, letters in named.items():
        for over, _reply in letters[1:]:
            why = _("答复文号%(number)s与第%(row)s行重复。")
            over.error("doc_number", why % {"number": number, "row": letters[0][0].row.number})
    for near in portions(list(named)):
        held = dict(Reply.objects.filter(doc_number__in=near).values_list("doc_number", "pk"))
        for number, pk in held.items():
            for over, reply in named[number]:
                if reply.pk != pk and len(named[number]) == 1:
                    over.error("doc_number", _("答复文号%(number)s已用于另一件的答复。") % {"number": number})
        given = GivenNumber.objects.filter(doc_number__in=near).exclude(doc_number__in=held)
        for number, what in given.values_list("doc_number", "what"):
            for over, _reply in named[number]:
                over.error(
                    "doc_number", _("答复文号%(number)s已登记用于“%(what)s”。") % {"number": number, "what": what}
                )


def _take(made: Plan, over: Overlay, phrases: "_Phrases") -> None:
    """Put a row where it belongs: errors, new items, differences, or unchanged."""
    made.errors += over.errors
    made.notes += over.notes
    if over.errors:
        return
    made.updates += over.differences
    if not over.is_new and not over.differences:
        made.unchanged += 1
        return
    change = RowChange(over.row.number, over.row.sheet, over.entry, over.differences, over.assumed)
    _describe(made, over, phrases)
    (made.creates if over.is_new else made.changes).append(change)


class _Phrases:
    """The phrases of the events, translated once for all rows."""

    def __init__(self) -> None:
        self.entered = _("据《%(file)s》%(sheet)s第%(row)s行录入，%(stage)s")
        self.updated = _("据《%(file)s》%(sheet)s第%(row)s行更新%(headings)s")
        self.units = _("所列承办单位：%(names)s")
        self.stages = {stage: str(stage.label) for stage in Stage}


def _describe(made: Plan, over: Overlay, phrases: _Phrases) -> None:
    """What the event will say: file, row, and what the row did not say and was assumed."""
    about = {"file": made.sheet.name, "row": over.row.number, "sheet": over.row.sheet}
    if over.is_new:
        parts = [phrases.entered % {**about, "stage": phrases.stages[proven(over.facts)]}]
    else:
        headings = "、".join(dict.fromkeys(one.column for one in over.differences))
        parts = [phrases.updated % {**about, "headings": headings}]
    data: dict = {"file": made.sheet.name, "sha256": made.sheet.sha256, "row": over.row.number}
    if over.row.sheet:
        data["sheet"] = over.row.sheet
    if over.assumed:
        data["assumed"] = over.assumed
        parts += over.assumed
    facts = over.facts
    if facts.record.handed_over_on is None and (facts.parts or facts.district_leader):
        leads = [part.assignment.unit for part in facts.answering]
        supports = [part.assignment.unit for part in facts.parts if part not in facts.answering]
        data["units"] = {"lead": [unit.pk for unit in leads], "support": [unit.pk for unit in supports]}
        if facts.district_leader:
            data["units"]["district_leader"] = facts.district_leader
        if units := leads + supports:
            parts.append(phrases.units % {"names": "、".join(unit.name for unit in units)})
    over.entry.summary, over.entry.data = "；".join(parts), data
