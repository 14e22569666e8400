"""Working days, time limits, yellow and red (时限): pure functions of dates and a session's settings (R40–R53)."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from types import MappingProxyType
from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
_SAME_HOLIDAY = {"农历除夕": "春节", "春节延长假期": "春节"}


class RestDayRule(TextChoices):
    """What becomes of a limit that ends on a rest day (期限遇休息日; R49)."""

    BEFORE = "before", gettext_lazy("提前到前一工作日")
    AFTER = "after", gettext_lazy("顺延到后一工作日")
    KEEP = "keep", gettext_lazy("不作调整")


class Light(TextChoices):
    """How close a due date is (灯)."""

    GREEN = "green", gettext_lazy("正常")
    YELLOW = "yellow", gettext_lazy("临近")
    RED = "red", gettext_lazy("逾期")
    DONE = "done", gettext_lazy("已完成")
    APART = "apart", gettext_lazy("撤回、转办")


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """A year of the State Council's arrangement (放假安排): rest days by name, weekends worked, and is it out."""

    rest: Mapping[date, str]
    made_up: frozenset[date]
    announced: bool


@lru_cache(maxsize=64)
def _arrangement(year: int) -> _Arrangement:
    """The library's word on a year, asked once; its neighbours are read along for stretches over New Year."""
    import holidays

    known = holidays.country_holidays("CN", years=(year - 1, year, year + 1), language="zh_CN")
    day, last = date(year, 1, 1) - 15 * _DAY, date(year, 12, 31) + 15 * _DAY
    rest: dict[date, str] = {}
    stretch: list[date] = []
    while day <= last:
        if not known.is_working_day(day):
            stretch.append(day)
        elif stretch:
            rest |= _named(stretch, known)
            stretch = []
        day += _DAY
    made_up = frozenset(day for day in known.weekend_workdays if day.year == year)
    return _Arrangement(MappingProxyType(rest), made_up, announced=bool(made_up))


def _named(stretch: list[date], known: Mapping[date, str]) -> dict[date, str]:
    """Names of the rest days in a row, as the yearly notice prints them.

    Where days were swapped (调休) the whole stretch bears the holiday's name (4月4日至6日清明节); otherwise only the
    days from the first holiday to the last do, and a weekend beside them stays a weekend.
    """
    parts = {day: [part.split("（")[0] for part in known.get(day, "").split("; ") if part] for day in stretch}
    names = dict.fromkeys(
        _SAME_HOLIDAY.get(name, name) for found in parts.values() for name in found if name != "休息日"
    )
    named = [day for day in stretch if parts[day]]
    if not names:
        return {day: _weekday(day) for day in stretch}
    first, last = named[0], named[-1]
    if any("休息日" in found for found in parts.values()):
        first, last = stretch[0], stretch[-1]
    return {day: "、".join(names) if first <= day <= last else _weekday(day) for day in stretch}


def _weekday(day: date) -> str:
    return f"星期{_WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True)
