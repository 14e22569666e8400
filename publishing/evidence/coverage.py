"""Coverage (核对范围): the figures of a text by name, each with what it was compared with, or that it was only read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from publishing.evidence import enumerations, tables, vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Covered, Finding, FoundFigure, Verdict
from publishing.evidence.numbers import COUNTED, Number
from publishing.evidence.rates import Rate

_NAMES = {f: vocabulary.words(f"{f}_names") for f in ("kind", "duty", "satisfaction")}
"What the office calls a kind, a duty, an opinion."


def of(
    found: Found, told: Iterable[Rate], cells: Sequence[tables.Table], findings: Iterable[Finding]
) -> Iterator[tuple[FoundFigure, Covered]]:
    """Every count of items, percentage, cell of a table and list of topics, with how it was covered."""
    names: dict[int, list[str]] = defaultdict(list)
    for rate in told:
        names[id(rate.value)].append(rate.printed)
    for one in found.numbers:
        if one.unit in COUNTED or one.unit in {"%", "百分点"}:
            usual = "占比" if id(one) in found.bases else one.label or one.after
            rules = tuple(found.compared.get(id(one), ()))
            how = "compared" if rules else "read" if one.is_now and one.role not in {"besides", "except"} else "outside"
            for label in (names.get(id(one)) or [usual]) if one.unit == "%" else [name_of(one)]:
                figure = _figure(found, one, label)
                yield figure, Covered(how, rules, figure.start, figure.end)
    judged = {place: one.rule for one in findings if one.verdict is not Verdict.NOTE
              for place in one.places or [(one.start, one.end)]}  # fmt: skip
    topics = enumerations.topics(found)
    for figure in [*tables.counts(cells), *([] if topics is None else [enumerations.figure(found, topics)])]:
        rule = judged.get((figure.start, figure.end), "")
        yield figure, Covered("compared" if rule else "read", (rule,) if rule else (), figure.start, figure.end)


def name_of(one: Number) -> str:
    """What a count is called in a report: the office's words where the text says as much, else the text's own."""
    said = {family: min(values) for family, values in one.tags.items() if len(values) == 1}
    if "class" in said and "key" not in one.tags:
        # 留作参考的(C类): the letter that the office wrote says which class it is.
        return next((f"{letter}类" for letter in "ABCD" if f"{letter}类" in one.label), f"{said['class']}类")
    if "satisfaction" in said:
        return _NAMES["satisfaction"][said["satisfaction"]][0]
    name = "".join(_NAMES[family].get(said.get(family, ""), ("",))[0] for family in ("duty", "kind"))
    is_all = one.tags.keys() <= {"act", "level", "progress", "duty", "kind"}
    return name if name and is_all else one.label or one.after or one.unit


def _figure(found: Found, one: Number, label: str) -> FoundFigure:
    start, end = found.reading.span(one.start, one.end)
    value = int(one.value) if one.value == int(one.value) else float(one.value)
    return FoundFigure(label, value, one.unit, found.reading.raw[start:end], start, end)
