"""A column's lists (列表): one dimension at a time, paged from the oldest so that full pages never change again.

The column's own path shows the newest: what has not filled a page yet, and the last full page before it. Older pages
lie under p/1/ (the oldest), p/2/ …; they are full when they come into being and tell neither how many pages nor how
many entries there are, so their only later change is the link to the next page once that exists.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import is_, itemgetter

from django.utils.translation import gettext as _

from publishing.frame import ColumnContent, Dimension, Entry, Field, Link, Pager
from publishing.models import DIMENSIONS, ColumnPage
from publishing.models.columns import PAGE_SEGMENT, PROMISES_SEGMENT
from publishing.press.pieces import Piece
from tracking.workdays import in_full

FULL = 20
"Entries of a full page."
_NUMBER = re.compile("[0-9]{1,6}")
NEARBY = 4
"How many older pages a page links to by number, besides the oldest."


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: the whole column ("") or one choice of one dimension (nd/2024/), its pieces oldest first."""

    segment: str
    label: str
    pieces: Sequence[Piece]

    @property
    def archived(self) -> int:
        """How many full pages lie behind the front."""
        return max(len(self.pieces) // FULL - 1, 0)

    def segments(self) -> list[str]:
        """The address of each of its pages, below the column's."""
        return [self.segment, *(self.page_segment(number) for number in range(1, self.archived + 1))]

    def page_segment(self, number: int) -> str:
        """The address of an older page."""
        return f"{self.segment}{PAGE_SEGMENT}/{number}/"

    def line(self, piece: Piece) -> Entry:
        """How a piece stands in it."""
        return piece.entry

    def tally(self) -> tuple[Field, ...]:
        """How many of a unit's replies are of each class; nothing in other lists."""
        if not self.segment.startswith("dw/"):
            return ()
        classes = Counter(label for piece in self.pieces if (label := piece.places["lb"]))
        return tuple(Field(label, str(number)) for label, number in sorted(classes.items()))

    def on_page(self, number: int) -> Sequence[Piece]:
        """The pieces of an older page, or, for the number after the last, of the front."""
        start = (number - 1) * FULL
        return self.pieces[start:] if number > self.archived else self.pieces[start : start + FULL]


class PromiseListing(Listing):
    """What was promised and is not done yet (仍在落实的承诺), the day that comes last first."""

    __slots__ = ()

    def line(self, piece: Piece) -> Entry:
        """The reply with its promise."""
        promise = piece.promise
        if promise is None:
            return piece.entry
        by = (promise.unit, in_full(promise.due_on) + _("前") if promise.due_on else "")
        said = _("承诺：%(text)s（%(by)s）") % {"text": "".join(promise.text), "by": "，".join(filter(None, by))}
        return replace(piece.entry, summary=said, on=None)


def listings_of_group(pieces: Sequence[Piece], *, with_promises: bool) -> dict[str, Listing]:
    """The lists of a group that holds columns of answers: one of each unit's replies of both kinds, and open promises."""
    answers = [piece for piece in pieces if piece.answer is not None]
    found = listings(answers, ("dw",)) | {"": Listing("", "", ())}
    if with_promises:
        kept_open = [(piece.promise.due_on or date.max, piece.page.pk, piece) for piece in answers if piece.promise]
        kept_open.sort(key=itemgetter(0, 1), reverse=True)
        segment = f"{PROMISES_SEGMENT}/"
        found[segment] = PromiseListing(segment, str(_("仍在落实的承诺")), [piece for *_order, piece in kept_open])
    return found


def listings(pieces: Sequence[Piece], by: Iterable[str] = tuple(DIMENSIONS)) -> dict[str, Listing]:
    """All lists of a column by the segment that opens their address."""
    found = {"": Listing("", "", pieces)}
    for dimension in by:
        chosen: dict[str, list[Piece]] = defaultdict(list)
        for piece in pieces:
            if label := piece.places[dimension]:
                chosen[label].append(piece)
        for label, some in chosen.items():
            segment = f"{dimension}/{slug_of(dimension, label)}/"
            found[segment] = Listing(segment, label, some)
    return found


def slug_of(dimension: str, label: str) -> str:
    """A choice's part of the address: the year itself; for Chinese words a short digest, fit for any file system."""
    if dimension == "nd":
        return label
    return hashlib.sha256(label.encode()).hexdigest()[:8]


def split(path: str) -> tuple[str, int | None]:
    """A list's path below its column as its segment and the number of an older page; None is the front."""
    head, page, number = f"/{path}".rpartition(f"/{PAGE_SEGMENT}/")
    if page and _NUMBER.fullmatch(number.rstrip("/")):
        return (head + "/").lstrip("/"), int(number.rstrip("/"))
    return path, None


def column_content(column: ColumnPage, base: str, lists: dict[str, Listing], path: str) -> ColumnContent:
    """One page of one of a column's lists; `path` is below the column's own address, "" for its front."""
    segment, older = split(path)
    listing = lists[segment]
    front = older is None
    number = listing.archived + 1 if older is None else older
    return ColumnContent(
        title=f"{column.title}：{listing.label}" if listing.label else column.title,
        description=column.description if front and not segment else "",
        entries=tuple(listing.line(piece) for piece in reversed(listing.on_page(number))),
        total=len(listing.pieces) if front else 0,
        dimensions=dimensions(base, lists, segment, counted=not segment) if front else (),
        tally=listing.tally() if front else (),
        pager=pager(base, listing, number),
    )


def dimensions(base: str, lists: dict[str, Listing], segment: str, *, counted: bool = True) -> tuple[Dimension, ...]:
    """The choices of each dimension, years newest first; the others by how many they have, where that is told (`counted`).

    A narrower list does not tell it of the others: each publication would change the first page of them all.
    """
    found = []
    for code, label in DIMENSIONS.items():
        choices = [one for one in lists.values() if one.segment.startswith(f"{code}/")]
        choices.sort(key=lambda one: _by_label(one) if code == "nd" or not counted else (-len(one.pieces), one.label))
        links = tuple(_choice(base, one, segment, counted) for one in choices)
        if links:
            found.append(Dimension(str(label), links))
    if promises := lists.get(f"{PROMISES_SEGMENT}/"):
        found.append(Dimension(str(_("承诺")), (_choice(base, promises, segment, counted),)))
    return tuple(found)


def _by_label(one: Listing) -> tuple[int, str]:
    """Years the newest first, words by their characters."""
    return (-int(one.label), "") if one.segment.startswith("nd/") else (0, one.label)


def _choice(base: str, one: Listing, segment: str, counted: bool) -> Link:
    return Link(one.label, base + one.segment, one.segment == segment, str(len(one.pieces)) if counted else "")


def changed_pages(before: dict[str, Listing], now: dict[str, Listing]) -> set[str]:
    """The segments of a column's lists that show something else than before, new ones included.

    Pieces that are the very same objects are taken to say the same.
    """
    found: set[str] = set()
    same_choices = {one: listing.label for one, listing in before.items()} == {
        one: listing.label for one, listing in now.items()
    }
    is_same = {
        one: one in before and _are_same(before[one].pieces, listing.pieces) for one, listing in now.items()
    }  # fmt: skip
    for segment, listing in now.items():
        if segment not in before:
            found |= set(listing.segments())
            continue
        if not (same_choices and is_same[segment]) or (not segment and not all(is_same.values())):
            found.add(segment)
        if not is_same[segment]:
            found |= {listing.page_segment(one) for one in _changed_older(before[segment], listing)}
    return found


def _changed_older(before: Listing, now: Listing) -> Iterator[int]:
    """The numbers of older pages with other entries, or with another way on."""
    for number in range(1, now.archived + 1):
        is_last = number == now.archived, number == before.archived
        leads_on_alike = number <= before.archived and is_last[0] == is_last[1]
        if not leads_on_alike or not _are_same(before.on_page(number), now.on_page(number)):
            yield number


def _are_same(some: Sequence[Piece], others: Sequence[Piece]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def pager(base: str, listing: Listing, number: int) -> Pager | None:
    """The way to newer and older pages; None where there is one page only."""
    if not listing.archived:
        return None
    front = number > listing.archived

    def url(other: int) -> str:
        return base + (listing.segment if other > listing.archived else listing.page_segment(other))

    older = [other for other in range(number, 0, -1) if other > number - NEARBY]
    links = [Link(str(other), url(other), other == number) for other in older]
    if older[-1] > 2:
        links.append(Link("…", ""))
    if older[-1] > 1:
        links.append(Link("1", url(1)))
    return Pager(
        number=number,
        total=number if front else 0,
        previous_url="" if front else url(number + 1),
        next_url=url(number - 1) if number > 1 else "",
        pages=tuple(links),
    )
