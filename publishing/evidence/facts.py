"""What the ledger knows (台账数据), in the form that the checker takes: plain values, no models."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure counted from the ledger; `others` are n and d under other definitions (口径), by their names."""

    key: str
    label: str
    unit: str
    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    definition: str = ""
    others: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """How many items of the ledger share what the words of a text can say of them: kind, duty, level, class, progress."""

    says: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """All figures of one session, by key, its items by what can be said of them, and their topics (涵盖的内容)."""

    session: str
    figures: Mapping[str, Fact] = field(default_factory=dict)
    year: int | None = None
    topics: tuple[str, ...] = ()
    cells: tuple[LedgerCell, ...] = ()

    def number(self, said: Mapping[str, Set[str]]) -> Decimal | None:
        """How many items have one of the values said of each family; None where the ledger doesn't know a family."""
        if not self.cells or not said.keys() <= self.cells[0].says.keys():
            return None
        fitting = (one.number for one in self.cells if all(one.says[name] in said[name] for name in said))
        return Decimal(sum(fitting))
