"""The pages on which steps are taken: the form beside its matter, refusals that lose nothing, paper with its scan."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.tracking.admin.pages import form_of, is_denied, logged_in, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON, PDF, make_person, make_unit
from tracking import permissions
from tracking.loop import STEPS, take
from tracking.models import Assignment, Duty, Event, HandlingRecord, Kind, PrivateFile, Role
from tracking.stages import Stage


def url(record, code: str, part: Assignment | None = None, query: str = "") -> str:
    tail = f"{part.pk}/" if part is not None else ""
    return f"/admin/loop/{record.pk}/{code}/{tail}{query}"


def scan(name: str = "签批单.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def sent(user, address: str, code: str, **changes):
    """Open a step's page, fill in its form and send it to where the form goes."""
    client = logged_in(user)
    page = soup(client.get(address))
    form = page.select_one(form_of(code))
    return client.post(form["action"], typed(page, form_of(code)) | changes)


def problems(response) -> str:
    return " ".join(one.get_text(" ", strip=True) for one in soup(response).select(".refused, .errorlist"))


# The whole loop -------------------------------------------------------------------------------
def test_an_item_goes_all_the_way_by_clicking(office):
    day = HANDED_OVER_ON
    clerk, reviewer, leader, unit = office.clerk, office.reviewer, office.leader, office.unit_handler
    client = logged_in(clerk)
    page = soup(client.get("/admin/loop/register/"))
    first = {"number": 12, "title": "关于加强示例工作的建议", "first_signer": "示例代表甲", "on": "2024-03-20"}
    response = client.post("/admin/loop/register/", typed(page) | first)
    record = HandlingRecord.objects.get()
    assert response.url == f"/admin/ledger/inspect/{record.pk}/"

    def go(user, code, days, **facts):
        record.refresh_from_db()
        part = record.assignments.first() if STEPS[code].is_of_assignment else None
        facts["on"] = (day + timedelta(days=days)).isoformat()
        response = sent(user, url(record, code, part), code, **facts)
        assert response.status_code == 302, (code, problems(response))

    go(clerk, "propose", -2, handling_proposal="拟由区示例局办理。")
    go(leader, "instruct", -1, instruction="同意。")
    go(clerk, "assign", 0, lead_units=office.unit.pk)
    four = {"department": "综合科", "unit_leader": "示例领导", "handler": "示例经办人", "due_on": "2024-06-20"}
    go(unit, "sign_for", 3, **four)
    go(unit, "contact", 10, summary="当面听取意见。")
    go(unit, "note_progress", 11, text="已开工。")
    answer = {"body": "已完成示例事项。", "unit_head": "示例局长", "unit_head_on": "2024-05-08"}
    go(unit, "submit", 40, **answer)
    go(reviewer, "return_for_redo", 41, reason="unclear", comment="请写明数量。")
    go(unit, "submit", 45, **answer | {"body": "已完成12个示例事项。"})
    go(reviewer, "pass_review", 46, form_ok="on", wording_ok="on", content_ok="on")
    go(leader, "sign", 47)
    go(clerk, "report", 48)
    go(clerk, "city_passes", 50)
    go(clerk, "number", 51, doc_number="示政办函〔2024〕12号")
    go(clerk, "deliver", 52)
    go(clerk, "ask_opinion", 53)
    go(clerk, "feed_back", 60, result="satisfied", source="assembly")
    go(clerk, "close", 61)
    record.refresh_from_db()
    assert record.stage == Stage.CLOSED
    assert Event.objects.filter(record=record).count() == 19


# One page -------------------------------------------------------------------------------------
def test_the_review_stands_on_one_screen(office, reviewer):
    record = office.make_record(Stage.SUBMITTED)
    part = record.assignments.get()
    for code in ("pass_review", "return_for_redo"):
        page = soup(logged_in(reviewer).get(url(record, code, part)))
        assert "已完成示例事项。" in page.select_one(".letter").text
        assert [one["aria-labelledby"] for one in page.select(".card--form")] == [
            "form-pass_review",
            "form-return_for_redo",
        ]
        ids = [one["id"] for one in page.select(".card--form [id]")]
        assert len(ids) == len(set(ids))


