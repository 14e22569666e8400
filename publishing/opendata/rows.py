"""From the public pages of a session to the rows of its tables (数据行): nothing that the pages themselves do not say.

What was taken down keeps its row with kind, number and day alone. What was taken down for secrecy or privacy has none,
as its address answers like one that never was.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from publishing.frame import FigureCard
from publishing.models import ReplyNoticePage
from publishing.models.replies import public_stages
from publishing.opendata.tables import PUBLIC, TAKEN_DOWN
from tracking.models import HandlingRecord, Kind, Session
from tracking.stages import Phase

Row = dict[str, Any]
"How the title of a reply names the item."
_KINDS = list(Kind.values)


class SignedAnswer(NamedTuple):
    """What a public reply's page says of it, in plain values: its signed words, and the days that its progress line prints."""

    page: int
    record: int
    session: int
    "Keys of its page, of the item and of the session."
    kind: str
    number: int
    title: str
    item_title: str
    proposer: str
    unit: str
    reply_class: str
    reply_class_label: str
    extent: str
    topic: str
    serial: str
    "Its number in the catalogue, without what stands before it on this portal."
    outcome: str
    handed_over_on: date | None
    answered_on: date | None
    published_on: date | None
    updated_on: date | None

    @classmethod
    def of(cls, page: Any) -> "SignedAnswer":
        """That of a page with its facts from the ledger."""
        record, stages = page.record, public_stages(page.reply)
        return cls(
            page=page.pk,
            record=record.pk,
            session=record.session_id,
            kind=str(record.kind),
            number=record.number,
            title=page.title,
            item_title=page.item_title,
            proposer=page.proposer,
            unit=page.unit,
            reply_class=page.reply.reply_class,
            reply_class_label=page.class_label,
            extent=str(page.extent),
            topic=page.theme,
            serial=page.index_number or "",
            outcome=page.outcome_words(),
            handed_over_on=stages[Phase.HAND_OVER.position].on,
            answered_on=stages[Phase.REPLY.position].on,
            published_on=_day(page.published_at),
            updated_on=_day(page.updated_at),
        )


@dataclass(frozen=True, slots=True)
class PublicReply:
    """A reply that can be read, with its whole web address and 索引号."""

    answer: SignedAnswer
    url: str
    index_number: str


@dataclass(frozen=True, slots=True)
class LeftReply:
    """A reply that could be read once, and the day on which it was taken down."""

    page: ReplyNoticePage
    on: date | None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """A session's figures as they were signed last, and the whole web address of the page that prints them."""

    cards: tuple[FigureCard, ...]
    url: str


@dataclass(frozen=True, slots=True)
class PublicSession:
    """What is or was public of a session."""

    session: Session
    replies: tuple[PublicReply, ...] = ()
    left: tuple[LeftReply, ...] = ()
    figures: PublicFigures | None = None
    numbers: Mapping[int, int] = field(default_factory=dict)
    "The number of each item in the table of items, by its primary key in the ledger."


def rows_of(known: PublicSession) -> dict[str, list[Row]]:
    """The rows of every table."""
    replies = [_reply(one, known) for one in known.replies] + [_left(one, known) for one in known.left]
    return {
        "items": sorted(_items(known), key=_order),
        "replies": sorted(replies, key=_order),
        "figures": [_figure(card, known) for card in known.figures.cards] if known.figures else [],
        "units": _counted(known, "unit", lambda one: one.unit),
        "topics": _counted(known, "topic", lambda one: one.topic),
    }


def _order(row: Row) -> tuple[int, int, int]:
    return _KINDS.index(row["kind"]), row["number"], row["id"]


# Items and replies -----------------------------------------------------------------------------
def _key(one: SignedAnswer | HandlingRecord, known: PublicSession) -> Row:
    return {"session": known.session.code, "kind": str(one.kind), "number": one.number}


def _items(known: PublicSession) -> Iterable[Row]:
    live, left = defaultdict(list), defaultdict(list)
    for one in known.replies:
        live[one.answer.record].append(one)
    for gone in known.left:
        left[gone.page.record.pk].append(gone)
    for record, replies in live.items():
        yield _item(known.numbers[record], sorted(replies, key=lambda one: one.answer.page), known)
    for record in left.keys() - live.keys():
        days = [gone.on for gone in left[record] if gone.on]
        yield {
            "id": known.numbers[record],
            **_key(left[record][0].page.record, known),
            "status": TAKEN_DOWN,
            **dict.fromkeys(("title", "proposer", "unit", "reply_class", "topic"), ""),
            **dict.fromkeys(("handed_over_on", "answered_on", "published_on"), None),
            "taken_down_on": max(days, default=None),
            "replies": 0,
            "url": "",
        }


def _item(number: int, replies: list[PublicReply], known: PublicSession) -> Row:
    answers = [one.answer for one in replies]
    first = answers[0]
    return {
        "id": number,
        **_key(first, known),
        "status": PUBLIC,
        "title": first.item_title,
        "proposer": first.proposer,
        "unit": _joined(one.unit for one in answers),
        "reply_class": _joined(one.reply_class for one in answers),
        "topic": _joined(one.topic for one in answers),
        "handed_over_on": first.handed_over_on,
        "answered_on": max(filter(None, (one.answered_on for one in answers)), default=None),
        "published_on": min(filter(None, (one.published_on for one in answers)), default=None),
        "taken_down_on": None,
        "replies": len(replies),
        "url": replies[0].url,
    }


def _reply(one: PublicReply, known: PublicSession) -> Row:
    answer = one.answer
    return {
        "id": answer.page,
        "item": known.numbers[answer.record],
        **_key(answer, known),
        "status": PUBLIC,
        "title": answer.title,
        "unit": answer.unit,
        "reply_class": answer.reply_class,
        "reply_class_label": answer.reply_class_label,
        "extent": answer.extent,
        "topic": answer.topic,
        "index_number": one.index_number,
        "answered_on": answer.answered_on,
        "published_on": answer.published_on,
        "updated_on": answer.updated_on,
        "taken_down_on": None,
        "outcome": answer.outcome,
        "url": one.url,
    }


def _left(one: LeftReply, known: PublicSession) -> Row:
    words = ("title", "unit", "reply_class", "reply_class_label", "extent", "topic", "index_number")
    return {
        "id": one.page.pk,
        "item": known.numbers[one.page.record.pk],
        **_key(one.page.record, known),
        "status": TAKEN_DOWN,
        **dict.fromkeys(words, ""),
        **dict.fromkeys(("answered_on", "published_on", "updated_on"), None),
        "taken_down_on": one.on,
        "outcome": "",
        "url": "",
    }


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None


def _joined(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, words)))


# Figures and counts ----------------------------------------------------------------------------
def _figure(card: FigureCard, known: PublicSession) -> Row:
    return {
        "key": card.key,
        "session": known.session.code,
        "label": card.label,
        "value": card.number,
        "unit": card.unit,
        "n": card.numerator,
        "d": card.denominator,
        "measure": card.measure,
        "definition": card.definition,
        "as_of": card.as_of,
        "reported": card.reported,
        "url": known.figures.url if known.figures else "",
    }


def _counted(known: PublicSession, key: str, words: Callable[[SignedAnswer], str]) -> list[Row]:
    counts = Counter((words(one.answer), one.answer.kind) for one in known.replies)
    named = sorted({word for word, _kind in counts if word})
    return [
        {
            key: word,
            "session": known.session.code,
            "replies": sum(counts[word, kind] for kind in Kind),
            "suggestions": counts[word, Kind.SUGGESTION],
            "proposals": counts[word, Kind.PROPOSAL],
        }
        for word in named
    ]
