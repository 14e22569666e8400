"""率: whether every rate agrees with the n and d that its text gives, with 全部办结, and with itself said twice."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from publishing.evidence import vocabulary, weights
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import ITEMS, Number
from publishing.evidence.percent import HUNDRED, Quotient, bases, chosen, judged, may_be_whole, written
from publishing.evidence.rates import Rate
from publishing.evidence.vocabulary import disjoint

RULE = "率"
_COUNTED_AS = {
    "办复率": ("progress", "done"),
    "办结率": ("progress", "done"),
    "立案率": ("admission", "filed"),
    "面商率": ("act", "met"),
    "公开率": ("publicity", "open"),
    "回收率": ("act", "returned"),
    "按期率": ("timely", "yes"),
    "满意率": ("satisfaction", "yes"),
}
"What a rate counts, by the family and value of the words that say so."
_OF_CLASSES = frozenset({"解决率", "落实率", "采纳率", "办成率"})
_ALL = re.compile("(?<!基本)(?<!不)(?:全部|均|都|悉数|逐一|逐件)[^,。;并]{0,12}")
_TO_COME = ("要求", "确保", "力争", "务必", "争取", "将", "预计", "计划", "目标")
_ANNOUNCED = re.compile('([0-9一二三四五六七八九十两]{1,2})个[“"]?$')
_ASKED = {
    "satisfaction_with_basic": _("%(name)s%(value)s把基本满意计算在内；只算满意应为%(right)s，请确认口径。"),
    "completion_class_a": _(
        "%(name)s%(value)s是按A类（已解决或基本解决）%(n)s件占%(d)s件计算的，按已答复计算则不是这个数，请确认口径。"
    ),
    "class_a_of_ab": _("%(name)s%(value)s是A类除以A、B两类之和；按全部件数应为%(right)s，请确认口径。"),
    "class_a_and_b": _("%(name)s%(value)s把B类（正在解决或计划解决）计算在内；只算A类应为%(right)s，请确认口径。"),
}
"What is asked where a rate holds only under another definition."


def judge(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """The findings on each rate, and on rates that contradict each other."""
    for rate in told:
        if rate.value.is_exact and rate.value.value > HUNDRED:
            yield _said(found, rate, Verdict.CLASH, _("%(name)s不能超过100%%。"), "100%")
            continue
        reckoned = list(_reckoned(found, rate))
        yield from reckoned or _of_its_clause(found, rate)
        if not any(one.verdict is Verdict.DEF for one in reckoned):
            yield from _universal(found, rate)
    yield from _twice(found, told)
    yield from _announced(found, told)


# n/d ---------------------------------------------------------------------------------------------
def _reckoned(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate by what the text counts for it: 承办254件,已办复236件,办复率93.3%."""
    readings, is_certain = _readings(found, rate)
    if (outcome := chosen(rate.value, readings)) is None:
        return
    verdict, one = outcome
    if verdict is Verdict.CLASH and not (is_certain and one.cost <= weights.NATURAL and not one.definition):
        return
    if verdict is not Verdict.DEF:
        yield judged(found, RULE, [rate.value], verdict, rate.printed, one, rate.value)
        return
    found.compare([*one.parts, *one.whole], RULE)
    usual = next((each for each in readings if not each.definition), one)
    right, said = written(usual.n, usual.d, rate.value), {"n": f"{one.n:f}", "d": f"{one.d:f}"}
    yield _said(found, rate, verdict, _ASKED[one.definition], right, one.definition, **said)


def _readings(found: Found, rate: Rate) -> tuple[list[Quotient], bool]:
    """Every n and d that a rate may be reckoned from, and whether one of them must hold."""
    if rate.fraction:
        n, d = (Number(rate.value.end, rate.value.end + 1, number, 0, "") for number in rate.fraction)
        return [Quotient(0, (n,), (d,))], True
    if rate.name == "满意率":
        return _of_opinions(found, rate)
    if rate.name in _OF_CLASSES:
        return list(_of_classes(found)), rate.name == "解决率"
    readings = list(_of_counts(found, rate))
    if not readings and rate.name == "办结率" and rate.value.is_exact and rate.value.value < HUNDRED:
        # 办结率 below 100% may count class A only (R62).
        whole = [one for one in _of_classes(found) if not one.definition]
        return [Quotient(one.cost, one.parts, one.whole, "completion_class_a") for one in whole], False
    return readings, not (rate.name == "公开率" and rate.value.value == HUNDRED)


