"""Faults planted one by one into a portal without any: each is found, at its address, by its own rule."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from publishing.inspection import RULES, inspect, of_page
from publishing.inspection.portal import Inspection
from publishing.models import ColumnKind, ColumnPage, PortalSettings
from publishing.press.files import PressedFolder, names_of
from publishing.press.portal import Portal
from publishing.press.run import press_all
from tests.prepared import prepared
from tests.publishing.pressing import pressed_folder
from tracking.models import HandlingRecord, Kind, Reply
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ARTICLE = "第一条　示例条文。\n" + "办理工作应当件件有流程，条条有进展，事事有回音。" * 3


@dataclass
class Press:
    """A pressed portal without a fault: an article with a file, two replies and a summary, each in its column."""

    folder: Path
    article: str
    reply: str
    proposal: str
    summary: str

    def file(self, url: str) -> Path:
        return next(self.folder / name for name in names_of(url) if (self.folder / name).exists())

    def edit(self, url: str, old: str, new: str) -> None:
        """Change a pressed page behind the press's back."""
        html = self.file(url).read_text()
        changed = re.sub(old, lambda found: found.expand(new), html, count=1, flags=re.DOTALL)
        assert changed != html, f"{old} stands nowhere on {url}"
        self.file(url).write_text(changed)


def publish(newsroom) -> tuple[str, ...]:
    """Four pieces, each in its column; their addresses."""
    article = newsroom.article(text=ARTICLE)
    document = get_document_model()(title="示例附件")
    document.file.save("example.txt", ContentFile("示例附件的文字".encode()))
    draft = article.get_latest_revision_as_object()
    draft.attachments = [("document", document)]
    draft.save_revision(user=newsroom.editor)
    notice = newsroom.notice(kind=Kind.PROPOSAL)
    draft = notice.get_latest_revision_as_object()
    draft.letter += "\n这是对提案的答复，文字与别的答复不同。"
    draft.save_revision(user=newsroom.editor)
    pages = [type(one).objects.get(pk=one.pk) for one in (article, newsroom.notice(), notice, newsroom.summary())]
    for page in pages:
        newsroom.published(page)
    Reply.objects.update(issued_on=timezone.localdate(), delivered_on=timezone.localdate())
    return tuple(f"/{one.url_path.removeprefix(newsroom.home.url_path)}" for one in pages)


@pytest.fixture
def press(newsroom, portal_settings) -> Press:
    paths = prepared(("inspected", newsroom), lambda: publish(newsroom))
    for column in newsroom.columns.values():
        column.refresh_from_db()  # it counts its children
    return Press(pressed_folder(), *paths)


def found(**how) -> set[tuple[str, str]]:
    return {(one.rule, one.url) for one in inspect(**how).findings}


def test_nothing_is_found_on_a_portal_without_a_fault(press):
    assert inspect().findings == ()


