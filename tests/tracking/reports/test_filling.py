"""An upper office's template keeps what is drawn on it, or is refused by the name of what would be lost."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from tests.tracking.factories import PNG
from tracking import reports
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
SIGNED = reports.Signed("示例填报", "示例审核", date(2024, 8, 9))
DRAWING = "xl/drawings/drawing1.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
PLACE = (
    "<xdr:{name}><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
)
BOX = (
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
    '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>填报单位（盖章）</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
)


def text_box(row: int) -> bytes:
    """A drawing with one text box that begins at this row, counted from 0, and is three rows high."""
    places = PLACE.format(name="from", col=3, row=row) + PLACE.format(name="to", col=5, row=row + 3)
    names = f'xmlns:xdr="{SPREADSHEET}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    return f"<xdr:wsDr {names}><xdr:twoCellAnchor>{places}{BOX}</xdr:twoCellAnchor></xdr:wsDr>".encode()


@pytest.fixture
def report(session) -> reports.Report:
    return reports.Report(session, date(2024, 8, 8), SIGNED)


def book(*rows, dress=lambda sheet: None) -> bytes:
    """A template with these rows, dressed by a function."""
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    dress(workbook.active)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def changed(template: bytes, parts: dict[str, bytes] | None = None, sheet=lambda xml: xml) -> bytes:
    """The template's package with further parts and another first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name, sheet(content) if name == "xl/worksheets/sheet1.xml" else (parts or {}).pop(name, content)
            )
        for name, content in (parts or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_text_box(template: bytes, row: int) -> bytes:
    """The template with a text box that begins at this row, counted from 0."""
    types = zipfile.ZipFile(io.BytesIO(template)).read("[Content_Types].xml").decode()
    override = (
        f'<Override PartName="/{DRAWING}" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
    )
    relation = f'<Relationship Id="rId9" Type="{RELATIONS}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    path, start = (
        "xl/worksheets/_rels/sheet1.xml.rels",
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">',
    )
    parts = {
        "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>").encode(),
        path: (start + relation).encode(),
        DRAWING: text_box(row),
    }
    mark = f'<drawing xmlns:r="{RELATIONS}" r:id="rId9"/></worksheet>'.encode()
    return changed(template, parts, lambda xml: xml.replace(b"</worksheet>", mark))


def filled(report, template: bytes) -> zipfile.ZipFile:
    """The package that a template became; it opens as a workbook."""
    content = reports.fill(report, template)
    load_workbook(io.BytesIO(content))
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_text_box_of_the_template_is_still_there_and_belongs_to_its_sheet(report):
    package = filled(report, with_text_box(book(["统计表"], ["承办件", "{{承办件}}"]), row=1))
    assert "填报单位（盖章）" in package.read(DRAWING).decode()
    assert b"<drawing " in package.read("xl/worksheets/sheet1.xml")
    assert f'Target="/{DRAWING}"'.encode() in package.read("xl/worksheets/_rels/sheet1.xml.rels")
    assert f'PartName="/{DRAWING}"'.encode() in package.read("[Content_Types].xml")


def test_what_is_drawn_below_a_repeated_row_moves_down_with_the_cells(make_record, report):
    for _number in range(3):
        make_record(Stage.HANDLING)
    rows = (["表"], ["{{未办结.序号}}", "{{未办结.案由}}"], ["合计"])
    below = filled(report, with_text_box(book(*rows), row=2)).read(DRAWING).decode()
    assert "<xdr:row>4</xdr:row>" in below
    assert "<xdr:row>7</xdr:row>" in below
    above = filled(report, with_text_box(book(*rows), row=0)).read(DRAWING).decode()
    assert "<xdr:row>0</xdr:row>" in above


def test_pictures_and_charts_are_kept_as_they_are(report):
    def dress(sheet):
        sheet.add_image(Image(io.BytesIO(PNG)), "D2")
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
        sheet.add_chart(chart, "D9")

    template = book(["承办件", 1], ["{{承办件}}", 2], dress=dress)
    before, after = zipfile.ZipFile(io.BytesIO(template)), filled(report, template)
    for name in ("xl/media/image1.png", "xl/charts/chart1.xml", DRAWING):
        assert after.read(name) == before.read(name)
    again = load_workbook(after.fp).active
    assert len(again._images) == len(again._charts) == 1


