"""Evidence (凭据): rows that are written once, each compared with the event that sealed what it says.

A model whose rows are added once and never changed is declared by one call in the module of the acts that write them:

    evidence.declare(
        Withdrawal,
        whats={kinds.WITHDRAWN},                                         # the events that bring such a row, one each
        event={"by_id": "decider_id", "recorded_by_id": "account_id"},   # column of the row: column of the event
        data={"submission_id": "submission", "reason": "reason"},        # column of the row: key in the event's data
    )

and is written with what it says sealed in its event:

    row = Withdrawal(submission=submission, …)                           # with everything but its event
    evidence.keep(row, lambda said: versions.append(what=…, data=said | {…}))

The model is a `tracking.models.AppendOnly`, or has a one-to-one `event` and an `AppendOnlyQuerySet` of its own. Both
mappings take look-ups across foreign keys (scan__sha256); `whats` may say what an event makes of a column
({kinds.SIGNED: {"verdict": "agreed"}}). Each column of the model but its key and its event stands in one of them: a
test says so. From then on `verify_history` finds rows altered, added and deleted, and triggers refuse it beforehand
(`tracking.models.appending`). A line added to `data` later holds for what is sealed from then on (`tracking.versions.digest_forms`).
"""

import json
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracking.models import BEFORE_FORMS, Event
from tracking.models.versioned import field_of
from tracking.versions.digest_forms import BESIDE_VERSIONS, DigestForm, known_forms
from tracking.versions.digests import canonical

NEAR = timedelta(minutes=1)
"How far the time of a row may lie from its event's, in rows written before the two were the same."


class SealedRow(Protocol):
    """A row that is written with its event."""

    event: Event

    def save(self) -> None:
        """Insert it."""


R = TypeVar("R", bound=SealedRow)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the rows of one model are bound to their events."""

    model: type[models.Model]
    whats: Mapping[str, Mapping[str, object]]
    event: Mapping[str, str]
    data: Mapping[str, str]
    from_the_first: bool

    @property
    def label(self) -> str:
        """The model's, as forms of digests name it."""
        return self.model._meta.label_lower

    def said(self, row: object) -> dict:
        """What a new row says, under the keys by which its event seals it."""
        return {key: plain(_reach(row, name)) for name, key in self.data.items()}

    def compared(
        self, rows: QuerySet | None = None, known: Mapping[int, DigestForm] | None = None
    ) -> Iterator["Compared"]:
        """Each row beside its event; of all rows, or of some. One query, and one for the forms where they are not at hand."""
        rows = self.model._base_manager.all() if rows is None else rows
        known = known_forms() if known is None else known
        ours = list(dict.fromkeys([*self.event, *self.data, *(name for made in self.whats.values() for name in made)]))
        about = [f"event__{name}" for name in ("number", "form", "what", "data", *self.event.values())]
        for pk, *values in rows.order_by("pk").values_list("pk", *ours, *about).iterator(chunk_size=500):
            row = dict(zip(ours, values, strict=False))
            number, form, what, data, *columns = values[len(ours) :]
            if what not in self.whats:
                yield Compared(self, pk, row, number, _("%(name)s %(pk)s 没有对应的办理记录。") % self._words(pk))
                continue
            said = {**dict(zip(self.event, columns, strict=True)), **self.whats[what]}
            other = [name for name, value in said.items() if not self._is_same(name, row[name], value, form)]
            keys = known[form].columns.get(self.label, ()) if form in known else ()
            other += [
                name
                for name, key in self.data.items()
                if (key in data or key in keys) and plain(row[name]) != plain(data.get(key))
            ]
            words = _("%(name)s %(pk)s 与办理记录不符（%(fields)s）。") % self._words(pk, other) if other else ""
            yield Compared(self, pk, row, number, words)

    def brought_by(self, event: Event, known: Mapping[int, DigestForm]) -> bool:
        """Whether an event must have such a row: its kind brings one, and it is not older than the model."""
        if event.form == BEFORE_FORMS:
            return self.from_the_first and event.what in self.whats
        return event.what in self.whats and event.form in known and self.label in known[event.form].columns

    def problems(self) -> Iterator[tuple[int | None, str]]:
        """Rows that say something else than their event, and events whose row is missing: the event's number, and words."""
        known = known_forms()
        for one in self.compared(known=known):
            if one.problem:
                yield one.number, one.problem
        events = Event.objects.filter(what__in=list(self.whats)).only("number", "form", "what").order_by("number")
        for other in declared():
            if other.whats.keys() & self.whats.keys():
                events = events.exclude(pk__in=other.model._base_manager.order_by().values("event"))
        for event in events.iterator():
            if self.brought_by(event, known):
                yield event.number, _("%(name)s缺失。") % self._words(None)

    def _is_same(self, name: str, ours: object, theirs: object, form: int) -> bool:
        """Whether a column says what its event says; a time that was not taken from the event lies near it."""
        if isinstance(ours, datetime) and isinstance(theirs, datetime):
            own_clock = getattr(self.model._meta.get_field(name), "auto_now_add", False)
            if form == BEFORE_FORMS or own_clock:
                return abs(ours - theirs) <= NEAR
        return plain(ours) == plain(theirs)

    def _words(self, pk: int | None, names: Iterable[str] = ()) -> dict:
        fields = (field_of(self.model, _root(name)).verbose_name for name in names)
        return {"name": self.model._meta.verbose_name, "pk": pk, "fields": "、".join(str(one) for one in fields)}


@dataclass(frozen=True, slots=True)
class Compared:
    """A row beside its event."""

    evidence: Evidence
    pk: int
    row: dict
    "The values of the row's columns that were compared."
    number: int
    "The number of the event."
    problem: str
    "What does not fit, in a sentence; empty when all does."


_declared: dict[type, Evidence] = {}


def declare(
    model: type[models.Model],
    *,
    whats: Collection[str] | Mapping[str, Mapping[str, object]],
    event: Mapping[str, str],
    data: Mapping[str, str],
    from_the_first: bool = False,
) -> Evidence:
    """Declare how a model's rows are bound; `from_the_first`: rows were written before digests had forms."""
    made = whats if isinstance(whats, Mapping) else {what: {} for what in whats}
    found = _declared[model] = Evidence(model, made, event, data, from_the_first)
    BESIDE_VERSIONS[found.label] = sorted(data.values())
    return found


def declared() -> list[Evidence]:
    """Everything declared."""
    return list(_declared.values())


def keep(row: R, append: Callable[[dict], Event]) -> R:
    """Write a row of evidence with its event, which `append` adds to the chain with what the row says in its data."""
    row.event = append(_declared[type(row)].said(row))
    row.save()
    return row


def plain(value: object) -> object:
    """A value as an event's data keeps it; None and an empty text are the same."""
    if isinstance(value, int) or (isinstance(value, str) and unicodedata.is_normalized("NFC", value)):
        return value  # as most are: written and read again, they would be the same
    return "" if value is None else json.loads(canonical(value))


def _reach(row: object, name: str) -> object:
    for part in name.split("__"):
        row = getattr(row, part, None)
    return row


def _root(name: str) -> str:
    """The field of the row that a look-up begins with."""
    return name.split("__")[0].removesuffix("_id")
