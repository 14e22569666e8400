"""前后一致: whole amounts spoken of again, amounts that can't be more than what they were chosen from, and items still open."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, chain, combinations

from django.utils.translation import gettext as _

from publishing.evidence import echoes, vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import COUNTED, ITEMS, Number
from publishing.evidence.vocabulary import Tags, disjoint

RULE = "前后一致"
_WORDS = vocabulary.words("repeats")
_BEFORE = 24
_EACH = 6
_OF_THEM = re.compile("[^,。;:0-9]{0,4}中(?!的|心|央|小|医)")
_WITHIN = re.compile("(?:中|已)[^,。;:0-9]{0,5}[0-9]+件")
_CHOSEN = (
    ("admission", "filed", frozenset({"received"})),
    ("progress", "done", frozenset({"received", "handled"})),
    ("act", "returned", frozenset({"sent"})),
)
"What comes later, by family and value, and what it is chosen from."
_LEFT_OUT = frozenset({"act", "progress", "timely", "rest", "level"})
"Families that say what became of items, not which they are."
_JOINED = frozenset({"kind", "proposer", "meeting", "carried"})
"Families whose values together are all."
_PARTS = frozenset({"class", "satisfaction", "key", "topic", "progress"})
_ALL_DONE = re.compile("(?:全部|均已?|都已?|悉数)[^,。;]{0,6}(?:办结|办理完毕|办理完成|办完|答复|办复)(?!率)")


def judge(found: Found, totals: Iterable[Decimal | int] = ()) -> Iterator[Finding]:
    """One finding for each amount that is told again, or is more than it may be; `totals` are those of tables."""
    of_tables = {Decimal(one) for one in totals}
    for one in found.counts:
        if one.unit == "家":
            yield from echoes.judge(found, one)
        if one.unit in COUNTED and one.is_exact and one.bracket < 0:
            claim = _claim(found, one)
            again = [*_again(found, one, claim, of_tables)] if claim else []
            yield from again or [*echoes.judge(found, one)] or echoes.restated(found, one)
            yield from _more_than(found, one)
            yield from _still_open(found, one)


def _claim(found: Found, one: Number) -> str:
    """The words that make an amount the whole: 116件建议提案已全部答复, 52件建议中, 上述; empty where it may be a part."""
    named = one.label.endswith(_WORDS["named_again"])
    outside = {"rest", "besides", "except", "with", "of"} | (set() if named else {"sum"})
    if one.role in outside and one.label != "其中" or one.tags.keys() & (_PARTS - {"progress"}):
        return ""
    if any(word in one.label for word in _WORDS["narrowed"]) or "progress" in vocabulary.read(one.label):
        return ""
    if not named and vocabulary.unread(one.label) and not _in_the_same_words(found, one):
        return ""
    last = _last_joined(found, one)
    end = found.reading.sentence_span(one.sentence)[1]
    behind = found.reading.text[last.end : min(end, last.end + 40)].partition(";")[0]
    noun = vocabulary.noun(behind)
    of_them = _OF_THEM.match(behind, len(noun))
    if not noun and not named and not (of_them or one.label.endswith("的") and one.tags.keys() & {"kind", "duty"}):
        return ""
    if named or of_them and "progress" not in vocabulary.read(behind[: of_them.end()]):
        return "中"
    clause = behind[len(noun) :].lstrip(",").partition(",")[0][:10]
    if noun and _WITHIN.match(clause) and not one.label.strip("“”"):
        return "已"
    if one.label.startswith("对") and one.tags.keys() & {"duty", "kind"}:
        return "对"
    if clause.startswith(_WORDS["handed_over"]):
        return "交"
    return next((word for word in _WORDS["all"] if word in clause), "")


def _last_joined(found: Found, one: Number) -> Number:
    """The last of the amounts that one claim is made of: 27件建议、34件提案全部."""
    for other in found.behind(one, 3):
        gap = found.reading.text[one.end : other.start]
        if len(gap) > 20 or not gap.endswith(("、", "和", "及", "与")) or vocabulary.noun(gap[:-1]) != gap[:-1]:
            break
        one = other
    return one


def _in_the_same_words(found: Found, one: Number) -> bool:
    """Whether the words before an amount were told before: 会议确定事项22件 … 会议确定的22件事项."""
    said = vocabulary.unread(one.label).lstrip("从对就据")
    return len(said) > 3 and any(said in vocabulary.unread(other.label) for other in found.before(one, _BEFORE))


def _again(found: Found, one: Number, claim: str, of_tables: set[Decimal]) -> Iterator[Finding]:
    said = one.tags.keys() - _LEFT_OUT - {"kind"}
    before = [
        other for other in found.before(one, _BEFORE) if not disjoint(other.full, one.tags) and not _is_met(other)
    ]
    wholes = [other for other in before if other.is_exact and not other.tags.keys() & _PARTS]
    each = [other for other in wholes if said and said <= other.tags.keys()][:_EACH]
    told_so = next(
        chain(
            ((other,) for other in before if other.value == one.value and said <= other.full.keys()),
            _side_by_side(found, wholes, one.value),
            # 建议31件(主办16件),提案32件(主办20件)…36件主办件: of each kind as many as were told of it.
            _of_each(each, one.value),
            (
                sum_told.parts
                for sum_told in found.agreed[:40]
                if sum_told.added == one.value
                and (one not in sum_told.whole.numbers or sum_told.parts[-1].start < one.start)
                and one not in sum_told.parts
            ),
        ),
        None,
    )
    if told_so is not None:
        found.compare([one, *told_so], RULE)
        return
    if one.value in of_tables or any(
        other.value == one.value and _is_same(other.full, one.tags) for other in found.behind(one, _BEFORE)
    ):
        return
    named = [other for other in wholes if _is_same(other.full, one.tags) and _is_plain(other, one)]
    together = chain(_side_by_side(found, wholes), _of_each(each))
    told: Sequence[Number] = named[:1] or next((run for run in together if _is_together(run, one)), ())
    if any(_is_of_another_year(one, other) for other in told) or _is_one_of_several(found, one, named):
        return
    rights = [sum((other.value for other in told), Decimal(0))] if told else sorted(of_tables)[-1:]
    if not rights or not told and not one.label.endswith(_WORDS["named_again"]):
        return
    message = _("前文为%(right)s件，此处为%(value)s，请核对。") % {"right": f"{rights[0]:f}", "value": one.printed}
    found.compare(told, RULE)
    verdict = Verdict.NOTE if claim == "交" and _handed_over_elsewhere(found, one) else Verdict.CLASH
    yield found.finding(verdict, RULE, [one], message, expected=f"{rights[0]:f}{one.unit}", said=one.printed)


def _side_by_side(found: Found, told: Sequence[Number], value: Decimal | None = None) -> Iterator[Sequence[Number]]:
    """Counts of one sentence side by side that leave each other out; only those that make a value, where one is asked for."""
    rows: dict[tuple[int, int], list[Number]] = defaultdict(list)
    for other in told:
        rows[id(found.group_of.get(id(other))), other.sentence].append(other)
    for row in rows.values():
        up_to = [*accumulate((other.value for other in row), initial=Decimal(0))]
        for size in range(2, 7):
            for start, end in zip(range(len(row)), range(size, len(row) + 1), strict=False):
                if (value is None or up_to[end] - up_to[start] == value) and _are_apart(row[start:end]):
                    yield row[start:end]


def _of_each(told: Sequence[Number], value: Decimal | None = None) -> Iterator[Sequence[Number]]:
    """The same, of counts that stand apart."""
    for run in chain.from_iterable(combinations(told, size) for size in range(2, len(told) + 1)):
        if (value is None or sum(other.value for other in run) == value) and _are_apart(run):
            yield run


def _are_apart(run: Sequence[Number]) -> bool:
    return all(disjoint(first.full, second.full) for first, second in combinations(run, 2))


def _handed_over_elsewhere(found: Found, one: Number) -> bool:
    """Whether another amount near it is handed over too, so that each is some of them."""
    near = [*found.before(one, 2), *found.behind(one, 2)]
    return any("交" in vocabulary.without(other.label + other.after, _WORDS["no_handing"]) for other in near)


def _is_met(one: Number) -> bool:
    """当面沟通9件: how items were talked about, which is no amount of them."""
    return "met" in one.tags.get("act", ())


def _is_plain(other: Number, one: Number) -> bool:
    """Whether nothing in an earlier amount's words makes it some of them, or something else."""
    said, again = vocabulary.unread(other.label), vocabulary.unread(one.label)
    if again and again in said:
        return True
    return other.role not in {"besides", "with", "except", "base"} and bool(other.tags or not said or said in one.label)


