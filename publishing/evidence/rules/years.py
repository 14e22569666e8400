"""年份: whether the year that the text reports on agrees with its title's."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.reading import Reading

RULE = "年份"
_YEAR = re.compile(r"((?:19|20)[0-9]{2}|[二一][〇零九][〇零一二三四五六七八九]{2})(?=年|两会|“两会)")
_TITLE = re.compile("建议|提案|议案|总结|报告|情况|汇报|通报|说明")
_REPORTS = re.compile(
    r"((?:19|20)[0-9]{2}|[二一][〇零九][〇零一二三四五六七八九]{2})年(?:度|以来|来)?(?![0-9]|[0-9]*月|底|末|初)[,:]?(?:(?!20[0-9]{2}年)[^。!?\n,;]){0,30}?,?(?:(?!20[0-9]{2}年)[^。!?\n,;]){0,20}?"
    r"(?:承办|承担|办理|收到|接到|受理|交办|提出|提交|征集)[^。!?\n]{0,60}?[0-9一二三四五六七八九十百两]+(?:件|条|份)"
)
_SENTENCE = re.compile("[。;,]|[0-9]+件")
_NOT_OURS = re.compile("去年|上年|同期|对比|相比|与")


def judge(found: Found, title: str) -> Iterator[Finding]:
    """Judge the reporting sentence's year: a CLASH where it is not the title's, and the text nowhere names the title's."""
    title = Reading(title or heading(found.reading.raw)).text
    years = {_digits(year) for year in _YEAR.findall(title)}
    if len(years) != 1:
        return
    year = years.pop()
    body = found.reading.text
    start = body.find(title) + len(title) if title in body else 0
    reported = [
        one for one in _REPORTS.finditer(body, start, start + 100_000) if not found.reading.is_quoted(one.start())
    ]
    reported = [one for one in reported if not _NOT_OURS.search(body, max(0, one.start() - 6), one.start())]
    said = [_digits(one[1]) for one in reported]
    if not said:
        return
    if year in said:
        first = reported[said.index(year)]
        yield found.finding(Verdict.OK, RULE, [first.span(1)], _("年份与标题一致。"), expected=year, found=year)
        return
    words = {"year": said[0], "title": year}
    yield found.finding(
        Verdict.CLASH,
        RULE,
        [reported[0].span(1)],
        _("标题是%(title)s年，正文写的是%(year)s年的情况，请核对。") % words,
        expected=year,
        found=said[0],
    )


@lru_cache(maxsize=8)
def heading(text: str) -> str:
    """The title of a text that comes without one: the first short line among its first that reads like a title.

    A title may be wrapped, so where no line is one by itself, lines that follow each other without a gap are read as one.
    """
    lines = [Reading(line).text for line in text[:4000].splitlines()[:12]]
    single = (line for line in lines if _is_heading(line))
    wrapped = (
        joined
        for start in range(len(lines))
        for end in range(start + 2, len(lines) + 1)
        if all(lines[start:end]) and _is_heading(joined := "".join(lines[start:end]))
    )
    return next(single, "") or next(wrapped, "")


def _is_heading(line: str) -> bool:
    return bool(6 <= len(line) <= 60 and _TITLE.search(line) and _YEAR.search(line) and not _SENTENCE.search(line))


def _digits(year: str) -> str:
    return year.translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))
