"""On a phone: the proposer's one-time page, without script or account, and the leader's page to sign on."""

import shutil

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.installations import Installation
from tests.browser.seats import FITS

pytestmark = pytest.mark.browser
PHONE = 390
SCREEN = 844
NARROWEST = 360
REASONS, TARGET = ".field--reason label", 44
"What is tapped to choose why a letter goes back, and how high it is at least."
CUT_OFF = """() => [...document.querySelectorAll(".signing, .signing *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth || one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY == "auto")
    .map(one => one.outerHTML.slice(0, 80))"""
"What of the page to sign on stands out over the screen, which hides it, or scrolls within a box of its own."


@pytest.fixture(scope="module")
def asking(tmp_path_factory, empty):
    """An office that asks, served: its address, and the token of the link."""
    folder = tmp_path_factory.mktemp("asking") / "var"
    shutil.copytree(empty.folder, folder)
    office = Installation(folder)
    token = office.run("-m", "tests.browser.asking").split()[-1]
    with office.serving() as address:
        yield address, token
    assert token not in (folder / "serve.log").read_text(encoding="utf-8")


def test_a_proposer_reads_and_answers_once_without_script_or_account(asking, sit):
    address, token = asking
    checked = sit(address, width=PHONE).page
    checked.goto(f"{address}/feedback/{token}/")
    assert axe.violations(checked) == []
    assert checked.evaluate(FITS)

    phone = sit(address, width=PHONE, script=False).page
    answer = phone.goto(f"{address}/feedback/{token}/")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    phone.get_by_role("button", name="提交意见").click()
    expect(phone.get_by_role("alert")).to_contain_text("还没有提交")
    for axis, verdict in (("您对办理态度", "满意"), ("您对办理结果", "不满意")):
        phone.get_by_role("group", name=axis).get_by_label(verdict, exact=True).check()
    phone.get_by_label("具体意见").fill("请继续推进。")
    phone.get_by_role("button", name="提交意见").click()
    expect(phone.get_by_role("heading")).to_have_text("谢谢，您的意见已收到")
    assert phone.context.cookies() == []
    assert phone.goto(f"{address}/feedback/{token}/").status == 410
    expect(phone.get_by_role("heading")).to_have_text("这个链接不能使用")


def test_a_leader_signs_on_one_screen_three_clicks_from_home(asking, sit):
    address, _token = asking
    seat = sit(address, "leader", width=PHONE)
    seat.page.set_viewport_size({"width": PHONE, "height": SCREEN})
    seat.link("逐件签批")
    agree = seat.page.get_by_role("button", name="同意签发")
    assert seat.page.evaluate(FITS)
    assert agree.bounding_box()["y"] + agree.bounding_box()["height"] < SCREEN
    seat.page.get_by_text("退回", exact=True).click()
    assert seat.page.evaluate(FITS)
    assert axe.violations(seat.page) == []
    seat.page.set_viewport_size({"width": NARROWEST, "height": SCREEN})
    seat.page.get_by_label("未逐条答复").check()
    assert seat.page.evaluate(FITS)
    assert seat.page.evaluate(CUT_OFF) == []
    assert min(one["height"] for one in map(Locator.bounding_box, seat.page.locator(REASONS).all())) >= TARGET
    seat.click(agree)
    expect(seat.page.get_by_text("没有等您签批的事项").first).to_be_visible()
