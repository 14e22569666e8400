"""The living session as it is planned: different titles, the same each time, no numbers of persons, days that are worked."""

from datetime import date, timedelta

import pytest

from huiyin.example.living.days import Days
from huiyin.example.living.driving import handed_over_ago, redo_days
from huiyin.example.living.items import living_items
from huiyin.example.living.ledger import DUE
from tracking.models import Duty, HandlingRecord, Kind, Session
from tracking.time.clocks import answer_clock, redo_clock
from tracking.wording import personal_numbers
from tracking.workdays import Calendar, Light, light


@pytest.mark.parametrize(("large", "items", "units"), [(False, 60, 20), (True, 139, 40)])
def test_no_title_occurs_twice(large, items, units):
    found = living_items(large=large)
    assert len(found) == len({one.words.title for one in found}) == items
    assert {one.unit for one in found} == set(range(units))
    assert {one.kind for one in found} == set(Kind)
    assert {one.duty for one in found} == set(Duty)


def test_each_time_the_same_is_written():
    def written():
        return [(one.words.title, one.words.text(), one.words.letter("示例甲代表", 1)) for one in living_items()]

    assert written() == written()


def test_an_answer_tells_the_same_numbers_as_the_letter():
    for one in living_items():
        letter = one.words.letter("示例甲代表", 1)
        assert all(done in letter for done in one.words.done())


def test_no_text_has_a_number_by_which_somebody_is_reached():
    for one in living_items(large=True):
        assert not personal_numbers(one.words.text() + one.words.letter("示例甲代表", 1) + one.words.joint_opinion())
        assert all(name.startswith("示例") for name in one.signers)


def test_every_unit_has_an_item_that_waits_for_it():
    first = living_items()[:20]
    assert {one.unit for one in first} == set(range(20))


@pytest.mark.parametrize("day", [date(2026, 2, 25), date(2026, 7, 8), date(2026, 10, 9), date(2026, 10, 4)])
def test_days_are_worked_whatever_the_day(day):
    days = Days(day, Calendar())
    for ago in range(80):
        assert days.calendar.is_workday(days.ago(ago))
        assert days.ago(ago) <= day - timedelta(days=ago)
    assert days.ahead(-3) < day < days.ahead(2)


NOT_RUNNING = {
    "registered", "proposed", "instructed", "delivered", "asked", "asked_urged", "fed_back", "closed", "closed_joint",
    "promised", "promise_late", "unheard", "withdrawn",
}  # fmt: skip
"Ways on which no answer clock runs, or runs no more."


def light_of(item, days: Days) -> Light:
    """The light that an item shows on the day, by the clocks of a session with the usual limits."""
    record = HandlingRecord(session=Session(), duty=item.duty, is_at_once=item.way == "at_once")
    clock = answer_clock(record, days.ago(handed_over_ago(item)), calendar=days.calendar)
    set_to = days.ahead(DUE[item.way]) if item.way in DUE else None
    if item.way == "redo":
        begun, set_to = redo_days(record, days)
        clock = redo_clock(record, begun, days.calendar)
    due = set_to or clock.on
    yellow = days.calendar.add_workdays(set_to, -5) if set_to else clock.yellow_from
    return light(days.today, due, yellow)


def test_two_items_are_late_and_four_are_close_whatever_the_day():
    calendar, wrong = Calendar(), {}
    for after in range(0, 730, 2):
        days = Days(date(2025, 3, 1) + timedelta(days=after), calendar)
        running = [one for one in living_items() if one.way not in NOT_RUNNING]
        shown = [light_of(one, days) for one in running]
        if (shown.count(Light.RED), shown.count(Light.YELLOW)) != (2, 4):
            wrong[days.today] = [(one.way, str(lit)) for one, lit in zip(running, shown, strict=True) if lit != "green"]
    assert wrong == {}
