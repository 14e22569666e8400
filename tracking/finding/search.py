"""Looking up words (查找): which items have every word, by the index where they are few, one after the other where many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import connections
from django.db.models import BooleanField, Expression, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.db.models.sql.compiler import SQLCompiler

from tracking.finding.index import words_of
from tracking.finding.parts import is_told_by_parts, looked_up, number_in
from tracking.finding.tables import PAIRS, PARTS_OF, RECORD, WAITING, WORDS
from tracking.models import HandlingRecord
from tracking.wording import finding, folded

FEW = 10_000
"More items than these are not gathered and sorted: they are met soon enough in the list's own order."
MOST_WAITING = 10_000
"How many of those are shown that have the words and wait to be indexed."


@dataclass(frozen=True, slots=True)
class Sought:
    """One word as it is looked up."""

    word: str
    parts: frozenset[str]
    number: int | None

    @classmethod
    def of(cls, word: str) -> "Sought":
        """A word as it was typed."""
        sought = folded(word)
        return cls(sought, frozenset(looked_up(sought)), number_in(sought))

    def is_in(self, words: str, number: int) -> bool:
        """Whether an item has it, by its folded words and its number."""
        return self.word in words or number == self.number

    @property
    def check(self) -> tuple[str, list[Any]]:
        """What is asked of an item's own words and number."""
        said = self.word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        asked, values = "i.words LIKE %s ESCAPE '\\'", [f"%{said}%"]
        return (asked, values) if self.number is None else (f"({asked} OR {_HAS_NUMBER})", [*values, self.number])


_HAS_NUMBER = f"(SELECT r.number FROM {RECORD} AS r WHERE r.id = i.record_id) = %s"


