"""列举: whether a list has as many items as it announces, and the topics (涵盖的内容) that a text lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, FoundFigure, Verdict
from publishing.evidence.numbers import ITEMS
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
_TITLES = re.compile("(?:分别[是为]|即|为|是)?:?(?P<titles>《)")
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
    """主要涵盖甲、乙、丙及丁: the first such list of at least three without counts, also where its full stop was lost."""
    text = found.reading.text
    for opening in _TOPICS.finditer(text[:100_000]):
        end = _TOPICS_END.search(text, opening.end(), opening.end() + 500)
        stop = end.start() if end else min(len(text), opening.end() + 500)
        pieces = text[opening.end() : stop].split("、")
        if len(pieces) < 3 or found.reading.is_quoted(opening.end()):
            continue
        if any(opening.end() <= one.start < stop for one in found.counts):
            continue
        joined = "及" in pieces[-1]
        loose = not joined and any(word in pieces[-1] for word in "和与")
        return Topics(opening.start(), stop, len(pieces) + joined, len(pieces) + joined + loose)
    return None


def figure(found: Found, told: Topics) -> FoundFigure:
    """The list as a figure of the report."""
    start, end = found.reading.span(told.start, told.end)
    return FoundFigure("主要内容", told.least, "项", found.reading.raw[start:end], start, end)


def judge(found: Found) -> Iterator[Finding]:
    """Judge lists with their number behind or before them, and counts with their titles."""
    for least, most, number, place, words in [*_behind(found), *_numbered(found), *_titles(found)]:
        agrees = least <= number <= most
        message = (
            _("“%(words)s”与列出的项数一致。") if agrees else _("“%(words)s”与列出的%(counted)s项个数不符，请核对。")
        )
        start, end = found.reading.span(*place)
        said = message % {"words": words, "counted": least}
        yield Finding(
            Verdict.OK if agrees else Verdict.CLASH,
            RULE,
            found.reading.raw[start:end],
            start,
            end,
            said,
            f"{least}",
            f"{number}",
        )


def _behind(found: Found) -> Iterator[tuple[int, int, int, tuple[int, int], str]]:
    """交通、教育、医疗等3个方面: with 等 there may be more than are named."""
    text = found.reading.text
    for mark in _BEHIND.finditer(text):
        sentence = re.split("[。;:!?\n]", text[max(0, mark.start() - 200) : mark.start()])[-1]
        clause = sentence.rpartition(",")[2]
        number = whole_number(mark["n"])
        if (
            "、" not in clause
            or not number
            or found.reading.is_quoted(mark.start())
            or any(char.isdigit() for char in clause)
        ):
            continue
        least = clause.count("、") + 1
        most = 1 + sum(sentence.replace("涉及", "").replace("普及", "").count(word) for word in "、,和与及")
        yield (
            least,
            number if mark["etc"] and least <= number else most,
            number,
            (mark.start() - len(clause), mark.end()),
            mark[0],
        )


def _numbered(found: Found) -> Iterator[tuple[int, int, int, tuple[int, int], str]]:
    """分为五类:一是…五是…"""
    text = found.reading.text
    for mark in _NUMBERED.finditer(text):
        number = whole_number(mark["n"])
        style = next((one for one in _STYLES if text.startswith(_point(one, 1), mark.end())), None)
        if not number or style is None or found.reading.is_quoted(mark.start()):
            continue
        counted = _points(text, mark.end(), style)
        if counted > 1 and "…" not in text[mark.end() : mark.end() + 400]:
            yield counted, counted, number, mark.span(), mark[0].strip(":,。\n")


def _points(text: str, place: int, style: str) -> int:
    """How many points of a style follow each other, up to where it begins anew."""
    counted = 0
    while counted < 30:
        following = text.find(_point(style, counted + 1), place, place + _REACH)
        anew = text.find(_point(style, 1), place + 1, following) if counted and following >= 0 else -1
        if following < 0 or anew >= 0:
            break
        counted, place = counted + 1, following + 1
    return counted


def _point(style: str, n: int) -> str:
    return style.format(han=to_chinese(n), n=n)


def _titles(found: Found) -> Iterator[tuple[int, int, int, tuple[int, int], str]]:
    """3件提案,分别是《…》《…》《…》."""
    text = found.reading.text
    for one in found.counts:
        if one.unit not in ITEMS or not one.is_exact:
            continue
        opening = text.find("《", one.end, one.end + 24)
        before = text[one.end : opening] if opening >= 0 else ""
        if not before.rstrip(":").endswith(("分别是", "分别为", "即", "为", "是", "有")) and not before.endswith(":"):
            continue
        place, counted = opening, 0
        while text.startswith("《", place) and (closing := text.find("》", place, place + 150)) > 0:
            counted, place = counted + 1, closing + 1
            following = text.find("《", place, place + 14)
            if following < 0 or any(char in "。;!?" or char.isdigit() for char in text[place:following]):
                break
            place = following
        if counted > 1:
            found.compare([one], RULE)
            least = min(counted, int(one.value)) if text.startswith("等", place) else counted
            yield (
                counted,
                max(counted, int(one.value)) if least < one.value and text.startswith("等", place) else counted,
                int(one.value),
                (one.start, place),
                one.printed,
            )


def announced(before: str) -> int | None:
    """How many kinds the words in front of a list announce: 涉及五个方面."""
    told = _BEHIND.search(before)
    return whole_number(told["n"]) if told else None
