"""Counting (统计): all figures of the items in one query, one more each for parts and forms where they are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet

from tracking.figures.conditions import counted
from tracking.figures.facts import SimpleConditions
from tracking.figures.registry import FIGURES, Figure
from tracking.figures.snapshot import Basis, Snapshot
from tracking.models import Session

Named = dict[str, Q]
"Conditions by a name: the figure's key, with __n for its numerator and __d for its denominator."


def percent(part: int, whole: int) -> Decimal:
    """A share in percent to one decimal, rounded half up; the whole must not be zero."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def share(part: int, whole: int) -> str:
    """A share as it is printed: 28.6%, 100%, or — of nothing."""
    return f"{float(percent(part, whole)):g}%" if whole else "—"


def proven(printed: str, unit: str, numerator: int, denominator: int | None) -> str:
    """A figure with its proof, a rate with its numerator and denominator: 7件, 100%（7/7）, —（0/0）."""
    if denominator is None:
        return f"{printed}{unit}"
    return f"{printed}{unit if denominator else ''}（{numerator}/{denominator}）"


@dataclass(frozen=True, slots=True)
class Count:
    """A figure counted: its value (None when the denominator is zero), n and d, and what n and d count."""

    key: str
    label: str
    unit: str
    definition: str
    numerator: int
    denominator: int | None
    measure: str = "件"

    @property
    def value(self) -> int | float | None:
        """The count, or the rate in percent to one decimal, rounded half up; None for a zero denominator."""
        if self.denominator is None:
            return self.numerator
        if not self.denominator:
            return None
        return float(percent(self.numerator, self.denominator))

    @property
    def printed(self) -> str:
        """As a page prints it, without the unit: 7, 100, 95.5, — ."""
        value = self.value
        return "—" if value is None else f"{value}" if isinstance(value, int) else f"{value:g}"

    @property
    def proven(self) -> str:
        """As a sentence prints it, a rate with its numerator and denominator: 7件, 100%（7/7）, —（0/0）."""
        return proven(self.printed, self.unit, self.numerator, self.denominator)

    def as_json(self) -> dict:
        """The JSON form of `huiyin figures`."""
        found = {"label": self.label, "value": self.value, "unit": self.unit, "definition": self.definition}
        if self.denominator is not None:
            found |= {"numerator": self.numerator, "denominator": self.denominator, "measure": self.measure}
        return found


def count(
    session: Session,
    as_of: date | None = None,
    known_on: datetime | None = None,
    *,
    keys: Iterable[str] | None = None,
    among: Q | None = None,
) -> dict[str, Count]:
    """Count the figures asked for, or every one; the order is the registry's."""
    return counts(Snapshot(session, as_of, known_on, among=among or Q()), keys)


def counts(snapshot: Snapshot, keys: Iterable[str] | None = None) -> dict[str, Count]:
    """The same of a snapshot."""
    session = snapshot.definitions
    wanted = _wanted(keys)
    found: dict[str, int] = {}
    for basis, named in _conditions(snapshot, wanted).items():
        found |= _aggregate(_rows(snapshot, basis), named)
    found |= {f"{one.key}__n": snapshot.off_ledger for one in wanted if one.basis(session) is Basis.NOTED}
    return {
        one.key: Count(
            one.key,
            one.label_in(session),
            one.unit(session),
            one.definition(session),
            found[f"{one.key}__n"],
            found.get(f"{one.key}__d"),
            one.basis(session).measure,
        )
        for one in wanted
    }


def members(snapshot: Snapshot, keys: Iterable[str] | None = None) -> dict[str, list[int]]:
    """Primary keys of the records behind each numerator (key__n) and denominator (key__d), in order: “7件” opened."""
    wanted = _wanted(keys)
    found: dict[str, list[int]] = {f"{one.key}__n": [] for one in wanted}
    for basis, named in _conditions(snapshot, wanted).items():
        found |= _members(_rows(snapshot, basis), _RECORD[basis], named)
    return found


# Inside ------------------------------------------------------------------------------------------
_RECORD = {
    Basis.ITEMS: "id",
    Basis.PARTS: "record_id",
    Basis.FORMS: "delivery__reply__assignment__record_id",
    Basis.ALL_FORMS: "delivery__reply__assignment__record_id",
}
"How the rows of each basis name their record."


def _wanted(keys: Iterable[str] | None) -> list[Figure]:
    if keys is None:
        return list(FIGURES.values())
    asked = set(keys)
    return [figure for key, figure in FIGURES.items() if key in asked]


def _rows(snapshot: Snapshot, basis: Basis) -> QuerySet:
    match basis:
        case Basis.PARTS:
            return snapshot.parts()
        case Basis.FORMS:
            return snapshot.forms()
        case Basis.ALL_FORMS:
            return snapshot.forms(counted)
        case _:
            return snapshot.items()


def _conditions(snapshot: Snapshot, figures: list[Figure]) -> dict[Basis, Named]:
    """The conditions of these figures, by what they count; nothing is asked that no figure needs."""
    session, day = snapshot.definitions, snapshot.as_of
    found: dict[Basis, Named] = {}
    for figure in figures:
        basis = figure.basis(session)
        if basis is Basis.NOTED:
            continue
        named = found.setdefault(basis, {})
        named[f"{figure.key}__n"] = figure.numerator(session, day)
        if figure.denominator is not None:
            named[f"{figure.key}__d"] = figure.denominator(session, day)
    return found


def _aggregate(rows: QuerySet, named: Named) -> dict[str, int]:
    """Count every condition in one query, grouping rows with the same answers (facts.py)."""
    facts = SimpleConditions(named.values())
    tests = {name: facts.test(condition) for name, condition in named.items()}
    found = dict.fromkeys(named, 0)
    for answers, number in facts.counted(rows):
        for name, holds in tests.items():
            if holds(answers):
                found[name] += number
    return found


def _members(rows: QuerySet, record: str, named: Named) -> dict[str, list[int]]:
    """The records behind every condition, in order, each once."""
    facts = SimpleConditions(named.values())
    asked = facts.asked()
    alike: dict[tuple[int, ...], list[int]] = {}
    for pk, *answers in rows.order_by().annotate(**asked).values_list(record, *asked):
        alike.setdefault(tuple(answers), []).append(pk)
    tests = {name: facts.test(condition) for name, condition in named.items()}
    return {
        name: sorted({pk for answers, keys in alike.items() if holds(answers) for pk in keys})
        for name, holds in tests.items()
    }
