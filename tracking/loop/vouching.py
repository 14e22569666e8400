"""Confirming decisions that a clerk recorded from paper (纸质决定确认), where the office's settings say so.

The item moves on in the ledger as recorded. But its letter gets no number and is neither delivered nor sent while the
instruction, the review or the signature on which it rests is confirmed neither by its decider nor by a second person who
compared the entry with the scan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions, versions
from tracking.loop.acts.intake import propose
from tracking.loop.engine.declaring import codes
from tracking.models import (
    Assignment,
    Confirmation,
    Decision,
    Event,
    HandlingRecord,
    OfficeSettings,
    Person,
    Role,
    WorkdayOverride,
)
from tracking.models.reading import read_once
from tracking.versions import evidence, kinds
from tracking.wording.local import localised

DECIDERS = (Role.LEADER, Role.OFFICE_REVIEWER)
"The roles that take these decisions."
evidence.declare(
    Confirmation,
    whats={kinds.PAPER_CONFIRMED},
    event={"by_id": "decider_id", "recorded_by_id": "account_id", "at": "at"},
    data={"decision_id": "decision"},
)


def vouched_for() -> list[str]:
    """Codes of the steps on which a letter rests; 签收 (代签收) is not among them."""
    return codes(lambda step: step.vouched_for)


def unconfirmed():
    """Every decision on paper on which a letter rests and that is not confirmed."""
    rows = Decision.objects.filter(event__what__in=vouched_for(), confirmation=None)
    return rows.select_related("event__record", "event__assignment", "decider", "recorded_by")


@read_once
def _items_waiting() -> frozenset[int | None]:
    """The keys of the items of which any such decision waits."""
    return frozenset(unconfirmed().values_list("event__record", flat=True))


def resting_on(assignment: Assignment) -> list[Decision]:
    """The latest instruction, review and signature of this part that were recorded from paper and are not confirmed."""
    if assignment.record_id not in _items_waiting():
        return []
    mine = Q(assignment=None) | Q(assignment=assignment.pk)
    events = Event.objects.filter(mine, record=assignment.record_id, what__in=vouched_for()).order_by("number")
    latest = {event.what: event.pk for event in events}
    return list(unconfirmed().filter(event__in=latest.values()).order_by("event"))


def counts_from(decision: Decision) -> date:
    """In an office of three, the last day on which a confirmation is waited for: one whole working day after the entry."""
    return WorkdayOverride.objects.calendar().add_workdays(timezone.localdate(decision.event.at), 1)


def still_waits(decision: Decision, office: OfficeSettings) -> bool:
    """Whether the letter must wait for the confirmation of this decision."""
    return not office.is_small or timezone.localdate() <= counts_from(decision)


def paper_is_confirmed(assignment: Assignment, *, decider=None) -> str:
    """Refuses number, delivery and sending while a decision on which the letter rests is unconfirmed."""
    office = OfficeSettings.current()
    if not office.confirms_paper:
        return ""
    waiting = [one for one in resting_on(assignment) if still_waits(one, office)]
    if not waiting:
        return ""
    names = "、".join(f"{one.event.label}（{one.decider.name}）" for one in waiting)
    return _("%(names)s为纸质代录，待本人确认或他人复核后才能行文、送达。") % {"names": names}


def standing(decision: Decision, office: OfficeSettings) -> str:
    """How far a recorded decision is confirmed, in words; empty where it needs no confirmation."""
    if (word := getattr(decision, "confirmation", None)) is not None:
        return word.words
    if not office.confirms_paper or decision.event.what not in vouched_for():
        return ""
    return _("待本人确认") if still_waits(decision, office) else _("未经复核")


# Confirming ------------------------------------------------------------------------------------
def why_not_confirm(decision: Decision, account) -> str:
    """Why this account may not confirm the decision; empty for the decider and for a person who had no part in it."""
    person = permissions.person_of(account)
    if person is None:
        return _("这个账号没有对应的办理人员，不能确认。")
    if decision.event.what not in vouched_for():
        return _("这项纸质决定不需要确认。")
    if hasattr(decision, "confirmation"):
        return _("这项纸质决定已有确认：%(words)s。") % {"words": decision.confirmation.words}
    if person.pk == decision.decider_id:
        return ""
    if account.pk == decision.recorded_by_id:
        return _("代录人不能复核自己的代录。")
    if not permissions.sees_whole_ledger(account):
        return localised("复核由本人，或没有经手此件的{section}人员办理。")
    if drafted(decision, person):
        return _("%(name)s是本稿的拟稿人，须由他人复核。") % {"name": person.name}
    return ""


def drafted(decision: Decision, person: Person) -> bool:
    """Whether this person drafted what was decided on: the handling proposal, or a letter of the part."""
    event = decision.event
    if event.assignment_id is not None:
        return event.assignment.replies.filter(drafted_by=person).exists()
    return Event.objects.filter(record=event.record_id, what=propose.code, decider=person).exists()


def confirm(decision: Decision, *, account) -> Confirmation:
    """Confirm a decision on paper (本人确认、复核), as an event of the item."""
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=decision.event_id)
        decision = Decision.objects.select_related("event__record", "event__assignment", "decider").get(pk=decision.pk)
        if reason := why_not_confirm(decision, account):
            raise NotConfirmed(reason)
        person = permissions.person_of(account)
        is_own = person.pk == decision.decider_id
        event = versions.append(
            what=kinds.PAPER_CONFIRMED,
            label="" if is_own else _("复核纸质决定"),
            summary=_("%(what)s（%(name)s）属实") % {"what": decision.event.label, "name": decision.decider.name},
            on=timezone.localdate(),
            record=decision.event.record,
            assignment=decision.event.assignment,
            decider=person,
            account=account,
            data={"decision": decision.pk, "confirmed": decision.event_id},
        )
        return Confirmation.objects.create(decision=decision, by=person, recorded_by=account, event=event)


class NotConfirmed(Exception):
    """A decision may not be confirmed; the text is a sentence in Chinese that says why."""


def to_confirm(account) -> list[Decision]:
    """The decisions recorded in the name of this account's person that wait for their confirmation."""
    person = permissions.person_of(account)
    if not permissions.has_any_role(person, DECIDERS) or not OfficeSettings.current().confirms_paper:
        return []
    return list(unconfirmed().filter(decider=person).order_by("event"))


@dataclass(frozen=True, slots=True)
class Worth:
    """How far a recorded decision is confirmed, and whether one account may confirm it."""

    words: str
    may_confirm: bool
    is_own: bool


def worth_of(events: Iterable[Event], account) -> dict[int, Worth]:
    """By event: how far each decision on paper is confirmed, and whether this account may confirm it."""
    decisions = [event.decision for event in events if hasattr(event, "decision")]
    if not decisions:
        return {}
    office, person = OfficeSettings.current(), permissions.person_of(account)
    return {
        one.event_id: Worth(words, not why_not_confirm(one, account), person is not None and person == one.decider)
        for one in decisions
        if (words := standing(one, office))
    }


def latest_of(record: HandlingRecord, event: Event) -> Decision | None:
    """The decision on paper that a step has just recorded, where it needs a confirmation; else None."""
    if event.what not in vouched_for() or not OfficeSettings.current().confirms_paper:
        return None
    return unconfirmed().filter(event=event).first()
