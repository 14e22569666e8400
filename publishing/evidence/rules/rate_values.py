"""率: whether every rate agrees with the n and d that the text itself gives, and with what it says of all items."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from django.utils.translation import gettext as _

from publishing.evidence import rates, words
from publishing.evidence.bases import bases_of
from publishing.evidence.found import Found
from publishing.evidence.groups import exclusive
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.rates import Rate
from publishing.evidence.rules.rate_claims import announced, together, twice
from publishing.evidence.rules.rate_findings import compare, said
from publishing.evidence.rules.satisfaction import satisfaction
from publishing.evidence.shares import agreement, as_percent

_COUNTED_AS = {
    "办复率": ("progress", "done"),
    "办结率": ("progress", "done"),
    "立案率": ("admission", "filed"),
    "面商率": ("act", "met"),
    "见面率": ("act", "met"),
    "公开率": ("act", "published"),
    "回收率": ("act", "returned"),
}
"Rates whose numerator a text may count, by the family and value of the words that say so."
_ALL_DONE = re.compile(
    r"(?<!基本)(?:全部|均已?|都已?|悉数)[^,。;]{0,8}(?:办结|办复|答复|办理完毕|办理完成|办理答复|办完|完成办理)"
)
_ALL_CONTENT = re.compile(r"(?:全部|均|都|一致)[^,。;或和、]{0,6}(?<!基本)(?<!不)满意(?!或|和|、|率|度)")

_ALL_MET = re.compile(r"(?:全部|均已?|都已?|逐一|逐件)[^,。;]{0,8}(?:面商|面复|走访|见面|登门|上门)")
_ALL_PUBLISHED = re.compile(r"(?:全部|均已?|都已?)[^,。;]{0,16}(?:公开|上网)")
_UNIVERSALS = {
    "办复率": _ALL_DONE,
    "办结率": _ALL_DONE,
    "满意率": _ALL_CONTENT,
    "面商率": _ALL_MET,
    "见面率": _ALL_MET,
    "公开率": _ALL_PUBLISHED,
}
"Words of all items that a rate below 100% can't stand beside."
_TO_COME = re.compile("要求|确保|力争|务必|争取|将|预计|计划|目标")
"Words before what is still to be done of all: 预计11月全部办复."


def judge(found: Found) -> Iterator[Finding]:
    """Judge each rate that the text's own numbers say something of."""
    for rate in found.rates:
        if rate.value.is_exact and rate.value.value > 100:
            yield said(found, rate, Verdict.CLASH, _("%(name)s不能超过100%%。"), "100%")
            continue
        inline = rates.fraction(rate, found.reading.text)
        if inline is not None:
            yield from compare(found, rate, [inline], certain=True)
        elif rate.name == "满意率":
            yield from satisfaction(found, rate)
        elif rate.name in _COUNTED_AS:
            yield from _counted(found, rate)
        elif rate.name in {"解决率", "落实率", "采纳率", "办成率"}:
            yield from _outcome(found, rate)
        yield from _universal(found, rate)
    yield from together(found)
    yield from twice(found)
    yield from announced(found)


