"""Evidence (数出有据): the figures of a text, checked against each other, its title, last year's text and the ledger."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from publishing.evidence import (
    changes,
    coverage,
    enumerations,
    rates,
    repeats,
    shares,
    sums,
    tables,
    wording,
)
from publishing.evidence.found import Found
from publishing.evidence.judging import CheckReport, Finding, FoundFigure, Verdict, in_order
from publishing.evidence.ledger import Fact, Ledger, LedgerCell, LedgerFacts
from publishing.evidence.numbers import MOST
from publishing.evidence.reading import LONGEST


def check(
    text: str, *, title: str = "", facts: LedgerFacts | None = None, previous: str = "", answered: Collection[str] = ()
) -> CheckReport:
    """Find every count and rate in a text and judge what can be compared.

    `title` gives the year, `facts` the ledger's figures, `previous` last year's text; `answered` holds the definitions
    that the office has confirmed for the session (口径确认), with which a DEF is OK. Places are indices of `text`.
    """
    found = Found(text)
    shares.attach(found)
    told, cells = list(rates.find(found)), tables.find(text)
    counts = list(tables.counts(cells))
    findings = [
        *sums.judge(found),
        *shares.judge(found),
        *rates.judge(found, told),
        *repeats.judge(found, (int(one.value) for one in counts)),
        *changes.judge(found),
        *tables.judge(text, cells),
        *enumerations.judge(found),
        *wording.judge(found, title, previous, facts.year if facts else None),
    ]
    if facts is not None:
        against = list(Ledger(found, facts, title or wording.heading(text), answered).judge(told))
        findings = _decided_by(against, findings)
    if found.is_cut:
        findings.append(_cut(found))
    findings = [one.answered_by(answered) for one in coverage.advised(findings)]
    figures = sorted(coverage.of(found, told, counts, findings), key=lambda pair: pair[0].start)
    return CheckReport(
        tuple(one for one, _how in figures), in_order(findings), tuple(how for _one, how in figures), found.is_cut
    )


def _decided_by(against: list[Finding], within: list[Finding]) -> list[Finding]:
    """Put the findings against the ledger before those within the text; a rate that agrees with the ledger needs no answer."""
    agreed = {one.end for one in against if one.verdict is Verdict.OK}
    return against + [
        replace(one, verdict=Verdict.OK) if one.verdict is Verdict.DEF and one.end in agreed else one for one in within
    ]


def _cut(found: Found) -> Finding:
    """The note that only the beginning of a very long text was read."""
    message = _("文稿过长，只核对了前%(chars)s字以内的前%(numbers)s个数，请分段核对。")
    message %= {"chars": LONGEST, "numbers": MOST}
    return Finding(Verdict.NOTE, "篇幅", "", found.read_to, found.read_to, message)
