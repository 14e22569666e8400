"""What the checker says: findings with a verdict and one plain sentence, and the report that they make."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import IntEnum

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Verdict(IntEnum):
    """How a finding, or a whole text, is judged; the worst of its findings is the text's (R66)."""

    NONE = -2
    "No figure was found (said of texts only)."
    NOTE = -1
    "A slip of wording; never the text's verdict."
    OK = 0
    "It agrees."
    TRUNC = 1
    "It agrees only by truncation, or by making the shares add up to 100."
    DEF = 2
    "It agrees only under another definition (口径)."
    CLASH = 3
    "It contradicts the text itself, the ledger, or the rule of words."


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A count or rate that was found."""

    label: str
    value: int | float
    unit: str
    quote: str
    start: int
    end: int

    def as_json(self) -> dict:
        """The JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Mend:
    """A number that a finding holds to others: where it stands, as printed, and all values with which they agree."""

    start: int
    end: int
    printed: str
    unit: str
    values: frozenset[Decimal]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something judged: by which rule, where, what was expected, what was found, and why in one sentence.

    `definition` names the definition under which a DEF holds, so that an editor's answer (口径确认) can be kept;
    `figure` is the key of the ledger's figure that it was held against, `places` are where its numbers stand.
    """

    verdict: Verdict
    rule: str
    quote: str
    start: int
    end: int
    message: str
    expected: str = ""
    found: str = ""
    definition: str = ""
    figure: str = ""
    places: tuple[tuple[int, int], ...] = ()
    mends: Callable[[], Iterable[Mend]] = field(default=tuple, compare=False, repr=False)
    "Asked only where several findings contradict."

    def tells_of(self, start: int, end: int) -> bool:
        """Whether it tells of what stands at a place."""
        places = self.places or ((self.start, self.end),)
        return any(first < end and start < last for first, last in places)

    def answered_by(self, answered: Collection[str]) -> "Finding":
        """The finding, judged OK where the office has confirmed the definition that it asks about (口径确认)."""
        if self.verdict is Verdict.DEF and self.definition in answered:
            return replace(self, verdict=Verdict.OK)
        return self

    def as_json(self) -> dict:
        """The JSON form."""
        return {
            "verdict": self.verdict.name,
            "rule": self.rule,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "message": self.message,
            "expected": self.expected,
            "found": self.found,
        }


class FigureState(TextChoices):
    """How a figure came out, in the order in which the sentence tells it."""

    WRONG = "wrong", gettext_lazy("不一致")
    ASKED = "asked", gettext_lazy("待确认口径")
    LEDGER = "ledger", gettext_lazy("与台账一致")
    TEXT = "text", gettext_lazy("前后一致")
    READ = "read", gettext_lazy("未核对")
    OUTSIDE = "outside", gettext_lazy("不在核对范围")


@dataclass(frozen=True, slots=True)
class Covered:
    """How one figure was checked: compared (by which rules), only read, or outside what is compared (last year's, changes)."""

    how: str
    rules: tuple[str, ...]
    start: int
    end: int

    def as_json(self) -> dict:
        """The JSON form."""
        return {"how": self.how, "rules": list(self.rules), "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class CoveredFigure:
    """A figure as people are shown it: how it came out, and by which rules."""

    figure: FoundFigure
    state: FigureState
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of one check."""

    figures: tuple[FoundFigure, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    coverage: tuple[Covered, ...] = ()
    is_cut: bool = False
    "Whether only the beginning of the text was read, so that it can't be called right."

    @property
    def verdict(self) -> Verdict:
        """The worst finding's; NONE when no figure was found."""
        worst = max((finding.verdict for finding in self.findings), default=Verdict.OK)
        if worst <= Verdict.TRUNC and self.is_cut:
            return Verdict.NONE
        if worst <= Verdict.OK and self.coverage and not any(one.how == "compared" for one in self.coverage):
            return Verdict.NONE
        if not self.figures:
            return Verdict.CLASH if worst is Verdict.CLASH else Verdict.NONE
        return max(worst, Verdict.OK)

    @property
    def why_none(self) -> str:
        """Why nothing can be said of the text (NONE), in a few words; empty where something can."""
        if self.verdict is not Verdict.NONE:
            return ""
        if not self.figures:
            return _("没有找到数据")
        return _("文稿过长，没有读完") if self.is_cut else _("没有能够对照的数据")

    @property
    def passes(self) -> bool:
        """Whether the text may be signed as far as its figures go: its verdict is OK or TRUNC."""
        return self.verdict in {Verdict.OK, Verdict.TRUNC}

    def covered(self) -> list[CoveredFigure]:
        """Every figure with its state and the rules that it was compared by, in the order of the text."""
        return [
            CoveredFigure(figure, self._state(covered), covered.rules)
            for figure, covered in zip(self.figures, self.coverage, strict=False)
        ]

    def _state(self, one: Covered) -> FigureState:
        if one.how != "compared":
            return FigureState.OUTSIDE if one.how == "outside" else FigureState.READ
        doubts = {
            finding.verdict
            for finding in self.findings
            if finding.rule in one.rules and finding.tells_of(one.start, one.end)
        }
        if doubts & {Verdict.CLASH, Verdict.DEF}:
            return FigureState.WRONG if Verdict.CLASH in doubts else FigureState.ASKED
        return FigureState.LEDGER if "台账" in one.rules else FigureState.TEXT

    @property
    def covering(self) -> str:
        """How the figures came out, in one sentence: 数据7个：6个与台账一致，1个未核对。"""
        if not self.coverage:
            return ""
        states = Counter(one.state for one in self.covered())
        told = "，".join(f"{states[state]}个{state.label}" for state in FigureState if states[state])
        return _("数据%(number)s个：%(told)s。") % {"number": len(self.coverage), "told": told}

    def of(self, *verdicts: Verdict) -> list[Finding]:
        """The findings of some verdicts, in the order of the text."""
        return [finding for finding in self.findings if finding.verdict in verdicts]

    def as_json(self) -> dict:
        """The JSON form of `huiyin check_text`."""
        return {
            "verdict": self.verdict.name,
            "figures": [figure.as_json() for figure in self.figures],
            "findings": [finding.as_json() for finding in self.findings],
            "coverage": [one.as_json() for one in self.coverage],
        }


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of the text, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: (one.start, -one.verdict, one.rule)))
