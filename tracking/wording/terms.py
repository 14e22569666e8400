"""What a text gets wrong in its words (R1), its brackets (R9), and its 发文字号 (R80)."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.wording.characters import normalise
from tracking.wording.doc_numbers import parsed
from tracking.wording.titles import clip_title


class Severity(TextChoices):
    """How much a slip of wording counts: a wrong name for a deputy's or member's paper is a contradiction, all else a note."""

    CLASH = "CLASH", gettext_lazy("矛盾")
    NOTE = "NOTE", gettext_lazy("提示")


@dataclass(frozen=True, slots=True)
class Term:
    """A place in a text, what stands there, and what is to be said of it in one sentence."""

    start: int
    end: int
    quote: str
    message: str
    severity: Severity


_QUOTED = re.compile("《[^《》\n]{0,100}》|“[^“”\n]{0,100}”")
_MEMBERS = re.compile("政协(?:代表(?![团队性])|建议(?!案))")
_WITH_CONGRESS = re.compile(r"人大[、,，和与及\s]?(?:全国|自治区|省|市|州|区|县|乡|镇)*$")
_DEPUTIES = re.compile("人大(?:代表)?提案")
_SO_FAR = re.compile("截止到?目前")
_PAIRS = {"》": "《", "）": "（", "”": "“", "〕": "〔"}
_ALIKE = {"(": "（", ")": "）"}
_LIST_MARK = re.compile(r"(?:^|\n)[ \t\u3000]*[0-9０-９a-zA-Z一二三四五六七八九十]{1,3}[)）]")


def terms(text: str) -> list[Term]:
    """Words that an office's reader stumbles over, in the order of the text; titles and quotations are not ours.

    政协代表 and 政协建议 clash unless 人大 stands before them (人大政协代表建议 speaks of both); 人大提案 and 截止目前
    are notes.
    """
    quoted = [place for found in _QUOTED.finditer(text) for place in found.span()]
    found = [*_wrong_members(text), *_wrong_deputies(text), *_so_far(text)]
    return sorted((term for term in found if not _inside(term.start, quoted)), key=lambda term: term.start)


def _inside(place: int, quoted: list[int]) -> bool:
    """Whether a place is inside a quotation: an odd number of quotation marks stands before it."""
    return bisect_right(quoted, place) % 2 == 1


def _wrong_members(text: str) -> Iterator[Term]:
    for found in _MEMBERS.finditer(text):
        if _WITH_CONGRESS.search(text, max(0, found.start() - 12), found.start()):
            continue
        message = _("“政协代表”应为“政协委员”。") if found[0] == "政协代表" else _("“政协建议”应为“政协提案”。")
        yield Term(*found.span(), found[0], message, Severity.CLASH)


def _wrong_deputies(text: str) -> Iterator[Term]:
    for found in _DEPUTIES.finditer(text):
        message = _("人大代表提出的是建议，政协委员提出的是提案，“%(words)s”请核对。") % {"words": found[0]}
        yield Term(*found.span(), found[0], message, Severity.NOTE)


def _so_far(text: str) -> Iterator[Term]:
    for found in _SO_FAR.finditer(text):
        yield Term(*found.span(), found[0], _("“%(words)s”宜写作“截至目前”。") % {"words": found[0]}, Severity.NOTE)


def unbalanced_brackets(text: str) -> list[Term]:
    """《》, （）, “” and 〔〕 without their other half, in the order of the text; half-width brackets count as （）.

    A bracket that only closes a list's number (“1）”) is none. A lone 《 is a note (R9).
    """
    marks = {found.end() - 1 for found in _LIST_MARK.finditer(text)}
    opened: list[tuple[int, str]] = []
    lone: list[tuple[int, str]] = []
    waiting = dict.fromkeys("《（“〔", 0)
    for place, char in enumerate(text):
        kind = _ALIKE.get(char, char)
        if kind in waiting:
            opened.append((place, kind))
            waiting[kind] += 1
        elif kind in _PAIRS:
            if not waiting[_PAIRS[kind]]:
                lone += [] if place in marks else [(place, kind)]
                continue
            while (last := opened.pop())[1] != _PAIRS[kind]:
                waiting[last[1]] -= 1
                lone.append(last)
            waiting[last[1]] -= 1
    said = {kind: _said_of(kind) for kind in {kind for _place, kind in lone + opened}}
    return [Term(place, place + 1, text[place], said[kind], Severity.NOTE) for place, kind in sorted(lone + opened)]


def _said_of(kind: str) -> str:
    if kind in _PAIRS:
        return _("“%(mark)s”前面缺少“%(other)s”。") % {"mark": kind, "other": _PAIRS[kind]}
    other = next(closing for closing, opening in _PAIRS.items() if opening == kind)
    return _("“%(mark)s”后面缺少“%(other)s”。") % {"mark": kind, "other": other}


_DOC_NUMBER_SLIPS = (
    (re.compile(r"\s"), gettext_lazy("发文字号中不要空格")),
    (re.compile("[０-９]"), gettext_lazy("发文字号中的数字用半角")),
    (re.compile(r"[\[［(（【{][0-9]{4}[\]］)）】}]"), gettext_lazy("发文字号的年份要用六角括号〔〕")),
    (re.compile("第"), gettext_lazy("发文字号的序号前不加“第”")),
    (re.compile("〕0"), gettext_lazy("发文字号的序号不编虚位，前面不加0")),
    (re.compile("[^号]$"), gettext_lazy("发文字号要以“号”结尾")),
)


def doc_number_problem(text: str) -> str | None:
    """What is wrong with a 发文字号, in a sentence; None for one like 巴政办函〔2024〕12号 (R80)."""
    if parsed(text) is not None:
        return None
    for slip, said in _DOC_NUMBER_SLIPS:
        if slip.search(text):
            return _("%(what)s，请写成 巴政办函〔2024〕12号 这样的形式。") % {"what": said}
    quoted = {"text": clip_title(normalise(text), 20)}
    return _("“%(text)s”不是发文字号，请写成 巴政办函〔2024〕12号 这样的形式。") % quoted
