"""Scans, images and documents on a real S3 server: read by those entitled, pressed for the public, and by nobody else."""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from huiyin import s3
from huiyin.watching import object_store
from huiyin.watching.found import GREEN, RED
from publishing import review
from publishing.models import ArticlePage
from tests.machines.object_stores import MISSING, PROGRAM, ObjectServer, object_server
from tests.publishing.test_pictures import taken
from tests.tracking.admin.pages import form_of, logged_in, soup, typed
from tests.tracking.admin.test_imports import PLAIN, START, book
from tests.tracking.factories import HANDED_OVER_ON, PDF, make_person, make_scan
from tracking import storing
from tracking.admin import day_folders
from tracking.models import Decision, PrivateFile, Role
from tracking.stages import Stage

# Wagtail leaves the files open in which it makes a picture smaller, for the collector to close.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _collected():
    yield
    gc.collect()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A running S3 server, with the settings that name it."""
    if not PROGRAM.exists():
        pytest.skip(MISSING)
    with object_server(tmp_path_factory.mktemp("s3") / "server") as server:
        yield server


@pytest.fixture
def store(running, settings, request) -> ObjectServer:
    """The same, with what this test stores below a name of its own."""
    settings.STORAGES = settings.STORAGES | s3.stores(running.environment | {"HUIYIN_S3_PREFIX": f"t{id(request)}"})
    return running


def names(below: str) -> set[str]:
    """What lies in the bucket below media or private, by its name there."""
    return set(storing.everything(storing.private_files() if below == "private" else default_storage))


def scanned(office) -> PrivateFile:
    """The scan of a leader's word on an item, handed in by the clerk in a browser."""
    record, boss = office.make_record(Stage.PROPOSED), make_person("示例纸上领导", Role.LEADER)
    client = logged_in(office.clerk)
    where = f"/admin/loop/{record.pk}/instruct/"
    page = soup(client.get(where))
    told = {"decider": boss.pk, "on": str(HANDED_OVER_ON), "instruction": "同意。", "scan": uploaded()}
    answer = client.post(where, typed(page, form_of("instruct")) | told)
    assert answer.status_code == 302, answer.content.decode()
    return Decision.objects.get().scan


def uploaded() -> SimpleUploadedFile:
    return SimpleUploadedFile("签批单.pdf", PDF, "application/pdf")


def test_an_attachment_lies_in_the_store_alone_and_is_read_by_those_entitled(store, newsroom):
    office = newsroom.office
    scan = scanned(office)
    assert names("private") == {scan.place}
    assert not [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()]
    assert scan.trouble == ""
    address = reverse("private_file", args=[scan.pk])
    answer = logged_in(office.clerk).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Length"] == str(len(PDF))
    assert logged_in(newsroom.editor).get(address).status_code == 404
    key = f"{storing.private_files().location}/{scan.place}"
    assert key in store.names()
    assert store.ask_as_stranger(key).status == store.ask_as_stranger().status == 403
    with pytest.raises(ValueError, match="address"):
        storing.private_files().url(scan.place)
    storing.private_files().delete(scan.place)
    assert "不在 private/ 中" in scan.trouble
    assert logged_in(office.clerk).get(address).status_code == 404


def test_what_waits_for_an_answer_is_found_by_whichever_server_is_asked(store, newsroom):
    office = newsroom.office
    client = logged_in(office.clerk)
    answer = client.post(START, {"session": office.session.pk, "workbook": book(PLAIN)})
    assert {name.rpartition("/")[2] for name in names("private")} == {"about.json", "workbook"}
    page = soup(client.get(answer.url))
    client.post(answer.url, typed(page, "main form[method=post]"))
    assert office.session.records.count() == 1
    assert names("private") == set()
    folder = day_folders.begin("batches")
    folder.say({})
    assert day_folders.find("batches", folder.token) == folder
    assert day_folders.find("batches", "0" * 32) is None


