"""同比: this year's count, last year's, the change and its percentage must agree; so must averages of several years."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import vocabulary
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import ITEMS, Number
from publishing.reckoning.percent import rounded

RULE = "同比"
_LESS = ("减少", "下降", "降低", "少", "回落")
_UP_TO = ("增加到", "增至", "提高到", "上升到", "升至", "减少到", "下降到", "降至", "降到")
_COMPARES = ("比", "较", "同比", "增", "减")
_YEARS = re.compile("([二两三四五六七八九十])年(?:来|间|以来)")
_TWO_YEARS = re.compile("((?:19|20)[0-9]{2})年度?(?:比|较)((?:19|20)[0-9]{2})年")
_CHAIN = 4


def judge(found: ReadText) -> Iterator[Finding]:
    """Judge changes against the counts and rates that they are changes of: 132件,比去年的120件增加12件,增长10%."""
    yield from _years(found)
    for place, now in enumerate(found.numbers):
        if now.role == "last" and now.is_exact:
            yield from _grown(found, found.numbers[place : place + 3])
        if not now.is_now or not now.is_exact:
            continue
        behind = _chain(found.numbers[place + 1 : place + _CHAIN], now)
        if now.unit in ITEMS and behind:
            yield from _counts(found, now, behind)
        elif now.unit == "%" and behind:
            yield from _points(found, now, behind)
        if now.unit in ITEMS and "年均" in now.label:
            yield from _average(found, now)


def _years(found: ReadText) -> Iterator[Finding]:
    """2022年办理93件、2023年办理102件…2023年比2022年增加9件."""
    for one in found.numbers:
        named = (
            _TWO_YEARS.search(one.gap)
            if one.role in {"change", "last"} and one.unit in ITEMS and one.is_exact
            else None
        )
        if named is None:
            continue
        told = [
            [other for other in found.before(one, 24) if other.frame.startswith(f"{year}年") and other.is_exact]
            for year in named.groups()
        ]
        if any(len(counts) != 1 for counts in told) or not vocabulary.same(told[0][0].tags, told[1][0].tags):
            continue
        right = abs(told[0][0].value - told[1][0].value)
        yield _said(found, one, [told[0][0], told[1][0]], right, right == one.value, one.unit)


def _grown(found: ReadText, told: Sequence[Number]) -> Iterator[Finding]:
    """由上年的62件增加到64件,增长3.2%."""
    if len(told) < 3 or not told[1].label.endswith(_UP_TO) or told[2].unit != "%" or told[2].role != "change":
        return
    past, now, growth = told
    if past.unit == now.unit and past.value and now.is_exact and growth.is_exact and growth.sentence == past.sentence:
        right = rounded(abs(now.value - past.value) * 100 / past.value, growth.places)
        near = abs(right - growth.value) <= Decimal(1).scaleb(-growth.places)
        yield _said(found, growth, [past, now], right, near, "%")


def _chain(behind: Sequence[Number], now: Number) -> list[Number]:
    """The numbers right behind one that are last year's or changes."""
    told: list[Number] = []
    for one in behind:
        if one.sentence != now.sentence or one.is_now or not one.is_exact or one.mark == 3 or ";" in one.gap:
            break
        if not told and not any(word in one.gap for word in _COMPARES):
            break
        told.append(one)
    return told


def _counts(found: ReadText, now: Number, behind: Sequence[Number]) -> Iterator[Finding]:
    past = next((one for one in behind if one.unit == now.unit and one.role == "last"), None)
    change = next((one for one in behind if one.unit == now.unit and one.role == "change"), None)
    growth = next((one for one in behind if one.unit == "%" and one.role == "change"), None)
    if change is not None:
        sign = -1 if any(word in change.label for word in _LESS) else 1
        before = now.value - sign * change.value
        if past is not None:
            yield _said(
                found,
                change,
                [now, past],
                abs(now.value - past.value),
                change.value == abs(now.value - past.value),
                change.unit,
            )
            before = past.value
    elif past is not None:
        before = past.value
    else:
        return
    if growth is not None and before > 0:
        right = rounded(abs(now.value - before) * 100 / before, growth.places)
        near = abs(right - growth.value) <= Decimal(1).scaleb(-growth.places)
        yield _said(found, growth, [now, *([change] if change else [])], right, near, "%")


def _points(found: ReadText, now: Number, behind: Sequence[Number]) -> Iterator[Finding]:
    past = next((one for one in behind if one.unit == "%" and one.role == "last"), None)
    points = next((one for one in behind if one.unit == "百分点"), None)
    if past is not None and points is not None:
        right = abs(now.value - past.value)
        falls = any(word in points.label for word in _LESS)
        agrees = right == points.value and (now.value < past.value) == falls
        yield _said(found, points, [now, past], right, agrees or right == 0 == points.value, "个百分点")


def _average(found: ReadText, mean: Number) -> Iterator[Finding]:
    """Judge 年均, the total divided by the years, rounded either way: 五年来共办理630件,年均126件."""
    for total in found.before(mean, 2):
        span = _YEARS.search(total.gap)
        if span and total.sentence == mean.sentence and total.is_exact:
            exact = total.value / (vocabulary.whole_number(span[1]) or 1)
            yield _said(found, mean, [total], rounded(exact, 0), abs(exact - mean.value) < 1, mean.unit)
            return


def _said(found: ReadText, one: Number, others: Sequence[Number], right: Decimal, agrees: bool, unit: str) -> Finding:
    said = {"right": f"{right.normalize():f}{unit}", "one": one.printed}
    message = _("%(one)s与前后的数一致。") if agrees else _("与上年或总数相比应为%(right)s，文中为%(one)s，请核对。")
    found.compare(others, RULE)
    return found.finding(
        Verdict.OK if agrees else Verdict.CLASH, RULE, [one], message % said, expected=said["right"], said=one.printed
    )
