"""合计: whether parts add up to the total that they are announced to make up."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from django.utils.translation import gettext as _

from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.shares import agreement
from publishing.evidence.splits import Split

RULE = "合计"


def judge(found: Found) -> Iterator[Finding]:
    """Judge each split that is announced as whole, and each column of a table told in words."""
    yield from across(found)
    for split in found.splits:
        if split.fits:
            yield _said(found, split, Verdict.OK, _("各项相加为%(sum)s，与合计一致。"))
        elif len(split.parts) == 1:
            if split.is_certain:
                yield _said(found, split, Verdict.CLASH, _("其中的%(sum)s与总数%(total)s不符，请核对。"))
        elif holds_in_times(split):
            message = _(
                "各项相加为%(sum)s，不等于%(total)s，但各项占比都以%(sum)s为分母：各项可能按件次统计，请确认口径。"
            )
            yield _said(found, split, Verdict.DEF, message, "items_or_times")
        elif split.is_certain:
            yield _said(found, split, Verdict.CLASH, _("各项相加为%(sum)s，与合计%(total)s不符，请核对。"))


def across(found: Found) -> Iterator[Finding]:
    """Judge a total split by kind and by duty whose parts are split again the other way: rows against columns."""
    by_total: dict[int, list[Split]] = {}
    for split in found.splits:
        if len(split.totals) == 1 and len(split.parts) > 1:
            by_total.setdefault(id(split.totals[0]), []).append(split)
    for splits in by_total.values():
        for rows, columns in permutations(splits, 2):
            inner = [next(iter(by_total.get(id(row), ())), None) for row in rows.parts]
            if all(inner):
                yield from _columns(found, columns, [split for split in inner if split is not None])


def _columns(found: Found, columns: Split, inner: list[Split]) -> Iterator[Finding]:
    """Judge each column's total against the cells of its rows."""
    family = next((name for name in ("duty", "kind") if all(name in part.says for part in columns.parts)), "")
    for column in columns.parts:
        cells = [
            one for split in inner for one in split.parts if family and one.says.get(family) == column.says[family]
        ]
        if len(cells) != len(inner):
            continue
        added = sum((one.value for one in cells), Decimal(0))
        agreed = added == column.value
        said = {"sum": "＋".join(f"{one.value:f}" for one in cells) + f"={added:f}", "total": column.printed}
        message = (
            _("分项相加为%(sum)s，与%(total)s一致。") if agreed else _("分项相加为%(sum)s，与%(total)s不符，请核对。")
        )
        yield found.finding(
            Verdict.OK if agreed else Verdict.CLASH,
            "交叉合计",
            [(column.start, column.end)],
            message % said,
            expected=f"{added:f}{column.unit}",
            found=column.printed,
        )


def holds_in_times(split: Split) -> bool:
    """Whether parts are counted in 件次: all shares fit the parts' own sum, and most do not fit the total."""
    if len(split.parts) < 2 or split.sum <= split.total:
        return False
    shares = [(part.value, part.share) for part in split.parts if part.share is not None and part.share.is_exact]
    of_sum = sum(agreement(value, split.sum, share) == "OK" for value, share in shares)
    of_total = sum(agreement(value, split.total, share) == "OK" for value, share in shares)
    return of_sum == len(split.parts) and of_total * 2 <= len(split.parts)


def _said(found: Found, split: Split, verdict: Verdict, message: str, definition: str = "") -> Finding:
    first = split.parts[0]
    words = {
        "sum": "＋".join(f"{value:f}" for value in split.values) + f"={split.sum:f}{first.unit}"
        if len(split.parts) > 1
        else first.printed,
        "total": "＋".join(one.printed for one in split.totals),
    }
    places = [(one.start, one.end) for one in split.parts]
    if verdict is not Verdict.CLASH or abs(split.totals[-1].start - first.start) < 120:
        places += [(one.start, one.end) for one in split.totals if abs(one.start - first.start) < 120]
    return found.finding(
        verdict,
        RULE,
        places,
        message % words,
        expected=f"{split.total:f}{first.unit}",
        found=f"{split.sum:f}{first.unit}",
        definition=definition,
    )
