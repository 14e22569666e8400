"""A column's lists (列表): one dimension at a time, paged from the oldest so that full pages never change again.

The column's own path shows the newest: what has not filled a page yet, and the last full page before it. Older pages
lie under p/1/ (the oldest), p/2/ …; they are full when they come into being and tell neither how many pages nor how
many entries there are, so their only later change is the link to the next page once that exists.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from publishing.frame import ColumnContent, Dimension, Link, Pager
from publishing.models import DIMENSIONS, ColumnPage
from publishing.models.columns import PAGE_SEGMENT
from publishing.press.pieces import Piece

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

    def on_page(self, number: int) -> Sequence[Piece]:
        """The pieces of an older page, or, for the number after the last, of the front."""
        start = (number - 1) * FULL
        return self.pieces[start:] if number > self.archived else self.pieces[start : start + FULL]


def listings(pieces: Sequence[Piece]) -> dict[str, Listing]:
    """All lists of a column by the segment that opens their address."""
    found = {"": Listing("", "", pieces)}
    for dimension in DIMENSIONS:
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
        entries=tuple(piece.entry for piece in reversed(listing.on_page(number))),
        total=len(listing.pieces) if front else 0,
        dimensions=dimensions(base, lists, segment) if front else (),
        pager=pager(base, listing, number),
    )


def dimensions(base: str, lists: dict[str, Listing], segment: str) -> tuple[Dimension, ...]:
    """The choices of each dimension, years newest first, the others by how many they have."""
    found = []
    for code, label in DIMENSIONS.items():
        choices = [one for one in lists.values() if one.segment.startswith(f"{code}/")]
        choices.sort(key=lambda one: (-int(one.label) if code == "nd" else -len(one.pieces), one.label))
        links = tuple(
            Link(one.label, base + one.segment, one.segment == segment, str(len(one.pieces))) for one in choices
        )
        if links:
            found.append(Dimension(str(label), links))
    return tuple(found)


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
