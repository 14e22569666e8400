"""The ends of the loop: urged and unheard, not satisfied twice, redone by one unit of several; promises looked back at."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, make_scan, make_unit
from tracking import figures, versions
from tracking.admin.loop.waiting import Waiting
from tracking.loop import STEPS, Refused, openings, promises, take
from tracking.loop.bulk.proving import prove
from tracking.loop.settling import facts
from tracking.models import Assignment, Duty, Ending, HandlingRecord, Supervision
from tracking.stages import Stage
from tracking.workdays import Light

pytestmark = pytest.mark.django_db


def part_of(record) -> Assignment:
    return Assignment.objects.answering().get(record=record)


def again(row):
    return type(row).objects.get(pk=row.pk)


def day(days: int) -> date:
    return HANDED_OVER_ON + timedelta(days=days)


def opine(part, clerk, result: str, on: date) -> None:
    first = part.record.signatures.get(order=1)
    take("feed_back", part, account=clerk, on=on, signature=first, result=result, source="assembly")


def answer_to(office, part, until: Stage, on: date) -> Assignment:
    """Take a unit's part on to a stage, day by day from a day on."""
    taken = {
        Stage.HANDLING: lambda: office.submit(part, on, f"已重新办理示例事项，第{part.replies.count() + 1}次。"),
        Stage.SUBMITTED: lambda: take("pass_review", part, account=office.reviewer, on=on),
        Stage.REVIEWED: lambda: take("sign", part, account=office.leader, on=on),
        Stage.SIGNED: lambda: take("report", part, account=office.clerk, on=on),
        Stage.REPORTED: lambda: take("city_passes", part, account=office.clerk, on=on),
        Stage.CLEARED: lambda: take(
            "number", part, account=office.clerk, on=on, doc_number=f"示政办函〔{on.year}〕{part.pk}{part.replies.count()}号"
        ),
        Stage.NUMBERED: lambda: take("deliver", part, account=office.clerk, on=on, way="post"),
        Stage.DELIVERED: lambda: take("ask_opinion", part, account=office.clerk, on=on),
    }  # fmt: skip
    while (part := again(part)).stage != until:
        taken[part.stage]()
    return part


# 未反馈办结 ------------------------------------------------------------------------------------
def asked_days_ago(office, days: int) -> Assignment:
    """An item whose proposer was asked so many days ago."""
    start = timezone.localdate() - timedelta(days=days + 77)
    return part_of(office.make_record(Stage.ASKED, start=start))


def test_an_unheard_item_is_closed_only_after_its_reminders_and_its_days(office, clerk):
    today = timezone.localdate()
    part = asked_days_ago(office, 60)
    with pytest.raises(Refused, match="已催请领衔人0次，催请满2次才能未反馈办结"):
        take("close_unheard", part, account=clerk)
    take("urge_feedback", part, account=clerk, on=today - timedelta(days=9), way="phone")
    with pytest.raises(Refused, match="已催请领衔人1次"):
        take("close_unheard", part, account=clerk)
    take("urge_feedback", part, account=clerk, on=today - timedelta(days=2), way="letter")
    take("close_unheard", part, account=clerk)
    record = again(part.record)
    assert (record.stage, record.ending, record.feedback_result) == (Stage.CLOSED, Ending.UNHEARD, "")


def test_an_item_asked_a_week_ago_is_not_given_up(office, clerk):
    today = timezone.localdate()
    part = asked_days_ago(office, 7)
    for days in (5, 3):
        take("urge_feedback", part, account=clerk, on=today - timedelta(days=days), way="phone")
    with pytest.raises(Refused, match=r"征询意见发出后的20个工作日到20\d\d-\d\d-\d\d为止"):
        take("close_unheard", part, account=clerk)


def test_an_unheard_end_is_not_dated_back_into_the_time_for_an_answer(make_record, clerk):
    part = part_of(make_record(Stage.ASKED))
    for days in (80, 82):
        take("urge_feedback", part, account=clerk, on=day(days), way="phone")
    with pytest.raises(Refused, match="早于反馈期满次日"):
        take("close_unheard", part, account=clerk, on=day(83))


