"""网站地图: every place of the portal on one page; and 分享: a page's own address, drawn here."""

from pathlib import Path

import segno
from bs4 import BeautifulSoup

from publishing.press.run import press_all
from tests.publishing.pressing import pressed_folder


def page_of(folder: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((folder / path.strip("/") / "index.html").read_text(), "html.parser")


def test_the_map_leads_to_every_column_list_and_feed_and_nowhere_else(newsroom, portal_settings):
    newsroom.published(newsroom.article())
    newsroom.published(newsroom.notice())
    folder = pressed_folder()
    there = {link["href"] for link in page_of(folder, "map").select("main a")}
    for path in ("/", "/jytabl/", "/jytabl/zd/", "/jytabl/rdjy/", "/feed/", "/jytabl/rdjy/feed/", "/data/", "/search/"):
        assert path in there
    lists = {f"/{one.relative_to(folder).as_posix()}/" for one in folder.glob("jytabl/**/??/*") if one.is_dir()}
    lists = {one for one in lists if one.split("/")[-3] in {"nd", "dw", "zt", "lb"}}
    assert lists
    assert lists <= there
    for path in there - {"/search/"}:
        assert (folder / path.strip("/")).exists(), path
    assert page_of(folder, "/jytabl/zd/").select_one('.footer a[href="/map/"]').text == "网站地图"
    elder = {link["href"] for link in page_of(folder, "elder/map").select("main .map__branch > a")}
    assert "/elder/jytabl/" in elder
    assert "<loc>http://127.0.0.1:8000/map/</loc>" in (folder / "sitemap.xml").read_text()


def test_a_piece_offers_its_own_address_without_asking_anybody(newsroom, portal_settings):
    page = newsroom.published(newsroom.article())
    press_all()
    shown = page_of(pressed_folder(), page.get_url_parts()[2])
    address = shown.select_one("link[rel=canonical]")["href"]
    assert shown.select_one("#share-address")["value"] == address
    drawn = shown.select_one(".share svg")
    assert drawn["aria-label"] == "本页网址的二维码"
    assert drawn.path["d"] in segno.make(address, error="m", micro=False).svg_inline(border=2)
    assert shown.select_one("[data-copy]").has_attr("hidden")
    assert shown.select_one(".paper-code path")["d"] == drawn.path["d"]
    assert not page_of(pressed_folder(), "/jytabl/").select(".share")
