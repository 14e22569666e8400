"""Photographs that go with a note: small, upright, and telling nobody where and by whom they were taken."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.tracking.admin.pages import form_of, logged_in, soup, text, typed
from tests.tracking.factories import PDF
from tracking.loop import take
from tracking.models import Duty, Event, PrivateFile
from tracking.models.photographs import lightened
from tracking.stages import Stage


def photograph(size=(3000, 2000), kind: str = "JPEG") -> bytes:
    """A photograph that lies on its side, with its place and its device in it."""
    picture, exif = Image.new("RGB", size, "red"), Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "示例手机"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    picture.save(file, kind, exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photograph_is_scaled_turned_upright_and_rid_of_its_place(kind):
    name, content = lightened(f"现场.{kind.lower()}", photograph(kind=kind))
    picture = Image.open(io.BytesIO(content))
    assert name == ("现场.png" if kind == "PNG" else "现场.jpg")
    assert max(picture.size) == 1600
    assert picture.height > picture.width or kind == "HEIF"  # which is turned as it is written
    assert not dict(picture.getexif())
    assert not picture.getexif().get_ifd(0x8825)
    assert "示例手机".encode() not in content


def test_a_small_picture_is_not_enlarged_and_other_files_stay_as_they_are():
    assert Image.open(io.BytesIO(lightened("小.png", photograph((40, 30), "PNG"))[1])).size == (30, 40)
    assert lightened("纪要.pdf", PDF) == ("纪要.pdf", PDF)


@pytest.mark.parametrize("content", [photograph()[:400], photograph(kind="HEIF")[:300]])
def test_a_picture_that_can_not_be_opened_is_refused_with_what_to_do(content):
    with pytest.raises(ValidationError, match="另存为 JPG"):
        lightened("现场.jpg", content)


@pytest.mark.django_db
def test_a_note_of_progress_takes_photographs_and_keeps_them_when_it_is_refused(
    office, unit_handler, other_handler, clerk
):
    record = office.make_record(Stage.HANDLING)
    part = record.assignments.get()
    where = f"/admin/loop/{record.pk}/note_progress/{part.pk}/"
    client = logged_in(unit_handler)
    page = typed(soup(client.get(where)), form_of("note_progress"))
    pictures = [SimpleUploadedFile("现场.jpg", photograph()), SimpleUploadedFile("纪要.pdf", PDF)]
    refused = client.post(where, page | {"text": "", "pictures": pictures})
    assert refused.status_code == 422
    assert "已上传“现场.jpg、纪要.pdf”" in text(refused)
    again = typed(soup(refused), form_of("note_progress")) | {"text": "已开工。"}
    assert client.post(where, again).status_code == 302
    event = Event.objects.get(what="note_progress")
    assert event.summary == "已开工。（附照片和文件2个）"
    assert len(event.data["files"]) == 2
    assert "现场.jpg" in text(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/"))
    file = PrivateFile.objects.get(name="现场.jpg")
    assert file.size < len(photograph())
    assert b"".join(logged_in(clerk).get(f"/admin/files/{file.pk}/"))
    assert logged_in(other_handler).get(f"/admin/files/{file.pk}/").status_code != 200


@pytest.mark.django_db
def test_another_unit_of_the_same_item_does_not_see_a_unit_s_photographs(
    office, unit_handler, other_unit, other_handler
):
    record = office.make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    part = record.assignments.get(unit=office.unit)
    talk = {"phase": "during", "method": "face", "summary": "听取意见。"}
    take("contact", part, account=unit_handler, **talk, pictures=[PrivateFile.objects.keep("面商.pdf", PDF)])
    address = f"/admin/files/{PrivateFile.objects.get().pk}/"
    assert b"".join(logged_in(unit_handler).get(address))
    assert logged_in(other_handler).get(address).status_code != 200
