"""What figures and drafts say is what happened: each thing once, nothing apart among the finished, nothing made better."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.tracking.factories import make_scan
from tracking import figures
from tracking.figures.occasions import talks
from tracking.loop import take
from tracking.models import Assignment, HandlingRecord
from tracking.reports import circulars
from tracking.stages import Stage
from tracking.wording import clauses

pytestmark = pytest.mark.django_db


def give_back(office, other_unit) -> HandlingRecord:
    """An item whose unit's objection was granted, and which nobody else has yet."""
    record = office.make_record(Stage.ASSIGNED, start=timezone.localdate() - timedelta(days=1))
    part = record.assignments.get()
    take("object_to", part, account=office.unit_handler, reason="不属职责。", proposed_unit=other_unit)
    part.refresh_from_db()
    take("grant_objection", part, account=office.reviewer)
    return HandlingRecord.objects.get(pk=record.pk)


def test_an_item_between_two_units_is_one_item_and_one_part(office, session, other_unit, clerk):
    record = give_back(office, other_unit)
    counted = figures.count(session, keys=["records", "assignments"])
    assert [one.numerator for one in counted.values()] == [1, 1]
    take("assign", record, account=clerk, lead_units=[other_unit])
    counted = figures.count(session, keys=["records", "assignments"])
    assert [one.numerator for one in counted.values()] == [1, 1]


def test_an_item_given_back_twice_still_counts_once(office, session, other_unit, other_handler, clerk):
    record = give_back(office, other_unit)
    take("assign", record, account=clerk, lead_units=[other_unit])
    part = record.assignments.get(unit=other_unit)
    take("object_to", part, account=other_handler, reason="也不属职责。", proposed_unit=office.unit)
    part.refresh_from_db()
    take("grant_objection", part, account=office.reviewer)
    counted = figures.count(session, keys=["records", "assignments"])
    assert [one.numerator for one in counted.values()] == [1, 1]


def test_what_the_city_s_lead_unit_passed_back_has_its_share(office, session, clerk):
    record = office.make_record(Stage.CLOSED, duty="joint")
    said = {"signature": record.signatures.get(), "result": "satisfied"}
    take("receive_feedback", record.assignments.get(), account=clerk, **said)
    office.make_record(Stage.FED_BACK)
    share = figures.count(session, keys=["feedback_lead_unit_share"])["feedback_lead_unit_share"]
    assert (share.numerator, share.denominator, share.measure) == (1, 2, "份")


def test_one_meeting_for_three_items_is_one(office, session):
    talk = {"phase": "before", "method": "meeting", "on": date(2024, 4, 10)}
    for number in range(3):
        record = office.make_record(Stage.HANDLING)
        take(
            "contact", record.assignments.get(), account=office.unit_handler, summary=f"第{number}件听取意见。", **talk
        )
    phone = talk | {"method": "phone", "summary": "电话沟通。"}
    take("contact", record.assignments.get(), account=office.unit_handler, **phone)
    part = Assignment.objects.first()
    assert talks(type(part.contacts.get()).objects.all()) == {"meeting": 1, "phone": 1}


def test_a_circular_names_what_waits_for_a_unit_and_thanks_nobody_for_nothing(office, session, other_unit):
    give_back(office, other_unit)
    body = circulars.draft(session, timezone.localdate()).body
    assert "另有1件同意退回后待重新交办。" in body
    assert "已答复的承办单位要做好征询意见工作" not in body


def test_sentences_join_without_two_marks(office, clerk):
    assert clauses("理由。", "", "回函：复函.pdf") == "理由；回函：复函.pdf"
    record = office.make_record(Stage.HANDLING)
    take("transfer", record, account=clerk, to="市示例局", reason="属市级职责。", reply=make_scan("复函.pdf"))
    assert record.events.last().summary == "转往市示例局：属市级职责；回函：复函.pdf"


@pytest.mark.parametrize(
    ("kind", "origin", "body"),
    [
        ("suggestion", "city", "示例市人民政府办公室"),
        ("suggestion", "district", "区人大常委会办公室"),
        ("proposal", "district", "区政协提案委员会"),
    ],
)
def test_the_handing_body_of_a_district_s_own_item_is_the_assembly_s(office, kind, origin, body):
    assert office.register(kind=kind, origin=origin).handing_body == body


def test_an_objection_on_paper_of_a_day_within_the_window_is_entered_late_with_its_own_date(office, other_unit, clerk):
    record = office.make_record(Stage.ASSIGNED)
    paper = {"decider": office.unit_handler.person, "scan": make_scan(), "reason": "不属职责。"}
    take("object_to", record.assignments.get(), account=clerk, on=date(2024, 4, 3), proposed_unit=other_unit, **paper)
    objection = record.assignments.get().objections.get()
    assert objection.on == date(2024, 4, 3)
