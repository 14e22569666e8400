"""How much is tried of what could be tried without end: a share in each run of the suite, all of it by `make thorough`.

Walks, made-up files, every address with every value: what a run leaves out is chosen by what is tried, not by chance,
so that a run that fails fails again.
"""

import os
import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
THOROUGH = "HUIYIN_TEST_THOROUGH" in os.environ


def times(usual: int, thorough: int) -> int:
    """How often something is tried: in each run of the suite, and when all of it is asked for."""
    return thorough if THOROUGH else usual


def share(values: Sequence[T], usual: int, *turn: object) -> list[T]:
    """As many of the values as a run of the suite tries, others for another turn; all of them when all is asked for."""
    if THOROUGH or usual >= len(values):
        return list(values)
    first = zlib.crc32(repr(turn).encode()) % len(values)
    return [values[(first + step * len(values) // usual) % len(values)] for step in range(usual)]
