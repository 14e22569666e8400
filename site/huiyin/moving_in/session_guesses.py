"""The sessions that a list belongs to (届次): whose meeting, of which year, with which limit, as far as the list tells."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracking.ledger.cells import Misread, read_day, read_number
from tracking.ledger.identifying import kind_told
from tracking.ledger.reading import Row, Sheet
from tracking.ledger.session_names import kind_of_session
from tracking.models import Kind, Session
from tracking.wording import folded

BOTH = "both"
"Stands for one session of both meetings (两会)."
CODES = {Kind.SUGGESTION: "rd", Kind.PROPOSAL: "zx", BOTH: ""}
_YEAR = re.compile(r"(20\d\d)(?:年|年度|\D|$)")
_DAY_IN_REMARK = re.compile(r"[日时][期间]：(20\d\d)[-/.年]")
"A day of another system (提交日期、提交时间), which is kept in 备注 behind its heading."
_MEETING = re.compile(
    r"((?:政协)?[^，。：:、《》\s]{0,14}?第?[一二三四五六七八九十]{1,3}届[^，。：:、《》\s]{0,16}?第?[一二三四五六七八九十]{1,3}次(?:全体)?会议)"
)


@dataclass(slots=True)
class SessionGuess:
    """A session as it would be registered."""

    kind: str
    "suggestion, proposal, or both for a session of both meetings."
    name: str
    code: str
    year: int
    count: int
    "How many of the list's items belong to it."
    due_on: date | None = None
    "The one deadline that all of them share."
    classes: str = "usual"
    session: Session | None = None
    "The session that is registered already."

    @property
    def label(self) -> str:
        """What it is about."""
        return Kind(self.kind).full_label if self.kind != BOTH else str(_("人大、政协合为一届"))


def kinds_of(sheet: Sheet, answered: Kind | None) -> list[Kind | None]:
    """The kind of each row; where no row of the list tells, the one that was answered."""
    told = [kind_told(row) for row in sheet.rows]
    return told if any(told) else [answered for _row in sheet.rows]


def titles_of(sheet: Sheet) -> list[str]:
    """The worksheets' names and what stands above their tables, and the file's name."""
    names = [text for table in sheet.tables for text in table.above]
    return [one for one in (*names, re.sub(r"\.\w+$", "", sheet.name)) if one]


def year_of(sheet: Sheet, today: date) -> tuple[int, bool]:
    """The list's year, and whether it is said anywhere: in titles, numbers or days; else it is today's."""
    for title in titles_of(sheet):
        if found := _YEAR.search(folded(title)):
            return int(found[1]), True
    told = Counter[int]()
    for row in sheet.rows:
        number = row.text("number")
        if found := re.match(r"(20\d\d)\d{3,}$", number):
            told[int(found[1])] += 1
            continue
        try:
            year = read_number(row.cells["number"]).year if number else None
        except Misread:
            year = None
        if year:
            told[year] += 1
    if not told:
        told.update(int(found[1]) for row in sheet.rows if (found := _YEAR.match(row.text("due_on"))))
    if not told:
        told.update(table.day.year for table in sheet.tables if table.day)
    if not told:
        told.update(int(found[1]) for row in sheet.rows if (found := _DAY_IN_REMARK.search(row.text("remark"))))
    return (max(told, key=lambda one: (told[one], one)), True) if told else (today.year, False)


def guess_sessions(
    sheet: Sheet, kinds: Sequence[Kind | None], year: int, place: str, known: Iterable[Session]
) -> list[SessionGuess]:
    """A session for each kind that the list holds, and one of both that may be chosen instead."""
    known = list(known)
    found = [
        _guess(
            sheet, [row for row, kind in zip(sheet.rows, kinds, strict=True) if kind == one], one, year, place, known
        )
        for one in Kind
        if one in kinds
    ]
    if len(found) == 2:
        found.append(_guess(sheet, sheet.rows, BOTH, year, place, known))
    return found


def _guess(sheet: Sheet, rows: list[Row], kind: str, year: int, place: str, known: list[Session]) -> SessionGuess:
    count = len(rows)
    guess = SessionGuess(
        kind, _name(sheet, kind, year, place), "", year, count, _shared_day(rows, year), _classes_of(rows)
    )
    guess.session = _registered(kind, year, known)
    codes = {one.code for one in known}
    code = f"{year}{CODES[kind]}"
    guess.code = next(one for one in (code, *(f"{code}-{n}" for n in range(2, 999))) if one not in codes)
    return guess


def _registered(kind: str, year: int, known: list[Session]) -> Session | None:
    """The year's session of this kind, else the year's session of both."""
    of_year = [one for one in known if one.year == year]
    wanted = [kind_of_session(one.name) for one in of_year]
    for sought in (None,) if kind == BOTH else (kind, None):
        if sought in wanted:
            return of_year[wanted.index(sought)]
    return None


def _name(sheet: Sheet, kind: str, year: int, place: str) -> str:
    """The meeting as the titles name it, else by place and year."""
    if kind != BOTH:
        for title in titles_of(sheet):
            if (found := _MEETING.search(folded(title))) and kind_of_session(found[1]) == kind:
                return found[1][:100]
    what = {Kind.SUGGESTION: _("人大会议"), Kind.PROPOSAL: _("政协会议"), BOTH: _("“两会”")}[kind]
    return f"{place}{year}年{what}"


def _shared_day(rows: list[Row], year: int) -> date | None:
    """The deadline of every row, where they all name the same day."""
    days = set()
    for row in rows:
        try:
            days.add(read_day(row.cells.get("due_on"), year))
        except Misread:
            return None
        if len(days) > 1:
            return None
    return next(iter(days), None)


def _classes_of(rows: list[Row]) -> str:
    said = "".join(row.text("reply_class") for row in rows)
    if re.search("[甲乙丙](?!级)", said):
        return "stems"
    return "words" if re.search("解决采纳|计划解决", said) else "usual"
