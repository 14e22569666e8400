"""通报: an internal circular to the units, as a document under the red head, or as an issue of 督查通报."""

from tracking.figures import FIGURES
from tracking.models import Circular, SeriesPurpose
from tracking.papers import Break, Document, Listing, ListingColumn, SignedBy, Source, Text, Words, paper
from tracking.papers.declaring import supervises
from tracking.papers.facts import given_number, no_office, office_name
from tracking.papers.subjects import CIRCULAR
from tracking.papers.wording import blocks_of, dated
from tracking.reports.circulars import by_unit
from tracking.wording.local import local

ANNEXES = (
    Break(),
    Text("附件1", bold=True, indent=False),
    Text("各单位办理进度", align="center", bold=True, indent=False),
    Listing(
        "units",
        (
            ListingColumn("序号", "{{ row.place }}", 14, "center"),
            ListingColumn("单位", "{{ row.name }}", 56),
            ListingColumn("承办件数", "{{ row.total }}", 22, "center"),
            ListingColumn("已答复", "{{ row.answered }}", 22, "center"),
            ListingColumn("未答复", "{{ row.left }}", 22, "center"),
            ListingColumn("其中逾期", "{{ row.late }}", 22, "center"),
        ),
    ),
    Text(""),
    Text("附件2", bold=True, indent=False),
    Text("数据和口径", align="center", bold=True, indent=False),
    Listing(
        "figures",
        (
            ListingColumn("指标", "{{ row.label }}", 34),
            ListingColumn("数值", "{{ row.value }}", 34, "center"),
            ListingColumn("口径", "{{ row.definition }}", 88),
        ),
    ),
    Text("数据截至{{ as_of }}，按台账统计后定格。内部通报，不公开。", small=True, indent=False),
)


def figures_of(circular: Circular) -> list[dict[str, str]]:
    """The frozen figures as the annex prints them: label, value with its share, definition."""
    counts = (circular.figures or {}).get("counts", {})
    in_order = [counts[key] for key in FIGURES if key in counts] + [counts[key] for key in counts if key not in FIGURES]
    rows = []
    for one in in_order:
        share = f"（{one['numerator']}/{one['denominator']}）" if "denominator" in one else ""
        value = "—" if one["value"] is None else f"{one['value']:g}{one['unit']}"
        rows.append({"label": one["label"], "value": value + share, "definition": one["definition"]})
    return rows


def circular_fields(circular: Circular) -> dict:
    """What both forms say."""
    given = given_number(SeriesPurpose.CIRCULAR, circular.title)
    counted = by_unit(circular.session, circular.as_of) if circular.as_of else []
    units = [
        {
            "place": place, "name": one.name, "total": one.total, "answered": one.answered,
            "left": one.total - one.answered, "late": one.late,
        }
        for place, one in enumerate(counted, 1)
    ]  # fmt: skip
    return {
        "office": office_name(),
        "organ": office_name(),
        "organs": [office_name()],
        "number": given.doc_number if given is not None else "",
        "title": circular.title,
        "body": blocks_of(circular.body),
        "date": dated(given.on if given is not None else circular.on),
        "as_of": dated(circular.as_of),
        "units": units,
        "figures": figures_of(circular),
    }


def is_numbered(circular: Circular) -> bool:
    """Whether it was given its number (用号登记), under its very title."""
    return given_number(SeriesPurpose.CIRCULAR, circular.title) is not None


@paper(
    "通报",
    help="文件格式的通报，附各单位进度和定格的数据；文号按标题从“用号登记”取，没有登记的为稿。",
    about=CIRCULAR,
    place=92,
    mark=Source.MEMORY,
    readers=supervises,
    missing=lambda circular: no_office(),
    is_final=is_numbered,
    layout=Document(
        title="{{ title }}",
        to="各承办单位：",
        blocks=(Words("body"), Text("附件：1．各单位办理进度"), Text("　　　2．数据和口径"), SignedBy()),
        copies="抄送：{{ local.congress }}常委会办公室，{{ local.cppcc }}办公室。",
        annexes=ANNEXES,
    ),
)
def circular_document(circular):
    return circular_fields(circular)


@paper(
    "督查通报",
    help=local("“督查通报第×期”：期号由{supervisors}手写，内容和附件与通报相同。"),
    about=CIRCULAR,
    place=93,
    mark=Source.MEMORY,
    readers=supervises,
    missing=lambda circular: no_office(),
    layout=Document(
        organ="督查通报",
        number="第　　期",
        title="{{ title }}",
        to="各承办单位：",
        blocks=(Words("body"), Text("附件：1．各单位办理进度"), Text("　　　2．数据和口径"), SignedBy()),
        copies="抄送：{{ local.congress }}常委会办公室，{{ local.cppcc }}办公室。",
        issued_by="{{ office }}",
        annexes=ANNEXES,
    ),
)
def circular_bulletin(circular):
    return circular_fields(circular)
