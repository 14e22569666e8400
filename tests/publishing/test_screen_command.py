"""`huiyin screen`: what it prints and how it ends."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.publishing.screening.made import document, paragraph

PHONE = "154" + "00001234"


def ended(capsys, *words) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("screen", *words)
    except SystemExit as reason:
        code = reason.code
    out, err = capsys.readouterr()
    return code, out, err


def test_findings_are_one_json_object_and_the_code_is_1(tmp_path, capsys):
    path = tmp_path / "名单.docx"
    path.write_bytes(document(paragraph("手机", PHONE)))
    code, out, err = ended(capsys, str(path), "--json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {"findings": [{"kind": "mobile", "quote": PHONE, "where": "正文", "mask": "154****1234"}]}


def test_nothing_found_is_0(tmp_path, capsys):
    path = tmp_path / "答复.txt"
    path.write_text("关于第12号建议的答复", encoding="gb18030")
    assert ended(capsys, str(path), "--json") == (0, '{"findings": []}\n', "")
    assert ended(capsys, str(path)) == (0, "没有发现问题。\n", "")


def test_people_read_what_was_found_and_what_to_do(tmp_path, capsys):
    path = tmp_path / "答复.txt"
    path.write_text(f"第一行\n手机{PHONE}", encoding="utf-8")
    code, out, _err = ended(capsys, str(path))
    assert code == 1
    assert out.splitlines() == [
        "发现1处，其中须处理后才能公开的1处。",
        f"须处理\t手机号码\tR96\t第2行“{PHONE}”\t有手机号码，请改为“154****1234”。",
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\x00\x01", b""])
def test_an_unreadable_file_is_said_on_stderr(tmp_path, capsys, content):
    path = tmp_path / "坏.docx"
    path.write_bytes(content)
    code, out, err = ended(capsys, str(path), "--json")
    assert (code, out) == (1, "")
    assert err.startswith("坏.docx：")


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path, capsys):
    code, _out, err = ended(capsys, str(tmp_path / "没有.txt"))
    assert code == 1
    assert err == "没有.txt：没有这个文件，请核对文件名和所在的文件夹。\n"


def test_a_folder_is_said_in_a_sentence(tmp_path, capsys):
    code, out, err = ended(capsys, str(tmp_path), "--json")
    assert (code, out) == (1, "")
    assert err == f"{tmp_path.name}：这是文件夹，请逐个检查里面的文件。\n"


def test_a_name_that_no_file_can_have_is_said_in_a_sentence(capsys):
    for name in ("长" * 300, "a\0b"):
        code, out, err = ended(capsys, name)
        assert (code, out) == (1, "")
        assert "请核对文件名" in err


def test_a_file_is_known_by_its_content_whatever_its_name_says(tmp_path, capsys):
    path = tmp_path / "名单.jpg"
    path.write_bytes(document(paragraph("手机", PHONE)))
    assert ended(capsys, str(path))[0] == 1
    path.write_text(f"手机{PHONE}", encoding="gb18030")
    assert "154****1234" in ended(capsys, str(path))[1]


def test_a_text_is_read_from_what_comes_in(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"手机{PHONE}".encode("gb18030"))))
    code, out, err = ended(capsys, "-", "--json")
    assert (code, err) == (1, "")
    assert json.loads(out)["findings"][0]["mask"] == "154****1234"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert ended(capsys, "-")[2] == "标准输入：文件是空的。\n"


def test_wrong_use_is_refused():
    with pytest.raises(CommandError):
        call_command("screen")