def _near(found: Found, rate: Rate, sentences: int = 0) -> list[Number]:
    """The counts before a rate in its sentence, back to the last semicolon; and those of so many sentences before."""
    start = found.reading.text.rfind(";", 0, rate.value.start)
    near = [one for one in found.beside(rate.value, 24) if one.unit != "%" and one.is_now and one.is_exact]
    return [one for one in near if one.start > start and rate.value.sentence - one.sentence <= sentences]


def _of_counts(found: Found, rate: Rate) -> Iterator[Quotient]:
    """Counts of what the rate is of, each alone or with its row, of what stands around them: 已办复建议12件、提案27件."""
    family, value = _COUNTED_AS.get(rate.name, ("", ""))
    told = [
        one
        for one in _near(found, rate)
        if one.tags.get(family) == {value}
        and one.role != "except"
        and not one.tags.keys() & {"class"} - rate.tags.keys()
        if "key" not in one.tags or "key" in rate.tags
    ]
    if rate.name == "按期率":
        told = [one for one in told if one.tags.get("progress") != {"due"}]
    for place, n in enumerate(told[:4]):
        row = _row(found, n)
        for whole in bases(found, row):
            if family != "act" and any(one.tags.get(family) == {value} for one in whole.numbers):
                continue
            yield Quotient(whole.cost + place * weights.SKIPPED, tuple(row), whole.numbers)


def _row(found: Found, first: Number) -> list[Number]:
    """A count with those of other kinds that the same verb tells: 办复议案2件、建议52件."""
    row = [first]
    for one in found.behind(first, 3):
        if (
            one.mark > 1
            or one.sentence != first.sentence
            or one.tags.keys() != {"kind"}
            or not disjoint(row[-1].tags, one.tags)
        ):
            break
        row.append(one)
    return row


def _of_opinions(found: Found, rate: Rate) -> tuple[list[Quotient], bool]:
    """满意 of the forms or of all opinions; a rate that doesn't say so may be of 办理态度 and of 办理结果."""
    near = [one for one in [*found.behind_bracket(rate.value), *_near(found, rate, 1)] if "satisfaction" in one.tags]
    named = vocabulary.read(rate.printed + rate.subject).get("axis")
    is_certain, readings = True, list[Quotient]()
    axes: list[frozenset[str] | None] = list(dict.fromkeys(one.tags["axis"] for one in near if "axis" in one.tags))
    for axis in axes or [None]:
        if named in {None, axis} or axis is None:
            told = [one for one in near if one.tags.get("axis") in {None, axis} and one.unit == near[0].unit]
            more, is_sure = _of_axis(found, rate, {one.tags["satisfaction"]: one for one in reversed(told)})
            readings, is_certain = [*readings, *more], is_certain and is_sure
    return readings, is_certain


def _of_axis(found: Found, rate: Rate, told: Mapping[frozenset[str], Number]) -> tuple[list[Quotient], bool]:
    """满意 alone, and with 基本满意, of what opinions may be counted of."""
    yes, basic, both = (told.get(frozenset(values.split())) for values in ("yes", "basic", "yes basic"))
    if yes is None and both is None:
        return [], False
    first = min(told.values(), key=lambda one: one.start)
    wholes = [
        (0 if one.numbers[0].tags.get("act") == {"returned"} else one.cost, one.numbers)
        for one in bases(found, [first])
        if not any("satisfaction" in number.tags for number in one.numbers)
    ]
    if len(alone := tuple(one for values, one in told.items() if len(values) == 1)) > 1:
        wholes.append((weights.SKIPPED, alone))
    readings = [Quotient(cost, (yes,), whole) for cost, whole in wholes if yes is not None and not rate.with_basic]
    if basic is not None or not readings:
        broad = tuple(one for one in ((both,) if yes is None else (yes, basic)) if one is not None)
        definition = "satisfaction_with_basic" if readings else ""
        readings += [Quotient(cost, broad, whole, definition) for cost, whole in wholes]
    of_forms = first.unit == "份" or any(one.tags.get("act") == {"returned"} for one in found.before(first, 2))
    said = found.reading.text[first.start - len(first.label) : rate.value.start]
    is_all = not any(word in said for word in ("其余", "基本满意", "非常满意", "很满意"))
    return readings, len(told) > 1 or of_forms and is_all


def _of_classes(found: Found) -> Iterator[Quotient]:
    """A of all, A of A and B, A and B of all, where classes make up a whole."""
    for place, one in enumerate(found.agreed):
        classes = {min(part.tags["class"]): part for part in one.parts if len(part.tags.get("class", ())) == 1}
        if "A" not in classes or len(classes) < 2:
            continue
        cost, first = place * weights.SKIPPED, (classes["A"],)
        both = (*first, classes["B"]) if "B" in classes else first
        yield Quotient(cost, first, one.parts)
        if len(both) < len(one.parts):
            yield Quotient(cost, first, both, "class_a_of_ab")
        yield Quotient(cost, both, one.parts, "class_a_and_b")


