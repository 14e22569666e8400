"""Workbooks as offices make them, for the tests: real .xlsx and .csv files in memory."""

import csv
import io
from datetime import date

from openpyxl import Workbook

HAND_OVER_LIST = (
    "序号 编号 类别 案由 领衔代表(第一提案人) 联名人 代表团/界别 联系电话 内容分类 主办单位 会办单位 分办单位 责任领导 "
    "办理期限 是否重点 督办领导 备注"
).split()
LEDGER = (
    "序号 编号 类别 案由 领衔代表(第一提案人) 联名人 代表团/界别 联系电话 内容分类 主办单位 会办单位 分办单位 责任领导 "
    "办理期限 是否重点 督办领导 具体部门 分管领导 具体负责人 办结时限 签收时间 办理进展 沟通方式及时间 会办意见收到时间 "
    "答复文号 答复时间 答复类别 反馈意见 是否公开 公开网址 未办结原因 备注"
).split()

PLAIN = {
    "编号": 1,
    "类别": "建议",
    "案由": "关于加强示例工作的建议",
    "领衔代表(第一提案人)": "示例代表甲",
    "主办单位": "区示例局",
}
SIGNED_FOR = {
    "交办日期": date(2024, 3, 29),
    "具体部门": "综合科",
    "分管领导": "示例分管甲",
    "具体负责人": "示例经办人",
    "签收时间": date(2024, 4, 1),
}
ANSWERED = SIGNED_FOR | {
    "沟通方式及时间": "当面走访 2024-05-10：听取意见",
    "办理进展": "2024-05-20：已完成示例事项",
    "答复文号": "示政办函〔2024〕12号",
    "答复时间": date(2024, 6, 5),
    "答复类别": "A",
    "送达时间": date(2024, 6, 6),
    "征询时间": date(2024, 6, 7),
    "反馈意见": "满意",
    "反馈时间": date(2024, 6, 14),
    "是否公开": "主动公开（全文）",
}


def headings(rows: list[dict]) -> list[str]:
    """Every heading that the rows use, in the order of the first that uses it."""
    return list(dict.fromkeys(name for row in rows for name in row))


def xlsx(*rows: dict, header: list[str] | None = None, above: list[list] = (), below: list[list] = ()) -> io.BytesIO:
    """A workbook with one sheet: lines above, a header of one row, the rows, lines below."""
    names = header or headings(list(rows))
    grid = [*above, names, *([row.get(name) for name in names] for row in rows), *below]
    return of_grid(grid)


def of_grid(*grids: list[list], merge: list[str] = (), names: list[str] = ()) -> io.BytesIO:
    """A workbook with one sheet a grid; merged ranges are those of the first."""
    workbook = Workbook()
    for place, grid in enumerate(grids):
        sheet = workbook.active if place == 0 else workbook.create_sheet()
        if names:
            sheet.title = names[place]
        for line in grid:
            sheet.append(line)
        for area in merge if place == 0 else ():
            sheet.merge_cells(area)
    return saved(workbook)


def saved(workbook: Workbook) -> io.BytesIO:
    """The workbook as an open file."""
    file = io.BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def csv_bytes(*rows: dict, encoding: str) -> io.BytesIO:
    """The rows as a CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings(list(rows)))
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))
