"""Reading the index (查检索库): what has the words of a query, the best first, and by what that can be narrowed.

What has the whole query in its title or numbers comes first, then what has all its words there, then in what it says
of itself, then the query as it stands in its text; among those alike the last published.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from publishing.finding.index import COLUMNS, FORMAT, PATIENCE, newest
from publishing.finding.sought import DIMENSIONS, mark_of
from publishing.finding.spelling import phrase, plain, words_of
from publishing.finding.words import runs_of

MOST_SUGGESTED = 6
_MEMORY_KB = 8_000
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


class Finder:
    """The index of one pressed folder, for readers; each thread has its own connection to it."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self._own = threading.local()
        self._known: tuple[tuple, dict[int, tuple[str, ...]]] = ((), {})
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
            for any_word in (True,) if query.any_word else (False, True) if len(words) > 1 else (False,):
                said = ([word for word in words if len(word) > 1] or words) if any_word else words
                tiers = _tiers(query.text, said, any_word=any_word, by_time=query.by_time)
                wanted = [_narrowed(tier, marks) for tier in tiers]
                places = _places(base, wanted[-1])
                if places:
                    chosen = _in_order(base, wanted, start + count)[start:]
                    rows = tuple(_row(base, place) for place in chosen)
                    choices = self._choices(base, places)
                    shown = tuple(dict.fromkeys([" ".join(query.text.split()), *words]))
                    return FoundPart(len(places), rows, shown, choices, fell_back=any_word and not query.any_word)
        return FoundPart(0, ())

    def keys(self, query: Query) -> list[int]:
        """The keys of all pages that have the words, the best first."""
        words = words_of(query.text)
        if not words:
            return []
        with self._base() as base:
            wanted = [_narrowed(tier, []) for tier in _tiers(query.text, words, any_word=query.any_word, by_time=False)]
            key_of = dict(base.execute("SELECT place, id FROM piece"))
            return [key_of[place] for place in _in_order(base, wanted, len(key_of))]

    def every(self) -> list[FoundPiece]:
        """All pieces, the last published first."""
        with self._base() as base:
            places = [place for (place,) in base.execute("SELECT place FROM piece ORDER BY place DESC")]
            return [_row(base, place) for place in places]

    def near(self, text: str) -> list[str]:
        """What the reader may have meant: names of units and topics spelt nearly so, or standing in the words."""
        said = "".join(runs_of(plain(text)))
        with self._base() as base:
            rows = self._rows(base).values()
        labels = Counter(label for row in rows for label in (row[2], row[4]) if label)
        by_spelling = {"".join(runs_of(plain(label))): label for label in labels}
        inside = [one for one in by_spelling if one != said and (one in said or (len(said) > 1 and said in one))]
        close = get_close_matches(said, by_spelling, n=MOST_SUGGESTED, cutoff=0.6)
        return [by_spelling[one] for one in dict.fromkeys((*close, *inside)) if one != said][:MOST_SUGGESTED]

    def labels(self) -> dict[str, Counter]:
        """All that anything can be narrowed to, with how many pieces stand there."""
        with self._base() as base:
            return self._choices(base, list(self._rows(base)))

    def _choices(self, base: sqlite3.Connection, places: list[int]) -> dict[str, Counter]:
        rows = self._rows(base)
        columns = zip(*map(rows.__getitem__, places), strict=True) if places else ((),) * len(DIMENSIONS)
        found = {code: Counter(column) for code, column in zip(DIMENSIONS, columns, strict=True)}
        for counted in found.values():
            counted.pop("", None)
        return found

    def _rows(self, base: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
        """Where every piece stands, by its place; read anew after a run that changed anything."""
        (version,) = base.execute("SELECT value FROM about WHERE key = 'version'").fetchone()
        seen = (self._own.file, version)
        if self._known[0] != seen:
            with self._learning:
                read = base.execute("SELECT place, nd, lx, dw, lb, zt FROM piece")
                self._known = (seen, {place: tuple(labels) for place, *labels in read})
        return self._known[1]

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


def _tiers(text: str, words: list[str], *, any_word: bool, by_time: bool) -> list[str]:
    """What is asked of the index, the best first; the last of them is all that is found."""
    if not words:
        return [""]
    phrases = [phrase(word) for word in words]
    every = f" {'OR' if any_word else 'AND'} ".join(phrases)
    whole = phrase(text)
    if by_time:
        return [_in(COLUMNS, every)]
    tiers = [_in(("title", "numbers"), whole)]
    if any_word and 2 < len(phrases) <= _MOST_COMBINED:
        but_one = (phrases[:place] + phrases[place + 1 :] for place in range(len(phrases)))
        tiers.append(_in(COLUMNS, " OR ".join(f"({' AND '.join(some)})" for some in but_one)))
    tiers += [_in(("title", "numbers"), every), _in(("title", "numbers", "facts"), every)]
    if len(phrases) > 1 or whole != phrases[0]:
        tiers.append(_in(("words",), whole))
    return [*tiers, _in(COLUMNS, every)]


def _in(columns: tuple[str, ...], wanted: str) -> str:
    return f"{{{' '.join(columns)}}} : ({wanted})"


def _narrowed(wanted: str, marks: list[str]) -> str:
    parts = [f"({wanted})"] if wanted else []
    return " AND ".join([*parts, *(f'(marks : "{one}")' for one in marks)])


def _places(base: sqlite3.Connection, wanted: str) -> list[int]:
    """All places, joined by the database: to hand them over one by one takes four times as long."""
    (joined,) = base.execute("SELECT group_concat(rowid) FROM spelt WHERE spelt MATCH ?", (wanted,)).fetchone()
    return list(map(int, joined.split(","))) if joined else []


def _in_order(base: sqlite3.Connection, tiers: list[str], count: int) -> list[int]:
    found: dict[int, None] = {}
    for wanted in tiers:
        if len(found) >= count:
            break
        rows = base.execute("SELECT rowid FROM spelt WHERE spelt MATCH ? ORDER BY rowid DESC LIMIT ?", (wanted, count))
        found.update(dict.fromkeys(place for (place,) in rows))
    return list(found)[:count]


def _row(base: sqlite3.Connection, place: int) -> FoundPiece:
    row = base.execute(
        "SELECT id, path, title, day, tag, dw, rtrim(lb, '类'), numbers, words, files"
        " FROM piece JOIN said USING (place) WHERE place = ?",
        (place,),
    ).fetchone()
    return FoundPiece(*row)
