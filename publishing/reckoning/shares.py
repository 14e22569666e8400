"""占比: whether every share agrees with its count and the whole that it, or the shares around it, are shares of."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import mending, vocabulary, weights
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import COUNTS, Number
from publishing.reckoning.percent import HUNDRED, agreement, bases, is_near, written
from publishing.reckoning.vocabulary import disjoint
from publishing.reckoning.wholes import Whole

RULE = "占比"
_SHARE = re.compile(r"占(?P<base>[^占,。;]{0,20}?)(?:的?比[例重]?)?(?:分别)?(?:为|达到?|约|近|超过?|的|[:,])*$")
_CARRIER = re.compile("[,、(和及与;:约为占比分别均各共件个只仅数量的)]*")
_OF_ALL = ("总数", "总量", "全部", "总件数", "总的")
_ELSEWHERE = tuple("全市 全省 全国 全县 全区 全州 委员总 代表总 人数 委员的 代表的 委员人 人大代表总".split())
"Words of a base that the text does not tell."
_FAR, _IN_A_ROW = 24, 12
"Counts before a share that may be its base; shares told one behind the other."
_WHOLE_SHARES = (Decimal("98.8"), Decimal("101.2"))


# 哪个数占多少 --------------------------------------------------------------------------------------
def attach(found: ReadText) -> None:
    """Give every count the share that is printed with it, and keep the words of its base."""
    for place, one in enumerate(found.numbers):
        if one.unit != "%" or not one.is_now or id(one) in found.bases:
            continue
        told, before = _SHARE.search(one.gap), found.numbers[max(0, place - 1)]
        is_beside = one.follows and before.unit in COUNTS and before.sentence == one.sentence
        if before.role == "base" and one.gap == "的":
            # 分别承办32件、21件,占总数143件的22.4%、14.7%
            _attach(found, _row(found, place), "", before)
        elif told is None:
            is_bracketed = one.gap.endswith("(") and len(one.gap) <= 3 and found.reading.text.startswith(")", one.end)
            if is_beside and is_bracketed and before.share is None:
                before.share = one
                found.bases[id(one)] = ""
        elif not vocabulary.ends_in_rate(told["base"]):
            row = _row(found, place) if "分别" in one.gap else [one]
            if len(row) == 1 and (not is_beside or before.share is not None or _has_a_subject(one.gap[: told.start()])):
                found.bases[id(one)] = told["base"]
            else:
                _attach(found, row, told["base"], None)


def _has_a_subject(words: str) -> bool:
    """Whether the words between a count and 占 say what else has the share: 城建类30件,教育类最多,占40%."""
    *clauses, own = re.split("[,;:]", words)
    return bool(_CARRIER.sub("", own)) or any(
        vocabulary.read(one, opens=True).keys() - {"act"} or "最" in one for one in clauses[1:]
    )


def _row(found: ReadText, place: int) -> list[Number]:
    """A share with those that follow it without words of their own."""
    row = [found.numbers[place]]
    for one in found.numbers[place + 1 : place + _IN_A_ROW]:
        if one.unit != "%" or _CARRIER.fullmatch(one.gap) is None:
            break
        row.append(one)
    return row


def _attach(found: ReadText, row: Sequence[Number], base: str, told_base: Number | None) -> None:
    """Give as many shares in a row to as many counts before them; behind a bracket to the count before it."""
    counts = [one for one in found.beside(row[0], _FAR) if one.unit in COUNTS and one.sentence == row[0].sentence]
    if row[0].gap.startswith(")"):
        counts = [next((one for one in counts if one.end <= counts[0].bracket), counts[0])]
    counts = [one for one in counts if one.role != "base" and (len(row) == 1 or one.role != "sum")]
    for share in row:
        found.bases[id(share)] = base
        if told_base is not None:
            found.told_bases[id(share)] = told_base
    if len(counts) >= len(row):
        for counted, share in zip(counts[: len(row)][::-1], row, strict=True):
            counted.share = share


# 占多少的几成 --------------------------------------------------------------------------------------
def judge(found: ReadText) -> Iterator[Finding]:
    """One finding for each share that has a count and a whole."""
    for group in found.groups:
        told = [node.number for node in group.members]
        for has_share, row in groupby(told, key=lambda one: one.share is not None):
            if has_share:
                yield from _in_row(found, [one for one in row if not _is_elsewhere(found, one)])
    yield from _alone(found)


def _is_elsewhere(found: ReadText, one: Number) -> bool:
    """Whether a share is of something that the text does not count."""
    if one.unit == "人" or id(one.share) in found.told_bases:
        return False
    return any(word in found.bases.get(id(one.share), "") for word in _ELSEWHERE)


def _in_row(found: ReadText, counts: Sequence[Number]) -> Iterator[Finding]:
    """Judge neighbours by the base that most of them agree with."""
    if not counts:
        return
    wholes = _bases(found, counts)
    base = max(wholes, key=lambda whole: (sum(_fits(one, whole) for one in counts), -whole.cost), default=None)
    if base is None:
        yield from _above_all(found, counts)
        return
    agreed = [one for one in counts if _fits(one, base)]
    made_up = _is_made_up(counts, base)
    for one in counts:
        near = [
            each for each in wholes if each.cost <= weights.NATURAL + weights.MARGIN and _agreement(one, each) == "OK"
        ]
        how = _agreement(one, base)
        if how == "OK" or not how and len(agreed) * 2 <= len(counts) and near and len(agreed) < 3:
            yield _said(found, one, Verdict.OK, base if how else near[0], _("%(share)s与%(n)s占%(d)s的比例一致。"))
        elif how or made_up:
            message = _("%(n)s占%(d)s应为%(right)s，文中%(share)s是舍去尾数或为使各项凑成100%%得到的，建议四舍五入。")
            yield _said(found, one, Verdict.TRUNC, base, message)
        elif len(counts) == 1 and (together := _together(found, one, wholes)):
            found.compare(together, RULE)
        elif not vocabulary.unread(words := found.bases.get(id(one.share), "")):
            is_of_all = any(word in words for word in _OF_ALL)
            dearest = weights.LIMIT if is_of_all else weights.APART if agreed else weights.SENTENCE
            is_certain = (len(agreed) > 1 or base.cost <= weights.SENTENCE or base.cost < dearest) and not _is_away(one)
            verdict = Verdict.CLASH if is_certain else Verdict.NOTE
            yield _said(found, one, verdict, base, _("%(n)s占%(d)s应为%(right)s，文中为%(share)s，请核对。"))


def _is_away(one: Number) -> bool:
    """Whether clauses stand between a count and its share: 15件是代表在座谈中提出的,占总数的30%."""
    return one.share is not None and bool(_CARRIER.sub("", one.share.gap.partition("占")[0]))


def _bases(found: ReadText, counts: Sequence[Number]) -> list[Whole]:
    """The wholes that counts side by side may be shares of, the most natural first."""
    if (told := found.told_bases.get(id(counts[0].share))) is not None:
        return [Whole(0, (told,))]
    wholes = bases(found, counts)
    wholes += [Whole(one.cost, one.parts) for count in counts for one in found.sums_of.get(id(count), ())]
    if len(counts) > 1:
        shares = sum((one.share.value for one in counts if one.share), Decimal(0))
        is_whole = _WHOLE_SHARES[0] <= shares <= _WHOLE_SHARES[1]
        wholes.append(Whole(weights.NATURAL if is_whole else weights.LIMIT, tuple(counts)))
    far = [one for one in found.before(counts[0], _FAR) if one.is_exact and one.bracket < 0 and one.share is None]
    wholes += [Whole(weights.LIMIT, (one,)) for one in far]
    most = max(one.value for one in counts)
    return sorted((one for one in wholes if one.value >= most > 0), key=lambda one: one.cost)


def _above_all(found: ReadText, counts: Sequence[Number]) -> Iterator[Finding]:
    """A share of all whose count is more than every one before it: 建议78件,重点建议80件,占总数的10.3%."""
    (one, *others) = counts
    before = [other for other in found.before(one, 3) if other.sentence == one.sentence]
    is_of_all = any(word in found.bases.get(id(one.share), "") for word in _OF_ALL)
    most = max(before, key=lambda other: other.value, default=one)
    if is_of_all and not others and most.value < one.value:
        yield _said(
            found, one, Verdict.CLASH, Whole(0, (most,)), _("%(n)s多于总数%(d)s，占比%(share)s也不相符，请核对。")
        )


def _together(found: ReadText, last: Number, wholes: Sequence[Whole]) -> list[Number]:
    """The counts that one share is the share of: 交通类15件、教育类9件、医疗类6件,三类占总数60件的50%."""
    told = [last]
    for one in found.before(last, 8):
        told.append(one)
        added = sum((each.value for each in told), Decimal(0))
        if last.share and any(agreement(added, one.value, last.share) for one in wholes):
            return [*told, last.share]
    return []


def _agreement(one: Number, base: Whole) -> str:
    return agreement(one.value, base.value, one.share) if one.share is not None else ""


def _fits(one: Number, base: Whole) -> bool:
    return bool(_agreement(one, base))


def _is_made_up(counts: Sequence[Number], base: Whole) -> bool:
    """Whether shares were moved by one in the last place so that they add up to 100."""
    told = [(one.value, one.share) for one in counts if one.share is not None and one.share.is_exact]
    whole = len(told) == len(counts) and sum(share.value for _n, share in told) == HUNDRED
    return whole and all(is_near(n, base.value, share) for n, share in told)


# 没有件数的占比 --------------------------------------------------------------------------------------
def _alone(found: ReadText) -> Iterator[Finding]:
    """Judge shares without counts that claim to be whole: they make 100, each rounded by half of its last place."""
    with_counts = {id(one.share) for one in found.numbers if one.share is not None}
    row: list[Number] = []
    for one in [*(number for number in found.numbers if number.is_now), None]:
        is_next = one is not None and id(one) in found.bases and id(one) not in with_counts
        if one is not None and is_next and (not row or one.sentence - row[-1].sentence <= 1 and "其中" not in one.gap):
            row.append(one)
            continue
        if len(row) > 2:
            yield from _whole(found, row)
        row = [one] if one is not None and is_next else []


def _whole(found: ReadText, row: Sequence[Number]) -> Iterator[Finding]:
    added = sum((one.value for one in row), Decimal(0))
    loose = sum((Decimal(5).scaleb(-one.places - 1) for one in row), Decimal(0))
    is_cut = HUNDRED - 2 * loose <= added < HUNDRED
    is_whole = _WHOLE_SHARES[0] <= added <= _WHOLE_SHARES[1]
    if abs(added - HUNDRED) <= loose:
        found.compare(row, RULE)
    elif is_whole or is_cut or added > HUNDRED and all(disjoint(one.tags, also.tags) for one, also in pairwise(row)):
        message = _("各项占比相加为%(sum)s%%，不是100%%，请核对。") % {"sum": f"{added:f}"}
        verdict = Verdict.NOTE if is_cut else Verdict.CLASH
        yield found.finding(verdict, RULE, row, message, expected="100%", said=f"{added:f}%")


def _said(found: ReadText, one: Number, verdict: Verdict, base: Whole, message: str) -> Finding:
    share = one.share or one
    right = written(one.value, base.value, share)
    said = {"n": one.printed, "d": f"{base.value:f}{one.unit}", "right": right, "share": f"{share.value:f}%"}
    mends = partial(mending.quotient, found, [one], base.numbers, share)
    return found.finding(verdict, RULE, [one, share], message % said, expected=right, said=said["share"], mends=mends)
