"""What every edited model has in common: its conditions are asked for at once, and each still speaks for itself."""

import pytest
from django.core.exceptions import ValidationError

from tracking.models import HandlingRecord, Signature
from tracking.stages import Stage

pytestmark = pytest.mark.django_db

NO_TITLE, FROM_ONE = "案由不能为空。", "编号应从 1 开始。"


def test_a_sound_row_is_asked_about_once(office, django_assert_num_queries):
    record = office.make_record(Stage.CLOSED)
    with django_assert_num_queries(3):  # one question between two savepoints, for six conditions
        record.validate_constraints(exclude={"session"})


def test_every_broken_condition_has_its_sentence(office):
    record = office.register()
    record.title, record.number = "", 0
    with pytest.raises(ValidationError) as refused:
        record.validate_constraints()
    assert set(refused.value.messages) == {NO_TITLE, FROM_ONE}


def test_what_is_left_out_is_not_asked_about(office):
    record = office.register()
    record.title, record.number = "", 0
    with pytest.raises(ValidationError) as refused:
        record.validate_constraints(exclude={"number", "handed_over_on"})
    assert refused.value.messages == [NO_TITLE]


def test_an_unknown_value_breaks_no_condition(office):
    Signature(record=office.register(), order=None).validate_constraints()


def test_a_row_at_hand_is_not_looked_up(office, django_assert_num_queries):
    record = HandlingRecord.objects.select_related("session").get(pk=office.register().pk)
    with django_assert_num_queries(0):
        record.clean_fields(exclude={"group"})


def test_a_key_that_leads_nowhere_is_refused(office):
    record = office.register()
    record.session_id = 0
    with pytest.raises(ValidationError) as refused:
        record.clean_fields()
    assert set(refused.value.message_dict) == {"session"}


def test_what_must_be_there_is_missed(office):
    record = office.register()
    record.session = None
    with pytest.raises(ValidationError) as refused:
        record.clean_fields()
    assert set(refused.value.message_dict) == {"session"}
