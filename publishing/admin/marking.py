"""Findings beside the text (核对结果): each line of the prose with what was found in it, marked and in words."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.evidence import Finding, Verdict
from publishing.models import REASONS, Justification, Waiver
from publishing.review.checking import MARKS, Checked, checked_lines, fingerprint
from publishing.review.reading import Passage
from publishing.review.screening.findings import PageFinding


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


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A field of the page as its reviewer reads it, findings beside it."""

    label: str
    lines: tuple[MarkedLine, ...]


def seen(checked: Checked, waivers: dict[str, Waiver] | None = None) -> list[Seen]:
    """What has to be looked at, in the order of the text."""
    waivers = waivers or {}
    return [Seen(one, waivers.get(fingerprint(one))) for one in checked.open]


def marked(page: Page, passages: list[Passage], findings: list[Seen]) -> list[MarkedPassage]:
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
            here = [one for one in findings if place <= one.finding.start <= place + len(line)]
            over = [one for one in findings if one.finding.start < place + len(line) and one.finding.end > place]
            lines.append(MarkedLine(_with_marks(line, place, over), is_heading, tuple(here)))
            told.update(one.key for one in here)
        found.append(MarkedPassage(passage.label, tuple(lines)))
    if left := tuple(one for one in findings if one.key not in told):
        found.append(MarkedPassage(_("其他核对结果"), (MarkedLine(SafeString(""), False, left),)))
    return found


def _with_marks(line: str, place: int, findings: list[Seen]) -> SafeString:
    """The line with the words of its findings marked; where two overlap, the one that begins first."""
    parts, done = [], 0
    for one in sorted(findings, key=lambda one: one.finding.start):
        start, end = max(one.finding.start - place, done), min(one.finding.end - place, len(line))
        if start < end:
            parts.append(format_html("{}", line[done:start]))
            mark = '<mark class="evidence-mark evidence-mark--{}">{}</mark>'
            parts.append(format_html(mark, one.kind, line[start:end]))
            done = end
    parts.append(format_html("{}", line[done:]))
    return format_html_join("", "{}", ((part,) for part in parts))
