"""The first page: what waits for me and with me alone, what is late or close, and nothing of Wagtail's own."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracking.admin.pages import logged_in, soup, text
from tests.tracking.factories import make_person
from tracking import permissions, versions
from tracking.admin.loop.waiting import Waiting
from tracking.loop import take
from tracking.models import Duty, Reply, Role
from tracking.stages import Stage


def waiting(user) -> dict[str, list[str]]:
    return {group.label: [item.record.title for item in group.items] for group in Waiting(user).mine.values()}


def on_paper(user) -> dict[str, int]:
    return {group.label: len(group.items) for group in Waiting(user).on_paper.values()}


def test_each_role_finds_its_own_next_moves(office):
    for stage in (
        Stage.REGISTERED, Stage.PROPOSED, Stage.INSTRUCTED, Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED,
        Stage.REVIEWED, Stage.SIGNED, Stage.NUMBERED, Stage.ASKED, Stage.FED_BACK, Stage.CLOSED,
    ):  # fmt: skip
        office.make_record(stage, title=stage.label)
    assert waiting(office.clerk) == {
        "拟办": ["已收文，待拟办"],
        "交办": ["已批示，待交办"],
        "报市政府办审核": ["已签发"],
        "送达": ["已行文，待送达"],
        "登记反馈": ["征询意见中"],
        "办结": ["已反馈，待办结"],
    }
    assert on_paper(office.clerk) == {
        "区领导批示 / 退回拟办": 1,
        "签收": 1,
        "审核通过 / 退回重新办理": 1,
        "领导签发 / 不予签发": 1,
    }
    assert waiting(office.reviewer) == {"审核通过 / 退回重新办理": ["已送审，待审核"]}
    assert waiting(office.leader) == {
        "区领导批示 / 退回拟办": ["已拟办，待批示"],
        "领导签发 / 不予签发": ["审核通过，待签发"],
    }
    assert waiting(office.unit_handler) == {"签收": ["已交办，待签收"], "送审": ["办理中"]}


def test_a_unit_finds_nothing_of_another_s(office, other_handler, record):
    assert waiting(other_handler) == {}


def test_what_is_missing_stands_beside_what_waits(office, record):
    page = soup(logged_in(office.unit_handler).get("/admin/"))
    assert "还没有与提出人沟通" in page.select_one(".waiting__why").text


def test_a_draft_without_its_talk_leads_to_the_talk_first(office, record):
    client, part = logged_in(office.unit_handler), record.assignments.get()
    page = soup(client.get("/admin/"))
    link = page.select_one(".waiting a")["href"]
    assert link == f"/admin/loop/{record.pk}/contact/{part.pk}/"
    assert client.get(link).status_code == 200
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=office.unit_handler, **talk)
    assert soup(client.get("/admin/")).select_one(".waiting a")["href"] == f"/admin/loop/{record.pk}/submit/{part.pk}/"


def test_a_draft_that_waits_for_another_unit_s_opinion_leads_to_the_file(office, other_unit):
    start = timezone.localdate() - timedelta(days=9)
    record = office.make_record(Stage.ASSIGNED, start=start, support_units=[other_unit])
    part = record.assignments.get(unit=office.unit)
    office.sign_for(part, start + timedelta(days=3))
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=office.unit_handler, **talk)
    [item] = Waiting(office.unit_handler).mine["submit"].items
    assert (item.url, "意见还没有收到" in item.why_not) == (f"/admin/ledger/inspect/{record.pk}/", True)


def test_a_dissatisfied_proposer_waits_for_the_reviewer_and_not_for_the_clerk(office):
    record = office.make_record(Stage.ASKED)
    opinion = {"result": "unsatisfied", "source": "assembly", "signature": record.signatures.get()}
    take("feed_back", record.assignments.get(), account=office.clerk, **opinion)
    assert waiting(office.clerk) == {}
    assert list(waiting(office.reviewer)) == ["重新办理"]


def test_nobody_finds_waiting_what_only_somebody_else_may_decide(office):
    permissions.grant(office.reviewer.person, Role.LEADER)
    office.make_record(Stage.REVIEWED)
    assert "领导签发" not in " ".join(waiting(office.reviewer))
    assert "领导签发 / 不予签发" in waiting(office.leader)


def test_an_editor_finds_answers_to_be_published(office, editor):
    office.make_record(Stage.DELIVERED, title="待公开")
    office.make_record(Stage.CLOSED, duty=Duty.JOINT)
    assert waiting(editor) == {"公开登记": ["待公开"]}
    record = office.make_record(Stage.DELIVERED)
    take("publication", record.assignments.get(), account=editor, url="https://example.org/1")
    assert waiting(editor) == {"公开登记": ["待公开"]}


def test_items_lead_to_the_step_itself(office, reviewer):
    record = office.make_record(Stage.SUBMITTED)
    page = soup(logged_in(reviewer).get("/admin/"))
    part = record.assignments.get()
    assert page.select_one(".waiting a")["href"] == f"/admin/loop/{record.pk}/pass_review/{part.pk}/"
    assert "我的待办 1 项" in " ".join(page.select_one("#todo").text.split())


def test_what_is_late_and_what_is_close(office, supervisor):
    office.make_record(Stage.HANDLING, title="逾期的建议")
    close = timezone.localdate() - timedelta(days=88)
    office.make_record(Stage.ASSIGNED, title="临近的建议", start=close)
    office.make_record(Stage.CLOSED, title="办结的建议")
    page = soup(logged_in(supervisor).get("/admin/"))
    late = page.select_one("section:has(#deadline-red)").text
    soon = page.select_one("section:has(#deadline-yellow)").text
    assert "逾期的建议" in late
    assert "已逾期" in late
    assert "临近的建议" in soon
    assert "还剩" in soon
    assert "办结的建议" not in page.select_one(".home").text


def test_an_empty_home_says_so(office):
    assert "现在没有等您办理的事项" in text(logged_in(office.reviewer).get("/admin/"))


def test_who_works_on_no_item_is_told_where_to_go(admin_user):
    assert "系统管理员不参与办理" in text(logged_in(admin_user).get("/admin/"))


def test_wagtail_s_own_panels_are_gone(office, unit_handler, admin_user):
    for user in (unit_handler, admin_user):
        said = text(logged_in(user).get("/admin/"))
        for stock in ("您最近的编辑", "Your most recent edits", "editor guide", "Wagtail", "站点摘要"):
            assert stock not in said, stock


def test_more_items_take_no_more_queries(office):
    clients = [logged_in(user) for user in (office.clerk, office.unit_handler)]
    for client in clients:
        client.get("/admin/")  # what is asked once a process is asked
    taken = []
    for _more in range(2):
        for stage in (Stage.REGISTERED, Stage.HANDLING, Stage.SUBMITTED, Stage.FED_BACK):
            office.make_record(stage)
        counts = []
        for client in clients:
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/")
            counts.append(len(queries))
        taken.append(counts)
    assert taken[0] == taken[1]
    assert max(taken[1]) <= 25


def test_a_home_page_reads_only_the_most_urgent(office, monkeypatch):
    monkeypatch.setattr("tracking.admin.loop.waiting.MOST_READ", 1)
    for _more in range(2):
        office.make_record()
    found = Waiting(office.clerk)
    assert (found.count, found.is_cut) == (1, True)


def test_a_person_without_an_account_s_rights_waits_for_nothing(office):
    person = make_person("示例离任", Role.OFFICE_CLERK, login="left")
    person.is_active = False
    person.save()
    assert Waiting(person.user).count == 0


def test_letters_to_be_published_stand_in_the_order_of_their_limits(office, editor):
    later = office.make_record(Stage.CLOSED, start=date(2024, 4, 29), due_on=date(2024, 5, 20))
    sooner = office.make_record(Stage.CLOSED)
    waiting = Waiting(editor).mine["publication"].items
    assert [one.record for one in waiting] == [sooner, later]


def test_a_promise_that_is_due_waits_for_who_looks_back(office, supervisor):
    record = office.make_record(Stage.CLOSED, title="承诺到期的建议")
    later = office.make_record(Stage.CLOSED, title="承诺未到期的建议")
    today = timezone.localdate()
    for one, day in ((record, today), (later, today + timedelta(days=1))):
        reply = Reply.objects.get(assignment__record=one)
        with versions.chained("example", "承诺", account=None):
            reply.reply_class, reply.promise, reply.promise_due_on = "B", "年内完成示例改造", day
            versions.keep(reply)
    assert waiting(supervisor) == {"承诺回头看": ["承诺到期的建议"]}
    look = {"result": "under_way", "text": "已开工。", "next_on": today + timedelta(days=30)}
    take("look_back", record.assignments.get(), account=supervisor, **look)
    assert waiting(supervisor) == {}
