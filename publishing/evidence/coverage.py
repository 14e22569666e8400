"""Coverage (核对范围): the figures of a text by name, each with what it was compared with, or that it was only read."""

from collections.abc import Iterable, Iterator

from publishing.evidence.found import Found
from publishing.evidence.judging import Covered, FoundFigure
from publishing.evidence.numbers import COUNTED, Number
from publishing.evidence.rates import Rate

_KINDS = {"suggestion": "人大代表建议", "proposal": "政协提案", "motion": "议案"}
_DUTIES = {"lead": "主办", "joint": "会办", "separate": "分办", "information": "参阅", "sole": "独办"}
_SATISFACTIONS = {"yes": "满意", "basic": "基本满意", "no": "不满意", "none": "未反馈"}


def of(found: Found, told: Iterable[Rate]) -> Iterator[tuple[FoundFigure, Covered]]:
    """Every count of items and every percentage, in the order of the text, with how it was covered."""
    names: dict[int, list[str]] = {}
    for rate in told:
        names.setdefault(id(rate.value), []).append(rate.printed)
    for one in found.numbers:
        if one.unit not in COUNTED and one.unit not in {"%", "百分点"}:
            continue
        labels = (
            names.get(id(one), ["占比"] if id(one) in found.bases else [one.label or one.after])
            if one.unit == "%"
            else [name_of(one)]
        )
        for label in labels:
            figure = _figure(found, one, label)
            rules = tuple(found.compared.get(id(one), ()))
            how = "compared" if rules else "read" if one.is_now and one.role not in {"besides", "except"} else "outside"
            yield figure, Covered(how, rules, figure.start, figure.end)


def name_of(one: Number) -> str:
    """What a count is called in a report: the office's words where the text says as much, else the text's own."""
    tags = one.tags
    classes, opinions = tags.get("class", frozenset()), tags.get("satisfaction", frozenset())
    if len(classes) == 1 and "key" not in tags:
        return f"{min(classes)}类"
    if len(opinions) == 1:
        return _SATISFACTIONS[min(opinions)]
    duty = _DUTIES[min(tags["duty"])] if len(tags.get("duty", ())) == 1 else ""
    kind = _KINDS.get(min(tags["kind"]), "") if len(tags.get("kind", ())) == 1 else ""
    if tags.keys() - {"act", "level", "progress"} <= {"duty", "kind"} and (duty or kind):
        return f"{duty}{kind}"
    return one.label or one.after or one.unit


def _figure(found: Found, one: Number, label: str) -> FoundFigure:
    start, end = found.reading.span(one.start, one.end)
    value = int(one.value) if one.value == int(one.value) else float(one.value)
    return FoundFigure(label, value, one.unit, found.reading.raw[start:end], start, end)
