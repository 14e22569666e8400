"""The front ends of docs/frontend beside a portal: one page that asks from another origin, and pages built by Eleventy.

Where node or Eleventy is not installed the tests of the latter say so.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.installations import BASE_URL, ROOT, Installation
from tests.browser.seats import FITS
from tests.browser.static import static
from tests.publishing.press.doors import free_port

pytestmark = pytest.mark.browser
FRONTEND = ROOT / "docs" / "frontend"
ELEVENTY = FRONTEND / "eleventy"
GENERATOR = ELEVENTY / "node_modules" / ".bin" / "eleventy"
needs_eleventy = pytest.mark.skipif(
    not (GENERATOR.exists() and shutil.which("node")), reason="Eleventy is not installed: make frontend (node, npm)"
)


@dataclass(frozen=True)
class PortalWithApi:
    """A portal that serves its API: its address, what is pressed, and the port whose origin may read from it."""

    address: str
    pressed: Path
    port: int

    def page(self, url: str) -> dict:
        """The JSON of a page by its address."""
        return json.loads((self.pressed / url.removeprefix(BASE_URL).strip("/") / "index.json").read_bytes())


@pytest.fixture(scope="module")
def portal(example, tmp_path_factory) -> Iterator[PortalWithApi]:
    """The example, served with its API."""
    here, port = tmp_path_factory.mktemp("portal"), free_port()
    shutil.copytree(example.folder, here / "var")
    installation = Installation(here / "var", {"HUIYIN_API": "1", "HUIYIN_API_ORIGINS": f"http://127.0.0.1:{port}"})
    installation.huiyin("press")
    with installation.serving() as address:
        urlopen(f"{address}/api/v1/sessions/").read()  # the first answer waits until the program is loaded
        yield PortalWithApi(address, installation.pressed, port)


# One page that asks ---------------------------------------------------------------------------
@pytest.fixture(scope="module")
def frontend(portal, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The address of the front end, and the pressed folder of the portal from which it reads."""
    site = tmp_path_factory.mktemp("frontend")
    for name in ("index.html", "replies.js", "replies.css"):
        shutil.copy(FRONTEND / name, site)
    page = site / "index.html"
    page.write_text(page.read_text().replace(BASE_URL, portal.address))
    with static(site, portal.port) as told:
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
    assert axe.violations(seat.page) == []

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
    assert axe.violations(seat.page) == []
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


