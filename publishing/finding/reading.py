"""Reading the index (查检索库): what has the words of a query, the best first, and by what that can be narrowed.

What has the whole query in its title or numbers comes first, then what has all its words there, then in what it says
of itself, then the query as it stands in its text; among those alike the last published.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from publishing.finding.index import FORMAT, PATIENCE, newest
from publishing.finding.sought import DIMENSIONS, mark_of
from publishing.finding.spelling import phrase, plain, words_of
from publishing.finding.words import runs_of

MOST_SUGGESTED = 6
_LIKE = 0.5
"How much of a name has to be spelt alike."
_MEMORY_KB = 8_000
_HEAD = ("title", "numbers", "facts")
_LAST_FIRST = "SELECT group_concat(rowid) FROM (SELECT rowid FROM {0} WHERE {0} MATCH ? ORDER BY rowid DESC LIMIT ?)"
_IN_HEADS, _IN_ALL = _LAST_FIRST.format("heads"), _LAST_FIRST.format("spelt")
_MOST_COMBINED = 8


class NoIndex(Exception):
    """There is no index to be read: nothing was pressed yet, or it is just being made."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: words, a choice on some dimensions, an order."""

    text: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    by_time: bool = False
    any_word: bool = False


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """A piece that was found."""

    id: int
    path: str
    title: str
    day: str
    tag: str
    unit: str
    reply_class: str
    numbers: str
    words: str
    files: str


@dataclass(frozen=True, slots=True)
class FoundPart:
    """One part of an answer."""

    total: int
    rows: tuple[FoundPiece, ...]
    words: tuple[str, ...] = ()
    "What to mark."
    choices: dict[str, Counter] = field(default_factory=dict)
    "How many of all that was found stand where, by dimension."
    fell_back: bool = False
    "Nothing had all words; these have some."


@dataclass(frozen=True, slots=True)
class PieceChoices:
    """Where every piece stands on each dimension, so that choices are counted without asking for each piece."""

    number_of: dict[str, int]
    "By its place: the number of its byte in a mask."
    masks: dict[str, dict[str, int]]
    "By dimension and label: a number with a byte for each piece that stands there."
    totals: dict[str, Counter]

    @classmethod
    def read(cls, base: sqlite3.Connection) -> "PieceChoices":
        """From the index."""
        rows = base.execute("SELECT place, nd, lx, dw, lb, zt FROM piece ORDER BY place").fetchall()
        number_of = {str(row[0]): number for number, row in enumerate(rows)}
        masks, totals = {}, {}
        for column, code in enumerate(DIMENSIONS, 1):
            totals[code] = Counter(row[column] for row in rows if row[column])
            found = {label: bytearray(len(rows)) for label in totals[code]}
            for number, row in enumerate(rows):
                if row[column]:
                    found[row[column]][number] = 1
            masks[code] = {label: int.from_bytes(mask) for label, mask in found.items()}
        return cls(number_of, masks, totals)

    def choices(self, places: Sequence[str]) -> dict[str, Counter]:
        """How many of some pieces stand where."""
        if len(places) == len(self.number_of):
            return self.totals
        some = bytearray(len(self.number_of))
        for number in map(self.number_of.__getitem__, places):
            some[number] = 1
        mask = int.from_bytes(some)
        counted = {
            code: Counter({label: (mask & one).bit_count() for label, one in masks.items()})
            for code, masks in self.masks.items()
        }
        return {code: +counter for code, counter in counted.items()}


@dataclass(frozen=True, slots=True)
class QueryReading:
    """One reading of a query: all that it wants, and what of that comes first."""

    wanted: str
    heads: tuple[str, ...] = ()
    "What has it in its head, the best first."
    bodies: tuple[str, ...] = ()
    "What has it so in its text, after those."
    falls_back: bool = False
    "Nothing has all words: this wants some."


