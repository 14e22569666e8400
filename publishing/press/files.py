"""The pressed folder (静态页): what the public may read, as plain files that any web server can serve.

A page lies in its address's folder as index.html, a file under its own name; what can be compressed lies beside
itself as .gz and .br, the same for the same bytes. The folder holds nothing else, so two of them can be compared.
"""

import fcntl
import gzip
import hashlib
import os
import re
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli

from publishing.press.headers import COMPRESSED, DOWNLOAD, INDEXES, MEDIA, content_type_of, suffix_of

KEYS = "/feedback/"
"Below it lie one-time pages: their addresses are keys."
ADMIN = "/admin/"
LIVE = (ADMIN, "/static/", "/healthz/", KEYS)
"Addresses below which nothing is ever pressed: Django answers there."
PART = re.compile(r"[^\x00-\x1f\x7f/\\%?#.][^\x00-\x1f\x7f/\\%?#]*")
LONGEST_PART = 200
"Bytes of a part of a path; file systems take 255, temporary names and suffixes included."
SIBLINGS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    ".gz": (lambda body: gzip.compress(body, 9, mtime=0), gzip.decompress),
    ".br": (lambda body: brotli.compress(body, quality=5), brotli.decompress),
}
"How each compressed form is made and read."

_held = threading.local()


@dataclass(frozen=True, slots=True)
class Replaced:
    """What putting a whole portal into the folder did, in addresses."""

    written: int
    unchanged: int
    removed: int


def names_of(path: str) -> tuple[str, ...]:
    """The files below the folder that an address may lie in, likeliest first; ValueError for one that no page may have.

    Refused is whatever could lead out of the folder, hide in it or mean two things: .., //, backslash, NUL, percent
    signs, names that begin with a dot, and the names that the folder itself gives (index.html, .gz, .br).
    """
    *folders, last = path[1:].split("/")
    parts = [*folders, last] if last else folders
    proper = all(PART.fullmatch(part) and len(part.encode()) <= LONGEST_PART for part in parts)
    if not path.startswith("/") or not proper or path.startswith(LIVE):
        raise ValueError(f"no page may have the address {path!r}")
    if not last:
        return tuple(f"{path[1:]}index.{suffix}" for suffix in INDEXES)
    named = "." in last or path.startswith(MEDIA)
    if not named or last.endswith(tuple(SIBLINGS)) or (last.startswith("index.") and suffix_of(last) in INDEXES):
        raise ValueError(f"no file may have the address {path!r}")
    return (path[1:],)


