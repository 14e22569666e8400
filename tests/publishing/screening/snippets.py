"""Snippets with what must be found in them, a file a kind in `snippets/`: one is added without a line of Python.

A snippet is its text, or `{ label = …, text = … }` with what stands beside or over it.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from publishing.screening import NO_CONTACTS, Contacts, Kind, ScreenFinding, screen

FOLDER = Path(__file__).parent / "snippets"
OPEN, CLOSE = "⟦⟧"


@dataclass(frozen=True)
class Snippet:
    """A text, the kind that it is a case of, and where what must be found stands."""

    kind: Kind
    text: str
    start: int
    end: int
    contacts: Contacts
    label: str = ""

    def findings(self) -> list[ScreenFinding]:
        """What screening finds in it."""
        return screen(self.text, label=self.label, contacts=self.contacts)

    def __str__(self):
        return f"{self.kind}: {self.text!r}"


def read(kind: str, content: str) -> list[Snippet]:
    """The snippets of one file; one without its mark is refused."""
    told = tomllib.loads(content)
    contacts = Contacts(deputies=frozenset(told["ledger"])) if "ledger" in told else NO_CONTACTS
    found = []
    for one in told["snippets"]:
        marked, label = (one, "") if isinstance(one, str) else (one["text"], one["label"])
        before, quote, behind = marked.replace(CLOSE, OPEN).split(OPEN)
        place = len(before), len(before) + len(quote)
        found.append(Snippet(Kind(kind), before + quote + behind, *place, contacts, label))
    return found


SNIPPETS = [one for path in sorted(FOLDER.glob("*.toml")) for one in read(path.stem, path.read_text(encoding="utf-8"))]
