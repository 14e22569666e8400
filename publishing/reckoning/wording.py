"""用词、标点、年份、上年文稿: what a text says beside its sums – its terms, its year, and sentences copied from last year's."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.reading import LONGEST, Reading
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import COUNTED
from tracking.wording import Severity, terms, unbalanced_brackets

_MOST = 200
_YEAR = re.compile("((?:19|20)[0-9]{2}|[二一][〇零九][〇零一二三四五六七八九]{2})(?=年|两会|“两会)")
_TITLE_WORDS = ("建议", "提案", "议案", "总结", "报告", "情况", "汇报", "通报", "说明")
_VERBS = ("承办", "承担", "办理", "收到", "接到", "受理", "交办", "提出", "提交", "征集")
_NOT_OURS = ("去年", "上年", "同期", "对比", "相比", "与", "比", "较")
_MONTH_OR_DAY = re.compile("(?:年度?|两会)(?:[0-9]{1,2}月|底|末|初|[0-9])")


def judge(found: ReadText, title: str, previous: str, year: int | None) -> Iterator[Finding]:
    """Judge terms, brackets, the year and what was copied."""
    yield from _terms(found)
    yield from _year(found, title or (f"{year}年" if year else ""))
    yield from _copied(found, title, previous)


def _terms(found: ReadText) -> Iterator[Finding]:
    reading = found.reading
    for slip in terms(reading.text)[:_MOST]:
        verdict = Verdict.CLASH if slip.severity == Severity.CLASH else Verdict.NOTE
        start, end = reading.span(slip.start, slip.end)
        yield Finding(verdict, "用词", reading.raw[start:end], start, end, slip.message)
    for slip in unbalanced_brackets(reading.raw[:LONGEST])[:_MOST]:
        yield Finding(Verdict.NOTE, "标点", slip.quote, slip.start, slip.end, slip.message)


# 年份 --------------------------------------------------------------------------------------------
def _year(found: ReadText, title: str) -> Iterator[Finding]:
    """Judge the year of the sentence that reports: a CLASH where it is not the title's, and no such sentence names the title's."""
    text = found.reading.text
    title = Reading(title or heading(found.reading.raw)).text
    years = {_digits(year) for year in _YEAR.findall(title)}
    if len(years) != 1:
        return
    year = years.pop()
    first = text.find(title) + len(title) if title in text else 0
    reported = [(one, _digits(one[1])) for one in _YEAR.finditer(text, first) if _reports(found, one)]
    if not reported:
        return
    told, said = next((pair for pair in reported if pair[1] == year), reported[0])
    message = _("年份与标题一致。") if said == year else _("标题是%(title)s年，正文写的是%(year)s年的情况，请核对。")
    start, end = found.reading.span(*told.span(1))
    verdict = Verdict.OK if said == year else Verdict.CLASH
    yield Finding(
        verdict, "年份", found.reading.raw[start:end], start, end, message % {"year": said, "title": year}, year, said
    )


def _reports(found: ReadText, year: re.Match) -> bool:
    """Whether a year is the one that a sentence with a count reports on: 2024年，我区共承办建议2件."""
    text = found.reading.text
    if found.reading.is_quoted(year.start()) or _MONTH_OR_DAY.match(text, year.end()):
        return False
    if any(word in text[max(0, year.start() - 4) : year.start()] for word in _NOT_OURS):
        return False
    end = min(found.reading.sentence_span(found.reading.sentence(year.start()))[1], year.end() + 110)
    said = text[year.end() : end]
    other = _YEAR.search(said)
    said = said[: other.start()] if other else said
    count = next(
        (one for one in found.counts if year.end() <= one.start < year.end() + len(said) and one.unit in COUNTED), None
    )
    return count is not None and any(word in text[year.end() : count.start] for word in _VERBS)


@lru_cache(maxsize=8)
def heading(text: str) -> str:
    """The title of a text that comes without one: the first short line that reads like a title, or lines in a row that do together."""
    lines = [Reading(line).text for line in text[:4000].splitlines()[:12]]
    wrapped = (
        "".join(lines[start:end])
        for start in range(len(lines))
        for end in range(start + 2, len(lines) + 1)
        if all(lines[start:end])
    )
    return next(filter(_is_heading, lines), "") or next(filter(_is_heading, wrapped), "")


def _is_heading(line: str) -> bool:
    fits = 6 <= len(line) <= 60 and any(word in line for word in _TITLE_WORDS) and _YEAR.search(line)
    return bool(fits) and not set(line) & set("。;,") and "件" not in re.sub("[^0-9件]", "", line)


def _digits(year: str) -> str:
    return year.translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))


# 上年文稿 ------------------------------------------------------------------------------------------
def _copied(found: ReadText, title: str, previous: str) -> Iterator[Finding]:
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
        named = {_digits(year) for year in _YEAR.findall(said)}
        stale = this_year and last_year and this_year != last_year and last_year in named and this_year not in named
        message = (
            _("这句话连同%(year)s年的数据与上年文稿完全相同，请核对。") % {"year": last_year}
            if stale
            else _("这句话连同数据与上年文稿完全相同，请确认已更新。")
        )
        start, end = found.reading.span(*found.reading.sentence_span(number))
        yield Finding(
            Verdict.CLASH if stale else Verdict.NOTE, "上年文稿", found.reading.raw[start:end], start, end, message
        )


def _sentence(reading: Reading, number: int) -> str:
    """A sentence without the heading that runs into the first."""
    return reading.text[slice(*reading.sentence_span(number))].strip().removeprefix(heading(reading.raw))


def _year_of(title: str, reading: Reading) -> str:
    named = _YEAR.findall(Reading(title or heading(reading.raw)).text) or _YEAR.findall(reading.text[:2000])
    return _digits(named[0]) if named else ""
