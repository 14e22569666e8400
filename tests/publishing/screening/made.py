"""Files made for tests, smallest of their kind: documents, workbooks, slides, layouts, PDFs and pictures with things in them."""

import io
import zipfile
from xml.sax.saxutils import escape

import pikepdf
from PIL import Image

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"


def package(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return made.read(name).decode()


def word(body: str) -> str:
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r>' for run in runs) + "</w:p>"


def document(body: str, **parts: str | bytes) -> bytes:
    """A .docx with this body, and more parts by their names (word__header1_xml)."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    return package({"[Content_Types].xml": _TYPES, "word/document.xml": word(body), **named})


def core(**told: str) -> str:
    said = "".join(
        f"<{name.replace('_', ':')}>{escape(text)}</{name.replace('_', ':')}>" for name, text in told.items()
    )
    return f'<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="{DC}">{said}</cp:coreProperties>'


def workbook(
    sheets: dict[str, str],
    shared: list[str] = (),
    states: dict[str, str] | None = None,
    more: dict | None = None,
    names: str = "",
) -> bytes:
    """A .xlsx with the rows of each sheet as XML."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" state="{states.get(name, "visible")}"/>'
        for n, name in enumerate(sheets, 1)
    )
    rels = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets>{names}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{rels}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">' + "".join(f"<si>{one}</si>" for one in shared) + "</sst>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}">{rows}</worksheet>'
    return package(parts | (more or {}))


def rows(*cells: str) -> str:
    return f"<sheetData>{''.join(cells)}</sheetData>"


def slides(*texts: str, **parts: str) -> bytes:
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    made = {
        f"ppt/slides/slide{n}.xml": f'<p:sld xmlns:p="x" xmlns:a="{A}"><a:p>{text}</a:p></p:sld>'
        for n, text in enumerate(texts, 1)
    }
    return package(
        {"[Content_Types].xml": _TYPES, "ppt/presentation.xml": "<p:presentation xmlns:p='x'/>", **made, **named}
    )


def layout(*pages: str, info: str = "", more: dict | None = None) -> bytes:
    """A .ofd with the objects of each page as XML."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}/>",
    }
    for n, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = f"<ofd:Page {space}>{page}</ofd:Page>"
    return package(parts | (more or {}))


def words(text: str, x: float = 10, y: float = 10, width: float = 40) -> str:
    return f'<ofd:TextObject Boundary="{x} {y} {width} 5"><ofd:TextCode X="0" Y="4">{escape(text)}</ofd:TextCode></ofd:TextObject>'


def paper(*pages: str, change=None, save: dict | None = None) -> bytes:
    """A PDF whose pages show these lines in Chinese; an empty page has a picture instead."""
    pdf = pikepdf.new()
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType0, BaseFont=pikepdf.Name("/STSong-Light"),
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=2),
    )  # fmt: skip
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name("/STSong-Light"),
            Encoding=pikepdf.Name("/UniGB-UCS2-H"), DescendantFonts=[pdf.make_indirect(descendant)],
        )
    )  # fmt: skip
    for text in pages:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        if text:
            lines = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in text.split("\n"))
            page.Contents = pdf.make_stream(f"BT /F1 12 Tf 60 780 Td {lines}ET".encode())
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        else:
            picture = pdf.make_stream(b"\x80" * 100, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=10, Height=10,
                                      ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
            page.Contents = pdf.make_stream(b"q 500 0 0 700 40 60 cm /I1 Do Q")
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I1=picture))
    if change is not None:
        change(pdf)
    file = io.BytesIO()
    pdf.save(file, **(save or {}))
    return file.getvalue()


def picture(
    kind: str = "JPEG", tags: dict[int, object] | None = None, place: dict[int, object] | None = None, **options
) -> bytes:
    """A small picture with EXIF tags and a place (GPS)."""
    image = Image.new("RGB", (40, 30), (120, 160, 90))
    exif = Image.Exif()
    for tag, value in (tags or {}).items():
        exif[tag] = value
    if place:
        exif.get_ifd(0x8825).update(place)
    file = io.BytesIO()
    image.save(file, kind, **({"exif": exif} if kind in {"JPEG", "PNG", "WEBP"} else {}), **options)
    return file.getvalue()
