"""用词、标点、年份、上年文稿: what a text says beside its sums – its terms, its year, and sentences copied from last year's."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import COUNTED
from publishing.evidence.reading import LONGEST, Reading
from tracking.wording import Severity, terms, unbalanced_brackets

_MOST = 200
_YEAR = re.compile(
    r"((?:19|20)[0-9]{2}|[二一][〇零九][〇零一二三四五六七八九]{2})(?=年|两会|“两会)(?P<day>(?:年度?|两会)(?:[0-9]{1,2}月|底|末|初|[0-9]))?"
)
_WORDS = vocabulary.words("wording")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def judge(found: Found, title: str, previous: str, year: int | None) -> Iterator[Finding]:
    """Judge terms, brackets, the year and what was copied."""
    for slip in terms(found.reading.text)[:_MOST]:
        verdict = Verdict.CLASH if slip.severity == Severity.CLASH else Verdict.NOTE
        yield _said(found, verdict, "用词", slip.start, slip.end, slip.message)
    for slip in unbalanced_brackets(found.reading.raw[:LONGEST])[:_MOST]:
        yield Finding(Verdict.NOTE, "标点", slip.quote, slip.start, slip.end, slip.message)
    yield from _year(found, title or (f"{year}年" if year else ""))
    yield from _copied(found, title, previous)


def _said(
    found: Found, verdict: Verdict, rule: str, start: int, end: int, message: str, right: str = "", said: str = ""
) -> Finding:
    first, last = found.reading.span(start, end)
    return Finding(verdict, rule, found.reading.raw[first:last], first, last, message, right, said)


# 年份 --------------------------------------------------------------------------------------------
def years(text: str) -> list[str]:
    """The years that a text names, in digits."""
    return [one[1].translate(_DIGITS) for one in _YEAR.finditer(text)]


def _year(found: Found, title: str) -> Iterator[Finding]:
    """Judge the year of the sentence that reports: a CLASH where it is not the title's, and no such sentence names the title's."""
    title = Reading(title or heading(found.reading.raw)).text
    text, named = found.reading.text, set(years(title))
    behind = text.find(title) + len(title) if title in text else 0
    reported = [year for year in _YEAR.finditer(text, behind) if _reports(found, year)] if len(named) == 1 else []
    if not reported:
        return
    told = {year[1].translate(_DIGITS): year for year in reversed(reported)}
    (year,) = named
    said = year if year in told else reported[0][1].translate(_DIGITS)
    verdict, message = Verdict.OK, _("年份与标题一致。")
    if said != year:
        message = _("标题是%(title)s年，正文写的是%(year)s年的情况，请核对。") % {"year": said, "title": year}
        verdict = Verdict.CLASH
    yield _said(found, verdict, "年份", *told[said].span(1), message, year, said)


def _reports(found: Found, year: re.Match) -> bool:
    """Whether a year is the one that a sentence with a count reports on: 2024年，我区共承办建议2件."""
    text, reading = found.reading.text, found.reading
    before = text[max(0, year.start() - 4) : year.start()]
    if year["day"] or reading.is_quoted(year.start()) or any(word in before for word in _WORDS["not_ours"]):
        return False
    end = min(reading.sentence_span(reading.sentence(year.start()))[1], year.end() + 110)
    other = _YEAR.search(text, year.end(), end)
    counts = found.behind_all(year.end(), other.start() if other else end)
    said = next((text[year.end() : one.start] for one in counts if one.unit in COUNTED), "")
    return any(word in said for word in _WORDS["verbs"])


@lru_cache(maxsize=8)
def heading(text: str) -> str:
    """The title of a text that comes without one: the first short line that reads like a title, or lines in a row that do together."""
    lines = [Reading(line).text for line in text[:4000].splitlines()[:12]]
    rows = [lines[start:end] for start in range(len(lines)) for end in range(start + 2, len(lines) + 1)]
    return next(filter(_is_heading, [*lines, *("".join(row) for row in rows if all(row))]), "")


def _is_heading(line: str) -> bool:
    fits = 6 <= len(line) <= 60 and any(word in line for word in _WORDS["titles"]) and years(line)
    return bool(fits) and not set(line) & set("。;,件")


# 上年文稿 ------------------------------------------------------------------------------------------
def _copied(found: Found, title: str, previous: str) -> Iterator[Finding]:
    """Judge sentences with counts that stand word for word in last year's text; a CLASH where they name last year as this."""
    if not previous.strip():
        return
    before = Reading(previous)
    told = {_sentence(before, number) for number in range(len(before.ends) + 1)}
    this_year, last_year = _year_of(title, found.reading), _year_of("", before)
    for number in sorted({one.sentence for one in found.numbers if one.unit in COUNTED}):
        said = _sentence(found.reading, number)
        if len(said) < 10 or said not in told:
            continue
        verdict, message = Verdict.NOTE, _("这句话连同数据与上年文稿完全相同，请确认已更新。")
        if this_year and last_year in (named := years(said)) and this_year not in named:
            message = _("这句话连同%(year)s年的数据与上年文稿完全相同，请核对。") % {"year": last_year}
            verdict = Verdict.CLASH
        yield _said(found, verdict, "上年文稿", *found.reading.sentence_span(number), message)


def _sentence(reading: Reading, number: int) -> str:
    """A sentence without the heading that runs into the first."""
    return reading.text[slice(*reading.sentence_span(number))].strip().removeprefix(heading(reading.raw))


def _year_of(title: str, reading: Reading) -> str:
    named = years(Reading(title or heading(reading.raw)).text) or years(reading.text[:2000])
    return named[0] if named else ""
