"""转复同意书: a co-signer agrees that the first signer passes the answer on (领衔人转复)."""

from tracking.models import Signature
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, label, paper, row
from tracking.papers.facts import item_fields
from tracking.papers.subjects import COSIGNER
from tracking.papers.wording import BLANK_DAY


def missing(signature: Signature) -> str:
    return "会办件由主办单位答复提出人，不需要转复。" if signature.record.is_joint else ""


@paper(
    "转复同意书",
    help="联名人同意由领衔人转复时签名；送达登记“领衔人转复”须以它为据。",
    about=COSIGNER,
    place=58,
    mark=Source.PROPOSED,
    fits=lambda signature: not signature.record.is_joint,
    missing=missing,
    comes_back=True,
    layout=FormSheet(
        title="{{ kind }}答复转复同意书",
        blocks=(
            FormGrid(
                rows=(
                    row("编号", "{{ number }}", "联名人", "{{ who }}"),
                    row("标题", "{{ title }}", height=14),
                    row("领衔人", "{{ first }}"),
                    row(
                        label("联名人意见"),
                        FormCell(
                            "{{ choices }}\n\n同意转复的，视为本{{ kind }}的答复已送达本人；本人对办理情况的意见仍可另行反馈。",
                            sign=f"签名：　　　　　　　　　{BLANK_DAY}",
                        ),
                        height=64,
                    ),
                    row("备注", "", height=14),
                ),
                widths=(27, 54, 25, 50),
            ),
            Text("由联名人本人填写、签名，交承办单位转政府办公室存档。", small=True, indent=False),
        ),
    ),
)
def passing_on_consent(signature):
    first = signature.record.signatures.select_related("proposer").get(order=1).proposer.styled
    return item_fields(signature.record) | {
        "who": signature.proposer.styled,
        "first": first,
        "choices": f"□ 本人同意由领衔人{first}转复，不再单独寄送答复。\n□ 本人要求单独答复。",
    }
