"""Addresses that last: whatever is done to a page, none of its addresses leads nowhere, but where secrecy was the cause."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.documents import get_document_model

from publishing import review
from publishing.inspection import inspect
from publishing.models import Cause, ColumnKind, Fate, PublicAddress, PublicPage
from publishing.press import fates
from publishing.press.answers import ELDER, MESSAGES, json_file, locations_file
from publishing.press.portal import Portal
from publishing.press.run import press_all, printed
from publishing.press.server import PressedFiles
from publishing.review import address_history
from tests.publishing.newsroom import Newsroom
from tracking.models import Event
from tracking.stages import Stage
from tracking.versions import triggers


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def not_found(environ, start_response):
    """Stands for Django, which knows nothing of these addresses."""
    start_response("404 Not Found", [])
    return [b""]


def asked(folder: Path, path: str) -> tuple[int, str]:
    """The status at an address, and where it leads or what it says."""
    told = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path.encode().decode("latin-1")}
    body = PressedFiles(not_found, folder)(environ, lambda status, headers: told.append((status, dict(headers))))
    status, headers = told[0]
    return int(status[:3]), headers.get("Location") or b"".join(body).decode(errors="replace")


def files_of(folder: Path) -> dict[str, bytes]:
    """The folder and what lies beside it, without the imprint, which knows its database's head."""
    beside = {
        file.name.replace(folder.name, "pressed", 1): file for file in (json_file(folder), locations_file(folder))
    }
    inside = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    return {name: file.read_bytes() for name, file in (inside | beside).items()}


@dataclass
class Site:
    """A pressed portal in which things happen, and every address that was ever read there."""

    newsroom: Newsroom
    folder: Path
    committed: Callable
    afresh: Callable[[], dict[str, bytes]]
    ever: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def path(self, page: PublicPage) -> str:
        return Portal.now().path_of(fresh(page))

    def do(self, act: Callable[[], object]) -> None:
        """Let something happen; afterwards every address is answered, its history holds, the folder is that of a fresh press."""
        with self.committed():
            act()
        assert [*address_history.check()] == []
        there = printed(Portal.now()).keys() - MESSAGES
        self.ever |= there
        for path in self.ever:
            status, said = asked(self.folder, path)
            if path in there:
                assert status == 200, path
            elif path in self.hidden:
                assert status == 404, path
            else:
                assert status in {301, 410}, path
                assert status == 410 or said in there, f"{path} leads to {said}"
        assert files_of(self.folder) == self.afresh()

    def rename(self, page: PublicPage, slug: str) -> None:
        draft = fresh(page).get_latest_revision_as_object()
        draft.slug = slug
        draft.save_revision(user=self.newsroom.editor)
        self.newsroom.published(fresh(page))

    def sign(self, page: PublicPage) -> None:
        fresh(page).get_latest_revision_as_object().save_revision(user=self.newsroom.editor)
        self.newsroom.published(fresh(page))

    def take_down(self, page: PublicPage, cause: Cause = Cause.CONTENT) -> None:
        reason = "含个人信息。" if cause == Cause.PRIVACY else "不宜公开。"
        review.take_down(fresh(page), account=self.newsroom.final, reason=reason, cause=cause)


@pytest.fixture
def site(newsroom, pressed, committed, settings, tmp_path) -> Site:
    def afresh() -> dict[str, bytes]:
        here, settings.PRESSED_DIR = settings.PRESSED_DIR, tmp_path / "afresh" / "pressed"
        try:
            press_all()
            return files_of(settings.PRESSED_DIR)
        finally:
            settings.PRESSED_DIR = here

    found = Site(newsroom, pressed, committed, afresh)
    found.do(lambda: None)
    return found


def attached(newsroom: Newsroom, title: str):
    """An article with a file."""
    article = newsroom.article(title)
    file = ContentFile(f"{title}的附件".encode(), name=f"{title}.txt")
    document = get_document_model().objects.create(title=title, file=file)
    article.attachments = [("document", document)]
    article.save_revision(user=newsroom.editor)
    return fresh(article)


