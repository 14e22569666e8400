"""The versions of an item: who, when, in which step, what changed in words; and content that can be brought back."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracking.admin.pages import form_of, is_denied, logged_in, soup, text, typed
from tests.tracking.factories import make_scan
from tracking.loop import take
from tracking.models import Duty, Event
from tracking.stages import Stage


def url(record) -> str:
    return f"/admin/ledger/history/{record.pk}/"


def entries(user, record) -> list:
    return soup(logged_in(user).get(url(record))).select("article.version")


def test_each_step_says_who_when_and_what_changed_in_words(clerk, record):
    assigned = next(one for one in entries(clerk, record) if one.h3.text.startswith("交办"))
    said = " ".join(assigned.stripped_strings)
    assert "示例经办" in said
    assert "条办理记录" in said
    assert "环节 已批示，待交办 → 已交办，待签收" in said
    assert "交办日期 空 → 2024-03-29" in said
    assert "牵头" in said
    assert "区示例局" in said
    assert "assigned" not in said
    assert "pk=" not in said


def test_paper_names_both_the_decider_and_the_recorder(office, clerk):
    record = office.make_record(Stage.PROPOSED)
    paper = {"decider": office.leader.person, "scan": make_scan(), "on": record.proposed_on}
    take("instruct", record, account=clerk, instruction="同意。", **paper)
    assert "示例经办代录，决定人：示例副区长（副区长）" in entries(clerk, record)[0].text


def test_a_long_text_shows_its_differences(office, clerk):
    record = office.make_record(
        text="一、现状。消防通道被占用，器材不足。二、建议。划线标识消防通道，补齐灭火器材，定期验收。"
    )
    take("correct", record, account=clerk, text=record.text.replace("定期验收", "每季验收"))
    latest = entries(clerk, record)[0]
    assert [one.text for one in latest.select(".changes__text ins")] == ["每季"]
    assert [one.text for one in latest.select(".changes__text del")] == ["定期"]


def test_content_is_restored_through_the_step_and_nothing_else_is(office, clerk):
    record = office.make_record(Stage.ASSIGNED, title="原来的题目", remark="原来的备注")
    take("correct", record, account=clerk, title="改坏的题目", remark="改坏的备注")
    client = logged_in(clerk)
    first = soup(client.get(url(record))).select("article.version")[-1]
    page = soup(client.get(first.find("a", string="恢复这一版的内容")["href"]))
    form = typed(page, form_of("correct"))
    assert (form["title"], form["remark"]) == ("原来的题目", "原来的备注")
    assert client.post(page.select_one(form_of("correct"))["action"], form).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.remark, record.stage) == ("原来的题目", "原来的备注", Stage.ASSIGNED)
    latest = Event.objects.latest("number")
    assert (latest.what, latest.summary) == ("correct", "案由、备注")


def test_only_a_clerk_is_offered_to_restore(office, clerk, reviewer):
    record = office.make_record(title="原来的题目")
    take("correct", record, account=clerk, title="改坏的题目")
    assert "恢复这一版的内容" in text(logged_in(clerk).get(url(record)))
    assert "恢复这一版的内容" not in text(logged_in(reviewer).get(url(record)))


def test_another_item_s_version_restores_nothing(office, clerk):
    record, other = office.make_record(title="本件的题目"), office.make_record(title="别件的题目")
    foreign = other.history.latest().history_id
    for restore in (str(foreign), "0", "x"):
        page = soup(logged_in(clerk).get(f"/admin/loop/{record.pk}/correct/?restore={restore}"))
        assert typed(page, form_of("correct"))["title"] == "本件的题目"


def test_a_unit_sees_the_versions_of_its_own_part(office, other_unit, unit_handler):
    record = office.make_record(Stage.ASSIGNED, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    other = record.assignments.get(unit=other_unit)
    four = {"department": "另例科", "unit_leader": "另例领导", "handler": "另例经办人"}
    take("sign_for", other, account=office.handler_of(other_unit), **four)
    said = text(logged_in(unit_handler).get(url(record)))
    assert "另例科" not in said
    assert "第1号建议 · 区另例局" not in said
    assert "第1号建议 · 区示例局" in said


def test_who_opens_the_versions(request, office):
    record = office.make_record(Stage.CLOSED)
    opens = ["clerk", "reviewer", "leader", "supervisor", "unit_handler"]
    for role in [*opens, "other_handler", "editor", "admin_user", "superuser"]:
        response = logged_in(request.getfixturevalue(role)).get(url(record))
        assert is_denied(response) is (role not in opens), role
        assert response.status_code == (200 if role in opens else 302), role


def test_more_versions_take_no_more_queries(office, clerk):
    record = office.make_record(Stage.HANDLING)
    part = record.assignments.get()
    client = logged_in(clerk)
    taken = []
    for number in range(2):
        talk = {"phase": "during", "method": "phone", "signature": record.signatures.get()}
        take("contact", part, account=office.unit_handler, summary=f"沟通{number}", **talk)
        part.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            client.get(url(record))
        taken.append(len(queries))
    assert taken[0] == taken[1]
