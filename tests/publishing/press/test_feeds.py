"""Feeds and the sitemap: well made, of what is public alone, and right after each change those of a fresh press."""

import re
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from publishing import review
from publishing.models import ColumnKind, PortalSettings
from publishing.press import feeds, sitemap
from publishing.press.portal import Portal
from tests.publishing.newsroom import Newsroom

ATOM = "{http://www.w3.org/2005/Atom}"
RULES = "/jytabl/zd/feed/"
NO_XML = "".join(map(chr, (1, 8, 11, 12, 14, 31)))
"Characters that no XML may hold."


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def feed_at(pressed: Path, path: str = "/feed/"):
    """A feed as a reader's program takes it in; one that is not well made fails."""
    body = (pressed / path.strip("/") / "index.atom").read_bytes()
    found = feedparser.parse(body, response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    for element in (etree.fromstring(body), *etree.fromstring(body).iter(f"{ATOM}entry")):
        said = [child.tag.removeprefix(ATOM) for child in element]
        assert {name: said.count(name) for name in ("id", "title", "updated")} == {"id": 1, "title": 1, "updated": 1}
        assert said.count("author") == (1 if element.tag == f"{ATOM}feed" else 0)
    return found


def titles(pressed: Path, path: str = "/feed/") -> list[str]:
    return [entry.title for entry in feed_at(pressed, path).entries]


def renamed(newsroom: Newsroom, page, title: str):
    draft = fresh(page).get_latest_revision_as_object()
    draft.title = title
    draft.save_revision(user=newsroom.editor)
    return newsroom.published(fresh(page))


def test_a_portal_whose_settings_nobody_saved_yet_has_a_feed(newsroom, pressed):
    PortalSettings.objects.all().delete()
    assert "政府信息公开 · 建议提案办理".encode() in feeds.feeds(Portal.now())["/feed/"]()


def test_the_portal_and_every_column_have_a_feed_to_which_their_pages_lead(newsroom, pressed):
    portal = Portal.now()
    for column in (None, *portal.columns.values()):
        path = feeds.feed_of(portal, column)
        found = feed_at(pressed, path).feed
        assert {link.rel: link.href for link in found.links} == {
            "self": f"http://127.0.0.1:8000{path}",
            "alternate": f"http://127.0.0.1:8000{path.removesuffix('feed/')}",
        }
        html = (pressed / path.strip("/") / "../index.html").read_text()
        leads = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html)
        assert leads == list(dict.fromkeys(["/feed/", path]))
        assert "演示数据·非政府网站" in found.subtitle


def test_a_feed_without_entries_has_no_hour_of_its_own(newsroom, pressed):
    assert feed_at(pressed).feed.updated == "1970-01-01T00:00:00+00:00"


def test_a_feed_tells_what_was_published_corrected_moved_or_taken_down_at_once(newsroom, pressed, committed):
    with committed():
        first = newsroom.published(newsroom.article("甲制度", "第一条　<甲>条文。"))
        newsroom.published(newsroom.article("乙制度"))
    assert titles(pressed) == titles(pressed, RULES) == titles(pressed, "/jytabl/feed/") == ["乙制度", "甲制度"]
    assert titles(pressed, "/jytabl/rdjy/feed/") == []
    entry = feed_at(pressed).entries[1]
    assert entry.link == "http://127.0.0.1:8000" + Portal.now().path_of(first)
    assert entry.id == f"urn:uuid:{first.translation_key}"
    assert entry.summary == "第一条　&lt;甲&gt;条文。", "its words, not its markup"
    with committed():
        first = renamed(newsroom, first, "甲制度（修订）")
    assert titles(pressed) == ["甲制度（修订）", "乙制度"], "a correction comes to the top"
    corrected = feed_at(pressed).entries[0]
    assert (corrected.id, corrected.published) == (entry.id, entry.published)
    assert corrected.updated > corrected.published
    with committed():
        fresh(first).move(fresh(newsroom.columns[ColumnKind.OVERVIEW]), pos="last-child")
    assert titles(pressed, RULES) == ["乙制度"]
    assert titles(pressed, "/jytabl/ztqk/feed/") == ["甲制度（修订）"]
    assert feed_at(pressed).entries[0].id == entry.id
    with committed():
        review.take_down(fresh(first), account=newsroom.final, reason="内容有误。")
    assert titles(pressed) == ["乙制度"]


