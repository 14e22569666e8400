"""What pages are in the words of schema.org: true, the same in both modes, and data that no browser runs."""

import json
from pathlib import Path

from bs4 import BeautifulSoup

from publishing.press.answers import MESSAGES
from publishing.press.portal import Portal
from publishing.press.run import press_all
from tests.publishing.api.conftest import fresh

BASE = "http://127.0.0.1:8000"


def blocks(folder: Path, path: str) -> list:
    """The scripts of a page that stand in it themselves."""
    soup = BeautifulSoup((folder / path.strip("/") / "index.html").read_text(), "html.parser")
    return [script for script in soup.find_all("script") if not script.get("src")]


def said(folder: Path, path: str) -> dict[str, dict]:
    """What a page says of itself, by type."""
    (block,) = blocks(folder, path)
    assert block["type"] == "application/ld+json"
    data = json.loads(block.string)
    assert list(data) == ["@context", "@graph"]
    assert data["@context"] == "https://schema.org"
    return {one["@type"]: one for one in data["@graph"]}


def test_every_page_says_what_it_is_and_where_it_stands(shown):
    portal = Portal.now()
    types = {
        "/": "WebSite",
        "/data/": "DataCatalog",
        "/data/2024/": "Dataset",
        "/map/": "WebPage",
        portal.path_of(shown.article): "Article",
        portal.path_of(shown.notice): "Article",
        portal.path_of(shown.summary): "Report",
        portal.path_of(shown.figures): "Dataset",
        **{portal.path_of(column): "CollectionPage" for column in portal.columns.values()},
    }
    for path, kind in types.items():
        for mode in ("", "/elder"):
            found = said(shown.folder, mode + path)
            assert found.keys() == ({kind} if path == "/" else {kind, "BreadcrumbList"})
            assert (found[kind]["@id"], found[kind]["url"]) == (BASE + path, BASE + path)
            assert found[kind]["name"]
            assert found[kind]["publisher"] == {
                "@type": "Organization", "name": "示例区人民政府", "url": f"{BASE}/", "description": "演示数据·非政府网站",
            }  # fmt: skip
            if path != "/":
                places = found["BreadcrumbList"]["itemListElement"]
                assert [place["position"] for place in places] == list(range(1, len(places) + 1))
                assert (places[0]["item"], places[-1]["item"]) == (f"{BASE}/", BASE + path)
    every = {f"/{file.parent.relative_to(shown.folder)}/".replace("/./", "/") for file in shown.folder.rglob("*.html")}
    others = {path for path in every if path.removeprefix("/elder") not in types}
    assert others >= MESSAGES
    assert [path for path in others if blocks(shown.folder, path)] == [], "lists and messages are nothing of their own"


def test_a_piece_tells_its_times_and_a_data_set_its_files(shown):
    article = said(shown.folder, Portal.now().path_of(shown.article))["Article"]
    index = json.loads(shown.file(Portal.now().path_of(shown.article)).read_bytes())
    assert article["headline"] == index["title"]
    assert article["datePublished"] == index["dates"]["published"]
    assert article["keywords"] == index["topic"]
    tables = said(shown.folder, "/data/2024/")["Dataset"]["distribution"]
    sums = (shown.folder / "data/2024/sha256.txt").read_text()
    assert len(tables) == 15
    for one in tables:
        assert f"{one['sha256']}  {one['contentUrl'].removeprefix(f'{BASE}/data/2024/')}\n" in sums
    figures = said(shown.folder, Portal.now().path_of(shown.figures))["Dataset"]["distribution"]
    assert {one["encodingFormat"] for one in figures} == {"csv", "xlsx", "json"}


def test_a_real_site_is_a_government_s(shown, portal_settings):
    portal_settings.is_demonstration = False
    portal_settings.save()
    press_all()
    assert said(shown.folder, "/")["WebSite"]["publisher"]["@type"] == "GovernmentOrganization"


def test_nothing_that_is_typed_in_ends_the_block(shown, committed):
    attack = "</script><script>alert(1)</script><!--&"
    with committed():
        draft = fresh(shown.article).get_latest_revision_as_object()
        draft.title = attack
        draft.save_revision(user=shown.newsroom.editor)
        shown.newsroom.published(fresh(shown.article))
    assert said(shown.folder, Portal.now().path_of(shown.article))["Article"]["headline"] == attack
