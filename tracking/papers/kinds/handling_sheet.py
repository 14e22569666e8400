"""收文处理单 (拟办单): what came in, the proposal, the leaders' instructions and what came of it, with room to sign."""

from tracking.loop.acts.intake import instruct
from tracking.models import HandlingRecord
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, Words, label, paper, row
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import event_of, item_fields
from tracking.papers.subjects import ITEM
from tracking.papers.wording import BLANK_DAY, blocks_of, dated
from tracking.wording.local import localised


def handled(record: HandlingRecord) -> str:
    """What came of an item (办理结果): each answering unit's letter with its number, day and class, a unit a line."""
    lines = []
    for part in record.assignments.standing().answering().select_related("unit").prefetch_related("replies"):
        if (reply := part.reply) is not None and reply.issued_on:
            said = [part.unit.name, dated(reply.issued_on), reply.doc_number]
            said += [f"{reply.reply_class}类"] if reply.reply_class else []
            lines.append(" ".join(one for one in said if one))
    if record.feedback_result:
        lines.append(f"提出人意见：{record.get_feedback_result_display()}（{dated(record.feedback_on)}）")
    return "\n".join(lines)


def sheet_fields(record: HandlingRecord) -> dict[str, str]:
    """The fields of the sheet, on plain paper and on the office's own alike; 收文号, 密级 and 份数 are written by hand."""
    instruction = event_of(record, instruct) if record.instruction else None
    return item_fields(record) | {
        "incoming_number": record.incoming_number,
        "received_on": dated(record.received_on),
        "from_body": record.handing_body,
        "urgency": "即办" if record.is_at_once else "",
        "duty": record.get_duty_display()
        + (f"（{localised('{upper_lead}')}：{record.lead_unit}）" if record.lead_unit else ""),
        "due_on": dated(record.due_on),
        "proposal": record.handling_proposal,
        "proposed_on": dated(record.proposed_on) or BLANK_DAY,
        "instruction": record.instruction,
        "instructed_by": instruction.decider.name if instruction is not None and instruction.decider else "",
        "instructed_on": dated(record.instructed_on) or BLANK_DAY,
        "handled": handled(record),
        "remark": record.remark,
    }


@paper(
    "收文处理单（拟办单）",
    help="登记来文、拟办意见和领导批示，可打印后在纸上签。收文号、密级、份数由收文人手写。",
    about=ITEM,
    place=10,
    mark=Source.FOUND,
    readers=of_the_office,
    layout=FormSheet(
        title="收文处理单",
        above="收文号：　　　　　　　　　　　收文日期：{{ received_on }}",
        blocks=(
            FormGrid(
                rows=(
                    row(
                        "来文机关",
                        FormCell("{{ from_body }}", span=2),
                        "来文号",
                        "{{ incoming_number }}",
                        columns=6,
                        height=11,
                    ),
                    row("缓急", "{{ urgency }}", "密级", "", "份数", "", columns=6),
                    row("文件标题", "{{ title }}", columns=6, height=13),
                    row("编号", FormCell("{{ number }}", span=2), "承办方式", "{{ duty }}", columns=6),
                    row("提出人", FormCell("{{ proposers }}", span=2), "办理期限", "{{ due_on }}", columns=6),
                    row(
                        label("拟办意见"),
                        FormCell("{{ proposal }}", sign="拟办人：　　　　　　　{{ proposed_on }}"),
                        columns=6,
                        height=32,
                    ),
                    row(
                        label("主要领导\n批示"),
                        FormCell("", sign=f"签名：　　　　　　　{BLANK_DAY}"),
                        columns=6,
                        height=32,
                    ),
                    row(
                        label("分管领导\n批示"),
                        FormCell(
                            "{{ instruction }}", sign="签名：{{ instructed_by }}　　　　　　　{{ instructed_on }}"
                        ),
                        columns=6,
                        height=34,
                    ),
                    row("办理结果", "{{ handled }}", columns=6, height=20),
                    row("备注", "{{ remark }}", columns=6, height=11),
                ),
                widths=(20, 40, 18, 26, 18, 34),
            ),
            Text("{% if text %}附：来文原文{% endif %}", bold=True, indent=False),
            Words("text"),
        ),
    ),
)
def handling_sheet(record):
    return sheet_fields(record) | {"text": blocks_of(record.text) if record.text else []}
