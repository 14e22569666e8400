"""延期申请 and its answer: a unit asks for more time; the assembly's side consents, and the proposer is told (R52)."""

from tracking.models import Extension, SeriesPurpose
from tracking.papers import FormCell, FormGrid, FormSheet, Letter, SignedBy, Source, Text, label, paper, row
from tracking.papers.facts import given_number, headed, item_fields, item_in_title, no_office
from tracking.papers.subjects import EXTENSION
from tracking.papers.wording import BLANK_DAY, dated
from tracking.wording.local import local


@paper(
    "延期申请表",
    help="单位申请延长办理期限，由单位主要负责人签字；交办机关同意、告知提出人之后才生效。",
    about=EXTENSION,
    place=44,
    mark=Source.MEMORY,
    layout=FormSheet(
        title="{{ kind }}延期办理申请表",
        above="申请单位：{{ unit }}　　　　　　申请日期：{{ on }}",
        blocks=(
            FormGrid(
                rows=(
                    row("编号", "{{ number }}", "交办日期", "{{ handed_over_on }}"),
                    row("标题", "{{ title }}", height=14),
                    row("原办理期限", "{{ before }}", "申请延至", "{{ until }}"),
                    row("延期理由", "{{ reason }}", height=36),
                    row("已做工作", "{{ done }}", height=32),
                    row("向提出人\n说明情况", "{{ told }}", height=12),
                    row(
                        label("单位主要\n负责人意见"),
                        FormCell("", sign=f"签名（盖章）：　　　　　　　{BLANK_DAY}"),
                        height=28,
                    ),
                    row(
                        label("交办机关\n（督办单位）\n意见"),
                        FormCell("{{ consent }}", sign=f"（盖章）　　　　　　　{BLANK_DAY}"),
                        height=32,
                    ),
                    row(
                        label("政府办公室\n处理意见"),
                        FormCell("{{ verdict }}\n{{ comment }}", sign="{{ decider }}　　　　　　　{{ decided_on }}"),
                        height=32,
                    ),
                ),
                widths=(27, 54, 25, 50),
            ),
        ),
    ),
)
def extension_request(extension):
    part = extension.assignment
    yes, no = ("☑" if extension.granted is wanted else "□" for wanted in (True, False))
    told = dated(extension.told_on)
    return item_fields(part.record) | {
        "unit": part.unit.name,
        "on": dated(extension.on),
        "handed_over_on": dated(part.record.handed_over_on),
        "before": dated(extension.due_before),
        "until": dated(extension.until),
        "reason": extension.reason,
        "done": "\n".join(f"{dated(note.on)}　{note.text}" for note in part.notes.all()),
        "told": f"☑ 已于{told}说明　　□ 尚未说明" if told else "□ 已说明　　□ 尚未说明",
        "consent": extension.consent,
        "verdict": f"{yes} 同意延期　　{no} 不予延期",
        "comment": extension.comment,
        "decider": extension.decided_by.name if extension.decided_by else "签名：",
        "decided_on": dated(extension.decided_on) or BLANK_DAY,
    }


def undecided(extension: Extension) -> str:
    return "这次延期申请还没有裁定。" if extension.granted is None else no_office()


def title_of(extension: Extension) -> str:
    """The title, under which the number given to it is entered (用号登记)."""
    return f"关于{item_in_title(extension.assignment.record)}延期办理的复函"


@paper(
    "延期申请复函",
    help=local("{section}对延期申请的答复：写明同意的依据和新的期限，或不予延期的理由。"),
    about=EXTENSION,
    place=45,
    mark=Source.MEMORY,
    missing=undecided,
    is_final=lambda extension: given_number(SeriesPurpose.OTHER, title_of(extension)) is not None,
    layout=Letter(
        number="{{ doc_number }}",
        title="{{ heading }}",
        to="{{ unit }}：",
        blocks=(
            Text("你单位{{ on }}关于{{ number }}《{{ title }}》延期至{{ until }}办理的申请收悉。{{ decision }}"),
            Text("特此复函。"),
            SignedBy(),
        ),
    ),
)
def extension_answer(extension):
    part = extension.assignment
    comment = extension.comment.rstrip("。")
    if extension.granted:
        decision = (
            f"经{part.record.handing_body}同意（{extension.consent}），办理期限由{dated(extension.due_before)}"
            f"延至{dated(extension.until)}，并已于{dated(extension.told_on)}告知提出人。"
            "请抓紧办理，按期答复。" + (f"{comment}。" if comment else "")
        )
    else:
        decision = f"经研究，不予延期：{comment}。请按原期限{dated(extension.due_before)}办理。"
    return (
        item_fields(part.record)
        | headed(SeriesPurpose.OTHER, title_of(extension), extension.decided_on)
        | {
            "unit": part.unit.name,
            "on": dated(extension.on),
            "until": dated(extension.until),
            "decision": decision,
        }
    )
