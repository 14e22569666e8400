"""The front end of docs/frontend beside a portal of another origin: it lists replies, narrows them, and opens one."""

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.installations import BASE_URL, ROOT, Installation
from tests.browser.seats import FITS
from tests.publishing.press.doors import free_port

pytestmark = pytest.mark.browser


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of static files that says nothing of what it served."""

    def log_message(self, *_words):
        """Nothing."""


@contextmanager
def static(folder: Path, port: int) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def frontend(example, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The address of the front end, and the pressed folder of the portal from which it reads."""
    here, port = tmp_path_factory.mktemp("frontend"), free_port()
    shutil.copytree(example.folder, here / "var")
    origin = f"http://127.0.0.1:{port}"
    portal = Installation(here / "var", {"HUIYIN_API": "1", "HUIYIN_API_ORIGINS": origin})
    portal.huiyin("press")
    with portal.serving() as address:
        urlopen(f"{address}/api/v1/sessions/").read()  # the first answer waits until the program is loaded
        shutil.copytree(ROOT / "docs" / "frontend", here / "site")
        page = here / "site" / "index.html"
        page.write_text(page.read_text().replace(BASE_URL, address))
        with static(here / "site", port) as told:
            yield told, portal.pressed


def test_it_lists_narrows_and_opens_what_is_public(frontend, sit):
    address, pressed = frontend
    replies = json.loads((pressed / "data" / "2024" / "replies.json").read_bytes())
    assert replies
    seat = sit(address)
    seat.page.goto(f"{address}/")
    titles = seat.page.locator("#replies a")
    expect(titles).to_have_text([reply["title"] for reply in replies])
    expect(seat.page.locator("#count")).to_have_text(f"共 {len(replies)} 件答复")
    assert seat.page.evaluate(FITS)
    assert Axe().run(seat.page).response["violations"] == []

    seat.page.locator("select[name=kind]").select_option("proposal")
    proposals = [reply["title"] for reply in replies if reply["kind"] == "proposal"]
    expect(titles).to_have_text(proposals) if proposals else seat.reads("没有符合的答复。")
    seat.page.locator("select[name=kind]").select_option("")
    first = replies[0]
    seat.page.locator("select[name=unit]").select_option(first["unit"])
    expect(titles).to_have_text([reply["title"] for reply in replies if reply["unit"] == first["unit"]])

    titles.first.click()
    page = json.loads((pressed / first["url"].removeprefix(BASE_URL).strip("/") / "index.json").read_bytes())
    expect(seat.page.locator("#letter h1")).to_have_text(page["title"])
    words = next(block["text"] for block in page["body"] if block["type"] == "paragraph")
    seat.reads(words.splitlines()[0])
    assert Axe().run(seat.page).response["violations"] == []
    seat.page.get_by_text("返回答复一览").click()
    expect(titles.first).to_be_visible()


def test_it_says_in_words_what_is_not_there_and_that_the_portal_is_away(frontend, sit):
    address, _pressed = frontend
    seat = sit(address)
    seat.page.goto(f"{address}/#999999")
    seat.reads("没有这一行")
    seat.page.route("**/api/v1/**", lambda route: route.abort())
    seat.page.locator("select[name=kind]").select_option("proposal")
    seat.reads("现在读不到网站的数据")
    seat.complaints.clear()
