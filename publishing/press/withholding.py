"""What is taken down goes at once (立即撤下): its files are removed beside whatever run is at work, which does not put them back.

The names of such files lie beside the pressed folder, one file each, until a run has read the portal after the take-down. Who
puts files into place looks at them before and after; so neither has to wait for the other.
"""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

NEW = ".new"


class Withheld:
    """The names of files that nobody may put into a pressed folder for now."""

    def __init__(self, root: Path) -> None:
        self.folder = root.with_name(f"{root.name}.withheld")

    def names(self) -> frozenset[str]:
        """All of them, by their names below the pressed folder."""
        try:
            there = os.listdir(self.folder)
        except FileNotFoundError:
            return frozenset()
        found = set()
        for one in there:
            if not one.endswith(NEW):
                with suppress(FileNotFoundError):
                    found.add((self.folder / one).read_text(encoding="utf-8"))
        return frozenset(found)

    def hold(self, names: Iterable[str]) -> None:
        """Let nobody put these there from now on."""
        self.folder.mkdir(exist_ok=True)
        for name in names:
            mark = self._mark(name)
            new = mark.with_name(f"{mark.name}.{os.getpid()}{NEW}")
            new.write_text(name, encoding="utf-8")
            os.replace(new, mark)

    def lift(self, names: Iterable[str]) -> None:
        """Let these be put there again: whoever does has read the portal since."""
        for name in names:
            self._mark(name).unlink(missing_ok=True)

    def sweep(self, root: Path) -> None:
        """Remove from a folder what is withheld, plain files before their compressed forms."""
        for name in sorted(self.names()):
            with suppress(FileNotFoundError, NotADirectoryError):
                (root / name).unlink()

    def _mark(self, name: str) -> Path:
        return self.folder / hashlib.sha256(name.encode()).hexdigest()
