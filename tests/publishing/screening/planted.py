"""Sixty files with something planted in each: what, where, and the kind that must be found."""

import gzip
import io
import zipfile

import pikepdf

from publishing.screening import Kind
from tests.publishing.screening.made import (
    A,
    S,
    W,
    core,
    document,
    layout,
    package,
    paper,
    paragraph,
    picture,
    rows,
    slides,
    words,
    workbook,
)

PHONE = "154" + "00001234"
PERSON = "549991199001011233"
CARD = "6200001234567890128"
HOME = "家住巴宜区八一镇示例村3组15号"
PLAIN = paragraph("巴宜区2024年建议提案办理情况，共承办建议2件、提案5件，全部按期办结并答复。")
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
_ATOM = f'xmlns:w="{W}"'
_MARKED = f'<w:comments {_ATOM}><w:comment w:author="x">{{}}</w:comment></w:comments>'
_FIELD = "<w:r><w:instrText>{}</w:instrText></w:r>"
_DRAWN = '<w:p><w:r><w:drawing><wp:docPr xmlns:wp="x" id="1" name="图" descr="{}"/></w:drawing></w:r></w:p>'
_PROPERTY = "<Properties><property name='联系人'><vt:lpwstr xmlns:vt='x'>{}</vt:lpwstr></property></Properties>"
_SPLIT = f"<a:r><a:t>{PHONE[:5]}</a:t></a:r><a:r><a:t>{PHONE[5:]}</a:t></a:r>"
_SHAPE = f'<x xmlns:a="{A}"><a:p>{{}}</a:p></x>'
_NOTE = f'<comments xmlns="{S}"><comment ref="A1"><text><t>{PHONE}</t></text></comment></comments>'


def cells(text: str) -> str:
    return rows(CELL.format(text))


def footer(text: str) -> str:
    return f"<w:ftr {_ATOM}>{paragraph(text)}</w:ftr>"


def table(*lines: tuple[str, ...]) -> str:
    told = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in line) for line in lines]
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in told) + "</w:tbl>"


def with_rels(target: str) -> bytes:
    rels = f'<Relationships xmlns="r"><Relationship Id="r1" Type="hyperlink" Target="{target}" TargetMode="External"/></Relationships>'
    return document(PLAIN, word___rels__document_xml_rels=rels)


def inside(name: str, content: bytes) -> bytes:
    """A document with another file inside it."""
    made = document(PLAIN)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return package({one: parts.read(one) for one in parts.namelist()} | {name: content})


def info(name: str, text: str):
    def change(pdf):
        pdf.docinfo[name] = text

    return change


def on_page(entry: dict):
    def change(pdf):
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(entry))]))

    return change


def xmp(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:description"] = f"联系电话{PHONE}"


def attached(pdf):
    pdf.attachments["名单.txt"] = pikepdf.AttachedFileSpec(pdf, f"手机{PHONE}".encode(), filename="名单.txt")


def attached_inline(pdf):
    """An attachment whose description is written out within the tree of names."""
    told = pikepdf.Dictionary(F="a.txt", EF=pikepdf.Dictionary(F=pdf.make_stream(f"手机{PHONE}".encode())))
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array(["a.txt", told])))


def script(pdf):
    told = pdf.make_stream(f"app.alert('{PHONE}')".encode())
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=told)


def stamp(pdf):
    """A stamp that shows words which stand nowhere else."""
    shown = pdf.make_stream(f"BT /F1 12 Tf 5 5 Td ({PHONE}) Tj ET".encode())
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    shown.Type, shown.Subtype, shown.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 200, 30]
    shown.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    note = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Stamp, "Rect": [50, 50, 250, 80], "F": 4}
    note = pikepdf.Dictionary(**note, AP=pikepdf.Dictionary(N=shown))
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def nested(data: bytes, times: int) -> bytes:
    for _time in range(times):
        data = inside("word/embeddings/a.docx", data)
    return data


def shown_as(code: str) -> bytes:
    """A workbook with this format of numbers."""
    told = f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts></styleSheet>'
    return workbook({"表": cells("1234")}, more={"xl/styles.xml": told})


def bookmark(pdf):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"电话{PHONE}", 0))


def form(pdf):
    field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="phone", V=PHONE))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))


