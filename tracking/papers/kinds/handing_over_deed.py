"""交接书: at the hand-over meeting (交办会) the assembly's side gives the government's office its items, counted and listed."""

from tracking.models import HandlingRecord, Kind, Origin, Session
from tracking.models.reading import read_once
from tracking.papers import FormCell, FormGrid, FormSheet, Listing, ListingColumn, Source, Text, paper, row
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import office_name, proposers_of
from tracking.papers.subjects import SESSION
from tracking.papers.wording import BLANK_DAY, dated, listed
from tracking.wording.local import localised

LAYOUT = FormSheet(
    title="{{ kind }}交接书",
    blocks=(
        FormGrid(
            rows=(
                row("会议名称", "{{ session }}", height=13),
                row("{{ kind }}件数", "{{ count }}件{{ by_origin }}", height=13),
                row("移交单位", "{{ from_body }}", "接收单位", "{{ office }}", height=13),
                row(
                    "移交人",
                    FormCell("", sign="（签字、盖章）"),
                    "接收人",
                    FormCell("", sign="（签字、盖章）"),
                    height=36,
                ),
                row("移交日期", "{{ on }}", "接收日期", BLANK_DAY),
            ),
            widths=(24, 54, 24, 54),
        ),
        Text("本交接书一式两份，移交、接收单位各执一份。", small=True, indent=False),
        Text("附：{{ kind }}目录", bold=True, indent=False),
        Listing(
            "items",
            (
                ListingColumn("序号", "{{ row.place }}", 12, "center"),
                ListingColumn("编号", "{{ row.number }}", 22, "center"),
                ListingColumn("标题", "{{ row.title }}", 74),
                ListingColumn("提出人", "{{ row.proposers }}", 34),
                ListingColumn("来源", "{{ row.origin }}", 16, "center"),
            ),
        ),
    ),
)


def received(session: Session, kind: Kind) -> list[HandlingRecord]:
    """The items of a kind that came in, whatever became of them since."""
    return list(session.records.filter(kind=kind).select_related("session").order_by("origin", "number"))


def _level(origin: Origin) -> str:
    """自治区级, 市级, 区级."""
    named = {Origin.CITY: localised("{upper_level}"), Origin.DISTRICT: localised("{own}级")}
    return named.get(origin, f"{origin.label}级")


def fields_of(session: Session, kind: Kind) -> dict:
    """What the deed says of the items of a kind."""
    records = received(session, kind)
    origins = [(origin, sum(1 for one in records if one.origin == origin)) for origin in Origin]
    told = [f"{_level(origin)}{count}件" for origin, count in origins if count]
    return {
        "kind": kind.full_label,
        "session": session.name,
        "count": len(records),
        "by_origin": f"（{'，'.join(told)}）" if len(told) > 1 else "",
        "from_body": listed(dict.fromkeys(record.handing_body for record in records)),
        "office": office_name(),
        "on": dated(session.handed_over_on) or BLANK_DAY,
        "items": [
            {
                "place": place,
                "number": record.number_label,
                "title": record.title,
                "proposers": proposers_of(record),
                "origin": record.get_origin_display(),
            }
            for place, record in enumerate(records, 1)
        ],
    }


@read_once
def kinds_of(session: Session) -> set[str]:
    """The kinds of which the session has items."""
    return set(session.records.order_by().values_list("kind", flat=True).distinct())


def none_of(kind: Kind):
    """Says why there is no deed for a kind without items."""
    return lambda session: "" if kind in kinds_of(session) else f"本届没有登记{kind.label}。"


@paper(
    "人大代表建议交接书",
    help="交办会上由人大一方移交建议，双方签字盖章，附目录。",
    about=SESSION,
    place=5,
    mark=Source.MEMORY,
    readers=of_the_office,
    missing=none_of(Kind.SUGGESTION),
    layout=LAYOUT,
)
def suggestions_deed(session):
    return fields_of(session, Kind.SUGGESTION)


@paper(
    "政协提案交接书",
    help="交办会上由政协一方移交提案，双方签字盖章，附目录。",
    about=SESSION,
    place=6,
    mark=Source.MEMORY,
    readers=of_the_office,
    missing=none_of(Kind.PROPOSAL),
    layout=LAYOUT,
)
def proposals_deed(session):
    return fields_of(session, Kind.PROPOSAL)
