"""Backup (备份): the whole installation as one file, taken while people work; and which backups of a folder are kept."""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.utils import timezone

from huiyin.keeping import environment, portable, turns
from huiyin.keeping.databases import database_of
from huiyin.keeping.manifest import PORTABLE, Manifest
from huiyin.keeping.packing import Packer, clear_unfinished, packing, refuse_target
from huiyin.keeping.place import FOLDERS, Place, refuse_inside
from huiyin.keeping.stores import store_of
from huiyin.keeping.troubles import Trouble, WrongUse

SETTINGS = "settings.env"
NAME = "huiyin-%Y%m%d-%H%M%S.zip"
"What backups of the nightly timer are called."
NAMED = re.compile(r"huiyin-\d{8}-\d{6}\.zip")
DAYS, WEEKS, MONTHS = 7, 5, 12
ROOM = 1.2
"How much more room than the database is asked for before it is copied beside the backup."


@dataclass(frozen=True)
class Written:
    """A backup that was written."""

    path: Path
    manifest: Manifest
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of the one file."""
        return self.path.stat().st_size


def back_up(target: Path, *, is_portable: bool = False, say: Callable[[str], object] = lambda _words: None) -> Written:
    """Write a backup of this installation into a new file; raises Trouble, and then leaves nothing."""
    place = Place.here()
    target = target.absolute()
    refuse_target(target)
    refuse_inside(target)
    with turns.alone(say):
        return _written(place, target, is_portable=is_portable)


def _written(place: Place, target: Path, *, is_portable: bool) -> Written:
    begun = timezone.now()
    with packing(target) as packer:
        # The database first: a file is written before its row, so every file that a row speaks of is there afterwards.
        if is_portable:
            kind, found = PORTABLE, portable.write(packer)
        else:
            kind, found = _copied(place, packer)
        for name in FOLDERS:
            if (store := store_of(name)) is not None:
                packer.add_store(name, store)
            else:
                packer.add_folder(name, place.data / name)
        packer.add(SETTINGS, BytesIO(environment.without_secrets().encode()), pack=True)
        manifest = Manifest(kind, begun.isoformat(), found, packer.entries)
        packer.close_with(manifest)
    seconds = (timezone.now() - begun).total_seconds()
    return Written(target, manifest, seconds)


def _copied(place: Place, packer: Packer):
    """The database's own copy, which must lie on the disk before it is packed."""
    database = database_of(place)
    if place.is_sqlite and (file := Path(place.database["NAME"])).exists():
        needed, free = file.stat().st_size * ROOM, shutil.disk_usage(packer.folder).free
        if free < needed:
            raise Trouble(
                f"{packer.folder.parent} 只剩 {in_megabytes(free)}，至少要 {in_megabytes(needed)}：请腾出空间或换一个磁盘。"
            )
    copy = packer.folder / database.member
    found = database.copy(copy)
    with copy.open("rb") as source:
        packer.add(database.member, source, pack=not database.is_packed)
    copy.unlink()
    return database.kind, found


def in_megabytes(size: float) -> str:
    """Bytes in words."""
    return f"{size / 1024 / 1024:.1f} MB"


# The nightly timer -----------------------------------------------------------------------------
def back_up_into(folder: Path, say: Callable[[str], object] = lambda _words: None) -> tuple[Written, list[Path]]:
    """Write the night's backup into a folder and remove those that are due; the backup, and what was removed."""
    if not folder.is_dir():
        raise WrongUse(f"没有文件夹 {folder}：请先建立，或换一个位置。")
    written = back_up(folder / f"{timezone.localtime():{NAME}}", say=say)
    with turns.alone(say):
        clear_unfinished(folder)
    return written, drop_old(folder)


def drop_old(folder: Path) -> list[Path]:
    """Remove the timer's backups that are kept no longer; other files stay."""
    there = {datetime.strptime(path.name, NAME): path for path in folder.iterdir() if NAMED.fullmatch(path.name)}
    stay = kept(there)
    dropped = [path for moment, path in sorted(there.items()) if moment not in stay]
    for path in dropped:
        path.unlink()
    return dropped


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Of these backups those that stay: the last one of each of the latest 7 days, 5 weeks and 12 months that have any."""
    stay: set[datetime] = set()
    moments = sorted(moments)
    for most, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        last_of = {format(moment, period): moment for moment in moments}
        stay |= set(list(last_of.values())[-most:])
    return stay
