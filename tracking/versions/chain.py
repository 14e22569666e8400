"""Adding to the chain of events (办理记录): each bound to the one before and to the versions that it wrote."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges
from simple_history.signals import post_create_historical_record

from tracking.models import Assignment, ChainHead, Event, HandlingRecord, Person
from tracking.models.accounts import Account
from tracking.models.advancing import advancing
from tracking.models.inserting import insert, made
from tracking.models.locking import lock_items
from tracking.models.portions import MOST
from tracking.models.versioned import Versioned
from tracking.permissions import person_of
from tracking.signals import clock_stands_back
from tracking.versions.digest_forms import current_form
from tracking.versions.digests import Versions, Written, tracked_models, values_as_written, values_of
from tracking.versions.kinds import kind_of
from tracking.wording.labels import Label

V = TypeVar("V", bound=Versioned)
LAGGING = timedelta(minutes=1)
"How far one machine's clock may lag behind another's before it is reported."
DRAFTS_AT_ONCE = 1000
"How many events' versions are read together when many are added."
_collecting: ContextVar[Written | None] = ContextVar("collecting", default=None)
_values: ContextVar[Versions | None] = ContextVar("values", default=None)
"What the versions say that were written while collecting, so that they need not be read back."
_head: ContextVar[ChainHead | None] = ContextVar("head", default=None)


def _collect(sender: object, instance: models.Model, history_instance: HistoricalChanges, **kwargs: object) -> None:
    written = _collecting.get()
    label = instance._meta.label_lower
    if written is None or label not in tracked_models():
        return
    written.append((label, history_instance.history_id))
    noted, said = _values.get(), values_as_written(history_instance)
    if noted is not None and said is not None:
        noted.setdefault(label, {})[history_instance.history_id] = said


post_create_historical_record.connect(_collect, dispatch_uid="tracking.versions")


@contextmanager
def collecting() -> Iterator[Written]:
    """Note every version written inside; the list is what an event is then bound to."""
    written: Written = []
    token, noting = _collecting.set(written), _values.set({})
    try:
        yield written
    finally:
        _collecting.reset(token)
        _values.reset(noting)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event before it has its place in the chain."""

    what: str
    "The code of its kind (`tracking.versions.kinds`)."
    label: str = ""
    "Where it is more precise than the kind's own."
    summary: str = ""
    on: date | None = None
    record_id: int | None = None
    assignment_id: int | None = None
    decider: Person | None = None
    decider_name: str = ""
    "How the decider is named where it is not by name and post alone (代×××, a proposer by one-time link)."
    data: dict | None = None
    versions: tuple[tuple[str, int], ...] = ()


@contextmanager
def chaining(items: Iterable[int] = ()) -> Iterator[ChainHead]:
    """One transaction that locks these items and the chain once, and moves its head once for all events added inside.

    Items are given by their keys by whoever acts on several: once the head is held, no further item may be waited for.
    Whoever takes several steps inside takes all or none: a step that was refused after its event undoes the others.
    """
    if (head := _head.get()) is not None:
        yield head
        return
    with transaction.atomic():
        lock_items(items)
        head = ChainHead.objects.lock()
        token = _head.set(head)
        try:
            yield head
        finally:
            _head.reset(token)
        if transaction.get_rollback():
            return
        if head.number and not Event.objects.filter(number=head.number, digest=head.digest).exists():
            raise RuntimeError("an event of this transaction was undone alone")
        head.save()


@contextmanager
def _holding() -> Iterator[ChainHead]:
    """The chain's head for events that are added together: the one held already or, for these alone, one locked and moved.

    Nothing comes between these events and the head's move, so that neither a savepoint nor a second look is needed.
    """
    if (head := _head.get()) is not None:
        yield head
        return
    with nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic():
        head = ChainHead.objects.lock()
        yield head
        head.save(force_update=True)


def append_all(drafts: Iterable[EventDraft], *, account: Account | None, said: Versions | None = None) -> list[Event]:
    """Add events to the chain under one lock, inside a transaction; bulk acts come here once, with what their versions say.

    An event whose kind is not registered is refused (UnknownKind), and so are those that were to be added with it.
    """
    told = list(drafts)
    labels = {what: str(kind_of(what).label) for what in {one.what for one in told}}
    with _holding() as head:
        at = timezone.now()
        if told:
            _look_at_the_clock(head, at)
        recorder = person_of(account) if account is not None else None
        account_name = str(recorder) if recorder else (account.get_username() if account is not None else _("系统"))
        form = current_form()
        events = []
        items = sum(1 for one in told if one.record_id is not None)
        values: dict[str, dict[int, dict]] = {}
        for place, draft in enumerate(advancing(told, _("写入"), items)):
            if place % DRAFTS_AT_ONCE == 0:
                near = told[place : place + DRAFTS_AT_ONCE]
                values = values_of(
                    [pair for one in near for pair in one.versions],
                    noted=_values.get() if said is None else said,
                )
            head.number += 1
            event = made(
                Event,
                number=head.number,
                form=form.number,
                at=at,
                what=draft.what,
                label=draft.label or labels[draft.what],
                summary=draft.summary,
                on=draft.on,
                record_id=draft.record_id,
                assignment_id=draft.assignment_id,
                decider=draft.decider,
                decider_name=draft.decider_name or (str(draft.decider) if draft.decider else ""),
                account=account,
                account_name=account_name,
                data=draft.data or {},
                versions=[list(pair) for pair in draft.versions],
                versions_digest=form.digest(list(draft.versions), values),
                previous=head.digest,
            )
            event.digest = head.digest = form.seal(event)
            events.append(event)
        if len(events) == 1:
            events[0].insert_alone()
        elif len(events) > MOST:
            insert(Event, events)
        else:
            Event.objects.bulk_create(events)
    return events


def _look_at_the_clock(head: ChainHead, now: datetime) -> None:
    """Report a clock that stands before the last event of the chain; the new event is added all the same."""
    if head.at is not None and now < head.at - LAGGING:
        clock_stands_back.send(ChainHead, now=now, last=head.at)
    head.at = max(now, head.at or now)


def append(
    *,
    what: str,
    account: Account | None,
    label: Label = "",
    summary: str = "",
    on: date | None = None,
    record: HandlingRecord | None = None,
    assignment: Assignment | None = None,
    decider: Person | None = None,
    decider_name: str = "",
    data: dict | None = None,
    versions: Written | None = None,
) -> Event:
    """Add one event to the chain, inside the transaction whose versions it names."""
    draft = EventDraft(
        what=what,
        label=str(label),
        summary=str(summary),
        on=on,
        record_id=record.pk if record is not None else None,
        assignment_id=assignment.pk if assignment is not None else None,
        decider=decider,
        decider_name=decider_name,
        data=data,
        versions=tuple((model, number) for model, number in versions or ()),
    )
    return append_all([draft], account=account)[0]


@contextmanager
def chained(
    what: str,
    label: Label = "",
    *,
    account: Account | None,
    summary: str = "",
    record: HandlingRecord | None = None,
    data: dict | None = None,
) -> Iterator[None]:
    """Bind every version written inside to one event: for edits that are no step of the loop (修改、维护)."""
    with transaction.atomic(), collecting() as written:
        yield
        if written:
            append(what=what, label=label, account=account, summary=summary, record=record, data=data, versions=written)


def keep(instance: V, *, user: Account | None = None, reason: str = "") -> V:
    """Check and save an instance as a new version with its user and reason."""
    instance.full_clean()
    instance._history_user = user
    instance._change_reason = reason or None
    instance.save()
    return instance
