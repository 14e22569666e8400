"""率: 办结率, 满意率 and the like; whether each agrees with the n and d that its text gives, with 全部办结, and with itself said twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise, takewhile

from django.utils.translation import gettext_lazy as _

from publishing.evidence import vocabulary, weights
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import Number
from publishing.evidence.reading import last
from publishing.evidence.shares import HUNDRED, Quotient, bases, chosen, judged, may_be_whole, written
from publishing.evidence.vocabulary import Tags

RULE = "率"
_CANON = {word: "" if name == "others" else name for name, said in vocabulary.words("rates").items() for word in said}
"The words before 率 or 度, and the one name of each meaning; the nameless are called as they are."
_NAME = re.compile(
    rf"(?P<words>{'|'.join(sorted(_CANON, key=len, reverse=True))})(?:比|覆盖)?[率度](?:\([^()]{{0,12}}基本满意[^()]{{0,6}}\))?"
)
_WORDS = vocabulary.words("rate_clauses")
_COUNTED_AS = vocabulary.words("rates_count")
_OF_CLASSES = frozenset({"解决率", "落实率", "采纳率", "办成率"})
_NEAR = 24
"Numbers before a percentage that may be its n or d."
_ASKED = {
    "satisfaction_with_basic": _("%(name)s%(value)s把基本满意计算在内；只算满意应为%(right)s，请确认口径。"),
    "completion_class_a": _(
        "%(name)s%(value)s是按A类（已解决或基本解决）%(n)s件占%(d)s件计算的，按已答复计算则不是这个数，请确认口径。"
    ),
    "class_a_of_ab": _("%(name)s%(value)s是A类除以A、B两类之和；按全部件数应为%(right)s，请确认口径。"),
    "class_a_and_b": _("%(name)s%(value)s把B类（正在解决或计划解决）计算在内；只算A类应为%(right)s，请确认口径。"),
}
"What is asked where a rate holds only under another definition."


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: the one name of its meaning, its name as told, its percentage, and the words that say whose rate it is."""

    name: str
    told: str
    value: Number
    subject: str

    @property
    def printed(self) -> str:
        """Its name without what is said of it in a bracket."""
        return self.told.partition("(")[0]

    @property
    def has_basic(self) -> bool:
        """Whether 基本满意 is said to count."""
        return self.name == "满意率" and "基本满意" in self.told

    @property
    def clause(self) -> str:
        """The words of its own clause alone that say whose it is."""
        return _bare(last(self.value.gap))

    @property
    def fraction(self) -> tuple[Decimal, Decimal] | None:
        """The n/d that is printed behind it: 满意率100%(2/2)."""
        n, _slash, d = self.value.after[1:].partition(")")[0].partition("/")
        return (Decimal(n), Decimal(d)) if n.isdigit() and d.isdigit() else None

    @property
    def tags(self) -> Tags:
        """What the words that say whose it is mean."""
        return vocabulary.read(self.subject)


def canonical(label: str) -> str:
    """The one name for rates of one meaning; empty for words that name none."""
    told = _NAME.search(label)
    return _CANON[told["words"]] or told["words"] + "率" if told else ""


def find(found: Found) -> Iterator[Rate]:
    """Every rate of a text; one percentage may belong to several names (办结率、面商率均为100%)."""
    told = (one for one in found.numbers if one.unit == "%" and one.is_now and id(one) not in found.bases)
    subject = ""
    for first in told:
        names = _named(first)
        in_turn = islice(told, max(0, len(names) - 1)) if "分别" in first.gap else [first] * len(names)
        # 提案面商率100%、满意率98.7%: both are the proposals'.
        subject = _bare(last(first.gap, "。;!?\n").rpartition("件")[2]) or (subject if first.follows else "")
        for name, value in zip(names, [first, *in_turn], strict=False):
            yield Rate(canonical(name), name, value, subject)


def _named(one: Number) -> list[str]:
    """The names that a percentage belongs to: the last before it, and those joined to that one."""
    names = list(_NAME.finditer(one.gap))[::-1]
    if not names or any(aim in one.label for aim in _WORDS["aims"]):
        return []
    before = pairwise(names)
    joined = takewhile(
        lambda two: not vocabulary.without(one.gap[two[1].end() : two[0].start()], _WORDS["beside"]), before
    )
    return [name[0] for name in [names[0], *(other for _name, other in joined)]][::-1]


def _bare(words: str) -> str:
    """Some words without the names of rates and the words that join them to their percentages."""
    return vocabulary.without(_NAME.sub("", words), _WORDS["plain"])


