"""What an office still lacks (还缺什么) before it can hand over and publish: each with the page that mends it."""

from dataclasses import dataclass

RED, YELLOW = "red", "yellow"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: how much depends on it, what is the matter, and where it is mended."""

    level: str
    "RED: something can't be done without it; YELLOW: it can, but should not stay so."
    said: str
    to_do: str
    "What to do there, the words of the link."
    url: str
