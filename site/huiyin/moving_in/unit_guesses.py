"""Units as a list or a pasted column writes them (单位写法): which ways of writing mean one unit, its full name and what sort it is."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracking.models import OfficeSettings, Unit, UnitKind
from tracking.wording.usual_units import OFFICE, UnitReading, is_short_for, plain_name, read_unit, two_in_one

_PLACE = re.compile(
    r"^(?:政协|中共|中国共产党)?(?:[\u4e00-\u9fff]{2,8}?[市州盟])?([\u4e00-\u9fff]{1,8}?(?:自治县|[县区旗]))"
)
_PLACE_IN_TITLE = re.compile(_PLACE.pattern + r"(?=第?[一二三四五六七八九十]+届|20\d\d年|人民|人大|政协|“两会”|委员会)")
_UPPER = ("省", "自治区", "自治州", "州", "盟", "地区", "市")


@dataclass(slots=True)
class Written:
    """One way in which a unit's name is written: how often, and where first."""

    name: str
    count: int = 0
    where: str = ""
    "Row and column of the first (第5行“主办单位”)."
    is_known: bool = False
    "Whether it is the name or short name of a unit that is registered."
    leaders: Counter = field(default_factory=Counter)
    "Who is named as the leader in charge beside it (责任领导)."


@dataclass(slots=True)
class UnitGuess:
    """A unit as it would be registered: its full name, its sort, and the ways of writing that mean it."""

    full: str
    kind: UnitKind
    written: list[Written]
    also: list[str] = field(default_factory=list)
    "Usual short names that nobody wrote yet."
    unit: Unit | None = None
    "The unit that is registered already, by whatever name."
    doubt: str = ""
    "A sentence where somebody should look twice."
    is_left_out: bool = False
    "Whether it is better not registered as it stands."

    @property
    def leader(self) -> str:
        """The leader in charge, where the list names only one."""
        named = sum((one.leaders for one in self.written), Counter())
        return next(iter(named)) if len(named) == 1 else ""

    @property
    def missing(self) -> list[Written]:
        """The ways of writing that are not registered yet."""
        return [one for one in self.written if not one.is_known]


def place_among(titles: Iterable[str], names: Iterable[str]) -> str:
    """What the district is called (示例县): as the titles say it, else as most of the units' names begin; empty if neither."""
    for title in titles:
        if (found := _PLACE_IN_TITLE.match(plain_name(title))) and found[1] != "自治县":
            return found[1]
    begun = Counter(
        found[1]
        for name in names
        if (before := read_unit(name).before) and (found := _PLACE.match(before)) and len(found[1]) > 2
    )
    return max(begun, key=lambda one: (begun[one], one)) if begun else ""


def own_place() -> str:
    """What the office's settings or its own full name call the district; empty where neither says."""
    if place := OfficeSettings.current().place:
        return place
    office = Unit.objects.filter(kind=UnitKind.OFFICE).order_by("pk").first()
    return place_among([office.name], []) if office else ""


