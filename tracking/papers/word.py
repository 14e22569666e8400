"""Papers as Word files: a template, the office's own or the built-in one, with the fields of one paper filled in (docxtpl)."""

import io
import re
import zipfile
from typing import Any

import docx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from tracking.papers.broken import BrokenTemplate
from tracking.papers.filling import WRITTEN
from tracking.papers.typesetting import OPTIONAL, SKIPS_EMPTY

CODE_WIDTH = Mm(20)

LARGEST = 30 * 1024 * 1024
"Bytes that a template may unfold to."
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>")
_LINK = b"relationships/hyperlink"
_ALIVE = re.compile(r"(?:vbaproject|vbadata)\w*\.(?:bin|xml)$|/(?:embeddings|activex)/", re.IGNORECASE)
"Parts that act when a Word file is opened: macros, embedded objects, controls."
_FETCHES = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD)\b", re.IGNORECASE)
"Fields that bring in other files, or start programs."


def write_word(template: bytes, fields: Any, *, title: str, code: bytes = b"", keyword: str = "") -> bytes:
    """Fill in a template and return the file, its language, title and keyword set; raises BrokenTemplate.

    `code` is a PNG of the QR code, for papers that come back; templates place it by `{{ code }}`.
    """
    document = _opened(template)
    picture = InlineImage(document, io.BytesIO(code), width=CODE_WIDTH) if code else ""
    try:
        document.render({"code": picture} | dict(fields), WRITTEN.overlay(autoescape=True))
    except UndefinedError as problem:
        name = _named(problem)
        said = {"name": name, "where": _where(template, name), "known": "、".join(sorted(fields))}
        raise BrokenTemplate(_("模板用了没有的字段“%(name)s”%(where)s。可用的字段：%(known)s。") % said) from problem
    except TemplateSyntaxError as problem:
        near = " ".join(line.strip() for line in getattr(problem, "docx_context", []))
        near = re.sub(r"<[^>]*>?", "", near).strip()[-60:]
        raise BrokenTemplate(
            _("模板标记有误，在“%(near)s”附近：%(why)s。") % {"near": near, "why": _in_chinese(problem)}
        ) from problem
    except TemplateError as problem:
        raise BrokenTemplate(_("模板标记有误：%(why)s。") % {"why": _in_chinese(problem)}) from problem
    except (TypeError, ValueError, ArithmeticError) as problem:
        raise BrokenTemplate(_("模板标记有误：里面有算不出来的式子；标记只能印字段、逐项列出和作选择。")) from problem
    except RecursionError as problem:
        raise BrokenTemplate(_("模板标记有误：一层套一层太多。")) from problem
    except etree.XMLSyntaxError as problem:
        raise BrokenTemplate(
            _("模板标记放的位置不对，填写后 Word 打不开；循环和条件的标记应各占一段或一行。")
        ) from problem
    for table in document.docx.tables:
        _take_out_empty_columns(table)
    _leave_out_empty(document.docx)
    properties = document.docx.core_properties
    properties.title, properties.language = title[:250], "zh-CN"
    properties.keywords = keyword
    properties.author = properties.last_modified_by = ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _take_out_empty_columns(table: Any) -> None:
    """Take out the columns with nothing below their head, of a table that says so; the others share the width."""
    said = table._tbl.tblPr.find(qn("w:tblDescription"))
    if said is None or said.get(qn("w:val")) != SKIPS_EMPTY or len(table.rows) < 2:
        return
    rows = [list(row._tr.tc_lst) for row in table.rows]
    grid = list(table._tbl.tblGrid.gridCol_lst)
    kept = [place for place in range(len(grid)) if any("".join(row[place].itertext()).strip() for row in rows[1:])]
    if not kept:
        return
    stretch = sum(column.w for column in grid) / sum(grid[place].w for place in kept)
    for place, column in enumerate(grid):
        width = int(column.w * stretch)
        if place in kept:
            column.w = width
        else:
            table._tbl.tblGrid.remove(column)
        for row in rows:
            if place in kept:
                row[place].width = width
            else:
                row[place].getparent().remove(row[place])


