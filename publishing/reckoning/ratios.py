"""率: whether every rate agrees with the n and d that its text gives, with 全部办结, and with itself said twice."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import rates, vocabulary, weights
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import ITEMS, Number
from publishing.reckoning.percent import agreement, may_be_whole, written
from publishing.reckoning.rates import NamedRate
from publishing.reckoning.vocabulary import disjoint

RULE = "率"
_COUNTED_AS = {
    "办复率": ("progress", "done"),
    "办结率": ("progress", "done"),
    "立案率": ("admission", "filed"),
    "面商率": ("act", "met"),
    "公开率": ("publicity", "open"),
    "回收率": ("act", "returned"),
    "按期率": ("timely", "yes"),
}
"Rates whose numerator a text may count, by the family and value of the words that say so."
_ALL = re.compile(
    r"(?<!基本)(?<!不)(?:全部|均已?|都已?|悉数|逐一|逐件)[^,。;并]{0,8}?(?P<what>办结|办复|答复|办理完毕|办理完成|办完|面商|面复|走访|见面|公开|满意(?!率|或|和|、|度))"
)
_ALL_OF = {
    "办复率": "办结 办复 答复 办理完毕 办理完成 办完",
    "办结率": "办结 办复 答复 办理完毕 办理完成 办完",
    "满意率": "满意",
    "面商率": "面商 面复 走访 见面",
    "公开率": "公开",
}
_TO_COME = ("要求", "确保", "力争", "务必", "争取", "将", "预计", "计划", "目标")
_FRACTION = re.compile(r"\(([0-9]{1,9})/([0-9]{1,9})\)")
_ANNOUNCED = re.compile(r"(?P<n>[0-9一二三四五六七八九十两]{1,2})个[“\"]?(?:100%|百分之百|百分百)")
_HUNDRED = Decimal(100)


def judge(found: ReadText, told: Sequence[NamedRate]) -> Iterator[Finding]:
    """The findings on each rate, and on rates that contradict each other."""
    for rate in told:
        if rate.value.is_exact and rate.value.value > _HUNDRED:
            yield _said(found, rate, Verdict.CLASH, _("%(name)s不能超过100%%。"), "100%")
            continue
        fraction = _FRACTION.match(found.reading.text, rate.value.end)
        if fraction:
            yield _compared(found, rate, [(Decimal(fraction[1]), Decimal(fraction[2]))])
        elif rate.name == "满意率":
            yield from _satisfaction(found, rate)
        elif rate.name in _COUNTED_AS:
            yield from _counted(found, rate)
        elif rate.name in {"解决率", "落实率", "采纳率", "办成率"}:
            yield from _outcome(found, rate)
        yield from _universal(found, rate)
    yield from _twice(found, told)
    yield from _announced(found, told)


def _near(found: ReadText, rate: NamedRate, sentences: int = 0) -> list[Number]:
    """The counts before a rate in its sentence, back to the last semicolon; and those of so many sentences before."""
    start = max(
        found.reading.text.rfind(";", 0, rate.value.start),
        found.reading.text.rfind("。", 0, rate.value.start) if not sentences else -1,
    )
    near = [one for one in found.beside(rate.value, 24) if one.unit != "%" and one.is_now and one.is_exact]
    return [one for one in near if one.start > start and rate.value.sentence - one.sentence <= sentences]


# 办复率、面商率、立案率 ------------------------------------------------------------------------------
def _counted(found: ReadText, rate: NamedRate) -> Iterator[Finding]:
    """Judge a rate whose numerator stands beside it: 已办复236件,办复率93.3%."""
    family, value = _COUNTED_AS[rate.name]
    near = [one for one in _near(found, rate) if "key" not in one.tags or "key" in rate.tags]
    numerators = [
        one
        for one in near
        if one.tags.get(family) == {value} and one.role not in {"except"} and "class" not in one.tags
    ]
    if rate.name == "按期率":
        numerators = [one for one in numerators if one.tags.get("progress") != {"due"}]
    if not numerators:
        if rate.name == "办结率" and rate.value.value < _HUNDRED and rate.value.is_exact:
            yield from _class_a(found, rate)
        return
    pairs: list[tuple[float, Decimal, Decimal]] = []
    for n in numerators[:4]:
        pairs += [(cost, n.value, d) for cost, d in _denominators(found, n, family)]
    pairs = sorted((pair for pair in pairs if pair[1] <= pair[2]), key=lambda pair: pair[0])
    if not pairs:
        return
    is_certain = pairs[0][0] <= weights.NATURAL and not (rate.name == "公开率" and rate.value.value == _HUNDRED)
    yield from _judged(found, rate, pairs, is_certain, [numerators[0]])


def _denominators(found: ReadText, n: Number, family: str) -> Iterator[tuple[float, Decimal]]:
    """The wholes that a numerator may be counted of, with their prices."""
    said = {name: values for name, values in n.tags.items() if name != family}
    skipped, singles = 0, []
    for one in found.before(n, 12):
        if one.tags.get(family) == n.tags.get(family) and family != "act":
            continue
        if disjoint(one.tags, said) or not one.is_exact or "class" in one.tags or "satisfaction" in one.tags:
            continue
        away = n.sentence - one.sentence
        cost = skipped * weights.SKIPPED + away * weights.SENTENCE
        if one.tags.keys() & {"key", "topic"} - said.keys() or one.bracket >= 0 and one.bracket != n.bracket:
            cost += weights.NARROW
        singles.append((cost, one))
        skipped += 1
    yield from ((cost, one.value) for cost, one in singles)
    for (cost, one), (other_cost, other) in combinations(singles[:6], 2):
        if disjoint(one.tags, other.tags):
            yield max(cost, other_cost) + weights.TOGETHER, one.value + other.value
    for one in found.behind(n, 4):
        if one.sentence - n.sentence <= 1 and not disjoint(one.tags, said):
            yield weights.NATURAL + weights.SKIPPED, one.value


def _judged(
    found: ReadText,
    rate: NamedRate,
    pairs: Sequence[tuple[float, Decimal, Decimal]],
    is_certain: bool,
    told: Sequence[Number],
) -> Iterator[Finding]:
    """Judge a rate by the pairs within the margin of the most natural; only where it is certain is one a CLASH."""
    most = pairs[0][0] + weights.MARGIN + weights.SKIPPED
    near = [(n, d) for cost, n, d in pairs if cost <= most] or [pairs[0][1:]]
    finding = _compared(found, rate, near)
    if finding.verdict is not Verdict.CLASH or is_certain:
        found.compare(told, RULE)
        yield finding


def _compared(found: ReadText, rate: NamedRate, pairs: Sequence[tuple[Decimal, Decimal]]) -> Finding:
    agreed = [(agreement(n, d, rate.value), n, d) for n, d in pairs]
    for wanted, verdict, message in (
        ("OK", Verdict.OK, _("%(name)s与%(n)s/%(d)s一致。")),
        ("TRUNC", Verdict.TRUNC, _("%(n)s/%(d)s应为%(right)s，文中%(name)s%(value)s是舍去尾数得到的，建议四舍五入。")),
    ):
        for how, n, d in agreed:
            if how == wanted:
                return _said(found, rate, verdict, message, written(n, d, rate.value), n=f"{n:f}", d=f"{d:f}")
    n, d = pairs[0]
    message = _("按%(n)s/%(d)s计算，%(name)s应为%(right)s，文中为%(value)s，请核对。")
    return _said(found, rate, Verdict.CLASH, message, written(n, d, rate.value), n=f"{n:f}", d=f"{d:f}")


def _class_a(found: ReadText, rate: NamedRate) -> Iterator[Finding]:
    """Judge 办结率 below 100% as a rate of class A, where it may count that class only (R62)."""
    for one in found.agreed:
        first = next((part for part in one.parts if part.tags.get("class") == {"A"}), None)
        if first is not None and agreement(first.value, one.added, rate.value):
            message = _(
                "%(name)s%(value)s是按A类（已解决或基本解决）%(n)s件占%(d)s件计算的，按已答复计算则不是这个数，请确认口径。"
            )
            yield _said(
                found,
                rate,
                Verdict.DEF,
                message,
                f"{rate.value.value:f}%",
                "completion_class_a",
                n=f"{first.value:f}",
                d=f"{one.added:f}",
            )
            return


# 满意率 --------------------------------------------------------------------------------------------
def _satisfaction(found: ReadText, rate: NamedRate) -> Iterator[Finding]:
    """Judge 满意率 against the opinions told beside it, with or without 基本满意."""
    axis = vocabulary.read(rate.printed + rate.subject).get("axis")
    if axis is None:
        axis = next((one.tags.get("axis") for one in _near(found, rate) if "satisfaction" in one.tags), None)
    near = [
        one
        for one in [*found.behind_bracket(rate.value), *_near(found, rate, 1)]
        if one.tags.get("axis") in {None, axis}
    ]
    opinions: dict[str, Number] = {}
    for one in near:
        values = one.tags.get("satisfaction", frozenset())
        if values and (not opinions or next(iter(opinions.values())).unit == one.unit):
            opinions.setdefault("yes+basic" if values == {"yes", "basic"} else min(values), one)
    if "yes" not in opinions and "yes+basic" not in opinions:
        yield from _forms(found, rate)
        return
    told = list(opinions.values())
    bases = _opinion_bases(found, rate, told)
    if not bases:
        return
    yes = opinions["yes"].value if "yes" in opinions else Decimal(0)
    basic = opinions["basic"].value if "basic" in opinions else Decimal(0)
    both = opinions["yes+basic"].value if "yes" not in opinions else yes + basic
    forms = next(
        (one for one in found.before(told[0], 2) if one.tags.get("act") == {"returned"} and one.is_exact), None
    )
    if forms is not None and forms.unit == told[0].unit and max(one.value for one in told) > forms.value:
        message = _("%(name)s%(value)s的满意件数多于收回的%(forms)s，请核对。")
        yield _said(found, rate, Verdict.CLASH, message, "", forms=forms.printed)
        return
    strict = [(cost, yes, d) for cost, d in bases if "yes" in opinions and yes <= d]
    broad = [(cost, both, d) for cost, d in bases if both <= d]
    if rate.with_basic or "yes" not in opinions:
        yield from _judged(found, rate, broad, len(told) > 1, told) if broad else ()
        return
    most = bases[0][0] + weights.MARGIN
    if any(agreement(n, d, rate.value) == "OK" for cost, n, d in strict if cost <= most) or not basic:
        is_certain = len(told) > 1 or _is_part(opinions.get("yes"), bases[0][1], found)
        yield from _judged(found, rate, strict, is_certain, told) if strict else ()
        return
    for cost, n, d in broad:
        if cost <= most and agreement(n, d, rate.value):
            right = written(yes, d, rate.value)
            message = _("%(name)s%(value)s把基本满意%(basic)s计算在内；只算满意应为%(right)s，请确认口径。")
            yield _said(
                found, rate, Verdict.DEF, message, right, "satisfaction_with_basic", basic=opinions["basic"].printed
            )
            return
    yield from _judged(found, rate, strict, True, told) if strict else ()


def _is_part(yes: Number | None, base: Decimal, found: ReadText) -> bool:
    """Whether the satisfied are told as part of the forms that came back."""
    return yes is not None and any(
        one.value == base and one.tags.get("act") == {"returned"} for one in found.before(yes, 2)
    )


def _opinion_bases(found: ReadText, rate: NamedRate, told: Sequence[Number]) -> list[tuple[float, Decimal]]:
    """What opinions may be counted of: forms returned, what they add up to, the counts before them."""
    unit, first = told[0].unit, min(told, key=lambda one: one.start)
    exclusive = [one for one in told if len(one.tags["satisfaction"]) == 1]
    bases: list[tuple[float, Decimal]] = []
    skipped = 0
    for one in found.before(first, 10):
        if one.unit != unit or "satisfaction" in one.tags or not one.is_exact or first.sentence - one.sentence > 2:
            continue
        returned = one.tags.get("act") == {"returned"}
        bases.append(
            (
                0 if returned else skipped * weights.SKIPPED + (first.sentence - one.sentence) * weights.SENTENCE,
                one.value,
            )
        )
        skipped += 1
    if len(exclusive) > 1:
        bases.append((weights.SKIPPED, sum((one.value for one in exclusive), Decimal(0))))
    return sorted(bases)


def _forms(found: ReadText, rate: NamedRate) -> Iterator[Finding]:
    """Judge a rate with no numerator: no whole number of the forms in its own clause may make it."""
    forms = next((one for one in _near(found, rate) if one.tags.get("act") == {"returned"}), None)
    if forms is not None and not may_be_whole(forms.value, rate.value):
        message = _("%(d)s中没有一个件数能得出%(name)s%(value)s，请核对。")
        yield _said(found, rate, Verdict.CLASH, message, "", d=forms.printed)
    elif forms is not None:
        found.compare([rate.value, forms], RULE)


# 解决率 --------------------------------------------------------------------------------------------
def _outcome(found: ReadText, rate: NamedRate) -> Iterator[Finding]:
    """Judge 解决率, 落实率 and 采纳率 as A/all, (A+B)/all or A/(A+B)."""
    for one in found.agreed:
        classes = {min(part.tags["class"]): part.value for part in one.parts if len(part.tags.get("class", ())) == 1}
        if "A" not in classes or len(classes) < 2:
            continue
        a, b, total = classes["A"], classes.get("B", Decimal(0)), one.added
        right = written(a, total, rate.value)
        if agreement(a, total, rate.value) == "OK":
            yield _said(found, rate, Verdict.OK, _("%(name)s与A类占比一致。"), right)
        elif agreement(a, a + b, rate.value) == "OK" and a + b != total:
            message = _("%(name)s%(value)s是A类除以A、B两类之和；按全部件数应为%(right)s，请确认口径。")
            yield _said(found, rate, Verdict.DEF, message, right, "class_a_of_ab")
        elif agreement(a + b, total, rate.value) == "OK":
            message = _("%(name)s%(value)s把B类（正在解决或计划解决）计算在内；只算A类应为%(right)s，请确认口径。")
            yield _said(found, rate, Verdict.DEF, message, right, "class_a_and_b")
        elif rate.name == "解决率":
            yield _compared(found, rate, [(a, total)])
        return


# 全部、均 ------------------------------------------------------------------------------------------
def _universal(found: ReadText, rate: NamedRate) -> Iterator[Finding]:
    """Judge a rate beside words of all items: 全部办结 and 98% can't both be true, nor 100% and 仍有3件正在办理."""
    value, text = rate.value, found.reading.text
    if not value.is_exact or rate.round:
        return
    start, end = found.reading.sentence_span(value.sentence)
    start = max(start, value.start - 120, text.rfind(";", 0, value.start) + 1)
    stop = text.find(";", value.end, end)
    end = min(end if stop < 0 else stop, value.end + 60)
    if value.value == _HUNDRED and rate.name in {"办复率", "办结率"}:
        for one in found.behind_all(value, end):
            if one.tags.get("progress") == {"undone"} and one.unit in ITEMS and one.value:
                yield _said(
                    found,
                    rate,
                    Verdict.CLASH,
                    _("%(name)s%(value)s与%(open)s尚未办结矛盾，请核对。"),
                    "",
                    open=one.printed,
                )
        return
    if value.value >= _HUNDRED or rate.name not in _ALL_OF:
        return
    if rate.name == "办结率" and any(one.definition for one in _class_a(found, rate)):
        return
    for claim in _ALL.finditer(text, start, end):
        before = re.split("[,。;]", text[start : claim.start()])[-1]
        if claim["what"] not in _ALL_OF[rate.name].split() or any(word in before for word in _TO_COME):
            continue
        yield _said(found, rate, Verdict.CLASH, _("“%(said)s”与%(name)s%(value)s矛盾，请核对。"), "100%", said=claim[0])
        return


