"""Taking turns and medians: the machine is noisy, so what is compared is run in turn and shown as a ratio."""

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long one call takes, or, by `time.process_time`, how long it keeps a core busy."""
    start = clock()
    act()
    return clock() - start


def turns(
    acts: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Seconds of each act in each round: in every round they run one after the other."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(rounds):
        for name, act in acts.items():
            times[name].append(seconds(act, clock))
    return times


def in_turn(
    acts: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Median seconds of each act, run one after the other in every round."""
    return {name: statistics.median(found) for name, found in turns(acts, rounds, clock).items()}


def ratios(times: Sequence[float], limit: Sequence[float]) -> list[float]:
    """How often the limit's time each round took: both were measured in the same rounds, so noise cancels."""
    return [one / other for one, other in zip(times, limit, strict=True)]


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print a table as Markdown, so that it can be pasted into a note."""
    print(f"\n## {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
