"""Ways to the public side that somebody thought of (攻击): words that no second person signed, and pages held up."""

import os

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from publishing import review
from publishing.drafting import notice_words
from publishing.models import ArticlePage, ColumnKind, ColumnPage, Level, Submission
from publishing.press.run import press_all, press_pages
from publishing.review import Refused
from publishing.screening.files import cleaned
from tests.tracking.factories import PDF, make_pdf, make_person, make_scan
from tracking.models import Role
from tracking.versions import chained, keep

MOBILE = "138" + "0" * 4 + "1234"


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def redrafted(page, user, **changes):
    """The page with other words in a new draft."""
    draft = page.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=user, clean=False)
    return fresh(page)


def public_text(folder) -> str:
    """Every word of the pressed pages."""
    return "".join(file.read_text() for file in folder.rglob("*.html"))


# Files beside a page ---------------------------------------------------------------------------
@pytest.fixture
def document(newsroom):
    return get_document_model().objects.create(
        title="示例附件", file=ContentFile(PDF, name="a.pdf"), uploaded_by_user=newsroom.editor
    )


@pytest.fixture
def page_with_file(newsroom, document):
    page = newsroom.article()
    return newsroom.published(redrafted(page, newsroom.editor, attachments=[("document", document)]))


def test_a_file_s_name_is_part_of_what_is_signed(newsroom, page_with_file, document):
    assert review.signed_revision(page_with_file) is not None
    document.title = "悄悄改过的名称"
    document.save()
    assert review.signed_revision(fresh(page_with_file)) is None


@pytest.mark.parametrize("name", ["editor", "superuser"])
def test_a_file_that_was_handed_in_is_neither_renamed_nor_replaced(newsroom, client, page_with_file, document, name):
    client.force_login(newsroom.accounts[name])
    url = reverse("wagtaildocs:edit", args=[document.pk])
    data = {"title": "悄悄改过的名称", "collection": document.collection_id, "tags": ""}
    for change in ({}, {"title": "示例附件", "file": ContentFile(make_pdf("Another"), name="b.pdf")}):
        assert "请另行上传" in client.post(url, data | change).content.decode()
    assert fresh(document).title == "示例附件"
    with fresh(document).file.open("rb") as stream:
        assert stream.read() == cleaned(PDF)
    assert review.signed_revision(fresh(page_with_file)) is not None


def test_a_file_that_was_handed_in_is_not_deleted_superusers_included(newsroom, client, page_with_file, document):
    client.force_login(newsroom.superuser)
    client.post(reverse("wagtaildocs:delete", args=[document.pk]))
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtaildocs', 'document', 'delete'])}?id={document.pk}")
    assert get_document_model().objects.filter(pk=document.pk).exists()
    with pytest.raises(PermissionDenied):
        document.delete()


def test_a_file_of_a_draft_may_be_renamed(newsroom, client, document):
    client.force_login(newsroom.editor)
    url = reverse("wagtaildocs:edit", args=[document.pk])
    client.post(url, {"title": "改过的名称", "collection": document.collection_id, "tags": ""})
    assert fresh(document).title == "改过的名称"


# Words of the ledger ---------------------------------------------------------------------------
def test_a_session_renamed_by_a_clerk_changes_no_public_word(newsroom, portal_settings, settings):
    newsroom.published(newsroom.summary())
    session = newsroom.office.session
    with chained("example", "改动", account=newsroom.office.clerk):
        session.name = "没有人签过的名称"
        keep(session)
    press_all()
    assert "没有人签过的名称" not in public_text(settings.PRESSED_DIR)


def test_a_class_relabelled_by_a_clerk_changes_no_public_word(newsroom, portal_settings, settings):
    newsroom.published(newsroom.notice())
    session = newsroom.office.session
    with chained("example", "改动", account=newsroom.office.clerk):
        session.reply_classes = [one | {"label": "没有人签过的名称"} for one in session.reply_classes]
        keep(session)
    press_all()
    assert "没有人签过的名称" not in public_text(settings.PRESSED_DIR)