def test_a_comment_and_a_text_box_of_one_sheet_are_both_kept(report):
    def dress(sheet):
        sheet["A1"].comment = Comment("按年填写", "示例")

    template = book(["{{承办件}}"], dress=dress)
    types = zipfile.ZipFile(io.BytesIO(template)).read("[Content_Types].xml").decode()
    parts = {
        "[Content_Types].xml": types.replace(
            "</Types>",
            f'<Override PartName="/{DRAWING}" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>',
        ).encode(),
        DRAWING: text_box(1),
    }
    path = "xl/worksheets/_rels/sheet1.xml.rels"
    relations = zipfile.ZipFile(io.BytesIO(template)).read(path).decode()
    entry = f'<Relationship Id="rId9" Type="{RELATIONS}/drawing" Target="/{DRAWING}"/></Relationships>'
    parts[path] = relations.replace("</Relationships>", entry).encode()
    mark = f'<drawing xmlns:r="{RELATIONS}" r:id="rId9"/><legacyDrawing'.encode()
    content = reports.fill(report, changed(template, parts, lambda xml: xml.replace(b"<legacyDrawing", mark)))
    assert load_workbook(io.BytesIO(content)).active["A1"].comment.text == "按年填写"
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert sheet.index(b"<drawing ") < sheet.index(b"<legacyDrawing ")


def test_words_of_which_some_are_bold_stay_so(report):
    def dress(sheet):
        sheet["A1"] = CellRichText("截至", TextBlock(InlineFont(b=True), "本月底"))
        sheet["A2"] = CellRichText("共", TextBlock(InlineFont(b=True), "{{承办件}}"), "件")

    content = reports.fill(report, book(["x"], ["y"], dress=dress))
    sheet = load_workbook(io.BytesIO(content), rich_text=True).active
    assert isinstance(sheet["A1"].value, CellRichText)
    assert str(sheet["A2"].value) == "共0件"


@pytest.mark.parametrize(
    ("parts", "mark", "said"),
    [
        ({"xl/embeddings/oleObject1.bin": b"\xd0\xcf"}, "", "嵌入对象（OLE）"),
        ({}, '<oleObjects><oleObject progId="Word.Document.12" shapeId="1025"/></oleObjects>', "嵌入对象（OLE）"),
        ({"xl/activeX/activeX1.xml": b"<a/>"}, "", "表单控件"),
        ({"xl/ctrlProps/ctrlProp1.xml": b"<a/>"}, "", "表单控件"),
        ({"xl/slicers/slicer1.xml": b"<a/>"}, "", "切片器"),
        ({"xl/threadedComments/threadedComment1.xml": b"<a/>"}, "", "批注会话"),
        ({}, '<picture xmlns:r="r" r:id="rId5"/>', "工作表背景图片"),
        ({}, '<extLst><ext xmlns:x14="x"><x14:dataValidations count="1"/></ext></extLst>', "数据验证"),
        ({}, '<extLst><ext xmlns:x14="x"><x14:conditionalFormattings/></ext></extLst>', "条件格式"),
        ({}, '<extLst><ext xmlns:x14="x"><x14:sparklineGroups/></ext></extLst>', "迷你图"),
    ],
)
def test_a_template_that_would_lose_something_is_refused_by_its_name(report, parts, mark, said):
    template = changed(
        book(["{{承办件}}"]), dict(parts), lambda xml: xml.replace(b"</worksheet>", f"{mark}</worksheet>".encode())
    )
    with pytest.raises(reports.Unfillable, match=said):
        reports.fill(report, template)


def test_a_merged_cell_that_spans_the_sheet_is_refused_before_it_is_laid_out(report):
    giant = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    template = changed(book(["{{承办件}}"]), sheet=lambda xml: xml.replace(b"</worksheet>", giant))
    with pytest.raises(reports.Unfillable, match="单元格过多"):
        reports.fill(report, template)


def test_cells_are_counted_while_they_are_read(report):
    cells = b'<row r="3">' + b"<c/>" * 100_001 + b"</row></sheetData>"
    template = changed(book(["{{承办件}}"]), sheet=lambda xml: xml.replace(b"</sheetData>", cells))
    with pytest.raises(reports.Unfillable, match="单元格过多"):
        reports.fill(report, template)
