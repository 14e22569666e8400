"""Simple facts (基本事实): conditions from which figures are built, each evaluated once a row however many figures use it.

Forty figures are built from some thirty simple conditions. Asked one figure at a time, a row would be read by each of
them; asked together, its answers are the bits of one whole number, and rows with the same number are counted at once.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

from django.db.models import BigIntegerField, Case, Q, Value, When
from django.db.models.expressions import Combinable

BITS = 62
"How many answers one whole number of the database holds."
Answers = Sequence[int]
"A row's answers: one whole number for every 62 facts."


class SimpleConditions:
    """The simple conditions that some conditions are made of, each with its place among a row's answers."""

    def __init__(self, conditions: Iterable[Q]):
        self._places: dict[Q, int] = {}
        for condition in conditions:
            self._gather(condition)

    def _gather(self, condition: Q) -> None:
        for child in condition.children:
            if isinstance(child, Q):
                self._gather(child)
            else:
                self._places.setdefault(Q(child), len(self._places))

    def asked(self) -> dict[str, Combinable]:
        """The expressions that give a row's answers, by a name for each; at least one."""
        facts = list(self._places)
        groups = [facts[start : start + BITS] for start in range(0, len(facts), BITS)] or [[]]
        return {f"facts_{place}": _as_bits(group) for place, group in enumerate(groups)}

    def hold(self, condition: Q, answers: Answers) -> bool:
        """Does a condition hold for a row with these answers? An unknown value is no, and its negation yes, as Django has it."""
        found = (
            self.hold(child, answers) if isinstance(child, Q) else self._holds(Q(child), answers)
            for child in condition.children
        )
        if not condition.children:
            return True
        match condition.connector:
            case Q.AND:
                held = all(found)
            case Q.OR:
                held = any(found)
            case _:
                held = sum(found) % 2 == 1
        return held is not condition.negated

    def _holds(self, fact: Q, answers: Answers) -> bool:
        which, bit = divmod(self._places[fact], BITS)
        return bool(answers[which] >> bit & 1)


def _as_bits(facts: list[Q]) -> Combinable:
    """One whole number whose bits are a row's answers."""
    number = BigIntegerField()
    bits = (
        Case(When(fact, then=Value(1 << bit, number)), default=Value(0, number), output_field=number)
        for bit, fact in enumerate(facts)
    )
    return reduce(add, bits, Value(0, number))
