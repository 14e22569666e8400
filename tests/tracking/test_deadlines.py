"""The deadlines that come with an item, 即办, 见面时限 and the limit of an opinion: kept, shown and counted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.tracking.factories import HANDED_OVER_ON, kept, make_scan
from tracking import telling
from tracking.admin.ledger.filters import with_light
from tracking.loop import take
from tracking.loop.acts import recounting
from tracking.loop.acts.intake import deadlines
from tracking.models import Assignment, DueBasis, HandlingRecord, NoticeKind, OpinionLimit, Person
from tracking.stages import Stage
from tracking.time import attention
from tracking.time.attention import Attention
from tracking.time.clocks import meeting_limit, signed_for_before
from tracking.time.running import parts as parts_running
from tracking.time.running import running, shows
from tracking.workdays import Calendar, Light

pytestmark = pytest.mark.django_db
CITY = date(2024, 6, 20)
"A date that the city set, earlier than the three months."
COUNTED = date(2024, 6, 28)


def change(session, **facts):
    for name, value in facts.items():
        setattr(session, name, value)
    kept(session)


def hand_over(office, record, **facts):
    record = office.move_on(record, Stage.INSTRUCTED)
    take("assign", record, account=office.clerk, on=HANDED_OVER_ON, lead_units=[office.unit], **facts)
    return HandlingRecord.objects.get(pk=record.pk)


# The date that came with the item ----------------------------------------------------------------
def test_the_date_that_came_with_the_item_is_kept_at_the_hand_over(office):
    record = hand_over(office, office.register(due_on=CITY))
    assert (record.due_on, record.due_basis) == (CITY, DueBasis.FIXED)
    assert "2024年6月20日" in record.due_because
    assert record.assignments.get().due_on == CITY
    assert record.yellow_from == date(2024, 6, 13)


def test_a_listed_date_from_a_workbook_is_kept_too(office):
    record = office.register()
    record.due_on, record.due_because, record.due_basis = CITY, "台账所列期限为2024-06-20。", DueBasis.FIXED
    kept(record)
    record = hand_over(office, record)
    assert (record.due_on, record.due_because) == (CITY, "台账所列期限为2024-06-20。")


def test_an_earlier_date_may_be_set_at_the_hand_over(office):
    record = hand_over(office, office.register(due_on=CITY), due_on=date(2024, 6, 3))
    assert (record.due_on, record.due_basis) == (date(2024, 6, 3), DueBasis.FIXED)


@pytest.mark.parametrize(
    ("listed", "given", "why"),
    [
        (CITY, CITY + timedelta(days=1), "不能晚于来文的办理期限 2024-06-20。确需延后的，交办以后按“申请延期”办理"),
        (None, COUNTED + timedelta(days=1), "不能晚于按规定计算的期限 2024-06-28。确需延后的"),
        (COUNTED + timedelta(days=3), None, "来文的办理期限 2024-07-01 晚于按规定计算的期限 2024-06-28"),
        (None, HANDED_OVER_ON, "须晚于交办日期"),
    ],
)
def test_a_later_date_is_an_extension_and_no_hand_over(office, listed, given, why):
    record = office.register(due_on=listed)
    with pytest.raises(ValidationError, match=why) as refused:
        hand_over(office, record, due_on=given)
    assert list(refused.value.message_dict) == ["due_on"]


def test_what_came_too_late_stands_as_late(office):
    record = hand_over(office, office.register(due_on=HANDED_OVER_ON - timedelta(days=1)))
    assert record.due_on == HANDED_OVER_ON - timedelta(days=1)


def test_the_hand_over_says_both_dates(office):
    record = office.register(due_on=CITY)
    said = deadlines(record, HANDED_OVER_ON)
    assert "来文的办理期限是2024年6月20日，交办时保留" in said
    assert "按届次时限：2024年3月29日交办，三个月到2024年6月29日（星期六），提前到前一工作日6月28日" in said
    assert "请改填" in deadlines(office.register(due_on=date(2024, 7, 20)), HANDED_OVER_ON)


def test_the_date_is_corrected_before_the_hand_over_and_never_after(office, clerk):
    record = office.register(due_on=CITY)
    take("correct", record, account=clerk, due_on=date(2024, 6, 24))
    record = HandlingRecord.objects.get(pk=record.pk)
    assert record.due_on == date(2024, 6, 24)
    record = hand_over(office, record)
    with pytest.raises(ValidationError, match="期限调整"):
        take("correct", record, account=clerk, due_on=CITY)


def test_no_deadline_is_before_the_letter_came_in(office):
    with pytest.raises(ValidationError, match="不能早于收文日期"):
        office.register(due_on=date(2024, 3, 1))


# 即办 --------------------------------------------------------------------------------------------
def test_at_once_begins_with_the_hand_over_and_has_its_own_limit(office):
    record = office.register(is_at_once=True)
    assert record.due_on is None
    assert not HandlingRecord.objects.overdue(date(2025, 1, 1)).exists()
    record = hand_over(office, record)
    # 清明节 4月4日至6日, and 4月7日 is worked.
    assert (record.due_on, record.due_basis) == (date(2024, 4, 8), DueBasis.COMPUTED)
    assert record.due_because.startswith("2024年3月29日交办，5个工作日到")
    assert recounting.differences_of(record) == []


def test_at_once_follows_the_session_s_setting(office, session):
    change(session, at_once_days=2)
    assert hand_over(office, office.register(is_at_once=True)).due_on == date(2024, 4, 2)


def test_at_once_and_a_date_exclude_each_other(office):
    with pytest.raises(ValidationError, match="勾选“即办”的"):
        office.register(is_at_once=True, due_on=CITY)


# 会办意见 ----------------------------------------------------------------------------------------
def test_an_opinion_may_be_due_so_many_days_before_the_answer(office, session, other_unit):
    change(session, opinion_counted=OpinionLimit.BEFORE_ANSWER, opinion_days=20)
    record = office.make_record(Stage.ASSIGNED, support_units=[other_unit])
    # 2024-06-28 less twenty days is a Saturday.
    assert record.assignments.get(unit=other_unit).due_on == date(2024, 6, 7)
    assert recounting.differences_of(record) == []


def test_a_joint_item_s_opinion_is_due_before_the_session_s_answer(office, session):
    change(session, opinion_counted=OpinionLimit.BEFORE_ANSWER, opinion_days=20)
    record = office.make_record(Stage.ASSIGNED, duty="joint")
    assert record.due_on == date(2024, 6, 7)
    assert "提前20天到2024年6月8日（星期六），提前到前一工作日6月7日" in record.due_because


def test_an_opinion_asked_for_late_is_due_with_the_answer(office, session, other_unit, clerk):
    change(session, opinion_counted=OpinionLimit.BEFORE_ANSWER, opinion_days=20)
    record = office.make_record(Stage.HANDLING)
    take("add_unit", record, account=clerk, on=date(2024, 6, 17), unit=other_unit, duty="support")
    assert record.assignments.get(unit=other_unit).due_on == record.due_on


# 见面时限 ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", ["before", "after", "keep"])
def test_the_last_day_of_signing_whose_limit_is_over_is_found(session, rule):
    session.meeting_days, session.rest_day_rule = 20, rule
    calendar = Calendar()
    for offset in range(40):
        day = date(2024, 4, 20) + timedelta(days=offset)
        last = signed_for_before(session, day, calendar)
        assert meeting_limit(session, last, calendar).on < day
        assert meeting_limit(session, last + timedelta(days=1), calendar).on >= day


def test_who_has_not_met_the_proposer_in_time_needs_attention(office, session):
    record = office.make_record(Stage.HANDLING)
    late = date(2024, 5, 6)
    assert not attention.records_with(Attention.UNMET, late).exists()
    assert [row.counts[Attention.UNMET] for row in attention.table(attention.Grouping.UNIT, late)] == [0]
    change(session, meeting_days=20)
    assert not attention.records_with(Attention.UNMET, date(2024, 4, 19)).exists()
    assert [one["record"] for one in attention.records_with(Attention.UNMET, late)] == [record.pk]
    assert [row.counts[Attention.UNMET] for row in attention.table(attention.Grouping.UNIT, late)] == [1]
    talk = {"phase": "before", "method": "phone", "summary": "电话沟通。"}
    take("contact", record.assignments.get(), account=office.unit_handler, on=late, **talk)
    assert not attention.records_with(Attention.UNMET, late).exists()


def test_a_call_keeps_the_limit_only_where_calls_count(office, session):
    change(session, meeting_days=20, contact_definition="face")
    record = office.make_record(Stage.HANDLING)
    talk = {"phase": "before", "method": "phone", "summary": "电话沟通。"}
    take("contact", record.assignments.get(), account=office.unit_handler, on=date(2024, 4, 10), **talk)
    assert attention.records_with(Attention.UNMET, date(2024, 5, 6)).exists()


def test_the_unit_is_told_before_the_limit_of_meeting_ends(office, session):
    change(session, meeting_days=20)
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, duty="joint")

    def told(day: date) -> list:
        return [
            (matter.on, set(Person.objects.filter(pk__in=matter.people).values_list("name", flat=True)))
            for matter in telling.matters(telling.Day(day), [NoticeKind.MEET])
        ]

    assert told(date(2024, 4, 12)) == []
    assert told(date(2024, 4, 18)) == [(date(2024, 4, 19), {"示例承办"})]


# The clock that runs -----------------------------------------------------------------------------
def test_red_yellow_and_green_are_the_same_in_python_and_in_the_database(office, session, other_unit):
    change(session, opinion_days=60)
    office.make_record(Stage.ASSIGNED, support_units=[other_unit])
    office.make_record(Stage.HANDLING, support_units=[other_unit])
    office.make_record(Stage.HANDLING, duty="joint")
    calendar, seen = Calendar(), set()
    for offset in range(110):
        day = HANDED_OVER_ON + timedelta(days=offset)
        for light in (Light.RED, Light.YELLOW, Light.GREEN):
            found = set(parts_running().filter(shows(light, day, calendar)).values_list("pk", flat=True))
            clocks = {
                part.pk: running(part, day, calendar) for part in Assignment.objects.select_related("record__session")
            }
            assert found == {pk for pk, clock in clocks.items() if clock is not None and clock.light == light}
            seen |= {light} if found else set()
    assert seen == {Light.RED, Light.YELLOW, Light.GREEN}


def test_before_it_is_signed_for_the_clock_of_signing_runs(office):
    record = office.make_record(Stage.ASSIGNED)
    clock = running(record.assignments.get(), HANDED_OVER_ON, Calendar())
    assert (clock.label, clock.on) == ("签收期限", date(2024, 4, 3))
    office.sign_for(record.assignments.get())
    clock = running(record.assignments.get(), HANDED_OVER_ON, Calendar())
    assert (clock.label, clock.on) == ("办理期限", COUNTED)


def test_withdrawn_and_transferred_items_are_not_finished(office, clerk):
    record = office.make_record(Stage.HANDLING)
    take("withdraw", record, account=clerk, on=date(2024, 5, 6), letter=make_scan())
    record = HandlingRecord.objects.get(pk=record.pk)
    assert record.light_on(date(2024, 5, 7)) == Light.APART
    assert not with_light(HandlingRecord.objects.all(), Light.DONE, date(2024, 5, 7)).exists()
    assert with_light(HandlingRecord.objects.all(), Light.APART, date(2024, 5, 7)).get() == record
