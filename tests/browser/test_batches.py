"""Many letters go from the signature to the end together (批量办理): the clerk's pages and clicks are counted."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.installations import Installation
from tests.browser.seats import Seat

LETTERS = 3
STEPS = ("报市政府办审核", "市政府办审核通过", "正式行文", "送达", "征询意见", "登记反馈", "办结")
MOST_PAGES, MOST_CLICKS = 4, 4
"For one step, however many letters: what is filled in for each letter is counted apart."

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def letters_url(tmp_path_factory, empty) -> Iterator[str]:
    """An office with signed letters, served."""
    folder = tmp_path_factory.mktemp("letters") / "var"
    shutil.copytree(empty.folder, folder)
    office = Installation(folder)
    office.run("-m", "tests.browser.signed_letters", str(LETTERS))
    with office.serving() as address:
        yield address


def fill_in(clerk: Seat, step: str) -> None:
    """What the page of a step asks for, besides the day that it proposes."""
    match step:
        case "正式行文":
            clerk.fill(从哪个号起依次编号="示政办函〔2026〕7号").button("依次编号，暂不提交").reads("还没有办理。")
        case "送达":
            clerk.fill(送达方式="寄送")
        case "登记反馈":
            clerk.fill(来源="人大、政协系统")
            for row in clerk.page.locator(".many__row").all():
                clerk.fill(row, 对办理结果="满意")


def test_signed_letters_go_to_the_end_together_in_few_pages_and_clicks(letters_url, sit):
    clerk = sit(letters_url, "clerk")
    clerk.link(f"这 {LETTERS} 件一起办")
    for place, step in enumerate(STEPS, start=1):
        before = clerk.effort.pages, clerk.effort.clicks
        fill_in(clerk, step)
        expect(clerk.main.locator("[data-many-count]")).to_have_text(str(LETTERS))
        clerk.click(clerk.main.get_by_role("button", name=re.compile(rf"^{step} {LETTERS} 件$")))
        clerk.effort.pages += 1
        clerk.reads(f"“{step}”已办理 {LETTERS} 件")
        if place < len(STEPS):
            clerk.link(f"{STEPS[place]} {LETTERS} 件")
        of_rows = LETTERS if step == "登记反馈" else 0
        pages, clicks = clerk.effort.pages - before[0], clerk.effort.clicks - before[1] - of_rows
        assert (pages <= MOST_PAGES, clicks <= MOST_CLICKS) == (True, True), (step, pages, clicks)
    clerk.menu("我的待办").does_not_read("一起办")