_WIDE = f'<?xml version="1.0" encoding="UTF-16"?><w:hdr {_ATOM}>{paragraph(PHONE)}</w:hdr>'.encode("utf-16")
_RICH = f"<r><t>{PHONE[:4]}</t></r><r><t>{PHONE[4:]}</t></r>"
_HEAD = '<row r="1"><c r="B1" t="inlineStr"><is><t>银行卡号</t></is></c></row>'
_BELOW = '<row r="2"><c r="B2" t="str"><v>6200001234567890127</v></c></row>'
_CHOICE = f'<dataValidations><dataValidation><formula1>"{PHONE},其他"</formula1></dataValidation></dataValidations>'
_MAIL = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="mailto:demo@example.com")
MIXED = "".join(chr(ord(char) + 0xFEE0) for char in PHONE)
PLANTED = {
    # 文本
    "文本里的手机号": (f"联系人{PHONE}".encode(), Kind.MOBILE),
    "GB18030 文本": (f"身份证号{PERSON}".encode("gb18030"), Kind.IDENTITY),
    "UTF-16 文本": (f"银行卡{CARD}".encode("utf-16"), Kind.BANK_CARD),
    "文本里断行的号码": (f"{PHONE[:3]}\r\n{PHONE[3:]}".encode(), Kind.MOBILE),
    "文本里的密级": ("机密★1年\n关于……的请示".encode(), Kind.SECRECY),
    "CSV 里的住址": (f"姓名,情况\n张某某,{HOME}\n".encode(), Kind.ADDRESS),
    # Word
    "正文": (document(paragraph(f"手机{PHONE}")), Kind.MOBILE),
    "号码分在几个格式里": (document(paragraph("手机", PHONE[:2], PHONE[2:7], PHONE[7:])), Kind.MOBILE),
    "软回车断开": (document(f"<w:p><w:r><w:t>{PHONE[:7]}</w:t><w:br/><w:t>{PHONE[7:]}</w:t></w:r></w:p>"), Kind.MOBILE),
    "表格": (document(table(("姓名", "QQ"), ("张某某", "20001234"))), Kind.QQ),
    "表格左边的栏目名": (document(table(("家庭住址", "八一镇示例村3组"))), Kind.ADDRESS),
    "上一行的栏目名": (document(paragraph("车牌号：") + paragraph("藏G00012")), Kind.PLATE),
    "页眉": (document(PLAIN, word__header1_xml=footer(f"电话{PHONE}")), Kind.MOBILE),
    "页脚": (document(PLAIN, word__footer1_xml=footer("内部资料，严禁外传")), Kind.SECRECY),
    "脚注": (
        document(PLAIN, word__footnotes_xml=f"<w:footnotes {_ATOM}>{paragraph(PERSON)}</w:footnotes>"),
        Kind.IDENTITY,
    ),
    "尾注": (document(PLAIN, word__endnotes_xml=f"<w:endnotes {_ATOM}>{paragraph(PHONE)}</w:endnotes>"), Kind.MOBILE),
    "批注": (document(PLAIN, word__comments_xml=_MARKED.format(paragraph(PHONE))), Kind.MOBILE),
    "批注本身": (document(PLAIN, word__comments_xml=_MARKED.format(paragraph("请改"))), Kind.TRACES),
    "删去的文字": (
        document(f'<w:p><w:del w:author="x"><w:r><w:delText>{PHONE}</w:delText></w:r></w:del></w:p>'),
        Kind.MOBILE,
    ),
    "修订本身": (document(f'<w:p><w:ins w:author="x"><w:r><w:t>新增</w:t></w:r></w:ins></w:p>{PLAIN}'), Kind.TRACES),
    "文本框": (
        document(f"<w:p><w:r><w:pict><w:txbxContent>{paragraph(HOME)}</w:txbxContent></w:pict></w:r></w:p>"),
        Kind.ADDRESS,
    ),
    "隐藏文字": (document(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{PHONE}</w:t></w:r></w:p>"), Kind.MOBILE),
    "域代码": (
        document("<w:p>" + _FIELD.format('HYPERLINK "mailto:demo') + _FIELD.format('@example.com"') + "</w:p>"),
        Kind.EMAIL,
    ),
    "链接": (with_rels(f"tel:{PHONE}"), Kind.MOBILE),
    "邮件链接": (with_rels("mailto:demo%40example.com"), Kind.EMAIL),
    "图片的替代文字": (document(_DRAWN.format(f"身份证{PERSON}")), Kind.IDENTITY),
    "文件属性的关键词": (document(PLAIN, docProps__core_xml=core(cp_keywords=f"电话{PHONE}")), Kind.MOBILE),
    "自定义属性": (document(PLAIN, docProps__custom_xml=_PROPERTY.format(PHONE)), Kind.MOBILE),
    "自定义 XML": (document(PLAIN, customXml__item1_xml=f"<root><phone>{PHONE}</phone></root>"), Kind.MOBILE),
    "图表": (
        document(PLAIN, word__charts__chart1_xml=f"<c:chart xmlns:c='x'><c:pt><c:v>{PHONE}</c:v></c:pt></c:chart>"),
        Kind.MOBILE,
    ),
    "内嵌的工作簿": (inside("word/embeddings/book.xlsx", workbook({"表": cells(PHONE)})), Kind.MOBILE),
    "内嵌的旧对象": (
        inside("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + PHONE.encode("utf-16-le")),
        Kind.MOBILE,
    ),
    "套了七层的文件": (nested(document(paragraph(PHONE)), 7), Kind.HIDDEN),
    "内嵌的压缩包": (inside("word/embeddings/a.gz", gzip.compress(PHONE.encode())), Kind.HIDDEN),
    "插入的网页": (
        inside("word/afchunk.htm", f"<html><b>&#49;{PHONE[1:4]}</b>{PHONE[4:]}</html>".encode()),
        Kind.MOBILE,
    ),
    "插入的网页档案": (inside("word/afchunk.mht", b"Content-Transfer-Encoding: base64\n\nMTU0"), Kind.HIDDEN),
    "数字格式": (shown_as("&quot;154&quot;00000000"), Kind.HIDDEN),
    "PDF 图章上的文字": (paper("办理情况", change=stamp), Kind.MOBILE),
    "PDF 里写在名称表中的附件": (paper("办理情况", change=attached_inline), Kind.MOBILE),
    "PDF 脚本": (paper("办理情况", change=script), Kind.MOBILE),
    "旧对象本身": (
        inside("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50),
        Kind.HIDDEN,
    ),
    "图片里的拍摄地点": (
        inside("word/media/image1.jpeg", picture(place={1: "N", 2: (29.0, 39.0, 0.0)})),
        Kind.LOCATION,
    ),
    "整篇是图片": (
        package({"word/document.xml": f"<w:document {_ATOM}/>", "word/media/image1.png": picture("PNG")}),
        Kind.SCAN,
    ),
    "同名的两个部件": (
        inside("word/document.xml", f"<w:document {_ATOM}>{paragraph(PHONE)}</w:document>".encode()),
        Kind.MOBILE,
    ),
    "UTF-16 的部件": (
        document(
            PLAIN,
            word__header1_xml=f'<?xml version="1.0" encoding="UTF-16"?><w:hdr {_ATOM}>{paragraph(PHONE)}</w:hdr>'.encode(
                "utf-16"
            ),
        ),
        Kind.MOBILE,
    ),
    # Excel
    "单元格": (workbook({"表": cells(f"手机{PHONE}")}), Kind.MOBILE),
    "数字单元格": (workbook({"表": rows(f'<row r="1"><c r="A1"><v>{PHONE}</v></c></row>')}), Kind.MOBILE),
    "科学记数": (workbook({"表": rows('<row r="1"><c r="A1"><v>1.5400001234E10</v></c></row>')}), Kind.MOBILE),
    "共享字符串分格式": (
        workbook(
            {"表": rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')},
            [_RICH],
        ),
        Kind.MOBILE,
    ),
    "没有引用的字符串": (workbook({"表": rows()}, [f"<t>{PERSON}</t>"]), Kind.IDENTITY),
    "隐藏的工作表": (workbook({"表": rows(), "暗": cells(PHONE)}, states={"暗": "hidden"}), Kind.MOBILE),
    "深度隐藏的工作表": (workbook({"表": rows(), "暗": cells(HOME)}, states={"暗": "veryHidden"}), Kind.ADDRESS),
    "列标题下的账号": (
        workbook(
            {
                "表": rows(
                    '<row r="1"><c r="B1" t="inlineStr"><is><t>银行卡号</t></is></c></row><row r="2"><c r="B2" t="str"><v>6200001234567890127</v></c></row>'
                )
            }
        ),
        Kind.BANK_CARD,
    ),
    "公式的结果": (
        workbook({"表": rows(f'<row r="1"><c r="A1" t="str"><f>"154"&amp;B1</f><v>{PHONE}</v></c></row>')}),
        Kind.MOBILE,
    ),
    "公式本身": (workbook({"表": rows(f'<row r="1"><c r="A1"><f>"手机{PHONE}"</f></c></row>')}), Kind.MOBILE),
    "名称管理器": (
        workbook(
            {"表": rows()}, names=f'<definedNames><definedName name="电话">"{PHONE}"</definedName></definedNames>'
        ),
        Kind.MOBILE,
    ),
    "工作表名": (workbook({f"扎西{PHONE}": rows()}), Kind.MOBILE),
    "单元格批注": (workbook({"表": rows()}, more={"xl/comments1.xml": _NOTE}), Kind.MOBILE),
    "打印页眉": (
        workbook({"表": f"{rows()}<headerFooter><oddHeader>&amp;C手机{PHONE}</oddHeader></headerFooter>"}),
        Kind.MOBILE,
    ),
    "数据验证": (
        workbook({"表": rows() + _CHOICE}),
        Kind.MOBILE,
    ),
    "数据透视缓存": (
        workbook({"表": rows()}, more={"xl/pivotCache/pivotCacheDefinition1.xml": f'<x><s v="{PHONE}"/></x>'}),
        Kind.MOBILE,
    ),
    "图形里的文字": (workbook({"表": rows()}, more={"xl/drawings/drawing1.xml": _SHAPE.format(_SPLIT)}), Kind.MOBILE),
    # PPT、OFD
    "幻灯片": (slides(_SPLIT), Kind.MOBILE),
    "演讲备注": (
        slides(
            "<a:r><a:t>标题</a:t></a:r>",
            ppt__notesSlides__notesSlide1_xml=_SHAPE.format(f"<a:r><a:t>{HOME}</a:t></a:r>"),
        ),
        Kind.ADDRESS,
    ),
    "OFD 文字": (layout(words(f"手机{PHONE[:3]}") + words(PHONE[3:], 50)), Kind.MOBILE),
    "OFD 断行": (layout(words(PHONE[:7]) + words(PHONE[7:], 10, 20)), Kind.MOBILE),
    "OFD 作者": (layout(words("正文"), info=f"<ofd:Author>{PHONE}</ofd:Author>"), Kind.MOBILE),
    "OFD 扫描件": (layout('<ofd:ImageObject Boundary="0 0 210 297"/>'), Kind.SCAN),
    # PDF
    "PDF 正文": (paper(f"联系人手机\n{PHONE}"), Kind.MOBILE),
    "PDF 断行": (paper(f"{PHONE[:7]}\n{PHONE[7:]}"), Kind.MOBILE),
    "PDF 全角": (paper(f"手机{MIXED}"), Kind.MOBILE),
    "PDF 作者": (paper("正文一二三四五", change=info("/Author", f"扎西{PHONE}")), Kind.MOBILE),
    "PDF 的 XMP": (paper("正文一二三四五", change=xmp), Kind.MOBILE),
    "PDF 批注": (
        paper("正文一二三四五", change=on_page({"/Subtype": pikepdf.Name.Text, "/Contents": f"电话{PHONE}"})),
        Kind.MOBILE,
    ),
    "PDF 链接": (
        paper(
            "正文一二三四五",
            change=on_page(
                {
                    "/Subtype": pikepdf.Name.Link,
                    "/A": _MAIL,
                }
            ),
        ),
        Kind.EMAIL,
    ),
    "PDF 书签": (paper("正文一二三四五", change=bookmark), Kind.MOBILE),
    "PDF 表单": (paper("正文一二三四五", change=form), Kind.MOBILE),
    "PDF 附件": (paper("正文一二三四五", change=attached), Kind.MOBILE),
    "PDF 扫描页": (paper("正文一二三四五六七八九十", ""), Kind.SCAN),
    # 图片
    "照片的拍摄地点": (picture(place={1: "N", 2: (29.0, 39.0, 0.0)}), Kind.LOCATION),
    "照片的作者": (picture(tags={0x013B: f"zhaxi {PHONE}"}), Kind.MOBILE),
    "照片的说明": (picture(tags={0x9C9C: f"手机{PHONE}".encode("utf-16-le")}), Kind.MOBILE),
    "照片的注释": (picture(comment=f"身份证{PERSON}".encode()), Kind.IDENTITY),
    "照片的设备": (picture(tags={0x0110: "Phone 12"}), Kind.METADATA),
    "照片的 XMP": (picture(xmp=f'<x:xmpmeta xmlns:x="x"><a tel="{PHONE}"/></x:xmpmeta>'.encode()), Kind.MOBILE),
}
