"""A packed office file: all its parts read, its passages masked, and its properties emptied (docProps, thumbnails, authors)."""

import re
from html import unescape

from layouts import has_pictures, lines_of
from lxml import etree
from opaque import read_bytes
from packages import MOST_DEPTH, Limits, NotOpened, packed, parts_of
from passages import Read
from sheets import Sheets, roots_of
from xml_parts import local, read_part, without_deletions

_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".jfif", ".heic")
_SILENT = re.compile(r"\.(?:odttf|ttf|otf|fntdata)$|printersettings|vbaproject\.bin$|/theme/|^_xmlsignatures/|\.esl$")
"Parts that hold no words of the office."
_TEXTS = (".txt", ".htm", ".html", ".xhtml", ".csv")
_CODED = (".mht", ".mhtml", ".rtf", ".eml")
"Texts that write their signs as codes of their own."
_SHUT = (b"PK", b"%PDF", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
"How packed files begin; an office file or PDF that lies deeper than it is read to among them."
_PAGE = re.compile(r"(?:pages|tpls)/(?:page|tpl)_(?P<number>[0-9]+)/content\.xml$", re.IGNORECASE)
_FEWEST = 20
_SHOWN = ("正文", "页", "幻灯片")
"Ends of the names of places that a reader sees; a file of pictures without such words is a scan."
_EMPTY = {
    "docprops/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docprops/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docprops/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
"Properties are emptied, not taken out: programs miss a part that others refer to."
_NAMES = (
    (re.compile("word/document|content.xml$"), "正文"), (re.compile("word/header|word/footer|styles.xml$"), "页眉页脚"), (re.compile("comments"), "批注"),
    (re.compile("footnotes|endnotes"), "脚注"), (re.compile("docprops|meta.xml$|ofd.xml$"), "文件属性"), (re.compile("customxml"), "自定义数据"),
    (re.compile("_rels/"), "链接"), (re.compile("ppt/slides/slide"), "幻灯片"), (re.compile("notesslides"), "备注"), (re.compile("charts"), "图表"),
    (re.compile("drawings|diagrams"), "图形和文本框"), (re.compile("pivot"), "数据透视表"), (re.compile("externallinks"), "外部链接"),
    (re.compile("xl/workbook"), "工作簿（名称管理器）"), (re.compile("worksheets"), "工作表"), (re.compile("attach"), "附件"), (re.compile("annot"), "批注"),
)  # fmt: skip


def _named(part: str) -> str:
    low = part.lower()
    words = next((name for pattern, name in _NAMES if pattern.search(low)), "文件内部")
    number = re.search(r"(?:slide|notesslide)([0-9]+)\.xml$", low)
    return f"{words}第{number[1]}页" if number else words


class Office:
    """One packed file, opened: its parts, and their trees so that they can be changed."""

    def __init__(self, data: bytes, limits: Limits, depth: int = 0):
        self.parts = parts_of(data, limits)
        self._limits, self._depth = limits, depth
        self._roots: dict[int, etree._Element] = {}
        self.inner: dict[int, Office] = {}

    def read(self, read: Read, where: str, inner) -> None:
        """Add everything that the file says."""
        roots = roots_of(self.parts)
        sheets = Sheets(roots)
        as_cells = sheets.parts
        sheets.read(read, where)
        pictures = pages = 0
        for number, (name, content) in enumerate(self.parts):
            low = name.lower()
            if _SILENT.search(low):
                continue
            root = roots.get(low)
            if root is not None and low.endswith(_TEXTS):
                root = None  # read as a reader sees it, however its elements cut a number
            if root is not None:
                self._roots[number] = root
            if page := _PAGE.search(low):
                if root is not None:
                    pages += 1
                    text, place = lines_of(root), f"{where}第{int(page['number']) + 1}页"
                    read.add(place, text)
                    if len(text.strip()) < _FEWEST and has_pictures(root):
                        read.note("scan", place)
            elif low in as_cells:
                continue
            elif root is not None:
                if "comments" in low and any(local(one) in {"comment", "threadedComment", "cm"} for one in root.iter()):
                    read.note("traces", where + _named(name), "批注")
                read_part(read, root, where + _named(name))
            elif low.endswith(_PICTURES):
                pictures += 1
                self._read_picture(read, content, f"{where}图片“{name.rpartition('/')[2]}”")
            else:
                self._read_other(read, number, name, content, where, inner)
        shown = sum(
            len(one.text.strip()) for one in read.passages if one.where.endswith(_SHOWN) or "工作表" in one.where
        )
        if pictures and not pages and shown < _FEWEST:
            read.note("scan", where + "正文")

    def _read_picture(self, read: Read, content: bytes, where: str) -> None:
        from pictures import read_picture

        try:
            read_picture(read, content, where)
        except NotOpened:
            read.note("hidden", where)

    def _read_other(self, read: Read, number: int, name: str, content: bytes, where: str, inner) -> None:
        """A part that is no XML: another package inside, a text, or bytes."""
        place = f"{where}内嵌文件“{name.rpartition('/')[2]}”"
        if content.startswith(b"PK") and self._depth < MOST_DEPTH:
            try:
                self.inner[number] = office = Office(content, self._limits, self._depth + 1)
            except NotOpened as why:
                if str(why) == "large":
                    raise
                read.note("hidden", place)
            else:
                office.read(read, place, inner)
        elif content.startswith(b"%PDF") and self._depth < MOST_DEPTH:
            inner(read, content, place)
        elif name.lower().endswith((".xml", ".rels", ".vml")):
            read.note("hidden", where + _named(name))
            read_bytes(read, content, where + _named(name))
        elif name.lower().endswith(_TEXTS) and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            read.add(place, unescape(re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace"))))
        else:
            is_object = name.lower().endswith(".bin") and content.startswith(b"\xd0\xcf\x11\xe0")
            if is_object or name.lower().endswith(_CODED) or content.startswith(_SHUT):
                read.note("hidden", place)
            read_bytes(read, content, place)

    def packed(self) -> bytes:
        """The file as it was changed, its properties emptied."""
        parts = []
        for number, (name, content) in enumerate(self.parts):
            low = name.lower()
            if low in _EMPTY:
                content = _EMPTY[low]
            elif low.startswith(("docprops/thumbnail", "thumbnails/")):
                continue
            elif low in {"meta.xml"} and (root := self._roots.get(number)) is not None:
                for one in list(root.iter()):
                    one.text = None if one.text and not one.text.isspace() else one.text
                content = _written(root)
            elif number in self.inner:
                content = self.inner[number].packed()
            elif low.endswith(_PICTURES):
                content = _redrawn(content)
            elif (root := self._roots.get(number)) is not None and not _SILENT.search(low):
                without_deletions(root)
                if low == "_rels/.rels":
                    for one in list(root):
                        if one.get("Type", "").endswith("/thumbnail"):
                            root.remove(one)
                content = _written(root)
            parts.append((name, content))
        return packed(parts)


def _redrawn(content: bytes) -> bytes:
    from pictures import redrawn

    try:
        return redrawn(content)
    except NotOpened:
        return content


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