# 办复率、立案率 --------------------------------------------------------------------------------------
def _counted(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate whose numerator stands beside it: 已办复236件,办复率93.3%."""
    family, value = _COUNTED_AS[rate.name]
    numerators = [
        one
        for one in found.told_in(rate.value.sentence)
        if one.start < rate.value.start
        and ";" not in found.reading.text[one.end : rate.value.start]
        and one.unit in COUNTED
        and one.is_exact
        and one.says.get(family) == frozenset({value})
        and "key" not in one.says
    ]
    if not numerators:
        if rate.name == "办结率":
            yield from _class_a(found, rate)
        return
    pairs: list[tuple[Decimal, Decimal]] = []
    for n in reversed(numerators):
        pairs += [(n.value, d) for d in _denominators(found, n, numerators)]
    if len(numerators) > 1 and all(exclusive(*pair) for pair in zip(numerators, numerators[1:], strict=False)):
        total = sum((one.value for one in numerators), Decimal(0))
        pairs += [(total, d) for d in _denominators(found, numerators[0], numerators)]
    published = rate.name == "公开率" and rate.value.value == 100
    if rate.value.value == 100 and rate.value.is_exact and not published:
        for n in numerators:
            alone = [(n.value, d) for d in _denominators(found, n, numerators)]
            if "kind" in n.says and len(n.says["kind"]) == 1 and alone and all(n.value != d for _n, d in alone):
                yield from compare(found, rate, alone, certain=True)
                return
    yield from compare(found, rate, [(n, d) for n, d in pairs if n <= d], certain=not published)


def _denominators(found: Found, n: Quantity, numerators: Sequence[Quantity]) -> list[Decimal]:
    alike = [
        one
        for one in found.before(n.start)
        if one.unit == n.unit
        and one.is_exact
        and all(one is not other for other in numerators)
        and words.is_under({name: v for name, v in n.says.items() if name != "progress"}, one.says)
    ]
    heads = [one for one in alike if "key" not in one.says] or [one for one in alike if one.sentence == n.sentence]
    values = [one.value for one in heads[:12]]
    values += [
        one.value + other.value for one, other in combinations(heads[:4], 2) if words.disjoint(one.says, other.says)
    ]
    return values


def _class_a(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge 办结率 below 100% as a rate of class A, where it may count that class only (R62)."""
    if rate.name != "办结率" or rate.value.value == 100 or not rate.value.is_exact:
        return
    for part, base in islice(_in_class_a(found), 50):
        if agreement(part, base, rate.value):
            message = _(
                "%(name)s%(value)s是按A类（已解决或基本解决）%(n)s件占%(d)s件计算的，按已答复计算则不是这个数，请确认口径。"
            )
            value = f"{rate.value.value:f}%"
            yield said(found, rate, Verdict.DEF, message, value, "completion_class_a", n=f"{part:f}", d=f"{base:f}")
            return


def _in_class_a(found: Found) -> Iterator[tuple[Decimal, Decimal]]:
    """The items of class A and what they are part of."""
    for one in found.counts:
        if one.says.get("class") != {"A"} or not one.is_exact:
            continue
        split = found.split_of(one)
        if split is not None and split.fits:
            yield one.value, split.total
        elif one.share is not None:
            for base, _words in bases_of(found, one, found.bases.get(id(one.share), "")):
                if agreement(one.value, base, one.share):
                    yield one.value, base
                    break


# 解决率 --------------------------------------------------------------------------------------------
def _outcome(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge 解决率, 落实率 and 采纳率 as A/all, (A+B)/all or A/(A+B)."""
    for split in found.splits:
        by_class = {min(one.says["class"]): one.value for one in split.parts if len(one.says.get("class", ())) == 1}
        if not split.fits or "A" not in by_class or len(by_class) < 2:
            continue
        a, b, total = by_class["A"], by_class.get("B", Decimal(0)), split.total
        if agreement(a, total, rate.value) == "OK":
            yield said(found, rate, Verdict.OK, _("%(name)s与A类占比一致。"), f"{rate.value.value:f}%")
        elif agreement(a, a + b, rate.value) == "OK" and a + b != total:
            message = _("%(name)s%(value)s是A类除以A、B两类之和；按全部件数应为%(right)s，请确认口径。")
            yield said(found, rate, Verdict.DEF, message, as_percent(a, total, rate.value.places), "class_a_of_ab")
        elif agreement(a + b, total, rate.value) == "OK":
            message = _("%(name)s%(value)s把B类（正在解决或计划解决）计算在内；只算A类应为%(right)s，请确认口径。")
            yield said(found, rate, Verdict.DEF, message, as_percent(a, total, rate.value.places), "class_a_and_b")
        elif rate.name == "解决率":
            yield from compare(found, rate, [(a, total)], certain=True)
        return


# 全部、均 ------------------------------------------------------------------------------------------
def _universal(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate below 100% beside “全部办结” in one sentence: they can't both be true."""
    value = rate.value
    if not value.is_exact or value.value >= 100 or rate.round:
        return
    start, end = found.reading.sentence_span(value.sentence)
    text = found.reading.text
    start = max(start, value.start - 120, text.rfind(";", 0, value.start) + 1)
    end = min(end, value.end + 60, text.find(";", value.end) % (len(text) + 1))
    pattern = _UNIVERSALS.get(rate.name)
    claims = pattern.finditer(text, start, end) if pattern else ()
    claim = next(
        (one for one in claims if not _TO_COME.search(re.split("[,。;]", text[start : one.start()])[-1])), None
    )
    if claim is None or any(one.definition for one in _class_a(found, rate)):
        return
    message = _("“%(said)s”与%(name)s%(value)s矛盾，请核对。")
    yield said(found, rate, Verdict.CLASH, message, "100%", said=claim[0])
