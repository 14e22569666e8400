"""帮助: every page of the admin leads to its part of the guides, and what the guides say stands on the pages and in the code."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.template.base import Lexer, Token, TokenType
from django.test import Client
from django.urls import resolve, reverse

from huiyin.guides import reading
from huiyin.guides.places import OF_ROLE, PLACES, address_for, place_of, place_of_step
from huiyin.guides.reading import CONTENTS, ORDER, file_of, guide
from tests.browser.pictures import FOLDER as PICTURES_FOLDER
from tests.browser.pictures import LARGEST, PICTURES
from tests.test_role_matrix import table
from tracking.loop import STEPS
from tracking.models import Role
from tracking.wording.local import localised, speaking
from tracking.wording.place_words import PlaceAbove, PlaceLevel, words_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guide"
NAMES = (CONTENTS, *ORDER)
PICTURES_THERE = sorted(PICTURES_FOLDER.glob("*.webp"))
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
NO_PAGE = re.compile(
    r"sprite|javascript_catalog|_login|_api:|dismissibles|admin/|wagtailadmin_(choose|tag|editing|block)|"
    r"password_reset|error_test|test404|^typed$|wagtailusers|wagtailsites|wagtailsettings|wagtailadmin_workflows"
)
"Addresses that are no page somebody stands on: files of the admin, choosers in a window, and Wagtail's pages that are shut."


# Where 帮助 leads ------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(name for name, who in table().items() if not NO_PAGE.search(name)))
def test_every_page_of_the_admin_has_its_part_of_a_guide(name):
    assert name == "loop_step" or place_of(name) is not None


@pytest.mark.parametrize("place", [place for place, _names in PLACES if place])
def test_every_part_that_a_page_leads_to_is_there(place):
    slug, _sharp, anchor = place.partition("#")
    assert anchor in [one.anchor for one in guide(slug).headings]


@pytest.mark.parametrize("code", sorted(STEPS))
def test_every_step_has_a_heading_in_the_guide_of_its_role(code):
    slug, _sharp, anchor = place_of_step(code).partition("#")
    assert slug == OF_ROLE[STEPS[code].roles[0]]
    assert anchor in [one.anchor for one in guide(slug).headings]


def test_in_a_county_of_a_prefecture_a_step_still_leads_to_its_heading():
    with speaking(words_of(PlaceLevel.COUNTY, PlaceAbove.PREFECTURE)):
        assert guide("leader").title == "县领导"
        assert place_of_step("instruct") == "leader#县领导批示退回拟办"
        assert place_of_step("report").startswith("clerk#报州政府办审核")


def test_every_role_that_logs_in_has_a_guide():
    assert set(OF_ROLE) == set(Role) - {Role.PROPOSER}
    assert set(OF_ROLE.values()) < set(ORDER)


def test_from_nowhere_help_leads_to_the_list_of_guides():
    assert address_for(None) == address_for(resolve("/healthz")) == reverse("guide")


HERE = {
    "/admin/": ("clerk", "/admin/help/start/#我的待办"),
    "/admin/loop/register/": ("clerk", "/admin/help/clerk/#收文登记"),
    "/admin/import/": ("clerk", "/admin/help/clerk/#导入交办清单"),
    "/admin/supervision/due/": ("supervisor", "/admin/help/supervisor/#到期和逾期"),
    "/admin/publishing/": ("editor", "/admin/help/editor/#起草总结和答复"),
    "/admin/people/": ("admin", "/admin/help/admin/#办理人员和账号"),
    "/admin/help/": ("unit", "/admin/help/"),
}


def help_of(page: bytes) -> str:
    """The address of 帮助 in the menu of a page."""
    props = json.loads(BeautifulSoup(page, "html.parser").select_one("#wagtail-sidebar-props").string)
    found: list[str] = []

    def look(packed) -> None:
        if isinstance(packed, list):
            for part in packed:
                look(part)
        elif isinstance(packed, dict):
            if packed.get("label") == "帮助":
                found.append(packed["url"])
            for part in packed.values():
                look(part)

    look(props)
    assert len(found) == 1
    return found[0]


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(HERE))
def test_help_leads_from_a_page_to_what_is_said_of_it(house, address):
    who, place = HERE[address]
    client = Client()
    client.force_login(house.accounts[who])
    assert help_of(client.get(address).content) == place


@pytest.mark.django_db
def test_a_step_leads_to_what_is_said_of_it(house):
    client = Client()
    client.force_login(house.accounts["supervisor"])
    page = client.get(reverse("loop_step", args=[house.record.pk, "supervise"]))
    assert help_of(page.content) == "/admin/help/supervisor/#督办督办销号"


# The guides as pages ---------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_guide_is_shown_with_its_contents_and_asks_the_database_nothing_of_its_own(
    house, django_assert_max_num_queries
):
    client = Client()
    client.force_login(house.accounts["unit"])
    client.get(reverse("guide"))
    with django_assert_max_num_queries(11):  # the session, the account, and what the menu asks
        page = BeautifulSoup(client.get(reverse("guide_page", args=["unit"])).content, "html.parser")
    assert "签收" in [one.text for one in page.select(".guide__contents a[href^='#']")]
    assert [one.text for one in page.select(".guide__others [aria-current]")] == ["承办单位"]
    anchors = {one["id"] for one in page.select(".guide__body [id]")}
    assert {unquote(one["href"][1:]) for one in page.select(".guide__contents a[href^='#']")} <= anchors


@pytest.mark.django_db
def test_a_guide_that_is_not_there_is_not_found(house):
    client = Client()
    client.force_login(house.accounts["unit"])
    for name in ("nothing", "README", "startx", "operationsmd"):
        assert client.get(f"/admin/help/{name}/").status_code == (200 if name == "README" else 404)


# What guides link to ---------------------------------------------------------------------------
def test_every_guide_is_offered_and_every_file_is_a_guide():
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted({*NAMES} - {"tour"})
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in ORDER if f"{name}.md)" not in listed] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_guide_leads_to_a_part_that_is_there(name):
    page = BeautifulSoup(guide(name).body, "html.parser")
    for link in page.select("a[href]"):
        file, _sharp, anchor = unquote(link["href"]).partition("#")
        match = resolve(file) if file else None
        target = guide(match.kwargs.get("slug", CONTENTS)) if match else guide(name)
        assert match is None or match.view_name in {"guide", "guide_page"}
        assert not anchor or anchor in [one.anchor for one in target.headings], link


@pytest.mark.parametrize("name", NAMES)
def test_no_two_headings_of_a_guide_share_an_anchor(name):
    anchors = [one.anchor for one in guide(name).headings]
    assert len(anchors) == len(set(anchors))
    assert guide(name).title


# Pictures --------------------------------------------------------------------------------------
PICTURE = re.compile(r"!\[([^\]]+)\]\(pictures/([\w-]+)\.webp\)")
DECLARED = {picture.name for picture in PICTURES}


def test_every_picture_is_declared_once_shown_in_a_guide_and_there():
    shown = [found[1] for name in NAMES for found in PICTURE.findall(file_of(name).read_text(encoding="utf-8"))]
    assert len(DECLARED) == len(PICTURES) <= 40
    assert set(shown) == DECLARED == {path.stem for path in PICTURES_THERE}


def test_pictures_weigh_little():
    assert [path.name for path in PICTURES_THERE if path.stat().st_size > LARGEST] == []


def test_no_guide_shows_a_picture_without_saying_what_is_on_it():
    for name in NAMES:
        text = file_of(name).read_text(encoding="utf-8")
        assert text.count("![") == len(PICTURE.findall(text))


def test_a_picture_that_was_not_collected_breaks_no_page(monkeypatch):
    def missing(name):
        raise ValueError(name)

    monkeypatch.setattr(reading, "static", missing)
    reading._guide_in.cache_clear()
    assert '<img src="/static/guide/home.webp"' in guide("start").body
    reading._guide_in.cache_clear()


# What guides quote -----------------------------------------------------------------------------
def either_way(pieces: list[str]) -> set[str]:
    """The words between a template's tags, and what two branches make of a label: 同意 {% if … %}签发{% else %}并批示{% endif %}."""
    pairs = {one + two for at, one in enumerate(pieces) for two in pieces[at + 1 : at + 3]}
    return {*pieces, *pairs, *("".join(three) for three in zip(pieces, pieces[1:], pieces[2:], strict=False))}


