"""The hand-over package: what it holds of a signed piece, and that nothing else gets into one."""

import io
import json
from pathlib import Path

import jsonschema
import pytest
from docx import Document
from lxml import etree, html
from openpyxl import load_workbook

from publishing.handover import body, metadata, packing, platforms

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
