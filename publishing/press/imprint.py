"""The imprint (印记): what the last run left in the pressed folder, by name and digest, and from which database.

It lies beside the folder, which holds nothing but pages. By it a run sees what was altered, lost or put there since,
whether the run before was cut off, and that another database is not to take the portal's place. A line of JSON says all
of it, and a line more what a later run changed, so that a change costs no more in a large folder.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from publishing.press.into_place import Placing, flush

SHARE = 8
"A run that changed more than one in so many names writes all of them anew, as does one after so many changes."


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
    _before: dict[str, str | None] = field(default_factory=dict, repr=False)
    "Of the names that changed since, the digests that the file says; None: it says none."
    _said: int = 0
    "How many names the file says."
    _appended: int = 0
    "How many names its later lines speak of."

    @classmethod
    def of(cls, root: Path) -> "Imprint":
        """The imprint of a folder; an empty one where there is none that can be read."""
        found = cls(root)
        try:
            first, *later = found.file.read_bytes().removesuffix(b"\n").split(b"\n")
            if first == b"{":  # as earlier releases wrote it, in many lines
                first, later = b"".join([first, *later]), []
            said = json.loads(first)
            found.files, found.source = said["files"], said["source"]
            for line in map(json.loads, later):
                found.source = line["source"]
                found.files |= line["files"]
                for name in line["gone"]:
                    del found.files[name]
                found._appended += len(line["files"]) + len(line["gone"])
        except (OSError, ValueError, KeyError, TypeError):
            found.files, found.source = {}, {}
            found.is_doubtful = root.is_dir()
        found._said = len(found.files)
        found.is_doubtful = found.is_doubtful or found._marker.exists()
        return found

    @property
    def file(self) -> Path:
        """Where it is kept; every run that changed something writes it anew, or a line more into it."""
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
        now = {name: self.files.get(name) for name, before in self._before.items() if self.files.get(name) != before}
        files = {name: digest for name, digest in now.items() if digest is not None}
        gone = sorted(now.keys() - files.keys())
        changes = self._appended + len(now)
        if changes * SHARE > self._said:
            placing = Placing(self.file.parent)
            placing.put(self.file, _line({"source": self.source, "files": dict(sorted(self.files.items()))}))
            placing.settle()
            self._appended = 0
        else:
            with self.file.open("ab") as stream:
                stream.write(_line({"source": self.source, "files": files, "gone": gone}))
                stream.flush()
                os.fsync(stream.fileno())
            self._appended = changes
        self._before, self._said = {}, len(self.files)
        if not self.is_doubtful:
            self._marker.unlink(missing_ok=True)
        self._changed = False

    def note(self, files: dict[str, str]) -> None:
        """Note the digests of files that were written, or were found as they should be."""
        if not files.items() <= self.files.items():
            self.begin()
            self._remember(files)
            self.files |= files

    def forget(self, names: Iterable[str]) -> None:
        """Note that these files were removed."""
        if gone := self.files.keys() & set(names):
            self.begin()
            self._remember(gone)
        for name in gone:
            del self.files[name]

    def _remember(self, names: Iterable[str]) -> None:
        for name in names:
            self._before.setdefault(name, self.files.get(name))

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


def _line(said: dict) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
