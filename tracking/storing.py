"""Where scans and attachments lie (附件存放处): a folder of this machine, or the store that STORAGES["private"] names.

Files are written and read by their names below it, through Django's own interface of storages; what lies there has no address.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "private"
"The name of the storage in settings.STORAGES; where it is not named there, the folder settings.PRIVATE_ROOT."
PARTIAL = ".part"
"What the name of a file ends with while it is being written."
ORPHANED_AFTER = 24 * 3600
"Seconds after which nobody is still writing a file that was begun."


class StoreTrouble(OSError):
    """The store of files did not do what it was asked for; its text says why, for an operator."""

    def __init__(self, why: str, name: str) -> None:
        super().__init__(None, why, name)

    def __str__(self) -> str:
        return self.strerror or ""


class PrivateFolder(FileSystemStorage):
    """The folder of private files (settings.PRIVATE_ROOT): a file stands there whole and on the disk, or not at all."""

    @property
    def base_location(self) -> str:
        """The folder, whichever it is now."""
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """The same, from the root of the disk."""
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        """None: a checked view alone hands these files out."""
        raise ValueError("private files have no address")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what lay under it is replaced."""
        return name

    def _save(self, name: str, content) -> str:
        write(Path(self.path(name)), content.read())
        return name


def private_files() -> Storage:
    """The storage of private files."""
    return storages[ALIAS] if ALIAS in settings.STORAGES else PrivateFolder()


def put(name: str, content: bytes) -> None:
    """Store bytes under this name among the private files, in the place of what lay there."""
    private_files().save(name, ContentFile(content))


def read(name: str) -> bytes:
    """The bytes of a private file; FileNotFoundError where there is none, OSError where the store does not answer."""
    with private_files().open(name) as file:
        return file.read()


def digest_of(file: File) -> str:
    """The SHA-256 of a stored file, read in portions."""
    found = hashlib.sha256()
    for portion in file.chunks():
        found.update(portion)
    return found.hexdigest()


def everything(storage: Storage, below: str = "") -> Iterator[str]:
    """The names of all files in a storage, or below a folder of it, in order."""
    if (all_names := getattr(storage, "all_names", None)) is not None:
        yield from all_names(below)
        return
    try:
        folders, files = storage.listdir(below)
    except FileNotFoundError:
        return
    for name in sorted([*folders, *files]):
        path = f"{below}/{name}" if below else name
        if name in files:
            yield path
        else:
            yield from everything(storage, path)


def clear_partial_files() -> int:
    """Remove what uploads that never ended left in the folder of private files (清理); how many there were."""
    before = time.time() - ORPHANED_AFTER
    orphans = [path for path in Path(settings.PRIVATE_ROOT).rglob(f"*{PARTIAL}") if path.stat().st_mtime < before]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def write(path: Path, content: bytes) -> None:
    """Write a file whole and flushed to the disk, or not at all: under a partial name first, which is then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(suffix=PARTIAL, prefix=path.name, dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _flush(folder)


def _flush(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that new files survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