# Pages built by Eleventy ----------------------------------------------------------------------
def build(portal: str, output: Path) -> None:
    """Rebuild the reply pages of a portal into a folder."""
    settings = {"HUIYIN_PORTAL": portal, "HUIYIN_OUTPUT": str(output), "HUIYIN_PAUSE": "1"}
    done = subprocess.run(
        [GENERATOR, "--quiet"], cwd=ELEVENTY, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def reads_well(seat) -> None:
    assert seat.page.evaluate(FITS)
    assert axe.violations(seat.page) == []


@needs_eleventy
def test_every_reply_is_rebuilt_with_the_words_of_its_page(portal, sit, tmp_path):
    build(portal.address, tmp_path)
    with urlopen(f"{portal.address}/api/v1/replies/?status=public") as answer:
        told = json.load(answer)
    total = told["meta"]["total_count"]
    assert total
    with static(tmp_path, free_port()) as address:
        seat = sit(address, script=False, width=390)
        seat.page.goto(address)
        expect(seat.page.locator(".count")).to_have_text(f"共 {total} 件答复")
        expect(seat.page.locator(".replies a")).to_have_count(total)
        original = sit(portal.address, script=False)
        for reply in told["items"]:
            original.page.goto(portal.address + reply["url"].removeprefix(BASE_URL))
            seat.page.goto(address)
            seat.link(reply["title"])
            assert seat.page.url == f"{address}/replies/{reply['id']}/"
            assert seat.page.locator("h1").inner_text() == original.page.locator("h1").inner_text()
            letter, words = (one.page.locator(".letter > *").all_inner_texts() for one in (seat, original))
            assert letter == words != []
            catalogue, fields = (one.page.locator(".catalogue dd").all_inner_texts() for one in (seat, original))
            assert catalogue == fields != []
            expect(seat.page.get_by_role("link", name="在网站上看")).to_have_attribute("href", reply["url"])
        seat = sit(address)  # axe is a script
        for path in ("/", f"/replies/{told['items'][0]['id']}/"):
            seat.page.goto(address + path)
            reads_well(seat)


HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 * 7 }} & "关于" '的' """.strip()


@pytest.fixture(scope="module")
def told_by_an_api(portal, tmp_path_factory) -> Path:
    """The answers of an API with 51 replies whose words are written to break a page; one more was taken down."""
    folder = tmp_path_factory.mktemp("api")
    with urlopen(f"{portal.address}/api/v1/replies/?status=public&limit=1") as answer:
        (row,) = json.load(answer)["items"]
    file = {"id": 5, "title": HOSTILE, "path": '/files/5/"><b>.pdf', "format": "PDF", "size": 2048, "sha256": "0" * 64}
    page = portal.page(row["url"]) | {
        "title": HOSTILE, "unit": HOSTILE, "proposer": HOSTILE, "outcome": [HOSTILE], "attachments": [file],
        "body": [{"type": "paragraph", "text": HOSTILE}, {"type": "heading", "text": HOSTILE}],
    }  # fmt: skip
    page["catalogue"] |= {"topic": HOSTILE}
    page["furniture"] |= {"correction": HOSTILE}
    numbers = range(1, 52)
    answers = {
        "api/v2/pages": {"meta": {"total_count": len(numbers)}, "items": [{"id": number} for number in numbers]},
        "api/v1/replies": {"meta": {"total_count": 1}, "items": [row | {"taken_down_on": "2024-08-08", "number": 77}]},
    }
    answers |= {f"api/v2/pages/{number}": page | {"id": number} for number in numbers}
    for path, said in answers.items():
        (folder / path).mkdir(parents=True)
        (folder / path / "index.html").write_text(json.dumps(said))
    home = portal.page("/")
    home["site"] |= {"name": HOSTILE}
    (folder / "index.json").write_text(json.dumps(home))
    return folder


@needs_eleventy
def test_what_an_api_says_is_printed_as_words_and_long_lists_are_turned_over(told_by_an_api, sit, tmp_path):
    with static(told_by_an_api, free_port()) as api:
        build(api, tmp_path)
    printed = (tmp_path / "replies" / "51" / "index.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(printed, "html.parser")
    assert soup.select("script, img, b, [onerror]") == []
    places = ("h1", ".letter p", ".letter h3", ".outcome p", ".files a")
    assert {place: soup.select_one(place).text for place in places} == dict.fromkeys(places, HOSTILE)
    assert soup.title.text == f"{HOSTILE} - {HOSTILE}"
    assert soup.select_one(".notice").text == f"更正说明：{HOSTILE}"
    assert soup.select_one(".files a")["href"] == f'{BASE_URL}/files/5/"><b>.pdf'
    assert HOSTILE in [one.text for one in soup.select("dd")]
    with static(tmp_path, free_port()) as address:
        seat = sit(address)
        seat.page.goto(address)
        expect(seat.page.locator(".count")).to_have_text("共 51 件答复")
        expect(seat.page.locator(".replies li")).to_have_count(50)
        seat.reads("第77号", "2024-08-08")
        reads_well(seat)
        seat.link("下一页")
        expect(seat.page.locator(".replies li")).to_have_count(1)
        reads_well(seat)
        seat.click(seat.page.locator(".replies a"))
        assert seat.page.url.startswith(f"{address}/replies/")
        reads_well(seat)
        seat.link("返回答复一览")
        assert seat.page.url == f"{address}/"
