"""前后一致: whole amounts spoken of again, and amounts that can't be more than what they were chosen from."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import vocabulary
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import COUNTED, Number
from publishing.reckoning.vocabulary import Tags, disjoint

RULE = "前后一致"
_BEFORE = 24
_ALL = ("全部", "均", "都已", "悉数", "逐一", "逐件", "已全", "率", "内容涉及", "共涉及", "共分")
_NARROWED = tuple(
    "加上 连同 会后 闭会 平时 补充 不能 无法 难以 限制 未 部分 重点 正在 列入 因 被 优秀 新增 其余 剩余 其他".split()
)
"Words before an amount that make it some of them."
_HANDED_OVER = ("交由", "送交", "分别交", "交办", "分解", "提交给")
"Words that may be said of some of them too: a note asks."
_NAMED_AGAIN = ("上述", "以上", "这", "所有", "全部")
_CHOSEN = (
    ("admission", "filed", frozenset({"received"})),
    ("progress", "done", frozenset({"received", "handled"})),
    ("act", "returned", frozenset({"sent"})),
)
"What comes later, by family and value, and what it is chosen from."
_LEFT_OUT = frozenset({"act", "progress", "timely", "rest", "level"})
"Families that say what became of items, not which they are."


def judge(found: ReadText) -> Iterator[Finding]:
    """One finding for each amount that is told again, or is more than it may be."""
    for one in found.counts:
        if one.unit in COUNTED and one.is_exact and one.bracket < 0:
            if _is_whole_again(found, one):
                yield from _again(found, one)
            yield from _more_than(found, one)


def _is_whole_again(found: ReadText, one: Number) -> bool:
    """Whether an amount stands before its noun and all of it is meant: 116件建议提案已全部答复, 52件建议中."""
    if one.role in {"rest", "besides", "except", "with", "of"}:
        return False
    if (
        not one.tags.keys() & {"kind", "duty"}
        or not vocabulary.noun(one.after)
        or one.tags.keys() & {"key", "topic", "class"}
    ):
        return False
    if any(word in one.label for word in _NARROWED):
        return False
    if vocabulary.unread(one.label) and not any(word in one.label for word in _NAMED_AGAIN):
        return False
    return bool(_claim(found, one))


def _claim(found: ReadText, one: Number) -> str:
    """The word that makes an amount the whole: 全部, 上述, or 中 behind it."""
    text = found.reading.text
    end = found.reading.sentence_span(one.sentence)[1]
    behind = text[one.end : min(end, one.end + 40)].partition(";")[0]
    noun = vocabulary.noun(behind)
    rest = behind[len(noun) :]
    if rest[:2].strip("的,").startswith("中"):
        return "中"
    if any(word in one.label for word in _NAMED_AGAIN):
        return one.label
    clause = rest.lstrip(",").partition(",")[0][:10]
    if clause.startswith("交") or any(word in clause for word in _HANDED_OVER):
        return "交"
    return next((word for word in _ALL if word in clause), "")


def _again(found: ReadText, one: Number) -> Iterator[Finding]:
    before = [other for other in found.before(one, _BEFORE) if not disjoint(other.full, one.tags)]
    if not before or _rest_follows(found, one):
        return
    if any(other.value == one.value and not disjoint(other.full, one.tags) for other in found.behind(one, _BEFORE)):
        return
    referents = [
        other
        for other in before
        if other.is_exact and _is_same(other.full, one.tags) and other.role not in {"besides", "except", "with"}
    ]
    sums = [(first, second) for first, second in combinations(before[:12], 2) if disjoint(first.full, second.full)]
    triples = [
        three
        for three in combinations(before[:8], 3)
        if all(disjoint(first.full, second.full) for first, second in combinations(three, 2))
    ]
    for told in [*((other,) for other in before), *sums, *triples, *(sum_.parts for sum_ in found.agreed[:40])]:
        if one.value == sum(other.value for other in told) and not any(other is one for other in told):
            found.compare([one, *told], RULE)
            return
    pair = next(((first, second) for first, second in sums if _is_together(first, second, one)), None)
    if len({other.value for other in referents}) > 1:
        return
    named: Sequence[Number] = referents[:1] or pair or ()
    if not named or any(_is_of_another_year(one, other) for other in named):
        return
    right = sum(other.value for other in named)
    if any(
        one.value + other.value == right and disjoint(one.tags, other.full)
        for other in [*found.before(one, 8), *found.behind(one, 8)]
    ):
        return
    message = _("前文为%(right)s件，此处为%(value)s，请核对。") % {"right": f"{right:f}", "value": one.printed}
    found.compare(named, RULE)
    verdict = Verdict.NOTE if _claim(found, one) == "交" else Verdict.CLASH
    yield found.finding(verdict, RULE, [one], message, expected=f"{right:f}{one.unit}", said=one.printed)


def _is_of_another_year(one: Number, other: Number) -> bool:
    years = one.frame[:4], other.frame[:4]
    return all(year.isdigit() for year in years) and years[0] != years[1]


def _rest_follows(found: ReadText, one: Number) -> bool:
    """Whether an amount is a part because its rest follows: 1件议案交由…,其余13件…"""
    return any(other.role == "rest" and other.sentence == one.sentence for other in found.behind(one, 1))


def _is_same(one: Tags, other: Tags) -> bool:
    """Whether a count says what the later one says, and nothing narrower but both kinds."""
    mine, said = ({f: v for f, v in tags.items() if f not in _LEFT_OUT} for tags in (one, other))
    if "kind" not in said and len(mine.get("kind", ())) > 1:
        mine.pop("kind")
    return mine == said


def _is_together(first: Number, second: Number, one: Number) -> bool:
    """Whether two counts of one kind each are what a count of both kinds says again: 建议55件、提案61件…116件建议提案."""
    kinds = [other.tags.get("kind", frozenset()) for other in (first, second)]
    if not all(kinds) or kinds[0] & kinds[1]:
        return False
    plain = all(not other.full.keys() - {"kind"} - _LEFT_OUT for other in (first, second, one))
    return plain and kinds[0] | kinds[1] <= one.tags["kind"] and first.sentence == second.sentence


def _more_than(found: ReadText, one: Number) -> Iterator[Finding]:
    """Judge what can't be more than all that its sentence tells before it: filed of what was received, answered of what was handled."""
    family, value, acts = next((told for told in _CHOSEN if one.tags.get(told[0]) == {told[1]}), ("", "", frozenset()))
    if not family or one.role not in {"", "of", "sum"} or one.mark > 2 or vocabulary.unread(one.label):
        return
    told = [other for other in found.before(one, 6) if other.sentence == one.sentence and other.bracket < 0]
    base = [other for other in told if other.tags.get("act", frozenset()) & acts and not disjoint(other.full, one.tags)]
    if not base or any(not other.is_exact or other.tags.get(family) == {value} for other in told):
        return
    most = sum((other.value for other in told), Decimal(0))
    if one.value > most:
        said = {"value": f"{one.label}{one.printed}", "right": f"{most:f}{one.unit}"}
        message = _("%(value)s多于前面的%(right)s，请核对。") % said
        yield found.finding(Verdict.CLASH, RULE, [base[0], one], message, expected=said["right"], said=one.printed)
    elif len(told) == 1:
        found.compare([one], RULE)
