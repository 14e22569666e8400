"""Coverage (核对范围): the figures of a text by name, each with what it was compared with; and which one number mends several faults."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from publishing.evidence import enumerations, vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Covered, Finding, FoundFigure, Mend, Verdict
from publishing.evidence.numbers import COUNTED, Number
from publishing.evidence.rates import Rate
from tracking.wording import to_chinese

_NAMES = {f: vocabulary.words(f"{f}_names") for f in ("kind", "duty", "satisfaction")}
"What the office calls a kind, a duty, an opinion."


def of(
    found: Found, told: Iterable[Rate], counts: Sequence[FoundFigure], findings: Iterable[Finding]
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
    judged = [one for one in findings if one.verdict is not Verdict.NOTE]
    rule_at = {place: one.rule for one in judged for place in one.places or [(one.start, one.end)]}
    topics = enumerations.topics(found)
    for figure in [*counts, *([] if topics is None else [enumerations.figure(found, topics)])]:
        rule = rule_at.get((figure.start, figure.end), "")
        yield figure, Covered("compared" if rule else "read", (rule,) if rule else (), figure.start, figure.end)


def name_of(one: Number) -> str:
    """What a count is called in a report: the office's words where the text says as much, else the text's own."""
    said = {family: min(values) for family, values in one.tags.items() if len(values) == 1}
    if "class" in said and "key" not in one.tags:
        return f"{said['class']}类"
    if "satisfaction" in said:
        return _NAMES["satisfaction"][said["satisfaction"]][0]
    name = "".join(_NAMES[family].get(said.get(family, ""), ("",))[0] for family in ("duty", "kind"))
    is_all = one.tags.keys() <= {"act", "level", "progress", "duty", "kind"}
    return name if name and is_all else one.label or one.after or one.unit


def _figure(found: Found, one: Number, label: str) -> FoundFigure:
    start, end = found.reading.span(one.start, one.end)
    value = int(one.value) if one.value == int(one.value) else float(one.value)
    return FoundFigure(label, value, one.unit, found.reading.raw[start:end], start, end)


# 改一处 -------------------------------------------------------------------------------------------
def advised(findings: Sequence[Finding]) -> list[Finding]:
    """The findings; contradictions that one number alone explains say what it should be: 把“17件”改为“18件”后，两处都一致."""
    told = {id(one): tuple(one.mends()) for one in findings if one.verdict is Verdict.CLASH}
    places = Counter((mend.start, mend.end) for mends in told.values() for mend in mends)
    if max(places.values(), default=0) < 2:
        return list(findings)
    by_place: dict[tuple[int, int], list[tuple[Finding, Mend]]] = defaultdict(list)
    for finding in findings:
        for mend in told[id(finding)] if id(finding) in told else finding.mends():
            by_place[mend.start, mend.end].append((finding, mend))
    advice: dict[Finding, list[str]] = defaultdict(list)
    for pairs in by_place.values():
        wrong = [finding for finding, _mend in pairs if finding.verdict is Verdict.CLASH]
        values = frozenset.intersection(*(mend.values for _finding, mend in pairs))
        if len(wrong) > 1 and len(values) == 1:
            mend, new = pairs[0][1], f"{min(values):f}{pairs[0][1].unit}"
            said = {"old": mend.printed, "new": new, "places": to_chinese(len(wrong)).replace("二", "两")}
            for finding in wrong:
                advice[finding].append(_("把“%(old)s”改为“%(new)s”后，%(places)s处都一致。") % said)
    only = {finding: said[0] for finding, said in advice.items() if len(said) == 1}
    return [replace(one, message=one.message + only.get(one, "")) for one in findings]
