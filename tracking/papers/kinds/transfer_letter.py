"""转办函: what goes back to the handing body, or on to another office, with the item."""

from tracking.loop.acts.leaving import transfer
from tracking.models import HandlingRecord, SeriesPurpose
from tracking.papers import Letter, SignedBy, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import event_of, given_number, headed, item_fields, item_in_title, no_office
from tracking.papers.subjects import ITEM
from tracking.stages import Stage


def missing(record: HandlingRecord) -> str:
    if record.stage == Stage.TRANSFERRED:
        return no_office()
    return "本件还没有办理“退回交办机关、转办”；办理后按登记的去向和理由制作。"


def title_of(record: HandlingRecord) -> str:
    """The title, under which the number given to it is entered (用号登记)."""
    return f"关于转办{item_in_title(record)}的函"


@paper(
    "转办函",
    help="退回交办机关或转给其他单位办理的函；文号按标题从“用号登记”取，没有登记的为稿。",
    about=ITEM,
    place=110,
    mark=Source.MEMORY,
    readers=of_the_office,
    fits=lambda record: record.stage == Stage.TRANSFERRED,
    missing=missing,
    is_final=lambda record: given_number(SeriesPurpose.FORWARD, title_of(record)) is not None,
    layout=Letter(
        number="{{ doc_number }}",
        title="{{ heading }}",
        to="{{ to }}：",
        blocks=(
            Text("我办收到{{ number }}《{{ title }}》（提出人：{{ proposers }}）。{{ because }}"),
            Text(
                "经研究，现将该{{ kind }}转请你单位办理，原件及有关材料随函送上。请将办理结果答复提出人，并函告我办。"
            ),
            Text("特此函达。"),
            Text("附件：{{ kind }}原件及有关材料"),
            SignedBy(),
        ),
    ),
)
def transfer_letter(record):
    event = event_of(record, transfer)
    because = event.summary.partition("：")[2].rstrip("。") if event is not None else ""
    return (
        item_fields(record)
        | headed(SeriesPurpose.FORWARD, title_of(record), record.left_on)
        | {
            "to": record.left_to,
            "because": f"{because}。" if because else "",
        }
    )
