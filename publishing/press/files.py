"""The pressed folder (静态页): what the public may read, as plain files that any web server can serve.

A page lies in its address's folder as index.html, a file under its own name; what can be compressed lies beside
itself as .gz and .br, the same for the same bytes. The folder holds nothing else, so two of them can be compared;
what lies in it is noted beside it (imprint).
"""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli

from publishing.addresses import LONGEST_PART
from publishing.press import crew
from publishing.press.answers import ELDER
from publishing.press.headers import COMPRESSED, DOWNLOAD, INDEXES, MEDIA, content_type_of, suffix_of
from publishing.press.imprint import Imprint
from publishing.press.into_place import Placing, linked_copy, take_the_place
from publishing.press.withholding import Withheld

KEYS = "/feedback/"
"Below it lie one-time pages: their addresses are keys."
ADMIN = "/admin/"
LIVE = (ADMIN, "/api/", "/static/", "/healthz/", "/metrics/", KEYS)
"Addresses below which nothing is ever pressed: Django answers there."
PART = re.compile(r"[^\x00-\x1f\x7f/\\%?#.][^\x00-\x1f\x7f/\\%?#]*")
SIBLINGS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda body: gzip.compress(body, 9, mtime=0),
    ".br": lambda body: brotli.compress(body, quality=5),
}
"How each compressed form is made."
_SUFFIXES = tuple(SIBLINGS)
_INDEX_NAMES = frozenset(f"index.{suffix}" for suffix in INDEXES)

_held = threading.local()


def _runs() -> dict[Path, "Writing"]:
    """The folders that this thread holds."""
    return _held.__dict__.setdefault("roots", {})


@dataclass(frozen=True, slots=True)
class Replaced:
    """What putting a whole portal into the folder did, in addresses."""

    written: frozenset[str]
    unchanged: frozenset[str]
    removed: frozenset[str]


@dataclass(frozen=True, slots=True)
class FolderFaults:
    """In what the folder is not as the last run left it: addresses, and the names of files that have none."""

    altered: frozenset[str] = frozenset()
    "Other bytes than were pressed, torn ones included."
    missing: frozenset[str] = frozenset()
    "Pressed, and no longer there, or not in every form."
    foreign: frozenset[str] = frozenset()
    "Names of files that no run put there."


@dataclass(slots=True)
class Writing:
    """One holding of the folder's lock: what is on its way into place, and the imprint that it leaves."""

    placing: Placing
    imprint: Imprint
    copy: Path | None = None
    "Where it writes while what it writes is to become visible at one moment."


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
    if not named or last.endswith(_SUFFIXES) or (last.startswith("index.") and suffix_of(last) in INDEXES):
        raise ValueError(f"no file may have the address {path!r}")
    return (path[1:],)


