"""Objections, extensions, groups and late holidays as the office and the units see them in the admin."""

from datetime import date, timedelta

from django.utils import timezone

from tests.tracking.admin.pages import form_of, is_denied, logged_in, soup, text, typed
from tests.tracking.admin.test_home import on_paper, waiting
from tests.tracking.factories import PDF, kept, make_scan
from tracking.loop import take
from tracking.models import Assignment, Event, HandlingRecord, WorkdayOverride
from tracking.stages import Stage

TODAY = timezone.localdate()


def opened(user, record):
    return soup(logged_in(user).get(f"/admin/ledger/inspect/{record.pk}/"))


def page_of(user, record, code, part=None):
    tail = f"{part.pk}/" if part is not None else ""
    return logged_in(user).get(f"/admin/loop/{record.pk}/{code}/{tail}")


def sent(user, record, code, part=None, **changes):
    response = page_of(user, record, code, part)
    form = soup(response).select_one(form_of(code))
    return logged_in(user).post(form["action"], typed(soup(response), form_of(code)) | changes)


def said(page, selector: str) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.select(selector)]


def test_an_objection_goes_from_the_unit_over_the_reviewer_to_another_unit(office, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=TODAY)
    part = record.assignments.get()
    why = {"reason": "属另例局职责。", "proposed_unit": other_unit.pk, "unit_head": "示例局长"}
    assert sent(office.unit_handler, record, "object_to", part, **why).status_code == 302
    assert waiting(office.reviewer) == {"同意退回 / 不予退回": [record.title]}
    assert on_paper(office.clerk) == {"同意退回 / 不予退回": 1}
    page = soup(page_of(office.reviewer, record, "refuse_objection", part))
    assert said(page, ".card--form h3") == ["同意退回", "不予退回"]
    assert "属另例局职责。（建议由区另例局承办）" in page.text
    assert sent(office.reviewer, record, "grant_objection", part).status_code == 302
    assert waiting(office.clerk) == {"交办": [record.title]}
    assert not soup(page_of(office.clerk, record, "assign")).select("[name=due_on]")
    assert sent(office.clerk, record, "assign", lead_units=other_unit.pk).status_code == 302
    assert waiting(office.handler_of(other_unit)) == {"签收": [record.title]}
    assert waiting(office.unit_handler) == {}
    assert is_denied(logged_in(office.unit_handler).get(f"/admin/ledger/inspect/{record.pk}/"))
    assert record.title not in text(logged_in(office.unit_handler).get("/admin/ledger/?session=all"))
    page = opened(office.clerk, record)
    assert said(page, ".badge--stage")[-1] == "已改派"
    assert "未签收" not in page.select_one(f"section[aria-labelledby=part-{part.pk}]").text
    row = soup(logged_in(office.clerk).get("/admin/ledger/?session=all")).select_one("tbody tr").text
    assert "区另例局" in row
    assert "区示例局" not in row


def test_handing_on_together_with_others_leaves_the_clock_alone(office, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=TODAY)
    part = record.assignments.get()
    take("object_to", part, account=office.unit_handler, reason="不属职责。", proposed_unit=other_unit)
    take("grant_objection", part, account=office.reviewer)
    client = logged_in(office.clerk)
    page = soup(client.get(f"/admin/loop/{record.pk}/hand-over/"))
    assert f"办理期限仍为 {record.due_on}" in page.text
    data = typed(page, "form.hand-over") | {f"item{record.pk}-lead_units": other_unit.pk}
    assert client.post(f"/admin/loop/{record.pk}/hand-over/", data).status_code == 302
    record.refresh_from_db()
    assert record.stage == Stage.ASSIGNED