class Finder:
    """The index of one pressed folder, for readers; each thread has its own connection to it."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self._own = threading.local()
        self._known: tuple[tuple, PieceChoices] = ((), PieceChoices({}, {}, {}))
        self._learning = threading.Lock()

    @classmethod
    def of(cls, root: Path) -> "Finder":
        """The one of this process."""
        return _of(Path(root))

    def about(self, name: str) -> str:
        """What the press left in it for the search page; NoIndex where it left nothing."""
        with self._base() as base:
            row = base.execute("SELECT value FROM about WHERE key = ?", (name,)).fetchone()
        if row is None:
            raise NoIndex(name)
        return row[0]

    def find(self, query: Query, start: int, count: int) -> FoundPart:
        """A part of what has all the words, or, where nothing has, any of them."""
        words = words_of(query.text)
        marks = [mark_of(code, label) for code, label in query.chosen.items() if label]
        if not words and (not marks or query.text.strip()):
            return FoundPart(0, ())
        with self._base() as base:
            for way in _ways(query, words):
                places = _places(base, _narrowed(way.wanted, marks))
                if not places:
                    continue
                chosen = _in_order(base, way, marks, places, start, start + count)
                rows = tuple(_row(base, place) for place in chosen)
                shown = tuple(dict.fromkeys([" ".join(query.text.split()), *words]))
                return FoundPart(len(places), rows, shown, self._learnt(base).choices(places), way.falls_back)
        return FoundPart(0, ())

    def keys(self, query: Query) -> list[int]:
        """The keys of all pages that have the words, the best first."""
        words = words_of(query.text)
        if not words:
            return []
        with self._base() as base:
            key_of = dict(base.execute("SELECT place, id FROM piece"))
            for way in _ways(query, words):
                if not way.falls_back and (places := _places(base, way.wanted)):
                    return [key_of[place] for place in _in_order(base, way, [], places, 0, len(places))]
        return []

    def every(self) -> list[FoundPiece]:
        """All pieces, the last published first."""
        with self._base() as base:
            places = [place for (place,) in base.execute("SELECT place FROM piece ORDER BY place DESC")]
            return [_row(base, place) for place in places]

    def near(self, text: str) -> list[str]:
        """What the reader may have meant: names of units and topics spelt nearly so, or standing in the words."""
        said = "".join(runs_of(plain(text)))
        with self._base() as base:
            counted = self._learnt(base).totals
        labels = [*counted["dw"], *counted["zt"]]
        by_spelling = {"".join(runs_of(plain(label))): label for label in labels}
        inside = [one for one in by_spelling if one != said and (one in said or (len(said) > 1 and said in one))]
        close = get_close_matches(said, by_spelling, n=MOST_SUGGESTED, cutoff=_LIKE)
        return [by_spelling[one] for one in dict.fromkeys((*close, *inside)) if one != said][:MOST_SUGGESTED]

    def labels(self) -> dict[str, Counter]:
        """All that anything can be narrowed to, with how many pieces stand there."""
        with self._base() as base:
            return self._learnt(base).totals

    def _learnt(self, base: sqlite3.Connection) -> "PieceChoices":
        """Where every piece stands; read anew after a run that changed anything."""
        (version,) = base.execute("SELECT value FROM about WHERE key = 'version'").fetchone()
        seen = (self._own.file, version)
        known = self._known
        if known[0] != seen:
            with self._learning:
                known = self._known
                if known[0] != seen:
                    known = self._known = (seen, PieceChoices.read(base))
        return known[1]

    @contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, in one transaction: all that is read is of one run. Raises NoIndex."""
        try:
            base = self._connection()
            base.execute("BEGIN")
            try:
                yield base
            finally:
                base.execute("ROLLBACK")
        except sqlite3.Error as problem:
            self._close()
            raise NoIndex(str(problem)) from problem

    def _connection(self) -> sqlite3.Connection:
        file = newest(self.root)
        if file is None:
            self._close()
            raise NoIndex(str(self.root))
        seen = (str(file), file.stat().st_ino)
        if getattr(self._own, "file", None) != seen:
            self._close()
            base = sqlite3.connect(file, isolation_level=None, timeout=PATIENCE)
            base.execute("PRAGMA query_only=ON")
            base.execute(f"PRAGMA cache_size=-{_MEMORY_KB}")
            if base.execute("PRAGMA user_version").fetchone() != (FORMAT,):
                base.close()
                raise NoIndex(f"{file} is of another version")
            self._own.base, self._own.file = base, seen
        return self._own.base

    def _close(self) -> None:
        if (base := getattr(self._own, "base", None)) is not None:
            base.close()
        self._own.base = self._own.file = None


