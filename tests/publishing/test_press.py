"""The press: what is written, what never is, and that the folder always equals one pressed afresh."""

import json
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model

from publishing import review
from publishing.frame import Entry
from publishing.models import ColumnKind, ColumnPage, PortalHomePage, PortalSettings, ReadCount
from publishing.press import lists
from publishing.press.files import PressedFolder, names_of
from publishing.press.lists import changed_pages, column_content, listings
from publishing.press.portal import Portal
from publishing.press.run import EVERYTHING, plates, press_all, press_pages, press_reads, press_soon
from tests.tracking.factories import make_pdf
from tracking import outbox
from tracking.models import Job
from tracking.stages import Stage


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def read_back(folder: Path) -> dict[str, bytes]:
    """What lies in the folder, by address."""
    there = {path: [folder / name for name in names_of(path)] for path in PressedFolder(folder).paths()}
    return {path: next(file.read_bytes() for file in files if file.exists()) for path, files in there.items()}


@pytest.fixture
def afresh(settings, tmp_path):
    """The files of a `press --all` into an empty folder."""

    def press() -> dict[str, bytes]:
        folder, settings.PRESSED_DIR = settings.PRESSED_DIR, tmp_path / "afresh"
        try:
            press_all()
            return bytes_in(Path(settings.PRESSED_DIR))
        finally:
            settings.PRESSED_DIR = folder

    return press


def page_file(pressed: Path, url: str) -> Path:
    """Where a page's bytes lie."""
    return pressed / url.strip("/") / "index.html"


# The gate --------------------------------------------------------------------------------------
def test_a_page_is_pressed_in_both_modes_once_it_carries_every_signature(newsroom, pressed, committed):
    with committed():
        article = newsroom.article()
        submission = newsroom.submit(article)
        newsroom.sign(submission, *submission.needed[:-1])
    path = Portal.now().path_of(article)
    assert not page_file(pressed, path).exists()
    with committed():
        newsroom.sign(submission, submission.needed[-1])
    assert "示例条文" in page_file(pressed, path).read_text()
    assert 'class="elder"' in page_file(pressed, "/elder" + path).read_text()


def test_a_page_published_by_any_other_door_is_not_pressed(newsroom, pressed, committed):
    article = newsroom.article()
    with committed():
        article.save_revision(user=newsroom.superuser).publish(user=newsroom.superuser, skip_permission_checks=True)
    article = fresh(article)
    assert article.live
    assert not page_file(pressed, Portal.now().path_of(article)).exists()
    assert press_all().unsigned == [article.title]
    assert article.title not in "".join(path.read_text() for path in pressed.rglob("*.html"))


def test_a_signed_page_published_over_by_another_door_is_taken_away(newsroom, pressed, committed):
    with committed():
        article = newsroom.published(newsroom.article())
    path = Portal.now().path_of(article)
    assert page_file(pressed, path).exists()
    with committed():
        draft = article.get_latest_revision_as_object()
        draft.body = [("paragraph", "没有人签过的条文。")]
        draft.save_revision().publish(skip_permission_checks=True)
    assert not page_file(pressed, path).exists()
    assert not page_file(pressed, "/elder" + path).exists()


def test_a_page_taken_down_is_gone_at_once_with_every_link_to_it(newsroom, pressed, committed):
    with committed():
        article = newsroom.published(newsroom.article("将要撤下的制度"))
    assert "将要撤下的制度" in page_file(pressed, "/jytabl/zd/").read_text()
    with committed():
        review.take_down(article, account=newsroom.final, reason="内容有误。", is_urgent=True)
    assert not any("将要撤下的制度" in path.read_text() for path in pressed.rglob("*.html"))


def test_only_files_of_public_pages_leave_media(newsroom, pressed, committed):
    def attached(title: str):
        file = ContentFile(make_pdf(title), name=f"{title}.pdf")
        document = get_document_model().objects.create(title=title, file=file)
        article = newsroom.article(title)
        article.attachments = [("document", document)]
        article.body = [("rich", f'<p><a linktype="document" id="{document.pk}">见附件</a></p>')]
        article.save_revision(user=newsroom.editor)
        return fresh(article), document

    with committed():
        public, shown = attached("shown")
        _draft, hidden = attached("hidden")
        public = newsroom.published(public)
    files = {path.name for path in (pressed / "media").rglob("*") if path.is_file()}
    assert Path(shown.file.name).name in files
    assert not any(Path(hidden.file.name).name in name for name in files)
    html = page_file(pressed, Portal.now().path_of(public)).read_text()
    assert html.count(f'href="{shown.file.url}"') == 2
    with committed():
        review.take_down(public, account=newsroom.final, reason="附件有误。")
    assert not any(path.is_file() for path in (pressed / "media").rglob("*"))


