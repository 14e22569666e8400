"""Findings beside the text (核对结果): each line of the prose with what was found in it, marked and in words."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.evidence import Finding, Verdict
from publishing.evidence.judging import CoveredFigure, FigureState
from publishing.models import REASONS, Justification, Waiver
from publishing.review.checking import MARKS, Checked, checked_lines, fingerprint
from publishing.review.reading import Passage
from publishing.review.screening.findings import PageFinding

_LONG = 60
"Characters of a quote that are shown, or marked in the text, as one."


@dataclass(frozen=True)
class Seen:
    """A finding as people see it: its mark and word, and the waiver that lets it stand, if any."""

    finding: Finding
    waiver: Waiver | None = None

    @cached_property
    def key(self) -> str:
        """What a waiver is bound to."""
        return fingerprint(self.finding)

    @property
    def kind(self) -> str:
        """The verdict, for the look."""
        return "waived" if self.waiver else self.finding.verdict.name.lower()

    @property
    def quote(self) -> str:
        """The words quoted, of many their beginning and their end."""
        words = " ".join(self.finding.quote.split())
        return words if len(words) <= _LONG else f"{words[: _LONG // 2]}……{words[-_LONG // 2 :]}"

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """What is marked of it in the text: its words, or where they are many its numbers alone."""
        one = self.finding
        return one.places if one.places and one.end - one.start > _LONG else ((one.start, one.end),)

    @property
    def mark(self) -> str:
        """The verdict's mark."""
        return MARKS[self.finding.verdict][0]

    @property
    def word(self) -> str:
        """The verdict's word."""
        return str(MARKS[self.finding.verdict][1])

    @property
    def is_clash(self) -> bool:
        """Whether it keeps the text from being signed."""
        return self.finding.verdict is Verdict.CLASH and self.waiver is None

    @property
    def is_definition(self) -> bool:
        """Whether the office has to say which definition holds."""
        return self.finding.verdict is Verdict.DEF and bool(self.finding.definition)


FIGURE_MARKS = {
    FigureState.WRONG: "✕",
    FigureState.ASKED: "？",
    FigureState.LEDGER: "✓",
    FigureState.TEXT: "＝",
    FigureState.READ: "○",
    FigureState.OUTSIDE: "－",
}
"What became of a figure, as a sign beside it; its word is always said with it."


@dataclass(frozen=True, slots=True)
class SeenFigure:
    """A figure as people see it: where it stands, what became of it, and by which sentences."""

    number: int
    told: CoveredFigure
    sentences: tuple[str, ...]
    is_waived: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.told.figure.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.told.figure.end

    @property
    def kind(self) -> str:
        """What became of it, for the look."""
        return "waived" if self.is_waived else str(self.told.state.value)

    @property
    def sign(self) -> str:
        """Its sign."""
        return FIGURE_MARKS[self.told.state]

    @property
    def word(self) -> str:
        """What became of it, in words."""
        return _("不一致，已放行") if self.is_waived else str(self.told.state.label)


