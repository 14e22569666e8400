"""What findings are found with (筛查依据): the program and the telephones known, in one digest, by which results are kept."""

from functools import cache
from pathlib import Path

from publishing.screening import Contacts
from tracking.versions import canonical, sha256

A_DAY = 24 * 60 * 60
"Seconds for which what was found in the same words is kept."


@cache
def _program() -> str:
    """The digest of the screening itself: with other rules, everything is read anew."""
    parts = sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in {".py", ".toml"})
    return sha256("".join(path.read_text(encoding="utf-8") for path in parts))


def basis_of(contacts: Contacts) -> str:
    """The digest of the rules and of the telephones and mailboxes known."""
    return sha256(canonical([_program(), sorted(contacts.offices), sorted(contacts.deputies)]))
