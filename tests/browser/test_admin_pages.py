"""The admin as each role opens it: every page of the menu fits the screen, and no script complains."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest

from tests.browser import axe
from tests.browser.looks import look
from tests.browser.seats import AT_REST, FITS, sit_down

pytestmark = pytest.mark.browser
ROLES = ["clerk", "reviewer", "leader", "unit", "supervisor", "editor", "first", "final", "admin"]
LINKS = re.compile(r'"url": "(/admin/[^"]*)"')
NOT_WALKED = re.compile(r"/admin/(logout|account|api|sprite|jsi18n|login)")
NO_PAGE = re.compile(
    r"/(logout|api|sprite|jsi18n|export|template|zip|sheet|files|scans|paper|delete)/|^/admin/(import/ledger/\d+|papers/file)/|^/admin/papers/templates/\w+/[\w-]+/|selection=|\.\w{3,4}(\?|$)"
)
"Addresses that end the visit, or give a file or a sheet to print."
PAGES = re.compile(rb"/Type */Page\b")


def menu_of(seat) -> list[str]:
    """Every address that the menu offers."""
    offered = seat.page.locator("#wagtail-sidebar-props").text_content()
    return [link for link in dict.fromkeys(LINKS.findall(offered)) if not NOT_WALKED.match(link)]


def test_an_items_file_fits_a_phone_and_leads_to_its_versions(example_url, sit):
    for role, width in (("clerk", 1280), ("leader", 390)):
        seat = sit(example_url, role, width=width)
        seat.page.goto(f"{example_url}/admin/ledger/")
        assert seat.page.evaluate(FITS)
        seat.link("关于加快实施巴宜区布久乡孜热村升级改造项目的建议")
        seat.reads("建议交办", "单位签收", "经办人办理", "行文回复", "征询意见", "意见反馈", "已办结")
        assert seat.page.evaluate(FITS)
        if role == "clerk":
            seat.click(seat.page.get_by_role("link", name="版本", exact=True))
            assert seat.page.evaluate(FITS)


def kind_of(address: str) -> str:
    """Addresses of one kind are one page: numbers and values stand for each other."""
    parts = urlsplit(address)
    asked = "&".join(sorted({name for name, _value in parse_qsl(parts.query)}))
    return f"{re.sub('[0-9]+', 'N', parts.path)}?{asked}"


@dataclass
class Walk:
    """What one role came across: pages that are refused, are wider than the screen, or break a rule of accessibility."""

    role: str
    menu: list[str]
    walked: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    violations: list[tuple] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def every_page(seat, address: str, walk: Walk, printed: set[str]):
    """Walk every kind of page of the menu, and that links from there reach, and stop at each that looks like none before.

    What the server prints whole is asked for without the browser first, and opened where its look is new.
    """
    waiting, seen = [*walk.menu], set()
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        if not MADE_BY_SCRIPT.match(path):
            answer = seat.page.request.get(address + path)
            if answer.status != 200:
                walk.refused.append(path)
            if answer.status != 200 or "html" not in answer.headers["content-type"]:
                continue
            page = lxml.html.document_fromstring(answer.body().decode())
            if (looks := look(page.body)) in printed and "没有权限" not in page.body.text_content():
                walk.walked.append(path)
                waiting += further(path, page.xpath("//a[not(ancestor::template)]/@href"))
                continue
            printed.add(looks)
        answer = seat.page.goto(address + path)
        if answer.status != 200 or seat.page.get_by_text("没有权限").count():
            walk.refused.append(path)
        if answer.status != 200 or "html" not in answer.headers["content-type"]:
            continue
        walk.walked.append(path)
        yield path
        links = seat.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        waiting += further(path, links)


def further(path: str, links: list[str]) -> list[str]:
    """Of the links of a page those that lead to pages of the admin."""
    links = [f"{path.split('?')[0]}{link}" if link.startswith("?") else link for link in links]
    return [one for one in links if one.startswith("/admin/") and not NO_PAGE.search(one)]


LOOKS = """() => {
    const told = /^(class|role|type|style|lang|tabindex|disabled|open|checked)$/;
    const side = document.querySelector(".sidebar");
    const attribute = ({ name, value }) =>
        told.test(name) || /^(true|false|)$/.test(value) ? `${name}=${value}` : name;
    const look = (one) => {
        if (one === side) return "";
        const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const children = [...one.children].map(look);
        const twice = children.filter((child, place) => children.slice(0, place).filter((it) => it === child).length < 2);
        return `<${one.tagName} ${[...one.attributes].map(attribute).sort()} ${words}>${twice.join("")}`;
    };
    return [look(document.body), ...[...(side ? side.querySelectorAll("li") : [])].map(look)];
}"""
"""What a page looks like, and each entry of its menu: elements with their classes and whether they hold words, three of
a kind being two. Pages that look the same are the same to whoever looks at their colours, names and order."""


SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done, { timeout: 100 })))"
"A page that was loaded has drawn itself, and its scripts have nothing left to do at once."
MADE_BY_SCRIPT = re.compile(r"/admin/($|pages/)")
"The first page, on which each role's menu is looked at, and Wagtail's editor: what they look like, scripts decide."
THE_MENU = ".sidebar"


@pytest.fixture(scope="module")
def seen_looks() -> set[str]:
    """Looks that axe has seen, with whichever role."""
    return set()


@pytest.fixture(scope="module")
def printed() -> set[str]:
    """Looks of pages as the server printed them for whichever role, each of which a browser opened."""
    return set()


@pytest.fixture(scope="module", params=ROLES)
def walk(request, browser, example_url, seen_looks, printed) -> Walk:
    """A role's walk over every kind of page; what looks like something that axe has seen is not shown to it again."""
    seat = sit_down(browser, example_url, request.param)
    walk = Walk(request.param, ["/admin/", *menu_of(seat), "/admin/account/"])
    for path in every_page(seat, example_url, walk, printed):
        seat.page.evaluate(SETTLED)
        if not seat.page.evaluate(FITS):
            walk.wide.append(path)
        page, *entries = seat.page.evaluate(LOOKS)
        if page not in seen_looks or not seen_looks.issuperset(entries):
            beside = THE_MENU if seen_looks.issuperset(entries) else ""
            seen_looks |= {page, *entries}
            seat.page.evaluate(AT_REST)
            walk.violations += [(path, *one) for one in axe.violations(seat.page, beside)]
    walk.complaints += seat.complained()
    seat.page.context.close()
    return walk


