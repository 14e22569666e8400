"""What comes in is kept as it came and never shown as a page; what a browser would run is refused, whatever it is called."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from tests.tracking.factories import PDF, PNG, make_scan
from tracking.admin.ledger.files import respond_with
from tracking.filekinds import INCOMING, check_published, incoming_type
from tracking.models import PrivateFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 60
RAR = b"Rar!\x1a\x07\x01\0" + b"\0" * 60


def package(*parts: str) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in parts:
            made.writestr(name, "x")
    return out.getvalue()


DOCX, XLSX, PPTX = package("word/document.xml"), package("xl/workbook.xml"), package("ppt/presentation.xml")
OFD, ZIP = package("OFD.xml", "Doc_0/Document.xml"), package("回复.pdf", "附件/说明.txt")
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("来文.doc", OLE), ("来文.wps", OLE), ("附表.et", OLE), ("附表.xls", OLE), ("汇报.ppt", OLE), ("来文.ofd", OFD),
        ("材料.zip", ZIP), ("材料.rar", RAR), ("现场.mp4", MP4), ("来文.docx", DOCX), ("附表.xlsx", XLSX),
        ("汇报.pptx", PPTX), ("来文.PDF", PDF), ("现场.png", PNG), ("来文.wps", DOCX), ("来文2024.8.5", PDF), ("来文", PDF),
    ],
)  # fmt: skip
def test_what_comes_in_is_kept_as_it_came(name, content):
    assert incoming_type(name, content) in {kind for kind, _contents in INCOMING.values()}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("来文.html", HTML), ("来文.pdf", HTML), ("来文.doc", HTML), ("图.svg", SVG), ("图.png", SVG), ("脚本.js", b"alert(1)"),
        ("来文.doc", b"alert(1)"), ("来文.html", PDF), ("图.svg", PNG), ("来文.pdf", b"\xef\xbb\xbf" + HTML), ("来文.exe", b"MZ" + b"\0" * 99),
        ("来文.pdf", b"MZ" + b"\0" * 99), ("来文.pdf", ZIP), ("材料.zip", PDF), ("来文.docx", b"PK\x03\x04 broken"), ("来文.xml", b"<?xml version='1.0'?><a/>"),
        ("来文.docm", DOCX), ("来文.pdf.html", PDF), ("来文.txt", b"words"),
    ],
)  # fmt: skip
def test_what_a_browser_runs_and_what_is_not_what_it_is_called_is_refused(name, content):
    with pytest.raises(ValidationError):
        incoming_type(name, content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"), [("来文.doc", OLE), ("材料.zip", ZIP), ("现场.mp4", MP4), ("来文.ofd", OFD)]
)
def test_what_no_browser_shows_safely_is_only_ever_downloaded(name, content):
    response = respond_with(make_scan(name, content))
    assert b"".join(response) == content
    response.close()
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_refused_file_says_what_is_taken():
    with pytest.raises(ValidationError, match="打印为 PDF"):
        PrivateFile.objects.keep("来文.html", HTML)
    with pytest.raises(ValidationError, match=r"请改成 \.pdf 结尾"):
        PrivateFile.objects.keep("来文.docx", PDF)


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", PDF), ("a.ofd", OFD), ("a.docx", DOCX), ("a.xlsx", XLSX), ("a.pptx", PPTX)]
)
def test_an_office_publishes_these(name, content):
    check_published(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", ZIP), ("a.doc", OLE), ("a.wps", OLE), ("a.mp4", MP4), ("a.html", HTML), ("a.pdf", HTML), ("a.svg", SVG), ("a.png", PNG),
        ("a.docx", ZIP), ("a.docx", package("word/document.xml", "word/vbaProject.bin")), ("a", PDF),
    ],
)  # fmt: skip
def test_an_office_publishes_nothing_else(name, content):
    with pytest.raises(ValidationError):
        check_published(name, content)
