"""Taking turns and medians: the machine is noisy, so what is compared is run in turn and shown as a ratio."""

import statistics
import time
from collections.abc import Callable


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def in_turn(acts: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each act, run one after the other in every round."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(rounds):
        for name, act in acts.items():
            times[name].append(seconds(act))
    return {name: statistics.median(found) for name, found in times.items()}


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print a table as Markdown, so that it can be pasted into a note."""
    print(f"\n## {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
