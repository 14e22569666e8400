"""再提: amounts spoken of again by the words that say which of the items they are: 对42件A类件, 正在办理的14件提案, 51件区级建议提案."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import COUNTED, Number
from publishing.evidence.vocabulary import Tags, disjoint

RULE = "前后一致"
_WORDS = vocabulary.words("echoes")
_ALL = vocabulary.words("repeats")["all"]
_NOUN = re.compile(
    "[A-D“”\u4e00-\u9fff]{0,8}?(?:建议|提案|议案|事项|工单|类件|办件|承办单位)(?:[、和与及]?(?:人大|政协)?(?:代表|委员)?(?:建议|提案|议案))*"
)
_BEFORE = 40
_NO_WORDS = frozenset({"act", "timely", "rest", "noun"})
"Families that say nothing of which items are meant."
_PLAIN = frozenset({"kind", "admission", "carried", "level", "meeting"})
"Families that the first amount of a text may name, and one told again need not."
_SURE = frozenset({"progress", "class", "duty", "satisfaction"})
_LEAST = 10
"Of fewer, one more or less is no sign that the same are meant."


def judge(found: Found, one: Number) -> Iterator[Finding]:
    """A finding where an amount is told again, and a slip parts it from the one told before."""
    if one.unit not in COUNTED | {"家"} or not one.is_exact or one.bracket >= 0 or one.role in _WORDS["other_roles"]:
        return
    noun = _noun(found, one)
    if noun is None:
        return
    said = _said(one, noun)
    before = [other for other in found.before(one, _BEFORE) if other.is_exact and not disjoint(other.full, said)]
    if not before or _is_told(found, one, before, said):
        return
    same = [other for other in before if _is_same(other, said)] or [
        other
        for other in before[-1:]
        if other.full.keys() - _NO_WORDS <= _PLAIN
        and said.keys() <= {"kind"}
        and said.get("kind", frozenset()) <= other.full.get("kind", said.get("kind", frozenset()))
    ]
    told: Sequence[Number] = next(((other,) for other in same if other.value in _slips(one.value)), ())
    if not same:
        outer = [other for other in before if getattr(found.group_of.get(id(other)), "owner", None) is None]
        told = next(
            (run for run in [*_runs(outer), *_runs(before)] if sum(other.value for other in run) in _slips(one.value)),
            (),
        )
    if not told:
        return
    right = sum((other.value for other in told), Decimal(0))
    if (
        one.value < right
        and _tells_some(found, one, noun)
        or max(right, one.value) < _LEAST
        and not said.keys() & _SURE
    ):
        return
    is_sure = len({other.value for other in same}) == 1 and one.label.endswith("的") and said.keys() & _SURE
    yield _differs(found, one, right, is_sure=bool(is_sure))


def restated(found: Found, one: Number) -> Iterator[Finding]:
    """A finding where the same words come again in another sentence with an amount a slip away: 总之,全年办结188件."""
    if one.role in _WORDS["other_roles"] or one.value < _LEAST or one.share is not None:
        return
    if found.values.isdisjoint(_slips(one.value)):
        return
    words, said = _words(one), _which(one.full)
    if not words or not said:
        return
    before = [other for other in found.before(one, _BEFORE) if other.is_exact and not disjoint(other.full, one.full)]
    same = [other for other in before if _words(other) == words and _is_same(other, said)]
    (told, *others) = same or (one,)
    if others or not same or told.bracket >= 0 or told.sentence == one.sentence:
        return
    is_sure = _is_of_the_same(found, told, one)
    if told.share is not None and not is_sure:
        return
    if told.value not in _slips(one.value) or _is_told(found, one, before, said) or _is_of_another(told, one):
        return
    yield _differs(found, one, told.value, is_sure=is_sure)


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
    if group is None or group.owner is None or group.how != "of":
        return False
    return any(each.whole.value == group.owner.number.value for each in found.sums_of.get(id(told), ()))


def _words(one: Number) -> str:
    """The words of an amount without what only carries it; those behind it where they name it."""
    words = one.label or (one.after if one.is_named_behind else "")
    return "" if vocabulary.unread(words) else "|".join(sorted(vocabulary.read(words))) if words else ""


def _is_of_another(told: Number, one: Number) -> bool:
    """Whether the two are of different years."""
    years = told.frame[:4], one.frame[:4]
    return all(year.isdigit() for year in years) and years[0] != years[1]


def _noun(found: Found, one: Number) -> str | None:
    """The words behind an amount that name the items, where those before it speak of them as known; None elsewhere."""
    text, label = found.reading.text, one.label
    noun = _NOUN.match(text, one.end, one.end + 14)
    is_joined = one.follows and one.gap.endswith("、") and vocabulary.noun(one.gap[:-1]) == one.gap[:-1]
    is_opening = not label and (not one.gap or one.follows and (one.gap[-1:] in ",。;:\n" or is_joined))
    is_opening = is_opening or label in _WORDS["speaks_of"]
    is_named = label.endswith("的") and not label.endswith(_WORDS["new"])
    if not (is_opening or is_named or label.endswith(_WORDS["goes_on"])):
        return None
    if noun is None:
        return "" if is_named and vocabulary.read(label).keys() & _SURE else None
    return noun[0] if not vocabulary.unread(noun[0]) or noun[0].endswith(("事项", "单位")) else None


def _said(one: Number, noun: str) -> Tags:
    said = dict(vocabulary.read(noun))
    if one.label.endswith("的"):
        said = {**vocabulary.read(one.label), **said}
    return _which(said)


def _is_same(other: Number, said: Tags) -> bool:
    """Whether an earlier amount is said to be the same items; 建议提案 may stand for whatever kind it names."""
    if other.role in _WORDS["other_roles"]:
        return False
    told = _which(other.full)
    if "kind" not in said or len(said["kind"]) > 1 and "kind" not in told:
        told.pop("kind", None)
        said = {family: values for family, values in said.items() if family != "kind"}
    return told == said


def _is_told(found: Found, one: Number, before: Sequence[Number], said: Tags) -> bool:
    """Whether something told before or behind is as many, alone or together, or makes another amount with this one."""
    behind = [other for other in found.behind(one, _BEFORE) if not disjoint(other.full, said)]
    if any(other.value == one.value for other in [*before, *behind]):
        return True
    if any(sum(other.value for other in run) == one.value for run in _runs(before)):
        return True
    if any(each.added == one.value and each.parts[0].unit == one.unit for each in found.agreed[:40]):
        return True
    values = {other.value for other in before}
    near = [other for other in [*found.before(one, 6), *found.behind(one, 6)] if abs(other.sentence - one.sentence) < 2]
    near = [other for other in near if other.role != "with" and other.value * 20 > one.value]
    return any(one.value + other.value in values for other in near)


def _runs(before: Sequence[Number]) -> Iterator[tuple[Number, ...]]:
    """Amounts side by side that leave each other out."""
    told = before[::-1]
    for size in range(2, 6):
        for run in zip(*(told[place:] for place in range(size)), strict=False):
            if run[-1].sentence - run[0].sentence < 2 and all(
                disjoint(a.full, b.full) for a, b in combinations(run, 2)
            ):
                yield run


def _tells_some(found: Found, one: Number, noun: str) -> bool:
    """Whether the words behind it tell what became of some: 11件建议已办结."""
    behind = found.reading.text[one.end + len(noun) : one.end + len(noun) + 10]
    if any(word in behind for word in _ALL) or behind.startswith(("中", "的", ",")):
        return False
    return "progress" in vocabulary.read(behind) or "class" in vocabulary.read(behind)


@lru_cache(maxsize=4096)
def _slips(value: Decimal) -> frozenset[Decimal]:
    """What one slip makes of a number: one or ten more or less, or two neighbouring digits exchanged."""
    digits = f"{value:f}"
    exchanged = (digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :] for n in range(len(digits) - 1))
    told = {Decimal(one) for one in exchanged if one.isdigit() and one[0] != "0"}
    return frozenset(told | {value - 10, value - 1, value + 1, value + 10}) - {value}
