"""Parts told together (并列数据): whether they exclude one another, leave nothing out, and add up to a total."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations, product

from publishing.evidence import words
from publishing.evidence.quantities import Quantity
from publishing.evidence.wholeness import (
    REST,
    bodies_complete,
    body_of,
    family_complete,
    levels_complete,
    months_apart,
    months_complete,
    parties_apart,
    years_complete,
)
from tracking.wording.numerals import decimal_number

_REMAINDER = re.compile("其他|其它|其余|余下|剩余|综合方面|综合类")
_TOPIC = re.compile(r"(?:方面|类|领域|系统|战线|口|工作|行业)(?:的|有|意见建议|建议|提案|议案|件)*$")
_OVERLAPPING = re.compile("涉及|关于|有关(?!人民团体|团体|党派|部门|单位|界别)|事关|围绕")
_IN_PART = re.compile("[逾超]期|超时|超过.{0,4}(?:期限|时限)|临近|到期|延期|(?:期限|时限)内|提前|按[期时]|重新")
"Words that tell answered or open items by their limit only: beside such a part others may be under way."
_EACH = re.compile(r"各(?:有|占|为|提出|承办|办理)?$")
_EACH_OF = re.compile(
    "([0-9]{1,2}|[二两三四五六七八九十]{1,3})(?:个|大)?(?:大)?(?:类|方面|领域|单位|部门|委室|专委会|界别|片区)各"
)
KINDS_ANNOUNCED = re.compile(
    r"(?:分为|分成|分|涉及|涵盖)(?P<n>[0-9一二三四五六七八九十两]{1,3})(?:个)?(?:大)?(?:类|方面|领域|部分)"
)


def total_of(run: Iterable[Quantity]) -> Decimal:
    """The value of a total, or of several told side by side."""
    return sum((one.value if one.high is None else one.high for one in run), Decimal(0))


def fits(group: Sequence[Quantity], run: Sequence[Quantity]) -> bool:
    """Whether the parts add up to the total in one of their readings (近、余 as ranges, 各 as so many times)."""
    low = sum((one.low if one.low is not None else one.value for one in run), Decimal(0))
    high: Decimal | None = Decimal(0)
    for one in run:
        high = None if high is None or (one.high is None and one.low is not None) else high + (one.high or one.value)
    readings = list(product(*(readings_of(part) for part in group)))[:200]
    for reading in readings:
        least = sum((pair[0] for pair in reading), Decimal(0))
        most = sum((pair[1] for pair in reading), Decimal(0))
        if most >= low and (high is None or least <= high):
            return True
    return False


def readings_of(part: Quantity) -> list[tuple[Decimal, Decimal]]:
    """Least and most of a part in each of its readings."""
    low = part.low if part.low is not None else part.value
    high = part.high if part.high is not None else (part.value if part.low is None else part.value * 10)
    return [(low * n, high * n) for n in times_of(part)]


def times_of(part: Quantity) -> list[int]:
    """How often a part counts: 甲、乙、丙类各12件 three times; once where no 各 stands before it."""
    if not part.is_exact or not _EACH.search(part.before):
        return [1]
    listed = part.before
    times = {len(re.split("[、]", listed)), len(re.split("[、和及与]", listed))}
    if announced := _EACH_OF.search(listed):
        times.add(int(decimal_number(announced[1]) or 1))
    return sorted(times)


def values_of(group: Sequence[Quantity], run: Sequence[Quantity]) -> list[Decimal]:
    """What each part counts for in the reading that makes up the total, or in the largest."""
    readings = list(product(*([part.value * n for n in times_of(part)] for part in group)))[:200]
    whole = sum((one.value for one in run), Decimal(0))
    return list(next((reading for reading in readings if sum(reading) == whole), readings[-1]))


def exclusive(one: Quantity, other: Quantity) -> bool:
    """Whether no item can be counted in both."""
    if one.says.get("axis") != other.says.get("axis"):
        return False
    if one.says.get("key") == other.says.get("key") == {"key"}:
        # 重点建议1件,重点提案1件 are told apart for themselves; led by 县委 and 县政府, they make up the 重点 ones.
        bodies = body_of(one), body_of(other)
        return all(bodies) and bodies[0] != bodies[1]
    if words.disjoint(one.says, other.says):
        return True
    if "key" in one.says or "key" in other.says:
        return False
    if any(a.label in {"承办", "承办件"} and "duty" in b.says for a, b in ((one, other), (other, one))):
        # 主办10件、承办4件、会办20件: beside other duties 承办 is one of them.
        return True
    shared = [family for family in one.says.keys() & other.says.keys() if family not in {"act", "level"}]
    if any(one.says[family] != other.says[family] for family in shared):
        return False
    if families(one) - {"kind"} != families(other) - {"kind"}:
        # 委员提案3836件,……提案463件: the second is what is left of the first's kind.
        pairs = ((one, other), (other, one))
        return any(a.says.get("proposer") == {"member"} and b.says.keys() <= {"kind", "act"} for a, b in pairs)
    return bool(one.label) and bool(other.label) and one.label != other.label


def told_apart(group: Sequence[Quantity]) -> bool:
    """Whether the words make sure that no item is counted in two of the parts."""
    topics = all(_TOPIC.search(part.before) or _REMAINDER.search(part.before) for part in group)
    return (
        topics
        or parties_apart(group)
        or months_apart(group)
        or all(words.disjoint(one.says, other.says) for one, other in combinations(group, 2))
    )


def is_topical(group: Sequence[Quantity]) -> bool:
    """Whether the parts are told by what they are about: 经济类、农业方面, with 综合 or 其他 among them."""
    return all(_TOPIC.search(part.before) or _REMAINDER.search(part.before) or part.label == "综合" for part in group)


def is_remainder(part: Quantity) -> bool:
    """Whether a part is what the topics before it leave: 其他3件."""
    return bool(_REMAINDER.search(part.before))


def families(one: Quantity) -> frozenset[str]:
    """The families of words (kind, duty, class …) that tell a part from its siblings."""
    return frozenset(one.says.keys() - {"act", "level"})


def varied_in(group: Sequence[Quantity]) -> list[str]:
    """The families of words by which the parts differ."""
    families = set().union(*(part.says for part in group)) - {"act", "key", "level"}
    return [name for name in families if len({part.says.get(name) for part in group}) > 1]


def united(group: Sequence[Quantity]) -> dict[str, frozenset[str]]:
    """The values of the one family that all parts name and differ by; empty where there is none."""
    varied = varied_in(group)
    if len(varied) != 1 or any(varied[0] not in part.says for part in group):
        return {}
    return {varied[0]: frozenset().union(*(part.says[varied[0]] for part in group))}


def shares_complete(group: Sequence[Quantity], run: Sequence[Quantity]) -> bool:
    """Whether the shares printed with the parts add up to 100, or to the total's own share."""
    shares = [part.share for part in group]
    if any(share is None or not share.is_exact for share in shares):
        return False
    added = sum((share.value for share in shares if share is not None), Decimal(0))
    wholes = [Decimal(100)] + [head.share.value for head in run if head.share is not None]
    slack = sum((Decimal(1).scaleb(-share.places) / 2 for share in shares if share is not None), Decimal("0.05"))
    return any(abs(added - whole) <= slack for whole in wholes)


