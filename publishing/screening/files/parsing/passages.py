"""What is read of a file: passages with their place, and notes on what could not be read."""

from collections.abc import Callable
from dataclasses import dataclass, field

Edit = Callable[[int, int, str], None]
"""Puts a text in the place of what stands between two places of a passage; the later ones are put first."""

_SHORTEST = 5


@dataclass
class Stretch:
    """A text that belongs together: a paragraph, a cell, a property. `labels` may tell what its numbers are."""

    where: str
    text: str
    labels: list[str] = field(default_factory=list)
    edit: Edit | None = None


@dataclass
class Read:
    """All that a file says. A note is a kind (scan, hidden, location, metadata, traces), a place and a quote."""

    passages: list[Stretch] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, where: str, text: str, *, labels: list[str] | None = None, edit: Edit | None = None) -> None:
        """One more passage, unless it says nothing or is a figure too short for any number of a person."""
        if text and not text.isspace() and not (len(text) < _SHORTEST and text.isascii()):
            self.passages.append(Stretch(where, text, labels or [], edit))

    def note(self, kind: str, where: str, quote: str = "") -> None:
        """One more note, said once."""
        if (kind, where, quote) not in self.notes:
            self.notes.append((kind, where, quote))
