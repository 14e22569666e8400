"""One file for everything (打包): a zip that is written and read in a stream, each file with its digest.

Any office machine can open it. What is packed already (scans, images, PostgreSQL's own dump) is stored as it is.
"""

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.files.storage import Storage

from huiyin.keeping.manifest import NAME, Entry, Manifest
from huiyin.keeping.troubles import Trouble, WrongUse, in_words
from tracking import storing

AT_ONCE = 1024 * 1024
"Bytes that are read at a time: memory stays the same however large a file is."
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError)
"What zipfile raises for bytes that are not as they were written."
LEFT = ".unfinished"
"What the name of the folder ends with in which a backup is being written."


class Packer:
    """A backup being written, with a folder beside it for what must lie on the disk meanwhile."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path):
        self.folder = folder
        self.entries: list[Entry] = []
        self._archive = archive

    def add(self, path: str, source: IO[bytes], *, pack: bool = False) -> None:
        """Add a file under this path, in portions; `pack` what is not packed already."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(_member(path, pack=pack), "w", force_zip64=True) as target:
            while portion := source.read(AT_ONCE):
                target.write(portion)
                digest.update(portion)
                size += len(portion)
        self.entries.append(Entry(path, size, digest.hexdigest()))

    def add_folder(self, name: str, root: Path) -> None:
        """Add every file below a folder; what is being written just now, or was removed meanwhile, no row speaks of."""
        for folder, folders, names in os.walk(root):
            folders.sort()
            for one in sorted(names):
                path = Path(folder) / one
                if one.endswith(".part"):
                    continue
                try:
                    source = path.open("rb")
                except FileNotFoundError:
                    continue
                with source:
                    self.add(f"{name}/{path.relative_to(root).as_posix()}", source)

    def add_store(self, name: str, store: Storage) -> None:
        """Add every file of an object store, as if it lay in a folder."""
        for path in storing.everything(store):
            try:
                source = store.open(path)
            except FileNotFoundError:
                continue
            with source:
                self.add(f"{name}/{path}", source)

    def close_with(self, manifest: Manifest) -> None:
        """Add the manifest, last."""
        self._archive.writestr(_member(NAME, pack=True), manifest.written())


def _member(path: str, *, pack: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, time.localtime()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


@contextmanager
def packing(target: Path) -> Iterator[Packer]:
    """Write a file that stands under its name only once it is whole and on the disk; nothing is left of one that failed."""
    refuse_target(target)
    try:
        with unfinished(target) as folder:
            partial = folder / "whole.zip"
            descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w+b") as file:
                with zipfile.ZipFile(file, "w") as archive:
                    yield Packer(archive, folder)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, target)
            flush(target.parent)
    except OSError as problem:
        raise Trouble(f"备份没有写成。{in_words(problem, problem.filename or target)}") from problem


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A folder beside a file that is being written; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=LEFT, dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_unfinished(folder: Path) -> int:
    """Remove what backups left that were killed; how many. Only while no other backup is under way."""
    left = list(folder.glob(f".*{LEFT}"))
    for one in left:
        shutil.rmtree(one, ignore_errors=True)
    return len(left)


def refuse_target(target: Path) -> None:
    """Say why a file can't be written here, before anything is begun."""
    try:
        is_folder, is_there, has_parent = target.is_dir(), target.exists(), target.parent.is_dir()
    except OSError as problem:
        raise WrongUse(in_words(problem, target)) from problem
    if is_folder:
        raise WrongUse(f"{target} 是文件夹：请写上文件名，例如 {target / 'huiyin.zip'}。")
    if is_there:
        raise WrongUse(f"{target} 已经有了：为了不盖掉旧的备份，请另取一个名字。")
    if not has_parent:
        raise WrongUse(f"没有文件夹 {target.parent}：请先建立，或换一个位置。")


def flush(folder: Path) -> None:
    """Have a folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Packed:
    """A backup that is there, with its manifest read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile):
        self.path = path
        self._archive = archive
        names = set(archive.namelist())
        if NAME not in names:
            # Cut off behind a file that is a ZIP itself (a Word file), it reads as that one, which does not begin the file.
            if all(one.header_offset > 0 for one in archive.infolist()):
                raise Trouble(_cut_off(path))
            raise Trouble(f"{path} 里没有清单 {NAME}：这不是回音的备份，或已损坏。")
        try:
            self.manifest = Manifest.read(archive.read(NAME))
        except BROKEN as problem:
            raise Trouble(f"{path}：清单 {NAME} 已损坏，请用另一份备份。") from problem
        wanted = {entry.path for entry in self.manifest.files}
        if missing := sorted(wanted - names):
            raise Trouble(f"{path}：缺少 {_some(missing)}。备份不完整，没有恢复。")
        if surplus := sorted(names - wanted - {NAME}):
            raise Trouble(f"{path}：清单里没有 {_some(surplus)}。备份被改动过，没有恢复。")

    def check(self) -> None:
        """Read everything and compare it with the manifest; Trouble names the first file that is otherwise."""
        for entry in self.manifest.files:
            for _portion in self.portions(entry):
                pass

    def unpack(self, folder: Path) -> None:
        """Lay every file into a folder, comparing each with the manifest while it is written."""
        for entry in self.manifest.files:
            target = folder / entry.path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                for portion in self.portions(entry):
                    file.write(portion)
                file.flush()
                os.fsync(file.fileno())

    def portions(self, entry: Entry) -> Iterator[bytes]:
        """A file's bytes in portions; Trouble where they are not those of the manifest."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._archive.open(entry.path) as source:
                while portion := source.read(AT_ONCE):
                    digest.update(portion)
                    size += len(portion)
                    if size > entry.size:
                        break
                    yield portion
        except BROKEN as problem:
            raise Trouble(self._broken(entry)) from problem
        if (size, digest.hexdigest()) != (entry.size, entry.sha256):
            raise Trouble(self._broken(entry))

    def _broken(self, entry: Entry) -> str:
        return f"{self.path}：其中的 {entry.path} 已损坏（与清单的校验值不符）。没有恢复，请用另一份备份。"


@contextmanager
def packed(path: Path) -> Iterator[Packed]:
    """Open a backup for reading."""
    if not path.is_file():
        raise WrongUse(f"没有备份文件 {path}：请核对路径。")
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as problem:
        raise Trouble(_cut_off(path)) from problem
    except OSError as problem:
        raise Trouble(in_words(problem, path)) from problem
    with archive:
        yield Packed(path, archive)


def _some(names: list[str], most: int = 5) -> str:
    return "、".join(names[:most]) + (f" 等 {len(names)} 个文件" if len(names) > most else "")


def _cut_off(path: Path) -> str:
    return f"{path} 不完整（结尾缺失）或不是回音的备份：可能没有写完或没有复制完，请用另一份。"
