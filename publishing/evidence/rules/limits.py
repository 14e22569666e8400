"""超出: what was filed, answered or returned can't be more than what its text says was received or handed over."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import ITEMS, Quantity

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
    """Judge counts that are larger than all that they can be part of: 承办8件,已答复80件."""
    yield from _outgrown(found)
    for one in found.counts:
        acts = next((acts for family, value, acts in _FOLLOWS if one.says.get(family) == value), frozenset())
        if not acts or one.parent is not None or one.is_outside or not one.is_exact or not _PLAIN.fullmatch(one.before):
            continue
        told = _before(found, one)
        base = [other for other in told if other.says.get("act", frozenset()) & acts and not other.is_outside]
        if not base or not _is_of_one_time(one, told):
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


def _outgrown(found: Found) -> Iterator[Finding]:
    """Judge opinions and classes that exceed all items that the text tells: 承办建议23件,代表满意210件."""
    for one in found.counts:
        part = {"class", "satisfaction"} & one.says.keys() and one.is_exact and one.unit in ITEMS
        if not part or one.parent is not None or one.is_outside or one.bracket >= 0:
            continue
        told = found.before(one.start, _NEAR)
        whole = [
            other for other in told if other.unit == one.unit and not {"class", "satisfaction"} & other.says.keys()
        ]
        if len(told) == _NEAR or not any({"act", "kind"} <= other.says.keys() for other in whole):
            continue
        if any(other.sentence < one.sentence - 1 for other in whole) or not _is_of_one_time(one, whole):
            continue
        most = sum((other.high or other.value for other in whole), Decimal(0))
        beyond = all(one.value > other.value for other in found.counts if other is not one and other.unit == one.unit)
        if one.value > most and beyond and all(other.high is not None or other.is_exact for other in whole):
            message = _("%(one)s多于前面的%(most)s，请核对。") % {"one": one.printed, "most": f"{most:f}{one.unit}"}
            place = [(one.start, one.end)]
            yield found.finding(Verdict.CLASH, RULE, place, message, expected=f"{most:f}{one.unit}", found=one.printed)


def _before(found: Found, one: Quantity) -> list[Quantity]:
    """Every count before a place that an earlier step may be made of."""
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
    """Whether all are told of this year, or of the same years."""
    frames = {one.frame} | {other.frame for other in told}
    years = {frame for frame in frames if frame.startswith("20")}
    return len(frames) == 1 or len(years) < 2 and all(_TIME_OF_ALL.fullmatch(frame) for frame in frames)
