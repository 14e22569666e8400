"""率: 办结率, 满意率 and the like; whether each agrees with the n and d that its text gives, with 全部办结, and with itself said twice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from publishing.evidence import vocabulary, weights
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import ITEMS, Number
from publishing.evidence.percent import HUNDRED, Quotient, bases, chosen, judged, may_be_whole, written
from publishing.evidence.reading import last
from publishing.evidence.vocabulary import Tags, disjoint

RULE = "率"
_CANON = {word: "" if name == "others" else name for name, said in vocabulary.words("rates").items() for word in said}
"The words before 率 or 度, and the one name of each meaning; the nameless are called as they are."
_NAME = re.compile(
    r"(?P<round>首次|初次|一次性?|最终|二次|再次|第[一二三]次|首轮)?"
    rf"(?P<words>{'|'.join(sorted(_CANON, key=len, reverse=True))})(?:比|覆盖)?[率度](?P<with>\([^()]{{0,12}}基本满意[^()]{{0,6}}\))?"
)
_WORDS = vocabulary.words("rate_clauses")
_COUNTED_AS = vocabulary.words("rates_count")
_OF_CLASSES = frozenset({"解决率", "落实率", "采纳率", "办成率"})
_FURTHEST, _NEAR = 16, 24
"Characters between a name and its percentage; numbers before it that may be its n or d."
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
    """One rate: its name, its words, its percentage, the round of asking, and whether 基本满意 is said to count."""

    name: str
    printed: str
    value: Number
    round: str
    with_basic: bool
    subject: str
    "The words that say whose rate it is."

    @property
    def clause(self) -> str:
        """Those of its own clause alone."""
        return _bare(last(self.value.gap))

    @property
    def fraction(self) -> tuple[Decimal, Decimal] | None:
        """The n/d that is printed behind it: 满意率100%(2/2)."""
        n, _slash, d = self.value.after[1:].partition(")")[0].partition("/")
        return (Decimal(n), Decimal(d)) if self.value.after[:1] == "(" and n.isdigit() and d.isdigit() else None

    @property
    def tags(self) -> Tags:
        """What those words say."""
        return vocabulary.read(self.subject)


def canonical(label: str) -> str:
    """The one name for rates of one meaning; empty for words that name none."""
    told = _NAME.search(label)
    return _CANON[told["words"]] or told["words"] + "率" if told else ""


def find(found: Found) -> Iterator[Rate]:
    """Every rate of a text; one percentage may belong to several names (办结率、面商率均为100%)."""
    told = [one for one in found.numbers if one.unit == "%" and one.is_now and id(one) not in found.bases]
    subject, place = "", 0
    while place < len(told):
        first, names = told[place], _named(told[place])
        run = told[place : place + len(names)] if "分别" in first.gap else [first]
        if len(run) < len(names) or any(map(_tells_more, (one.gap for one in run[1:]))):
            run = [first] * len(names)
        # 提案面商率100%、满意率98.7%: both are the proposals'.
        goes_on = first.follows and first.mark == 0 and first.gap[:1] in "、,和"
        subject = _bare(last(first.gap, "。;!?\n").rpartition("件")[2]) or (subject if goes_on else "")
        for name, value in zip(names, run, strict=False):
            is_with = name["with"] or name["words"] not in {"基本满意", "满意"} and "基本满意" in name["words"]
            printed = name[0].partition("(")[0]
            yield Rate(canonical(name[0]), printed, value, name["round"] or "", bool(is_with), subject)
        place += len(set(map(id, run))) or 1


def _named(one: Number) -> list[re.Match]:
    """The names that a percentage belongs to: the last before it, and those joined to that one."""
    names = list(_NAME.finditer(one.gap))
    if not names or len(one.gap) - names[-1].end() > _FURTHEST or any(aim in one.label for aim in _WORDS["aims"]):
        return []
    taken = [names.pop()]
    while names and not _tells_more(one.gap[names[-1].end() : taken[0].start()]):
        taken.insert(0, names.pop())
    return taken


def _tells_more(between: str) -> bool:
    """Whether words between two names or percentages do more than join them."""
    return bool(vocabulary.without(between, _WORDS["beside"]))


def _bare(words: str) -> str:
    """Some words without the names of rates and the words that join them to their percentages."""
    return vocabulary.without(_NAME.sub("", words), _WORDS["plain"])


# 核对 --------------------------------------------------------------------------------------------
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


def _reckoned(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate by what the text counts for it: 承办254件,已办复236件,办复率93.3%."""
    readings, is_certain = _readings(found, rate)
    if (outcome := chosen(rate.value, readings)) is None:
        return
    verdict, one = outcome
    if verdict is Verdict.DEF:
        found.compare([*one.parts, *one.whole], RULE)
        usual = next((each for each in readings if not each.definition), one)
        right, said = written(usual.n, usual.d, rate.value), {"n": f"{one.n:f}", "d": f"{one.d:f}"}
        yield _said(found, rate, verdict, _ASKED[one.definition], right, one.definition, **said)
    elif verdict is not Verdict.CLASH or is_certain and one.cost <= weights.NATURAL and not one.definition:
        yield judged(found, RULE, [rate.value], verdict, rate.printed, one, rate.value)


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
    near = [one for one in found.beside(rate.value, _NEAR) if one.unit != "%" and one.is_now and one.is_exact]
    return [one for one in near if one.start > start and rate.value.sentence - one.sentence <= sentences]