def _of_its_clause(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate without a numerator: a whole number of the count in its own clause, or of the forms returned, must make it."""
    near = next(iter(_near(found, rate)), None)
    if near is None or rate.name not in _COUNTED_AS:
        return
    is_near = near.end + len(rate.value.gap) == rate.value.start and "," not in rate.value.gap
    if not (near.tags.get("act") == {"returned"} if rate.name == "满意率" else near.unit in ITEMS and is_near):
        return
    found.compare([near], RULE)
    if may_be_whole(near.value, rate.value):
        found.compare([rate.value], RULE)
    else:
        message = _("%(d)s中没有一个件数能得出%(name)s%(value)s，请核对。")
        yield _said(found, rate, Verdict.CLASH, message, "", d=near.printed)


# 全部、均 ------------------------------------------------------------------------------------------
def _universal(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate beside words of all items: 全部办结 and 98% can't both be true, nor 100% and 仍有3件正在办理."""
    value, text = rate.value, found.reading.text
    if not value.is_exact or rate.round or rate.name not in _COUNTED_AS:
        return
    start, end = found.reading.sentence_span(value.sentence)
    start = max(start, value.start - 120, text.rfind(";", 0, value.start) + 1)
    end = min(end, value.end + 60, text.find(";", value.end) % (len(text) + 1))
    family, counted = _COUNTED_AS[rate.name]
    claims = (
        one[0]
        for one in _ALL.finditer(text, start, end)
        if vocabulary.read(one[0]).get(family) == {counted}
        and not any(word in re.split("[,。;]", text[start : one.start()])[-1] for word in _TO_COME)
    )
    claim = next(claims, "")
    if claim and value.value < HUNDRED:
        message = _("“%(said)s”与%(name)s%(value)s矛盾，请核对。")
        yield _said(found, rate, Verdict.CLASH, message, "100%", said=claim)
    elif claim:
        found.compare([value], RULE)
    if value.value == HUNDRED and family == "progress":
        for one in found.behind_all(value, end):
            if one.tags.get("progress") == {"undone"} and one.unit in ITEMS and one.value:
                message = _("%(name)s%(value)s与%(open)s尚未办结矛盾，请核对。")
                yield _said(found, rate, Verdict.CLASH, message, "", open=one.printed)


def _twice(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """Judge one rate with two values, in words that tell no difference between them."""
    first: dict[tuple, Rate] = {}
    for rate in told:
        if not rate.value.is_exact or vocabulary.unread(rate.subject):
            continue
        key = (rate.name, rate.round, rate.with_basic, frozenset(rate.tags.items()), rate.value.frame)
        other = first.setdefault(key, rate)
        if other.value.value == rate.value.value:
            if other.value is not rate.value:
                found.compare([other.value, rate.value], RULE)
        elif not (_near(found, other) and _near(found, rate)):
            message = _("%(name)s前文为%(right)s，此处为%(value)s，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, f"{other.value.value:f}%")


def _announced(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """Judge 两个100%: as many rates stand before it, and each is 100%."""
    for one in found.numbers:
        mark = _ANNOUNCED.search(found.reading.text, max(0, one.start - 4), one.start)
        number = vocabulary.whole_number(mark[1]) if mark and one.unit == "%" and one.value == HUNDRED else None
        if mark is None or number is None:
            continue
        words = found.reading.text[mark.start() : one.end]
        named = [rate for rate in told if rate.value is one]
        before = [rate for rate in told if rate.value.sentence == one.sentence and rate.value.end <= mark.start()]
        if len(named) > 1 and len(named) != number:
            message = _("“%(words)s”前面列出%(right)s，个数不符，请核对。")
            yield _said(found, named[0], Verdict.CLASH, message, f"{len(named)}个率", words=words)
        if len({rate.name for rate in before}) != number or len(before) != number:
            continue
        for rate in before:
            found.compare([rate.value], RULE)
            if rate.value.is_exact and rate.value.value < HUNDRED:
                message = _("“%(words)s”与%(name)s%(value)s矛盾，请核对。")
                yield _said(found, rate, Verdict.CLASH, message, "100%", words=words)


def _said(
    found: Found, rate: Rate, verdict: Verdict, message: object, right: str, definition: str = "", **more: str
) -> Finding:
    value = f"{rate.value.value:f}%"
    words = {"name": rate.printed, "value": value, "right": right} | more
    return found.finding(
        verdict, RULE, [rate.value], str(message) % words, expected=right, said=value, definition=definition
    )