# The same bytes --------------------------------------------------------------------------------
def test_after_any_change_the_folder_is_that_of_a_fresh_press(newsroom, pressed, committed, afresh, monkeypatch):
    monkeypatch.setattr(lists, "FULL", 2)
    chance = random.Random(20240808)
    office, columns = newsroom.office, newsroom.columns
    articles, notices = [], []

    def edited(page, **facts):
        draft = page.get_latest_revision_as_object()
        for name, value in facts.items():
            setattr(draft, name, value)
        draft.save_revision(user=newsroom.editor)
        newsroom.published(fresh(page))

    def settle():
        for column in columns.values():
            column.refresh_from_db()

    def some(pages):
        live = [page for page in map(fresh, pages) if page.live]
        return chance.choice(live) if live else None

    def publish_article():
        article = newsroom.article(f"制度{len(articles)}")
        article.theme = chance.choice(["甲", "乙"])
        article.save_revision(user=newsroom.editor)
        articles.append(newsroom.published(fresh(article)))

    def publish_migrated_article():
        article = newsroom.article(f"旧制度{len(articles)}")
        article.migrated, article.migrated_source = True, "原网站"
        article.migrated_at = timezone.now() - timedelta(days=chance.randrange(1000))
        article.save_revision(user=newsroom.editor)
        articles.append(newsroom.published(fresh(article)))

    def publish_notice():
        notice = newsroom.notice(category=chance.choice(["教育", "交通"]))
        notices.append(newsroom.published(notice))

    def edit_notice():
        if notice := some(notices):
            edited(notice, theme=chance.choice(["教育", "交通", ""]), title=f"改过的标题{chance.random()}")

    def edit_migrated_time():
        if article := some([one for one in articles if one.migrated]):
            later = article.migrated_at + timedelta(days=chance.randrange(1000))
            edited(article, migrated_at=min(later, timezone.now()))

    def take_down():
        if page := some(articles + notices):
            review.take_down(page, account=newsroom.final, reason="内容有误。")

    def move_on():
        if notice := some(notices):
            office.move_on(notice.record, Stage.CLOSED)

    def rename_column():
        column = fresh(columns[ColumnKind.RULES])
        column.title = f"办理制度{chance.random()}"
        column.save_revision().publish(skip_permission_checks=True)

    def move_column():
        columns[ColumnKind.RULES].refresh_from_db()
        fresh(columns[ColumnKind.RULES]).move(fresh(columns[ColumnKind.OVERVIEW]), pos="right")

    def rename_address():
        column = fresh(columns[ColumnKind.RULES])
        column.slug = f"zd{chance.randrange(100)}"
        column.save_revision().publish(skip_permission_checks=True)

    def change_settings():
        found = PortalSettings.current()
        found.organiser, found.show_satisfaction = f"示例单位{chance.random()}", not found.show_satisfaction
        found.save()

    def relabel_classes():
        session = office.session
        session.refresh_from_db()
        session.reply_classes[0]["label"] = f"已解决{chance.random()}"
        session.save()

    def publish_summary():
        if not office.session.records.exists():
            office.make_record(Stage.CLOSED)
        newsroom.published(newsroom.summary(0))

    def force_publish():
        newsroom.article(f"无人签署{chance.random()}").save_revision().publish(skip_permission_checks=True)

    changes = [
        publish_article, publish_notice, publish_summary, publish_article, publish_migrated_article, edit_notice,
        publish_notice, move_on, publish_article, take_down, publish_notice, edit_migrated_time, edit_notice,
        rename_column, publish_article, take_down, move_column, rename_address, change_settings, relabel_classes,
        force_publish, publish_migrated_article, edit_notice, take_down,
    ]  # fmt: skip
    for change in changes:
        settle()
        with committed():
            change()
        wanted = {path: make() for path, make in plates(Portal.now()).items()}
        assert read_back(pressed) == wanted, change.__name__
    assert bytes_in(pressed) == afresh()


