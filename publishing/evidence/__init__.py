"""Evidence (数出有据): the figures of a text, checked against each other, its title, last year's text and the ledger."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from publishing.evidence import figures
from publishing.evidence.facts import Fact, LedgerCell, LedgerFacts
from publishing.evidence.found import Found
from publishing.evidence.judging import CheckReport, Finding, FoundFigure, Verdict, in_order
from publishing.evidence.quantities import MOST
from publishing.evidence.reading import LONGEST
from publishing.evidence.rules import (
    comparisons,
    copied,
    ledger,
    limits,
    lists,
    open_items,
    percentages,
    rate_values,
    repeats,
    sums,
    tables,
    wording,
    years,
)


def check(
    text: str, *, title: str = "", facts: LedgerFacts | None = None, previous: str = "", answered: Collection[str] = ()
) -> CheckReport:
    """Find every count and rate in a text and judge what can be compared.

    `title` gives the year, `facts` the ledger's figures, `previous` last year's text; `answered` holds the definitions
    that the office has confirmed for the session (口径确认), with which a DEF is OK. Places are indices of `text`.
    """
    found = Found(text)
    findings = [
        *sums.judge(found),
        *tables.judge(found),
        *limits.judge(found),
        *percentages.judge(found),
        *rate_values.judge(found),
        *repeats.judge(found),
        *comparisons.judge(found),
        *open_items.judge(found),
        *lists.judge(found),
        *years.judge(found, title or (f"{facts.year}年" if facts is not None and facts.year else "")),
        *copied.judge(found, title, previous),
        *wording.judge(found),
    ]
    if facts is not None:
        findings = _decided_by(list(ledger.judge(found, facts, answered, title or years.heading(text))), findings)
    if found.is_cut:
        findings.append(_cut(found))
    return CheckReport(figures.of(found), in_order(_answered(one, answered) for one in findings))


def _decided_by(against: list[Finding], within: list[Finding]) -> list[Finding]:
    """Put the findings against the ledger before those within the text; a rate that agrees with the ledger needs no answer."""
    agreed = {one.end for one in against if one.verdict is Verdict.OK}
    return against + [
        replace(one, verdict=Verdict.OK) if one.verdict is Verdict.DEF and one.end in agreed else one for one in within
    ]


def _answered(finding: Finding, answered: Collection[str]) -> Finding:
    """The finding, judged OK where the office has confirmed the definition that it asks about (口径确认)."""
    if finding.verdict is Verdict.DEF and finding.definition in answered:
        return replace(finding, verdict=Verdict.OK)
    return finding


def _cut(found: Found) -> Finding:
    """The note that only the beginning of a very long text was read."""
    most = {"chars": LONGEST, "numbers": MOST}
    message = _("文稿过长，只核对了前%(chars)s字以内的前%(numbers)s个数，请分段核对。") % most
    end = found.read_to
    return Finding(Verdict.NOTE, "篇幅", "", end, end, message)