def _leave_out_empty(document: Any) -> None:
    """Take out the paragraphs whose style says that they are left out without words."""
    if OPTIONAL not in {style.name for style in document.styles}:
        return
    style = document.styles[OPTIONAL].style_id
    for found in document.element.body.xpath(f".//w:p[w:pPr/w:pStyle/@w:val='{style}']"):
        if "".join(found.itertext()).strip():
            continue
        parent = found.getparent()
        if parent.tag != qn("w:tc"):
            parent.remove(found)
        elif not "".join((row := parent.getparent()).itertext()).strip() and row.getparent() is not None:
            row.getparent().remove(row)


def _fields_in(part: bytes) -> str:
    """The codes of the fields (域代码) in a part of a Word file, however many runs each is spread over."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
    spread = "".join("".join(one.itertext()) for one in root.iter(qn("w:instrText")))
    return " ".join([spread, *(one.get(qn("w:instr"), "") for one in root.iter(qn("w:fldSimple")))])


def _opened(template: bytes) -> DocxTemplate:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            if sum(one.file_size for one in package.infolist()) > LARGEST:
                raise BrokenTemplate(_("模板解开后超过 30 MB，请去掉里面的大图片。"))
            for name in package.namelist():
                if name.endswith(".rels") and any(_LINK not in one for one in _OUTSIDE.findall(package.read(name))):
                    raise BrokenTemplate(_("模板引用了外面的文件（图片或模板），请改为嵌入后再用。"))
                if _ALIVE.search(name):
                    raise BrokenTemplate(_("模板里有宏、控件或嵌入的对象，请另存为不带宏的 docx，删去它们后再用。"))
                if name.endswith(".xml") and b"<!DOCTYPE" in (content := package.read(name)):
                    raise BrokenTemplate(_("模板不是能打开的 Word 文件（docx）。"))
                if name.endswith(".xml") and (fetching := _FETCHES.search(_fields_in(content))):
                    said = {"field": fetching[0].upper()}
                    raise BrokenTemplate(
                        _("模板里有取外部文件的域 %(field)s，请按 Ctrl+Shift+F9 变成文字后再用。") % said
                    )
        found = DocxTemplate(io.BytesIO(template))
        found.init_docx()
    except BrokenTemplate:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, PackageNotFoundError, etree.XMLSyntaxError) as problem:
        raise BrokenTemplate(_("模板不是能打开的 Word 文件（docx）。")) from problem
    return found


_SAYINGS = (
    (r"^(?![\x00-\x7f]*$)(.*)$", "%s"),
    (
        r"Unexpected end of template|Encountered unknown tag 'end",
        gettext_lazy("循环或条件的开头和结尾不成对（for 配 endfor，if 配 endif）"),
    ),
    (r"Encountered unknown tag '(\w+)'", gettext_lazy("没有“%s”这种标记")),
    (r"No (?:filter|test) named '(\w+)'", gettext_lazy("没有“%s”这种加工")),
    (r"access to attribute '(\w+)'", gettext_lazy("字段没有“%s”")),
    (r"^(\S+)$", gettext_lazy("不能引入别的模板“%s”")),
)
"What the template language says in English, and the same for the office; its own sentences stay."


def _in_chinese(problem: TemplateError) -> str:
    """Why a template can't be filled in, for its author."""
    for english, chinese in _SAYINGS:
        if found := re.search(english, problem.message or ""):
            return str(chinese) % found.groups()
    return _("标记没有写完整，或括号、引号不成对")


def _named(problem: UndefinedError) -> str:
    """The field that there is not; of `row.a` the part behind the dot."""
    names = re.findall(r"'([^']+)'", problem.message or "")
    return names[-1] if names else str(problem)


def _where(template: bytes, name: str) -> str:
    """Where a template names a field: its paragraph, counted from the first, with its words."""
    body = docx.Document(io.BytesIO(template)).element.body
    for number, paragraph in enumerate(body.iter(qn("w:p")), start=1):
        words = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        if re.search(rf"\b{re.escape(name)}\b", words):
            return _("（第%(number)s段“%(words)s”）") % {"number": number, "words": words.strip()[:40]}
    return ""
