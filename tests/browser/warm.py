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
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATH = f"{ROOT / 'site'}{os.pathsep}{ROOT}"
SETTINGS = ("huiyin.settings", "tests.browser.settings")
"In their order; what they say follows from the environment, which is each installation's own."


OWN = ("HUIYIN_DATA_DIR", "HUIYIN_TEST_CLOCK")
"What installations that begin as copies of one process may each be told; all else may be settled on importing."


def begin(words: list[str], environment: dict[str, str], said: Path, wrong: Path) -> int:
    """Begin one Python command line, with files for what it prints and what goes wrong; the number of its process."""
    return _ask(environment, {"words": words, "environment": environment, "files": [str(said), str(wrong)]})


def ended(pid: int, environment: dict[str, str]) -> int:
    """Wait until what was begun in this environment has ended; its exit code."""
    return _ask(environment, {"pid": pid})


def _ask(environment: dict[str, str], what: dict[str, object]) -> int:
    told = frozenset(one for one in environment.items() if one[0].startswith("HUIYIN_") and one[0] not in OWN)
    process = _started(told)
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    return int(process.stdout.readline())


@cache
def _started(told: frozenset[tuple[str, str]]) -> subprocess.Popen:
    """The process of those who are told the same, begun when it is first asked for; it ends with this one."""
    folder = tempfile.TemporaryDirectory(prefix="huiyin-warm-")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    here = {"HUIYIN_DATA_DIR": folder.name, "DJANGO_SETTINGS_MODULE": SETTINGS[-1], "PYTHONPATH": PATH}
    environment = kept | dict(told) | here
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
