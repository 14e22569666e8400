"""同比: an amount, that of the year before, the change and its percentage agree; so do averages of several years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import Number
from publishing.evidence.shares import rounded

RULE = "同比"
_WORDS = vocabulary.words("changes")


@dataclass(frozen=True, slots=True)
class Change:
    """What a text tells of one change: the amount now and before, by how much, and by how many per cent."""

    now: Number
    past: Number | None = None
    amount: Number | None = None
    growth: Number | None = None

    def claims(self) -> Iterator[tuple[Number, Decimal, bool]]:
        """Each number that follows from the others, with what it should be (less than nothing for a fall), and whether it is."""
        past = self.past.value if self.past else None
        if self.amount is not None and past is None:
            past = self.now.value - self.amount.value * _way(self.amount, 1)
        elif self.amount is not None and past is not None:
            right = self.now.value - past
            yield self.amount, right, right == self.amount.value * _way(self.amount, right)
        if self.growth is not None and past:
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
    for row in _rows(found):
        readings = [change for change in _readings(found, row) if any(change.claims())]
        # The first reading of all whose numbers agree decides: 主办12件,会办7件,比上年的15件增加4件 is told of all 19.
        agreeing = [change for change in readings if all(agrees for *_claim, agrees in change.claims())]
        for change in (agreeing or readings)[:1]:
            for one, right, agrees in change.claims():
                verdict = Verdict.OK if agrees else Verdict.CLASH
                others = [other for other in (change.now, change.past, change.amount) if other not in {None, one}]
                yield _said(found, one, others, right, verdict)
    for one in found.counts:
        if "年均" in one.label:
            yield from _average(found, one)


def _rows(found: Found) -> Iterator[list[Number]]:
    """Changes and last year's numbers side by side in one sentence: 比上年的15件增加4件,增长26.7%."""
    row: list[Number] = []
    for one in found.numbers:
        if not one.is_now:
            row.append(one)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _readings(found: Found, row: Sequence[Number]) -> Iterator[Change]:
    """What a row may be told of, the most natural first: years by name, the amount that it led to, what stands before it."""
    first, told = row[0], {(one.role, one.unit): one for one in reversed(row)}
    growth = told.get(("change", "%"))
    yield from _between_years(found, first)
    if first.role == "last" and growth not in row[:2] and row[1:] and row[1].label.endswith(_WORDS["up_to"]):
        # 由上年的62件增加到64件,增长3.2%
        yield Change(row[1], first, growth=growth)
    before = next(iter(found.beside(first, 1)), first)
    if before.sentence == first.sentence and before.is_now and any(word in first.gap for word in _WORDS["compares"]):
        for now in [before, *(n for one in found.sums_of.get(id(before), ()) for n in one.whole.numbers)]:
            amount = told.get(("change", "百分点" if now.unit == "%" else now.unit))
            yield Change(now, told.get(("last", now.unit)), amount, growth)


def _between_years(found: Found, one: Number) -> Iterator[Change]:
    """2022年办理93件、2023年办理102件…2023年比2022年增加9件."""
    before, _than, behind = one.gap.replace("较", "比").partition("比")
    near = found.before(one, 24)
    years = [f"{year}年" for year in (before.rstrip("年度")[-4:], behind[:4]) if year.isdigit()]
    told = [[other for other in near if other.frame.startswith(year)] for year in years]
    if [len(each) for each in told] == [1, 1]:
        yield Change(told[0][0], told[1][0], one)


def _average(found: Found, mean: Number) -> Iterator[Finding]:
    """Judge 年均, the total divided by the years, rounded either way: 五年来共办理630件,年均126件."""
    for total in found.before(mean, 2):
        years = vocabulary.whole_number(vocabulary.without(total.frame, _WORDS["spans"]).lstrip("近"))
        if years:
            right = total.value / years
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
    found.compare(others, RULE)
    return found.finding(verdict, RULE, [one], message % said, expected=said["right"], said=said["one"])
