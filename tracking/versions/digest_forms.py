"""Forms of digests (校验方式): an event is checked by the rule, and over the columns, with which it was sealed.

A form is a rule of this module together with the columns that versions had when it came up. Forms are rows
(`tracking.models.SealForm`), noted after each migrate that changed the columns; an event names its form, and the newest
is used for writing. So a release may add columns, with any default: what was sealed before knows nothing of them, and
what is sealed afterwards covers them. Whoever adds a column has nothing to do here. A column that is renamed is entered
in RENAMED; a column or model of which versions are kept is never removed. A new rule is added to RULES under the next
number, and the old ones stay.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connections

from tracking.models import BEFORE_FORMS, Event, SealForm
from tracking.versions.digests import Written, canonical, sha256, tracked_models, values_of

RENAMED: dict[str, dict[str, str]] = {}
"By model, old names of columns and those of today: {'tracking.unit': {'old': 'new'}}."
ADDED_UNDER_RULE_ONE = {"tracking.supervision": {"laid_down_on", "laid_down_because"}}
"Columns that came while forms had no numbers yet; the first releases sealed every column but these, empty or not."
KNOWS_UNKNOWN = {
    "tracking.draftconsultation": {"agrees_to_publish"},
    "tracking.extension": {"granted"},
    "tracking.objection": {"granted"},
}
"Columns that tell “no” from “unknown”: under rule one their “no” was sealed, while any other “no” counted as empty."
BESIDE_VERSIONS: dict[str, list[str]] = {}
"By model, the keys under which events seal rows that have no versions (tracking.versions.evidence)."
SEALED = (
    "number", "at", "what", "label", "summary", "on", "record_id", "assignment_id", "decider_id", "decider_name",
    "account_id", "account_name", "data", "versions", "versions_digest", "previous",
)  # fmt: skip
"What a seal binds of an event."
Columns = dict[str, list[str]]
Row = dict[str, object]
Say = Callable[[str, Row, Columns], Row]
"What a version says, as it goes into the digest: by its model's label, its row, and the columns of the form."


# Rules -----------------------------------------------------------------------------------------
def _whole(label: str, row: Row, columns: Columns) -> Row:
    """Every column: the rule of the very first releases."""
    later = ADDED_UNDER_RULE_ONE.get(label, set())
    return {name: value for name, value in _of_its_time(label, row, columns).items() if name not in later}


def _not_empty(label: str, row: Row, columns: Columns) -> Row:
    """The columns that are not empty: the rule of the releases after those."""
    answers = KNOWS_UNKNOWN.get(label, set())
    return {
        name: value
        for name, value in _of_its_time(label, row, columns).items()
        if value not in (None, "", [], {}) and not (value is False and name not in answers)
    }


def _known(label: str, row: Row, columns: Columns) -> Row:
    """Every column that has a value; the form lists the columns of its time, so that a later one is never mixed in."""
    if label in RENAMED:
        return {name: value for name, value in _of_its_time(label, row, columns).items() if value is not None}
    return {name: value for name in columns.get(label, ()) if (value := row.get(name)) is not None}


def _of_its_time(label: str, row: Row, columns: Columns) -> Row:
    """The columns of the form, under the names of its time."""
    renamed = RENAMED.get(label, {})
    return {name: row.get(renamed.get(name, name)) for name in columns.get(label, ())}


@dataclass(frozen=True, slots=True)
class Rule:
    """How versions and events are sealed: the ways of writing a version of which one must fit, and what is bound of an event."""

    says: tuple[Say, ...]
    sealed: tuple[str, ...]


RULES = {
    1: Rule((_not_empty, _whole), SEALED),
    2: Rule((_known,), (*SEALED, "form")),
}
NEWEST = max(RULES)


# Forms -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DigestForm:
    """One form, ready to seal and to check."""

    number: int
    rule: Rule
    columns: Columns

    @classmethod
    def of(cls, row: SealForm) -> "DigestForm":
        """The form of a stored row."""
        return cls(row.number, RULES[row.rule], row.columns)

    def seal(self, event: Event) -> str:
        """The digest that binds all of an event, the one before it included."""
        return sha256(canonical({name: getattr(event, name) for name in self.rule.sealed}))

    def digest(self, written: Written, values: dict[str, dict[int, Row]] | None = None) -> str:
        """The digest of the versions named; a missing one counts as null, so that its loss shows."""
        return next(self._digests(written, values_of(written) if values is None else values))

    def holds(self, event: Event, values: dict[str, dict[int, Row]]) -> bool:
        """Whether the versions that an event wrote are as it sealed them."""
        written = [(label, pk) for label, pk in event.versions]
        return any(digest == event.versions_digest for digest in self._digests(written, values))

    def _digests(self, written: Written, values: dict[str, dict[int, Row]]) -> Iterator[str]:
        for say in self.rule.says:
            rows = ((label, pk, values.get(label, {}).get(pk)) for label, pk in written)
            yield sha256(canonical([[label, pk, row and say(label, row, self.columns)] for label, pk, row in rows]))


def columns_now() -> Columns:
    """What digests cover in this release, by model: the columns of versions, and the keys of other evidence."""
    return BESIDE_VERSIONS | {
        label: sorted(field.attname for field in model.history.model._meta.concrete_fields)
        for label, model in tracked_models().items()
    }


def note_form(using: str) -> SealForm:
    """Note the columns of this release as a form of their own, unless they are those of the newest; after each migrate."""
    newest = SealForm.objects.using(using).last()
    if newest is not None and _is_of_now(newest):
        return newest
    number = (newest.number if newest is not None else BEFORE_FORMS) + 1
    return SealForm.objects.using(using).create(number=number, rule=NEWEST, columns=columns_now())


def _is_of_now(row: SealForm) -> bool:
    return (row.rule, row.columns) == (NEWEST, columns_now())


def known_forms() -> dict[int, DigestForm]:
    """Every form that there is, by number."""
    return {row.number: DigestForm.of(row) for row in SealForm.objects.all() if row.rule in RULES}


_current: DigestForm | None = None


def current_form() -> DigestForm:
    """The form that this release seals by; read once a process."""
    global _current
    if _current is None:
        newest = SealForm.objects.last()
        if newest is None or not _is_of_now(newest):
            return DigestForm.of(note_form(SealForm.objects.db))  # may be undone with its transaction: not remembered
        _current = DigestForm.of(newest)
    return _current


def after_migrate(sender: object, using: str, **kwargs: object) -> None:
    """Note the form once the tables are there."""
    global _current
    _current = None
    if SealForm._meta.db_table in connections[using].introspection.table_names():
        note_form(using)
