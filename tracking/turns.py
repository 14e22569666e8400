"""Taking turns across machines (轮流): what only one process may do at a time, whichever server it runs on."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def in_turn(what: str) -> Iterator[None]:
    """Wait until no process of any server is within a block of this name; it reads what the one before committed.

    On PostgreSQL by an advisory lock, which goes with its holder's connection. SQLite is one machine's own and lets in
    one writer at a time by itself. Within a transaction the turn lasts until its end.
    """
    if connection.vendor != "postgresql":
        yield
        return
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
    if connection.in_atomic_block:
        _ask("SELECT pg_advisory_xact_lock(%s)", number)
        yield
        return
    _ask("SELECT pg_advisory_lock(%s)", number)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)", number)


def _ask(question: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question, [number])