def test_nobody_is_urged_twice_a_day_or_after_they_answered(make_record, clerk):
    part = part_of(make_record(Stage.ASKED, co_signers=["示例代表乙"]))
    take("urge_feedback", part, account=clerk, on=day(80), way="phone")
    with pytest.raises(Refused, match="已经催请过一次，同一天不重复计数"):
        take("urge_feedback", part, account=clerk, on=day(80), way="phone")
    second = part.record.signatures.get(order=2)
    take("feed_back", part, account=clerk, on=day(81), signature=second, result="basic", source="assembly")
    take("urge_feedback", part, account=clerk, on=day(82), way="phone")
    counts = part.reply.deliveries.order_by("signature__order").values_list("reminded", flat=True)
    assert list(counts) == [2, 1]


def test_a_satisfied_proposer_is_not_closed_as_unheard(make_record, clerk):
    part = part_of(make_record(Stage.FED_BACK))
    with pytest.raises(Refused, match="还不能“未反馈办结”"):
        take("close_unheard", part, account=clerk)


# 补登意见 --------------------------------------------------------------------------------------
@pytest.fixture
def unheard(office, clerk) -> Assignment:
    """A part that was closed yesterday without an opinion; its co-signer was silent too."""
    today = timezone.localdate()
    start = today - timedelta(days=60 + 77)
    part = part_of(office.make_record(Stage.ASKED, start=start, co_signers=["示例代表乙"]))
    return close_unheard(part, clerk)


def close_unheard(part, clerk) -> Assignment:
    today = timezone.localdate()
    for days in (9, 2):
        take("urge_feedback", part, account=clerk, on=today - timedelta(days=days), way="phone")
    take("close_unheard", part, account=clerk, on=today - timedelta(days=1))
    return again(part)


def late(part, clerk, result: str, order: int = 1, **more):
    signature = part.record.signatures.get(order=order)
    said = {"source": "assembly", "result": result} | more
    return take("feed_back_late", part, account=clerk, signature=signature, **said)


def agrees_with_its_facts(record) -> bool:
    return {name: getattr(record, name) for name in facts(record)} == facts(record)


def test_an_opinion_that_comes_in_after_the_end_is_registered_and_counted(unheard, office, clerk):
    today, keys = timezone.localdate(), ["unheard", "satisfaction_rate"]
    before = figures.count(office.session, keys=keys)
    assert (before["unheard"].numerator, before["satisfaction_rate"].denominator) == (1, 0)
    event = late(unheard, clerk, "basic", source="paper", form_scan=make_scan("征询意见表.pdf"))
    record = again(unheard.record)
    assert (record.stage, record.ending, record.feedback_result) == (Stage.CLOSED, "", "basic")
    assert (record.closed_on, record.feedback_on) == (today - timedelta(days=1), today)
    assert agrees_with_its_facts(record)
    after = figures.count(office.session, keys=keys)
    assert (after["unheard"].numerator, after["satisfaction_rate"].denominator) == (0, 1)
    assert "基本满意（征询意见表（代录））" in event.summary
    assert prove(HandlingRecord.objects.all()).missing == []
    assert versions.verify().ok


def test_yesterday_it_was_still_closed_unheard(unheard, office, clerk):
    late(unheard, clerk, "satisfied")
    yesterday = figures.count(office.session, keys=["unheard"], as_of=timezone.localdate() - timedelta(days=1))
    assert yesterday["unheard"].numerator == 1


def test_late_dissatisfaction_opens_the_item_for_its_redo(unheard, office, clerk):
    event = late(unheard, clerk, "unsatisfied")
    record, part = again(unheard.record), again(unheard)
    assert (record.stage, part.stage, record.closed_on, part.closed_on) == (Stage.FED_BACK, Stage.FED_BACK, None, None)
    assert (record.ending, record.feedback_first_result) == ("", "unsatisfied")
    assert "须重新办理" in event.data["hint"]
    assert agrees_with_its_facts(record)
    with pytest.raises(Refused, match="须重新办理"):
        take("close", part, account=clerk)
    take("redo", part, account=office.reviewer, reason="请当面沟通后重新答复。")
    record = again(record)
    assert (record.stage, record.redo_due_on) == (Stage.HANDLING, part_of(record).due_on)
    assert prove(HandlingRecord.objects.all()).missing == []


