"""The bases (分母) that a share in a text may be a share of: the totals above it, then totals said before it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from publishing.evidence import words
from publishing.evidence.found import Found
from publishing.evidence.groups import exclusive, total_of
from publishing.evidence.quantities import Quantity
from publishing.evidence.splits import Split


def bases_of(found: Found, part: Quantity, label: str) -> Iterator[tuple[Decimal, str]]:
    """Yield the bases that a part's share may have with their words, nearest first, each value once."""
    seen: set[Decimal] = set()
    for value, words_of in _bases(found, part, label, 6):
        if value not in seen and value >= part.value:
            seen.add(value)
            yield value, words_of


def _bases(found: Found, part: Quantity, label: str, steps: int) -> Iterator[tuple[Decimal, str]]:
    own, said = found.split_of(part), words.says(label)
    yield from _above(found, part)
    # Parts of a total are shares of it, or of what the total is a share of; others may be shares of any total before.
    if own is None or not own.fits or said:
        yield from _before(found, part, said, own)
    elif own.totals[-1].share is not None and steps:
        yield from _bases(found, own.totals[-1], label, steps - 1)


def _above(found: Found, part: Quantity) -> Iterator[tuple[Decimal, str]]:
    one = part
    for _step in range(6):
        own = found.split_of(one)
        if own is not None and own.totals:
            if own.fits:
                yield own.total, "＋".join(total.printed for total in own.totals)
            for total in own.totals:
                yield total.value, total.printed
            one = own.totals[-1]
        elif one.parent is not None:
            one = one.parent
            yield one.value, one.printed
        else:
            return


def _before(found: Found, part: Quantity, said: words.Sayings, own: Split | None) -> Iterator[tuple[Decimal, str]]:
    siblings = set(map(id, own.parts)) if own else set()
    heads = [
        one
        for one in found.before(part.start)
        if one.unit == part.unit
        and id(one) not in siblings
        and (one.parent is None or "admission" in one.says)
        and (one.share is None or "admission" in one.says)
        and words.is_under(part.says, one.says)
        and words.is_under({"kind": said["kind"]} if "kind" in said else {}, one.says)
    ]
    for one in heads:
        yield one.high or one.value, one.printed
    leads = [
        one
        for one in found.before(part.start)
        if one.says.get("duty") == {"lead"} and one.parent and one.unit == part.unit
    ]
    if len({id(one.parent) for one in leads}) == len(leads) == 2 and exclusive(
        *(one.parent for one in leads if one.parent)
    ):
        # 建议337件(主办146件…),提案200件(主办59件…): a share of what was 主办 of both.
        yield total_of(leads), "＋".join(one.printed for one in leads[::-1])
    for second, first in combinations(heads[:12], 2):
        if exclusive(first, second):
            yield total_of((first, second)), f"{first.printed}＋{second.printed}"
