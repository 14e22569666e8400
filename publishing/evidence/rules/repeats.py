"""前后一致: a quantity that the text comes back to must be the one that it gave before."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence import speakers, words
from publishing.evidence.found import Found
from publishing.evidence.groups import total_of
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import ITEMS, Quantity
from publishing.evidence.wholeness import REST

RULE = "前后一致"
_NEAR = 60
_NOUN = re.compile(
    r"(?:省|市|州|区|县|全国|自治区)?(?:级)?(?:人大|政协)?(?:代表|委员)?(?:所提)?(?:主办|会办|协办|独办|分办)?(?:的)?"
    r"(?:人大|政协)?(?:代表|委员)?(?:议案)?(?:[和与、及])?(?:建议、批评和意见|建议、提案|议提案|意见建议|建议|提案|议案|承办件|办理件|(?:主办|会办|协办|独办|分办)件)(?:[和与、及]?(?:建议|提案))?"
)
_BACK = re.compile(
    r"(?:对|这|以上|上述|全部|所有|承办的|办理的|交办的|受理的|收到的|提出的|立案的|将|把|认真办理|办好|围绕|从|在|目前|现|当前|,|。|、|:|^)(?:这|上述|全部|所有|承办的)?$"
)
_WHOLE = re.compile(
    r"^(?:中(?!的)|分别[是为]|所提(?:出的?)?问题|(?:已|现已|分别)?(?:交办|交由|送?交(?:由|给)?$|分解|移交)|,?(?:均|都|全部|已全部|悉数)|[^,。;]{0,6}(?:均|全部|已全部|都已)"
    r"|的?(?:办[结复]|答复|回复|满意|面[办商复]|见面|沟通|走访)率)"
)
_BARE = re.compile(r"中(?:有|$)")
"A whole spoken of without its noun: 77件中,有72件…"
_RESTRICTED = re.compile(
    "加上|连同|会后|闭会|平时|补充|不能|无法|难以|限制|未|部分|重点|正在|列入|因|被|优秀|新增|其余|剩余|其他"
)
_MARK = re.compile(r"^(?:\([一二三四五六七八九十0-9]{1,2}\)|[0-9]{1,2}[.、]|[一二三四五六七八九十]{1,2}[、是])")
_PLAIN = re.compile(
    "[一二三四五六七八九十0-9]+(?:届|次会议?|次全会)|(?:19|20)[0-9]{2}年度?|经审查|审查|全体会议|会议|大会|期间|以来|总共|共计|合计|一共|共|总"
    "|我[局区县市]|全[年市区县]|今年|本年度?|提交|收到|提出|立案|承办|办理|接到|征集|全国|人大|代表|政协|委员|议案|建议|提案|意见|批评|主办|会办|协办|件|[省市县区州]级?|[已并经所的了有为是、和及与:(]"
)
_REALM = re.compile("[我全][省市州区县旗]")
_OWN = re.compile(
    r"(?:对|这|以上|上述|全部|所有|承办的|办理的|交办的|受理的|收到的|提出的|立案的)(?:这|上述|全部|所有)?$"
)


def judge(found: Found) -> Iterator[Finding]:
    """Judge whole amounts that the text speaks of again: 对6件主办建议…, 这52件建议中…, 146件提案均…"""
    items = [one for one in found.counts if one.unit in ITEMS and one.is_exact and not one.is_outside]
    backs = _backs(items)
    order = {id(one): place for place, one in enumerate(items)}
    known = {id(one) for one in backs}
    split = {id(total) for one in found.splits if one.fits for total in one.totals}
    for one in backs:
        noun = _noun_says(one)
        place = order[id(one)]
        around = [other for other in items[max(0, place - _NEAR) : place + _NEAR] if id(other) not in known]
        totals = [other for other in around if _may_be_same(noun, other)]
        if totals and all(total.start > one.start for total in totals):
            # Told for the first time: 收到的708件提案中,委员604件,集体104件 is made up of its parts; else what follows must be as plain.
            totals = [] if id(one) in split else [total for total in totals if _is_plain(total)]
        if not totals:
            continue
        alike = [other for other in around if _may_be_same(noun, other, named=False) or _is_led(noun, other)]
        if one.value in _values(totals) | {other.value for other in alike}:
            yield _said(found, one, _nearest(one, [*totals, *alike]), Verdict.OK)
        elif not _is_part_of_several(one, [other for other in backs if abs(order[id(other)] - place) < _NEAR], totals):
            yield _said(found, one, _nearest(one, totals), Verdict.CLASH)
    yield from _told_twice(found, [one for one in items if id(one) not in known])


def _told_twice(found: Found, items: Sequence[Quantity]) -> Iterator[Finding]:
    """Judge a total told twice in the same plain words with two numbers: 共收到提案134件 … 共收到提案143件."""
    first: dict[tuple, Quantity] = {}
    for one in items:
        if not _is_plain(one) or not {"act", "admission"} & one.says.keys():
            continue
        says = {name: value for name, value in one.says.items() if name != "level"}
        key = (
            one.unit,
            "议案" in one.before,
            _unit_before(found, one),
            tuple(sorted((name, tuple(sorted(value))) for name, value in says.items())),
        )
        before = first.setdefault(key, one)
        plain = one.frame == before.frame or {one.frame, before.frame} <= {"", "今年", "全年", "本年"}
        levels = one.says.get("level"), before.says.get("level")
        same = levels[0] == levels[1] or not all(levels)
        plain = plain and not _are_of_two(before, one) and not _follows_another(found, before, one)
        if before is not one and before.sentence != one.sentence and before.value != one.value and plain and same:
            yield _said(found, one, before, Verdict.CLASH)


def _is_plain(one: Quantity) -> bool:
    """Whether nothing but the plain words of all items stand before a count: 今年共收到, and no 其中初任代表."""
    return bool(one.before) and not _PLAIN.sub("", _MARK.sub("", one.before))


def _follows_another(found: Found, before: Quantity, one: Quantity) -> bool:
    """Whether items filed stand behind another amount handed in: 提交提案7667件,立案5952件,…;四届五次会议提交1350件,立案897件."""
    if "admission" not in one.says:
        return False
    first, second = (
        next((other.value for other in found.before(told.start, 8) if other.says.get("act") == {"received"}), None)
        for told in (before, one)
    )
    return second is not None and first != second


def _are_of_two(one: Quantity, other: Quantity) -> bool:
    """Whether two counts are of two speakers, as 全区共承办2件 and 我局承办1件."""
    whose = {bool(speakers.OWN.search(said)): bool(_REALM.search(said)) for said in (one.before, other.before)}
    return whose.get(True) is False and whose.get(False) is True


def _unit_before(found: Found, one: Quantity) -> str:
    """(二)区住建局。承办20件: the unit that stands as a heading before a sentence."""
    if not one.sentence:
        return ""
    start, end = found.reading.sentence_span(one.sentence - 1)
    said = found.reading.text[start:end]
    return said if len(said) < 24 and words.is_unit(said) else ""


def _backs(items: Sequence[Quantity]) -> list[Quantity]:
    """The counts that come back to a whole, all of those joined: 27件建议、34件提案全部."""
    backs: list[Quantity] = []
    for place in range(len(items) - 1, -1, -1):
        one = items[place]
        behind = items[place + 1] if place + 1 < len(items) else None
        beside = behind is not None and bool(backs) and behind is backs[-1] and _is_beside(one, behind)
        if (_is_back(one) and not _fared(one, behind) and not _leaves_a_rest(one, behind)) or beside:
            backs.append(one)
    return backs[::-1]


_FARED = re.compile("所提(?:出的?)?问题[^,。;]{0,4}(?:已|正在|因|列入|得到|需|暂|部分|基本|留)")


def _fared(one: Quantity, behind: Quantity | None) -> bool:
    """Whether a count is itself told by its outcome (47件提案所提问题已经解决,占48%), and no whole whose part follows."""
    if not _FARED.search(one.after):
        return False
    if one.share is not None:
        return True
    return behind is None or behind.sentence != one.sentence or "," in behind.gap


def _leaves_a_rest(one: Quantity, behind: Quantity | None) -> bool:
    """Whether a count is a part because its rest follows: 1件议案交由…,其余13件…"""
    return behind is not None and behind.sentence == one.sentence and bool(REST.search(behind.label))


def _is_beside(one: Quantity, behind: Quantity) -> bool:
    """Whether a count is joined to the next by its noun and a mark alone, at the head of its clause."""
    joined = one.sentence == behind.sentence and behind.gap in {f"{one.after}{mark}" for mark in "、和及与"}
    noun = _NOUN.fullmatch(one.after)
    before = _MARK.sub("", one.before)
    plain = (_BACK.search(before) or not before) and not _RESTRICTED.search(before)
    return bool(joined and noun and plain) and one.bracket < 0 and "key" not in one.says


def _is_led(noun: words.Sayings, other: Quantity) -> bool:
    """Whether the whole spoken of may be the items of 主办, which are answered: 25件,其中主办20件…20件建议均已答复."""
    alone = not {"class", "satisfaction", "proposer", "key", "progress"} & other.says.keys()
    return alone and "duty" not in noun and other.says.get("duty") == {"lead"} and words.is_under(noun, other.says)


def _is_back(one: Quantity) -> bool:
    """Whether a count stands before its noun and speaks of the whole: 对5件协办建议, 52件建议中, 15件提案均."""
    noun = _NOUN.match(one.after)
    if one.bracket >= 0 or "key" in one.says:
        return False
    if noun is None:
        return not one.before and bool(_BARE.match(one.after))
    behind = one.after[noun.end() :]
    before = _MARK.sub("", one.before)
    if not (_BACK.search(before) or not before) or _RESTRICTED.search(before):
        return False
    duty = "duty" in words.says(noun[0])
    return bool(_WHOLE.match(behind)) or bool(_OWN.search(before) and (duty or not behind or "这" in before))


def _noun_says(one: Quantity) -> dict[str, frozenset[str]]:
    noun = _NOUN.match(one.after)
    says = words.says(noun[0] if noun else "")
    return {name: says[name] for name in says if name in {"kind", "duty", "level"}}


def _may_be_same(noun: words.Sayings, other: Quantity, *, named: bool = True) -> bool:
    """Whether a total may be the one spoken of: the same kind and duty, without class or opinion, and named as a total."""
    told = {"class", "satisfaction", "proposer", "key"} & other.says.keys()
    if other.says.get("kind", frozenset()) >= {"suggestion", "proposal"}:
        # 代表建议、委员提案21件: both kinds, by whomever.
        told -= {"proposer"}
    if told or REST.search(other.label):
        return False
    if noun.get("duty") != other.says.get("duty"):
        return False
    said = {"kind", "duty", "admission"} & other.says.keys()
    return words.is_under(noun, other.says) and bool(said or not named)


def _values(totals: Sequence[Quantity]) -> set[Decimal]:
    values = {one.value for one in totals}
    for size in (2, 3):
        for run in combinations(totals[:10], size):
            if all(one.says != other.says or one.parent is not other.parent for one, other in combinations(run, 2)):
                values.add(total_of(run))
    return values


def _is_part_of_several(one: Quantity, backs: Sequence[Quantity], totals: Sequence[Quantity]) -> bool:
    """Whether a count is one of several that make up the whole: 33件建议中…;45件提案中…,合计78件."""
    noun, whole = _noun_says(one), {total.value for total in totals}
    alike = [other for other in backs if _noun_says(other) == noun]
    if len(alike) > 1 and sum((other.value for other in alike), Decimal(0)) in whole:
        return True
    return any(one.value + other.value in whole for other in backs if words.disjoint(noun, _noun_says(other)))


def _nearest(one: Quantity, totals: Sequence[Quantity]) -> Quantity:
    return min(totals, key=lambda other: (abs(other.value - one.value), abs(other.start - one.start)))


def _said(found: Found, one: Quantity, total: Quantity, verdict: Verdict) -> Finding:
    message = (
        _("与前后文的%(total)s一致。")
        if verdict is Verdict.OK
        else _("此处为%(one)s，别处为%(total)s，前后不一致，请核对。")
    )
    return found.finding(
        verdict,
        RULE,
        [(one.start, one.end)],
        message % {"one": one.printed, "total": total.printed},
        expected=total.printed,
        found=one.printed,
    )
