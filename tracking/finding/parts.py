"""What of an item is indexed: its folded words in one text, and the parts of that text that are looked up."""

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import add

from tracking.wording import folded

BETWEEN = "\n"
"Stands between the words of two fields; no folded text has it, so that nothing is found across them."
RUNS = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"^第?0*(\d{1,6})号?(?:建议|提案)?$")
"A number as it is searched for, folded."
fold = lru_cache(maxsize=100_000)(folded)


def words_of_item(texts: Iterable[str]) -> str:
    """The folded words of these fields."""
    return BETWEEN.join(fold(one) if len(one) < 200 else folded(one) for one in texts if one)


def parts_of(words: str, number: int | None = None) -> set[str]:
    """Every letter, digit and Han character of folded words, every pair of them, and the item's number."""
    found = set() if number is None else {f"no{number}"}
    for run in RUNS.findall(words):
        found.update(run)
        found.update(map(add, run, run[1:]))
    return found


def looked_up(sought: str) -> set[str]:
    """The parts that a folded word must have: its pairs, or the character itself where it has one alone."""
    runs = RUNS.findall(sought)
    return {part for run in runs for part in (map(add, run, run[1:]) if len(run) > 1 else run)}


def is_told_by_parts(sought: str) -> bool:
    """Whether a word stands wherever its parts do, so that the words themselves need not be read: one or two characters."""
    return len(sought) <= 2 and RUNS.fullmatch(sought) is not None


def number_in(sought: str) -> int | None:
    """The item's number that a folded word may mean (第12号, 12)."""
    return int(found[1]) if (found := NUMBER.match(sought)) else None