HEAD, MAIN, BODY = "(<head>)", '(<div class="prose[^>]*>)', "(</main>)"
# What is planted: the page, what is replaced there by what, and the rule that finds it.
IN_PAGES = {
    "a link that leads nowhere": ("article", MAIN, r'\1<p><a href="/xxgk/nowhere/">去处</a></p>', "dead-link"),
    "an attachment that is not there": ("article", r"/media/[^\"]+", "/media/documents/gone.docx", "dead-attachment"),
    "an image that is not there": ("article", MAIN, r'\1<img src="/media/images/a.jpg" alt="示例图">', "dead-image"),
    "a link to a place that the page lacks": ("article", MAIN, r'\1<p><a href="#chapter-9">第九章</a></p>', "dead-anchor"),
    "a link without words": ("article", MAIN, r'\1<p><a href="/"></a></p>', "link-without-words"),
    "a link into the admin": ("article", MAIN, r'\1<p><a href="/admin/">后台</a></p>', "link-into-admin"),
    "a link that runs a script": ("article", MAIN, r'\1<p><a href="javascript:alert(1)">看</a></p>', "script-link"),
    "a link whose words name another host": (
        "article", MAIN, r'\1<p><a href="https://evil.example.com/">www.gov.cn</a></p>', "disguised-link"),
    "a script from elsewhere": ("article", HEAD, r'\1<script src="https://cdn.example.com/a.js"></script>', "foreign-script"),
    "a frame from elsewhere": ("article", MAIN, r'\1<iframe src="https://ads.example.com/"></iframe>', "foreign-script"),
    "a style sheet from elsewhere": ("article", HEAD, r'\1<link rel="stylesheet" href="//cdn.example.com/a.css">', "foreign-asset"),
    "a style that fetches from elsewhere": (
        "article", HEAD, r"\1<style>p { background: url(https://cdn.example.com/a.png) }</style>", "foreign-asset"),
    "an image from elsewhere": ("article", MAIN, r'\1<img src="http://img.example.com/a.png" alt="图">', "foreign-asset"),
    "a script within the page": ("article", HEAD, r"\1<script>location='//evil.example.com'</script>", "inline-script"),
    "no SiteName": ("article", '<meta name="SiteName"[^>]*>', "", "head-tag-missing"),
    "no ColumnType on a column": ("column", '<meta name="ColumnType"[^>]*>', "", "head-tag-missing"),
    "an empty ContentSource": ("article", '(<meta name="ContentSource" content=")[^"]*', r"\1", "head-tag-missing"),
    "another page's ArticleTitle": ("article", '(<meta name="ArticleTitle" content=")[^"]*', r"\1别的标题", "head-tag-wrong"),
    "a PubDate of its own form": ("article", '(<meta name="PubDate" content=")[^"]*', r"\1昨天", "head-tag-wrong"),
    "no title": ("article", "<title>[^<]*</title>", "<title></title>", "title-missing"),
    "another canonical address": ("article", '(rel="canonical" href=")[^"]*', r"\1https://evil.example.com/", "canonical-wrong"),
    "a demonstration that robots may keep": ("article", '<meta name="robots"[^>]*>', "", "demonstration-unmarked"),
    "a demonstration that does not say so": ("home", "演示数据·非政府网站</aside>", "</aside>", "demonstration-unmarked"),
    "an earlier PubDate": ("article", '(name="PubDate" content=")20', r"\g<1>19", "back-dated"),
    "an earlier 发布时间": ("article", r"(发布时间：</dt><dd><time[^>]*>)20", r"\g<1>19", "back-dated"),
    "an earlier 发布日期": ("article", r"(<dt>发布日期</dt><dd>)20", r"\g<1>19", "back-dated"),
    "a PubDate in the future": ("article", '(name="PubDate" content=")20', r"\g<1>21", "future-date"),
    "a 成文日期 in the future": ("reply", r"(<dt>成文日期</dt><dd>)\d+", r"\g<1>2099", "future-date"),
    "no 来源": ("article", r"<div><dt>来源：.*?</div>", "", "source-missing"),
    "no 责任编辑": ("article", r"<div><dt>责任编辑：.*?</div>", "", "editor-missing"),
    "no 发布时间": ("article", r"<div><dt>发布时间：.*?</div>", "", "time-missing"),
    "a wrong term": ("article", MAIN, r"\1<p>各位政协代表提出了意见。</p>", "wrong-term"),
    "a doubtful term": ("article", MAIN, r"\1<p>截止目前，工作正在推进。</p>", "doubtful-term"),
    "a lone bracket": ("article", MAIN, r"\1<p>根据《示例办法的规定办理。</p>", "doubtful-term"),
    "a mobile number": ("article", MAIN, r"\1<p>联系人示例甲，13800138000。</p>", "personal-data"),
    "an identity number in an alternative text": (
        "article", MAIN, r'\1<img src="/favicon.ico" alt="540402199001011234的证件">', "personal-data"),
    "a mobile number in a link": ("article", MAIN, r'\1<p><a href="tel:13800138000">联系</a></p>', "personal-data"),
    "an image without words": ("article", MAIN, r'\1<img src="/favicon.ico">', "image-without-words"),
    "an image named by its file": ("article", MAIN, r'\1<img src="/favicon.ico" alt="IMG_01.jpg">', "image-without-words"),
    "a table without heads": ("article", MAIN, r"\1<table><tr><td>单位</td><td>件数</td></tr></table>", "table-without-head"),
    "a second heading of the page": ("article", MAIN, r"\1<h1>又一个</h1>", "heading-wrong"),
    "no language": ("article", '<html lang="[^"]*">', "<html>", "language-missing"),
    "a torn page": ("article", BODY + ".*", "", "broken-page"),
    "another footer": ("article", '(<footer.*?<p class="footer__name">)[^<]*', r"\1别的单位", "footer-differs"),
}  # fmt: skip