class PressedFolder:
    """The folder as addresses and bytes; every change is atomic for readers and made under the folder's lock."""

    def __init__(self, root: Path):
        self.root = Path(root)

    def write(self, path: str, body: bytes, content_type: str = "") -> bool:
        """Put a page or file there, with its compressed forms; False, and nothing touched, when it is so already.

        A content type is needed only for an address that ends in a slash and is no HTML, such as a feed's.
        """
        name, *others = self._named(path, content_type)
        with self.lock():
            file = self.root / name
            if _holds(file, body):
                return False
            file.parent.mkdir(parents=True, exist_ok=True)
            if suffix_of(name) in COMPRESSED:
                for sibling, (compress, _decompress) in SIBLINGS.items():
                    _replace(_beside(file, sibling), compress(body))
            _replace(file, body)  # last: who reads it anew finds its compressed forms renewed
            for other in others:
                _discard(self.root / other)
        return True

    def remove(self, path: str) -> bool:
        """Take away what lies at an address, and folders left empty; False when nothing does."""
        with self.lock():
            found = [_discard(self.root / name) for name in names_of(path)]
            self._prune((self.root / names_of(path)[0]).parent)
        return any(found)

    def replace_all(self, pages: Iterable[tuple[str, bytes] | tuple[str, bytes, str]]) -> Replaced:
        """Make the folder hold exactly these pages, as (path, body) or (path, body, content type).

        Pages stay readable meanwhile; should making one of them fail, nothing has been removed.
        """
        with self.lock():
            self._sweep()
            wanted: dict[str, bool] = {}
            for path, body, *content_type in pages:
                wanted[path] = self.write(path, body, *content_type)
            gone = self.paths() - wanted.keys()
            for path in gone:
                self.remove(path)
        return Replaced(written=sum(wanted.values()), unchanged=len(wanted) - sum(wanted.values()), removed=len(gone))

    def paths(self) -> set[str]:
        """Every address in the folder."""
        return {_path_of(name) for name in self._names() if _has_address(name)}

    def manifest(self) -> dict[str, str]:
        """The SHA-256 of every page and file, by address."""
        names = sorted(name for name in self._names() if _has_address(name))
        return {_path_of(name): _sha256(self.root / name) for name in names}

    def digest(self) -> str:
        """One SHA-256 over the names and bytes of everything in the folder, compressed forms included."""
        lines = (f"{_sha256(self.root / name)}  {name}\n" for name in sorted(self._names()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder alone, against other processes and threads; a thread that holds it may take it again."""
        held = _held.__dict__.setdefault("roots", set())
        root = self.root.resolve()
        if root in held:
            yield
            return
        root.parent.mkdir(parents=True, exist_ok=True)
        with root.with_name(f"{root.name}.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            held.add(root)
            try:
                yield
            finally:
                held.discard(root)

    def _named(self, path: str, content_type: str) -> list[str]:
        """The file to write an address into, then those that it must not lie in as well."""
        names = names_of(path)
        wanted = content_type.partition(";")[0].strip().lower()
        for name in names:
            served = content_type_of(f"/{name}")
            if not wanted or served == DOWNLOAD or served.partition(";")[0] == wanted:
                return [name, *(other for other in names if other != name)]
        raise ValueError(f"{path!r} cannot be {content_type!r}")

    def _names(self) -> Iterator[str]:
        """Every file by its name below the folder; a name that begins with a dot is one being written."""
        for folder, _folders, files in os.walk(self.root):
            below = Path(folder).relative_to(self.root)
            yield from ((below / file).as_posix() for file in files if not file.startswith("."))

    def _prune(self, folder: Path) -> None:
        while folder != self.root:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:  # not empty
                return
            folder = folder.parent

    def _sweep(self) -> None:
        """Remove what no run leaves when it ends: temporary files, files and links of others, what is left empty."""
        for folder, folders, files in os.walk(self.root, topdown=False):
            for link in (Path(folder) / name for name in folders):
                if link.is_symlink():
                    link.unlink()
            for file in (Path(folder) / name for name in sorted(files, key=_is_sibling)):
                of_a_page = file.with_suffix("").exists() if _is_sibling(file.name) else self._is_proper(file)
                if file.name.startswith(".") or not of_a_page:
                    file.unlink()
            self._prune(Path(folder))

    def _is_proper(self, file: Path) -> bool:
        return _has_address(file.relative_to(self.root).as_posix())


def _beside(file: Path, sibling: str) -> Path:
    return file.with_name(file.name + sibling)


def _is_sibling(name: str) -> bool:
    return name.endswith(tuple(SIBLINGS))


def _has_address(name: str) -> bool:
    """Whether a file is a page or file that readers may ask for: no compressed form, and nothing put there by hand."""
    try:
        return not _is_sibling(name) and name in names_of(_path_of(name))
    except ValueError:
        return False


def _path_of(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    is_index = last.startswith("index.") and last.removeprefix("index.") in INDEXES
    return f"/{folder}{slash}" if is_index else f"/{name}"


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _holds(file: Path, body: bytes) -> bool:
    """Whether the file and its compressed forms all say this; an interrupted run may have renewed only some."""
    try:
        if file.read_bytes() != body:
            return False
        if suffix_of(file.name) not in COMPRESSED:
            return True
        return all(read(_beside(file, sibling).read_bytes()) == body for sibling, (_, read) in SIBLINGS.items())
    except (OSError, EOFError, zlib.error, brotli.error):
        return False


def _replace(file: Path, body: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones; readable for the web server's own account."""
    temporary = file.with_name(f".{file.name}.new")
    temporary.write_bytes(body)
    os.replace(temporary, file)


def _discard(file: Path) -> bool:
    """Remove a file, then its compressed forms; whether it was there."""
    found = file.exists()
    for one in (file, *(_beside(file, sibling) for sibling in SIBLINGS)):
        one.unlink(missing_ok=True)
    return found
