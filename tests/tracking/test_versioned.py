"""What every edited model has in common: its conditions are asked for at once, and each still speaks for itself."""

import pytest
from django.core.exceptions import ValidationError

from tracking.models import HandlingRecord, Signature
from tracking.stages import Stage

pytestmark = pytest.mark.django_db

NO_TITLE, FROM_ONE = "案由不能为空。", "编号应从 1 开始。"


def test_a_row_that_is_as_it_was_read_is_found_sound_without_a_query(office, django_assert_num_queries):
    record = office.make_record(Stage.CLOSED)
    with django_assert_num_queries(0):
        record.full_clean()


def test_a_number_is_looked_for_where_it_changed(office, django_assert_num_queries):
    office.register(number=7)
    record = office.register(number=8)
    record.number = 9
    with django_assert_num_queries(1):
        record.full_clean()
    record.number = 7
    with pytest.raises(ValidationError):
        record.full_clean()


def test_a_value_that_stands_alone_is_looked_for_where_it_changed(office, django_assert_num_queries):
    unit = office.unit
    with django_assert_num_queries(0):
        unit.full_clean()
    unit.name = office.lead_unit.name
    with pytest.raises(ValidationError):
        unit.full_clean()


def test_a_key_that_changed_is_looked_up(office):
    record = office.register()
    record.session_id = 0
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert set(refused.value.error_dict) == {"session"}


def test_the_number_of_a_letter_is_looked_for_among_those_that_have_one(office, django_assert_num_queries):
    first, second = (office.make_record(Stage.NUMBERED).assignments.get().reply for _item in range(2))
    second.doc_number, number = "", second.doc_number
    with django_assert_num_queries(0):
        second.full_clean()
    second.doc_number = f"{number[:-1]}0{number[-1:]}"
    with django_assert_num_queries(1):
        second.full_clean()
    second.doc_number = first.doc_number
    with pytest.raises(ValidationError, match="这个发文字号已经用过，请核对。"):
        second.full_clean()


def test_a_row_read_in_part_is_asked_about_whole(office):
    record = HandlingRecord.objects.defer("title").get(pk=office.register().pk)
    record.validate_constraints()
    record.number = 0
    with pytest.raises(ValidationError) as refused:
        record.validate_constraints()
    assert refused.value.messages == [FROM_ONE]


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
