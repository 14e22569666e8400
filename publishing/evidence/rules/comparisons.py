"""同比: this year's count, last year's, the change and its percentage must agree with each other."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import rates
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import ITEMS, Quantity
from publishing.evidence.shares import rounded
from tracking.wording.numerals import decimal_number

RULE = "同比"
_LESS = re.compile("减少|下降|降低|少了?|回落")
_COMPARES = re.compile("(?:(?<!占)比|较)(?:去年|上一?年|前年|上届|(?:19|20)[0-9]{2}年)|同比")

_SPAN = re.compile("([两三四五六七八九十])年")
_MEAN = re.compile("年均(?:承办|办理|收到|提出|立案)?(?:约|近)?$")
_TWO_YEARS = re.compile("((?:19|20)[0-9]{2})年(?:度)?(?:比|较)((?:19|20)[0-9]{2})年")


def judge(found: Found) -> Iterator[Finding]:
    """Judge this year's count against last year's and the change: 今年132件,比去年的120件增加12件,增长10%."""
    yield from _points(found)
    yield from _averages(found)
    yield from _years(found)
    by_sentence: dict[int, list[Quantity]] = {}
    for one in found.quantities:
        if one.unit in ITEMS or one.unit == "%":
            by_sentence.setdefault(one.sentence, []).append(one)
    for told in by_sentence.values():
        for place, one in enumerate(told[1:], start=1):
            now = told[place - 1]
            if _COMPARES.search(one.gap) and now.unit in ITEMS and now.counts_now and now.is_exact:
                yield from _compare(found, now, told[place : place + 3])
                break


def _points(found: Found) -> Iterator[Finding]:
    """Judge percentage points, the difference of one rate's two values: 今年98.6%,比去年的97.4%提高1.2个百分点."""
    told = [one for one in found.quantities if one.unit in {"%", "百分点"}]
    for first, second, change in zip(told, told[1:], told[2:], strict=False):
        if (first.unit, second.unit, change.unit) != ("%", "%", "百分点") or first.is_past == second.is_past:
            continue
        if not first.sentence == second.sentence == change.sentence or rates.NAMES.search(change.gap):
            continue
        names = {rates.canonical(one[0]) for gap in (first.gap, second.gap) for one in rates.NAMES.finditer(gap)}
        right = abs(first.value - second.value)
        if len(names) == 1 and first.is_exact and second.is_exact and change.is_exact and right != change.value:
            yield _said(found, change, f"{right.normalize():f}个百分点")


def _averages(found: Found) -> Iterator[Finding]:
    """Judge averages, the total divided by the years, rounded either way: 五年来共办理630件,年均126件."""
    for total, mean in zip(found.counts, found.counts[1:], strict=False):
        span = _SPAN.search(total.frame + total.before)
        if not (_MEAN.search(mean.before) and span and total.unit == mean.unit and total.sentence == mean.sentence):
            continue
        exact = total.value / Decimal(decimal_number(span[1]) or 1)
        low, high = mean.low or mean.value, mean.high or mean.value
        if total.is_exact and not low - 1 < exact < high + 1:
            yield _said(found, mean, f"{rounded(exact, 0):f}{mean.unit}")


def _years(found: Found) -> Iterator[Finding]:
    """Judge changes between years whose counts were told: 2022年办理93件、2023年办理102件…2023年比2022年增加9件,增长9.7%."""
    for place, change in enumerate(found.quantities):
        named = _TWO_YEARS.search(change.gap)
        if named is None or not change.is_change or not change.is_exact or change.unit not in ITEMS:
            continue
        before = found.before(change.start, 24)
        now, past = (
            next(
                (one for one in before if one.unit == change.unit and f"{year}年" in one.before and one.is_exact), None
            )
            for year in named.groups()
        )
        if now is None or past is None or now is past:
            continue
        right = now.value - past.value
        if abs(right) != change.value:
            yield _said(found, change, f"{abs(right):f}{change.unit}")
        growth = next(iter(found.quantities[place + 1 : place + 2]), None)
        if growth is not None and growth.unit == "%" and growth.is_change and growth.is_exact and past.value:
            exact = rounded(abs(right) * 100 / past.value, growth.places)
            if abs(exact - growth.value) > Decimal(1).scaleb(-growth.places):
                yield _said(found, growth, f"{exact:f}%")


def _compare(found: Found, now: Quantity, behind: list[Quantity]) -> Iterator[Finding]:
    past = next((one for one in behind if one.unit == now.unit and one.is_past and not one.is_change), None)
    change = next((one for one in behind if one.unit == now.unit and one.is_change), None)
    growth = next((one for one in behind if one.unit == "%" and one.is_change), None)
    if change is not None and change.is_exact:
        sign = -1 if _LESS.search(change.gap) else 1
        before = now.value - sign * change.value
        if past is not None and past.is_exact and past.value != before:
            yield _said(found, change, f"{abs(now.value - past.value):f}{change.unit}")
    elif past is not None and past.is_exact:
        before = past.value
    else:
        return
    if growth is not None and growth.is_exact and before:
        right = rounded(abs(now.value - before) * 100 / before, growth.places)
        if abs(right - growth.value) > Decimal(1).scaleb(-growth.places):
            yield _said(found, growth, f"{right:f}%")


def _said(found: Found, one: Quantity, right: str) -> Finding:
    message = _("与上年相比应为%(right)s，文中为%(one)s，请核对。") % {"right": right, "one": one.printed}
    return found.finding(Verdict.CLASH, RULE, [(one.start, one.end)], message, expected=right, found=one.printed)
