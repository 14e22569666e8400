"""The index (检索库): one SQLite file beside the pressed folder, written by the press alone, read by whoever searches.

A run changes in it what it changed in the folder, in one transaction: readers find the old or the new. What was taken
down, and words that were corrected, are not only no longer found: no byte of them stays in the file.
"""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from publishing.finding.sought import DIMENSIONS, Sought, mark_of
from publishing.finding.spelling import spelt

FORMAT = 4
"How the file is built and texts are spelt in it; raised with either, and the next run builds it anew."
PATIENCE = 20
"Seconds that a reader or the press waits for another who holds the file."
_MOMENT = 2
_SIDES = ("-wal", "-shm", "-journal")
_TABLES = """
CREATE TABLE piece(
    place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, digest TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
    day TEXT NOT NULL, tag TEXT NOT NULL,
    nd TEXT NOT NULL, lx TEXT NOT NULL, dw TEXT NOT NULL, lb TEXT NOT NULL, zt TEXT NOT NULL
);
CREATE TABLE said(
    place INTEGER PRIMARY KEY, numbers TEXT NOT NULL, facts TEXT NOT NULL, words TEXT NOT NULL, files TEXT NOT NULL
);
CREATE TABLE file(name TEXT PRIMARY KEY, words TEXT NOT NULL);
CREATE TABLE filed(id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id, name)) WITHOUT ROWID;
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE VIRTUAL TABLE spelt USING fts5(
    title, numbers, facts, words, files, marks, content='', columnsize=0, tokenize='ascii'
);
CREATE VIRTUAL TABLE heads USING fts5(title, numbers, facts, marks, content='', columnsize=0, tokenize='ascii');
INSERT INTO about VALUES ('version', '0');
"""
_PUT = (
    "INSERT INTO spelt(rowid, title, numbers, facts, words, files, marks) VALUES (?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO heads(rowid, title, numbers, facts, marks) VALUES (?, ?, ?, ?, ?)",
)
_TAKE = (
    "INSERT INTO spelt(spelt, rowid, title, numbers, facts, words, files, marks) VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO heads(heads, rowid, title, numbers, facts, marks) VALUES ('delete', ?, ?, ?, ?, ?)",
)
"What is kept is spelt alone: to take a piece out, it has to be spelt again."
_FORGET = "DELETE FROM file WHERE name NOT IN (SELECT name FROM filed)"
Makers = Mapping[int, Callable[[Callable[[str, Callable[[], str]], str]], Sought]]
"By the key of each public piece: what makes of it what is sought, given where a file's words are remembered."
logger = logging.getLogger(__name__)


class WordIndex:
    """The index of one pressed folder, for the press; who writes holds the folder's lock."""

    def __init__(self, root: Path):
        self.root = Path(root)

    def withdraw(self, public: Collection[int]) -> None:
        """Take out whatever is not public any more, before anything else is done about it."""
        if newest(self.root) is not None:
            self._writing(lambda base: _take_out(base, _keys(base) - set(public)))

    def update(self, makers: Makers, about: Mapping[str, str], touched: Collection[int] | None = None) -> None:
        """Hold exactly these pieces; those touched (None: all) are compared, the others are taken to be as they were."""

        def act(base: sqlite3.Connection) -> None:
            there = _keys(base)
            due = set(makers) if touched is None else (set(touched) & makers.keys()) | (makers.keys() - there)
            for key in sorted(due):
                memory = _Memory(base, key)
                _put(base, makers[key](memory.words_of), old=key in there)
                memory.forget_others()
            _take_out(base, there - makers.keys())
            known = dict(base.execute("SELECT key, value FROM about"))
            for name, value in about.items():
                if known.get(name) != value:
                    base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

        self._writing(act)

    def close_down(self) -> None:
        """Leave no index at all: nothing is found rather than something that is no longer public."""
        for file in _files(self.root):
            _unlink(file)

    def _writing(self, act: Callable[[sqlite3.Connection], None]) -> None:
        """Do something in one transaction; in an index built anew where this one can't be used."""
        try:
            with _opened(self._current()) as base:
                _commit(base, act)
        except sqlite3.Error:
            logger.exception("the search index of %s is built anew", self.root)
            with _opened(self._begun_anew()) as base:
                _commit(base, act)

    def _current(self) -> Path:
        file = newest(self.root)
        if file is None:
            return self._begun_anew()
        with _opened(file) as base:
            (version,) = base.execute("PRAGMA user_version").fetchone()
        return file if version == FORMAT else self._begun_anew()

    def _begun_anew(self) -> Path:
        """An empty index under the next number; what there was before is gone."""
        older = _files(self.root)
        file = self.root.with_name(f"{self.root.name}.search-{_number(older[-1]) + 1 if older else 1}")
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version={FORMAT}; COMMIT;")
        for one in older:
            _unlink(one)
        return file


