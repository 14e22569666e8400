"""占比: whether every share agrees with its count and the whole that it, or the shares around it, are shares of."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise, takewhile

from django.utils.translation import gettext as _

from publishing.evidence import vocabulary, weights
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import COUNTS, Number
from publishing.evidence.percent import HUNDRED, Quotient, agreement, bases, is_near, judged
from publishing.evidence.vocabulary import disjoint
from publishing.evidence.wholes import Whole

RULE = "占比"
_SHARE = re.compile(r"占(?P<base>[^占,。;]{0,20}?)(?:的?比[例重]?)?(?:分别)?(?:为|达到?|约|近|超过?|的|[:,])*$")
_CARRIED = "[,、(和及与;:约为占比分别均各共件个只仅数量的)]"
_WORDS = vocabulary.words("shares")
_FAR, _IN_A_ROW = 24, 12
"Counts before a share that may be its base; shares told one behind the other."
_WHOLE_SHARES = (Decimal("98.8"), Decimal("101.2"))


# 哪个数占多少 --------------------------------------------------------------------------------------
def attach(found: Found) -> None:
    """Give every count the share that is printed with it, and keep the words of its base."""
    for place, one in enumerate(found.numbers):
        if one.unit != "%" or not one.is_now or id(one) in found.bases:
            continue
        told, before = _SHARE.search(one.gap), found.numbers[max(0, place - 1)]
        is_free = one.follows and before.unit in COUNTS and before.sentence == one.sentence and before.share is None
        row = _row(found, place)
        if before.role == "base" and one.gap == "的":
            # 分别承办32件、21件,占总数143件的22.4%、14.7%
            found.told_bases |= {id(share): before for share in row}
            _attach(found, row, "")
        elif told is None:
            if is_free and one.gap.endswith("(") and len(one.gap) <= 3 and found.reading.text.startswith(")", one.end):
                before.share = one
                found.bases[id(one)] = ""
        elif vocabulary.ends_in_rate(told["base"]):
            continue
        elif "分别" in one.gap and len(row) > 1:
            _attach(found, row, told["base"])
        elif is_free and not _has_a_subject(one.gap[: told.start()]):
            _attach(found, [one], told["base"])
        else:
            found.bases[id(one)] = told["base"]


def _has_a_subject(words: str) -> bool:
    """Whether the words between a count and 占 say what else has the share: 城建类30件,教育类最多,占40%."""
    *clauses, own = re.split("[,;:]", words)
    says = (vocabulary.read(one, opens=True).keys() - {"act"} or "最" in one for one in clauses[1:])
    return bool(own.strip(_CARRIED)) or any(says)


def _row(found: Found, place: int) -> list[Number]:
    """A share with those that follow it without words of their own."""
    behind = takewhile(
        lambda one: one.unit == "%" and not one.gap.strip(_CARRIED), found.numbers[place + 1 : place + _IN_A_ROW]
    )
    return [found.numbers[place], *behind]


def _attach(found: Found, row: Sequence[Number], base: str) -> None:
    """Give as many shares in a row to as many counts before them; behind a bracket to the count before it."""
    counts = [one for one in found.beside(row[0], _FAR) if one.unit in COUNTS and one.sentence == row[0].sentence]
    if row[0].gap.startswith(")"):
        counts = [next((one for one in counts if one.end <= counts[0].bracket), counts[0])]
    counts = [one for one in counts if one.role != "base" and (len(row) == 1 or one.role != "sum")]
    found.bases |= {id(share): base for share in row}
    if len(counts) >= len(row):
        for counted, share in zip(counts[: len(row)][::-1], row, strict=True):
            counted.share = share


# 占多少的几成 --------------------------------------------------------------------------------------
def judge(found: Found) -> Iterator[Finding]:
    """One finding for each share that has a count and a whole."""
    for group in found.groups:
        told = [node.number for node in group.members]
        for has_share, row in groupby(told, key=lambda one: one.share is not None):
            counts = [one for one in row if not _is_elsewhere(found, one)] if has_share else []
            for each in [[one] for one in counts] if _are_of_their_own(counts) else [counts] if counts else []:
                yield from _in_row(found, each)
    yield from _alone(found)


def _are_of_their_own(counts: Sequence[Number]) -> bool:
    """Whether each count has a whole of its own: A类建议150件、A类提案270件,分别占75%、90%."""
    said = [{family: values for family, values in one.tags.items() if family not in {"act", "kind"}} for one in counts]
    kinds = [one.tags.get("kind", frozenset()) for one in counts]
    are_apart = all(one and other and not one & other for one, other in pairwise(kinds))
    return len(counts) > 1 and are_apart and bool(said[0]) and all(one == said[0] for one in said)


def _is_elsewhere(found: Found, one: Number) -> bool:
    """Whether a share is of something that the text does not count."""
    if one.unit == "人" or id(one.share) in found.told_bases:
        return False
    return any(word in found.bases.get(id(one.share), "") for word in _WORDS["elsewhere"])


def _in_row(found: Found, counts: Sequence[Number]) -> Iterator[Finding]:
    """Judge neighbours by the base that most of them agree with."""
    if not (wholes := _bases(found, counts)):
        return
    base = max(wholes, key=lambda whole: (sum(bool(_agreement(one, whole)) for one in counts), -whole.cost))
    agreed = sum(bool(_agreement(one, base)) for one in counts)
    made_up = _is_made_up(counts, base)
    near = [each for each in wholes if each.cost <= weights.NATURAL + weights.MARGIN]
    for one in counts:
        other = next((each for each in near if _agreement(one, each) == "OK"), None)
        if how := _agreement(one, base):
            yield _said(found, one, Verdict[how], base)
        elif agreed * 2 <= len(counts) and agreed < 3 and other:
            yield _said(found, one, Verdict.OK, other)
        elif made_up:
            yield _said(found, one, Verdict.TRUNC, base)
        elif len(counts) == 1 and (together := _together(found, one, wholes)):
            found.compare(together, RULE)
        elif not vocabulary.unread(words := found.bases.get(id(one.share), "")):
            is_of_all = any(word in words for word in _WORDS["of_all"])
            dearest = weights.LIMIT if is_of_all else weights.APART if agreed else weights.SENTENCE
            is_certain = agreed > 1 or base.cost <= weights.SENTENCE or base.cost < dearest
            # 15件是代表在座谈中提出的,占总数的30%: clauses between a count and its share may tell of another.
            is_away = one.share is not None and bool(one.share.gap.partition("占")[0].strip(_CARRIED))
            yield _said(found, one, Verdict.CLASH if is_certain and not is_away else Verdict.NOTE, base)


def _bases(found: Found, counts: Sequence[Number]) -> list[Whole]:
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
    # 建议78件,重点建议80件,占总数的10.3%: where nothing is as large, what is less is the base all the same.
    most = max(one.value for one in counts)
    wholes = [one for one in wholes if one.value >= most] or [one for one in wholes if one.value]
    return sorted(wholes, key=lambda one: one.cost)


def _together(found: Found, last: Number, wholes: Sequence[Whole]) -> list[Number]:
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


def _is_made_up(counts: Sequence[Number], base: Whole) -> bool:
    """Whether shares were moved by one in the last place so that they add up to 100."""
    told = [(one.value, one.share) for one in counts if one.share is not None and one.share.is_exact]
    whole = len(told) == len(counts) and sum(share.value for _n, share in told) == HUNDRED
    return whole and all(is_near(n, base.value, share) for n, share in told)


# 没有件数的占比 --------------------------------------------------------------------------------------
def _alone(found: Found) -> Iterator[Finding]:
    """Judge shares without counts that claim to be whole: they make 100, each rounded by half of its last place."""
    with_counts = {id(one.share) for one in found.numbers if one.share is not None}
    rows: list[list[Number]] = [[]]
    for one in found.numbers:
        is_alone = id(one) in found.bases and id(one) not in with_counts
        if one.is_now and (
            not is_alone or rows[-1] and (one.sentence - rows[-1][-1].sentence > 1 or "其中" in one.gap)
        ):
            rows.append([])
        if one.is_now and is_alone:
            rows[-1].append(one)
    for row in rows:
        if len(row) > 2:
            yield from _whole(found, row)


def _whole(found: Found, row: Sequence[Number]) -> Iterator[Finding]:
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


def _said(found: Found, one: Number, verdict: Verdict, base: Whole) -> Finding:
    share = one.share or one
    return judged(found, RULE, [one, share], verdict, "占比", Quotient(0, (one,), base.numbers), share)