def test_late_dissatisfaction_with_the_redo_s_letter_is_reported_not_redone_again(make_record, office, clerk):
    part = part_of(make_record(Stage.ASKED))
    opine(part, clerk, "unsatisfied", day(85))
    take("redo", part, account=office.reviewer, on=day(86), reason="请重新办理。")
    part = close_unheard(answer_to(office, part, Stage.ASKED, day(95)), clerk)
    assert (again(part.record).ending, again(part.record).feedback_result) == (Ending.UNHEARD, "unsatisfied")
    event = late(part, clerk, "unsatisfied")
    assert "仍不满意办结" in event.data["hint"]
    with pytest.raises(Refused, match="不再重新办理"):
        take("redo", part, account=office.reviewer, reason="请重新办理。")
    today = timezone.localdate()
    take("close_unsatisfied", part, account=clerk, reported_to="示例市政府办", reported_on=today)
    assert (again(part.record).stage, again(part.record).ending) == (Stage.CLOSED, Ending.STILL_UNSATISFIED)


def test_a_co_signer_s_late_opinion_does_not_speak_for_the_first(unheard, clerk):
    late(unheard, clerk, "unsatisfied", order=2)
    record = again(unheard.record)
    assert (record.stage, record.ending, record.feedback_result) == (Stage.CLOSED, Ending.UNHEARD, "")
    with pytest.raises(ValidationError):
        late(unheard, clerk, "satisfied", order=2)
    late(unheard, clerk, "satisfied")
    with pytest.raises(Refused, match="这一步不适用于本件"):
        late(unheard, clerk, "satisfied")


def test_while_another_unit_s_letter_is_unheard_the_item_is(office, clerk, other_unit):
    start = timezone.localdate() - timedelta(days=60 + 77)
    record = office.make_record(Stage.ASKED, duty=Duty.SEPARATE, units=[office.unit, other_unit], start=start)
    first, second = [close_unheard(part, clerk) for part in record.assignments.all()]
    late(first, clerk, "satisfied")
    assert (again(record).ending, again(record).feedback_result) == (Ending.UNHEARD, "")
    late(second, clerk, "satisfied")
    assert (again(record).ending, again(record).feedback_result) == ("", "satisfied")


@pytest.mark.parametrize("stage", [Stage.ASKED, Stage.FED_BACK, Stage.CLOSED])
def test_what_was_heard_or_is_still_open_takes_no_late_opinion(make_record, clerk, stage):
    part = part_of(make_record(stage))
    with pytest.raises(Refused, match="这一步不适用于本件"):
        late(part, clerk, "unsatisfied")


def test_a_late_opinion_is_the_office_s_to_enter_with_its_scan_and_not_before_the_asking(unheard, office, clerk):
    for somebody in (office.unit_handler, office.reviewer, office.leader):
        with pytest.raises(Refused, match="这一步由政府办经办办理"):
            late(unheard, somebody, "satisfied")
    for source in ("link", "lead_unit", "imported"):
        with pytest.raises(ValidationError, match="请从"):
            late(unheard, clerk, "satisfied", source=source)
    with pytest.raises(Refused, match="早于征询日期"):
        late(unheard, clerk, "satisfied", on=unheard.reply.asked_on - timedelta(days=1))
    step = STEPS["feed_back_late"]
    said = {"on": "2024-06-20", "signature": unheard.record.signatures.first().pk, "result": "basic", "source": "paper"}
    assert "form_scan" in step.form(said, step=step, subject=unheard, account=clerk).errors


# 仍不满意 --------------------------------------------------------------------------------------
def test_a_second_dissatisfaction_is_reported_and_closed_and_every_letters_opinion_is_kept(make_record, office, clerk):
    record = make_record(Stage.ASKED)
    part = part_of(record)
    opine(part, clerk, "unsatisfied", day(85))
    report = {"reported_to": "示例市人民政府办公室", "reported_on": day(86)}
    with pytest.raises(Refused, match="第一次反馈“不满意”，须先重新办理"):
        take("close_unsatisfied", part, account=clerk, on=day(86), **report)
    take("redo", part, account=office.reviewer, on=day(86), reason="请当面沟通。")
    part = answer_to(office, part, Stage.ASKED, day(100))
    opine(part, clerk, "unsatisfied", day(105))
    with pytest.raises(Refused, match="不再重新办理，请“仍不满意办结”"):
        take("redo", part, account=office.reviewer, on=day(106), reason="再办。")
    with pytest.raises(Refused, match="再次反馈“不满意”，请“仍不满意办结”"):
        take("close", part, account=clerk, on=day(106))
    with pytest.raises(ValidationError, match="报告日期须在反馈日期"):
        take("close_unsatisfied", part, account=clerk, on=day(106), **report)
    event = take("close_unsatisfied", part, account=clerk, on=day(106), **report | {"reported_on": day(106)})
    record = again(record)
    assert (record.stage, record.ending) == (Stage.CLOSED, Ending.STILL_UNSATISFIED)
    assert (record.feedback_first_result, record.feedback_result) == ("unsatisfied", "unsatisfied")
    assert "报示例市人民政府办公室" in event.summary


