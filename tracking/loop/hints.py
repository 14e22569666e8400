"""Hints on a draft (自动提示): the rules of `wording.drafts`, which know no models, are given the ledger's facts."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.dateparse import parse_date

from tracking.models import Assignment, Kind, Reply, ReplyKind
from tracking.wording import Hint, LetterDraft, hints


def hints_on(reply: Reply, assignment: Assignment) -> list[Hint]:
    """What a reviewer, and the unit before them, should look at in a round's draft."""
    return _found(
        assignment,
        reply.body,
        is_opinion=reply.kind == ReplyKind.OPINION,
        reply_class=reply.reply_class,
        promise_due_on=reply.promise_due_on,
        promise_unit=reply.promise_unit,
        answered={answer.ask_id for answer in reply.ask_answers.all()},
    )


def hints_on_typed(said: Mapping[str, str], assignment: Assignment) -> list[Hint]:
    """The same on a letter that is being written, as its form's fields stand now."""
    asks = assignment.record.asks.all()
    return _found(
        assignment,
        said.get("body", ""),
        is_opinion=assignment.record.is_joint,
        reply_class=said.get("reply_class", ""),
        promise_due_on=_day(said.get("promise_due_on", "")),
        promise_unit=said.get("promise_unit", ""),
        answered={ask.pk for ask in asks if said.get(f"ask_{ask.pk}") or said.get(f"ask_{ask.pk}_reason")},
    )


def _found(
    assignment: Assignment,
    text: str,
    *,
    is_opinion: bool,
    reply_class: str,
    promise_due_on: date | None,
    promise_unit: str,
    answered: Collection[int],
) -> list[Hint]:
    record = assignment.record
    return hints(
        LetterDraft(
            text=text,
            number=record.number,
            title=record.title,
            to_deputies=record.kind == Kind.SUGGESTION,
            is_opinion=is_opinion,
            reply_class=reply_class,
            promise_due_on=promise_due_on,
            promise_unit=promise_unit,
            has_contact=bool(assignment.contacts.all()),
            unanswered=tuple(ask.text for ask in record.asks.all() if ask.pk not in answered),
        )
    )


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None
