"""The hand-over package: what it holds of a signed piece, and that nothing else gets into one."""

import io
import json
from pathlib import Path

import jsonschema
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from docx import Document
from lxml import etree, html
from openpyxl import load_workbook
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.rich_text import RichText

from publishing import review
from publishing.handover import body, metadata, packing, pictures, platforms
from publishing.papers.kinds.release_slip import release_slip
from publishing.review import Refused
from tests.tracking.factories import PDF
from tests.tracking.papers.scenes import said

SCHEMAS = Path(metadata.__file__).parent


def packed(page, code: str = "fields") -> tuple[packing.Parcel, dict[str, bytes]]:
    piece = packing.parcel_of(page, platforms.platform_of(code))
    return piece, {one.name: one.data for one in piece.files()}


def is_valid_xml(data: bytes) -> bool:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "metadata.xsd"))
    return schema.validate(etree.fromstring(data))


def check_json(data: bytes) -> dict:
    said = json.loads(data)
    schema = json.loads((SCHEMAS / "metadata.schema.json").read_text())
    jsonschema.validate(said, schema, format_checker=jsonschema.FormatChecker())
    return said


def test_the_body_is_the_signed_letter_without_title_and_number(newsroom, notice):
    piece, files = packed(notice)
    page = html.fromstring(f"<div>{files['正文.html'].decode()}</div>")
    assert [one.text_content() for one in page] == [line for line in notice.letter.splitlines() if line.strip()]
    assert {one.tag for one in page.iter()} - {"div"} <= body.TAGS
    assert notice.title not in files["正文.html"].decode()
    word = Document(io.BytesIO(files["正文.docx"]))
    assert [one.text for one in word.paragraphs] == piece.words.split("\n")


@pytest.mark.parametrize("code", ["fields", "catalogue", "station"])
def test_metadata_are_valid_and_say_the_same_in_three_forms(newsroom, notice, code):
    piece, files = packed(notice, code)
    said = check_json(files["元数据.json"])
    assert is_valid_xml(files["元数据.xml"])
    fields = {one["name"]: one["value"] for one in said["fields"].values()}
    root = etree.fromstring(files["元数据.xml"])
    assert {one.get("name"): one.text or "" for one in root.find("fields")} == fields
    sheet = load_workbook(io.BytesIO(files["元数据.xlsx"])).active
    head, values = ([cell.value or "" for cell in row] for row in sheet.iter_rows())
    assert dict(zip(head, values, strict=True)) == fields
    assert list(fields) == [one.name for one in platforms.platform_of(code).fields]
    assert said["sha256"] == piece.submission.content_sha256
    assert all(fields[one.name] for one in platforms.platform_of(code).fields if one.required)


# What else a package holds ---------------------------------------------------------------------
def test_a_summary_has_its_figures_as_a_table_and_headings(newsroom, elsewhere):
    page = newsroom.published(newsroom.summary())
    _piece, files = packed(page)
    root = html.fromstring(f"<div>{files['正文.html'].decode()}</div>")
    assert {one.tag for one in root.iter()} - {"div"} <= body.TAGS
    assert root.findtext("table/caption") == "主要数据"
    assert root.find("h2") is not None
    word = Document(io.BytesIO(files["正文.docx"]))
    assert word.tables
    assert page.title not in [one.text for one in word.paragraphs]
    assert "点开" not in files["正文.html"].decode()
    assert check_json(files["元数据.json"])["fields"]["abstract"]["value"]


def test_rich_text_keeps_emphasis_lists_and_words_alone(newsroom, elsewhere):
    rich = (
        '<p>见<a href="https://example.gov.cn/?a=1&amp;b=2">办法</a>，<b>须知</b>。</p>'
        "<ol><li>甲 &lt;一&gt;</li><li>乙</li></ol><ul><li>丙</li></ul>"
    )
    page = newsroom.article()
    draft = page.get_latest_revision_as_object()
    draft.body = [("rich", RichText(rich))]
    draft.save_revision(user=newsroom.editor)
    _piece, files = packed(newsroom.published(type(page).objects.get(pk=page.pk)))
    assert files["正文.html"].decode().splitlines() == [
        "<p>见办法，<strong>须知</strong>。</p>", "<p>1. 甲 &lt;一&gt;</p>", "<p>2. 乙</p>", "<p>· 丙</p>",
    ]  # fmt: skip


def test_attachments_are_the_signed_bytes_with_their_titles(newsroom, elsewhere):
    document = get_document_model().objects.create(title="示例附件", file=ContentFile(PDF, "a b（一）.pdf"))
    page = newsroom.article()
    draft = page.get_latest_revision_as_object()
    draft.attachments = [("document", document)]
    draft.save_revision(user=newsroom.editor)
    submission = newsroom.submit(type(page).objects.get(pk=page.pk))
    for finding in review.standing(submission):
        review.justify(submission, finding.key, account=newsroom.first, reason="read", note="")
    newsroom.sign(submission)
    _piece, files = packed(type(page).objects.get(pk=page.pk))
    [name] = [one for one in files if one.startswith("附件/")]
    with document.file.open("rb") as stored:
        assert files[name] == stored.read()
    [said] = check_json(files["元数据.json"])["attachments"]
    assert (said["title"], said["name"]) == ("示例附件", name)
    assert is_valid_xml(files["元数据.xml"])


