"""拟办单 (收文处理单): what came in, the proposal and the leader's instruction, with room to sign."""

from tracking.papers import Cell, Grid, Mark, Row, Sheet, Text, Words, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import proposers_of
from tracking.papers.subjects import ITEM
from tracking.papers.wording import BLANK_DAY, blocks_of, dated


def label(words: str) -> Cell:
    return Cell(words, is_label=True)


@paper(
    "收文处理单（拟办单）",
    help="登记来文、拟办意见和区领导批示，可打印后在纸上签。",
    about=ITEM,
    place=10,
    mark=Mark.FOUND,
    readers=of_the_office,
    layout=Sheet(
        title="{{ kind }}办理拟办单",
        blocks=(
            Grid(
                rows=(
                    Row((label("来文号"), Cell("{{ incoming_number }}"), label("收文日期"), Cell("{{ received_on }}"))),
                    Row((label("编号"), Cell("{{ number }}"), label("承办方式"), Cell("{{ duty }}"))),
                    Row((label("案由"), Cell("{{ title }}", span=3)), height=14),
                    Row((label("提出人"), Cell("{{ proposers }}", span=3))),
                    Row(
                        (
                            label("拟办意见"),
                            Cell("{{ proposal }}", span=3, sign="拟办人：　　　　　　　{{ proposed_on }}"),
                        ),
                        height=40,
                    ),
                    Row(
                        (
                            label("领导批示"),
                            Cell("{{ instruction }}", span=3, sign="签名：　　　　　　　{{ instructed_on }}"),
                        ),
                        height=55,
                    ),
                    Row((label("备注"), Cell("{{ remark }}", span=3)), height=14),
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