def test_each_fault_planted_into_a_page_is_found_by_its_rule(press):
    urls = {"article": press.article, "reply": press.reply, "column": "/jytabl/zd/", "home": "/"}
    inspection = Inspection.of(Portal.now())
    missed = {}
    for name, (page, old, new, rule) in IN_PAGES.items():
        before = press.file(urls[page]).read_bytes()
        press.edit(urls[page], old, new)
        there = {one.rule for one in of_page(inspection.read(urls[page]), inspection)}
        press.file(urls[page]).write_bytes(before)
        if rule not in there:
            missed[name] = there
    assert missed == {}


def test_a_page_of_an_altered_file_is_read_all_the_same(press):
    press.edit(press.article, MAIN, r'\1<p><a href="/xxgk/nowhere/">去处</a></p>')
    assert found() == {("dead-link", press.article), ("altered-file", press.article)}


def test_a_fault_in_the_elder_form_of_a_page_alone_is_found_there(press):
    press.edit(f"/elder{press.article}", MAIN, r'\1<p><a href="/xxgk/nowhere/">去处</a></p>')
    assert found() == {("dead-link", f"/elder{press.article}"), ("altered-file", f"/elder{press.article}")}


def test_a_fault_in_both_forms_of_a_page_is_told_once(press):
    for url in (press.article, f"/elder{press.article}"):
        press.edit(url, MAIN, r'\1<p><a href="/xxgk/nowhere/">去处</a></p>')
    assert [one.url for one in inspect().findings if one.rule == "dead-link"] == [press.article]


# The folder ------------------------------------------------------------------------------------
def test_a_page_that_was_taken_away_is_missing(press):
    press.file(press.article).unlink()
    assert ("missing-file", press.article) in found()


def test_a_compressed_form_that_was_changed_counts_as_the_page_altered(press):
    file = press.file(press.article)
    file.with_name("index.html.gz").write_bytes(b"other")
    assert found() == {("altered-file", press.article)}


def test_a_file_that_nobody_pressed_is_foreign(press):
    (press.folder / "shell.php").write_text("<?php")
    (press.folder / "hidden").mkdir()
    (press.folder / "hidden/index.html").write_text("<html lang=zh><title>x</title><h1>x</h1></html>")
    assert {("foreign-file", "/shell.php"), ("foreign-file", "/hidden/")} <= found()


def test_a_page_changed_together_with_the_imprint_is_still_no_longer_what_was_signed(press):
    html = press.file(press.article).read_text().replace("<p>第一条　示例条文", "<p>第一条　别的条文")
    PressedFolder(press.folder).write(press.article, html.encode())
    assert found() == {("stale-file", press.article)}


def test_a_run_that_was_cut_off_is_told(press):
    press.folder.with_name("pressed.unfinished").touch()
    assert ("unfinished-press", "/") in found()


def test_a_live_page_without_every_signature_is_found(press, newsroom):
    page = newsroom.article(title="没有签署")
    type(page).objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision)
    assert ("unsigned-page", f"/jytabl/zd/{page.slug}/") in found()


def test_a_mobile_number_within_an_attachment_is_found(press):
    file = next((press.folder / "media").rglob("*.txt"))
    file.write_text("联系人：13800138000")
    assert ("personal-data", f"/{file.relative_to(press.folder)}") in found()