class Found(Expression):
    """The condition that an item is one of those a statement finds: `field IN (statement)`, or the statement of it alone."""

    def __init__(self, sql: str, values: Sequence[Any], *, is_inner: bool = True):
        super().__init__(output_field=BooleanField())
        self.key: Any = F("pk")
        self.sql, self.values, self.is_inner = sql, tuple(values), is_inner

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.key,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition in SQL."""
        key, params = compiler.compile(self.key)
        if self.is_inner:
            return f"{key} IN ({self.sql})", (*params, *self.values)
        said = self.sql.replace("{key}", key)
        return f"({said})", (*list(params) * self.sql.count("{key}"), *self.values)


@dataclass(slots=True)
class Search:
    """What a search for these words asks of the ledger's database."""

    words: str
    using: str
    sought: list[Sought] = field(default_factory=list)
    found_waiting: list[int] = field(default_factory=list)
    "The items not indexed yet that have the words."
    waiting: int = 0
    "How many items wait to be indexed."
    in_index: int = 0
    "How many items the index knows at most, up to some more than `FEW`."
    sure: int = 0
    "How many of those have the words, as indexed."

    def __post_init__(self) -> None:
        self.sought = [Sought.of(word) for word in finding.words_of(self.words)]
        if self.sought:
            self._look_at_those_that_wait()
            self._look_into_the_index()

    @property
    def is_frequent(self) -> bool:
        """Whether so many items have the words that a list meets them sooner in its own order."""
        return self.in_index > FEW

    def among(self, records: QuerySet) -> QuerySet:
        """Those of these records that have every word."""
        if not self.sought:
            return records
        if self.is_frequent:
            return records.filter(Found(*self._one_by_one(), is_inner=False))
        return records.filter(Found(*self._by_index()))

    def gathered(self, records: QuerySet) -> QuerySet:
        """The same, by the index whatever their number: to be counted up to an end, or sorted."""
        return records.filter(Found(*self._by_index())) if self.sought else records

    def count(self, most: int) -> int:
        """How many items of the whole ledger have every word, up to so many."""
        if self.sure >= most + self.waiting:
            return most
        sql, values = self._by_index()
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT {most}) AS first", values)
            return cursor.fetchone()[0]

    def met_in(self, first: QuerySet, most: int) -> list[int]:
        """The keys of those that have every word among the first items of a list, in its order, up to so many."""
        sql, values = self._one_by_one()
        places = first.annotate(place=Window(RowNumber(), order_by=cast(Any, first.query.order_by))).values(
            "pk", "place"
        )
        inner, params = places.query.get_compiler(self.using).as_sql()
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"SELECT w.pk FROM ({inner}) AS w WHERE {sql.format(key='w.pk')} ORDER BY w.place LIMIT {most}",
                [*params, *values],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def of_sessions(self) -> dict[int, int]:
        """How many items of each session have the words at most: those that have the parts of every word."""
        sql, values = self._inner()
        if self.waiting:
            sql += f" UNION ALL SELECT id FROM {RECORD} WHERE id IN ({self._keys_waiting()})"
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"SELECT r.session_id, count(*) FROM ({sql}) AS h CROSS JOIN {RECORD} AS r WHERE r.id = h.record_id "
                "GROUP BY r.session_id",
                values,
            )
            return dict(cursor.fetchall())

    # Asking ------------------------------------------------------------------------------------
    def _look_at_those_that_wait(self) -> None:
        items = HandlingRecord.objects.using(self.using).filter(Found(f"SELECT record_id FROM {WAITING}", ()))
        for pk, number, words in words_of(items):
            self.waiting += 1
            if all(one.is_in(words, number) for one in self.sought):
                self.found_waiting.append(pk)

    def _look_into_the_index(self) -> None:
        checks, more = self._checks()
        if checks:
            sql, values = self._with_their_words(f"{' AND '.join(checks)} AS has", more)
            sql = f"{sql} LIMIT {FEW + 1 + self.waiting}"
        else:
            sql, values = self._inner()
            sql = f"SELECT 1 = 1 AS has FROM ({sql} LIMIT {FEW + 1 + self.waiting}) AS p"
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT count(*), count(CASE WHEN has THEN 1 END) FROM ({sql}) AS first", values)
            self.in_index, self.sure = cursor.fetchone()

    def _inner(self) -> tuple[str, list[Any]]:
        """The items that have the parts of every word, without a look at their words."""
        terms = [self._parts_of(one) for one in self.sought if one.parts]
        if not terms:
            return f"SELECT record_id FROM {WORDS}", []
        if connections[self.using].vendor == "sqlite":
            match = " AND ".join(
                "(" + " OR ".join(" AND ".join(f'"{part}"' for part in one) for one in either) + ")" for either in terms
            )
            return f"SELECT rowid AS record_id FROM {PAIRS} WHERE {PAIRS} MATCH %s", [match]
        has = f"{PARTS_OF}(parts) @> %s::text[]"
        where = " AND ".join("(" + " OR ".join([has] * len(either)) + ")" for either in terms)
        return f"SELECT record_id FROM {WORDS} WHERE {where}", [one for either in terms for one in either]

    def _with_their_words(self, what: str, its: list[Any]) -> tuple[str, list[Any]]:
        """What is asked of the words `i` of the items that have the parts: the index comes first, and is asked once.

        PostgreSQL takes a text of thousands of characters for short, and would look through all of them before.
        """
        inner, values = self._inner()
        joined = f"CROSS JOIN {WORDS} AS i WHERE i.record_id = p.record_id"
        if connections[self.using].vendor == "postgresql":
            return f"WITH p AS MATERIALIZED ({inner}) SELECT {what} FROM p {joined}", [*values, *its]
        return f"SELECT {what} FROM ({inner}) AS p {joined}", [*its, *values]

    @staticmethod
    def _parts_of(one: Sought) -> list[list[str]]:
        """The parts of a word or, in other items, of the number that it may mean."""
        return [sorted(one.parts)] + ([[f"no{one.number}"]] if one.number is not None else [])

    def _checks(self) -> tuple[list[str], list[Any]]:
        checks = [one.check for one in self.sought if not is_told_by_parts(one.word)]
        return [sql for sql, _values in checks], [value for _sql, values in checks for value in values]

    def _by_index(self) -> tuple[str, list[Any]]:
        checks, more = self._checks()
        if checks:
            sql, values = self._with_their_words("i.record_id", [])
            sql, values = f"{sql} AND {' AND '.join(checks)}", [*values, *more]
        else:
            sql, values = self._inner()
        if self.waiting:
            sql = f"SELECT h.record_id FROM ({sql}) AS h WHERE h.record_id NOT IN (SELECT record_id FROM {WAITING})"
            sql += f" UNION ALL SELECT id FROM {RECORD} WHERE id IN ({self._keys_waiting()})"
        return sql, values

    def _one_by_one(self) -> tuple[str, list[Any]]:
        """The words of each item in turn: a subquery of one value, which no database turns into a join of all."""
        asked, values = [], []
        for one in self.sought:
            said, like = one.check
            asked.append(f"(SELECT {said} FROM {WORDS} AS i WHERE i.record_id = {{key}})")
            values += like
        sql = " AND ".join(asked)
        if self.waiting:
            sql = f"({sql} AND {{key}} NOT IN (SELECT record_id FROM {WAITING})) OR {{key}} IN ({self._keys_waiting()})"
        return sql, values

    def _keys_waiting(self) -> str:
        return ", ".join(str(int(pk)) for pk in self.found_waiting[:MOST_WAITING]) or "NULL"
