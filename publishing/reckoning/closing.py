"""Why a list leaves nothing out (穷尽): the reasons for which its parts must make up the whole, each with its sentence."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from publishing.reckoning import enumerations, vocabulary
from publishing.reckoning.numbers import Number
from publishing.reckoning.scopes import Siblings

_OPEN = ("涉及", "主要", "等", "前三", "前五", "部分", "尤其", "特别是")
"Words of lists that name some of many."
_UNITS = ("局", "委", "委办", "单位", "部门", "街道", "镇", "乡", "公司", "中心", "院", "厅", "集团", "系统")
"Names of units, which share items, so that their counts add up to no whole."
DIVIDES = (
    "分类:",
    "从内容",
    "按内容",
    "按类别",
    "按层级",
    "按承办",
    "从类别",
    "按提案",
    "按建议",
    "从办理结果",
    "按办理结果",
    "从答复",
    "按答复",
)
"Words that divide all of what was told."


def _values(parts: Sequence[Number], family: str) -> list[frozenset[str]]:
    return [one.tags.get(family, frozenset()) for one in parts]


def _all_of(family: str, *needed: str, beside: frozenset[str] = frozenset()) -> Callable[[Sequence[Number]], bool]:
    """Whether each part names a value of the family, once, and the needed ones are among them."""

    def holds(parts: Sequence[Number]) -> bool:
        values = _values(parts, family)
        said = [value for one in values for value in one]
        return all(values) and len(said) == len(set(said)) and set(needed) <= set(said) <= set(needed) | beside

    return holds


def _classes(parts: Sequence[Number]) -> bool:
    values = _values(parts, "class")
    said = [value for one in values for value in one]
    return all(values) and len(said) == len(set(said)) and {"A", "B"} <= set(said) and len(set(said)) > 2


def _opinions(parts: Sequence[Number]) -> bool:
    values = _values(parts, "satisfaction")
    said = [value for one in values for value in one]
    return all(values) and len(said) == len(set(said)) and "yes" in said and len(said) > 1


def _are_all_opinions(parts: Sequence[Number], group: Siblings) -> bool:
    """Whether 满意 and 基本满意 stand beneath their whole, or with 不满意 beside them."""
    said = {value for values in _values(parts, "satisfaction") for value in values}
    return bool(said & {"no", "none"}) or group.owner is not None and group.how != "beside"


def _ends_with_others(parts: Sequence[Number]) -> bool:
    many = len(parts) > 2 or any(one.role == "each" for one in parts)
    return many and "rest" in parts[-1].tags and not any("rest" in one.tags for one in parts[:-1])


def _shares_are_whole(parts: Sequence[Number]) -> bool:
    shares = [one.share for one in parts]
    if any(share is None for share in shares):
        return False
    told = sum((share.value for share in shares if share is not None), Decimal(0))
    return Decimal("98.8") <= told <= Decimal("101.2")


def _progress(parts: Sequence[Number]) -> bool:
    """Answered and under way are all; answered and overdue leave others that are in time."""
    return _all_of("progress", "done", "undone")(parts) and not any("no" in one.tags.get("timely", ()) for one in parts)


def _with_the_rest(parts: Sequence[Number]) -> bool:
    return len(parts) > 1 and parts[-1].role == "rest"


def _levels(parts: Sequence[Number]) -> bool:
    values = _values(parts, "level")
    said = [value for one in values for value in one]
    return all(values) and 1 < len(said) == len(set(said)) and "层级" in parts[0].gap


def _is_announced(parts: Sequence[Number]) -> bool:
    """Whether as many kinds are told as the words before them announce: 涉及三个方面:一是…15件;二是…"""
    before, colon, _behind = parts[0].gap.rpartition(":")
    told = enumerations.announced(before[-12:]) if colon else None
    return told is not None and told == len(parts) > 1 and all("topic" in one.tags or one.label for one in parts)


def _years(parts: Sequence[Number]) -> bool:
    """Years that follow each other, three at least, told by nothing but their number."""
    said = [one.frame.removesuffix("度") for one in parts]
    if (
        len(parts) < 3
        or not all(one.endswith("年") and one[:4].isdigit() for one in said)
        or any(vocabulary.unread(one.label) for one in parts[1:])
    ):
        return False
    years = [int(one[:4]) for one in said]
    return all(later - earlier == 1 for earlier, later in pairwise(years))


def _quarters(parts: Sequence[Number]) -> bool:
    return _all_of("quarter", "1", "2", "3", "4")(parts) or _all_of("half", "1", "2")(parts)


REASONS: tuple[tuple[str, Callable[[Sequence[Number]], bool], object], ...] = (
    (
        "duty",
        _all_of("duty", "lead", "joint", beside=frozenset({"sole", "separate", "for information"})),
        _("主办与会办合起来应是全部。"),
    ),
    ("kind", _all_of("kind", "suggestion", "proposal", beside=frozenset({"motion"})), _("建议与提案合起来应是全部。")),
    ("motions", _all_of("kind", "motion", "suggestion"), _("议案与建议合起来应是全部。")),
    ("class", _classes, _("各类办理结果合起来应是全部。")),
    ("progress", _progress, _("已办结的与正在办理的合起来应是全部。")),
    ("satisfaction", _opinions, _("各项评价合起来应是全部。")),
    (
        "proposer",
        _all_of("proposer", "group", "member", beside=frozenset({"cosigned"})),
        _("集体提案与委员提案合起来应是全部。"),
    ),
    ("proposers", _all_of("proposer", "group", "cosigned"), _("集体提案与委员联名提案合起来应是全部。")),
    (
        "admission",
        _all_of("admission", "filed", "unfiled", beside=frozenset({"merged", "opinion"})),
        _("立案的与不予立案的合起来应是全部。"),
    ),
    (
        "opinion",
        _all_of("admission", "filed", "opinion", beside=frozenset({"merged"})),
        _("立案的与转为意见的合起来应是全部。"),
    ),
    ("meeting", _all_of("meeting", "in", "out"), _("会议期间的与闭会期间的合起来应是全部。")),
    ("carried", _all_of("carried", "old", "new"), _("上年结转的与新交办的合起来应是全部。")),
    ("key", _all_of("key", "key", "plain"), _("重点件与一般件合起来应是全部。")),
    (
        "publicity",
        _all_of("publicity", "open", "no", beside=frozenset({"request"})),
        _("公开的与不公开的合起来应是全部。"),
    ),
    ("timely", _all_of("timely", "yes", "no"), _("按期的与逾期的合起来应是全部。")),
    ("quarters", _quarters, _("各时段合起来应是全部。")),
    ("shares", _shares_are_whole, _("各项占比合起来是100%，各项件数合起来应是全部。")),
    ("levels", _levels, _("各层级合起来应是全部。")),
    ("years", _years, _("各年合起来应是全部。")),
    ("rest", _with_the_rest, _("“其余”与前面各项合起来应是全部。")),
    ("others", _ends_with_others, _("末项是“其他”，各项合起来应是全部。")),
)
"Name, test and sentence of each reason; the first that holds is told."
STRUCTURE = {
    "bracket": _("括号内各项合起来应是括号前的数。"),
    "sum": _("合计应是前面各项之和。"),
    "respectively": _("“分别”列出的各项合起来应是全部。"),
    "divided": _("按类别列出的各项合起来应是全部。"),
    "named": _("总数所称的各类合起来应是全部。"),
    "announced": _("列出的类别与所称的个数相同，各项合起来应是全部。"),
}
"The reasons that stand in how a list is written."
LOOSE = frozenset(
    {"others", "shares", "progress", "meeting", "key", "timely", "publicity", "satisfaction", "admission"}
)
"Reasons for which a whole must stand near: other counts may be meant just as well."
OF_KINDS = frozenset({"kind", "motions"})
FAMILIES = (
    "duty",
    "kind",
    "class",
    "progress",
    "satisfaction",
    "proposer",
    "admission",
    "meeting",
    "carried",
    "key",
    "quarter",
    "half",
    "timely",
    "publicity",
)


def reason(parts: Sequence[Number], group: Siblings) -> str:
    """The name of the reason why these parts leave nothing out; empty for a list that may."""
    if _is_announced(parts):
        return "announced"
    if is_open(parts) or parts[0].role == "with" and "包括" not in parts[0].gap:
        return ""
    if _are_what_their_whole_names(parts, group):
        return "named"
    for name, holds, _sentence in REASONS:
        if holds(parts) and (name != "satisfaction" or _are_all_opinions(parts, group)):
            return name
    if (
        group.how == "bracket"
        and len(parts) > 1
        and len(parts) == len(group.members)
        and is_pure(parts)
        and _told_alike(parts)
    ):
        return "bracket"
    if ("分别为" in parts[0].gap or "分别是" in parts[0].gap) and all(one.mark <= 1 for one in parts[1:]):
        return "respectively"
    return ""


def _are_what_their_whole_names(parts: Sequence[Number], group: Siblings) -> bool:
    """Whether parts are the very values that their whole names: 得到解决和列入计划的171件,其中已经解决的108件,列入计划的63件."""
    owner = group.owner.number.tags if group.owner else {}
    for family, values in owner.items():
        told = [one.tags.get(family, frozenset()) for one in parts]
        if family in FAMILIES and len(values) > 1 and all(told) and frozenset().union(*told) == values:
            return sum(map(len, told)) == len(values)
    return False


def _told_alike(parts: Sequence[Number]) -> bool:
    families = [one.tags.keys() - {"act", "kind", "level"} for one in parts]
    return all(one == families[0] for one in families)


def divides(parts: Sequence[Number]) -> bool:
    """Whether the words before a list say that it divides all: 从内容看, 按类别分."""
    return any(word in parts[0].gap for word in DIVIDES)


def is_open(parts: Sequence[Number]) -> bool:
    """Whether the words of a list say that it names some of many."""
    said = [one.label for one in parts]
    if any("当面" in label for label in said) or len({one.tags.get("axis") for one in parts}) > 1:
        return True
    if any(word in label for label in said for word in ("涉及", "关于涉及")) and "rest" not in parts[-1].tags:
        return not _shares_are_whole(parts)
    if (
        any(word in parts[0].gap for word in _OPEN[1:])
        and "rest" not in parts[-1].tags
        and not _shares_are_whole(parts)
    ):
        return True
    return (
        parts[-1].after.startswith("等")
        or any(label.endswith("等") for label in said[:-1])
        or sum(_without_verb(label).endswith(_UNITS) for label in said) > 1
    )


def _without_verb(label: str) -> str:
    """A label without the verb behind a name: 县甲局承办 is a unit."""
    for verb in ("承办", "办理", "主办", "会办", "协办", "牵头", "负责", "答复"):
        label = label.removesuffix(verb)
    return label


def is_pure(parts: Sequence[Number]) -> bool:
    """Whether every part names something of its own, none of them within another (含, 重点)."""
    return all(
        one.label and one.role != "with" and (one.role != "of" or not place) and "key" not in one.tags
        for place, one in enumerate(parts)
    )


def sentence(name: str) -> str:
    """The sentence that tells a reason."""
    return str(next((said for one, _holds, said in REASONS if one == name), STRUCTURE.get(name, "")))
