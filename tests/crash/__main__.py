"""`python -m tests.crash --kills N`: every act cut off so many times; exit 1 names what was wrong afterwards."""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Make each act's installation ready, kill the act again and again, and say what was found."""
    parser = argparse.ArgumentParser(prog="tests.crash")
    parser.add_argument("--kills", type=int, default=100, help="times that each act is killed")
    parser.add_argument("--rows", type=int, default=2000, help="rows that the import brings")
    parser.add_argument("--seed", type=int, default=0, help="of the moments; 0: others each time")
    parser.add_argument("--only", action="append", default=[], metavar="ACT", help="this act; may be given again")
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("HUIYIN_DATABASE_URL", None)
    os.environ["HUIYIN_TASKS"] = "inline"
    import django

    django.setup()
    import logging

    from wagtail import hooks

    import huiyin.example.load
    import huiyin.urls  # noqa: F401  (so that a forked process begins warm)
    from tests.crash.acts import acts
    from tests.crash.trial import cut_off, made_ready

    hooks.search_for_hooks()
    logging.disable(logging.ERROR)  # what a kill leaves is looked for, not read
    seed = wanted.seed or random.randrange(1, 10**9)
    chance, found = random.Random(seed), 0
    folder = Path(tempfile.mkdtemp(prefix="huiyin-crash-"))
    print(f"seed {seed}", flush=True)
    try:
        for act in acts(wanted.rows):
            if wanted.only and act.name not in wanted.only:
                continue
            since = time.monotonic()
            stage = made_ready(act, folder)
            wrong = 0
            for number in range(wanted.kills):
                problems = cut_off(stage, folder / "trial", chance)
                wrong += bool(problems)
                for problem in problems:
                    print(f"{act.name} {number}: {problem}", flush=True)
            found += wrong
            took = time.monotonic() - since
            print(
                f"{act.name}: {wanted.kills} kills, {wrong} wrong; uncut {stage.seconds:.2f} s, all {took:.0f} s",
                flush=True,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
