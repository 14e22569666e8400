"""政府信息公开保密审查单: before anything is published, whether it may be."""

from django.utils import timezone

from publishing.papers.subjects import PAGE, in_publishing
from tracking.models import Publicity
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, label, paper, row
from tracking.papers.wording import BLANK_DAY, boxes, boxes_in_pairs, dated

WAYS = ("政府网站", "报刊", "广播", "电视", "公开栏", "其他")


@paper(
    "政府信息公开保密审查单",
    help="公开之前逐件填写：承办机构、保密审查机构和分管领导依次签署意见。",
    about=PAGE,
    place=140,
    mark=Source.FOUND,
    readers=in_publishing,
    layout=FormSheet(
        title="政府信息公开保密审查单",
        above="填表日期：{{ today }}",
        blocks=(
            FormGrid(
                rows=(
                    row("拟公开信息\n单位", "{{ unit }}", height=12),
                    row("信息名称", "{{ title }}", height=14),
                    row("发文字号", "{{ doc_number }}", "成文日期", "{{ issued_on }}"),
                    row("载体形式", "{{ carrier }}"),
                    row("拟公开方式", "{{ ways }}", height=14),
                    row("拟公开时间", BLANK_DAY),
                    row("拟公开属性", "{{ publicity }}\n理由：{{ reason }}", height=20),
                    row(
                        label("承办机构\n意见"),
                        FormCell(
                            "□ 不涉及国家秘密、工作秘密、商业秘密和个人隐私，可以公开\n□ 部分内容不宜公开，处理意见：\n□ 不公开",
                            sign=f"签名：　　　　　　　{BLANK_DAY}",
                        ),
                        height=40,
                    ),
                    row(label("保密审查\n机构意见"), FormCell("", sign=f"签名：　　　　　　　{BLANK_DAY}"), height=36),
                    row(label("分管领导\n意见"), FormCell("", sign=f"签名：　　　　　　　{BLANK_DAY}"), height=36),
                ),
                widths=(28, 54, 24, 50),
            ),
            Text("先审查、后公开，一事一审；涉密的一律不得公开，不得录入本系统。", small=True, indent=False),
        ),
    ),
)
def secrecy_review_slip(page):
    reply = page.answered_reply
    extent = Publicity(reply.publicity) if reply is not None and reply.publicity else Publicity.FULL
    return {
        "today": dated(timezone.localdate()),
        "unit": reply.assignment.unit.name if reply is not None else page.issuing_body or page.source,
        "title": page.title,
        "doc_number": page.doc_number,
        "issued_on": dated(page.issued_on),
        "carrier": boxes(("公文类", "非公文类"), "公文类" if reply is not None or page.doc_number else "非公文类"),
        "ways": boxes(WAYS, "政府网站"),
        "publicity": boxes_in_pairs((one.label for one in Publicity), extent.label),
        "reason": reply.publicity_reason if reply is not None else "",
    }
