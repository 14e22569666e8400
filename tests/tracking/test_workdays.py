"""Working days and time limits: against a second calendar, over rest days, and in the sentences that explain them."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.workdays import (
    Calendar,
    Light,
    Limit,
    RestDayRule,
    add_months,
    due,
    light,
    remaining,
    yellow_from,
)

STATE = Calendar()
DISTRICT = Calendar(
    {date(2024, 8, day): (False, "雪顿节") for day in range(5, 10)}
    | {date(2024, 8, 10): (True, "调休上班"), date(2024, 4, 5): (True, "值班"), date(2024, 3, 31): (False, "")}
)
HANDED_OVER_ON = date(2024, 3, 29)

days = st.dates(date(2023, 1, 1), date(2028, 12, 31))
calendars = st.sampled_from([STATE, DISTRICT])
limits = st.one_of(
    st.builds(Limit, st.integers(0, 40), st.just("workdays")),
    st.builds(Limit, st.integers(0, 200), st.just("days")),
    st.builds(Limit, st.integers(0, 12), st.just("months")),
)


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", [2018, 2020, 2024, 2025, 2026])
def test_every_day_agrees_with_another_calendar(year):
    assert [day for day in days_of(year) if STATE.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_rest_day_has_a_name_and_no_working_day_has(year):
    assert [day for day in days_of(year) if STATE.is_workday(day) == bool(STATE.name_of_rest(day))] == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ((2024, 6, 29), "星期六"),
        ((2024, 4, 4), "清明节"),
        ((2024, 4, 6), "清明节"),  # a Saturday amid swapped days belongs to the holiday
        ((2024, 4, 7), ""),  # a Sunday that is worked
        ((2024, 6, 9), "星期日"),  # a weekend beside a holiday without swapping stays a weekend
        ((2024, 6, 10), "端午节"),
        ((2025, 1, 28), "春节"),
        ((2025, 6, 1), "端午节"),  # between the holiday and its substitute
        ((2025, 10, 8), "国庆节、中秋节"),
        ((2018, 12, 31), "元旦"),  # swapped for a holiday of the next year
        ((2024, 8, 5), ""),
    ],
)
def test_a_rest_day_is_called_as_in_the_yearly_notice(day, name):
    assert STATE.name_of_rest(date(*day)) == name


def test_the_offices_own_days_stand_above_the_state_councils_either_way():
    assert not DISTRICT.is_workday(date(2024, 8, 5))
    assert DISTRICT.name_of_rest(date(2024, 8, 5)) == "雪顿节"
    assert DISTRICT.is_workday(date(2024, 8, 10))
    assert DISTRICT.name_of_make_up(date(2024, 8, 10)) == "调休上班"
    assert DISTRICT.name_of_make_up(date(2024, 4, 5)) == "值班"
    assert DISTRICT.name_of_rest(date(2024, 3, 31)) == "星期日"


def test_only_days_worked_out_of_turn_are_make_up_days():
    assert STATE.name_of_make_up(date(2024, 4, 7)) == "补班"
    assert STATE.name_of_make_up(date(2024, 4, 8)) == ""
    assert STATE.name_of_make_up(date(2024, 4, 6)) == ""


def test_a_year_without_make_up_days_is_an_estimate():
    assert [year for year in range(2024, 2029) if STATE.is_announced(year)] == [2024, 2025, 2026]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ((2024, 3, 29), 1, (2024, 4, 1)),
        ((2024, 3, 29), 4, (2024, 4, 7)),
        ((2024, 4, 8), -4, (2024, 4, 1)),
        ((2024, 4, 6), 0, (2024, 4, 6)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, n, expected):
    assert STATE.add_workdays(date(*day), n) == date(*expected)


@given(days, st.integers(-60, 60), calendars)
def test_counting_working_days_undoes_adding_them(day, n, calendar):
    assert calendar.workdays_between(day, calendar.add_workdays(day, n)) == n


@given(days, days, calendars)
def test_adding_the_working_days_between_ends_on_the_last_of_them(start, end, calendar):
    reached = calendar.add_workdays(start, n := calendar.workdays_between(start, end))
    assert reached == end or not calendar.is_workday(end)
    assert calendar.workdays_between(start, reached) == n


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ((2024, 3, 29), 3, (2024, 6, 29)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2023, 1, 31), 1, (2023, 2, 28)),
        ((2024, 11, 30), 3, (2025, 2, 28)),
        ((2024, 5, 31), -3, (2024, 2, 29)),
        ((2024, 12, 15), 12, (2025, 12, 15)),
    ],
)
def test_months_are_clipped_to_the_months_end(day, n, expected):
    assert add_months(date(*day), n) == date(*expected)


@pytest.mark.parametrize(
    ("rule", "on", "ending"),
    [
        (RestDayRule.BEFORE, (2024, 6, 28), "提前到前一工作日6月28日"),
        (RestDayRule.AFTER, (2024, 7, 1), "顺延到后一工作日7月1日"),
        (RestDayRule.KEEP, (2024, 6, 29), "按设置不作调整"),
    ],
)
def test_a_limit_that_ends_on_a_rest_day_follows_the_sessions_rule(rule, on, ending):
    found = due(HANDED_OVER_ON, Limit(3, "months"), STATE, rule)
    assert found.on == date(*on)
    assert found.explanation == f"2024年3月29日交办，三个月到2024年6月29日（星期六），{ending}。"


@pytest.mark.parametrize(
    ("start", "limit", "from_what", "explanation"),
    [
        (
            (2024, 3, 29), Limit(10, "workdays"), "交办",
            "2024年3月29日交办，10个工作日到2024年4月15日，其间双休日、4月4日至6日清明节不计，4月7日补班计入。",
        ),
        ((2024, 3, 4), Limit(3, "workdays"), "签收", "2024年3月4日签收，3个工作日到2024年3月7日。"),
        (
            (2023, 12, 28), Limit(5, "workdays"), "送达",
            "2023年12月28日送达，5个工作日到2024年1月5日，其间双休日、2024年1月1日元旦不计。",
        ),
        ((2024, 3, 29), Limit(30, "days"), "交办", "2024年3月29日交办，30天到2024年4月28日（星期日，补班）。"),
        ((2024, 1, 31), Limit(1, "months"), "交办", "2024年1月31日交办，一个月到2024年2月29日（2月没有31日）。"),
        (
            (2024, 11, 1), Limit(2, "months"), "交办",
            "2024年11月1日交办，两个月到2025年1月1日（元旦），提前到前一工作日2024年12月31日。",
        ),
        (
            (2024, 10, 1), Limit(3, "days"), "交办",
            "2024年10月1日交办，3天到2024年10月4日（国庆节），提前会早于交办之日，顺延到后一工作日10月8日。",
        ),
        (
            (2024, 9, 20), Limit(10, "workdays"), "交办",
            "2024年9月20日交办，10个工作日到2024年10月10日，其间双休日、10月1日至7日国庆节不计，9月29日补班计入。",
        ),
        (
            (2024, 3, 29), Limit(12, "months"), "交办",
            "2024年3月29日交办，12个月到2025年3月29日（星期六），提前到前一工作日3月28日。",
        ),
    ],
)  # fmt: skip
def test_the_count_is_explained_in_a_sentence(start, limit, from_what, explanation):
    assert due(date(*start), limit, STATE, from_what=from_what).explanation == explanation


def test_the_offices_own_days_are_named_in_the_sentence():
    assert due(date(2024, 8, 1), Limit(10, "workdays"), DISTRICT).explanation == (
        "2024年8月1日交办，10个工作日到2024年8月21日，其间双休日、8月5日至9日雪顿节不计，8月10日调休上班计入。"
    )  # fmt: skip


def test_a_rest_over_two_months_is_one_stretch():
    calendar = Calendar({date(2024, 2, 29): (False, "藏历新年"), date(2024, 3, 1): (False, "藏历新年")})
    assert (
        "其间双休日、2月29日至3月1日藏历新年不计" in due(date(2024, 2, 26), Limit(5, "workdays"), calendar).explanation
    )


def test_a_date_fixed_by_the_notice_stands_as_it_is():
    found = due(HANDED_OVER_ON, Limit(3, "months"), STATE, fixed=date(2024, 8, 4))
    assert (found.on, found.explanation) == (date(2024, 8, 4), "通知确定的日期为2024年8月4日。")


def test_a_count_into_an_unannounced_year_says_that_it_is_an_estimate():
    unsure = "；2027年放假安排尚未收录，法定节假日以外暂按周末推算。"
    assert due(date(2026, 12, 25), Limit(10, "workdays"), STATE).explanation.endswith(unsure)
    assert due(date(2026, 11, 25), Limit(3, "months"), STATE).explanation.endswith(unsure)
    assert "推算" not in due(date(2026, 11, 25), Limit(3, "months"), STATE, RestDayRule.KEEP).explanation
    assert "推算" not in due(date(2026, 9, 25), Limit(3, "months"), STATE).explanation


@given(days, limits, st.sampled_from([RestDayRule.BEFORE, RestDayRule.AFTER]), calendars)
def test_nothing_is_due_on_a_rest_day_or_before_its_start(start, limit, rule, calendar):
    found = due(start, limit, calendar, rule)
    assert calendar.is_workday(found.on)
    assert found.on >= start
    assert found.explanation.count("。") == 1


@pytest.mark.parametrize(
    ("due_on", "yellow_days", "expected"),
    [
        ((2024, 6, 28), 5, (2024, 6, 21)),
        ((2024, 6, 28), 0, (2024, 6, 28)),
        ((2024, 6, 29), 0, (2024, 6, 28)),  # due on a Saturday: from Friday on no working day is left
        ((2024, 4, 8), 5, (2024, 3, 29)),
    ],
)
def test_yellow_starts_when_so_many_working_days_are_left(due_on, yellow_days, expected):
    assert yellow_from(date(*due_on), yellow_days, STATE) == date(*expected)


@given(days, st.integers(0, 20), calendars)
def test_yellow_starts_on_the_first_such_day_and_not_before(due_on, yellow_days, calendar):
    first = yellow_from(due_on, yellow_days, calendar)
    assert calendar.workdays_between(first, due_on) <= yellow_days
    assert calendar.workdays_between(first - timedelta(days=1), due_on) > yellow_days


@pytest.mark.parametrize(
    ("today", "expected", "label"),
    [
        ((2024, 6, 20), Light.GREEN, "正常"),
        ((2024, 6, 21), Light.YELLOW, "临近"),
        ((2024, 6, 28), Light.YELLOW, "临近"),
        ((2024, 6, 29), Light.RED, "逾期"),
    ],
)
def test_the_light_turns_with_the_days(today, expected, label):
    shown = light(date(*today), date(2024, 6, 28), date(2024, 6, 21))
    assert (shown, shown.label) == (expected, label)


@pytest.mark.parametrize(
    ("today", "due_on", "words"),
    [
        ((2024, 6, 24), (2024, 6, 28), "还剩4个工作日"),
        ((2024, 6, 28), (2024, 6, 28), "今天到期"),
        ((2024, 6, 28), (2024, 6, 30), "还剩不足1个工作日"),
        ((2024, 6, 29), (2024, 6, 28), "已逾期，不足1个工作日"),
        ((2024, 7, 3), (2024, 6, 28), "已逾期3个工作日"),
    ],
)
def test_the_time_left_is_said_in_words(today, due_on, words):
    assert remaining(date(*today), date(*due_on), STATE) == words


def test_what_was_counted_by_one_calendar_says_nothing_of_another():
    asked = (date(2024, 5, 5), Limit(3, "months"))  # ends on 2024-08-05, a Monday, on which the district rests
    state, district = Calendar(), Calendar(DISTRICT.overrides)
    assert due(*asked, state) is due(*asked, state)
    assert due(*asked, district).on < due(*asked, state).on == due(*asked, district.without_own).on == date(2024, 8, 5)
    assert due(*asked, state, rule=RestDayRule.AFTER) is not due(*asked, state)