def shares_allow(group: Sequence[Quantity], run: Sequence[Quantity], runs: Sequence[tuple[Quantity, ...]]) -> bool:
    """Whether the shares printed with the parts leave it open that they split this total and no other."""
    shares = [part.share for part in group if part.share is not None and part.share.is_exact]
    if len(shares) < len(group) or shares_of_its_share(shares, run):
        return True
    added = sum((share.value for share in shares), Decimal(0))
    agreed = shares_agreed(group, run)
    return not 95 < added < 105 or agreed * 2 >= len(group) and agreed == max(shares_agreed(group, one) for one in runs)


def shares_agreed(group: Sequence[Quantity], run: Sequence[Quantity]) -> int:
    """How many of the parts' shares are, to their last digit, shares of this total."""
    total = total_of(run)
    pairs = [(part.value * 100 / total, part.share) for part in group if part.share is not None and total]
    return sum(abs(exact - share.value) <= Decimal(1).scaleb(-share.places) for exact, share in pairs)


def shares_of_its_share(shares: Sequence[Quantity], run: Sequence[Quantity]) -> bool:
    """Whether the shares add up to the total's own share, so that they are shares of an outer base."""
    added = sum((share.value for share in shares), Decimal(0))
    return any(head.share is not None and abs(added - head.share.value) < 1 for head in run)