def _is_of_another_year(one: Number, other: Number) -> bool:
    years = one.frame[:4], other.frame[:4]
    return all(year.isdigit() for year in years) and years[0] != years[1]


def _is_one_of_several(found: Found, one: Number, named: Sequence[Number]) -> bool:
    """Whether an amount is a part because others make it whole: 33件建议中…;45件提案中…, or 1件议案交由…,其余13件…"""
    behind = found.behind(one, 8)
    if any(other.role == "rest" and other.sentence == one.sentence for other in behind[:1]):
        return True
    rights = {other.value for other in named}
    return any(one.value + other.value in rights for other in behind if disjoint(one.tags, other.full))


def _is_same(mine: Tags, said: Tags) -> bool:
    """Whether a count says what the later one says, and nothing narrower but both kinds."""
    told, again = ({f: v for f, v in tags.items() if f not in _LEFT_OUT} for tags in (mine, said))
    if "kind" not in again:
        told.pop("kind", None)
    if "kind" not in told and len(again.get("kind", ())) > 1:
        again.pop("kind")
    if told.get("kind", frozenset()) >= {"suggestion", "proposal"}:
        told.pop("proposer", None)
    return told == again


def _is_together(run: Sequence[Number], one: Number) -> bool:
    """Whether counts that leave each other out are what a count of all says again: 建议55件、提案61件…116件建议提案."""
    kinds = [other.tags.get("kind", frozenset()) for other in run]
    plain = all(not other.full.keys() - _JOINED - _LEFT_OUT for other in (*run, one))
    all_of = frozenset().union(*kinds)
    apart = sum(map(len, kinds)) == len(all_of) or all(said == all_of for said in kinds)
    return (
        plain
        and all(kinds)
        and apart
        and all_of <= one.tags.get("kind", all_of)
        and run[0].sentence == run[-1].sentence
    )


