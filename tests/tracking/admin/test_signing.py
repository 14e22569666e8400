"""签批页: a leader reads, agrees or sends back on one screen, and goes on to the next."""

from datetime import date

import pytest

from tests.tracking.admin.pages import is_denied, logged_in, soup, text, typed
from tests.tracking.factories import kept
from tracking.loop import take
from tracking.models import Ask, Event, HandlingRecord
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
DAY, LATER = date(2024, 5, 6), date(2024, 6, 24)
YES, BACK = ".signing__yes form", ".signing__back form"


def test_from_home_a_leader_agrees_in_three_clicks_and_meets_the_next(make_record, leader):
    make_record(Stage.REVIEWED)
    proposal = make_record(Stage.PROPOSED, title="关于另一项示例工作的建议")
    client = logged_in(leader)
    assert "逐件签批" in text(client.get("/admin/"))
    first = client.get("/admin/loop/signing/", follow=True)
    assert "第 1 件，共 2 件" in text(first)
    assert "已完成示例事项。" in text(first)
    second = client.post(first.request["PATH_INFO"], typed(soup(first), YES), follow=True)
    assert Event.objects.last().what == "sign"
    assert "拟由区示例局办理。" in text(second)
    done = client.post(second.request["PATH_INFO"], typed(soup(second), YES), follow=True)
    assert "没有等您签批的事项" in text(done)
    record = HandlingRecord.objects.get(pk=proposal.pk)
    assert (record.stage, record.instruction) == (Stage.INSTRUCTED, "同意拟办意见。")


@pytest.mark.parametrize(
    ("stage", "step", "back"),
    [(Stage.REVIEWED, "refuse_to_sign", Stage.HANDLING), (Stage.PROPOSED, "send_back_proposal", Stage.REGISTERED)],
)
def test_sending_back_needs_a_reason(stage, step, back, make_record, leader):
    record = make_record(stage)
    client = logged_in(leader)
    page = client.get("/admin/loop/signing/", follow=True)
    form = soup(page).select_one(BACK)
    refused = client.post(form["action"], typed(soup(page), BACK))
    assert refused.status_code == 422
    assert soup(refused).select_one(".signing__back[open]")
    other = {"reason": "other"}
    assert client.post(form["action"], typed(soup(page), BACK) | other).status_code == 422
    client.post(form["action"], typed(soup(page), BACK) | other | {"comment": "请补充时间表。"})
    assert HandlingRecord.objects.get(pk=record.pk).stage == back
    assert (Event.objects.last().what, Event.objects.last().summary) == (step, "请补充时间表。")


def test_a_listed_reason_is_one_tap_and_the_next_item_follows(make_record, leader):
    make_record(Stage.REVIEWED)
    make_record(Stage.PROPOSED, title="关于另一项示例工作的建议")
    client = logged_in(leader)
    page = client.get("/admin/loop/signing/", follow=True)
    listed = [one.text.strip() for one in soup(page).select(f"{BACK} .field--reason label")]
    assert listed[:3] == ["答复不明确", "未与代表沟通", "未逐条答复"]
    assert listed[-1] == "其他"
    form = soup(page).select_one(BACK)
    following = client.post(form["action"], typed(soup(page), BACK) | {"reason": "未逐条答复"}, follow=True)
    event = Event.objects.last()
    assert (event.what, event.summary, event.data["reason"]) == ("refuse_to_sign", "未逐条答复", "未逐条答复")
    assert "关于另一项示例工作的建议" in text(following)
    assert "缺少配合单位" in text(following)


def test_what_somebody_else_did_meanwhile_is_said(make_record, leader, reviewer, clerk):
    record = make_record(Stage.PROPOSED)
    client = logged_in(leader)
    page = client.get("/admin/loop/signing/", follow=True)
    logged_in(clerk).post(
        f"/admin/loop/{record.pk}/correct/", {"title": "新案由", "on": "2024-04-01", "version": record.version}
    )
    answer = client.post(page.request["PATH_INFO"], typed(soup(page), YES))
    assert "已被他人更新" in text(answer)
    client.post(page.request["PATH_INFO"], typed(soup(answer), YES))
    assert HandlingRecord.objects.get(pk=record.pk).stage == Stage.INSTRUCTED


@pytest.mark.parametrize("who", ["clerk", "reviewer", "unit_handler", "admin_user", "superuser"])
def test_nobody_else_signs_here(who, make_record, request):
    record = make_record(Stage.REVIEWED)
    client, part = logged_in(request.getfixturevalue(who)), record.assignments.get()
    assert is_denied(client.get("/admin/loop/signing/"))
    assert is_denied(client.post(f"/admin/loop/signing/{record.pk}/sign/{part.pk}/", {"on": "2024-06-04"}))
    assert HandlingRecord.objects.get(pk=record.pk).stage == Stage.REVIEWED


def test_other_steps_are_not_taken_on_this_page(make_record, leader):
    record = make_record(Stage.SUBMITTED)
    part = record.assignments.get()
    for code in ("pass_review", "return_for_redo", "assign"):
        assert is_denied(logged_in(leader).get(f"/admin/loop/signing/{record.pk}/{code}/{part.pk}/"))


def test_a_leader_reads_the_promise_and_what_each_request_was_answered(office, leader):
    """The page left both out: a promise of a B reply was signed unseen."""
    record = office.make_record(Stage.HANDLING)
    part, ask = record.assignments.get(), kept(Ask(record=record, number=1, text="安装路灯"))
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=office.unit_handler, on=DAY, **talk)
    promise = {"promise": "装好路灯。", "promise_due_on": date(2024, 12, 31), "promise_unit": "区示例局"}
    letter = {
        "body": "由区示例局负责，2024年底前装好。",
        "reply_class": "B",
        "publicity": "full",
        "unit_head": "示例局长",
    }
    answers = {ask.pk: ("年底前装12盏。", "")}
    take("submit", part, account=office.unit_handler, on=DAY, unit_head_on=DAY, answers=answers, **letter, **promise)
    office.move_on(record, Stage.REVIEWED)
    page = soup(logged_in(leader).get("/admin/loop/signing/", follow=True)).select_one(".signing__read").text
    for said in ("装好路灯。", "区示例局，2024-12-31前", "安装路灯", "年底前装12盏。"):
        assert said in page


def test_after_a_dissatisfied_answer_a_leader_reads_the_proposer_s_own_words_and_both_letters(office, leader):
    """The second letter stood alone, with one sentence that the proposer was dissatisfied."""
    record = office.make_record(Stage.ASKED)
    part = record.assignments.get()
    opinion = {"result": "unsatisfied", "source": "assembly", "opinion": "只说了已经完成，没有说装在哪里。"}
    take("feed_back", part, account=office.clerk, on=LATER, signature=record.signatures.get(), **opinion)
    take("redo", part, account=office.reviewer, on=LATER, reason="请写明地点。")
    letter = {"body": "路灯装在示例路东段。", "reply_class": "A", "publicity": "full", "unit_head": "示例局长"}
    take("submit", part, account=office.unit_handler, on=LATER, unit_head_on=LATER, **letter)
    take("pass_review", part, account=office.reviewer, on=LATER)
    page = soup(logged_in(leader).get("/admin/loop/signing/", follow=True)).select_one(".signing__read")
    for said in ("不满意", "没有说装在哪里。", "路灯装在示例路东段。"):
        assert said in page.text
    assert [one.text for one in page.select("summary")][:2] == ["与第1轮对照", "第1轮原文（2024-06-13 送达）"]
    assert "已完成示例事项。" in page.select("details")[1].text