# Who signs -------------------------------------------------------------------------------------
def test_the_author_does_not_record_the_paper_signatures_under_their_own_text(newsroom):
    submission = newsroom.submit(newsroom.article())
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="须由其他人代录"):
        review.sign(submission, Level.FIRST, account=newsroom.editor, decider=decider, scan=make_scan())


def test_a_reviewer_s_words_copied_by_the_editor_are_still_the_reviewer_s(newsroom, client):
    page = redrafted(newsroom.article(), newsroom.first, body=[("paragraph", "审签人写的条文。")])
    client.force_login(newsroom.editor)
    data = {"new_title": "抄本", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    submission = newsroom.submit(ArticlePage.objects.get(slug="copy"))
    with pytest.raises(Refused, match="参与了本页的编写"):
        newsroom.sign(submission, Level.FIRST)


@pytest.mark.parametrize("field", ["search_description", "seo_title", "migrated_source"])
def test_a_notice_with_words_that_nobody_reviewed_needs_all_three(newsroom, field):
    page = newsroom.notice()
    setattr(page, field, "没有审过的话")
    assert review.needed_levels(page).levels == (Level.FIRST, Level.SECOND, Level.FINAL)


# When ------------------------------------------------------------------------------------------
def test_a_page_first_published_here_is_not_back_dated_as_migrated(newsroom):
    page = newsroom.published(newsroom.article())
    long_ago = timezone.now().replace(microsecond=0) - timezone.timedelta(days=400)
    page = redrafted(
        page, newsroom.editor, migrated=True, migrated_source="示例网站", migrated_at=long_ago, title="改过的标题"
    )
    with pytest.raises(Refused, match="首次公开"):
        newsroom.submit(page)


def test_a_migrated_page_is_not_given_another_first_publication(newsroom):
    long_ago = timezone.now().replace(microsecond=0) - timezone.timedelta(days=400)
    words = {"migrated": True, "migrated_source": "示例网站"}
    page = newsroom.published(redrafted(newsroom.article(), newsroom.editor, migrated_at=long_ago, **words))
    earlier = long_ago - timezone.timedelta(days=30)
    with pytest.raises(Refused, match="首次公开"):
        newsroom.submit(redrafted(page, newsroom.editor, migrated_at=earlier))
    corrected = newsroom.published(redrafted(page, newsroom.editor, migrated_at=long_ago, title="改过的标题"))
    assert corrected.migrated_at == long_ago


# Personal data ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "number", [MOBILE, f"+86{MOBILE}", f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}", "35" + "0" * 13 + "00X"]
)
def test_a_text_with_somebody_s_number_is_signed_by_nobody(newsroom, number):
    submission = newsroom.submit(newsroom.article(text=f"联系人{number}。"))
    with pytest.raises(Refused, match="内容筛查还有1处"):
        newsroom.sign(submission)


def test_numbers_are_masked_in_every_word_that_a_notice_takes_from_the_ledger(newsroom):
    reply = newsroom.reply()
    record = reply.assignment.record
    record.title = f"关于示例的建议（+86{MOBILE}）"
    words = notice_words(reply)
    assert "+86138****1234" in words["title"]


# The pressed folder ----------------------------------------------------------------------------
@pytest.mark.parametrize("stray", ["README", "a%20b.html", "xxgk/.gz.gz", "secret.txt", "x?.html", "\\.html"])
def test_a_stray_file_in_the_pressed_folder_holds_nothing_up_and_goes(newsroom, pressed, stray):
    page = newsroom.published(newsroom.article("将要撤下的制度"))
    press_all()
    (pressed / stray).parent.mkdir(exist_ok=True)
    (pressed / stray).write_text("没有人签过的话")
    review.take_down(page, account=newsroom.final, reason="含个人信息", is_urgent=True)
    press_pages([page.pk])
    assert "将要撤下的制度" not in public_text(pressed)
    press_all()
    assert not (pressed / stray).exists()


