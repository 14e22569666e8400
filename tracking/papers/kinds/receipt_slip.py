"""签收单: a unit's items with a line to sign; what comes back is entered as 代签收."""

from tracking.papers import FormCell, FormGrid, FormRow, FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.handed_over import counted
from tracking.papers.subjects import UNIT
from tracking.papers.wording import BLANK_DAY, dated
from tracking.stages import Stage


def waiting(found) -> list:
    """The parts that the unit has not signed for."""
    return [part for part in found.whole.parts_of(found.unit) if part.stage == Stage.ASSIGNED]


@paper(
    "签收单",
    help="不登录系统的单位在纸上签收，交回政府办公室后按“代签收”登记。",
    about=UNIT,
    place=34,
    mark=Source.PROPOSED,
    comes_back=True,
    missing=lambda found: "" if waiting(found) else "没有待签收的承办件。",
    layout=FormSheet(
        title="建议提案交办签收单",
        above="{{ session }}　　承办单位：{{ unit }}",
        blocks=(
            Text(
                "今收到下列交办的{{ counted }}，逐件填写具体部门、分管领导、具体负责人和办结时限：",
                small=True,
                indent=False,
            ),
            Listing(
                "items",
                (
                    ListingColumn("编号", "{{ row.number }}", 20, "center"),
                    ListingColumn("案由", "{{ row.title }}", 46),
                    ListingColumn("分工", "{{ row.duty }}", 12, "center"),
                    ListingColumn("办理期限", "{{ row.due_on }}", 25, "center"),
                    ListingColumn("具体部门", "{{ row.room }}", 18),
                    ListingColumn("分管领导", "{{ row.room }}", 16),
                    ListingColumn("负责人", "{{ row.room }}", 16),
                    ListingColumn("办结时限", "{{ row.room }}", 18),
                ),
                size=10.5,
            ),
            Text(
                "签收期限：{{ sign_for_due_on }}。不属于本单位职责的，请在{{ objection }}申请退回，写明理由和建议改交单位，"
                "由单位主要负责人签字；逾期不再调整。",
                small=True,
                indent=False,
            ),
            FormGrid(
                rows=(
                    FormRow(
                        (
                            FormCell("签收单位\n（盖章）", is_label=True),
                            FormCell(),
                            FormCell("签收人", is_label=True),
                            FormCell(sign="{{ blank_day }}"),
                        ),
                        height=26,
                    ),
                ),
                widths=(24, 59, 24, 59),
            ),
        ),
    ),
)
def receipt_slip(found):
    parts = waiting(found)
    limits = found.whole.limits
    latest = max((part.sign_for_due_on for part in parts if part.sign_for_due_on), default=None)
    return {
        "session": found.session.name,
        "unit": found.unit.name,
        "counted": counted(part.record for part in parts),
        "sign_for_due_on": dated(latest),
        "objection": f"{dated(limits.objection)}前" if limits else f"交办后{found.session.limit('objection')}内",
        "blank_day": BLANK_DAY,
        "items": [
            {
                "number": part.record.number_label,
                "title": part.record.title,
                "duty": part.get_duty_display(),
                "due_on": f"{due:%Y-%m-%d}" if (due := found.whole.due_on(part)) else "",
                "room": "",
            }
            for part in parts
        ],
    }
