"""Scans dropped in a heap and named by number (12.jpg、第12号.pdf): which goes to which row, and which to none."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tracking.wording import normalise
from tracking.wording.item_numbers import ItemNumber, read_item_number

_SAID = re.compile(r"第?0*([0-9]{1,6})号")
_KIND = re.compile("建议|提案")


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item as a file may be named after it."""

    key: int
    number: int
    kind: str
    "建议 or 提案."
    unit: str
    "The unit, which tells several answers to one item apart."


def number_in(name: str) -> ItemNumber | None:
    """The number that a file's name says; None where it says none, or more than one. A scanner's own count (扫描件2) is none."""
    stem = normalise(Path(name).stem).strip()
    kinds = set(_KIND.findall(stem))
    word = kinds.pop() if len(kinds) == 1 else ""
    try:
        if (read := read_item_number(stem)) is not None:
            return read
    except ValueError:
        pass
    said = {int(one) for one in _SAID.findall(stem)}
    return ItemNumber(said.pop(), word) if len(said) == 1 else None


def sort(names: Sequence[str], rows: Iterable[NamedItem]) -> tuple[dict[str, int], list[str]]:
    """Which row each file goes to, by its name, and in a sentence each those that go to none."""
    rows = list(rows)
    found: dict[str, int] = {}
    problems = []
    for name in names:
        fitting, why = _fitting(name, rows)
        if why:
            problems.append(why)
        elif fitting in found.values():
            other = next(one for one, key in found.items() if key == fitting)
            words = _("“%(name)s”和“%(other)s”是同一件的，一件只收一份扫描件。")
            problems.append(words % {"name": name, "other": other})
        else:
            found[name] = fitting
    return found, problems


def _fitting(name: str, rows: list[NamedItem]) -> tuple[int, str]:
    read = number_in(name)
    if read is None:
        words = _("“%(name)s”的文件名里读不出编号，请改成“12.jpg”“第12号.pdf”这样的名字。")
        return 0, words % {"name": name}
    fitting = [row for row in rows if row.number == read.number and (not read.word or row.kind == read.word)]
    if len(fitting) > 1:
        fitting = [row for row in fitting if row.unit in name] or fitting
    if len(fitting) > 1:
        said = {"name": name, "n": len(fitting), "number": read.number}
        words = _("“%(name)s”：这里有 %(n)s 件是第%(number)s号，请在文件名里写明“建议”或“提案”和承办单位。")
        return 0, words % said
    if not fitting:
        words = _("“%(name)s”：这里没有第%(number)s号%(kind)s。")
        return 0, words % {"name": name, "number": read.number, "kind": read.word}
    return fitting[0].key, ""