def test_no_address_that_was_once_public_leads_nowhere(site):
    newsroom, columns = site.newsroom, site.newsroom.columns
    article, notice = attached(newsroom, "示例制度"), newsroom.notice()
    site.do(lambda: [newsroom.published(article), newsroom.published(notice)])
    first, letter = site.path(article), site.path(notice)
    (file,) = {path for path in site.ever if path.startswith("/media/")}

    site.do(lambda: site.rename(article, "second"))
    second = site.path(article)
    assert asked(site.folder, first) == (301, second)
    assert asked(site.folder, ELDER + first) == (301, ELDER + second)
    stub = (site.folder / first.strip("/") / "index.html").read_text()
    assert f'content="0; url={second}"' in stub
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{second}">' in stub
    assert 'content="noindex"' in stub

    site.do(lambda: fresh(article).move(fresh(columns[ColumnKind.OVERVIEW]), pos="last-child"))
    third = site.path(article)
    assert asked(site.folder, first) == asked(site.folder, second) == (301, third), "no chain forms"

    rules = site.path(columns[ColumnKind.SUGGESTIONS])
    lists = {path for path in site.ever if path.startswith(rules) and path.endswith("/")} - {letter, f"{rules}feed/"}
    assert {path.removeprefix(rules).partition("/")[0] for path in lists} >= {"", "nd", "dw"}
    fresh(columns[ColumnKind.SUGGESTIONS]).save_revision()
    site.do(lambda: site.rename(columns[ColumnKind.SUGGESTIONS], "letters"))
    renamed = site.path(columns[ColumnKind.SUGGESTIONS])
    assert {asked(site.folder, path) for path in lists} == {(301, path.replace(rules, renamed)) for path in lists}
    assert asked(site.folder, letter) == (301, site.path(notice))
    assert asked(site.folder, f"{rules}feed/") == (301, f"{renamed}feed/")

    down = site.path(notice)
    site.do(lambda: site.take_down(notice))
    for path in (letter, down):
        status, words = asked(site.folder, path)
        assert (status, "已经撤下" in words) == (410, True)
        assert not {notice.title, str(notice.record.number), notice.slug} & set(words.split())
        assert notice.title not in words
    assert 'class="elder"' in asked(site.folder, ELDER + down)[1]
    assert {asked(site.folder, path) for path in lists} == {(301, renamed)}, (
        "its lists are empty and lead to the column"
    )

    site.do(lambda: site.sign(notice))
    assert asked(site.folder, down)[0] == 200
    assert asked(site.folder, letter) == (301, down)
    assert {asked(site.folder, path) for path in lists} == {(301, path.replace(rules, renamed)) for path in lists}

    site.hidden = {form for path in (first, second, third) for form in forms(path)} | {file}
    site.do(lambda: site.take_down(article, Cause.PRIVACY))
    assert asked(site.folder, third) == asked(site.folder, "/never-was/")

    columns[ColumnKind.RULES].refresh_from_db()  # it counts its children
    successor = newsroom.article("另一制度")
    site.hidden -= forms(first)
    site.do(lambda: [newsroom.published(successor), site.rename(successor, article.slug)])
    assert site.path(successor) == first

    site.hidden = set()
    site.do(lambda: site.sign(article))
    assert asked(site.folder, second) == (301, third)
    assert "另一制度" in asked(site.folder, first)[1]

    kept = own_fates()
    with transaction.atomic():
        with triggers.disarmed(PublicAddress):
            PublicAddress._base_manager.all()._raw_delete("default")
        import_module("publishing.migrations.0010_public_addresses").tell_again(apps, None)
        assert own_fates() == kept, "an older database tells the same by its events"
        transaction.set_rollback(True)


def forms(path: str) -> set[str]:
    """A page's address in both modes, and that of its data."""
    return {path, ELDER + path, f"{path}index.json"}


def own_fates() -> dict[str, tuple[int, str]]:
    """What became of the addresses of pages themselves, without their lists and files."""
    return {row.path: (row.page_id, row.fate) for row in PublicAddress.objects.newest().filter(part="")}


def test_an_act_writes_down_what_became_of_an_address_by_its_own_event(newsroom, committed, pressed):
    with committed():
        article = newsroom.published(newsroom.article())
    path = Portal.now().path_of(article)
    row = PublicAddress.objects.get(path=path)
    assert (row.fate, row.page_id, row.event.what) == (Fate.PUBLIC, article.pk, "page_published")
    with transaction.atomic():
        review.take_down(article, account=newsroom.final, reason="不宜公开。", cause=Cause.SECRECY)
        assert PublicAddress.objects.newest().get(path=path).event == Event.objects.order_by("number").last()
        transaction.set_rollback(True)
    assert PublicAddress.objects.newest().get(path=path) == row, "undone with the act"
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicAddress._base_manager.filter(pk=row.pk).update(fate=Fate.GONE)


