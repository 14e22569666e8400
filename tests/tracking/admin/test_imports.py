"""导入导出 in the admin: upload, preview, confirm; all or nothing, by the clerk alone."""

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.tracking.admin.pages import is_denied, logged_in, soup, text, typed
from tests.tracking.factories import make_person
from tests.tracking.ledger.books import PLAIN, SIGNED_FOR, xlsx
from tracking import ledger, versions
from tracking.admin import day_folders
from tracking.admin.imports import uploads
from tracking.models import Event, HandlingRecord, Proposer, Role, advancing
from tracking.stages import Stage

START = reverse("import_start")


def book(*rows, name="台账.xlsx", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else xlsx(*rows).getvalue())


def upload(browser, session, *rows, **options):
    """The answer to an upload."""
    return browser.post(START, {"session": session.pk, "workbook": book(*rows, **options)})


def confirm(browser, answer, **ticked):
    """The answer to pressing 确认导入 on the preview that an upload led to."""
    page = soup(browser.get(answer.url))
    return browser.post(answer.url, typed(page, "main form[method=post]") | ticked, follow=True)


@pytest.fixture
def browser(clerk):
    return logged_in(clerk)


def kept_files(settings) -> list[Path]:
    return list(Path(settings.PRIVATE_ROOT).glob("imports/*/workbook"))


def test_a_workbook_is_previewed_and_then_brought_in(browser, session, clerk):
    answer = upload(browser, session, PLAIN, PLAIN | {"编号": 2, "案由": "关于改善示例设施的建议"})
    said = text(browser.get(answer.url))
    assert f"《台账.xlsx》导入{session.name}" in said
    assert "新增 2 件" in said
    assert "关于改善示例设施的建议" in said
    assert "同时登记提出人：示例代表甲。" in said
    assert not HandlingRecord.objects.exists()
    assert "导入完毕：新增 2 件，更新 0 件，未变 0 件。" in text(confirm(browser, answer))
    assert HandlingRecord.objects.count() == 2
    assert Event.objects.last().account == clerk
    assert versions.verify().ok


def test_the_page_that_waits_is_told_how_many_rows_are_done(browser, session, monkeypatch):
    answer = upload(browser, session, PLAIN, *(PLAIN | {"编号": number} for number in (2, 3)))
    page = soup(browser.get(answer.url))
    assert page.select_one("form[data-importing] [role=status]").has_attr("hidden")
    assert page.select_one('script[src*="importing"]')
    progress = f"{answer.url}?progress=1"
    assert browser.get(progress).json() == {"said": ""}
    monkeypatch.setattr(advancing, "EACH", 2)
    seen, tell = [], uploads.Upload.tell

    def told(self, *said):
        tell(self, *said)
        seen.append(browser.get(progress).json()["said"])

    monkeypatch.setattr(uploads.Upload, "tell", told)
    confirm(browser, answer)
    expected = [f"已{what} {done} / 3 行…" for what in ("检查", "写入") for done in (2, 3)]
    assert seen == expected
    assert browser.get(progress).status_code == 404


def test_nobody_else_is_told_how_far_an_import_is(browser, session):
    answer = upload(browser, session, PLAIN)
    other = logged_in(make_person("另一经办", Role.OFFICE_CLERK, login="another-clerk").user)
    assert other.get(f"{answer.url}?progress=1").status_code == 404


def test_a_later_fact_brings_the_item_to_its_stage(browser, session):
    answer = upload(browser, session, PLAIN | SIGNED_FOR)
    assert str(Stage.HANDLING.label) in text(browser.get(answer.url))
    confirm(browser, answer)
    assert HandlingRecord.objects.get().stage == Stage.HANDLING


def test_the_same_workbook_twice_changes_nothing(browser, session):
    confirm(browser, upload(browser, session, PLAIN))
    again = upload(browser, session, PLAIN)
    page = soup(browser.get(again.url))
    assert "没有需要导入的内容" in page.get_text()
    assert "确认导入" not in page.get_text()


def test_differences_are_listed_and_written_only_when_ticked(browser, session):
    confirm(browser, upload(browser, session, PLAIN))
    changed = PLAIN | {"案由": "关于另一示例工作的建议"}
    answer = upload(browser, session, changed)
    said = text(browser.get(answer.url))
    assert "关于加强示例工作的建议" in said
    assert "关于另一示例工作的建议" in said
    confirm(browser, answer)
    assert HandlingRecord.objects.get().title == "关于加强示例工作的建议"
    assert "更新 1 件" in text(confirm(browser, upload(browser, session, changed), update="on"))
    assert HandlingRecord.objects.get().title == "关于另一示例工作的建议"


