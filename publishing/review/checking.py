"""The evidence check of a page (数据核对): which words are checked, against what, and what stands in a signature's way.

A text is checked while it is drafted, and once for all when it is handed in: what was found then, against the ledger as
it was known then, is kept with the submission, and is what reviewers read and the gate asks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from publishing import evidence
from publishing.evidence import CheckReport, Finding, LedgerFacts, Verdict
from publishing.evidence.judging import Covered, CoveredFigure, FoundFigure
from publishing.ledger_facts import facts_of
from publishing.models import DefinitionAnswer, Submission, Waiver
from publishing.review.reading import read
from tracking.models import ReportedFigure
from tracking.versions import canonical, sha256
from tracking.wording import clip_title

NOT_CHECKED = {"title", "correction"}
"The title is checked by its year alone; 更正说明 speaks of wrong figures by its nature."
MARKS = {
    Verdict.OK: ("✓", gettext_lazy("一致")),
    Verdict.TRUNC: ("≈", gettext_lazy("舍尾或凑整")),
    Verdict.DEF: ("？", gettext_lazy("待确认口径")),
    Verdict.CLASH: ("✕", gettext_lazy("矛盾")),
    Verdict.NOTE: ("·", gettext_lazy("提示")),
    Verdict.NONE: ("—", gettext_lazy("没有找到数据")),
}
"A verdict as people read it: a mark and a word, never a colour alone."


# What is checked -------------------------------------------------------------------------------
def checked_lines(page: Page) -> Iterator[tuple[str, int, str]]:
    """Each line of the prose with its passage's name and its place in the text that is checked."""
    place = 0
    for passage in read(page):
        if passage.is_prose and passage.name not in NOT_CHECKED:
            for line in passage.lines:
                yield passage.name, place, line
                place += len(line) + 1


def checked_text(page: Page) -> str:
    """The prose of a page as one text, a line a paragraph."""
    return "\n".join(line for _name, _place, line in checked_lines(page))


# What was found --------------------------------------------------------------------------------
_KEPT = tuple("rule quote start end message expected found definition figure places".split())
"What of a finding is kept beside its verdict."


@dataclass(frozen=True)
class Checked:
    """The outcome for one page, as it is shown and kept."""

    report: CheckReport = field(default_factory=CheckReport)
    older: int = 0
    "How many figures the words have of which only the number was kept, without what became of each."

    @property
    def figures(self) -> int:
        """How many figures the words have."""
        return self.older or len(self.report.figures)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order of the text."""
        return self.report.findings

    @cached_property
    def verdict(self) -> Verdict:
        """The worst finding's; NONE when no figure was found, or none compared."""
        if self.older:
            return max((one.verdict for one in self.findings if one.verdict > Verdict.OK), default=Verdict.OK)
        return self.report.verdict

    @property
    def mark(self) -> str:
        """The verdict's mark."""
        return MARKS[self.verdict][0]

    @property
    def word(self) -> str:
        """The verdict in a word, with the number of places that make it so."""
        if self.verdict is Verdict.NONE:
            return self.report.why_none
        worst = self.of(self.verdict)
        if not worst or self.verdict is Verdict.OK:
            return str(MARKS[self.verdict][1])
        return _("%(word)s%(n)s处") % {"word": MARKS[self.verdict][1], "n": len(worst)}

    @cached_property
    def covered(self) -> list[CoveredFigure]:
        """Each figure with what became of it."""
        return self.report.covered()

    @cached_property
    def covering(self) -> str:
        """What became of the figures, in one sentence."""
        return self.report.covering or _("数据%(number)s个。") % {"number": self.figures}

    def of(self, *verdicts: Verdict) -> list[Finding]:
        """The findings of some verdicts, in the order of the text."""
        return self.report.of(*verdicts)

    @property
    def open(self) -> list[Finding]:
        """What an editor or reviewer has to look at: everything but what agrees."""
        return [one for one in self.findings if one.verdict is not Verdict.OK]

    def answered(self, definitions: Collection[str]) -> "Checked":
        """The same with the session's confirmed definitions: a DEF that one of them answers is OK."""
        findings = tuple(
            replace(one, verdict=Verdict.OK) if one.verdict is Verdict.DEF and one.definition in definitions else one
            for one in self.findings
        )
        return replace(self, report=replace(self.report, findings=findings))

    def as_json(self) -> dict:
        """As it is kept with a submission."""
        findings = [
            {name: getattr(one, name) for name in _KEPT} | {"verdict": one.verdict.name} for one in self.findings
        ]
        return {
            "verdict": self.verdict.name,
            "figures": self.figures,
            "findings": findings,
            "told": [one.as_json() for one in self.report.figures],
            "coverage": [one.as_json() for one in self.report.coverage],
            "is_cut": self.report.is_cut,
        }

    @classmethod
    def from_json(cls, kept: dict) -> "Checked":
        """As it was kept."""
        rows = ((one["verdict"], {name: one[name] for name in _KEPT if name in one}) for one in kept["findings"])
        findings = tuple(
            Finding(Verdict[verdict], **one | {"places": tuple(map(tuple, one.get("places", ())))})
            for verdict, one in rows
        )
        told = tuple(FoundFigure(**one) for one in kept.get("told", ()))
        coverage = tuple(Covered(**one | {"rules": tuple(one["rules"])}) for one in kept.get("coverage", ()))
        report = CheckReport(told, findings, coverage, kept.get("is_cut", False))
        return cls(report, 0 if told else kept["figures"])


