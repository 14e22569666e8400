"""One trial: an act begun in a process of its own, killed, and what is found after one run of the timer."""

import io
import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from publishing.press.answers import Answers
from publishing.press.files import PressedFolder
from publishing.press.run import press_all
from tests.crash.acts import Act
from tests.crash.installation import copied, migrated, opened
from tests.prepared import walking
from tracking.models import Job, PrivateFile

LONGEST = 300


@dataclass
class Stage:
    """An act with its installation made ready, what is seen before and after it, and how long it takes uncut."""

    act: Act
    folder: Path
    about: object
    before: object
    after: object
    seconds: float


def made_ready(act: Act, folder: Path) -> Stage:
    """Prepare an act's installation, and do the act once, uncut, in a copy of it; raises AssertionError if that fails."""
    ready = migrated(folder / act.name)
    with opened(ready), walking():
        about = act.prepare()
        before = act.see(about)
    whole = copied(ready, folder / f"{act.name}-whole")
    pid, started = _begin(whole, lambda: act.do(about))
    seconds = _ended(pid, started)
    problems, after = _looked_at(act, about, whole)
    assert not problems, (act.name, problems)
    assert after != before, act.name
    return Stage(act, ready, about, before, after, seconds)


def cut_off(stage: Stage, trial: Path, chance: random.Random) -> list[str]:
    """Begin the act in a copy of its installation, kill it at a random moment, run the timer; what is wrong then."""
    copied(stage.folder, trial)
    pid, _started = _begin(trial, lambda: stage.act.do(stage.about))
    time.sleep(chance.uniform(0, stage.seconds * 1.1))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with opened(trial):
        glanced = stage.act.glance(stage.about)
    problems, seen = _looked_at(stage.act, stage.about, trial)
    problems += [glanced] if glanced else []
    allowed = [stage.after] if stage.act.always_done else [stage.before, stage.after]
    if not problems and seen not in allowed:
        problems.append(f"saw {seen}, neither of {allowed}")
    return problems


# Processes -------------------------------------------------------------------------------------
def _begin(folder: Path, act: Callable[[], None]) -> tuple[int, float]:
    """Fork a process that opens the installation and does something there; returns when it is about to."""
    ready, go = os.pipe()
    pid = os.fork()
    if pid:
        os.close(go)
        os.read(ready, 1)
        os.close(ready)
        return pid, time.monotonic()
    code = 1
    try:
        os.close(ready)
        with opened(folder), redirect_stdout(io.StringIO()):
            os.write(go, b".")
            act()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _ended(pid: int, started: float) -> float:
    _pid, status = os.waitpid(pid, 0)
    assert status == 0, "the act failed without being cut off"
    return time.monotonic() - started


# What is found ---------------------------------------------------------------------------------
def _looked_at(act: Act, about: object, folder: Path) -> tuple[list[str], object]:
    """One run of the timer, as after a restart, and then everything that must be right."""
    with opened(folder):
        problems = [*_command("settle"), *_command("remind")]
        act.restart(about)
        seen = act.see(about)
        problems += [*_command("verify_history"), *_command("check_loop"), *_private(), *_pressed(folder)]
        problems += [f"left to do: {job} {job.error}" for job in Job.objects.all()]
    return problems, seen


def _command(name: str) -> list[str]:
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            call_command(name)
    except SystemExit:
        return [f"{name}: {said.getvalue()}"]
    return []


def _private() -> list[str]:
    """Every row's content is there and its own; what has no row yet is whole, or still called a part."""
    problems = [kept.trouble for kept in PrivateFile.objects.all() if kept.trouble]
    root = Path(settings.PRIVATE_ROOT)
    whole = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".part"]
    return problems + [f"torn: {path}" for path in whole if PrivateFile(sha256=path.name, name=path.name).trouble]


def _pressed(folder: Path) -> list[str]:
    """The folder is byte for byte what a fresh press of everything gives."""
    pressed = PressedFolder(settings.PRESSED_DIR)
    with pressed.lock() as run:
        doubts = ["the imprint is in doubt"] if run.imprint.is_doubtful else []
    here, settings.PRESSED_DIR = settings.PRESSED_DIR, folder / "afresh"
    try:
        press_all()
        other = _differences(Path(here), Path(settings.PRESSED_DIR))
        if Answers.beside(settings.PRESSED_DIR) != Answers.beside(here):
            other.append("the answers beside it")
    finally:
        settings.PRESSED_DIR = here
    said = f"pressed/ differs from a fresh press --all in {len(other)}: {'; '.join(other[:5])}"
    return [*doubts, said] if other else doubts


def _differences(one: Path, other: Path) -> list[str]:
    """The files of two folders that are not byte for byte the same, or in one of them alone."""
    names = {path.relative_to(root) for root in (one, other) for path in root.rglob("*") if path.is_file()}
    found = [name for name in names if _bytes(one / name) != _bytes(other / name)]
    return sorted(map(str, found))


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
