"""Counts by one dimension (分组统计): 类别, 承办方式, 来源, 答复类别, 承办单位, 主题, 月份; one query each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import connections
from django.db.models import Count as CountOf
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from tracking.figures import conditions as when
from tracking.figures.snapshot import Snapshot
from tracking.models import Duty, Kind, Origin, Unit
from tracking.wording.labels import Label

Rows = list[tuple[str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Counts by one dimension: its caption, the head of its table, and a row of counts for each label."""

    key: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    measure: str = "件"


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """A dimension by which a session's items are counted."""

    key: str
    caption: Label
    header: tuple[Label, ...]
    tally: Callable[[Snapshot], Rows]
    measure: str = "件"


def group(key: str, snapshot: Snapshot) -> Grouped:
    """Count a snapshot by one dimension."""
    found = GROUPS[key]
    rows = tuple(found.tally(snapshot))
    return Grouped(key, str(found.caption), tuple(str(one) for one in found.header), rows, found.measure)


# Items -------------------------------------------------------------------------------------------
def _by(snapshot: Snapshot, field: str, conditions: Iterable[when.Condition]) -> dict[str, tuple[int, ...]]:
    """How many items meet each condition, by the values of a field; values without any are left out."""
    session, day = snapshot.definitions, snapshot.as_of
    names = {f"c{place}": condition(session, day) for place, condition in enumerate(conditions)}
    rows = snapshot.items().order_by().values_list(field)
    rows = rows.annotate(**{name: CountOf("pk", filter=condition) for name, condition in names.items()})
    return {value: tuple(numbers) for value, *numbers in rows if any(numbers)}


def _by_choice(field: str, labels: Mapping[str, Label]) -> Callable[[Snapshot], Rows]:
    """A tally with a row for every choice, in their order."""

    def tally(snapshot: Snapshot) -> Rows:
        found = _by(snapshot, field, [when.counted, when.answered])
        return [(str(label), found.get(value, (0, 0))) for value, label in labels.items()]

    return tally


def _by_class(snapshot: Snapshot) -> Rows:
    """Every class of the session, and what has none of them."""
    found = _by(snapshot, "reply_class", [when.letters])
    rows = [
        (f"{one['code']}类 {one['label']}", found.pop(one["code"], (0,))) for one in snapshot.definitions.reply_classes
    ]
    rest = sum(number for (number,) in found.values())
    return [*rows, *([(str(_("未定类别")), (rest,))] if rest else [])]


def _by_topic(snapshot: Snapshot) -> Rows:
    """The topics of the items, those with most first."""
    found = _by(snapshot, "topic", [when.counted, when.answered])
    rest = found.pop("", None)
    rows = sorted(found.items(), key=lambda row: (-row[1][0], row[0]))
    return [*rows, *([(str(_("未分主题")), rest)] if rest else [])]


def _by_month(snapshot: Snapshot) -> Rows:
    """Items handed over and items answered, month by month without a gap."""
    session, day = snapshot.definitions, snapshot.as_of
    given, answered = when.counted(session, day), when.answered(session, day)
    rows = snapshot.items().order_by().values_list("handed_over_on", "answered_on")
    rows = rows.annotate(c0=CountOf("pk", filter=given), c1=CountOf("pk", filter=answered))
    months: dict[tuple[int, int], list[int]] = {}
    for handed_over_on, answered_on, c0, c1 in rows:
        for place, (on, number) in enumerate([(handed_over_on, c0), (answered_on, c1)]):
            if on and number:
                months.setdefault((on.year, on.month), [0, 0])[place] += number
    return [(f"{year}年{month}月", tuple(months.get((year, month), (0, 0)))) for year, month in _between(months)]


def _between(months: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Every month from the first to the last of these."""
    places = [year * 12 + month - 1 for year, month in months]
    return [(place // 12, place % 12 + 1) for place in range(min(places), max(places) + 1)] if places else []


# Parts -------------------------------------------------------------------------------------------
def _by_unit(snapshot: Snapshot) -> Rows:
    """The units' own parts (件次), those with most first, and how many of their items are answered."""
    # The sum keeps SQLite from walking the index of units over the whole table.
    parts = snapshot.parts().order_by().annotate(of_unit=F("unit_id") + 0).values_list("of_unit")
    answered = Q(record_id__in=snapshot.those(when.answered))
    if connections[parts.db].vendor == "postgresql":
        # There a count under a condition looks through all keys for each row, once they are too many for its memory.
        count, none = CountOf("pk"), Value(0)
        of_answered = parts.filter(answered).annotate(c0=none, c1=count)
        rows = parts.annotate(c0=count, c1=none).union(of_answered, all=True)
    else:
        rows = parts.annotate(c0=CountOf("pk"), c1=CountOf("pk", filter=answered))
    found: dict[int, tuple[int, int]] = {}
    for unit, *numbers in rows:
        before = found.get(unit, (0, 0))
        found[unit] = (before[0] + numbers[0], before[1] + numbers[1])
    names = dict(Unit.objects.filter(pk__in=found).values_list("pk", "name"))
    named = [(names[unit], numbers) for unit, numbers in found.items()]
    return sorted(named, key=lambda row: (-row[1][0], row[0]))


_BOTH = (_("承办"), _("已答复"))
GROUPS: dict[str, FigureGroup] = {
    one.key: one
    for one in [
        FigureGroup(
            "kind",
            _("按类别"),
            (_("类别"), *_BOTH),
            _by_choice("kind", {kind.value: kind.full_label for kind in Kind}),
        ),
        FigureGroup("duty", _("按承办方式"), (_("承办方式"), *_BOTH), _by_choice("duty", dict(Duty.choices))),
        FigureGroup("origin", _("按来源层级"), (_("来源层级"), *_BOTH), _by_choice("origin", dict(Origin.choices))),
        FigureGroup("class", _("按答复类别"), (_("答复类别"), _("已答复")), _by_class),
        FigureGroup("unit", _("按承办单位"), (_("承办单位"), *_BOTH), _by_unit, measure="件次"),
        FigureGroup("topic", _("按主题"), (_("主题"), *_BOTH), _by_topic),
        FigureGroup("month", _("按月份"), (_("月份"), _("交办"), _("答复")), _by_month),
    ]
}
"Every dimension, by its key, in the order of the page of figures."
