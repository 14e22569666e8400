"""The six-stage line: what is done, under way, to come, or does not apply."""

from datetime import date

import pytest

from tracking.loop.progress import DONE, NOT_APPLICABLE, NOW, TO_COME, progress
from tracking.models import Duty, HandlingRecord
from tracking.stages import Stage
from tracking.workdays import Calendar

DAYS = {
    "handed_over_on": date(2024, 3, 29),
    "signed_for_on": date(2024, 4, 1),
    "delivered_on": date(2024, 6, 20),
    "asked_on": date(2024, 6, 20),
    "feedback_on": date(2024, 7, 1),
}


def line(stage: Stage, duty: Duty = Duty.LEAD, contacts=None, **days):
    return progress(HandlingRecord(stage=stage, duty=duty, **days), Calendar(), contacts=contacts)


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        (Stage.REGISTERED, [NOW] + [TO_COME] * 5),
        (Stage.ASSIGNED, [DONE, NOW] + [TO_COME] * 4),
        (Stage.HANDLING, [DONE] * 2 + [NOW] + [TO_COME] * 3),
        (Stage.NUMBERED, [DONE] * 3 + [NOW] + [TO_COME] * 2),
        (Stage.DELIVERED, [DONE] * 4 + [NOW, TO_COME]),
        (Stage.ASKED, [DONE] * 5 + [NOW]),
        (Stage.CLOSED, [DONE] * 6),
    ],
)
def test_each_stage_has_its_place_on_the_line(stage, states):
    assert [mark.state for mark in line(stage)] == states


def test_a_joint_item_ends_with_its_opinion():
    marks = line(Stage.CLOSED, Duty.JOINT)
    assert [mark.state for mark in marks] == [DONE] * 4 + [NOT_APPLICABLE] * 2
    assert marks[4].note == "由市主办单位统一征询"


def test_a_withdrawn_item_keeps_what_was_done():
    marks = line(Stage.WITHDRAWN, handed_over_on=DAYS["handed_over_on"])
    assert [mark.state for mark in marks] == [DONE] + [NOT_APPLICABLE] * 5


def test_days_and_working_days_stand_under_what_is_done():
    marks = line(Stage.CLOSED, contacts=3, **DAYS)
    assert [mark.on for mark in marks] == [
        DAYS["handed_over_on"],
        DAYS["signed_for_on"],
        None,
        DAYS["delivered_on"],
        DAYS["asked_on"],
        DAYS["feedback_on"],
    ]
    assert marks[1].note == "用时 1 个工作日"
    assert marks[2].note == "沟通 3 次"
    assert marks[4].note == "", "the same day takes no time worth telling"


def test_what_is_to_come_shows_no_day_of_an_earlier_round():
    marks = line(Stage.HANDLING, **DAYS)
    assert [mark.on for mark in marks[2:]] == [None] * 4
    assert marks[2].note == "办理中"
