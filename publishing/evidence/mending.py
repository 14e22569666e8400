"""Mending (改一处): where one other value of a number would make several findings agree, their messages say so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Mend, Verdict
from publishing.evidence.numbers import Number
from tracking.wording import to_chinese


def balance(found: Found, left: Iterable[Number], right: Iterable[Number]) -> Iterable[Mend]:
    """What each number must be so that two sides are equal."""
    sides = list(left), list(right)
    missing = sum((one.value for one in sides[1]), Decimal(0)) - sum((one.amount for one in sides[0]), Decimal(0))
    told = [(one, one.value + way * missing) for side, way in zip(sides, (1, -1), strict=True) for one in side]
    return tuple(mend(found, one, [value]) for one, value in told if one.amount == one.value)


def mend(found: Found, one: Number, values: Iterable[Decimal]) -> Mend:
    """A number with all values that would do."""
    start, end = found.reading.span(one.start, one.end)
    return Mend(start, end, one.printed, one.unit, frozenset(value for value in values if value >= 0))


def told(findings: Sequence[Finding]) -> list[Finding]:
    """The findings; contradictions that one number alone explains say what it should be: 把“17件”改为“18件”后，两处都一致."""
    if sum(one.verdict is Verdict.CLASH for one in findings) < 2:
        return list(findings)
    by_place: dict[tuple[int, int], list[tuple[Finding, Mend]]] = defaultdict(list)
    for finding in findings:
        for mend in finding.mends():
            by_place[mend.start, mend.end].append((finding, mend))
    advice: dict[Finding, list[str]] = defaultdict(list)
    for pairs in by_place.values():
        wrong = [finding for finding, _mend in pairs if finding.verdict is Verdict.CLASH]
        values = frozenset.intersection(*(mend.values for _finding, mend in pairs))
        if len(wrong) > 1 and len(values) == 1:
            mend, new = pairs[0][1], f"{min(values):f}{pairs[0][1].unit}"
            said = {"old": mend.printed, "new": new, "places": to_chinese(len(wrong)).replace("二", "两")}
            for finding in wrong:
                advice[finding].append(_("把“%(old)s”改为“%(new)s”后，%(places)s处都一致。") % said)
    only = {finding: said[0] for finding, said in advice.items() if len(said) == 1}
    return [replace(one, message=one.message + only.get(one, "")) for one in findings]
