"""率: whether rates agree with each other: one told twice, 满意 with 基本满意, “三个100%”."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import rates, words
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import Quantity
from publishing.evidence.rates import Rate
from publishing.evidence.rules.lists import number_of
from publishing.evidence.rules.rate_findings import said


def together(found: Found) -> Iterator[Finding]:
    """Judge 满意率 and 基本满意率 told side by side, which are at most 100% together."""
    for one, other in zip(found.rates, found.rates[1:], strict=False):
        if (one.name, other.name) != ("满意率", "基本满意率") or one.value.sentence != other.value.sentence:
            continue
        added = one.value.value + other.value.value
        if one.value is not other.value and added > 100 + Decimal(1).scaleb(-other.value.places):
            message = _("满意率与基本满意率相加为%(sum)s，超过100%%，请核对。")
            yield said(found, other, Verdict.CLASH, message, f"{100 - one.value.value:f}%", sum=f"{added:f}%")


# 同一个率说了两遍 -----------------------------------------------------------------------------------
def twice(found: Found) -> Iterator[Finding]:
    """Judge one rate with two values, in words that tell no difference between them."""
    first: dict[tuple, Rate] = {}
    for rate in found.rates:
        value = rate.value
        if not value.is_exact or value.is_past or value.is_change:
            continue
        axis = words.says(rate.printed).get("axis")
        key = (rate.name, axis, rate.with_basic, rate.round, _subject(found, rate), _frame(value))
        if key not in first:
            first[key] = rate
        elif first[key].value.value != value.value and not _are_of_different_items(found, first[key], rate):
            message = _("%(name)s前文为%(right)s，此处为%(value)s，请核对。")
            yield said(found, rate, Verdict.CLASH, message, f"{first[key].value.value:f}%")


def _are_of_different_items(found: Found, one: Rate, other: Rate) -> bool:
    """Whether two rates are told each with numbers of its own: 212件,办结率93.4%;98件,办结率100%."""
    values = [{count.value for count in _told_with(found, rate)} for rate in (one, other)]
    return all(values) and not values[0] & values[1]


def _told_with(found: Found, rate: Rate) -> list[Quantity]:
    """The counts before a rate in its sentence, back to the last semicolon."""
    start = found.reading.text.rfind(";", 0, rate.value.start)
    near = found.before(rate.value.start, 12)
    return [count for count in near if count.sentence == rate.value.sentence and count.start > start]


_PLAIN = re.compile(
    r"(?:实现了?|达到了?|确保|做到|为|均|其中|今年|全年|本年度?|截至目前|目前|的|了|和|及|与|以及|代表|委员|人大|政协|件|[、,:()“”\s])+"
)


def _subject(found: Found, rate: Rate) -> str:
    """The words of the clause that say whose rate it is; plain words and other rates' names left out."""
    gap = rate.value.gap
    clause = re.split("[。;!?\n]", gap)[-1]
    bare = rates.NAMES.sub("", clause)
    kinds = words.says(clause).get("kind", frozenset())
    text, start = found.reading.text, rate.value.start - len(gap)
    if not kinds and not _PLAIN.sub("", bare) and gap[:1] in "、,和" and text[start - 1 : start] == "%":
        # 提案面商率100%、满意率98.7%: both are the proposals'.
        kinds = words.says(re.split("[。;!?\n]", text[max(0, start - 60) : start])[-1]).get("kind", frozenset())
    return "".join(kinds) if len(kinds) == 1 else _PLAIN.sub("", bare)[-30:]


def _frame(value: Quantity) -> str:
    return "" if re.fullmatch("今年|本年|全年|当年|截至目前|截止目前|", value.frame) else value.frame


def announced(found: Found) -> Iterator[Finding]:
    """Judge announcements of several rates by the names before them: “办结率、面商率、满意率三个100%”."""
    for mark, named in rates.announced(found.reading.text):
        number = number_of(mark["n"])
        if number is not None and not named:
            yield from _less_than_announced(found, mark, number)
        if number is None or named < 2:
            continue
        agreed = named == number
        message = (
            _("“%(words)s”与前面列出的%(named)s个率一致。")
            if agreed
            else _("“%(words)s”前面列出%(named)s个率，个数不符，请核对。")
        )
        yield found.finding(
            Verdict.OK if agreed else Verdict.CLASH,
            "列举",
            [mark.span()],
            message % {"words": mark[0], "named": named},
            expected=f"{named}个",
            found=f"{mark['n']}个",
        )


def _less_than_announced(found: Found, mark: re.Match, number: int) -> Iterator[Finding]:
    """Judge as many rates as announced of which one is less: 办复率100%、面商率100%、满意率99%,实现三个100%."""
    sentence = found.reading.sentence(mark.start())
    before = [one for one in found.rates if one.value.sentence == sentence and one.value.end <= mark.start()]
    if len(before) != number or len({one.name for one in before}) != number:
        return
    for one in before:
        if one.value.is_exact and one.value.value < 100:
            message = _("“%(words)s”与%(name)s%(value)s矛盾，请核对。")
            yield said(found, one, Verdict.CLASH, message, "100%", words=mark[0])
