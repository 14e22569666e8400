"""What somebody might try against the loop and its record, each named after what would go wrong."""

import logging
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, PDF, make_person, make_scan, make_unit, on_disk
from tests.tracking.tampering import tamper
from tracking import figures, permissions, versions
from tracking.admin.ledger.dossier import Dossier
from tracking.admin.ledger.versions import ItemVersions
from tracking.loop import Refused, openings, take
from tracking.loop.acts.supervising import record_publication
from tracking.models import Assignment, Contact, Event, HandlingRecord, Partner, Reply, Role, Session
from tracking.signals import step_taken
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def part_of(record) -> Assignment:
    return Assignment.objects.answering().get(record=record)


def again(row):
    return type(row).objects.get(pk=row.pk)


def day(days: int) -> date:
    return HANDED_OVER_ON + timedelta(days=days)


def submission(on: date, **changes) -> dict:
    letter = {"body": "已完成示例事项。", "reply_class": "A", "publicity": "full", "unit_head": "示例局长"}
    return {"on": on, "unit_head_on": on} | letter | changes


def opinion(record, result: str, on: date, **changes) -> dict:
    return {"signature": record.signatures.first(), "result": result, "source": "assembly", "on": on} | changes


def messages() -> str:
    return " ".join(problem.message for problem in versions.verify().problems)


# Four eyes -------------------------------------------------------------------------------------
def test_the_drafter_of_an_earlier_round_may_not_review_the_same_words_sent_in_by_a_colleague(
    make_record, office, unit, unit_handler
):
    part = part_of(make_record(Stage.SUBMITTED))
    office.send_back(part, day(62))
    colleague = make_person("示例同事", Role.UNIT_HANDLER, unit, login="colleague").user
    take("submit", part, account=colleague, **submission(day(63)))
    permissions.grant(unit_handler.person, Role.OFFICE_REVIEWER)
    with pytest.raises(Refused, match="本稿的拟稿人"):
        take("pass_review", part, account=unit_handler, on=day(64))


def test_a_role_taken_away_meanwhile_does_not_decide(make_record, reviewer):
    part = part_of(make_record(Stage.SUBMITTED))
    assert permissions.has_role(reviewer, Role.OFFICE_REVIEWER), "the account remembers its roles"
    permissions.revoke(type(reviewer).objects.get(pk=reviewer.pk).person.memberships.get())
    with pytest.raises(Refused, match="这一步由政府办审核办理"):
        take("pass_review", part, account=reviewer, on=day(64))


def test_somebody_who_has_left_meanwhile_does_not_decide_on_paper(make_record, clerk, leader):
    part = part_of(make_record(Stage.REVIEWED))
    boss = leader.person
    assert permissions.has_role(boss, Role.LEADER)
    type(boss).objects.filter(pk=boss.pk).update(is_active=False)
    with pytest.raises(Refused, match="这一步由区领导办理"):
        take("sign", part, account=clerk, decider=boss, scan=make_scan(), on=day(66))


def test_correcting_an_item_cannot_move_it_or_change_what_is_counted(make_record, clerk):
    record = make_record(Stage.HANDLING)
    for facts in ({"stage": Stage.CLOSED}, {"due_on": date(2030, 1, 1)}, {"duty": "joint"}, {"answered_on": day(1)}):
        with pytest.raises((TypeError, ValidationError)):
            take("correct", record, account=clerk, **facts)
    assert again(record).due_on == record.due_on


def test_entering_an_item_cannot_give_it_facts_of_the_loop(office):
    with pytest.raises(TypeError):
        office.register(answered_on=day(1), handed_over_on=day(0))


def test_a_step_of_a_units_part_is_not_taken_on_the_item(make_record, unit_handler):
    record = make_record(Stage.ASSIGNED)
    four = {"department": "综合科", "unit_leader": "甲", "handler": "乙"}
    with pytest.raises(Refused, match="不适用于本件"):
        take("sign_for", record, account=unit_handler, on=day(3), **four)


