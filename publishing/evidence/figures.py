"""The counts and rates of a text as the report lists them, named as the office names them."""

from publishing.evidence.found import Found
from publishing.evidence.judging import FoundFigure
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.rates import Rate
from publishing.evidence.rules import lists

_KINDS = {"suggestion": "人大代表建议", "proposal": "政协提案", "motion": "议案", "opinion": "社情民意"}
_DUTIES = {"lead": "主办", "joint": "会办", "separate": "分办", "for information": "参阅", "sole": "独办"}
_SATISFACTIONS = {"yes": "满意", "basic": "基本满意", "no": "不满意", "none": "未反馈"}
_ITEM_NOUN = ("建议", "提案", "议案", "问题", "事项", "意见", "件")


def of(found: Found) -> tuple[FoundFigure, ...]:
    """Every count of items and every percentage, in the order of the text."""
    names: dict[int, list[Rate]] = {}
    for rate in found.rates:
        names.setdefault(id(rate.value), []).append(rate)
    listed = []
    for one in found.quantities:
        if one.unit == "%":
            rates = names.get(id(one))
            labels = [rate.printed for rate in rates] if rates else ["占比" if id(one) in found.bases else one.label]
            listed += [_figure(found, one, label) for label in labels]
        elif one.unit in COUNTED and not (one.unit == "个" and not one.after.startswith(_ITEM_NOUN)):
            listed.append(_figure(found, one, name_of(one)))
    told = {figure.start for figure in listed}
    for table in found.tables:
        cells = [(label, cell) for label, cell in table.counted if cell.start not in told]
        listed += [FoundFigure(label, cell.value or 0, "件", cell.text, cell.start, cell.end) for label, cell in cells]
    if topics := lists.topics(found):
        start, end = found.reading.span(topics.start, topics.end)
        listed.append(FoundFigure("主要内容", topics.count, "项", found.reading.raw[start:end], start, end))
    return tuple(sorted(listed, key=lambda figure: figure.start))


def name_of(one: Quantity) -> str:
    """What a count is called in a report: the office's words where the text says as much, else the text's own."""
    says = one.says
    if "class" in says and len(says["class"]) == 1 and "key" not in says:
        return f"{min(says['class'])}类"
    if "satisfaction" in says and len(says["satisfaction"]) == 1:
        return _SATISFACTIONS[min(says["satisfaction"])]
    families = says.keys() - {"act", "level", "progress"}
    duty = _DUTIES[min(says["duty"])] if len(says.get("duty", ())) == 1 else ""
    kind = _KINDS.get(min(says["kind"]), "") if len(says.get("kind", ())) == 1 else ""
    if families <= {"duty", "kind"} and (duty or kind):
        return f"{duty}{kind}" if kind else duty
    return one.label or one.unit


def _figure(found: Found, one: Quantity, label: str) -> FoundFigure:
    start, end = found.reading.span(one.start, one.end)
    value = int(one.value) if one.value == int(one.value) else float(one.value)
    return FoundFigure(label, value, one.unit, found.reading.raw[start:end], start, end)
