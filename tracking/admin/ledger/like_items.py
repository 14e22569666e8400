"""Similar items (相似件): items of all years with like titles, and the unit that they suggest, for the office alone."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from tracking import ledger, permissions
from tracking.admin.frame import record_url
from tracking.models import Assignment, Duty, HandlingRecord, Unit, UnitKind
from tracking.stages import BEFORE_HAND_OVER, Stage
from tracking.wording.likeness import LEAST, Similar, Titles

NEAREST = 5
"How many of the most similar past items vote on the suggested unit."


@dataclass(frozen=True, slots=True)
class SimilarItem:
    """An item with a like title: how like it is, by which words, and which units led it."""

    label: str
    title: str
    score: int
    shared: tuple[str, ...]
    url: str = ""
    units: tuple[Unit, ...] = ()
    "The units that led it."

    @property
    def why(self) -> str:
        """The reason, in words."""
        return _("相同词语：%(words)s") % {"words": "、".join(self.shared)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested unit, with the past items that are the reason."""

    unit: Unit
    reasons: list[SimilarItem]


class Likeness:
    """The titles of the whole ledger to search in; empty for users who do not see all of it."""

    def __init__(self, user):
        rows = HandlingRecord.objects.order_by("-session__year", "pk") if permissions.sees_whole_ledger(user) else None
        self._rows = list(rows.values_list("pk", "title")) if rows is not None else []
        self._titles = Titles(title for _pk, title in self._rows)

    def of(self, wanted: dict, *, without: Iterable[int] = (), least: float = LEAST) -> dict:
        """For each wanted title its similar items, the most similar first; `without` leaves records out. Two queries for all."""
        left_out = set(without)
        alike: dict[object, list[tuple[int, Similar]]] = {}
        for key, title in wanted.items():
            like = self._titles.like(title, least=least, most=NEAREST + len(left_out))
            found = [(self._rows[one.place][0], one) for one in like]
            alike[key] = [(pk, one) for pk, one in found if pk not in left_out][:NEAREST] if title else []
        records = self._read({pk for found in alike.values() for pk, _one in found})
        return {key: [_item(records[pk], one) for pk, one in found] for key, found in alike.items()}

    @staticmethod
    def _read(keys: set[int]) -> dict[int, HandlingRecord]:
        leads = Assignment.objects.answering().standing().select_related("unit").order_by("pk")
        found = (
            HandlingRecord.objects.filter(pk__in=keys)
            .select_related("session")
            .only("title", "number", "kind", "session")
        )
        return {one.pk: one for one in found.prefetch_related(Prefetch("assignments", leads, to_attr="leads"))}


def _item(record: HandlingRecord, alike: Similar) -> SimilarItem:
    return SimilarItem(
        f"{record.session.name}{record.number_label}",
        record.title,
        round(alike.score),
        alike.shared,
        record_url(record),
        tuple(part.unit for part in record.leads),
    )


def in_workbook(row: int, title: str, alike: Similar) -> SimilarItem:
    """A similar item that stands further up in the same workbook."""
    return SimilarItem(_("本簿第%(row)s行") % {"row": row}, title, round(alike.score), alike.shared)


def similar_to(record: HandlingRecord, user) -> dict:
    """What a page shows of items similar to one still to be handed over, to users who see the whole ledger; else nothing."""
    if record.stage not in BEFORE_HAND_OVER or not permissions.sees_whole_ledger(user):
        return {}
    found = Likeness(user).of({record.pk: record.title}, without=[record.pk])[record.pk]
    return {"similar": found, "suggestion": suggestion(found)}


def suggestion(items: Iterable[SimilarItem]) -> Suggestion | None:
    """The unit for which the similar items vote, each by its likeness; only suggested, never entered by itself."""
    votes: dict[int, float] = defaultdict(float)
    voters: dict[int, list[SimilarItem]] = defaultdict(list)
    units: dict[int, Unit] = {}
    for item in items:
        for unit in item.units:
            if unit.is_active and not unit.is_external:
                votes[unit.pk] += item.score
                voters[unit.pk].append(item)
                units[unit.pk] = unit
    if not votes:
        return None
    first = max(votes, key=lambda pk: votes[pk])
    return Suggestion(units[first], voters[first])


