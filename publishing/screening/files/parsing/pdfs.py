"""A PDF: the text of its pages, every other text in its objects (properties, notes, forms, bookmarks), and its attachments."""

import io
import re
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from packages import NotOpened
from passages import Read

_FEWEST = 20
"A page with fewer characters on a large picture is a scan."
_LARGE = 0.3
_MOST_GARBLED = 0.3
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(r"<[^>]*>")
_BINARY = {
    "/ID",
    "/Contents.Sig",
    "/DA",
    "/CheckSum",
    "/CreationDate",
    "/ModDate",
    "/M",
    "/Cert",
    "/Lang",
    "/Registry",
    "/Ordering",
}
"Entries that hold no words."
_WORDS = {
    "/Title": "文件属性", "/Author": "文件属性", "/Subject": "文件属性", "/Keywords": "文件属性", "/Creator": "文件属性",
    "/Producer": "文件属性", "/Company": "文件属性", "/Contents": "批注", "/T": "表单或批注", "/TU": "表单", "/V": "表单",
    "/DV": "表单", "/Alt": "替代文字", "/ActualText": "替代文字", "/URI": "链接", "/F": "附件名", "/UF": "附件名", "/JS": "脚本",
}  # fmt: skip

_LONG = {"/JS", "/V", "/DV", "/RV", "/XFA"}
"Entries whose words may lie in a stream."


def read_pdf(read: Read, data: bytes, where: str, inner) -> None:
    """Add all that a PDF says; `inner` reads an attachment."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _read_objects(read, pdf, where)
            attached = list(_attached(pdf))
    except pikepdf.PasswordError as problem:
        raise NotOpened("password") from problem
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as problem:
        raise NotOpened("broken") from problem
    _read_pages(read, data, where)
    for name, content in attached:
        try:
            inner(read, content, f"{where}附件“{name}”")
        except NotOpened as why:
            if str(why) == "large":
                raise
            read.note("hidden", f"{where}附件“{name}”")


def _read_pages(read: Read, data: bytes, where: str) -> None:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise NotOpened("broken") from problem
    for number in range(len(document)):
        place = f"{where}第{number + 1}页"
        try:
            page = document[number]
            if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
                page = document[number]  # now with what its stamps, notes and fields show
            text = page.get_textpage().get_text_range()
        except pypdfium2.PdfiumError:
            read.note("scan", place)
            continue
        text = text.replace("\r\n", "\n").replace("\ufffe", "")
        read.add(place, text)
        said = re.sub(r"\s", "", text)
        if len(said) < _FEWEST and _is_pictured(page, bool(said)):
            read.note("scan", place)
        elif said and len(_UNREADABLE.findall(said)) > _MOST_GARBLED * len(said):
            read.note("scan", f"{place}（文字编码无法识别）")
        page.close()
    document.close()


def _is_pictured(page, has_words: bool) -> bool:
    """Whether pictures or drawings stand for the words of a page."""
    area = max(page.get_width() * page.get_height(), 1)
    covered, paths = 0.0, 0
    for one in page.get_objects(max_depth=5):
        if one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
            covered += max(right - left, 0) * max(top - bottom, 0)
        elif one.type in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}:
            paths += 1
    return covered > _LARGE * area if has_words else covered > 0 or paths > _FEWEST


def _read_objects(read: Read, pdf: pikepdf.Pdf, where: str) -> None:
    """Every text string of every object outside the pages' drawing."""
    for one in [pdf.trailer, *pdf.objects]:
        _read_object(read, one, where, 0)
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Type") == "/Metadata":
            text = one.read_bytes().decode("utf-8", "replace")
            values = [_MARKUP.sub("\n", text), *re.findall(r"=[\"']([^\"']{2,})", text)]
            read.add(f"{where or _WHOLE}（文件属性）", "\n\n".join(values))


def _read_object(read: Read, one, where: str, depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        if one.get("/Type") == "/Sig":
            return
        for name, value in one.items():
            if name in _BINARY and isinstance(value, pikepdf.String | pikepdf.Array):
                continue
            if isinstance(value, pikepdf.String):
                read.add(f"{where or _WHOLE}（{_WORDS.get(name, '文件内部文字')}）", _decoded(value))
            elif name in _LONG:
                for stream in [*value] if isinstance(value, pikepdf.Array) else [value]:
                    if isinstance(stream, pikepdf.Stream):
                        words = _MARKUP.sub("\n", stream.read_bytes().decode("utf-8", "replace"))
                        read.add(f"{where or _WHOLE}（{_WORDS.get(name, '表单')}）", words)
            elif isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
                _read_object(read, value, where, depth + 1)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if isinstance(value, pikepdf.String):
                read.add(f"{where or _WHOLE}（文件内部文字）", _decoded(value))
            elif isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
                _read_object(read, value, where, depth + 1)


_DEEPEST, _WHOLE = 8, "PDF"


def _decoded(value: pikepdf.String) -> str:
    raw = bytes(value)
    if raw.startswith((b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")) or raw.isascii():
        return str(value)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return str(value)


def _attached(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    """Files inside the file, wherever they hang: each by every name under which it is to be had."""
    for one in pdf.objects:
        for holder in _inside(one, 0):
            if isinstance(embedded := holder.get("/EF"), pikepdf.Dictionary):
                name = str(holder.get("/UF", holder.get("/F", "")))
                streams = {two.objgen: two for two in embedded.values() if isinstance(two, pikepdf.Stream)}
                for stream in streams.values():
                    yield name, stream.read_bytes()


def _inside(one, depth: int) -> Iterator[pikepdf.Object]:
    """A dictionary, and those that are written out within it."""
    if depth > _DEEPEST or not isinstance(one, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
        return
    if not isinstance(one, pikepdf.Array):
        yield one
    for value in one if isinstance(one, pikepdf.Array) else one.values():
        if isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
            yield from _inside(value, depth + 1)


def without_metadata(data: bytes) -> bytes:
    """The PDF without author, dates, attachments, scripts and thumbnails; its title and language stay, for the blind."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            title = str(pdf.docinfo.get("/Title", "")) if pdf.trailer.get("/Info") is not None else ""
            is_accessible = b"pdfuaid:part" in _xmp(pdf)
            for one in pdf.objects:
                if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                    for name in ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AF"):
                        if name in one:
                            del one[name]
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            for name in ("/OpenAction", "/AA", "/Collection"):
                if name in pdf.Root:
                    del pdf.Root[name]
            if "/Names" in pdf.Root:
                for name in ("/EmbeddedFiles", "/JavaScript"):
                    if name in pdf.Root.Names:
                        del pdf.Root.Names[name]
            for page in pdf.pages:
                if "/Annots" in page:
                    kept = [one for one in page.Annots if one.get("/Subtype") != "/FileAttachment"]
                    page.Annots = pdf.make_indirect(pikepdf.Array(kept))
            if title or is_accessible:
                with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
                    if title:
                        told["dc:title"] = title
                    if is_accessible:
                        told["{http://www.aiim.org/pdfua/ns/id/}part"] = "1"
            file = io.BytesIO()
            pdf.save(file, deterministic_id=True, fix_metadata_version=False)
            return file.getvalue()
    except pikepdf.PasswordError as problem:
        raise NotOpened("password") from problem
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as problem:
        raise NotOpened("broken") from problem


def _xmp(pdf: pikepdf.Pdf) -> bytes:
    stream = pdf.Root.get("/Metadata")
    return stream.read_bytes() if isinstance(stream, pikepdf.Stream) else b""
