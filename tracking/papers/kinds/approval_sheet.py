"""呈批件: the draft letter with what led to it, put before a leader who signs on paper."""

from tracking.models import Review
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, Words, label, paper, row
from tracking.papers.facts import co_signed, item_fields, letter_title
from tracking.papers.subjects import LETTER
from tracking.papers.wording import BLANK_DAY, blocks_of, dated


def reviewed(review: Review | None) -> str:
    """What the office's review said under its three headings (格式、文字、内容)."""
    if review is None:
        return ""
    headings = {"格式": review.form_ok, "文字": review.wording_ok, "内容": review.content_ok}
    said = "、".join(f"{name}{'合格' if is_ok else '不合格'}" for name, is_ok in headings.items())
    return f"{said}。{review.comment}"


@paper(
    "呈批件",
    help="把答复稿（会办意见稿）连同拟办意见、批示和审核意见呈领导签批，可在纸上签。",
    about=LETTER,
    place=52,
    mark=Source.MEMORY,
    layout=FormSheet(
        title="呈 批 件",
        blocks=(
            FormGrid(
                rows=(
                    row("标题", "{{ heading }}", height=13),
                    row("呈报单位", "{{ unit }}", "拟稿人\n电话", "{{ drafted_by }}\n{{ phone }}", height=13),
                    row("编号", "{{ number }}", "办理期限", "{{ due_on }}"),
                    row("案由", "{{ title }}", height=12),
                    row("提出人", "{{ proposers }}"),
                    row("拟办意见", "{{ proposal }}", height=14),
                    row("{{ local.leaders }}批示", "{{ instruction }}", height=12),
                    row("单位审签", "{{ unit_head }} {{ unit_head_on }}", "送审", "第{{ round }}轮 {{ submitted_on }}"),
                    row(
                        "核稿\n（{{ local.section }}）",
                        "{{ review }}",
                        "审核人",
                        "{{ reviewed_by }} {{ reviewed_on }}",
                        height=13,
                    ),
                    row("会签", "{{ co_signed }}", height=12),
                    row("内容摘要\n与建议", "{{ advice }}", height=24),
                    row("附件", "{{ what }}稿（附后）；{{ kind }}原文"),
                    row(
                        label("领导批示"),
                        FormCell(
                            "□ 同意签发　　□ 不予签发，理由：\n{{ signed }}",
                            sign=f"签名：　　　　　　　　{BLANK_DAY}",
                        ),
                        height=46,
                    ),
                ),
                widths=(27, 54, 25, 50),
            ),
            Text("附：{{ what }}稿", bold=True, indent=False),
            Words("body"),
        ),
    ),
)
def approval_sheet(reply):
    part, review = reply.assignment, reply.verdict
    record = part.record
    advice = []
    if reply.reply_class:
        advice.append(f"拟答复类别：{reply.reply_class}类 {record.session.class_label(reply.reply_class)}。")
    if reply.publicity:
        because = f"，理由：{reply.publicity_reason}" if reply.publicity_reason else ""
        advice.append(f"拟公开属性：{reply.get_publicity_display()}{because}。")
    if reply.promise:
        advice.append(f"承诺事项：{reply.promise}（{dated(reply.promise_due_on)}前，{reply.promise_unit}）。")
    signed = f"{reply.signed_by.name} {dated(reply.signed_on)}签发" if reply.signed_by else ""
    return item_fields(record) | {
        "heading": letter_title(reply),
        "unit": part.unit.name,
        "drafted_by": reply.drafted_by.name if reply.drafted_by else part.handler,
        "phone": part.unit.office_line,
        "due_on": dated(record.clock_due_on),
        "proposal": record.handling_proposal,
        "instruction": record.instruction,
        "unit_head": reply.unit_head,
        "unit_head_on": dated(reply.unit_head_on),
        "round": reply.round,
        "submitted_on": dated(reply.submitted_on),
        "review": reviewed(review),
        "reviewed_by": review.decider.name if review is not None and review.decider else "",
        "reviewed_on": dated(review.on) if review is not None else "",
        "co_signed": co_signed(reply.cosigning),
        "advice": "\n".join(advice),
        "what": reply.get_kind_display(),
        "signed": signed,
        "body": blocks_of(reply.body),
    }