def test_an_extension_is_asked_decided_on_one_page_and_shown(office, record):
    part = record.assignments.get()
    late = sent(office.unit_handler, record, "ask_extension", part, until="2025-01-01", reason="需征地。")
    assert late.status_code == 422
    assert "最长只能到2024-09-29" in text(late)
    sent(office.unit_handler, record, "ask_extension", part, until="2024-08-30", reason="需征地。", on="2024-05-06")
    assert waiting(office.reviewer) == {"同意延期 / 不予延期": [record.title]}
    page = soup(page_of(office.reviewer, record, "grant_extension", part))
    assert "申请延至 2024-08-30" in said(page, "main section li")[0]
    told = {"consent": "示办复〔2024〕3号", "told_on": "2024-05-08", "on": "2024-05-09"}
    assert sent(office.reviewer, record, "grant_extension", part, **told).status_code == 302
    assert waiting(office.reviewer) == {}
    page = opened(office.unit_handler, record)
    assert "示办复〔2024〕3号同意延至2024-08-30" in page.select_one(".summary").text
    assert "同意延期" in page.text


def test_a_consent_s_scan_and_a_letter_of_withdrawal_open_for_those_who_see_the_item(office, record, other_handler):
    part = record.assignments.get()
    day = date(2024, 5, 6)
    take("ask_extension", part, account=office.unit_handler, on=day, until=date(2024, 8, 30), reason="需征地。")
    consent, letter = make_scan("同意函.pdf", PDF + b"1"), make_scan("撤回函.pdf", PDF + b"2")
    facts = {"consent": "示办复〔2024〕3号", "told_on": day, "consent_scan": consent}
    take("grant_extension", part, account=office.reviewer, on=day, **facts)
    take("withdraw", record, account=office.clerk, letter=letter)
    names = said(opened(office.clerk, record), "section[aria-labelledby=attachments] a")
    assert names == ["同意函.pdf", "撤回函.pdf"]
    files = [f"/admin/files/{file.pk}/" for file in (consent, letter)]
    found = [logged_in(one).get(file) for file in files for one in (office.unit_handler, other_handler)]
    assert [one.status_code for one in found] == [200, 404, 200, 404]
    for one in found:
        b"".join(one)  # closed unread, a file closes the connection to PostgreSQL, too


def test_the_file_explains_every_date(office, other_unit):
    fresh = office.make_record(Stage.ASSIGNED, start=TODAY, support_units=[other_unit])
    labels = said(opened(office.clerk, fresh), "section[aria-labelledby=limits] dt")
    assert labels == [
        "签收期限（区示例局）", "申请退回时限（区示例局）", "签收期限（区另例局）", "申请退回时限（区另例局）",
        "配合意见期限（区另例局）", "办理期限",
    ]  # fmt: skip
    delivered = office.make_record(Stage.DELIVERED)
    limit = opened(office.clerk, delivered).select_one("section[aria-labelledby=limits]").text
    assert "公开期限" in limit
    assert "2024年6月13日送达，20个工作日到2024年7月11日" in limit
    redone = office.make_record(Stage.ASKED)
    part = redone.assignments.get()
    opinion = {"signature": redone.signatures.first(), "result": "unsatisfied", "source": "assembly"}
    take("feed_back", part, account=office.clerk, **opinion)
    take("redo", part, account=office.reviewer, reason="请重新办理。")
    assert "决定重新办理，一个月到" in opened(office.clerk, redone).select_one("section[aria-labelledby=limits]").text


def test_a_unit_sees_links_to_its_own_items_of_a_group_alone(office, record, other_unit):
    own, foreign = office.make_record(Stage.HANDLING), office.make_record(Stage.HANDLING, units=[other_unit])
    take("group_together", record, account=office.clerk, title="一案", others=[own, foreign])
    links = {
        who: said(opened(who, record), "section[aria-labelledby=group] a")
        for who in (office.clerk, office.unit_handler)
    }
    assert links[office.clerk] == [str(own), str(foreign)]
    assert links[office.unit_handler] == [str(own)]


