"""Texts with the verdict of a careful reader: files in `corpus/`, written so that one is added without a line of Python."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from publishing.evidence import Fact, LedgerCell, LedgerFacts, Verdict
from tests.publishing.evidence.relations import Relation

FOLDER = Path(__file__).parent / "corpus"
RULES = frozenset("合计 交叉合计 占比 率 前后一致 列举 同比 年份 表格 用词".split())
VERDICTS = frozenset({"OK", "TRUNC", "DEF", "CLASH", "NONE"})
TIED = frozenset({"", "counts", "numbers"})
ARROW = " → "
AGAINST_A_LEDGER = "against_a_ledger"
GIVEN = frozenset({"phenomena", "published", "summaries"})
"Files of texts that were given as they stand, each with its own findings."


class Refused(ValueError):
    """A file of texts says something that no test would read."""


@dataclass(frozen=True)
class Judged:
    """One text: what it is a case of, what it must be judged, why, and what a reader reckons in it.

    `rules` are those of its file, `wants` its own findings as `rule: quote`. `wrong` lists passages that make it a
    CLASH, as `right → wrong`; `tied` says that nothing in it stands alone: every count is held by another (counts), or
    every count and every rate (numbers); `alone` names counts that nothing holds. `sums`, `shares` and `repeats` are
    relations that hold and that a reader would miss (`relations.py`). `mended` says what was wrong in an earlier form.
    """

    kind: str
    rules: frozenset[str]
    verdict: Verdict
    case: str
    text: str = field(repr=False)
    wrong: tuple[str, ...] = field(default=(), repr=False)
    tied: str = ""
    title: str = ""
    year: int | None = None
    place: str = ""
    why: str = ""
    mended: str = ""
    wants: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()

    def __str__(self):
        return f"{self.kind}: {self.case}"

    @property
    def is_seen(self) -> bool:
        """Whether the text belongs to the half that a builder of the check looks at."""
        return seen(self.text)

    def spoilt(self) -> dict[str, str]:
        """The text with each of its wrong passages, by passage."""
        return {passage: self.text.replace(*passage.split(ARROW)) for passage in self.wrong}

    def relations(self) -> list[Relation]:
        """What a reader reckons in the text, by kind."""
        told = {"sum": self.sums, "share": self.shares, "repeat": self.repeats}
        return [Relation.told(kind, line) for kind, lines in told.items() for line in lines]


def seen(text: str) -> bool:
    """Whether a text belongs to the half that is looked at while the check is built; the other half only gives numbers."""
    return int(sha256(text.encode()).hexdigest()[-1], 16) % 2 == 0


def read(kind: str, content: str) -> list[Judged]:
    """The texts of one file; what is misspelt in it is refused by name."""
    told = tomllib.loads(content)
    rules = frozenset(told.pop("rules", ()))
    _refuse(kind, "rules", rules - RULES)
    _refuse(kind, "verdicts", told.keys() - VERDICTS)
    return [_judged(kind, rules, verdict, **entry) for verdict, entries in told.items() for entry in entries]


def _judged(kind: str, rules: frozenset[str], verdict: str, **entry) -> Judged:
    where = f"{kind}: {entry.get('case', '')}"
    _refuse(where, "keys", entry.keys() - set(Judged.__dataclass_fields__))
    _refuse(where, "values of tied", {entry.get("tied", "")} - TIED)
    _refuse(where, "empty", {name for name in ("case", "text") if not entry.get(name, "").strip()})
    wrong, wants, text = entry.get("wrong", []), entry.get("wants", []), entry["text"]
    _refuse(where, "passages of a text that is not OK", wrong if verdict != "OK" else ())
    _refuse(where, "passages", [one for one in wrong if one.count(ARROW) != 1 or text.count(one.split(ARROW)[0]) != 1])
    split = [one.partition(": ") for one in wants]
    _refuse(where, "findings", [": ".join((rule, quote)) for rule, _, quote in split if rule not in RULES])
    _refuse(where, "quotes", [quote for _rule, _, quote in split if quote not in text])
    return Judged(
        kind, rules, Verdict[verdict], **{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    )


def _refuse(where: str, what: str, found) -> None:
    if found:
        raise Refused(f"{where}: {what} that nothing reads: {', '.join(sorted(found))}")


CORPUS: list[Judged] = [
    one
    for path in sorted(FOLDER.glob("*.toml"))
    if path.stem != AGAINST_A_LEDGER
    for one in read(path.stem, path.read_text(encoding="utf-8"))
]
"Every text that stands by itself."
JUDGED = [one for one in CORPUS if one.kind not in GIVEN]
"The office's own cases, a file a kind, which any check must judge as told."
PUBLISHED: dict[str, Judged] = {one.case: one for one in CORPUS if one.kind == "summaries"}
"Twelve published summaries by name."


def half(texts: Sequence[Judged], *, of_seen: bool) -> list[Judged]:
    """The texts of one half."""
    return [one for one in texts if one.is_seen is of_seen]


LABELS = {
    "records": "承办件", "suggestions": "人大代表建议", "proposals": "政协提案", "lead": "主办", "joint": "会办", "answered": "已答复",
}  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """A small ledger, and the texts that agree with it or contradict it."""

    OK: tuple[str, ...]
    CLASH: tuple[str, ...]
    figures: dict[str, int] = field(default_factory=dict)
    cells: tuple[tuple[str, str, int], ...] = ()

    def facts(self) -> LedgerFacts:
        """Its figures as a check takes them; all its items are answered."""
        figures = {key: Fact(key, LABELS[key], "件", Decimal(value)) for key, value in self.figures.items()}
        answered, records = self.figures["answered"], self.figures["records"]
        figures["answer_rate"] = Fact("answer_rate", "办复率", "%", Decimal(100), answered, records)
        cells = tuple(
            LedgerCell({"kind": kind, "duty": duty, "level": "city", "class": "", "progress": "done"}, number)
            for kind, duty, number in self.cells
        )
        return LedgerFacts("2024", figures, cells=cells)

    def judged(self) -> list[tuple[str, Verdict]]:
        """Each text with its verdict."""
        return [(text, Verdict.OK) for text in self.OK] + [(text, Verdict.CLASH) for text in self.CLASH]


def _ledgers() -> dict[str, Ledger]:
    told = tomllib.loads((FOLDER / f"{AGAINST_A_LEDGER}.toml").read_text(encoding="utf-8"))
    return {key: Ledger(**entry) for key, entry in told.items()}


LEDGERS = _ledgers()
