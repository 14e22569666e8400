"""一件一档: where it is, how long is left and why, what may I do, what did the others do; and to whom it is shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracking.admin.pages import is_denied, logged_in, soup, text
from tests.tracking.factories import HANDED_OVER_ON, make_scan
from tracking.loop import take
from tracking.models import AssignmentDuty, Duty, Event, HandlingRecord, SupervisionKind
from tracking.stages import Stage
from tracking.versions import chain, kinds
from tracking.versions.triggers import disarmed


def url(record) -> str:
    return f"/admin/ledger/inspect/{record.pk}/"


def opened(user, record):
    return soup(logged_in(user).get(url(record)))


def steps(page, selector: str) -> list[str]:
    return [" ".join(one.stripped_strings) for one in page.select(selector)]


def test_the_head_says_where_it_is_how_long_is_left_and_why(clerk, make_record):
    record = make_record(Stage.HANDLING, start=timezone.localdate() - timedelta(days=5))
    summary = opened(clerk, record).select_one(".summary").get_text(" ")
    assert "办理中" in summary
    assert "第1号建议" in summary
    assert "还剩" in summary
    assert record.due_because in summary


def test_an_item_that_is_late_says_so_in_words(clerk, record):
    assert "已逾期" in opened(clerk, record).select_one(".summary__clock").text


def test_the_progress_line_shows_six_stages_with_state_and_day(clerk, record):
    stages = opened(clerk, record).select(".stages__stage")
    states = [next(name for name in one["class"] if "--" in name).rpartition("--")[2] for one in stages]
    assert states == ["done", "done", "now", "to-come", "to-come", "to-come"]
    assert stages[2]["aria-current"] == "step"
    assert stages[0].select_one("time")["datetime"] == "2024-03-29"
    assert "用时" in stages[1].text


def test_a_joint_item_s_opinion_is_asked_by_the_city(clerk, make_record):
    stages = opened(clerk, make_record(Stage.CLOSED, duty=Duty.JOINT)).select(".stages__stage")
    assert [one.select_one(".stages__state").text for one in stages] == ["已完成"] * 4 + ["不适用"] * 2


def test_the_seed_s_four_fields_are_shown(clerk, record):
    four = opened(clerk, record).select_one(".facts--four").get_text(" ")
    for label, value in (
        ("具体部门", "综合科"),
        ("分管领导", "示例领导"),
        ("具体负责人", "示例经办人"),
        ("办结时限", "2024"),
    ):
        assert label in four
        assert value in four


def test_a_letter_that_can_not_be_sent_in_yet_can_be_written_from_the_file(unit_handler, clerk, record):
    client, part = logged_in(unit_handler), record.assignments.get()
    page = soup(client.get(f"/admin/ledger/inspect/{record.pk}/"))
    link = page.find("a", string="先写草稿")
    assert link["href"] == f"/admin/loop/{record.pk}/submit/{part.pk}/"
    assert soup(client.get(link["href"])).select_one("textarea[name=body]")
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=unit_handler, **talk)
    assert "先写草稿" not in text(client.get(f"/admin/ledger/inspect/{record.pk}/")), "the button itself leads there"


def test_open_steps_are_buttons_and_closed_ones_say_why(unit_handler, record):
    page = opened(unit_handler, record)
    assert steps(page, "a.step") == ["登记沟通", "登记进展", "交接", "确定跟踪人", "申请延期", "先写草稿"]
    closed = steps(page, "section > .step--closed")
    assert len(closed) == 1
    assert closed[0].startswith("送审 还没有与提出人沟通")
    assert steps(page, ".later .step--closed")[0].startswith("签收 现在是“办理中”")


def test_the_next_move_stands_first_and_stands_out(reviewer, make_record):
    page = opened(reviewer, make_record(Stage.SUBMITTED))
    assert steps(page, "a.step")[:2] == ["审核通过", "退回重新办理"]
    assert steps(page, ".step--main") == ["审核通过"]


def test_a_clerk_sees_what_can_be_recorded_on_paper(clerk, make_record):
    page = opened(clerk, make_record(Stage.REVIEWED))
    paper = page.select("a.step--paper")
    assert "领导签发（代录）" in " ".join(one.text for one in paper)
    assert all(one["href"].endswith("?paper=1") for one in paper)


def test_one_move_stands_out_and_what_is_on_paper_is_folded_below_it(clerk, record):
    page = opened(clerk, record)
    assert steps(page, ".step--main") == ["登记沟通（代录）"]
    assert page.select_one("section[aria-labelledby=steps] > a.step").text == "登记沟通（代录）"
    folded = steps(page, "details.paper-steps a.step")
    assert {"登记进展（代录）", "申请延期（代录）"} <= set(folded)
    assert page.select_one("details.paper-steps").get("open") is None
    assert len(page.select("a.step--paper")) == len(folded) + 1
    assert page.select_one("details.paper-steps summary").text == f"代录纸质签批（{len(folded)}）"


@pytest.mark.parametrize(
    ("stage", "main"),
    [
        (Stage.ASSIGNED, "签收（代录）"),
        (Stage.SUBMITTED, "审核通过（代录）"),
        (Stage.SIGNED, "报市政府办审核"),
        (Stage.NUMBERED, "送达"),
        (Stage.ASKED, "登记反馈"),
        (Stage.FED_BACK, "办结"),
    ],
)
def test_a_clerk_finds_one_next_move(clerk, make_record, stage, main):
    assert steps(opened(clerk, make_record(stage)), ".step--main") == [main]


def test_what_must_come_first_stands_out_where_the_next_move_lacks_it(office, unit_handler, record):
    assert steps(opened(unit_handler, record), ".step--main") == ["登记沟通"]
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", record.assignments.get(), account=unit_handler, **talk)
    assert steps(opened(unit_handler, record), ".step--main") == ["送审"]


def test_what_is_published_is_no_next_move_any_more(office, clerk, editor, make_record):
    record = make_record(Stage.CLOSED)
    for who in (clerk, editor):
        assert steps(opened(who, record), ".step--main") == ["公开登记"]
    take("publication", record.assignments.get(), account=editor, url="https://example.org/1")
    for who in (clerk, editor):
        page = opened(who, record)
        assert steps(page, ".step--main") == []
        assert "公开登记" in steps(page, "a.step")


def test_before_hand_over_a_clerk_may_take_three_steps_at_once(clerk, make_record):
    assert steps(opened(clerk, make_record()), ".step--main") == ["一并办理（拟办、批示、交办）"]


def test_each_part_has_its_own_buttons(office, clerk, other_unit):
    record = office.make_record(Stage.ASSIGNED, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    paper = steps(opened(clerk, record), "a.step--paper")
    assert paper == [
        "签收（代录） 区示例局",
        "签收（代录） 区另例局",
        "申请退回（代录） 区示例局",
        "申请退回（代录） 区另例局",
    ]


def test_a_returned_reply_shows_its_difference_next_to_the_reason(office, reviewer):
    record = office.make_record(Stage.SUBMITTED)
    part = record.assignments.get()
    office.send_back(part)
    part.refresh_from_db()
    office.submit(part, body="已完成12个示例事项。")
    latest = opened(reviewer, record).select("details.round")[0]
    assert "第2轮答复" in latest.text
    assert "答复不明确。请写明完成的数量和时间。" in latest.select_one(".round__back").text
    before, now = latest.select(".compared tbody td")
    assert before.text.strip() == "已完成示例事项。"
    assert now.text.strip() == "已完成12个示例事项。"
    assert "改动1段" in latest.text
    assert [one.text for one in now.select("ins")] == ["12个"]
    assert "退回原因" in opened(reviewer, record).select("details.round")[1].select_one(".round__back").text


def test_the_timeline_names_decider_recorder_and_scan(office, clerk):
    record = office.make_record(Stage.PROPOSED)
    take(
        "instruct", record, account=clerk, decider=office.leader.person, scan=make_scan(),
        on=record.proposed_on, wording="同意。", instruction="同意拟办意见。",
    )  # fmt: skip
    first = opened(clerk, record).select_one(".timeline li")
    said = " ".join(first.stripped_strings)
    assert "区领导批示" in said
    assert "示例副区长（副区长）" in said
    assert "示例经办代录" in said
    assert "原话：同意。" in said
    assert first.select_one("a").text == "扫描件"
    assert "签批单.pdf" in opened(clerk, record).select_one("[aria-labelledby=attachments]").text


def test_versions_are_counted_and_checked(clerk, record):
    foot = opened(clerk, record).select_one(".timeline__foot").text
    assert "校验一致" in foot
    written = sum(len(event.versions) for event in Event.objects.filter(record=record))
    assert f"版本 {written} 个" in foot


def test_a_version_that_was_tampered_with_shows(clerk, record):
    with disarmed(HandlingRecord.history.model):
        record.history.filter(stage=Stage.HANDLING).update(title="改过")
    assert "校验不一致" in opened(clerk, record).select_one(".timeline__foot").text


@pytest.fixture
def shared(office, other_unit, supervisor):
    """An item of two units, each of which has written something, and each of which was reminded."""
    record = office.make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, other_unit], phone="示例电话")
    for part in record.assignments.all():
        handler = office.handler_of(part.unit)
        take("contact", part, account=handler, phase="during", method="face", summary=f"{part.unit}的沟通")
        take("note_progress", part, account=handler, text=f"{part.unit}的进展")
        office.submit(part, body=f"{part.unit}的答复")
        take(
            "supervise",
            record,
            account=supervisor,
            kind=SupervisionKind.REMINDER,
            unit=part.unit,
            text=f"{part.unit}的催办",
        )
    return record


def test_a_unit_sees_its_own_part_only(shared, unit_handler, other_handler, clerk):
    for user, own, other in ((unit_handler, "区示例局", "区另例局"), (other_handler, "区另例局", "区示例局")):
        said = text(logged_in(user).get(url(shared)))
        for what in ("沟通", "进展", "答复", "催办"):
            assert f"{own}的{what}" in said, what
            assert f"{other}的{what}" not in said, what
        assert f"{other}（牵头）" in said
    everything = text(logged_in(clerk).get(url(shared)))
    assert "区示例局的答复" in everything
    assert "区另例局的答复" in everything


def test_an_editor_sees_what_came_of_it_and_not_how(office, editor):
    record = office.make_record(Stage.SUBMITTED, phone="示例电话", remark="内部备注")
    part = record.assignments.get()
    office.send_back(part)
    record = office.move_on(record, Stage.CLOSED, body="终稿正文。")
    said = text(logged_in(editor).get(url(record)))
    assert "终稿正文。" in said
    for inside in (
        "退回",
        "已完成示例事项",
        "拟由区示例局办理",
        "示例电话",
        "内部备注",
        "经过",
        "版本",
        "当面听取意见",
    ):
        assert inside not in said, inside


def test_contact_data_is_shown_to_those_who_handle(clerk, unit_handler, make_record):
    record = make_record(Stage.HANDLING, phone="示例电话")
    for user in (clerk, unit_handler):
        assert "示例电话" in text(logged_in(user).get(url(record)))


MOST_OF_A_FILE = 25
"Each table whose versions the events name is read once, to compare their digests; what no part and no letter has, never."


def test_who_opens_the_file(request, record):
    opens = ["clerk", "reviewer", "leader", "supervisor", "unit_handler"]
    for role in [*opens, "other_handler", "editor", "admin_user", "superuser"]:
        response = logged_in(request.getfixturevalue(role)).get(url(record))
        assert is_denied(response) is (role not in opens), role
        assert response.status_code == (200 if role in opens else 302), role


def test_the_file_takes_no_more_queries_with_more_events(office, clerk, django_assert_max_num_queries):
    record = office.make_record(Stage.HANDLING)
    client = logged_in(clerk)
    for part in record.assignments.all():
        for number in range(3):
            take("note_progress", part, account=office.unit_handler, text=f"进展{number}")
    assert record.assignments.get().duty == AssignmentDuty.LEAD
    with django_assert_max_num_queries(50):
        client.get(url(record))


@pytest.mark.parametrize("reader", ["clerk", "unit_handler"])
@pytest.mark.parametrize("stage", [Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED, Stage.DELIVERED, Stage.CLOSED])
def test_a_file_of_two_hundred_events_asks_few_questions_and_no_more_than_a_new_one(office, make_record, stage, reader):
    record, client = make_record(stage), logged_in(getattr(office, reader))
    client.get(url(record))
    taken = []
    for more in (0, 200):
        for number in range(more):
            summary = f"第{number}次"
            chain.append(what=kinds.BACKFILL, account=office.clerk, on=HANDED_OVER_ON, summary=summary, record=record)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(record)).status_code == 200
        taken.append(len(asked))
    assert record.events.count() > 200
    assert taken[1] <= taken[0] <= MOST_OF_A_FILE
