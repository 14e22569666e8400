"""Splits that the words announce: 其中, 包括, brackets, 一是…, and a total behind its parts (共12件)."""

import re
from bisect import bisect_left
from itertools import combinations

from publishing.evidence import words
from publishing.evidence.groups import KINDS_ANNOUNCED, exclusive, fits, times_of, varied_in
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.reading import last_sentence
from publishing.evidence.splits import Split, Splits
from publishing.evidence.wholeness import REST
from tracking.wording.numerals import decimal_number

_AMONG = re.compile(
    r"其中|分别是|(?<!不)包[括含]|分为|构成|按照?[^,。;:、0-9]{1,10}(?:划分|区分|分类?|统计|看)(?:的?有)?[,:]"
    r"|从[^,。;:、0-9]{0,8}(?:内容|类[别型]|来源|构成|分布|界别|领域|结果|方式|进度|形式|层级)(?:上?看|来看|上?分)[,:]"
)
_OF_THEM = re.compile(
    r"^[^,。;:!?…]{0,16}(?<!其)中(?:[,:]|(?=主办|会办|协办|独办|分办|[A-D甲乙丙丁]类|已|人大|政协|委员|集体))"
)
_IN_THEM = re.compile(
    "^(?:在|从)?(?:这些|上述|以上|所有|全部|(?:交办|承办|立案|办复|办理|收到|提出)的?)[^,。;:]{0,20}(?:建议|提案|议案|意见|件)中,"
    "|^(?:各?(?:民主)?党派(?:团体)?|集体|界别|委员)提案中,"
)
_CONTAINING = re.compile(r"(?:^|[,(])含有?[^,。;()]*$")
_ENUMERATOR = re.compile(
    r"(?P<cn>[一二三四五六七八九十]{1,2})是|第(?P<nth>[一二三四五六七八九十]{1,2})[,、类]|(?<![0-9.])(?P<digit>[0-9]{1,2})[.、)](?![0-9])|\((?P<inner>[一二三四五六七八九十]{1,2}|[0-9]{1,2})\)"
)
_TOTAL_BEHIND = re.compile(
    r"^(?:以上|上述|[两三四五六七八九十](?:年(?:来|间)?|[项类级者]|个方面)|以?上?各[项类级])*"
    r"(?:一共|总共|合计|合共|总计|共计|共有?|总数)(?:承办|办理|收到|提出|交办|为|达)?$"
    r"|^(?:全[年省市区县乡镇])?(?:合计|总计|共计)(?:承办|办理|办结|办复|答复|立案|收到|提出|交办)$"
    r"|^(?:以上|上述|两[项者类])?(?:人大代表|人大)?建议(?:、|和|与|及)?(?:政协委员|政协)?提案(?:一共|总共|合计|总计|共计|共有?|总数)(?:为|达)?$"
)
_GOES_ON = re.compile("^(?:以上|上述|[两三四五六七八九十][项类级者])")
"A total that opens a new sentence and still speaks of the parts in the one before."
_MAY_GO_ON = re.compile("^(?:建议、?提案)?(?:合计|总计|共计)")
_IN_ALL_YEARS = re.compile(
    "^([两三四五六七八九十])年(?:来|间)?(?:累计|共计?|合计|总计)(?:共?(?:承办|办理|收到|提出|交办|立案))?(?:建议|提案)*$"
)
_ON_TOP = re.compile("加上|连同|加之")
_ALL_NAMED = re.compile("(?:合计|合共|总计|共计)(?:主办件|承办件|办理件|建议提案|议提案)")
"A total that names what its nameless parts are: 共计13件主办件."
_ITEM_WORDS = ("建", "提", "议", "主", "会", "协", "重")


def find(splits: Splits) -> None:
    """Find the splits that the words announce, inner ones first, so that each part goes to its nearest total."""
    _kept(splits)
    _brackets(splits)
    _of_one(splits)
    _among(splits)
    _split_twice(splits)
    _lists(splits)
    _totals_behind(splits)
    _rests(splits)


_REMOVED = re.compile(
    "并案|合并|重复|不属于|转(?:交|办|由|有关|至|送|作|为)|改由|退回|撤回|撤销|撤案|不予(?:立案|受理)|作废"
)
_KEPT = re.compile("实际?(?:承办|办理|交办|受理)|由[^,。;]{0,8}(?:政府|系统)[^,。;]{0,8}(?:承办|办理)$")


