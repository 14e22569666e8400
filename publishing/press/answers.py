"""What is answered where nothing is pressed (去向): led on (301), gone for good (410), or not found (404).

It lies beside the pressed folder in two forms: as JSON for `huiyin serve`, and as locations that nginx includes. Both
are read without the database.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from publishing.press.headers import pressed_headers
from publishing.press.into_place import Placing

NOT_FOUND, GONE, OUT_OF_ORDER = "/404/", "/410/", "/500/"
"Where the pages lie that say what went wrong; nobody reads them under these addresses."
ELDER = "/elder"
"The elder mode's pages are the same ones again below it, with a canonical link."
SEARCH = "/search/"
"Where readers search; never pressed, answered from the index."
MESSAGES = frozenset({NOT_FOUND, GONE, OUT_OF_ORDER, ELDER + NOT_FOUND, ELDER + GONE})
NUMBERED = ("pages", "documents", "images")
"What has a number of its own in the interface for programs."
_PLAIN = re.compile(r"[^\x00-\x1f\x7f\"\\$;{}]+")
"Addresses that stand in a configuration of nginx as they are."


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers by address, in both modes."""

    moved: dict[str, str] = field(default_factory=dict)
    "Where each address leads."
    gone: frozenset[str] = frozenset()
    "What was taken down."
    hidden: frozenset[str] = frozenset()
    "What was taken down for secrecy or privacy: in no way told from an address that never was, so neither form answers it."
    gone_numbers: dict[str, frozenset[int]] = field(default_factory=lambda: dict.fromkeys(NUMBERED, frozenset()))
    "The numbers in the interface for programs of what was taken down: pages, documents and images."

    def as_json(self) -> bytes:
        """As `huiyin serve` reads them."""
        said = {
            "moved": dict(sorted(self.moved.items())),
            "gone": sorted(self.gone),
            "hidden": sorted(self.hidden),
            "gone_numbers": {kind: sorted(self.gone_numbers[kind]) for kind in NUMBERED},
        }
        return json.dumps(said, ensure_ascii=False, indent=0).encode()

    def as_locations(self) -> bytes:
        """As nginx includes them into its server block."""
        return "".join(f"{line}\n" for line in self._locations()).encode()

    def _locations(self) -> Iterator[str]:
        headers = " ".join(f'add_header {name} "{value}" always;' for name, value in pressed_headers().items())
        for path, target in sorted(self.moved.items()):
            if _PLAIN.fullmatch(path):
                yield f'location = "{path}" {{ {headers} return 301 "{quote(target)}$is_args$args"; }}'
        for path in sorted(self.gone):
            if _PLAIN.fullmatch(path):
                yield f'location = "{path}" {{ error_page 410 {message_of(GONE, path)}index.html; return 410; }}'

    @classmethod
    def beside(cls, folder: Path) -> "Answers":
        """Those that the last run left beside a pressed folder; none where no run did."""
        try:
            said = json.loads(json_file(folder).read_bytes())
            numbers = said.get("gone_numbers", {})
            gone_numbers = {kind: frozenset(numbers.get(kind, ())) for kind in NUMBERED}
            return cls(dict(said["moved"]), frozenset(said["gone"]), frozenset(said["hidden"]), gone_numbers)
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def lay_beside(self, folder: Path) -> None:
        """Put both forms beside a pressed folder."""
        placing = Placing(folder.parent)
        placing.put(json_file(folder), self.as_json())
        placing.put(locations_file(folder), self.as_locations())
        placing.settle()

    def lie_beside(self, folder: Path) -> bool:
        """Whether both forms lie there as they are."""
        forms = {json_file(folder): self.as_json(), locations_file(folder): self.as_locations()}
        return all(file.exists() and file.read_bytes() == form for file, form in forms.items())


def json_file(folder: Path) -> Path:
    """Where `huiyin serve` looks for them."""
    return folder.with_name(f"{folder.name}.answers.json")


def locations_file(folder: Path) -> Path:
    """Where nginx looks for them."""
    return folder.with_name(f"{folder.name}.answers.conf")


def message_of(message: str, address: str) -> str:
    """The address of the page with the words, in the mode in which the reader is."""
    return ELDER + message if address.startswith(f"{ELDER}/") else message
