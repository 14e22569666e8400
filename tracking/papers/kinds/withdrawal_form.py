"""撤回确认书: the proposer says on paper that the item is withdrawn; the step 撤回 asks for its scan."""

from tracking.models import HandlingRecord
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, label, paper, row
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import item_fields
from tracking.papers.subjects import ITEM
from tracking.papers.wording import BLANK_DAY, dated
from tracking.stages import Stage


def missing(record: HandlingRecord) -> str:
    if record.is_open or record.stage == Stage.WITHDRAWN:
        return ""
    return f"本件{Stage(record.stage).label}，不再撤回。"


@paper(
    "撤回确认书",
    help="提出人书面撤回时填写并签名；扫描后在“撤回”中登记。",
    about=ITEM,
    place=112,
    mark=Source.PROPOSED,
    readers=of_the_office,
    missing=missing,
    comes_back=True,
    layout=FormSheet(
        title="{{ kind }}撤回确认书",
        blocks=(
            FormGrid(
                rows=(
                    row("编号", "{{ number }}", "承办单位", "{{ units }}"),
                    row("标题", "{{ title }}", height=14),
                    row("提出人", "{{ proposers }}", height=12),
                    row("撤回理由", "", height=45),
                    row(
                        label("提出人意见"),
                        FormCell(
                            "本人（本单位）要求撤回上列{{ kind }}，不再要求办理和答复。"
                            "由多人联名的，联名人均已知悉并同意。",
                            sign=f"签名：　　　　　　　　　{BLANK_DAY}",
                        ),
                        height=45,
                    ),
                    row(
                        label("政府办公室\n登记"),
                        FormCell("", sign="经办人：　　　　　　　{{ left_on }}"),
                        height=28,
                    ),
                ),
                widths=(27, 54, 25, 50),
            ),
            Text("须由提出人本人签名，承办单位不得代签。撤回后本件单独统计，不计入办复率。", small=True, indent=False),
        ),
    ),
)
def withdrawal_form(record):
    units = record.assignments.standing().select_related("unit")
    return item_fields(record) | {
        "units": "、".join(part.unit.name for part in units),
        "left_on": dated(record.left_on) or BLANK_DAY,
    }
