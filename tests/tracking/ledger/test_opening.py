"""A file of any sort gives rows, or one clear sentence."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.tracking.ledger.books import PLAIN, csv_bytes, of_grid, saved, xlsx
from tracking import ledger
from tracking.ledger import opening
from tracking.ledger.opening import Unreadable

HEADER = ["编号", "类别", "案由"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**files: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    file.seek(0)
    return file


def with_far_cell(address: str) -> io.BytesIO:
    workbook = Workbook()
    workbook.active.append(HEADER)
    workbook.active[address] = "远"
    return saved(workbook)


def encrypted_package() -> io.BytesIO:
    file = xlsx(PLAIN)
    data = bytearray(file.getvalue())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.find(start)
        while place >= 0:
            data[place + (6 if start == b"PK\x03\x04" else 8)] |= 1
            place = data.find(start, place + 1)
    return io.BytesIO(bytes(data))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (io.BytesIO(b""), "文件是空的"),
        (io.BytesIO("这不是台账。\n只是一段文字。".encode()), "文件名以 .xlsx 结尾，内容却是普通文字，不是工作簿"),
        (io.BytesIO(b"\x00\x01\x02\x03binary\xff\xfe"), "不是工作簿"),
        (io.BytesIO(b"%PDF-1.4 ..."), "文件是 PDF"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 300), "文件是图片（PNG）"),
        (io.BytesIO("<html><p>编号</p></html>".encode()), "里面没有表格"),
        (io.BytesIO("<html><table><tr><td>编号</td></tr></table></html>".encode()), "没有找到表头|不是工作簿"),
        (io.BytesIO(b"PK\x03\x04 broken"), "已损坏"),
        (zipped(word__document_xml=b"<x/>"), "文件是 Word 文档"),
        (zipped(a_xlsx=b"PK"), "请先解压"),
        (zipped(readme=b"x"), "压缩包或其他文档"),
        (io.BytesIO(OLE + b"\xff" * 600 + "WordDocument".encode("utf-16-le")), "文件是 Word 文档"),
        (zipped(xl__workbook_xml=b"<not-a-workbook/>"), "已损坏"),
        (io.BytesIO(OLE + b"\xff" * 4000), "已损坏"),
        (io.BytesIO(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")), "打开密码"),
        (encrypted_package(), "打开密码"),
        (zipped(xl__workbook_xml=b"<x/>", bomb=b"0" * 60_000_000), "展开后过大"),
        (with_far_cell("XFD1048576"), "展开后过大"),
        (of_grid([]), "没有内容"),
        (of_grid([["一", "二"], [1, 2]]), "没有找到表头"),
        (Path("不存在.xlsx"), "没有这个文件"),
        (Path("."), "打不开文件"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_ledger_is_refused_in_a_sentence(file, sentence):
    with pytest.raises(Unreadable, match=sentence):
        ledger.read(file, "坏文件.xlsx")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("a.csv", "没有找到表头"), ("a.txt", "没有找到表头"), ("a.XLS", "文件名以 .xls 结尾"), ("a.et", "不是工作簿")],
)
def test_a_text_called_a_workbook_is_told_that_it_is_none(name, sentence):
    with pytest.raises(Unreadable, match=sentence):
        ledger.read(io.BytesIO("随手写的几个字".encode("gb18030")), name)


def test_a_table_of_text_that_was_merely_called_xlsx_is_read_all_the_same():
    sheet = ledger.read(io.BytesIO("编号,类别,案由\n1,建议,关于修路的建议\n".encode("gb18030")), "台账.xlsx")
    assert [row.text("title") for row in sheet.rows] == ["关于修路的建议"]


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    with pytest.raises(Unreadable, match="超过"):
        ledger.read(io.BytesIO(b"x" * 1001), "大.csv")


def test_a_workbook_that_claims_less_than_it_holds_harms_nobody():
    """A forged size gets past the look at the contents; the parser's own process is what keeps the limit."""
    data = bytearray(zipped(xl__workbook_xml=b"0" * 40_000_000).getvalue())
    size = (40_000_000).to_bytes(4, "little")
    data = bytes(data).replace(size, (1000).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        ledger.read(io.BytesIO(data), "炸弹.xlsx")


def test_the_parser_runs_by_itself_and_says_what_is_wrong():
    parser = Path(opening.__file__).with_name("parsing")
    run = subprocess.run([sys.executable, "-I", parser], input=b"nonsense", capture_output=True, check=True)
    assert run.stdout == b'{"problem": "broken"}'


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_a_csv_is_read_in_any_encoding_that_offices_use(encoding):
    sheet = ledger.read(csv_bytes(PLAIN, PLAIN | {"编号": 2}, encoding=encoding), "台账.csv")
    assert [row.cells["title"] for row in sheet.rows] == ["关于加强示例工作的建议"] * 2
    assert [row.number for row in sheet.rows] == [2, 3]


def test_a_row_of_a_csv_counts_as_excel_counts_it():
    text = '编号,类别,案由\n1,建议,"关于示例\n的建议"\n\n2,建议,关于另例的建议\n'
    sheet = ledger.read(io.BytesIO(text.encode()), "台账.csv")
    assert [(row.number, row.cells["title"]) for row in sheet.rows] == [(2, "关于示例\n的建议"), (4, "关于另例的建议")]


def test_hidden_worksheets_are_left_out_and_named():
    workbook = Workbook()
    workbook.active.append(HEADER)
    workbook.active.append([1, "建议", "关于示例的建议"])
    hidden = workbook.create_sheet("旧台账")
    hidden.append(HEADER)
    hidden.sheet_state = "hidden"
    sheet = ledger.read(saved(workbook), "台账.xlsx")
    assert (len(sheet.rows), sheet.skipped) == (1, ["旧台账"])
