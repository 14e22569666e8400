"""发文稿纸 (签发单): the sheet that goes with a draft letter through 核稿, 会签 and 签发."""

from tracking.models import Publicity, ReplyKind
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, Words, label, paper, row
from tracking.papers.facts import co_signed, letter_title, organ_of
from tracking.papers.subjects import LETTER
from tracking.papers.wording import BLANK_DAY, blocks_of, boxes_in_pairs, dated, listed


@paper(
    "发文稿纸（签发单）",
    help="随文稿走核稿、会签、签发；公开属性和理由随文拟定。密级、印发份数由拟稿人手写。",
    about=LETTER,
    place=50,
    mark=Source.MEMORY,
    layout=FormSheet(
        title="{{ organ }}发文稿纸",
        above="发文字号：{{ doc_number }}　　　　　　　　缓急：{{ urgency }}　　　　密级：",
        blocks=(
            FormGrid(
                rows=(
                    row(
                        label("签发"),
                        FormCell("{{ signed_by }}", sign="{{ signed_on }}"),
                        label("会签"),
                        FormCell("{{ co_signed }}"),
                        height=38,
                    ),
                    row(
                        label("核稿\n（办公室）"),
                        FormCell("{{ reviewed_by }}\n{{ review }}", sign="{{ reviewed_on }}"),
                        label("主办单位\n负责人"),
                        FormCell("{{ unit_head }}", sign="{{ unit_head_on }}"),
                        height=30,
                    ),
                    row("主办单位", "{{ unit }}", "拟稿人\n电话", "{{ drafted_by }}\n{{ phone }}", height=13),
                    row("标题", "{{ title }}", height=14),
                    row("主送", "{{ to }}"),
                    row("抄送", "{{ copies }}", height=12),
                    row("附件", "", "印发份数", ""),
                    row("答复类别", "{{ reply_class }}", "成文日期", "{{ issued_on }}"),
                    row("公开属性", "{{ publicity }}", height=16),
                    row("理由", "{{ publicity_reason }}", height=14),
                ),
                widths=(27, 53, 25, 51),
            ),
            Text("附：{{ what }}稿（第{{ round }}轮）", bold=True, indent=False),
            Words("body"),
        ),
    ),
)
def drafting_sheet(reply):
    part, review = reply.assignment, reply.verdict
    record = part.record
    is_answer = reply.kind == ReplyKind.ANSWER
    signers = record.signatures.select_related("proposer")
    return {
        "organ": organ_of(part),
        "doc_number": reply.doc_number,
        "urgency": "即办" if record.is_at_once else "",
        "signed_by": reply.signed_by.name if reply.signed_by else "",
        "signed_on": dated(reply.signed_on) or BLANK_DAY,
        "co_signed": co_signed(reply.cosigning),
        "reviewed_by": review.decider.name if review is not None and review.decider else "",
        "review": f"{review.get_verdict_display()} {review.comment}".strip() if review is not None else "",
        "reviewed_on": dated(review.on) if review is not None else BLANK_DAY,
        "unit": part.unit.name,
        "unit_head": reply.unit_head,
        "unit_head_on": dated(reply.unit_head_on) or BLANK_DAY,
        "drafted_by": reply.drafted_by.name if reply.drafted_by else part.handler,
        "phone": part.unit.office_line,
        "title": letter_title(reply),
        "to": listed(one.proposer.styled for one in signers) if is_answer else str(record.lead_unit or ""),
        "copies": reply.copied_to,
        "reply_class": f"{reply.reply_class}类 {record.session.class_label(reply.reply_class)}"
        if reply.reply_class
        else "",
        "issued_on": dated(reply.issued_on),
        "publicity": boxes_in_pairs((one.label for one in Publicity), reply.get_publicity_display())
        if is_answer
        else "会办意见不对外公开",
        "publicity_reason": reply.publicity_reason,
        "what": reply.get_kind_display(),
        "round": reply.round,
        "body": blocks_of(reply.body),
    }
