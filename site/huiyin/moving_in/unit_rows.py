"""The table in which proposed units are looked over (单位对照表): a row for each way of writing, and the full name that it means.

Ways with one full name are one unit: units are joined by typing the same name, and parted by typing another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from huiyin.moving_in.given import Given, GivenRow
from huiyin.moving_in.sheets import UNITS
from huiyin.moving_in.unit_guesses import OwnNames, UnitGuess
from tracking.models import Unit, UnitKind
from tracking.wording import clean_line
from tracking.wording.listed import parts
from tracking.wording.usual_units import plain_name, read_unit


@dataclass(slots=True)
class UnitRow:
    """One way of writing, as the table shows it and as it comes back."""

    number: int
    written: str
    where: str
    count: int
    full: str
    is_first: bool
    "Whether it is the first way of its unit, with the unit's own entries."
    kind: str = ""
    also: str = ""
    leader: str = ""
    is_taken: bool = True
    doubt: str = ""
    unit: Unit | None = None
    "The registered unit of which this would be another short name."


def rows_of(guesses: Iterable[UnitGuess], typed: QueryDict | None = None) -> list[UnitRow]:
    """The table's rows; with `typed` as somebody left them."""
    rows: list[UnitRow] = []
    for guess in guesses:
        for place, way in enumerate(guess.missing):
            row = UnitRow(len(rows) + 1, way.name, way.where, way.count, guess.full, place == 0, unit=guess.unit)
            row.is_taken, row.doubt = not guess.is_left_out, guess.doubt if place == 0 else ""
            if place == 0:
                row.kind, row.also, row.leader = guess.kind.value, "、".join(guess.also), guess.leader
            rows.append(row)
    if typed is not None:
        _as_typed(rows, typed)
    return rows


def _as_typed(rows: list[UnitRow], typed: QueryDict) -> None:
    """Lay what came back over the rows, by the way of writing: numbers may have moved since."""
    numbers = [key.removeprefix("written-") for key in typed if key.startswith("written-")]
    at_name = {typed[f"written-{number}"]: number for number in numbers}
    for row in rows:
        if (number := at_name.get(row.written)) is None:
            continue
        row.full = clean_line(typed.get(f"full-{number}", row.full)).strip()
        row.is_taken = f"take-{number}" in typed
        row.kind = typed.get(f"kind-{number}", row.kind)
        row.also = clean_line(typed.get(f"also-{number}", row.also)).strip()
        row.leader = clean_line(typed.get(f"leader-{number}", row.leader)).strip()


def give_units(rows: Iterable[UnitRow], given: Given, known: Mapping[str, Unit], place: str) -> None:
    """Add what the table says to what will be entered: each full name once, its other ways of writing as short names."""
    own = OwnNames(place, [*(row.written for row in rows), *known])
    units: dict[str, GivenRow] = {}
    for row in rows:
        if not row.is_taken:
            continue
        if not row.full:
            unnamed = GivenRow(UNITS, row.number)
            given.tell(unnamed, "name", _("必须填写；不登记的请去掉勾选。"))
            continue
        unit = units.setdefault(plain_name(row.full), GivenRow(UNITS, row.number, {"name": row.full, "aliases": []}))
        _fill(unit, row, known.get(row.full), own, place)
    given.rows[UNITS.key] += units.values()


def _fill(unit: GivenRow, row: UnitRow, registered: Unit | None, own: OwnNames, place: str) -> None:
    values = unit.values
    for name in (row.written, *parts(row.also)):
        if name != values["name"] and name not in values["aliases"]:
            values["aliases"].append(name)
    if registered is None:
        chosen = row.kind if row.kind in UnitKind.values else own.kind(read_unit(row.full, place)).value
        values.setdefault("kind", chosen)
    if row.leader and not (registered and registered.district_leader):
        values.setdefault("district_leader", row.leader)
