"""Simple facts (基本事实): conditions from which figures are built, each evaluated once a row however many figures use it.

Forty figures are built from some forty simple conditions. Asked one figure at a time, a row would be read by each of
them; asked together, its answers are digits of one whole number, and rows with the same number are counted at once. Which
of a few words a column holds (环节, 承办方式, 答复类别) is one digit, whatever is asked of that column; any other
condition is a bit.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from operator import add
from typing import cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

BITS = 62
"How much one whole number of the database holds."
EVERY_ROW = 2**62
"A bound that no rows reach. SQLite would else reckon every digit anew for each row that it sorts."
Answers = Sequence[int]
"A row's answers: one whole number for every 62 bits."
Test = Callable[[Answers], bool]
Leaf = tuple[str, object]
"A condition of Django's in one word: a field with its lookup, and what it is compared with."


class _Which(Func):
    """Which of some words a column holds, counted from 1 and shifted to its place; 0 for any other and for none."""

    output_field = BigIntegerField()

    def __init__(self, column: str, words: Sequence[str], shift: int):
        super().__init__(F(column), *(Value(word) for word in words))
        self.shift = shift

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: object, **kwargs: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """A CASE that reads the column once."""
        compared = [compiler.compile(one) for one in self.source_expressions]
        (column, given), words = compared[0], compared[1:]
        cases = " ".join(f"WHEN {word} THEN {place << self.shift}" for place, (word, _) in enumerate(words, start=1))
        return f"CASE {column} {cases} ELSE 0 END", (*given, *(value for _, values in words for value in values))


class SimpleConditions:
    """The simple conditions that some conditions are made of, each with its place among a row's answers."""

    def __init__(self, conditions: Iterable[Q]):
        leaves = [leaf for condition in conditions for leaf in _leaves(condition)]
        self._words: dict[str, list[str]] = {}
        bits: dict[Q, None] = {}
        for leaf in leaves:
            if said := _words_of(leaf):
                column, words = said
                for word in words:
                    known = self._words.setdefault(column, [])
                    known += [word] * (word not in known)
            else:
                bits.setdefault(_as_bit(leaf)[0])
        self._places: dict[str | Q, tuple[int, int, int]] = {}
        self._numbers: list[list[Combinable]] = [[]]
        free = BITS
        everything: list[str | Q] = [*self._words, *bits]
        for asked in everything:
            width = len(self._words[asked]).bit_length() if isinstance(asked, str) else 1
            if width > free:
                self._numbers.append([])
                free = BITS
            shift = BITS - free
            free -= width
            self._places[asked] = (len(self._numbers) - 1, shift, (1 << width) - 1)
            self._numbers[-1].append(
                _Which(asked, self._words[asked], shift) if isinstance(asked, str) else _bit(asked, shift)
            )

    def asked(self) -> dict[str, Combinable]:
        """The expressions that give a row's answers, by a name for each; at least one."""
        nothing = Value(0, BigIntegerField())
        return {f"facts_{place}": reduce(add, number or [nothing]) for place, number in enumerate(self._numbers)}

    def counted(self, rows: QuerySet) -> Iterator[tuple[Answers, int]]:
        """The answers that rows give, each with the number of rows that give it; one query."""
        asked = self.asked()
        answers = rows.order_by().annotate(**asked).values_list(*asked)
        connection = connections[rows.db]
        if connection.vendor == "sqlite":
            answers = answers[:EVERY_ROW]
        try:
            statement, given = answers.query.sql_with_params()
        except EmptyResultSet:
            return
        names = ", ".join(map(connection.ops.quote_name, asked))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names}, COUNT(*) FROM ({statement}) AS told GROUP BY {names}", given)  # noqa: S608
            for *found, number in cursor.fetchall():
                yield found, number

    def test(self, condition: Q) -> Test:
        """Whether a row with some answers meets a condition. An unknown value is no, and its negation yes, as Django has it."""
        tests = [
            self.test(child) if isinstance(child, Q) else self._leaf(cast(Leaf, child)) for child in condition.children
        ]
        negated = condition.negated
        if not tests:
            return lambda answers: True
        match condition.connector:
            case Q.AND:
                return lambda answers: all(test(answers) for test in tests) is not negated
            case Q.OR:
                return lambda answers: any(test(answers) for test in tests) is not negated
            case _:
                return lambda answers: (sum(test(answers) for test in tests) % 2 == 1) is not negated

    def _leaf(self, leaf: Leaf) -> Test:
        if (said := _words_of(leaf)) is None:
            fact, is_turned = _as_bit(leaf)
            number, shift, mask = self._places[fact]
            return lambda answers: bool(answers[number] >> shift & mask) is not is_turned
        column, words = said
        if not words:
            return lambda answers: False
        number, shift, mask = self._places[column]
        wanted = {self._words[column].index(word) + 1 for word in words}
        return lambda answers: (answers[number] >> shift & mask) in wanted


def _leaves(condition: Q) -> Iterator[Leaf]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _leaves(child)
        else:
            yield cast(Leaf, child)


def _words_of(leaf: Leaf) -> tuple[str, list[str]] | None:
    """A column and the words of which it holds one, where a condition says just that."""
    field, value = leaf
    column, _, lookup = field.partition("__")
    if lookup in ("", "exact") and isinstance(value, str):
        return column, [str(value)]
    if lookup == "in" and isinstance(value, Iterable) and not isinstance(value, Combinable | QuerySet):
        words = list(value)
        if all(isinstance(word, str) for word in words):
            return column, [str(word) for word in words]
    return None


def _as_bit(leaf: Leaf) -> tuple[Q, bool]:
    """The condition that is asked of a row, and whether its answer is turned round: to have no day is not to have one."""
    field, value = leaf
    if field.endswith("__isnull") and value is True:
        return Q((field, False)), True
    return Q(leaf), False


def _bit(fact: Q, shift: int) -> Combinable:
    number = BigIntegerField()
    return Case(When(fact, then=Value(1 << shift, number)), default=Value(0, number), output_field=number)
