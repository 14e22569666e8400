"""催办单: what a unit has open and is to do next, with room for its receipt and its answer."""

from django.utils import timezone

from tracking.papers import FormCell, FormGrid, FormRow, FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.layout import label
from tracking.papers.subjects import UNIT
from tracking.papers.wording import BLANK_DAY, boxes, dated

WAYS = ("电话", "短信", "书面", "现场")


@paper(
    "催办单",
    help="列出单位应办而未办的承办件和要求；签收后交回，反馈情况写在表上。",
    about=UNIT,
    place=50,
    mark=Source.FOUND,
    readers=of_the_office,
    comes_back=True,
    missing=lambda found: "" if found.unit.pk in found.whole.reminders else "没有需要催办的承办件。",
    layout=FormSheet(
        title="建议提案催办单",
        above="{{ session }}　　共{{ total }}件{% if late %}，其中逾期{{ late }}件{% endif %}",
        blocks=(
            FormGrid(
                rows=(
                    FormRow((label("承办单位"), FormCell("{{ unit }}"), label("催办时间"), FormCell("{{ on }}"))),
                    FormRow((label("催办形式"), FormCell("{{ ways }}", span=3))),
                ),
                widths=(24, 59, 24, 59),
            ),
            Text(""),
            Listing(
                "lines",
                (
                    ListingColumn("编号", "{{ row.number }}", 19, "center"),
                    ListingColumn("标题", "{{ row.title }}", 42),
                    ListingColumn("交办日期", "{{ row.assigned_on }}", 25, "center"),
                    ListingColumn("办理期限", "{{ row.due_on }}", 25, "center"),
                    ListingColumn("催办内容", "{{ row.asked }}", 32),
                    ListingColumn("反馈情况", "{{ row.room }}", 30),
                ),
                size=10.5,
            ),
            Text(""),
            FormGrid(
                rows=(
                    FormRow((label("反馈期限"), FormCell("{{ blank_day }}前", span=3))),
                    FormRow(
                        (
                            label("催办单位"),
                            FormCell("{{ office }}", sign="催办人：　　　　　　　　\n{{ blank_day }}"),
                            label("签收"),
                            FormCell(sign="签收人：　　　　　　　　\n{{ blank_day }}"),
                        ),
                        height=30,
                    ),
                ),
                widths=(24, 59, 24, 59),
            ),
            Text("请在反馈期限前办理并填写“反馈情况”，加盖公章后交回。", small=True, indent=False),
        ),
    ),
)
def reminder_sheet(found):
    sheet = found.whole.reminders[found.unit.pk]
    acts = found.whole.reminded
    lines = []
    for line in sheet.due:
        act = acts.get((line.record.pk, found.unit.pk))
        lines.append(
            {
                "number": line.record.number_label,
                "title": line.title.removeprefix(line.record.number_label).strip("《》"),
                "assigned_on": f"{line.part.assigned_on:%Y-%m-%d}",
                "due_on": (f"{line.due_on:%Y-%m-%d}" if line.due_on else "—")
                + (f"\n{line.remaining}" if line.remaining else ""),
                "asked": act.text if act is not None else f"{line.asked}。",
                "room": "",
            }
        )
    return {
        "session": found.session.name,
        "unit": found.unit.name,
        "total": len(lines),
        "late": sum(line.is_late for line in sheet.due),
        "on": dated(timezone.localdate()),
        "ways": boxes(WAYS, "书面"),
        "lines": lines,
        "office": f"{found.whole.office_name}督查室" if found.whole.office_name else "督查室",
        "blank_day": BLANK_DAY,
    }