# Before the hand-over --------------------------------------------------------------------------
@dataclass(slots=True)
class Proposed:
    """The units proposed for an item before its hand-over: from the workbook or the proposal, and by similar items."""

    initial: dict = field(default_factory=dict)
    "The values with which the form of 交办 opens, from the workbook or the proposal, never from similar items."
    because: str = ""
    similar: list[SimilarItem] = field(default_factory=list)

    @property
    def suggestion(self) -> Suggestion | None:
        """The unit that similar items suggest."""
        return suggestion(self.similar)


def proposed_units(records: list[HandlingRecord], user) -> dict[int, Proposed]:
    """For each record the units that its workbook or proposal (拟办意见) names, and similar items; a fixed number of queries."""
    alike = Likeness(user).of({one.pk: one.title for one in records}, without=[one.pk for one in records])
    found = named_before(records)
    for record in records:
        found[record.pk].similar = alike[record.pk]
    return found


def named_before(records: list[HandlingRecord]) -> dict[int, Proposed]:
    """For each record the units that its workbook or proposal names, without similar items."""
    named = ledger.named_units(records)
    names = Unit.objects.own().filter(is_active=True).by_any_name()
    gone = _given_back([one.pk for one in records if one.handed_over_on is not None])
    found = {}
    for record in records:
        if record.pk in named:
            leads, supports = named[record.pk].leads, named[record.pk].supports
            because = _("拟办的承办单位。") if named[record.pk].is_proposed else _("交办清单所列的承办单位。")
        else:
            leads, supports = units_in(record.handling_proposal, names)
            because = _("拟办意见中的承办单位。")
        one = Proposed()
        leads, supports = ([unit for unit in some if (record.pk, unit.pk) not in gone] for some in (leads, supports))
        if leads or supports:
            leads = leads if record.duty == Duty.SEPARATE else leads[:1]
            supports = [unit for unit in supports if unit not in leads]
            one.initial = {"lead_units": [unit.pk for unit in leads], "support_units": [unit.pk for unit in supports]}
            one.because = because
        found[record.pk] = one
    return found


def _given_back(keys: list[int]) -> set[tuple[int, int]]:
    """Pairs of item and unit whose objection was granted: that unit is not proposed for the item again."""
    if not keys:
        return set()
    parts = Assignment.objects.filter(record__in=keys, stage=Stage.REASSIGNED)
    return set(parts.values_list("record", "unit"))


_CLAUSES = re.compile("[，；。,;\n]")
_PART = re.compile("(?P<supports>配合|协助|协办|参与)|牵头|主办|承办|办理")


def _supports(clause: str, start: int, end: int) -> bool:
    """Whether the unit named here is to support: by the word that follows it, or else by the one before (配合单位：…)."""
    parts = [(one.start(), one["supports"] is not None) for one in _PART.finditer(clause)]
    after = [supports for place, supports in parts if place >= end]
    before = [supports for place, supports in parts if place < start]
    return after[0] if after else bool(before and before[-1])


def units_in(text: str, names: dict[str, Unit]) -> tuple[list[Unit], list[Unit]]:
    """The units that a proposal names, to lead and to support (甲局牵头、乙局配合), in the order of the text."""
    leads: list[Unit] = []
    supports: list[Unit] = []
    for clause in _CLAUSES.split(text):
        found: dict[int, tuple[str, Unit]] = {}
        for name, unit in names.items():
            if unit.kind != UnitKind.OFFICE and (place := clause.find(name)) >= 0:
                found[place] = max(found.get(place, ("", unit)), (name, unit), key=lambda one: len(one[0]))
        for place, (name, unit) in sorted(found.items()):
            group = supports if _supports(clause, place, place + len(name)) else leads
            if unit not in group:
                group.append(unit)
    return leads, [unit for unit in supports if unit not in leads]