def test_a_unit_head_cannot_have_signed_after_the_draft_was_handed_in(make_record, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。"}
    take("contact", part, account=unit_handler, on=day(9), **talk)
    with pytest.raises(ValidationError, match="单位负责人签字日期"):
        take("submit", part, account=unit_handler, **submission(day(60), unit_head_on=date(2050, 1, 1)))


@pytest.mark.parametrize(
    ("letter", "complaint"),
    [
        ({"reply_class": "B"}, "B类答复须写明承诺"),
        ({"reply_class": ""}, "答复类别"),
        ({"reply_class": "Z"}, "答复类别"),
        ({"publicity": "summary"}, "须写出摘要"),
    ],
)
def test_a_draft_that_passes_by_the_form_is_held_to_the_same_rules(make_record, unit_handler, letter, complaint):
    part = part_of(make_record(Stage.HANDLING))
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。"}
    take("contact", part, account=unit_handler, on=day(9), **talk)
    with pytest.raises(ValidationError, match=complaint):
        take("submit", part, account=unit_handler, **submission(day(60), **letter))


def test_a_review_cannot_choose_a_summary_that_nobody_wrote(make_record, reviewer):
    part = part_of(make_record(Stage.SUBMITTED))
    with pytest.raises(ValidationError, match="须写出摘要"):
        take("pass_review", part, account=reviewer, on=day(64), publicity="summary")


# What belongs to another item ------------------------------------------------------------------
def test_publication_does_not_write_on_another_items_letter(make_record, editor):
    mine, other = make_record(Stage.CLOSED), make_record(Stage.CLOSED)
    with pytest.raises(Refused, match="不是本件的答复"):
        take(
            "publication",
            part_of(mine),
            account=editor,
            on=day(100),
            url="https://example.org/1",
            reply=part_of(other).reply,
        )
    assert part_of(other).reply.published_on is None


def test_publication_does_not_put_back_an_old_copy_of_the_letter(make_record, editor, clerk, office):
    record = make_record(Stage.NUMBERED)
    old = part_of(record).reply
    office.move_on(record, Stage.CLOSED)
    record_publication(old, on=day(100), url="https://example.org/1", account=editor)
    letter = again(old)
    assert (letter.delivered_on, letter.published_on) == (day(76), day(100))


def test_a_letter_published_again_keeps_the_day_it_was_first_public(make_record, editor):
    record = make_record(Stage.CLOSED)
    letter = part_of(record).reply
    for on, url in ((day(100), "https://example.org/1"), (day(150), "https://example.org/2")):
        record_publication(letter, on=on, url=url, account=editor)
    record_publication(letter, on=day(90), url="https://example.org/3", account=editor)
    record = again(record)
    assert (record.published_on, record.published_url) == (day(100), "https://example.org/3")


def test_a_letter_that_may_not_be_published_is_not_registered_as_public(make_record, editor, office, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。"}
    take("contact", part, account=unit_handler, on=day(9), **talk)
    withheld = {"publicity": "withheld", "publicity_reason": "涉及个人隐私。"}
    take("submit", part, account=unit_handler, **submission(day(60), **withheld))
    record = part.record
    office.move_on(record, Stage.DELIVERED)
    with pytest.raises(Refused, match="不予公开"):
        record_publication(part_of(record).reply, on=day(100), url="https://example.org/1", account=editor)


def test_a_talk_is_not_noted_with_another_items_proposer(make_record, unit_handler):
    mine, other = make_record(Stage.HANDLING), make_record(Stage.HANDLING, first_signer="示例代表乙")
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。", "signature": other.signatures.get()}
    with pytest.raises(ValidationError, match="不是本件的提出人"):
        take("contact", part_of(mine), account=unit_handler, on=day(9), **talk)
    assert not Contact.objects.exists()


def test_a_partners_opinion_is_not_written_under_another_item_nor_twice(make_record, clerk, office):
    mine, other = make_record(Stage.HANDLING), make_record(Stage.HANDLING)
    ours, theirs = (Partner.objects.create(record=one, unit=office.lead_unit) for one in (mine, other))
    with pytest.raises(ValidationError, match="不是本件的会办单位"):
        take("receive_opinion", mine, account=clerk, on=day(20), partner=theirs, opinion="无意见。")
    take("receive_opinion", mine, account=clerk, on=day(20), partner=Partner.objects.get(pk=ours.pk), opinion="同意。")
    with pytest.raises(ValidationError, match="已经登记"):
        take("receive_opinion", mine, account=clerk, on=day(21), partner=ours, opinion="不同意。")
    assert again(ours).opinion == "同意。"


def test_a_unit_without_the_item_is_not_supervised_under_it(make_record, supervisor, other_unit):
    with pytest.raises(ValidationError, match="没有交给"):
        take(
            "supervise",
            make_record(Stage.HANDLING),
            account=supervisor,
            kind="reminder",
            unit=other_unit,
            text="请办理。",
        )


def test_an_item_is_not_handed_to_a_unit_of_the_city(make_record, clerk, office):
    with pytest.raises(ValidationError, match="外部单位"):
        take("assign", make_record(Stage.INSTRUCTED), account=clerk, on=HANDED_OVER_ON, lead_units=[office.lead_unit])


# Order of days ---------------------------------------------------------------------------------
def test_a_new_round_is_not_dated_before_the_round_before_came_back(make_record, office, unit_handler):
    part = part_of(make_record(Stage.SUBMITTED))
    office.send_back(part, day(62))
    with pytest.raises(Refused, match="早于“退回重新办理”"):
        take("submit", part, account=unit_handler, **submission(day(61)))


def test_a_redo_is_not_answered_before_it_was_asked_for(make_record, clerk, reviewer, unit_handler):
    record = make_record(Stage.ASKED)
    part = part_of(record)
    take("feed_back", part, account=clerk, **opinion(record, "unsatisfied", day(85)))
    take("redo", part, account=reviewer, on=day(86), reason="请当面沟通。")
    with pytest.raises(Refused, match="早于“重新办理”"):
        take("submit", part, account=unit_handler, **submission(day(80)))


def test_a_letter_is_not_delivered_before_the_city_passed_it(office, make_record, clerk, session):
    session.city_review = "after"
    session.save()
    part = part_of(make_record(Stage.SIGNED))
    take("number", part, account=clerk, on=day(70), doc_number="示政办函〔2024〕1号")
    with pytest.raises(Refused, match="早于成文日期"):
        take("report", part, account=clerk, on=day(69))
    take("report", part, account=clerk, on=day(71))
    take("city_passes", part, account=clerk, on=day(75))
    with pytest.raises(Refused, match="早于市政府办审核日期"):
        take("deliver", part, account=clerk, on=day(72))


# Settings changed midway -----------------------------------------------------------------------
def change(session, **settings) -> None:
    Session.objects.filter(pk=session.pk).update(**settings)


def test_a_letter_that_is_with_the_city_does_not_get_stuck_when_the_review_is_switched_off(make_record, clerk, session):
    part = part_of(make_record(Stage.REPORTED))
    change(session, city_review="none")
    take("city_passes", part, account=clerk, on=day(72))
    take("number", part, account=clerk, on=day(73), doc_number="示政办函〔2024〕1号")
    assert again(part).stage == Stage.NUMBERED


def test_a_joint_opinion_that_is_with_the_city_does_not_get_stuck_either(make_record, clerk, session):
    change(session, city_reviews_opinions=True)
    part = part_of(make_record(Stage.SIGNED, duty="joint"))
    take("report", part, account=clerk, on=day(68))
    change(session, city_reviews_opinions=False)
    take("city_passes", part, account=clerk, on=day(72))
    take("send_opinion", part, account=clerk, on=day(73))
    assert again(part).stage == Stage.CLOSED


def test_a_sealed_letter_does_not_slip_past_the_city_when_the_order_is_changed(make_record, clerk, session):
    change(session, city_review="after")
    part = part_of(make_record(Stage.SIGNED))
    take("number", part, account=clerk, on=day(70), doc_number="示政办函〔2024〕1号")
    change(session, city_review="before")
    with pytest.raises(Refused, match="须先报市政府办审核"):
        take("deliver", part, account=clerk, on=day(71))
    take("report", part, account=clerk, on=day(71))
    take("city_passes", part, account=clerk, on=day(72))
    take("deliver", part, account=clerk, on=day(73))


def test_what_the_city_passed_already_does_not_go_there_twice(make_record, clerk, session):
    part = part_of(make_record(Stage.CLEARED))
    change(session, city_review="after")
    take("number", part, account=clerk, on=day(75), doc_number="示政办函〔2024〕1号")
    take("deliver", part, account=clerk, on=day(76))
    assert again(part).stage == Stage.DELIVERED


# Events and those who listen -------------------------------------------------------------------
def test_a_listener_that_fails_does_not_make_a_taken_step_look_failed(
    make_record, clerk, django_capture_on_commit_callbacks, caplog
):
    record, told = make_record(), []

    def fails(sender, **kwargs):
        raise OSError("disk full")

    def listens(sender, event, **kwargs):
        told.append(event.what)

    step_taken.connect(fails)
    step_taken.connect(listens)
    try:
        with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
            event = take("propose", record, account=clerk, on=day(-1), handling_proposal="拟办。")
    finally:
        step_taken.disconnect(fails)
        step_taken.disconnect(listens)
    assert (event.what, told) == ("propose", ["propose"])
    assert "disk full" in caplog.text, "and it is in the log"


def test_a_step_that_fails_halfway_leaves_nothing(make_record, office, monkeypatch):
    part = part_of(make_record(Stage.NUMBERED))
    before = Event.objects.count(), Reply.history.count(), again(part).version
    monkeypatch.setattr("tracking.versions.chain.append_all", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take("deliver", part, account=office.clerk, on=day(76), way="post")
    assert (Event.objects.count(), Reply.history.count(), again(part).version) == before
    assert again(part).stage == again(part.record).stage == Stage.NUMBERED
    assert versions.verify().ok


# Flat facts ------------------------------------------------------------------------------------
def test_a_redo_of_one_separate_answer_does_not_hide_that_the_other_is_overdue(
    make_record, office, other_unit, clerk, reviewer
):
    record = make_record(Stage.HANDLING, duty="separate", units=[office.unit, other_unit])
    quick = record.assignments.get(unit=office.unit)
    while again(quick).stage != Stage.ASKED:
        office.advance(quick)
    take("feed_back", quick, account=clerk, **opinion(record, "unsatisfied", day(85)))
    take("redo", quick, account=reviewer, on=day(86), reason="请重新答复。")
    record = again(record)
    late = record.due_on + timedelta(days=1)
    assert record.answered_on is None
    assert record.clock_due_on == record.due_on
    assert list(HandlingRecord.objects.overdue(late)) == [record]


def test_a_redo_has_its_own_clock_in_every_list(make_record, clerk, reviewer):
    record = make_record(Stage.ASKED)
    take("feed_back", part_of(record), account=clerk, **opinion(record, "unsatisfied", day(85)))
    take("redo", part_of(record), account=reviewer, on=day(86), reason="请重新答复。")
    record = again(record)
    assert record.clock_due_on == record.redo_due_on > record.due_on
    assert not HandlingRecord.objects.overdue(record.redo_due_on).exists()
    assert HandlingRecord.objects.overdue(record.redo_due_on + timedelta(days=1)).exists()


def test_a_supporting_unit_that_never_answers_holds_the_reply_no_longer_than_an_opinions_limit(
    make_record, office, other_unit, unit_handler
):
    start = timezone.localdate() - timedelta(days=40)
    part = part_of(make_record(Stage.HANDLING, support_units=[other_unit], start=start))
    today = timezone.localdate()
    take("contact", part, account=unit_handler, on=today, phase="during", method="phone", summary="听取意见。")
    take("submit", part, account=unit_handler, **submission(today))
    assert again(part.record).stage == Stage.SUBMITTED


def test_the_co_signers_opinion_before_the_first_signers_does_not_count(make_record, clerk):
    record = make_record(Stage.ASKED, co_signers=["示例代表乙"])
    part = part_of(record)
    second = record.signatures.get(order=2)
    take("feed_back", part, account=clerk, **opinion(record, "unsatisfied", day(80), signature=second))
    record = again(record)
    assert (record.stage, record.feedback_result) == (Stage.ASKED, "")
    take("feed_back", part, account=clerk, **opinion(record, "satisfied", day(81)))
    assert again(record).feedback_result == "satisfied"
    with pytest.raises(ValidationError):
        take("feed_back", part, account=clerk, **opinion(record, "basic", day(82)))


def test_passed_on_letters_reach_everybody_and_only_the_first_without_consent(make_record, clerk):
    part = part_of(make_record(Stage.NUMBERED, co_signers=["示例代表乙", "示例代表丙"]))
    co_signers = part.record.signatures.filter(order__gt=1)
    take("deliver", part, account=clerk, on=day(76), way="post", agreed=co_signers)
    found = [(one.way, one.consent) for one in part.reply.deliveries.order_by("signature__order")]
    assert found == [("post", False), ("passed_on", True), ("passed_on", True)]


# Figures ---------------------------------------------------------------------------------------
def test_a_day_before_the_redos_opinion_counts_the_opinion_of_that_day(
    make_record, session, clerk, reviewer, office, unit_handler
):
    record = make_record(Stage.ASKED)
    part = part_of(record)
    take("feed_back", part, account=clerk, **opinion(record, "unsatisfied", day(85)))
    take("redo", part, account=reviewer, on=day(86), reason="请重新答复。")
    take("submit", part, account=unit_handler, **submission(day(87)))
    take("pass_review", part, account=reviewer, on=day(87))
    take("sign", part, account=office.leader, on=day(87))
    take("report", part, account=clerk, on=day(87))
    take("city_passes", part, account=clerk, on=day(87))
    take("number", part, account=clerk, on=day(88), doc_number="示政办函〔2024〕99号")
    take("deliver", part, account=clerk, on=day(88))
    take("ask_opinion", part, account=clerk, on=day(88))
    take("feed_back", part, account=clerk, **opinion(record, "satisfied", day(95)))

    def satisfaction(**when):
        found = figures.count(session, **when)["satisfaction_rate"]
        return found.numerator, found.denominator

    assert satisfaction(as_of=day(84)) == (0, 0)
    assert satisfaction(as_of=day(90)) == (0, 1)
    assert satisfaction(as_of=day(95)) == satisfaction() == (1, 1)
    session.satisfaction_round = "first"
    assert satisfaction(as_of=day(84)) == (0, 0)
    assert satisfaction() == (0, 1)


def test_a_figure_as_known_at_a_moment_is_counted_as_it_was_defined_then(make_record, session):
    record = make_record(Stage.ASKED)
    account = record.events.first().account
    take("feed_back", part_of(record), account=account, **opinion(record, "basic", day(85)))
    moment = timezone.now()
    session = Session.objects.get(pk=session.pk)
    session.satisfaction_definition = "strict"
    with versions.chained("list", "修改名录", account=None):
        versions.keep(session)
    then, now = figures.count(session, known_on=moment), figures.count(session)
    assert then["satisfaction_rate"].value == 100
    assert "基本满意" in then["satisfaction_rate"].definition
    assert now["satisfaction_rate"].value == 0
    found = figures.members(figures.Snapshot(session, known_on=moment), ["satisfaction_rate"])
    assert found["satisfaction_rate__n"] == [record.pk]


def test_a_talk_on_the_telephone_is_no_talk_face_to_face(make_record, session, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。"}
    take("contact", part, account=unit_handler, on=day(9), **talk)
    session.contact_definition = "face"
    assert figures.count(session)["contact_rate"].numerator == 0
    take("contact", part, account=unit_handler, on=day(12), **talk | {"method": "meeting"})
    assert figures.count(session)["contact_rate"].numerator == 1
    assert figures.count(session, as_of=day(11))["contact_rate"].numerator == 0


# Tampering -------------------------------------------------------------------------------------
@pytest.fixture
def on_paper(make_record, clerk, leader):
    """An item whose signature is on paper."""
    record = make_record(Stage.REVIEWED)
    scan = make_scan("签发单.pdf", PDF + b"%1")
    event = take("sign", part_of(record), account=clerk, decider=leader.person, scan=scan, on=day(66), wording="同意。")
    assert versions.verify().ok
    return event


def test_another_wording_behind_a_paper_decision_shows(on_paper):
    tamper("UPDATE tracking_decision SET wording = %s", "不同意。")
    assert "纸质决定与办理记录不符" in messages()


def test_another_scan_behind_a_paper_decision_shows(on_paper):
    other = make_scan("别的.pdf", PDF + b"%2")
    tamper("UPDATE tracking_decision SET scan_id = %s", other.pk)
    assert "纸质决定与办理记录不符" in messages()


def test_another_decider_behind_a_paper_decision_shows(on_paper):
    other = make_person("示例他人", Role.LEADER)
    tamper("UPDATE tracking_decision SET decider_id = %s", other.pk)
    assert "纸质决定与办理记录不符" in messages()


def test_a_lost_paper_decision_shows(on_paper):
    tamper("DELETE FROM tracking_decision")
    assert "纸质决定缺失" in messages()


def test_a_paper_decision_slipped_in_shows(on_paper, clerk):
    own = Event.objects.filter(what="pass_review").get()
    tamper(
        'INSERT INTO tracking_decision (event_id, decider_id, recorded_by_id, "on", wording, scan_id) '
        "SELECT %s, decider_id, recorded_by_id, %s, wording, scan_id FROM tracking_decision",
        own.pk,
        own.on,
    )
    assert "纸质决定与办理记录不符" in messages()


def test_a_scan_changed_on_disk_shows(on_paper):
    on_disk(on_paper.decision.scan).write_bytes(PDF + b"%3")
    assert "内容与校验值不符" in messages()
    assert "签发单.pdf" in messages()


def test_a_scan_missing_on_disk_shows(on_paper):
    on_disk(on_paper.decision.scan).unlink()
    assert "不在 private/ 中" in messages()


def test_a_scan_exchanged_with_its_row_shows(on_paper):
    other = make_scan("别的.pdf", PDF + b"%2")
    tamper("DELETE FROM tracking_privatefile WHERE id = %s", other.pk)
    tamper("UPDATE tracking_privatefile SET sha256 = %s WHERE id = %s", other.sha256, on_paper.decision.scan_id)
    assert "附件被换过" in messages()


def test_an_opinion_form_exchanged_with_its_row_shows(make_record, clerk):
    record = make_record(Stage.ASKED)
    form, other = make_scan("征询意见表.pdf", PDF + b"%1"), make_scan("别的.pdf", PDF + b"%2")
    take(
        "feed_back",
        part_of(record),
        account=clerk,
        **opinion(record, "satisfied", day(85), source="paper", form_scan=form),
    )
    tamper("DELETE FROM tracking_privatefile WHERE id = %s", other.pk)
    tamper("UPDATE tracking_privatefile SET sha256 = %s WHERE id = %s", other.sha256, form.pk)
    assert "附件被换过" in messages()


def test_an_opinion_form_pointed_elsewhere_shows(make_record, clerk):
    record = make_record(Stage.ASKED)
    form, other = make_scan("征询意见表.pdf", PDF + b"%1"), make_scan("别的.pdf", PDF + b"%2")
    take(
        "feed_back",
        part_of(record),
        account=clerk,
        **opinion(record, "satisfied", day(85), source="paper", form_scan=form),
    )
    tamper("UPDATE tracking_feedback SET scan_id = %s", other.pk)
    assert "现值与最后版本不符（征询意见表扫描件）" in messages()


def test_two_events_exchanged_show(make_record):
    make_record(Stage.CLOSED)
    tamper("UPDATE tracking_event SET number = 99999 WHERE number = 10")
    tamper("UPDATE tracking_event SET number = 10 WHERE number = 11")
    tamper("UPDATE tracking_event SET number = 11 WHERE number = 99999")
    assert "与上一条办理记录不衔接" in messages()


def test_the_last_events_cut_off_together_with_the_chains_head_show(make_record):
    make_record(Stage.CLOSED)
    last = Event.objects.order_by("-number")[3]
    tamper("DELETE FROM tracking_event WHERE number > %s", last.number)
    tamper("UPDATE tracking_chainhead SET number = %s, digest = %s", last.number, last.digest)
    assert "不在办理记录中" in messages()


def test_a_moment_moved_shows(make_record):
    make_record(Stage.CLOSED)
    tamper("UPDATE tracking_historicalreply SET history_date = %s", timezone.now() - timedelta(days=9))
    assert "版本被改动或缺失" in messages()
    tamper("UPDATE tracking_event SET at = %s WHERE number = 9", timezone.now() - timedelta(days=9))
    assert "办理记录的内容与校验值不符" in messages()


def test_a_membership_given_behind_the_ledger_shows(office):
    tamper("UPDATE tracking_membership SET role = 'leader' WHERE role = 'office_reviewer'")
    assert "现值与最后版本不符（角色）" in messages()


# One unit and another --------------------------------------------------------------------------
def test_a_units_steps_and_rows_are_its_own(make_record, office, other_unit, unit_handler):
    record = make_record(Stage.ASSIGNED, duty="separate", units=[office.unit, other_unit])
    theirs = record.assignments.get(unit=other_unit)
    assert {one.subject.pk for one in openings(record, unit_handler) if one.step.is_of_assignment} == {
        record.assignments.get(unit=office.unit).pk
    }
    assert list(permissions.visible_assignments(record, unit_handler)) != [theirs]
    with pytest.raises(Refused):
        take("note_progress", theirs, account=unit_handler, text="进展。")
    assert not permissions.may_see_record(
        make_person("示例外人", Role.UNIT_HANDLER, make_unit("区外局"), login="x").user, record
    )


def test_what_a_workbook_brought_for_one_unit_is_not_shown_to_the_other(make_record, office, other_unit, unit_handler):
    record = make_record(Stage.HANDLING, duty="separate", units=[office.unit, other_unit])
    ours, theirs = (record.assignments.get(unit=one) for one in (office.unit, other_unit))
    with versions.chained("backfill", "台账补录", account=office.clerk, record=record):
        for part, words in ((ours, "本单位的沟通"), (theirs, "别单位的沟通")):
            versions.keep(Contact(assignment=part, phase="during", method="phone", on=day(30), summary=words))
    dossier = Dossier(record, unit_handler)
    shown = ItemVersions(record, dossier.events, dossier, may_restore=False)
    words = {line.new for event in dossier.events for one in shown.of(event) for line in one.lines}
    assert "本单位的沟通" in words
    assert "别单位的沟通" not in words