def natural(group: Sequence[Quantity], runs: Sequence[tuple[Quantity, ...]]) -> tuple[Quantity, ...]:
    """The total that a reader takes first where none fits: the nearest, or kinds side by side that end with it."""
    nearest = runs[0]
    beside = [run for run in runs if len(run) > 1 and run[-1] is nearest[-1] and run[-1].parent is None]
    if all(part.share is not None for part in group):
        return max(runs, key=lambda run: (shares_agreed(group, run), run is nearest))
    kinds = [run for run in beside if not any(name in part.says for part in group for name in varied_in(run))]
    return max(kinds, key=len, default=nearest)


def is_certain(
    group: Sequence[Quantity],
    runs: Sequence[tuple[Quantity, ...]],
    nearest: tuple[Quantity, ...],
    how: str,
    *,
    stands_behind: bool,
) -> bool:
    """Whether the words make sure that these parts, and no others, make up the total."""
    added = sum((readings_of(part)[-1][0] for part in group), Decimal(0))
    whole = total_of(nearest)
    nearly = how == "among" and 0 < abs(whole - added) <= max(Decimal(1), whole / 200)
    nearly = nearly and (len(group) >= 5 or whole >= 500)
    bounded = all(head.high is not None or head.is_exact for run in runs for head in run)
    # 立案361件。政府领导领衔督办12件、政协领导领衔督办10件: what some were chosen for is no whole of all.
    chosen = any("key" in part.says for part in group) and not any("key" in head.says for head in nearest)
    if how in {"among", "bracket"} and bounded and any(part.value > max(map(total_of, runs)) for part in group):
        return True
    if how != "containing" and (
        bodies_complete(group) and not chosen or any(REST.search(part.label) for part in group)
    ):
        return True
    # 涉及工业的74件,农业的99件,…及其他方面的22件: a verb before the first alone opens a list, and does not say what else an item is about.
    overlapping = [part for part in group if _OVERLAPPING.search(part.before)]
    if overlapping and overlapping != [group[0]] or any(words.is_unit(part.label) for part in group):
        return shares_complete(group, nearest) or nearly
    if how != "chain" and added > max(total_of(run) for run in runs) and told_apart(group):
        return True
    if how == "chain" and added > whole and stands_behind:
        return True
    if how == "containing":
        return False
    if shares_complete(group, nearest) or how in {"list", "behind", "kept"}:
        return True
    if how == "bracket" and not any("…" in part.gap for part in group):
        return True
    if family_complete(group) and not any(_IN_PART.search(part.before) for part in group):
        return True
    if any(_REMAINDER.search(part.before) for part in group):
        return True
    if how == "among" and (levels_complete(group, nearest) or months_complete(group)):
        return True
    if years_complete(group, nearest):
        return True
    if united(group) and any(united(group) == dict(head.says) for head in nearest):
        return True
    announced = KINDS_ANNOUNCED.search(group[0].gap)
    if announced and len(group) >= int(decimal_number(announced["n"]) or 1):
        # 可分12类,其中城建类最多,有90件: of twelve announced, some are told.
        return True
    return nearly or (
        how == "among" and len(group) >= 4 and 0 < abs(whole - added) <= max(Decimal(1), whole * 15 / 1000)
    )
