"""征询意见表: for one signer, filled in but for what only the signer may write; printed as the session has it asked for."""

from tracking.models import ContactMethod, Delivery, Kind, OpinionForms, Proposer, ProposerKind, ReplyKind, Satisfaction
from tracking.papers import FormCell, FormGrid, FormRow, FormSheet, Source, Text, paper
from tracking.papers.layout import label
from tracking.papers.subjects import DELIVERY
from tracking.papers.wording import BLANK_DAY, boxes, dated, listed
from tracking.wording.local import localised

HANDS = {Kind.SUGGESTION: ("代表", "人大常委会选举联络工委", "人大"), Kind.PROPOSAL: ("委员", "政协提案委员会", "政协")}
"For each kind: what its proposers are called, the assembly's side that asks them, and the assembly."
CONSENT = ("全文公开", "摘要公开", "不同意公开")
ON_THE_SYSTEM = "走访情况、办理（走访）人员态度、是否同意办理结果、答复前听取意见方式、答复是否有针对性、是否同意公开答复、意见或建议"
"What a proposer who rates on the assembly's own system fills in there."


def pair(first: str, words: str, second: str, other: str) -> FormRow:
    return FormRow((label(first), FormCell(words), label(second), FormCell(other)), height=8)


def wide(head: str, words: str, height: float = 8, sign: str = "") -> FormRow:
    return FormRow((label(head), FormCell(words, span=3, sign=sign)), height=height)


GRID = FormGrid(
    rows=(
        pair("编号", "{{ item_number }}", "姓名", "{{ signer }}"),
        wide("标题", "{{ item_title }}"),
        pair("单位及职务", "{{ post }}", "主办单位", "{{ main_unit }}"),
        pair("会办单位", "{{ other_units }}", "答复文号\n及日期", "{{ reply_number }}\n{{ issued_on }}"),
        wide("{{ item_kind }}要求", "", 10),
        wide("承办单位意见", "", 13, "签名：　　　　　　{{ blank_day }}"),
        wide("{{ local.government }}分管\n领导意见", "", 13, "签名：　　　　　　{{ blank_day }}"),
        pair("沟通情况", "{{ contacts }}", "答复前听取\n意见方式", "{{ methods }}"),
        pair("收到答复函", "{{ yes_no }}", "收到时间", "{{ blank_day }}"),
        wide("对办理、走访\n人员态度", "{{ choices }}"),
        wide("对办理结果", "{{ choices }}"),
        pair("答复是否\n有针对性", "{{ yes_no }}", "是否同意\n办理结果", "{{ agreed }}"),
        wide("总体评价", "{{ choices }}"),
        wide("是否同意\n公开答复", "{{ consent }}"),
        wide("具体意见\n和建议", "", 20, "{{ called }}签名：　　　　　　{{ blank_day }}"),
        pair("通讯地址", "", "联系电话", ""),
    ),
    widths=(29, 55, 27, 55),
)
"The form's rows; the notice of the hand-over shows them empty as its annex."


def missing(delivery: Delivery) -> str:
    """Only an answer is asked about, and only on paper where the session says so."""
    record = delivery.reply.assignment.record
    called, _side, assembly = HANDS[Kind(record.kind)]
    if delivery.reply.kind != ReplyKind.ANSWER:
        return "会办件由主办单位统一征询意见。"
    if record.session.opinion_forms(record.kind) == OpinionForms.SYSTEM:
        return f"本届由{called}在{assembly}的系统上评价，不印征询意见表；请提醒{called}在系统上填写：{ON_THE_SYSTEM}。"
    return ""


@paper(
    "征询意见表",
    help="请代表或委员对办理态度、办理结果和是否公开填写意见并签名；怎样印发按届次设置。",
    about=DELIVERY,
    place=80,
    mark=Source.FOUND,
    fits=lambda delivery: delivery.reply.kind == ReplyKind.ANSWER,
    missing=missing,
    comes_back=True,
    layout=FormSheet(
        title="{{ item_kind }}办理情况征询意见表",
        above="{{ copy }}",
        copies="sheets",
        blocks=(GRID, Text("填表说明：{{ explained }}", small=True, indent=False)),
    ),
)
def opinion_form(delivery):
    part, proposer = delivery.reply.assignment, delivery.signature.proposer
    record = part.record
    others = [one.unit for one in record.assignments.standing().select_related("unit") if one.pk != part.pk]
    others += [one.unit for one in record.partners.select_related("unit")]
    contacts = [f"{one.on:%Y-%m-%d} {one.get_phase_display()}{one.get_method_display()}" for one in part.contacts.all()]
    return blank(record.kind, called_by(proposer)) | {
        "sheets": sheets_of(record),
        "item_number": f"{record.session.name}{record.number_label}",
        "signer": proposer.styled,
        "item_title": record.title,
        "post": proposer.post,
        "main_unit": part.unit.name,
        "other_units": listed(others),
        "reply_number": delivery.reply.doc_number,
        "issued_on": dated(delivery.reply.issued_on),
        "contacts": "；".join(contacts),
        "explained": explained(record),
    }


def called_by(proposer: Proposer) -> str:
    """What the form calls its signer: 代表, 委员 or, for a party or a group, 提案者."""
    return "提案者" if proposer.kind == ProposerKind.COLLECTIVE else str(proposer.get_kind_display())


def blank(kind: str, called: str = "") -> dict:
    """The fields of an empty form for items of a kind."""
    empty = "item_number signer item_title post main_unit other_units reply_number issued_on contacts"
    return dict.fromkeys(empty.split(), "") | {
        "item_kind": str(Kind(kind).label),
        "called": called or HANDS[Kind(kind)][0],
        "choices": boxes(one.label for one in Satisfaction),
        "methods": " ".join(f"□{one.label}" for one in ContactMethod),
        "yes_no": boxes(("是", "否")),
        "agreed": boxes(("同意", "不同意")),
        "consent": boxes(CONSENT),
        "blank_day": BLANK_DAY,
    }


def sheets_of(record) -> list[str]:
    """What stands above each copy: one to the office, or two that say to whom each goes (一式两份)."""
    if record.session.opinion_forms(record.kind) == OpinionForms.ASSEMBLY:
        return [
            localised("一式两份　第一份：送{government}督查室"),
            localised("一式两份　第二份：送{own}") + HANDS[Kind(record.kind)][1],
        ]
    return [localised("本表由承办单位随答复附送，填好后交回{office}公室。")]


def explained(record) -> str:
    """How to fill the form in, in the words of the item's kind."""
    called, side, _assembly = HANDS[Kind(record.kind)]
    kind = record.get_kind_display()
    back = (
        localised("一份寄{government}督查室，一份寄{own}") + side
        if record.session.opinion_forms(record.kind) == OpinionForms.ASSEMBLY
        else localised("交回{office}公室，也可交承办单位转交")
    )
    points = (
        f"请{called}本人填写并签名，承办单位不得代填",
        "各项在方框内打√，每项只选一个",
        f"“{kind}要求”和两栏意见由承办单位填写",
        "不满意的请写明意见，将重新办理并再次答复",
        "答复公开时不含个人联系方式",
        back,
    )
    return "".join(f"{mark}{point}；" for mark, point in zip("①②③④⑤⑥", points, strict=True)).rstrip("；") + "。"
