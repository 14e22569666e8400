"""办理情况报告: to the congress's standing committee on suggestions, and 通报 to the CPPCC's on proposals, counted today."""

from django.utils import timezone

from tracking import reports
from tracking.models import Kind, SeriesPurpose, Session
from tracking.papers import Break, Document, Listing, ListingColumn, SignedBy, Source, Text, Words, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import given_number, no_office, office_name, proposers_of
from tracking.papers.kinds.handing_over_deed import none_of
from tracking.papers.kinds.handling_sheet import handled
from tracking.papers.subjects import SESSION
from tracking.papers.wording import blocks_of, dated, listed
from tracking.wording.local import localised

WRITE = {Kind.SUGGESTION: reports.deputies_report, Kind.PROPOSAL: reports.members_circular}
LAYOUT = Document(
    title="{{ title }}",
    to="{{ to }}",
    blocks=(Words("body"), Text("附件：逐件一览表"), SignedBy()),
    annexes=(
        Break(landscape=True),
        Text("附件", bold=True, indent=False),
        Text("逐件一览表", align="center", bold=True, indent=False),
        Listing(
            "items",
            (
                ListingColumn("编号", "{{ row.number }}", 24, "center"),
                ListingColumn("标题", "{{ row.title }}", 70),
                ListingColumn("提出人", "{{ row.proposers }}", 36),
                ListingColumn("承办单位", "{{ row.units }}", 36),
                ListingColumn("办理结果", "{{ row.handled }}", 60),
            ),
        ),
        Text("{{ basis }}。", small=True, indent=False),
    ),
)


def title_of(session: Session, kind: Kind) -> str:
    """The title, under which the number given to it is entered (用号登记)."""
    what = "代表建议办理情况的报告" if kind is Kind.SUGGESTION else "提案办理情况的通报"
    return f"关于{session.name}{what}"


def unreported(kind: Kind):
    """Says why there is no report on a kind: there are none of it, or no office to report."""
    return lambda session: none_of(kind)(session) or no_office()


def is_numbered(kind: Kind):
    """Says whether the report on a kind was given its number."""
    return lambda session: given_number(SeriesPurpose.REPORT, title_of(session, kind)) is not None


def fields_of(session: Session, kind: Kind) -> dict:
    """What the report on a kind says: the prose counted to the end of today, and every item."""
    given = given_number(SeriesPurpose.REPORT, title_of(session, kind))
    day = given.on if given is not None else timezone.localdate()
    draft = WRITE[kind](reports.Report(session, min(day, timezone.localdate()), reports.Signed("", "", day)))
    records = session.records.filter(kind=kind).select_related("session").prefetch_related("assignments__unit")
    return {
        "organ": office_name(),
        "organs": [office_name()],
        "number": given.doc_number if given is not None else "",
        "title": title_of(session, kind),
        "to": draft.addressee if kind is Kind.SUGGESTION else localised("{cppcc}："),
        "body": blocks_of("\n".join(words for _kind, words in draft.paragraphs)),
        "date": dated(day),
        "basis": draft.basis,
        "items": [
            {
                "number": record.number_label,
                "title": record.title,
                "proposers": proposers_of(record),
                "units": listed(dict.fromkeys(part.unit for part in record.assignments.all())),
                "handled": handled(record) or record.get_stage_display(),
            }
            for record in records.order_by("origin", "number")
        ],
    }


@paper(
    "建议办理情况报告",
    help="向人大常委会报告代表建议办理情况，数据统计到当天；文号按标题从“用号登记”取，登记后不再变动。",
    about=SESSION,
    place=94,
    mark=Source.FOUND,
    readers=of_the_office,
    missing=unreported(Kind.SUGGESTION),
    is_final=is_numbered(Kind.SUGGESTION),
    layout=LAYOUT,
)
def suggestions_report(session):
    return fields_of(session, Kind.SUGGESTION)


@paper(
    "提案办理情况通报",
    help="向政协通报提案办理情况，数据统计到当天；文号按标题从“用号登记”取，登记后不再变动。",
    about=SESSION,
    place=95,
    mark=Source.FOUND,
    readers=of_the_office,
    missing=unreported(Kind.PROPOSAL),
    is_final=is_numbered(Kind.PROPOSAL),
    layout=LAYOUT,
)
def proposals_report(session):
    return fields_of(session, Kind.PROPOSAL)
