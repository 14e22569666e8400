"""Facts: conditions worked out from a row's answers count what the database counts by filtering."""

from datetime import timedelta

import pytest
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracking.factories import HANDED_OVER_ON
from tracking.figures.facts import BITS, SimpleConditions
from tracking.models import HandlingRecord
from tracking.stages import Stage

pytestmark = pytest.mark.django_db

SIMPLE = st.sampled_from(
    [
        Q(kind="proposal"),
        Q(duty=""),
        Q(stage=Stage.HANDLING),
        Q(number__gt=2),
        Q(handed_over_on__lte=HANDED_OVER_ON),
        Q(answered_on__isnull=True),
        Q(answered_on__gt=HANDED_OVER_ON + timedelta(days=70)),
        Q(answered_on__lte=F("due_on")),
        Q(stage__in=[Stage.HANDLING, Stage.CLOSED]),
        Q(reply_class__in=[]),
        Q(number=1, is_key=False),
    ]
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        inner.map(lambda one: ~one),
        st.tuples(inner, inner).map(lambda two: two[0] & two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] | two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] ^ two[1]),
    ),
    max_leaves=6,
)


def counted(conditions, rows=None) -> list[int]:
    """How many records meet each, by their answers."""
    facts = SimpleConditions(conditions)
    rows = list(facts.counted(HandlingRecord.objects.all() if rows is None else rows))
    return [sum(n for answers, n in rows if holds(answers)) for holds in map(facts.test, conditions)]


@pytest.fixture
def items(office):
    """Items at three places of the loop, one of them a proposal."""
    office.register(kind="proposal")
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.CLOSED)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conditions=st.lists(CONDITIONS, min_size=1, max_size=4))
def test_answers_count_what_a_filter_counts(items, conditions):
    assert counted(conditions) == [HandlingRecord.objects.filter(one).count() for one in conditions]


def test_more_facts_than_a_whole_number_has_bits(items):
    conditions = [Q(number__gte=number) for number in range(BITS + 3)]
    assert counted(conditions) == [3, 3, 3 - 1, 1, *[0] * (BITS - 1)]


def test_nothing_asked_is_met_by_every_row(items):
    assert counted([Q()]) == [3]


def test_rows_that_no_condition_lets_through_are_none(items):
    assert counted([Q(kind="proposal"), Q()], HandlingRecord.objects.filter(pk__in=[])) == [0, 0]
