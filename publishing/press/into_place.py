"""Putting files into place (落盘): whole, and on the disk before anybody sees them, so that a power cut tears none."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 256
"Files that are written before they are flushed together; one by one would take ten times as long."
FLUSHING = 8


class Placing:
    """Files on their way into a folder: written beside their places, then moved into them, so that a reader finds the old or the new one whole."""

    def __init__(self, root: Path):
        self.root = root
        self._written: list[tuple[Path, Path]] = []
        self._folders: set[Path] = set()

    def put(self, file: Path, body: bytes) -> None:
        """Write a file's new bytes beside it; readable for the web server's own account."""
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}.new")
        temporary.write_bytes(body)
        self._written.append((temporary, file))
        self.changed(file.parent)
        if len(self._written) >= AT_ONCE:
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
        for temporary, file in written:
            os.replace(temporary, file)
        folders, self._folders = self._folders, set()
        flush(folder for folder in folders if folder.is_dir())


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
