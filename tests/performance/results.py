"""What `make bench` found: each ratio beside its goal, as a table for people and as bench.json for programs."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.performance.timing import table


@dataclass(frozen=True, slots=True)
class Result:
    """One operation beside its limit: the median of the rounds' ratios, their middle half, and what it should be.

    `goal` is the most the ratio may be, or the least where `is_floor`; None where a figure is told without one. `limit`
    says in words what the operation is divided by.
    """

    part: str
    database: str
    name: str
    limit: str
    ratio: float
    low: float
    high: float
    goal: float | None
    is_floor: bool

    @property
    def met(self) -> bool | None:
        """Whether the ratio itself keeps the goal; None without a goal."""
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self.is_floor else self.ratio <= self.goal

    @property
    def is_missed(self) -> bool:
        """Whether even the better end of the rounds' middle half misses the goal: noise does not explain it."""
        if self.goal is None:
            return False
        return self.high < self.goal if self.is_floor else self.low > self.goal

    def cells(self) -> list[str]:
        """The row of the table."""
        goal = "—" if self.goal is None else f"{'≥' if self.is_floor else '≤'} {number(self.goal)}"
        verdict = {None: "", True: "met", False: "within the spread"}[self.met]
        spread = f"{number(self.low)}–{number(self.high)}"
        word = "**missed**" if self.is_missed else verdict
        return [self.part, self.database, self.name, self.limit, number(self.ratio), spread, goal, word]


class Results:
    """The results of one run in one database, gathered part by part."""

    def __init__(self, database: str, *, is_million: bool = False) -> None:
        self.database = database
        self.is_million = is_million
        self.part = ""
        self.found: list[Result] = []

    def add(
        self,
        name: str,
        ratios: Sequence[float],
        *,
        limit: str,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Note an operation's ratios, one a round, with the most or the least they may be, or neither."""
        values = sorted(ratios)
        quarters = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
        self.found.append(
            Result(
                part=self.part,
                database=self.database,
                name=name,
                limit=limit,
                ratio=statistics.median(values),
                low=quarters[0],
                high=quarters[2],
                goal=at_most if at_least is None else at_least,
                is_floor=at_least is not None,
            )
        )


def number(value: float) -> str:
    """A ratio with two figures that say something: 0.56, 1.3, 17, 1,393."""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"


def load(path: Path) -> list[Result]:
    """The results that a run in one database left in a file."""
    return [Result(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def save(path: Path, found: Sequence[Result]) -> None:
    """Leave them for the run that asked for both databases."""
    path.write_text(json.dumps([asdict(one) for one in found], ensure_ascii=False), encoding="utf-8")


def tell(found: Sequence[Result], path: Path) -> None:
    """Print every ratio beside its goal, and write `{"results": [{"name", "ratio", "goal", "met"…}…]}`."""
    head = ["part", "database", "what", "beside", "ratio", "spread", "goal", ""]
    table("Every ratio beside its goal", head, [one.cells() for one in found])
    rows = [asdict(one) | {"met": one.met, "missed": one.is_missed} for one in found]
    path.write_text(json.dumps({"results": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
