"""Whether parts leave nothing out (齐全): kinds that complete each other, bodies, months and years that follow on, and what is left over (余下)."""

import re
from collections.abc import Sequence

from publishing.evidence.quantities import Quantity

_WHOLES = (
    ("duty", lambda found: bool(found & {"lead", "sole", "separate"}) and "joint" in found),
    ("kind", lambda found: {"suggestion", "proposal"} <= found),
    ("class", lambda found: bool(found & {"C", "D"}) and len(found) >= 3),
    ("satisfaction", lambda found: bool(found & {"no", "none"}) and "yes" in found),
    ("proposer", lambda found: {"member", "group"} <= found or {"delegation", "deputies"} <= found),
    ("admission", lambda found: "filed" in found and bool(found & {"opinion", "unfiled"})),
    ("progress", lambda found: {"done", "undone"} <= found),
    ("meeting", lambda found: {"in", "out"} <= found),
    ("carried", lambda found: {"old", "new"} <= found),
    ("key", lambda found: {"key", "plain"} <= found),
)
REST = re.compile("^(?:还有|尚有)?(?:其余|余下|剩余|剩下|还剩|尚余)")
"What is left of a total when its other parts are named."
_BODIES = (
    ("government", re.compile("政府(?!办)|政府系统")),
    ("party", re.compile("党委|[省市州区县]委(?!员|托|督|办)|党群")),
    ("justice", re.compile("法院|检察院|两院|监委|监察委")),
    ("assembly", re.compile("人大(?:常委会|机关|各委|领导)")),
    ("members", re.compile("政协(?:机关|领导|主席)")),
)
_PARTIES = re.compile(
    "民革|民盟|民建|民进|农工|致公|九三|台盟|工商联|无党派|共青团|团[省市州区县]委|妇联|总工会|侨联|科协|台联"
)
_MONTHS = re.compile(
    r"(?<!截至)(?<!截止)(?<!\d)(?P<first>\d{1,2})月(?:份|底|末)?(?:(?P<open>以?前)|[至到~—-]{1,2}(?P<last>\d{1,2})月)?"
)
_YEARS = re.compile(r"((?:19|20)\d{2})年?(?:[至到~—-]{1,2}((?:19|20)\d{2})年|(?<=年))")
_SPAN = re.compile("([两三四五六七八九十])年")
_NUMERALS = "零一二三四五六七八九十"


def family_complete(group: Sequence[Quantity]) -> bool:
    """Whether the parts name kinds that leave nothing out, such as 主办 and 会办."""
    for name, is_whole in _WHOLES:
        values = [part.says.get(name, frozenset()) for part in group]
        if all(values) and is_whole(frozenset().union(*values)) and len(set(values)) > 1:
            return True
    if len(group) > 1 and any("member" in part.says.get("proposer", ()) for part in group):
        return True
    duties = [part.says.get("duty") for part in group]
    return (
        frozenset({"joint"}) in duties
        and all(duty or part.label in {"承办", "承办件"} for duty, part in zip(duties, group, strict=True))
        and len(set(duties)) > 1
    )


def levels_complete(group: Sequence[Quantity], run: Sequence[Quantity]) -> bool:
    """Whether the parts are all levels of a total that names no other kind: 省级3件,市级39件."""
    return all("level" in part.says for part in group) and all(
        part.says.get("kind") in {None, head.says.get("kind")} for part in group for head in run
    )


def bodies_complete(group: Sequence[Quantity]) -> bool:
    """Whether the parts are the government's and other bodies', each told with its own: 交县政府办理149件,县法院、县检察院办理4件."""
    named = [body_of(part) for part in group]
    return all(named) and "government" in named and len(set(named)) == len(group) > 1


def body_of(part: Quantity) -> str:
    """The one body that handles a part, or whose leaders do; empty where there is none, or several."""
    named = [body for body, pattern in _BODIES if pattern.search(part.before)]
    return named[0] if len(named) == 1 or named[:1] == ["justice"] or set(named) == {"justice", "assembly"} else ""


def parties_apart(group: Sequence[Quantity]) -> bool:
    """Whether every part names a party or body of its own: 民革6件、民盟9件."""
    named = [_PARTIES.findall(part.before) for part in group]
    return all(len(parties) == 1 for parties in named) and len({parties[0] for parties in named}) == len(group) > 1


def months_of(part: Quantity) -> tuple[int, int] | None:
    """The months in which a part was done: 6月底前 (1, 6), 7月至8月 (7, 8); none where it counts up to a day (截至)."""
    found = _MONTHS.search(part.before)
    if found is None or not 1 <= int(found["first"]) <= 12:
        return None
    first = int(found["first"])
    return (1, first) if found["open"] else (first, int(found["last"] or first))


def months_apart(group: Sequence[Quantity]) -> bool:
    """Whether every part names months that no other names."""
    spans = sorted(span for span in map(months_of, group) if span)
    return len(spans) == len(group) > 1 and all(one[1] < other[0] for one, other in zip(spans, spans[1:], strict=False))


def months_complete(group: Sequence[Quantity]) -> bool:
    """Whether the parts are months that follow on, the first with all before it: 6月底前31件,7月至8月44件,9月15件."""
    if not months_apart(group) or not any((found := _MONTHS.search(part.before)) and found["open"] for part in group):
        return False
    spans = sorted(span for span in map(months_of, group) if span)
    return all(one[1] + 1 == other[0] for one, other in zip(spans, spans[1:], strict=False))


def years_complete(group: Sequence[Quantity], run: Sequence[Quantity]) -> bool:
    """Whether the parts are as many years in a row as the total spans: 五年来919件,其中2018年171件,…,2022年201件."""
    named = [years_of(part) for part in group]
    if not all(len(years) == 1 for years in named):
        return False
    years = sorted(years[0] for years in named)
    if len(years) < 2 or any(one[1] + 1 != other[0] for one, other in zip(years, years[1:], strict=False)):
        return False
    told = years[-1][1] - years[0][0] + 1
    spans = [_SPAN.search(head.frame + head.before) for head in run]
    return told == 5 or any(span and _NUMERALS.find(span[1].replace("两", "二")) == told for span in spans)


def years_of(part: Quantity) -> list[tuple[int, int]]:
    """The years that a part names: 2018年至2021年 (2018, 2021), 2022年 (2022, 2022)."""
    return [(int(first), int(last or first)) for first, last in _YEARS.findall(part.before)]
