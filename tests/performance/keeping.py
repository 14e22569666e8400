"""`make keeping`: a backup taken while eight people write, one of them importing, restored elsewhere and verified.

Nothing that was committed before the backup's moment may be missing. Exit 1 where something is.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

PEOPLE = 8


def main() -> int:
    """Make an office, let everybody work, back up in the middle, restore on trial and compare."""
    parser = argparse.ArgumentParser(prog="tests.performance.keeping")
    parser.add_argument("--seconds", type=float, default=30)
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.setdefault("HUIYIN_DEBUG", "1")
    import django

    django.setup()
    from django.db import connections

    from tests.performance.writers import _installed, _work
    from tests.publishing.newsroom import make_newsroom
    from tests.tracking.factories import make_unit

    folder = Path(tempfile.mkdtemp(prefix="huiyin-keeping-"))
    try:
        with _installed(folder):
            newsroom = make_newsroom()
            for place in range(40):
                make_unit(f"区压测{place}局")
            connections.close_all()
            fork = multiprocessing.get_context("fork")
            told, said = folder / "told", fork.Queue()
            told.touch()
            people = [
                fork.Process(target=_work, args=(newsroom, number, wanted.seconds, told, said))
                for number in range(PEOPLE)
            ]
            for person in people:
                person.start()
            time.sleep(wanted.seconds / 2)
            problems = _backed_up(told, folder / "huiyin.zip")
            errors = [error for _person in people for error in said.get()[1]]
            for person in people:
                person.join()
            for problem in [*problems, *errors]:
                print(problem)
            return 1 if problems or errors else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _backed_up(told: Path, target: Path) -> list[str]:
    """Take the backup, restore it on trial; what is wrong with it."""
    from django.conf import settings

    from huiyin.keeping import restore
    from huiyin.keeping.backup import back_up, in_megabytes

    before = [int(line) for line in told.read_text().split()]
    written = back_up(target)
    found = written.manifest.contents
    print(f"{found.items} items, {found.number} events: {in_megabytes(written.size)} in {written.seconds:.1f} s")
    settings.DATA_DIR.mkdir(exist_ok=True)
    proof = restore.try_out(target, print)
    print(f"restored and verified in {proof.seconds:.1f} s: {proof.events} events, {len(proof.problems)} problems")
    late = [f"event {number} was committed before and is missing" for number in before if number > found.number]
    return proof.problems + late


if __name__ == "__main__":
    sys.exit(main())
