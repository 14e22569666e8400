"""Who handles an item (主办、会办、分办): from the units that a row names to the district's duty and its units' parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _

from tracking.ledger.opening import Cell
from tracking.ledger.text import text_of
from tracking.models import Duty, Session, Unit, UnitKind
from tracking.wording import UnitName, normalise, units_in
from tracking.wording.local import localised, words_here

UNIT_KEYS = (
    "main_units",
    "joint_units",
    "separate_units",
    "sole_units",
    "city_unit",
    "units",
    "support_units",
    "wished_main",
)
_DISTRICT = re.compile(r"^(?:.{2,8}?[市州盟])?(.{1,8}?[区县旗])(?=\d{4}年|人民政府|政府|人大|政协)")
_ITSELF = {"区", "县", "区政府", "县政府", "本区", "本县", "我区", "我县"}
"How lists name the place itself, without its name."
_ITS_CITY = "市(?!场|容|民中心|政(?!府|协|法|研))"
_OWN_KIND = {"市": _ITS_CITY, "县": "县(?![域城])", "旗": "旗", "特区": "特区", "林区": "林区"}
"How names of the place's own units begin where it is no 区: 县教育局, in a county-level city 市教育局, but not 市场监督管理局."
_OUTSIDE = re.compile(
    rf"^(?:市市|{_ITS_CITY}|[\u4e00-\u9fff]{{2,4}}?(?<!城){_ITS_CITY}|[\u4e00-\u9fff]{{2,5}}?[县旗](?![域城])"
    r"|(?:[\u4e00-\u9fff]{2,8})?自治区|省|州|地区|行署)"
)
"How units of the city, of the levels above and of other counties begin: 市财政局, 林芝市…, but not 市场监督管理局."


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as a row names it."""

    name: str
    unit: Unit | None
    is_district: bool
    "The district itself (区人民政府), as the city's lists name it."
    is_upper: bool
    "Not a unit of the district: registered as external, or by its name a unit of the city or above."
    supports: bool = False
    "Whether the cell itself says that the unit supports (区民政局（配合）)."
    cut: str = ""
    "Text that stood around the name and was cut off."


class UnitBook:
    """Every unit the office knows, by any of its names, and those of the city that a workbook adds."""

    def __init__(self, session: Session):
        self._session = session
        known = Unit.objects.by_any_name()
        words = words_here.current()
        self._itself = _ITSELF | {f"{before}{words.own}" for before in ("本", "我")}
        offices = [name for name, unit in known.items() if unit.kind == UnitKind.OFFICE]
        named = (match[1] for name in [*offices, session.name] if (match := _DISTRICT.match(name)))
        district = words.place or next(named, "")
        ways = [rf"(?:.{{2,8}}?[市州盟])?{re.escape(district)}"] if district else []
        ways += [_OWN_KIND[words.own]] if words.own in _OWN_KIND else []
        self._prefix = re.compile(rf"^(?:{'|'.join(ways)})") if ways else None
        self._by_key: dict[str, Unit] = {}
        for name, unit in known.items():
            self._by_key.setdefault(self._key(name), unit)
        self._own = sorted(name for name, unit in known.items() if not unit.is_external)
        self._said: dict[Cell, list[Named]] = {None: []}

    def _key(self, name: str) -> str:
        """A name without spaces and differences of brackets; the place's own name, or its kind (县教育局), reads 区."""
        plain = normalise(name).replace(" ", "").replace("(", "（").replace(")", "）")
        return self._prefix.sub("区", plain) if self._prefix else plain

    def find(self, name: str) -> Unit | None:
        """The unit of this name or abbreviation; “教育局” finds 区教育局, or 县教育局."""
        key = self._key(name)
        return self._by_key.get(key) or self._by_key.get(f"区{key}")

    def named(self, said: UnitName) -> Named:
        """The unit that a row means by this name, with the district itself and the city's units told apart."""
        name, key = said.name, self._key(said.name)
        if key.replace("人民", "") in self._itself:
            return Named(name, None, is_district=True, is_upper=False, cut=said.cut)
        unit = self.find(name)
        is_upper = unit.is_external if unit else bool(_OUTSIDE.match(key))
        return Named(name, unit, is_district=False, is_upper=is_upper, supports=said.supports, cut=said.cut)

    def all_named(self, cell: Cell) -> list[Named]:
        """The units that a cell names, those that it calls leading first; the same few cells come again and again."""
        if cell not in self._said:
            said = sorted(units_in(text_of(cell)), key=lambda one: not one.leads)
            self._said[cell] = [self.named(one) for one in said]
        return self._said[cell]

    def external(self, name: str) -> Unit:
        """The city's unit of this name, known already or new."""
        if (found := self._by_key.get(self._key(name))) is None:
            found = Unit(name=name[:100], kind=UnitKind.EXTERNAL, is_example=self._session.is_example)
            self._by_key[self._key(name)] = found
        return found

    def unknown(self, name: str) -> str:
        """The error for a name that is not registered: the closest registered names, and what to do."""
        close = [one for one in self._own if _is_short_for(name, one)]
        close += [one for one in get_close_matches(name, self._own, n=3, cutoff=0.5) if one not in close]
        near = _("相近的有：%(names)s。") % {"names": "、".join(close[:3])} if close else ""
        return _("没有登记单位“%(name)s”。%(near)s请改正，或在“承办单位”中登记这个单位或简称。") % {
            "name": name,
            "near": near,
        }