def _kept(splits: Splits) -> None:
    """Find totals split into what was taken out and what is kept: 收到134件,其中2件并案,3件转法院,实际承办129件."""
    for place, kept in enumerate(splits.counts):
        if not _KEPT.search(kept.before) or kept.is_outside:
            continue
        removed: list[Quantity] = []
        for one in reversed(splits.counts[max(0, place - 6) : place]):
            taken_out = _REMOVED.search(one.before) or _REMOVED.search(one.after)
            if one.sentence != kept.sentence or one.unit != kept.unit or not taken_out or _KEPT.search(one.before):
                break
            removed.insert(0, one)
        group = [*removed, kept]
        runs = splits.totals.heads(splits.order[id(group[0])], group) if removed else []
        if runs and all(exclusive(one, other) for one, other in combinations(group, 2)):
            splits.judge(group, runs, "kept")


def _brackets(splits: Splits) -> None:
    """Find the parts in brackets behind their total: 1009件(人大建议406件,政协委员提案603件)."""
    inside: dict[int, list[Quantity]] = {}
    for one in splits.counts:
        if one.bracket >= 0:
            inside.setdefault(one.bracket, []).append(one)
    for opening in sorted(inside, key=lambda opening: (len(inside[opening]) == 1, -opening)):
        members = inside[opening]
        place = bisect_left(splits.all, opening, key=lambda one: one.start)
        before = [one for one in splits.all[max(0, place - 1) : place] if opening - one.end <= 24]
        if not before or re.search("[。占总]", splits.reading.text[before[0].end : opening]):
            continue
        head = before[0]
        if head.unit == "%":
            continue
        if head.unit not in COUNTED or not head.counts_now:
            continue
        lead = splits.reading.text[opening + 1 : members[0].start]
        if any(_AMONG.search(one.gap) for one in members[1:]) or _opens_outside(lead):
            continue
        contained = "含" in lead
        first: list[Quantity] = []
        for group in splits.groups([one for one in members if one.unit == head.unit], [head]):
            # (建议45件,主办40件、会办5件;提案98件…): kinds inside a bracket may be split again.
            inner = [
                one for one in reversed(first) if one.start < group[0].start and splits.totals.may_head((one,), group)
            ]
            runs: list[tuple[Quantity, ...]] = [(one,) for one in [*inner[:1], head]]
            splits.judge(group, runs, "bracket" if not contained else "containing")
            first = first or group


def _of_one(splits: Splits) -> None:
    """Find the parts of one kind or duty whose total was told before: 建议中主办8件、会办10件;提案中主办12件."""
    for place, first in enumerate(splits.counts):
        said = last_sentence(first.gap).rsplit(";", 1)[-1]
        named = words.says(said)
        if first.parent is not None or first.is_outside or first.bracket >= 0 or not {"kind", "duty"} <= named.keys():
            continue
        for whose, parts in (("kind", "duty"), ("duty", "kind")):
            group = [first]
            for one in splits.following(place):
                goes_on = one.sentence == first.sentence and ";" not in one.gap and not one.is_outside
                if not goes_on or parts not in one.says or whose in one.says or one.unit != first.unit:
                    break
                group.append(one)
            head = _told_before(splits, place, whose, named[whose], first.unit) if len(group) > 1 else None
            apart = all(exclusive(one, other) for one, other in combinations(group, 2))
            if head is None or not apart or len(named[whose]) != 1:
                continue
            if _opens_with(said, whose) or fits(group, (head,)):
                splits.judge(group, [(head,)], "among")
            break


def _opens_with(said: str, family: str) -> bool:
    """Whether a label opens with what all parts are of, before what tells them apart: 建议中主办, 建议主办."""
    shortest = next(
        (said[:end] for end in range(1, len(said) + 1) if {"kind", "duty"} & words.says(said[:end]).keys()), ""
    )
    return family in words.says(shortest)


def _told_before(splits: Splits, place: int, family: str, value: frozenset[str], unit: str) -> Quantity | None:
    """The nearest count before a place whose items are of this value, and of nothing narrower; None where there is none."""
    wider = {family, "act", "level", "proposer"}
    for one in reversed(splits.counts[max(0, place - 20) : place]):
        if one.unit == unit and one.says.get(family) == value and one.says.keys() <= wider:
            return one
    return None