def test_every_page_fits_and_no_script_complains(walk):
    assert walk.wide == []
    assert walk.complaints == []
    assert len(walk.walked) > 8


def test_every_page_of_the_menu_opens(walk):
    assert "/admin/ledger/" in walk.menu or walk.role == "admin"
    assert {kind_of(path) for path in walk.menu} <= {kind_of(path) for path in walk.walked}
    assert not {kind_of(path) for path in walk.menu} & {kind_of(path) for path in walk.refused}


def test_axe_finds_nothing_on_any_page_of_any_role(walk):
    assert walk.violations == []


def test_an_items_file_is_printed_whole(example_url, sit):
    seat = sit(example_url, "clerk")
    seat.page.goto(f"{example_url}/admin/ledger/inspect/1/")
    screens = seat.page.evaluate("document.querySelector('.content').scrollHeight") / 900
    assert screens > 3
    printed = seat.page.pdf(format="A4")
    assert len(PAGES.findall(printed)) >= 3
    seat.page.emulate_media(media="print")
    seat.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    clipped = """() => [...document.querySelectorAll("body, .wrapper, .content-wrapper, .content, .file, .file__main")]
        .filter(one => getComputedStyle(one).overflowY !== "visible" || one.scrollHeight > one.clientHeight + 1)
        .map(one => one.className || one.tagName)"""
    assert seat.page.evaluate(clipped) == []
    assert seat.page.locator(".file details:not([open])").count() == 0


def test_a_stranger_is_asked_to_log_in(example_url, sit):
    seat = sit(example_url, width=390)
    seat.page.goto(f"{example_url}/admin/ledger/")
    seat.reads("回音 · 建议提案办理", "本系统不得存储、处理、传输国家秘密和工作秘密；涉密件请按纸质另册办理。")
    assert seat.page.evaluate(FITS)
