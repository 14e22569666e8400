"""By keyboard alone (Tab, arrows, Space, Enter): letters are sent back, signed, taken over and compared; where one is, is seen."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.installations import Installation
from tests.browser.seats import FITS

pytestmark = pytest.mark.browser
FURTHEST = 160
LOOKS = 100
"How often one presses Tab on one page, and looks for what has the focus, at most."
HERE = "one => one === document.activeElement || (one.type === 'radio' && document.activeElement.name === one.name)"
IS_SEEN = """() => {
    const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
    if (one.type === "date" && !one.matches(":focus-visible")) return true;
    const marked = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none";
    return marked && box.bottom > 0 && box.top < innerHeight;
}"""
"Whether what has the focus bears a mark and is on the screen; the button within a field for a day marks itself."


@pytest.fixture(scope="module")
def waiting_url(tmp_path_factory, empty) -> Iterator[str]:
    """An office with letters that wait, served."""
    folder = tmp_path_factory.mktemp("waiting") / "var"
    shutil.copytree(empty.folder, folder)
    office = Installation(folder)
    office.run("-m", "tests.browser.waiting_letters")
    with office.serving() as address:
        yield address


def comes_to_be_seen(page: Page) -> bool:
    """A long page moves smoothly to what has the focus, so that it is looked at until it has come."""
    for _look in range(LOOKS):
        if page.evaluate(IS_SEEN):
            return True
        page.wait_for_timeout(100)
    return False


def go_to(what: Locator) -> Page:
    """Press Tab until this has the focus; every stop on the way is to be seen."""
    page = what.page
    for _press in range(FURTHEST):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('main') !== null"):
            assert comes_to_be_seen(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if what.evaluate(HERE):
            return page
    raise AssertionError(f"Tab never comes to {what}")


def press(what: Locator, key: str = "Enter") -> None:
    """Come to it and press a key."""
    go_to(what).keyboard.press(key)


def test_a_leader_sends_a_letter_back_and_meets_the_next(waiting_url, sit):
    page = sit(waiting_url, "leader").page
    page.goto(f"{waiting_url}/admin/loop/signing/")
    first = page.locator(".signing__head h2").text_content()
    press(page.locator(".signing__back > summary"))
    go_to(page.get_by_label("答复不明确")).keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("未逐条答复")).to_be_checked()
    press(page.get_by_role("button", name="不予签发"))
    page.wait_for_load_state("load")
    expect(page.locator(".signing__head h2")).not_to_have_text(first)


def test_a_leader_agrees_to_several_letters(waiting_url, sit):
    page = sit(waiting_url, "leader").page
    page.goto(f"{waiting_url}/admin/loop/many/sign/?part=5&part=6")
    for number in range(2):
        press(page.locator(".many__letter summary").nth(number))
        expect(page.locator("input[name=read]").nth(number)).to_be_checked()
    press(page.locator(".many__go button"))
    expect(page.get_by_text("“领导签发”已办理 2 件").first).to_be_visible()


def test_a_unit_takes_the_office_s_edits_over_and_compares(waiting_url, sit):
    page = sit(waiting_url, "unit").page
    page.goto(f"{waiting_url}/admin/loop/1/submit/1/")
    press(page.get_by_role("button", name="采用审改稿"))
    expect(page.locator("#submit_body")).to_have_value("已在示例路安装路灯12盏。")
    assert axe.violations(page) == []
    page.goto(f"{waiting_url}/admin/loop/1/texts/1/")
    go_to(page.locator("#old")).keyboard.press("ArrowUp")
    press(page.get_by_role("button", name="对照"))
    expect(page.locator("#compared")).to_be_visible()
    assert page.evaluate(FITS)
    assert axe.violations(page) == []
