"""Pictures in bodies: with words for those who can't see them, in sizes, screened, and pressed by their content."""

import gc
import hashlib
import io
import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from publishing.handover import packing, platforms
from publishing.handover.body import is_place_of_picture
from publishing.models import ArticlePage
from publishing.models.blocks import PictureBlock
from publishing.models.pictures import forms_of
from publishing.press.run import press_all
from publishing.review import Refused
from tests.tracking.admin.pages import logged_in, text

# Wagtail leaves the files open in which it makes a picture smaller, for the collector to close.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
ALT = "施工人员在示例村铺设路面"
WHERE = 34853
"The number under which a camera writes down where a picture was taken."


@pytest.fixture(autouse=True)
def _collected():
    yield
    gc.collect()


def taken(width: int = 2000) -> ContentFile:
    """A picture as a camera leaves it, with the place where it was taken."""
    file, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(WHERE)[1] = "N"
    Image.effect_noise((width, width // 2), 40).convert("RGB").save(file, "JPEG", exif=exif, quality=90)
    return ContentFile(file.getvalue(), "道路.jpg")


def illustrated(newsroom, alt: str = ALT) -> ArticlePage:
    page = newsroom.article()
    image = get_image_model().objects.create(title="示例道路", file=taken())
    draft = page.get_latest_revision_as_object()
    draft.body = [("paragraph", "道路已经修好。"), ("picture", {"image": image, "alt": alt, "caption": "示例图题"})]
    draft.save_revision(user=newsroom.editor)
    return ArticlePage.objects.get(pk=page.pk)


def test_a_picture_is_pressed_in_sizes_under_its_content(newsroom, portal_settings):
    page = newsroom.published(illustrated(newsroom))
    press_all()
    html = (settings.PRESSED_DIR / newsroom.home.path_of(page.url_path)[1:] / "index.html").read_text()
    assert f'alt="{ALT}"' in html
    assert "示例图题" in html
    found = set(re.findall(r"/media/pictures/([0-9a-f]{32})\.(webp|jpg) (\d+)w", html))
    assert {(suffix, width) for _name, suffix, width in found} == {
        (suffix, width) for suffix in ("webp", "jpg") for width in ("480", "960", "1440")
    }
    for name, suffix, width in found:
        data = (settings.PRESSED_DIR / f"media/pictures/{name}.{suffix}").read_bytes()
        assert hashlib.sha256(data).hexdigest().startswith(name)
        opened = Image.open(io.BytesIO(data))
        assert opened.width == int(width)
        assert WHERE not in opened.getexif()
    assert press_all().written == 0
    original = get_image_model().objects.get().file.name
    assert not (settings.PRESSED_DIR / "media" / original).exists()


def test_a_picture_goes_with_its_page(newsroom, portal_settings):
    page = newsroom.published(illustrated(newsroom))
    press_all()
    page.unpublish()
    press_all()
    assert not list((settings.PRESSED_DIR / "media").rglob("*.webp"))


def test_its_reviewer_reads_what_it_shows_and_opens_it(newsroom):
    page = newsroom.submit(illustrated(newsroom)).page
    shown = logged_in(newsroom.first).get(reverse("publishing_review", args=[page.pk]))
    assert f"【图片】{ALT}" in text(shown)
    assert "图片《示例道路》" in text(shown)


def test_what_is_said_of_a_picture_is_screened(newsroom):
    page = newsroom.submit(illustrated(newsroom, alt="联系人示例甲，身份证号 11010519491231002X")).page
    shown = text(logged_in(newsroom.first).get(reverse("publishing_review", args=[page.pk])))
    assert "内容筛查还有" in shown


def test_the_handover_has_the_picture_small_with_its_words(newsroom):
    page = newsroom.published(illustrated(newsroom))
    parcel = packing.parcel_of(page, platforms.current())
    assert f"【此处插图：{ALT}，图题：示例图题】" in parcel.html
    packed = parcel.pictures[0]
    assert packed.words == ALT
    assert len(packed.data) <= 200 * 1024


@pytest.mark.parametrize("alt", ["", "图片", "图1", "IMG_2024.jpg", "照片 3", "桥"])
def test_a_picture_without_words_is_refused(db, alt):
    image = get_image_model().objects.create(title="示例道路", file=taken(64))
    block = PictureBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"image": image.pk, "alt": alt, "caption": ""}))


def test_where_a_picture_belongs_is_not_looked_for_in_the_words_of_the_platform(newsroom, portal_settings):
    words = packing.parcel_of(newsroom.published(illustrated(newsroom)), platforms.current()).words
    assert [line for line in words.splitlines() if is_place_of_picture(line)] == [
        f"【此处插图：{ALT}，图题：示例图题】"
    ]


def test_a_picture_saved_without_words_is_not_handed_in(newsroom):
    with pytest.raises(Refused, match="第2块.*文字说明"):
        newsroom.submit(illustrated(newsroom, alt=""))


def test_a_picture_that_no_page_can_show_is_not_taken_nor_handed_in(newsroom, client):
    """It would keep the whole portal from being pressed, take-downs among it."""
    file = io.BytesIO()
    Image.new("I;16", (600, 400)).save(file, "PNG")
    upload = SimpleUploadedFile("扫描.png", file.getvalue(), "image/png")
    client.force_login(newsroom.editor)
    client.post(reverse("wagtailimages:add"), {"title": "示例图", "file": upload, "collection": "1"})
    assert not get_image_model().objects.exists()
    image = get_image_model().objects.create(title="示例图", file=ContentFile(file.getvalue(), "扫描.png"))
    page = newsroom.article()
    draft = page.get_latest_revision_as_object()
    draft.body = [("picture", {"image": image, "alt": ALT, "caption": ""})]
    draft.save_revision(user=newsroom.editor)
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert image.file.url in preview.content.decode()
    with pytest.raises(Refused, match="示例图.*8位"):
        newsroom.submit(page)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_other_kind_of_dots_is_taken_and_drawn(newsroom, client, mode):
    file = io.BytesIO()
    Image.new(mode, (600, 400)).save(file, "PNG")
    client.force_login(newsroom.editor)
    upload = SimpleUploadedFile("图.png", file.getvalue(), "image/png")
    client.post(reverse("wagtailimages:add"), {"title": "示例图", "file": upload, "collection": "1"})
    assert {form.suffix for form in forms_of(get_image_model().objects.get())} == {"jpg", "webp"}