def _of_counts(found: Found, rate: Rate) -> Iterator[Quotient]:
    """Counts of what the rate is of, each alone or with its row, of what stands around them: 已办复建议12件、提案27件."""
    family, value = _COUNTED_AS.get(rate.name, ("", ""))
    told = [
        one
        for one in _near(found, rate)
        if one.tags.get(family) == {value}
        and one.role != "except"
        and not one.tags.keys() & {"class", "key"} - rate.tags.keys()
    ]
    for place, n in enumerate(told[:4]):
        row = [n]
        for one in found.behind(n, 3):
            # 办复议案2件、建议52件: the same verb tells both.
            is_beside = one.mark <= 1 and one.sentence == n.sentence and one.tags.keys() == {"kind"}
            if not is_beside or not disjoint(row[-1].tags, one.tags):
                break
            row.append(one)
        for whole in bases(found, row):
            if family == "act" or not any(one.tags.get(family) == {value} for one in whole.numbers):
                yield Quotient(whole.cost + place * weights.SKIPPED, tuple(row), whole.numbers)


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
    return readings, len(told) > 1 or of_forms and not any(word in said for word in _WORDS["some"])


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
    if near.tags.get("act") == {"returned"} if rate.name == "满意率" else near.unit in ITEMS and is_near:
        found.compare([near, rate.value], RULE)
        if not may_be_whole(near.value, rate.value):
            message = _("%(d)s中没有一个件数能得出%(name)s%(value)s，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, "", d=near.printed)


def _universal(found: Found, rate: Rate) -> Iterator[Finding]:
    """Judge a rate beside words of all items: 全部办结 and 98% can't both be true, nor 100% and 仍有3件正在办理."""
    value, text = rate.value, found.reading.text
    if not value.is_exact or rate.round or rate.name not in _COUNTED_AS:
        return
    start, end = found.reading.sentence_span(value.sentence)
    family, counted = _COUNTED_AS[rate.name]
    before = last(text[max(start, value.start - 120) : value.start], ";")
    behind = text[value.end : min(end, value.end + 60)].partition(";")[0]
    for clause in re.split("[,并]", f"{before},{behind}"):
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
        for one in found.behind_all(value, value.end + len(behind)):
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
        if other.value.value != rate.value.value and not (_near(found, other) and _near(found, rate)):
            message = _("%(name)s前文为%(right)s，此处为%(value)s，请核对。")
            yield _said(found, rate, Verdict.CLASH, message, f"{other.value.value:f}%")
        elif other.value.value == rate.value.value and other.value is not rate.value:
            found.compare([other.value, rate.value], RULE)


def _announced(found: Found, told: Sequence[Rate]) -> Iterator[Finding]:
    """Judge 两个100%: as many rates stand before it, and each is 100%."""
    for one in found.numbers:
        before = found.reading.text[max(0, one.start - 4) : one.start].rstrip('“"')
        if one.unit != "%" or one.value != HUNDRED or not before.endswith("个"):
            continue
        number = vocabulary.whole_number(before[-3:-1]) or vocabulary.whole_number(before[-2:-1])
        words = f"{number}个{one.printed}"
        named = [rate for rate in told if rate.value is one]
        if len(named) > 1 and len(named) != number:
            message = _("“%(words)s”前面列出%(right)s，个数不符，请核对。")
            yield _said(found, named[0], Verdict.CLASH, message, f"{len(named)}个率", words=words)
        earlier = [rate for rate in told if rate.value.sentence == one.sentence and rate.value.end < one.start]
        if len({rate.name for rate in earlier}) == len(earlier) == number:
            for rate in earlier:
                found.compare([rate.value], RULE)
                if rate.value.is_exact and rate.value.value < HUNDRED:
                    message = _("“%(words)s”与%(name)s%(value)s矛盾，请核对。")
                    yield _said(found, rate, Verdict.CLASH, message, "100%", words=words)


def _said(
    found: Found, rate: Rate, verdict: Verdict, message: object, right: str, definition: str = "", **more: str
) -> Finding:
    value = f"{rate.value.value:f}%"
    words = str(message) % ({"name": rate.printed, "value": value, "right": right} | more)
    return found.finding(verdict, RULE, [rate.value], words, expected=right, said=value, definition=definition)
