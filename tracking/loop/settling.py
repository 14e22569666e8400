"""Deriving an item's counted facts from its parts (归集): after every step, and again when checks recount them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from tracking.models import (
    ANSWERING_DUTIES,
    FACE_TO_FACE,
    Assignment,
    AssignmentDuty,
    Contact,
    ContactMethod,
    Feedback,
    HandlingRecord,
    Publicity,
    Reply,
    Satisfaction,
)
from tracking.models.statements import ValuesByKeys
from tracking.stages import APART, Stage

FEW = 5
"Up to how many items the question is kept ready."


@dataclass(frozen=True, slots=True)
class CountedPart:
    """What is counted of a unit's part."""

    stage: str
    signed_for_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class CountedLetter:
    """What is counted of a letter."""

    issued_on: date | None
    delivered_on: date | None
    asked_on: date | None
    published_on: date | None
    published_url: str
    reply_class: str
    publicity: str


@dataclass(frozen=True, slots=True)
class CountedOpinion:
    """What is counted of an opinion on a letter."""

    on: date
    result: str


Part = Assignment | CountedPart
Opinion = Feedback | CountedOpinion
Answer = tuple[Reply | CountedLetter, Opinion | None]
"A round's letter, and the first signer's opinion on it."


def latest(days: Iterable[date | None]) -> date | None:
    """The last of these days, or None while one of them is missing."""
    days = list(days)
    return max(days) if days and all(days) else None


def facts(record: HandlingRecord) -> dict:
    """The flat facts of a record, counted anew from its assignments, replies, contacts and feedback (R35)."""
    return facts_of_all([record])[record.pk]


def facts_of_all(records: Iterable[HandlingRecord]) -> dict[int, dict]:
    """The flat facts of many records by their keys, in one query however many they are; 改派 parts count nowhere."""
    records = {record.pk: record for record in records}
    parts: dict[int, tuple[Part, list[Answer]]] = {}
    answering: dict[int, list[tuple[Part, list[Answer]]]] = defaultdict(list)
    contacts: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for item, part, duty, *rest in _counted(list(records)) if len(records) <= FEW else _of_items(list(records)):
        of_part, (first_talk, first_visit), of_opinion, (letter, *of_letter) = rest[:3], rest[3:5], rest[5:7], rest[7:]
        if part not in parts:
            parts[part] = CountedPart(*of_part), []
            talked = ((first_talk, ""), (first_visit, ContactMethod.FACE))
            contacts[item] += [(on, method) for on, method in talked if on is not None]
            if duty == AssignmentDuty.LEAD:
                answering[item].append(parts[part])
        if letter is not None:
            parts[part][1].append((CountedLetter(*of_letter), CountedOpinion(*of_opinion) if of_opinion[1] else None))
    return {pk: facts_of(record, answering[pk], contacts[pk]) for pk, record in records.items()}


# In no order of the models' own, which would join an item's session.
def _of_items(records: Collection[int]) -> QuerySet[Assignment, Any]:
    """What is counted of units' parts of these items: their own days, first contacts, and letters by their rounds with the first signer's opinion."""
    talks = Contact.objects.filter(assignment=OuterRef("pk")).order_by("on").values("on")
    firsts = Feedback.objects.filter(delivery__reply=OuterRef("replies"), delivery__signature__order=1).order_by()
    return (
        Assignment.objects.standing()
        .filter(record__in=records)
        .order_by("pk", "replies__round")
        .values_list(
            *("record", "pk", "duty"),
            *(one.name for one in fields(CountedPart)),
            *(Subquery(days[:1]) for days in (talks, talks.filter(method__in=FACE_TO_FACE))),
            *(Subquery(firsts.values(one.name)[:1]) for one in fields(CountedOpinion)),
            "replies",
            *(f"replies__{one.name}" for one in fields(CountedLetter)),
        )
    )


_counted = ValuesByKeys(Assignment, _of_items)
"The same for a few of them, as every step asks."


def facts_of(
    record: HandlingRecord, answering: Sequence[tuple[Part, list[Answer]]], contacts: list[tuple[date, str]]
) -> dict:
    """The flat facts that follow from these parts: answering units with their rounds in order, and contacts."""
    if not answering:
        return {}
    delivered = [[answer for answer in answers if answer[0].delivered_on] for _part, answers in answering]
    first = [answers[0][0] if answers else None for answers in delivered]
    last = [answers[-1][0] if answers else None for answers in delivered]
    found = {
        "signed_for_on": latest(part.signed_for_on for part, _answers in answering),
        "first_contact_on": min((on for on, _method in contacts), default=None),
        "first_face_contact_on": min((on for on, method in contacts if method in FACE_TO_FACE), default=None),
        "answered_on": latest(reply and reply.issued_on for reply in first),
        "delivered_on": latest(reply and reply.delivered_on for reply in first),
        "reply_class": _worst_class(record, last),
        "publicity": _publicity(last) if record.duty in ANSWERING_DUTIES else "",
        "asked_on": latest(reply and reply.asked_on for reply in first),
        "closed_on": latest(part.closed_on for part, _answers in answering),
    }
    if record.stage not in APART:
        found["stage"] = Stage.slowest(part.stage for part, _answers in answering)
    published = [reply for reply in last if reply and Publicity(reply.publicity or "withheld").is_proactive]
    found["published_on"] = latest(reply.published_on for reply in published)
    found["published_url"] = next((reply.published_url for reply in published if reply.published_url), "")
    # On a 会办 item the opinion is of the lead unit's answer: it is kept (市主办单位转来), and is no fact of ours.
    asked = record.duty in ANSWERING_DUTIES
    opinions = [[one for _reply, one in answers if one is not None and asked] for _part, answers in answering]
    for prefix, place in (("feedback_first", 0), ("feedback", -1)):
        found |= _opinion(prefix, [one[place] if one else None for one in opinions])
    return found


def settle(record: HandlingRecord, keep: Callable) -> None:
    """Write the facts that changed onto the record, as a version of its own when there are any."""
    changed = {name: value for name, value in facts(record).items() if getattr(record, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(record, name, value)
        keep(record)


def _worst_class(record: HandlingRecord, replies: Sequence[Reply | CountedLetter | None]) -> str:
    """The class that is furthest from solved among separate answers (分办); empty until all are answered."""
    order = [one["code"] for one in record.session.reply_classes]
    codes = [reply.reply_class for reply in replies if reply is not None]
    if len(codes) < len(replies) or not all(codes):
        return ""
    return max(codes, key=lambda code: order.index(code) if code in order else len(order))


def _publicity(replies: Sequence[Reply | CountedLetter | None]) -> str:
    """The most open publicity among separate answers."""
    order = list(Publicity.values)
    return min((reply.publicity for reply in replies if reply and reply.publicity), key=order.index, default="")


def _opinion(prefix: str, feedback: Sequence[Opinion | None]) -> dict:
    """The worst opinion among separate answers, once every answer has one."""
    if not all(feedback):
        return {f"{prefix}_on": None, f"{prefix}_result": ""}
    worst = max(feedback, key=lambda one: Satisfaction(one.result).rank)
    return {f"{prefix}_on": latest(one.on for one in feedback), f"{prefix}_result": worst.result}