def test_a_missing_page_is_written_again_by_the_next_run_for_the_whole_portal(newsroom, pressed, afresh):
    page_file(pressed, "/jytabl/zd/").unlink()
    press_pages([EVERYTHING])
    assert bytes_in(pressed).keys() == afresh().keys()


def test_a_step_of_the_loop_presses_the_reply_it_shows_on(newsroom, pressed, committed):
    with committed():
        notice = newsroom.published(newsroom.notice())
    file = page_file(pressed, Portal.now().path_of(notice))
    assert file.read_text().count("stages__stage--done") == 4
    with committed():
        newsroom.office.move_on(notice.record, Stage.CLOSED)
    assert file.read_text().count("stages__stage--done") == 6


def test_a_step_of_an_item_without_a_public_page_presses_nothing(newsroom, pressed, committed):
    before = {path: path.stat().st_mtime_ns for path in pressed.rglob("*")}
    with committed():
        newsroom.office.make_record(Stage.HANDLING)
    assert {path: path.stat().st_mtime_ns for path in pressed.rglob("*")} == before


def test_a_change_rolled_back_presses_nothing(newsroom, pressed, committed):
    before = bytes_in(pressed)
    with committed(), transaction.atomic():
        newsroom.published(newsroom.article("不会留下的制度"))
        transaction.set_rollback(True)
    assert bytes_in(pressed) == before


def test_many_changes_in_one_transaction_are_one_run(
    newsroom, pressed, django_capture_on_commit_callbacks, monkeypatch
):
    from publishing.press import run

    runs = []
    Job.objects.all().delete()  # what the newsroom's making left to be done
    monkeypatch.setattr(run, "press_pages", lambda keys: runs.append(set(keys)))
    with django_capture_on_commit_callbacks(execute=True):
        press_soon(3)
        press_soon(4, 5)
    assert runs == [{3, 4, 5}]


def test_a_worker_presses_what_was_queued(newsroom, pressed, settings, committed, afresh):
    settings.TRACKING_TASKS = "worker"
    with committed():
        article = newsroom.published(newsroom.article())
    assert not page_file(pressed, Portal.now().path_of(article)).exists()
    outbox.settle()
    assert bytes_in(pressed) == afresh()
    assert not Job.objects.exists()


# What is put right -----------------------------------------------------------------------------
def pressed_again(*options: str) -> tuple[int, dict]:
    """`huiyin press --json`: its exit code and what it says."""
    said = StringIO()
    try:
        call_command("press", "--json", *options, stdout=said, stderr=StringIO())
    except SystemExit as end:
        return end.code, json.loads(said.getvalue())
    return 0, json.loads(said.getvalue())


def test_press_puts_right_what_was_altered_lost_put_there_or_left_behind(newsroom, pressed, committed, afresh):
    with committed():
        article = newsroom.published(newsroom.article())
    address = Portal.now().path_of(article)
    (pressed / "index.html").write_text("改头换面")
    page_file(pressed, address).with_name("index.html.gz").unlink()
    (pressed / "elder" / "index.html.br").write_bytes(b"")
    (pressed / "secret.html").write_text("他人放入")
    column = newsroom.columns[ColumnKind.OVERVIEW]
    ColumnPage.objects.filter(pk=column.pk).update(title="改名的栏目")
    code, said = pressed_again()
    healed = said["healed"]
    assert code == 0
    assert healed["altered"] == ["/", "/elder/"]
    assert healed["missing"] == [address]
    assert healed["surplus"] == ["secret.html"]
    assert Portal.now().path_of(column) in healed["stale"]
    assert not healed["cut_off"]
    assert bytes_in(pressed) == afresh()
    code, said = pressed_again()
    assert (code, said["written"], any(said["healed"].values())) == (0, 0, False)


def test_a_change_of_the_whole_portal_puts_right_what_is_missing_or_foreign_on_its_way(
    newsroom, pressed, committed, afresh
):
    (pressed / "404" / "index.html").unlink()
    (pressed / "elder" / "index.html.gz").unlink()
    (pressed / "phish").mkdir()
    (pressed / "phish" / "index.html").write_text("他人放入")
    with committed():
        press_soon(EVERYTHING)
    assert bytes_in(pressed) == afresh()


def test_a_page_published_again_is_whole_though_somebody_took_its_files_away(newsroom, pressed, committed, afresh):
    with committed():
        article = newsroom.published(newsroom.article())
    for file in page_file(pressed, Portal.now().path_of(article)).parent.iterdir():
        file.unlink()
    (pressed / "index.html").unlink()
    press_pages([article.pk])
    assert bytes_in(pressed) == afresh()


