"""满意率: compares it with the opinions told beside it, with or without 基本满意."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.rates import Rate
from publishing.evidence.rules.rate_findings import compare, said
from publishing.evidence.shares import agreement, as_percent


def satisfaction(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge 满意率 against the opinions told beside it, with or without 基本满意."""
    if axis := words.says(rate.printed).get("axis"):
        yield from _of_axis(found, rate, axis)
        return
    beside = _opinions(found, rate)
    counted = {min(one.says["satisfaction"]): one for one in beside if len(one.says["satisfaction"]) == 1}
    if "yes" not in counted:
        return
    yes, total = counted["yes"].value, sum((one.value for one in counted.values()), Decimal(0))
    basic = counted["basic"].value if "basic" in counted else Decimal(0)
    told = [one for one in found.told_in(rate.value.sentence) if one.start < rate.value.start
            and one.unit == counted["yes"].unit and "satisfaction" not in one.says and one.is_exact]  # fmt: skip
    if told and beside[0].bracket >= 0:
        yield from _defined(found, rate, counted, yes, basic, [told[-1].value])
        return
    returned = counted["yes"].parent
    if returned is not None and returned.says.get("act") == {"returned"} and returned.is_exact \
            and all(one.parent is returned for one in counted.values()):  # fmt: skip
        # 收回120份,其中…: the forms that came back are the base, whatever the opinions told add up to.
        yield from _defined(found, rate, counted, yes, basic, [returned.value])
        return
    bases = [total] if len(counted) > 1 else []
    bases += [one.value for one in found.before(rate.value.end) if one.unit == counted["yes"].unit
              and all(one is not other for other in beside) and one.value >= yes + basic and one.is_exact][:12]  # fmt: skip
    if bases:
        yield from _defined(found, rate, counted, yes, basic, bases)


def _of_axis(found: Found, rate: Rate, axis: frozenset[str]) -> Iterator[Finding]:
    """Judge 办理态度满意率 and 办理结果满意率, each against the opinions of its own side, of the forms that came back."""
    near = [*found.told_in(rate.value.sentence - 1), *found.told_in(rate.value.sentence)]
    told = [one for one in near if one.says.get("axis") == axis and "satisfaction" in one.says and one.is_exact]
    counted = {min(one.says["satisfaction"]): one for one in told if len(one.says["satisfaction"]) == 1}
    both = next((one for one in told if one.says["satisfaction"] == {"yes", "basic"}), None)
    forms = [one for one in found.before(rate.value.start) if one.says.get("act") == {"returned"} and one.is_exact]
    if not forms:
        return
    if both is not None and both.unit == forms[0].unit:
        yield from compare(found, rate, [(both.value, forms[0].value)], certain=True)
    elif "yes" in counted and counted["yes"].unit == forms[0].unit:
        basic = counted["basic"].value if "basic" in counted else Decimal(0)
        yield from _defined(found, rate, counted, counted["yes"].value, basic, [forms[0].value])


def _defined(
    found: Found, rate: Rate, counted: dict[str, Quantity], yes: Decimal, basic: Decimal, bases: list[Decimal]
) -> Iterator[Finding]:
    """Judge by each definition: 满意 alone, then 满意 and 基本满意."""
    strict = [(yes, base) for base in bases]
    broad = [(yes + basic, base) for base in bases]
    if rate.with_basic:
        yield from compare(found, rate, broad, certain=len(counted) > 1)
        return
    if any(agreement(n, d, rate.value) == "OK" for n, d in strict):
        yield from compare(found, rate, strict, certain=False)
    elif basic and any(agreement(n, d, rate.value) for n, d in broad):
        n, d = next((n, d) for n, d in broad if agreement(n, d, rate.value))
        right = as_percent(yes, d, max(1, rate.value.places))
        message = _("%(name)s%(value)s把基本满意%(basic)s计算在内；只算满意应为%(right)s，请确认口径。")
        yield said(found, rate, Verdict.DEF, message, right, "satisfaction_with_basic", basic=counted["basic"].printed)
    else:
        least = min(n * 100 / d for n, d in strict)
        too_low = rate.value.is_exact and not basic and least - rate.value.value >= 1
        yield from compare(found, rate, strict, certain=len(counted) > 1 or too_low)


def _opinions(found: Found, rate: Rate) -> list[Quantity]:
    """The counts of opinions that a rate is told with: in its brackets, its sentence, or the one before."""
    sentence = rate.value.sentence
    told = [
        [one for one in found.told_in(number) if "satisfaction" in one.says and one.unit in COUNTED and one.is_exact]
        for number in (sentence, sentence - 1)
    ]
    bracket = [one for one in told[0] if one.bracket >= 0 and 0 <= one.bracket - rate.value.end <= 2]
    if bracket:
        return bracket
    for near in told:
        values = [one.says["satisfaction"] for one in near]
        if near and len(set(values)) == len(values):
            return near
    return []
