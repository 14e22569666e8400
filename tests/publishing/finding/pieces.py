"""A small portal's pieces as they are found, made without a database."""

from collections.abc import Callable
from pathlib import Path

from publishing.finding.index import WordIndex
from publishing.finding.reading import Finder
from publishing.finding.sought import Sought


def piece(key: int, title: str, words: str = "", **changes) -> Sought:
    """A reply, one a day; `changes` to what it says."""
    day = f"2024-{1 + key // 28:02}-{1 + key % 28:02}"
    said = {
        "path": f"/jytabl/rdjy/{key}/", "published": f"{day}T10:00:00+08:00", "day": day, "kind": "建议", "tag": "建议",
        "unit": "", "reply_class": "", "topic": "", "year": "2024", "numbers": "", "facts": "", "files": "",
    }  # fmt: skip
    return Sought(id=key, title=title, words=words, **said | changes)


def reply(key: int, title: str, words: str, **changes) -> Sought:
    """A reply with the facts and numbers that the press gives it."""
    said = {
        "unit": "区教育局",
        "reply_class": "A",
        "proposer": "代表甲",
        "year": "2024",
        "kind": "建议",
        "topic": "",
    } | changes
    proposer = said.pop("proposer")
    numbers = "\n".join(filter(None, (said.pop("numbers", ""), f"第{key}号{said['kind']}")))
    facts = "\n".join(
        (said["unit"], proposer, f"{said['reply_class']}类", f"{said['year']}年", said["topic"], said["kind"])
    )
    return piece(key, title, words, numbers=numbers, facts=facts, tag=said["kind"], **said)


def make(pieces) -> dict[int, Callable]:
    """What the index asks for each piece."""
    return {one.id: lambda remembered, one=one: one for one in pieces}


def index(root: Path, *pieces: Sought) -> Finder:
    """The index of these pieces, ready to be searched."""
    WordIndex(root).update(make(pieces), {"frame": "{}"})
    return Finder(root)
