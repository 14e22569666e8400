"""Titles and extracts with the words found marked (摘要、标黄). Pure functions."""

import re
from functools import cache, lru_cache

from publishing.finding.spelling import plain
from publishing.finding.words import is_han, runs_of
from publishing.frame import MarkedText
from tracking.wording.simplified import simplified_forms

BEFORE, LENGTH = 30, 130
"Characters of an extract before the first word found, and of the whole."
_MOST_PLACES = 200
_OPENS = re.compile("[。！？；\n]")


@cache
def _same_length() -> dict[int, str]:
    """One spelling, a character for each: so that places stay what they are. Marks are not sought, but for the dot in names."""
    wide = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    wide = {code: char for code, char in wide.items() if char.isalnum() or char == "."}
    return simplified_forms() | wide | {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}


@cache
def _spelt_otherwise() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, _same_length())))}]")


@lru_cache(maxsize=256)
def _sought(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Where any of the words stands, with whatever brackets between its parts, and names with a dot or without."""
    shapes = []
    for word in sorted(words, key=len, reverse=True):
        runs = ["[·.]?".join(map(re.escape, run)) if is_han(run) else re.escape(run) for run in runs_of(plain(word))]
        if runs:
            shapes.append(r"[\W_]{0,3}".join(runs))
    return re.compile("|".join(shapes), re.IGNORECASE) if shapes else None


def _as_spelt(text: str, pattern: re.Pattern[str]) -> str:
    """A text in which to look for words: as it is, or, where they don't stand so in it, in one spelling, which takes longer."""
    if pattern.search(text) or not _spelt_otherwise().search(text):
        return text
    return text.translate(_same_length())


def marked(text: str, words: tuple[str, ...]) -> tuple[MarkedText, ...]:
    """A text in stretches, those that are words found marked."""
    pattern = _sought(words)
    if pattern is None:
        return (MarkedText(text),) if text else ()
    found, end = [], 0
    for place in pattern.finditer(_as_spelt(text, pattern)):
        if place.start() > end:
            found.append(MarkedText(text[end : place.start()]))
        found.append(MarkedText(text[place.start() : place.end()], is_found=True))
        end = place.end()
    return (*found, MarkedText(text[end:])) if end < len(text) else tuple(found)


def extract(text: str, words: tuple[str, ...]) -> tuple[MarkedText, ...]:
    """The part of a text in which most of the words stand, marked; its opening where none does."""
    start = _best(text, words)
    end = min(len(text), start + LENGTH)
    shown = marked(" ".join(text[start:end].split()), words)
    return (*(MarkedText("…"),) * bool(start), *shown, *(MarkedText("…"),) * (end < len(text)))


def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words stands in a text."""
    pattern = _sought(words)
    return pattern is not None and pattern.search(_as_spelt(text, pattern)) is not None


def _best(text: str, words: tuple[str, ...]) -> int:
    pattern = _sought(words)
    if pattern is None:
        return 0
    places: list[tuple[int, str]] = []
    for found in pattern.finditer(_as_spelt(text, pattern)):
        places.append((found.start(), found[0]))
        if len(places) == _MOST_PLACES:
            break
    if not places:
        return 0
    _most, at = max(
        (len({word for place, word in places if start <= place < start + LENGTH - BEFORE}), -start)
        for start, _word in places
    )
    first = max(0, -at - BEFORE)
    opening = [one.end() for one in _OPENS.finditer(text, first, -at)]
    return opening[-1] if opening else first
