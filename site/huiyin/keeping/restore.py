"""Restore (恢复): a backup is proven in a throw-away place first, and only then takes the place of what is here."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from huiyin.keeping import portable, runs, turns
from huiyin.keeping.backup import SETTINGS, in_megabytes
from huiyin.keeping.databases import Undo, database_of
from huiyin.keeping.manifest import PORTABLE, Contents, Manifest
from huiyin.keeping.packing import Packed, packed
from huiyin.keeping.place import FOLDERS, Answer, Place
from huiyin.keeping.stores import put_back, store_of
from huiyin.keeping.troubles import Trouble, in_words

Say = Callable[[str], object]
ROOM = 2.2
"How many times the unpacked size is asked for: the database is migrated, or its rows are put in, beside the copy."


@dataclass
class Proof:
    """What was found in the throw-away place."""

    manifest: Manifest
    events: int = 0
    problems: list[str] = field(default_factory=list)
    "What `verify_history` found; empty when all is well."
    missing: list[str] = field(default_factory=list)
    "What `check_loop` misses: work of the office that was not done yet is no fault of the backup."
    pressed: int | None = None
    "How many public pages and files were pressed; None where there is no portal."
    seconds: float = 0.0


@dataclass
class Restored:
    """What took the place of what, and where the old is kept."""

    proof: Proof
    kept: list[str]
    settings: str
    "The settings of that time, without secrets, for the operator to compare."


def try_out(path: Path, say: Say) -> Proof:
    """Restore a backup in a throw-away place, check and press everything there, and note that it was verified."""
    begun = timezone.now()
    with packed(path) as backup, _proven(backup, say) as (place, proof):
        if proof.manifest.contents.has_portal:
            say("试印公开页面……")
            proof.pressed = press(place).said["addresses"]
        proof.seconds = (timezone.now() - begun).total_seconds()
        if not proof.problems:
            runs.note(runs.VERIFIED, about=f"{path.name}（{timezone.localtime(proof.manifest.moment):%Y-%m-%d %H:%M}）")
    return proof


def what_is_here() -> Contents | None:
    """What a restore would overwrite; None where there is nothing."""
    return database_of(Place.here()).contents()


def restore(path: Path, say: Say, *, despite_findings: bool = False) -> Restored:
    """Put a backup in the place of what is here, which is kept aside; raises Trouble, and then nothing has changed."""
    begun, here = timezone.now(), Place.here()
    turns.refuse_while_running("serve", "worker")
    with turns.alone(say), packed(path) as backup, _proven(backup, say) as (place, proof):
        if proof.problems and not despite_findings:
            shown = "；".join(proof.problems[:5])
            raise Trouble(
                f"备份里的办理记录核验不一致，没有恢复：{shown}。确实只有这一份备份时，可加 --despite-findings 恢复后再查。"
            )
        settings = (place.data / SETTINGS).read_text(encoding="utf-8")
        aside = here.data / f"before-restore-{timezone.localtime():%Y%m%d-%H%M%S}"
        undo = swap(here, place, aside)
        if proof.manifest.contents.has_portal:
            say("重新印制公开页面……")
            try:
                proof.pressed = press(here).said["addresses"]
            except Trouble as problem:
                undo.now()
                raise Trouble(f"{problem} 已退回恢复以前的状态。") from problem
        proof.seconds = (timezone.now() - begun).total_seconds()
        if any(path.is_file() for path in aside.rglob("*")):
            undo.kept.append(str(aside))
        else:
            shutil.rmtree(aside, ignore_errors=True)
        return Restored(proof, undo.kept, settings)


def swap(here: Place, place: Place, aside: Path) -> Undo:
    """Move the old aside and the new into its place, or leave everything as it was."""
    try:
        undo = database_of(here).take_over(place, aside)
    except OSError as problem:
        raise Trouble(f"没有恢复。{in_words(problem)}") from problem
    try:
        for name in FOLDERS:
            old, new = here.data / name, place.data / name
            if (store := store_of(name)) is not None:
                put_back(store, new, aside / name, undo)
                continue
            if old.exists():
                undo.move(old, aside / name)
            if new.exists():
                undo.move(new, old)
            else:
                old.mkdir(mode=0o700)
                undo.later(old.rmdir)
    except OSError as problem:
        undo.now()
        raise Trouble(f"没有恢复。{in_words(problem)}") from problem
    return undo


@contextmanager
def _proven(backup: Packed, say: Say) -> Iterator[tuple[Place, Proof]]:
    """A throw-away place in which the backup lies restored, migrated and checked; gone at the end, but for what was moved."""
    manifest, here = backup.manifest, Place.here()
    _refuse_unfit(manifest, here)
    needed, free = manifest.size * ROOM, shutil.disk_usage(here.data).free
    if free < needed:
        raise Trouble(f"{here.data} 只剩 {in_megabytes(free)}，恢复至少要 {in_megabytes(needed)}：请腾出空间。")
    folder = Path(tempfile.mkdtemp(prefix="restoring-", dir=here.data))
    try:
        with database_of(here).throw_away(folder) as place:
            say("核对备份中的每一个文件……")
            try:
                backup.unpack(folder)
                _lay(manifest, place, say)
            except OSError as problem:
                raise Trouble(f"没有恢复。{in_words(problem)}") from problem
            lend_static_files(here, place)
            say("核验办理记录……")
            yield place, _prove(manifest, place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_unfit(manifest: Manifest, here: Place) -> None:
    """Say why a backup can't be restored by this program into a database of this kind."""
    kind = database_of(here).kind
    if manifest.database not in (kind, PORTABLE):
        raise Trouble(
            f"这份备份是 {manifest.database} 数据库的，这里用的是 {kind}：请在原处用 huiyin backup --portable 另做一份。"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    of_ours = {one for one in manifest.contents.migrations if one.startswith(("tracking.", "publishing."))}
    if newer := of_ours - known:
        raise Trouble(
            f"备份是更新的程序（{manifest.release}）做的，本程序还不认识 {sorted(newer)[0]}：请先安装那个版本再恢复。"
        )
    if manifest.database == PORTABLE and (
        missing := {one for one in known if one.startswith(("tracking.", "publishing."))} - of_ours
    ):
        raise Trouble(
            f"可移植备份要用做它的版本（{manifest.release}）恢复，恢复之后再升级；本程序多出 {sorted(missing)[0]}。"
        )


def _lay(manifest: Manifest, place: Place, say: Say) -> None:
    """Have the database in the throw-away place, of this program's own state."""
    if manifest.database == PORTABLE:
        say("建立数据库，装入各表……")
        _ran(place, "建立数据库", "migrate", "--verbosity", "0")
        portable.load(place, place.data)
        shutil.rmtree(place.data / portable.FOLDER)
        _ran(place, "建立检索索引", "update_index", "--verbosity", "0")
        return
    database = database_of(place)
    database.lay(place.data / database.member)
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if {f"{app}.{name}" for app, name in known} - set(manifest.contents.migrations):
        say(f"备份是 {manifest.release} 版做的，更新到本程序的结构……")
        _ran(place, "更新数据库", "migrate", "--verbosity", "0")


def lend_static_files(here: Place, place: Place) -> None:
    """Let the throw-away place use the static files that are collected here."""
    for name in ("static", "static.collected"):
        if (here.data / name).exists():
            (place.data / name).symlink_to(here.data / name)


def _prove(manifest: Manifest, place: Place) -> Proof:
    """Check the chain and the loop."""
    history = place.run("verify_history", "--json").said
    loop = place.run("check_loop", "--json").said
    if not history or not loop:
        raise Trouble("备份恢复到临时位置后不能核验，没有恢复；请用另一份备份。")
    proof = Proof(manifest, history["events"])
    proof.problems = [_worded(one) for one in history["problems"]]
    proof.missing = [f"{one['record']}：{one['what']}" for one in loop["missing"]]
    if manifest.contents.number != proof.events:
        proof.problems.append(f"清单说有办理记录 {manifest.contents.number} 条，恢复后是 {proof.events} 条")
    elif (found := database_of(place).contents()) is None or found.head != manifest.contents.head:
        proof.problems.append("办理记录的链尾与清单所写不同：数据库或清单被换过")
    return proof


def _worded(problem: dict) -> str:
    return (f"第{problem['number']}条：" if problem["number"] else "") + problem["message"]


def press(place: Place) -> Answer:
    """Press the whole portal of a place; pages that lack a signature are left out, which is no fault of the backup."""
    answer = place.run("press", "--all", "--replace", "--json")
    if "addresses" not in answer.said:
        raise Trouble(f"公开页面没有印成：{answer.complaints[-300:]}")
    return answer


def _ran(place: Place, what: str, *command: str) -> None:
    answer = place.run(*command)
    if answer.code:
        raise Trouble(f"{what}没有成功：{answer.complaints[-500:]}")
