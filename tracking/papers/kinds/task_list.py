"""任务分解表 (交办清单): what is handed to a unit, or to all units of a session, a row an item."""

from tracking.papers import FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.handed_over import HandedOver, counted
from tracking.papers.subjects import SESSION, UNIT
from tracking.workdays import in_full

COLUMNS = {
    "place": ("序号", 8),
    "number": ("编号", 9),
    "kind": ("类别", 10),
    "title": ("案由", 46),
    "first": ("领衔代表(第一提案人)", 20),
    "co_signers": ("联名人", 18),
    "delegation": ("代表团/界别", 16),
    "phone": ("联系电话", 22),
    "category": ("内容分类", 14),
    "main_units": ("主办单位", 22),
    "joint_units": ("会办单位", 22),
    "separate_units": ("分办单位", 20),
    "district_leader": ("责任领导", 18),
    "due_on": ("办理期限", 20),
    "is_key": ("是否重点", 9),
    "supervising_leader": ("督办领导", 14),
    "remark": ("备注", 24),
}
"The columns of a 交办清单: key, head and share of the width; those with nothing in any row are left out."

TASKS = Listing(
    "tasks",
    tuple(
        ListingColumn(head, "{{ row." + key + " }}", width, "center" if width < 17 else "left")
        for key, (head, width) in COLUMNS.items()
    ),
    skips_empty=True,
    size=10.5,
)


def rows_of(whole: HandedOver, items) -> list[dict]:
    """The rows of these items, as the ledger's workbook says them."""
    rows = []
    for place, one in enumerate(items, start=1):
        cells = whole.cells[one.record.pk] | {"place": place}
        if hasattr(due_on := cells.get("due_on", ""), "year"):
            cells["due_on"] = in_full(due_on)
        if not one.record.is_key:
            cells.pop("is_key", None)
        rows.append({key: str(cells.get(key, "")) for key in COLUMNS})
    return rows


def _layout(title: str) -> FormSheet:
    return FormSheet(
        title=title, above="{{ said }}", landscape=True, blocks=(TASKS, Text("{{ note }}", small=True, indent=False))
    )


def _missing(items) -> str:
    return "" if items else "还没有交办的承办件。"


@paper(
    "任务分解表（全部单位）",
    help="本届交办的全部承办件，一件一行，列明主办、会办单位和办理期限。",
    about=SESSION,
    place=31,
    mark=Source.FOUND,
    readers=of_the_office,
    missing=lambda session: _missing(HandedOver.of(session).items),
    layout=_layout("{{ session }}建议提案任务分解表"),
)
def session_task_list(session):
    whole = HandedOver.of(session)
    return {
        "session": session.name,
        "said": f"{counted(one.record for one in whole.items)}，承办单位{len(whole.units)}家",
        "tasks": rows_of(whole, whole.items),
        "note": "",
    }


@paper(
    "任务分解表",
    help="一个单位承办的全部承办件，一件一行，列明分工和办理期限。",
    about=UNIT,
    place=32,
    mark=Source.FOUND,
    missing=lambda found: _missing(found.whole.parts_of(found.unit)),
    layout=_layout("{{ session }}建议提案任务分解表"),
)
def task_list(found):
    return {
        "session": found.session.name,
        "said": f"承办单位：{found.unit}　　{counted_of(found)}",
        "tasks": rows_of(found.whole, found.whole.items_of(found.unit)),
        "note": "“会办单位”中列有本单位的，本单位配合主办单位办理。",
    }


def counted_of(found) -> str:
    """A unit's items by kind, and how many of them it leads and supports."""
    parts = found.whole.parts_of(found.unit)
    leads = sum(part.is_answering for part in parts)
    said = counted(part.record for part in parts)
    return f"{said}（牵头{leads}件、配合{len(parts) - leads}件）" if leads < len(parts) else said