@dataclass(frozen=True, slots=True)
class Screened:
    """A finding of the screening as people see it, with the answer that lets it stand, if any."""

    finding: PageFinding
    answer: Justification | None = None

    @property
    def needs_answer(self) -> bool:
        """Whether it keeps the text from being signed."""
        return self.finding.blocks and self.answer is None

    @property
    def look(self) -> str:
        """Which look it has."""
        return "waived" if self.answer else "clash" if self.finding.blocks else "def"

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The reasons that may be given for its kind."""
        return [(one.value, one.label) for one in REASONS[self.finding.kind]]


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of the prose, with the words of its findings marked, and the findings that begin in it."""

    html: SafeString
    is_heading: bool
    findings: tuple[Seen, ...] = ()
    has_figures: bool = False


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A field of the page as its reviewer reads it, findings beside it."""

    label: str
    lines: tuple[MarkedLine, ...]


def seen(checked: Checked, waivers: dict[str, Waiver] | None = None) -> list[Seen]:
    """What has to be looked at, in the order of the text."""
    waivers = waivers or {}
    return [Seen(one, waivers.get(fingerprint(one))) for one in checked.open]


def seen_figures(checked: Checked, findings: list[Seen]) -> list[SeenFigure]:
    """Each figure with the sentences by which it was compared, in the order of the text."""
    told = []
    for number, one in enumerate(checked.covered, start=1):
        figure = one.figure
        by = [each for each in checked.findings if each.rule in one.rules and each.tells_of(figure.start, figure.end)]
        clashes = {fingerprint(each) for each in by if each.verdict is Verdict.CLASH}
        waived = {each.key for each in findings if each.waiver}
        told.append(
            SeenFigure(
                number, one, tuple(dict.fromkeys(each.message for each in by)), bool(clashes) and clashes <= waived
            )
        )
    return told


def marked(page: Page, passages: list[Passage], findings: list[Seen], figures: list[SeenFigure]) -> list[MarkedPassage]:
    """The prose of a page, line by line, with what was found in it; a finding without a place comes last."""
    placed = {}
    told: set[str] = set()
    for name, place, line in checked_lines(page):
        placed.setdefault(name, []).append((place, line))
    found = []
    for passage in passages:
        places = iter(placed.get(passage.name, ()))
        lines = []
        for line in passage.lines:
            is_heading = getattr(line, "is_heading", False)
            place, _line = next(places, (None, ""))
            if place is None:
                lines.append(MarkedLine(format_html("{}", line), is_heading))
                continue
            end = place + len(line)
            here = [one for one in findings if place <= one.finding.start <= end]
            over = [(*span, one.kind) for one in findings for span in one.spans if span[0] < end and span[1] > place]
            counted = [one for one in figures if place <= one.start and one.end <= end]
            lines.append(MarkedLine(_with_marks(line, place, over, counted), is_heading, tuple(here), bool(counted)))
            told.update(one.key for one in here)
        found.append(MarkedPassage(passage.label, tuple(lines)))
    if left := tuple(one for one in findings if one.key not in told):
        found.append(MarkedPassage(_("其他核对结果"), (MarkedLine(SafeString(""), False, left),)))
    return found


def _with_marks(line: str, place: int, over: list[tuple[int, int, str]], figures: list[SeenFigure]) -> SafeString:
    """The line with the words of its findings marked, and its figures; where two overlap, the one that begins first."""
    parts, done = [], 0
    for first, last, kind in sorted(over):
        start, end = max(first - place, done), min(last - place, len(line))
        if start < end:
            parts.append(_with_figures(line, place, done, start, figures))
            mark = '<mark class="evidence-mark evidence-mark--{}">{}</mark>'
            parts.append(format_html(mark, kind, _with_figures(line, place, start, end, figures)))
            done = end
    parts.append(_with_figures(line, place, done, len(line), figures))
    return format_html_join("", "{}", ((part,) for part in parts))


def _with_figures(line: str, place: int, start: int, stop: int, figures: list[SeenFigure]) -> SafeString:
    """A part of a line in which each figure leads to its row, with a sign and, for those who don't see it, a word."""
    parts, done = [], start
    mark = (
        '<a class="figure-mark figure-mark--{}" id="figure-in-text-{}" href="#figure-{}">{}'
        '<span class="figure-sign" aria-hidden="true">\u2060{}</span><span class="w-sr-only">（{}）</span></a>'
    )
    for one in figures:
        first, last = one.start - place, one.end - place
        if done <= first and last <= stop:
            parts.append(format_html("{}", line[done:first]))
            parts.append(format_html(mark, one.kind, one.number, one.number, line[first:last], one.sign, one.word))
            done = last
    parts.append(format_html("{}", line[done:stop]))
    return format_html_join("", "{}", ((part,) for part in parts))
