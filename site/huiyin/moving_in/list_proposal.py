"""What an office's own 交办清单 proposes for moving in (清单建议): sessions, units, and questions where the list does not tell."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from huiyin.moving_in.session_guesses import SessionGuess, guess_sessions, kinds_of, titles_of, year_of
from huiyin.moving_in.unit_guesses import OwnNames, UnitGuess, Written, guess_units, place_among
from tracking.ledger.handlers import UNIT_KEYS
from tracking.ledger.meanings import Question as ColumnQuestion
from tracking.ledger.reading import Row, Sheet
from tracking.ledger.tables import RowError
from tracking.ledger.together import named_together
from tracking.models import Kind, Membership, Role, Session, Unit
from tracking.wording import split_names, units_in
from tracking.wording.local import localised
from tracking.wording.usual_units import plain_name

COLUMNS = (*UNIT_KEYS, "wished_joint")
"The columns that name units."
MOST_NAMES = 110
"So many ways of writing are shown; what comes behind is proposed once these are registered."
MOST_PEOPLE, MOST_ASKED = 40, 60
"So many people and questions are shown: a form of more than a thousand fields is not accepted."
_ITSELF = {"区", "县", "市", "区政府", "县政府", "市政府", "本区", "本县", "本市", "我区", "我县", "我市"}


@dataclass(frozen=True, slots=True)
class Together:
    """A cell that names several lead units without saying who leads, and where it stands."""

    cell: str
    where: str


@dataclass(frozen=True, slots=True)
class PersonGuess:
    """Somebody whom the list names as a unit's handler (具体负责人)."""

    number: int
    name: str
    unit: str
    "The unit as the list writes it."
    where: str


@dataclass(slots=True)
class ListProposal:
    """Everything that a list tells, and what has to be asked."""

    sheet: Sheet
    place: str
    year: int
    sessions: list[SessionGuess] = field(default_factory=list)
    units: list[UnitGuess] = field(default_factory=list)
    more_names: int = 0
    "Ways of writing that are not shown."
    asks_kind: bool = False
    "Whether no row tells 建议 from 提案."
    columns: list[ColumnQuestion] = field(default_factory=list)
    together: list[Together] = field(default_factory=list)
    people: list[PersonGuess] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    "What somebody should know or mend, a sentence each."

    @property
    def new_units(self) -> list[UnitGuess]:
        """Units that would be registered, or get another short name."""
        return [one for one in self.units if one.missing]

    @property
    def known_names(self) -> int:
        """How many ways of writing are recognised already."""
        return sum(way.is_known for one in self.units for way in one.written)

    @property
    def new_sessions(self) -> list[SessionGuess]:
        """Sessions that are not registered yet."""
        return [one for one in self.sessions if one.session is None]


def read_proposal(
    sheet: Sheet, today: date, *, place: str = "", kind: Kind | None = None, year: int | None = None
) -> ListProposal:
    """Read a list's proposal against what is registered already.

    `place`, `kind` and `year` are what somebody answered where the list did not tell.
    """
    written = _written(sheet)
    titles = titles_of(sheet)
    known = Unit.objects.by_any_name()
    place = place or place_among(titles, [one.name for one in written]) or place_among([], known)
    said_year, is_said = year_of(sheet, today)
    found = ListProposal(sheet, place, year or said_year)
    kinds = kinds_of(sheet, kind)
    found.asks_kind = bool(sheet.rows) and kind is None and not any(kinds)
    found.sessions = guess_sessions(sheet, kinds, found.year, place, Session.objects.all())
    registered = {plain_name(name) for name in known}
    unregistered = [one for one in written if plain_name(one.name) not in registered]
    left_over = {one.name for one in unregistered[MOST_NAMES:]}
    found.units = guess_units([one for one in written if one.name not in left_over], known, place)
    found.more_names = len(left_over)
    found.columns = _columns_once(sheet)[:MOST_ASKED]
    found.together = _together(sheet.rows)[: MOST_ASKED - len(found.columns)]
    found.people = _people(sheet.rows)[:MOST_PEOPLE]
    own = OwnNames(place, [*(one.name for one in written), *known])
    found.told = list(_told(found, own, kinds, is_said or year is not None))
    return found


# Units -----------------------------------------------------------------------------------------
def _written(sheet: Sheet) -> list[Written]:
    """Every way in which a unit is written, in the order of its first row."""
    found: dict[str, Written] = {}
    for row in sheet.rows:
        leaders = split_names(row.text("district_leader")).names if "district_leader" in row.cells else ()
        for key in COLUMNS:
            if key not in row.cells:
                continue
            for one in units_in(row.text(key)):
                if one.name.replace("人民", "") in _ITSELF or len(one.name) > 100:
                    continue
                way = found.setdefault(one.name, Written(one.name, where=_place(row, key)))
                way.count += 1
                if key in {"main_units", "units"} and len(leaders) == 1:
                    way.leaders[leaders[0]] += 1
    return list(found.values())