def check_page(page: Page) -> Checked:
    """Check the words of a page as they stand, against the ledger as it is known now."""
    text = checked_text(page)
    if not text:
        return Checked()
    facts = facts_of(page.session, page.as_of) if page.counted_session else None
    older = page.predecessor()
    previous = checked_text(older) if older is not None else ""
    report = evidence.check(text, title=page.title, facts=facts, previous=previous)
    if facts is not None:
        report = replace(report, findings=tuple(_with_reported(report.findings, page, facts)))
    return Checked(report)


def checked_of(submission: Submission) -> Checked:
    """What was found in a text when it was handed in."""
    return Checked.from_json(submission.report) if submission.report else check_page(submission.revision.as_object())


def answered_for(page: Page) -> set[str]:
    """The definitions that the office has confirmed for the page's session."""
    session = page.about_session
    return {one.definition for one in DefinitionAnswer.objects.standing(session)} if session is not None else set()


def _with_reported(findings: tuple[Finding, ...], page: Page, facts: LedgerFacts) -> Iterator[Finding]:
    """A figure as it was reported upwards (上报口径) may stand in the words where the page prints the note beside it."""
    reported = {one.figure: one for one in ReportedFigure.objects.filter(session=page.session)}
    if not reported:
        yield from findings
        return
    for one in findings:
        row = reported.get(one.figure)
        if row is None or one.verdict not in {Verdict.DEF, Verdict.CLASH} or _number(one.found) != row.value:
            yield one
        else:
            yield _as_reported(one, facts.figures[one.figure].label, row, is_noted=one.figure in page.figure_keys)


def _as_reported(finding: Finding, label: str, row: ReportedFigure, *, is_noted: bool) -> Finding:
    words = {"label": label, "found": finding.found, "on": row.on, "expected": finding.expected, "reason": row.reason}
    if is_noted:
        message = _(
            "%(label)s%(found)s是上报口径（%(on)s上报），台账为%(expected)s，数据卡片注明了差异原因：%(reason)s。"
        )
        return replace(finding, verdict=Verdict.OK, message=message % words)
    message = _(
        "%(label)s%(found)s是上报口径（%(on)s上报），台账为%(expected)s；要用上报数，请在本页加上这一项的数据卡片，由卡片注明原因。"
    )
    return replace(finding, message=message % words)


def _number(said: str) -> Decimal | None:
    try:
        return Decimal(said.rstrip("%件次条份项个"))
    except InvalidOperation:
        return None


# What stands in the way ------------------------------------------------------------------------
def fingerprint(finding: Finding) -> str:
    """What a waiver is bound to: the rule, the words, their place, and what was expected and found."""
    parts = (finding.rule, finding.quote, finding.start, finding.expected, finding.found)
    return sha256(canonical([str(part) for part in parts]))


def waivers_of(submission: Submission) -> dict[str, Waiver]:
    """The findings that were let stand in this very text, by fingerprint."""
    rows = submission.waivers.all()
    return {one.finding: one for one in rows if one.content_sha256 == submission.content_sha256}


def open_clashes(submission: Submission) -> list[Finding]:
    """Contradictions that were neither corrected nor waived."""
    waived = waivers_of(submission)
    return [one for one in checked_of(submission).of(Verdict.CLASH) if fingerprint(one) not in waived]


def why_unproven(submission: Submission) -> str:
    """Why the figures of a text keep it from being signed; empty when nothing does. It holds for everybody."""
    clashes = open_clashes(submission)
    if clashes:
        words = _("数据核对还有%(n)s处矛盾（“%(quote)s”：%(message)s），须改正，或由审签人注明理由放行后才能签署。")
        return words % {
            "n": len(clashes),
            "quote": clip_title(clashes[0].quote, 40),
            "message": clashes[0].message.rstrip("。"),
        }
    checked = checked_of(submission)
    if submission.page.specific_class.must_tell_figures and checked.verdict is Verdict.NONE:
        return _("年度总结的正文里%(why)s，不能签署；请退回补写。") % {"why": checked.word}
    return ""
