"""What an editor brings in: documents of the kinds an office publishes, whole images, and links that show where they go."""

import io
import json
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from publishing.links import check_link, check_links_of
from publishing.models import PortalSettings
from publishing.models.blocks import ArticleBlock
from tests.tracking.factories import PDF, PNG

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of an image to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def browser(newsroom, client):
    client.force_login(newsroom.editor)
    return client


def picture(kind: str = "PNG", size=(20, 20)) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size).save(out, kind)
    return out.getvalue()


def noise() -> bytes:
    """A picture of a few kilobytes."""
    out = io.BytesIO()
    Pillow.effect_noise((80, 80), 60).save(out, "PNG")
    return out.getvalue()


def gigantic() -> bytes:
    """A PNG of a few hundred bytes whose head says 60,000 × 60,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"no image"),
        ("a.png", noise()[:900]),
        ("a.png", gigantic()),
        ("a.jpg", picture("JPEG", (800, 800))[:900]),
        ("a.gif", b"GIF89a\x01"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("a.jpg", picture()),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.png", b""),
    ],
)
@pytest.mark.parametrize("where", ["add", "multiple/add", "chooser/create"])
def test_a_broken_image_is_an_error_of_its_field(browser, name, content, where):
    fields = {"title": "图", "image-chooser-upload-title": "图"}
    upload = {key: SimpleUploadedFile(name, content) for key in ("file", "files[]", "image-chooser-upload-file")}
    answer = browser.post(f"/admin/images/{where}/", fields | upload, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code in {200, 422}
    assert get_image_model().objects.count() == 0


def test_an_image_that_is_whole_is_taken(browser):
    upload = {"title": "图", "file": SimpleUploadedFile("a.png", picture())}
    assert browser.post("/admin/images/add/", upload).status_code == 302
    assert get_image_model().objects.get().width == 20


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.pdf", PDF, 1),
        ("a.zip", b"PK\x03\x04", 0),
        ("a.pdf", b"<html><script>1</script>", 0),
        ("a.html", PDF, 0),
        ("a.exe", b"MZ", 0),
    ],
)
@pytest.mark.parametrize("where", ["add", "multiple/add", "chooser/create"])
def test_a_document_is_of_a_kind_that_is_published(browser, name, content, kept, where):
    fields = {"title": "附件", "document-chooser-upload-title": "附件"}
    upload = {key: SimpleUploadedFile(name, content) for key in ("file", "files[]", "document-chooser-upload-file")}
    answer = browser.post(f"/admin/documents/{where}/", fields | upload, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code in {200, 302, 422}
    assert get_document_model().objects.count() == kept


REFUSED = (
    "//example.org/x", "/\\example.org", "javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", "file:///etc/passwd",
    "weixin://dl", "http:example.org", "https://", "example.org", "java\tscript:alert(1)", "///example.org", "\\\\share\\a", "",
)  # fmt: skip
TAKEN = ("/xxgk/jytabl/", "https://www.example.org/a?b=1&c=2#d", "http://example.org")


@pytest.mark.parametrize("address", REFUSED)
def test_a_link_that_hides_where_it_goes_is_refused(browser, address):
    with pytest.raises(ValidationError):
        check_link(address)
    asked = {"external-link-chooser-url": address, "external-link-chooser-link_text": "链接"}
    answer = browser.post("/admin/choose-external-link/", asked)
    assert answer.status_code == 200
    assert json.loads(answer.content)["step"] == "external_link"


@pytest.mark.parametrize("address", TAKEN)
def test_a_link_that_shows_where_it_goes_is_taken(browser, address):
    check_link(address)
    check_links_of(f'<p><a href="{address.replace("&", "&amp;")}">链接</a></p>')
    answer = browser.post("/admin/choose-external-link/", {"external-link-chooser-url": address})
    assert json.loads(answer.content)["step"] != "external_link"


def test_a_window_sent_without_its_fields_asks_again(browser):
    for window in ("external", "email", "phone", "anchor"):
        answer = browser.post(f"/admin/choose-{window}-link/", {})
        assert answer.status_code == 200
        assert "link_chosen" not in json.loads(answer.content)["step"]


@pytest.mark.parametrize("address", [one for one in REFUSED if one and "\t" not in one])
def test_a_paragraph_with_such_a_link_is_not_saved(address):
    block = ArticleBlock().child_blocks["rich"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python(f'<p><a href="{address}">链接</a></p>'))


def test_a_paragraph_keeps_links_to_pages_documents_people_and_places_within():
    block = ArticleBlock().child_blocks["rich"]
    words = (
        '<p><a linktype="page" id="3">页</a><a linktype="document" id="1">件</a><a href="mailto:a@example.org">信</a>'
        '<a href="tel:0894-1234567">话</a><a href="#one">段</a></p>'
    )
    assert block.clean(block.to_python(words)).source == words


@pytest.mark.parametrize("address", ["ftp://example.org/a", "//example.org", "javascript:alert(1)"])
@pytest.mark.parametrize("name", ["party_mark_url", "report_errors_url"])
def test_an_address_in_the_settings_is_one_of_the_web(portal_settings, address, name):
    setattr(portal_settings, name, address)
    with pytest.raises(ValidationError) as why:
        portal_settings.full_clean()
    assert name in why.value.message_dict


def test_the_settings_take_a_web_address():
    PortalSettings(party_mark_url="https://example.org/a").full_clean(exclude=["site"])


def test_png_of_the_factories_is_whole(browser):
    upload = {"title": "图", "file": SimpleUploadedFile("a.png", PNG)}
    assert browser.post("/admin/images/add/", upload).status_code == 302
