"""A year of the ledger (一年的台账): hundreds of items of many units, most from the office's workbook, some by real steps.

Imported by tests, or run as a module to fill an installation that is walked in a browser.
"""

import sys
from dataclasses import dataclass
from datetime import date, timedelta

import django


@dataclass
class Year:
    """The office with its supervisor, its units, and the first item of each sort that is made by steps."""

    office: object
    supervisor: object
    units: list
    samples: dict

    def fill(self, start: int, stop: int) -> None:
        """Bring in rows of the workbook by their numbers: seven sorts, over all units and the months of the year."""
        from tests.tracking.ledger.books import headings, xlsx
        from tracking import ledger

        rows = [row(number, self.units) for number in range(start, stop)]
        plan = ledger.plan(ledger.read(xlsx(*rows, header=headings(rows)), "台账.xlsx"), self.office.session)
        assert not plan.errors, plan.errors[:3]
        ledger.apply(plan, self.office.clerk)


ROADS = ("道路", "照明", "供水", "学校", "医院", "养老", "绿化", "市场", "排水", "停车")
PLACES = ("城东", "城西", "城南", "城北", "老街", "新区", "河畔", "山脚")


def row(number: int, units: list) -> dict:
    """A row of the workbook: which sort follows from its number."""
    today, unit = date.today(), units[number % len(units)]
    place, what = PLACES[number % len(PLACES)], ROADS[number // len(PLACES) % len(ROADS)]
    is_suggestion = number % 3 > 0
    late, start = number % 21 == 2, today - timedelta(days=5 + number * 7 % 80)
    facts = {
        "编号": 1000 + number,
        "类别": "建议" if is_suggestion else "提案",
        "案由": f"关于改善{place}{what}的{'建议' if is_suggestion else '提案'}（{number}）",
        "领衔代表(第一提案人)": f"示例{'代表' if is_suggestion else '委员'}{number % 60}",
        "内容分类": what,
        "主办单位": unit.name,
        "来源层级": "区" if number % 2 else "市",
    }
    sort = number % 7
    if sort == 0:
        return facts | {"交办日期": today - timedelta(days=2)}
    signed = {"具体部门": "综合科", "分管领导": "示例分管", "具体负责人": f"示例经办{number % 40}"}
    if sort in {1, 2, 3}:
        handed = today - timedelta(days=120) if late else start
        noted = {"办理进展": f"{handed + timedelta(days=4)}：已现场踏勘"} if sort == 3 else {}
        return facts | signed | noted | {"交办日期": handed, "签收时间": handed + timedelta(days=2)}
    handed = today - timedelta(days=100 + number % 90)
    answered = handed + timedelta(days=50 + number % 30)
    letter = {
        "交办日期": handed,
        "签收时间": handed + timedelta(days=2),
        "沟通方式及时间": f"当面走访 {handed + timedelta(days=20)}：听取意见",
        "答复文号": f"示政办函〔{answered.year}〕{2000 + number}号",
        "答复时间": answered,
        "答复类别": "A" if number % 4 else "C",
        "送达时间": answered + timedelta(days=1),
        "征询时间": answered + timedelta(days=2),
        "是否公开": "主动公开（全文）",
    }
    if sort > 4:
        result = ("满意", "基本满意", "满意")[number % 3]
        letter |= {"反馈意见": result, "反馈时间": answered + timedelta(days=9)}
    return facts | signed | letter


def make_year(items: int = 300, units: int = 40, office=None) -> Year:
    """The year: two items of each stage by real steps, the rest from the workbook."""
    from tests.tracking.factories import make_office, make_person, make_unit
    from tracking.loop import take
    from tracking.models import Role
    from tracking.stages import Stage

    office = office or make_office()
    supervisor = make_person("示例督查", Role.SUPERVISOR, login="supervisor").user
    leading = [f"示例{'甲乙丙丁'[number % 4]}副区长" for number in range(units)]
    others = [make_unit(f"区第{number}示例局", district_leader=leading[number]) for number in range(1, units)]
    start = date.today() - timedelta(days=88)
    samples = {
        stage: office.make_record(stage, start=start, title=f"关于{stage.label}示例的建议")
        for stage in (
            Stage.REGISTERED, Stage.INSTRUCTED, Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED, Stage.REVIEWED,
            Stage.CLEARED, Stage.FED_BACK,
        )
    }  # fmt: skip
    take("supervise", samples[Stage.HANDLING], account=supervisor, kind="reminder", text="请抓紧。", unit=office.unit)
    year = Year(office, supervisor, [office.unit, *others], samples)
    year.fill(len(samples), items)
    return year


if __name__ == "__main__":
    django.setup()
    make_year(*map(int, sys.argv[1:]))
