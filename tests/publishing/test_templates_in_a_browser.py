"""How a browser shows the gallery: to everybody, on every width, without script and on paper."""

import functools
import json
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.publishing.gallery import BOTH_MODES, FRAME, GALLERY, show

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "publishing/static"


class GalleryServer(SimpleHTTPRequestHandler):
    """Hands out the gallery, and answers a beacon as the portal does."""

    def log_message(self, *args):
        pass

    def do_POST(self):
        self.send_response(200 if "nowhere" not in self.path else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"reads": 1025}).encode())


@pytest.fixture(scope="module")
def gallery_url(tmp_path_factory):
    """The gallery as files behind a plain web server."""
    folder = tmp_path_factory.mktemp("gallery")
    shutil.copytree(STATIC, folder / "static")
    for name, elder in BOTH_MODES:
        (folder / f"{name}{'-elder' if elder else ''}.html").write_text(show(name, elder=elder))
    (folder / "500.html").write_text(render_to_string("500.html"))
    (folder / "begun.html").write_text(show("article", switch_url="/article-elder.html"))
    (folder / "unread.html").write_text(show("article", beacon_url="/nowhere/"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(GalleryServer, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_axe_finds_nothing_on_any_page_in_either_mode(browser, gallery_url):
    from tests.browser import axe

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    in_elder_mode = {template: f"{name}-elder" for name, (template, _content) in reversed(GALLERY.items())}
    found = {}
    for name in [*GALLERY, *in_elder_mode.values(), "500"]:
        page.goto(f"{gallery_url}/{name}.html")
        page.eval_on_selector_all("details", "all => all.forEach((one) => (one.open = true))")
        if violations := axe.violations(page):
            found[name] = violations
    page.close()
    assert not found


TOO_SMALL = """([text, target]) => {
  const apart = ".visually-hidden, .skip, [aria-hidden], .stages__state";
  const seen = (one) => one.checkVisibility() && !one.closest(apart);
  const small = [...document.querySelectorAll("body *")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => seen(one) && parseFloat(getComputedStyle(one).fontSize) < text)
    .map((one) => "text " + one.outerHTML.slice(0, 120));
  const narrow = [...document.querySelectorAll("a, button, summary, .text-size label, .search__words")]
    .filter((one) => seen(one) && !one.closest(".prose > p, .notice, .counted-figure"))
    .filter((one) => one.getBoundingClientRect().height < target - 0.5)
    .map((one) => "target " + one.getBoundingClientRect().height + " " + one.outerHTML.slice(0, 120));
  return [...small, ...narrow];
}"""


@pytest.mark.parametrize(("elder", "text", "target"), [(False, 18, 44), (True, 24, 60)])
def test_type_and_targets_are_large_enough(browser, gallery_url, elder, text, target):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    found = {}
    for name in GALLERY:
        page.goto(f"{gallery_url}/{name}{'-elder' if elder else ''}.html")
        page.eval_on_selector_all("details", "all => all.forEach((one) => (one.open = true))")
        if small := page.evaluate(TOO_SMALL, [text, target]):
            found[name] = small
    page.close()
    assert not found


def test_no_page_scrolls_sideways(browser, gallery_url):
    page = browser.new_page()
    wide = []
    for name, elder in BOTH_MODES:
        page.goto(f"{gallery_url}/{name}{'-elder' if elder else ''}.html")
        page.eval_on_selector_all("details", "all => all.forEach((one) => (one.open = true))")
        for width in (320, 390, 768, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((name, elder, width))
    page.close()
    assert not wide


def test_a_page_works_without_script(browser, gallery_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery_url}/annual-summary.html")
    assert page.locator("[data-reads]").inner_text() == "1024"
    assert not page.get_by_role("button", name="打印").is_visible()
    page.locator("#figure-lead summary").click()
    assert page.get_by_text("由本区主办的承办件数。").is_visible()
    size = "parseFloat(getComputedStyle(document.querySelector('.prose')).fontSize)"
    medium = page.evaluate(size)
    page.get_by_text("大", exact=True).click()
    assert page.evaluate(size) > medium
    context.close()


def test_the_size_and_the_mode_chosen_hold_on_the_next_page(browser, gallery_url):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{gallery_url}/begun.html")
    size = "parseFloat(getComputedStyle(document.querySelector('.prose')).fontSize)"
    medium = page.evaluate(size)
    page.get_by_text("大", exact=True).click()
    page.goto(f"{gallery_url}/reply-notice.html")
    assert page.evaluate(size) > medium
    page.goto(f"{gallery_url}/begun.html")
    page.get_by_role("link", name="长者模式").click()
    page.goto(f"{gallery_url}/begun.html")
    page.wait_for_url("**/article-elder.html")
    context.close()


def test_an_address_is_copied_by_script_and_can_be_copied_without(browser, gallery_url):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{gallery_url}/article.html")
    page.locator(".share summary").click()
    page.get_by_role("button", name="复制网址").click()
    page.get_by_text("已复制。").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#share-address").input_value()
    context.close()


def test_the_columns_stand_in_one_row_on_a_telephone(browser, gallery_url):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{gallery_url}/reply-notice.html")
    page.evaluate("document.querySelector('.menu__list li').remove()")  # the gallery's five; a portal begins with four
    tops = page.eval_on_selector_all(
        ".menu__link", "all => all.map((one) => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(tops) == 4
    assert len(set(tops)) == 1
    page.close()


def test_a_read_is_counted_and_a_failure_is_silent(browser, gallery_url):
    page = browser.new_page()
    page.goto(f"{gallery_url}/article.html")
    page.locator("[data-reads]", has_text="1025").wait_for()
    assert page.get_by_role("button", name="打印").is_visible()
    page.goto(f"{gallery_url}/unread.html", wait_until="networkidle")
    assert page.locator("[data-reads]").inner_text() == "1024"
    page.close()


def test_paper_shows_proofs_and_the_address_but_no_controls(browser, gallery_url):
    page = browser.new_page()
    page.goto(f"{gallery_url}/annual-summary.html")
    page.emulate_media(media="print")
    assert page.get_by_text("由本区主办的承办件数。").is_visible()
    assert FRAME.canonical_url in page.locator(".paper-foot").inner_text()
    for control in (".search", ".switch", ".menu", ".tools", "summary"):
        assert not page.locator(control).first.is_visible()
    page.close()
