"""列举: whether a list has as many items as it announces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import ITEMS
from tracking.wording import decimal_number, to_chinese

RULE = "列举"
_TOPICS = re.compile("(?:主要|内容|分别|重点)?(?:涵盖|涉及|覆盖|反映|围绕|集中在|包括)了?(?=[^0-9。;!?\n]{4,400})")
_TOPICS_END = re.compile("[。;!?\n:(]|等[^、]{0,12}(?:方面|领域|问题|内容|工作|等)|,|(?:各个|诸多|多个|等)方面")
_ANNOUNCED = re.compile(
    r"(?P<etc>等)?(?P<n>[0-9]{1,2}|[二两三四五六七八九十]{1,2})(?:个|大)?(?:大)?(?P<noun>方面|领域|类别|类|环节)(?!率|的?第|[0-9])"
)
_NUMBERED = re.compile(
    r"(?P<n>[0-9]{1,2}|[二两三四五六七八九十]{1,2})(?:个|大|条|项)?(?:方面|类|点|条|项|大类|种情况|部分)(?:的?(?:工作|做法|措施|问题|特点|意见|情况|举措|经验))?"
    r"[:,。]?\n?(?=一是|第一|1[.、]|\(一\))"
)
_STYLES = (
    ("一是", lambda n: f"{to_chinese(n)}是"),
    ("第一", lambda n: f"第{to_chinese(n)}"),
    ("1.", lambda n: f"{n}."),
    ("1、", lambda n: f"{n}、"),
    ("(一)", lambda n: f"({to_chinese(n)})"),
)
_TITLE = re.compile("《[^《》\n]{1,120}》")
_REACH = 6000


@dataclass(frozen=True, slots=True)
class Topics:
    """A list of what the items are about: its place, and how many there are by the readings of 及 and 和."""

    start: int
    end: int
    least: int
    most: int
    is_open: bool

    @property
    def count(self) -> int:
        """How many a reader counts."""
        return self.least


def number_of(text: str) -> int | None:
    """The whole number that a list announces."""
    value = decimal_number(text)
    return None if value is None else int(value)


def topics(found: Found) -> Topics | None:
    """主要涵盖甲、乙、丙及丁: the first such list of at least three, also where its full stop was lost."""
    text = found.reading.text
    for opening in _TOPICS.finditer(text[:100_000]):
        start = opening.end()
        end = _TOPICS_END.search(text, start, start + 500)
        stop = end.start() if end else min(len(text), start + 500)
        listed = text[start:stop]
        pieces = listed.split("、")
        if len(pieces) < 3 or found.reading.is_quoted(start):
            continue
        joined = 1 if re.search("以?及", pieces[-1]) else 0
        loose = 1 if not joined and re.search("[和与]", pieces[-1]) else 0
        is_open = bool(end and end[0].startswith("等"))
        return Topics(opening.start(), stop, len(pieces) + joined, len(pieces) + joined + loose, is_open)
    return None


def judge(found: Found) -> Iterator[Finding]:
    """Judge lists with their number behind or before them, and counts with their titles."""
    yield from _announced_behind(found)
    yield from _numbered(found)
    yield from _titles(found)


def _announced_behind(found: Found) -> Iterator[Finding]:
    """Judge lists with their number behind them: 交通、教育、医疗等3个方面."""
    text = found.reading.text
    for mark in _ANNOUNCED.finditer(text):
        number = number_of(mark["n"])
        before = text[max(0, mark.start() - 200) : mark.start()]
        sentence = re.split("[。;:!?\n]", before)[-1]
        clause = sentence.rpartition(",")[2]
        if "、" not in clause or not number or found.reading.is_quoted(mark.start()) or re.search("[0-9]", clause):
            continue
        least = clause.count("、") + 1
        most = len(re.findall("[、,和与]|(?<!涉)(?<!普)以?及", sentence)) + 1
        agreed = least <= number if mark["etc"] else least <= number <= most
        if not agreed:
            yield _said(found, (mark.start() - len(clause), mark.end()), least, mark[0], number)


def _numbered(found: Found) -> Iterator[Finding]:
    """Judge enumerations with their number before them: 分为五类:一是…五是…"""
    text = found.reading.text
    for mark in _NUMBERED.finditer(text):
        number = number_of(mark["n"])
        style = next((named for first, named in _STYLES if text.startswith(first, mark.end())), None)
        if not number or style is None or found.reading.is_quoted(mark.start()):
            continue
        place, counted = mark.end(), 0
        while counted < 30:
            next_place = text.find(style(counted + 1), place, place + _REACH)
            again = text.find(style(1), place + 1, next_place if next_place >= 0 else place + _REACH) if counted else -1
            if next_place < 0 or again >= 0:
                break
            counted += 1
            place = next_place + 1
        is_cut = "…" in text[mark.end() : place + 400]
        if counted > number or (1 < counted < number and not is_cut):
            yield _said(found, mark.span(), counted, mark[0].strip(":,。\n"), number)


def _titles(found: Found) -> Iterator[Finding]:
    """Judge counts with their titles behind them: 3件提案,分别是《…》《…》《…》."""
    text = found.reading.text
    for one in found.counts:
        if one.unit not in ITEMS or not one.is_exact:
            continue
        opening = text.find("《", one.end, one.end + 24)
        if opening < 0 or not re.search("分别是|分别为|即|为:|是:|:$", text[one.end : opening]):
            continue
        place, counted = opening, 0
        while (title := _TITLE.search(text, place, place + 150)) and title.start() - place <= (18 if counted else 0):
            if counted and re.search("[。;!?]|[0-9]+件", text[place : title.start()]):
                break
            counted, place = counted + 1, title.end()
        if counted > 1 and counted != one.value and not (text.startswith("等", place) and counted < one.value):
            yield _said(found, (one.start, place), counted, one.printed, int(one.value))


def _said(found: Found, place: tuple[int, int], counted: int, words: str, number: int) -> Finding:
    message = _("“%(words)s”与列出的%(counted)s项个数不符，请核对。") % {"words": words, "counted": counted}
    return found.finding(Verdict.CLASH, RULE, [place], message, expected=f"{counted}", found=f"{number}")
