"""列举: whether a list has as many items as it announces, and the topics (涵盖的内容) that a text lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, FoundFigure, Verdict
from publishing.evidence.numbers import ITEMS
from publishing.evidence.reading import last
from publishing.evidence.vocabulary import whole_number
from tracking.wording import to_chinese

RULE = "列举"
_N = "(?P<n>[0-9]{1,2}|[二两三四五六七八九十]{1,2})"
_TOPICS = re.compile("(?:主要|内容|分别|重点)?(?:涵盖|涉及|覆盖|反映|围绕|集中在|包括)了?(?=[^0-9。;!?\n]{4,400})")
_TOPICS_END = re.compile("[。;!?\n:(,]|等[^、]{0,12}(?:方面|领域|问题|内容|工作|等)|(?:各个|诸多|多个)方面")
_BEHIND = re.compile(rf"(?P<etc>等)?{_N}(?:个|大)?(?:大|重点|主要)?(?:方面|领域|类别|类|环节)(?!率|的?第|[0-9])")
_NUMBERED = re.compile(
    rf"{_N}(?:个|大|条|项|种)?(?:方面|类|点|条|项|大类|情况|部分)(?:的?[^,。:;0-9]{{2,4}})?[:,。]?\n?(?=一是|第一|1[.、]|\(一\))"
)
_STYLES = ("{han}是", "第{han}", "{n}.", "{n}、", "({han})")
_REACH = 6000


@dataclass(frozen=True, slots=True)
class Topics:
    """A list of what the items are about: its place, and how many there are by the readings of 及 and 和."""

    start: int
    end: int
    least: int
    most: int


def topics(found: Found) -> Topics | None:
    """主要涵盖甲、乙、丙及丁: the first such list of at least three, also where its full stop was lost."""
    text = found.reading.text
    for opening in _TOPICS.finditer(text[:100_000]):
        end = _TOPICS_END.search(text, opening.end(), opening.end() + 500)
        stop = end.start() if end else min(len(text), opening.end() + 500)
        *pieces, ending = text[opening.end() : stop].split("、")
        if len(pieces) > 1:
            least = len(pieces) + 1 + ("及" in ending)
            loose = "及" not in ending and any(word in ending for word in "和与")
            return Topics(opening.start(), stop, least, least + loose)
    return None


def figure(found: Found, told: Topics) -> FoundFigure:
    """The list as a figure of the report."""
    start, end = found.reading.span(told.start, told.end)
    return FoundFigure("主要内容", told.least, "项", found.reading.raw[start:end], start, end)


def judge(found: Found) -> Iterator[Finding]:
    """Judge lists with their number behind or before them, and counts with their titles."""
    for least, most, number, place, words in [*_behind(found), *_numbered(found), *_titles(found)]:
        verdict, message = Verdict.OK, _("“%(words)s”与列出的项数一致。")
        if not least <= number <= most:
            verdict, message = Verdict.CLASH, _("“%(words)s”与列出的%(counted)s项个数不符，请核对。")
        start, end = found.reading.span(*place)
        said = message % {"words": words, "counted": least}
        yield Finding(verdict, RULE, found.reading.raw[start:end], start, end, said, f"{least}", f"{number}")


_Listed = Iterator[tuple[int, int, int, tuple[int, int], str]]
"Lists: how many they name at least and at most, how many they announce, their place, and the words that announce it."


def _behind(found: Found) -> _Listed:
    """交通、教育、医疗等3个方面: with 等 there may be more than are named."""
    text = found.reading.text
    for mark in _BEHIND.finditer(text):
        sentence = last(text[max(0, mark.start() - 200) : mark.start()], "。;:!?\n")
        clause, number = last(sentence, ","), whole_number(mark["n"])
        if "、" not in clause or not number or any(char.isdigit() for char in clause):
            continue
        most = 1 + sum(sentence.replace("涉及", "").replace("普及", "").count(word) for word in "、,和与及")
        most = number if mark["etc"] else most
        yield clause.count("、") + 1, most, number, (mark.start() - len(clause), mark.end()), mark[0]


def _numbered(found: Found) -> _Listed:
    """分为五类:一是…五是…"""
    text = found.reading.text
    for mark in _NUMBERED.finditer(text):
        number = whole_number(mark["n"])
        style = next(one for one in _STYLES if text.startswith(_point(one, 1), mark.end()))
        counted = _points(text, mark.end(), style)
        if number and counted > 1:
            yield counted, counted, number, mark.span(), mark[0].strip(":,。\n")


def _points(text: str, place: int, style: str) -> int:
    """How many points of a style follow each other, up to where it begins anew."""
    counted = 0
    while counted < 30:
        following = text.find(_point(style, counted + 1), place, place + _REACH)
        if following < 0 or text.find(_point(style, 1), place + 1, following) >= 0:
            break
        counted, place = counted + 1, following + 1
    return counted


def _point(style: str, n: int) -> str:
    return style.format(han=to_chinese(n), n=n)


def _titles(found: Found) -> _Listed:
    """3件提案,分别是《…》《…》《…》."""
    text = found.reading.text
    for one in found.counts:
        place, counted = text.find("《", one.end, one.end + 24), 0
        before = text[one.end : max(one.end, place)].rstrip(":")
        if one.unit not in ITEMS or not before.endswith(("分别是", "分别为", "即", "为", "是", "有")):
            continue
        end = place
        while place >= 0 and (closing := text.find("》", place, place + 150)) >= 0:
            end, counted = closing + 1, counted + 1
            place = text.find("《", end, end + 14)
        if counted > 1 and not text.startswith("等", end):
            found.compare([one], RULE)
            yield counted, counted, int(one.value), (one.start, end), one.printed


def announced(before: str) -> int | None:
    """How many kinds the words in front of a list announce: 涉及五个方面."""
    told = _BEHIND.search(before)
    return whole_number(told["n"]) if told else None
