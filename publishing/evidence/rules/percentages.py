"""占比: whether every printed share agrees with a base that the text states (R65)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.bases import bases_of
from publishing.evidence.found import Found
from publishing.evidence.groups import exclusive
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.rules import sums
from publishing.evidence.shares import agreement, as_percent, is_made_up_to_100
from publishing.evidence.splits import Split

RULE = "占比"


def judge(found: Found) -> Iterator[Finding]:
    """Judge each count that is printed with its share, and shares told without counts."""
    yield from _alone(found)
    yield from _of_said_base(found)
    in_times = {id(part) for split in found.splits if _is_in_times(split) for part in split.parts}
    for part in found.counts:
        share = part.share
        if share is None or not part.is_exact:
            continue
        if share.is_exact and share.value > 100:
            yield _said(found, part, share, Verdict.CLASH, _("占比不能超过100%%。"), "")
        elif id(part) in in_times:
            yield _said(found, part, share, Verdict.OK, _("占比与各项之和一致。"), f"{share.value:f}%")
        else:
            yield from _judge(found, part, share)


def _is_in_times(split: Split) -> bool:
    return not split.fits and sums.holds_in_times(split)


def _judge(found: Found, part: Quantity, share: Quantity) -> Iterator[Finding]:
    bases = list(bases_of(found, part, found.bases.get(id(share), "")))
    if not bases:
        yield from _beyond(found, part, share)
        return
    agreed = [(agreement(part.value, base, share), base, said) for base, said in bases]
    right = as_percent(part.value, bases[0][0], share.places)
    for verdict, base, said in agreed:
        if verdict == "OK" and (common := _common_base(found, part, base)):
            message = _(
                "%(part)s占%(base)s应为%(right)s，文中为%(share)s，只与%(other)s相符；同列各项都以%(base)s为分母，请核对。"
            )
            right = as_percent(part.value, common.value, share.places)
            yield _said(found, part, share, Verdict.CLASH, message, right, common.printed, said)
            return
        if verdict == "OK":
            yield _said(found, part, share, Verdict.OK, _("占%(base)s的比例一致。"), f"{share.value:f}%", said)
            return
    together = _together(found, part)
    if any(agreement(added, base, share) == "OK" for added in together for base, _said_of in bases):
        yield _said(found, part, share, Verdict.OK, _("与前面各项合并计算的比例一致。"), f"{share.value:f}%")
        return
    for verdict, base, said in agreed:
        if verdict == "TRUNC" or is_made_up_to_100(_beside(found, part), base):
            exact = as_percent(part.value, base, share.places)
            message = (
                _("%(part)s占%(base)s应为%(right)s，文中%(share)s是舍去尾数得到的，建议四舍五入。")
                if verdict == "TRUNC"
                else _("%(part)s占%(base)s应为%(right)s，文中%(share)s是为使各项凑成100%%调整的。")
            )
            yield _said(found, part, share, Verdict.TRUNC, message, exact, said)
            return
    message = _("%(part)s占%(base)s应为%(right)s，文中为%(share)s，请核对。")
    yield _said(found, part, share, Verdict.CLASH, message, right, bases[0][1])


_ALIKE = 4
"How many shares of one base in a row make another base among them a slip."


def _common_base(found: Found, part: Quantity, base: Decimal) -> Quantity | None:
    """The total that all other shares of a part's sentence are shares of, where this one is a share of another alone."""
    row = [
        one
        for one in found.told_in(part.sentence)
        if one.share is not None and one.unit == part.unit and not found.bases.get(id(one.share))
    ]
    others = [one for one in row if one is not part]
    if part not in row or len(others) < _ALIKE:
        return None
    for total in found.before(row[0].start, 12):
        if total.unit != part.unit or not total.is_exact or total.value == base:
            continue
        if all(_is_share(one, total) for one in others) and not _is_share(part, total):
            return total
    return None


def _is_share(part: Quantity, total: Quantity) -> bool:
    return part.share is not None and bool(agreement(part.value, total.value, part.share))


