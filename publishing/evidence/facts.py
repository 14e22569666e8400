"""What the ledger knows (台账数据), in the form that the checker takes: plain values, no models."""

from collections.abc import Mapping
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
class Facts:
    """All figures of one session, by key, with the topics of its items (涵盖的内容)."""

    session: str
    figures: Mapping[str, Fact] = field(default_factory=dict)
    year: int | None = None
    topics: tuple[str, ...] = ()