@pytest.mark.parametrize(
    ("opinions", "first", "final"),
    [
        (["satisfied"], "satisfied", "satisfied"),
        (["unsatisfied", "basic"], "unsatisfied", "basic"),
        (["unsatisfied", "unsatisfied"], "unsatisfied", "unsatisfied"),
    ],
)
def test_the_first_and_the_final_opinion_are_kept_over_every_letter(make_record, office, clerk, opinions, first, final):
    record = make_record(Stage.ASKED)
    for place, result in enumerate(opinions):
        on = day(90 + 20 * place)
        part = answer_to(office, part_of(record), Stage.ASKED, on)
        opine(part, clerk, result, on)
        if result != opinions[-1] or (place == 0 and len(opinions) > 1):
            take("redo", part, account=office.reviewer, on=on, reason="重新答复。")
    record = again(record)
    assert (record.feedback_first_result, record.feedback_result) == (first, final)
    assert part_of(record).replies.count() == len(opinions)


def test_a_city_return_after_a_redo_makes_a_third_letter_and_the_opinions_stay_those_of_two(make_record, office, clerk):
    record = make_record(Stage.ASKED)
    opine(part_of(record), clerk, "unsatisfied", day(85))
    take("redo", part_of(record), account=office.reviewer, on=day(86), reason="重新答复。")
    part = answer_to(office, part_of(record), Stage.REPORTED, day(90))
    take("city_returns", part, account=clerk, on=day(91), comment="请补充。")
    part = answer_to(office, part, Stage.ASKED, day(95))
    opine(part, clerk, "satisfied", day(99))
    record = again(record)
    assert part.replies.count() == 3
    assert (record.feedback_first_result, record.feedback_result) == ("unsatisfied", "satisfied")


# 重新办理的时限 --------------------------------------------------------------------------------
def test_a_redo_explains_its_limit_and_has_its_own_lights(make_record, office, clerk):
    record = make_record(Stage.ASKED)
    opine(part_of(record), clerk, "unsatisfied", day(85))
    event = take("redo", part_of(record), account=office.reviewer, on=date(2024, 6, 24), reason="重新答复。")
    record = again(record)
    assert event.data["because"].startswith("2024年6月24日决定重新办理，一个月到2024年7月24日")
    assert part_of(record).due_on == record.redo_due_on == date(2024, 7, 24)
    lights = [record.light_on(date(2024, 7, number)) for number in (10, 17, 24, 25)]
    assert lights == [Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED]


def test_of_separate_units_each_has_its_own_redo_and_the_item_shows_the_nearest(make_record, office, clerk):
    units = [office.unit, make_unit("区另例局"), make_unit("区再例局")]
    record = make_record(Stage.ASKED, duty=Duty.SEPARATE, units=units)
    first, second, third = record.assignments.order_by("pk")
    for part, on in ((first, day(90)), (second, day(100))):
        opine(again(part), clerk, "unsatisfied", on)
        take("redo", again(part), account=office.reviewer, on=on, reason="重新答复。")
    opine(again(third), clerk, "satisfied", day(100))
    limits = [again(part).due_on for part in (first, second)]
    assert limits[0] < limits[1]
    assert again(record).redo_due_on == limits[0]
    assert again(third).stage == Stage.FED_BACK, "who satisfied the proposer handles nothing anew"
    answer_to(office, first, Stage.DELIVERED, day(101))
    record = again(record)
    assert record.redo_due_on == limits[1], "the other's limit runs on"
    assert record.light_on(limits[1] + timedelta(days=1)) == Light.RED
    answer_to(office, second, Stage.DELIVERED, day(102))
    assert again(record).stage == Stage.DELIVERED
    assert again(record).light_on(limits[1] + timedelta(days=1)) == Light.DONE


