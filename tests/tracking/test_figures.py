"""Figures are counted from the ledger, as of a day and as known at a moment."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, make_session, make_unit
from tracking import figures
from tracking.loop import take
from tracking.models import Assignment, Delivery, Ending, Feedback, HandlingRecord, Proposer, Session, Signature
from tracking.stages import Stage
from tracking.versions.triggers import disarmed

pytestmark = pytest.mark.django_db


def values(session, **when) -> dict:
    return {key: one.value for key, one in figures.count(session, **when).items()}


def test_an_empty_session_counts_nothing_and_divides_by_nothing(session):
    found = figures.count(session)
    assert found["records"].value == 0
    assert (found["completion_rate"].value, found["completion_rate"].printed) == (None, "—")


def test_items_count_from_their_hand_over(make_record, session):
    make_record(Stage.INSTRUCTED)
    make_record(Stage.ASSIGNED)
    assert values(session)["records"] == 1


def test_kinds_and_duties_add_up_to_all(make_record, session):
    make_record(Stage.CLOSED)
    make_record(Stage.HANDLING, kind="proposal", duty="joint")
    make_record(Stage.CLOSED, kind="proposal", duty="joint")
    found = values(session)
    assert found["suggestions"] + found["proposals"] == found["records"] == 3
    assert found["lead"] + found["joint"] + found["separate"] + found["sole"] == 3
    assert (found["answer_rate"], found["answered"]) == (66.7, 2)


def test_joint_items_are_outside_contact_and_satisfaction(make_record, session):
    make_record(Stage.CLOSED, duty="joint")
    make_record(Stage.CLOSED)
    found = figures.count(session)
    assert (found["satisfaction_rate"].numerator, found["satisfaction_rate"].denominator) == (1, 1)
    assert (found["contact_rate"].numerator, found["contact_rate"].denominator) == (1, 1)


def test_the_session_decides_what_counts_as_satisfied(make_record, session, clerk):
    record = make_record(Stage.ASKED)
    part = record.assignments.get()
    signature = record.signatures.get()
    take("feed_back", part, account=clerk, on=date(2024, 6, 24), signature=signature, result="basic", source="assembly")
    assert values(session)["satisfaction_rate"] == 100
    session.satisfaction_definition = "strict"
    assert values(session)["satisfaction_rate"] == 0
    assert "“满意”" in figures.count(session)["satisfaction_rate"].definition


def test_the_session_decides_what_counts_as_completed(make_record, session):
    make_record(Stage.CLOSED)
    HandlingRecord.objects.update(reply_class="B")
    session.completion_definition = "class_a"
    assert values(session)["completion_rate"] == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks a key up in a tree")
def test_units_are_counted_without_a_look_through_all_keys_for_each_part(make_record, session):
    make_record(Stage.CLOSED)
    with CaptureQueriesContext(connection) as asked:
        assert figures.group("unit", figures.Snapshot(session)).rows == (("区示例局", (1, 1)),)
    assert not [one for one in asked.captured_queries if "FILTER" in one["sql"]]


def test_an_item_of_several_units_counts_once_and_once_for_each(make_record, session, unit, other_unit):
    third = make_unit("区第三局")
    make_record(Stage.HANDLING, duty="separate", units=[unit, other_unit], support_units=[third])
    make_record(Stage.HANDLING)
    found = values(session)
    assert (found["records"], found["assignments"]) == (2, 3)
    assert dict(figures.group("unit", figures.Snapshot(session)).rows) == {"区示例局": (2, 0), "区另例局": (1, 0)}
    Assignment.objects.filter(unit=other_unit).update(stage=Stage.REASSIGNED)
    assert values(session)["assignments"] == 2


def test_what_was_withdrawn_counts_until_it_left(make_record, session):
    record = make_record(Stage.HANDLING)
    gone = HANDED_OVER_ON + timedelta(days=30)
    HandlingRecord.objects.filter(pk=record.pk).update(stage=Stage.WITHDRAWN, left_on=gone)
    before, after = (values(session, as_of=day) for day in (gone - timedelta(days=1), gone))
    assert (before["records"], before["withdrawn"]) == (1, 0)
    assert (after["records"], after["withdrawn"]) == (0, 1)


def test_what_is_not_completed_is_what_completion_leaves_over(make_record, session):
    make_record(Stage.CLOSED)
    make_record(Stage.CLOSED)
    make_record(Stage.HANDLING)
    HandlingRecord.objects.filter(number=1).update(reply_class="B")
    for definition, rest in (("answered", 1), ("class_a", 2)):
        session.completion_definition = definition
        found = figures.count(session)
        assert found["not_completed"].value == rest
        assert found["completion_rate"].numerator + rest == found["records"].value == 3


def test_classes_are_shares_of_the_answers_to_proposers(make_record, session):
    make_record(Stage.CLOSED)
    make_record(Stage.CLOSED)
    make_record(Stage.CLOSED, duty="joint")
    HandlingRecord.objects.filter(number=1).update(reply_class="B")
    found = figures.count(session)
    assert (found["class_a"].value, found["class_b"].value, found["class_c"].value) == (1, 1, 0)
    assert found["class_b_share"].proven == "50%（1/2）"
    session.reply_classes = [{"code": code, "label": f"示例{code}"} for code in "甲乙"]
    found = figures.count(session)
    assert (found["class_a"].label, found["class_c"].definition) == ("甲类", "本届没有这一答复类别")
    assert figures.FIGURES["class_b"].applies(session)
    assert not figures.FIGURES["class_c"].applies(session)


def test_an_answer_is_overdue_from_the_day_after_its_limit(make_record, session):
    due = make_record(Stage.HANDLING).due_on
    days = [due, due + timedelta(days=1)]
    assert [values(session, as_of=day)["overdue"] for day in days] == [0, 1]
    assert values(session)["overdue"] == 1


def test_who_was_never_heard_is_outside_satisfaction(make_record, session):
    make_record(Stage.CLOSED)
    silent = make_record(Stage.CLOSED)
    nothing = {"feedback_on": None, "feedback_result": "", "feedback_first_on": None, "feedback_first_result": ""}
    HandlingRecord.objects.filter(pk=silent.pk).update(ending=Ending.UNHEARD, **nothing)
    found = figures.count(session)
    assert (found["unheard"].value, found["satisfaction_rate"].proven) == (1, "100%（1/1）")


def test_by_form_every_signer_s_form_counts(make_record, session):
    record = make_record(Stage.CLOSED)
    reply = record.assignments.get().reply
    second = Signature.objects.create(
        record=record, proposer=Proposer.objects.create(name="示例代表乙", kind="deputy"), order=2
    )
    delivery = Delivery.objects.create(reply=reply, signature=second, way="post", sent_on=reply.delivered_on)
    Feedback.objects.create(delivery=delivery, result="unsatisfied", on=date(2024, 7, 1), source="link")
    assert figures.count(session)["satisfaction_rate"].proven == "100%（1/1）"
    session.satisfaction_basis = "form"
    found = figures.count(session)
    assert (found["satisfaction_rate"].proven, found["satisfaction_rate"].measure) == ("50%（1/2）", "份")
    assert (found["unsatisfied"].proven, found["feedback_link_share"].proven) == ("1份", "50%（1/2）")
    assert figures.members(figures.Snapshot(session), ["unsatisfied"])["unsatisfied__n"] == [record.pk]


def test_months_stand_without_a_gap(make_record, session):
    make_record(Stage.CLOSED)
    assert figures.group("month", figures.Snapshot(session)).rows == (
        ("2024年3月", (1, 0)),
        ("2024年4月", (0, 0)),
        ("2024年5月", (0, 0)),
        ("2024年6月", (0, 1)),
    )
    assert figures.group("month", figures.Snapshot(make_session("2031"))).rows == ()


def test_off_ledger_items_are_the_number_entered(session):
    session.off_ledger_count = 3
    assert values(session)["off_ledger"] == 3


def test_as_of_counts_what_had_happened_by_the_end_of_the_day(make_record, session):
    make_record(Stage.CLOSED)
    answered = HANDED_OVER_ON + timedelta(days=75)
    assert values(session, as_of=HANDED_OVER_ON - timedelta(days=1))["records"] == 0
    assert values(session, as_of=HANDED_OVER_ON)["records"] == 1
    assert values(session, as_of=answered - timedelta(days=1))["answered"] == 0
    assert values(session, as_of=answered)["answered"] == 1


def test_known_on_counts_from_the_versions_recorded_by_then(make_record, session):
    before_all = timezone.now() - timedelta(days=1)
    record = make_record(Stage.HANDLING)
    moment = timezone.now()
    take("correct", record, account=record.events.first().account, is_key=True)
    assert set(values(session, known_on=before_all).values()) <= {0, None}
    then, now = values(session, known_on=moment), values(session)
    assert (then.pop("key_items"), now.pop("key_items")) == (0, 1)
    assert then == now


def test_two_versions_of_one_moment_count_once(make_record, session):
    record = make_record(Stage.HANDLING)
    moment = timezone.now()
    with disarmed(HandlingRecord.history.model):
        HandlingRecord.history.filter(id=record.pk).update(history_date=moment)
    assert values(session, known_on=moment)["records"] == 1


def test_a_figure_opens_into_its_records(make_record, session):
    joint = make_record(Stage.CLOSED, duty="joint")
    make_record(Stage.CLOSED)
    assert figures.members(figures.Snapshot(session), ["joint"])["joint__n"] == [joint.pk]


@pytest.mark.parametrize(("basis", "queries"), [("item", 3), ("form", 4)])
def test_items_parts_and_forms_take_one_query_each(make_record, session, django_assert_num_queries, basis, queries):
    make_record(Stage.CLOSED)
    session = Session.objects.get()
    session.satisfaction_basis = basis
    with django_assert_num_queries(queries):
        figures.count(session)
    of_items = [key for key, one in figures.FIGURES.items() if one.basis(session) is figures.Basis.ITEMS]
    with django_assert_num_queries(1):
        figures.count(session, keys=of_items)
    with django_assert_num_queries(queries):
        figures.members(figures.Snapshot(session))


@pytest.mark.parametrize("key", list(figures.GROUPS))
def test_a_group_takes_one_query_and_its_units_names_another(make_record, session, django_assert_num_queries, key):
    make_record(Stage.CLOSED)
    session = Session.objects.get()
    with django_assert_num_queries(2 if key == "unit" else 1):
        figures.group(key, figures.Snapshot(session))


def test_rates_round_half_up():
    count = figures.Count("x", "x", "%", "", 33, 52)
    assert (count.value, count.printed) == (63.5, "63.5")
    assert figures.Count("x", "x", "%", "", 1, 8).value == 12.5
    assert figures.Count("x", "x", "%", "", 1, 16).value == 6.3


def test_another_sessions_items_are_not_counted(make_record, session):
    make_record(Stage.CLOSED, session=make_session("2025"))
    assert values(session)["records"] == 0
