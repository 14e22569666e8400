"""征询意见表: for one signer, filled in but for what only the signer may write."""

from tracking.models import ReplyKind, Satisfaction
from tracking.papers import Cell, Grid, Mark, Row, Sheet, Text, paper
from tracking.papers.subjects import DELIVERY
from tracking.papers.wording import BLANK_DAY, boxes, dated, listed


def label(words: str) -> Cell:
    return Cell(words, is_label=True)


def missing(delivery) -> str:
    return "" if delivery.reply.kind == ReplyKind.ANSWER else "会办件由主办单位统一征询意见。"


@paper(
    "征询意见表",
    help="请代表、委员对办理态度和办理结果填写意见并签名，交回政府办公室。",
    about=DELIVERY,
    place=80,
    mark=Mark.PROPOSED,
    missing=missing,
    comes_back=True,
    layout=Sheet(
        title="{{ kind }}答复征询意见表",
        blocks=(
            Grid(
                rows=(
                    Row((label("编号"), Cell("{{ number }}"), label("姓名"), Cell("{{ signer }}"))),
                    Row((label("标题"), Cell("{{ title }}", span=3)), height=14),
                    Row((label("单位及职务"), Cell("{{ post }}", span=3))),
                    Row((label("主办单位"), Cell("{{ unit }}"), label("会办单位"), Cell("{{ others }}"))),
                    Row((label("答复文号及日期"), Cell("{{ reply_number }}　{{ issued_on }}", span=3))),
                    Row((label("沟通情况"), Cell("{{ contacts }}", span=3)), height=14),
                    Row((label("对办理态度"), Cell("{{ choices }}", span=3))),
                    Row((label("对办理结果"), Cell("{{ choices }}", span=3))),
                    Row((label("具体意见"), Cell("", span=3)), height=50),
                    Row((label("签名"), Cell(""), label("日期"), Cell("{{ blank_day }}")), height=14),
                )
            ),
            Text(
                "请代表、委员本人填写“办理态度”“办理结果”和“具体意见”并签名，交回政府办公室；承办单位只可转交，不得代填。"
                "对办理结果不满意的，将重新办理并再次答复。",
                small=True,
                indent=False,
            ),
        ),
    ),
)
def opinion_form(delivery):
    part, proposer = delivery.reply.assignment, delivery.signature.proposer
    record = part.record
    others = [one.unit for one in record.assignments.standing().select_related("unit") if one.pk != part.pk]
    others += [one.unit for one in record.partners.select_related("unit")]
    contacts = [f"{one.on:%Y-%m-%d} {one.get_phase_display()}{one.get_method_display()}" for one in part.contacts.all()]
    return {
        "kind": record.get_kind_display(),
        "number": f"{record.session.name}{record.number_label}",
        "signer": proposer.styled,
        "title": record.title,
        "post": proposer.post,
        "unit": part.unit.name,
        "others": listed(others),
        "reply_number": delivery.reply.doc_number,
        "issued_on": dated(delivery.reply.issued_on),
        "contacts": "；".join(contacts),
        "choices": boxes(one.label for one in Satisfaction),
        "blank_day": BLANK_DAY,
    }
