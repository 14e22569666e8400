"""申请退回、改派: within its window, once, decided by the office; what is given back counts nowhere."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.tracking.admin.pages import logged_in, soup, text, typed
from tests.tracking.factories import kept, make_scan
from tracking import permissions, versions
from tracking.loop import STEPS, Refused, openings, take
from tracking.loop.bulk.proving import prove
from tracking.loop.settling import facts
from tracking.models import Assignment, AssignmentDuty, Duty, HandlingRecord, Notice, WorkdayOverride
from tracking.stages import Stage
from tracking.time.clocks import objection_limit, sign_for_clock

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def again(record) -> HandlingRecord:
    return HandlingRecord.objects.get(pk=record.pk)


def part_of(record, unit) -> Assignment:
    return Assignment.objects.get(record=record, unit=unit)


@pytest.fixture
def handed(office):
    """An item handed over today."""
    return lambda stage=Stage.ASSIGNED, **facts: office.make_record(stage, start=TODAY, **facts)


def object_to(part, account, proposed, **changes):
    return take(
        "object_to", part, account=account, **{"reason": "不属本单位职责。", "proposed_unit": proposed} | changes
    )


def test_an_objection_that_is_granted_brings_the_item_back_to_be_handed_on(handed, office, other_unit):
    record = handed()
    due, because = record.due_on, record.due_because
    part = part_of(record, office.unit)
    object_to(part, office.unit_handler, other_unit)
    assert again(record).stage == Stage.OBJECTED
    take("grant_objection", part, account=office.reviewer, comment="同意改派。")
    record = again(record)
    assert (record.stage, part_of(record, office.unit).stage) == (Stage.INSTRUCTED, Stage.REASSIGNED)
    take("assign", record, account=office.clerk, lead_units=[other_unit])
    record = again(record)
    assert (record.stage, record.due_on, record.due_because) == (Stage.ASSIGNED, due, because)
    assert part_of(record, other_unit).stage == Stage.ASSIGNED
    record = office.move_on(record, Stage.HANDLING, start=TODAY - timedelta(days=3))
    assert record.stage == Stage.HANDLING
    assert {name: getattr(record, name) for name in facts(record)} == facts(record)


def test_handing_on_keeps_the_first_clock_whatever_is_typed(handed, office, other_unit):
    record = handed()
    part = part_of(record, office.unit)
    object_to(part, office.unit_handler, other_unit)
    take("grant_objection", part, account=office.reviewer)
    with pytest.raises(ValidationError, match="改派不改变办理期限"):
        take("assign", again(record), account=office.clerk, lead_units=[other_unit], due_on=TODAY + timedelta(days=9))
    with pytest.raises(ValidationError, match="区示例局已申请退回并获同意"):
        take("assign", again(record), account=office.clerk, lead_units=[office.unit])


@pytest.fixture
def given_back(handed, office, other_unit):
    """An item of which the unit gave its part back this morning; it waits to be handed on."""
    record = handed()
    object_to(part_of(record, office.unit), office.unit_handler, other_unit)
    take("grant_objection", part_of(record, office.unit), account=office.reviewer)
    return again(record)


def test_a_unit_gets_what_it_gave_back_again_on_purpose(given_back, office, unit_handler):
    record, because = given_back, "区领导批示仍由区示例局办理。"
    event = take("assign", record, account=office.clerk, lead_units=[office.unit], again_because=because)
    record, part = again(record), part_of(record, office.unit)
    assert (record.stage, part.stage, part.assigned_on) == (Stage.ASSIGNED, Stage.ASSIGNED, TODAY)
    assert (part.due_on, part.sign_for_due_on) == (record.due_on, sign_for_clock(record, TODAY))
    assert because.rstrip("。") in event.summary
    assert permissions.may_see_record(unit_handler, record)
    assert [one.granted for one in part.objections.all()] == [True], "what was decided stays in the file"
    record = office.move_on(record, Stage.HANDLING, start=TODAY - timedelta(days=3))
    assert {name: getattr(record, name) for name in facts(record)} == facts(record)
    assert prove(HandlingRecord.objects.all()).missing == []
    assert versions.verify().ok


def test_it_is_told_at_once_and_must_sign(
    given_back, office, unit_handler, other_unit, django_capture_on_commit_callbacks
):
    Notice.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        take("assign", given_back, account=office.clerk, lead_units=[office.unit], again_because="区领导批示。")
    assert Notice.objects.filter(kind="assigned", person=unit_handler.person).exists()
    with pytest.raises(Refused, match="再次交给本单位，须签收办理"):
        object_to(part_of(given_back, office.unit), unit_handler, other_unit)


def test_the_reason_is_for_what_was_given_back_and_for_nothing_else(given_back, office, other_unit):
    with pytest.raises(ValidationError, match="没有退回过本件"):
        take("assign", given_back, account=office.clerk, lead_units=[other_unit], again_because="区领导批示。")
    form = STEPS["assign"].form
    asked = form(step=STEPS["assign"], subject=given_back, account=office.clerk)
    assert str(office.unit.pk) in dict(asked.fields["lead_units"].choices)
    assert "区示例局已申请退回并获同意" in asked.fields["again_because"].help_text
    fresh = office.make_record(Stage.INSTRUCTED)
    assert "again_because" not in form(step=STEPS["assign"], subject=fresh, account=office.clerk).fields


def test_the_page_of_the_hand_over_asks_why_and_suggests_nobody_who_gave_it_back(given_back, office):
    client, address = logged_in(office.clerk), f"/admin/loop/{given_back.pk}/hand-over/"
    page = soup(client.get(address))
    name = f"item{given_back.pk}-lead_units"
    assert not page.select(f"[name={name}] option[selected][value='{office.unit.pk}']"), "though 拟办意见 names it"
    data = typed(page) | {name: office.unit.pk}
    assert "确需再次交给它的，请写明理由" in text(client.post(address, data))
    because = {f"item{given_back.pk}-again_because": "区领导批示。"}
    assert client.post(address, data | because).status_code == 302
    assert part_of(given_back, office.unit).stage == Stage.ASSIGNED


def test_a_part_of_an_item_that_others_handle_is_given_again_too(handed, office, other_unit):
    record = handed(support_units=[other_unit])
    support = part_of(record, other_unit)
    object_to(support, office.handler_of(other_unit), office.unit)
    take("grant_objection", support, account=office.reviewer)
    unit = {"unit": other_unit, "duty": AssignmentDuty.SUPPORT}
    with pytest.raises(ValidationError, match="区另例局已申请退回并获同意"):
        take("add_unit", again(record), account=office.clerk, **unit)
    take("add_unit", again(record), account=office.clerk, again_because="区领导批示。", **unit)
    assert part_of(record, other_unit).stage == Stage.ASSIGNED
    with pytest.raises(ValidationError, match="本件已经交给区另例局"):
        take("add_unit", again(record), account=office.clerk, again_because="区领导批示。", **unit)
    assert prove(HandlingRecord.objects.all()).missing == []


def test_a_part_that_was_not_given_back_is_not_handed_over_twice_unnoticed(office):
    """The proof finds a hand-over that no step allows."""
    record = office.make_record(Stage.HANDLING)
    part = part_of(record, office.unit)
    with versions.collecting() as written:
        part.stage = Stage.ASSIGNED
        versions.keep(part)
        versions.append(what="assign", label="交办", account=office.clerk, record=record, versions=written)
    assert any("不合流程" in one.what for one in prove(HandlingRecord.objects.all()).missing)


def test_a_refused_objection_must_be_signed_for_and_is_not_made_again(handed, office, other_unit):
    record = handed()
    part = part_of(record, office.unit)
    object_to(part, office.unit_handler, other_unit)
    with pytest.raises(Refused, match="还不能“签收”"):
        office.sign_for(part, TODAY)
    take("refuse_objection", part, account=office.reviewer, comment="属于本单位职责。")
    part.refresh_from_db()
    assert (again(record).stage, part.stage) == (Stage.ASSIGNED, Stage.ASSIGNED)
    with pytest.raises(Refused, match="已裁定不予退回，须签收办理"):
        object_to(part, office.unit_handler, other_unit)
    office.sign_for(part, TODAY)
    assert again(record).stage == Stage.HANDLING


def test_after_the_window_the_button_names_the_day_and_a_typed_day_does_not_help(office, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=TODAY - timedelta(days=30))
    part = part_of(record, office.unit)
    last = objection_limit(record, part.assigned_on).on
    why = next(one.why_not for one in openings(record, office.unit_handler) if one.step.code == "object_to")
    assert f"申请退回的时限是{last}" in why
    with pytest.raises(Refused, match=f"申请退回的时限是{last}"):
        object_to(part, office.unit_handler, other_unit, on=part.assigned_on)


def test_a_paper_of_a_day_within_the_window_still_counts(office, clerk, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=TODAY - timedelta(days=30))
    part = part_of(record, office.unit)
    last = objection_limit(record, part.assigned_on).on
    paper = {"decider": office.unit_handler.person, "scan": make_scan()}
    with pytest.raises(Refused, match="申请退回的时限是"):
        object_to(part, clerk, other_unit, on=last + timedelta(days=1), **paper)
    object_to(part, clerk, other_unit, on=last, **paper)
    assert again(record).stage == Stage.OBJECTED


def test_a_local_holiday_makes_the_window_longer(office):
    record = office.make_record(Stage.ASSIGNED, start=date(2024, 3, 29))
    before = objection_limit(record, date(2024, 3, 29)).on
    kept(WorkdayOverride(day=before, name="藏历新年"))
    limit = objection_limit(record, date(2024, 3, 29))
    assert limit.on > before
    assert "藏历新年" in limit.explanation


def test_a_unit_does_not_propose_itself(handed, office):
    part = part_of(handed(), office.unit)
    with pytest.raises(ValidationError, match="不能是本单位"):
        object_to(part, office.unit_handler, office.unit)


def test_the_office_decides_not_the_unit_nor_the_clerk_without_paper(handed, office, clerk, other_unit):
    part = part_of(handed(), office.unit)
    object_to(part, office.unit_handler, other_unit)
    with pytest.raises(Refused, match="这一步由政府办审核办理"):
        take("grant_objection", part, account=office.unit_handler)
    with pytest.raises(Refused, match="这一步由政府办审核办理"):
        take("grant_objection", part, account=clerk)
    take("grant_objection", part, account=clerk, decider=office.reviewer.person, scan=make_scan())
    assert part_of(part.record, office.unit).stage == Stage.REASSIGNED


def test_where_others_answer_the_part_alone_goes_to_another_unit(handed, office, other_unit):
    third = kept(type(other_unit)(name="区第三局"))
    record = handed(duty=Duty.SEPARATE, units=[office.unit, other_unit])
    office.sign_for(part_of(record, other_unit), TODAY)
    part = part_of(record, office.unit)
    object_to(part, office.unit_handler, third)
    take("grant_objection", part, account=office.reviewer)
    assert again(record).stage == Stage.HANDLING
    take("add_unit", again(record), account=office.clerk, unit=third, duty=AssignmentDuty.LEAD)
    assert again(record).stage == Stage.ASSIGNED
    with pytest.raises(ValidationError, match="本件已经交给区第三局"):
        take("add_unit", again(record), account=office.clerk, unit=third, duty=AssignmentDuty.LEAD)


def test_only_separate_items_get_a_second_leading_unit(handed, office, other_unit):
    with pytest.raises(ValidationError, match="只有分办件可以有多个牵头单位"):
        take("add_unit", handed(), account=office.clerk, unit=other_unit, duty=AssignmentDuty.LEAD)


def test_a_supporting_unit_may_object_and_the_reply_waits_for_it_no_longer(handed, office, other_unit):
    record = handed(support_units=[other_unit])
    office.sign_for(part_of(record, office.unit), TODAY)
    support = part_of(record, other_unit)
    object_to(support, office.handler_of(other_unit), office.unit)
    take("grant_objection", support, account=office.reviewer)
    part = part_of(record, office.unit)
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。"}
    take("contact", part, account=office.unit_handler, on=TODAY, **talk)
    office.submit(part, TODAY)
    assert again(record).stage == Stage.SUBMITTED


def test_a_unit_sees_no_more_of_what_it_gave_back(handed, office, other_unit):
    record = handed(duty=Duty.SEPARATE, units=[office.unit, other_unit])
    part = part_of(record, office.unit)
    object_to(part, office.unit_handler, other_unit)
    assert permissions.may_see_record(office.unit_handler, record)
    take("grant_objection", part, account=office.reviewer)
    assert not permissions.may_see_record(office.unit_handler, record)
    assert openings(again(record), office.unit_handler) == []
    with pytest.raises(Refused, match="没有查看本件的权限"):
        office.sign_for(part, TODAY)
    assert permissions.may_see_record(office.handler_of(other_unit), record)
    assert part in permissions.visible_assignments(record, office.clerk)
