"""What was typed stays: leaving asks first, and after a login the form is as it was."""

import shutil
from collections.abc import Iterator

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


@pytest.fixture(scope="module")
def writing_url(tmp_path_factory, empty) -> Iterator[str]:
    """An office in which a letter is being written, served."""
    folder = tmp_path_factory.mktemp("writing") / "var"
    shutil.copytree(empty.folder, folder)
    office = Installation(folder)
    office.run("-c", "import django; django.setup(); from tests.browser.test_typed import begin_a_letter as b; b()")
    with office.serving() as address:
        yield address


LETTER = "/admin/loop/1/submit/1/"


def session_ends(seat) -> None:
    kept = [one for one in seat.page.context.cookies() if one["name"] != "sessionid"]
    seat.page.context.clear_cookies()
    seat.page.context.add_cookies(kept)


def log_in(page) -> None:
    page.get_by_role("textbox", name="用户名").fill("unit")
    page.get_by_role("textbox", name="密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("load")


def test_a_letter_is_saved_while_it_is_written(writing_url, sit):
    seat = sit(writing_url, "unit")
    seat.page.goto(f"{writing_url}{LETTER}")
    seat.page.get_by_label("正文").fill("已完成十二处，，群众反映良好。")
    expect(seat.page.locator("[data-state]")).to_contain_text("已自动暂存", timeout=20_000)
    expect(seat.page.get_by_label("自动提示")).to_contain_text("重复，请核对")
    seat.page.goto(f"{writing_url}/admin/ledger/inspect/1/")
    seat.page.goto(f"{writing_url}{LETTER}")
    expect(seat.page.get_by_label("正文")).to_have_value("已完成十二处，，群众反映良好。")


def test_a_letter_outlives_its_session_and_is_saved_after_a_login_in_another_window(writing_url, sit):
    """The old page was refused after the login, and its words were lost."""
    seat, words = sit(writing_url, "unit"), "登录超时以后写的正文。"
    seat.page.goto(f"{writing_url}{LETTER}")
    session_ends(seat)
    body, state = seat.page.get_by_label("正文"), seat.page.locator("[data-state]")
    body.fill(words)
    expect(state).to_contain_text("登录已超时，刚才的改动还没有存上", timeout=20_000)
    expect(body).to_have_value(words)
    assert words not in seat.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    other = seat.page.context.new_page()
    other.goto(f"{writing_url}/admin/")
    log_in(other)
    seat.page.get_by_role("button", name="暂存", exact=True).click()
    expect(state).to_contain_text("已暂存")
    expect(body).to_have_value(words)
    other.goto(f"{writing_url}{LETTER}")
    expect(other.get_by_label("正文")).to_have_value(words)


def test_a_letter_outlives_its_session_without_script(writing_url, sit):
    seat, words = sit(writing_url, "unit", script=False), "没有脚本时写的正文。"
    seat.page.goto(f"{writing_url}{LETTER}")
    session_ends(seat)
    seat.page.get_by_label("正文").fill(words)
    seat.page.get_by_role("button", name="暂存", exact=True).click()
    seat.reads("登录已超时。您填写的内容已经保留")
    log_in(seat.page)
    seat.reads("登录超时前填写的内容已放回表单")
    expect(seat.page.get_by_label("正文")).to_have_value(words)
    seat.page.get_by_role("button", name="暂存", exact=True).click()
    expect(seat.page.locator("[data-state]")).to_contain_text("已暂存")
    expect(seat.page.get_by_label("正文")).to_have_value(words)


def begin_a_letter() -> None:
    """An item that its unit is handling."""
    with walking():
        make_office().make_record(Stage.HANDLING)
