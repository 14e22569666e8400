"""征询意见表: for one signer, filled in but for what only the signer may write."""

from tracking.models import ReplyKind, Satisfaction
from tracking.papers import FormCell, FormGrid, FormRow, FormSheet, Source, Text, paper
from tracking.papers.subjects import DELIVERY
from tracking.papers.wording import BLANK_DAY, boxes, dated, listed


def label(words: str) -> FormCell:
    return FormCell(words, is_label=True)


def missing(delivery) -> str:
    return "" if delivery.reply.kind == ReplyKind.ANSWER else "会办件由主办单位统一征询意见。"


@paper(
    "征询意见表",
    help="请代表、委员对办理态度和办理结果填写意见并签名，交回政府办公室。",
    about=DELIVERY,
    place=80,
    mark=Source.PROPOSED,
    missing=missing,
    comes_back=True,
    layout=FormSheet(
        title="{{ kind }}答复征询意见表",
        blocks=(
            FormGrid(
                rows=(
                    FormRow((label("编号"), FormCell("{{ number }}"), label("姓名"), FormCell("{{ signer }}"))),
                    FormRow((label("标题"), FormCell("{{ title }}", span=3)), height=14),
                    FormRow((label("单位及职务"), FormCell("{{ post }}", span=3))),
                    FormRow((label("主办单位"), FormCell("{{ unit }}"), label("会办单位"), FormCell("{{ others }}"))),
                    FormRow((label("答复文号及日期"), FormCell("{{ reply_number }}　{{ issued_on }}", span=3))),
                    FormRow((label("沟通情况"), FormCell("{{ contacts }}", span=3)), height=14),
                    FormRow((label("对办理态度"), FormCell("{{ choices }}", span=3))),
                    FormRow((label("对办理结果"), FormCell("{{ choices }}", span=3))),
                    FormRow((label("具体意见"), FormCell("", span=3)), height=50),
                    FormRow((label("签名"), FormCell(""), label("日期"), FormCell("{{ blank_day }}")), height=14),
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
