"""Upgrade (升级): after the new program is installed, the database follows; what fails on the way is brought back.

Public pages are plain files and are served all along. The admin and the one-time pages are shut meanwhile (503), since
what somebody saved between the backup and a failure would be lost.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from huiyin.keeping import turns
from huiyin.keeping.backup import back_up
from huiyin.keeping.databases import database_of
from huiyin.keeping.packing import packed
from huiyin.keeping.place import Answer, Place
from huiyin.keeping.shut import MARK, SHUT_COMMANDS, shut
from huiyin.keeping.troubles import Trouble, in_words
from tracking.models import Server
from tracking.servers import this_server

Say = Callable[[str], object]
PUBLIC = ("pressed", "pressed.json", "static", "static.collected")
"What readers are served, and what belongs to it."
BACKUPS = "backups"
"The folder in the data directory that the backup before an upgrade is written into, unless another is named."


@dataclass(frozen=True)
class Upgraded:
    """What was done."""

    backup: Path
    events: int
    pressed: int | None
    seconds: float


def upgrade(backup: Path | None, say: Say) -> Upgraded:
    """Back up, migrate, collect static files, press and verify; raises Trouble once everything is where it was."""
    begun, here = timezone.now(), Place.here()
    turns.refuse_while_running(*sorted(SHUT_COMMANDS))
    _go_back_from_an_upgrade_that_was_cut_off(here, say)
    if database_of(here).contents() is None:
        raise Trouble("这里还没有数据库：新装的运行 huiyin migrate。")
    if backup is None:
        (here.data / BACKUPS).mkdir(mode=0o700, exist_ok=True)
        backup = here.data / BACKUPS / f"before-upgrade-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
    _others_are_shut()
    _checked(here)
    with shut(here.data, backup.absolute()):
        say("备份……")
        back_up(backup, say=say)
        with turns.alone(say), _aside(here) as kept:
            try:
                pressed = _brought_up(here, say)
                events = _verified(here, say)
            except Trouble as trouble:
                say("没有成功，退回升级以前……")
                _go_back(here, backup, kept)
                raise Trouble(
                    f"{trouble} 数据库和公开页面已退回升级以前，备份在 {backup}。请装回原来的程序，再查原因。"
                ) from trouble
    return Upgraded(backup, events, pressed, (timezone.now() - begun).total_seconds())


def _others_are_shut() -> None:
    """Where there are several servers, nothing may be saved by way of another one either."""
    try:
        open_ones = [one.name for one in Server.objects.exclude(name=this_server()) if not one.is_shut]
    except DatabaseError:  # of a release that knew one server alone
        return
    if open_ones:
        names = "、".join(open_ones)
        raise Trouble(
            f"别的服务器还开着后台，没有升级：请先在 {names} 上运行 huiyin servers --shut（不再用的用 --drop）。"
        )


def _checked(here: Place) -> None:
    """What can be known before: whether the settings are sound."""
    answer = here.run("check")
    if answer.code:
        raise Trouble(f"升级前的检查没有通过，没有升级：{answer.complaints[-500:]}")


def _brought_up(here: Place, say: Say) -> int | None:
    """Migrate and press; how many addresses, None where there is no portal."""
    say("更新数据库……")
    _ran(here, "更新数据库", "migrate", "--verbosity", "0")
    found = database_of(here).contents()
    if found is None or not found.has_portal:
        return None
    say("重新印制公开页面……")
    answer = here.run("press", "--all", "--json")
    if "addresses" not in answer.said:
        raise Trouble(f"公开页面没有印成：{answer.said.get('refused') or answer.complaints[-300:]}")
    return answer.said["addresses"]


def _verified(here: Place, say: Say) -> int:
    """Check the whole chain; how many events."""
    say("核验办理记录……")
    answer = here.run("verify_history", "--json")
    if answer.code:
        found = [one["message"] for one in answer.said.get("problems", [])] or [answer.complaints[-300:]]
        raise Trouble(f"升级后办理记录核验不一致：{'；'.join(found[:3])}。")
    return answer.said["events"]


def _ran(here: Place, what: str, *command: str) -> Answer:
    answer = here.run(*command)
    if answer.code:
        raise Trouble(f"{what}没有成功：{answer.complaints[-500:]}。")
    return answer


# Back to where it was --------------------------------------------------------------------------
@contextmanager
def _aside(here: Place) -> Iterator[Path]:
    """A second set of names for what readers are served; files are replaced, never written into, so it stays as it is."""
    folder = here.data / "before-upgrade"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        for name in PUBLIC:
            source = here.data / name
            if source.is_dir():
                shutil.copytree(source, folder / name, copy_function=os.link)
            elif source.exists():
                shutil.copy2(source, folder / name)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _go_back(here: Place, backup: Path, kept: Path) -> None:
    """Bring database and public files back; readers are served all the while."""
    database = database_of(here)
    folder = here.data / "going-back"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        with packed(backup) as opened:
            entry = next(one for one in opened.manifest.files if one.path == database.member)
            copy = folder / database.member
            with copy.open("wb") as file:
                for portion in opened.portions(entry):
                    file.write(portion)
        database.put_back(copy, folder)
        for name in PUBLIC:
            _put_back(kept / name, here.data / name)
    except OSError as problem:
        raise Trouble(f"没有退回成功，请用 huiyin restore {backup} 恢复。{in_words(problem)}") from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_back(kept: Path, target: Path) -> None:
    """Make a folder or file what it was, file by file, so that none is missing in between."""
    if not kept.exists():
        if target.is_dir():
            shutil.rmtree(target)
        target.unlink(missing_ok=True)
        return
    if kept.is_file():
        _replace(kept, target)
        return
    for path in kept.rglob("*"):
        place = target / path.relative_to(kept)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif not (place.exists() and place.samefile(path)):
            _replace(path, place)
    for path in sorted(target.rglob("*"), reverse=True):
        if not (kept / path.relative_to(target)).exists():
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()


def _replace(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.back")
    partial.unlink(missing_ok=True)
    os.link(source, partial)
    os.replace(partial, target)


def _go_back_from_an_upgrade_that_was_cut_off(here: Place, say: Say) -> None:
    """An upgrade that was killed left its mark with the backup's place: back to that, then begin again."""
    mark = here.data / MARK
    if not mark.exists():
        return
    backup = Path(mark.read_text(encoding="utf-8").strip())
    if backup.is_file():
        say("上次升级中断，先退回升级以前……")
        _go_back(here, backup, here.data / "before-upgrade")
    mark.unlink()
