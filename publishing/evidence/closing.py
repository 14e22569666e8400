"""Why a list leaves nothing out (穷尽): the reasons for which its parts must make up the whole, each with its sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from django.utils.translation import gettext_lazy as _

from publishing.evidence import enumerations, vocabulary
from publishing.evidence.numbers import Number
from publishing.evidence.scopes import Siblings
from publishing.evidence.vocabulary import disjoint
from tracking.wording import to_chinese
from tracking.wording.numerals import decimal_number

_WORDS = vocabulary.words("closing")
_YEARS = re.compile("第?([一二三四五六七八九十])年|前([一二三四五六七八九])年|(20[0-9]{2})年|([今去本]年)")
_DIVIDES = re.compile("(?:按照?|从)[^,。;:0-9]{2,10}(?:划?分类?|看|统计)[,:]|(?:梳理|分类|归类|归纳|汇总)[,:]")
"按提案者划分, 从反馈情况看, 经梳理."
_COUNTED = re.compile("以上|([二两三四五六七八九十])(?:年|项|类|者|级|家|个单位)")
"三年共, 两项合计, 以上三家共计."
_SPAN = re.compile("([二两三四五六七八九十])年(?:来|间|以来|中|内|里|共|合计|累计)")


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
    if is_open(parts) or parts[0].role == "with" and "包括" not in parts[0].gap:
        return ""
    if _are_narrower(parts, group):
        return ""
    if _are_what_their_whole_names(parts, group):
        return "named"
    is_beneath = group.owner is not None and group.how != "beside"
    shared = set(parts[0].tags).intersection(*(part.tags for part in parts[1:]))
    for name, one in REASONS.items():
        if one.family in shared and (is_beneath or not one.is_beneath) and _holds(one, parts):
            return name
    return next((name for name, holds in _STRUCTURE if holds(parts, group)), "")


def _holds(one: Reason, parts: Sequence[Number]) -> bool:
    """Whether each part names another value of a family that all name, and all that are needed are among them."""
    said = [value for part in parts for value in part.tags[one.family]]
    if one.family == "progress" and any("no" in part.tags.get("timely", ()) for part in parts):
        # Answered and overdue leave others that are in time.
        return False
    if _name_two_things(parts, one.family) or any(part.mark > 3 for part in parts[1:]) and not _told_alike(parts):
        return False
    return len(said) == len(set(said)) >= one.least and one.needs <= set(said) <= one.may


def _name_two_things(parts: Sequence[Number], family: str) -> bool:
    """主办建议12件、会办提案8件: each part names two things at once, and other pairs are left out."""
    others = {"kind", "duty", "level"} - {family}
    return any(len({part.tags.get(other) for part in parts} - {None}) > 1 for other in others)


def _are_narrower(parts: Sequence[Number], group: Siblings) -> bool:
    """Whether all parts, or the first on behalf of all, name what their whole does not: 承办30件,其中主办建议8件、提案6件."""
    if group.owner is None or len(parts) < 2:
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
            return sum(map(len, told)) == len(values) and not _name_two_things(parts, family)
    return False


# The way in which a list is written ----------------------------------------------------------------
def _is_announced(parts: Sequence[Number]) -> bool:
    """Whether as many kinds are told as the words before them announce: 涉及三个方面:一是…15件;二是…"""
    before, colon, _behind = parts[0].gap.rpartition(":")
    told = enumerations.announced(before[-12:]) if colon else None
    return told is not None and told == len(parts) > 1 and all("topic" in one.tags or one.label for one in parts)


def _is_of_years(parts: Sequence[Number], group: Siblings) -> bool:
    """Whether years follow each other, three at least, or are as many as the span that they are told of."""
    told = [*takewhile(bool, (_YEARS.search(one.label) for one in parts))]
    if not 1 < len(parts) == len(told) or any(vocabulary.unread(_YEARS.sub("", one.label)) for one in parts[1:]):
        return False
    years = [int(one[3]) if one and one[3] else 0 for one in told]
    if all(years):
        return len(years) > 2 and all(b - a == 1 for a, b in zip(years, years[1:], strict=False))
    many = sum(decimal_number(one[2]) or 0 if one and one[2] else 1 for one in told)
    owner = group.owner.number if group.owner else parts[0]
    span = _SPAN.search(owner.gap + parts[0].gap)
    return span is not None and decimal_number(span[1]) == many


def _are_levels(parts: Sequence[Number], _group: Siblings) -> bool:
    said = [value for one in parts for value in one.tags.get("level", "?")]
    return 1 < len(said) == len(set(said)) and "?" not in said and "层级" in parts[0].gap


def _ends_with_rest(parts: Sequence[Number], _group: Siblings) -> bool:
    """37件,住建局12件,其余25件; 收到134件,并案2件,实际承办132件."""
    taken = all(one.tags.get("admission", frozenset()) & {"merged", "unfiled", "opinion"} for one in parts[:-1])
    return len(parts) > 1 and parts[-1].role == "rest" and (len(parts) == 2 or taken)


def _ends_with_others(parts: Sequence[Number], _group: Siblings) -> bool:
    many = len(parts) > 2 or any(one.role == "each" for one in parts)
    return many and "rest" in parts[-1].tags and not any("rest" in one.tags for one in parts[:-1])


def _shares_are_whole(parts: Sequence[Number], _group: object = None) -> bool:
    told = sum((one.share.value for one in parts if one.share is not None), Decimal(0))
    return all(one.share for one in parts) and Decimal("98.8") <= told <= Decimal("101.2")


def _is_bracket(parts: Sequence[Number], group: Siblings) -> bool:
    return group.how == "bracket" and 1 < len(parts) == len(group.members) and is_pure(parts) and _told_alike(parts)


def is_as_its_neighbours(parts: Sequence[Number], group: Siblings) -> bool:
    """建议8件(主办3件、会办5件);提案9件(会办9件): as what stands beside it is divided in whole, so is this."""
    if group.owner is None or group.outer is None or len(parts) < len(group.members) or not is_pure(parts):
        return False
    families = {family for one in parts for family in one.tags} & set(FAMILIES)
    beside = [
        [node.number for node in inner.members]
        for owner in group.outer.members
        for inner in owner.groups
        if inner.how == group.how and inner is not group and owner.number.sentence == group.owner.number.sentence
    ]
    beside = [row for row in beside if families & {family for one in row for family in one.tags}]
    whole = [owner.number.value for owner in group.outer.members if owner is not group.owner]
    return (
        bool(families and beside)
        and "kind" not in families
        and all(sum(one.amount for one in row) in whole for row in beside)
    )


def _are_points(parts: Sequence[Number], _group: Siblings) -> bool:
    """一是交通类12件;二是教育类8件."""
    return len(parts) > 1 and all(
        any(mark in one.gap for mark in (f"{to_chinese(n)}是", f"({to_chinese(n)})", f"第{to_chinese(n)},"))
        for n, one in enumerate(parts, 1)
    )


def _are_parties(parts: Sequence[Number], _group: Siblings) -> bool:
    told = [[party for party in _WORDS["parties"] if party in one.label] for one in parts]
    return len(parts) > 3 and all(len(one) == 1 for one in told) and len({one[0] for one in told}) == len(parts)


def _are_bodies(parts: Sequence[Number], _group: Siblings) -> bool:
    """交县政府系统办理149件,法院、检察院办理4件."""
    ours = [any(word in one.label for word in _WORDS["government"]) for one in parts]
    if sum(ours) != 1 or len(parts) < 2 or any("key" in one.tags for one in parts):
        return False
    others = [any(word in one.label for word in _WORDS["others"]) for one in parts]
    return all(one != other for one, other in zip(ours, others, strict=True))


def _is_divided(parts: Sequence[Number], _group: Siblings) -> bool:
    """从内容看,经济类12件,社会类20件,文化类6件: topics, three at least; 按办理结果分,A类40件,B类27件."""
    if not divides(parts) or len(parts) < 2:
        return False
    alike = [family for family in ("topic", *FAMILIES) if all(family in one.tags for one in parts)]
    return bool(alike) and (len(parts) > 2 or alike[0] != "topic" and disjoint(parts[0].tags, parts[1].tags))


def _is_respective(parts: Sequence[Number], _group: Siblings) -> bool:
    return ("分别为" in parts[0].gap or "分别是" in parts[0].gap) and all(one.mark <= 1 for one in parts[1:])


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
    is_plain = not vocabulary.unread(_COUNTED.sub("", one.label))
    is_plain = is_plain and "累计" not in one.label and "总数" not in one.label
    return one.role == "sum" and not one.tags.keys() - {"act", "kind"} and is_plain


def counts_them(one: Number, parts: Sequence[Number]) -> bool:
    """Whether a sum says how many it is of: 甲局47件、乙局39件,两家共计86件."""
    told = _COUNTED.search(one.label)
    return told is not None and decimal_number(told[1] or "零") == len(parts)


def is_open(parts: Sequence[Number]) -> bool:
    """Whether the words of a list say that it names some of many."""
    said = [one.label for one in parts]
    if any("当面" in label for label in said) or len({one.tags["axis"] for one in parts if "axis" in one.tags}) > 1:
        return True
    names_some = any("涉及" in label for label in said) or any(word in parts[0].gap for word in _WORDS["open"])
    if names_some and "rest" not in parts[-1].tags and not _shares_are_whole(parts):
        return True
    ends = parts[-1].after.startswith("等") or any(label.endswith("等") for label in said[:-1])
    return ends or sum(is_of_a_unit(label) for label in said) > 1


@lru_cache(maxsize=4096)
def is_of_a_unit(label: str) -> bool:
    """Whether a label, without the verb behind it, names a unit: 县甲局承办."""
    for verb in _WORDS["verbs"]:
        label = label.removesuffix(verb)
    return label.endswith(_WORDS["units"])


def divides(parts: Sequence[Number]) -> bool:
    """Whether the words before a list say that it divides all: 从内容看, 按类别分."""
    return any(word in parts[0].gap for word in _WORDS["divides"]) or bool(_DIVIDES.search(parts[0].gap))


def _told_alike(parts: Sequence[Number]) -> bool:
    families = [one.tags.keys() - {"act", "kind", "level"} for one in parts]
    return all(one == families[0] for one in families)


def is_pure(parts: Sequence[Number]) -> bool:
    """Whether every part names something of its own, none of them within another (含, 重点)."""
    return all(
        (one.label or one.is_named_behind)
        and one.role != "with"
        and (one.role != "of" or not place)
        and "key" not in one.tags
        for place, one in enumerate(parts)
    )


def is_loose(name: str) -> bool:
    """Whether a reason holds only where the whole stands near."""
    return name in _NEAR


def sentence(name: str) -> str:
    """The sentence that tells a reason."""
    return REASONS[name].says if name in REASONS else str(SAYS.get(name, ""))
