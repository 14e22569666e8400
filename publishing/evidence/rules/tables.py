"""表格: tables whose rows are lines of text, without units: do rows, columns and shares agree with their 合计?"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.cells import WHOLE, Cell, Table
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.shares import agreement, as_percent

RULE = "表格"


def judge(found: Found) -> Iterator[Finding]:
    """One finding for each row, column and share of a table that claims to be added up."""
    for table in found.tables:
        yield from _across(found, table)
        yield from _down(found, table)
        yield from _shares(found, table)


def _across(found: Found, table: Table) -> Iterator[Finding]:
    """主办 52, 会办 46, 合计 98: columns that exclude each other against their total."""
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
    """The last row, 合计, against the rows above it; rows of units may share items."""
    *parts, whole = table.rows
    if len(parts) < 2 or not WHOLE.fullmatch(whole[0].text):
        return
    if _are_apart(parts):
        for place in range(1, len(whole)):
            yield from _added(found, [row[place] for row in parts], whole[place])


def _are_apart(rows: Sequence[Sequence[Cell]]) -> bool:
    """Do the rows' names exclude each other?"""
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
    """A类 30 60.0: the share of a row's count in the column's 合计, or in all rows where none is left out."""
    for place in table.share_columns:
        counts = table.counts_before(place)
        base = table.whole_of(counts) or (
            sum(value for row in table.rows if (value := row[counts].value) is not None)
            if _are_apart(table.rows)
            else 0
        )
        for row in table.rows:
            count, share = row[counts].value, row[place].share
            if not base or count is None or share is None or count > base:
                continue
            printed = found.percentage(share)
            verdict = agreement(Decimal(count), Decimal(base), printed)
            right = as_percent(Decimal(count), Decimal(base), printed.places)
            said = {"n": count, "d": base, "right": right, "share": row[place].text}
            if verdict == "OK":
                yield _said(found, row[place], Verdict.OK, _("占%(d)s的比例一致。") % said, right)
            elif verdict == "TRUNC":
                message = _("%(n)s占%(d)s应为%(right)s，表中%(share)s是舍去尾数得到的，建议四舍五入。")
                yield _said(found, row[place], Verdict.TRUNC, message % said, right)
            else:
                message = _("%(n)s占%(d)s应为%(right)s，表中为%(share)s，请核对。")
                yield _said(found, row[place], Verdict.CLASH, message % said, right)


def _said(found: Found, cell: Cell, verdict: Verdict, message: str, right: str) -> Finding:
    quote = found.reading.raw[cell.start : cell.end]
    return Finding(verdict, RULE, quote, cell.start, cell.end, message, right, quote)