def _beyond(found: Found, part: Quantity, share: Quantity) -> Iterator[Finding]:
    """Judge a count that is more than the total which its share names: 建议78件,重点建议80件,占建议总数的10.3%."""
    if "总" not in found.bases.get(id(share), ""):
        return
    for total in found.before(part.start, 4):
        named = total.sentence == part.sentence and total.unit == part.unit and total.parent is None
        named = named and part.value > total.value
        if named and total.is_exact and "kind" in total.says and words.is_under(part.says, total.says):
            message = _("%(part)s多于%(base)s，请核对。")
            yield _said(found, part, share, Verdict.CLASH, message, f"{total.value:f}{total.unit}", total.printed)
            return


_OF_IT = re.compile(r"\)?的(?:比例为?|比重为?)?(?:约为?)?")


def _of_said_base(found: Found) -> Iterator[Finding]:
    """Judge a share whose base stands between it and its count: 19件,占全市交办总数302件的6.3%."""
    told = found.quantities
    for part, base, share, behind in zip(told, told[1:], told[2:], [*told[3:], None], strict=False):
        if behind is not None and behind.unit == "%" and behind.gap in {"、", "和", "及"}:
            continue
        alike = (
            part.unit == base.unit in COUNTED | {"人", "家"} and share.unit == "%" and part.sentence == share.sentence
        )
        if (
            not alike
            or "占" not in base.gap
            or not _OF_IT.fullmatch(share.gap)
            or not (part.is_exact and base.is_exact)
        ):
            continue
        verdict = agreement(part.value, base.value, share)
        right = as_percent(part.value, base.value, share.places)
        if verdict == "OK":
            yield _said(found, part, share, Verdict.OK, _("占%(base)s的比例一致。"), right, base.printed)
        elif verdict == "TRUNC":
            message = _("%(part)s占%(base)s应为%(right)s，文中%(share)s是舍去尾数得到的，建议四舍五入。")
            yield _said(found, part, share, Verdict.TRUNC, message, right, base.printed)
        else:
            message = _("%(part)s占%(base)s应为%(right)s，文中为%(share)s，请核对。")
            yield _said(found, part, share, Verdict.CLASH, message, right, base.printed)


def _together(found: Found, part: Quantity) -> list[Decimal]:
    """Judge one share of several counts before it, added up: 专委会提案1件,联络组提案8件,占总数的11.5%."""
    added, sums_ = part.value, []
    for one in found.before(part.start, 4):
        if (
            one.sentence != part.sentence
            or one.share is not None
            or one.unit != part.unit
            or one.parent is not part.parent
        ):
            break
        if ";" in found.reading.text[one.end : part.start] or not exclusive(one, part):
            break
        added += one.value
        sums_.append(added)
    return sums_


def _beside(found: Found, part: Quantity) -> list[Quantity]:
    split = found.split_of(part)
    return split.parts if split is not None else []


def _said(
    found: Found,
    part: Quantity,
    share: Quantity,
    verdict: Verdict,
    message: str,
    right: str,
    base: str = "",
    other: str = "",
) -> Finding:
    named = {"part": part.printed, "base": base, "right": right, "share": f"{share.value:f}%", "other": other}
    places = [(share.start, share.end)] + ([(part.start, part.end)] if abs(part.start - share.start) < 80 else [])
    return found.finding(verdict, RULE, places, message % named, expected=right, found=f"{share.value:f}%")


_TOPIC = re.compile("(?:方面|类|领域)[^,。;]{0,8}占[^,。;]{0,6}$")


def _alone(found: Found) -> Iterator[Finding]:
    """Judge shares by topic without counts, which should add up to 100: 经济建设方面的占34.72%,…"""
    owned = {id(one.share) for one in found.counts if one.share is not None}
    runs: dict[int, list[Quantity]] = {}
    for one in found.quantities:
        if id(one) in found.bases and id(one) not in owned and one.is_exact and _TOPIC.search(one.gap):
            runs.setdefault(one.sentence, []).append(one)
    for run in runs.values():
        added = sum((one.value for one in run), Decimal(0))
        slack = sum((Decimal(1).scaleb(-one.places) / 2 for one in run), Decimal(0))
        beyond = added - 100 > slack and len(run) > 1
        short = len(run) >= 4 and slack < 100 - added <= Decimal("0.5")
        if beyond or short:
            yield found.finding(
                Verdict.CLASH,
                RULE,
                [(one.start, one.end) for one in run],
                _("各项占比相加为%(sum)s，应为100%%，请核对。") % {"sum": f"{added:f}%"},
                expected="100%",
                found=f"{added:f}%",
            )