class Calendar:
    """The State Council's calendar with its make-up days, and the office's own days on top (藏历新年、雪顿节; R50)."""

    overrides: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    "Day → is it worked, and what it is called."
    counted: dict[tuple[date, "Limit", "RestDayRule", str], "Due"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    "What was counted by these days already: most items of a session are handed over on one day."
    yellow: dict[tuple[date, int], date] = field(default_factory=dict, init=False, repr=False, compare=False)
    "The days from which limits are close, likewise."

    @cached_property
    def without_own(self) -> "Calendar":
        """The State Council's days alone."""
        return Calendar()

    def is_workday(self, day: date) -> bool:
        """Is this day worked?"""
        own = self.overrides.get(day)
        return own[0] if own else _is_worked(day)

    def name_of_rest(self, day: date) -> str:
        """Why a day is not worked, e.g. 星期六, 国庆节, 雪顿节; empty for a working day."""
        if self.is_workday(day):
            return ""
        own = self.overrides.get(day)
        return (own and own[1]) or _arrangement(day.year).rest.get(day) or _weekday(day)

    def name_of_make_up(self, day: date) -> str:
        """What a day is called that is worked although it would be a rest day, e.g. 补班; empty for all others."""
        if not self.is_workday(day) or (day.weekday() < 5 and _is_worked(day)):
            return ""
        own = self.overrides.get(day)
        return (own and own[1]) or _("补班")

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after a day, or before it when n is negative; the day itself is not counted."""
        one = _DAY if n >= 0 else -_DAY
        for _count in range(abs(n)):
            day = self.nearest_workday(day + one, one)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days to go from one day to another: start not counted, end counted; negative backwards.

        The inverse of add_workdays: workdays_between(day, add_workdays(day, n)) == n, whichever way.
        """
        if end < start:
            return -self._worked(end, start - _DAY)
        return self._worked(start + _DAY, end)

    def _worked(self, first: date, last: date) -> int:
        """How many days are worked from one day to another, both counted: by the years' sums, then this place's own days."""
        if last < first:
            return 0
        own = sum(one[0] - _is_worked(day) for day, one in self.overrides.items() if first <= day <= last)
        years = sum(_worked_in(year)[-1] for year in range(first.year, last.year))
        before = _worked_in(first.year)[first.timetuple().tm_yday - 1] - _is_worked(first)
        return years + _worked_in(last.year)[last.timetuple().tm_yday - 1] - before + own

    def is_announced(self, year: int) -> bool:
        """Is the year's arrangement known, or only estimated from the law's holidays and weekends?"""
        return _arrangement(year).announced

    def nearest_workday(self, day: date, step: timedelta) -> date:
        """The day itself when it is worked, otherwise the next one in that direction."""
        while not self.is_workday(day):
            day += step
        return day


def _is_worked(day: date) -> bool:
    """Is a day worked, by the State Council alone?"""
    year = _arrangement(day.year)
    return day in year.made_up or day not in year.rest


@lru_cache(maxsize=64)
def _worked_in(year: int) -> tuple[int, ...]:
    """How many days of a year are worked up to each of its days, by the State Council alone."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return tuple(accumulate(_is_worked(first + n * _DAY) for n in range(days)))


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit (时限), e.g. three months, 30 days, 20 working days."""

    amount: int
    unit: Literal["workdays", "days", "months"]

    def __str__(self) -> str:
        if self.unit == "months":
            number = "零一两三四五六七八九十"[self.amount] if self.amount <= 10 else self.amount
            return _("%(n)s个月") % {"n": number}
        return (_("%(n)s个工作日") if self.unit == "workdays" else _("%(n)s天")) % {"n": self.amount}


@dataclass(frozen=True, slots=True)
class Due:
    """The day that something is due, and one sentence saying how it was counted."""

    on: date
    explanation: str


def add_months(day: date, n: int) -> date:
    """The same day of the month n months on, clipped to the month's end (R48)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def due(
    start: date,
    limit: Limit,
    calendar: Calendar,
    rule: RestDayRule = RestDayRule.BEFORE,
    fixed: date | None = None,
    from_what: str = "交办",
) -> Due:
    """When something is due (办结时限): counted from a day, or the date that the notice fixed (R41).

    A limit in days or months that ends on a rest day is moved by the session's rule, but never before its start.
    """
    if fixed:
        return Due(fixed, _("通知确定的日期为%(day)s。") % {"day": in_full(fixed)})
    key = (start, limit, rule, from_what)
    if key not in calendar.counted:
        calendar.counted[key] = _counted(*key, calendar)
    return calendar.counted[key]


def _counted(start: date, limit: Limit, rule: RestDayRule, from_what: str, calendar: Calendar) -> Due:
    """A limit counted from a day."""
    if limit.unit == "workdays":
        end = calendar.add_workdays(start, limit.amount)
    elif limit.unit == "months":
        end = add_months(start, limit.amount)
    else:
        end = start + limit.amount * _DAY
    on, moved = _moved(end, start, calendar, rule, from_what)
    parts = [
        _("%(start)s%(what)s") % {"start": in_full(start), "what": from_what},
        _("%(limit)s到%(end)s%(why)s")
        % {"limit": limit, "end": in_full(end), "why": _in_brackets(start, end, limit, calendar)},
        *(_left_out(start, end, calendar) if limit.unit == "workdays" else []),
        *moved,
    ]
    if limit.unit == "workdays":
        unsure = _unannounced(start, end, calendar)
    else:
        unsure = "" if rule == RestDayRule.KEEP else _unannounced(min(on, end), max(on, end), calendar)
    return Due(on, "，".join(parts) + unsure + "。")


def due_ahead(answer_due_on: date, days: int, start: date, calendar: Calendar) -> Due:
    """When an opinion is due so many days before the answer is (会办意见在答复期限前): on a working day, never later.

    Where that day is not after the hand-over, it is due with the answer itself.
    """
    ahead = answer_due_on - days * _DAY
    said = {"answer": in_full(answer_due_on), "days": days, "ahead": in_full(ahead)}
    if ahead <= start:
        words = _("答复期限%(answer)s前%(days)s天是%(ahead)s，不晚于交办之日，按答复期限计算。")
        return Due(answer_due_on, words % said)
    on = calendar.nearest_workday(ahead, -_DAY)
    if on == ahead or on <= start:
        return Due(ahead, _("答复期限%(answer)s，提前%(days)s天到%(ahead)s。") % said)
    said |= {"rest": calendar.name_of_rest(ahead), "on": _short(on, ahead)}
    words = _("答复期限%(answer)s，提前%(days)s天到%(ahead)s（%(rest)s），提前到前一工作日%(on)s。")
    return Due(on, words % said)


def _moved(end: date, start: date, calendar: Calendar, rule: RestDayRule, from_what: str) -> tuple[date, list[str]]:
    """Where the rule moves an end that is a rest day, and the words for it."""
    if calendar.is_workday(end):
        return end, []
    if rule == RestDayRule.KEEP:
        return end, [_("按设置不作调整")]
    before, after = calendar.nearest_workday(end, -_DAY), calendar.nearest_workday(end, _DAY)
    if rule == RestDayRule.BEFORE and before >= start:
        passed = _passed_over(before, end, calendar)
        return before, [_("提前到前一工作日%(day)s") % {"day": _short(before, end)} + passed]
    said = _("顺延到后一工作日%(day)s") % {"day": _short(after, end)} + _passed_over(after, end, calendar)
    if rule == RestDayRule.BEFORE:
        return after, [_("提前会早于%(what)s之日") % {"what": from_what}, said]
    return after, [said]


def _passed_over(on: date, end: date, calendar: Calendar) -> str:
    """Holidays between a limit's end and the working day it is moved to, other than the one that it ends on."""
    first, last = min(on, end), max(on, end)
    days = [first + n * _DAY for n in range(1, (last - first).days)]
    named = [(day, calendar.name_of_rest(day)) for day in days]
    spans = _spans([(day, name) for day, name in named if name not in (_weekday(day), calendar.name_of_rest(end))], end)
    return f"（{'、'.join(spans)}）" if spans else ""


def _in_brackets(start: date, end: date, limit: Limit, calendar: Calendar) -> str:
    """What a reader would stumble over at a limit's end: a clipped month, a rest day, a weekend that is worked."""
    words = []
    if limit.unit == "months" and end.day != start.day:
        words.append(_("%(month)s月没有%(day)s日") % {"month": end.month, "day": start.day})
    if rest := calendar.name_of_rest(end):
        words.append(rest)
    elif limit.unit != "workdays" and (worked := calendar.name_of_make_up(end)):
        words.append(_("%(weekday)s，%(worked)s") % {"weekday": _weekday(end), "worked": worked})
    return f"（{'，'.join(words)}）" if words else ""


def _left_out(start: date, end: date, calendar: Calendar) -> list[str]:
    """Which days between start and end were not counted and why, and which weekends were."""
    days = [start + n * _DAY for n in range(1, (end - start).days + 1)]
    resting = [(day, calendar.name_of_rest(day)) for day in days]
    left_out = [_("双休日")] if any(name == _weekday(day) for day, name in resting) else []
    left_out += _spans([(day, name) for day, name in resting if name and name != _weekday(day)], start)
    counted = _spans([(day, name) for day in days if (name := calendar.name_of_make_up(day))], start)
    parts = [_("其间%(days)s不计") % {"days": "、".join(left_out)}] if left_out else []
    return parts + ([_("%(days)s计入") % {"days": "、".join(counted)}] if counted else [])


def _spans(named: list[tuple[date, str]], reference: date) -> list[str]:
    """Days in a row under one name as one: 4月4日至6日清明节."""
    rows = [(place, day, name) for place, (day, name) in enumerate(named)]
    spans = []
    for (_first, name), run in groupby(rows, key=lambda row: (row[1] - row[0] * _DAY, row[2])):
        days = [day for _place, day, _name in run]
        said = _short(days[0], reference)
        if len(days) > 1:
            same_month = (days[0].year, days[0].month) == (days[-1].year, days[-1].month)
            said += "至" + (f"{days[-1].day}日" if same_month else _short(days[-1], days[0]))
        spans.append(said + name)
    return spans


def _unannounced(first: date, last: date, calendar: Calendar) -> str:
    """A warning for years whose arrangement is not out: the count will change when it is."""
    years = [year for year in range(first.year, last.year + 1) if not calendar.is_announced(year)]
    if not years:
        return ""
    named = "、".join(f"{year}年" for year in years)
    return _("；%(years)s放假安排尚未收录，法定节假日以外暂按周末推算") % {"years": named}


def in_full(day: date) -> str:
    """A day as a sentence or a paper has it: 2024年8月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def without_year(day: date) -> str:
    """A day whose year the reader knows: 8月8日."""
    return f"{day.month}月{day.day}日"


def _short(day: date, reference: date) -> str:
    """A day without its year where the reader has just read the year."""
    return in_full(day) if day.year != reference.year else without_year(day)


def yellow_from(due_on: date, yellow_days: int, calendar: Calendar) -> date:
    """The first day on which this many working days or fewer are left (R51: five)."""
    key = (due_on, yellow_days)
    if key not in calendar.yellow:
        back = yellow_days if calendar.is_workday(due_on) else yellow_days + 1
        calendar.yellow[key] = calendar.add_workdays(due_on, -back)
    return calendar.yellow[key]


def light(today: date, due_on: date, yellow_from: date) -> Light:
    """Green, yellow or red on a day."""
    if today > due_on:
        return Light.RED
    return Light.YELLOW if today >= yellow_from else Light.GREEN


def remaining(today: date, due_on: date, calendar: Calendar) -> str:
    """How much time is left or was overrun, in words."""
    if today == due_on:
        return _("今天到期")
    left, over = calendar.workdays_between(today, due_on), calendar.workdays_between(due_on, today)
    if today < due_on:
        return _("还剩%(n)s个工作日") % {"n": left} if left else _("还剩不足1个工作日")
    return _("已逾期%(n)s个工作日") % {"n": over} if over else _("已逾期，不足1个工作日")
