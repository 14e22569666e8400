"""The example's portal as readers get it: every pressed page, on every screen, without script, to everybody."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import lxml.html
import pypdfium2
import pytest

from tests.browser import axe
from tests.browser.installations import BASE_URL, LIVING_DAY
from tests.browser.looks import look

pytestmark = pytest.mark.browser
SUMMARY = "/xxgk/jytabl/ztqk/2024-gzzj/"
REPLY = "/xxgk/jytabl/rdjy/2024-00001/"
FIGURES = {
    "人大代表建议": "2件",
    "政协提案": "5件",
    "主办": "2件",
    "会办": "5件",
    "办结率": "100% 7/7",
    "满意率": "100% 2/2",
}
MAIN = re.compile(r'<main[^>]*>\s*<\w+ class="([\w -]+)"')
"The first thing on a page, which tells one template from another."


def path_of(file: Path, folder: Path) -> str:
    """The path that a pressed file answers."""
    parent = file.parent.relative_to(folder).as_posix()
    return "/" if parent == "." else f"/{parent}/"


@pytest.fixture(scope="module")
def pages(example) -> dict[str, str]:
    """Every pressed page."""
    files = sorted(example.pressed.rglob("index.html"))
    found = {path_of(file, example.pressed): file.read_text() for file in files}
    assert {"/", SUMMARY, "/elder/", "/404/", "/410/", "/500/", "/elder/404/", "/elder/410/"} <= found.keys()
    return found


def test_every_page_suits_everybody(example_url, sit, pages):
    seat = sit(example_url)
    seen, seen_looks = set(), set()
    found = {}
    for path, html in pages.items():
        if path == "/500/":
            continue  # shown only when something fails; the gallery looks at it
        if path.startswith("/elder/"):
            kind = (MAIN.search(html)[1], path.count("/"))
            if kind in seen:
                continue  # the same template again, larger
            seen.add(kind)
        seat.page.goto(example_url + path.replace("/404/", "/no/such/page/"))
        seat.page.eval_on_selector_all("details", "all => all.forEach((one) => (one.open = true))")
        looks = look(lxml.html.document_fromstring(html).body)
        if looks not in seen_looks and (violations := axe.violations(seat.page)):
            found[path] = violations
        seen_looks.add(looks)
        for width in (390, 1280):
            seat.page.set_viewport_size({"width": width, "height": 900})
            if seat.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.setdefault(path, []).append(width)
    assert not found


def test_every_page_says_what_it_is(pages):
    for path, html in pages.items():
        assert "演示数据·非政府网站" in html, path
        assert re.search(r'<meta name="robots" content="[^"]*noindex', html), path


def test_no_link_is_dead(example_url, pages):
    links = {}
    for path, html in pages.items():
        for link in re.findall(r'(?:href|src|action|data-beacon)="([^"#]+)', html):
            url = urljoin(BASE_URL + path, link.replace("&amp;", "&"))
            if url.startswith(BASE_URL) and not urlsplit(url).path.startswith("/read/"):
                links.setdefault(url.removeprefix(BASE_URL), path)
    dead = {}
    for link, path in links.items():
        try:
            with urlopen(example_url + link, timeout=30) as answer:  # noqa: S310 - a server of our own
                assert answer.status == 200
        except OSError as error:
            dead[link] = f"{error} ({path})"
    assert not dead
    assert len(links) > 20


def test_an_inspector_finds_nothing_on_the_example(example):
    said = json.loads(example.huiyin("check_portal", "--json", "--day", LIVING_DAY.date().isoformat()))
    assert said["findings"] == []
    assert {one["url"] for one in said["migrated"]} >= {SUMMARY}, "what was first published elsewhere is listed apart"


def test_the_portal_is_used_without_script(example_url, sit):
    seat = sit(example_url, script=False)
    seat.page.goto(example_url)
    body = seat.page.locator("body")
    seat.link("人大代表建议", body).link("对《关于加快实施巴宜区布久乡孜热村升级改造项目的建议》的答复", body)
    seat.reads("建议交办", "单位签收", "经办人办理", "行文回复", "征询意见", "意见反馈", "责任编辑", "浏览")
    seat.page.goto(f"{example_url}/search/?q=孜热村")
    seat.reads("对《关于加快实施巴宜区布久乡孜热村升级改造项目的建议》的答复")


@pytest.mark.parametrize("prefix", ["", "/elder"])
def test_the_summary_prints_the_figures_of_the_ledger(example_url, sit, prefix):
    seat = sit(example_url, width=390)
    answer = seat.page.goto(example_url + prefix + SUMMARY)
    assert answer.status == 200
    seat.reads("巴宜区2024年“两会”建议提案工作总结", "责任编辑", "林国铭")
    printed = {}
    for card in seat.page.locator(".figure").all():
        value = card.locator(".figure__value").inner_text()
        share = card.locator(".figure__share")
        words = re.sub(r"\s", "", value) + (" " + share.inner_text().split()[0] if share.count() else "")
        printed[card.locator(".figure__label").inner_text()] = words
    assert printed == FIGURES


def test_the_summary_prints_on_paper(example_url, sit):
    seat = sit(example_url)
    seat.page.goto(example_url + SUMMARY)
    paper = seat.page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) < 8


def test_no_sheet_of_a_reply_has_nothing_but_its_foot(example_url, sit):
    seat = sit(example_url)
    seat.page.goto(example_url + REPLY)
    sheets = pypdfium2.PdfDocument(seat.page.pdf(format="A4"))
    assert all(
        "公开目录" in words or "办理进程" in words for words in (one.get_textpage().get_text_range() for one in sheets)
    )
