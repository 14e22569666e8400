"""Feedback that can't be faked: who may bring an opinion in, by which door, and what it counts for."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.tracking.factories import PNG, make_person, make_scan
from tracking import figures, versions
from tracking.loop import Refused, take
from tracking.loop.settling import facts
from tracking.models import Delivery, Event, Feedback, FeedbackSource, HandlingRecord, Role, new_token
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ON = date(2024, 6, 20)
SAID = {"result": "satisfied", "attitude": "satisfied"}


@pytest.fixture
def part(make_record):
    """A part whose proposers are being asked."""
    return make_record(Stage.ASKED, co_signers=["示例代表乙"]).assignments.get()


def first_of(part):
    return part.record.signatures.first()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OFFICE_CLERK, Role.PROPOSER}])
@pytest.mark.parametrize("source", FeedbackSource)
def test_nobody_but_the_clerk_enters_an_opinion_whatever_its_source(role, source, part, unit):
    somebody = make_person("示例某人", role, unit if role.is_of_a_unit else None, login="somebody")
    more = {"form_scan": make_scan()} if source == FeedbackSource.PAPER else {}
    with pytest.raises(Refused):
        take("feed_back", part, account=somebody.user, on=ON, signature=first_of(part), source=source, **SAID, **more)
    assert not Feedback.objects.exists()


def test_a_unit_comes_through_no_door(part, unit_handler, clerk, client, make_record):
    """Its own account, a clerk's hand, the one-time link, the form that it carries, the lead unit's letter."""
    first, joint = first_of(part), make_record(Stage.CLOSED, duty="joint").assignments.get()
    opinion = {"signature": first, "source": "assembly", **SAID}
    doors = [
        lambda: take("feed_back", part, account=unit_handler, on=ON, **opinion),
        lambda: take("feed_back", part, account=clerk, decider=unit_handler.person, scan=make_scan(), on=ON, **opinion),
        lambda: take("issue_link", part, account=unit_handler, on=ON, signature=first, token=new_token()),
        lambda: take("receive_feedback", joint, account=unit_handler, signature=first_of(joint), result="satisfied"),
    ]
    for door in doors:
        with pytest.raises(Refused):
            door()
    with pytest.raises(TypeError):
        take("carry_form", part, account=unit_handler, on=ON, signature=first, form_scan=make_scan(), **SAID)
    client.force_login(unit_handler)
    for code in ("feed_back", "issue_link"):
        address = f"/admin/loop/{part.record_id}/{code}/{part.pk}/"
        assert (
            client.post(address, {"on": "2024-06-20", "signature": first.pk, "source": "assembly", **SAID}).status_code
            == 302
        )
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("source", ["link", "imported", "lead_unit", "nonsense"])
def test_the_clerk_enters_no_opinion_as_if_from_elsewhere(source, part, clerk):
    with pytest.raises(ValidationError, match="请从"):
        take("feed_back", part, account=clerk, on=ON, signature=first_of(part), source=source, **SAID)


def test_the_unit_carries_the_form_and_the_office_confirms_it(part, unit_handler, clerk):
    first, scan = first_of(part), make_scan("征询意见表.png", PNG)
    take("carry_form", part, account=unit_handler, on=ON, signature=first, form_scan=scan)
    assert not Feedback.objects.exists()
    assert Delivery.objects.get(signature=first).form_scan == scan
    event = take("feed_back", part, account=clerk, on=ON, signature=first, source="paper", **SAID)
    given = Feedback.objects.get()
    assert (given.scan, given.get_source_display()) == (scan, "征询意见表（代录）")
    assert event.data["files"] == {str(scan.pk): scan.sha256}
    assert versions.verify().ok


def test_a_form_is_carried_again_until_the_opinion_is_in(part, unit_handler, clerk):
    first = first_of(part)
    for name in ("一.pdf", "二.pdf"):
        take("carry_form", part, account=unit_handler, on=ON, signature=first, form_scan=make_scan(name))
    take("feed_back", part, account=clerk, on=ON, signature=first, source="paper", **SAID)
    assert Feedback.objects.get().scan.name == "二.pdf"
    with pytest.raises(ValidationError, match="意见已经反馈"):
        take("carry_form", part, account=unit_handler, on=ON, signature=first, form_scan=make_scan())


def test_another_unit_carries_nothing(part, other_handler):
    with pytest.raises(Refused):
        take("carry_form", part, account=other_handler, on=ON, signature=first_of(part), form_scan=make_scan())


def test_a_form_carried_in_is_seen_by_its_unit_and_the_office_alone(part, unit_handler, other_handler, clerk, client):
    scan = make_scan("征询意见表.png", PNG)
    take("carry_form", part, account=unit_handler, on=ON, signature=first_of(part), form_scan=scan)
    found = []
    for who in (clerk, unit_handler, other_handler):
        client.force_login(who)
        found.append(client.get(f"/admin/files/{scan.pk}/"))
    assert [one.status_code for one in found] == [200, 200, 404]
    for one in found:
        b"".join(one)  # closed unread, a file closes the connection to PostgreSQL, too


def test_dissatisfaction_says_by_when_it_is_to_be_handled_anew(part, clerk):
    event = take(
        "feed_back", part, account=clerk, on=ON, signature=first_of(part), source="assembly", result="unsatisfied"
    )
    assert "须重新办理：2024-06-20启动的，限2024-07-19前重新答复。" in event.summary
    assert event.data["hint"] in event.summary


def test_a_co_signers_dissatisfaction_calls_for_no_redo(part, clerk):
    second = part.record.signatures.last()
    event = take("feed_back", part, account=clerk, on=ON, signature=second, source="assembly", result="unsatisfied")
    assert "hint" not in event.data


def test_what_the_lead_unit_passes_back_is_kept_and_counts_in_no_rate(make_record, clerk, session):
    part = make_record(Stage.CLOSED, duty="joint").assignments.get()
    before = figures.count(session)["satisfaction_rate"].as_json()
    signature = first_of(part)
    take("receive_feedback", part, account=clerk, on=ON, signature=signature, result="unsatisfied", letter=make_scan())
    given = Feedback.objects.get()
    assert (given.source, given.result) == ("lead_unit", "unsatisfied")
    record = HandlingRecord.objects.get(pk=part.record_id)
    assert (record.feedback_result, record.stage) == ("", Stage.CLOSED)
    assert {name: getattr(record, name) for name in facts(record)} == facts(record)
    assert figures.count(session)["satisfaction_rate"].as_json() == before
    with pytest.raises(ValidationError, match="意见已经登记"):
        take("receive_feedback", part, account=clerk, on=ON, signature=signature, result="satisfied")
    assert versions.verify().ok


def test_shares_by_source_count_the_latest_opinion_of_every_signer(part, clerk, make_record, session):
    take(
        "feed_back", part, account=clerk, on=ON, signature=first_of(part), source="paper", form_scan=make_scan(), **SAID
    )
    make_record(Stage.FED_BACK)
    make_record(Stage.FED_BACK)
    counted = figures.count(session, keys=["feedback_paper_share", "feedback_assembly_share"])
    assert [one.proven for one in counted.values()] == ["33.3%（1/3）", "66.7%（2/3）"]


def test_a_leader_who_disagrees_sends_the_proposal_back_with_a_reason(make_record, leader, clerk):
    record = make_record(Stage.PROPOSED)
    event = take("send_back_proposal", record, account=leader, reason="请改由区另例局牵头。")
    assert HandlingRecord.objects.get(pk=record.pk).stage == Stage.REGISTERED
    assert event.summary == "请改由区另例局牵头。"
    again = HandlingRecord.objects.get(pk=record.pk)
    take("propose", again, account=clerk, handling_proposal="拟由区另例局办理。")
    assert Event.objects.filter(record=record, what="propose").count() == 2
    with pytest.raises(Refused):
        take("send_back_proposal", HandlingRecord.objects.get(pk=record.pk), account=clerk, reason="不。")
