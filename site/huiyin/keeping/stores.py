"""Files that lie in an object store (对象存储) when they are kept and restored: packed from there, and put back there."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage, storages

from huiyin.keeping.databases import Undo
from tracking import storing

STORAGES: dict[str, Callable[[], Storage]] = {"private": storing.private_files, "media": lambda: storages["default"]}
"Where the files are that would else lie in these folders of the data directory."


def store_of(folder: str) -> Storage | None:
    """The object store in which the files of this folder of the data directory lie; None where it is a folder."""
    store = STORAGES[folder]() if folder in STORAGES else None
    return store if hasattr(store, "all_names") else None


def put_back(store: Storage, folder: Path, aside: Path, undo: Undo) -> None:
    """Put the files of a folder into a store; what lay there otherwise, or is not in the folder, is copied aside first.

    What is not in the folder stays in the store as well: no row speaks of it then, and the nightly tidying removes it.
    """
    wanted = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    there = set(storing.everything(store))
    for name in sorted(there - wanted.keys()):
        _copy_aside(store, name, aside)
    for name, path in sorted(wanted.items()):
        if name not in there:
            undo.later(lambda name=name: store.delete(name))
        elif _digest(store, name) == _digest_of(path):
            continue
        else:
            old = _copy_aside(store, name, aside)
            undo.later(lambda name=name, old=old: _put(store, name, old))
        _put(store, name, path)


def _put(store: Storage, name: str, path: Path) -> None:
    """Put a file under this very name, whatever lies there."""
    store.delete(name)
    with path.open("rb") as content:
        store.save(name, File(content))


def _copy_aside(store: Storage, name: str, aside: Path) -> Path:
    target = aside / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with store.open(name) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    return target


def _digest(store: Storage, name: str) -> str:
    with store.open(name) as content:
        return storing.digest_of(content)


def _digest_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
