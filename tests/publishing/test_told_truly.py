"""The summary's draft says what happened: one meeting once, no good word where somebody was left out or not satisfied."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from publishing.narrating.facts import known
from publishing.narrating.prose import contact as told_contact
from publishing.narrating.prose import leadership
from tests.tracking.factories import Office, make_office, make_unit
from tracking.loop import take
from tracking.models import HandlingRecord
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
END = date(2024, 12, 31)


@pytest.fixture
def office(db) -> Office:
    return make_office()


def give_back(office) -> None:
    """An item whose unit's objection was granted, and which nobody else has yet."""
    record = office.make_record(Stage.ASSIGNED, start=timezone.localdate() - timedelta(days=1))
    part, other = record.assignments.get(), make_unit("区另例局")
    take("object_to", part, account=office.unit_handler, reason="不属职责。", proposed_unit=other)
    part.refresh_from_db()
    take("grant_objection", part, account=office.reviewer)


def test_one_meeting_for_three_items_is_told_as_one(office):
    talk = {"phase": "before", "method": "meeting", "on": date(2024, 4, 10)}
    for number in range(3):
        record = office.make_record(Stage.HANDLING)
        take(
            "contact", record.assignments.get(), account=office.unit_handler, summary=f"第{number}件听取意见。", **talk
        )
    phone = talk | {"method": "phone", "summary": "电话沟通。"}
    take("contact", record.assignments.get(), account=office.unit_handler, **phone)
    assert "先后沟通2次，其中当面走访、座谈1次" in "".join(told_contact(known(office.session, END)))


def test_nothing_has_found_its_place_while_an_item_has_no_unit(office):
    office.make_record(Stage.HANDLING)
    assert "做到件件有着落" in "".join(leadership(known(office.session, END)))
    give_back(office)
    told = "".join(leadership(known(office.session, timezone.localdate())))
    assert "件件有着落" not in told
    assert "尚有1件待交办" in told


def test_what_somebody_was_not_satisfied_with_is_no_example(office):
    good = office.make_record(Stage.FED_BACK, title="示例好事")
    bad = office.make_record(Stage.ASKED, title="示例难事", co_signers=["示例代表乙"])
    for signature, result in zip(bad.signatures.order_by("order"), ("satisfied", "unsatisfied"), strict=True):
        part = bad.assignments.get()
        said = {"source": "assembly", "attitude": "satisfied", "result": result, "on": date(2024, 6, 20)}
        take("feed_back", part, account=office.clerk, signature=signature, **said)
    assert [one.title for one in known(office.session, END).items] == [good.title]


def test_what_has_to_wait_is_told_after_what_was_settled(office):
    waits = office.make_record(Stage.FED_BACK, title="示例难事")
    HandlingRecord.objects.filter(pk=waits.pk).update(reply_class="C")
    good = office.make_record(Stage.FED_BACK, title="示例好事")
    assert [one.title for one in known(office.session, END).items] == [good.title, waits.title]