def _said_by(token: Token) -> str:
    """What a piece of a template says; of a tag, only the place's own words are known."""
    if token.token_type is TokenType.TEXT:
        return token.contents
    return localised(token.contents[7:-1]) if token.contents.startswith("local ") else "\0"


@cache
def words_of_the_pages() -> frozenset[str]:
    """Every whole label, button and sentence that the code and the templates have, without what is filled in."""
    found: set[str] = set()
    for app in ("tracking", "publishing", "site"):
        for path in (ROOT / app).rglob("*.py"):
            if {"migrations", "management"} & set(path.parts):
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {
                localised(one.value)
                for one in ast.walk(tree)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    for app in ("tracking/templates", "publishing/templates", "templates"):
        for path in (ROOT / app).rglob("*.html"):
            tokens = Lexer(path.read_text(encoding="utf-8")).tokenize()
            page = BeautifulSoup("".join(_said_by(one) for one in tokens), "html.parser")
            read_out = [one["aria-label"] for one in page.select("[aria-label]")]
            for one in [*page.find_all(string=True), *read_out]:
                found |= either_way(one.split("\0"))
    return frozenset(stripped for one in found for stripped in (one.strip(), one.strip(" \n：:，。；（）*")))


OF_WAGTAIL = {"用户名", "退出登录", "编辑", "页面", "图片", "文档", "保存草稿", "设置", "账号", "登录"}
"What stands on pages from Wagtail's own catalogue."


@pytest.mark.parametrize("name", NAMES)
def test_every_word_that_a_guide_prints_bold_stands_on_a_page(name):
    quoted = set(BOLD.findall(file_of(name).read_text(encoding="utf-8")))
    assert sorted(quoted - words_of_the_pages() - OF_WAGTAIL) == []


# What the handbook says beside docs/operations.md -----------------------------------------------
def tables(path: Path, beginning: str) -> dict[str, list[str]]:
    """The cells of each row of a page's tables whose first cell begins so, by the first name in it."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"| `{beginning}"):
            cells = line.strip("| ").split(" | ")
            found[re.findall(r"`([^`]+)`", cells[0])[0]] = cells
    return found


OF_DEVELOPERS, OF_OPERATORS = ROOT / "docs" / "operations.md", FOLDER / "operations.md"


@pytest.mark.parametrize("beginning", ["HUIYIN_", "TRACKING_"])
def test_the_handbook_knows_every_setting_with_its_default(beginning):
    ours, theirs = tables(OF_OPERATORS, beginning), tables(OF_DEVELOPERS, beginning)
    default = re.compile(r"`([^`]+)`")
    assert {name: default.findall(cells[1]) for name, cells in ours.items() if name in theirs} == {
        name: default.findall(cells[1]) for name, cells in theirs.items()
    }


def test_the_handbook_knows_every_command_with_its_options():
    ours, theirs = tables(OF_OPERATORS, "huiyin "), tables(OF_DEVELOPERS, "huiyin ")
    options = re.compile(r"--[a-z][a-z-]*")
    assert {name: set(options.findall(" ".join(cells))) for name, cells in ours.items()} == {
        name: set(options.findall(" ".join(cells))) for name, cells in theirs.items()
    }
