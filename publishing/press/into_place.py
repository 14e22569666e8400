"""Putting files into place (落盘): whole, and on the disk before anybody sees them, so that a power cut tears none."""

import ctypes
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from publishing.press.withholding import Withheld

AT_ONCE = 256
"Files that are written before they are flushed together; one by one would take ten times as long."
FLUSHING = 8


class Placing:
    """Files on their way into a folder: written beside their places, then moved into them, so that a reader finds the old or the new one whole."""

    def __init__(self, root: Path, at_once: int = AT_ONCE, withheld: Withheld | None = None):
        self.root = root
        self._at_once = at_once
        self._withheld = withheld
        self._written: list[tuple[Path, Path]] = []
        self._folders: set[Path] = set()

    def put(self, file: Path, body: bytes) -> None:
        """Write a file's new bytes beside it; readable for the web server's own account."""
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}.new")
        temporary.write_bytes(body)
        self._written.append((temporary, file))
        self.changed(file.parent)
        if len(self._written) >= self._at_once:
            self.settle()

    def changed(self, folder: Path) -> None:
        """Note that names in a folder came or went."""
        while folder != self.root and folder not in self._folders:
            self._folders.add(folder)
            folder = folder.parent
        self._folders.add(self.root)

    def settle(self) -> None:
        """Have everything in its place and on the disk; readers see the old bytes or the new ones."""
        written, self._written = self._written, []
        flush(temporary for temporary, _file in written)
        held = {self.root / name for name in self._withheld.names()} if self._withheld and written else ()
        for temporary, file in written:
            if file in held:
                temporary.unlink()
            else:
                os.replace(temporary, file)
        if self._withheld and written:
            self._withheld.sweep(self.root)
        folders, self._folders = self._folders, set()
        flush(folder for folder in folders if folder.is_dir())


# A folder as a whole ---------------------------------------------------------------------------
def linked_copy(folder: Path, copy: Path) -> None:
    """Lay a second folder beside one, of the same files: what is put into it later leaves the first as it is."""
    shutil.rmtree(copy, ignore_errors=True)
    for here, _folders, files in os.walk(folder):
        there = copy / Path(here).relative_to(folder)
        there.mkdir(parents=True)
        shutil.copystat(here, there)
        for name in files:
            try:
                os.link(f"{here}/{name}", there / name, follow_symlinks=False)
            except FileNotFoundError:  # taken down this moment
                pass
            except OSError:  # another file system, or another owner's file
                shutil.copy2(f"{here}/{name}", there / name, follow_symlinks=False)


def take_the_place(copy: Path, folder: Path) -> None:
    """Let a folder become another's successor at one moment, and remove what was there before.

    Where the system cannot exchange two folders, a mounted one above all, the files are moved in one after another.
    """
    if exchanged(copy, folder):
        flush([folder.parent])
    else:
        pour(copy, folder)
    shutil.rmtree(copy)


def exchanged(one: Path, other: Path) -> bool:
    """Whether two folders could be exchanged, which no reader sees half done."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def pour(copy: Path, folder: Path) -> None:
    """Make a folder hold what another does: everything new is on the disk before the first name changes."""
    wanted, there = set(_files(copy)), set(_files(folder))
    placing = Placing(folder, at_once=len(wanted) + 1)
    for name in sorted(wanted):
        if name not in there or not _is_same(copy / name, folder / name):
            placing.put(folder / name, (copy / name).read_bytes())
    placing.settle()
    for name in there - wanted:
        (folder / name).unlink(missing_ok=True)
    for empty in [here for here, folders, files in os.walk(folder, topdown=False) if Path(here) != folder]:
        if not os.listdir(empty):
            os.rmdir(empty)


def _files(folder: Path) -> Iterator[str]:
    for here, _folders, files in os.walk(folder):
        yield from (os.path.relpath(f"{here}/{name}", folder) for name in files)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other) or one.read_bytes() == other.read_bytes()
    except FileNotFoundError:  # taken down this moment
        return False


def flush(paths: Iterable[Path]) -> None:
    """Have files, or the names in folders, on the disk."""
    paths = list(paths)
    if len(paths) < FLUSHING:
        for path in paths:
            _flush(path)
        return
    with ThreadPoolExecutor(FLUSHING) as pool:
        list(pool.map(_flush, paths))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def signature_of(file: Path | str) -> tuple[int, int, int] | None:
    """What changes whenever a file is written anew; None when there is no such file."""
    try:
        stat = os.stat(file)
    except (OSError, ValueError):
        return None
    return (stat.st_ino, stat.st_mtime_ns, stat.st_size)