@cache
def _of(root: Path) -> Finder:
    return Finder(root)


def _ways(query: Query, words: list[str]) -> Iterator[QueryReading]:
    """How a query is read, the strictest first: a number (文号) as it stands, all words, any of them."""
    if not words:
        yield QueryReading("")
        return
    whole = phrase(query.text)
    phrases = [phrase(word) for word in words]
    if not query.any_word:
        if whole.count(" ") > 1 and any(char.isdigit() for char in whole):
            yield _way(query, [_in(_HEAD[:2], whole)], [], whole)
        yield _all_words(query, whole, phrases)
    if len(words) > 1:
        wide = [phrase(word) for word in words if len(word) > 1] or phrases
        yield _any_word(query, whole, phrases if query.any_word else wide)
    elif query.any_word:
        yield _all_words(query, whole, phrases)


def _all_words(query: Query, whole: str, phrases: list[str]) -> QueryReading:
    every = " AND ".join(phrases)
    heads = [_in(_HEAD[:2], whole), _in(_HEAD[:2], every), every]
    bodies = [_in(("words",), whole)] if [whole] != phrases else []
    return _way(query, heads, bodies, every)


def _any_word(query: Query, whole: str, phrases: list[str]) -> QueryReading:
    some = " OR ".join(phrases)
    bodies = []
    if 2 < len(phrases) <= _MOST_COMBINED:
        but_one = (phrases[:place] + phrases[place + 1 :] for place in range(len(phrases)))
        bodies.append(" OR ".join(f"({' AND '.join(rest)})" for rest in but_one))
    heads = [_in(_HEAD[:2], whole), _in(_HEAD[:2], " AND ".join(phrases))]
    last = [] if bodies else [_in(_HEAD[:2], some)]
    return _way(query, [*heads, *last], bodies, some, falls_back=not query.any_word)


def _way(query: Query, heads: list[str], bodies: list[str], wanted: str, *, falls_back: bool = False) -> QueryReading:
    if query.by_time:
        return QueryReading(wanted, falls_back=falls_back)
    return QueryReading(wanted, tuple(dict.fromkeys(heads)), tuple(bodies), falls_back)


def _in(columns: tuple[str, ...], wanted: str) -> str:
    return f"{{{' '.join(columns)}}} : ({wanted})"


def _narrowed(wanted: str, marks: list[str]) -> str:
    parts = [f"({wanted})"] if wanted else []
    return " AND ".join([*parts, *(f'"{one}"' for one in marks)])


def _places(base: sqlite3.Connection, wanted: str) -> list[str]:
    """All places, the earliest first, joined by the database: to hand them over one by one takes four times as long."""
    return _joined(base, "SELECT group_concat(rowid) FROM spelt WHERE spelt MATCH ?", wanted)


def _joined(base: sqlite3.Connection, statement: str, *asked: object) -> list[str]:
    (joined,) = base.execute(statement, asked).fetchone()
    return joined.split(",") if joined else []


def _in_order(
    base: sqlite3.Connection, way: QueryReading, marks: list[str], places: list[str], start: int, end: int
) -> list[int]:
    """A part of all places, the best first, and of those alike the last published."""
    found: dict[str, None] = {}
    asked = [(_IN_HEADS, wanted) for wanted in way.heads] + [(_IN_ALL, wanted) for wanted in way.bodies]
    for statement, wanted in asked:
        if len(found) < min(end, len(places)) and len(places) > 1:
            found.update(dict.fromkeys(_joined(base, statement, _narrowed(wanted, marks), end)))
    for place in reversed(places):
        if len(found) >= end:
            break
        found[place] = None
    return [int(place) for place in list(found)[start:end]]


def _row(base: sqlite3.Connection, place: int) -> FoundPiece:
    row = base.execute(
        "SELECT id, path, title, day, tag, dw, rtrim(lb, '类'), numbers, words, files"
        " FROM piece JOIN said USING (place) WHERE place = ?",
        (place,),
    ).fetchone()
    return FoundPiece(*row)
