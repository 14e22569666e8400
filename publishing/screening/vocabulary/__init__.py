"""The vocabulary of screening (词表): words, names, marks and wrong terms, kept as data with the reason for each."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@lru_cache
def _told(name: str) -> dict:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache
def words(name: str, book: str = "words") -> frozenset[str]:
    """The words of one list."""
    return frozenset(_told(book)[name]["words"].split())


@lru_cache
def any_of(name: str, before: str = "", behind: str = "") -> re.Pattern[str]:
    """A pattern that finds any word of a list, the longest first, in either case."""
    longest_first = sorted(words(name), key=len, reverse=True)
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, longest_first))}){behind}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that says a paper may not be published; `alone` needs a line, a cell or a bracket of its own."""

    pattern: re.Pattern[str]
    alone: bool
    blocks: bool
    unless_behind: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class WrongTerm:
    """Words that are wrong, and those to put in their place; empty where a person must choose."""

    wrong: re.Pattern[str]
    right: str
    blocks: bool


@lru_cache
def marks() -> tuple[Mark, ...]:
    """All marks, in the order of the file."""
    return tuple(
        Mark(
            re.compile(one["pattern"], re.IGNORECASE),
            one.get("alone", False),
            one.get("blocks", True),
            re.compile(one["unless_behind"]) if "unless_behind" in one else None,
        )
        for one in _told("marks")["mark"]
    )


@lru_cache
def wrong_terms() -> tuple[WrongTerm, ...]:
    """All wrong terms."""
    return tuple(WrongTerm(re.compile(one["wrong"]), one["right"], one["blocks"]) for one in _told("terms")["term"])