def test_the_button_that_sends_back_does_not_look_like_the_one_that_agrees(office, reviewer):
    record = office.make_record(Stage.SUBMITTED)
    page = soup(logged_in(reviewer).get(url(record, "pass_review", record.assignments.get())))
    buttons = [page.select_one(f"{form_of(code)} button[type=submit]") for code in ("pass_review", "return_for_redo")]
    assert ["button-secondary" in button["class"] for button in buttons] == [False, True]


def test_the_leader_reads_the_letter_and_the_proposal_before_signing(office, leader):
    record = office.make_record(Stage.REVIEWED)
    page = soup(logged_in(leader).get(url(record, "sign", record.assignments.get())))
    assert "已完成示例事项。" in page.text
    assert "拟由区示例局办理。" in page.text
    assert page.select_one(form_of("sign"))
    assert page.select_one(form_of("refuse_to_sign")).select_one("input[type=radio][name=reason]")


def test_a_step_that_is_closed_sends_back_with_its_reason(office, unit_handler):
    record = office.make_record(Stage.SUBMITTED)
    client = logged_in(unit_handler)
    response = client.get(url(record, "submit", record.assignments.get()), follow=True)
    assert response.redirect_chain == [(f"/admin/ledger/inspect/{record.pk}/", 302)]
    assert "现在是“已送审，待审核”，还不能“送审”。" in text(response)


def test_success_is_said_on_the_file(office, clerk):
    record = office.make_record()
    client = logged_in(clerk)
    form = typed(soup(client.get(url(record, "propose"))), form_of("propose"))
    response = client.post(url(record, "propose"), form | {"handling_proposal": "拟由区示例局办理。"}, follow=True)
    assert "“拟办”已办理。" in text(response)


# Refusals -------------------------------------------------------------------------------------
def test_a_refusal_stands_at_the_form_and_loses_nothing(office, clerk):
    record = office.make_record()
    response = sent(clerk, url(record, "propose"), "propose", handling_proposal="写了很久的意见", on="2024-01-01")
    assert response.status_code == 422
    assert "早于收文日期 2024-03-20" in problems(response)
    assert typed(soup(response), form_of("propose"))["handling_proposal"] == "写了很久的意见"
    record.refresh_from_db()
    assert record.stage == Stage.REGISTERED


def test_a_complaint_about_a_field_stands_at_the_field(office, clerk):
    record = office.make_record(Stage.CLEARED)
    part = record.assignments.get()
    response = sent(clerk, url(record, "number", part), "number", doc_number="12号")
    field = soup(response).select_one(".field:has([name=doc_number]) .errorlist")
    assert "发文字号" in field.text or "〔" in field.text


def test_missing_fields_are_named_in_chinese(office, unit_handler):
    record = office.make_record(Stage.HANDLING)
    response = sent(unit_handler, url(record, "contact", record.assignments.get()), "contact")
    assert "沟通情况 ：请填写此项。" in problems(response)
    assert "This field" not in text(response)


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(office, clerk):
    record = office.make_record(title="原题的建议")
    mine = typed(soup(logged_in(clerk).get(url(record, "correct"))), form_of("correct"))
    take("correct", record, account=clerk, title="他人改的建议", on=timezone.localdate())
    client = logged_in(clerk)
    response = client.post(url(record, "correct"), mine | {"title": "我改的建议"})
    assert "已被他人更新" in problems(response)
    row = [cell.text for cell in soup(response).select(".both tbody tr:first-child > *")]
    assert row == ["案由", "我改的建议", "他人改的建议"]
    again = client.post(url(record, "correct"), typed(soup(response), form_of("correct")))
    assert again.status_code == 302
    record.refresh_from_db()
    assert record.title == "我改的建议"


# Paper ----------------------------------------------------------------------------------------
def test_a_clerk_records_a_signature_on_paper(office, clerk):
    record = office.make_record(Stage.REVIEWED)
    part = record.assignments.get()
    response = sent(
        clerk,
        url(record, "sign", part, "?paper=1"),
        "sign",
        decider=office.leader.person.pk,
        wording="同意。",
        scan=scan(),
        on="2024-06-05",
    )
    assert response.status_code == 302
    event = Event.objects.latest("number")
    assert event.decision.decider == office.leader.person
    assert event.decision.recorded_by == clerk
    assert event.data["wording"] == "同意。"
    assert part.replies.get().signed_by == office.leader.person


