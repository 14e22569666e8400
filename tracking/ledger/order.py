"""The order of an item's days (日期先后): each after the one before it, and none of them in the future."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from tracking.ledger.overlay import Overlay
from tracking.loop.bulk.backfill import ItemFacts

Day = tuple[str, date | None]
"A column's key and its day."


def check_days(over: Overlay) -> None:
    """Say which days are out of order or in the future."""
    found = set()
    for sequence in sequences(over.facts):
        before: Day | None = None
        for key, day in sequence:
            if day is None:
                continue
            if day > over.context.today:
                found.add((key, _("日期%(day)s在将来，请填写实际发生的日期。") % {"day": day}))
            elif before is not None and before[1] is not None and day < before[1]:
                what = {"day": day, "other": over.row.table.heading(before[0]), "before": before[1]}
                found.add((key, _("日期%(day)s早于“%(other)s”的%(before)s，请核对。") % what))
            before = (key, day)
    for key, message in sorted(found):
        over.error(key, message)


def sequences(facts: ItemFacts) -> Iterator[list[Day]]:
    """The days that must follow one another."""
    record = facts.record
    office: list[Day] = [
        ("received_on", record.received_on),
        ("proposed_on", record.proposed_on),
        ("instructed_on", record.instructed_on),
        ("handed_over_on", record.handed_over_on),
    ]
    yield office
    handed = office[-1:]
    for partner in facts.partners:
        yield [*handed, ("opinion_on", partner.opinion_on)]
    for part in facts.parts:
        own = part.assignment
        signed = [*handed, ("signed_for_on", own.signed_for_on)]
        yield [*handed, ("opinion_on", own.opinion_on)]
        yield [*signed, ("closed_on", own.closed_on)]
        for contact in part.contacts:
            yield [*handed, ("contacts", contact.on)]
        for note in part.notes:
            yield [*signed, ("notes", note.on)]
        rounds = list(signed)
        for answer in part.answers:
            reply, feedback = answer.reply, answer.feedback
            rounds += [("issued_on", reply.issued_on), ("delivered_on", reply.delivered_on)]
            yield [*rounds, ("published_on", reply.published_on)]
            rounds += [("asked_on", reply.asked_on), ("feedback_on", feedback.on if feedback else None)]
        yield [*rounds, ("closed_on", own.closed_on)]