def _is_short_for(short: str, name: str) -> bool:
    """Whether every character of an abbreviation stands in the name in the same order (区住建局)."""
    rest = iter(name)
    return len(short) >= 3 and all(char in rest for char in short)


@dataclass(slots=True)
class Handling:
    """The district's duty and who does what; problems by column."""

    duty: Duty | None = None
    leads: list[Unit] = field(default_factory=list)
    supports: list[Unit] = field(default_factory=list)
    partners: list[Unit] = field(default_factory=list)
    "Units of the city that give their opinion on an item of ours."
    lead_unit: Unit | None = None
    "The city's lead unit (市主办单位)."
    left_out: list[str] = field(default_factory=list)
    "Further joint units of the city on a 会办 item: not ours to handle."
    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    "What stood around units' names and was cut off, by column."

    @property
    def units(self) -> list[Unit]:
        """All units of the district that have a part in the item."""
        return [*self.leads, *self.supports]


def who_handles(cells: Mapping[str, Cell], book: UnitBook, duty: str | None) -> Handling:
    """Read a row's unit columns; the duty is inferred from them unless it is known (docs/ledger.md, 承办方式)."""
    named = {key: list(book.all_named(cells.get(key))) for key in UNIT_KEYS}
    found = Handling(Duty(duty) if duty else _inferred(named))
    found.remarks = [(key, _cut_off(units)) for key, units in named.items() if any(one.cut for one in units)]
    for key in ("main_units", "separate_units", "sole_units", "units"):
        named["support_units"] += [one for one in named[key] if one.supports and not one.is_upper]
        named[key] = [one for one in named[key] if not one.supports or one.is_upper]
    if found.duty is None:
        if named["main_units"]:
            why = localised(
                "看不出本级的承办方式：主办单位是{upper_level}单位，又没有本级的会办单位。请加一列“承办方式”。"
            )
            found.problems.append(("main_units", why))
        else:
            found.problems.append(("duty", _("没有承办方式，也没有主办、会办、分办单位，看不出本级怎样承办。")))
    elif found.duty == Duty.JOINT:
        _joint(found, named, book)
    else:
        _answering(found, found.duty, named, book)
    return found


def _cut_off(units: list[Named]) -> str:
    told = "、".join(_("“%(name)s”旁的“%(cut)s”") % {"name": one.name, "cut": one.cut} for one in units if one.cut)
    return _("单位只取名称，%(what)s按字面理解，没有保存。") % {"what": told}


