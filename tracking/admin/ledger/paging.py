"""Which items stand on a page of the ledger list (翻页): keys in the list's order, so that a page of any ledger costs its own rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from wagtail.admin.paginator import WagtailPaginator

from tracking.admin.ledger import filters
from tracking.admin.ledger.filters import LedgerFilters

ONE_SESSION = ("-kind", "origin", "number", "pk")
"The list's own order within a session."
FOR_EACH, MOST_WALKED = 40, 20_000
"How many items of the list are looked at for each that is wanted, and at most, before hits are gathered instead."
MANY = 1_000
"A session with so many hits shows a page of them soon in its own order."


@dataclass
class LedgerListing:
    """The items that a list shows, and their order."""

    found: QuerySet
    "The items that pass filters and search."
    filters: LedgerFilters
    order: tuple[Any, ...] = ()
    "By what the list is ordered instead of its own order; empty: as it is."

    @property
    def ordering(self) -> tuple[Any, ...]:
        """The order in the database's terms."""
        if self.order:
            return self.order
        if self.filters.one_session:
            return ONE_SESSION
        # An index has this order only by the sessions' keys, which usually are in the order of their years.
        return (
            ("-session_id", *ONE_SESSION) if self.is_in_keys_order else ("-session__year", "-session_id", *ONE_SESSION)
        )

    @property
    def is_in_keys_order(self) -> bool:
        """Whether the sessions were entered in the order of their years."""
        keys = [one.pk for one in self.filters.sessions]
        return keys == sorted(keys, reverse=True)

    @property
    def is_by_session(self) -> bool:
        """Whether the rows are read session by session, since no index has the order of all."""
        own = not self.order and self.filters.one_session is None
        return own and self.filters.search is None and not self.is_in_keys_order

    @cached_property
    def counted(self) -> int:
        """How many items there are; of a search that finds more than can be paged through, one more than that."""
        return sum(self._of_session.values()) if self.is_by_session else self.filters.bounded(self.found)

    @property
    def is_more(self) -> bool:
        """Whether a search found more than are counted and paged."""
        return self.filters.search is not None and self.counted > filters.MOST_COUNTED

    def keys(self, start: int, end: int) -> list[int]:
        """The keys of the items at these places, of which no more than `counted` are."""
        if self.is_by_session:
            return self._by_session(start, end)
        search = self.filters.search
        if search is not None and search.is_frequent:
            return self._of_many(end)[start:]
        return self._between(self.found.order_by(*self.ordering), start, end)

    def _between(self, rows: QuerySet, start: int, end: int) -> list[int]:
        """The keys at these places; those of the later half are read from the end, which is faster in large ledgers."""
        keys = rows.values_list("pk", flat=True)
        if not self.is_more and start > self.counted // 2:
            return list(keys.reverse()[self.counted - end : self.counted - start])[::-1]
        return list(keys[start:end])

    # Session by session --------------------------------------------------------------------------
    @cached_property
    def _of_session(self) -> dict[int, int]:
        """How many items each session has."""
        rows = self.found.order_by().values_list("session_id").annotate(n=Count("pk"))
        return dict(rows)

    def _by_session(self, start: int, end: int) -> list[int]:
        """The keys at these places, by three queries at most: sessions that stand there whole are read together."""
        place, whole, keys = 0, [], []
        for session in self.filters.sessions:
            count = self._of_session.get(session.pk, 0)
            first, last = max(start - place, 0), min(end - place, count)
            place += count
            if first >= last:
                continue
            if (first, last) == (0, count):
                whole.append(session.pk)
                continue
            keys += self._whole(whole)
            rows, whole = self.found.filter(session=session).order_by(*ONE_SESSION).values_list("pk", flat=True), []
            if first > count // 2:
                keys += list(rows.reverse()[count - last : count - first])[::-1]
            else:
                keys += rows[first:last]
        return keys + self._whole(whole)

    def _whole(self, sessions: list[int]) -> list[int]:
        """The keys of all items of these sessions."""
        if not sessions:
            return []
        return list(self.found.filter(session__in=sessions).order_by(*self.ordering).values_list("pk", flat=True))

    # Of a search that finds many -----------------------------------------------------------------
    def _of_many(self, end: int) -> list[int]:
        """The first keys of a frequent word: met soon in the list's order, or else gathered by what the index knows.

        Items that have it may all stand at the far end, in old sessions: so the walk is bounded.
        """
        search, among = self.filters.search, self.filters.before_search
        if not self.order and (self.filters.one_session or self.is_in_keys_order):
            first = among.order_by(*self.ordering)[: min(end * FOR_EACH, MOST_WALKED)]
            if len(met := search.met_in(first, end)) == end:
                return met
        if not self.order and not among.query.where:
            of_session = search.of_sessions()
            latest = next((one for one in self.filters.sessions if one.pk in of_session), None)
            if latest is not None and of_session[latest.pk] >= MANY:
                rows = search.among(among.filter(session=latest)).order_by(*ONE_SESSION).values_list("pk", flat=True)
                if len(met := list(rows[:end])) == end:
                    return met
        return list(search.gathered(among).order_by(*self.ordering).values_list("pk", flat=True)[:end])


class LedgerPaginator(WagtailPaginator):
    """Pages of the list, counted once; of a search that finds more than can be paged through, so many as can."""

    def __init__(self, listing: LedgerListing, per_page: int, **how: Any) -> None:
        super().__init__(listing.found, per_page, **how)
        self.listing = listing

    @property
    def is_more(self) -> bool:
        """Whether the search found more than are counted and paged."""
        return self.listing.is_more

    @cached_property
    def count(self) -> int:
        """The rows that can be paged through."""
        return filters.MOST_COUNTED if self.is_more else self.listing.counted

    @property
    def said(self) -> str:
        """The number as the list says it: 120, or 10000+."""
        return f"{self.count}+" if self.is_more else str(self.count)
