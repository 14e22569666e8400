"""What was typed stays: leaving asks first, and after a login the form is as it was."""

import pytest
from playwright.sync_api import expect

from tests.browser.installations import PASSWORD

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
