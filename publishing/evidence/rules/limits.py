"""超出: what was filed, answered or returned can't be more than what its text says was received or handed over."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import Quantity

RULE = "合计"
_FOLLOWS = (
    ("progress", frozenset({"done"}), frozenset({"handled", "received"})),
    ("admission", frozenset({"filed"}), frozenset({"received"})),
    ("act", frozenset({"returned"}), frozenset({"sent"})),
)
"Family and value of what comes later, and the acts that come before it."
_PLAIN = re.compile(
    "(?:经审查|其中|目前|现|已经?|均|全部|共|书面|确定|审查|提案|建议|[:,])*(?:立案|办结|答复|办复|回收|收回|办理完毕)"
    "(?:的?提案|的?建议|的|数|件)*(?:为|有|达)?"
)
_NEAR = 24
_TIME_OF_ALL = re.compile("(?:截[至止].*|今年|本年|全年|当年|20[0-9]{2}年度?|)")


def judge(found: Found) -> Iterator[Finding]:
    """承办8件,已答复80件: more than all that its sentence, or the one before, tells before it."""
    for one in found.counts:
        acts = next((acts for family, value, acts in _FOLLOWS if one.says.get(family) == value), frozenset())
        if not acts or one.parent is not None or one.is_outside or not one.is_exact or not _PLAIN.fullmatch(one.before):
            continue
        told = _before(found, one)
        if not any(other.says.get("act", frozenset()) & acts for other in told) or not _is_of_one_time(one, told):
            continue
        most = sum((other.high or other.value for other in told), Decimal(0))
        if one.value > most and all(other.high is not None or other.is_exact for other in told):
            message = _("%(one)s多于前面的%(most)s，请核对。")
            right = f"{most:f}{one.unit}"
            yield found.finding(
                Verdict.CLASH,
                RULE,
                [(one.start, one.end)],
                message % {"one": one.printed, "most": right},
                expected=right,
                found=one.printed,
            )


def _before(found: Found, one: Quantity) -> list[Quantity]:
    """Every count that an earlier step may be made of, those left for another reading included."""
    near = found.before(one.start, _NEAR)
    if len(near) == _NEAR and near[-1].sentence >= one.sentence - 1:
        return []
    told = [
        other
        for other in near
        if other.sentence >= one.sentence - 1 and other.unit == one.unit and words.is_under(one.says, _bare(other))
    ]
    return [other for other in told if not any(other.says.get(family) == value for family, value, _acts in _FOLLOWS)]


def _bare(other: Quantity) -> dict[str, frozenset[str]]:
    return {family: values for family, values in other.says.items() if family in {"kind", "level", "duty"}}


def _is_of_one_time(one: Quantity, told: list[Quantity]) -> bool:
    """Are all told of this year, or of the same years?"""
    frames = {one.frame} | {other.frame for other in told}
    years = {frame for frame in frames if frame.startswith("20")}
    return len(frames) == 1 or len(years) < 2 and all(_TIME_OF_ALL.fullmatch(frame) for frame in frames)