def test_paper_without_a_scan_is_refused(office, clerk):
    record = office.make_record(Stage.REVIEWED)
    part = record.assignments.get()
    response = sent(clerk, url(record, "sign", part, "?paper=1"), "sign", decider=office.leader.person.pk)
    assert response.status_code == 422
    assert Event.objects.filter(what="sign").count() == 0


def test_a_scan_that_came_up_with_a_refused_form_need_not_be_chosen_again(office, clerk):
    record = office.make_record(Stage.REVIEWED)
    part = record.assignments.get()
    address = url(record, "sign", part, "?paper=1")
    facts = {"decider": office.leader.person.pk}
    response = sent(clerk, address, "sign", scan=scan("原件.pdf"), on="2024-01-01", **facts)
    assert "已上传“原件.pdf”" in text(response)
    again = typed(soup(response), form_of("sign")) | {"on": "2024-06-05"}
    assert logged_in(clerk).post(address, again).status_code == 302
    assert Event.objects.latest("number").decision.scan.name == "原件.pdf"


def test_a_kept_scan_is_of_use_to_nobody_else(office, clerk):
    record = office.make_record(Stage.REVIEWED)
    part = record.assignments.get()
    address = url(record, "sign", part, "?paper=1")
    response = sent(clerk, address, "sign", scan=scan(), on="2024-01-01", decider=office.leader.person.pk)
    again = typed(soup(response), form_of("sign")) | {"on": "2024-06-05"}
    second = make_person("另例经办", Role.OFFICE_CLERK, login="clerk2").user
    assert logged_in(second).post(address, again).status_code == 422
    forged = again | {"kept_scan": again["kept_scan"][:-2] + "xx"}
    assert logged_in(clerk).post(address, forged).status_code == 422
    assert PrivateFile.objects.count() == 1


def test_who_holds_the_role_and_is_a_clerk_may_choose_paper(office, clerk):
    both = make_person("示例兼任", Role.OFFICE_CLERK, login="both")
    permissions.grant(both, Role.LEADER)
    record = office.make_record(Stage.REVIEWED)
    part = record.assignments.get()
    client = logged_in(both.user)
    assert not soup(client.get(url(record, "sign", part))).select("[name=decider]")
    assert soup(client.get(url(record, "sign", part, "?paper=1"))).select("[name=decider]")


# Who ------------------------------------------------------------------------------------------
def test_only_the_step_s_roles_open_its_page(request, office):
    submitted = office.make_record(Stage.SUBMITTED)
    registered = office.make_record(Stage.REGISTERED)
    assigned = office.make_record(Stage.ASSIGNED)
    cases = [
        (submitted, "pass_review", {"reviewer", "clerk"}),
        (registered, "propose", {"clerk"}),
        (registered, "correct", {"clerk"}),
        (assigned, "sign_for", {"unit_handler", "clerk"}),
        (assigned, "supervise", {"supervisor"}),
    ]
    roles = "clerk reviewer leader unit_handler other_handler supervisor editor admin_user superuser"
    for role in roles.split():
        client = logged_in(request.getfixturevalue(role))
        for record, code, allowed in cases:
            part = record.assignments.get() if STEPS[code].is_of_assignment else None
            for response in (client.get(url(record, code, part)), client.post(url(record, code, part), {})):
                assert is_denied(response) is (role not in allowed), (role, code)
        for address in ("/admin/loop/register/", f"/admin/loop/{registered.pk}/hand-over/", "/admin/loop/hand-over/"):
            if address == "/admin/loop/hand-over/":
                address += f"?record={registered.pk}"
            for response in (client.get(address), client.post(address, {})):
                assert is_denied(response) is (role != "clerk"), (role, address)


