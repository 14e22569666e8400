"""并案说明: which items are handled together, why, and that each is answered by itself."""

from tracking.models import Group
from tracking.papers import FormCell, FormGrid, FormSheet, Listing, ListingColumn, Source, Text, label, paper, row
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import proposers_of
from tracking.papers.subjects import GROUP
from tracking.papers.wording import BLANK_DAY, listed
from tracking.stages import Stage

WIDTHS = (27, 54, 25, 50)


def missing(group: Group) -> str:
    return "" if group.records.count() > 1 else "并案里只有一件，不需要说明。"


@paper(
    "并案说明",
    help="列明并案办理的各件和理由，存入每一件的案卷；答复仍各件分别行文。",
    about=GROUP,
    place=35,
    mark=Source.MEMORY,
    readers=of_the_office,
    missing=missing,
    layout=FormSheet(
        title="并案办理说明",
        blocks=(
            FormGrid(rows=(row("届次", "{{ session }}"), row("并案事由", "{{ subject }}", height=12)), widths=WIDTHS),
            Text(""),
            Listing(
                "items",
                (
                    ListingColumn("编号", "{{ row.number }}", 24, "center"),
                    ListingColumn("标题", "{{ row.title }}", 62),
                    ListingColumn("提出人", "{{ row.proposers }}", 34),
                    ListingColumn("承办单位", "{{ row.units }}", 36),
                ),
            ),
            Text(""),
            FormGrid(
                rows=(
                    row("并案理由", "", height=32),
                    row(
                        "办理方式",
                        "上列{{ count }}件内容相同或相近，沟通和办理一并进行；分别答复各件的提出人，分别征询意见。",
                        height=16,
                    ),
                    row(label("政府办公室\n意见"), FormCell("", sign=f"签名：　　　　　　　{BLANK_DAY}"), height=32),
                ),
                widths=WIDTHS,
            ),
        ),
    ),
)
def grouping_note(group):
    records = group.records.select_related("session").prefetch_related("assignments__unit")
    items = [
        {
            "number": record.number_label,
            "title": record.title,
            "proposers": proposers_of(record),
            "units": listed(part.unit for part in record.assignments.all() if part.stage != Stage.REASSIGNED),
        }
        for record in records.order_by("kind", "number")
    ]
    return {"session": group.session.name, "subject": group.title, "items": items, "count": len(items)}