def test_a_redo_leaves_the_answers_clock_to_a_unit_that_has_not_answered(make_record, office, clerk):
    record = make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, make_unit("区另例局")])
    fast, slow = record.assignments.order_by("pk")
    while again(fast).stage != Stage.ASKED:
        office.advance(again(fast))
    opine(again(fast), clerk, "unsatisfied", day(85))
    take("redo", again(fast), account=office.reviewer, on=day(85), reason="重新答复。")
    record = again(record)
    assert (record.clock_due_on, record.light_on(record.due_on)) == (record.due_on, Light.YELLOW)
    while again(slow).stage != Stage.DELIVERED:
        office.advance(again(slow))
    record = again(record)
    assert record.clock_due_on == again(fast).due_on
    assert record.light_on(record.yellow_from - timedelta(days=1)) == Light.GREEN
    assert record.yellow_from > record.due_on


def test_separate_answers_that_end_apart_count_by_the_worst(make_record, office, clerk):
    record = make_record(Stage.ASKED, duty=Duty.SEPARATE, units=[office.unit, make_unit("区另例局")])
    first, second = record.assignments.order_by("pk")
    opine(again(first), clerk, "unsatisfied", day(90))
    take("redo", again(first), account=office.reviewer, on=day(90), reason="重新答复。")
    part = answer_to(office, first, Stage.ASKED, day(95))
    opine(part, clerk, "unsatisfied", day(96))
    report = {"reported_to": "示例市人民政府办公室", "reported_on": day(97)}
    take("close_unsatisfied", again(part), account=clerk, on=day(97), **report)
    for days in (98, 99):
        take("urge_feedback", again(second), account=clerk, on=day(days), way="phone")
    take("close_unheard", again(second), account=clerk, on=day(150))
    record = again(record)
    assert (record.stage, record.ending) == (Stage.CLOSED, Ending.STILL_UNSATISFIED)


# 承诺和回头看 ----------------------------------------------------------------------------------
def promised_item(office, due_on: date) -> HandlingRecord:
    """A closed item whose B reply promises something by a day."""
    record = office.make_record(Stage.HANDLING)
    part, handler = part_of(record), office.unit_handler
    talk = {"phase": "during", "method": "face", "summary": "听取意见。"}
    take("contact", part, account=handler, on=day(20), **talk)
    letter = {"body": "年底前由区示例局装好。", "reply_class": "B", "promise": "年底前装好路灯。"}
    letter |= {"promise_due_on": due_on, "promise_unit": "区示例局", "unit_head": "示例局长", "unit_head_on": day(60)}
    take("submit", part, account=handler, on=day(60), **letter)
    return office.move_on(record, Stage.CLOSED)


def look(part, supervisor, result: str, on: date, **changes):
    return take("look_back", part, account=supervisor, on=on, result=result, text="现场查看。", **changes)


def test_a_promise_is_looked_back_at_until_it_is_kept_and_then_answered_again(office, clerk, supervisor):
    part = part_of(promised_item(office, date(2024, 12, 31)))
    with pytest.raises(Refused, match="还没有查实承诺兑现"):
        take("answer_again", part, account=clerk, answer="路灯已装好。")
    with pytest.raises(ValidationError, match="须写明下次查看日期"):
        look(part, supervisor, "not_kept", date(2025, 1, 6))
    with pytest.raises(ValidationError, match="须晚于这次的日期"):
        look(part, supervisor, "not_kept", date(2025, 1, 6), next_on=date(2025, 1, 6))
    look(part, supervisor, "under_way", date(2025, 1, 6), next_on=date(2025, 3, 31))
    with pytest.raises(Refused, match="早于上次回头看日期"):
        look(part, supervisor, "kept", date(2025, 1, 5))
    look(part, supervisor, "kept", date(2025, 3, 31))
    with pytest.raises(Refused, match="已于2025-03-31查实兑现"):
        look(part, supervisor, "kept", date(2025, 4, 1))
    take("answer_again", part, account=office.unit_handler, on=date(2025, 4, 2), answer="路灯已装好。")
    with pytest.raises(Refused, match="已于2025-04-02再次答复"):
        take("answer_again", part, account=clerk, answer="路灯已装好。")
    kept = part.reply.look_backs.last()
    assert (kept.answered_again_on, kept.answer) == (date(2025, 4, 2), "路灯已装好。")