def test_a_part_of_another_item_or_unit_is_not_found(office, other_unit, unit_handler):
    mine = office.make_record(Stage.ASSIGNED)
    shared = office.make_record(Stage.ASSIGNED, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    client = logged_in(unit_handler)
    others = shared.assignments.get(unit=other_unit)
    for address in (
        url(shared, "sign_for", others),
        url(mine, "sign_for", others),
        url(mine, "no_such_step"),
        url(mine, "sign_for"),
        url(mine, "propose", mine.assignments.get()),
        url(mine, "register"),
    ):
        assert client.get(address).status_code == 404, address


# 收文登记 -------------------------------------------------------------------------------------
def test_the_next_letter_keeps_what_the_last_one_shared(office, clerk):
    client = logged_in(clerk)
    page = soup(client.get("/admin/loop/register/"))
    facts = {
        "kind": Kind.PROPOSAL,
        "duty": Duty.JOINT,
        "lead_unit": office.lead_unit.pk,
        "number": 7,
        "title": "关于示例的提案",
        "first_signer": "示例委员甲",
        "co_signers": "示例委员乙、示例委员丙",
        "on": "2024-03-20",
        "original": scan("原件.pdf"),
        "another": "1",
    }
    response = client.post("/admin/loop/register/", typed(page) | facts)
    assert response.url.startswith("/admin/loop/register/?")
    record = HandlingRecord.objects.get()
    assert [one.proposer.name for one in record.signatures.all()] == ["示例委员甲", "示例委员乙", "示例委员丙"]
    assert record.original.name == "原件.pdf"
    following = typed(soup(client.get(response.url)))
    assert following["kind"] == [Kind.PROPOSAL]
    assert following["duty"] == [Duty.JOINT]
    assert following["lead_unit"] == [str(office.lead_unit.pk)]
    assert following["on"] == "2024-03-20"
    assert following["title"] == following["number"] == ""


def test_a_joint_item_names_its_unit_above_and_goes_on_to_the_hand_over(office, clerk):
    client = logged_in(clerk)
    facts = {
        "duty": Duty.JOINT,
        "number": 23,
        "title": "关于示例的提案",
        "first_signer": "示例委员甲",
        "hand_over": "1",
    }
    facts = typed(soup(client.get("/admin/loop/register/"))) | facts
    refused = client.post("/admin/loop/register/", facts)
    assert "会办件须填写市主办单位。" in problems(refused)
    taken = client.post(
        "/admin/loop/register/", typed(soup(refused)) | {"lead_unit": office.lead_unit.pk, "hand_over": "1"}
    )
    assert soup(client.get(taken.url)).select_one("form.hand-over") is not None


def test_a_number_that_is_taken_is_said_and_nothing_is_lost(office, clerk):
    office.make_record(number=12)
    client = logged_in(clerk)
    facts = {"number": 12, "title": "关于另一件的建议", "first_signer": "示例代表乙"}
    response = client.post("/admin/loop/register/", typed(soup(client.get("/admin/loop/register/"))) | facts)
    assert "已有这个编号" in problems(response)
    assert typed(soup(response))["title"] == "关于另一件的建议"


# 一并办理 -------------------------------------------------------------------------------------
def test_a_clerk_alone_hands_over_several_items_with_one_paper(office, clerk, other_unit):
    records = [office.make_record() for _one in range(2)] + [office.make_record(Stage.PROPOSED)]
    separate = office.make_record(duty=Duty.SEPARATE)
    everything = [*records, separate]
    client = logged_in(clerk)
    query = "&".join(f"record={record.pk}" for record in everything)
    page = soup(client.get(f"/admin/loop/hand-over/?{query}"))
    facts = {
        "propose-on": "2024-03-27",
        "instruct-on": "2024-03-28",
        "instruct-instruction": "同意拟办意见，请抓紧办理。",
        "instruct-decider": office.leader.person.pk,
        "instruct-scan": scan(),
        "assign-on": "2024-03-29",
    }
    for record in records:
        facts[f"item{record.pk}-lead_units"] = office.unit.pk
    facts[f"item{records[0].pk}-support_units"] = [other_unit.pk]
    facts[f"item{separate.pk}-lead_units"] = [office.unit.pk, other_unit.pk]
    response = client.post(page.select_one("form.hand-over")["action"], typed(page, "form.hand-over") | facts)
    assert response.status_code == 302, problems(response)
    for record in everything:
        record.refresh_from_db()
        assert record.stage == Stage.ASSIGNED
        assert record.due_on is not None
        decision = Event.objects.get(record=record, what="instruct").decision
        assert (decision.decider, decision.recorded_by) == (office.leader.person, clerk)
    assert {event.what for event in Event.objects.filter(record=records[0])} == {
        "register", "propose", "instruct", "assign"
    }  # fmt: skip
    assert records[0].assignments.count() == separate.assignments.count() == 2
    assert PrivateFile.objects.count() == 1


def test_when_one_item_is_refused_none_is_handed_over_and_the_reason_stands_at_it(office, clerk):
    fine, late = office.make_record(), office.make_record(start=timezone.localdate())
    client = logged_in(clerk)
    address = f"/admin/loop/hand-over/?record={fine.pk}&record={late.pk}"
    facts = {
        "propose-on": "2024-03-27",
        "instruct-on": "2024-03-28",
        "instruct-instruction": "同意。",
        "instruct-decider": office.leader.person.pk,
        "instruct-scan": scan("批示.pdf"),
        "assign-on": "2024-03-29",
        f"item{fine.pk}-lead_units": office.unit.pk,
        f"item{late.pk}-lead_units": office.unit.pk,
    }
    response = client.post(address, typed(soup(client.get(address)), "form.hand-over") | facts)
    assert "一件也没有办理" in problems(response)
    assert "早于收文日期" in problems(response)
    assert "已上传“批示.pdf”" in text(response)
    assert typed(soup(response), "form.hand-over")[f"item{fine.pk}-lead_units"] == [str(office.unit.pk)]
    for record in (fine, late):
        record.refresh_from_db()
        assert record.stage == Stage.REGISTERED
    assert not Event.objects.filter(record__in=(fine, late)).exclude(what="register").exists()


def test_one_item_is_handed_over_from_its_file_where_no_instruction_is_used(office, clerk):
    office.session.uses_instruction = False
    office.session.save()
    record = office.make_record()
    address = f"/admin/loop/{record.pk}/hand-over/"
    client = logged_in(clerk)
    page = soup(client.get(address))
    assert not page.select("[name=instruct-decider]")
    form = typed(page, "form.hand-over") | {f"item{record.pk}-lead_units": office.unit.pk}
    assert client.post(address, form).url == f"/admin/ledger/inspect/{record.pk}/"
    record.refresh_from_db()
    assert record.stage == Stage.ASSIGNED


def test_what_is_handed_over_already_can_t_be_handed_over_again(office, clerk):
    record = office.make_record(Stage.ASSIGNED)
    client = logged_in(clerk)
    for address in (f"{record.pk}/hand-over/", f"hand-over/?record={record.pk}"):
        address = f"/admin/loop/{address}"
        assert client.get(address).status_code == 302
        assert "都已交办" in text(client.get(address, follow=True))


def test_the_hand_over_meeting_s_day_is_offered_where_it_fits(office, clerk):
    office.session.handed_over_on = HANDED_OVER_ON
    office.session.save()
    before, after = office.make_record(), office.make_record(start=timezone.localdate())
    client = logged_in(clerk)
    for record, day in ((before, HANDED_OVER_ON), (after, timezone.localdate())):
        form = typed(soup(client.get(f"/admin/loop/{record.pk}/hand-over/")), "form.hand-over")
        assert form["propose-on"] == form["instruct-on"] == form["assign-on"] == day.isoformat()


def test_the_day_offered_for_the_hand_over_is_one_that_is_accepted(office, clerk):
    office.session.handed_over_on = HANDED_OVER_ON
    office.session.save()
    before, after = (
        office.make_record(Stage.INSTRUCTED),
        office.make_record(Stage.INSTRUCTED, start=timezone.localdate()),
    )
    for record, day in ((before, HANDED_OVER_ON), (after, timezone.localdate())):
        page = soup(logged_in(clerk).get(url(record, "assign")))
        assert typed(page, form_of("assign"))["on"] == day.isoformat()


@pytest.mark.parametrize("duty", [Duty.LEAD, Duty.SEPARATE])
def test_one_leading_unit_is_a_list_several_are_boxes(office, clerk, duty):
    make_unit("区再例局")
    record = office.make_record(Stage.INSTRUCTED, duty=duty)
    page = soup(logged_in(clerk).get(url(record, "assign")))
    assert bool(page.select("select[name=lead_units]")) is (duty == Duty.LEAD)
    assert bool(page.select("input[type=checkbox][name=lead_units]")) is (duty == Duty.SEPARATE)
