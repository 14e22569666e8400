"""What was typed stays: leaving asks first, and after a login the form is as it was."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.installations import PASSWORD, Installation
from tests.prepared import walking
from tests.tracking.factories import make_office
from tracking.stages import Stage

pytestmark = pytest.mark.browser
WORDS = "拟由区示例局办理，一个月内答复。"


def register(seat) -> None:
    """The page of 收文登记, with a title typed into it."""
    seat.page.goto(f"{seat.address}/admin/loop/register/")
    seat.page.get_by_label("案由").fill(WORDS)


def test_leaving_a_form_in_which_something_was_typed_asks_first(office_url, sit):
    seat = sit(office_url, "clerk")
    asked = []
    seat.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    register(seat)
    seat.page.goto(f"{office_url}/admin/ledger/")
    assert asked == ["beforeunload"]
    seat.page.goto(f"{office_url}/admin/loop/register/")
    seat.page.goto(f"{office_url}/admin/ledger/")
    assert asked == ["beforeunload"]


def test_a_form_that_outlived_its_session_is_filled_in_after_the_login(office_url, sit):
    seat = sit(office_url, "clerk")
    register(seat)
    kept = [one for one in seat.page.context.cookies() if one["name"] != "sessionid"]
    seat.page.context.clear_cookies()
    seat.page.context.add_cookies(kept)
    seat.page.get_by_role("button", name="登记", exact=True).first.click()
    seat.reads("登录已超时。您填写的内容已经保留")
    seat.page.get_by_role("textbox", name="用户名").fill("clerk")
    seat.page.get_by_role("textbox", name="密码").fill(PASSWORD)
    seat.page.get_by_role("button", name="登录").click()
    seat.reads("登录超时前填写的内容已放回表单，还没有提交。")
    expect(seat.page.get_by_label("案由")).to_have_value(WORDS)
    seat.page.goto(f"{office_url}/admin/ledger/")
    seat.does_not_read(WORDS)


def test_a_letter_is_saved_while_it_is_written(tmp_path, empty, sit):
    shutil.copytree(empty.folder, tmp_path / "office")
    office = Installation(tmp_path / "office")
    office.run("-c", "import django; django.setup(); from tests.browser.test_typed import begin_a_letter as b; b()")
    with office.serving() as address:
        seat = sit(address, "unit")
        seat.page.goto(f"{address}/admin/loop/1/submit/1/")
        seat.page.get_by_label("正文").fill("已完成十二处，，群众反映良好。")
        expect(seat.page.locator("[data-state]")).to_contain_text("已自动暂存", timeout=20_000)
        expect(seat.page.get_by_label("自动提示")).to_contain_text("重复，请核对")
        seat.page.goto(f"{address}/admin/ledger/inspect/1/")
        seat.page.goto(f"{address}/admin/loop/1/submit/1/")
        expect(seat.page.get_by_label("正文")).to_have_value("已完成十二处，，群众反映良好。")


def begin_a_letter() -> None:
    """An item that its unit is handling."""
    with walking():
        make_office().make_record(Stage.HANDLING)