def test_a_picture_and_a_document_are_pressed_from_the_store_and_go_with_their_page(
    store, newsroom, pressed, committed, client
):
    image = get_image_model().objects.create(title="示例道路", file=taken(600))
    document = get_document_model().objects.create(title="示例附件", file=uploaded())
    assert names("media") == {image.file.name, document.file.name}
    assert document.file.url == f"/media/{quote(document.file.name)}"
    draft = newsroom.article().get_latest_revision_as_object()
    draft.body = [("picture", {"image": image, "alt": "示例道路", "caption": ""})]
    draft.attachments = [("document", document)]
    draft.save_revision(user=newsroom.editor)
    assert client.get(document.file.url).status_code == 404
    with default_storage.open(document.file.name) as kept:
        content = kept.read()
    assert logged_in(newsroom.editor).get(document.file.url).content == content
    with committed():
        page = newsroom.published(ArticlePage.objects.get(title=draft.title))
    [shown] = (pressed / "media" / "documents").iterdir()
    assert shown.read_bytes() == content
    assert list((pressed / "media" / "pictures").glob("*.webp"))
    html = "".join(path.read_text() for path in pressed.rglob("*.html"))
    assert f'href="/media/documents/{quote(shown.name)}"' in html
    assert store.environment["HUIYIN_S3_ENDPOINT"] not in html
    assert "X-Amz-" not in html
    assert store.ask_as_stranger(f"{default_storage.location}/{quote(document.file.name)}").status == 403
    with committed():
        review.take_down(page, account=newsroom.final, reason="附件有误。", is_urgent=True)
    assert not [path for path in (pressed / "media").rglob("*") if path.is_file()]
    assert names("media") >= {image.file.name, document.file.name}


def test_a_name_that_is_taken_is_not_given_again(store, newsroom):
    first, second = (get_document_model().objects.create(title=title, file=uploaded()) for title in ("甲", "乙"))
    assert first.file.name != second.file.name
    assert names("media") == {first.file.name, second.file.name}


def test_processes_that_press_together_do_not_share_a_connection_to_the_store(store, db):
    scan = make_scan()
    with ThreadPoolExecutor(1) as beside:
        assert scan.read() == beside.submit(scan.read).result() == PDF
    before = storing.private_files().connection
    child = os.fork()
    if not child:
        is_own = storing.private_files().connection is not before
        os._exit(0 if is_own and scan.read() == PDF else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert storing.private_files().connection is before


def test_the_operator_is_told_what_a_store_that_is_open_gone_or_foreign_does(store, newsroom, settings):
    assert object_store.attachments().level == GREEN
    assert names("private") == set()
    scan, office = scanned(newsroom.office), newsroom.office
    for changed, said in (
        ({"HUIYIN_S3_SECRET": "another"}, "对象存储没有照办（SignatureDoesNotMatch）"),
        ({"HUIYIN_S3_BUCKET": "another"}, "对象存储不让本程序的密钥读写"),
        ({"HUIYIN_S3_ENDPOINT": "http://127.0.0.1:9"}, "对象存储没有应答（EndpointConnectionError）"),
    ):
        settings.STORAGES = settings.STORAGES | s3.stores(store.environment | changed)
        found = object_store.attachments()
        assert (found.level, said in found.said) == (RED, True), found
        assert said in scan.trouble
    client = logged_in(office.clerk)
    client.raise_request_exception = False
    answer = client.get(reverse("private_file", args=[scan.pk]))
    assert (answer.status_code, "附件暂时读写不了" in answer.content.decode()) == (503, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"HUIYIN_S3_BUCKET": "example"}, "还要设置 HUIYIN_S3_ENDPOINT、HUIYIN_S3_KEY、HUIYIN_S3_SECRET"),
        ({"HUIYIN_S3_ENDPOINT": "s3.example"}, "应写成对象存储的地址"),
        ({"HUIYIN_S3_ENDPOINT": "ftp://s3.example"}, "应写成对象存储的地址"),
        ({"HUIYIN_S3_ENDPOINT": "http://s3.example:x"}, "应写成对象存储的地址"),
        ({"HUIYIN_S3_STYLE": "host"}, "只能是 path"),
    ],
)
def test_settings_that_name_no_store_are_said(given, said):
    whole = {f"HUIYIN_S3_{name}": "example" for name in s3.NEEDED} | {"HUIYIN_S3_ENDPOINT": "https://s3.example"}
    with pytest.raises(ImproperlyConfigured, match=said):
        s3.stores(given if "HUIYIN_S3_BUCKET" in given else whole | given)
    assert s3.stores({}) == {}


def test_without_its_packages_a_store_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(s3, "find_spec", lambda name: None)
    whole = {f"HUIYIN_S3_{name}": "example" for name in s3.NEEDED} | {"HUIYIN_S3_ENDPOINT": "https://s3.example"}
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.lock"):
        s3.stores(whole)