def test_only_a_reply_that_promises_is_looked_back_at(make_record, supervisor):
    record = make_record(Stage.CLOSED)
    assert "look_back" not in {one.step.code for one in openings(record, supervisor)}
    with pytest.raises(Refused, match="不适用于本件"):
        look(part_of(record), supervisor, "kept", day(200))


@pytest.mark.parametrize(
    ("today", "looked", "found"),
    [
        (date(2024, 12, 30), None, set()),
        (date(2024, 12, 31), None, {"due"}),
        (date(2025, 1, 1), None, {"due", "late"}),
        (date(2025, 2, 1), "under_way", {"late"}),
        (date(2025, 3, 31), "not_kept", {"due", "late"}),
        (date(2025, 3, 31), "kept", {"kept"}),
    ],
)
def test_promises_are_listed_when_they_are_due_late_or_kept(office, supervisor, today, looked, found):
    record = promised_item(office, date(2024, 12, 31))
    if looked:
        next_on = None if looked == "kept" else date(2025, 3, 31)
        look(part_of(record), supervisor, looked, date(2025, 1, 6), next_on=next_on)
    all_of_them = promises.promises()
    lists = {"due": promises.due(all_of_them, today), "late": promises.late(all_of_them, today)}
    lists["kept"] = promises.kept(all_of_them)
    assert all_of_them.count() == 1
    assert {name for name, rows in lists.items() if rows.exists()} == found


# 回复督办 --------------------------------------------------------------------------------------
def test_a_unit_answers_each_act_of_supervision_once_and_only_its_own(
    make_record, office, supervisor, other_unit, other_handler, unit_handler
):
    record = make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    mine, theirs = record.assignments.order_by("pk")
    assert "answer_supervision" not in {one.step.code for one in openings(record, unit_handler)}
    take("supervise", record, account=supervisor, on=day(10), kind="reminder", unit=office.unit, text="请抓紧。")
    reminder = Supervision.objects.get()
    with pytest.raises(Refused, match="不适用于本件"):
        take("answer_supervision", theirs, account=other_handler, supervision=reminder, answer="已办。")
    with pytest.raises(ValidationError, match="不能早于督办日期"):
        take("answer_supervision", mine, account=unit_handler, on=day(9), supervision=reminder, answer="已办。")
    take("answer_supervision", mine, account=unit_handler, on=day(12), supervision=reminder, answer="已开工。")
    reminder.refresh_from_db()
    assert (reminder.answer, reminder.answered_on) == ("已开工。", day(12))
    with pytest.raises(Refused, match="不适用于本件"):
        take("answer_supervision", mine, account=unit_handler, on=day(13), supervision=reminder, answer="又办。")


def test_what_names_no_unit_waits_for_the_leading_unit_beside_supporting_and_former_ones(
    office, supervisor, other_unit, other_handler, unit_handler
):
    third = make_unit("区第三局")
    today = timezone.localdate()
    record = office.make_record(Stage.ASSIGNED, start=today, support_units=[other_unit])
    take("add_unit", record, account=office.clerk, unit=third, duty="support")
    gone = record.assignments.get(unit=third)
    why = {"reason": "不属本单位职责。", "proposed_unit": other_unit}
    take("object_to", gone, account=office.handler_of(third), **why)
    take("grant_objection", gone, account=office.reviewer)
    take("supervise", again(record), account=supervisor, kind="site_visit", text="现场调研。")
    assert "answer_supervision" in {one.step.code for one in openings(again(record), unit_handler)}
    assert "answer_supervision" not in {one.step.code for one in openings(again(record), other_handler)}


# 办结以后的督办 --------------------------------------------------------------------------------
@pytest.mark.parametrize("named", [True, False])
def test_supervision_of_an_item_that_was_closed_meanwhile_waits_for_its_unit(
    make_record, office, supervisor, unit_handler, named
):
    record = make_record(Stage.ASKED)
    unit = office.unit if named else None
    take("supervise", record, account=supervisor, on=day(80), kind="special", unit=unit, text="请说明资金落实情况。")
    record = office.move_on(record, Stage.CLOSED)
    assert Waiting(unit_handler).mine.keys() == {"answer_supervision"}
    assert Waiting(office.clerk).on_paper.keys() == {"answer_supervision"}
    act = Supervision.objects.get()
    take("answer_supervision", part_of(record), account=unit_handler, supervision=act, answer="资金已落实。")
    assert (again(record).stage, again(act).answer) == (Stage.CLOSED, "资金已落实。")
    assert Waiting(unit_handler).count == 0