def _twice(found: ReadText, told: Sequence[NamedRate]) -> Iterator[Finding]:
    """Judge one rate with two values, in words that tell no difference between them."""
    first: dict[tuple, NamedRate] = {}
    for rate in told:
        if not rate.value.is_exact or vocabulary.unread(rate.subject):
            continue
        key = (rate.name, rate.round, rate.with_basic, frozenset(rate.tags.items()), rate.value.frame)
        other = first.setdefault(key, rate)
        if other.value.value == rate.value.value:
            if other is not rate and other.value is not rate.value:
                found.compare([other.value, rate.value], RULE)
        elif not (_near(found, other) and _near(found, rate)):
            message = _("%(name)s前文为%(right)s，此处为%(value)s，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, f"{other.value.value:f}%")


def _announced(found: ReadText, told: Sequence[NamedRate]) -> Iterator[Finding]:
    """Judge as many rates as announced of which one is less: 办复率100%、满意率99%,实现两个100%."""
    for mark in _ANNOUNCED.finditer(found.reading.text):
        sentence = found.reading.sentence(mark.start())
        before = [one for one in told if one.value.sentence == sentence and one.value.end <= mark.start()]
        number = vocabulary.whole_number(mark["n"])
        start = found.reading.sentence_span(sentence)[0]
        named = rates.named_before(found.reading.text[max(start, mark.start() - 80) : mark.start()].rstrip('“"'))
        if number is not None and named > 1 and named != number:
            yield _miscounted(found, mark, named)
        if number is None or len(before) != number or len({one.name for one in before}) != number:
            continue
        for one in before:
            found.compare([one.value], RULE)
            if one.value.is_exact and one.value.value < _HUNDRED:
                message = _("“%(words)s”与%(name)s%(value)s矛盾，请核对。")
                yield _said(found, one, Verdict.CLASH, message, "100%", words=mark[0])


def _said(
    found: ReadText, rate: NamedRate, verdict: Verdict, message: str, right: str, definition: str = "", **more: str
) -> Finding:
    value = f"{rate.value.value:f}%"
    words = {"name": rate.printed, "value": value, "right": right} | more
    return found.finding(
        verdict, RULE, [rate.value], message % words, expected=right, said=value, definition=definition
    )


def _miscounted(found: ReadText, mark: re.Match, named: int) -> Finding:
    """An announcement of more or fewer rates than stand before it: 办结率、满意率三个100%."""
    start, end = found.reading.span(*mark.span())
    message = _("“%(words)s”前面列出%(named)s个率，个数不符，请核对。") % {"words": mark[0], "named": named}
    quote = found.reading.raw[start:end]
    return Finding(Verdict.CLASH, "列举", quote, start, end, message, f"{named}个", f"{mark['n']}个")