def test_a_large_picture_becomes_small_keeps_its_words_and_loses_where_it_was_taken(db):
    drawn = io.BytesIO()
    noise = Picture.effect_noise((2400, 1800), 90).convert("RGB")
    exif = Picture.Exif()
    exif[0x010F] = "示例相机"
    noise.save(drawn, "JPEG", quality=95, exif=exif)
    assert len(drawn.getvalue()) > 1024 * 1024
    image = get_image_model()(title="示例图片", file=ContentFile(drawn.getvalue(), "大.jpg"))
    image.description = "示例桥通车"
    found = pictures.pack(image, "图片/1", 200)
    assert len(found.data) <= 200 * 1024
    assert found.words == "示例桥通车"
    with Picture.open(io.BytesIO(found.data)) as small:
        assert not small.getexif()


# What never gets into one ----------------------------------------------------------------------
def test_a_newer_draft_is_not_packed_only_what_was_signed(newsroom, notice):
    draft = notice.get_latest_revision_as_object()
    draft.letter = "没有签过的话。"
    draft.save_revision(user=newsroom.editor)
    _piece, files = packed(type(notice).objects.get(pk=notice.pk))
    assert "没有签过的话" not in files["正文.html"].decode()
    newsroom.submit(type(notice).objects.get(pk=notice.pk))
    _piece, files = packed(type(notice).objects.get(pk=notice.pk))
    assert "没有签过的话" not in files["正文.html"].decode()


def test_what_was_taken_down_or_altered_has_no_package(newsroom, notice):
    review.take_down(notice, account=newsroom.final, reason="内容有误")
    with pytest.raises(Refused, match="没有签发的文稿"):
        packed(type(notice).objects.get(pk=notice.pk))


def test_a_signed_text_altered_behind_the_scenes_has_no_package(newsroom, notice):
    revision = notice.live_revision
    content = revision.content | {"letter": "被改过的话。"}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    with pytest.raises(Refused, match="没有签发的文稿"):
        packed(type(notice).objects.get(pk=notice.pk))


def test_the_slip_in_it_names_who_signed_and_the_check_value(newsroom, notice):
    piece, files = packed(notice)
    assert files["信息发布审核表.pdf"].startswith(b"%PDF")
    words = said(release_slip, piece.page)
    for turn in piece.submission.agreed():
        assert turn.decider.name in words
    assert review.check_value(piece.submission.content_sha256) in words


# A platform's file -----------------------------------------------------------------------------
def test_an_offices_own_file_goes_before_an_example_and_a_broken_one_is_told(settings, tmp_path, db):
    settings.PLATFORMS = tmp_path
    (tmp_path / "fields.toml").write_text(
        'name = "本省平台"\n[[field]]\nof = "title"\nname = "题名"\n[[field]]\nof = "keywords"\nname = "词"\n'
    )
    assert platforms.current().name == "本省平台"
    for words, why in (
        ("name =", "读不出来"),
        ('name = "x"\n[[field]]\nof = "colour"\nname = "颜色"\n', "field.0.of"),
        ('name = "x"\n[[field]]\nof = "title"\nname = "题名"\n', "缺少：keywords"),
        (
            'name = "x"\n'
            + '[[field]]\nof = "title"\nname = "题名"\n' * 2
            + '[[field]]\nof = "keywords"\nname = "词"\n',
            "重复的：title",
        ),
    ):
        (tmp_path / "own.toml").write_text(words)
        with pytest.raises(platforms.Broken, match=why):
            platforms.platform_of("own")
    assert "own" not in [one.code for one in platforms.platforms()]
    with pytest.raises(platforms.Broken, match="没有平台"):
        platforms.platform_of("../fields")


def test_what_a_platform_will_not_take_is_told_and_not_cut(newsroom, notice, settings, tmp_path):
    settings.PLATFORMS = tmp_path
    (tmp_path / "short.toml").write_text(
        'name = "短"\n[[field]]\nof = "title"\nname = "题名"\nmost = 5\n[[field]]\nof = "keywords"\nname = "词"\n'
        '[[field]]\nof = "subtitle"\nname = "副题"\nrequired = true\n'
    )
    piece, files = packed(notice, "short")
    assert len(piece.problems) == 2
    assert "最多5字" in piece.problems[0]
    assert check_json(files["元数据.json"])["fields"]["title"]["value"] == notice.title


# The command -----------------------------------------------------------------------------------
def test_the_command_packs_what_waits_and_enters_what_comes_back(newsroom, notice, tmp_path, capsys):
    folder = tmp_path / "移交包"
    call_command("handover", str(folder))
    assert "移交包1篇" in capsys.readouterr().out
    [inside] = [one for one in folder.iterdir() if one.is_dir()]
    assert {one.name for one in inside.iterdir()} >= {"正文.docx", "元数据.json"}
    with pytest.raises(CommandError, match="不是空文件夹"):
        call_command("handover", str(folder))
    book = load_workbook(folder / "移交清单.xlsx")
    book.active["E2"], book.active["F2"] = "https://a.example.cn/1.html", f"{timezone.localtime():%Y-%m-%d %H:%M}"
    book.save(tmp_path / "回.xlsx")
    with pytest.raises(CommandError, match="由信息公开编辑"):
        call_command("handover", enter=str(tmp_path / "回.xlsx"), user="unit")
    call_command("handover", enter=str(tmp_path / "回.xlsx"), user="editor")
    assert "已登记1篇" in capsys.readouterr().out
    call_command("handover", str(tmp_path / "二"))
    assert "没有等着移交的稿件" in capsys.readouterr().out
    assert not (tmp_path / "二").exists()
    with pytest.raises(CommandError, match="没有签发的稿件，编号：99999"):
        call_command("handover", str(tmp_path / "三"), page=[99999])
    call_command("handover", platforms=True)
    assert "catalogue" in capsys.readouterr().out
