"""同比: an amount, that of the year before, the change and its percentage agree; so do averages of several years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import ITEMS, Number
from publishing.evidence.percent import rounded

RULE = "同比"
_WORDS = vocabulary.words("changes")
_CHAIN = 4


@dataclass(frozen=True, slots=True)
class Change:
    """What a text tells of one change: the amount now and before, by how much, and by how many per cent."""

    now: Number
    past: Number | None = None
    amount: Number | None = None
    growth: Number | None = None
    is_sure: bool = True
    "Whether the amount now stands beside its change; one told long before may be another."

    def claims(self) -> Iterator[tuple[Number, Decimal, bool]]:
        """Each number that follows from the others, with what it should be (less than nothing for a fall), and whether it is."""
        past = self.past.value if self.past else None
        if self.amount is not None and past is None:
            past = self.now.value - self.amount.value * _way(self.amount, 1)
        elif self.amount is not None and past is not None:
            right = self.now.value - past
            yield self.amount, right, right == self.amount.value * _way(self.amount, right)
        if self.growth is not None and past is not None and past > 0:
            right = rounded((self.now.value - past) * 100 / past, self.growth.places)
            off = abs(right - self.growth.value * _way(self.growth, right))
            yield self.growth, right, off <= Decimal(1).scaleb(-self.growth.places)


def _way(change: Number, right: Decimal | int) -> int:
    """Whether a change goes up (1) or down (−1): as its words say, or as is right where they say nothing."""
    if any(word in change.label for word in _WORDS["less"]):
        return -1
    return 1 if right >= 0 or any(word in change.label for word in _WORDS["more"]) else -1


def judge(found: Found) -> Iterator[Finding]:
    """Judge changes against the amounts that they are changes of: 132件,比去年的120件增加12件,增长10%."""
    for place, one in enumerate(found.numbers):
        if not one.is_exact:
            continue
        behind = found.numbers[place + 1 : place + _CHAIN]
        told = [*_between_years(found, one), *_up_to(one, behind), *_beside(found, one, behind)]
        told += _since(found, one, found.numbers[place - 1], behind)
        # The first reading of all whose numbers agree decides: 主办12件,会办7件,比上年的15件增加4件 is told of all 19.
        for change in [change for change in told if all(agrees for *_n, agrees in change.claims())][:1] or told[:1]:
            others = [other for other in (change.now, change.past, change.amount) if other is not None]
            for number, right, agrees in change.claims():
                verdict = Verdict.OK if agrees else Verdict.CLASH if change.is_sure else Verdict.NOTE
                yield _said(found, number, [other for other in others if other is not number], right, verdict)
        if one.unit in ITEMS and "年均" in one.label and one.is_now:
            yield from _average(found, one)


def _between_years(found: Found, one: Number) -> Iterator[Change]:
    """2022年办理93件、2023年办理102件…2023年比2022年增加9件."""
    before, _than, behind = one.gap.replace("较", "比").partition("比")
    years = before.rstrip("年度")[-4:], behind[:4]
    if not one.is_now and one.unit in ITEMS and all(year.isdigit() for year in years):
        near = [other for other in found.before(one, 24) if other.is_exact]
        now, past = ([other for other in near if other.frame.startswith(f"{year}年")] for year in years)
        if len(now) == len(past) == 1 and vocabulary.same(now[0].tags, past[0].tags):
            yield Change(now[0], past[0], one)


def _up_to(past: Number, behind: Sequence[Number]) -> Iterator[Change]:
    """由上年的62件增加到64件,增长3.2%."""
    if past.role == "last" and len(behind) > 1 and behind[0].label.endswith(_WORDS["up_to"]):
        now, growth = behind[:2]
        if now.unit == past.unit and (growth.unit, growth.role, growth.sentence) == ("%", "change", past.sentence):
            yield Change(now, past, growth=growth)


def _beside(found: Found, now: Number, behind: Sequence[Number]) -> Iterator[Change]:
    """What stands right behind an amount, or behind the last part of one: 比上年的15件增加4件,增长26.7%."""
    told: dict[tuple[str, str], Number] = {}
    for one in behind:
        is_apart = one.sentence != now.sentence or one.is_now or not one.is_exact or one.mark == 3 or ";" in one.gap
        if is_apart or not told and not any(word in one.gap for word in _WORDS["compares"]):
            break
        told.setdefault((one.role, one.unit), one)
    past = told.get(("last", now.unit))
    if told and now.is_now and now.unit in ITEMS:
        wholes = [other for one in found.sums_of.get(id(now), ()) for other in one.whole.numbers]
        for each in (now, *wholes):
            yield Change(each, past, told.get(("change", now.unit)), told.get(("change", "%")))
    elif now.is_now and now.unit == "%" and past is not None:
        yield Change(now, past, told.get(("change", "百分点")))


def _since(found: Found, past: Number, before: Number, behind: Sequence[Number]) -> Iterator[Change]:
    """A sentence of its own about what was told before: 共承办146件。…与上年的131件相比增加15件,增长11.5%."""
    told = {(one.role, one.unit): one for one in reversed(behind) if one.sentence == past.sentence and one.is_exact}
    amount = told.get(("change", past.unit))
    if past.role == "last" and past.unit in ITEMS and amount and before.sentence < past.sentence:
        for now in [*found.heads(past), *found.before(past, 12)]:
            if now.is_exact:
                yield Change(now, past, amount, told.get(("change", "%")), is_sure=False)


def _average(found: Found, mean: Number) -> Iterator[Finding]:
    """Judge 年均, the total divided by the years, rounded either way: 五年来共办理630件,年均126件."""
    for total in found.before(mean, 2):
        before = [total.gap.partition(word)[0] for word in _WORDS["spans"] if word in total.gap]
        years = [vocabulary.whole_number(words[-1:]) for words in before]
        number = next((year for year in years if year and year > 1), None)
        if number and total.sentence == mean.sentence and total.is_exact:
            right = total.value / number
            verdict = Verdict.OK if abs(right - mean.value) < 1 else Verdict.CLASH
            yield _said(found, mean, [total], rounded(right, 0), verdict)
            return


def _said(found: Found, one: Number, others: Sequence[Number], right: Decimal, verdict: Verdict) -> Finding:
    unit = "个百分点" if one.unit == "百分点" else one.unit
    way = "" if one.role != "change" else _("减少") if right < 0 else _("增加")
    said = {"right": f"{way}{abs(right).normalize():f}{unit}", "one": f"{one.value:f}{unit}"}
    message = _("与上年或总数相比应为%(right)s，文中为%(one)s，请核对。")
    if verdict is Verdict.OK:
        message = _("%(one)s与前后的数一致。")
    if verdict is not Verdict.NOTE:
        found.compare(others, RULE)
    return found.finding(verdict, RULE, [one], message % said, expected=said["right"], said=said["one"])
