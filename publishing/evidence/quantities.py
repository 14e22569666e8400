"""A quantity (数据): how many of what, how exactly, when, and what the words around it say."""

from dataclasses import dataclass, field
from decimal import Decimal

MOST = 2_000
"Quantities that are read of one text; a summary has some dozens."
ITEMS = frozenset({"件", "件次", "分办件"})
"What items are counted in; 件, 件次 and 分办件 are never added to each other."
COUNTED = ITEMS | {"条", "项", "份", "个"}


@dataclass(eq=False, slots=True)
class Quantity:
    """A number with its unit, its words, and its place in the plain form of the text."""

    start: int
    end: int
    value: Decimal
    places: int
    unit: str
    sentence: int
    bracket: int
    low: Decimal | None = None
    high: Decimal | None = None
    before: str = ""
    after: str = ""
    label: str = ""
    gap: str = ""
    frame: str = ""
    says: dict[str, frozenset[str]] = field(default_factory=dict)
    is_change: bool = False
    is_past: bool = False
    is_outside: bool = False
    parent: "Quantity | None" = None
    share: "Quantity | None" = None

    @property
    def is_exact(self) -> bool:
        """Whether it is said without 近, 余, 多, 以上 or 约."""
        return self.low is None and self.high is None

    def fits(self, value: Decimal) -> bool:
        """Whether the quantity may be this value: equal, or within the range that the words allow."""
        if self.is_exact:
            return value == self.value
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def counts_now(self) -> bool:
        """Whether it is an amount of this year: no change, and no figure of the year before."""
        return not (self.is_change or self.is_past)

    @property
    def printed(self) -> str:
        """Value and unit, for a sentence."""
        return f"{self.value:f}{self.unit}"