def _among(splits: Splits) -> None:
    """Find the parts behind 其中, 包括 or 分别是, from the last to the first, so that inner splits come before outer ones."""
    for place in range(len(splits.counts) - 1, -1, -1):
        first = splits.counts[place]
        said = last_sentence(first.gap)
        contained = _CONTAINING.search(said) and not _AMONG.search(said)
        among = _AMONG.search(said) or _is_of_them(splits, first) or _IN_THEM.search(said)
        if not (among or contained) or first.parent is not None or first.is_outside:
            continue
        _tail(splits, place, "containing" if contained and not among else "among")


def _split_twice(splits: Splits) -> None:
    """Give the second of two different splits of one total to another total: 建议14件,其中主办13件,协办1件;提案13件,其中主办12件,协办2件."""
    firsts: dict[tuple, Split] = {}
    for split in sorted(splits.found, key=lambda one: one.parts[0].start):
        varied = varied_in(split.parts)
        if split.how != "among" or len(split.totals) > 1 or not split.fits or len(varied) != 1:
            continue
        first = firsts.setdefault((id(split.totals[0]), varied[0]), split)
        if first is split or first.values == split.values:
            continue
        runs = splits.totals.heads(splits.order[id(split.parts[0])], split.parts)
        splits.found.remove(split)
        splits.judge(split.parts, [run for run in runs if run != split.totals], "among")


def _is_of_them(splits: Splits, one: Quantity) -> bool:
    """Whether a count announces parts of itself, as 其中 does: 5641件提案中,…"""
    found = _OF_THEM.match(one.gap)
    return bool(found) and splits.reading.text[one.start - len(one.gap) - 1] in "件条项份次"


def _tail(splits: Splits, place: int, how: str) -> None:
    first = splits.counts[place]
    heads = splits.totals.heads(place, [first])
    tail = [first]
    for one in splits.following(place):
        if one.sentence != first.sentence or one.is_outside:
            break
        if _AMONG.search(last_sentence(one.gap)):
            break
        if not any(words.is_under(one.says, head.says) for run in heads for head in run) and heads:
            break
        if heads and ";" in one.gap and not words.is_under(one.says, heads[0][-1].says):
            # 委员提案133件,其中联名11件;党派团体提案7件: behind the semicolon the outer parts go on.
            break
        tail.append(one)
    for group in splits.groups(tail, [head for run in heads for head in run]):
        if group[0] is not first and {"class", "admission"} & group[0].says.keys():
            # Classes, and what was not filed, have totals of their own, for others to find.
            continue
        own = [run for run in heads if splits.totals.may_head(run, group)]
        before = splits.counts[splits.order[id(group[0])] - 1]
        duties = len(group) > 1 and all("duty" in one.says for one in group) and "duty" not in before.says
        if duties and group[0] is not first and any(before is one for one in tail) and "kind" in before.says:
            # 32件,其中建议15件,主办12件,协办3件: of the kind told right before.
            own.insert(0, (before,))
        splits.judge(group, own, how)


def _lists(splits: Splits) -> None:
    """Find totals with enumerated points behind them that each begin with a count: 一是…12件,二是…9件."""
    text = splits.reading.text
    firsts: list[list[Quantity]] = []
    misnumbered: set[int] = set()
    for one in splits.counts:
        if one.parent is not None or one.bracket >= 0:
            continue
        marks = list(_ENUMERATOR.finditer(one.gap))
        if not marks or len(one.gap) - marks[-1].end() > 30:
            continue
        number = _number_of(marks[-1])
        last = firsts[-1] if firsts else []
        goes_on = bool(last) and _goes_on(splits, last[-1], one)
        if number == 1 and goes_on:
            # 一是…9件,一是…5件,二是…: a slip in the numbers, and one list all the same.
            misnumbered.add(id(last))
        if goes_on and id(last) in misnumbered:
            last.append(one)
        elif number == 1:
            firsts.append([one])
        elif last and number == len(last) + 1 and one.unit == last[0].unit:
            last.append(one)
    for items in firsts:
        place = splits.order[id(items[0])]
        if len(items) < 2 or not place:
            continue
        head = splits.counts[place - 1]
        if head.parent is not None or items[0].start - head.end > 60 or head.unit != items[0].unit:
            continue
        if not splits.totals.may_head((head,), items):
            continue
        announced = KINDS_ANNOUNCED.search(text, head.end, items[0].start)
        if announced or all(len(one.gap) < 80 or one is items[0] for one in items):
            splits.judge(items, [(head,)], "list")


