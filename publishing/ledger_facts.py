"""The ledger's figures of one session as the evidence check takes them (台账数据 → 核对依据)."""

import copy
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices

from publishing.evidence import Fact, LedgerCell, LedgerFacts
from tracking import figures
from tracking.models import CompletionDefinition, HandlingRecord, Origin, Session
from tracking.models.sessions import ContactDefinition, FeedbackRound, SatisfactionBasis, SatisfactionDefinition
from tracking.stages import APART

_DEFINITIONS: dict[str, type[TextChoices]] = {
    "completion_definition": CompletionDefinition,
    "satisfaction_definition": SatisfactionDefinition,
    "satisfaction_round": FeedbackRound,
    "satisfaction_basis": SatisfactionBasis,
    "contact_definition": ContactDefinition,
}
"The session's choices (口径): each may be read otherwise elsewhere."
_LEVELS = {Origin.REGION: "province", Origin.CITY: "city", Origin.DISTRICT: "county"}
"The level that an item comes from, by the name that the check gives it."


def facts_of(session: Session, as_of: date | None = None) -> LedgerFacts:
    """Every figure of a session, as of a day, with its rates under the definitions that the session did not choose."""
    counts = figures.count(session, as_of)
    names = {field.name: field.verbose_name for field in Session._meta.concrete_fields}
    others: dict[str, dict[str, tuple[int, int]]] = {key: {} for key in counts}
    for field, choices in _DEFINITIONS.items():
        for choice in choices:
            if choice == getattr(session, field):
                continue
            other = copy.copy(session)
            setattr(other, field, choice)
            for key, count in figures.count(other, as_of).items():
                mine = counts[key]
                if count.denominator and (count.numerator, count.denominator) != (mine.numerator, mine.denominator):
                    others[key][f"{names[field]}：{choice.label}"] = (
                        count.numerator,
                        count.denominator,
                    )
    facts = {
        key: Fact(
            key,
            count.label,
            count.unit,
            None if count.value is None else Decimal(str(count.value)),
            count.numerator,
            count.denominator,
            count.definition,
            others[key],
        )
        for key, count in counts.items()
    }
    records = HandlingRecord.objects.filter(session=session).exclude(stage__in=APART).exclude(topic="")
    topics = records.order_by("-kind", "number").values_list("topic", flat=True)
    return LedgerFacts(session.code, facts, session.year, tuple(dict.fromkeys(topics)), _cells(session, as_of))


def _cells(session: Session, as_of: date | None) -> tuple[LedgerCell, ...]:
    """How many items there are by kind, duty, level, class and progress, in the check's own values; an empty ledger has one empty cell."""
    letters = {one["code"]: letter for one, letter in zip(session.reply_classes, "ABCD", strict=False)}
    found = [
        LedgerCell(
            {
                "kind": one.kind,
                "duty": one.duty,
                "level": _LEVELS[Origin(one.origin)],
                "class": letters.get(one.reply_class, ""),
                "progress": "done" if one.is_answered else "",
            },
            one.number,
        )
        for one in figures.cells(session, as_of)
    ]
    return tuple(found) or (LedgerCell(dict.fromkeys(("kind", "duty", "level", "class", "progress"), ""), 0),)