def test_the_box_for_all_items_stands_only_where_there_are_others(office, record):
    part = record.assignments.get()
    assert not soup(page_of(office.unit_handler, record, "contact", part)).select("[name=together]")
    other = office.make_record(Stage.HANDLING)
    take("group_together", record, account=office.clerk, title="一案", others=[other])
    sent(office.unit_handler, record, "note_progress", part, text="各件都有。", together="on", on="2024-05-06")
    assert [one.text for one in other.assignments.get().notes.all()] == ["各件都有。"]


def test_what_is_beside_the_way_is_folded_and_never_the_first_button(office, record):
    page = opened(office.clerk, record)
    assert said(page, "details.later a.step") == ["增加承办单位", "并案办理", "期限调整", "撤回", "退回交办机关、转办"]
    assert said(page, ".step--main") == ["登记沟通（代录）"]


# 期限复核 -------------------------------------------------------------------------------------
def test_a_late_holiday_is_listed_confirmed_and_noted(office, record):
    before = record.due_on
    kept(WorkdayOverride(day=before, name="雪顿节"))
    client = logged_in(office.clerk)
    assert "期限复核" in text(client.get("/admin/holidays/"))
    page = soup(client.get("/admin/loop/recount/"))
    listed = said(page, ".recount tbody tr")[0]
    assert str(before) in listed
    assert "6月28日雪顿节" in listed
    response = client.post("/admin/loop/recount/", typed(page), follow=True)
    assert "已调整 1 件的期限" in text(response)
    record.refresh_from_db()
    assert record.due_on == before - timedelta(days=1)
    assert Event.objects.filter(record=record, what="recount_due").count() == 1
    assert "没有需要复核的" in text(client.get("/admin/loop/recount/"))


def test_what_cannot_be_counted_anew_is_listed_below_with_its_reason(office, record):
    record.due_on, record.due_basis = date(2024, 6, 11), ""
    kept(record)
    page = soup(logged_in(office.clerk).get("/admin/loop/recount/"))
    [line] = said(page, "section[aria-labelledby=uncertain] li")
    assert record.title in line
    assert "没有登记依据" in line
    assert page.select_one("section[aria-labelledby=uncertain] a")["href"] == f"/admin/ledger/inspect/{record.pk}/"
    assert "其余在办件的期限与重新计算的一致" in page.text


def test_a_recount_is_all_or_nothing(office, record):
    other = office.make_record(Stage.HANDLING)
    kept(WorkdayOverride(day=record.due_on, name="雪顿节"))
    client = logged_in(office.clerk)
    data = typed(soup(client.get("/admin/loop/recount/")))
    take("correct", other, account=office.clerk, title="已改案由")
    response = client.post("/admin/loop/recount/", data)
    assert response.status_code == 422
    assert "已改案由：已被他人更新" in text(response)
    assert not Event.objects.filter(what="recount_due").exists()
    nothing = client.post("/admin/loop/recount/", {name: value for name, value in data.items() if name != "record"})
    assert "请勾选要调整的承办件" in text(nothing)


def test_a_recount_is_the_clerk_s_alone(office, admin_user):
    for who in (office.reviewer, office.unit_handler, admin_user):
        assert is_denied(logged_in(who).get("/admin/loop/recount/"))
    assert "期限复核" not in said(soup(logged_in(admin_user).get("/admin/holidays/")), "header a")


def test_the_steps_of_a_given_back_part_are_no_more(office, other_unit):
    record = office.make_record(Stage.ASSIGNED, start=TODAY)
    part = record.assignments.get()
    take("object_to", part, account=office.unit_handler, reason="不属职责。", proposed_unit=other_unit)
    take("grant_objection", part, account=office.reviewer)
    assert is_denied(page_of(office.unit_handler, record, "sign_for", part))
    assert Assignment.objects.get(pk=part.pk).stage == Stage.REASSIGNED
    assert HandlingRecord.objects.get(pk=record.pk).stage == Stage.INSTRUCTED
