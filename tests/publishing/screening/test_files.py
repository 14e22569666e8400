"""Files: whatever is planted in one is found, what can be masked is masked in it, and its properties come off."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from publishing.screening import Contacts, Kind
from publishing.screening.files import Unscreenable, cleaned, screen_file
from tests.publishing.screening.made import (
    core,
    document,
    layout,
    package,
    paper,
    paragraph,
    part_of,
    picture,
    rows,
    slides,
    words,
    workbook,
)
from tests.publishing.screening.planted import HOME, PERSON, PHONE, PLAIN, PLANTED, cells, info, inside, shown_as


def found_in(data: bytes, **contacts) -> set[str]:
    return {one.kind for one in screen_file(data, **contacts).findings}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found(name):
    data, kind = PLANTED[name]
    assert kind in found_in(data)


def test_sixty_files_are_planted():
    assert len(PLANTED) >= 60


@pytest.mark.parametrize(
    "data",
    [
        "关于第12号建议的答复，联系电话：区教育局0894-2000123。".encode(),
        document(PLAIN, docProps__core_xml=core(dc_title="答复")),
        workbook({"台账": rows('<row r="1"><c r="A1"><v>12</v></c><c r="B1"><v>45000.5</v></c></row>')}),
        shown_as("0&quot;件（2024年）&quot;;[$-804]yyyy&quot;年&quot;m&quot;月&quot;"),
        slides("<a:r><a:t>办理情况</a:t></a:r>"),
        layout(words("巴政办函〔2024〕12号，共办理7件，办结率100%")),
        paper("巴政办函〔2024〕12号", change=info("/Title", "答复")),
        picture("PNG"),
    ],
    ids=["txt", "docx", "xlsx", "a format of numbers", "pptx", "ofd", "pdf", "png"],
)
def test_an_ordinary_file_raises_no_alarm(data):
    assert screen_file(data).findings == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"\x00\x01\x02\x03", "不是能检查的文件"),
        (b"PK\x03\x04" + b"x" * 60, "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "设有密码"),
        (b"%PDF-1.7 nothing", "已损坏"),
        (paper("一", save={"encryption": pikepdf.Encryption(owner="a", user="b")}), "设有密码"),
        (package({"word/document.xml": b" " * 400_000_000}), "展开后过大"),
        (inside("word/embeddings/a.docx", package({"word/document.xml": b" " * 400_000_000})), "展开后过大"),
        (picture()[:300], "已损坏"),
    ],
    ids=["empty", "unknown", "broken", "old", "old with password", "broken pdf", "pdf with password", "bomb", "bomb inside", "cut picture"],
)  # fmt: skip
def test_a_file_that_cannot_be_looked_into_is_refused_in_words(data, said):
    with pytest.raises(Unscreenable, match=said):
        screen_file(data, "文件")


def test_a_pdf_that_only_its_owner_may_change_is_read():
    data = paper(f"手机{PHONE}", save={"encryption": pikepdf.Encryption(owner="a", user="")})
    assert Kind.MOBILE in found_in(data)


def test_entities_are_not_unfolded():
    bomb = '<!DOCTYPE x [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    assert found_in(document(PLAIN, word__header1_xml=bomb)) == set()


def test_a_broken_part_is_said_and_still_read():
    assert found_in(document(PLAIN, word__header1_xml=f"<x>手机{PHONE}")) == {Kind.HIDDEN, Kind.MOBILE}


def test_a_place_is_said_in_words():
    data = workbook({"名单": rows(), "暗": cells(PHONE)}, states={"暗": "hidden"})
    assert [one.where for one in screen_file(data).findings] == ["隐藏的工作表“暗”A1"]
    assert [one.where for one in screen_file(paper(f"第一行\n{PHONE}")).findings] == ["第1页第2行"]


def test_cells_beside_each_other_are_no_number():
    row = '<row r="1"><c r="A1"><v>154</v></c><c r="B1"><v>0000</v></c><c r="C1"><v>1234</v></c></row>'
    assert found_in(workbook({"表": rows(row)})) == set()


def test_what_many_cells_repeat_is_found_in_each_of_them():
    lines = [f'<row r="{n}"><c r="A{n}"><v>15400001234</v></c></row>' for n in range(1, 4)]
    assert [one.where for one in screen_file(workbook({"表": rows(*lines)})).findings] == [
        f"工作表“表”A{n}" for n in range(1, 4)
    ]


def test_a_cell_of_a_few_digits_is_somebodys_where_the_ledger_or_its_head_says_so():
    data = workbook({"表": cells("2000111")})
    assert found_in(data) == set()
    assert found_in(data, contacts=Contacts(deputies=frozenset({"2000111"}))) == {Kind.DEPUTY}
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>QQ号</t></is></c><c r="B1"><v>20001234</v></c></row>'
    assert found_in(workbook({"表": rows(row)})) == {Kind.QQ}


def test_an_offices_lines_pass_in_files_too():
    data = document(paragraph("电话：0894-2000123"))
    assert found_in(data) == {Kind.LANDLINE}
    assert found_in(data, contacts=Contacts(offices=frozenset({"0894-2000123"}))) == set()


# 遮盖 --------------------------------------------------------------------------------------------
def test_a_document_is_masked_in_its_parts_and_loses_its_properties():
    data = document(
        paragraph("手机", PHONE[:3], PHONE[3:]) + paragraph(f"{HOME}。"),
        word__header1_xml=f'<w:hdr xmlns:w="w">{paragraph(PERSON)}</w:hdr>',
        docProps__core_xml=core(dc_creator="张三", cp_lastModifiedBy="李四"),
    )
    masked = screen_file(data).masked()
    text = part_of(masked, "word/document.xml")
    assert "手机" in text
    assert "154****1234" in text
    assert PHONE[3:] not in text
    assert "家住巴宜区八一镇" in text
    assert "示例村" not in text
    assert PERSON not in part_of(masked, "word/header1.xml")
    assert "张三" not in part_of(masked, "docProps/core.xml")
    assert screen_file(masked).findings == ()


def test_namespaces_of_a_masked_part_stay_as_programs_need_them():
    body = f'<w:p xmlns:w14="urn:14" xmlns:mc="urn:mc" mc:Ignorable="w14" w14:paraId="0A"><w:r><w:t>{PHONE}</w:t></w:r></w:p>'
    text = part_of(screen_file(document(body)).masked(), "word/document.xml")
    assert 'mc:Ignorable="w14"' in text
    assert 'w14:paraId="0A"' in text


def test_tracked_deletions_and_names_of_authors_are_taken_out():
    body = (
        f'<w:p><w:r><w:t>电话</w:t></w:r><w:del w:author="王五"><w:r><w:delText>{PHONE}</w:delText></w:r></w:del></w:p>'
    )
    text = part_of(screen_file(document(body)).masked(), "word/document.xml")
    assert "电话" in text
    assert PHONE not in text
    assert "王五" not in text


def test_a_workbook_is_masked_where_numbers_are_numbers_shared_or_computed():
    row = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>15400001234</v></c>'
        '<c r="C1" t="str"><f>"154"&amp;"00001234"</f><v>15400001234</v></c></row>'
    )
    data = workbook({"表": rows(row)}, ["<r><t>154</t></r><r><t>00001234</t></r>"])
    masked = screen_file(data).masked()
    assert part_of(masked, "xl/worksheets/sheet1.xml").count("154****1234") == 2
    assert "154****1234" in part_of(masked, "xl/sharedStrings.xml")
    assert screen_file(masked).findings == ()


def test_only_what_was_chosen_is_masked():
    data = document(paragraph(f"手机{PHONE}，身份证{PERSON}"))
    text = part_of(screen_file(data).masked(lambda one: one.kind == Kind.IDENTITY), "word/document.xml")
    assert PHONE in text
    assert PERSON not in text


@pytest.mark.parametrize("data", [paper(f"手机{PHONE}"), layout(words(PHONE)), picture(comment=PHONE.encode())], ids=["pdf", "ofd", "jpg"])  # fmt: skip
def test_what_cannot_be_masked_waits_for_another_file(data):
    found = screen_file(data)
    assert not found.can_mask
    with pytest.raises(Unscreenable, match="不能自动遮盖"):
        found.masked()


# 去除属性 -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_a_picture_loses_all_words_and_keeps_its_looks(kind):
    options = {"JPEG": {"comment": b"secret"}, "GIF": {"comment": b"secret"}, "TIFF": {"description": "secret"}}
    data = picture(kind, tags={0x010F: "secret"}, place={1: "N", 2: (29.0, 39.0, 0.0)}, **options.get(kind, {}))
    clean = cleaned(data)
    assert b"secret" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert (image.format, image.size) == (kind, (40, 30))
        assert not image.getexif().get_ifd(0x8825)


def test_a_picture_that_lies_on_its_side_is_set_upright():
    with Image.open(io.BytesIO(cleaned(picture(tags={0x0112: 6})))) as image:
        assert image.size == (30, 40)
        assert 0x0112 not in image.getexif()


def test_a_moving_picture_keeps_its_frames():
    file = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), (number, 0, 0)) for number in (0, 100, 200)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=120, comment=b"secret")
    with Image.open(io.BytesIO(cleaned(file.getvalue()))) as image:
        assert image.n_frames == 3


def test_a_pdf_loses_author_attachments_and_scripts_but_not_its_title():
    def change(pdf):
        pdf.docinfo["/Author"] = f"扎西{PHONE}"
        pdf.docinfo["/Title"] = "答复"
        pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, PHONE.encode(), filename="a.txt")
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    clean = cleaned(paper("正文一二三四五", change=change))
    with pikepdf.open(io.BytesIO(clean)) as pdf:
        assert len(pdf.attachments) == 0
        assert "/OpenAction" not in pdf.Root
        assert "/Info" not in pdf.trailer
        with pdf.open_metadata() as told:
            assert told["dc:title"] == "答复"
    assert screen_file(clean).findings == ()


def test_a_package_loses_its_preview_and_the_places_of_its_pictures():
    made = inside("word/media/image1.jpeg", picture(place={1: "N", 2: (29.0, 39.0, 0.0)}))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        data = package({one: parts.read(one) for one in parts.namelist()} | {"docProps/thumbnail.jpeg": picture()})
    clean = cleaned(data)
    with zipfile.ZipFile(io.BytesIO(clean)) as parts:
        assert "docProps/thumbnail.jpeg" not in parts.namelist()
    assert screen_file(clean).findings == ()


def test_the_same_file_is_cleaned_to_the_same_bytes():
    data = document(PLAIN, docProps__core_xml=core(dc_creator="张三"))
    assert cleaned(data) == cleaned(data)


def test_the_identifier_of_a_pdf_is_not_read_as_words():
    number = b"15400001234 0000"

    def identified(pdf):
        pdf.trailer.ID = pikepdf.Array([pikepdf.String(number), pikepdf.String(number)])

    data = paper("巴政办函〔2024〕12号", change=identified)
    assert screen_file(data).findings == ()