def _inferred(named: Mapping[str, list[Named]]) -> Duty | None:
    """The duty that the columns show: our own unit under 分办、独办 or 主办, or under 会办 beside a lead unit of the city."""
    if any(not one.is_upper for one in named["separate_units"]):
        return Duty.SEPARATE
    if named["sole_units"]:
        return Duty.SOLE
    if any(not one.is_upper for one in named["main_units"]):
        return Duty.LEAD
    if named["joint_units"] or named["city_unit"]:
        return Duty.JOINT
    if named["units"]:
        return Duty.JOINT if named["main_units"] else Duty.LEAD
    if any(not one.is_upper for one in named["wished_main"]):
        return Duty.LEAD
    return None


def _joint(found: Handling, named: Mapping[str, list[Named]], book: UnitBook) -> None:
    """会办: the city's unit leads; ours, under 会办单位 or 承办单位, give the opinion, the first of them leading."""
    upper = named["city_unit"] + [one for one in named["main_units"] if one.is_upper]
    if upper:
        found.lead_unit = upper[0].unit or book.external(upper[0].name)
    ours = named["units"] or [one for one in named["main_units"] + named["joint_units"] if not one.is_upper]
    found.left_out = [one.name for one in upper[1:] + [one for one in named["joint_units"] if one.is_upper]]
    _share(
        found, [("units" if named["units"] else "joint_units", ours)], [("support_units", named["support_units"])], book
    )


def _answering(found: Handling, duty: Duty, named: Mapping[str, list[Named]], book: UnitBook) -> None:
    """主办、独办、分办: ours answer; 会办单位 of ours support, those of the city are asked for their opinion."""
    own_key = {Duty.SEPARATE: "separate_units", Duty.SOLE: "sole_units"}.get(duty, "main_units")
    upper = named["city_unit"] + [one for one in named["main_units"] if one.is_upper]
    if upper and (duty == Duty.SEPARATE or named["city_unit"]):
        found.lead_unit = upper[0].unit or book.external(upper[0].name)
    elif upper:
        why = _("承办方式是“%(duty)s”，主办单位“%(name)s”却不是本级单位。")
        found.problems.append(("main_units", why % {"duty": duty.label, "name": upper[0].name}))
    if named["units"]:
        ours = [("units", named["units"])]
    else:
        keys = dict.fromkeys([own_key, "main_units", "separate_units", "sole_units"])
        ours = [(key, [one for one in named[key] if not one.is_upper]) for key in keys]
    joint = [one for one in named["joint_units"] if not one.is_upper]
    found.partners = list(
        {one.name: one.unit or book.external(one.name) for one in named["joint_units"] if one.is_upper}.values()
    )
    _share(found, ours, [("joint_units", joint), ("support_units", named["support_units"])], book)


def _share(found: Handling, ours: list, support: list, book: UnitBook) -> None:
    """Divide the item among our units: for 分办 all lead, otherwise the first leads and the others support."""
    leads = _own_units(found, ours, book)
    supports = _own_units(found, support, book)
    if found.duty != Duty.SEPARATE:
        leads, supports = leads[:1], leads[1:] + supports
    found.leads = leads
    found.supports = list({unit.pk: unit for unit in supports if unit not in leads}.values())


def _own_units(found: Handling, named: list[tuple[str, list[Named]]], book: UnitBook) -> list[Unit]:
    units: dict[int, Unit] = {}
    for key, names in named:
        for one in names:
            if one.is_district:
                continue
            if one.unit is None:
                found.problems.append((key, book.unknown(one.name)))
            elif one.unit.is_external:
                why = _("“%(name)s”不是本级单位，不能承办。") % {"name": one.name}
                found.problems.append((key, why))
            else:
                units[one.unit.pk] = one.unit
    return list(units.values())
