"""前后一致: amounts spoken of again, amounts that can't be more than what they were chosen from, and items still open."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal
from itertools import chain, combinations

from django.utils.translation import gettext as _

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import Number, slips
from publishing.evidence.reading import last
from publishing.evidence.vocabulary import Tags, disjoint

RULE = "前后一致"
_WORDS = vocabulary.words("repeats")
_BEFORE, _FAR, _EACH = 24, 40, 6
"Amounts before one that it may tell again; and those that may be added up."
_OF_THEM = re.compile("[^,。;:0-9]{0,4}中(?!的|心|央|小|医)")
_WITHIN = re.compile("(?:中|已)[^,。;:0-9]{0,5}[0-9]+件")
_ALL_DONE = re.compile("(?:全部|均已?|都已?|悉数)[^,。;]{0,6}(?:办结|办理完毕|办理完成|办完)(?!率)")
_NOUN = re.compile(
    "[A-D“”\u4e00-\u9fff]{0,8}?(?:建议|提案|议案|事项|工单|类件|办件|承办单位)(?:[、和与及]?(?:人大|政协)?(?:代表|委员)?(?:建议|提案|议案))*"
)
_CHOSEN = (
    ("admission", "filed", frozenset({"received"})),
    ("progress", "done", frozenset({"received", "handled"})),
    ("act", "returned", frozenset({"sent"})),
)
"What comes later, by family and value, and what it is chosen from."
_LEFT_OUT = frozenset({"act", "progress", "timely", "rest", "level"})
"Families that say what became of items, not which they are."
_NO_WORDS = frozenset({"act", "timely", "rest", "noun"})
"The same, of amounts that are known by their words."
_JOINED = frozenset({"kind", "proposer", "meeting", "carried"})
"Families whose values together are all."
_PARTS = frozenset({"class", "satisfaction", "key", "topic", "progress"})
_PLAIN = frozenset({"kind", "admission", "carried", "level", "meeting"})
"Families that the first amount of a text may name, and one told again need not."
_SURE = frozenset({"progress", "class", "duty", "satisfaction"})
_LEAST = 10
"Of fewer, one more or less is no sign that the same are meant."


def judge(found: Found, totals: Iterable[Decimal | int] = ()) -> Iterator[Finding]:
    """One finding for each amount that is told again, or is more than it may be; `totals` are those of tables."""
    of_tables = {Decimal(one) for one in totals}
    for one in found.counts:
        if one.is_exact and one.bracket < 0:
            claim = _claim(found, one)
            again = [*_again(found, one, claim, of_tables)] if claim else []
            yield from again or [*_known(found, one)] or _restated(found, one)
            yield from _more_than(found, one)
            yield from _still_open(found, one)


# 全部 ---------------------------------------------------------------------------------------------
def _claim(found: Found, one: Number) -> str:
    """The words that make an amount the whole: 116件建议提案已全部答复, 52件建议中, 上述; empty where it may be a part."""
    named = one.label.endswith(_WORDS["named_again"])
    outside = {"rest", "besides", "except", "with", "of"} | (set() if named else {"sum"})
    if one.role in outside or one.tags.keys() & (_PARTS - {"progress"}) or "progress" in vocabulary.read(one.label):
        return ""
    if not named and vocabulary.unread(one.label) and not _in_the_same_words(found, one):
        return ""
    end = found.reading.sentence_span(one.sentence)[1]
    behind = found.reading.text[one.end : min(end, one.end + 40)].partition(";")[0]
    noun = vocabulary.noun(behind)
    of_them = _OF_THEM.match(behind, len(noun))
    if not (noun or named or of_them or one.label.endswith("的") and one.tags.keys() & {"kind", "duty"}):
        return ""
    clause = behind[len(noun) :].lstrip(",").partition(",")[0][:10]
    is_all = named or of_them and "progress" not in vocabulary.read(behind[: of_them.end()]) or _WITHIN.match(clause)
    if is_all or one.label.startswith("对"):
        return "中"
    if clause.startswith(_WORDS["handed_over"]):
        return "交"
    return next((word for word in _WORDS["all"] if word in clause), "")


def _in_the_same_words(found: Found, one: Number) -> bool:
    """Whether the words before an amount were told before: 会议确定事项22件 … 会议确定的22件事项."""
    said = vocabulary.unread(one.label).lstrip("从对就据")
    return len(said) > 3 and any(said in vocabulary.unread(other.label) for other in found.before(one, _BEFORE))


def _again(found: Found, one: Number, claim: str, of_tables: set[Decimal]) -> Iterator[Finding]:
    said = one.tags.keys() - _LEFT_OUT - {"kind"}
    before = [other for other in found.before(one, _BEFORE) if not disjoint(other.full, one.tags)]
    wholes = [other for other in before if not other.tags.keys() & _PARTS]
    each = [other for other in wholes if said and said <= other.tags.keys()][:_EACH]
    told_so = next(
        chain(
            ((other,) for other in before if other.value == one.value and said <= other.full.keys()),
            (row for row in _together(found, wholes, each) if sum(other.value for other in row) == one.value),
            (
                sum_told.parts
                for sum_told in found.agreed[:40]
                if sum_told.added == one.value and sum_told.parts[-1].start < one.start
            ),
        ),
        None,
    )
    if told_so is not None:
        found.compare([one, *told_so], RULE)
        return
    named = [other for other in wholes if _is_same(other.full, one.tags)]
    together = (row for row in _together(found, wholes, each) if _is_together(row, one))
    told: Sequence[Number] = named[:1] or next(together, ())
    named_again = of_tables if one.label.endswith(_WORDS["named_again"]) else ()
    right = sum((other.value for other in told), Decimal(0)) if told else max(named_again, default=None)
    if right is not None and one.value not in of_tables:
        found.compare(told, RULE)
        is_sure = claim != "交" or not _handed_over_elsewhere(found, one)
        yield _differs(found, one, right, is_sure=is_sure)


def _together(found: Found, told: Sequence[Number], each: Sequence[Number]) -> Iterator[Sequence[Number]]:
    """Counts of one sentence side by side; and some that stand apart: 建议31件(主办16件),提案32件(主办20件)…36件主办件."""
    rows: dict[tuple[int, int], list[Number]] = defaultdict(list)
    for other in told:
        rows[id(found.group_of.get(id(other))), other.sentence].append(other)
    for row in rows.values():
        for size in range(2, 7):
            yield from (row[start : start + size] for start in range(len(row) - size + 1))
    for size in range(2, len(each) + 1):
        yield from combinations(each, size)


def _handed_over_elsewhere(found: Found, one: Number) -> bool:
    """Whether another amount near it is handed over too, so that each is some of them."""
    near = [*found.before(one, 2), *found.behind(one, 2)]
    return any("交" in vocabulary.without(other.label + other.after, _WORDS["no_handing"]) for other in near)


def _is_same(mine: Tags, said: Tags, but: Set[str] = _LEFT_OUT) -> bool:
    """Whether a count says what the later one says, and nothing narrower but both kinds."""
    told, again = ({f: v for f, v in tags.items() if f not in but} for tags in (mine, said))
    if "kind" not in again:
        told.pop("kind", None)
    if "kind" not in told and len(again.get("kind", ())) > 1:
        again.pop("kind")
    return told == again


def _is_together(run: Sequence[Number], one: Number) -> bool:
    """Whether counts that leave each other out are what a count of all says again: 建议55件、提案61件…116件建议提案."""
    kinds = [other.tags.get("kind", frozenset()) for other in run]
    is_plain = all(not other.full.keys() - _JOINED - _LEFT_OUT for other in (*run, one))
    return is_plain and all(kinds) and _are_apart(run)


def _are_apart(run: Sequence[Number]) -> bool:
    return all(disjoint(one.full, other.full) for one, other in combinations(run, 2))


# 已知的 -------------------------------------------------------------------------------------------
def _known(found: Found, one: Number) -> Iterator[Finding]:
    """A finding where an amount is told again by the words that say which items are meant, and a slip parts the two: 对42件A类件."""
    noun = _noun(found, one)
    if noun is None or one.role in _WORDS["other_roles"]:
        return
    said = _which({**(vocabulary.read(one.label) if one.label.endswith("的") else {}), **vocabulary.read(noun)})
    before = [other for other in found.before(one, _FAR) if not disjoint(other.full, said)]
    if _is_told(found, one, before, said):
        return
    kinds = said.get("kind", frozenset())
    same = [other for other in before if _is_same(other.full, said, _NO_WORDS)]
    if not same and said.keys() <= {"kind"}:
        plain = [other for other in before[-1:] if other.full.keys() - _NO_WORDS <= _PLAIN]
        same = [other for other in plain if kinds <= other.full.get("kind", kinds)]
    outer = [other for other in before if getattr(found.group_of.get(id(other)), "owner", None) is None]
    rows = [] if same else [*_runs(outer), *_runs(before)]
    amounts = [other.value for other in same] or [sum((other.value for other in row), Decimal(0)) for row in rows]
    right = next((value for value in amounts if value in slips(one.value)), None)
    if right is None or one.value < right and _tells_some(found, one, noun):
        return
    if max(right, one.value) >= _LEAST or said.keys() & _SURE:
        is_sure = same and len(set(amounts)) == 1 and one.label.endswith("的") and said.keys() & _SURE
        yield _differs(found, one, right, is_sure=bool(is_sure))


def _runs(before: Sequence[Number]) -> Iterator[Sequence[Number]]:
    """Neighbours that leave each other out."""
    told = before[::-1]
    for size in range(2, 6):
        yield from filter(_are_apart, (told[place : place + size] for place in range(len(told) - size + 1)))


def _tells_some(found: Found, one: Number, noun: str) -> bool:
    """Whether the words behind it tell what became of some: 11件建议已办结."""
    behind = found.reading.text[one.end + len(noun) : one.end + len(noun) + 10]
    return not any(word in behind for word in _WORDS["all"]) and "progress" in vocabulary.read(behind)


def _restated(found: Found, one: Number) -> Iterator[Finding]:
    """A finding where the same words come again with an amount a slip away: 总之,全年办结188件."""
    words, said = _words(one), _which(one.full)
    if one.value < _LEAST or one.share is not None or not words or found.values.isdisjoint(slips(one.value)):
        return
    before = [other for other in found.before(one, _FAR) if not disjoint(other.full, one.full)]
    (told, *others) = [other for other in before if _words(other) == words] or (one,)
    if not others and told.value in slips(one.value) and not _is_told(found, one, before, said):
        yield _differs(found, one, told.value, is_sure=_is_of_the_same(found, told, one))


def _differs(found: Found, one: Number, right: Decimal, *, is_sure: bool) -> Finding:
    """What is said of an amount told again otherwise: a contradiction, or a question where other items may be meant."""
    message = _("前文为%(right)s件，此处为%(value)s，请核对。") % {"right": f"{right:f}", "value": one.printed}
    verdict = Verdict.CLASH if is_sure else Verdict.NOTE
    return found.finding(verdict, RULE, [one], message, expected=f"{right:f}{one.unit}", said=one.printed)


def _which(said: Tags) -> dict[str, frozenset[str]]:
    """What tags say of which items are meant."""
    return {family: values for family, values in said.items() if family not in _NO_WORDS}


def _is_of_the_same(found: Found, told: Number, one: Number) -> bool:
    """Whether the two are parts of one whole, that is told twice: 确定事项22件,…正在办理16件。22件事项中,16件正在办理."""
    group = found.group_of.get(id(one))
    if group is None or group.owner is None:
        return False
    return any(each.whole.value == group.owner.number.value for each in found.sums_of.get(id(told), ()))


def _words(one: Number) -> str:
    """The words of an amount without what only carries it; those behind it where none stand before it."""
    words = one.label or one.after
    return "" if vocabulary.unread(words) else "|".join(sorted(vocabulary.read(words)))


def _noun(found: Found, one: Number) -> str | None:
    """The words behind an amount that name the items, where those before it speak of them as known; None elsewhere."""
    noun = _NOUN.match(found.reading.text, one.end, one.end + 14)
    is_named = one.label.endswith("的")
    if one.label and not is_named and not one.label.endswith(_WORDS["goes_on"]):
        return None
    return noun[0] if noun else "" if is_named else None


def _is_told(found: Found, one: Number, before: Sequence[Number], said: Tags) -> bool:
    """Whether something told before or behind is as many, or makes another amount with this one."""
    behind = [other for other in found.behind(one, _FAR) if not disjoint(other.full, said)]
    if any(other.value == one.value for other in [*before, *behind]):
        return True
    values = {other.value for other in before}
    near = [*found.before(one, 6), *found.behind(one, 6)]
    near = [other for other in near if other.role != "with" and other.value * 20 > one.value]
    return any(one.value + other.value in values for other in near)


# 不能更多的 ---------------------------------------------------------------------------------------
def _more_than(found: Found, one: Number) -> Iterator[Finding]:
    """Judge what can't be more than all that its sentence tells before it: filed of what was received, answered of what was handled."""
    family, value, acts = next((told for told in _CHOSEN if one.tags.get(told[0]) == {told[1]}), ("", "", frozenset()))
    if not family or one.mark > 2:
        return
    told = [other for other in found.before(one, 6) if other.sentence == one.sentence and other.bracket < 0]
    base = [other for other in told if other.tags.get("act", frozenset()) & acts and other.tags.get(family) != {value}]
    if not base or one.label.startswith("全") or not all(other.is_exact for other in told):
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
    if one.tags.get("progress") != {"undone"} or not one.value:
        return
    text = found.reading.text
    start = max(found.reading.sentence_span(max(0, one.sentence - 2))[0], one.start - 240)
    for said in _ALL_DONE.finditer(text, start, one.start):
        clause = last(text[max(0, said.start() - 60) : said.start()], "。;!?\n")
        is_other = vocabulary.read(clause).keys() - {"kind", "progress", "act", "timely"}
        if not is_other and not any(word in clause for word in _WORDS["to_come"]):
            message = _("前面说“%(said)s”，此处还有%(one)s，请核对。") % {"said": said[0], "one": one.printed}
            yield found.finding(Verdict.CLASH, RULE, [one], message, expected=f"0{one.unit}", said=one.printed)
            return
