"""Lists (列): counts side by side that may be the parts of a whole, and the reasons why they leave nothing out (穷尽), each with its sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from publishing.evidence import enumerations, vocabulary, weights
from publishing.evidence.numbers import Number
from publishing.evidence.scopes import Node, Siblings
from tracking.wording import to_chinese
from tracking.wording.numerals import decimal_number

_WORDS = vocabulary.words("closing")
_DIVIDES = re.compile("(?:按照?|从)[^,。;:0-9]{2,10}(?:划?分类?|看|统计)[,:]|(?:梳理|分类|归类|归纳|汇总)[,:]")
"按提案者划分, 从反馈情况看, 经梳理."
_COUNTED = re.compile("以上|([二两三四五六七八九十])(?:年|项|类|者|级|家|个单位)")
"三年共, 两项合计, 以上三家共计."
LONGEST = 400
_SUMMED = 12
"Parts of one list that are added up."
_APART = frozenset({"except", "base"})
"What stands outside a list: 除…外, and the base of a share."
_MAIN, _LESSER = frozenset({"lead"}), frozenset({"sole", "separate", "information"})
"Duties that may be told within others: 主办20件、会办10件,其中独办8件."
_COMMON = frozenset({"act", "kind", "level"})
"Families that counts of any list may name."
_BEFORE, _BEHIND = 2, 4
"How many parts may be left out at either end of a list."


@dataclass(frozen=True, slots=True)
class List:
    """Some counts of a group in a row, and why they leave nothing out, if they do."""

    group: Siblings
    first: int
    last: int
    reason: str

    @property
    def parts(self) -> list[Number]:
        """The counts."""
        return [node.number for node in self.group.members[self.first : self.last]]


def find(group: Siblings, held: Mapping[int, int]) -> Iterator[List]:
    """The lists of one group: between marks of each strength, without a whole in front of or behind them, and by the words of one family."""
    seen: set[tuple[int, int]] = set()
    for place, node in enumerate(group.members):
        if is_bare_sum(node.number) and (first := _all_before(group.members, place)) < place - 1:
            yield List(group, first, place, "sum")
        if node.number.amount != node.number.value:
            yield List(group, place, place + 1, reason([node.number], group))
        elif group.how == "bracket" and len(group.members) == 1 and is_as_its_neighbours([node.number], group):
            yield List(group, 0, 1, "neighbours")
    for first, last in [*_by_family(group.members), *_by_marks(group.members)]:
        if last - first > 1 and (first, last) not in seen and last - first <= LONGEST and held.get(first, 0) < last:
            seen.add((first, last))
            yield List(group, first, last, reason([node.number for node in group.members[first:last]], group))


def _all_before(members: Sequence[Node], place: int) -> int:
    """Where the counts begin that a sum behind them may be of: those of its paragraph, back to the sum before it."""
    first = place
    while first and place - first < _SUMMED and members[first].number.mark < 5:
        before = members[first - 1].number
        if is_bare_sum(before):
            break
        first -= 1
    return first


def _by_family(members: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Neighbours that name different values of one family: 主办9件,会办13件."""
    told = {family for node in members for family in node.number.tags}
    for family in filter(told.__contains__, FAMILIES):
        first, said = 0, set[str]()
        for place, node in enumerate(members):
            values = node.number.tags.get(family, frozenset())
            if (
                not values
                or values & said
                or node.number.role in {"besides", *_APART}
                or place
                and node.number.mark == 5
            ):
                yield first, place
                is_member = values and node.number.role not in _APART
                first, said = (place, set(values)) if is_member else (place + 1, set())
            else:
                said |= values
        yield first, len(members)


