"""The list with which the living session's items come in (交办清单): a workbook, read by the import as any other."""

import io
from datetime import date

from huiyin.example.living.days import Days
from huiyin.example.living.items import LivingItem
from tracking import ledger
from tracking.models import Kind, Session

NAME = "示例交办清单.xlsx"
HEADINGS = (
    "编号", "类别", "来源层级", "承办方式", "案由", "领衔代表(第一提案人)", "联名人", "代表团/界别", "内容分类", "主题", "是否重点", "督办领导",
    "市主办单位", "办理期限", "收文日期", "来文号", "原文",
)  # fmt: skip
CITY_UNITS = ("示例市发展和改革委员会", "示例市民政局", "示例市农业农村局", "示例市教育局")
DUE = {"late": -3, "extension": 2, "submitted_soon": 3}
"The limits that the list itself sets (办理期限), in working days from today."


def list_of(items: list[LivingItem], days: Days, came_in: dict[int, date]) -> bytes:
    """The workbook that brings these items; `came_in` says when each was received."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "交办清单"
    sheet.append(HEADINGS)
    for item in items:
        sheet.append([_cell(value) for value in _row(item, days, came_in[item.place])])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _cell(value: object) -> object:
    return str(value.label) if hasattr(value, "label") else value


def _row(item: LivingItem, days: Days, received: date) -> list[object]:
    due = DUE.get(item.way)
    is_key = item.place % 12 == 2
    return [
        item.number, item.kind, item.origin, item.duty, item.words.title, item.signers[0], "、".join(item.signers[1:]),
        item.delegation, item.words.matter.category, item.words.matter.category, "是" if is_key else "",
        "示例领导甲" if is_key else "", CITY_UNITS[item.place % len(CITY_UNITS)] if item.is_joint else "",
        days.ahead(due) if due else None, received,
        f"示例{'人' if item.kind == Kind.SUGGESTION else '协'}办〔{received.year}〕{item.number}号", item.words.text(),
    ]  # fmt: skip


def bring_in(session: Session, items: list[LivingItem], days: Days, received: dict[int, date], clerk: object) -> None:
    """Import the list into the session by the clerk's account."""
    file = io.BytesIO(list_of(items, days, received))
    plan = ledger.plan(ledger.read(file, NAME), session)
    ledger.apply(plan, clerk)
