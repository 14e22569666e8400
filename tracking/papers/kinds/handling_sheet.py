"""拟办单 (收文处理单): what came in, the proposal and the leader's instruction, with room to sign."""

from tracking.papers import FormCell, FormGrid, FormRow, FormSheet, Source, Text, Words, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import proposers_of
from tracking.papers.subjects import ITEM
from tracking.papers.wording import BLANK_DAY, blocks_of, dated


def label(words: str) -> FormCell:
    return FormCell(words, is_label=True)


@paper(
    "收文处理单（拟办单）",
    help="登记来文、拟办意见和区领导批示，可打印后在纸上签。",
    about=ITEM,
    place=10,
    mark=Source.FOUND,
    readers=of_the_office,
    layout=FormSheet(
        title="{{ kind }}办理拟办单",
        blocks=(
            FormGrid(
                rows=(
                    FormRow(
                        (
                            label("来文号"),
                            FormCell("{{ incoming_number }}"),
                            label("收文日期"),
                            FormCell("{{ received_on }}"),
                        )
                    ),
                    FormRow((label("编号"), FormCell("{{ number }}"), label("承办方式"), FormCell("{{ duty }}"))),
                    FormRow((label("案由"), FormCell("{{ title }}", span=3)), height=14),
                    FormRow((label("提出人"), FormCell("{{ proposers }}", span=3))),
                    FormRow(
                        (
                            label("拟办意见"),
                            FormCell("{{ proposal }}", span=3, sign="拟办人：　　　　　　　{{ proposed_on }}"),
                        ),
                        height=40,
                    ),
                    FormRow(
                        (
                            label("领导批示"),
                            FormCell("{{ instruction }}", span=3, sign="签名：　　　　　　　{{ instructed_on }}"),
                        ),
                        height=55,
                    ),
                    FormRow((label("备注"), FormCell("{{ remark }}", span=3)), height=14),
                )
            ),
            Text("{% if text %}附：来文原文{% endif %}", bold=True, indent=False),
            Words("text"),
        ),
    ),
)
def handling_sheet(record):
    return {
        "kind": record.get_kind_display(),
        "incoming_number": record.incoming_number,
        "received_on": dated(record.received_on),
        "number": f"{record.session.name}{record.number_label}",
        "duty": record.get_duty_display() + (f"（市主办单位：{record.lead_unit}）" if record.lead_unit else ""),
        "title": record.title,
        "proposers": proposers_of(record),
        "proposal": record.handling_proposal,
        "proposed_on": dated(record.proposed_on) or BLANK_DAY,
        "instruction": record.instruction,
        "instructed_on": dated(record.instructed_on) or BLANK_DAY,
        "remark": record.remark,
        "text": blocks_of(record.text) if record.text else [],
    }