class PressedFolder:
    """The folder as addresses and bytes; every change is atomic for readers and made under the folder's lock."""

    def __init__(self, place: Path):
        self.place = Path(place)
        self._key = self.place.resolve()
        self.withheld = Withheld(self._key)

    @property
    def root(self) -> Path:
        """Where its files are written and looked at: the folder, or within `together` the copy that takes its place."""
        run = _runs().get(self._key)
        return run.copy if run is not None and run.copy is not None else self.place

    def write(self, path: str, body: bytes, content_type: str = "") -> bool:
        """Put a page or file there, with its compressed forms; False, and nothing touched, when it is so already.

        A content type is needed only for an address that ends in a slash and is no HTML, such as a feed's.
        """
        name, *others = self._named(path, content_type)
        with self.lock() as run:
            if self._holds(run, name, body):
                return False
            forms = {name + sibling: compress(body) for sibling, compress in _forms_of(name).items()}
            forms[name] = body  # last: who reads it anew finds its compressed forms renewed
            run.imprint.note({form: _sha256_of(content) for form, content in forms.items()})
            for form, content in forms.items():
                run.placing.put(self.root / form, content)
            for other in others:
                self._discard(run, other)
        return True

    def remove(self, path: str) -> bool:
        """Take away what lies at an address, and folders left empty; False when nothing does."""
        with self.lock() as run:
            found = [self._discard(run, name) for name in names_of(path)]
            self._prune((self.root / names_of(path)[0]).parent)
        return any(found)

    def withhold(self, paths: Iterable[str]) -> None:
        """Let no run put anything at these addresses, the one that holds the folder now included, until they are lifted."""
        self.withheld.hold(_all_names(paths))

    def lift(self, paths: Iterable[str]) -> None:
        """Let these addresses be written again."""
        self.withheld.lift(_all_names(paths))

    def sweep_withheld(self) -> None:
        """Take away what lies at withheld addresses, without waiting for who holds the folder: the run that follows forgets it."""
        self.withheld.sweep(self._key)

    def replace_all(self, pages: Iterable[tuple[str, bytes] | tuple[str, bytes, str]]) -> Replaced:
        """Make the folder hold exactly these pages, as (path, body) or (path, body, content type).

        Pages stay readable meanwhile; should making one of them fail, nothing has been removed.
        """
        with self.lock() as run:
            self.sweep()
            wanted: dict[str, bool] = {}
            for path, body, *content_type in pages:
                wanted[path] = self.write(path, body, *content_type)
            return self._nothing_else(run, wanted)

    def make_all(self, plates: Mapping[str, tuple[Callable[[], bytes], str]], processes: int) -> Replaced:
        """The same, with the pages made, compressed and written by so many processes; raises CrewFailed.

        `plates`: how each page is made, and its content type. Pages of one folder are made by one process.
        """
        if not crew.may_share(processes, len(plates)):
            return self.replace_all((path, make(), said) for path, (make, said) in plates.items())
        with self.lock() as run:
            self.sweep()
            run.placing.settle()
            run.imprint.begin()

            def make(paths: list[str]) -> tuple[dict[str, bool], dict[str, str]]:
                written = {path: self.write(path, plates[path][0](), plates[path][1]) for path in paths}
                run.placing.settle()
                left = run.imprint.files
                names = [
                    form
                    for path in paths
                    for name in names_of(path)
                    for form in (name, *(name + one for one in SIBLINGS))
                ]
                return written, {name: left[name] for name in names if name in left}

            wanted: dict[str, bool] = {}
            for written, noted in crew.shared(make, crew.shares(plates, processes, together=_folder_of)):
                wanted |= written
                run.imprint.note(noted)
            return self._nothing_else(run, wanted)

    def _nothing_else(self, run: Writing, wanted: dict[str, bool]) -> Replaced:
        """Take away all but these addresses, each with whether it was written now."""
        gone = self.paths() - wanted.keys()
        for path in gone:
            self.remove(path)
        run.imprint.forget(run.imprint.files.keys() - set(self._everything()))
        run.imprint.settle_doubts()
        written = frozenset(path for path, is_new in wanted.items() if is_new)
        return Replaced(written, frozenset(wanted.keys() - written), frozenset(gone))

    def look_over(self, *, closely: bool) -> FolderFaults:
        """Compare the folder with what the last run left: by names, or closely, by the bytes of every file.

        Where no run left an imprint to be trusted, nothing can be told.
        """
        with self.lock() as run:
            if run.imprint.is_doubtful:
                return FolderFaults()
            there, left = set(self._everything()), run.imprint.files
            both = there & left.keys() if closely else ()
            altered = [name for name in both if _digest_of(self.root / name) != left[name]]
            return FolderFaults(_addresses(altered), _addresses(left.keys() - there), frozenset(there - left.keys()))

    def paths(self) -> set[str]:
        """Every address in the folder."""
        return {_path_of(name) for name in self._names() if _has_address(name)}

    def noted(self) -> frozenset[str]:
        """Every address at which the last run left something, without a look at the folder."""
        with self.lock() as run:
            return frozenset(_path_of(name) for name in run.imprint.files if not name.endswith(_SUFFIXES))

    def manifest(self) -> dict[str, str]:
        """The SHA-256 of every page and file, by address."""
        names = sorted(name for name in self._names() if _has_address(name))
        return {_path_of(name): _sha256(self.root / name) for name in names}

    def digest(self) -> str:
        """One SHA-256 over the names and bytes of everything in the folder, compressed forms included."""
        lines = (f"{_sha256(self.root / name)}  {name}\n" for name in sorted(self._names()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @contextmanager
    def lock(self) -> Iterator[Writing]:
        """Hold the folder alone, against other processes and threads; a thread that holds it may take it again.

        When the thread lets go, what it wrote is in its place, on the disk, and noted.
        """
        held, root = _runs(), self._key
        if root in held:
            yield held[root]
            return
        root.parent.mkdir(parents=True, exist_ok=True)
        with root.with_name(f"{root.name}.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            held[root] = run = Writing(self._placing(), Imprint.of(root))
            try:
                yield run
            finally:
                del held[root]
                run.placing.settle()
                run.imprint.end()

    @contextmanager
    def together(self) -> Iterator[Writing]:
        """Hold the folder, and let all that is written meanwhile become visible at one moment, or none of it.

        It is written into a copy of links, which takes the folder's place in the end. Whoever is killed before leaves
        the folder as it was, and whoever is killed after leaves it as it is to be.
        """
        with self.lock() as run:
            if run.copy is not None:
                yield run
                return
            run.placing.settle()
            before, doubts = dict(run.imprint.files), run.imprint.is_doubtful
            self._key.mkdir(exist_ok=True)
            copy = self._key.with_name(f"{self._key.name}.next")
            linked_copy(self._key, copy)
            run.copy, run.placing = copy, Placing(copy, withheld=self.withheld)
            try:
                yield run
                run.placing.settle()
            except BaseException:
                run.imprint.files, run.imprint.is_doubtful = before, doubts
                shutil.rmtree(copy)
                raise
            else:
                self.withheld.sweep(copy)
                take_the_place(copy, self._key)
                self.withheld.sweep(self._key)
            finally:
                run.copy, run.placing = None, self._placing()

    def _placing(self) -> Placing:
        return Placing(self.place, withheld=self.withheld)

    def _named(self, path: str, content_type: str) -> list[str]:
        """The file to write an address into, then those that it must not lie in as well."""
        names = names_of(path)
        wanted = content_type.partition(";")[0].strip().lower()
        for name in names:
            served = content_type_of(f"/{name}")
            if not wanted or served == DOWNLOAD or served.partition(";")[0] == wanted:
                return [name, *(other for other in names if other != name)]
        raise ValueError(f"{path!r} cannot be {content_type!r}")

    def _holds(self, run: Writing, name: str, body: bytes) -> bool:
        """Whether the file holds this, and its compressed forms what they were pressed with, or would be now."""
        left, digest = run.imprint.files, _sha256_of(body)
        is_known = left.get(name) == digest
        forms = {name: digest}
        if _digest_of(self.root / name) != digest:
            return False
        for sibling, compress in _forms_of(name).items():
            form = name + sibling
            forms[form] = left.get(form, "") if is_known else _sha256_of(compress(body))
            if _digest_of(self.root / form) != forms[form]:
                return False
        run.imprint.note(forms)
        return True

    def _discard(self, run: Writing, name: str) -> bool:
        """Remove a file, then its compressed forms; whether it was there."""
        run.placing.settle()
        names = [name, *(name + sibling for sibling in SIBLINGS)]
        there = [one for one in names if (self.root / one).exists()]
        if there:
            run.imprint.begin()
            run.placing.changed((self.root / name).parent)
        for one in there:
            (self.root / one).unlink(missing_ok=True)
        run.imprint.forget(names)
        return name in there

    def _everything(self) -> Iterator[str]:
        """Every file and link by its name below the folder, after what this run wrote was moved into place."""
        if (run := _runs().get(self._key)) is not None:
            run.placing.settle()
        return _names_below(os.fspath(self.root))

    def _names(self) -> Iterator[str]:
        """Every file by its name below the folder; a name that begins with a dot is one being written."""
        return (name for name in self._everything() if not name.rpartition("/")[2].startswith("."))

    def _prune(self, folder: Path) -> None:
        while folder != self.root:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:  # not empty
                return
            folder = folder.parent

    def sweep(self) -> None:
        """Remove what no run leaves when it ends: temporary files, files and links of others, what is left empty."""
        for folder, folders, files in os.walk(self.root, topdown=False):
            for link in (Path(folder) / name for name in folders):
                if link.is_symlink():
                    link.unlink()
            for file in (Path(folder) / name for name in sorted(files, key=_is_sibling)):
                of_a_page = _is_form(file) if _is_sibling(file.name) else self._is_proper(file)
                if file.name.startswith(".") or not of_a_page:
                    file.unlink(missing_ok=True)
            self._prune(Path(folder))

    def _is_proper(self, file: Path) -> bool:
        return _has_address(file.relative_to(self.root).as_posix())


def _names_below(root: str) -> Iterator[str]:
    """Every file and link below a folder; a hundred thousand in a third of a second."""
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            with os.scandir(f"{root}/{below}") as found:
                for one in found:
                    if one.is_dir(follow_symlinks=False):
                        folders.append(f"{below}{one.name}/")
                    else:
                        yield below + one.name
        except FileNotFoundError:
            continue


def _folder_of(path: str) -> str:
    """The folder that an address lies in, of its standard mode: what is read from the same content."""
    return path.removeprefix(ELDER).rpartition("/")[0]


def _all_names(paths: Iterable[str]) -> list[str]:
    """Every file that may lie at these addresses, compressed forms included; of each the plain one first."""
    return [name + form for path in paths for name in names_of(path) for form in ("", *SIBLINGS)]


def _is_sibling(name: str) -> bool:
    return name.endswith(_SUFFIXES)


def _has_address(name: str) -> bool:
    """Whether a file is a page or file that readers may ask for: no compressed form, and nothing put there by hand."""
    try:
        return not _is_sibling(name) and name in names_of(_path_of(name))
    except ValueError:
        return False


def _path_of(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return f"/{folder}{slash}" if last in _INDEX_NAMES else f"/{name}"


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forms_of(name: str) -> dict[str, Callable[[bytes], bytes]]:
    """The compressed forms that lie beside a file of this name."""
    return SIBLINGS if suffix_of(name) in COMPRESSED else {}


def _is_form(file: Path) -> bool:
    """Whether it is a compressed form of a file that lies there and has such forms."""
    page = file.with_suffix("")
    return file.suffix in _forms_of(page.name) and page.exists()


def _digest_of(file: Path) -> str:
    """The digest of a file's bytes; empty when it cannot be read."""
    try:
        return _sha256(file)
    except OSError:
        return ""


def _sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _addresses(names: Iterable[str]) -> frozenset[str]:
    """The addresses that files belong to, compressed forms included."""
    return frozenset(_path_of(name.rpartition(".")[0] if _is_sibling(name) else name) for name in names)