class OwnNames:
    """What is the district's own and what is above or beside it, by how a name begins."""

    def __init__(self, place: str, names: Iterable[str]):
        self.place = place
        begun = Counter(read_unit(name, place).before for name in names)
        letters = {one: n for one, n in begun.items() if one in {"县", "区", "旗", "市"}}
        self.letter = place[-1:] if place else next((one for one in ("县", "区", "旗") if one in letters), "")
        self.is_unsure = not self.letter and "市" in letters
        "Whether every name begins with 市: of a city that is no district's upper one, or all of the upper city."
        if self.is_unsure:
            self.letter = "市"

    def belongs(self, reading: UnitReading) -> bool:
        """Whether a unit of this name is the district's own."""
        before = reading.before
        if not before or before[0] in "我本" or (self.place and before.endswith(self.place)):
            return True
        return before == self.letter or (not self.place and before.endswith(("县", "区", "旗")))

    def key(self, reading: UnitReading) -> tuple[str, str]:
        """What is the same for every way of writing one unit."""
        return ("" if self.belongs(reading) else reading.before, reading.sense)

    def kind(self, reading: UnitReading) -> UnitKind:
        """What sort of unit a name tells."""
        if not self.belongs(reading) or reading.stem.startswith(("自治区", "省")):
            return UnitKind.EXTERNAL
        if reading.usual is OFFICE:
            return UnitKind.OFFICE
        return UnitKind.TOWNSHIP if reading.is_township else UnitKind.DEPARTMENT

    def full(self, readings: list[UnitReading]) -> str:
        """The full name of the unit that is written in these ways: as it was written in full, else as is usual."""
        first = readings[0]
        if self.kind(first) == UnitKind.EXTERNAL:
            return max((one.name for one in readings), key=len)
        stems = [one.stem for one in readings]
        if first.usual is not None:
            stem = next((one for one in first.usual.formal if one in stems), first.usual.formal[0])
        elif first.sense.endswith(("乡", "镇")):
            stem = f"{first.sense}人民政府"
        elif first.sense.endswith("街道"):
            stem = f"{first.sense}办事处"
        else:
            stem = max(stems, key=len)
        longest = max((one.before for one in readings), key=len)
        before = self.place or longest
        if not before and first.usual is not None:
            before = self.letter
        return f"{before}{stem}"

    def also(self, readings: list[UnitReading]) -> list[str]:
        """The short names that lists usually have for it."""
        first = readings[0]
        if self.kind(first) == UnitKind.EXTERNAL:
            return []
        short = first.usual.short[0] if first.usual else first.sense if first.is_township else first.stem
        names = [short] if first.is_township or not self.letter else [f"{self.letter}{short}", short]
        return [one for one in names if len(one) > 1]


def guess_units(written: Iterable[Written], known: Mapping[str, Unit], place: str) -> list[UnitGuess]:
    """Which units these ways of writing mean; those that are registered are recognised by any of their names."""
    written = list(written)
    own = OwnNames(place, [*(one.name for one in written), *known])
    by_plain = {plain_name(name): unit for name, unit in known.items()}
    by_key: dict[tuple[str, str], Unit] = {}
    for name, unit in known.items():
        by_key.setdefault(own.key(read_unit(name, place)), unit)
    groups: dict[object, tuple[list[Written], list[UnitReading], Unit | None]] = {}
    for one in written:
        reading = read_unit(one.name, place)
        unit = by_plain.get(plain_name(one.name))
        one.is_known = unit is not None
        unit = unit or by_key.get(own.key(reading))
        group = groups.setdefault(unit.pk if unit else own.key(reading), ([], [], unit))
        group[0].append(one)
        group[1].append(reading)
    guesses = [_guess(own, *group) for group in groups.values()]
    _look_twice(guesses, own)
    taken = Counter(name for one in guesses for name in {one.full, *one.also, *(way.name for way in one.written)})
    for one in guesses:
        ways = {one.full, *(way.name for way in one.written)}
        one.also = [name for name in one.also if name not in ways and taken[name] == 1 and name not in known]
    order = {UnitKind.OFFICE: 0, UnitKind.DEPARTMENT: 1, UnitKind.TOWNSHIP: 2, UnitKind.EXTERNAL: 3}
    return sorted(guesses, key=lambda one: order[one.kind])


def _guess(own: OwnNames, written: list[Written], readings: list[UnitReading], unit: Unit | None) -> UnitGuess:
    if unit is not None:
        return UnitGuess(unit.name, UnitKind(unit.kind), written, unit=unit)
    return UnitGuess(own.full(readings), own.kind(readings[0]), written, own.also(readings))


def _look_twice(guesses: list[UnitGuess], own: OwnNames) -> None:
    """Point out names that may be two units in one, and short names that may be another unit's."""
    for one in guesses:
        if one.unit is not None or one.kind == UnitKind.EXTERNAL:
            continue
        for way in one.written:
            if halves := two_in_one(way.name, own.place):
                words = _("像是“%(one)s”“%(other)s”两个单位写在一起：请在清单里用顿号分开，这里没有勾选。")
                one.doubt = words % {"one": halves[0], "other": halves[1]}
                one.is_left_out = True
        stem = read_unit(one.full, own.place).stem
        likely = [
            other.full
            for other in guesses
            if other is not one and is_short_for(stem, read_unit(other.full, own.place).stem)
        ]
        if likely and not one.doubt:
            one.doubt = _("可能是%(name)s的简称：是同一单位的，把规范全称改成一样。") % {"name": likely[0]}
