"""An office's own template (上级统一表样): its {{ placeholders }} filled from the ledger, its looks and drawings kept.

A placeholder is a name that is looked up, never an expression. A row with placeholders of a list, such as
{{ 未办结.案由 }}, is repeated for every row of that list; what stands below it moves down, merged cells too. The file is
opened in a process of its own (template.py); what would be lost on the way is refused by name.
"""

import base64
import json
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from tracking.ledger.opening import Unreadable, check_package, run_bounded
from tracking.reports.facts import COLUMNS, Report, Value, lists, placeholders
from tracking.workdays import in_full

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_NAMED = 10
FILLER = Path(__file__).with_name("template.py")


class Unfillable(Exception):
    """A template that can't be filled; its text says in Chinese what is wrong, in which sheet and cell."""


def fill(report: Report, template: bytes) -> bytes:
    """The office's template with the report's figures and lists in it; raises Unfillable."""
    if not template.startswith(b"PK"):
        raise Unfillable(_("模板须是 .xlsx 工作簿；旧的 .xls 请先用 Excel 或 WPS 另存为 .xlsx。"))
    if len(template) > MOST_BYTES:
        raise Unfillable(_("模板超过 %(most)s MB，请只留表样后再上传。") % {"most": MOST_BYTES // 2**20})
    rows = {name: [_cells(row) for row in found] for name, found in lists(report).items()}
    asked = {
        "template": base64.b64encode(template).decode(),
        "values": _cells(placeholders(report)),
        "lists": {"columns": COLUMNS, "rows": rows, "nothing": _("无")},
    }
    try:
        check_package(template, most_unpacked=MOST_UNPACKED)
        answer = run_bounded(FILLER, json.dumps(asked, default=list).encode())
    except Unreadable as why:
        raise Unfillable(str(why)) from why
    if "filled" not in answer:
        raise Unfillable(_in_words(answer))
    return base64.b64decode(answer["filled"])


def _cells(values: dict[str, Value]) -> dict[str, dict]:
    return {name: _cell(value) for name, value in values.items()}


def _cell(value: Value) -> dict:
    """A value as it goes to the other process: itself, and as it reads among other words."""
    if isinstance(value, date):
        return {"day": value.isoformat(), "words": in_full(value)}
    return {"value": value, "words": "" if value is None else str(value)}


# What is wrong -------------------------------------------------------------------------------------
def _in_words(answer: dict) -> str:
    """One sentence for what the other process found."""
    if "wrong" in answer:
        return _named(answer["wrong"])
    if "lost" in answer:
        told = "、".join(_lost()[kind] for kind in answer["lost"])
        return _("模板没有填写：其中的%(lost)s填写后会丢失。请在 Excel 或 WPS 中删去后再上传，填好后再加回去。") % {
            "lost": told
        }
    return {
        "empty": _("模板里没有找到占位符，例如 {{承办件}}、{{办结率}}；请在要填的单元格里写上占位符。"),
        "cells": _("模板的单元格过多，请只留表样后再上传。"),
        "broken": _("模板不是能打开的工作簿，可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx。"),
    }[answer["problem"]]


def _lost() -> dict[str, str]:
    return {
        "ole": _("嵌入对象（OLE）"),
        "controls": _("表单控件（按钮、复选框等）"),
        "slicers": _("切片器和日程表"),
        "threads": _("批注会话"),
        "header": _("页眉页脚中的图片"),
        "background": _("工作表背景图片"),
        "validations": _("引用其他工作表的数据验证（下拉列表）"),
        "conditions": _("扩展的条件格式"),
        "sparklines": _("迷你图"),
    }


def _named(wrong: list[list]) -> str:
    told = "；".join(
        _("工作表“%(sheet)s”%(cell)s：%(why)s") % {"sheet": sheet, "cell": cell, "why": _why(kind, names)}
        for sheet, cell, kind, names in wrong[:MOST_NAMED]
    )
    more = _("；另有 %(more)s 处") % {"more": len(wrong) - MOST_NAMED} if len(wrong) > MOST_NAMED else ""
    return _("模板没有填写，请改正后重新上传：%(told)s%(more)s。") % {"told": told, "more": more}


def _why(kind: str, names: list[str]) -> str:
    if kind == "unknown":
        return _("不认识的占位符：%(names)s") % {"names": "、".join(f"{{{{{name}}}}}" for name in names)}
    return _("公式里不能有占位符") if kind == "formula" else _("一行只能用一个清单的占位符")
