"""Compare one row with one item, in the order in which one fact proves another (a reply proves a hand-over, and so on)."""

from datetime import date

from django.utils.translation import gettext as _

from tracking.ledger.columns import BY_KEY, Place
from tracking.ledger.items import lay_due_day, lay_hand_over, lay_record, lay_signers, lay_units
from tracking.ledger.letters import CLAIMS, lay_letters
from tracking.ledger.order import check_days
from tracking.ledger.overlay import Overlay
from tracking.ledger.parts import day_the_notes, hand_over, lay_contacts, lay_notes, lay_opinions, lay_parts
from tracking.loop.bulk.backfill import ItemFacts, proven
from tracking.stages import APART, Stage

OF_UNITS_AT_WORK = frozenset(
    [key for key, column in BY_KEY.items() if column.place is Place.PART and key != "district_leader"]
    + [*CLAIMS, "contacts", "notes"]
)
"Columns that say something only of an item that was handed over."


def lay(over: Overlay) -> None:
    """Lay everything that a row says over its item: facts to be written, differences and errors."""
    before = proven(over.facts)
    lay_record(over)
    lay_signers(over)
    lay_units(over)
    lay_parts(over)
    lay_contacts(over)
    lay_notes(over)
    lay_opinions(over)
    lay_letters(over)
    at_work = any(key in over.row.cells for key in OF_UNITS_AT_WORK)
    at_work = at_work or any(part.assignment.opinion_on or part.assignment.opinion for part in over.facts.parts)
    lay_hand_over(over, later=lambda: _earliest(over.facts), proves_more=at_work)
    lay_due_day(over)
    day_the_notes(over)
    hand_over(over)
    if over.is_new or over.differences:
        check_days(over)
        _check_closing(over)
        _check_not_skipping(over, before)


def _earliest(facts: ItemFacts) -> date | None:
    """The earliest day that the parts prove."""
    days = [part.assignment.signed_for_on for part in facts.parts]
    days += [part.assignment.opinion_on for part in facts.parts]
    days += [contact.on for part in facts.parts for contact in part.contacts]
    days += [answer.reply.issued_on for part in facts.parts for answer in part.answers]
    days += [note.on for part in facts.parts for note in part.notes]
    return min((day for day in days if day is not None), default=None)


def _check_closing(over: Overlay) -> None:
    if any(part.assignment.closed_on and not part.answers for part in over.facts.answering):
        over.error("closed_on", _("有“办结时间”而没有答复时间。"))


def _check_not_skipping(over: Overlay, before: Stage) -> None:
    """What is handled in the system moves on by steps alone: nothing skips review or signing."""
    record = over.record
    if over.is_new or (record.pk not in over.context.worked and record.stage not in APART):
        return
    if proven(over.facts).rank > max(before.rank, Stage(record.stage).rank):
        why = _("本件在系统中办理，现为“%(stage)s”；以后的环节须逐步办理，不能由台账补录。")
        over.error("number", why % {"stage": Stage(record.stage).label})
