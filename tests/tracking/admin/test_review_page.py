"""The review on one screen: hints beside the decision, rounds beside each other, requests beside answers; and what follows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.tracking.admin.pages import form_of, logged_in, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON, kept, make_session
from tracking.admin.loop.waiting import Waiting
from tracking.loop import take
from tracking.models import Ask, Reply
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
BAD = "示例代表甲代表：\n您提出的建议收悉。截止目前，项目正在推进。"


def day(days: int) -> date:
    return HANDED_OVER_ON + timedelta(days=days)


def part_of(record):
    return record.assignments.get()


def step_url(record, code: str) -> str:
    return f"/admin/loop/{record.pk}/{code}/{part_of(record).pk}/"


def file_of(user, record):
    return soup(logged_in(user).get(f"/admin/ledger/inspect/{record.pk}/"))


def hints_in(page) -> dict[str, list[str]]:
    groups = page.select(".hints__groups > div")
    return {one.dt.text: [" ".join(li.text.split()) for li in one.select("li")] for one in groups}


def waiting(user) -> dict[str, list]:
    return {group.label: group.items for group in Waiting(user).mine.values()}


# 自动提示 --------------------------------------------------------------------------------------
def test_hints_stand_beside_the_decision_under_the_three_headings(office, reviewer):
    record = office.move_on(office.register(), Stage.SUBMITTED, body=BAD)
    page = soup(logged_in(reviewer).get(step_url(record, "pass_review")))
    found = hints_in(page)
    assert list(found) == ["格式", "文字", "内容"]
    assert any("没有写编号，请写明“第1号”" in one for one in found["格式"])
    assert any("截至目前" in one for one in found["文字"])
    assert any("请核对类别" in one for one in found["内容"])
    boxes = page.select(f"{form_of('return_for_redo')} input[name=taken]")
    assert len(boxes) == sum(len(one) for one in found.values())


def test_a_draft_passes_whatever_the_hints_say_once_the_reviewer_has_ticked_all_three_headings(office, reviewer):
    record = office.move_on(office.register(), Stage.SUBMITTED, body=BAD)
    client = logged_in(reviewer)
    page = soup(client.get(step_url(record, "pass_review")))
    ticked = page.select(f"{form_of('pass_review')} input[type=checkbox][checked]")
    assert ticked == []
    answer = client.post(step_url(record, "pass_review"), typed(page, form_of("pass_review")) | {"form_ok": "on"})
    assert len(soup(answer).select(".errorlist")) == 2
    all_three = dict.fromkeys(("form_ok", "wording_ok", "content_ok"), "on")
    client.post(step_url(record, "pass_review"), typed(page, form_of("pass_review")) | all_three)
    record.refresh_from_db()
    assert record.stage == Stage.REVIEWED


def test_the_unit_sees_the_hints_on_its_draft_until_the_office_has_passed_it(office, unit_handler, reviewer, leader):
    record = office.move_on(office.register(), Stage.SUBMITTED, body=BAD)
    assert hints_in(file_of(unit_handler, record))["文字"]
    office.send_back(part_of(record), day(60))
    page = soup(logged_in(unit_handler).get(step_url(record, "submit")))
    assert hints_in(page)["文字"]
    assert "请写明完成的数量和时间" in page.select_one(".round__back").text
    record = office.move_on(record, Stage.REVIEWED, body=BAD)
    assert hints_in(file_of(leader, record)) == {}


# 轮次和逐条答复 --------------------------------------------------------------------------------
def test_the_reviewer_is_told_that_a_draft_came_back_unchanged(office, reviewer):
    record = office.make_record(Stage.SUBMITTED)
    office.send_back(part_of(record), day(60))
    office.submit(part_of(record), day(61))
    page = soup(logged_in(reviewer).get(step_url(record, "pass_review")))
    latest = page.select("details.round")[0]
    assert "正文没有改动" in latest.text
    assert not latest.select(".compared")


def test_the_unit_ticks_that_it_sends_in_the_same_words_again(office, unit_handler):
    record = office.make_record(Stage.SUBMITTED)
    office.send_back(part_of(record), day(60))
    client, where = logged_in(unit_handler), step_url(record, "submit")
    page = soup(client.get(where))
    assert not page.select("[name=unchanged]")
    head = {"unit_head": "示例局长", "unit_head_on": day(61), "on": day(61)}
    refused = client.post(where, typed(page, form_of("submit")) | head)
    assert refused.status_code == 422
    page = soup(refused)
    assert "正文与第1轮相同，没有改动" in page.select_one(".field--tick .errorlist").text
    answer = client.post(where, typed(page, form_of("submit")) | {"unchanged": "on"})
    assert answer.status_code == 302


def test_requests_stand_beside_their_answers(office, reviewer):
    record = office.make_record(Stage.HANDLING)
    kept(Ask(record=record, number=1, text="安装路灯。"))
    record = office.move_on(record, Stage.SUBMITTED)
    page = soup(logged_in(reviewer).get(step_url(record, "pass_review")))
    assert page.select_one(".answers tbody tr").get_text("|", strip=True) == "1．安装路灯。|已办理。"


def test_a_request_is_refused_without_an_answer_at_its_field(office, unit_handler):
    record = office.make_record(Stage.HANDLING)
    ask = kept(Ask(record=record, number=1, text="安装路灯。"))
    talk = {"phase": "during", "method": "face", "summary": "听取意见。"}
    take("contact", part_of(record), account=unit_handler, on=day(20), **talk)
    client, where = logged_in(unit_handler), step_url(record, "submit")
    letter = {"body": "已办。", "reply_class": "A", "unit_head": "示例局长", "unit_head_on": day(60), "on": day(60)}
    page = soup(client.post(where, typed(soup(client.get(where)), form_of("submit")) | letter))
    box = page.select_one(f"[name=ask_{ask.pk}]").find_parent(class_="field")
    assert "须写明答复要点，或未答复的理由" in box.select_one(".errorlist").text


# 待办 ------------------------------------------------------------------------------------------
def test_consulting_waits_for_the_clerk_where_the_session_asks_for_it(office, clerk, reviewer):
    session = make_session("2025", consults_drafts=True)
    record = office.make_record(Stage.CLEARED, session=session)
    office.make_record(Stage.CLEARED)
    assert [one.record.pk for one in waiting(clerk)["答复稿征求意见"]] == [record.pk]
    first = record.signatures.get()
    take("consult_draft", part_of(record), account=clerk, on=day(73), signature=first)
    assert "答复稿征求意见" not in waiting(clerk)
    assert [one.record.pk for one in waiting(clerk)["登记对答复稿的意见"]] == [record.pk]
    take("record_consultation", part_of(record), account=clerk, on=day(74), signature=first, opinion="无意见。")
    assert [one.record.pk for one in waiting(clerk)["正式行文"]][0] == record.pk
    assert waiting(reviewer) == {}, "nobody must return a draft"


def test_a_reminder_waits_for_its_units_answer(office, unit_handler, supervisor):
    record = office.make_record(Stage.SUBMITTED)
    take("supervise", record, account=supervisor, on=day(61), kind="reminder", unit=office.unit, text="请抓紧。")
    assert [one.record.pk for one in waiting(unit_handler)["回复督办"]] == [record.pk]


# 公开时限 --------------------------------------------------------------------------------------
def test_the_limit_of_a_publication_stands_on_the_file_and_before_the_editor(office, clerk, editor):
    record = office.make_record(Stage.CLOSED)
    said = file_of(clerk, record).get_text(" ", strip=True)
    assert "公开期限 2024-07-11" in said
    assert "2024年6月13日送达，20个工作日到2024年7月11日" in said
    assert [one.due_on for one in waiting(editor)["公开登记"]] == [date(2024, 7, 11)]
    take("publication", part_of(record), account=editor, on=date(2024, 7, 1), url="https://example.org/1")
    assert "公开期限" not in file_of(clerk, record).get_text(" ", strip=True)


# 承诺跟踪 --------------------------------------------------------------------------------------
def promised(office, due_on: date) -> Reply:
    record = office.make_record(Stage.SUBMITTED)
    reply = part_of(record).reply
    reply.reply_class, reply.promise, reply.promise_unit, reply.promise_due_on = "B", "装好路灯。", "区示例局", due_on
    kept(reply)
    office.move_on(record, Stage.CLOSED)
    return reply


def test_promises_are_listed_by_what_is_due_late_and_kept(office, supervisor):
    today = timezone.localdate()
    late, today_s, later, done = (promised(office, today + timedelta(days=days)) for days in (-9, 0, 9, -30))
    office.make_record(Stage.CLOSED)
    take("look_back", done.assignment, account=supervisor, on=today, result="kept", text="已装好。")

    def listed(query: str) -> set[int]:
        page = soup(logged_in(supervisor).get(f"/admin/promises/{query}"))
        links = [row.select_one("td a")["href"] for row in page.select("table.list tbody tr")]
        return {int(one.strip("/").split("/")[-1]) for one in links}

    def keys(*replies) -> set[int]:
        return {one.assignment.record_id for one in replies}

    assert listed("") == keys(late, today_s, later, done)
    assert listed("?state=due") == keys(late, today_s)
    assert listed("?state=late") == keys(late)
    assert listed("?state=kept") == keys(done)
    assert "已兑现" in text(logged_in(supervisor).get("/admin/promises/?state=kept"))
    assert listed("?q=没有这样的") == set()
