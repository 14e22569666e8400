"""What a check finds (检查结果)."""

from dataclasses import dataclass

GREEN, YELLOW, RED = "green", "yellow", "red"


@dataclass(frozen=True)
class Found:
    """The outcome of one check."""

    level: str
    said: str
    to_do: str = ""
