"""What changed between versions, and the chain of events with its check (核验)."""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import ModelChange
from simple_history.signals import post_create_historical_record

from tracking.locking import lock_items, locked
from tracking.models import ChainHead, Decision, Event, Person, PrivateFile
from tracking.permissions import person_of

START = "0" * 64
DRAFTS_AT_ONCE = 1000
"How many events' versions are read together when many are added."
Written = list[tuple[str, int]]
_collecting: ContextVar[Written | None] = ContextVar("collecting", default=None)
_head: ContextVar[ChainHead | None] = ContextVar("head", default=None)


# Digests ---------------------------------------------------------------------------------------
def canonical(value) -> str:
    """One text for one value: sorted keys, NFC, ISO dates in UTC, no spaces; raises TypeError for anything else."""
    return unicodedata.normalize(
        "NFC", json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    )


def _plain(value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no canonical form")


def sha256(text: str) -> str:
    """The digest of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def tracked_models() -> dict[str, type[models.Model]]:
    """Every model of which versions are kept in this chain, by its label (tracking.handlingrecord)."""
    return {
        model._meta.label_lower: model
        for model in apps.get_app_config("tracking").get_models()
        if hasattr(model, "history")
    }


def _history_values(label: str, ids: Iterable[int]) -> dict[int, dict]:
    history = apps.get_model(label).history.model.objects
    ids = list(ids)
    found: dict[int, dict] = {}
    for start in range(0, len(ids), 500):
        for row in history.filter(history_id__in=ids[start : start + 500]).values():
            found[row["history_id"]] = row
    return found


def _values_of(written: Written) -> dict[str, dict[int, dict]]:
    by_label: dict[str, list[int]] = defaultdict(list)
    for label, history_id in written:
        by_label[label].append(history_id)
    return {label: _history_values(label, ids) for label, ids in by_label.items()}


def digest_of_versions(written: Written, values: dict[str, dict[int, dict]] | None = None) -> str:
    """The digest of the history rows named; a missing row counts as null, so that its loss shows."""
    values = _values_of(written) if values is None else values
    return sha256(canonical([[label, pk, values[label].get(pk)] for label, pk in written]))


def _sealed(event: Event) -> str:
    names = [
        "number", "at", "what", "label", "summary", "on", "record_id", "assignment_id", "decider_id", "decider_name",
        "account_id", "account_name", "data", "versions", "versions_digest", "previous",
    ]  # fmt: skip
    return sha256(canonical({name: getattr(event, name) for name in names}))


# Adding to the chain ---------------------------------------------------------------------------
def _collect(sender, instance, history_instance, **kwargs) -> None:
    written = _collecting.get()
    label = instance._meta.label_lower
    if written is not None and label in tracked_models():
        written.append((label, history_instance.history_id))


post_create_historical_record.connect(_collect, dispatch_uid="tracking.versions")


@contextmanager
def collecting() -> Iterator[Written]:
    """Note every version written inside; the list is what an event is then bound to."""
    written: Written = []
    token = _collecting.set(written)
    try:
        yield written
    finally:
        _collecting.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event before it has its place in the chain."""

    what: str
    label: str
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
        head = locked_head()
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


def locked_head() -> ChainHead:
    """The chain's head, locked: the last thing that is, after every item."""
    ChainHead.objects.get_or_create(pk=1)
    return locked(ChainHead.objects.all()).get(pk=1)


def append_all(drafts: Iterable[Draft], *, account) -> list[Event]:
    """Add events to the chain under one lock; inside a transaction. Bulk acts come here once."""
    drafts = list(drafts)
    with chaining() as head:
        at = timezone.now()
        recorder = person_of(account) if account is not None else None
        account_name = str(recorder) if recorder else (account.get_username() if account is not None else _("系统"))
        events = []
        values: dict[str, dict[int, dict]] = {}
        for place, draft in enumerate(drafts):
            if place % DRAFTS_AT_ONCE == 0:
                near = drafts[place : place + DRAFTS_AT_ONCE]
                values = _values_of([pair for one in near for pair in one.versions])
            head.number += 1
            event = Event(
                number=head.number,
                at=at,
                what=draft.what,
                label=draft.label,
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
                versions_digest=digest_of_versions(list(draft.versions), values),
                previous=head.digest,
            )
            event.digest = head.digest = _sealed(event)
            events.append(event)
        Event.objects.bulk_create(events, batch_size=500)
    return events


def append(
    *,
    what: str,
    label: str,
    account,
    summary: str = "",
    on: date | None = None,
    record=None,
    assignment=None,
    decider: Person | None = None,
    decider_name: str = "",
    data: dict | None = None,
    versions: Written | None = None,
) -> Event:
    """Add one event to the chain, inside the transaction whose versions it names."""
    draft = Draft(
        what=what,
        label=str(label),
        summary=str(summary),
        on=on,
        record_id=record.pk if record is not None else None,
        assignment_id=assignment.pk if assignment is not None else None,
        decider=decider,
        decider_name=decider_name,
        data=data,
        versions=tuple(tuple(pair) for pair in versions or ()),
    )
    return append_all([draft], account=account)[0]


@contextmanager
def chained(what: str, label: str, *, account, summary: str = "", record=None, data: dict | None = None):
    """Bind every version written inside to one event: for edits that are no step of the loop (修改、维护)."""
    with transaction.atomic(), collecting() as written:
        yield
        if written:
            append(what=what, label=label, account=account, summary=summary, record=record, data=data, versions=written)


def keep(instance, *, user=None, reason: str = ""):
    """Check and save an instance as a new version with its user and reason."""
    instance.full_clean()
    instance._history_user = user
    instance._change_reason = reason or None
    instance.save()
    return instance


# Checking the chain ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit, and where."""

    number: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a check of the whole chain."""

    events: int
    versions: int
    head: str
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify() -> Verification:
    """Check every event against the one before, its versions and papers, every row against its latest version."""
    problems: list[Problem] = []
    decisions = {one.event_id: one for one in Decision.objects.all()}
    files = {str(one.pk): one for one in PrivateFile.objects.all()}
    covered: dict[str, set[int]] = defaultdict(set)
    previous, count = START, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=500):
        count += 1
        if event.number != count:
            problems.append(Problem(event.number, _("序号不连续：此前有办理记录缺失。")))
            count = event.number
        if event.previous != previous:
            problems.append(Problem(event.number, _("与上一条办理记录不衔接。")))
        if _sealed(event) != event.digest:
            problems.append(Problem(event.number, _("办理记录的内容与校验值不符。")))
        if digest_of_versions([tuple(pair) for pair in event.versions]) != event.versions_digest:
            problems.append(Problem(event.number, _("这一步所写的版本被改动或缺失。")))
        problems += [Problem(event.number, words) for words in _check_papers(event, decisions.get(event.pk), files)]
        for label, pk in event.versions:
            covered[label].add(pk)
        previous = event.digest
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if (head.number, head.digest) != (count, previous):
        problems.append(Problem(None, _("链尾与最后一条办理记录不符：末尾的记录可能被删除。")))
    versions = 0
    for label, model in tracked_models().items():
        found, number = _check_rows(label, model, covered[label])
        problems += found
        versions += number
    problems += [Problem(None, words) for one in files.values() if (words := one.trouble)]
    return Verification(count, versions, previous, problems)


def _check_papers(event: Event, decision: Decision | None, files: dict[str, PrivateFile]) -> Iterator[str]:
    """The decision on paper (纸质决定) and the files are those that the event sealed."""
    paper = event.data.get("paper")
    if decision is None:
        if paper is not None:
            yield _("纸质决定缺失。")
    else:
        recorded = (decision.scan_id, decision.decider_id, decision.recorded_by_id, decision.on, decision.wording)
        if recorded != (paper, event.decider_id, event.account_id, event.on, event.data.get("wording", "")):
            yield _("纸质决定与办理记录不符。")
    for pk, digest in event.data.get("files", {}).items():
        if pk not in files or files[pk].sha256 != digest:
            yield _("附件被换过或缺失。")


def check_events(events: Iterable[Event]) -> list[Problem]:
    """Check these events and the versions they wrote, without the chain around them: for one item's file."""
    events = list(events)
    values = _values_of([(label, pk) for event in events for label, pk in event.versions])
    problems = []
    for event in events:
        if _sealed(event) != event.digest:
            problems.append(Problem(event.number, _("办理记录的内容与校验值不符。")))
        if digest_of_versions([(label, pk) for label, pk in event.versions], values) != event.versions_digest:
            problems.append(Problem(event.number, _("这一步所写的版本被改动或缺失。")))
    return problems


def _check_rows(label: str, model, covered: set[int]) -> tuple[list[Problem], int]:
    """Every version is in the chain, and every row is as its latest version says."""
    name = model._meta.verbose_name
    problems = []
    fields = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
    latest: dict[object, dict] = {}
    number = 0
    for row in model.history.model.objects.order_by("history_date", "history_id").values().iterator(chunk_size=500):
        number += 1
        if row["history_id"] not in covered:
            where = {"name": name, "pk": row["id"], "version": row["history_id"]}
            problems.append(Problem(None, _("%(name)s %(pk)s 的版本 %(version)s 不在办理记录中。") % where))
        latest[row["id"]] = row
    for row in model._default_manager.values(*fields).iterator(chunk_size=500):
        version = latest.pop(row["id"], None)
        if version is None or version["history_type"] == "-":
            problems.append(Problem(None, _("%(name)s %(pk)s 没有任何版本。") % {"name": name, "pk": row["id"]}))
        elif changed := [label for field, label in fields.items() if row[field] != version[field]]:
            where = {"name": name, "pk": row["id"], "fields": "、".join(changed)}
            problems.append(Problem(None, _("%(name)s %(pk)s 的现值与最后版本不符（%(fields)s）。") % where))
    for pk, version in latest.items():
        if version["history_type"] != "-":
            problems.append(Problem(None, _("%(name)s %(pk)s 被删除而没有版本。") % {"name": name, "pk": pk}))
    return problems, number


# Versions in words -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Change:
    """One field's change, worded for a reader."""

    label: str
    old: str
    new: str


class Names:
    """What the rows are called that versions point to: read once a model, not once a field."""

    def __init__(self, rows: Iterable):
        wanted: dict[type[models.Model], set] = defaultdict(set)
        for row in rows:
            for field in row.instance_type._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and (pk := getattr(row, field.attname)) is not None:
                    wanted[field.related_model].add(pk)
        self._names = {
            model: {one.pk: str(one) for one in model._default_manager.select_related().filter(pk__in=pks)}
            for model, pks in wanted.items()
        }

    def __call__(self, model: type[models.Model], pk) -> str:
        return self._names.get(model, {}).get(pk, _("（已删除）"))


def name_of(model: type[models.Model], pk) -> str:
    """What one related row is called."""
    related = model._default_manager.filter(pk=pk).first()
    return str(related) if related is not None else _("（已删除）")


def worded(model, field_name: str, value, called: Callable[[type[models.Model], object], str] = name_of) -> str:
    """A stored value in the words of the office: choices by label, days by date, nothing as “空”."""
    field = model._meta.get_field(field_name)
    if value in (None, ""):
        return _("空")
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("是") if value else _("否")
    if isinstance(field, models.ForeignKey):
        return called(field.related_model, value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value)


def changes(newer, older, called: Callable[[type[models.Model], object], str] = name_of) -> list[Change]:
    """What changed from one version to the next, in words; an older of None lists what was first entered."""
    model = newer.instance_type
    skip = {"id", "version"}
    names = [field.name for field in model._meta.concrete_fields if field.name not in skip]
    if older is None:
        pairs = [ModelChange(name, None, getattr(newer, model._meta.get_field(name).attname)) for name in names]
        pairs = [pair for pair in pairs if pair.new not in (None, "", False, [], {})]
    else:
        pairs = []
        for name in names:
            attname = model._meta.get_field(name).attname
            if getattr(newer, attname) != getattr(older, attname):
                pairs.append(ModelChange(name, getattr(older, attname), getattr(newer, attname)))
    return [
        Change(
            str(model._meta.get_field(pair.field).verbose_name),
            worded(model, pair.field, pair.old, called),
            worded(model, pair.field, pair.new, called),
        )
        for pair in pairs
    ]
