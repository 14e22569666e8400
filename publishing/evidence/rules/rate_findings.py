"""Findings on rates (率): their name and value, compared with the n/d that they may mean."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.rates import Rate
from publishing.evidence.shares import agreement, as_percent

RULE = "率"


def said(
    found: Found, rate: Rate, verdict: Verdict, message: str, right: str, definition: str = "", **more: str
) -> Finding:
    """A finding on a rate, with its name, its value and what it should be."""
    value = f"{rate.value.value:f}%"
    place = [(min(rate.start, rate.value.start), rate.value.end)]
    return found.finding(
        verdict,
        RULE,
        place if rate.value.end - rate.start < 60 else [(rate.value.start, rate.value.end)],
        message % ({"name": rate.printed, "value": value, "right": right} | more),
        expected=right,
        found=value,
        definition=definition,
    )


def compare(found: Found, rate: Rate, pairs: Sequence[tuple[Decimal, Decimal]], *, certain: bool) -> Iterator[Finding]:
    """Judge a rate against the n/d that it may mean; CLASH only when the words leave no other pair."""
    agreed = [(agreement(n, d, rate.value), n, d) for n, d in pairs]
    for verdict, n, d in agreed:
        if verdict == "OK":
            yield said(
                found,
                rate,
                Verdict.OK,
                _("%(name)s与%(n)s/%(d)s一致。"),
                f"{rate.value.value:f}%",
                n=f"{n:f}",
                d=f"{d:f}",
            )
            return
    for verdict, n, d in agreed:
        if verdict == "TRUNC":
            right = as_percent(n, d, rate.value.places)
            message = _("%(n)s/%(d)s应为%(right)s，文中%(name)s%(value)s是舍去尾数得到的，建议四舍五入。")
            yield said(found, rate, Verdict.TRUNC, message, right, n=f"{n:f}", d=f"{d:f}")
            return
    if certain and pairs:
        n, d = pairs[0]
        right = as_percent(n, d, rate.value.places)
        message = _("%(n)s/%(d)s应为%(right)s，文中%(name)s为%(value)s，请核对。")
        yield said(found, rate, Verdict.CLASH, message, right, n=f"{n:f}", d=f"{d:f}")
