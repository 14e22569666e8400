"""申请延期、期限调整、期限复核: no due date moves without a reason, and none silently."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.tracking.admin.pages import logged_in, soup
from tests.tracking.factories import HANDED_OVER_ON, kept, make_scan
from tracking.admin.ledger.dossier import Dossier
from tracking.loop import STEPS, Refused, openings, take
from tracking.loop.acts.recounting import all_differences, differences, recount_all
from tracking.models import Assignment, DueBasis, Duty, Extension, HandlingRecord, WorkdayOverride
from tracking.stages import Stage
from tracking.time.clocks import answer_clock, longest, redo_clock, sign_for_clock
from tracking.workdays import Calendar

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
UNTIL = date(2024, 8, 30)


def again(record) -> HandlingRecord:
    return HandlingRecord.objects.get(pk=record.pk)


def part_of(record) -> Assignment:
    return Assignment.objects.answering().get(record=record)


def ask(record, office, until=UNTIL, on=date(2024, 5, 6)):
    return take("ask_extension", part_of(record), account=office.unit_handler, on=on, until=until, reason="需征地。")


def grant(record, office, **changes):
    facts = {"consent": "示办复〔2024〕3号", "told_on": date(2024, 5, 8), "on": date(2024, 5, 9)} | changes
    return take("grant_extension", part_of(record), account=office.reviewer, **facts)


def codes(record, account) -> set[str]:
    return {one.step.code for one in openings(again(record), account)}


# 申请延期 -------------------------------------------------------------------------------------
def test_an_extension_moves_the_date_with_consent_and_notice(record, office):
    before = record.due_on
    ask(record, office)
    assert again(record).due_on == before
    grant(record, office, consent_scan=make_scan())
    record = again(record)
    assert (record.due_on, record.due_basis, part_of(record).due_on) == (UNTIL, DueBasis.EXTENDED, UNTIL)
    assert record.yellow_from == answer_clock(record, HANDED_OVER_ON, fixed=UNTIL).yellow_from
    assert str(before) in record.due_because
    assert "示办复〔2024〕3号" in record.due_because
    assert Extension.objects.get().due_before == before


def test_a_refused_extension_leaves_the_date_and_may_be_asked_again(record, office):
    before = record.due_on
    ask(record, office)
    with pytest.raises(Refused, match="上一次延期申请还没有裁定"):
        ask(record, office)
    take("refuse_extension", part_of(record), account=office.reviewer, on=date(2024, 5, 9), comment="理由不足。")
    assert again(record).due_on == before
    assert not {"grant_extension", "refuse_extension"} & codes(record, office.reviewer)
    ask(record, office)
    assert "grant_extension" in codes(record, office.reviewer)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(date(2024, 6, 1), "须晚于现在的办理期限"), (date(2024, 10, 8), "最长只能到2024-09-29")],
)
def test_an_extension_lies_between_the_limit_and_the_longest_one(record, office, until, sentence):
    with pytest.raises(ValidationError, match=sentence):
        ask(record, office, until=until)


def test_the_longest_limit_explains_itself(record):
    most = longest(record, record.handed_over_on)
    assert "2024年3月29日交办" in most.explanation
    assert "六个月" in most.explanation


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"told_on": TODAY + timedelta(days=1)}, "不能在将来"),
        ({"told_on": date(2024, 5, 1)}, "不能早于申请日期"),
        ({"consent": ""}, "交办机关同意的依据"),
    ],
)
def test_an_extension_needs_the_consent_and_the_proposer_told(record, office, changes, error):
    ask(record, office)
    with pytest.raises(ValidationError, match=error):
        grant(record, office, **changes)
    assert again(record).due_on != UNTIL


def test_a_joint_item_has_no_extension_and_an_own_one_has(make_record, office):
    assert "ask_extension" not in codes(make_record(Stage.HANDLING, duty=Duty.JOINT), office.unit_handler)
    own = make_record(Stage.HANDLING, origin="district")
    ask(own, office)
    grant(own, office, consent="区人大常委会办公室2024年5月7日同意")
    assert again(own).due_on == UNTIL


def test_a_redo_is_not_extended(make_record, office):
    record = make_record(Stage.ASKED)
    part = part_of(record)
    opinion = {"signature": record.signatures.first(), "result": "unsatisfied", "source": "assembly"}
    take("feed_back", part, account=office.clerk, **opinion)
    take("redo", part, account=office.reviewer, reason="请重新办理。")
    with pytest.raises(Refused, match="重新办理的期限不能延期"):
        ask(record, office, on=TODAY)


# 期限调整 -------------------------------------------------------------------------------------
def test_a_clerk_changes_a_date_with_a_reason_and_the_parts_follow(make_record, office, clerk, other_unit):
    record = make_record(Stage.HANDLING, support_units=[other_unit])
    support = record.assignments.get(unit=other_unit)
    day = date(2024, 4, 15)
    event = take("change_due", record, account=clerk, due_on=day, reason="交办会补充通知。")
    record = again(record)
    assert (record.due_on, record.due_basis, part_of(record).due_on) == (day, DueBasis.CHANGED, day)
    assert Assignment.objects.get(pk=support.pk).due_on == day
    assert "交办会补充通知。" in record.due_because
    assert "交办会补充通知。" in event.summary


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2024, 3, 29), "须晚于交办日期"), (date(2024, 12, 30), "最长只能到"), (None, "没有调整")],
)
def test_a_changed_date_makes_sense(record, clerk, day, sentence):
    with pytest.raises(ValidationError, match=sentence):
        take("change_due", record, account=clerk, due_on=day or record.due_on, reason="调整。")


def test_a_change_without_a_reason_is_not_accepted(record, clerk):
    form = STEPS["change_due"].form
    data = {"on": TODAY.isoformat(), "due_on": "2024-06-01", "reason": ""}
    assert "reason" in form(data, step=STEPS["change_due"], subject=record, account=clerk).errors


def test_in_a_redo_it_is_the_redo_s_own_date(make_record, office, clerk):
    record = make_record(Stage.ASKED)
    part = part_of(record)
    opinion = {"signature": record.signatures.first(), "result": "unsatisfied", "source": "assembly"}
    take("feed_back", part, account=clerk, **opinion)
    take("redo", part, account=office.reviewer, reason="请重新办理。")
    day = TODAY + timedelta(days=40)
    take("change_due", again(record), account=clerk, due_on=day, reason="经提出人同意。")
    after = again(record)
    assert (after.redo_due_on, after.due_on) == (day, record.due_on)


# 期限复核 -------------------------------------------------------------------------------------
def test_a_holiday_announced_late_is_a_proposal_and_changes_nothing(record, office, clerk):
    before = record.due_on
    assert all_differences() == []
    kept(WorkdayOverride(day=before, name="雪顿节"))
    assert again(record).due_on == before
    found = all_differences()
    assert [(one.label, one.old) for one in found] == [("办理期限", before), ("黄灯起始日", record.yellow_from)]
    assert found[0].new < before
    assert "雪顿节" in found[0].explanation
    assert found[0].old_explanation == record.due_because


def test_what_is_confirmed_is_as_the_recount_says(record, clerk):
    before = record.due_on
    assert "recount_due" not in codes(record, clerk)
    kept(WorkdayOverride(day=before, name="雪顿节"))
    event = take("recount_due", again(record), account=clerk)
    record = again(record)
    clock = answer_clock(record, HANDED_OVER_ON)
    assert (record.due_on, record.due_because, record.yellow_from) == (clock.on, clock.explanation, clock.yellow_from)
    assert part_of(record).due_on == clock.on
    assert str(before) in event.summary
    assert all_differences() == []
    with pytest.raises(Refused, match="这一步不适用于本件"):
        take("recount_due", record, account=clerk)


def test_a_sign_for_limit_is_recounted_until_it_is_signed_for(office, clerk):
    record = office.make_record(Stage.ASSIGNED)
    limit = part_of(record).sign_for_due_on
    kept(WorkdayOverride(day=limit, name="藏历新年"))
    assert [one.label for one in all_differences()] == ["签收期限"]
    take("recount_due", record, account=clerk)
    later = part_of(record).sign_for_due_on
    assert later == sign_for_clock(record, HANDED_OVER_ON) > limit
    office.sign_for(part_of(record))
    kept(WorkdayOverride(day=later, name="藏历新年"))
    assert all_differences() == []


def test_dates_that_people_set_are_not_touched(make_record, office, clerk):
    extended, changed, fixed, closed = (
        make_record(Stage.HANDLING),
        make_record(Stage.HANDLING),
        make_record(Stage.INSTRUCTED),
        make_record(Stage.CLOSED),
    )
    ask(extended, office)
    grant(extended, office)
    take("change_due", changed, account=clerk, due_on=date(2024, 6, 20), reason="补充通知。")
    take("assign", fixed, account=clerk, on=HANDED_OVER_ON, lead_units=[office.unit], due_on=date(2024, 6, 21))
    assert again(fixed).due_basis == DueBasis.FIXED
    for day in (UNTIL, date(2024, 6, 20), date(2024, 6, 21), closed.due_on):
        kept(WorkdayOverride(day=day, name="雪顿节"))
    assert [one for one in all_differences() if one.part is None] == []


def redone_item(office, on, **facts):
    """An item whose first signer was not satisfied, so that it is handled anew since a day."""
    record = office.make_record(Stage.ASKED, **facts)
    for part in record.assignments.answering():
        opinion = {"signature": record.signatures.first(), "result": "unsatisfied", "source": "assembly"}
        take("feed_back", part, account=office.clerk, on=on, **opinion)
    return again(record)


def test_a_redo_s_own_date_is_recounted_too(office, clerk):
    record = redone_item(office, date(2024, 6, 20))
    take("redo", part_of(record), account=office.reviewer, on=date(2024, 6, 21), reason="请重新办理。")
    record, before = again(record), date(2024, 7, 19)
    assert (record.redo_due_on, part_of(record).due_on) == (before, before)
    assert all_differences() == []
    kept(WorkdayOverride(day=before, name="雪顿节"))
    assert again(record).redo_due_on == before, "nothing changes by itself"
    found = all_differences()
    assert [(one.field, one.old) for one in found] == [
        ("due_on", before), ("redo_due_on", before), ("yellow_from", record.yellow_from),
    ]  # fmt: skip
    assert "决定重新办理" in found[1].explanation
    event = take("recount_due", record, account=clerk)
    record, clock = again(record), redo_clock(record, date(2024, 6, 21))
    assert clock.on == date(2024, 7, 18)
    assert (record.redo_due_on, record.yellow_from, part_of(record).due_on) == (clock.on, clock.yellow_from, clock.on)
    assert record.due_on == date(2024, 6, 28), "the first answer's limit stays what it was"
    assert event.data["redo_because"] == clock.explanation
    assert Dossier(record, clerk).redo_because == clock.explanation
    assert all_differences() == []


def test_a_redo_s_date_that_was_changed_by_hand_stands(office, clerk):
    record = redone_item(office, date(2024, 6, 20))
    take("redo", part_of(record), account=office.reviewer, on=date(2024, 6, 21), reason="请重新办理。")
    take("change_due", again(record), account=clerk, due_on=date(2024, 8, 15), reason="经提出人同意。")
    for day in (date(2024, 7, 19), date(2024, 8, 15)):
        kept(WorkdayOverride(day=day, name="雪顿节"))
    assert recount_all() == ([], [], None)


def test_while_another_unit_has_not_answered_each_has_its_own_clock(office, clerk, other_unit):
    record = office.make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, other_unit], origin="district")
    first, second = record.assignments.order_by("pk")
    for _step in range(6):
        office.advance(first)
    opinion = {"signature": record.signatures.first(), "result": "unsatisfied", "source": "assembly"}
    take("feed_back", first, account=clerk, on=date(2024, 6, 20), **opinion)
    take("redo", first, account=office.reviewer, on=date(2024, 6, 21), reason="请重新办理。")
    for day in (date(2024, 6, 28), date(2024, 7, 19)):
        kept(WorkdayOverride(day=day, name="雪顿节"))
    take("recount_due", again(record), account=clerk)
    record = again(record)
    parts = {part.unit_id: part.due_on for part in record.assignments.all()}
    assert parts == {office.unit.pk: date(2024, 7, 18), other_unit.pk: date(2024, 6, 27)}
    assert (record.due_on, record.redo_due_on) == (date(2024, 6, 27), date(2024, 7, 18))
    assert record.yellow_from < date(2024, 6, 27)
    assert all_differences() == []


def without_basis(record) -> HandlingRecord:
    """As an item that came in before it was noted what its due date rests on."""
    record.due_basis = ""
    return kept(record)


def test_what_came_in_without_a_basis_is_recounted_where_the_count_comes_to_its_date(record, clerk):
    record = without_basis(record)
    assert recount_all() == ([], [], None)
    kept(WorkdayOverride(day=record.due_on, name="雪顿节"))
    assert {one.field for one in all_differences()} == {"due_on", "yellow_from"}
    take("recount_due", again(record), account=clerk)
    assert again(record).due_basis == DueBasis.COMPUTED


def test_a_date_of_unknown_origin_is_listed_with_the_reason_and_left_alone(record, office, clerk):
    record.due_on = date(2024, 6, 11)
    record = without_basis(record)
    kept(WorkdayOverride(day=date(2024, 6, 11), name="雪顿节"))
    found, [one], _rest = recount_all()
    assert found == []
    assert one.record == record
    assert "办理期限2024-06-11没有登记依据" in one.because
    assert "recount_due" not in codes(record, clerk)
    take("change_due", record, account=clerk, due_on=date(2024, 6, 20), reason="核对来文。")
    assert recount_all() == ([], [], None)


def test_the_session_s_fixed_date_is_recognised_without_a_basis(record, session):
    session.fixed_due_on = date(2024, 6, 14)
    kept(session)
    record.due_on = session.fixed_due_on
    without_basis(record)
    kept(WorkdayOverride(day=session.fixed_due_on, name="雪顿节"))
    assert recount_all() == ([], [], None)


def test_a_redo_that_no_event_tells_of_is_listed(office):
    record = redone_item(office, date(2024, 6, 20))
    part = part_of(record)
    part.stage = record.stage = Stage.HANDLING
    kept(part)
    kept(record)
    found, [one], _rest = recount_all()
    assert found == []
    assert "区示例局重新办理的决定日期没有办理记录" in one.because


def test_the_comparison_is_pure(record):
    record = HandlingRecord.objects.select_related("session").get(pk=record.pk)
    calendar = Calendar({record.due_on: (False, "雪顿节")})
    assert [one.field for one in differences(record, [], calendar)] == ["due_on", "yellow_from"]
    assert differences(record, [], Calendar()) == []


def test_many_items_take_no_more_queries(make_record, django_assert_num_queries):
    for _n in range(5):
        make_record(Stage.ASSIGNED)
    kept(WorkdayOverride(day=date(2024, 6, 28), name="雪顿节"))
    with django_assert_num_queries(4):
        assert len({one.record.pk for one in all_differences()}) == 5


def test_more_open_items_than_a_page_recounts_are_recounted_from_page_to_page(office, make_record, monkeypatch):
    for number in (1, 2, 3):
        make_record(Stage.HANDLING, number=number)
    HandlingRecord.objects.update(due_on=date(2024, 12, 31), due_basis="computed")
    every, _uncertain, rest = recount_all()
    assert (len({one.record.pk for one in every}), rest) == (3, None)
    monkeypatch.setattr("tracking.admin.loop.recounts.AT_ONCE", 2)
    client, address, seen = logged_in(office.clerk), "/admin/loop/recount/", []
    while address:
        page = soup(client.get(address))
        seen.append([box["value"] for box in page.select("input[name=record]")])
        more = page.find("a", string="复核其余的")
        address = f"/admin/loop/recount/{more['href']}" if more else ""
    assert [len(one) for one in seen] == [2, 1]
    assert {key for one in seen for key in one} == {str(one.record.pk) for one in every}