def _more_than(found: Found, one: Number) -> Iterator[Finding]:
    """Judge what can't be more than all that its sentence tells before it: filed of what was received, answered of what was handled."""
    family, value, acts = next((told for told in _CHOSEN if one.tags.get(told[0]) == {told[1]}), ("", "", frozenset()))
    if not family or one.role not in {"", "of", "sum"} or one.mark > 2 or vocabulary.unread(one.label):
        return
    told = [other for other in found.before(one, 6) if other.sentence == one.sentence and other.bracket < 0]
    base = [other for other in told if other.tags.get("act", frozenset()) & acts and not disjoint(other.full, one.tags)]
    if one.label.startswith("全") and not base[0].label.startswith("全") if base else True:
        return
    if any(not other.is_exact or other.tags.get(family) == {value} for other in told):
        return
    most = sum((other.value for other in told), Decimal(0))
    if one.value > most:
        said = {"value": f"{one.label}{one.printed}", "right": f"{most:f}{one.unit}"}
        message = _("%(value)s多于前面的%(right)s，请核对。") % said
        yield found.finding(Verdict.CLASH, RULE, [base[0], one], message, expected=said["right"], said=one.printed)
    elif len(told) == 1:
        found.compare([one], RULE)


def _still_open(found: Found, one: Number) -> Iterator[Finding]:
    """Judge items still open behind the words that all are closed: 已全部办结,…尚未办结4件."""
    if one.tags.get("progress") != {"undone"} or one.unit not in ITEMS or not one.value or one.role == "except":
        return
    text = found.reading.text
    start = max(found.reading.sentence_span(max(0, one.sentence - 2))[0], one.start - 240)
    for said in _ALL_DONE.finditer(text, start, one.start):
        clause = re.split("[。;!?\n]", text[max(0, said.start() - 60) : said.start()])[-1]
        told = vocabulary.read(clause)
        is_other = told.keys() - {"kind", "progress", "act", "timely"} or disjoint(
            {"kind": told["kind"]} if "kind" in told else {}, one.full
        )
        if said[0].endswith(("答复", "办复")) and not (
            "答复" in one.label + one.after or "办复" in one.label + one.after
        ):
            # 已全部答复,2件正在落实: what was answered need not be done.
            continue
        if not is_other and not any(word in clause for word in _WORDS["to_come"]):
            message = _("前面说“%(said)s”，此处还有%(one)s，请核对。") % {"said": said[0], "one": one.printed}
            yield found.finding(Verdict.CLASH, RULE, [one], message, expected=f"0{one.unit}", said=one.printed)
            return
