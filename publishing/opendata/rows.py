"""From the public pages of a session to the rows of its tables (数据行): nothing that the pages themselves do not say.

What was taken down keeps its row with kind, number and day alone. What was taken down for secrecy or privacy has none,
as its address answers like one that never was.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from publishing.frame import FigureCard, PublicStage
from publishing.models import ReplyNoticePage
from publishing.models.replies import public_stages
from publishing.opendata.tables import PUBLIC, TAKEN_DOWN
from tracking.models import Kind, Session
from tracking.stages import Phase

Row = dict[str, Any]
"How the title of a reply names the item."
_KINDS = list(Kind.values)


@dataclass(frozen=True)
class PublicReply:
    """A reply that can be read, as it was signed, and its whole web address and 索引号."""

    page: ReplyNoticePage
    url: str
    index_number: str

    @cached_property
    def _stages(self) -> tuple[PublicStage, ...]:
        return public_stages(self.page.reply)

    def day_of(self, phase: Phase) -> date | None:
        """The day of a stage, where the progress line of the page prints it."""
        return self._stages[phase.position].on


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
        "units": _counted(known, "unit", lambda page: page.unit),
        "topics": _counted(known, "topic", lambda page: page.theme),
    }


def _order(row: Row) -> tuple[int, int, int]:
    return _KINDS.index(row["kind"]), row["number"], row["id"]


# Items and replies -----------------------------------------------------------------------------
def _key(page: ReplyNoticePage, known: PublicSession) -> Row:
    record = page.record
    return {"session": known.session.code, "kind": str(record.kind), "number": record.number}


def _items(known: PublicSession) -> Iterable[Row]:
    live, left = defaultdict(list), defaultdict(list)
    for one in known.replies:
        live[one.page.record.pk].append(one)
    for gone in known.left:
        left[gone.page.record.pk].append(gone)
    for record, replies in live.items():
        yield _item(known.numbers[record], sorted(replies, key=lambda one: one.page.pk), known)
    for record in left.keys() - live.keys():
        days = [gone.on for gone in left[record] if gone.on]
        yield {
            "id": known.numbers[record],
            **_key(left[record][0].page, known),
            "status": TAKEN_DOWN,
            **dict.fromkeys(("title", "proposer", "unit", "reply_class", "topic"), ""),
            **dict.fromkeys(("handed_over_on", "answered_on", "published_on"), None),
            "taken_down_on": max(days, default=None),
            "replies": 0,
            "url": "",
        }


def _item(number: int, replies: list[PublicReply], known: PublicSession) -> Row:
    first = replies[0]
    pages = [one.page for one in replies]
    return {
        "id": number,
        **_key(first.page, known),
        "status": PUBLIC,
        "title": first.page.item_title,
        "proposer": first.page.proposer,
        "unit": _joined(page.unit for page in pages),
        "reply_class": _joined(page.reply.reply_class for page in pages),
        "topic": _joined(page.theme for page in pages),
        "handed_over_on": first.day_of(Phase.HAND_OVER),
        "answered_on": max(filter(None, (one.day_of(Phase.REPLY) for one in replies)), default=None),
        "published_on": min(filter(None, (_day(page.published_at) for page in pages)), default=None),
        "taken_down_on": None,
        "replies": len(replies),
        "url": first.url,
    }


def _reply(one: PublicReply, known: PublicSession) -> Row:
    page = one.page
    return {
        "id": page.pk,
        "item": known.numbers[page.record.pk],
        **_key(page, known),
        "status": PUBLIC,
        "title": page.title,
        "unit": page.unit,
        "reply_class": page.reply.reply_class,
        "reply_class_label": page.class_label,
        "extent": str(page.extent),
        "topic": page.theme,
        "index_number": one.index_number,
        "answered_on": one.day_of(Phase.REPLY),
        "published_on": _day(page.published_at),
        "updated_on": _day(page.updated_at),
        "taken_down_on": None,
        "outcome": page.outcome_words(),
        "url": one.url,
    }


def _left(one: LeftReply, known: PublicSession) -> Row:
    words = ("title", "unit", "reply_class", "reply_class_label", "extent", "topic", "index_number")
    return {
        "id": one.page.pk,
        "item": known.numbers[one.page.record.pk],
        **_key(one.page, known),
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


def _counted(known: PublicSession, key: str, words: Callable[[ReplyNoticePage], str]) -> list[Row]:
    counts = Counter((words(one.page), one.page.record.kind) for one in known.replies)
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
