"""A cell whose value nobody can know is an error of its row and column, or a note; never a value, never silently blank."""

import base64
import io
import re
import zipfile
import zlib

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from tests.tracking.ledger.books import PLAIN, csv_bytes, of_grid, saved, xlsx
from tracking import ledger

FIRST = "领衔代表(第一提案人)"


def remade(file: io.BytesIO, change, name=lambda name: name) -> io.BytesIO:
    """A workbook whose parts are changed (`change(name, content)`) and renamed."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(name(part), change(part, old.read(part)))
    made.seek(0)
    return made


def with_cell(cell: str) -> io.BytesIO:
    """A workbook whose second row has this XML in place of its remark."""
    file = xlsx(PLAIN | {"备注": "换掉"}, PLAIN | {"编号": 2})

    def change(part, content):
        if part != "xl/worksheets/sheet1.xml":
            return content
        return re.sub(rb'<c r="F2".*?</c>', cell.encode(), content)

    return remade(file, change)


def found(file, name="台账.xlsx"):
    sheet = ledger.read(file, name)
    return [(one.row, one.column, one.message) for one in sheet.faults], [(one.row, one.column) for one in sheet.notes]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#SPILL!", "#CALC!", "#BUSY!"])
def test_an_error_of_a_formula_is_no_text_and_no_blank(error):
    message = f"公式出错（{error}），请改正。"
    for file in (with_cell(f'<c r="F2" t="e"><f>A9</f><v>{error}</v></c>'), xlsx(PLAIN | {"备注": error})):
        assert found(file) == ([(2, "备注", message)], [])
    assert found(csv_bytes(PLAIN | {FIRST: error}, encoding="utf-8"), "台账.csv") == ([(2, FIRST, message)], [])


def test_a_row_with_an_error_is_judged_once_the_error_is_mended(plan):
    made = plan(PLAIN | {"案由": "#REF!", FIRST: "#N/A"}, PLAIN | {"编号": 2})
    assert [(error.row, error.column) for error in made.errors] == [(2, "案由"), (2, FIRST)]
    assert [one.record.number for one in made.creates] == [2]


def test_a_formula_that_was_never_computed_is_not_blank():
    (fault,), _notes = found(with_cell('<c r="F2"><f>"重"&amp;"点"</f></c>'))
    assert fault[:2] == (2, "备注")
    assert "打开这个文件、保存后再导入" in fault[2]
    workbook = Workbook()
    for row in (["编号", "案由", "备注"], [1, "关于示例的建议", "=A2+1"]):
        workbook.active.append(row)
    assert [fault[:2] for fault in found(saved(workbook))[0]] == [(2, "备注")]
    for text in ("=DATE(2024,8,5)", '=IF(A1="是",1,2)', "=A2+1", "=1+1"):
        (fault,), _notes = found(csv_bytes(PLAIN | {"备注": text}, encoding="utf-8"))
        assert fault[:2] == (2, "备注"), text
    assert found(csv_bytes(PLAIN | {"备注": "'=1+1"}, encoding="utf-8")) == ([], [])


def test_a_formula_whose_result_is_an_empty_text_is_blank():
    assert found(with_cell('<c r="F2" t="str"><f>""</f><v></v></c>')) == ([], [])


def test_the_errors_of_an_open_document_are_no_blanks_and_no_zeros():
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = f'xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" xmlns:text="{name}:text:1.0" xmlns:calcext="urn:calcext"'
    lines = [
        ["编号", "案由", "备注"],
        [1, 'formula="of:=NA()" office:value-type="string" calcext:value-type="error"|#N/A', 'formula="of:=A1"|'],
        ['formula="of:=1/0" office:value-type="float" office:value="0" calcext:value-type="error"|#DIV/0!', "乙", "丙"],
    ]

    def cell(said):
        kind, _bar, text = str(said).rpartition("|")
        kind = f"table:{kind}" if kind else 'office:value-type="string"'
        return f"<table:table-cell {kind}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in lines)
    table = f'<table:table table:name="表">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        entry = '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        package.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{name}:manifest:1.0">{entry}</m:manifest>')
    file.seek(0)
    assert [fault[:2] for fault in found(file, "台账.ods")[0]] == [(2, "案由"), (2, "备注"), (3, "编号")]


OLD_WORKBOOK = (
    "c-rk)OK4L;6g@Nfhcr!UT4==(3RaEXR5v2DPX(<TW2*~4h??4f(vnL2U|ra1n^jQ+SBjfLH*TVC{GbcnxezLf2!fF4MsOu4inMv&x$nK0)(Q=1QJE9w&VBdJnVHPJGw<_kI$E5(-BQ9l"
    "biswP8GyISCa46QiwMYXno4zQKNVBspF+S-f%JOtpzf(p#Zbk&1c_Vj$0UKbR1V-cQbXBHVhOQ@=a3d^4xJ<gu9GE<W}a08%Ofn8vAoGGAF|xUmWwPqsclj0$Fz}3Zm_d>uWV&s7^>g9"
    "%z4e04m9G4%HomB!fNZm=G?LL;NR(pyF-`)#jQJ&&E(R9MZ_q8Q}}EqfKSd&eU#AlrL_x?{p(!2Zvp!i=>|q&9_9qkBZQYO<&oms!NSB0)={9rh5St;Uv^Wq{b<K2s(kz25BeZZ^j=DB"
    "9G=)Yep)doJI(~vA<dgQGG|lQak7U<_M@KlD5rdcj_sKnAD{2&>oE?oWt0zc>$qR3W(X7K6@$oO_P8oC$&9ruFL1BRS#Mz(qq$Sv*3)P!+s3%fID6Y@ob`+s#;PiPHR<^ez4zkzcg7mh"
    "3*Du&vBE2360LOm=_kJWjiFt%i)&XE?i)@m?4#ig%jTbs3BQckb2sgKT0LeFWHrjtx>BnnDp%58E5#P`*ym)BZBbrj)m|`Lt&T_fNmuNoP+YkHS28!qQCd-ni;r)mRzn}+0&()I&LwxJ"
    "g3=`$a7VG}y!(M5G&D3cG&D3cG&Ft<!H>7r!@S#m+3@m1r}bTDmP%QFCi!o%3q$lfNiU{bk)=9^;hOTN2_E6}B^JqXz85O&q0w^~Kp)RzpyvFg*F91Fe-=%Q{Jt$z>-gnb=J|)m{|?bk"
    "&oT"
)
"A workbook of Excel 97: 编号 案由 备注; 1 with #N/A as 备注; 2 with the formula 1/0 as 案由."


def test_the_errors_of_an_old_workbook_are_no_blanks():
    file = io.BytesIO(zlib.decompress(base64.b85decode(OLD_WORKBOOK)))
    assert [fault[:2] for fault in found(file, "台账.xls")[0]] == [(2, "备注"), (3, "案由")]


def test_a_number_that_a_csv_holds_as_a_formula_keeps_its_zeros():
    sheet = ledger.read(csv_bytes(PLAIN | {"编号": '="012"'}, encoding="utf-8"), "台账.csv")
    assert sheet.rows[0].cells["number"] == "012"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="F2" t="str"><f>_xlfn.DISPIMG("ID_0A",1)</f><v>=DISPIMG("ID_0A",1)</v></c>',
        '<c r="F2" t="e"><f>_xlfn.DISPIMG("ID_0A",1)</f><v>#NAME?</v></c>',
        '<c r="F2" t="e" vm="1"><v>#VALUE!</v></c>',
        '<c r="F2" t="inlineStr"><is><t>=DISPIMG("ID_0A",1)</t></is></c>',
    ],
)
def test_a_picture_in_a_cell_is_a_blank_and_a_note(cell):
    assert found(with_cell(cell)) == ([], [(2, "备注")])


def test_a_picture_that_lies_on_a_cell_is_noted():
    picture = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(picture, "PNG")
    workbook = Workbook()
    for row in (["编号", "案由", "备注"], [1, "关于示例的建议", None]):
        workbook.active.append(row)
    workbook.active.add_image(Image(picture), "C2")
    assert found(saved(workbook)) == ([], [(2, "备注")])


def test_a_column_too_narrow_for_its_date_is_not_the_text_of_it():
    assert "列宽不够" in found(csv_bytes(PLAIN | {"办理期限": "########"}, encoding="utf-8"))[0][0][2]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="F2" t="e"><v>#何物!</v></c>', '<c r="F2" t="q"><v>2</v></c>', '<c r="F2" t="n"><v>2x</v></c>', '<c r="F2" t="s"><v>99</v></c>',
    ],
)  # fmt: skip
def test_one_odd_cell_does_not_make_a_workbook_damaged(cell):
    sheet = ledger.read(with_cell(cell), "台账.xlsx")
    assert [(one.row, one.column) for one in sheet.faults] == [(2, "备注")]
    assert [row.number for row in sheet.rows] == [2, 3]


@pytest.mark.parametrize(
    "name",
    [
        str.upper,
        lambda name: name.replace("/", "\\"),
        lambda name: f"/{name}",
        lambda name: name.replace("workbook", "Workbook"),
    ],
    ids=["capitals", "backslashes", "leading slash", "one capital"],
)
def test_the_names_of_a_workbooks_parts_may_be_written_otherwise(name):
    sheet = ledger.read(remade(xlsx(PLAIN), lambda _part, content: content, name), "台账.xlsx")
    assert [row.text("title") for row in sheet.rows] == [PLAIN["案由"]]


def test_a_damaged_worksheet_is_named_and_not_left_out():
    file = of_grid([["编号", "案由"], [1, "甲"]], [["编号", "案由"], [2, "乙"]], names=["建议", "提案"])
    broken = remade(file, lambda part, content: content[:60] if part.endswith("sheet2.xml") else content)
    with pytest.raises(ledger.Unreadable, match="工作表“提案”已损坏"):
        ledger.read(broken, "台账.xlsx")