# 核对 --------------------------------------------------------------------------------------------
def judge(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """The findings on each rate, and on rates that contradict each other."""
    for rate in told:
        if rate.value.value > HUNDRED:
            yield _said(found, rate, Verdict.CLASH, _("%(name)s不能超过100%%。"), "100%")
            continue
        reckoned = list(_reckoned(found, rate))
        yield from reckoned or _of_its_clause(found, rate)
        if rate.name in _COUNTED_AS and not any(one.verdict is Verdict.DEF for one in reckoned):
            yield from _universal(found, rate)
    yield from _twice(found, told)
    yield from _announced(found, told)


def _reckoned(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate by what the text counts for it: 承办254件,已办复236件,办复率93.3%."""
    readings, is_certain = _readings(found, rate)
    if (outcome := chosen(rate.value, readings)) is None:
        return
    verdict, one = outcome
    if verdict is Verdict.DEF:
        right, said = written(readings[0].n, readings[0].d, rate.value), {"n": f"{one.n:f}", "d": f"{one.d:f}"}
        yield _said(found, rate, verdict, _ASKED[one.definition], right, one.definition, **said)
    elif verdict is not Verdict.CLASH or is_certain and one.cost <= weights.NATURAL:
        yield judged(found, RULE, [rate.value], verdict, rate.printed, one, rate.value)


def _readings(found: Found, rate: Rate) -> tuple[list[Quotient], bool]:
    """Every n and d that a rate may be reckoned from, and whether one of them must hold."""
    if rate.fraction:
        end = rate.value.end
        n, d = ((Number(end, end + 1, value, 0, ""),) for value in rate.fraction)
        return [Quotient(0, n, d)], True
    if rate.name == "满意率":
        return _of_opinions(found, rate)
    if rate.name in _OF_CLASSES:
        return list(_of_classes(found)), rate.name == "解决率"
    if readings := list(_of_counts(found, rate)):
        return readings, rate.name != "公开率"
    if rate.name == "办结率" and rate.value.value < HUNDRED:
        # 办结率 below 100% may count class A only (R62).
        return [Quotient(one.cost, one.parts, one.whole, "completion_class_a") for one in _of_classes(found)], False
    return [], False


def _near(found: Found, rate: Rate, sentences: int = 0) -> list[Number]:
    """The counts before a rate in its sentence, back to the last semicolon; and those of so many sentences before."""
    start = found.reading.text.rfind(";", 0, rate.value.start)
    near = [one for one in found.beside(rate.value, _NEAR) if one.unit != "%"]
    return [one for one in near if one.start > start and rate.value.sentence - one.sentence <= sentences]


def _of_counts(found: Found, rate: Rate) -> Iterator[Quotient]:
    """Counts of what the rate is of, each with those told by the same verb (已办复议案2件、建议52件), of what stands around them."""
    family, value = _COUNTED_AS.get(rate.name, ("", ""))
    told = [one for one in _near(found, rate) if one.tags.get(family) == {value}]
    for place, n in enumerate(told[:4]):
        row = (n, *takewhile(lambda one: one.mark <= 1, found.behind(n, 3)))
        for whole in bases(found, row):
            if not any(one.tags.get(family) == {value} for one in whole.numbers):
                yield Quotient(whole.cost + place * weights.SKIPPED, row, whole.numbers)


def _of_opinions(found: Found, rate: Rate) -> tuple[list[Quotient], bool]:
    """满意 alone, and with 基本满意, of the forms or of all opinions; a rate may be of 办理态度 and of 办理结果."""
    end = rate.value.end
    # 满意率100%(满意46件,基本满意4件)
    inside = [one for one in found.behind_all(end, end + 120) if 0 <= one.bracket - end <= 2]
    near = [one for one in [*inside, *_near(found, rate, 1)] if "satisfaction" in one.tags]
    readings, is_certain = list[Quotient](), True
    for axis in dict.fromkeys(one.tags["axis"] for one in near if "axis" in one.tags) or [None]:
        told = {one.tags["satisfaction"]: one for one in reversed(near) if one.tags.get("axis") in {None, axis}}
        yes, basic = (told.get(frozenset({value})) for value in ("yes", "basic"))
        if yes is None:
            continue
        first = min(told.values(), key=lambda one: one.start)
        wholes = [one.numbers for one in bases(found, [first])] + ([tuple(told.values())] if len(told) > 1 else [])
        ways = [((yes,), ""), *([((yes, basic), "satisfaction_with_basic")] if basic else [])]
        if rate.has_basic:
            ways = [(ways[-1][0], "")]
        readings += [Quotient(0, parts, whole, name) for parts, name in ways for whole in wholes]
        is_certain = len(told) > 1 or first.unit == "份"
    return readings, is_certain


def _of_classes(found: Found) -> Iterator[Quotient]:
    """A of all, A of A and B, A and B of all, where classes make up a whole."""
    for place, one in enumerate(found.agreed):
        classes = {min(part.tags["class"]): part for part in one.parts if len(part.tags.get("class", ())) == 1}
        cost, told = place * weights.SKIPPED, tuple(classes[name] for name in "AB" if name in classes)
        if "A" in classes:
            yield Quotient(cost, told[:1], one.parts)
        if {"A", "B"} <= classes.keys():
            yield Quotient(cost, told[:1], told, "class_a_of_ab")
            yield Quotient(cost, told, one.parts, "class_a_and_b")


def _of_its_clause(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate without a numerator: a whole number of the count in its own clause, or of the forms returned, must make it."""
    near = next(iter(_near(found, rate)), None)
    if near is None:
        return
    is_near = near.end + len(rate.value.gap) == rate.value.start and "," not in rate.value.gap
    if near.tags.get("act") == {"returned"} if rate.name == "满意率" else is_near:
        found.compare([near, rate.value], RULE)
        if not may_be_whole(near.value, rate.value):
            message = _("%(d)s中没有一个件数能得出%(name)s%(value)s，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, "", d=near.printed)


def _universal(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate beside words of all items: 全部办结 and 98% can't both be true, nor 100% and 仍有3件正在办理."""
    value, text = rate.value, found.reading.text
    start, end = found.reading.sentence_span(value.sentence)
    family, counted = _COUNTED_AS[rate.name]
    before = last(text[max(start, value.start - 120) : value.start], ";")
    behind = text[value.end : min(end, value.end + 60)].partition(";")[0]
    for clause in f"{before},{behind}".replace("并", ",").split(","):
        place = max(map(clause.rfind, _WORDS["all"]))
        said = clause[place:].lstrip("不基本")
        if place < 0 or vocabulary.read(said).get(family) != {counted} or any(w in clause for w in _WORDS["to_come"]):
            continue
        found.compare([value], RULE)
        if value.value < HUNDRED:
            message = _("“%(said)s”与%(name)s%(value)s矛盾，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, "100%", said=said)
        break
    if value.value == HUNDRED and family == "progress":
        for one in found.behind_all(value.end, value.end + len(behind)):
            if one.tags.get("progress") == {"undone"} and one.value:
                message = _("%(name)s%(value)s与%(open)s尚未办结矛盾，请核对。")
                yield _said(found, rate, Verdict.CLASH, message, "", open=one.printed)


def _twice(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """Judge one rate with two values, in words that tell no difference between them."""
    first: dict[tuple, Rate] = {}
    for rate in told:
        if vocabulary.unread(rate.subject):
            continue
        key = (rate.name, rate.has_basic, frozenset(rate.tags.items()), rate.value.frame)
        other = first.setdefault(key, rate)
        if other.value.value == rate.value.value and other.value is not rate.value:
            found.compare([other.value, rate.value], RULE)
        elif other.value.value != rate.value.value and not (_near(found, other) and _near(found, rate)):
            message = _("%(name)s前文为%(right)s，此处为%(value)s，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, f"{other.value.value:f}%")


def _announced(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """Judge 两个100%: as many rates stand before it, and each is 100%."""
    for one in found.numbers:
        before = found.reading.text[max(0, one.start - 4) : one.start].rstrip('“"')
        if one.value != HUNDRED or not before.endswith("个"):
            continue
        number = vocabulary.whole_number(before[-3:-1]) or vocabulary.whole_number(before[-2:-1])
        words = f"{number}个{one.printed}"
        named = [rate for rate in told if rate.value is one]
        if len(named) > 1 and len(named) != number:
            message = _("“%(words)s”前面列出%(right)s，个数不符，请核对。")
            yield _said(found, named[0], Verdict.CLASH, message, f"{len(named)}个率", words=words)
        earlier = [rate for rate in told if rate.value.sentence == one.sentence and rate.value.end < one.start]
        for rate in earlier if len({rate.name for rate in earlier}) == len(earlier) == number else ():
            found.compare([rate.value], RULE)
            if rate.value.value < HUNDRED:
                message = _("“%(words)s”与%(name)s%(value)s矛盾，请核对。")
                yield _said(found, rate, Verdict.CLASH, message, "100%", words=words)


def _said(
    found: Found, rate: Rate, verdict: Verdict, message: object, right: str, definition: str = "", **more: str
) -> Finding:
    value = f"{rate.value.value:f}%"
    words = str(message) % ({"name": rate.printed, "value": value, "right": right} | more)
    return found.finding(verdict, RULE, [rate.value], words, expected=right, said=value, definition=definition)