def _goes_on(splits: Splits, last: Quantity, one: Quantity) -> bool:
    """Whether a count stands right behind another in its sentence."""
    return (
        splits.order[id(one)] == splits.order[id(last)] + 1 and one.sentence == last.sentence and one.unit == last.unit
    )


def _totals_behind(splits: Splits) -> None:
    """Find bare totals that stand behind their parts: 建议6件、提案6件,共12件."""
    for place, total in enumerate(splits.counts):
        years = _IN_ALL_YEARS.search(total.before)
        named = total.after[:1] in _ITEM_WORDS and not _ALL_NAMED.fullmatch(total.before + total.after)
        if total.bracket >= 0 or named or not (years or _TOTAL_BEHIND.search(total.before)):
            continue
        group: list[Quantity] = []
        said = last_sentence(total.gap)
        opens = place > 0 and splits.counts[place - 1].sentence == total.sentence - 1
        goes_on = opens and (_GOES_ON.search(said) or _MAY_GO_ON.search(said))
        sentence = total.sentence - 1 if goes_on else total.sentence
        for one in reversed(splits.counts[max(0, place - 12) : place]):
            if one.sentence != sentence or one.is_outside:
                break
            if one.unit == total.unit and one.parent is None and one.bracket < 0:
                group.insert(0, one)
        run = (total,)
        if added := next((one for one in group if _ON_TOP.search(last_sentence(one.gap))), None):
            # 14件,1件…,其余13件转为建议,加上会议期间收到的67件,共80件: what it came on top of stands right before it.
            group = [
                one
                for one in (splits.counts[splits.order[id(added)] - 1], *group[group.index(added) :])
                if one.unit == total.unit
            ]
        if len(group) == 1 and times_of(group[0]) != [1]:
            splits.keep(group, run, fits(group, run), "behind")
        elif len(group) > 1 and all(exclusive(one, other) for one, other in combinations(group, 2)):
            # 已办结建议6件、提案5件,共承办20件: what has come further is no part of all, unless it makes it up.
            further = any((part.says.keys() - total.says.keys()) & {"progress", "admission"} for part in group)
            further = further or years is not None and len(group) != _number(years[1])
            unsure = goes_on and not _GOES_ON.search(said)
            if not (further or unsure) or fits(group, run):
                splits.judge(group, [run], "behind")


_FARED = {"progress", "class", "satisfaction"}
"Families of words by which parts are told and totals are not."


def _rests(splits: Splits) -> None:
    """Find totals split into parts named and what is left over: 37件,住建局12件,交通局9件,其余16件."""
    for place, rest in enumerate(splits.counts):
        if rest.parent is not None or rest.bracket >= 0 or not REST.search(rest.label):
            continue
        told = [
            one
            for one in splits.counts[max(0, place - 8) : place]
            if one.sentence == rest.sentence and one.unit == rest.unit and one.bracket < 0
        ]
        for first in range(len(told) - 1, -1, -1):
            group = [*told[first:], rest]
            runs = splits.totals.heads(splits.order[id(told[first])], group)
            if any(fits(group, run) for run in runs):
                splits.judge(group, runs, "rest")
                break
        else:
            if told and (named := splits.totals.named(told[0], [*told, rest])):
                splits.judge([*told, rest], [(named[0],)], "rest")
                continue
            if len(told) == 1 and _FARED & (told[0].says | words.says(told[0].after)).keys() and told[0].parent is None:
                # 1262件已办复,其余5件正在办理: the total was told before.
                runs = splits.totals.heads(splits.order[id(told[0])], [*told, rest])
                splits.judge([*told, rest], [run for run in runs if not any(one.parent for one in run)], "rest")
                continue
            head, parts = told[:1], told[1:]
            plain = parts and all(one.parent is None and one.value < head[0].value for one in [*parts, rest])
            beside = {one.value - rest.value for one in splits.counts[max(0, place - 20) : place]}
            plain = plain and not beside & {one.value for one in told}
            if plain and all(exclusive(one, other) for one, other in combinations(parts, 2)):
                splits.judge([*parts, rest], [(head[0],)], "rest")


def _opens_outside(lead: str) -> bool:
    """Whether a bracket opens with what is not in the number: 不含, 另有."""
    return bool(re.search("不含|不包括|另有|另外|其余", lead))


def _number_of(mark: re.Match) -> int:
    return _number(next(found for found in mark.groups() if found))


def _number(text: str) -> int:
    return int(decimal_number(text) or 0)