def test_after_a_run_that_was_cut_off_the_next_change_goes_through_everything(newsroom, pressed, committed, afresh):
    Path(f"{pressed}.unfinished").touch()
    page_file(pressed, "/404/").write_text("半")
    with committed():
        newsroom.published(newsroom.article())
    assert bytes_in(pressed) == afresh()
    assert not Path(f"{pressed}.unfinished").exists()


def test_an_empty_database_empties_no_public_site(newsroom, pressed):
    before = bytes_in(pressed)
    PortalHomePage.objects.all().delete()
    code, said = pressed_again("--all")
    assert code == 1
    assert "没有门户首页" in said["refused"]
    assert "--replace" in said["refused"]
    assert bytes_in(pressed) == before
    Path(f"{pressed}.json").unlink()
    assert pressed_again()[0] == 1, "nor where no imprint was left"
    assert pressed_again("--replace")[0] == 0
    assert bytes_in(pressed) == {}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"home": "00000000-0000-0000-0000-000000000000"}, "另一个数据库的门户"),
        ({"digest": "f" * 64}, "不是同一条"),
        ({"number": 10**6}, "数据库比静态页旧"),
    ],
)
def test_the_portal_of_another_database_is_not_replaced_unless_told_to(newsroom, pressed, source, words):
    before = bytes_in(pressed)
    with PressedFolder(pressed).lock() as run:
        run.imprint.pressed_by(run.imprint.source | {"number": 1} | source)
    ColumnPage.objects.update(title="改名的栏目")
    code, said = pressed_again()
    assert code == 1
    assert words in said["refused"]
    press_soon(0)
    outbox.settle()
    assert all("ForeignFolder" in error for error in Job.objects.values_list("error", flat=True))
    assert bytes_in(pressed) == before
    assert pressed_again("--replace")[0] == 0
    assert bytes_in(pressed) != before
    assert pressed_again()[0] == 0


def test_a_portal_taken_offline_by_its_own_office_leaves_no_page(newsroom, pressed, committed):
    with committed():
        PortalHomePage.objects.get().unpublish()
    assert bytes_in(pressed) == {}


# Reads -----------------------------------------------------------------------------------------
def test_reads_change_no_file_until_they_are_taken_over(newsroom, pressed, committed, afresh):
    with committed():
        article = newsroom.published(newsroom.article())
    file = page_file(pressed, Portal.now().path_of(article))
    for _ in range(3):
        ReadCount.add_one(article.pk)
    assert bytes_in(pressed) == afresh()
    assert "<dd data-reads>0</dd>" in file.read_text()
    press_reads()
    assert "<dd data-reads>3</dd>" in file.read_text()
    assert bytes_in(pressed) == afresh()


# Messages --------------------------------------------------------------------------------------
def test_the_pages_that_say_what_went_wrong_are_pressed(pressed):
    assert "页面不存在" in page_file(pressed, "/404/").read_text()
    assert "示例区人民政府" in page_file(pressed, "/404/").read_text()
    assert "暂时无法访问" in page_file(pressed, "/500/").read_text()


def test_search_engines_are_told_what_to_leave_alone(pressed, portal_settings):
    file = pressed / "robots.txt"
    sitemap = "\nSitemap: http://127.0.0.1:8000/sitemap.xml\n"
    assert file.read_text() == "User-agent: *\nDisallow: /\n" + sitemap
    portal_settings.is_demonstration = False
    portal_settings.save()
    press_all()
    assert "Disallow: /admin/\n" in file.read_text()
    assert "Disallow: /\n" not in file.read_text()
    assert file.read_text().endswith(sitemap)


def test_an_icon_lies_where_browsers_look_for_one(pressed):
    assert (pressed / "favicon.ico").read_bytes().startswith(b"\x00\x00\x01\x00")


def test_a_portal_that_nobody_has_named_yet_is_pressed_with_its_search(newsroom):
    assert type(PortalSettings.current().name) is str
    assert press_all().written
    assert press_pages([newsroom.published(newsroom.article()).pk]).written


def test_without_a_portal_nothing_is_pressed(db):
    assert plates(Portal.now()) == {}
    assert press_all().written == 0


# Lists -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """A piece as lists see it."""

    order: tuple
    entry: Entry
    places: dict