def test_what_another_unit_is_asked_after_the_end_waits_for_that_unit_alone(
    make_record, office, supervisor, other_unit, other_handler, unit_handler
):
    record = make_record(Stage.ASSIGNED, support_units=[other_unit])
    support = record.assignments.get(unit=other_unit)
    office.sign_for(support)
    take("give_opinion", support, account=other_handler, on=day(4), opinion="无不同意见。")
    record = office.move_on(record, Stage.CLOSED)
    take("supervise", record, account=supervisor, kind="reminder", unit=other_unit, text="请补充材料。")
    assert Waiting(other_handler).mine.keys() == {"answer_supervision"}
    assert Waiting(unit_handler).count == 0


def test_what_needs_no_answer_any_more_is_laid_down_with_a_reason(make_record, office, supervisor, unit_handler):
    record = make_record(Stage.CLOSED)
    take("supervise", record, account=supervisor, on=day(90), kind="special", text="请说明资金落实情况。")
    act = Supervision.objects.get()
    step = STEPS["lay_down_supervision"]
    blank = {"on": str(day(91)), "supervision": act.pk, "because": ""}
    assert "because" in step.form(blank, step=step, subject=record, account=supervisor).errors
    for somebody in (unit_handler, office.clerk, office.reviewer):
        with pytest.raises(Refused, match="这一步由督查室办理"):
            take(step, record, account=somebody, on=day(91), supervision=act, because="已另行答复。")
    with pytest.raises(ValidationError, match="不能早于督办日期"):
        take(step, record, account=supervisor, on=day(89), supervision=act, because="已另行答复。")
    event = take(step, record, account=supervisor, on=day(91), supervision=act, because="已另行答复。")
    assert "已另行答复。" in event.summary
    assert (again(act).laid_down_on, again(act).answer) == (day(91), "")
    assert Waiting(unit_handler).count == 0
    with pytest.raises(Refused, match="不适用于本件"):
        take(step, again(record), account=supervisor, supervision=act, because="已另行答复。")
    with pytest.raises(Refused, match="不适用于本件"):
        take("answer_supervision", part_of(record), account=unit_handler, supervision=act, answer="已办。")
    assert versions.verify().ok


def test_what_was_answered_is_not_laid_down(make_record, office, supervisor, unit_handler):
    record = make_record(Stage.CLOSED)
    for text in ("一", "二"):
        take("supervise", record, account=supervisor, on=day(90), kind="special", text=text)
    answered = Supervision.objects.get(text="一")
    take("answer_supervision", part_of(record), account=unit_handler, supervision=answered, answer="已办。")
    with pytest.raises(ValidationError, match="已经回复或销号"):
        take("lay_down_supervision", again(record), account=supervisor, supervision=answered, because="重复。")


def test_an_item_that_leaves_takes_what_nobody_can_answer_along(make_record, office, supervisor):
    record = make_record(Stage.HANDLING)
    take("supervise", record, account=supervisor, kind="special", text="请说明情况。")
    take("transfer", again(record), account=office.clerk, to="市示例局", reason="属市级事权。")
    act = Supervision.objects.get()
    assert (act.laid_down_on, act.laid_down_because) == (timezone.localdate(), "本件已转办。")
    assert versions.verify().ok


def test_a_unit_that_gave_its_part_back_is_asked_no_more(office, supervisor, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=timezone.localdate())
    for unit in (office.unit, None):
        take("supervise", record, account=supervisor, kind="reminder", unit=unit, text="请签收。")
        record = again(record)
    why = {"reason": "不属本单位职责。", "proposed_unit": other_unit}
    take("object_to", part_of(record), account=office.unit_handler, **why)
    take("grant_objection", part_of(record), account=office.reviewer)
    assert [bool(one.laid_down_on) for one in Supervision.objects.order_by("pk")] == [True, False]


def test_what_names_no_unit_is_answered_where_one_unit_alone_has_the_item(
    make_record, office, supervisor, other_unit, unit_handler
):
    alone = make_record(Stage.HANDLING)
    shared = make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    for record in (alone, shared):
        take("supervise", record, account=supervisor, on=day(10), kind="site_visit", text="现场调研。")
    assert "answer_supervision" in {one.step.code for one in openings(alone, unit_handler)}
    assert "answer_supervision" not in {one.step.code for one in openings(shared, unit_handler)}
