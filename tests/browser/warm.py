"""A process that has imported everything (热进程): what an installation runs begins as a copy of it, not from nothing.

Only the beginning differs from an operator's command; tests of the command line, of serving and of upgrades begin theirs
from nothing. It is spoken to in lines of JSON: what to begin, which it answers with the number of the process, or for
which process to wait, which it answers with the exit code.
"""

import atexit
import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATH = f"{ROOT / 'site'}{os.pathsep}{ROOT}"
SETTINGS = ("huiyin.settings", "tests.browser.settings")
"In their order; what they say follows from the environment, which is each installation's own."


_warm: list[subprocess.Popen] = []
"The process, once there is one."


def begin(words: list[str], environment: dict[str, str], said: Path, wrong: Path) -> int:
    """Begin one Python command line, with files for what it prints and what goes wrong; the number of its process."""
    if not _warm:
        _warm.append(_started(environment))
    return _ask(words=words, environment=environment, files=[str(said), str(wrong)])


def ended(pid: int) -> int:
    """Wait until what was begun has ended; its exit code."""
    return _ask(pid=pid)


def _ask(**what: object) -> int:
    process = _warm[0]
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def _started(environment: dict[str, str]) -> subprocess.Popen:
    """The process, which ends with this one; what is settled on importing is so for all, as for the first that asks."""
    folder = tempfile.TemporaryDirectory(prefix="huiyin-warm-")
    environment = environment | {"HUIYIN_DATA_DIR": folder.name, "HUIYIN_TEST_CLOCK": ""}
    command = [sys.executable, "-m", "tests.browser.warm"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    @atexit.register
    def end() -> None:
        process.communicate()
        folder.cleanup()

    return process


# In the process itself -------------------------------------------------------------------------
def main() -> None:
    """Get warm; then begin and wait, line by line."""
    import django

    django.setup()
    import django.test.signals  # what was made of settings is made anew where they change
    from django.urls import get_resolver
    from wagtail import hooks

    import huiyin.example.load  # noqa: F401  (what the example needs, and all that it asks for)

    hooks.search_for_hooks()
    get_resolver().url_patterns  # noqa: B018  (imports every page)
    for line in sys.stdin:
        asked = json.loads(line)
        if "pid" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["pid"], 0)[1])
        elif not (answer := os.fork()):
            _go_elsewhere(asked["environment"], asked["files"])
            _run(asked["words"])
            return
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _go_elsewhere(environment: dict[str, str], files: list[str]) -> None:
    """Be a process of the installation that this environment describes, and speak into files."""
    from django.conf import settings
    from django.core.signals import setting_changed
    from django.db import connections

    for file, number in zip((os.devnull, *files), range(3), strict=True):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    for name in SETTINGS:
        said = importlib.reload(importlib.import_module(name))
    for name in filter(str.isupper, dir(said)):
        setattr(settings, name, getattr(said, name))
    vars(connections).pop("settings", None)
    connections.__init__()
    for name in ("CACHES", "MEDIA_ROOT", "STORAGES"):
        setting_changed.send(sender=None, setting=name, value=getattr(settings, name), enter=True)


def _run(words: list[str]) -> None:
    """What Python does with `-m module …` or `-c code`."""
    kind, what, *further = words
    sys.argv = [what if kind == "-m" else kind, *further]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})  # noqa: S102  (the test's own words)


if __name__ == "__main__":
    main()