def test_a_refused_workbook_is_named_and_uploaded_again_on_the_same_page(browser, session):
    answer = upload(browser, session, PLAIN | {"类别": "随笔"})
    page = soup(browser.get(answer.url))
    assert "《台账.xlsx》导入" in page.get_text()
    again = page.select_one(f"form[action='{START}']")
    fields = {one["name"]: one["value"] for one in again.select("input[type=hidden]")}
    assert again.select_one("input[type=file]")["name"] == "workbook"
    better = browser.post(again["action"], fields | {"workbook": book(PLAIN)})
    assert "新增 1 件" in text(browser.get(better.url))


def test_one_error_keeps_the_whole_workbook_out(browser, session):
    answer = upload(browser, session, PLAIN, PLAIN | {"编号": 2, "类别": "随笔"})
    page = soup(browser.get(answer.url))
    wrong = [
        [cell.get_text() for cell in row.select("td")] for row in page.select("#errors-title ~ .list-scroll tbody tr")
    ]
    assert wrong[0][0] == "3"
    assert wrong[0][1] == "类别"
    assert "确认导入" not in page.get_text()
    response = browser.post(answer.url, typed(page, "main form[method=post]"))
    assert response.status_code == 422
    assert not HandlingRecord.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"%PDF-1.4 no workbook", ""),
        ("a.xlsx", b"PK\x03\x04 broken", ""),
        ("a.csv", "甲,乙\n一,二\n".encode("gb18030"), "没有找到表头"),
    ],
)
def test_what_is_no_ledger_is_refused_with_a_sentence(browser, session, settings, name, content, why):
    answer = upload(browser, session, name=name, content=content)
    assert answer.status_code == 422
    errors = soup(answer).select(".errorlist")
    assert errors
    assert why in errors[0].get_text()
    assert not kept_files(settings)


def test_what_changed_meanwhile_is_shown_again_before_it_is_imported(browser, session, office):
    answer = upload(browser, session, PLAIN)
    form = typed(soup(browser.get(answer.url)), "main form[method=post]")
    office.register(number=1)
    response = browser.post(answer.url, form)
    assert response.status_code == 409
    assert "请重新核对" in response.content.decode()
    assert HandlingRecord.objects.count() == 1


def test_the_workbook_is_kept_for_its_uploader_alone_and_forgotten_after(browser, session, settings):
    answer = upload(browser, session, PLAIN)
    assert len(kept_files(settings)) == 1
    colleague = logged_in(make_person("示例经办乙", Role.OFFICE_CLERK, login="clerk2").user)
    assert colleague.get(answer.url).status_code == 404
    confirm(browser, answer)
    assert not kept_files(settings)
    assert browser.get(answer.url).status_code == 404


def test_giving_up_leaves_nothing(browser, session, settings):
    answer = upload(browser, session, PLAIN)
    browser.post(answer.url, {"discard": "1"})
    assert not kept_files(settings)
    assert not HandlingRecord.objects.exists()


def test_workbooks_that_nobody_confirmed_go(browser, session, settings, monkeypatch):
    upload(browser, session, PLAIN)
    monkeypatch.setattr(day_folders, "KEPT_SECONDS", -60)
    upload(browser, session, PLAIN)
    assert len(kept_files(settings)) == 1


def test_a_list_left_on_friday_is_there_for_the_clerk_on_monday(session, clerk, settings):
    left = uploads.keep("清单.csv", b"1", session=session.pk, account=clerk.pk, for_clerks=True)
    for days, found in ((3, [left.token]), (8, [])):
        then = time.time() - days * 24 * 60 * 60
        os.utime(settings.PRIVATE_ROOT / left.folder.place / "about.json", (then, then))
        assert [one.token for one in uploads.waiting_for_clerks()] == found


def test_the_page_says_that_secrets_stay_out(browser):
    assert "不得上传涉密内容" in text(browser.get(START))


