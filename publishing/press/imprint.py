"""The imprint (印记): what the last run left in the pressed folder, by name and digest, and from which database.

It lies beside the folder, which holds nothing but pages. By it a run sees what was altered, lost or put there since,
whether the run before was cut off, and that another database is not to take the portal's place.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from publishing.press.into_place import Placing, flush


@dataclass
class Imprint:
    """The names and digests of everything in a pressed folder."""

    root: Path
    files: dict[str, str] = field(default_factory=dict)
    "Name below the folder, compressed forms included → SHA-256."
    source: dict = field(default_factory=dict)
    "The database that was pressed, as who presses names it; empty when that is not known."
    is_doubtful: bool = False
    "A run before was cut off or left no imprint: until the whole folder has been gone through, nothing noted is trusted."
    _changed: bool = False

    @classmethod
    def of(cls, root: Path) -> "Imprint":
        """The imprint of a folder; an empty one where there is none that can be read."""
        found = cls(root)
        try:
            said = json.loads(found.file.read_bytes())
            found.files, found.source = said["files"], said["source"]
        except (OSError, ValueError, KeyError, TypeError):
            found.is_doubtful = root.is_dir()
        found.is_doubtful = found.is_doubtful or found._marker.exists()
        return found

    @property
    def file(self) -> Path:
        """Where it is kept; written anew by every run that changed something."""
        return self.root.with_name(f"{self.root.name}.json")

    @property
    def _marker(self) -> Path:
        return self.root.with_name(f"{self.root.name}.unfinished")

    def begin(self) -> None:
        """Leave the mark of an unfinished run, before the first change."""
        if not self._changed:
            self._changed = True
            self._marker.touch()
            flush([self._marker.parent])

    def end(self) -> None:
        """Save the imprint and take the mark away, after the last change of a run."""
        if not self._changed:
            return
        placing = Placing(self.file.parent)
        said = {"source": self.source, "files": dict(sorted(self.files.items()))}
        placing.put(self.file, json.dumps(said, ensure_ascii=False, indent=0).encode())
        placing.settle()
        if not self.is_doubtful:
            self._marker.unlink(missing_ok=True)
        self._changed = False

    def note(self, files: dict[str, str]) -> None:
        """Note the digests of files that were written, or were found as they should be."""
        if not files.items() <= self.files.items():
            self.begin()
            self.files |= files

    def forget(self, names: Iterable[str]) -> None:
        """Note that these files were removed."""
        for name in self.files.keys() & set(names):
            self.begin()
            del self.files[name]

    def settle_doubts(self) -> None:
        """Trust the imprint again, once the whole folder has been gone through."""
        if self.is_doubtful:
            self.begin()
            self.is_doubtful = False

    def pressed_by(self, source: dict) -> None:
        """Note which database the folder shows from now on."""
        if source != self.source:
            self.begin()
            self.source = source
