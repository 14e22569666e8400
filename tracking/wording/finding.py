"""Searching rows by words (查找), regardless of the width, dots, spaces and damaged characters on either side.

A database compares texts as they are stored, so it is asked first, and what only reads the same is found by comparing
folded texts (wording.folded). That needs no second copy of any text: names and titles are short and soon folded, and
of long texts only those are read that have every part of the words.
"""

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from tracking.wording import clean, folded

MOST = 10_000
"How many rows of one word are found by comparing folded texts; more are not looked for."
_RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
fold = lru_cache(maxsize=200_000)(folded)
"The folded form of a name or title; the same ones are compared again and again."


def words_of(query: str) -> list[str]:
    """The words that are searched for, each once; invisible characters are no word."""
    return [word for word in dict.fromkeys(clean(query).split()) if folded(word)]


def among_short(rows: QuerySet, word: str, *fields: str) -> Q:
    """The condition that one of these fields has the word: names, titles, numbers; one query."""
    as_stored = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))
    sought, found = folded(word), []
    for pk, *values in rows.order_by().exclude(as_stored).values_list("pk", *fields).iterator(chunk_size=2000):
        if any(value and sought in fold(str(value)) for value in values):
            found.append(pk)
            if len(found) == MOST:
                break
    return as_stored | Q(pk__in=found)


def among_long(rows: QuerySet, word: str, field: str) -> Q:
    """The condition that a long text has the word; one more query where the word has punctuation or letters of two widths."""
    as_stored = Q(**{f"{field}__icontains": word})
    sought = folded(word)
    runs = _RUNS.findall(sought)
    if not runs or runs == [word]:
        return as_stored
    parts = reduce(and_, (_spelt(field, run) for run in runs))
    near = rows.order_by().filter(parts).exclude(as_stored).values_list("pk", field)[:MOST]
    return as_stored | Q(pk__in=[pk for pk, text in near.iterator(chunk_size=200) if sought in folded(text)])


def _spelt(field: str, run: str) -> Q:
    """A run of letters, digits and Han characters as a text may have it, in either width."""
    spellings: Iterable[str] = dict.fromkeys((run, run.translate(_WIDE), run.upper().translate(_WIDE)))
    return reduce(or_, (Q(**{f"{field}__icontains": one}) for one in spellings))
