"""Keeping the index (查找用的索引): the items that wait are read, folded and put in, a few thousand at a time."""

from collections.abc import Iterator
from itertools import groupby

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import QuerySet

from tracking.finding.parts import parts_of, words_of_item
from tracking.finding.tables import WAITING, WORDS
from tracking.models import HandlingRecord

AT_ONCE = 1000


def catch_up(most: int | None = None, using: str = DEFAULT_DB_ALIAS) -> int:
    """Index the items that wait, or so many of them; how many it were. Two may do it at once: the later words stay."""
    done = 0
    while most is None or done < most:
        with transaction.atomic(using=using):
            keys = _taken(AT_ONCE if most is None else min(AT_ONCE, most - done), using)
            if not keys:
                return done
            found = words_of(HandlingRecord.objects.using(using).filter(pk__in=keys))
            _put([(pk, words, " ".join(sorted(parts_of(words, number)))) for pk, number, words in found], using)
        done += len(keys)
    return done


def _taken(count: int, using: str) -> list[int]:
    """The keys of so many waiting items, which wait no more once the transaction ends."""
    chosen = f"SELECT record_id FROM {WAITING} ORDER BY record_id LIMIT %s"
    if connections[using].vendor == "postgresql":
        chosen += " FOR UPDATE SKIP LOCKED"
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {WAITING} WHERE record_id IN ({chosen}) RETURNING record_id", [count])
        return [pk for (pk,) in cursor.fetchall()]


def _put(rows: list[tuple[int, str, str]], using: str) -> None:
    """Put these words in by one statement: at each statement's begin SQLite writes out what its full-text table gathered."""
    if not rows:  # the items are gone meanwhile
        return
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {WORDS} (record_id, words, parts) VALUES {values} "
            "ON CONFLICT (record_id) DO UPDATE SET words = excluded.words, parts = excluded.parts",
            [one for row in rows for one in row],
        )


def words_of(items: QuerySet[HandlingRecord]) -> Iterator[tuple[int, int, str]]:
    """Of each of these items its key, its number and its folded words, with the names of those who signed it; one query."""
    fields = ("pk", "number", "title", "incoming_number", "text", "signatures__proposer__name")
    rows = items.order_by("pk", "signatures__pk").values_list(*fields).iterator(chunk_size=AT_ONCE)
    for (pk, number, *texts), signed in groupby(rows, key=lambda row: row[:-1]):
        yield pk, number, words_of_item([*texts, *(name for *_said, name in signed)])
