"""Search as readers have it: on the portal and in a static bundle, to everybody, on every screen, and without script."""

import socket

import pytest

from tests.browser import axe
from tests.browser.static import static

pytestmark = pytest.mark.browser
PROJECT = "对《关于加快实施巴宜区布久乡孜热村升级改造项目的建议》的答复"
HIT, NARROWED, NONE = "/search/?q=孜热村", "/search/?q=建议&lx=建议", "/search/?q=彗星"


def troubles(page) -> list:
    """What does not suit somebody: by axe's rules, and what is wider than a phone."""
    found: list = axe.violations(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found += [f"wider than {width}"] * wide
    return found


@pytest.mark.parametrize("script", [True, False])
def test_a_reader_finds_narrows_and_is_led_on_without_a_hit(example_url, sit, script):
    seat = sit(example_url, script=script)
    seat.page.goto(example_url + HIT)
    seat.reads(PROJECT)
    assert "孜热村" in seat.page.locator("mark").all_inner_texts()
    order = [one.inner_text() for one in seat.page.locator("main h1, main .count, main .entry__title, main h2").all()]
    assert order[0] == "搜索“孜热村”的结果"
    assert order[1].startswith("共 ")
    assert order.index(PROJECT) < order.index("类型"), "what was found is read before the ways to narrow it"
    seat.page.goto(example_url + NARROWED)
    seat.reads("类型：建议", "在以上条件内搜索")
    seat.page.goto(example_url + NONE)
    seat.reads("没有找到与“彗星”有关的内容", "也可从栏目查找")


@pytest.mark.parametrize("path", [HIT, NARROWED, NONE, f"/elder{HIT}"])
def test_search_suits_everybody(example_url, sit, path):
    seat = sit(example_url)
    seat.page.goto(example_url + path)
    assert troubles(seat.page) == []


def test_a_bundle_is_searched_where_no_server_is(example, sit, tmp_path):
    example.huiyin("bundle", str(tmp_path / "bundle"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with static(tmp_path / "bundle", port) as address:
        seat = sit(address)
        seat.page.goto(f"{address}/search/?q=孜热村")
        seat.page.locator("#bundle-hits .entry").first.wait_for()
        seat.reads(PROJECT)
        assert troubles(seat.page) == []
        seat.page.goto(f"{address}/elder/search/?q=彗星")
        seat.page.get_by_text("没有找到与“彗星”有关的内容").wait_for()
        unscripted = sit(address, script=False)
        unscripted.page.goto(f"{address}/search/?q=孜热村")
        assert "没有脚本不能在这里搜索" in unscripted.page.inner_text("#bundle-status")
        unscripted.page.locator("main").get_by_role("link", name="人大代表建议").click()
        unscripted.reads(PROJECT)
