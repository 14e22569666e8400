"""A year of the ledger (300 items, 40 units) as people live in it: each one's daily job in three clicks from the first page."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.installations import Installation
from tests.browser.seats import FITS, Seat

pytestmark = pytest.mark.browser
PHONE, DESK = 390, 1280
CLICKS = 3
SHOTS = os.environ.get("HUIYIN_TEST_SCREENSHOTS")
"A folder for pictures of what is walked through, for people to look at."


@pytest.fixture(scope="module")
def year_url(tmp_path_factory, empty) -> Iterator[str]:
    """The year, served."""
    folder = tmp_path_factory.mktemp("year") / "var"
    shutil.copytree(empty.folder, folder)
    office = Installation(folder)
    office.run("-m", "tests.tracking.year", "300", "40")
    with office.serving() as address:
        yield address


def look(seat: Seat, name: str) -> None:
    """The page fits; a picture of it where one is wanted."""
    if SHOTS:
        seat.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert seat.page.evaluate(FITS), name


def waits(seat: Seat, step: str):
    """The group of 我的待办 on the first page under this step."""
    return seat.page.locator("details.waiting").filter(has=seat.page.locator("summary", has_text=step)).first


def opens_first(seat: Seat, step: str) -> Seat:
    """Open the first item that waits under this step, from the first page."""
    group = waits(seat, step)
    if group.get_attribute("open") is None:
        seat.click(group.locator("summary"))
    return seat.click(group.locator("li a").first)


def test_a_clerk_hands_an_item_over_in_three_clicks(year_url, sit):
    seat = sit(year_url, "clerk")
    look(seat, "clerk-home")
    opens_first(seat, "交办")
    look(seat, "clerk-hand-over")
    form = seat.region("交办")
    form.locator("select[name=lead_units]").select_option(label="区第3示例局")
    seat.button("交办", form)
    seat.reads("“交办”已办理。")
    assert seat.effort.clicks <= CLICKS


def test_a_clerk_numbers_a_letter_in_three_clicks(year_url, sit):
    seat = sit(year_url, "clerk")
    opens_first(seat, "正式行文")
    form = seat.region("正式行文")
    seat.fill(form, 发文字号="示政办函〔2024〕8801号")
    seat.button("正式行文", form)
    seat.reads("“正式行文”已办理。")
    assert seat.effort.clicks <= CLICKS


def test_a_unit_signs_for_an_item_and_notes_progress_in_three_clicks(year_url, sit):
    seat = sit(year_url, "unit")
    look(seat, "unit-home")
    opens_first(seat, "签收")
    form = seat.region("签收")
    seat.fill(form, 具体部门="综合科", 分管领导="示例分管", 具体负责人="示例经办")
    seat.button("签收", form)
    seat.reads("“签收”已办理。")
    assert seat.effort.clicks <= CLICKS
    look(seat, "unit-file")


def test_a_unit_notes_progress_in_three_clicks(year_url, sit):
    seat = sit(year_url, "unit")
    seat.click(seat.page.locator("section:has(#deadline-yellow)").get_by_role("link", name="关于办理中示例的建议"))
    seat.opens("登记进展")
    form = seat.region("登记进展")
    seat.fill(form, 进展情况="已现场踏勘。")
    seat.button("登记进展", form)
    seat.reads("“登记进展”已办理。")
    assert seat.effort.clicks <= CLICKS


def test_a_supervisor_reminds_units_in_three_clicks(year_url, sit):
    seat = sit(year_url, "supervisor")
    seat.link("催办单")
    look(seat, "supervisor-sheets")
    seat.click(seat.main.get_by_role("button", name=re.compile("^签发")).first)
    seat.reads("逐件记入办理记录")
    assert seat.effort.clicks <= CLICKS


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_leader_signs_or_reads_on_a_phone_and_at_a_desk(year_url, sit, width):
    seat = sit(year_url, "leader", width=width)
    look(seat, f"leader-home-{width}")
    seat.link("逐件签批")
    look(seat, f"leader-signing-{width}")
    if width == DESK:
        seat.click(seat.page.get_by_role("button", name=re.compile("^同意")).first)
        expect(seat.page.get_by_text("没有等您签批的事项").first).to_be_visible()
        assert seat.effort.clicks <= CLICKS


@pytest.mark.parametrize("who", ["clerk", "unit", "supervisor"])
def test_first_page_list_and_file_fit_a_desk_and_a_phone(year_url, sit, who):
    seat = sit(year_url, who)
    for place, name in (("", "home"), ("ledger/", "list"), ("ledger/inspect/4/", "file")):
        seat.page.goto(f"{year_url}/admin/{place}")
        for width in (DESK, PHONE):
            seat.page.set_viewport_size({"width": width, "height": 900})
            look(seat, f"{who}-{name}-{width}")
        if name == "home":
            assert seat.page.locator("details.waiting li").count() <= 8 * seat.page.locator("details.waiting").count()
        if name == "file":
            assert seat.region("可以办的").locator(":scope a:visible").count() <= 15
