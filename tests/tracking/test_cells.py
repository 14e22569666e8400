"""The cells of the ledger, counted by one number a row, are those that the rows' own words give."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from tracking.figures import CountedCell, cells
from tracking.models import ANSWERING_DUTIES, Duty, HandlingRecord
from tracking.stages import APART, Stage

pytestmark = pytest.mark.django_db


def by_hand(session) -> list[CountedCell]:
    found: Counter[tuple] = Counter()
    for one in HandlingRecord.objects.filter(session=session):
        if one.handed_over_on is not None and one.stage not in APART:
            has_letter = one.answered_on is not None and one.duty in ANSWERING_DUTIES
            code = one.reply_class if has_letter else ""
            found[one.kind, one.duty, one.origin, code, one.answered_on is not None] += 1
    return [CountedCell(*said, number) for said, number in sorted(found.items())]


@pytest.fixture
def filled(office):
    for stage, duty in (
        (Stage.CLOSED, Duty.LEAD),
        (Stage.CLOSED, Duty.LEAD),
        (Stage.CLOSED, Duty.JOINT),
        (Stage.HANDLING, Duty.SOLE),
        (Stage.INSTRUCTED, Duty.LEAD),
    ):
        office.make_record(stage, duty=duty)
    return office.session


def test_each_cell_holds_the_items_that_say_so(filled, django_assert_num_queries):
    found = cells(filled)
    assert found == by_hand(filled)
    assert sum(one.number for one in found) == 4
    with django_assert_num_queries(1):
        cells(filled)


def test_a_class_that_the_session_has_no_more_is_counted_under_its_own_word(filled):
    HandlingRecord.objects.filter(pk=HandlingRecord.objects.filter(stage=Stage.CLOSED).first().pk).update(
        reply_class="旧类"
    )
    found = cells(filled)
    assert found == by_hand(filled)
    assert "旧类" in {one.reply_class for one in found}


def test_a_later_day_and_moment_count_the_same(filled):
    assert cells(filled, date(2100, 1, 1), timezone.now()) == cells(filled)