def test_a_feed_shows_the_newest_alone(newsroom, pressed, committed, monkeypatch):
    monkeypatch.setattr(feeds, "NEWEST", 2)
    with committed():
        for title in ("甲制度", "乙制度", "丙制度"):
            newsroom.published(newsroom.article(title))
    assert titles(pressed) == ["丙制度", "乙制度"]


def test_a_feed_survives_what_no_xml_may_hold(newsroom, pressed, committed):
    with committed():
        newsroom.published(newsroom.article("甲<制度>&", f"条文{NO_XML}。"))
    assert titles(pressed) == ["甲<制度>&"]


def test_a_change_writes_the_feeds_of_its_own_columns_alone(newsroom, pressed, committed):
    def written() -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in pressed.rglob("*.atom")}

    before = written()
    with committed():
        newsroom.published(newsroom.article())
    changed = {f"/{file.parent.relative_to(pressed)}/" for file, at in written().items() if before[file] != at}
    assert changed == {"/feed/", RULES, "/jytabl/feed/"}


# The sitemap -----------------------------------------------------------------------------------
def mapped(pressed: Path, name: str = "sitemap.xml", one: str = "url") -> dict[str, str | None]:
    """The addresses of a sitemap with the times of their last change, by the rules of sitemaps.org."""
    whole = etree.fromstring((pressed / name).read_bytes())
    space = f"{{{sitemap.NAMESPACE}}}"
    assert whole.tag == space + ("urlset" if one == "url" else "sitemapindex")
    found = {}
    for place in whole:
        assert place.tag == space + one
        assert [child.tag for child in place] in ([f"{space}loc"], [f"{space}loc", f"{space}lastmod"])
        address = place.findtext(f"{space}loc")
        assert address.startswith("http://127.0.0.1:8000/")
        assert address.isascii()
        assert len(address) < 2048
        changed = place.findtext(f"{space}lastmod")
        assert changed is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", changed)
        assert address not in found
        found[address.removeprefix("http://127.0.0.1:8000")] = changed
    return found


def test_the_sitemap_has_every_page_and_column_once_with_its_last_change(newsroom, pressed, committed):
    with committed():
        page = newsroom.published(newsroom.article())
    portal, path = Portal.now(), Portal.now().path_of(page)
    found = mapped(pressed)
    assert found.keys() >= {"/", path, *map(portal.path_of, portal.columns.values())}
    assert found[path] == found["/"] == found["/jytabl/zd/"] == found["/jytabl/"]
    assert found["/jytabl/rdjy/"] is None
    assert not any("elder" in one or "nd/" in one for one in found)
    with committed():
        review.take_down(fresh(page), account=newsroom.final, reason="内容有误。")
    assert path not in mapped(pressed)


def test_a_large_sitemap_lists_its_parts(newsroom, pressed, committed, monkeypatch):
    whole = mapped(pressed)
    monkeypatch.setattr(sitemap, "MOST", 4)
    with committed():
        page = newsroom.published(newsroom.article())
    parts = mapped(pressed, one="sitemap")
    assert len(parts) == -(-(len(whole) + 1) // 4)
    assert {url for part in parts for url in mapped(pressed, part.strip("/"))} == {*whole, Portal.now().path_of(page)}


# Addresses -------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", ["feed", "p", "nd"])
def test_no_page_takes_the_address_of_its_columns_feed_or_list(newsroom, slug):
    article = newsroom.article()
    article.slug = slug
    with pytest.raises(Exception, match="栏目的列表或订阅源自用"):
        article.full_clean()


def test_a_migrated_piece_stands_where_its_own_time_puts_it(newsroom, pressed, committed):
    with committed():
        old = newsroom.article("旧制度")
        old.migrated, old.migrated_source = True, "原网站"
        old.migrated_at = timezone.now() - timedelta(days=900)
        old.save_revision(user=newsroom.editor)
        newsroom.published(newsroom.article("新制度"))
        newsroom.published(fresh(old))
    assert titles(pressed) == ["新制度", "旧制度"]
