"""Evidence (数出有据): the figures of a text, checked against each other, its title, last year's text and the ledger.

The check built anew (`publishing.reckoning`) reads the figures and says which were compared, and judges all but sums and
amounts spoken of again. Those are still judged by `rules`, which find more and accuse less on texts that nobody looked at.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from publishing import reckoning
from publishing.evidence.facts import Fact, LedgerCell, LedgerFacts
from publishing.evidence.found import Found
from publishing.evidence.judging import CheckReport, Covered, Finding, FoundFigure, Verdict, in_order
from publishing.evidence.rules import limits, open_items, repeats, sums

SUMS = frozenset({"合计", "交叉合计"})
_FIRST = re.compile("位?居前[二三四五六七八九十]")
"Words of lists that name the greatest alone."
_DOUBTS = frozenset({Verdict.DEF, Verdict.CLASH})


def check(
    text: str, *, title: str = "", facts: LedgerFacts | None = None, previous: str = "", answered: Collection[str] = ()
) -> CheckReport:
    """Find every count and rate in a text and judge what can be compared.

    `title` gives the year, `facts` the ledger's figures, `previous` last year's text; `answered` holds the definitions
    that the office has confirmed for the session (口径确认), with which a DEF is OK. Places are indices of `text`.
    """
    anew = reckoning.check(text, title=title, facts=facts, previous=previous, answered=answered)
    found = Found(text)
    judged = [
        *sums.judge(found),
        *limits.judge(found),
        *open_items.judge(found),
        *repeats.judge(found),
    ]
    findings = in_order(
        one.answered_by(answered)
        for one in [
            *(one for one in anew.findings if one.rule not in SUMS or one.verdict not in _DOUBTS),
            *_told_anew(judged, anew),
        ]
    )
    coverage = tuple(_agreed(one, anew, findings) for one in anew.coverage)
    return CheckReport(anew.figures, findings, coverage, anew.is_cut)


def _told_anew(judged: Collection[Finding], anew: CheckReport) -> Iterator[Finding]:
    """The findings of both: where both accuse, in the words of the check built anew; where it explains a number, none."""
    accused = {one.end: one for one in anew.of(Verdict.CLASH) if one.rule in SUMS}
    settled = {one.end for one in judged if one.rule in SUMS}
    yield from (one for end, one in accused.items() if end not in settled)
    explained = {one.end for one in anew.of(Verdict.OK) if one.rule in SUMS}
    agreed = {one.end for one in anew.coverage if one.how == "compared"} - {one.end for one in anew.of(*_DOUBTS)}
    for one in judged:
        if one.verdict is not Verdict.CLASH:
            yield one
        elif one.rule in SUMS and one.end in accused:
            yield accused[one.end]
        elif one.end not in (explained if one.rule in SUMS else agreed) and not _FIRST.search(one.quote):
            yield one


def _agreed(covered: Covered, anew: CheckReport, findings: Collection[Finding]) -> Covered:
    """A figure that the check built anew compared; only read where it doubts what the rules do not."""

    def doubts(told: Collection[Finding]) -> bool:
        return any(one.verdict in _DOUBTS and one.tells_of(covered.start, covered.end) for one in told)

    if covered.how == "compared" and doubts(anew.findings) and not doubts(findings):
        return replace(covered, how="read", rules=())
    return covered