def test_a_link_out_of_the_pressed_folder_goes(newsroom, pressed, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("没有人签过的话")
    os.symlink(outside, pressed / "linked")
    press_all()
    assert not (pressed / "linked").exists()
    assert (outside / "index.html").exists()


def test_a_tampered_page_and_its_compressed_forms_are_pressed_anew(newsroom, pressed):
    for name in ("index.html", "index.html.br", "index.html.gz"):
        good = (pressed / name).read_bytes()
        (pressed / name).write_bytes(b"tampered")
        press_all()
        assert (pressed / name).read_bytes() == good


# Addresses that would stop the press -----------------------------------------------------------
def test_an_address_too_long_for_the_press_is_not_handed_in(newsroom):
    page = redrafted(newsroom.article(), newsroom.editor, slug="a" * 210)
    with pytest.raises(Refused, match="网址"):
        newsroom.submit(page)


@pytest.mark.parametrize("slug", ["admin", "static", "healthz", "metrics", "media", "api"])
def test_a_column_takes_no_address_of_the_program(newsroom, slug):
    column = ColumnPage(title="示例栏目", slug=slug, kind=ColumnKind.GROUP, live=False)
    newsroom.home.add_child(instance=column)
    with pytest.raises(ValidationError, match="网址"):
        column.save_revision(user=newsroom.editor)


# Taking down -----------------------------------------------------------------------------------
def test_an_urgent_take_down_waits_for_no_worker(newsroom, pressed, settings, committed):
    page = newsroom.published(newsroom.article("将要撤下的制度"))
    press_all()
    address = pressed / page.url_path.removeprefix("/portal/") / "index.html"
    assert address.exists()
    settings.TRACKING_TASKS = "worker"
    with committed():
        review.take_down(page, account=newsroom.final, reason="含个人信息", is_urgent=True)
    assert not address.exists()
    assert not (pressed / "elder" / address.relative_to(pressed)).exists()


# Wagtail's forms -------------------------------------------------------------------------------
def test_pins_are_never_taken_from_a_form(newsroom, client):
    page = newsroom.summary()
    draft = page.get_latest_revision_as_object()
    draft.pins = {"figures": {"suggestions": {"printed": "999"}}}
    draft.save_revision(user=newsroom.editor)
    submission = newsroom.submit(fresh(page))
    assert submission.revision.content["pins"]["figures"]["suggestions"]["printed"] == "1"


def test_a_live_page_is_moved_in_bulk_by_the_final_reviewer_only(newsroom, client):
    page = newsroom.published(newsroom.article())
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    for name, account in newsroom.accounts.items():
        client.force_login(account)
        client.post(f"{url}?id={page.pk}&next=/admin/", {"chooser": newsroom.columns[ColumnKind.OVERVIEW].pk})
        assert (fresh(page).get_parent().pk == newsroom.columns[ColumnKind.OVERVIEW].pk) <= (name == "final"), name
        if name == "final":
            break


# The public side -------------------------------------------------------------------------------
def test_the_only_login_is_the_admin_s(newsroom, pressed, client):
    assert client.get("/_util/login/").status_code == 404


def test_words_taken_down_are_not_found_any_more(newsroom, pressed, client):
    page = newsroom.published(newsroom.article(text="独特的词语。"))
    assert "独特的词语" in client.get("/search/?q=独特的词语").content.decode()
    review.take_down(page, account=newsroom.final, reason="含个人信息")
    assert Submission.objects.complete().count() == 1
    assert "没有找到" in client.get("/search/?q=独特的词语").content.decode()


def test_a_database_that_is_not_ours_is_not_well(client, transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
        assert client.get("/healthz").status_code == 503
        cursor.execute("ALTER TABLE elsewhere RENAME TO django_migrations")
    assert client.get("/healthz").status_code == 200
