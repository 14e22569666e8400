"""用词、标点: terms and brackets; only a wrong name for a member's paper decides the verdict (R1, R9)."""

from collections.abc import Iterator

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.reading import LONGEST
from tracking.wording import Severity, terms, unbalanced_brackets

RULE = "用词"
BRACKETS = "标点"
_MOST = 200


def judge(found: Found) -> Iterator[Finding]:
    """Judge wording: terms in the plain form, where no line break inside a word hides one, and brackets as typed."""
    reading = found.reading
    for slip in terms(reading.text)[:_MOST]:
        verdict = Verdict.CLASH if slip.severity == Severity.CLASH else Verdict.NOTE
        yield found.finding(verdict, RULE, [(slip.start, slip.end)], slip.message)
    for slip in unbalanced_brackets(reading.raw[:LONGEST])[:_MOST]:
        yield Finding(Verdict.NOTE, BRACKETS, slip.quote, slip.start, slip.end, slip.message)
