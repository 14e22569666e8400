"""表格: whether rows, columns and shares of tables in plain text agree with their 合计."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence import rates, words
from publishing.evidence.cells import WHOLE, Cell, Table
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.shares import agreement, as_percent, rounded

RULE = "表格"


def judge(found: Found) -> Iterator[Finding]:
    """Judge each row, column and share of a table that claims to be added up."""
    for table in found.tables:
        yield from _across(found, table)
        yield from _down(found, table)
        yield from _shares(found, table)
        yield from _rates(found, table)


def _across(found: Found, table: Table) -> Iterator[Finding]:
    """Judge columns that exclude each other against their total: 主办 52, 会办 46, 合计 98."""
    heads = table.heads
    whole = next((place for place, head in enumerate(heads) if place and WHOLE.fullmatch(head.text)), 0)
    parts = [place for place in range(1, len(heads)) if place != whole]
    if not whole or len(parts) < 2:
        return
    named = [words.says(heads[place].text) for place in parts]
    if all(words.disjoint(one, other) for one, other in combinations(named, 2)):
        for row in table.rows:
            yield from _added(found, [row[place] for place in parts], row[whole])


def _down(found: Found, table: Table) -> Iterator[Finding]:
    """Judge the last row, 合计, against the rows above it; rows of units may share items."""
    *parts, whole = table.rows
    if len(parts) < 2 or not WHOLE.fullmatch(whole[0].text):
        return
    if _are_apart(parts):
        for place in range(1, len(whole)):
            yield from _added(found, [row[place] for row in parts], whole[place])


def _are_apart(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the rows' names exclude each other."""
    return all(words.disjoint(one, other) for one, other in combinations([words.says(row[0].text) for row in rows], 2))


def _added(found: Found, parts: Sequence[Cell], whole: Cell) -> Iterator[Finding]:
    values = [one.value for one in parts]
    if whole.value is None or any(value is None for value in values):
        return
    numbers = [value for value in values if value is not None]
    added = sum(numbers)
    agreed = added == whole.value
    said = {"sum": "＋".join(map(str, numbers)) + f"={added}", "total": whole.value}
    message = _("各项相加为%(sum)s，与合计一致。") if agreed else _("各项相加为%(sum)s，与合计%(total)s不符，请核对。")
    yield _said(found, whole, Verdict.OK if agreed else Verdict.CLASH, message % said, str(added))


def _shares(found: Found, table: Table) -> Iterator[Finding]:
    """Judge each row's share of its column's 合计, or of all rows where they make up the whole: A类 30 60.0."""
    for place in table.share_columns:
        counts = table.counts_before(place)
        base = table.whole_of(counts) or _whole_of_rows(found, table, counts, place)
        made_up = bool(base) and _is_made_up_to_100(found, table, counts, place, base)
        for row in table.rows:
            if base:
                yield from _compare(found, row[place], row[counts].value, base, made_up=made_up)


def _is_made_up_to_100(found: Found, table: Table, counts: int, place: int, base: int) -> bool:
    """Whether shares of a column were moved by one in the last place so that they add up to 100."""
    rows = [row for row in table.rows if not WHOLE.fullmatch(row[0].text)]
    told = [(Decimal(row[counts].value or 0), found.percentage(row[place].share or Decimal(0))) for row in rows]
    moved = [
        abs(rounded(count * 100 / base, one.places) - one.value) <= Decimal(1).scaleb(-one.places)
        for count, one in told
    ]
    return all(moved) and sum(one.value for _count, one in told) == 100


def _whole_of_rows(found: Found, table: Table, counts: int, place: int) -> int:
    """The rows' sum, where they exclude each other or most of their shares are shares of it; else 0."""
    told = [(row[counts].value, row[place].share) for row in table.rows]
    pairs = [(count, share) for count, share in told if count is not None and share is not None]
    added = sum(count for count, _share in pairs)
    agreed = sum(bool(agreement(Decimal(count), Decimal(added), found.percentage(share))) for count, share in pairs)
    return added if len(pairs) == len(told) and (_are_apart(table.rows) or agreed * 2 > len(pairs) > 2) else 0


def _rates(found: Found, table: Table) -> Iterator[Finding]:
    """Judge each row's rate by its own counts: 承办 20, 办结 19, 办结率 95%."""
    says = [words.says(head.text) for head in table.heads]
    all_of = [
        place for place, one in enumerate(says) if place and one.get("act", frozenset()) & {"handled", "received"}
    ]
    done = [
        place
        for place, one in enumerate(says)
        if one.get("progress") == {"done"} and "率" not in table.heads[place].text
    ]
    if len(all_of) != 1 or len(done) != 1:
        return
    for place, head in enumerate(table.heads):
        if rates.canonical(head.text) in {"办结率", "办复率"}:
            for row in table.rows:
                yield from _compare(found, row[place], row[done[0]].value, row[all_of[0]].value)


def _compare(
    found: Found, cell: Cell, count: int | None, base: int | None, *, made_up: bool = False
) -> Iterator[Finding]:
    """Judge a percentage of a table against its n and d."""
    if cell.share is None or count is None or not base or count > base:
        return
    printed = found.percentage(cell.share)
    verdict = agreement(Decimal(count), Decimal(base), printed)
    right = as_percent(Decimal(count), Decimal(base), printed.places)
    said = {"n": count, "d": base, "right": right, "share": cell.text}
    if verdict == "OK":
        yield _said(found, cell, Verdict.OK, _("占%(d)s的比例一致。") % said, right)
    elif verdict == "TRUNC":
        message = _("%(n)s占%(d)s应为%(right)s，表中%(share)s是舍去尾数得到的，建议四舍五入。")
        yield _said(found, cell, Verdict.TRUNC, message % said, right)
    elif made_up:
        message = _("%(n)s占%(d)s应为%(right)s，表中%(share)s是为使各项凑成100%%调整的。")
        yield _said(found, cell, Verdict.TRUNC, message % said, right)
    else:
        message = _("%(n)s占%(d)s应为%(right)s，表中为%(share)s，请核对。")
        yield _said(found, cell, Verdict.CLASH, message % said, right)


def _said(found: Found, cell: Cell, verdict: Verdict, message: str, right: str) -> Finding:
    quote = found.reading.raw[cell.start : cell.end]
    return Finding(verdict, RULE, quote, cell.start, cell.end, message, right, quote)