def test_the_exported_ledger_imports_back_unchanged(browser, session, make_record):
    make_record(Stage.CLOSED)
    make_record(Stage.HANDLING)
    response = browser.get(reverse("import_export", args=[session.pk]))
    content = b"".join(response.streaming_content)
    answer = upload(browser, session, content=content)
    assert "没有需要导入的内容" in text(browser.get(answer.url))


def test_the_template_is_read_as_an_empty_ledger(browser, session):
    response = browser.get(reverse("import_template", args=[session.pk]))
    content = b"".join(response.streaming_content)
    header = [cell.value for cell in load_workbook(io.BytesIO(content)).active[3]]
    assert "编号" in header
    assert "主办单位" in header
    assert ledger.read(io.BytesIO(content), "模板.xlsx").rows == []


@pytest.mark.parametrize(
    "who", ["reviewer", "leader", "unit_handler", "supervisor", "editor", "admin_user", "superuser"]
)
def test_nobody_but_the_clerk_comes_in(who, request, session, browser):
    token = upload(browser, session, PLAIN).url
    other = logged_in(request.getfixturevalue(who))
    places = [START, token, reverse("import_export", args=[session.pk]), reverse("import_template", args=[session.pk])]
    assert all(is_denied(other.get(place)) for place in places)
    assert is_denied(upload(other, session, PLAIN))
    assert "导入导出" not in other.get(reverse("wagtailadmin_home"), follow=True).content.decode()


def test_only_new_people_are_registered(browser, session):
    confirm(browser, upload(browser, session, PLAIN))
    confirm(browser, upload(browser, session, PLAIN | {"编号": 2}))
    assert Proposer.objects.filter(name="示例代表甲").count() == 1


def test_a_column_nobody_knows_is_asked_about_and_the_answer_is_kept_with_the_upload(browser, session):
    answer = upload(browser, session, PLAIN | {"经手科室": "一科", "最后日子": "2024-08-05"})
    page = soup(browser.get(answer.url))
    assert "确认导入" not in page.get_text()
    asked = page.select_one("form[aria-labelledby=asked-title]")
    assert [one["value"] for one in asked.select("[name=heading]")] == ["经手科室", "最后日子"]
    assert "像是日期（如“2024-08-05”）" in asked.get_text()
    said = {"answer": "1", "heading": ["经手科室", "最后日子"], "column": ["-", "due_on"]}
    assert browser.post(answer.url, said).url == answer.url
    assert "新增 1 件" in text(browser.get(answer.url))
    assert "导入完毕" in text(
        browser.post(answer.url, typed(soup(browser.get(answer.url)), "form:has([name=seal])"), follow=True)
    )
    assert str(HandlingRecord.objects.get().due_on) == "2024-08-05"


def test_only_columns_of_the_ledger_can_be_chosen(browser, session):
    answer = upload(browser, session, PLAIN | {"经手科室": "一科"})
    browser.post(answer.url, {"answer": "1", "heading": ["经手科室"], "column": ["stage"]})
    assert "确认导入" not in text(browser.get(answer.url))


def test_a_list_that_an_administrator_left_waits_for_any_clerk(browser, session, admin_user):
    content = xlsx(PLAIN, PLAIN | {"编号": 2, "类别": "提案"}).getvalue()
    left = uploads.keep(
        "清单.xlsx", content, session=session.pk, account=admin_user.pk, kind="suggestion", for_clerks=True
    )
    own = uploads.keep("自己的.xlsx", content, session=session.pk, account=admin_user.pk)
    page = soup(browser.get(START))
    links = page.select("section[aria-labelledby=waiting-title] a")
    assert [one.text for one in links] == [f"《清单.xlsx》的人大代表建议导入{session.name}"]
    said = text(browser.get(links[0]["href"]))
    assert "新增 1 件" in said
    assert "另一类有1件" in said
    assert browser.get(reverse("import_preview", args=[own.token])).status_code == 404
    assert is_denied(logged_in(admin_user).get(reverse("import_preview", args=[left.token])))
    assert "等待导入" not in text(logged_in(admin_user).get("/admin/"))


def test_one_kind_of_a_list_is_imported_where_that_is_chosen(browser, session):
    rows = [PLAIN, PLAIN | {"编号": 2, "类别": "提案"}]
    answer = browser.post(START, {"session": session.pk, "kind": "proposal", "workbook": book(*rows)})
    confirm(browser, answer)
    assert [one.kind for one in HandlingRecord.objects.all()] == ["proposal"]
