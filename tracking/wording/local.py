"""Texts with the place's own words in them (本地称谓): `local("报{upper_office}审核")` reads 报市政府办审核, or 报州政府办审核.

Which words hold is remembered by each process: `remember` is called after a change is committed. What another process on
this machine changed is seen by a file's date at the next request (`look`), anything else after a minute. While tables are
being made the words are those that every place begins with, so that no migration depends on where it runs.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, fields
from pathlib import Path

from django.db import Error
from django.utils.functional import lazy
from django.utils.translation import gettext

from tracking.wording.labels import Label
from tracking.wording.place_words import DEFAULT, PlaceAbove, PlaceLevel, PlaceWords, SectionPlace, words_of

READ_EVERY, TRY_AGAIN_AFTER = 60, 5
"Seconds that words are believed; after a database that did not answer, the shorter time."
FIELDS = tuple(field.name for field in fields(PlaceWords))
_MARKS = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")


_spoken: ContextVar[PlaceWords | None] = ContextVar("words spoken for a while", default=None)


class LocalWords:
    """The words of this process, and where they are read from."""

    def __init__(self) -> None:
        self.source: Callable[[], PlaceWords] | None = None
        self._seen_at: int | None = None
        self._lock = threading.RLock()
        self._words, self._filled = DEFAULT, asdict(DEFAULT)
        self._is_frozen, self._read_again_at, self._changes = False, 0.0, 0

    def current(self) -> PlaceWords:
        """The words that hold now."""
        if (spoken := _spoken.get()) is not None:
            return spoken
        if self._is_frozen:
            return DEFAULT
        if self.source is not None and time.monotonic() >= self._read_again_at:
            self._read(self.source)
        return self._words

    def remember(self, words: PlaceWords) -> None:
        """From now on these hold."""
        self._words = words
        self._filled = asdict(words)
        self._changes += 1
        self.believe()

    def believe(self) -> None:
        """What is known is believed for a while, and not read meanwhile."""
        self._read_again_at = time.monotonic() + READ_EVERY

    def look(self, mark: Path) -> None:
        """Read the words anew at the next text if the mark says that they were changed since this process looked."""
        try:
            changed_at = mark.stat().st_mtime_ns
        except OSError:  # never changed here
            return
        if changed_at != self._seen_at and not self._is_frozen:
            self._seen_at, self._read_again_at = changed_at, 0.0

    def forget(self) -> None:
        """Begin again with the words that every place begins with, and read anew."""
        self._words, self._filled = DEFAULT, asdict(DEFAULT)
        self._is_frozen, self._read_again_at, self._changes, self._seen_at = False, 0.0, 0, None

    def freeze(self) -> None:
        """Hold to the words that every place begins with, and ask no table."""
        self._is_frozen = True

    def thaw(self) -> None:
        """Read anew what holds."""
        self._is_frozen, self._read_again_at = False, 0.0

    def fill(self, text: str) -> str:
        """A text with each {mark} that names a word replaced by it; other brackets stay."""
        words = self.current()
        filled = self._filled if words is self._words else asdict(words)
        return _MARKS.sub(lambda mark: filled[mark[1]], text)

    def _read(self, source: Callable[[], PlaceWords]) -> None:
        """One thread asks; whoever comes meanwhile has the words known, at the very first time waits for it."""
        if not self._lock.acquire(blocking=self._read_again_at == 0):
            return
        try:
            if time.monotonic() < self._read_again_at:
                return
            self._read_again_at, changes = time.monotonic() + TRY_AGAIN_AFTER, self._changes
            try:
                words = source()
            except Error:  # no table yet, or no database: what was known holds
                return
            if changes == self._changes:  # what was committed while we read is newer
                self.remember(words)
        finally:
            self._lock.release()


words_here = LocalWords()
"The words of this process."


def localised(text: str) -> str:
    """A text with the place's words in it, as they are at this moment."""
    return words_here.fill(gettext(text))


local = lazy(localised, str)
"A text with the place's words in it, filled in whenever it is read: for labels of fields, choices, forms and steps."


_NOT_ALONE = frozenset({"own", "upper", "own_origin", "place"})
"Words that mean many other things in a text."
_OF_A_NEW_PLACE = {getattr(DEFAULT, name): name for name in FIELDS if name not in _NOT_ALONE}
_SPOKEN_OF = re.compile(
    "|".join(
        {DEFAULT.section: f"{one}(?!公室)", DEFAULT.supervisors: f"(?<!政府){one}"}.get(one, one)
        for one in sorted(_OF_A_NEW_PLACE, key=len, reverse=True)
    )
)
"政府办公室 and 政府督查室 are organs, whoever handles."


def as_here(text: str) -> str:
    """A whole text (使用指南) written in the words of a new installation, in those of this place."""
    words = words_here.current()
    if words == DEFAULT:
        return text
    return _SPOKEN_OF.sub(lambda found: getattr(words, _OF_A_NEW_PLACE[found[0]]), text)


@contextmanager
def speaking(words: PlaceWords) -> Iterator[None]:
    """Inside, these words hold, for whoever asks from there."""
    token = _spoken.set(words)
    try:
        yield
    finally:
        _spoken.reset(token)


def as_everywhere(label: Label) -> str:
    """A label as a new installation has it: for names that stay what they are, whatever the place calls itself."""
    with speaking(DEFAULT):
        return str(label)


def in_every_place(label: Label) -> set[str]:
    """A label as it reads under any level, whatever stands above: what a file of another place may say."""
    found = set()
    for words in _EVERY_PLACE:
        with speaking(words):
            found.add(str(label))
    return found


_EVERY_PLACE = [words_of(level, above) for level in PlaceLevel for above in PlaceAbove]
_EVERY_PLACE += [words_of(section=section) for section in SectionPlace]


@contextmanager
def words_of_every_place() -> Iterator[None]:
    """Inside, the words that every place begins with hold in the whole process: for what is written into migrations."""
    words_here.freeze()
    try:
        yield
    finally:
        words_here.thaw()
