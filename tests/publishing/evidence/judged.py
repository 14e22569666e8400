"""Texts with the verdict of a careful reader: a file a kind in `texts/`, written so that one is added without a line of Python."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from publishing.evidence import Verdict

FOLDER = Path(__file__).parent / "texts"
RULES = frozenset("合计 交叉合计 占比 率 前后一致 列举 同比 年份 表格 用词".split())
VERDICTS = frozenset({"OK", "TRUNC", "DEF", "CLASH", "NONE"})
TIED = frozenset({"", "counts", "numbers"})
ARROW = " → "


class Refused(ValueError):
    """A file of texts says something that no test would read."""


@dataclass(frozen=True)
class Judged:
    """One text: what it is a case of, what it must be judged, and by which rules if it is wrong.

    `wrong` lists passages that make it a CLASH, as `right → wrong`; `tied` says that nothing in it stands alone: every
    count is held by another (counts), or every count and every rate (numbers).
    """

    kind: str
    rules: frozenset[str]
    verdict: Verdict
    case: str
    text: str
    wrong: tuple[str, ...] = ()
    tied: str = ""

    def __str__(self):
        return f"{self.kind}: {self.case}"

    def spoilt(self) -> dict[str, str]:
        """The text with each of its wrong passages, by passage."""
        return {passage: self.text.replace(*passage.split(ARROW)) for passage in self.wrong}


def read(kind: str, content: str) -> list[Judged]:
    """The texts of one file; what is misspelt in it is refused by name."""
    told = tomllib.loads(content)
    rules = frozenset(told.pop("rules", ["—"]))
    _refuse(kind, "rules", rules - RULES)
    _refuse(kind, "verdicts", told.keys() - VERDICTS)
    return [_judged(kind, rules, verdict, **entry) for verdict, entries in told.items() for entry in entries]


def _judged(kind, rules, verdict, *, case="", text="", wrong=(), tied="", **unknown) -> Judged:
    where = f"{kind}: {case}"
    _refuse(where, "keys", unknown)
    _refuse(where, "values of tied", {tied} - TIED)
    _refuse(where, "empty", {name for name, value in {"case": case, "text": text}.items() if not value.strip()})
    _refuse(where, "passages of a text that is not OK", wrong if verdict != "OK" else ())
    _refuse(where, "passages", [one for one in wrong if one.count(ARROW) != 1 or text.count(one.split(ARROW)[0]) != 1])
    return Judged(kind, rules, Verdict[verdict], case, text, tuple(wrong), tied)


def _refuse(where: str, what: str, found) -> None:
    if found:
        raise Refused(f"{where}: {what} that nothing reads: {', '.join(sorted(found))}")


JUDGED = [one for path in sorted(FOLDER.glob("*.toml")) for one in read(path.stem, path.read_text(encoding="utf-8"))]


@dataclass(frozen=True)
class Published:
    """A published summary: `sums` and `shares` are what its readers reckoned, `alone` counts that nothing holds."""

    place: str
    verdict: str
    why: str
    text: str
    sums: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """A small ledger, and the texts that agree with it or contradict it."""

    OK: tuple[str, ...]
    CLASH: tuple[str, ...]
    figures: dict[str, int] = field(default_factory=dict)
    cells: tuple[tuple[str, str, int], ...] = ()

    def judged(self) -> list[tuple[str, Verdict]]:
        """Each text with its verdict."""
        return [(text, Verdict.OK) for text in self.OK] + [(text, Verdict.CLASH) for text in self.CLASH]


def _told(name: str, kind) -> dict:
    told = tomllib.loads((FOLDER.parent / name).read_text(encoding="utf-8"))
    return {key: kind(**entry) for key, entry in told.items()}


PUBLISHED: dict[str, Published] = _told("published.toml", Published)
LEDGERS: dict[str, Ledger] = _told("against_a_ledger.toml", Ledger)