def _by_marks(members: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Neighbours that no stronger mark parts than those between them, whole and without their first or last."""
    for strength in (1, 2, 3, 4):
        first = 0
        for place in range(len(members) + 1):
            is_apart = place < len(members) and members[place].number.role in _APART
            if place < len(members) and members[place].number.mark <= strength and not is_apart:
                continue
            told = [node.number for node in members[first:place]]
            if strength < 4 or told and told[0].tags.keys() - _COMMON and _are_told_alike(told):
                yield first, place
                yield first + 1, place
                if place and "rest" not in members[place - 1].number.tags:
                    yield first, place - 1
            first = place + is_apart
            if is_apart and place + 1 < len(members):
                yield place, place + 2


def _are_told_alike(parts: Sequence[Number]) -> bool:
    """Whether counts are told by the same families of words."""
    return len({frozenset(one.tags.keys() - _COMMON) for one in parts}) == 1


def extents(group: Siblings, first: int, last: int, most: float) -> Iterator[tuple[int, int, float]]:
    """Other extents of a list with their prices, none dearer than `most`: ends left out, the nearest ones taken in."""
    members = group.members
    for start, end in _runs_around(members, first, last):
        yield start, end, weights.SKIPPED
    least = last if "rest" in members[last - 1].number.tags else last - _BEHIND
    starts = _moved(members, first, range(max(0, first - _BEFORE), min(first + _BEFORE, last - 2) + 1), most)
    ends = _moved(members, last, range(max(2, least), min(len(members), last + _BEHIND) + 1), most)
    for start, begun in starts:
        for end, price in ends:
            if begun + price <= most and end > start + 1 and (start, end) != (first, last):
                yield start, end, begun + price


def _runs_around(members: Sequence[Node], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The longer rows that a list stands in, between marks of each strength: 省级主办1件,会办3件;市级主办5件,会办2件."""
    for strength in (1, 2, 3):
        start, end = first, last
        while start > 0 and members[start].number.mark <= strength and first - start < LONGEST:
            start -= 1
        while end < len(members) and members[end].number.mark <= strength and end - last < LONGEST:
            end += 1
        for begin in (start, start + 1):
            if begin <= first and (begin, end) != (first, last):
                yield begin, end


def _moved(members: Sequence[Node], natural: int, places: range, most: float) -> list[tuple[int, float]]:
    """Where an end of a list may be moved to, in the order of the text, with the price of each: none dearer than `most`."""
    told = [(natural, 0.0)] if natural in places else []
    price = 0.0
    for place in range(natural, places.stop - 1):
        if (price := price + _left_out(members, place)) > most:
            break
        told.append((place + 1, price))
    price = 0.0
    for place in range(natural - 1, places.start - 1, -1):
        if (price := price + _left_out(members, place)) > most:
            break
        told.append((place, price))
    return sorted(told)


def _left_out(members: Sequence[Node], place: int) -> float:
    """The price of a count that is left out or taken in, less where its words are of another kind."""
    one, beside = members[place].number, members[place - 1 if place else min(1, len(members) - 1)].number
    families, others = (each.tags.keys() - _COMMON for each in (one, beside))
    is_other = one.role in {"besides", "with"} or families != others or one.tags.get("duty", _MAIN) <= _LESSER
    return weights.OPTIONAL if is_other else weights.CUT


# Why a list leaves nothing out ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Reason:
    """Values of one family that are all there are, and its sentence."""

    family: str
    needs: frozenset[str]
    may: frozenset[str]
    least: int
    is_beneath: bool
    "Whether the parts must stand right beneath their whole."
    is_near: bool
    "Whether other counts may be meant just as well, so that the whole must stand near."
    says: str


REASONS = {
    one["name"]: Reason(
        one["family"],
        frozenset(one["needs"].split()),
        frozenset(f"{one['needs']} {one.get('beside', '')}".split()),
        one.get("least", 1),
        one.get("beneath", False),
        one.get("near", False),
        one["says"],
    )
    for one in vocabulary.told("structure")["reasons"]
}
_NARROWING = frozenset("duty key".split())
FAMILIES = tuple(dict.fromkeys(one.family for one in REASONS.values()))
SAYS = {
    "bracket": _("括号内各项合起来应是括号前的数。"),
    "neighbours": _("并列的其他各项都这样分完，此处也应分完。"),
    "sum": _("合计应是前面各项之和。"),
    "respectively": _("“分别”列出的各项合起来应是全部。"),
    "named": _("总数所称的各类合起来应是全部。"),
    "announced": _("列出的类别与所称的个数相同，各项合起来应是全部。"),
    "shares": _("各项占比合起来是100%，各项件数合起来应是全部。"),
    "levels": _("各层级合起来应是全部。"),
    "years": _("各年合起来应是全部。"),
    "rest": _("“其余”与前面各项合起来应是全部。"),
    "others": _("末项是“其他”，各项合起来应是全部。"),
    "divided": _("按类别列出的各项合起来应是全部。"),
    "points": _("逐点列出的各项合起来应是全部。"),
    "parties": _("各党派团体的合起来应是全部。"),
    "bodies": _("政府系统与其他机关办理的合起来应是全部。"),
    "nearly": _("各项之和与总数只差一点，应是逐项列出的。"),
}
"The sentences of the reasons that stand in how a list is written."
_NEAR = frozenset({"others", "shares"}) | {name for name, one in REASONS.items() if one.is_near}


def reason(parts: Sequence[Number], group: Siblings) -> str:
    """The name of the reason why these parts leave nothing out; empty for a list that may."""
    if _is_announced(parts):
        return "announced"
    if _are_bodies(parts, group):
        return "bodies"
    if is_open(parts) or _are_narrower(parts, group):
        return ""
    if _are_what_their_whole_names(parts, group):
        return "named"
    shared = set(parts[0].tags).intersection(*(part.tags for part in parts[1:]))
    for name, one in REASONS.items():
        if one.family in shared and (group.owner or not one.is_beneath) and _holds(one, parts):
            return name
    return next((name for name, holds in _STRUCTURE if holds(parts, group)), "")


def _holds(one: Reason, parts: Sequence[Number]) -> bool:
    """Whether each part names another value of a family that all name, and all that are needed are among them."""
    said = [value for part in parts for value in part.tags[one.family]]
    if one.family == "progress" and any("no" in part.tags.get("timely", ()) for part in parts):
        # Answered and overdue leave others that are in time.
        return False
    is_whole = len(said) == len(set(said)) >= one.least and one.needs <= set(said) <= one.may
    if any(part.mark > 3 for part in parts[1:]) and not _are_told_alike(parts):
        return False
    return is_whole and not _name_two_things(parts, one.family)


def _name_two_things(parts: Sequence[Number], family: str) -> bool:
    """主办建议12件、会办提案8件: each part names two things at once, and other pairs are left out."""
    others = {"kind", "duty", "level"} - {family}
    return any(len({part.tags.get(other) for part in parts} - {None}) > 1 for other in others)


def _are_narrower(parts: Sequence[Number], group: Siblings) -> bool:
    """Whether all parts, or the first on behalf of all, name what their whole does not: 承办30件,其中主办建议8件、提案6件."""
    if group.owner is None:
        return False
    first, *others = (part.tags for part in parts)
    narrowing = first.keys() & _NARROWING - group.owner.number.full.keys()
    return any(all(tags.get(family, first[family]) == first[family] for tags in others) for family in narrowing)


def _are_what_their_whole_names(parts: Sequence[Number], group: Siblings) -> bool:
    """Whether parts are the very values that their whole names: 得到解决和列入计划的171件,其中已经解决的108件,列入计划的63件."""
    owner = group.owner.number.tags if group.owner else {}
    for family, values in owner.items():
        told = [one.tags.get(family, frozenset()) for one in parts]
        if family in FAMILIES and len(values) > 1 and all(told) and frozenset().union(*told) == values:
            return not _name_two_things(parts, family)
    return False


# The way in which a list is written ----------------------------------------------------------------
def _is_announced(parts: Sequence[Number]) -> bool:
    """Whether as many kinds are told as the words before them announce: 涉及三个方面:一是…15件;二是…"""
    before, colon, _behind = parts[0].gap.rpartition(":")
    return bool(colon) and enumerations.announced(before[-12:]) == len(parts)


def _is_of_years(parts: Sequence[Number], _group: Siblings) -> bool:
    """2021年80件、2022年224件、2023年77件: years that follow each other."""
    return len(parts) > 1 and all(one.year and other.year - one.year == 1 for one, other in pairwise(parts))


def _are_levels(parts: Sequence[Number], _group: Siblings) -> bool:
    said = [value for one in parts for value in one.tags.get("level", "?")]
    return 1 < len(said) == len(set(said)) and "?" not in said and "层级" in parts[0].gap


def _ends_with_rest(parts: Sequence[Number], _group: Siblings) -> bool:
    """37件,住建局12件,其余25件."""
    return len(parts) == 2 and parts[-1].role == "rest"


def _ends_with_others(parts: Sequence[Number], _group: Siblings) -> bool:
    return "rest" in parts[-1].tags and (len(parts) > 2 or any(one.role == "each" for one in parts))


def _shares_are_whole(parts: Sequence[Number], _group: object = None) -> bool:
    told = sum((one.share.value for one in parts if one.share is not None), Decimal(0))
    return all(one.share for one in parts) and Decimal("98.8") <= told <= Decimal("101.2")


def _is_bracket(parts: Sequence[Number], group: Siblings) -> bool:
    return group.how == "bracket" and 1 < len(parts) == len(group.members) and is_pure(parts)


def is_as_its_neighbours(parts: Sequence[Number], group: Siblings) -> bool:
    """建议8件(主办3件、会办5件);提案9件(会办9件): as what stands beside it is divided in whole, so is this."""
    if group.owner is None or group.outer is None or len(parts) < len(group.members):
        return False
    beside = [
        sum(node.number.amount for node in inner.members)
        for owner in group.outer.members
        for inner in owner.groups
        if inner.how == group.how and inner is not group and owner.number.sentence == group.owner.number.sentence
    ]
    return bool(beside) and {owner.number.value for owner in group.outer.members}.issuperset(beside)


def _are_points(parts: Sequence[Number], _group: Siblings) -> bool:
    """一是交通类12件;二是教育类8件."""
    return all(
        any(mark in one.gap for mark in (f"{to_chinese(n)}是", f"({to_chinese(n)})", f"第{to_chinese(n)},"))
        for n, one in enumerate(parts, 1)
    )


def _are_parties(parts: Sequence[Number], _group: Siblings) -> bool:
    return len(parts) > 3 and all(sum(party in one.label for party in _WORDS["parties"]) == 1 for one in parts)


def _are_bodies(parts: Sequence[Number], _group: Siblings) -> bool:
    """交县政府系统办理149件,法院、检察院办理4件."""
    ours = [any(word in one.label for word in _WORDS["government"]) for one in parts]
    if sum(ours) != 1 or any("key" in one.tags for one in parts):
        return False
    others = [any(word in one.label for word in _WORDS["others"]) for one in parts]
    return all(one != other for one, other in zip(ours, others, strict=True))


def _is_divided(parts: Sequence[Number], _group: Siblings) -> bool:
    """从内容看,经济类12件,社会类20件,文化类6件: topics, three at least; 按办理结果分,A类40件,B类27件."""
    alike = [family for family in ("topic", *FAMILIES) if all(family in one.tags for one in parts)]
    return bool(alike) and divides(parts) and (len(parts) > 2 or alike[0] != "topic")


def _is_respective(parts: Sequence[Number], _group: Siblings) -> bool:
    return "分别为" in parts[0].gap or "分别是" in parts[0].gap


_STRUCTURE = (
    ("shares", _shares_are_whole),
    ("levels", _are_levels),
    ("years", _is_of_years),
    ("rest", _ends_with_rest),
    ("others", _ends_with_others),
    ("bracket", _is_bracket),
    ("neighbours", is_as_its_neighbours),
    ("divided", _is_divided),
    ("points", _are_points),
    ("parties", _are_parties),
    ("respectively", _is_respective),
)


# Lists that leave something out --------------------------------------------------------------------
def is_bare_sum(one: Number) -> bool:
    """Whether a count is the sum of those before it, as far as its words go: 共计155件."""
    is_plain = "累计" not in one.label and not vocabulary.unread(_COUNTED.sub("", one.label))
    return one.role == "sum" and not one.tags.keys() - {"act", "kind"} and is_plain


def counts_them(one: Number, parts: Sequence[Number]) -> bool:
    """Whether a sum says how many it is of: 甲局47件、乙局39件,两家共计86件."""
    told = _COUNTED.search(one.label)
    return told is not None and decimal_number(told[1] or "零") == len(parts)


def is_open(parts: Sequence[Number]) -> bool:
    """Whether the words of a list say that it names some of many."""
    if len({one.tags["axis"] for one in parts if "axis" in one.tags}) > 1 or parts[-1].after.startswith("等"):
        return True
    names_some = any(word in parts[0].gap for word in _WORDS["open"])
    if names_some and "rest" not in parts[-1].tags and not _shares_are_whole(parts):
        return True
    return sum(is_of_a_unit(one.label) for one in parts) > 1


@lru_cache(maxsize=4096)
def is_of_a_unit(label: str) -> bool:
    """Whether a label, without the verb behind it, names a unit: 县甲局承办."""
    for verb in _WORDS["verbs"]:
        label = label.removesuffix(verb)
    return label.endswith(_WORDS["units"])


def divides(parts: Sequence[Number]) -> bool:
    """Whether the words before a list say that it divides all: 从内容看, 按类别分."""
    return any(word in parts[0].gap for word in _WORDS["divides"]) or bool(_DIVIDES.search(parts[0].gap))


def is_pure(parts: Sequence[Number]) -> bool:
    """Whether none of the parts may lie within another (含, 重点)."""
    return all(one.role != "with" and "key" not in one.tags for one in parts)


def is_loose(name: str) -> bool:
    """Whether a reason holds only where the whole stands near."""
    return name in _NEAR


def sentence(name: str) -> str:
    """The sentence that tells a reason."""
    return REASONS[name].says if name in REASONS else str(SAYS.get(name, ""))