def lines(count: int, year=lambda number: "2024") -> list[Line]:
    start = datetime(2024, 1, 1)
    return [
        Line(
            (start + timedelta(days=number), number),
            Entry(f"第{number}篇", f"/c/{number}/", None),
            {"nd": year(number), "dw": "", "zt": "", "lb": ""},
        )
        for number in range(1, count + 1)
    ]


def shown(count: int, path: str = "") -> list[int]:
    column = ColumnPage(title="栏目", content_type_id=1)
    content = column_content(column, "/c/", listings(lines(count)), path)
    return [int(entry.url.split("/")[2]) for entry in content.entries]


@pytest.mark.parametrize(
    ("count", "segments"),
    [(0, [""]), (20, [""]), (39, [""]), (40, ["", "p/1/"]), (59, ["", "p/1/"]), (60, ["", "p/1/", "p/2/"])],
)
def test_a_list_is_paged_from_the_oldest(count, segments):
    assert listings(lines(count))[""].segments() == segments


@pytest.mark.parametrize("count", [0, 1, 19, 20, 39, 40, 41, 60, 99, 100])
def test_every_entry_stands_on_exactly_one_page_newest_first(count):
    found = [number for segment in listings(lines(count))[""].segments() for number in shown(count, segment)]
    assert sorted(found) == list(range(1, count + 1))
    assert shown(count) == sorted(shown(count), reverse=True)
    assert shown(count)[:1] == ([count] if count else [])


def test_page_one_holds_the_oldest_twenty_for_ever():
    assert shown(40, "p/1/") == shown(400, "p/1/") == list(range(20, 0, -1))


def test_a_full_page_changes_only_when_the_next_one_comes_into_being():
    column = ColumnPage(title="栏目", content_type_id=1)

    def page_one(count: int):
        return column_content(column, "/c/", listings(lines(count)), "p/1/")

    assert page_one(40) == page_one(59)
    assert page_one(60) == page_one(400)
    assert replace(page_one(40), pager=None) == replace(page_one(60), pager=None)


def test_the_pages_of_a_list_lead_to_each_other():
    column = ColumnPage(title="栏目", content_type_id=1)
    content = column_content(column, "/c/", listings(lines(100)), "")
    assert (content.pager.number, content.pager.next_url, content.pager.previous_url) == (5, "/c/p/4/", "")
    walked, urls = [], []
    while content.pager.next_url:
        urls.append(content.pager.next_url)
        content = column_content(column, "/c/", listings(lines(100)), content.pager.next_url.removeprefix("/c/"))
        walked.append(content.pager.previous_url)
    assert urls == ["/c/p/4/", "/c/p/3/", "/c/p/2/", "/c/p/1/"]
    assert walked == ["/c/", "/c/p/4/", "/c/p/3/", "/c/p/2/"]


def test_a_list_narrows_by_one_dimension_at_a_time():
    found = listings(lines(50, year=lambda number: "2023" if number <= 45 else "2024"))
    assert found["nd/2023/"].segments() == ["nd/2023/", "nd/2023/p/1/"]
    content = column_content(ColumnPage(title="栏目", content_type_id=1), "/c/", found, "nd/2024/")
    assert content.title == "栏目：2024"
    assert [(choice.title, choice.note, choice.current) for choice in content.dimensions[0].choices] == [
        ("2024", "", True),
        ("2023", "", False),
    ]
    whole = column_content(ColumnPage(title="栏目", content_type_id=1), "/c/", found, "")
    assert [choice.note for choice in whole.dimensions[0].choices] == ["5", "45"]


def test_one_piece_more_or_less_changes_no_page_of_a_list_but_those_that_show_it_or_lead_elsewhere():
    years = [str(2000 + number % 3) for number in range(101)]
    pieces = lines(100, year=lambda number: years[number])
    before = listings(pieces)

    def told(found):
        column = ColumnPage(title="栏目", content_type_id=1)
        paths = [path for listing in found.values() for path in listing.segments()]
        return {path: column_content(column, "/c/", found, path) for path in paths}

    contents = told(before)
    for taken in (0, 19, 20, 50, 79, 80, 99):
        now = listings(pieces[:taken] + pieces[taken + 1 :])
        after = told(now)
        assert changed_pages(before, now) == {path for path in after if after[path] != contents.get(path)}
        assert changed_pages(now, before) == {path for path in contents if contents[path] != after.get(path)}