# Columns, replies, pieces ----------------------------------------------------------------------
def test_an_empty_column_is_found_and_five_fail_the_site(press, newsroom):
    group = newsroom.home.get_children().get()
    for number in range(5):
        if number == 4:
            four = found()
        group.add_child(instance=ColumnPage(title=f"空栏目{number}", slug=f"k{number}", kind=ColumnKind.RULES))
    assert ("empty-column", "/jytabl/k0/") in four
    assert ("empty-columns", "/") not in four
    assert {("empty-column", "/jytabl/k4/"), ("empty-columns", "/")} <= found()


def test_a_column_without_news_for_its_term_is_found_on_the_day_after(press):
    today = timezone.localdate()

    def stale(days: int) -> set[str]:
        return {url for rule, url in found(day=today + timedelta(days=days)) if rule == "stale-column"}

    assert stale(360) == set()
    assert stale(370) == {f"/jytabl/{name}/" for name in ("ztqk", "rdjy", "zxta")}
    assert "/jytabl/zd/" in stale(3 * 366 + 1)


def test_a_reply_that_is_not_public_in_time_is_due_and_then_overdue(press, newsroom):
    record: HandlingRecord = newsroom.office.make_record(Stage.DELIVERED, topic="没有公开")
    delivered = Reply.objects.get(assignment__record=record).delivered_on
    url = f"/admin/ledger/inspect/{record.pk}/"
    assert not {("reply-due", url), ("reply-overdue", url)} & found(day=delivered)
    assert ("reply-due", url) in found(day=delivered + timedelta(days=26))
    assert ("reply-overdue", url) in found(day=delivered + timedelta(days=60))


def test_two_pieces_with_the_same_words_are_one_too_many(press, newsroom):
    copy = newsroom.published(newsroom.article(title="另一个标题", text=ARTICLE))
    press_all()
    assert found() == {("duplicate-piece", f"/jytabl/zd/{copy.slug}/")}


FOOTER = ("organiser", "telephone", "icp_number", "police_number", "party_mark_url", "site_code")


# A real site -----------------------------------------------------------------------------------
@pytest.fixture
def real_site(press, settings) -> PortalSettings:
    settings.WAGTAILADMIN_BASE_URL = "https://www.bayi.gov.cn"
    portal = PortalSettings.current()
    portal.is_demonstration, portal.site_code = False, "5404020001"
    portal.icp_number, portal.police_number = "藏ICP备00000001号", "藏公网安备00000000000001号"
    portal.party_mark_url = portal.report_errors_url = "https://zfwzgl.www.gov.cn/"
    portal.organiser = portal.operator = "示例区人民政府办公室"
    portal.telephone = "0894-5830000"
    portal.save()
    press_all()
    return portal


def test_nothing_is_found_on_a_real_site_that_has_everything(real_site):
    assert inspect().findings == ()


def test_a_real_site_lacks_no_item_of_its_footer(real_site):
    for field in FOOTER:
        before = getattr(real_site, field)
        setattr(real_site, field, "")
        real_site.save()
        press_all()
        there = {one.rule for one in of_page(Inspection.of(Portal.now()).read("/"), Inspection.of(Portal.now()))}
        assert there == {"footer-item-missing"} | ({"head-tag-missing"} if field == "site_code" else set()), field
        setattr(real_site, field, before)


def test_a_real_site_is_not_hidden_from_search_engines(real_site, press):
    press.edit("/", HEAD, r'\1<meta name="robots" content="noindex">')
    (press.folder / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    assert {("noindex", "/"), ("noindex", "/robots.txt")} <= found()


def test_a_real_site_has_a_domain_that_readers_reach(real_site, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
    press_all()
    assert found() == {("domain-wrong", "/")}


def test_two_levels_of_review_are_pointed_out(press):
    portal = PortalSettings.current()
    portal.levels_of_review = 2
    portal.save()
    assert ("two-levels", "/") in found()


def test_every_rule_says_where_it_is_asked_and_what_to_do():
    for rule in RULES.values():
        assert rule.clause
        assert rule.title
        assert rule.remedy.endswith("。")
        assert rule.source.on.year >= 2017
        assert rule.source.version