class _Memory:
    """The words of a piece's attachments, read once: a file never changes under its name."""

    def __init__(self, base: sqlite3.Connection, key: int):
        self._base, self._key = base, key
        self._asked: set[str] = set()

    def words_of(self, name: str, read: Callable[[], str]) -> str:
        if name not in self._asked:
            self._asked.add(name)
            self._base.execute("INSERT OR IGNORE INTO filed VALUES (?, ?)", (self._key, name))
        if row := self._base.execute("SELECT words FROM file WHERE name = ?", (name,)).fetchone():
            return row[0]
        words = read()
        self._base.execute("INSERT INTO file VALUES (?, ?)", (name, words))
        return words

    def forget_others(self) -> None:
        """Forget what the piece no longer has; what nobody has leaves no byte."""
        rows = self._base.execute("SELECT name FROM filed WHERE id = ?", (self._key,)).fetchall()
        gone = [(self._key, name) for (name,) in rows if name not in self._asked]
        self._base.executemany("DELETE FROM filed WHERE id = ? AND name = ?", gone)
        if gone:
            self._base.execute(_FORGET)


def _take_out(base: sqlite3.Connection, keys: Collection[int]) -> None:
    """Remove pieces, and the words of attachments that no other piece has."""
    _remove(base, keys)
    base.executemany("DELETE FROM filed WHERE id = ?", ((key,) for key in keys))
    if keys:
        base.execute(_FORGET)


def newest(root: Path) -> Path | None:
    """The file to be read; None where there is none."""
    found = _files(root)
    return found[-1] if found else None


def _files(root: Path) -> list[Path]:
    names = root.parent.glob(f"{root.name}.search-*")
    return sorted((one for one in names if one.name.rpartition("-")[2].isdecimal()), key=_number)


def _number(file: Path) -> int:
    return int(file.name.rpartition("-")[2])


def _unlink(file: Path) -> None:
    for name in (file, *(file.with_name(file.name + side) for side in _SIDES)):
        with suppress(FileNotFoundError):
            name.unlink()


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=PATIENCE)) as base:
        base.execute("PRAGMA secure_delete=ON")
        base.execute("PRAGMA synchronous=NORMAL")
        yield base


def _commit(base: sqlite3.Connection, act: Callable[[sqlite3.Connection], None]) -> None:
    """Do it, raise the version where it changed anything, and leave no byte of what was taken out."""
    base.execute("CREATE TEMP TABLE IF NOT EXISTS left(place INTEGER)")
    before = base.total_changes
    base.execute("BEGIN IMMEDIATE")
    try:
        act(base)
        if base.total_changes != before:
            base.execute("UPDATE about SET value = value + 1 WHERE key = 'version'")
        base.execute("COMMIT")
    except BaseException:
        base.execute("ROLLBACK")
        raise
    if base.execute("SELECT 1 FROM temp.left LIMIT 1").fetchone():
        base.execute("INSERT INTO spelt(spelt) VALUES ('optimize')")
        base.execute("INSERT INTO heads(heads) VALUES ('optimize')")
    if base.total_changes != before:
        base.execute(f"PRAGMA busy_timeout={_MOMENT * 1000}")  # where somebody always reads, the next run does it
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _keys(base: sqlite3.Connection) -> set[int]:
    return {key for (key,) in base.execute("SELECT id FROM piece")}


def _put(base: sqlite3.Connection, piece: Sought, *, old: bool) -> None:
    if old:
        (digest,) = base.execute("SELECT digest FROM piece WHERE id = ?", (piece.id,)).fetchone()
        if digest == piece.digest:
            return
        _remove(base, {piece.id})
    places = piece.places
    row = (piece.place, piece.id, piece.digest, piece.path, piece.title, piece.day, piece.tag)
    base.execute("INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, *places.values()))
    said = (piece.numbers, piece.facts, piece.words, piece.files)
    base.execute("INSERT INTO said VALUES (?, ?, ?, ?, ?)", (piece.place, *said))
    for statement, row in zip(_PUT, _spelling(piece.place, piece.title, said, places.values()), strict=True):
        base.execute(statement, row)


def _spelling(place: int, title: str, said: Sequence[str], labels: Iterable[str]) -> tuple[tuple, tuple]:
    """The rows of a piece in both tables of what is spelt: all of it, and its head alone, in which is found faster."""
    marks = " ".join(mark_of(code, label) for code, label in zip(DIMENSIONS, labels, strict=True) if label)
    columns = (spelt(title), *map(spelt, said))
    return (place, *columns, marks), (place, *columns[:3], marks)


def _remove(base: sqlite3.Connection, keys: Collection[int]) -> None:
    for key in sorted(keys):
        row = base.execute("SELECT place, title, nd, lx, dw, lb, zt FROM piece WHERE id = ?", (key,)).fetchone()
        place, title, *labels = row
        said = base.execute("SELECT numbers, facts, words, files FROM said WHERE place = ?", (place,)).fetchone()
        for statement, spelling in zip(_TAKE, _spelling(place, title, said, labels), strict=True):
            base.execute(statement, spelling)
        base.execute("DELETE FROM piece WHERE place = ?", (place,))
        base.execute("DELETE FROM said WHERE place = ?", (place,))
        base.execute("INSERT INTO temp.left VALUES (?)", (place,))
