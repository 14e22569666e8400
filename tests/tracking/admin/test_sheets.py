"""承办单位回填表 in the admin: out by unit, back several at once with a preview, and one slip for all of a unit's items."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.tracking.admin.pages import is_denied, logged_in, soup, text, typed
from tests.tracking.factories import PDF, make_person
from tests.tracking.ledger.test_unit_sheets import FILLED, exported, filled
from tracking import versions
from tracking.models import Decision, Event, PrivateFile, ProgressNote, Role
from tracking.stages import Stage

START = reverse("import_sheets")
FORM = "main form[method=post]"


def returned(session, unit, *rows, name="回填表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, filled(exported(session, unit), *rows).getvalue())


@pytest.fixture
def browser(clerk):
    return logged_in(clerk)


def upload(browser, *files):
    """The answer to an upload."""
    return browser.post(START, {"sheets": list(files)})


def confirm(browser, answer):
    """The answer to pressing 确认导入 on the preview that an upload led to."""
    return browser.post(answer.url, typed(soup(browser.get(answer.url)), FORM), follow=True)


def test_the_page_lists_units_with_open_items_those_that_never_log_in_first(browser, office, other_unit):
    other_unit.uses_sheets = True
    other_unit.save()
    office.make_record(Stage.ASSIGNED, units=[other_unit])
    office.make_record(Stage.HANDLING)
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th,td")]
        for row in soup(browser.get(START)).select("tbody tr")
    ]
    assert rows == [["区另例局 不登录系统", "1 件", "1 件", "下载", "代签收"], ["区示例局", "1 件", "—", "下载", "—"]]


def test_one_unit_s_sheet_and_all_of_them_are_downloaded(browser, office, other_unit, session):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, units=[other_unit])
    one = browser.get(reverse("import_sheet", args=[session.pk, office.unit.pk]))
    assert load_workbook(io.BytesIO(b"".join(one.streaming_content))).active["B4"].value == 1
    assert "no-store" in one["Cache-Control"]
    everything = browser.get(reverse("import_sheets_all", args=[session.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(everything.streaming_content))) as package:
        assert len(package.namelist()) == 2
    none = browser.get(reverse("import_sheets_all", args=[session.pk]) + "?uses_sheets=1", follow=True)
    assert "没有这样的承办单位" in text(none)
    assert browser.get(reverse("import_sheet", args=[session.pk, office.lead_unit.pk])).status_code == 404


def test_several_sheets_are_previewed_by_unit_and_brought_in_together(browser, office, other_unit, session):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, units=[other_unit])
    files = [returned(session, unit, FILLED, name=f"{unit}.xlsx") for unit in (office.unit, other_unit)]
    answer = upload(browser, *files)
    page = soup(browser.get(answer.url))
    assert [one.get_text() for one in page.select("h2[id^=unit-]")] == ["区示例局", "区另例局"]
    assert "已完成现场勘查" in page.get_text()
    assert not ProgressNote.objects.exists()
    assert "导入完毕：新增进展和沟通 4 条，拟答复类别 2 处，已有 0 处。" in text(confirm(browser, answer))
    assert ProgressNote.objects.count() == 2
    assert versions.verify().ok


def test_an_error_is_shown_by_file_row_and_column_and_nothing_can_be_confirmed(browser, session, unit, record):
    answer = upload(browser, returned(session, unit, FILLED | {"title": "改"}, name="甲.xlsx"))
    page = soup(browser.get(answer.url))
    cells = [cell.get_text() for cell in page.select("#errors-title ~ .list-scroll tbody td")]
    assert cells[:3] == ["甲.xlsx", "4", "案由"]
    assert "确认导入" not in page.get_text()
    assert browser.post(answer.url, typed(page, FORM)).status_code == 422
    assert not ProgressNote.objects.exists()


def test_what_is_left_out_is_listed(browser, office, session, unit):
    record = office.make_record(Stage.HANDLING)
    file = returned(session, unit, FILLED)
    office.move_on(record, Stage.CLOSED)
    said = text(browser.get(upload(browser, file).url))
    assert "没有导入的" in said
    assert "现在是“已办结”" in said
    assert "没有需要导入的内容" in said


def test_what_changed_meanwhile_is_shown_again(browser, office, session, unit, record):
    answer = upload(browser, returned(session, unit, FILLED))
    form = typed(soup(browser.get(answer.url)), FORM)
    office.move_on(record, Stage.CLOSED)
    response = browser.post(answer.url, form)
    assert response.status_code == 409
    assert not ProgressNote.objects.exists()


def test_sheets_are_kept_for_their_uploader_alone_and_forgotten_after(browser, session, unit, record):
    answer = upload(browser, returned(session, unit, FILLED))
    colleague = logged_in(make_person("示例经办乙", Role.OFFICE_CLERK, login="clerk2").user)
    assert colleague.get(answer.url).status_code == 404
    browser.post(answer.url, {"discard": "1"})
    assert browser.get(answer.url).status_code == 404


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("空.xlsx", b"")]])
def test_an_upload_without_anything_in_it_is_refused_with_a_sentence(browser, session, files):
    response = browser.post(START, {"sheets": files})
    assert soup(response).select(".errorlist li")[0].get_text().endswith("。")
    assert response.status_code == 422


@pytest.mark.parametrize("who", ["reviewer", "leader", "unit_handler", "supervisor", "editor", "admin_user"])
def test_nobody_but_the_clerk_comes_in(who, request, session, unit, record):
    other = logged_in(request.getfixturevalue(who))
    places = [
        START,
        reverse("import_sheets_all", args=[session.pk]),
        reverse("import_sheet", args=[session.pk, unit.pk]),
        reverse("import_sign_for", args=[unit.pk]),
    ]
    assert all(is_denied(other.get(place)) and is_denied(other.post(place)) for place in places)


# 代签收 ----------------------------------------------------------------------------------------
SLIP = {
    "slip-on": "2024-04-01",
    "slip-department": "综合科",
    "slip-unit_leader": "示例分管甲",
    "slip-handler": "示例经办人",
}


def slip_form(browser, unit, **changes) -> dict:
    """The slip as a clerk fills it in."""
    page = soup(browser.get(reverse("import_sign_for", args=[unit.pk])))
    scan = SimpleUploadedFile("签收单.pdf", PDF)
    return typed(page, "form.hand-over") | SLIP | {"slip-scan": scan} | changes


def test_one_slip_signs_for_all_of_a_unit_s_items(browser, office, unit, unit_handler):
    first, second = office.make_record(Stage.ASSIGNED), office.make_record(Stage.ASSIGNED)
    part = second.assignments.get()
    form = slip_form(browser, unit, **{f"part{part.pk}-handler": "示例经办人乙", f"part{part.pk}-due_on": "2024-06-01"})
    response = browser.post(reverse("import_sign_for", args=[unit.pk]), form, follow=True)
    assert "已代区示例局签收 2 件" in text(response)
    parts = [record.assignments.get() for record in (first, second)]
    assert [one.stage for one in parts] == [Stage.HANDLING, Stage.HANDLING]
    assert [one.handler for one in parts] == ["示例经办人", "示例经办人乙"]
    assert str(parts[1].due_on) == "2024-06-01"
    assert parts[0].due_on == first.due_on
    decisions = Decision.objects.filter(event__what="sign_for")
    assert {(one.decider, one.scan) for one in decisions} == {(unit_handler.person, PrivateFile.objects.get())}
    assert decisions.count() == 2
    assert versions.verify().ok


def test_what_is_not_on_the_slip_stays(browser, office, unit):
    first, second = office.make_record(Stage.ASSIGNED), office.make_record(Stage.ASSIGNED)
    form = slip_form(browser, unit)
    del form[f"part{first.assignments.get().pk}-ticked"]
    browser.post(reverse("import_sign_for", args=[unit.pk]), form)
    assert [one.assignments.get().stage for one in (first, second)] == [Stage.ASSIGNED, Stage.HANDLING]


def test_one_item_that_is_refused_keeps_all_back_and_the_scan_is_kept(browser, office, unit):
    first, second = office.make_record(Stage.ASSIGNED), office.make_record(Stage.ASSIGNED)
    part = second.assignments.get()
    form = slip_form(browser, unit, **{f"part{part.pk}-due_on": "2025-06-01"})
    response = browser.post(reverse("import_sign_for", args=[unit.pk]), form)
    assert response.status_code == 422
    assert "一件也没有签收" in text(response)
    assert "办结时限不能晚于本件的办理期限" in text(response)
    assert "已上传“签收单.pdf”" in text(response)
    assert not Event.objects.filter(what="sign_for").exists()
    again = typed(soup(response), "form.hand-over") | {f"part{part.pk}-due_on": ""}
    assert "签收 2 件" in text(browser.post(reverse("import_sign_for", args=[unit.pk]), again, follow=True))
    assert first.assignments.get().stage == Stage.HANDLING


def test_a_slip_without_its_scan_or_any_item_is_refused(browser, office, unit):
    record = office.make_record(Stage.ASSIGNED)
    address = reverse("import_sign_for", args=[unit.pk])
    assert browser.post(address, slip_form(browser, unit, **{"slip-scan": ""})).status_code == 422
    form = slip_form(browser, unit)
    del form[f"part{record.assignments.get().pk}-ticked"]
    assert "请至少勾选一件" in text(browser.post(address, form))


def test_another_unit_s_item_on_the_slip_is_not_signed_for(browser, office, unit, other_unit):
    office.make_record(Stage.ASSIGNED)
    theirs = office.make_record(Stage.ASSIGNED, units=[other_unit]).assignments.get()
    form = slip_form(browser, unit) | {f"part{theirs.pk}-ticked": "on", f"part{theirs.pk}-version": theirs.version}
    browser.post(reverse("import_sign_for", args=[unit.pk]), form)
    theirs.refresh_from_db()
    assert theirs.stage == Stage.ASSIGNED


def test_a_unit_without_anything_to_sign_for_sends_back(browser, unit, record):
    assert "没有待签收的承办件" in text(browser.get(reverse("import_sign_for", args=[unit.pk]), follow=True))
