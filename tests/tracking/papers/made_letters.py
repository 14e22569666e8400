"""Word files as units send them, made for tests: a letter with its head, its numbers, its table and what can't be read in."""

import io
import zipfile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.tracking.factories import PNG

LETTER = (
    "示例代表甲代表：",
    "您提出的《关于加强示例工作的建议》（第1号）收悉。现答复如下：",
    "已完成12个小区的停车位划线工作，增加停车位300个。",
    "感谢您对我们工作的关心和支持。",
)
HEAD = ("区示例局文件", "示政办函〔2024〕12号", "关于第1号建议的答复")
FOOT = ("区示例局", "2024年5月8日", "（联系人：示例经办人）", "抄送：区人大常委会办公室。")


def saved(document) -> bytes:
    """The document's bytes."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def letter(*lines: str, head=(), foot=(), table=()) -> bytes:
    """A Word file of these paragraphs, with a table before the last one."""
    document = docx.Document()
    for line in [*head, *lines[:-1]]:
        document.add_paragraph(line)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    for line in [*lines[-1:], *foot]:
        document.add_paragraph(line)
    return saved(document)


def with_leavings() -> bytes:
    """A letter with a picture, a text box, tracked changes, a comment's mark, a footnote's mark and hidden words in it."""
    document = docx.Document()
    for line in LETTER[:2]:
        document.add_paragraph(line)
    changed = document.add_paragraph("已完成")._p
    for tag, said, words in (("del", "delText", "部分"), ("ins", "t", "全部")):
        changed.append(parse_xml(
            f'<w:{tag} {nsdecls("w")} w:id="1" w:author="某"><w:r><w:{said}>{words}</w:{said}></w:r></w:{tag}>'
        ))  # fmt: skip
    changed.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>示例事项。</w:t></w:r>"))
    document.add_picture(io.BytesIO(PNG))
    marks = document.add_paragraph("已投入使用。")._p
    for mark in ("footnoteReference", "commentReference"):
        run = OxmlElement("w:r")
        run.append(OxmlElement(f"w:{mark}"))
        marks.append(run)
    hidden = document.add_paragraph().add_run("不给人看的话。")
    hidden.font.hidden = True
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    document.add_paragraph()._p.append(parse_xml(box))
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_paragraph(LETTER[3])
    return saved(document)


def numbered() -> bytes:
    """A letter whose headings and points are counted by Word itself."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for level, (kind, words) in enumerate([("chineseCounting", "%1、"), ("decimal", "（%2）")])
    )
    first = numbering.find(qn("w:num"))
    first.addprevious(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    document.styles.add_style("示例列表", WD_STYLE_TYPE.PARAGRAPH)
    for line in LETTER[:2]:
        document.add_paragraph(line)
    for level, words in ((0, "进展"), (1, "已开工。"), (1, "已验收。"), (0, "打算"), (1, "年底投用。")):
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        ))  # fmt: skip
    return saved(document)


def bomb() -> bytes:
    """A small package whose text unpacks to more than any letter."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"<a>" + b" " * (80 * 1024 * 1024) + b"</a>")
    return file.getvalue()


def with_macros() -> bytes:
    """A letter with macros in it, whatever its name says."""
    file = io.BytesIO(letter(*LETTER))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/vbaProject.bin", b"macro")
    return file.getvalue()
