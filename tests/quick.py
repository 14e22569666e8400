"""`make quick`: within a minute, the tests nearest to what changed; where nothing changed, all that ask no database.

What changed is what differs from main (on main itself, from its last commit), new files too. Nearest is a test file that
changed itself; then one that is named after a changed module (`test_sheets.py` after `telling/sheets.py`); then one that
imports it; then one that names a changed template or other file, and those that read all source and docs. After fifty
seconds what is left is left out, and said to be.
"""

import ast
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from tests.once import SOURCE, asks_the_database, starts_processes

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 50
"How long tests are begun; the last of them and the start take the rest of the minute."
STARTED = time.perf_counter()


class Within:
    """Runs what can be run in time, and only what asks no database where that is wanted."""

    def __init__(self, *, database: bool):
        self.database, self.left_out = database, 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        """Leave out what starts a browser or processes, and where nothing changed what asks the database."""
        out = [
            one
            for one in items
            if starts_processes(one.nodeid.partition("::")[0]) or not self.database and asks_the_database(one)
        ]
        config.hook.pytest_deselected(items=out)
        items[:] = [one for one in items if one not in set(out)]

    def pytest_runtest_protocol(self):
        """Pass over a test once the time is up."""
        if time.perf_counter() - STARTED < SECONDS:
            return None
        self.left_out += 1
        return True

    def pytest_terminal_summary(self, terminalreporter):
        """Say what was left out."""
        if self.left_out:
            terminalreporter.write_line(f"{self.left_out} tests were left out: time is up. `make test` runs all.")


def changed() -> list[str]:
    """The paths that differ from main, from the last commit where this is main."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    return sorted({*_git("diff", "--name-only", base[0]), *_git("ls-files", "--others", "--exclude-standard")})


def _git(*words: str) -> list[str]:
    answer = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.split("\n")[:-1] if answer.returncode == 0 else []


def nearest(paths: list[str]) -> list[str]:
    """The test files for these paths, the nearest first."""
    tests = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))
    near = {test: min((distance(path, test) for path in paths), default=FAR) for test in tests}
    return sorted((test for test in tests if near[test] < FAR), key=near.get)


FAR = 4


def distance(path: str, test: str) -> int:
    """How far a test file is from a path that changed: 0 itself, 1 by name, 2 by import, 3 as it names it; else FAR."""
    if path == test:
        return 0
    if path.endswith(".py"):
        words = path.removesuffix(".py").removeprefix("site/").removesuffix("/__init__").split("/")
        if words[0] != "tests" and Path(test).stem == f"test_{words[-1]}":
            return 1
        if ".".join(words) in imported(test):
            return 2
    return 3 if Path(path).name in text(test) or test in SOURCE else FAR


@cache
def text(test: str) -> str:
    """The source of a test file."""
    return (ROOT / test).read_text(encoding="utf-8")


@cache
def imported(test: str) -> frozenset[str]:
    """Every module that a test file imports, or may import a name from."""
    found = set()
    for node in ast.walk(ast.parse(text(test))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
    return frozenset(found)


def main() -> int:
    """Choose, say what was chosen, and run it."""
    paths = changed()
    tests = nearest(paths)
    if paths:
        print(f"{len(paths)} files changed: {len(tests)} test files are near them.", *tests, sep="\n  ", flush=True)
    else:
        print("Nothing changed: all tests that ask no database.", flush=True)
    if paths and not tests:
        return 0
    return pytest.main(["-q", "-n", "0", *(tests or ["tests"])], plugins=[Within(database=bool(paths))])


if __name__ == "__main__":
    sys.exit(main())
