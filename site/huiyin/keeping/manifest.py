"""The manifest of a backup (备份清单): every file with size and SHA-256, and of which state of the ledger it is."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import PurePosixPath

from huiyin.keeping.troubles import Trouble

NAME = "manifest.json"
FORMAT = 1
PORTABLE = "portable"
"What `database` says where the rows are JSON lines, for a database of any kind."


@dataclass(frozen=True)
class Entry:
    """One file of a backup."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a database holds: the chain's head, how many items, whether there is a portal, and its migrations."""

    number: int
    head: str
    items: int
    has_portal: bool
    migrations: list[str]


@dataclass(frozen=True)
class Manifest:
    """What a backup is of, and what lies in it."""

    database: str
    "sqlite, postgresql or portable."
    taken: str
    "The moment before the database was copied, in ISO form: what was committed until then is in it."
    contents: Contents
    files: list[Entry] = field(default_factory=list)
    release: str = field(default_factory=lambda: version("huiyin"))
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        """When it was taken."""
        return datetime.fromisoformat(self.taken)

    @property
    def size(self) -> int:
        """Bytes of all files, unpacked."""
        return sum(entry.size for entry in self.files)

    def written(self) -> bytes:
        """As it lies in the backup."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """A manifest from its bytes; Trouble for one that this program can't read."""
        try:
            said = json.loads(text)
            if said["format"] != FORMAT:
                raise Trouble(
                    f"备份的格式是 {said['format']}，本程序（{version('huiyin')}）不认识：请用新一些的程序恢复。"
                )
            datetime.fromisoformat(said["taken"])
            files = [Entry(**entry) for entry in said.pop("files")]
            contents = Contents(**said.pop("contents"))
            if not isinstance(contents.migrations, list):
                raise TypeError(contents.migrations)
            found = cls(files=files, contents=contents, **said)
        except (ValueError, KeyError, TypeError) as problem:
            raise Trouble(f"备份清单 {NAME} 读不出来：文件已损坏，或不是回音的备份。") from problem
        for entry in found.files:
            if not is_safe(entry.path):
                raise Trouble(f"备份里的路径“{entry.path}”不在应有的位置：这不是回音的备份，没有恢复。")
        return found


def is_safe(path: str) -> bool:
    """Whether a path of a backup stays inside the folder that it is unpacked into."""
    parts = PurePosixPath(path).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and not set("\\\0") & set(path)
