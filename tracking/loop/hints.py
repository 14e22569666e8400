"""Hints on a draft (自动提示): the rules of `wording.drafts`, which know no models, are given the ledger's facts."""

from tracking.models import Assignment, Kind, Reply, ReplyKind
from tracking.wording import Hint, LetterDraft, hints


def hints_on(reply: Reply, assignment: Assignment) -> list[Hint]:
    """What a reviewer, and the unit before them, should look at in a round's draft."""
    record = assignment.record
    answered = {answer.ask_id for answer in reply.ask_answers.all()}
    return hints(
        LetterDraft(
            text=reply.body,
            number=record.number,
            title=record.title,
            to_deputies=record.kind == Kind.SUGGESTION,
            is_opinion=reply.kind == ReplyKind.OPINION,
            reply_class=reply.reply_class,
            promise_due_on=reply.promise_due_on,
            promise_unit=reply.promise_unit,
            has_contact=bool(assignment.contacts.all()),
            unanswered=tuple(ask.text for ask in record.asks.all() if ask.pk not in answered),
        )
    )