def test_data_files_that_are_named_after_their_page_lead_to_their_new_names():
    row = PublicAddress(path="/a/2024-sj/2024-sj.csv", page_id=7, part="2024-sj.csv", fate=Fate.MOVED)
    there = {"/a/new/", "/a/new/new.csv", "/a/new/index.json"}
    assert fates._target(row, {7: "/a/new/"}, there) == "/a/new/new.csv"
    assert fates._target(row, {7: "/a/new/"}, there - {"/a/new/new.csv"}) == ""


def test_what_people_and_programs_try_leads_to_what_is_there(pressed):
    for name in ("/rss.xml", "/rss", "/rss/", "/atom/", "/feeds", "/feed.xml", "/feed"):
        assert asked(pressed, name) == (301, "/feed/"), name
    for name in ("/sitemap_index.xml", "/sitemap", "/sitemap/", "/sitemaps.xml"):
        assert asked(pressed, name) == (301, "/sitemap.xml"), name
    assert asked(pressed, "/feed/")[0] == asked(pressed, "/sitemap.xml")[0] == 200
    portal = Portal.now()
    assert fates.answers(portal, {*printed(portal), "/sitemap/"}).moved.get("/sitemap/") is None, "a page is there"
    assert fates.answers(portal, printed(portal).keys() - {"/feed/"}).moved.get("/rss/") is None, "nothing to lead to"


def test_data_feeds_and_sitemap_tell_of_each_act_at_once_and_without_the_database(site, django_db_blocker):
    newsroom, folder = site.newsroom, site.folder
    notice = newsroom.notice()

    def told(at: str) -> None:
        """Where the reply stands, everywhere, as a reader finds it while there is no database; empty: nowhere."""
        with django_db_blocker.block():
            rows = {one["id"]: one for one in json.loads(asked(folder, "/data/2024/replies.json")[1])}
            pages = json.loads(Client().get("/api/v2/pages/?type=publishing.ReplyNoticePage").content)["items"]
            assert Client().get(f"/api/v2/pages/{notice.pk}/").status_code == (200 if at else 410)
            assert [one["html_path"] for one in pages] == ([at] if at else [])
            assert rows[notice.pk]["url"] == (f"http://127.0.0.1:8000{at}" if at else "")
            for path in ("/feed/", "/jytabl/feed/", "/sitemap.xml"):
                assert (f"http://127.0.0.1:8000{at}<" in asked(folder, path)[1].replace('"', "<")) is bool(at), path
            if at:
                assert json.loads(asked(folder, f"{at}index.json")[1])["html_path"] == at

    site.do(lambda: newsroom.published(notice))
    told(site.path(notice))
    site.do(lambda: site.rename(notice, "renamed"))
    told(site.path(notice))
    site.do(lambda: site.rename(newsroom.columns[ColumnKind.SUGGESTIONS], "letters"))
    told("/jytabl/letters/renamed/")
    site.do(lambda: newsroom.office.move_on(notice.record, Stage.CLOSED))
    told("/jytabl/letters/renamed/")
    assert json.loads(asked(folder, "/jytabl/letters/renamed/index.json")[1])["stages"][-1]["state"] == "done"
    site.do(lambda: site.take_down(notice))
    told("")


def test_the_inspection_finds_links_to_what_moved_or_went_and_takes_no_signpost_for_a_page(
    newsroom, pressed, committed
):
    with committed():
        target = newsroom.published(newsroom.article("被链接的制度"))
    old = Portal.now().path_of(target)
    linking = newsroom.article("链接的制度")
    linking.body = [("rich", f'<p><a href="{old}">见</a></p>')]
    with committed():
        linking.save_revision(user=newsroom.editor)
        newsroom.published(fresh(linking))
        draft = target.get_latest_revision_as_object()
        draft.slug = "renamed"
        draft.save_revision(user=newsroom.editor)
        newsroom.published(fresh(target))
    about = Portal.now().path_of(linking)

    def found() -> set[tuple[str, str]]:
        rules = {
            "dead-link",
            "moved-link",
            "gone-link",
            "duplicate-piece",
            "head-tag-missing",
            "title-missing",
            "canonical-wrong",
        }
        return {(one.rule, one.url) for one in inspect().findings if one.rule in rules}

    assert found() == {("moved-link", about)}
    with committed():
        review.take_down(fresh(target), account=newsroom.final, reason="不宜公开。")
    assert found() == {("gone-link", about)}
