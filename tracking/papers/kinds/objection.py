"""退办申请 and its answer: a unit says that an item is not its business; the office agrees, or refuses with a reason."""

from tracking.models import Objection, SeriesPurpose
from tracking.papers import FormCell, FormGrid, FormSheet, Letter, SignedBy, Source, Text, label, paper, row
from tracking.papers.facts import given_number, headed, item_fields, item_in_title, no_office
from tracking.papers.subjects import OBJECTION
from tracking.papers.wording import BLANK_DAY, dated
from tracking.wording.local import local


@paper(
    "退办（改派）申请表",
    help=local("单位申请退回的理由和建议改交单位，由单位主要负责人审签、盖章；{section}在同一张表上裁定。"),
    about=OBJECTION,
    place=24,
    mark=Source.FOUND,
    layout=FormSheet(
        title="{{ kind }}退办（改派）申请表",
        above="申请单位：{{ unit }}　　　　　　申请日期：{{ on }}",
        blocks=(
            FormGrid(
                rows=(
                    row("编号", "{{ number }}", "交办日期", "{{ assigned_on }}"),
                    row("标题", "{{ title }}", height=14),
                    row("提出人", "{{ proposers }}"),
                    row("退回理由\n（职责依据）", "{{ reason }}", height=45),
                    row("建议改交\n单位", "{{ proposed }}", height=12),
                    row(
                        label("单位主要\n负责人审签"),
                        FormCell("{{ head }}", sign=f"（盖章）　　　　　　　{BLANK_DAY}"),
                        height=34,
                    ),
                    row(
                        label("政府办公室\n处理意见"),
                        FormCell("{{ verdict }}\n{{ comment }}", sign="{{ decider }}　　　　　　　{{ decided_on }}"),
                        height=38,
                    ),
                    row("协调情况", "", height=24),
                ),
                widths=(27, 54, 25, 50),
            ),
            Text(
                "退回申请须由单位主要负责人签字，在规定时限内提出；裁定不予退回的，应当签收办理。",
                small=True,
                indent=False,
            ),
        ),
    ),
)
def objection_request(objection):
    part = objection.assignment
    return item_fields(part.record) | {
        "unit": part.unit.name,
        "on": dated(objection.on),
        "assigned_on": dated(part.assigned_on),
        "reason": objection.reason,
        "proposed": objection.proposed_unit.name if objection.proposed_unit else "",
        "head": objection.unit_head,
        "verdict": _ticked(objection),
        "comment": objection.comment,
        "decider": objection.decided_by.name if objection.decided_by else "签名：",
        "decided_on": dated(objection.decided_on) or BLANK_DAY,
    }


def _ticked(objection: Objection) -> str:
    yes, no = ("☑" if objection.granted is wanted else "□" for wanted in (True, False))
    return f"{yes} 同意退回　　{no} 不予退回"


def undecided(objection: Objection) -> str:
    return "这次退回申请还没有裁定。" if objection.granted is None else no_office()


def title_of(objection: Objection) -> str:
    """The title, under which the number given to it is entered (用号登记)."""
    part = objection.assignment
    return f"关于{part.unit.name}申请退回{item_in_title(part.record)}的复函"


@paper(
    "退办申请复函",
    help=local("{section}对退回申请的答复：同意退回另行交办，或不予退回并说明理由。"),
    about=OBJECTION,
    place=25,
    mark=Source.MEMORY,
    missing=undecided,
    is_final=lambda objection: given_number(SeriesPurpose.OTHER, title_of(objection)) is not None,
    layout=Letter(
        number="{{ doc_number }}",
        title="{{ heading }}",
        to="{{ unit }}：",
        blocks=(
            Text("你单位{{ on }}关于退回{{ number }}《{{ title }}》的申请收悉。{{ decision }}"),
            Text("特此复函。"),
            SignedBy(),
        ),
    ),
)
def objection_answer(objection):
    part = objection.assignment
    comment = objection.comment.rstrip("。")
    if objection.granted:
        decision = "经研究，同意退回，由我办另行交办。" + (f"{comment}。" if comment else "")
    else:
        decision = f"经研究，不予退回：{comment}。请于{dated(part.sign_for_due_on)}前签收，并按期办理。"
    return (
        item_fields(part.record)
        | headed(SeriesPurpose.OTHER, title_of(objection), objection.decided_on)
        | {
            "unit": part.unit.name,
            "on": dated(objection.on),
            "decision": decision,
        }
    )
