"""What words say (词义): a label read with the vocabulary, as families with their values, and what of it was left unread."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from tracking.wording.numerals import decimal_number

Tags = Mapping[str, frozenset[str]]
"Family → the values that the words name, e.g. duty → {lead}."
EXCLUSIVE = frozenset(
    "kind level duty class satisfaction proposer meeting admission progress key carried quarter half axis topic publicity".split()
)
"Families whose values leave each other out."


def told(name: str) -> dict:
    """A file of words, as data."""
    return tomllib.loads((Path(__file__).parent / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def words(section: str) -> dict[str, tuple[str, ...]]:
    """The lists of words that one module reads by."""
    return {name: tuple(said.split()) for name, said in told("structure")[section].items()}


_TOLD = told("phrases")


def _entries() -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for family, values in _TOLD["phrases"].items():
        for value, phrases in values.items():
            for phrase in phrases.split():
                said = [phrase.replace("{of}", of) for of in _TOLD["of_level"].split()]
                found |= dict.fromkeys(said, (family if family != "nothing" else "", tuple(value.split())))
    return found


_ENTRIES = _entries()
_PHRASE = re.compile("|".join(sorted(map(re.escape, _ENTRIES), key=len, reverse=True)))
_CARRIER = re.compile(
    "|".join(sorted(map(re.escape, _TOLD["carriers"].split()), key=len, reverse=True))
    + r"|[\s、,:()\-—…·“”\"0-9年月日]"
)
_JOINTS = frozenset("和与及、")
_HOLD_NOUNS = {"proposer", "meeting", "admission", "key"}
_BODIES = ("代表建议", "委员提案")
_NOUNS = (("proposal", "提案"), ("suggestion", "建议"))
_TOPIC = re.compile(r"([^,、:;()0-9]{1,12})(?<!各)(?:类|方面|领域)(?:的|有|建议|提案|问题|各|约?占)*$")
_OPENING_TOPIC = re.compile(r"^([^,、:;()0-9]{1,12}?)(?:类|方面|领域)(?!别)")
_KINDS = {"deputies": "suggestion", "members": "proposal"}


@lru_cache(maxsize=4096)
def read(label: str, *, opens: bool = False) -> Tags:
    """What a label says; empty for words that name nothing known. A topic ends a label, or opens a clause before it."""
    found: dict[str, set[str]] = {}
    place = 0
    while match := _PHRASE.search(label, place):
        family, values = _ENTRIES[match[0]]
        if family:
            found.setdefault(family, set()).update(values)
            if family == "noun" and match[0].startswith(_BODIES):
                found.setdefault("body", set()).add("deputies" if match[0].startswith("代表") else "members")
            if family in _HOLD_NOUNS:
                found.setdefault("noun", set()).update(noun for noun, said in _NOUNS if said in match[0])
        # 市人大: the word that makes 市 a level is read again for what it says itself.
        place = match.start() + 1 if family == "level" else match.end()
    _settle(found)
    if "class" not in found and (topic := (_OPENING_TOPIC if opens else _TOPIC).search(label)):
        found["topic"] = {topic[1].removeprefix("其中")}
    return {family: frozenset(values) for family, values in found.items()}


def _settle(found: dict[str, set[str]]) -> None:
    """Let words decide about each other: bodies before nouns, what is not to be solved before what is."""
    bodies, nouns = found.pop("body", set()), found.pop("noun", set())
    kinds = {_KINDS[body] for body in bodies} | (nouns & {"motion"}) if bodies else nouns
    if bodies == {"deputies"} and nouns == {"motion"}:
        kinds = {"motion"}
    if kinds and found.get("admission") != {"opinion"}:
        found["kind"] = kinds
    classes = found.get("class", set())
    if "C" in classes:
        classes.intersection_update({"C"})
    if classes:
        found.pop("progress", None)
        found.pop("rest", None)


@lru_cache(maxsize=4096)
def unread(label: str) -> str:
    """What is left of a label without the phrases of the vocabulary and the words that only carry a count."""
    return _CARRIER.sub("", _PHRASE.sub("", label))


def unknown(text: str) -> str:
    """What is left of a text without the phrases of the vocabulary; names of units and places stay."""
    return _PHRASE.sub("|", text)


def without(text: str, words: Iterable[str]) -> str:
    """What is left of a text without some words."""
    for word in words:
        text = text.replace(word, "")
    return text


def disjoint(one: Tags, other: Tags) -> bool:
    """Whether two labels exclude each other: they have no value in common in a family that both name."""
    for family, values in one.items():
        also = other.get(family)
        if also is not None and family in EXCLUSIVE and values.isdisjoint(also):
            return True
    return False


@lru_cache(maxsize=4096)
def noun(after: str) -> str:
    """The phrases right behind a number: 件主办建议 says what is counted, 件建议所提问题已经解决 no more than that."""
    place = 0
    while match := _PHRASE.match(after, place + (place > 0 and after[place : place + 1] in _JOINTS)):
        family, values = _ENTRIES[match[0]]
        if family not in {"body", "noun", "duty", "level", "key", "admission", "proposer"} and values != ("undone",):
            break
        place = match.end()
    return after[:place]


def whole_number(words: str) -> int | None:
    """The whole number that some digits or numerals are."""
    value = decimal_number(words)
    return None if value is None else int(value)