def _place(row: Row, key: str) -> str:
    """Where a cell stands, in words."""
    sheet = f"{row.sheet} " if row.sheet else ""
    return _("%(sheet)s第%(row)s行“%(column)s”") % {"sheet": sheet, "row": row.number, "column": row.table.heading(key)}


def _people(rows: Iterable[Row]) -> list[PersonGuess]:
    """The handlers whom rows of one unit name, each once; somebody who has that role in a unit already is left out."""
    named: dict[tuple[str, str], str] = {}
    for row in rows:
        units = [one.name for one in units_in(row.text("main_units") or row.text("units"))]
        people = split_names(row.text("handler")).names if "handler" in row.cells else ()
        if len(units) == 1:
            for name in people:
                named.setdefault((name, units[0]), _place(row, "handler"))
    held = Membership.objects.filter(role=Role.UNIT_HANDLER, person__name__in={name for name, _unit in named})
    known = set(held.values_list("person__name", flat=True)) if named else set()
    left = [(name, unit, where) for (name, unit), where in named.items() if name not in known]
    return [PersonGuess(number, *one) for number, one in enumerate(left, start=1)]


# Questions -------------------------------------------------------------------------------------
def _columns_once(sheet: Sheet) -> list[ColumnQuestion]:
    """The columns about which somebody has to be asked, each heading once."""
    return list({one.heading: one for one in sheet.questions}.values())


def _together(rows: Iterable[Row]) -> list[Together]:
    places: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if cell := named_together(row):
            places[cell].append(row)
    return [Together(cell, _rows_in_words(found)) for cell, found in places.items()]


def _rows_in_words(rows: list[Row]) -> str:
    first = rows[0]
    numbers = "、".join(str(row.number) for row in rows[:5])
    said = {
        "sheet": f"{first.sheet} " if first.sheet else "",
        "rows": numbers,
        "column": first.table.heading("main_units"),
    }
    words = _("%(sheet)s第%(rows)s行“%(column)s”") if len(rows) <= 5 else _("%(sheet)s第%(rows)s行等“%(column)s”")
    return words % said


def _told(found: ListProposal, own: OwnNames, kinds: list[Kind | None], is_year_said: bool) -> Iterable[str]:
    """What the list lacks or leaves open, a sentence each."""
    sheet = found.sheet
    if not sheet.rows:
        yield _("表头下面没有承办件。")
    if not is_year_said:
        yield _("清单没有写年份，先按今年%(year)s年；不对的请在届次里改。") % {"year": found.year}
    lacking = [row for row, kind in zip(sheet.rows, kinds, strict=True) if kind is None]
    if lacking and not found.asks_kind:
        rows = "、".join(str(row.number) for row in lacking[:5])
        yield _("第%(rows)s行（共%(n)s行）看不出是建议还是提案，请在清单“类别”栏写明。") % {
            "rows": rows,
            "n": len(lacking),
        }
    for table in sheet.tables:
        named = _("工作表%(name)s") % {"name": table.name} if table.name else _("清单")
        if "number" not in table.headings and "serial" not in table.headings:
            yield _("%(list)s没有“编号”栏，导入时认不出是哪一件：请加一列“编号”。") % {"list": named}
        for key, heading in (("title", _("案由")), ("first", _("领衔代表(第一提案人)"))):
            if key not in table.headings:
                yield _("%(list)s没有“%(heading)s”栏，导入前请补上。") % {"list": named, "heading": heading}
        if not set(COLUMNS) & table.headings.keys():
            yield _("%(list)s没有主办、会办单位栏，提不出承办单位；可以在“承办单位”里粘贴一列名称。") % {"list": named}
    if found.new_units and not found.place:
        yield _("看不出本县（区）的名称，单位全称前面没有加地名；请在下面“本地名称”填写后重新提议。")
    if own.is_unsure:
        yield localised(
            "单位名称都以“市”开头，先当作本级单位；如果是上级市的单位，请把类别改为“{upper_level}或其他外部单位”。"
        )
    for one in found.units:
        leaders = sum((way.leaders for way in one.written), Counter())
        if len(leaders) > 1:
            said = {"unit": one.full, "names": "、".join(leaders)}
            yield _("%(unit)s的责任领导不止一位（%(names)s），没有填“分管领导”。") % said
    yield from (_error_in_words(one) for one in [*sheet.errors, *sheet.faults][:20])


def _error_in_words(one: RowError) -> str:
    sheet = f"{one.sheet} " if one.sheet else ""
    row = _("第%(row)s行") % {"row": one.row} if one.row else ""
    column = f"“{one.column}”" if one.column else ""
    return _("%(where)s：%(why)s导入前请在清单里改正。") % {"where": f"{sheet}{row}{column}", "why": one.message}
