"""上年文稿: finds sentences with figures that were copied unchanged from last year's text."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import COUNTED
from publishing.evidence.reading import Reading
from publishing.evidence.rules import years

RULE = "上年文稿"
_YEAR = re.compile("((?:19|20)[0-9]{2})年")


def judge(found: Found, title: str, previous: str) -> Iterator[Finding]:
    """Judge sentences with counts that stand word for word in last year's text; a CLASH where they name last year as this."""
    if not previous.strip():
        return
    before = Reading(previous)
    told = {_sentence(before, number) for number in range(len(before.ends) + 1)}
    counted = {one.sentence for one in found.quantities if one.unit in COUNTED}
    this_year, last_year = _year(title, found.reading), _year("", before)
    for number in sorted(counted):
        start, end = found.reading.sentence_span(number)
        said = _sentence(found.reading, number)
        if len(said) < 10 or said not in told:
            continue
        named = set(_YEAR.findall(said))
        stale = this_year and last_year and this_year != last_year and last_year in named and this_year not in named
        message = (
            _("这句话连同%(year)s年的数据与上年文稿完全相同，请核对。") % {"year": last_year}
            if stale
            else _("这句话连同数据与上年文稿完全相同，请确认已更新。")
        )
        yield found.finding(Verdict.CLASH if stale else Verdict.NOTE, RULE, [(start, end)], message)


def _sentence(reading: Reading, number: int) -> str:
    """A sentence without the heading that runs into the first."""
    return reading.text[slice(*reading.sentence_span(number))].strip().removeprefix(years.heading(reading.raw))


def _year(title: str, reading: Reading) -> str:
    named = _YEAR.findall(Reading(title or years.heading(reading.raw)).text) or _YEAR.findall(reading.text[:2000])
    return named[0] if named else ""
